/*

The hits in the browser: a row for each, and beside it what becomes of its sound.

*/

FSHitList {
	classvar columns, here = 6;
	var <view, <hits, rows, <>onSelect, <>onEnter;

	*initClass {
		columns = #[
			["name", 300], ["by", 130], ["license", 84], ["length", 76], ["rate", 80], ["channels", 76], ["here", 64]
		]
	}

	*new { ^super.new.init }

	init {
		view = TreeView().columns_(columns.flop[0]).font_(FSLook.font).palette_(FSLook.palette);
		columns.do { |column, i| view.setColumnWidth(i, column[1]) };
		[rootIsDecorated: false, indentation: 0, alternatingRowColors: true, styleSheet: FSLook.listStyle]
		.pairsDo { |property, value| view.setProperty(property, value) };
		view.onItemChanged = { onSelect.(this.selected) };
		view.keyDownAction = { |view, char|
			if("\r\n ".includes(char)) { onEnter.(this.selected); true } // true: the list does nothing more with it
		};
		view.mouseDownAction = { |view, x, y, modifiers, button, clicks|
			if(clicks == 2) { onEnter.(this.selected) };
			nil
		};
		this.clear
	}

	clear {
		view.clear;
		hits = [];
		rows = []
	}

	hits_ { |found|
		this.clear;
		this.add(found);
		this.select(0)
	}

	add { |found|
		found.do { |hit|
			hits = hits.add(hit);
			rows = rows.add(view.addItem([
				hit.name, hit.username, hit.license, this.length(hit.seconds),
				"% kHz".format((hit.samplerate / 1000).round(0.1)), hit.channels, ""
			].collect(_.asString)));
			[1, 2].do { |column| rows.last.setTextColor(column, FSLook.quiet) };
			if(hit.local) { this.mark(hit.id, "●") }
		}
	}

	length { |seconds|
		^if(seconds < 60) { "% s".format(seconds.round(0.01)) } {
			"%:%".format((seconds div: 60).asInteger, (seconds % 60).asInteger.asString.padLeft(2, "0"))
		}
	}

	select { |index|
		view.currentItem = rows[index]
	}

	selected {
		^view.currentItem !? { |row| hits[row.index] }
	}

	// Say beside a sound how it stands with it.
	mark { |id, text, color|
		hits.do { |hit, i|
			if(hit.id == id) { rows[i].setString(here, text).setTextColor(here, color ? FSLook.accent) }
		}
	}
}
