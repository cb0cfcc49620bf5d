/*

One playing of a sound. It begins when the Buffer is there, and goes over to a better Buffer when that comes.

Taking over: the old synth tells on a control bus which frame it is at; the new one, started behind it in the same
block, begins at the same point of time of its own file, and they cross-fade. PlayBuf counts in double precision;
the bus and the start are exact to a frame up to frame 2 ** 24.

*/

FSVoice {

	classvar <>crossfade = 0.02;
	var <sound, <arguments, <start, <target, <addAction;
	var <synth, buffer, bus;

	*new { |sound, arguments, start, target, addAction|
		^super.newCopyArgs(sound, arguments, start, target, addAction)
	}

	*synthDefName { |channels| ^"fsbridge_%".format(channels).asSymbol }

	*synthDef { |channels|
		^SynthDef(this.synthDefName(channels), { |out, buffer, rate = 1, amp = 1, loop = 0, start = 0, gate = 1|
			var frames = BufFrames.kr(buffer);
			var step = rate * BufRateScale.kr(buffer);
			// where a synth that is taken over stands; Latch, for its bus may soon be another's
			var from = Latch.kr((start + (In.kr(\followed.ir(0)) * \ratio.ir(0))).round, 1);
			// over the end of what does not loop, PlayBuf would hold the last frame until the block ends
			var span = frames * (2 - loop);
			var position = (Phasor.ar(0, step, 0, span) + from).wrap(0, span);
			var envelope = EnvGen.ar(Env([\level.ir(1), 1, 0], [crossfade, crossfade], \lin, 1), gate, doneAction: Done.freeSelf);
			var signal = PlayBuf.ar(channels, buffer, step, startPos: from, loop: loop, doneAction: Done.freeSelf);
			Out.kr(\position.ir(0), A2K.kr(position));
			Out.ar(out, signal * amp * envelope * (position < frames));
		})
	}

	play {
		sound.voices.add(this);
		if(sound.buffer.notNil) { this.begin };
	}

	// Begin, or go over to the Buffer that the sound has now.
	begin {
		var former = synth;
		if(buffer === sound.buffer) { ^this };
		if(former.isNil) {
			bus = Bus.control(sound.server, 1);
			synth = this.makeSynth([\start, start * sound.samplerate]);
		} {
			sound.server.makeBundle(nil, {
				sound.server.sendMsg('/error', -1);  // it may have come to its end by now
				synth = this.makeSynth([\level, 0, \followed, bus, \ratio, sound.buffer.sampleRate / buffer.sampleRate], former);
				former.set(\gate, 0);
			})
		};
		buffer = sound.buffer;
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

	set { |... pairs|
		pairs.pairsDo { |key, value| arguments[key] = value };
		synth !? { synth.set(*pairs) };
	}

	isPlaying { ^synth.notNil and: { synth.isPlaying } }

	stop { if(synth.isNil) { this.ended } { synth.set(\gate, 0) } }

	free { if(synth.notNil) { synth.free }; this.ended }

	ended {
		sound.voices.remove(this);
		bus.free;
		bus = synth = nil;
	}

	// Nothing is left of it on the server, whose numbers begin anew.
	serverBooted {
		bus = nil;
		if(synth.notNil) { this.ended };
	}
}
