"""Files that are old or new, and what it means when the system refuses."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from fsbridge import files
from fsbridge.errors import (
    BusyError,
    DiskFullError,
    FolderMissingError,
    FolderReadonlyError,
    InternalError,
    NotAllowedError,
)


def test_a_file_is_old_or_new(tmp_path):
    path = tmp_path / "made" / "login.json"
    path.parent.mkdir()
    files.write_whole(path, b"old", mode=0o600)
    (tmp_path / "made" / "login.json.new").write_bytes(b"left by one who was killed")
    files.write_whole(path, b"new", mode=0o600)
    assert path.read_bytes() == b"new"
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_where_the_new_one_is_refused_the_old_one_stands(tmp_path):
    path = tmp_path / "folder"
    (path / "old").mkdir(parents=True)
    with pytest.raises(OSError, match=r"folder"):
        files.write_whole(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_gone_is_not_made_for_what_is_to_stand_below(tmp_path):
    gone = tmp_path / "sounds"
    for wanted in (gone / "wav" / "48000-2-16", gone / "wav"):
        with pytest.raises(FileNotFoundError):
            files.make_folder(wanted, below=gone)
        files.make_folder(gone, below=gone)
    assert not gone.exists()
    gone.mkdir()
    files.make_folder(gone / "wav" / "48000-2-16", below=gone)
    assert (gone / "wav" / "48000-2-16").is_dir()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no file system here syncs files only")
def test_a_file_system_that_syncs_no_folders_is_taken_as_it_is():
    files.sync_folder(Path("/proc"))


@pytest.mark.parametrize("refusals", [0, 1, 3])
def test_what_another_program_holds_is_tried_again(refusals):
    told = []

    def work():
        told.append("tried")
        if len(told) <= refusals:
            raise PermissionError
        return "done"

    assert files.patiently(work, (0, 0, 0)) == "done"
    assert len(told) == refusals + 1


def test_what_is_held_for_good_is_told():
    def work():
        raise PermissionError

    with pytest.raises(PermissionError):
        files.patiently(work, (0, 0))


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("ENOSPC", DiskFullError),
        ("EDQUOT", DiskFullError),
        ("EROFS", FolderReadonlyError),
        ("EACCES", FolderReadonlyError),
        ("EXDEV", NotAllowedError),
        ("ENOENT", BusyError),
        ("EIO", InternalError),
    ],
)
def test_what_the_system_refuses_is_told_in_plain_words(tmp_path, number, kind):
    told = files.meaning(OSError(getattr(errno, number), "x"), tmp_path)
    assert type(told) is kind
    assert str(tmp_path) in str(told)
    assert type(files.meaning(OSError(errno.EIO, "x"), tmp_path / "gone")) is FolderMissingError
