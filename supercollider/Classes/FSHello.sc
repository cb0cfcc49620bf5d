/*

Says hello to the daemon every second, and knows from its answers whether it is there.

A daemon that was started anew answers with another session, and has forgotten what it was asked.

*/

FSHello {

	classvar <>period = 1, <>patience = 3;
	var bridge, <id, <session, <version, <state = \absent;
	var options, responders, ticker, unanswered = 0;

	*new { |bridge| ^super.newCopyArgs(bridge).init }

	init {
		id = FSRequest.nextID;
		options = [];
		responders = [
			this.respond('/fs/hello/done') { |... columns| this.answered(*columns) },
			this.respond('/fs/error') { |... columns| this.refused(*columns) }
		];
		ticker = SkipJack({ this.tick }, period, name: "fsbridge hello");
		this.say;
	}

	free {
		ticker.stop;
		responders.do(_.free);
		session = nil;
		state = \absent;
	}

	respond { |address, function|
		^OSCFunc({ |message| if(message[1] == id) { function.valueArray(message.drop(2)) } }, address, bridge.daemon).fix
	}

	// The performer's habits become the daemon's.
	prefer { |pairs|
		try { options = FSArguments.options(pairs); this.say } { |refused| FSBridge.say(FSBridge.oneLine(refused)) }
	}

	say {
		bridge.daemon.sendMsg('/fs/hello', \sc, *(options ++ ['@notify', 1, '@req', id]));
	}

	tick {
		unanswered = unanswered + 1;
		if(unanswered == patience) { this.gone("does not answer") };
		([this] ++ bridge.requests ++ bridge.sounds).do { |each|
			bridge.guard("what is done every second") { if(each === this) { this.say } { each.tick } }
		};
	}

	answered { |argVersion, protocol, argSession, argState|
		var anew = argSession != session;
		unanswered = 0;
		version = argVersion;
		session = argSession;
		if(anew) {
			FSBridge.say("version % on port %, %.".format(version, bridge.daemon.port, argState));
			bridge.requests.do(_.send);
		};
		this.state = argState;
	}

	// What it was told of the performer's habits can't be; then it is told without them.
	refused { |code, message|
		options = [];
		bridge.tellError(FSRequest.fault(\hello, id, code, message));
	}

	gone { |how|
		FSBridge.say(if(session.notNil) {
			"the daemon on port % %; what is asked waits until it is back.".format(bridge.daemon.port, how)
		} {
			"no daemon on port % yet; start one: FSBridge.start, or `fsbridge run` in a terminal."
			.format(bridge.daemon.port)
		});
		session = nil;
		unanswered = patience;
		this.state = \absent;
	}

	state_ { |argState|
		if(argState != state) { state = argState; bridge.tell(\state, state) }
	}
}
