/*

A bridge to the fsbridge daemon, and so to Freesound.

It passes requests to the daemon and the answers to those who asked. It may be made before the daemon runs, and it
outlives CmdPeriod, servers that are booted anew, and daemons that come and go: what waits is asked again.

*/

FSBridge {

	classvar default;
	var <daemon, <hello, <process;
	var <sounds, <banksHere;
	var <>onError, <>onProgress;
	var server, requests, lastSearch, responders, waitedFor;

	*default { ^default ?? { default = this.new } }

	*default_ { |bridge| default = bridge }

	*new { |port = 9770, host = "127.0.0.1", server|
		^super.new.init(NetAddr(host, port), server)
	}

	// Starts a daemon, unless one is there already; `arguments` may be ["demo"].
	*start { |port = 9770, server, arguments = #["run"], program|
		^this.new(port, server: server).startUnlessThere(arguments ++ ["--port", port], program)
	}

	*say { |text| "fsbridge: %".format(text).postln }

	init { |argDaemon, argServer|
		daemon = argDaemon;
		server = argServer;
		sounds = IdentitySet.new;
		waitedFor = IdentitySet.new;
		banksHere = IdentitySet.new;
		requests = Dictionary.new;
		onError = { |error| this.class.say("%: % (%)".format(error[\verb], error[\message], error[\code])) };
		responders = this.class.messages.collect { |address| this.respond(address) };
		this.class.systemActions.do(_.add(this));
		hello = FSHello(this);
	}

	startUnlessThere { |arguments, program|
		AppClock.sched(0.5, { if(this.online.not) { process = FSDaemon(program, arguments) } });
	}

	free {
		onError = nil;
		requests.copy.do(_.cancel);
		hello.free;
		process.free;
		responders.do(_.free);
		this.freeAll;
		this.class.systemActions.do(_.remove(this));
		if(default === this) { default = nil };
	}

	server { ^server ? Server.default }
	server_ { |argServer| server = argServer }

	online { ^hello.session.notNil }
	session { ^hello.session }
	state { ^hello.state }

	buffers { ^sounds.asArray.collect(_.buffer).reject(_.isNil) }
	freeAll { sounds.copy.do(_.free); banksHere.clear }

	// what needs no option; search, fetch, first, bank and prefer are in extFSBridge.sc

	more { |action, search|
		search = search ? lastSearch;
		^if(search.isNil) {
			FSRequest(this, \more).fail(\bad_request, "There is no search yet to get more of.")
		} {
			FSSearch(this, \more, action, [search.id]).ask
		}
	}

	prFetch { |action, ids, options, count, server|
		var sounds, many;
		if(ids.isKindOf(Function)) { action = ids; ids = nil };
		many = count.notNil or: { ids.isKindOf(SequenceableCollection) and: { ids.isString.not } };
		sounds = FSSounds.newUsing(
			if(ids.isNil) { { FSSound(this, server ? this.server) } ! (count ? 1) } {
				ids.bubble.flatten.asArray.collect { |id| FSSound(this, server ? this.server, id) }
			}
		);
		FSFetch(this, \fetch, action, ids, options, sounds).ask;
		^if(many) { sounds } { sounds[0] }
	}

	prBank { |action, name, words, count, options, server|
		var bank;
		if(words.isKindOf(Function)) { action = words; words = nil };
		if(count.isKindOf(Function)) { action = count; count = nil };
		server = server ? this.server;
		bank = banksHere.detect { |each| each.name == name.asSymbol and: { each.server === server } };
		if(bank.isNil) { bank = FSBank(this, server, name); banksHere.add(bank) };
		FSBankFetch(this, \bank, action, [name, words], [count: count] ++ options, bank).ask;
		^bank
	}

	prPrefer { |options|
		try { hello.options = FSArguments.from(nil, options) } { |refused|
			this.class.say(this.class.oneLine(refused))
		}
	}

	info { |id, action| ^FSInfo(this, \info, action, id).ask }
	status { |action| ^FSInfo(this, \status, action).ask }
	banks { |action| ^FSBanks(this, \banks, action).ask }
	refresh { |action, parts| ^FSRefresh(this, \refresh, action, parts).ask }

	gui { ^FSBrowser(this) }
	dirt { |dirt, naming| ^FSDirt(this, dirt, naming) }

	cancel { |request|
		if(request.notNil) { request.cancel } { requests.copy.do(_.cancel) }
	}

	// between requests and the daemon

	ask { |request|
		requests[request.id] = request;
		if(request.isKindOf(FSSearch)) { lastSearch = request };
		if(this.online) { request.send };
	}

	forget { |request| requests.removeAt(request.id) }

	askAgain { requests.copy.do(_.send) }

	requests { ^requests.values }

	// /fs/search/result calls hearResult of the request that it answers
	respond { |address|
		var words = address.asString.split($/).drop(2);
		var what = words.last;
		var selector = "hear%%".format(what.first.toUpper, what.drop(1)).asSymbol;
		^OSCFunc({ |message|
			this.guard("what the daemon said") {
				if(words.first == "event") {
					this.hearEvent(what.asSymbol, message.drop(1))
				} {
					requests[message[1]] !? (_.hear(selector, message.drop(2)))
				}
			}
		}, address, daemon).fix
	}

	hearEvent { |what, arguments|
		switch(what,
			\started, { hello.say },
			\stopping, { hello.gone("stopped") },
			\bank, { this.hearBanked(*arguments) }
		);
		this.tell(\event, what, *arguments);
	}

	*systemActions { ^[ServerBoot, ServerTree, ServerQuit, ShutDown] }

	// between the daemon and the performer

	// Functions of a performer may fail: that is told in one line, and stops nothing.
	guard { |what, function|
		try(function) { |error|
			this.class.say("% failed: %".format(what, this.class.oneLine(error)))
		}
	}

	*oneLine { |error| ^error.errorString.replace("ERROR: ", "").split($\n).first }

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

	// what is to be done every second, whatever CmdPeriod has cleared
	tick { sounds.copy.do(_.tick); requests.copy.do(_.tick) }

	// Somebody, perhaps another patch, has got the next number of a bank.
	hearBanked { |name, index ... columns|
		banksHere.do { |bank| if(bank.name == name) { bank.number(index).arrived(*columns) } }
	}

	// A server that quits or boots has nothing, and at ServerTree it has its groups.

	doOnServerQuit { |gone| this.soundsOn(gone).do(_.serverGone) }

	doOnServerBoot { |booted| waitedFor.remove(booted); this.doOnServerQuit(booted) }

	doOnServerTree { |booted| this.soundsOn(booted).do(_.look) }

	soundsOn { |server| ^sounds.asArray.select { |sound| sound.server === server } }

	waitsFor { |server|
		if(waitedFor.includes(server).not) {
			waitedFor.add(server);
			this.class.say("sounds are here, and load when the server '%' is booted.".format(server.name))
		}
	}

	doOnShutDown { hello.free; process.free }
}
