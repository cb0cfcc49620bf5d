/*

A bank: sounds by number. It fills in order of arrival; a number, once given, is kept for ever.

*/

FSBank : FSSounds {

	var <bridge, <server, <name, <>folder, <>request;

	*new { |bridge, server, name| ^super.new.prInit(bridge, server, name) }

	prInit { |argBridge, argServer, argName|
		bridge = argBridge;
		server = argServer;
		name = argName.asSymbol;
	}

	wait { request.wait; super.wait }

	sounds { ^this.array.copy }

	// the sound of a number, made where there is none yet
	number { |index|
		while { this.size <= index } { this.add(FSSound(bridge, server)) };
		^this.at(index)
	}

	free {
		bridge.banksHere.remove(this);
		super.free;
	}

	printOn { |stream| stream << "FSBank(" <<* [name, "% sounds".format(this.size)] << ")" }
}
