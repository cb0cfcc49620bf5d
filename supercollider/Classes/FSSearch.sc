/*

A search: its result is an Array of FSHits.

*/

FSSearch : FSRequest {

	var <total, <page, <pages, <source;

	init { |words, options|
		result = [];
		super.init(words, options);
	}

	send { result = []; super.send }

	hearResult { |... columns| result = result.add(FSHit(bridge, *columns)) }

	hearField { |index, soundID, name, value|
		result.detect { |hit| hit.index == index } !? { |hit| hit.addField(name, value) }
	}

	hearDone { |count, argTotal, argPage, argPages, argSource|
		total = argTotal;
		page = argPage;
		pages = argPages;
		source = argSource;
		this.succeed(result);
	}

	more { |action| ^bridge.more(action, this) }
}
