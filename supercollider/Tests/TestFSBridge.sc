TestFSBridge : FSTest {

	test_it_finds_the_daemon {
		this.until { f.online };
		this.assert(f.state == \ready);
		this.assert(f.session.isKindOf(Integer));
	}

	test_search_as_documented {
		var found;
		f.search("rain", license: \cc0, duration: [1, 5]) { |hits| found = hits };
		this.until { found.notNil };
		this.assert(found.notEmpty);
		this.assert(found.every { |hit| hit.license == \cc0 and: { hit.seconds.inclusivelyBetween(1, 5) } });
		this.assertEquals(found.collect(_.index), (0 .. found.size - 1));
		this.assertNoErrors;
	}

	test_a_search_of_options_only {
		var found;
		f.search(channels: 6, fields: \samplerate) { |hits| found = hits };
		this.until { found.notNil };
		this.assert(found.notEmpty);
		this.assert(found.every { |hit| hit.channels == 6 and: { hit.fields[\samplerate] == hit.samplerate.asString } });
	}

	test_more_goes_on {
		var first = f.search("drip", count: 3), hits, rest;
		hits = first.wait;
		rest = first.more.wait;
		this.assertEquals(hits.collect(_.index), [0, 1, 2]);
		this.assertEquals(rest.collect(_.index), [3, 4, 5]);
		this.assert((hits.collect(_.id) sect: rest.collect(_.id)).isEmpty);
		this.assert(first.total > 6);
	}

	test_more_without_a_search { f.more.wait; this.assertEquals(errors[0][\code], \bad_request) }

	test_facts {
		this.assertEquals(f.info(1234).wait[\id], "1234");
		this.assertEquals(f.status.wait[\session], f.session.asString);
		this.assertEquals(f.asString, "FSBridge(%, %, ready)".format(f.daemon.hostname, f.daemon.port));
		this.assert(f.refresh(parts: \library).wait[\added].isKindOf(Integer));
		this.assertNoErrors;
	}

	test_what_is_wrong_is_told_in_words {
		f.search("rain", sort: \nix).wait;
		f.search("rain", license: { }).wait;
		f.search(String.newClear(70000).fill($z)).wait;
		f.fetch(\nix).wait;
		f.fetch(999999).wait;
		this.assertEquals(errors.collect(_[\code]).asArray, [\bad_request, \bad_request, \bad_request, \bad_request, \not_found]);
		this.assert(errors.every { |error| error[\message].isString and: { error[\message].notEmpty } });
	}

	test_a_machine_that_there_is_not {
		var bridge = FSBridge(this.class.port, "not a machine");
		this.assert(bridge.search("rain").wait.notEmpty, "it asks this one");
		bridge.free;
	}

	test_ports_that_there_are_not {
		[nil, "x", -1, 70000].do { |none|
			var bridge = FSBridge(none);
			this.assertEquals(bridge.daemon.port, 9770);
			bridge.free
		}
	}

	test_wrong_arguments_are_told_in_one_line {
		f.more(nil, 12).wait;
		[3, "x", f].do { |none| f.cancel(none) };
		f.info({ }).wait;
		f.bank(nil, "rain").wait;
		this.assertEquals(errors.collect(_[\verb]).asArray, [\more, \info, \bank]);
	}

	test_only_a_routine_can_wait {
		var waited, found;
		f.search("rain") { |hits| f.search("rain").wait; f.fetch(999999).wait; waited = true };
		this.until({ waited.notNil }, "the action goes on");
		f.search("rain") { |hits| found = hits };
		this.until { found.notNil };
	}

	test_an_error_of_one_request {
		var own;
		f.search("rain", sort: \nix).onError = { |error| own = error };
		this.until { own.notNil };
		this.assertEquals(own[\verb], \search);
		this.assertNoErrors;
	}

	test_a_fault_of_the_performer_stops_nothing {
		var found;
		f.search("rain") { |hits| hits.nix };
		f.onError = { |error| error.nix };
		f.search("rain", sort: \nix).wait;
		f.search("rain") { |hits| found = hits };
		this.until { found.notNil };
	}

	test_a_search_outlives_cmd_period {
		var found;
		f.search("drizzle") { |hits| found = hits };
		CmdPeriod.run;
		this.until { found.notNil };
		found = nil;
		f.search("drizzle") { |hits| found = hits };
		this.until { found.notNil };
	}

	test_cancel {
		var absent = FSBridge(1), request;
		absent.onError = { |error| errors.add(error) };
		request = absent.search("rain");
		absent.cancel(request);
		request.wait;
		this.assertEquals(errors[0][\code], \cancelled);
		[absent.fetch(1234), absent.fetch([1, 2]), absent.bank(\rain, "rain", 2)].do { |asked| absent.cancel(asked) };
		this.assertEquals([absent.requests, errors.size], [[], 4]);
		absent.free;
	}

	test_what_waits_ends_with_the_bridge {
		var other = FSBridge(this.class.port), ended = 0, waiting;
		this.until { other.online };
		fork { other.search("rain").wait; ended = 1; other.bank(\freed, "rain").wait; ended = 2 };
		this.until { other.requests.notEmpty };
		other.free;
		this.until({ ended == 2 }, "what is asked of a freed bridge ends too");
		this.assertEquals(other.requests, []);
	}

	test_dependants_are_told {
		var told = List.new, dependant = { |bridge, fsbridge, what| told.add([fsbridge, what]) };
		f.addDependant(dependant);
		f.search("rain", sort: \nix).wait;
		f.removeDependant(dependant);
		this.assert(told.includesEqual([\fsbridge, \state]));
		this.assert(told.includesEqual([\fsbridge, \error]));
	}

	test_habits {
		f.prefer(license: \by);
		this.until({ f.search("rain").wait.collectAs(_.license, IdentitySet) == IdentitySet[\by] }, "the habit holds");
		f.prefer(license: \nix);
		this.until { errors.notEmpty };
		this.assertEquals(errors[0][\verb], \hello);
		f.prefer;
	}

	test_two_bridges_have_the_same_habits {
		var other = FSBridge(this.class.port), third, licenses = { |hits| hits.collectAs(_.license, IdentitySet) };
		this.until { f.online and: { other.online } };
		f.prefer(license: \by);
		third = FSBridge(this.class.port);
		[other, third, f].do { |bridge|
			[f, other, third].do { |each| each.hello.say };
			this.assertEquals(licenses.value(bridge.search("rain").wait), IdentitySet[\by])
		};
		f.prefer;
		[other, third].do(_.free);
	}

	test_a_daemon_that_stops_is_asked_no_more {
		var other = FSBridge(this.class.port), fence = { f.hello.say; other.search("rain").wait }, told = List.new;
		fence.value;
		f.addDependant({ |bridge, fsbridge, what, state| if(what == \state) { told.add(state) } });
		f.exchange.hearEvent(\stopping, []);
		fence.value;  // it answers for a moment more
		this.assertEquals([f.online, told.asArray], [false, [\absent]]);
		other.free;
	}

	test_what_was_lost_on_the_way_is_sent_again {
		var found, port, patience = FSRequest.patience;
		FSRequest.patience = 0.5;
		this.until { f.online };
		port = f.daemon.port;
		f.daemon.port = 1;
		f.search("rain") { |hits| found = hits };
		f.daemon.port = port;
		this.until { found.notNil };
		FSRequest.patience = patience;
	}

	test_a_busy_sclang_does_not_lose_the_daemon {
		var told = List.new, dependant = { |bridge, fsbridge, what, state| if(what == \state) { told.add(state) } }, end;
		this.until { f.online };
		f.addDependant(dependant);
		end = Main.elapsedTime + 1.5;
		while { Main.elapsedTime < end };
		f.search("rain").wait;
		this.assertEquals(told.asArray, []);
		f.removeDependant(dependant);
	}

	test_two_bridges_share_a_daemon {
		var other = FSBridge(this.class.port), hits;
		hits = [f, other].collect { |bridge| bridge.search("rain") }.collect(_.wait);
		this.assertEquals(hits[0].collect(_.id), hits[1].collect(_.id));
		other.free;
	}

	test_nothing_is_left_behind {
		var left = {
			[AbstractResponderFunc.allFuncProxies.values.flat, SkipJack.all, Object.dependantsDictionary, ShutDown.objects]
			.collect(_.size)
		};
		var before = left.value, other = FSBridge(this.class.port);
		other.addDependant({ });
		other.search("rain").wait;
		other.free;
		this.assertEquals(left.value, before);
	}
}
