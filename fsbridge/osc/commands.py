"""The command table: what can be asked over OSC, with what arguments, and every message of every answer.

It is data. From it come the checks of arguments, `/fs/help`, docs/reference.md, the tests of wrong input and the
check of what the patches send. Type strings and the order of columns are the contract and never change
(docs/design.md 1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fsbridge.core.profiles import PROFILES
from fsbridge.osc import kinds
from fsbridge.osc.answers import ANSWERS, Outgoing
from fsbridge.osc.arguments import Argument
from fsbridge.osc.options import COMMON, FIRST, LEASE, NOTIFY, PER_SEARCH, SEARCH, WISH


@dataclass(frozen=True, slots=True)
class Command:
    """A verb: the address `/fs/<verb>`, its arguments, and the messages of its answer.

    Attributes:
        words: what stands before the options, None where nothing does.
        example: arguments that work when they are sent.
        least: the shortest arguments that do; an option's example goes after them.
        bare: what of them an option needs that is enough to search by.
    """

    verb: str
    help: str
    words: Argument | None
    options: dict[str, Argument]
    example: str = ""
    least: str = ""
    bare: str = ""

    @property
    def address(self) -> str:
        """Give the address that is asked."""
        return f"/fs/{self.verb}"

    @property
    def answer(self) -> tuple[Outgoing, ...]:
        """Give every message that an answer can hold."""
        return ANSWERS[self.verb]

    def attempt(self, argument: Argument | None = None) -> str:
        """Give a whole message that works when it is sent, and shows the argument."""
        if argument is None or argument is self.words:
            return f"{self.address} {self.example}".rstrip()
        alone = argument.enough and self.words and (self.words.optional or self.bare)
        least = self.bare if alone else self.least
        return " ".join(filter(None, (self.address, least, argument.name, argument.example)))


_HABITS = {name: option for name, option in SEARCH.items() if name not in PER_SEARCH}
_FOUND = {name: option for name, option in SEARCH.items() if name not in {"fresh", "fields"}} | {
    "count": replace(SEARCH["count"], help="how many of the hits", default="1")
}
_FILLING = {name: option for name, option in (_FOUND | WISH).items() if name != "as"} | {
    "count": replace(SEARCH["count"], help="how many sounds it is to have", default="8")
}
_COMMANDS = (
    Command(
        "ping",
        "Ask whether the daemon is there.",
        None,
        {},
    ),
    Command(
        "hello",
        "Say who you are and how you like your sounds; send it when your patch loads and every few seconds.",
        Argument(
            "PROFILE",
            kinds.CHOICE,
            "pd",
            "your program: of what it can't load as it is, a WAV is made for it",
            choices=tuple(PROFILES),
        ),
        {"notify": NOTIFY, "lease": LEASE} | _HABITS | WISH,
        "sc @rate 48000 @license cc0 by",
        "plain",
    ),
    Command(
        "search",
        "Find sounds, by words, options or both.",
        Argument("WORDS", kinds.WORDS, "heavy rain", "what to find", optional=True),
        SEARCH,
        "rain @count 8 @license cc0 by",
        "rain",
    ),
    Command(
        "more",
        "Get the next page of a search.",
        Argument("REQ", kinds.REQUEST_ID, "7", "the search's id; your last one if you leave it out", optional=True),
        {},
    ),
    Command(
        "fetch",
        "Bring sounds here, by id or the first that a query finds, and get their paths.",
        Argument("ID", kinds.IDS, "1234 1847", "the sounds", optional=True),
        _FOUND | WISH | {"first": FIRST},
        "@query rain @count 2",
        "@query rain",
    ),
    Command(
        "bank",
        "Get the sounds of a bank by their numbers; with words or options of a search, fill it up from what they find.",
        Argument("NAME [WORDS]", kinds.BANK, "weather rain", "the bank, and what to fill it with"),
        _FILLING,
        "weather rain @count 8",
        "weather rain",
        "weather",
    ),
    Command(
        "banks",
        "Get the names and folders of all banks.",
        None,
        {},
    ),
    Command(
        "info",
        "Get all that is known of a sound.",
        Argument("ID", kinds.ID, "1234", "the sound", whole=True),
        {},
        "1234",
        "1234",
    ),
    Command(
        "refresh",
        "Renew the login, bring index and folder together, read the sounds' metadata again.",
        Argument(
            "PART",
            kinds.LIST,
            "library",
            "what to refresh",
            choices=("token", "library", "sounds", "all"),
            default="token library",
            optional=True,
        ),
        {},
        "library",
    ),
    Command(
        "cancel",
        "End your own requests.",
        Argument("REQ", kinds.REQUEST_ID_OR_ALL, "all", "which; all of yours if you leave it out", optional=True),
        {},
        "all",
    ),
    Command(
        "status",
        "Get the daemon's state.",
        None,
        {},
    ),
    Command(
        "notify",
        "Get events, or no more of them.",
        Argument("1|0", kinds.FLAG, "1", "whether events come"),
        {"lease": LEASE},
        "1 @lease 600",
        "1",
    ),
    Command(
        "reply",
        "Have all further answers sent to another port; for programs that hear on one of their own.",
        Argument("PORT", kinds.ADDRESS, "57120", "the port, or a numeric host and the port"),
        {},
        "57120",
        "57120",
    ),
    Command(
        "help",
        "Get help on everything, or on one verb.",
        Argument("VERB", kinds.CHOICE, "search", "the verb", choices=tuple(ANSWERS), optional=True),
        {},
        "search",
    ),
)

COMMANDS: dict[str, Command] = {
    command.address: replace(command, options=command.options | COMMON) for command in _COMMANDS
}
"""Every command by its address."""
