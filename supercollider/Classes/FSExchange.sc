/*

Passes requests to the daemon, and its answers to those who asked.

*/

FSExchange {

	var bridge, requests, responders, <lastSearch;

	*new { |bridge| ^super.newCopyArgs(bridge).init }

	init {
		requests = Dictionary.new;
		responders = this.class.messages.collect { |address| this.respond(address) };
	}

	free {
		responders.do(_.free);
		responders = nil;
		this.requests.do { |request| request.fail(\cancelled, "The bridge was freed.") }
	}

	// oldest first
	requests { ^requests.values.asArray.sort { |a, b| a.id < b.id } }

	// A request that meets no daemon waits for one.
	ask { |request|
		if(responders.isNil) {
			FSBridge.say("this bridge was freed; FSBridge.new makes another.");
			^request.fail(\cancelled, "The bridge was freed.")
		};
		requests[request.id] = request;
		if(request.isKindOf(FSSearch)) { lastSearch = request };
		if(bridge.online) { request.send };
	}

	forget { |request| requests.removeAt(request.id) }

	// /fs/search/result calls hearResult of the request that it answers.
	respond { |address|
		var words = address.asString.split($/).drop(2);
		var what = words.last;
		var selector = "hear%%".format(what.first.toUpper, what.drop(1)).asSymbol;
		var hear = if(words.first == "event") {
			{ |message| this.hearEvent(what.asSymbol, message.drop(1)) }
		} {
			{ |message| requests[message[1]] !? (_.hear(selector, message.drop(2))) }
		};
		^OSCFunc({ |message| bridge.guard("what the daemon said") { hear.(message) } }, address, bridge.daemon).fix
	}

	hearEvent { |what, arguments|
		switch(what,
			\started, { bridge.hello.say },
			\stopping, { bridge.hello.stopping },
			\bank, { bridge.collection.hearBanked(*arguments) }
		);
		bridge.tell(\event, what, *arguments);
	}
}
