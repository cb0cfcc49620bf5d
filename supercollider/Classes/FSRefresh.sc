/*

A refresh of login, folder or metadata: its result is an Event of what it brought.

*/

FSRefresh : FSRequest {

	hearFailed { |part, code, message, retryAfter|
		bridge.tellError((code: code, message: message.asString, retryAfter: retryAfter, verb: verb, id: id))
	}

	hearDone { |added, changed, removed, seconds|
		this.succeed((added: added, changed: changed, removed: removed, tokenExpiresIn: seconds))
	}
}
