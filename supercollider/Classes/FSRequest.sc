/*

A request to the daemon, until its answer has ended; what each kind of answer holds is known to the subclasses.

*/

FSRequest {

	classvar <>patience = 12, counter;
	var <bridge, <verb, <action, words, arguments, refusal;
	var <id, <state = \waiting, <result, <error, <>onError;
	var ended, lastHeard = 0, cancelled = false, came, faulty, repeats = 0;

	// The daemon may still answer what another sclang asked from this port, so that counting does not begin at 1.
	*nextID { ^counter = (counter ?? { 1000000.rand * 1000 }) + 1 }

	*fault { |verb, id, code, message, retryAfter = -1|
		^(verb: verb, id: id, code: code, message: message.asString, retryAfter: retryAfter)
	}

	*new { |bridge, verb, action, words, options|
		^super.newCopyArgs(bridge, verb, action).init(words, options)
	}

	init { |argWords, options|
		id = this.class.nextID;
		ended = CondVar.new;
		#came, faulty = { Set.new } ! 2;
		// `f.search(license: \cc0) { }` has its block where the words would be
		if(argWords.isKindOf(Function)) { action = argWords; argWords = nil };
		words = [];
		try {
			words = FSArguments.values(argWords);
			arguments = words ++ FSArguments.options(options);
		} { |refused| refusal = FSBridge.oneLine(refused) };
	}

	// to the daemon

	ask {
		if(refusal.isNil) { bridge.exchange.ask(this) } { this.fail(\bad_request, refusal) }
	}

	send {
		lastHeard = Main.elapsedTime;
		try {
			bridge.daemon.sendMsg("/fs/" ++ verb, *(arguments ++ ['@req', id]))
		} { |refused|
			this.fail(\bad_request, FSBridge.oneLine(refused))
		}
	}

	// While a request runs the daemon tells of it every 5 seconds: what says nothing was lost, and can be sent again.
	tick {
		if(bridge.online and: { Main.elapsedTime - lastHeard > patience }) { this.send }
	}

	cancel {
		if(this.isDone.not) {
			cancelled = true;
			if(bridge.online) {
				bridge.daemon.sendMsg('/fs/cancel', id)
			} {
				this.fail(\cancelled, "Cancelled, as you asked.")
			}
		}
	}

	// from the daemon

	hear { |selector, columns|
		lastHeard = Main.elapsedTime;
		this.performList(selector, columns);
	}

	hearProgress { |index, soundID, fraction, what, secondsLeft|
		bridge.tellProgress((
			verb: verb, request: this, index: index, id: soundID,
			fraction: fraction, state: what, secondsLeft: secondsLeft
		))
	}

	hearNote { |text| FSBridge.say(text) }

	hearError { |code, message, retryAfter|
		// A daemon that stops ends what runs; the next one is asked again.
		if(code != \cancelled or: { cancelled }) { this.fail(code, message, retryAfter) }
	}

	hearDone { this.succeed(result) }

	// The end of an answer tells how much there was of it. Where some was lost on the way, it is asked for again.
	isWhole { |count, heard|
		if(heard >= count or: { repeats == 3 } or: { cancelled }) { ^true };
		repeats = repeats + 1;
		this.send;
		^false
	}

	// to the performer

	succeed { |argResult|
		result = argResult;
		this.end(\done);
		bridge.guard("the action of " ++ verb) { action.value(result) };
	}

	fail { |code, message, retryAfter = -1|
		error = this.class.fault(verb, id, code, message, retryAfter);
		this.end(\failed);
		if(onError.isNil) { bridge.tellError(error) } { bridge.guard("onError") { onError.value(error) } };
	}

	end { |argState|
		state = argState;
		bridge.exchange.forget(this);
		ended.signalAll;
	}

	isDone { ^state != \waiting }

	wait { FSBridge.await(ended) { this.isDone }; ^result }
}
