TestFSBrowser : FSServerTest {

	var browser;

	setUp {
		super.setUp;
		browser = this.look { f.gui };
	}

	tearDown {
		this.look { browser.close };
		super.tearDown;
	}

	// Views are asked on the AppClock only.
	look { |function|
		var seen, done = false;
		{ protect { seen = function.value } { done = true } }.defer;
		while { done.not } { 0.002.wait };
		^seen
	}

	untilSeen { |condition, message| this.until({ this.look(condition) }, message) }

	find { |text|
		this.look { browser.find(text) };
		this.untilSeen({ browser.count.string.contains(" of ") }, "hits of %".format(text));
	}

	type { |char| this.look { browser.list.view.keyDownAction.value(browser.list.view, char) } }

	says { |text| this.untilSeen({ browser.line.string.contains(text) }, "it says: %".format(text)) }

	test_from_a_routine {
		var other = f.gui;
		this.untilSeen { other.window.notNil and: { other.window.isClosed.not } };
		other.close;
		this.untilSeen { other.window.isClosed };
	}

	test_what_is_typed_is_found {
		this.find("rain @count 5 @license cc0");
		this.look {
			this.assertEquals(browser.list.view.numItems, 5);
			this.assertEquals(browser.list.view.itemAt(0).strings[0], browser.list.hits[0].name);
			this.assert(browser.list.hits.every { |hit| hit.license == \cc0 });
			this.assertEquals(browser.list.selected, browser.list.hits[0]);
			browser.more;
		};
		this.untilSeen({ browser.list.view.numItems > 5 }, "more hits");
		this.assertEquals(browser.list.hits.collect(_.id).asSet.size, browser.list.hits.size);
	}

	test_a_license_is_chosen {
		this.look { browser.license.value = 1; browser.words.string = "rain"; browser.license.doAction };
		this.untilSeen { browser.count.string.notEmpty };
		this.assert(browser.list.hits.every { |hit| hit.license == \cc0 });
		this.assert(browser.list.hits.notEmpty);
	}

	test_a_sound_is_looked_at_and_played {
		var sound;
		this.find("rain @count 3");
		this.look { browser.list.select(1) };
		this.type($\r);
		sound = browser.playing;
		this.assertEquals(sound.id, browser.list.hits[1].id);
		this.until({ sound.voices.any(_.isPlaying) }, "it plays");
		this.untilSeen({ browser.detail.path.string == sound.path }, "its path is shown");
		this.untilSeen({ browser.detail.wave.numFrames == sound.frames }, "its waveform is shown");
		this.untilSeen({ browser.list.view.itemAt(1).strings.last == "●" }, "it is here");
		this.untilSeen({ browser.detail.wave.timeCursorOn }, "where it plays is shown");
		this.assertNoErrors;
	}

	test_buttons_and_mouse {
		var play = browser.slotAt(\play), plays = { |index|
			this.until {
				browser.playing.notNil and: { browser.playing.id == browser.list.hits[index].id }
				and: { browser.playing.voices.any(_.isPlaying) }
			}
		};
		this.find("drip @count 2");
		this.look { browser.loop.valueAction = 1; play.valueAction = 1 };
		plays.(0);
		this.look { browser.list.select(1); browser.list.view.mouseDownAction.value(browser.list.view, 0, 0, 0, 0, 1) };
		plays.(0);
		this.look { browser.list.view.mouseDownAction.value(browser.list.view, 0, 0, 0, 0, 2) };
		plays.(1);
		this.look { browser.window.view.keyDownAction.value(browser.window.view, nil, 0, 27) };
		this.assertEquals([browser.playing, this.look { play.value }], [nil, 0], "Escape");
		this.look { play.valueAction = 1 };
		plays.(1);
		this.look { play.valueAction = 0 };
		this.assertEquals([browser.playing, this.look { play.value }], [nil, 0], "the button");
	}

	test_it_notices_what_ends_a_sound {
		this.find("drip @count 1");
		this.look { browser.loop.value = 1 };
		this.type($ );
		this.until { browser.playing.voices.any(_.isPlaying) };
		CmdPeriod.run;
		this.until({ browser.playing.isNil }, "CmdPeriod");
		this.type($ );
		this.until({ browser.playing.voices.any(_.isPlaying) }, "it plays again");
		this.type($ );
		this.assert(browser.playing.isNil, "the same key");
		this.look { browser.loop.valueAction = 0 };
		this.type($ );
		this.until({ browser.playing.isNil }, "its own end");
	}

	test_the_path_is_copied_and_dragged {
		var elsewhere, copied, dragged;
		this.find("drizzle");
		this.look { browser.fetch(browser.list.selected) };
		this.untilSeen({ browser.detail.path.string.notEmpty }, "a path");
		this.look {
			elsewhere = TextField();
			copied = browser.detail.path.string;
			dragged = browser.detail.path.defaultGetDrag;
			browser.detail.copy;
			elsewhere.invokeMethod(\paste)
		};
		this.untilSeen({ elsewhere.string == copied }, "it is pasted");
		this.assertEquals(dragged, copied);
	}

	test_what_goes_wrong_is_said {
		this.look { browser.find("rain @durations 3") };
		this.says("did you mean @duration?");
		this.look { browser.find("nothingiscalledso") };
		this.says("Nothing was found");
		this.look { browser.find("") };
		this.says("Type what to find");
		this.look { browser.play(FSHit(f, 0, 999999, "", 1, 44100, 1, 0, \cc0, \a, \b, \wav)) };
		this.until({ errors.notEmpty }, "no such sound");
		this.says(errors[0][\message]);
		this.until({ browser.playing.isNil }, "and it is not waited for");
	}

	test_without_daemon_or_server {
		var absent = FSBridge(1), other;
		this.look { other = absent.gui; other.find("rain") };
		this.untilSeen({ other.line.string.contains("FSBridge.start") }, "what to do about the daemon");
		this.look { other.close };
		absent.free;
		this.quit(server);
		this.find("drip @count 1");
		this.type($ );
		this.says("booting the server");
		this.untilSeen({ browser.detail.path.string.notEmpty }, "a path, with no server");
		this.until({ server.serverRunning }, "it boots");
	}

	test_nothing_is_left_of_a_closed_window {
		this.find("drip @count 2");
		this.type($ );
		this.until { f.buffers.notEmpty };
		this.look { browser.close };
		this.until({ f.dependants.isEmpty }, "dependants");
		this.assertEquals([f.buffers.size, f.sounds.size], [0, 0]);
	}
}
