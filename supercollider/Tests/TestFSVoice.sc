TestFSVoice : FSServerTest {

	test_it_ends_with_the_file {
		var voice = f.fetch(query: "drip").wait.play(rate: 4);
		this.until({ voice.isPlaying }, "it begins");
		this.until({ voice.isPlaying.not }, "it ends");
	}

	test_set_and_stop {
		var sound = f.fetch(query: "drip").wait, voice = sound.play(loop: true, amp: 0.5);
		this.until { voice.isPlaying };
		voice.set(\rate, 0.5, \amp, 0.1);
		this.assertEquals(voice.arguments[\rate], 0.5);
		sound.stop;
		this.until { voice.isPlaying.not };
		this.assertEquals(sound.voices.size, 0);
	}

	test_cmd_period_ends_it {
		var made = false, treeMade = { made = true };
		var sound = f.fetch(query: "drip").wait, voice = sound.play(loop: true);
		this.until { voice.isPlaying };
		ServerTree.add(treeMade, server);
		CmdPeriod.run;
		this.assertEquals(sound.voices.size, 0);
		this.until { made };
		ServerTree.remove(treeMade, server);
		voice = sound.play(loop: true);
		this.until({ voice.isPlaying }, "it plays again");
	}

	test_a_synth_that_could_not_be_made_is_forgotten {
		var sound = f.fetch(query: "drip").wait;
		server.sendMsg('/error', 0);
		sound.play(target: Group.basicNew(server, 99999));
		this.assertEquals(sound.voices.size, 1);
		this.until { sound.voices.isEmpty };
		server.sendMsg('/error', 1);
	}

	test_play_before_it_is_here {
		var sound = f.fetch(query: "drizzle"), voice = sound.play(loop: true);
		this.assert(sound.buffer.isNil);
		this.until({ voice.isPlaying }, "it plays once it is here");
	}

	test_what_was_stopped_is_not_taken_over {
		var files = { this.sine(this.scratch, 44100, 1) } ! 2, sound = FSSound(f, server), fade = FSVoice.crossfade;
		FSVoice.crossfade = 1;  // the original comes while it fades out
		protect {
			sound.arrived(*this.columns(files[0], \preview));
			sound.wait;
			sound.play(loop: true);
			this.until { sound.voices[0].isPlaying };
			sound.stop;
			sound.arrived(*this.columns(files[1], \original));
			this.until { sound.buffer.path == files[1] };
			this.until({ sound.voices.isEmpty }, "it has ended");
		} {
			FSVoice.crossfade = fade;
			sound.free;
			files.do { |path| File.delete(path) };
		}
	}

	test_what_is_paused_is_taken_over_in_its_place {
		var files = { this.sine(this.scratch, 44100, 1) } ! 2, sound = FSSound(f, server), former, voice;
		sound.arrived(*this.columns(files[0], \preview));
		sound.wait;
		voice = sound.play(loop: true);
		this.until { voice.isPlaying };
		former = voice.synth.run(false);
		this.until { former.isRunning.not };
		sound.arrived(*this.columns(files[1], \original));
		this.until { voice.synth !== former };
		this.until({ voice.isPlaying and: { former.isPlaying.not } }, "no two");
		this.until({ voice.synth.isRunning.not }, "it still pauses");
		voice.synth.run;
		this.until({ voice.synth.isRunning }, "it goes on");
		sound.free;
		files.do { |path| File.delete(path) };
	}

	// What is heard of a sine whose file gives way to one of another samplerate.
	takeOver { |previewRate, originalRate, rate = 1, loop = false, seconds = 8|
		var preview = this.sine(this.scratch, previewRate, seconds), original = this.sine(this.scratch, originalRate, seconds);
		var sound = FSSound(f, server), record = Buffer.alloc(server, server.sampleRate * 8), recorder, heard;
		var clock = Bus.control(server, 1), play = {  // by the server's own time, which may be behind
			var end = clock.getSynchronous + 0.15;
			this.until { clock.getSynchronous >= end }
		};
		SynthDef(\fsbridge_record, { RecordBuf.ar(In.ar(4), record, loop: 0); Out.kr(clock, Sweep.kr) }).send(server);
		sound.arrived(*this.columns(preview, \preview));
		sound.wait;
		server.sync;
		recorder = Synth.tail(server, \fsbridge_record);
		sound.play(rate: rate, out: 4, loop: loop);
		this.until { sound.voices[0].isPlaying };
		play.value;
		sound.arrived(*this.columns(original, \original));
		this.until({ sound.buffer.sampleRate == originalRate }, "the original is there");
		play.value;
		recorder.free;
		heard = this.framesOf(record);
		this.assert(sound.voices.size == 1, "one voice goes on");
		[record, clock, sound].do(_.free);
		[preview, original].do { |path| File.delete(path) };
		^this.trimmed(heard)
	}

	// without the silence around it, and its ends, where PlayBuf has nothing to interpolate with
	trimmed { |frames|
		var first = frames.detectIndex { |x| x != 0 }, last = frames.size - 1;
		while { frames[last] == 0 } { last = last - 1 };
		^frames.copyRange(first + 64, last - 64)
	}

	// It goes on as if nothing had happened.
	assertOneSine { |name, frames, rate = 1|
		var step = this.class.hz * rate * 2pi / server.sampleRate;
		var own = (step / 2).sin * 2 * this.class.amp;
		var jump = frames.differentiate.drop(1).abs.maxItem;
		var off = frames.collect { |x, i| (x - (((i + 65) * step).sin * this.class.amp)).abs }.maxItem;
		this.figure(name ++ "_jump_beyond_own_percent", jump / own - 1 * 100);
		this.figure(name ++ "_off_the_sine_db", off.ampdb);
		this.assert(frames.size > (server.sampleRate * 0.2), "enough is heard");
		this.assert(jump < (own * 1.001), "no jump beyond the signal's own: % and %".format(jump, own));
		this.assert(off < (own / 2), "it goes on where it was, to half a sample: % and %".format(off, own));
	}

	test_the_original_takes_over { this.assertOneSine("takeover_44100_96000", this.takeOver(44100, 96000)) }

	test_the_original_takes_over_at_the_rate_of_the_server {
		this.assertOneSine("takeover_44100_48000", this.takeOver(44100, 48000))
	}

	test_the_original_takes_over_at_half_speed {
		this.assertOneSine("takeover_half_speed", this.takeOver(44100, 48000, rate: 0.5), rate: 0.5)
	}

	test_the_original_takes_over_a_loop {
		this.assertOneSine("takeover_loop", this.takeOver(48000, 44100, loop: true, seconds: 0.1))
	}
}
