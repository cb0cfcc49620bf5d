/*

SuperDirt is not here: what stands for it notes what its library is told, as far as FSDirt talks to it.

*/

TestFSDirt : FSServerTest {

	var dirt, library, other;

	*standIn { |server|
		var library = (
			buffers: IdentityDictionary.new,
			synthEvents: (),
			loadSoundFile: { |self, path, name, append|
				self.addBuffer(name, Buffer.new(server).path_(path), append)
			},
			addBuffer: { |self, name, buffer, append|
				self.buffers[name] = if(append) { self.buffers[name].add(buffer) } { [buffer] };
				self[\added] = Main.elapsedTime
			},
			freeSoundFiles: { |self, name| self.buffers.removeAt(name).do(_.free) }
		);
		^(server: server, soundLibrary: library)
	}

	setUp {
		super.setUp;
		dirt = this.class.standIn(server);
		library = dirt.soundLibrary;
		other = NetAddr("127.0.0.1", this.class.port);
		this.until { f.online };
	}

	// somebody else fills a bank
	fill { |bank, count, words = "drip"| other.sendMsg('/fs/bank', bank, words, '@count', count, '@req', "else") }

	numbers { |bank|
		^library.buffers[bank].collect { |buffer| buffer.path !? { PathName(buffer.path).fileName.keep(3) } }
	}

	untilPlayable { |bank, count|
		this.until({ library.buffers[bank].size == count }, "% sounds of %".format(count, bank));
		this.assertEquals(this.numbers(bank), (0 .. count - 1).collect { |i| i.asString.padLeft(3, "0") });
	}

	test_banks_become_playable {
		var made = f.bank(\early, "drip", 3), arrived;
		this.until { made.size == 3 and: { made.every { |sound| sound.state == \loaded } } };
		f.dirt(dirt);
		this.untilPlayable(\early, 3);
		this.fill(\late, 4);
		this.untilPlayable(\late, 4);
		f.addDependant({ |f, topic, what, event| if(event == \bank) { arrived = Main.elapsedTime } });
		this.fill(\late, 6);
		this.untilPlayable(\late, 6);
		"FIGURE superdirt_seconds_from_arrival_to_its_library %".format(library[\added] - arrived).postln;
	}

	test_numbers_are_kept {
		var before, path;
		f.dirt(dirt);
		this.fill(\kept, 3);
		this.untilPlayable(\kept, 3);
		before = library.buffers[\kept].copy;
		f.dirt(dirt);
		this.assertEquals(f.dependants.count(_.isKindOf(FSDirt)), 1, "the second takes the place of the first");
		this.fill(\kept, 4);
		this.untilPlayable(\kept, 4);
		this.assert(library.buffers[\kept].keep(3) == before, "what was there is not read again");
		path = before[1].path;
		File.copy(path, path ++ ".kept");
		File.delete(path);
		f.dependants.detect(_.isKindOf(FSDirt)).look(\kept);
		this.until({ library.buffers[\kept] !? { |buffers| buffers[1].path.isNil } ? false }, "silence keeps the place");
		this.assertEquals(this.numbers(\kept), ["000", nil, "002", "003"]);
		File.copy(path ++ ".kept", path);
		File.delete(path ++ ".kept");
	}

	test_what_superdirt_has_already {
		library.buffers[\taken] = [Buffer.new(server).path_("/of/somebody/else.wav")];
		library.synthEvents[\synth] = (instrument: \synth);
		f.dirt(dirt);
		this.fill(\synth, 1);
		this.fill(\taken, 2);
		this.untilPlayable(\taken, 2);
		this.assert(library.buffers[\synth].isNil, "a synth keeps its name");
	}

	test_other_names {
		f.dirt(dirt, { |bank| if(bank == \named) { "fs_" ++ bank } });
		this.fill(\unnamed, 1);
		this.fill(\named, 1);
		this.untilPlayable(\fs_named, 1);
		this.assert(library.buffers[\unnamed].isNil);
	}

	test_a_folder_of_the_performers_own {
		var folder = f.status.wait[\folder] +/+ "banks/own", sound = f.fetch(query: "drizzle", as: \wav).wait;
		f.dirt(dirt);
		File.mkdir(folder);
		File.copy(sound.path, folder +/+ "b.wav");
		this.until { library.buffers[\own].size == 1 };
		File.copy(sound.path, folder +/+ "a.wav");
		this.until({ library.buffers[\own].size == 2 }, "the second comes first");
		this.assertEquals(library.buffers[\own].collect { |each| each.path.basename }, ["a.wav", "b.wav"]);
	}

	test_without_superdirt { this.assertEquals([nil, 3, ()].collect { |none| f.dirt(none) }, [nil, nil, nil]) }
}
