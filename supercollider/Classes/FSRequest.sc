/*

A request to the daemon, until its answer has ended; what each kind of answer holds is known to the subclasses.

*/

FSRequest {

	classvar <>patience = 12, counter;
	var <bridge, <verb, <>action, arguments;
	var <id, <state = \waiting, <result, <error, <>onError;
	var ended, lastHeard, cancelled = false;

	// The daemon may still answer what another sclang asked from this port, so that counting does not begin at 1.
	*nextID { ^counter = (counter ?? { 1000000.rand * 1000 }) + 1 }

	*new { |bridge, verb, action, words, options|
		^super.newCopyArgs(bridge, verb, action).init(words, options)
	}

	init { |words, options|
		id = this.class.nextID;
		ended = CondVar.new;
		// `f.search(license: \cc0) { }` has its block where the words would be
		if(words.isKindOf(Function)) { action = words; words = nil };
		try { arguments = FSArguments.from(words, options) } { |refused| error = refused };
	}

	ask {
		if(error.notNil) { this.fail(\bad_request, FSBridge.oneLine(error)) } { bridge.ask(this) }
	}

	send {
		lastHeard = Main.elapsedTime;
		try {
			bridge.daemon.sendMsg("/fs/" ++ verb, *(arguments ++ ['@req', id]))
		} { |refused|
			this.fail(\bad_request, "That is too long to be sent.")
		}
	}

	hear { |selector, columns|
		lastHeard = Main.elapsedTime;
		this.performList(selector, columns);
	}

	hearNote { |text| FSBridge.say(text) }

	hearError { |code, message, retryAfter|
		// A daemon that stops ends what runs; the next one is asked again.
		if(code != \cancelled or: { cancelled }) { this.fail(code, message, retryAfter) }
	}

	hearProgress { |index, soundID, fraction, what, secondsLeft|
		bridge.tellProgress((
			verb: verb, request: this, index: index, id: soundID,
			fraction: fraction, state: what, secondsLeft: secondsLeft
		))
	}

	hearDone { this.succeed(result) }

	succeed { |argResult|
		result = argResult;
		this.end(\done);
		bridge.guard("the action of " ++ verb) { action.value(result) };
	}

	fail { |code, message, retryAfter = -1|
		error = (code: code, message: message.asString, retryAfter: retryAfter, verb: verb, id: id);
		this.end(\failed);
		if(onError.notNil) { bridge.guard("onError") { onError.value(error) } } { bridge.tellError(error) };
	}

	end { |argState|
		state = argState;
		bridge.forget(this);
		ended.signalAll;
	}

	// While a request runs the daemon tells of it every 5 seconds: what says nothing was lost, and can be sent again.
	tick {
		if(bridge.online and: { Main.elapsedTime - lastHeard > patience }) { this.send }
	}

	isDone { ^state != \waiting }

	wait { ended.wait { this.isDone }; ^result }

	cancel {
		if(this.isDone.not) {
			cancelled = true;
			if(bridge.online) { bridge.daemon.sendMsg('/fs/cancel', id) } { this.fail(\cancelled, "Cancelled, as you asked.") }
		}
	}
}
