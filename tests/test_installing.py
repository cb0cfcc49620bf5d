"""The packages of the hosts go where each host looks, with one command from the wheel, and leave nothing behind."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fsbridge.cli.packages import LIST

ROOT = Path(__file__).parents[1]
HOSTS = {"supercollider": "FSBridge.quark", "pd": "fsbridge.pd", "max": "package-info.json"}


def fsbridge(user_home, *arguments, path=ROOT):
    """Run the command for a user with that home; it reads no configuration of the machine's."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    env |= {"HOME": str(user_home), "PYTHONPATH": str(path)}
    return subprocess.run(
        [sys.executable, "-P", "-m", "fsbridge", *arguments],
        check=False, capture_output=True, text=True, cwd=user_home, env=env, timeout=60,
    )  # fmt: skip


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def place_of(done):
    """Read from its first line where it went."""
    return Path(done.stdout.splitlines()[0].rpartition(" are in ")[2])


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The wheel as pip unpacks it: what a user has who never saw the repository."""
    made = tmp_path_factory.mktemp("wheel")
    options = ("--quiet", "--no-deps", "--no-build-isolation")  # so it asks no registry
    build = [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", made, ROOT]
    subprocess.run(build, check=True, timeout=120)
    (wheel,) = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(made / "site")
    return made / "site"


@pytest.fixture
def user_home(tmp_path):
    (tmp_path / "Documents" / "Max 9").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("host", HOSTS)
def test_a_package_comes_out_of_the_wheel_says_where_and_goes_again(host, unpacked, user_home):
    before = tree(user_home)
    done = fsbridge(user_home, "install", host, path=unpacked)
    assert done.returncode == 0, done.stderr
    place = place_of(done)
    assert place.is_relative_to(user_home)
    assert (place / HOSTS[host]).is_file()
    packed = tree(unpacked / "fsbridge" / "patches" / host)
    assert {name: content for name, content in tree(place).items() if name != LIST} == packed
    assert f"{host}\tinstalled\t{place}" in fsbridge(user_home, "install", path=unpacked).stdout
    gone = fsbridge(user_home, "uninstall", host, path=unpacked)
    assert (gone.returncode, gone.stderr) == (0, "")
    assert str(place) in gone.stdout
    assert tree(user_home) == before
    assert not place.exists()


def test_max_gets_its_package_in_every_version_that_is_here(user_home):
    (user_home / "Documents" / "Max 8").mkdir()
    done = fsbridge(user_home, "install", "max")
    assert [
        (user_home / "Documents" / f"Max {each}" / "Packages/fsbridge/package-info.json").is_file() for each in (8, 9)
    ] == [
        True,
        True,
    ]
    assert done.stdout.count(" are in ") == 2


def test_where_there_is_no_max_a_folder_can_be_named(tmp_path):
    refused = fsbridge(tmp_path, "install", "max")
    assert refused.returncode == 1
    assert "--to" in refused.stderr
    assert fsbridge(tmp_path, "install", "max", "--to", "elsewhere").returncode == 0
    assert (tmp_path / "elsewhere/fsbridge/package-info.json").is_file()
    assert fsbridge(tmp_path, "install", "--to", "elsewhere").returncode == 2, "of which host?"
    assert fsbridge(tmp_path, "uninstall", "max", "--to", "elsewhere").returncode == 0
    assert not (tmp_path / "elsewhere/fsbridge").exists()


def test_two_packages_in_one_folder_do_not_take_each_others_place(tmp_path):
    assert fsbridge(tmp_path, "install", "pd", "--to", "shelf").returncode == 0
    before = tree(tmp_path)
    refused = fsbridge(tmp_path, "install", "max", "--to", "shelf")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.endswith("holds the package for Pure Data: name another folder with --to.\n")
    assert fsbridge(tmp_path, "uninstall", "max", "--to", "shelf").returncode == 1
    assert tree(tmp_path) == before


@pytest.mark.parametrize("damaged", ["{", "[]", '{"fsbridge.pd": "0"}'])
def test_where_the_list_is_damaged_nothing_is_touched(damaged, user_home):
    place = place_of(fsbridge(user_home, "install", "pd"))
    (place / LIST).write_text(damaged)
    before = tree(place)
    for command in ("install", "uninstall"):
        refused = fsbridge(user_home, command, "pd")
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
        assert str(place) in refused.stderr
    assert tree(place) == before


def test_the_folder_is_one_that_deken_packs(user_home):
    """Named as the library is, objects and their help at its top, nothing compiled: so the package is for every machine."""
    place = place_of(fsbridge(user_home, "install", "pd"))
    names = {path.name for path in place.iterdir()} - {LIST}
    assert {place / name for name in names} == {path for path in place.rglob("*") if path.name != LIST}
    assert place.name == "fsbridge"
    assert {name.rpartition(".")[2] for name in names} == {"pd", "md"}
    helped = {name.replace("-help.pd", ".pd") for name in names if name.endswith("-help.pd")}
    assert {"fsbridge.pd", "fsbridge-bank.pd", "fsbridge-sampler.pd"} == helped <= names


def test_installed_again_it_is_the_new_one(user_home):
    place = place_of(fsbridge(user_home, "install", "pd"))
    listed = json.loads((place / LIST).read_text())
    whole = (place / "fsbridge.pd").read_bytes()
    (place / "old.pd").write_text("of an earlier version")
    listed["files"]["old.pd"] = hashlib.sha256(b"of an earlier version").hexdigest()
    (place / LIST).write_text(json.dumps(listed))
    (place / "fsbridge.pd").unlink()
    assert fsbridge(user_home, "install", "pd").returncode == 0
    assert not (place / "old.pd").exists()
    assert (place / "fsbridge.pd").read_bytes() == whole


def test_what_the_user_changed_or_added_is_left_and_named(user_home):
    place = place_of(fsbridge(user_home, "install", "pd"))
    (place / "fsbridge.pd").write_text("mine")
    (place / "my-own.pd").write_text("mine")
    again = fsbridge(user_home, "install", "pd")
    assert again.returncode == 1
    assert "fsbridge.pd" in again.stderr
    gone = fsbridge(user_home, "uninstall", "pd")
    assert gone.returncode == 0
    assert {Path(line.rpartition(": ")[2]).name for line in gone.stderr.splitlines()} == {"fsbridge.pd", "my-own.pd"}
    assert tree(place) == {"fsbridge.pd": b"mine", "my-own.pd": b"mine"}
    assert fsbridge(user_home, "uninstall", "pd").returncode == 1


def test_a_file_of_the_users_own_is_not_written_over_by_one_that_a_newer_package_brings(user_home):
    place = place_of(fsbridge(user_home, "install", "pd"))
    listed = json.loads((place / LIST).read_text())
    del listed["files"]["fsbridge.pd"]
    (place / LIST).write_text(json.dumps(listed))
    (place / "fsbridge.pd").write_text("mine")
    before = tree(place)
    refused = fsbridge(user_home, "install", "pd")
    assert refused.returncode == 1
    assert str(place / "fsbridge.pd") in refused.stderr
    assert tree(place) == before


def test_where_there_was_no_room_for_all_of_it_it_is_installed_again(user_home):
    """A limit of some kB for each file stands for a disk that is full."""
    place = user_home / ".local/lib/pd/extra/fsbridge"
    command = shlex.join([sys.executable, "-P", "-m", "fsbridge", "install", "pd"])
    env = {"HOME": str(user_home), "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    cut = subprocess.run(
        ["sh", "-c", f"ulimit -f 8; {command}"],
        check=False, capture_output=True, text=True, cwd=user_home, env=env, timeout=60,
    )  # fmt: skip
    assert cut.returncode == 1
    assert "File too large" in cut.stderr
    assert (place / LIST).exists()
    assert fsbridge(user_home, "install", "pd").returncode == 0
    assert fsbridge(user_home, "uninstall", "pd").stderr == ""
    assert not place.exists()


def test_a_folder_of_the_users_own_is_not_written_into(user_home):
    place = user_home / ".local/lib/pd/extra/fsbridge"
    place.mkdir(parents=True)
    (place / "fsbridge.pd").write_text("mine")
    refused = fsbridge(user_home, "install", "pd")
    assert refused.returncode == 1
    assert str(place) in refused.stderr
    assert tree(place) == {"fsbridge.pd": b"mine"}


@pytest.mark.host("sclang")
def test_sclang_finds_the_installed_classes(user_home, tmp_path):
    fsbridge(user_home, "install", "supercollider")
    script = tmp_path / "look.scd"
    script.write_text("FSBridge.filenameSymbol.postln; 0.exit;")
    env = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    env |= {"HOME": str(user_home), "QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    told = subprocess.run(
        ["sclang", script], check=False, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL, timeout=60
    )
    assert told.returncode == 0, told.stdout
    assert f"{user_home}/.local/share/SuperCollider/Extensions/fsbridge/Classes/FSBridge.sc" in told.stdout


@pytest.mark.host("pd")
def test_pd_finds_the_installed_object(user_home):
    fsbridge(user_home, "install", "pd")
    patch = user_home / "patch.pd"
    patch.write_text(
        "#N canvas 0 0 400 300 12;\n#X declare -path fsbridge;\n#X obj 10 10 declare -path fsbridge;\n"
        "#X obj 10 40 fsbridge;\n#X obj 10 70 loadbang;\n#X msg 10 100 \\; pd quit;\n#X connect 2 0 3 0;\n"
    )
    told = subprocess.run(
        ["pd", "-nogui", "-noaudio", "-nomidi", "-noprefs", "-stderr", "-open", patch],
        check=False, capture_output=True, text=True, env=os.environ | {"HOME": str(user_home)}, stdin=subprocess.DEVNULL,
        timeout=60,
    )  # fmt: skip
    assert told.returncode == 0
    assert "couldn't create" not in told.stderr


def test_a_link_is_no_place(user_home):
    shelf = user_home / ".local/share/SuperCollider/Extensions"
    shelf.mkdir(parents=True)
    other = user_home / "other"
    shutil.copytree(ROOT / "supercollider", other)
    (shelf / "fsbridge").symlink_to(other)
    before = tree(other)
    assert fsbridge(user_home, "install", "supercollider").returncode == 1
    assert tree(other) == before


def test_a_quark_that_is_installed_already_is_not_compiled_twice(user_home):
    conf = user_home / ".config/SuperCollider/sclang_conf.yaml"
    conf.parent.mkdir(parents=True)
    conf.write_text(f"includePaths:\n    - {ROOT / 'supercollider'}\nexcludePaths:\n    []\n")
    refused = fsbridge(user_home, "install", "supercollider")
    assert refused.returncode == 1
    assert str(ROOT / "supercollider") in refused.stderr
    conf.write_text("includePaths:\n    - /elsewhere\n")
    assert fsbridge(user_home, "install", "supercollider").returncode == 0
