"""File names: what Freesound would say, and nothing that could hurt."""

import random
import re

import pytest

from fsbridge.core.naming import NAME_BYTES_MAX, file_name
from fsbridge.model import License, Sound


def sound(id_=1234, username="alice", name="rain.wav", type_="wav"):
    return Sound(id_, name, username, License.CC0, "", type_, 1.0, 44100, 1)


@pytest.mark.parametrize(
    ("username", "name", "type_", "expected"),
    [
        ("alice", "rain.wav", "wav", "1234__alice__rain.wav"),
        ("Bob.Smith 2", "", "flac", "1234__bobsmith-2__.flac"),
        ("alice", "name.with.dots.v1.2", "wav", "1234__alice__namewithdotsv1.wav"),
        ("alice", "Café au lait", "ogg", "1234__alice__cafe-au-lait.ogg"),
        ("alice", "../../etc/passwd", "wav", "1234__alice__.wav"),
        ("alice", "雨", "mp3", "1234__alice__.mp3"),
        ("alice", "x", "", "1234__alice__x.wav"),
        ("alice", "x", "../sh", "1234__alice__x.wav"),
        ("alice", "x", "php", "1234__alice__x.wav"),
        ("con", "nul", "aux", "1234__con__nul.wav"),
    ],
)
def test_names_as_freesound_does(username, name, type_, expected):
    assert file_name(sound(username=username, name=name, type_=type_)) == expected


def hostile_text(rng):
    pieces = [
        "../",
        "..\\",
        "/",
        "\\",
        "\0",
        "\n",
        "\r",
        "\x1b",
        "😀",
        "\u202e",
        "é",
        "CON",
        ".",
        " ",
        "-",
        "__",
        "a",
        "Z",
        "9",
        "~",
        "%",
        "\ud800",
    ]
    return "".join(rng.choice(pieces) for _ in range(rng.choice([0, 1, 3, 20, 500])))


def test_any_text_gives_a_safe_name():
    rng = random.Random(7)
    for _ in range(3000):
        id_ = rng.choice([1, -1, rng.randrange(2**24), -rng.randrange(1, 2**24)])
        name = file_name(sound(id_, hostile_text(rng), hostile_text(rng), hostile_text(rng)))
        assert re.fullmatch(rf"{id_}__[a-z0-9_-]*__[a-z0-9_-]*\.wav", name)
        assert len(name) <= NAME_BYTES_MAX


def test_two_sounds_never_share_a_name():
    rng = random.Random(8)
    users, names = ["", "1", "1__2", "a_"], ["", "__", "2__a", "b"]
    made = [file_name(sound(id_, rng.choice(users), rng.choice(names))) for id_ in range(1, 500)]
    assert len(set(made)) == len(made)
