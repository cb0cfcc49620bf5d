/*

A bridge to the fsbridge daemon, and so to Freesound.

It may be made before the daemon runs, and it outlives CmdPeriod, servers that are booted anew, and daemons that come
and go: what waits is asked again. The methods with options (search, fetch, first, bank, prefer) are in extFSBridge.sc.

*/

FSBridge {

	classvar >default;
	var <daemon, server, <exchange, <collection, <hello, <process, toStart;
	var <>onError, <>onProgress;

	*default { ^default ?? { default = this.new } }

	*new { |port = 9770, host = "127.0.0.1", server|
		^super.newCopyArgs(this.address(host, port), server).init
	}

	*address { |host, port|
		if(port.isInteger.not or: { port.inclusivelyBetween(1, 65535).not }) {
			this.say("% is no port; the daemon is looked for on 9770.".format(port));
			port = 9770
		};
		^try { NetAddr(host, port) } {
			this.say("no machine is called %; the daemon is looked for on this one.".format(host));
			NetAddr("127.0.0.1", port)
		}
	}

	// Starts a daemon, unless one is there already; `arguments` may be ["demo"].
	*start { |port = 9770, server, arguments = #["run"], program|
		if(arguments.isString) { arguments = arguments.split($ ) };
		^this.new(port, server: server).startUnlessThere(program, arguments)
	}

	init {
		onError = { |error| this.class.say("%: % (%)".format(error[\verb], error[\message], error[\code])) };
		ShutDown.add(this);
		exchange = FSExchange(this);
		collection = FSCollection(this);
		hello = FSHello(this);
	}

	// decided at the first tick: whoever is there has answered by then
	startUnlessThere { |program, arguments|
		toStart = {
			if(this.online.not and: { this.isStarting.not }) {
				process = FSDaemon(program, arguments ++ ["--port", daemon.port])
			}
		}
	}

	tick {
		toStart.value;
		toStart = nil;
		FSReading.tick;
	}

	free {
		onError = nil;
		this.cancel;
		exchange.free;
		collection.free;
		this.doOnShutDown;
		ShutDown.remove(this);
		this.releaseDependants;
		if(default === this) { default = nil };
	}

	doOnShutDown { hello.free; process.free }

	// the daemon and the server

	online { ^hello.session.notNil }
	isStarting { ^this.siblings.any { |each| each.process.notNil and: { each.process.pid.notNil } } }
	session { ^hello.session }
	state { ^hello.state }

	// All bridges to one daemon are one program to it.
	siblings { ^ShutDown.objects.select { |each| each.isKindOf(FSBridge) and: { each.daemon == daemon } } }

	server { ^this.serverFor }
	server_ { |argServer| server = argServer }

	serverFor { |wanted|
		wanted = wanted ? server ? Server.default;
		if(wanted.isKindOf(Server)) { ^wanted };
		this.class.say("% is no Server; it goes to '%'.".format(wanted, Server.default.name));
		^Server.default
	}

	// what was asked for, and what is here

	requests { ^exchange.requests }
	sounds { ^collection.sounds }
	buffers { ^collection.buffers }
	freeAll { collection.freeAll }

	// requests without options

	more { |action, search|
		search = search ? exchange.lastSearch;
		^if(search.isKindOf(FSSearch).not) {
			FSRequest(this, \more).fail(\bad_request, "There is no search yet to get more of.")
		} {
			FSSearch(this, \more, action, search.id).ask
		}
	}

	info { |id, action| ^FSInfo(this, \info, action, id).ask }
	status { |action| ^FSInfo(this, \status, action).ask }
	banks { |action| ^FSBanks(this, \banks, action).ask }
	refresh { |action, parts| ^FSRefresh(this, \refresh, action, parts).ask }

	// one, or what it brings, or all
	cancel { |request|
		case
		{ request.isNil } { this.requests.do(_.cancel) }
		{ request.respondsTo(\cancel) } { request.cancel }
		{ this.class.say("cancel takes what a request has given, not %.".format(request)) }
	}

	gui { ^FSBrowser(this) }
	dirt { |dirt, naming| ^FSDirt(this, dirt, naming) }

	printOn { |stream| stream << "FSBridge(" <<* [daemon.hostname, daemon.port, this.state] << ")" }

	// what is told to the performer

	*say { |text| "fsbridge: %".format(text).postln }

	*await { |condition, test|
		if(thisThread.isKindOf(Routine)) { condition.wait(test) } { this.say("only a Routine can wait: fork { ... }") }
	}

	*oneLine { |error| ^error.errorString.replace("ERROR: ", "").split($\n).first }

	// Functions of a performer may fail: that is told in one line, and stops nothing.
	guard { |what, function|
		try(function) { |error| this.class.say("% failed: %".format(what, this.class.oneLine(error))) }
	}

	tell { |what ... arguments|
		this.guard("a dependant") { this.changed(\fsbridge, what, *arguments) }
	}

	tellProgress { |progress|
		this.guard("onProgress") { onProgress.value(progress) };
		this.tell(\progress, progress);
	}

	tellError { |error|
		this.guard("onError") { onError.value(error) };
		this.tell(\error, error);
	}
}
