/*

The fetch of a bank: its action gets the bank as soon as every sound that came can be played.

*/

FSBankFetch : FSFetch {

	prSounds { |bank| sounds = result = bank; bank.request = this }

	at { |index| ^if(index >= 0) { sounds.number(index) } }

	hearFailed { |index, soundID, code, message, retryAfter|
		bridge.tellError((code: code, message: message.asString, retryAfter: retryAfter, verb: verb, id: soundID))
	}

	hearProgress { |... columns| ^this.superPerformList(\hearProgress, -1, columns.drop(1)) }

	hearDone { |count, failed, name, folder|
		sounds.folder = folder.asString;
		this.succeed;
	}

	succeed {
		super.succeed;
		bridge.tell(\bank, sounds);
		sounds.do(_.addDependant(this));
		this.update;
	}

	// a sound of the bank was loaded, or can't be
	update {
		if(sounds.every { |sound| sound.state != \waiting }) {
			sounds.do(_.removeDependant(this));
			bridge.guard("the action of bank") { action.value(sounds) };
			action = nil;
		}
	}
}
