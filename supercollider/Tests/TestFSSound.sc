TestFSSound : FSServerTest {

	test_the_one_liner_plays {
		var playing;
		f.fetch(query: "rain") { |sound| playing = sound.play };
		this.until({ playing.notNil and: { playing.isPlaying } }, "a synth plays");
		playing.free;
		this.assertNoErrors;
	}

	test_the_buffer_is_the_file {
		// mono, stereo, six channels
		#[["drizzle", 1], ["tin roof", 2], ["six channels", 6]].do { |each|
			var words, channels, sound, file;
			#words, channels = each;
			sound = f.fetch(query: words, channels: nil).wait;
			file = SoundFile.openRead(sound.path);
			this.assertEquals(sound.buffer.numFrames, file.numFrames, "frames");
			this.assertEquals(sound.frames, file.numFrames, "frames told");
			this.assertEquals(sound.buffer.sampleRate, file.sampleRate.asFloat, "samplerate");
			this.assertEquals(sound.buffer.numChannels, file.numChannels, "channels");
			file.close;
			this.assert(sound.play(amp: 0).notNil);
			this.until({ sound.voices.notEmpty and: { sound.voices[0].isPlaying } }, "% channels play".format(channels));
		};
		this.assertNoErrors;
	}

	test_several_at_once {
		var hits = f.search("drip", count: 4).wait, sounds, loaded = List.new;
		sounds = f.fetch(hits) { |sound| loaded.add(sound) };
		this.assertEquals(sounds.size, 4);
		sounds.wait;
		this.assertEquals(sounds.collect(_.id), hits.collect(_.id));
		this.assertEquals(sounds.collect(_.state), \loaded ! 4);
		this.assertEquals(loaded.asSet, sounds.asSet);
	}

	test_buffers_are_counted_and_freed {
		var sounds = f.fetch(query: "drip", count: 3), number;
		sounds.wait;
		this.assertEquals(f.buffers.size, 3);
		number = sounds[0].buffer.bufnum;
		sounds[0].free;
		this.assertEquals(this.framesOnServer(number), 0, "the server has freed it");
		this.assertEquals([f.buffers.size, sounds[0].state, sounds[0].buffer], [2, \freed, nil]);
		sounds[0].play;
		this.assertEquals(sounds[0].voices.size, 0, "what is freed does not play");
		f.freeAll;
		this.assertEquals(f.buffers.size, 0);
	}

	test_what_was_freed_on_its_way_stays_away {
		var sound = f.fetch(query: "drip"), other;
		sound.free;
		sound.request.wait;
		other = f.fetch(query: "drip").wait;
		this.assertEquals([f.buffers, sound.state], [[other.buffer], \freed]);
	}

	test_fewer_than_asked {
		var sounds = f.fetch(query: "tin roof", count: 40);
		sounds.wait;
		this.assert(sounds.any { |sound| sound.state == \loaded });
		this.assertEquals(sounds.last.error[\code], \not_found);
	}

	test_nothing_listens_any_more {
		var before;
		f.fetch(query: "drip").wait;
		before = AbstractResponderFunc.allFuncProxies.values.flat.size;
		f.fetch(query: "drip").wait;
		this.assertEquals(AbstractResponderFunc.allFuncProxies.values.flat.size, before);
	}

	test_where_there_are_no_more_buffers {
		var taken = Array.fill(server.options.numBuffers, { server.bufferAllocator.alloc(1) }).reject(_.isNil), sound;
		sound = f.fetch(query: "drip").wait;
		this.assertEquals([sound.state, errors.collect(_[\code]).asArray], [\failed, [\busy]]);
		taken.do { |number| server.bufferAllocator.free(number) };
		this.assertEquals(f.fetch(query: "drip").wait.state, \loaded);
	}

	test_hundreds_at_once {
		var path = this.sine(this.scratch, 44100, 0.1), sounds = { FSSound(f, server) } ! 200;
		sounds.do(_.arrived(*this.columns(path, \original)));
		sounds[0].free;
		sounds.do(_.wait);
		this.assertEquals(sounds.collect(_.state), [\freed] ++ (\loaded ! 199));
		this.assertEquals(this.framesOnServer(sounds.last.buffer.bufnum), 4410);
		File.delete(path);
	}

	test_what_takes_the_place_of_what_is_being_read {
		var files = #[1, 2].collect { |seconds| this.sine(this.scratch, 44100, seconds) };
		30.do { |i|
			var sound = FSSound(f, server), loaded;
			sound.arrived(*this.columns(files[0], \preview));
			(i * 0.003).wait;
			sound.action = { loaded = [sound.path, sound.buffer.numFrames] };
			sound.arrived(*this.columns(files[1], \original));
			this.until { loaded.notNil and: { loaded[0] == files[1] } };
			this.assertEquals(loaded[1], 88200, "frames after % ms".format(i * 3));
			sound.free;
		};
		files.do { |path| File.delete(path) };
	}

	test_an_original_under_the_path_of_its_preview {
		var path = this.sine(this.scratch, 44100, 0.1), sound = FSSound(f, server), preview, original;
		sound.arrived(*this.columns(path, \preview));
		sound.wait;
		preview = sound.buffer;
		this.sine(path, 44100, 0.2);
		sound.arrived(*this.columns(path, \original));
		this.until { sound.buffer !== preview };
		this.assertEquals((original = sound.buffer).numFrames, 8820);
		sound.arrived(*this.columns(path, \original));
		server.sync;
		this.assert(sound.buffer === original, "none is loaded twice");
		File.delete(path);
	}

	test_a_file_that_is_not_on_this_machine {
		var sounds = { FSSound(f, server) } ! 40;
		sounds.do(_.arrived(7, "/elsewhere/a.wav", 1, 1, 1, 1, \original, \cc0, \a, \b));
		this.assertEquals(errors.collect(_[\code]).asArray, \not_found ! 40);
		this.assert(errors[0][\message].contains("/elsewhere/a.wav is not on this machine"));
		this.assertEquals(f.fetch(query: "drip").wait.state, \loaded);
	}

	test_a_buffer_that_the_performer_frees {
		var sound = f.fetch(query: "drip").wait;
		sound.buffer.free;
		sound.play;
		this.assertEquals([sound.buffer, f.buffers, sound.voices.size], [nil, [], 0]);
		2.do { sound.free };
		this.assertEquals(f.sounds, []);
	}

	test_a_preview_stays_where_the_original_fails {
		var request = FSFetch(f, \fetch, nil, 9).makeSounds(nil, server), sound = request.result[0], path;
		path = this.sine(this.scratch, 44100, 0.1);
		request.hearSound(0, *this.columns(path, \preview));
		request.hearFailed(0, 9, \network, "It was cut.", 5);
		sound.wait;
		this.assertEquals([sound.state, errors[0][\code]], [\loaded, \network]);
		File.delete(path);
	}

	test_wrong_arguments_of_play {
		var sound = f.fetch(query: "drip", server: "none").wait;
		this.assertEquals(sound.server, server);
		sound.play(target: "x");
		sound.play(addAction: \nix);
		sound.play(start: "x");
		this.assertEquals(sound.voices.size, 0);
		this.assert(sound.play(loop: nil, amp: 0).notNil);
		this.until { sound.voices.notEmpty and: { sound.voices[0].isPlaying } };
	}

	test_a_voice_of_what_fails_is_forgotten {
		var sound = f.fetch(999999);
		sound.play;
		sound.wait;
		this.assertEquals([sound.state, sound.voices.size], [\failed, 0]);
	}

	test_a_file_that_can_not_be_read {
		var sound = FSSound(f, server), path = this.scratch("txt");
		File.use(path, "w") { |file| file.write("no sound") };
		sound.arrived(7, path, 1, 1, 1, 1, \original, \cc0, \a, \b);
		sound.wait;
		this.assertEquals([sound.state, errors[0][\code]], [\failed, \bad_media]);
		this.assert(errors[0][\message].contains(path));
		File.delete(path);
	}

	test_a_server_that_does_not_answer {
		var absent = Server(\absent, NetAddr("127.0.0.1", 1)), patience = FSReading.patience, told, reading;
		FSReading.patience = -1;
		reading = FSReading(absent, "a.wav", 1, { }, { |code, why| told = why });
		reading.wait;
		reading.tick;
		this.assert(told.contains("absent"));
		FSReading.patience = patience;
		absent.remove;
	}

	test_several_servers {
		var other = Server(\other, NetAddr("127.0.0.1", server.addr.port + 1), server.options), there, here;
		there = f.fetch(query: "drip", server: other);
		here = f.fetch(query: "drip").wait;
		other.boot;
		there.wait;
		this.assertEquals([here.buffer.server, there.buffer.server], [server, other]);
		this.assert(there.play.notNil);
		this.until({ there.voices[0].isPlaying }, "it plays there");
		this.quit(other);
		other.remove;
	}

	test_a_server_that_is_booted_anew {
		var loaded = 0, sound = f.fetch(query: "tin roof") { loaded = loaded + 1 }, former, crowd;
		sound.wait;
		former = sound.buffer;
		sound.play(loop: true);
		crowd = { FSSound(f, server).arrived(*this.columns(sound.path, \original)) } ! 40;
		this.quit(server);
		this.assertEquals(sound.voices.size, 0, "nothing plays any more");
		sound.play(loop: true);
		server.boot;
		this.until({ sound.buffer.notNil and: { sound.buffer !== former } }, "the Buffer is there again");
		this.until({ sound.voices.notEmpty and: { sound.voices[0].isPlaying } }, "what was asked meanwhile plays");
		this.assertEquals(sound.buffer.numFrames, sound.frames);
		this.until({ crowd.every { |each| each.state == \loaded } }, "and what was being read");
		this.assertEquals(loaded, 1, "the action is called once");
	}
}
