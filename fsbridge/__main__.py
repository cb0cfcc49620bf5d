"""`python -m fsbridge` is `fsbridge`."""

from fsbridge.cli import main

main()
