"""`patchers/`: the objects that have no face."""

from __future__ import annotations

from max_patches.source.drawing import Patch

OUTLETS = {
    "results": ("result", "field", "item", "line", "banks"),
    "sounds": ("sound", "bank", "ready", "load"),
    "progress": ("progress",),
    "done": ("done",),
    "errors": ("failed", "error"),
    "events and state": ("state", "event", "note"),
}
"""What each outlet of [fsbridge] tells, by the words that lists begin with."""
SOUND = "sound: id path frames samplerate channels seconds quality license username name"


def fsbridge() -> Patch:
    """Draw `[fsbridge]`: the script does it all, and what it says is routed by its first word, which stays."""
    patch = Patch("fsbridge", "Ask the fsbridge daemon for sounds of Freesound")
    ask = patch.inlet(30, "search rain @count 8, fetch 1234, bank drops drip, cancel ...")
    gate = patch.add("gate 2 2", 30, 3, 90)
    script = patch.add("node.script fsbridge.js @autostart 1 @args #1", 30, 7)
    words = [word for leaves in OUTLETS.values() for word in leaves]
    routed = patch.add(f"routepass {' '.join(words[:-2])}", 30, 10, 940)
    ask >> gate[1]
    gate >> script >> routed

    patch.note("A script that still starts hears nothing: what is asked before it first speaks is kept.", 112, 0, 330)
    keep = patch.add("prepend append", 112, 4)
    kept = patch.add("coll", 112, 5, 80)
    asked = patch.add("route symbol", 112, 6)
    gate[1] >> keep >> kept >> asked >> script
    asked[1] >> script
    script >> patch.add("onebang 1", 330, 8) >> patch.add("s #0-speaks", 330, 9)
    speaks = patch.add("r #0-speaks", 330, 1)
    opened = patch.add("t 1 b", 330, 2)
    dump = patch.message("dump", 350, 3.5)
    speaks >> opened >> gate
    opened[1] >> dump >> kept

    first = 0
    for comment, leaves in OUTLETS.items():
        outlet = patch.outlet(22 + 8 + first * 66, 11.5, f"{comment}: {' '.join(leaves)}")
        for word in range(first, min(first + len(leaves), len(words) - 1)):
            routed[word] >> outlet
        first += len(leaves)
    return patch


def buffer() -> Patch:
    """Draw `[fsbridge.buffer~ name]`: each sound that comes replaces what the buffer~ holds."""
    patch = Patch("fsbridge.buffer~", "Fill a buffer~ with a sound of Freesound")
    ask = patch.inlet(30, "fetch 1234, first 1234, fetch @query rain, cancel ...")
    bridge = patch.add("fsbridge #2", 30, 1.5, 760)
    ask >> bridge

    sound = patch.add("route sound", 180, 3)
    slice_ = patch.add("zl.slice 2", 180, 4)
    both = patch.add("t l l", 180, 5)
    path = patch.add("zl.nth 2", 180, 6)
    replace = patch.add("prepend replace", 180, 7)
    memory = patch.add("buffer~ #1", 180, 8)
    is_read = patch.add("t b b", 180, 9)
    info = patch.add("zl.reg", 255, 10)
    patch.note("drops req and index", 30, 4, 140)
    patch.note("the second is the path", 30, 6, 140)
    patch.note("as long as the file", 30, 7, 140)
    patch.note("told when it is read", 30, 9, 140)
    bridge[1] >> sound >> slice_
    slice_[1] >> both >> path >> replace >> memory
    both[1] >> info[1]
    memory[1] >> is_read
    is_read[1] >> info

    is_read >> patch.outlet(180, 11.5, "bang: the sound can be played")
    info >> patch.outlet(255, 11.5, SOUND)
    bridge[2] >> patch.outlet(328, 11.5, "progress: req index id fraction state seconds_left")
    trouble = patch.outlet(626, 11.5, "trouble: failed ..., error ..., state ...")
    state = patch.add("routepass state", 700, 3)
    bridge[4] >> trouble
    bridge[5] >> state >> trouble
    return patch


def bank() -> Patch:
    """Draw `[fsbridge.bank name]`: the script says what polybuffer~ is to read, one file after the other."""
    patch = Patch("fsbridge.bank", "Fill a polybuffer~ with a numbered bank of sounds of Freesound")
    ask = patch.inlet(30, "bank WORDS @count 8 fills it, bank alone loads what it holds; the rest goes to [fsbridge]")
    asked = patch.add("route bank", 30, 1.5)
    bare = patch.add("route bang", 30, 2.5)
    held = patch.message("bank #1", 30, 3.5)
    named = patch.add("prepend bank #1", 110, 3.5)
    bridge = patch.add("fsbridge #2", 30, 5, 760)
    ask >> asked >> bare >> held >> bridge
    bare[1] >> named >> bridge
    asked[1] >> bridge

    patch.note("From the start: have what comes loaded.", 420, 1.5, 260)
    patch.add("loadbang", 300, 1.5) >> patch.message("follow #1", 300, 2.5) >> bridge
    patch.add("r #0-ask", 420, 2.5) >> bridge

    told = patch.add("route load ready", 180, 6.5)
    memory = patch.add("polybuffer~ #1", 60, 8.5)
    told >> patch.add("route #1", 60, 7.5) >> memory
    memory[1] >> patch.message("getcount", 130, 9.5) >> memory
    (
        memory
        >> patch.add("route count", 30, 9.5)
        >> patch.add("prepend holds #1", 30, 10.5)
        >> patch.add("s #0-ask", 30, 11.5)
    )
    ready = patch.add("zl.slice 1", 220, 7.5)
    sound = patch.add("zl.slice 1", 220, 8.5)
    bridge[1] >> told
    told[1] >> ready
    ready[1] >> sound
    sound >> patch.outlet(220, 12, "number: of a sound that can be played now")
    sound[1] >> patch.outlet(270, 12, SOUND)

    way = patch.outlet(420, 12, "progress: progress ..., done ...")
    bridge[2] >> way
    bridge[3] >> way
    trouble = patch.outlet(626, 12, "trouble: failed ..., error ..., state ...")
    state = patch.add("routepass state", 700, 6.5)
    bridge[4] >> trouble
    bridge[5] >> state >> trouble

    patch.note("The first sound, number 0, is in NAME.1.", 710, 8, 120)
    number = patch.inlet(840, "a number")
    named = patch.add("sprintf set #1.%ld", 840, 8)
    number >> patch.add("+ 1", 840, 7) >> named
    named >> patch.outlet(840, 12, "set: set NAME.N, for groove~, play~, waveform~")
    return patch
