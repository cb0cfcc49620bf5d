/*

A search: its result is an Array of FSHits.

*/

FSSearch : FSRequest {

	var hits, <total, <page, <pages, <source;

	init { |words, options|
		hits = Dictionary.new;
		super.init(words, options);
		result = [];
	}

	hearResult { |index ... columns| hits[index] = FSHit(bridge, index, *columns) }

	hearField { |index, soundID, name, value| hits[index] !? { |hit| hit.addField(name, value) } }

	hearDone { |count ... columns|
		#total, page, pages, source = columns;
		// asked again, `more` would go on
		if(verb == \search and: { this.isWhole(count, hits.size).not }) { ^this };
		this.succeed(hits.values.asArray.sort { |a, b| a.index < b.index });
	}

	more { |action| ^bridge.more(action, this) }
}
