"""Print supercollider/Classes/extFSBridge.sc: what FSBridge has from the command table.

These are the methods whose options are those of a request, for sclang passes keywords only to arguments that a method
declares, and the addresses of the answers.
"""

import sys
from pathlib import Path
from textwrap import fill

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from fsbridge.osc.answers import ANSWERS, EVENTS  # noqa: E402
from fsbridge.osc.commands import COMMANDS  # noqa: E402
from fsbridge.osc.options import COMMON  # noqa: E402

HEAD = """\
// Made from the command table by script/quark; a test fails where they differ.

+ FSBridge {
"""
METHODS = (
    ("search", "search", "words action", "FSSearch(this, \\search, action, words, {options}).ask"),
    ("fetch", "fetch", "id action server", "FSFetch.sounds(this, action, id, {options}, count, server)"),
    ("first", "fetch", "id action server", "FSFetch.sounds(this, action ? {{ |sound| sound.play }}, id, {options}, count, server)"),
    ("bank", "bank", "name words count action server", "FSBank.filled(this, action, name, words, count, {options}, server)"),
    ("prefer", "hello", "", "hello.prefer({options})"),
)
"""Method, verb, leading arguments, body."""
ASKED = "search more fetch bank banks info status refresh".split()
"""The verbs whose answers are heard; FSHello hears those to hello itself."""
OWN = {"prefer": {"notify", "lease"}, "first": {"first"}}
"""Options that are not the performer's, but the bridge's."""


def method(name, verb, leading, body):
    command = COMMANDS[f"/fs/{verb}"]
    keys = [key for key in command.options if key not in {*COMMON, *OWN.get(name, ())}]
    options = ", ".join(f"{key}:\N{NO-BREAK SPACE}{key}" for key in keys if name != "bank" or key != "count")
    if name == "first":
        options = f"first: \\preview, {options}"
    head = ", ".join([*leading.split(), *(key for key in keys if key not in leading.split())])
    return (
        f"\t// {command.help}\n\t{name} {{\n\t\t|\n"
        + fill(head, 110, initial_indent="\t\t\t", subsequent_indent="\t\t\t", break_long_words=False)
        + "\n\t\t|\n\t\t^"
        + body.format(
            options="[\n" + fill(options, 110, initial_indent="\t\t\t", subsequent_indent="\t\t\t") + "\n\t\t]"
        ).replace("\N{NO-BREAK SPACE}", " ")
        + "\n\t}\n"
    )


def messages():
    heard = dict.fromkeys(each.address for answer in (*map(ANSWERS.get, ASKED), EVENTS) for each in answer)
    addresses = fill(", ".join(f"'{each}'" for each in heard), 110, initial_indent="\t\t\t", subsequent_indent="\t\t\t")
    return f"\n+ FSExchange {{\n\t// what the daemon may say\n\t*messages {{\n\t\t^#[\n{addresses}\n\t\t]\n\t}}\n}}"


if __name__ == "__main__":
    print(HEAD + "\n".join(method(*each) for each in METHODS) + "}")
    print(messages())
