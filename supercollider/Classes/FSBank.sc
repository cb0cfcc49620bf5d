/*

A bank: sounds by number. It fills in order of arrival, whoever fills it; a number, once given, is kept for ever.

*/

FSBank : FSSounds {

	var <bridge, <server, <name, <>folder, <>request;

	*filled { |bridge, action, name, words, count, options, server|
		var bank;
		// `f.bank(\rain) { }` and `f.bank(\rain, "rain") { }` have their block where words or count would be
		if(words.isKindOf(Function)) { action = words; words = nil };
		if(count.isKindOf(Function)) { action = count; count = nil };
		bank = bridge.collection.bank(name.asString.asSymbol, bridge.serverFor(server));
		FSBankFetch(bank, action, [name, words], [count: count] ++ options).ask;
		^bank
	}

	*new { |bridge, server, name| ^super.new.initBank(bridge, server, name) }

	initBank { |argBridge, argServer, argName|
		bridge = argBridge;
		server = argServer;
		name = argName;
	}

	sounds { ^this.array.copy }

	// the sound of a number, made where there is none yet
	number { |index|
		while { this.size <= index } { this.add(FSSound(bridge, server)) };
		^this.at(index)
	}

	wait {
		request.wait;
		this.sounds.do { |sound| if(sound.isComing) { sound.wait } }
	}

	cancel { request.cancel }

	free {
		bridge.collection.removeBank(this);
		super.free;
	}

	printOn { |stream| stream << "FSBank(" <<* [name, "% sounds".format(this.size)] << ")" }
}
