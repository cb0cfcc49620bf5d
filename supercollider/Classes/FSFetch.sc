/*

A fetch: its sounds are there from the beginning and are filled as the files arrive.

*/

FSFetch : FSRequest {

	// one sound, or FSSounds where an Array of ids or a count was given
	*sounds { |bridge, action, ids, options, count, server|
		var many = count.notNil or: { ids.isKindOf(SequenceableCollection) and: { ids.isString.not } };
		var sounds = this.new(bridge, \fetch, action, ids, options).makeSounds(count, bridge.serverFor(server)).ask.result;
		^if(many) { sounds } { sounds[0] }
	}

	makeSounds { |count, server|
		result = FSSounds.newUsing(
			if(words.isEmpty) { nil ! (count ? 1).asInteger } { words }.collect { |id| FSSound(bridge, server, id) }
		);
		result.do { |sound| sound.action = action; sound.request = this };
	}

	hearSound { |index ... columns|
		came.add(index);
		result[index].arrived(*columns)
	}

	hearFailed { |index, soundID, code, message, retryAfter|
		var fault = this.class.fault(verb, soundID, code, message, retryAfter), sound = result[index];
		if(faulty.includes(index)) { ^this };
		faulty.add(index);
		if(sound.path.isNil) { sound.fail(fault) } { bridge.tellError(fault) }  // a preview stays good
	}

	hearProgress { |index ... columns|
		if(index >= 0) { result[index].progress = columns[1] };
		super.hearProgress(index, *columns);
	}

	hearDone { |count, failed|
		if(this.isWhole(count + failed, (came | faulty).size - this.lacksOriginal.binaryValue)) { this.succeed }
	}

	// Where a preview is all that came of the two, the other may have been lost; that is asked once.
	lacksOriginal {
		^repeats == 0 and: { arguments.includesEqual("@first") } and: { result.any { |sound| sound.quality == \preview } }
	}

	// The action is called by each sound, once it can be played.
	succeed {
		this.end(\done);
		this.missing.do { |sound|
			if(sound.isWaiting) { sound.fail(this.class.fault(verb, -1, \not_found, "Nothing more was found.")) }
		}
	}

	fail { |code, message, retryAfter = -1|
		super.fail(code, message, retryAfter);
		this.missing.do { |sound| sound.end(\failed, error) };
	}

	missing { ^result.select { |sound| sound.path.isNil } }
}
