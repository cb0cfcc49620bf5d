/*

A fetch: its sounds are there from the beginning and are filled as the files arrive.

*/

FSFetch : FSRequest {

	var <sounds;

	*new { |bridge, verb, action, words, options, sounds|
		^super.new(bridge, verb, action, words, options).prSounds(sounds)
	}

	prSounds { |argSounds|
		sounds = argSounds;
		sounds.do { |sound| sound.action = action };
		result = sounds;
	}

	hearSound { |index ... columns| this.at(index) !? { |sound| sound.arrived(*columns) } }

	hearFailed { |index, soundID, code, message, retryAfter|
		this.at(index) !? { |sound| sound.fail(code, message, retryAfter) }
	}

	at { |index| ^sounds[index] }

	hearProgress { |index, soundID, fraction, what, secondsLeft|
		if(index >= 0) { this.at(index) !? { |sound| sound.progress = fraction } };
		super.hearProgress(index, soundID, fraction, what, secondsLeft);
	}

	// The performer's action is called by each sound, once it can be played.
	succeed {
		this.end(\done);
		sounds.do { |sound|
			if(sound.path.isNil and: { sound.state == \waiting }) { sound.fail(\not_found, "Nothing more was found.") }
		}
	}

	fail { |code, message, retryAfter = -1|
		super.fail(code, message, retryAfter);
		sounds.do { |sound| if(sound.path.isNil) { sound.end(\failed, error) } };
	}
}
