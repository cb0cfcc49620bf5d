"""How quick fsbridge is, measured from outside on this machine, each figure beside its goal."""
