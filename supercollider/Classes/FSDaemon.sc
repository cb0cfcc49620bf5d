/*

A daemon that sclang has started, and that ends with it.

*/

FSDaemon {

	var <program, <pid;

	*new { |program, arguments| ^super.new.start(program ?? { this.find }, arguments) }

	// A program that was started from a desktop has a shorter PATH than a terminal.
	*find {
		^["~/.local/bin/fsbridge", "/opt/homebrew/bin/fsbridge", "/usr/local/bin/fsbridge"]
		.collect(_.standardizePath).detect(File.exists(_)) ? "fsbridge"
	}

	start { |argProgram, arguments|
		program = argProgram;
		pid = ([program] ++ arguments.collect(_.asString)).unixCmd({ |code| this.ended(code) }, false);
	}

	ended { |code|
		if(pid.notNil and: { code != 0 }) {
			FSBridge.say("`%` ended with code %; `fsbridge run` in a terminal says why.".format(program, code))
		};
		pid = nil;
	}

	free {
		pid !? { thisProcess.platform.killProcessByID(pid) };
		pid = nil;
	}
}
