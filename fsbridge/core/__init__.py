"""The use cases of fsbridge. Knows no socket, no HTTP, no SQL: what it needs of them stands in `ports`."""
