TestFSArguments : FSTest {

	from { |words ... options| ^FSArguments.values(words) ++ FSArguments.options(options) }

	test_words_and_numbers {
		this.assertEquals(this.from("heavy rain"), ["heavy rain"]);
		this.assertEquals(this.from([12, 34.5]), [12, 34.5]);
		this.assertEquals(this.from(\rain), ["rain"]);
		this.assertEquals(this.from(nil), []);
	}

	test_options {
		this.assertEquals(this.from(nil, \license, [\cc0, \by]), ["@license", "cc0", "by"]);
		this.assertEquals(this.from(nil, \duration, [1, inf], \loopable, true), ["@duration", 1, "*", "@loopable", 1]);
		this.assertEquals(this.from("a", \sort, nil), ["a"]);
	}

	test_an_at_is_a_word {
		this.assertEquals(this.from("@home", \pack, "@sea"), ["@@home", "@pack", "@@sea"]);
	}

	test_each_tag_is_an_option {
		this.assertEquals(this.from(nil, \tag, ["rain", "tin roof"]), ["@tag", "rain", "@tag", "tin roof"]);
	}

	test_what_can_not_be_sent {
		this.assertException({ this.from("a", \license, { }) }, Error, "a Function");
		this.assertException({ this.from("a", \duration, [1, 0 / 0]) }, Error, "not a number");
	}
}
