"""Credits, word for word as Freesound writes them."""

import pytest

from fsbridge.core.attribution import attribution
from fsbridge.model import License, Sound


def sound(deed, id_=123, name="rain.wav", username="alice"):
    return Sound(id_, name, username, License.from_deed(deed), deed, "wav", 1.0, 44100, 1)


@pytest.mark.parametrize(
    ("deed", "license_name"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "Attribution 4.0"),
        ("http://creativecommons.org/licenses/by/3.0/", "Attribution 3.0"),
        ("http://creativecommons.org/licenses/by-nc/4.0/", "Attribution NonCommercial 4.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "Creative Commons 0"),
        ("http://creativecommons.org/licenses/sampling+/1.0/", "Sampling+"),
        ("https://example.org/mine/4.0/", "https://example.org/mine/4.0/"),
        ("", "unknown"),
    ],
)
def test_the_line_that_freesound_gives(deed, license_name):
    assert attribution(sound(deed)) == f"rain.wav by alice -- https://freesound.org/s/123/ -- License: {license_name}"


def test_it_is_one_line_whatever_the_name_holds():
    line = attribution(sound("", name="a\r\nb\tc.wav", username="x\ny"))
    assert line.startswith("a b c.wav by x y -- ")


def test_an_own_file_is_named_only():
    assert attribution(sound("", id_=-3, name="kick.wav", username="")) == "kick.wav"
