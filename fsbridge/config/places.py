"""Where the user's own things lie, as each system has it; looked up late, because of what that costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def config_file() -> Path:
    """Where the user's configuration lies, whether or not there is one."""
    return config_folder() / "config.toml"


def config_folder() -> Path:
    """Where configuration and login lie."""
    from platformdirs import user_config_path

    return user_config_path("fsbridge")


def login_file() -> Path:
    """Where the user's login lies, owner-only."""
    return config_folder() / "login.json"


def music_folder() -> Path:
    """Where the user's music lies."""
    from platformdirs import user_music_path

    return user_music_path()


def state_folder() -> Path:
    """Where lies what fsbridge must not forget, but nobody edits: limits and clients."""
    from platformdirs import user_state_path

    return user_state_path("fsbridge")
