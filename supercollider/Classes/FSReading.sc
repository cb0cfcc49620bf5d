/*

Reads a file into a Buffer, and says so when the server can't, of which Buffer.read itself says nothing.

Few are read at once, the others wait: of a hundred messages in a burst, a server loses most.

*/

FSReading {

	classvar <>patience = 60, <>atOnce = 16, queues;
	var server, path, channels, action, failAction, buffer, refusal, deadline;

	*initClass { queues = IdentityDictionary.new }

	*new { |server, path, channels, action, failAction|
		^super.newCopyArgs(server, path, channels, action, failAction)
	}

	// Nothing comes from there any more.
	*forget { |server| queues.removeAt(server).do(_.hearNoMore) }

	*next { |server| queues[server].copy.keep(atOnce).do(_.begin) }

	*tick { queues.do { |queue| queue.copy.do(_.tick) } }

	wait {
		queues[server] = queues[server].add(this);
		this.class.next(server);
	}

	begin {
		if(deadline.notNil) { ^this };  // it has begun
		deadline = Main.elapsedTime + patience;
		if(server.isLocal and: { File.exists(path).not }) {
			^this.refused(\not_found, "% is not on this machine; of a daemon elsewhere, the folder has to be shared.".format(path))
		};
		try { this.read } { |refused|  // as many as the server can have are there
			this.refused(\busy, FSBridge.oneLine(refused))
		}
	}

	read {
		FSVoice.synthDef(channels).send(server);  // and so it is there before the Buffer
		buffer = Buffer.read(server, path, action: { |read|
			if(read.numFrames > 0) {
				this.end;
				action.value(read)
			} {
				this.refused(\bad_media, "The file % is empty.".format(path))
			}
		});
		refusal = OSCFunc({ |message| this.refused(\bad_media, message[2].asString.split($\n).first) },
			'/fail', server.addr, argTemplate: ['/b_allocRead', nil, buffer.bufnum]).fix;
	}

	tick {
		if(deadline.notNil and: { Main.elapsedTime > deadline }) {
			this.refused(\timeout, "The server '%' has not read the file in time.".format(server.name))
		}
	}

	refused { |code, why|
		this.end;
		buffer.free;
		failAction.value(code, why);
	}

	hearNoMore {
		refusal.free;
		buffer !? { buffer.doOnInfo = nil };
	}

	end {
		this.hearNoMore;
		queues[server].remove(this);
		this.class.next(server);
	}

	// A Buffer that is being read keeps its number until it is: what the server tells of it would be taken for the next one.
	cancel {
		failAction = nil;
		if(deadline.isNil) { queues[server].remove(this) } { action = _.free }
	}
}
