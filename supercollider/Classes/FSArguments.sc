/*

Turns what a performer writes into the arguments of a message.

*/

FSArguments {

	*options { |pairs|
		var arguments = [];
		pairs.pairsDo { |key, value|
			// a sound that is to have several tags is asked for with several @tag
			var each = if(key == \tag and: { value.isKindOf(Array) }) { value } { [value] };
			each.reject(_.isNil).do { |one| arguments = arguments ++ ["@%".format(key)] ++ this.values(one, key) }
		};
		^arguments
	}

	*values { |value, key = \words|
		^case
		{ value.isNil } { [] }
		{ value.isString or: { value.isKindOf(Symbol) } } { [this.text(value.asString, key)] }
		{ value.isKindOf(Boolean) } { [value.binaryValue] }
		{ value.isKindOf(SimpleNumber) } { [this.number(value, key)] }
		{ value.isKindOf(SequenceableCollection) } {
			value.asArray.collect { |one| this.values(one, key) }.inject([], _ ++ _)
		}
		{ value.isKindOf(FSHit) or: { value.isKindOf(FSSound) } } { [value.id] }
		{ Error("% takes texts and numbers, not this: %.".format(key, value.class.name)).throw }
	}

	// "@@" stands for "@" at the beginning of a word
	*text { |text, key|
		if(text.size > 8192) { Error("% is too long to be sent.".format(key)).throw };
		^if(text.beginsWith("@")) { "@" ++ text } { text }
	}

	*number { |number, key|
		if(number.isNaN) { Error("% takes a number, not nan.".format(key)).throw };
		^if(number.abs == inf) { "*" } { number }
	}
}
