/*

A daemon that sclang has started, and that ends with it.

*/

FSDaemon {

	var <program, <pid;

	*new { |program, arguments| ^super.newCopyArgs(program ?? { this.find }).start(arguments) }

	// A program that was started from a desktop has a shorter PATH than a terminal.
	*find {
		var windows = Platform.case(\windows, { true }, { false });
		var folders = "PATH".getenv.split(if(windows) { $; } { $: });
		^(folders ++ ["~/.local/bin", "/opt/homebrew/bin", "/usr/local/bin"])
		.collect { |folder| folder.standardizePath +/+ if(windows) { "fsbridge.exe" } { "fsbridge" } }
		.detect(File.exists(_))
	}

	start { |arguments|
		if(program.isNil or: { File.exists(program).not }) {
			FSBridge.say("no program % here; install it (pip install fsbridge), or say where it is: FSBridge.start(program:)."
				.format(program ? "`fsbridge`"));
			^this
		};
		FSBridge.say("starting `%`; what is asked waits until it is ready.".format(program));
		// sclang reads only what it is to post, and a daemon that nobody reads is stuck
		pid = ([program] ++ arguments.collect(_.asString)).unixCmd({ |code| this.ended(code) }, postOutput: true);
	}

	ended { |code|
		if(pid.notNil) {
			FSBridge.say("`%` has ended (code %); `fsbridge run` in a terminal tells more.".format(program, code))
		};
		pid = nil;
	}

	free {
		var number = pid;
		pid = nil;
		number !? {
			Platform.case(\windows, { thisProcess.platform.killProcessByID(number) }, { "kill %".format(number).systemCmd })
		};
	}
}
