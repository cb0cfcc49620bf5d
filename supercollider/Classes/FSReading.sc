/*

Reads a file into a Buffer, and says so when the server can't, of which Buffer.read itself says nothing.

*/

FSReading {

	classvar <>patience = 60;
	var server, path, action, failAction, buffer, refusal, deadline;

	*new { |server, path, channels, action, failAction|
		^super.newCopyArgs(server, path, action, failAction).init(channels)
	}

	init { |channels|
		deadline = Main.elapsedTime + patience;
		FSVoice.synthDef(channels).send(server);  // and so it is there before the Buffer
		buffer = Buffer.read(server, path, action: { |read|
			this.end;
			if(read.numFrames > 0) { action.value(read) } { this.refused(\bad_media, "The file % is empty.".format(path)) }
		});
		refusal = OSCFunc({ |message| this.end; this.refused(\bad_media, message[2].asString.split($\n).first) },
			'/fail', server.addr, argTemplate: ['/b_allocRead', nil, buffer.bufnum]).fix;
	}

	tick {
		if(Main.elapsedTime > deadline) {
			this.end;
			this.refused(\timeout, "The server '%' has not read the file in time.".format(server.name));
		}
	}

	refused { |code, why|
		buffer.free;
		failAction.value(code, why);
	}

	end { refusal.free; buffer.doOnInfo = nil }

	cancel { this.end; buffer.free }
}
