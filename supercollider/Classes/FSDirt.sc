/*

Makes each bank playable by SuperDirt under its own name: number 3 of the bank rain is `s "rain:3"`.

SuperDirt plays by place in a list, so files go there in order of number, and where a number has lost its sound, a moment
of silence keeps the place. What else SuperDirt had under the name of a bank goes.

*/

FSDirt {

	var <bridge, <dirt, <naming;
	var looking, stale, refused;

	*new { |bridge, dirt, naming|
		if((try { dirt.soundLibrary }).isNil) {
			FSBridge.say("there is no SuperDirt yet: f.dirt(~dirt) goes after ~dirt.start.");
			^nil
		};
		^super.newCopyArgs(bridge, dirt, naming ? { |bank| bank }).init
	}

	init {
		// evaluated again, it takes the place of the one before
		bridge.dependants.select { |each| each.isKindOf(FSDirt) and: { each.dirt.server === dirt.server } }.do(_.free);
		#looking, stale, refused = { IdentitySet.new } ! 3;
		bridge.addDependant(this);
		this.lookAtAll;
	}

	free { bridge.removeDependant(this) }

	// what may have changed

	update { |bridge, topic, what ... told|
		switch(what,
			\state, { if(bridge.online) { this.lookAtAll } },
			\event, { this.hear(*told) }
		)
	}

	hear { |what ... columns|
		switch(what,
			\bank, { this.look(columns[0]) },
			\added, { this.lookAround(columns[1]) },
			\removed, { this.lookAround(columns[1]) },
			\changed, { this.lookAround(columns[1], { |name| this.library.freeSoundFiles(name) }) },
			\library, { this.lookAtAll },
			\started, { this.lookAtAll }
		)
	}

	lookAtAll { bridge.banks { |banks| banks.do { |bank| this.look(bank[\name]) } } }

	// A file of the performer's own has come, gone or become another one: it may stand in a bank.
	lookAround { |path, before|
		var folders = path.asString.split($/).drop(-1), bank = folders.last.asSymbol;
		if(folders.wrapAt(-2) == "banks") {
			before.value(this.nameFor(bank));
			this.look(bank)
		}
	}

	// Ask what a bank holds. While that is being answered, all that changes is one question more.
	look { |bank|
		if(looking.includes(bank)) { stale.add(bank); ^this };
		looking.add(bank);
		FSBankFiles(bridge, \bank, { |paths| this.looked(bank); this.load(bank, paths) }, bank)
		.onError_({ this.looked(bank) }).ask
	}

	looked { |bank|
		looking.remove(bank);
		if(stale.includes(bank)) { stale.remove(bank); this.look(bank) }
	}

	// into SuperDirt

	library { ^dirt.soundLibrary }

	nameFor { |bank| ^naming.value(bank) !? _.asSymbol }

	load { |bank, paths|
		var name = this.nameFor(bank), there;
		if(name.isNil or: { dirt.server.serverRunning.not } or: { this.isSynth(name) }) { ^this };
		there = this.library.buffers[name].asArray.collect(_.path);
		if(there != paths.keep(there.size)) { this.library.freeSoundFiles(name); there = [] };
		paths.drop(there.size).do { |path, i| this.put(name, there.size + i, path) };
		if(there.size < paths.size) { bridge.tell(\dirt, name, paths.size) }
	}

	put { |name, number, path|
		if(path.notNil and: { File.exists(path) }) { this.library.loadSoundFile(path, name, true) };
		if(this.library.buffers[name].size <= number) {
			this.library.addBuffer(name, Buffer.alloc(dirt.server, 1).path_(path), true)
		}
	}

	// SuperDirt keeps the name of a synth for the synth.
	isSynth { |name|
		if(this.library.synthEvents[name].isNil) { ^false };
		if(refused.includes(name).not) {
			refused.add(name);
			FSBridge.say("SuperDirt has a synth '%'; the bank needs another name: f.dirt(~dirt, { |bank| ... }).".format(name))
		};
		^true
	}
}
