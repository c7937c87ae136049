"""What the staff does: one list for the chat and the command line, each with its right and its decision.

An action is done to something (a candidate, a duo, a programme's puzzle): its `Subject` says how that is read, for
whoever has the right in its programme, and how it is shown. What is not theirs reads like what is not there. `decide`
is pure and knows no channel: what to write down, and a result that each channel shows in its own way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from programme.effects import Begin, Effect, Say
from programme.message import Button, Do, Phrase, Rows, Value
from programme.model import Query
from programme.roles import Right

if TYPE_CHECKING:
    from bot.flows.feature import Situation

S = TypeVar("S")


NEW = "new"  # argument of a button that opens something in a message of its own: what it stands under stays


@dataclass(frozen=True, slots=True)
class Request:
    """What a button, or somebody at the command line, asks for: of which number, with which argument.

    `edit` is the message to show it in, where a channel has one; `origin` the place in a list that it was opened from.
    """

    number: int = 0
    argument: str = ""
    edit: int | None = None
    origin: str = ""

    @property
    def place(self) -> int | None:
        """The message to show something in, or None for one of its own."""
        return None if self.argument == NEW else self.edit


@dataclass(frozen=True, slots=True)
class Done:
    """It is done, in words; `after` is what it was done to, as it is now. `away`: it stands on this desk no more."""

    said: Phrase
    after: Any = None
    away: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """It can't be done (any more): a short word, and why in lines, above the card or without it."""

    said: Phrase
    lines: tuple[Phrase, ...] = ()
    card: bool = True


@dataclass(frozen=True, slots=True)
class Choose:
    """It takes an argument: one of these, each with its words."""

    said: Phrase
    options: tuple[tuple[Value, str], ...]


@dataclass(frozen=True, slots=True)
class Opens:
    """A conversation begins: in chat only."""

    begin: Begin


@dataclass(frozen=True, slots=True)
class Shows:
    """Something to read."""

    say: Say


Result: TypeAlias = Done | Refused | Choose | Opens | Shows


@dataclass(frozen=True, slots=True)
class Decision:
    """What an action leads to."""

    result: Result
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject(Generic[S]):
    """What actions are done to. `words` is the catalogue's prefix of their buttons.

    `query` reads it for whoever has the right; `programme` is where it stands, or None when it is in any; `looked`
    is noted down; `whose` are the people that it is about, who decide nothing of it themselves; `card` shows it with a
    line before it, `back` is the way back to it, `away` the way on; `along` is the way on of one that was opened from
    a list, given its place there.
    """

    words: str
    query: Callable[[Request, "Action[S]"], Query[Any]]
    programme: Callable[[S], str | None]
    card: Callable[[S, "Situation", Phrase | None, int | None], Say]
    back: Callable[[S], Rows]
    away: Rows = ()
    along: Callable[[S, str], tuple[Button, ...]] | None = None
    looked: Callable[[S], tuple[Effect, ...]] = lambda _: ()
    whose: Callable[[S], tuple[int, ...]] = lambda _: ()
    of_candidate: bool = False  # its number is a candidate's


@dataclass(frozen=True, slots=True)
class Action(Right, Generic[S]):
    """Something that the staff does, with the roles that may.

    `offered` says whether there is a button for it on the card now; `wide` gives the button a row of its own. `also`
    is what else has to be read before it can be decided.
    """

    subject: Subject[S]
    decide: Callable[[S, Request, "Situation"], Decision]
    offered: Callable[[S], bool] = lambda _: False
    also: Callable[[Request, "Action[S]"], tuple[Query[Any], ...]] = lambda _, __: ()
    wide: bool = True

    def button(self, number: int) -> Button:
        return Button(Phrase(f"{self.subject.words}.{self.name}"), Do(self.name, number))


def queries(action: Action[Any], request: Request) -> tuple[Query[Any], ...]:
    """What has to be read before this can be decided."""
    return (action.subject.query(request, action), *action.also(request, action))
