"""`examples/` to begin from, and the overview in `extras/`."""

from __future__ import annotations

from max_patches.source.browser import HEIGHT, WIDTH
from max_patches.source.drawing import ROW, Patch
from max_patches.source.scenes import heading, player
from max_patches.source.table import THINGS


def one_line() -> Patch:
    """Draw the way from a word to a sound."""
    patch = Patch("fsbridge-one-line", "From a word to a sound")
    heading(
        patch,
        "From a word to a sound",
        "Click a message; it plays when it is here.",
        "Start the daemon first: fsbridge demo (an invented catalogue, no account) or fsbridge run (Freesound).",
        620,
    )
    rain = patch.add("fsbridge.buffer~ rain", 30, 5, 360)
    patch.message("fetch @query rain @channels 2", 30, 3) >> rain
    patch.message("fetch @query thunder @duration 1 5 @channels 2", 50, 4) >> rain
    start, _ = player(patch, "rain", 30, 7)
    rain >> start
    rain[1] >> patch.add("print sound", 130, 6)
    rain[3] >> patch.add("print trouble", 360, 6)
    patch.add("waveform~", 330, 9.5, 300, height=100, buffername="rain", parameter_enable=0)
    return patch


def bank_player() -> Patch:
    """Draw a player that draws lots among the sounds that are there."""
    patch = Patch("fsbridge-bank-player", "A bank that plays while it fills")
    heading(
        patch,
        "A bank that plays while it fills",
        "Click the message, then the switch.",
        "Each sound is played from when it is here; its number stays, in this set and in the next.",
        620,
    )
    drops = patch.add("fsbridge.bank drops", 30, 6, 420)
    patch.message("bank drip @count 8 @channels 2", 30, 4) >> drops
    patch.message("bank", 50, 5) >> drops
    patch.note("what it holds already, from the last time", 110, 5, 280)

    lots = patch.add("random 1", 442, 5)
    beat = patch.add("toggle", 442, 3, 24, height=24, parameter_enable=0)
    beat >> patch.add("metro 250", 442, 4) >> lots >> drops[1]
    drops >> patch.add("+ 1", 30, 7.5) >> patch.add("s drops-here", 30, 8.5)
    patch.add("r drops-here", 540, 4) >> lots[1]
    patch.note("draws lots among those that are here", 540, 5, 240)

    start, groove = player(patch, "drops.1", 300, 9)
    both = patch.add("t b l", 442, 7.5)
    drops[4] >> both
    both[1] >> groove
    both >> start
    drops[3] >> patch.add("print trouble", 338, 7.5)
    return patch


def overview() -> Patch:
    """Draw what the Extras menu opens."""
    patch = Patch("fsbridge-overview", "fsbridge: the whole of Freesound for every patch")
    patch.patcher.openinpresentation = 1
    patch.note("fsbridge", 30, -0.3, 300, 24, fontface=1).shown(20, 12, 300, 34)
    start = (
        "Start the daemon in a terminal: fsbridge demo (an invented catalogue, no account) or fsbridge run (Freesound)."
    )
    patch.note(start, 30, 0.7, 700).shown(20, 48, 800, 20)
    face = patch.window("fsbridge.browser", 30, 2, WIDTH, HEIGHT).shown(20, 84, WIDTH, HEIGHT)
    below = 2 + HEIGHT / ROW + 0.8
    out = patch.add("ezdac~", 30, below, 45, height=45).shown(20, 84 + HEIGHT + 12, 45, 45)
    patch.note("click to hear", 90, below + 0.3, 100).shown(72, 84 + HEIGHT + 24, 120, 20)
    face >> out
    face[1] >> out[1]
    face[2] >> patch.add("print sound", 500, below)

    opener = patch.add("pcontrol", 900, below)
    pages = [(f"{thing.name}.maxhelp", thing.name, thing.digest) for thing in THINGS]
    pages += [(f"{draw.name}.maxpat", draw.name, draw.patcher.digest) for draw in (one_line(), bank_player())]
    for place, (file, name, digest) in enumerate(pages):
        top = 84 + place * 62
        button = patch.add("textbutton", 700, 2 + place * 1.6, 170, height=22, text=name, parameter_enable=0)
        opens = patch.message(f"loadunique {file}", 900 + 12 * place, 2 + place * 1.6)
        button.shown(650, top, 170, 24) >> opens >> opener
        patch.note(digest, 700, 2.65 + place * 1.6, 196, 10).shown(650, top + 26, 360, 20)
    return patch
