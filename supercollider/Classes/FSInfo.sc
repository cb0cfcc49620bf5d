/*

A question for facts (`info`, `status`): its result is an Event of texts.

*/

FSInfo : FSRequest {

	send { result = (); super.send }

	hearField { |soundID, name, value| this.add(name, value) }

	hearItem { |name, value| this.add(name, value) }

	// a long text comes in pieces
	add { |name, value|
		result[name] = if(result[name].isNil) { value.asString } { result[name] ++ value }
	}
}
