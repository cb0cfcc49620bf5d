TestFSBank : FSServerTest {

	name { ^"test_%_%".format(thisProcess.pid, UniqueID.next).asSymbol }

	test_it_fills_as_an_array {
		var name = this.name, bank = f.bank(name, "drip", 3), whole;
		this.assertEquals(bank.size, 0, "it is there at once");
		bank.wait;
		this.until { bank.size == 3 and: { bank.every { |sound| sound.state == \loaded } } };
		this.assertEquals(bank.collect(_.class), [FSSound, FSSound, FSSound]);
		this.assert(bank.folder.endsWith("/banks/" ++ name));
		this.assert(bank.every { |sound, i| sound.path.contains("/%_".format(i.asStringToBase(10, 3))) });
		this.assert(bank.choose.play.notNil);
		this.assert(Pseq(bank).asStream.next === bank[0]);
		this.assertNoErrors;
	}

	test_the_action_gets_it_whole {
		var whole;
		f.bank(this.name, "drip", 3) { |bank| whole = bank.collect(_.state) };
		this.until { whole.notNil };
		this.assertEquals(whole, \loaded ! 3);
	}

	test_it_grows_and_keeps_its_numbers {
		var name = this.name, bank = f.bank(name, "drip", 2), first, same, buffers;
		this.until { bank.size == 2 };
		bank.wait;
		first = bank.collect(_.id);
		buffers = f.buffers.asSet;
		same = f.bank(name, "drip", 4);
		this.assert(same === bank);
		this.until { bank.size == 4 };
		this.assertEquals(bank.collect(_.id).keep(2), first);
		bank.wait;
		this.assertEquals(f.buffers.size, 4);
		this.assert(f.buffers.asSet.includesAll(buffers), "none is loaded twice");
	}

	test_it_knows_what_others_put_there {
		var name = this.name, bank = f.bank(name, "drip", 1), other = FSBridge(this.class.port);
		this.until { bank.size == 1 };
		other.bank(name, "drip", 2);
		this.until { bank.size == 2 };
		other.free;
	}

	test_freed {
		var name = this.name, bank = f.bank(name, "drip", 2);
		this.until { f.buffers.size == 2 };
		bank.free;
		this.assertEquals(f.buffers, []);
		this.assert(f.bank(name) !== bank);
	}

	test_freed_while_it_fills {
		var calls = 0, ask = { |count| f.bank(this.name, "drip", count) { calls = calls + 1 } };
		var bank = ask.value(3), atOnce = FSReading.atOnce;
		bank.free;
		bank.request.wait;
		FSReading.atOnce = 0;
		ask.value(2).request.wait;
		f.freeAll;
		FSReading.atOnce = atOnce;
		this.assertEquals([bank.size, f.sounds, f.buffers, calls], [0, [], [], 0]);
	}

	test_banks {
		var name = this.name, found;
		f.bank(name, "drip", 2) { |bank| found = f.banks };
		this.until { found.notNil and: { found.isDone } };
		this.assertEquals(found.result.detect { |bank| bank[\name] == name }[\count], 2);
	}

	test_a_number_that_has_lost_its_sound {
		var bank = f.bank(this.name, "drip", 2), whole;
		bank.wait;
		f.collection.hearBanked(bank.name, 3, *this.columns(bank[0].path, \original));
		f.bank(bank.name) { whole = true };
		this.until { whole == true };
		this.assertEquals(bank.collect(_.state), [\loaded, \loaded, \waiting, \loaded]);
		bank.wait;
		this.assertNoErrors;
	}

	test_an_unknown_bank {
		f.bank(\never_filled) { };
		this.until { errors.notEmpty };
		this.assertEquals(errors[0][\verb], \bank);
	}
}
