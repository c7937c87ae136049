"""A word of the staff to many: to whom it goes, how often, and until when it can be taken back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from programme.model import SOURCE, Side
from programme.scheduled import Announced

GROUPS = ("newcomers", "volunteers", "duos", "everybody")
MOST_TEXT = 500  # characters in one language: a preview in five of them fits in one message
OFTEN = timedelta(hours=1)  # from one announcement to a programme to the next
DELAY = timedelta(minutes=10)  # until it goes out: so long all of it can be taken back


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of a programme who has not stopped and did not block us; `phone`: one of their own reaches them."""

    person: int
    side: Side
    in_duo: bool
    language: str
    phone: bool

    def is_of(self, group: str) -> bool:
        match group:
            case "newcomers":
                return self.side is Side.NEWCOMER
            case "volunteers":
                return self.side is Side.VOLUNTEER
            case "duos":
                return self.in_duo
        return group == "everybody"


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody of a programme who may be told something, and when somebody was told last."""

    programme: str
    readers: tuple[Reader, ...] = ()
    last: datetime | None = None

    def of(self, group: str) -> tuple[Reader, ...]:
        """Who reads it."""
        return tuple(one for one in self.readers if one.phone and one.is_of(group))

    def languages(self, group: str) -> dict[str, int]:
        """How many read it in which language, the most first."""
        return dict(Counter(one.language for one in self.of(group)).most_common())

    def without_phone(self, group: str) -> int:
        return sum(not one.phone for one in self.readers if one.is_of(group))

    def too_soon(self, now: datetime) -> bool:
        return self.last is not None and now < self.last + OFTEN


@dataclass(frozen=True, slots=True)
class Announcement:
    """One that was sent; `waiting` is how many have not been told yet. `number` is the second in which it was sent."""

    programme: str
    number: int
    waiting: int


def key_of(programme: str, number: int) -> str:
    """The key of what waits of one announcement."""
    return f"{Announced.kind}:{programme}:{number}"


def words(texts: Mapping[str, str], language: str, name: str = "", programme: str = "") -> Announced:
    """What somebody reads: their own language, or Dutch with a line that says so."""
    return Announced(texts.get(language, texts[SOURCE]), language not in texts, name, programme)
