/*

A sound of Freesound on a server: its file, its Buffer and the voices that play it.

It stays the same while its file is on the way, when the original takes the place of a preview, and when the server is
booted anew.

*/

FSSound {

	var <bridge, <server, <id, <>action, <>request;
	var <path, <frames, <samplerate, <channels, <seconds, <quality, <license, <username, <name;
	var <state = \waiting, <>progress = 0, <error, <voices;
	var buffer, changing, reading, outgoing;

	*new { |bridge, server, id| ^super.newCopyArgs(bridge, server, id).init }

	init {
		changing = CondVar.new;
		voices = List.new;
		outgoing = List.new;
		bridge.collection.add(this);
	}

	// the file

	arrived { |... columns|
		var known = [path, quality];
		if(state == \freed) { ^this };
		#id, path, frames, samplerate, channels, seconds, quality, license, username, name = columns;
		path = path.asString;
		name = name.asString;
		username = username.asString;
		progress = 1;
		if([path, quality] != known or: { state == \failed }) {
			this.tell(\file);
			if(server.serverRunning) { this.read } { bridge.collection.waitFor(server) }
		};
	}

	// the Buffer

	read {
		reading !? { reading.cancel };
		reading = FSReading(server, path, channels,
			{ |read| reading = nil; this.loaded(read) },
			{ |code, why| reading = nil; this.fail(FSRequest.fault(\fetch, id, code, why)) }
		);
		reading.wait;
	}

	loaded { |read|
		var called = action;
		if(buffer.notNil) { outgoing.add(buffer -> Main.elapsedTime) };
		buffer = read;
		action = nil;
		this.end(\loaded);
		bridge.guard("the action of sound %".format(id)) { called.value(this) };
		voices.do(_.begin);
		bridge.tell(\sound, this);
	}

	// A server that has quit has lost all Buffers, and numbers them anew.
	serverGone {
		voices.copy.do(_.serverGone);
		outgoing.clear;
		buffer = reading = nil;
		if(state == \loaded) { state = \waiting };
	}

	// Every second, whatever CmdPeriod has cleared.
	tick {
		if(this.isComing and: { reading.isNil } and: { server.serverRunning }) { this.read };
		voices.copy.do(_.tick);
		outgoing.copy.do { |each|
			if(Main.elapsedTime - each.value > 1) { each.key.free; outgoing.remove(each) }
		}
	}

	fail { |fault|
		error = fault;
		if(buffer.isNil) { this.end(\failed, fault) };
		bridge.tellError(fault);
	}

	end { |argState, argError|
		state = argState;
		error = argError;
		if(state == \failed) { voices.clear };
		changing.signalAll;
		this.tell(\state);
	}

	tell { |what| bridge.guard("a dependant") { this.changed(what) } }

	// one that the performer has freed himself is none
	buffer { ^if(buffer.notNil and: { buffer.bufnum.notNil }) { buffer } }

	isWaiting { ^state == \waiting }

	isComing { ^path.notNil and: { this.isWaiting } }

	wait { FSBridge.await(changing) { this.isWaiting.not } }

	cancel { request !? (_.cancel) }

	free {
		voices.copy.do(_.free);
		reading !? { reading.cancel };
		outgoing.do { |each| each.key.free };
		this.buffer !? (_.free);
		buffer = reading = nil;
		bridge.collection.remove(this);
		this.end(\freed);
	}

	// the voices

	play { |rate = 1, amp = 1, loop = false, out = 0, start = 0, target, addAction = \addToHead|
		^FSVoice(this, (rate: rate, amp: amp, loop: loop, out: out), start, target, addAction).play
	}

	stop { voices.copy.do(_.stop) }

	printOn { |stream|
		stream << "FSSound(" <<* [id, state, name, username, license].reject(_.isNil) << ")"
	}
}
