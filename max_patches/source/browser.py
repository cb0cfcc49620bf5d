"""`patchers/`: the browser, the one object with a face."""

from __future__ import annotations

from max_patches.source.drawing import PAPER, Patch, Placed
from max_patches.source.objects import SOUND

WIDTH, HEIGHT = 600, 380
_COLUMNS = {"name": 225, "user": 98, "seconds": 62, "rate": 58, "channels": 60, "license": 62}
"""The columns of the list, by their widths; the scroll bar has the rest of its 580 pixels."""
_LICENSES = {"any license": "", "cc0": " @license cc0", "cc0 or by": " @license cc0 by"}
_PLAIN = {"parameter_enable": 0}
_TABLE = {"rows": 150, "colhead": 0, "rowhead": 0, "hscroll": 0, "readonly": 1, "selmode": 1, "precision": 1}
_TABLE |= {"savemode": 0, "neverdirty": 1}


def browser() -> Patch:
    """Draw `[fsbridge.browser]`: search, look, listen; it opens in presentation mode, as a bpatcher shows it."""
    patch = Patch("fsbridge.browser", "Search Freesound, look, listen, and take what you like")
    patch.patcher.openinpresentation = 1
    patch.add("panel", 1240, 0, 60, height=40, bgcolor=PAPER, background=1, border=0).shown(0, 0, WIDTH, HEIGHT)
    bridge = patch.add("fsbridge #1", 30, 7, 1700)
    patch.add("r #0-ask", 940, 5) >> bridge
    _searching(patch, bridge)
    _listing(patch, bridge)
    _listening(patch, bridge)
    _telling(patch, bridge)
    return patch


def _searching(patch: Patch, bridge: Placed) -> None:
    words = patch.add("textedit", 30, 1, 260, height=22, keymode=1, lines=1, wordwrap=0, **_PLAIN)
    typed = patch.add("route text", 30, 2)
    begun = patch.add("t l b", 30, 3)
    options = patch.add("append", 30, 5)
    patch.note("Words, and options if you like, then Enter.", 30, 0, 280)
    words.shown(10, 10, 340, 24) >> typed >> begun >> options >> patch.add("prepend search", 30, 6) >> bridge

    items = " , ".join(_LICENSES).split()
    menu = patch.add("umenu", 330, 1, 110, height=22, items=items, **_PLAIN).shown(358, 11, 100, 22)
    chosen = patch.add("sel 0 1 2", 330, 2, 200)
    menu >> chosen
    tails = [
        patch.message(f"set @count 30{tail}", x, 3 + index * 0.75)
        for index, (x, tail) in enumerate(zip((330, 435, 540), _LICENSES.values(), strict=True))
    ]
    patch.add("loadbang", 225, 2) >> tails[0]  # within [append] itself it would be taken for an attribute
    for index, tail in enumerate(tails):
        chosen[index] >> tail >> options

    for word, x, at in ("more", 760, 466), ("cancel", 840, 530):
        button = patch.add("textbutton", x, 1, 60, height=22, text=word, **_PLAIN).shown(at, 11, 60, 22)
        button >> patch.message(word, x, 2) >> bridge
    begun[1] >> patch.add("s #0-new", 110, 4)


def _listing(patch: Patch, bridge: Placed) -> None:
    result = patch.add("route result", 30, 8.5)
    each = patch.add("t l l l", 30, 9.5)
    turned = patch.add("zl.rot 5", 30, 10.5)
    table = patch.add("jit.cellblock", 30, 14, 400, height=140, cols=len(_COLUMNS), **_TABLE).shown(10, 66, 580, 196)
    patch.note("hits, a row each", 130, 8.5, 150)
    ids = patch.add("coll", 470, 19.5, 70)
    bridge >> result >> each
    each >> turned >> patch.message("set 0 $7 $4, set 1 $7 $3", 30, 11.5) >> table
    each[1] >> patch.message("set 2 $2 $5, set 3 $2 $6, set 4 $2 $7, set 5 $2 $9", 60, 12.5) >> table
    each[2] >> patch.message("$2 $3", 470, 12.5) >> ids

    new = patch.add("t b b", 560, 12)
    patch.add("r #0-new", 560, 11) >> new >> patch.message("clear all", 560, 13) >> table
    new[1] >> patch.message("clear", 640, 13) >> ids
    wide = patch.add("loadbang", 330, 8)
    widths = [f"col {column} width {width}" for column, width in enumerate(_COLUMNS.values())]
    wide >> patch.message(", ".join(widths[:3]), 330, 9) >> table
    wide >> patch.message(", ".join(widths[3:]), 400, 10) >> table
    left = 10
    for name, width in _COLUMNS.items():
        patch.note(name, left + 20, 24.5, width).shown(left, 44, width, 20)
        left += width

    clicked = patch.add("unpack 0 0", 30, 18.5)
    asked = patch.add("t i b", 470, 20.5)
    table >> clicked
    clicked[1] >> ids >> asked
    asked >> patch.message("fetch $1 @first preview @channels 2", 470, 21.5) >> patch.add("s #0-ask", 470, 22.5)
    asked[1] >> patch.add("s #0-clicked", 600, 20.5)


def _listening(patch: Patch, bridge: Placed) -> None:
    """Draw what plays: the preview as soon as it is there, the original in its place without starting anew."""
    sound = patch.add("route sound", 790, 8.5)
    file = patch.add("zl.slice 2", 790, 9.5)
    both = patch.add("t l l", 790, 10.5)
    patch.note("A preview may come first, and play; its original then takes its place.", 890, 8.5, 240)
    memory = patch.add("buffer~ #0-sound", 790, 13.5)
    once = patch.add("onebang", 790, 15)
    start = patch.message("0", 790, 16.5)
    player = patch.add("groove~ #0-sound 2", 790, 19, 130)
    bridge[1] >> sound >> file
    file[1] >> both >> patch.add("zl.nth 2", 790, 11.5) >> patch.add("prepend replace", 790, 12.5) >> memory
    memory[1] >> once >> start >> player
    patch.add("r #0-clicked", 920, 14) >> once[1]
    patch.add("sig~ 1", 950, 17.5) >> player

    play = patch.add("textbutton", 870, 15.5, 50, height=22, text="play", **_PLAIN).shown(10, 346, 60, 24)
    stop = patch.add("textbutton", 940, 15.5, 50, height=22, text="stop", **_PLAIN).shown(76, 346, 60, 24)
    play >> start
    stop >> patch.message("stop", 870, 17.5) >> player
    wave = patch.add("waveform~", 1020, 13.5, 200, height=60, **_PLAIN).shown(10, 270, 580, 68)
    patch.add("loadbang", 1020, 11.5) >> patch.message("set #0-sound", 1020, 12.5) >> wave

    player >> patch.outlet(790, 20.5, "signal: left")
    player[1] >> patch.outlet(845, 20.5, "signal: right")
    both[1] >> patch.outlet(1020, 20.5, SOUND)


def _telling(patch: Patch, bridge: Placed) -> None:
    """Draw progress, ends and errors in one line of text."""
    text = patch.note("not connected", 1240, 15, 240).shown(240, 348, 350, 20)
    shown = patch.add("prepend set", 1240, 14)
    shown >> text
    progress = patch.add("route progress", 1240, 8.5)
    told = patch.add("unpack 0 0 0 0. s", 1240, 9.5)
    bar = patch.add(
        "slider", 1240, 12, 120, height=20, size=1.0, floatoutput=1, orientation=1, ignoreclick=1, **_PLAIN
    ).shown(144, 348, 90, 20)
    bridge[2] >> progress >> told
    told[3] >> patch.add("clip 0. 1.", 1240, 10.5) >> bar
    told[4] >> shown
    done = patch.add("route done", 1390, 8.5)
    which = patch.add("route search fetch", 1390, 9.5)
    bridge[3] >> done >> which >> patch.message("set $3 sounds found", 1390, 10.5) >> text
    which[1] >> patch.message("set here", 1460, 11.5) >> text
    trouble = patch.add("route error failed", 1540, 8.5)
    bridge[4] >> trouble >> patch.add("zl.nth 4", 1540, 9.5) >> shown
    trouble[1] >> patch.add("zl.nth 5", 1620, 9.5) >> shown
    state = patch.add("route state note", 1710, 8.5)
    second = patch.add("zl.nth 2", 1710, 9.5)
    bridge[5] >> state >> second >> shown
    state[1] >> second
