/*

The question which files a bank holds: its result is an Array of paths by number, with nil where a number has lost its
sound. No Buffer is made of them.

*/

FSBankFiles : FSRequest {

	send { result = []; super.send }

	hearSound { |number, soundID, path|
		result = result.extend(max(result.size, number + 1)).put(number, path.asString)
	}

	hearDone { |count| if(this.isWhole(count, result.count(_.notNil))) { this.succeed(result) } }
}
