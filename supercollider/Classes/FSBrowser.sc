/*

A window onto Freesound: search, look, listen, and take a path along.

*/

FSBrowser {

	classvar licenses;
	var <bridge, <window, <list, <detail, <search, <sounds, <playing;
	var <words, <license, <count, <line, more, play, <loop, light;

	*initClass {
		licenses = ["any license", "cc0", "cc0 by", "cc0 by by-nc"]
	}

	*new { |bridge| ^super.newCopyArgs(bridge).init }

	// What is typed is written as on the wire: words, then `@option value ...`.
	*parse { |text|
		var found = [], options = [];
		text.split($ ).reject(_.isEmpty).do { |word|
			case
			{ word.beginsWith("@") } { options = options ++ [word.drop(1).asSymbol, []] }
			{ options.isEmpty } { found = found.add(word) }
			{ options.put(options.lastIndex, options.last.add(word)) }
		};
		^[found, options]
	}

	init {
		sounds = Dictionary.new;
		{  // in a Routine there are no views
			this.makeViews;
			this.layOut;
			bridge.addDependant(this);
			this.sayState
		}.defer
	}

	makeViews {
		list = FSHitList().onSelect_({ |hit| this.show(hit) }).onEnter_({ this.toggle });
		detail = FSSoundView();
		words = TextField().font_(FSLook.font(16)).minHeight_(34).action_({ |field| this.find(field.string) });
		words.setProperty(\placeholderText, "rain, or: glass @duration 1 5");
		license = PopUpMenu().items_(licenses).font_(FSLook.font).minHeight_(34).action_({ this.find(words.string) });
		count = StaticText().font_(FSLook.font).stringColor_(FSLook.quiet);
		more = this.button([["More"]], 80, { this.more });
		play = this.button([["▶  Play"], ["■  Stop"]], 110, { |button|
			button.value = playing.notNil.binaryValue;  // a click has moved it already
			if(playing.notNil) { this.stop } { this.toggle }
		});
		loop = this.button([["Loop", FSLook.quiet], ["Loop", FSLook.ground, FSLook.accent]], 60, { |button|
			playing !? { playing.voices.do(_.set(\loop, button.value)) }
		});
		light = UserView().fixedSize_(12@12).drawFunc_({
			Pen.fillColor_(if(bridge.online) { FSLook.accent } { FSLook.trouble }).fillOval(Rect(1, 1, 10, 10))
		});
		line = StaticText().font_(FSLook.font);
		[more, play].do(_.enabled_(false));
	}

	button { |states, width, action|
		^Button().states_(states).font_(FSLook.font).minHeight_(30).minWidth_(width).action_(action)
	}

	layOut {
		window = Window("Freesound", Rect(0, 0, 880, 640).center_(Window.availableBounds.center));
		window.view.palette = FSLook.palette;
		window.layout = VLayout(
			HLayout([words, s: 1], license, 4, count, more),
			[list.view, s: 3],
			[detail.view, s: 2],
			HLayout(play, loop, 8, light, [line, s: 1])
		).margins_(14).spacing_(10);
		window.view.keyDownAction = { |view, char, modifiers, unicode| if(unicode == 27) { this.stop } };
		window.onClose = { this.free };
		window.front;
		words.focus;
	}

	free {
		bridge.removeDependant(this);
		search !? { search.cancel };
		sounds.do(_.free);
		sounds.clear;
	}

	close { { window.close }.defer }

	// searching

	find { |text|
		var found, options, asked;
		words.string = text;
		#found, options = this.class.parse(text);
		if(found.isEmpty and: { options.isEmpty }) { ^this.say("Type what to find, and Enter.") };
		if(license.value > 0 and: { options.includes(\license).not }) {
			options = options ++ [license: license.item.split($ )]
		};
		search !? { search.cancel };
		if(bridge.online) { this.say("searching for % ...".format(text.quote)) } { this.sayState };
		asked = search = FSSearch(bridge, \search, { |hits| this.found(asked, hits) }, found, options);
		search.onError_({ |error| if(asked === search) { this.sayError(error) } }).ask;
	}

	found { |asked, hits|
		{
			if(asked === search and: { window.isClosed.not }) {
				list.hits = hits;
				this.sayFound;
				if(hits.notEmpty) { list.view.focus };
				this.freeOthers;
			}
		}.defer
	}

	// what was listened to and is in the list no more
	freeOthers {
		sounds.copy.keysValuesDo { |id, sound|
			if(sound !== playing and: { list.hits.every { |hit| hit.id != id } }) {
				sounds.removeAt(id);
				sound.free
			}
		}
	}

	more {
		var asked = search;
		more.enabled = false;
		this.say("searching for more ...");
		search.more({ |hits| { if(asked === search) { list.add(hits); this.sayFound } }.defer })
		.onError_({ |error| this.sayError(error) })
	}

	sayFound {
		more.enabled = list.hits.size < search.total;
		count.string = "% of %".format(list.hits.size, search.total);
		if(list.hits.isEmpty) { this.say("Nothing was found for %.".format(words.string.quote)) }
	}

	// a sound

	show { |hit|
		var sound = hit !? { sounds[hit.id] };
		play.enabled = hit.notNil;
		detail.path = hit !? { (sound !? { sound.path }) ?? { if(hit.local) { hit.path } } };
		if(hit.notNil) { this.sayHit(hit) }
	}

	toggle {
		var hit = list.selected;
		if(hit.notNil) {
			if(playing.notNil and: { playing === sounds[hit.id] }) { this.stop } { this.play(hit) }
		}
	}

	play { |hit|
		this.stop;
		playing = this.fetch(hit);
		if(playing.server.serverRunning.not and: { playing.server.serverBooting.not }) { playing.server.boot };
		playing.play(loop: loop.value == 1);
		this.sayHit(hit);
		play.value = 1;
		detail.follow(playing, { this.sayHit(hit) }, { this.stop })
	}

	stop {
		playing !? { playing.stop };
		playing = nil;
		detail.stand;
		play.value = 0;
	}

	// The preview is here first, and the original takes its place.
	fetch { |hit|
		var sound = sounds[hit.id];
		if(sound.isNil or: { #[\failed, \freed].includes(sound.state) }) {
			sounds[hit.id] = sound = bridge.first(hit.id, { });  // it is played here
			sound.addDependant(this);
			list.mark(hit.id, "...");
		};
		^sound
	}

	// what is heard of it all

	update { |changed, topic ... told|
		{
			if(window.isClosed.not) {
				if(changed === bridge) { this.hear(*told) } { this.hearOf(changed) }
			}
		}.defer
	}

	hear { |what, told|
		switch(what,
			\state, { this.sayState },
			\progress, { if(sounds.includesKey(told[\id])) { this.sayProgress(told) } }
		)
	}

	sayProgress { |progress|
		var percent = if(progress[\fraction] < 0) { "..." } { "% %".format((progress[\fraction] * 100).asInteger, $%) };
		list.mark(progress[\id], percent);
		this.say("% %".format(progress[\state], percent))
	}

	hearOf { |sound|
		if(sound.state == \failed) {
			sound.stop;
			list.mark(sound.id, "failed", FSLook.trouble);
			this.sayError(sound.error)
		} {
			if(sound.path.notNil) { list.mark(sound.id, "●") };
			if(list.selected.notNil and: { list.selected.id == sound.id }) { this.show(list.selected) }
		}
	}

	sayState {
		light.refresh;
		if(bridge.online.not) { ^this.say("no daemon yet: `fsbridge run` in a terminal, or FSBridge.start", FSLook.trouble) };
		this.say(switch(bridge.state)
			{ \ready } { "ready" }
			{ \offline } { "offline: what is here can be found and played" }
			{ \login_needed } { "not logged in: previews only; `fsbridge login` in a terminal" }
			{ \throttled } { "Freesound asks for patience" }
			{ \folder_missing } { "the sample folder is not there: is its disk plugged in?" }
			{ \stopping } { "the daemon stops" }
		)
	}

	sayHit { |hit|
		this.say(if(playing.notNil and: { playing.server.serverRunning.not }) {
			"booting the server '%' to play ...".format(playing.server.name)
		} {
			"% by %, license %".format(hit.name.quote, hit.username, hit.license)
		})
	}

	say { |text, color|
		{ if(window.isClosed.not) { line.string_(text).stringColor_(color ? FSLook.ink) } }.defer
	}

	sayError { |error| this.say(error[\message], FSLook.trouble) }
}
