/*

All sounds and banks of a bridge, on servers that boot and quit.

*/

FSCollection {

	var bridge, sounds, banks, waitedFor;

	*new { |bridge| ^super.newCopyArgs(bridge).init }

	*systemActions { ^[ServerBoot, ServerQuit] }

	init {
		#sounds, banks, waitedFor = { IdentitySet.new } ! 3;
		this.class.systemActions.do(_.add(this));
	}

	free {
		this.freeAll;
		this.class.systemActions.do(_.remove(this));
	}

	add { |sound| sounds.add(sound) }
	remove { |sound| sounds.remove(sound) }
	removeBank { |bank| banks.remove(bank) }
	hasBank { |bank| ^banks.includes(bank) }

	sounds { ^sounds.asArray }
	buffers { ^sounds.asArray.collect(_.buffer).reject(_.isNil) }
	freeAll { banks.clear; this.sounds.do(_.free) }

	// the one bank of that name on that server
	bank { |name, server|
		var bank = banks.detect { |each| each.name == name and: { each.server === server } };
		if(bank.isNil) { bank = FSBank(bridge, server, name); banks.add(bank) };
		^bank
	}

	// Somebody, perhaps another patch, has got the next number of a bank.
	hearBanked { |name, number ... columns|
		banks.do { |bank| if(bank.name == name) { bank.number(number).arrived(*columns) } }
	}

	// A server that boots or quits has lost everything.

	doOnServerBoot { |server| waitedFor.remove(server); this.doOnServerQuit(server) }

	doOnServerQuit { |server|
		FSReading.forget(server);
		this.on(server).do(_.serverGone);
	}

	on { |server| ^this.sounds.select { |sound| sound.server === server } }

	waitFor { |server|
		if(waitedFor.includes(server).not) {
			waitedFor.add(server);
			FSBridge.say("sounds are here, and load when the server '%' is booted.".format(server.name))
		}
	}
}
