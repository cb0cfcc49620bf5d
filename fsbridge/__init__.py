"""fsbridge: Freesound for every patch on stage, over OSC."""

__version__ = "0.1.0"
