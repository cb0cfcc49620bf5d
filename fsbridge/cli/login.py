"""`fsbridge login`: from nothing to a stored login, in questions first and a page in the browser then."""

from __future__ import annotations

import os
import queue
import re
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from fsbridge.cli.configuration import keep
from fsbridge.cli.options import chosen_options, config_choice, configured
from fsbridge.config import KEYS, SERVICE_URL, Config
from fsbridge.config.places import login_file
from fsbridge.core.texts import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from fsbridge.freesound.login import Attempt, RedirectCatcher

WAIT_SECONDS = 600
"""As long as a code is good for (docs/freesound.md 2.9)."""
PASTED_BYTES_MAX = 4096
_ANSWER = re.compile(r"\S+[?&](code|error)=\S+|\w{16,}", re.ASCII)
"""The address that the browser was sent to, or a code alone, which has 30 characters (docs/freesound.md 2.5)."""

HOW = """\
fsbridge asks Freesound in your name, so it needs an API credential of yours. If you have none yet:

  1. Open {apply_url} and log in there.
  2. As callback URL enter {callback_url} just so, without a port.
  3. The page then shows a client id and a client secret, which is your API key.
"""
PAGE = """
Let fsbridge in on this page, in a browser of this machine or of another:

  {url}

Should it complain of the redirect URI or the client id, compare them with {apply_url}:
the callback URL there is {callback_url} and nothing else.

If the browser can't show what comes then (it is on another machine, say), paste the address it was sent to here:"""
LICENSES = """
Sounds come under licenses: cc0 (free for all), by (name the author), by-nc (name the author, earn nothing with it),
sampling+ (an old one: use it in works of your own), other. A sound whose license you leave out is refused.
"""


@click.command()
@click.option("--service-url", default=SERVICE_URL, show_default=True, help="API of another service of the kind.")
@click.option("--no-browser", is_flag=True, help="Open no browser; only print the address.")
@config_choice
def login(*, service_url: str, no_browser: bool) -> None:
    """Log in to Freesound, once; originals can be fetched then."""
    from fsbridge.freesound.login import APPLY_URL, CALLBACK_URL, RedirectCatcher, begin_login, finish_login
    from fsbridge.freesound.tokens import Secret, TokenStore

    config, file = configured(), chosen_options()[1]
    service_url = f"{service_url.rstrip('/')}/"
    click.echo(HOW.format(apply_url=APPLY_URL, callback_url=CALLBACK_URL))
    client_id = config.client_id or click.prompt("Client id")
    api_key = Secret(click.prompt("API key (not shown)", hide_input=sys.stdin.isatty()).strip())
    if config.sources["licenses"] != str(file):
        _ask_licenses(config, file)
    with RedirectCatcher() as catcher:
        attempt = begin_login(service_url, client_id.strip(), api_key, catcher.redirect_uri)
        click.echo(PAGE.format(url=attempt.url, callback_url=CALLBACK_URL, apply_url=APPLY_URL))
        if not no_browser and _has_screen():
            import webbrowser

            webbrowser.open(attempt.url)
        answer = _caught_or_pasted(catcher, attempt)
    stored = finish_login(service_url, attempt, answer, TokenStore(login_file()))
    who = f"{one_line(stored.username)} is" if stored.username else "You are"
    click.echo(f"{who} logged in. The login is kept in {login_file()}, which only you can read.")


def _has_screen() -> bool:
    """Tell whether a browser would have a window; one in this terminal would take what is to be typed here."""
    own_windows = sys.platform in {"darwin", "win32"}
    return own_windows or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _ask_licenses(config: Config, file: Path) -> None:
    kind = next(key.metadata["kind"] for key in KEYS if key.name == "licenses")

    def read(text: str) -> object:
        with suppress(ValueError):
            return kind(text)
        raise click.BadParameter(f"That must be {kind.wanted}.")

    click.echo(LICENSES)
    keep(file, "licenses", click.prompt("Welcome licenses", " ".join(config.licenses), value_proc=read))


def _caught_or_pasted(catcher: RedirectCatcher, attempt: Attempt) -> str:
    """Give what comes first: the browser's visit, or what is typed."""
    from fsbridge.errors import FsbridgeError

    answers: queue.SimpleQueue[str | FsbridgeError] = queue.SimpleQueue()

    def catch() -> None:
        try:
            answers.put(catcher.wait(attempt, WAIT_SECONDS))
        except FsbridgeError as error:
            answers.put(error)

    def read() -> None:
        while typed := os.read(sys.stdin.fileno(), PASTED_BYTES_MAX):  # holds no lock that would disturb the exit
            for pasted in filter(None, map(str.strip, typed.decode(errors="replace").splitlines())):
                if _ANSWER.fullmatch(pasted):
                    answers.put(pasted)
                    return
                click.echo("That is neither the address nor a code.")

    for wait in (catch, read):
        threading.Thread(target=wait, daemon=True).start()
    answer = answers.get()
    if isinstance(answer, FsbridgeError):
        raise answer
    return answer
