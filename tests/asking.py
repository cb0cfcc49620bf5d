"""What a patch asks a running daemon, and looks up in the files themselves."""

from __future__ import annotations

import soundfile

SOUND, RESULT, FAILED = "/fs/fetch/sound", "/fs/search/result", "/fs/fetch/failed"


def rows(messages, address):
    """Give the arguments of those messages, the request's id left out where there is one."""
    return [list(message.arguments) for message in messages if message.address == address]


def ask(patch, *request):
    return list(patch.ask(*request, timeout_seconds=30))


def sounds(patch, *request):
    """Fetch, and give index, id, path, frames, samplerate, channels, seconds, quality, ... of each."""
    answer = ask(patch, "/fs/fetch", *request)
    assert rows(answer, FAILED) == []
    assert answer[-1].address == "/fs/fetch/done", answer[-1]
    for row in rows(answer, SOUND):
        info = soundfile.info(row[2])
        assert row[3:6] == [info.frames, info.samplerate, info.channels]
    return rows(answer, SOUND)


def form(row):
    """Give what the file of a row is: format, encoding, samplerate, channels."""
    info = soundfile.info(row[2])
    return info.format, info.subtype, info.samplerate, info.channels


def until(patch, *addresses):
    """Hear until one of these comes, and give it."""
    while (heard := patch.hear(30)).address not in addresses:
        pass
    return heard


def asked(catalogue, part=""):
    """Give what the service was asked whose path has that part."""
    return [entry for entry in catalogue.journal if part in entry.path]
