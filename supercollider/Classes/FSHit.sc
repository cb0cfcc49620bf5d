/*

A sound that a search has found; it may not be here yet.

*/

FSHit {

	var <bridge, <index, <id, <path, <seconds, <samplerate, <channels, <local, <license, <username, <name, <type;
	var <fields;

	*new { |bridge ... columns| ^super.newCopyArgs(bridge, *columns).init }

	init {
		path = path.asString;
		name = name.asString;
		username = username.asString;
		local = local == 1;
		fields = ();
	}

	// a long text comes in pieces
	addField { |field, value|
		fields[field] = if(fields[field].isNil) { value.asString } { fields[field] ++ value }
	}

	fetch { |action, server| ^bridge.fetch(id, action, server: server) }

	first { |action, server| ^bridge.first(id, action, server: server) }

	printOn { |stream|
		stream << "FSHit(" <<* [index, id, name, username, license, "% s".format(seconds.round(0.01))] << ")"
	}
}
