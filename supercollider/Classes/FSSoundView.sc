/*

A sound in the browser: its waveform with the place that is played, and its path to drag or to copy.

*/

FSSoundView {
	var <view, <wave, <path, copy, playhead;

	*new { ^super.new.init }

	init {
		wave = SoundFileView().background_(FSLook.ground).waveColors_(FSLook.accent ! 16)
		.rmsColor_(Color.white.alpha_(0.3)).gridOn_(false).timeCursorColor_(Color.white).minHeight_(110);
		path = DragSource().font_(FSLook.mono).palette_(FSLook.palette).minHeight_(28);
		copy = Button().states_([["Copy path"]]).font_(FSLook.font).minHeight_(28).action_({ this.copy });
		view = View().layout_(VLayout(wave, HLayout([path, s: 1], copy).spacing_(8)).margins_(0).spacing_(8));
		this.path = nil
	}

	path_ { |absolute|
		if(absolute.notNil and: { absolute == path.object }) { ^this };
		if(absolute.isNil) { wave.alloc(1) } { wave.load(absolute) };
		path.object = absolute;
		path.string = absolute ? "";
		copy.enabled = absolute.notNil;
	}

	// Put the path where other programs paste from.
	copy {
		path.invokeMethod(\selectAll);
		path.invokeMethod(\copy)
	}

	// Show where a sound plays, until it has ended.
	follow { |sound, onBegin, onEnd|
		var began, own;
		own = playhead = SkipJack({
			var voice = sound.voices.first;
			case
			{ voice.isNil } { onEnd.value }
			{ voice.isPlaying } {
				if(began.isNil) { began = Main.elapsedTime; onBegin.value };
				wave.timeCursorOn = path.object == sound.path;
				wave.timeCursorPosition = ((Main.elapsedTime - began) * sound.samplerate) % wave.numFrames
			}
		}, 0.04, { wave.isClosed or: { playhead !== own } }, "fsbridge playhead")
	}

	stand {
		playhead = nil;
		wave.timeCursorOn = false
	}
}
