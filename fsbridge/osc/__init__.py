"""The OSC face: the command table, the wire, the server, and the clients with their reply addresses."""
