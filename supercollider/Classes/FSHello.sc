/*

Says hello to the daemon every second, and knows from its answers whether it is there.

A daemon that was started anew answers with another session, and has forgotten what it was asked.

*/

FSHello {

	classvar <>period = 1, <>patience = 3;
	var bridge, <id, <session, <version, <state = \absent;
	var <>options, responders, ticker, unanswered = 0, over;

	*new { |bridge| ^super.newCopyArgs(bridge).init }

	init {
		id = FSRequest.nextID;
		options = bridge.siblings.first.hello !? (_.options) ? [];
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
		try { this.habits = FSArguments.options(pairs); this.say } { |refused| FSBridge.say(FSBridge.oneLine(refused)) }
	}

	habits_ { |habits| bridge.siblings.do { |each| each.hello.options = habits } }

	say {
		bridge.daemon.sendMsg('/fs/hello', \sc, *(options ++ ['@notify', 1, '@req', id]));
	}

	tick {
		unanswered = unanswered + 1;
		if(unanswered == patience) { this.gone("does not answer") };
		([this, bridge] ++ bridge.requests ++ bridge.sounds).do { |each|
			bridge.guard("what is done every second") { if(each === this) { this.say } { each.tick } }
		};
	}

	answered { |argVersion, protocol, argSession, argState|
		var anew = argSession != session;
		if(argSession == over) { ^this };
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
		this.habits = [];
		bridge.tellError(FSRequest.fault(\hello, id, code, message));
	}

	// While it stops it answers still, and what it is asked then is lost.
	stopping {
		if(session.notNil) {
			over = session;
			this.gone("has stopped")
		}
	}

	// One that sclang has started tells of its beginning and its end itself.
	gone { |how|
		case
		{ session.notNil } {
			FSBridge.say("the daemon on port % %; what is asked waits until it is back.".format(bridge.daemon.port, how))
		}
		{ bridge.siblings.every { |each| each.process.isNil } } {
			FSBridge.say("no daemon on port % yet; start one: FSBridge.start, or `fsbridge run` in a terminal."
				.format(bridge.daemon.port))
		};
		session = nil;
		unanswered = patience;
		this.state = \absent;
	}

	state_ { |argState|
		if(argState != state) { state = argState; bridge.tell(\state, state) }
	}
}
