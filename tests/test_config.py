"""The configuration: where values come from, and what is said when they are wrong."""

from __future__ import annotations

import re
import tomllib
from ipaddress import ip_network
from pathlib import Path

import pytest

from fsbridge.cli.configuration import example, written
from fsbridge.config import KEYS, Config, ConfigError, dotted, variable
from fsbridge.config.kinds import Endpoint
from fsbridge.config.places import config_file, state_folder
from fsbridge.model import License


def problems(options=None, toml="", environ=None, tmp_path=None) -> tuple[str, ...]:
    file = tmp_path / "config.toml" if tmp_path else None
    if file:
        file.write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        Config.load(options or {}, file, environ or {})
    return raised.value.problems


def test_defaults_hold_without_any_source(home):
    config = Config.load({})
    assert (config.host, config.port, config.level, config.downloads) == ("127.0.0.1", 9770, 1, 4)
    assert config.licenses == tuple(License)
    assert config.folder.name == "fsbridge"
    assert config.folder.is_relative_to(home)
    assert set(config.sources.values()) == {"default"}


def test_command_line_beats_environment_beats_file_beats_default(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("port = 1\nlevel = 1\ndownloads = 1", encoding="utf-8")
    environ = {"FSBRIDGE_PORT": "2", "FSBRIDGE_LEVEL": "2"}
    config = Config.load({"port": "3"}, file, environ)
    assert (config.port, config.level, config.downloads, config.log_level) == (3, 2, 1, "info")
    assert [config.sources[name] for name in ("port", "level", "downloads", "log_level")] == [
        "command line",
        "environment",
        str(file),
        "default",
    ]


def test_values_read_the_same_from_file_and_environment(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(
        'licenses = ["cc0", "by-nc"]\nnotify = ["127.0.0.1:57120", "[::1]:57121"]\n[account.default]\nclient_id = "abc"',
        encoding="utf-8",
    )
    environ = {
        "FSBRIDGE_LICENSES": "cc0, by-nc",
        "FSBRIDGE_NOTIFY": "127.0.0.1:57120 [::1]:57121",
        "FSBRIDGE_CLIENT_ID": "abc",
    }
    config = Config.load({}, file)
    assert config == Config.load({}, None, environ)
    assert config.licenses == (License.CC0, License.BY_NC)
    assert config.notify == (Endpoint("127.0.0.1", 57120), Endpoint("::1", 57121))
    assert config.client_id == "abc"


def test_an_empty_variable_is_not_set():
    assert Config.load({}, None, {"FSBRIDGE_PORT": ""}).port == 9770


def test_all_problems_are_told_at_once_each_with_key_value_and_source(tmp_path):
    told = problems({"downloads": "many"}, "port = 99999\nlicences = []", {"FSBRIDGE_LEVEL": "9"}, tmp_path=tmp_path)
    file = tmp_path / "config.toml"
    assert told == (
        f"port = 99999 ({file}) must be a whole number from 0 to 65535.",
        f"licences ({file}) is no key of fsbridge; did you mean licenses?",
        'FSBRIDGE_LEVEL = "9" (environment) must be a whole number from 1 to 3.',
        'downloads = "many" (command line) must be a whole number from 1 to 16.',
    )


@pytest.mark.parametrize(
    "line",
    [
        'host = "localhost"',
        "port = true",
        "port = 1.5",
        "folder = 5",
        'folder = ""',
        'folder = "~nobody-of-that-name/x"',
        'licenses = "cc1"',
        "licenses = 3",
        'licenses = [["cc0"]]',
        'notify = ["127.0.0.1"]',
        'notify = ["127.0.0.1:0"]',
        "notify = [57120]",
        'allow = ["*"]',
        'allow = ["192.168.0.0/33"]',
        "allow = [7]",
        'log_level = "loud"',
        "log_level = 1",
        "[account.default]\nclient_id = 5",
    ],
)
def test_a_wrong_value_is_told(line, tmp_path):
    (told,) = problems(toml=line, tmp_path=tmp_path)
    assert line.splitlines()[-1].split(" = ")[0] in told
    assert " must be " in told


@pytest.mark.parametrize("text", ["port = ", 'port = "\xff'.encode("latin-1"), None])
def test_a_file_that_cannot_be_read_is_told(text, tmp_path):
    file = tmp_path / "config.toml"
    if text is None:
        file.mkdir()
    else:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError, match=re.escape(str(file))):
        Config.load({}, file)


@pytest.mark.parametrize(
    "name", ["client_secret", "api_key", "account.default.access_token", "account.default.client-secret"]
)
def test_a_secret_is_refused_and_not_repeated(name, tmp_path):
    (told,) = problems(toml=f'{name} = "hunter2"', tmp_path=tmp_path)
    assert "fsbridge login" in told
    assert "hunter2" not in told


def test_a_secret_in_the_environment_is_refused_too():
    (told,) = problems(environ={"FSBRIDGE_API_KEY": "hunter2"})
    assert "fsbridge login" in told
    assert "hunter2" not in told


def test_a_folder_whose_path_is_too_long_for_a_message_is_refused(tmp_path):
    assert Config.load({"folder": "/" + "a" * 119}).folder == Path("/" + "a" * 119)
    assert "120 bytes" in problems({"folder": "/" + "ä" * 60})[0]


def test_a_home_folder_too_deep_is_told_as_such(monkeypatch):
    monkeypatch.setenv("XDG_MUSIC_DIR", "/" + "a" * 130)
    assert "(default)" in problems()[0]


def test_example_file_says_nothing_else_than_the_defaults(tmp_path):
    text = example()
    assert tomllib.loads(text) == {"account": {"default": {}}}
    file = tmp_path / "config.toml"
    file.write_text(re.sub(r"(?m)^# (\w+ = )", r"\1", text), encoding="utf-8")
    config = Config.load({}, file)
    assert set(config.sources.values()) == {str(file)}
    assert config == Config.load({})


@pytest.mark.parametrize(
    ("music", "folder"), [("{home}/Musik", "~/Musik/fsbridge"), ("/disk/music", "/disk/music/fsbridge")]
)
def test_example_file_has_the_folder_that_this_user_gets(music, folder, home, monkeypatch):
    monkeypatch.setenv("XDG_MUSIC_DIR", music.format(home=home))
    assert f'# folder = "{folder}"\n' in example()
    assert Config.load({}).folder == Path(music.format(home=home)) / "fsbridge"


def test_written_values_read_back():
    config = Config.load({"notify": "127.0.0.1:9 [::1]:8", "allow": "10.0.0.0/8", "folder": '/tmp/a "b" ü'})
    for key in KEYS:
        value = getattr(config, key.name)
        assert key.metadata["kind"](tomllib.loads(f"it = {written(value)}")["it"]) == value


def test_other_machines_may_ask_only_where_it_says_which():
    assert Config.load({"allow": "192.168.0.7/24 ::1"}).allow == (ip_network("192.168.0.0/24"), ip_network("::1"))
    for options in ({}, {"host": "::1"}, {"host": "127.0.0.2"}, {"host": "0.0.0.0", "allow": "10.0.0.1"}):
        Config.load(options).require_allow()
    for host in ("0.0.0.0", "::", "192.168.0.7"):
        with pytest.raises(ConfigError, match=re.escape(f'host = "{host}" ')) as raised:
            Config.load({"host": host}).require_allow()
        assert 'allow = ["192.168.0.0/24"]' in str(raised.value)


def test_names_of_keys_are_distinct():
    for name_of in (dotted, variable):
        assert len({name_of(key) for key in KEYS}) == len(KEYS)


def test_own_files_lie_where_the_platform_wants_them(home):
    assert config_file().is_relative_to(home)
    assert state_folder().is_relative_to(home)
