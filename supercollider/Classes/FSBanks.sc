/*

The question which banks there are: its result is an Array of Events.

*/

FSBanks : FSRequest {

	send { result = []; super.send }

	hearBank { |name, count, folder|
		result = result.add((name: name, count: count, folder: folder.asString))
	}

	hearDone { |count| if(this.isWhole(count, result.size)) { this.succeed(result) } }
}
