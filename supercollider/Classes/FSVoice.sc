/*

One playing of a sound. It begins when the Buffer is there, and goes over to a better Buffer when that comes.

Taking over: the old synth tells on a control bus which frame it is at; the new one, started behind it in the same
block, begins at the same point of time of its own file, and they cross-fade. PlayBuf counts in double precision;
the bus and the start are exact to a frame up to frame 2 ** 24.

*/

FSVoice {

	classvar <>crossfade = 0.02;
	var <sound, <arguments, <start, <target, <addAction;
	var <synth, buffer, bus, begun, leaving = false;

	*new { |sound, arguments, start, target, addAction|
		^super.newCopyArgs(sound, arguments, start, target, addAction)
	}

	*synthDefName { |channels| ^"fsbridge_%".format(channels).asSymbol }

	*synthDef { |channels|
		^SynthDef(this.synthDefName(channels), { |out, buffer, rate = 1, amp = 1, loop = 0, start = 0, gate = 1|
			var frames = BufFrames.kr(buffer);
			var step = rate * BufRateScale.kr(buffer);
			// to a whole frame where the file's own samples are heard, between which nothing is interpolated
			var whole = BinaryOpUGen('==', step, 1);
			// where a synth that is taken over stands; Latch, for its bus may soon be another's
			var from = Latch.kr((start + (In.kr(\followed.ir(0)) * \ratio.ir(0))).round(whole), 1);
			// over the end of what does not loop, PlayBuf would hold the last frame until the block ends
			var span = frames * (2 - loop);
			var position = (Phasor.ar(0, step, 0, span) + from).wrap(0, span);
			// two Phasors that begin with a block agree to the sample, two EnvGens do not
			var slope = crossfade.reciprocal * SampleDur.ir;
			var rise = (Phasor.ar(0, slope, 0, 1e9) + \level.ir(1)).min(1);
			var fall = Phasor.ar(0, slope * (gate <= 0), 0, 1e9).min(1);
			var signal = PlayBuf.ar(channels, buffer, step, startPos: from, loop: loop, doneAction: Done.freeSelf);
			FreeSelf.kr(A2K.kr(fall) >= 1);
			Out.kr(\position.ir(0), A2K.kr(position));
			Out.ar(out, signal * amp * (rise - fall) * (position < frames));
		})
	}

	play {
		if(sound.isWaiting or: { sound.buffer.notNil }) {
			sound.voices.add(this);
			if(sound.buffer.notNil) { this.begin };
		} {
			FSBridge.say("sound % has %, and does not play.".format(sound.id, if(sound.error.isNil) { "been freed" } { "failed" }))
		}
	}

	// Begin, or go over to the Buffer that the sound has now; what fades out already does neither.
	begin {
		if(leaving or: { buffer === sound.buffer }) { ^this };
		try { this.goOn } { |refused|
			FSBridge.say("sound % does not play: %".format(sound.id, FSBridge.oneLine(refused)));
			this.ended
		}
	}

	goOn {
		var former = synth;
		if(former.isNil) {
			bus = Bus.control(sound.server, 1);
			synth = this.makeSynth([\start, start * sound.buffer.sampleRate]);
		} {
			sound.server.makeBundle(nil, {
				sound.server.sendMsg('/error', -1);  // it may have come to its end by now
				synth = this.makeSynth([\level, 0, \followed, bus, \ratio, sound.buffer.sampleRate / buffer.sampleRate], former);
				// what is paused fades in when it goes on
				if(former.isPlaying and: { former.isRunning.not }) { former.free; synth.run(false) } { former.set(\gate, 0) };
			})
		};
		buffer = sound.buffer;
		begun = Main.elapsedTime;
		this.watch(synth);
	}

	makeSynth { |beginning, former|
		var name = this.class.synthDefName(sound.buffer.numChannels);
		var all = arguments.asPairs ++ [\buffer, sound.buffer, \position, bus] ++ beginning;
		^if(former.isNil) { Synth(name, all, target ? sound.server, addAction) } { Synth.after(former, name, all) }
	}

	watch { |watched|
		watched.onFree { if(synth === watched) { this.ended } }
	}

	// A synth that the server could not make has no end to be told of.
	tick {
		if(synth.notNil and: { synth.isPlaying.not } and: { Main.elapsedTime - begun > 2 }) { this.ended }
	}

	set { |... pairs|
		pairs.pairsDo { |key, value| arguments[key] = value };
		synth !? { synth.set(*pairs) };
	}

	isPlaying { ^synth.notNil and: { synth.isPlaying } }

	stop { if(synth.isNil) { this.ended } { leaving = true; synth.set(\gate, 0) } }

	free { if(synth.notNil) { synth.free }; this.ended }

	ended {
		sound.voices.remove(this);
		bus.free;
		bus = synth = nil;
	}

	// Nothing is left of it on the server, whose numbers begin anew.
	serverGone {
		bus = nil;
		if(synth.notNil) { this.ended };
	}
}
