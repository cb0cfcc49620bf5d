"""An embedded Freesound-compatible catalogue on loopback, for trying, rehearsing and testing.

It speaks the part of Freesound APIv2 that fsbridge uses, as the real service does (docs/freesound.md), over any
dataset of the right shape. Nothing but the app and the command line may import it.
"""
