"""Freesound as a source of sounds: its HTTP, its query language, its login and its limits.

Facts about the service are cited as "Freesound 3.2.4": docs/freesound.md, the section of that number.
"""
