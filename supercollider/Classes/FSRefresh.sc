/*

A refresh of login, folder or metadata: its result is an Event of what it brought.

*/

FSRefresh : FSRequest {

	hearFailed { |part, code, message, retryAfter|
		bridge.tellError(this.class.fault(verb, id, code, message, retryAfter))
	}

	hearDone { |added, changed, removed, seconds|
		this.succeed((added: added, changed: changed, removed: removed, tokenExpiresIn: seconds))
	}
}
