/*

The fetch of a bank: its action gets the bank as soon as every sound that came can be played.

*/

FSBankFetch : FSRequest {

	*new { |bank, action, words, options|
		^super.new(bank.bridge, \bank, action, words, options).fill(bank)
	}

	fill { |bank|
		result = bank;
		bank.request = this;
	}

	hearSound { |number ... columns|
		came.add(number);
		if(this.isWanted) { result.number(number).arrived(*columns) }
	}

	hearFailed { |number, soundID, code, message, retryAfter|
		if(faulty.includes(soundID)) { ^this };
		faulty.add(soundID);
		bridge.tellError(this.class.fault(verb, soundID, code, message, retryAfter))
	}

	hearDone { |count, failed, name, folder|
		result.folder = folder.asString;
		if(this.isWhole(count + failed, came.size + faulty.size).not) { ^this };
		this.end(\done);
		bridge.tell(\bank, result);
		result.do(_.addDependant(this));
		this.update;
	}

	// a sound of the bank was loaded, or can't be
	update {
		if(result.any(_.isComing).not) {
			result.do(_.removeDependant(this));
			if(this.isWanted) { bridge.guard("the action of bank") { action.value(result) } };
		}
	}

	// the performer has not freed it meanwhile
	isWanted { ^bridge.collection.hasBank(result) }
}
