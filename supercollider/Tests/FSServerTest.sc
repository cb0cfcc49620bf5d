/*

What the tests with a running server share.

*/

FSServerTest : FSTest {

	var server;

	setUp {
		super.setUp;
		server = Server.default;
		if(server.serverRunning.not) { server.boot };
		this.until({ server.serverRunning }, "the server boots");
		server.sync;
	}

	tearDown { super.tearDown; server.sync }

	// a file of this test's own
	scratch { |extension = "wav"|
		^PathName.tmp +/+ "fsbridge_%_%.%".format(thisProcess.pid, UniqueID.next, extension)
	}

	// the frames that a Buffer holds, read through a file as a performer would save them
	framesOf { |buffer|
		var path = this.scratch, file, frames;
		buffer.write(path, "wav", "float");
		server.sync;
		file = SoundFile.openRead(path);
		frames = FloatArray.newClear(file.numFrames * file.numChannels);
		file.readData(frames);
		file.close;
		File.delete(path);
		^frames
	}

	// until its process has ended too, and a new one finds port and shared memory free
	quit { |server|
		var pid = server.pid;
		server.quit;
		this.until { server.serverRunning.not and: { pid.pidRunning.not } };
	}

	framesOnServer { |number|
		var frames;
		OSCFunc({ |message| frames = message[2] }, '/b_info', server.addr, argTemplate: [number]).oneShot;
		server.sync;
		server.sendMsg('/b_query', number);
		this.until { frames.notNil };
		^frames
	}

	*hz { ^220 }

	*amp { ^0.5 }

	// a file of a sine
	sine { |path, samplerate, seconds|
		var file = SoundFile.new.headerFormat_("WAV").sampleFormat_("float").sampleRate_(samplerate).numChannels_(1);
		var frames = FloatArray.fill((samplerate * seconds).asInteger, { |i|
			sin(i * 2pi * this.class.hz / samplerate) * this.class.amp
		});
		file.openWrite(path);
		file.writeData(frames);
		file.close;
		^path
	}

	// what /fs/fetch/sound tells of a file
	columns { |path, quality|
		^SoundFile.use(path) { |file|
			[9, path, file.numFrames, file.sampleRate.asInteger, file.numChannels, file.duration, quality, \cc0, \a, \b]
		}
	}
}
