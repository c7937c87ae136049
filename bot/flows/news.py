"""What a candidate hears after the intake: accepted, handed on, declined, paired, asked something.
What happens in a duo after that is in together.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.flows.core import Flow, Here, Question
from bot.flows.reading import AboutWords, human
from programme.effects import Begin, Effect, Reply, Say
from programme.model import Candidate, Duo, Known, Programme, Relay, Side, Status
from programme.say import Button, Day, Listed, Phrase, Rows, Tongue, Value


@dataclass(frozen=True, slots=True)
class DuoOf:
    """A need: a duo with its members."""

    duo: int


@dataclass(frozen=True, slots=True)
class DuosOf:
    """A need: the running duos of a candidate."""

    candidate: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A need: what is kept of somebody beside its answers: consents, and what was told in check-ins."""

    person: int


def agreed(kind: str, given: bool, day: date) -> tuple[str, Value]:
    """A consent, as /mydata shows it."""
    key = kind.replace("-", "_")
    answer = Phrase(f"{key}.{'yes' if given else 'no'}")
    return key, Phrase("mydata.agreed", {"answer": answer, "day": Day(day)})


def checked_in(met: bool, hours: float, mood: int, note: str) -> tuple[tuple[str, Value], ...]:
    """One check-in, as /mydata shows it."""
    told: tuple[tuple[str, Value], ...] = (
        ("met", Phrase("met.yes" if met else "met.no")),
        ("hours", f"{hours:g}"),
        ("mood", Phrase(f"mood.{mood}")),
    )
    return (*told, ("note", note)) if note else told


def around(what: str, word: str, own: str) -> tuple[tuple[str, Value], ...]:
    """Something of a duo beside the check-ins, as /mydata shows it."""
    match what:
        case "sharing":
            return (("contact", own or Phrase(f"sharing.by.{word}")),)
        case "ended":
            return (("reason", Phrase(f"ended.{word}")), *((("note", own),) if own else ()))
        case "measure":
            return (("measure", word.replace(":", " ")),)
    return (("meeting", own),)


Offered = Callable[[Duo], Rows]


def status(known: Known, offered: Offered) -> Say:
    """Where somebody stands and what they can do now: never an empty screen. `offered` are a duo's buttons."""
    person = known.person
    if known.guarded:
        again = ((Button(Phrase("guardian.relink"), "g:relink"),),)
        return Say((Phrase("guardian.waits", human(known)), Phrase("status.next")), rows=again)
    if person is None:
        return Say((Phrase("status.nobody"),), rows=((Button(Phrase("status.begin"), "g:begin"),),))
    days = person.days_waiting(known.now)
    values: dict[str, Value] = {**programme_values(known, person), "days": days}
    duos: tuple[Duo, ...] = known.needs.get(DuosOf(person.id), ())
    paired = [d for d in duos if d.state != "proposed"]
    names = tuple(m.name for d in paired for m in d.others(person.id))
    values["buddy"] = Listed(names) if names else Phrase("none")
    key = "status.closed" if person.status is Status.MATCHED and not names else f"status.{person.status}"
    open = (Phrase("status.proposed"),) if len(paired) < len(duos) else ()
    rows = tuple(row for d in duos for row in offered(d))
    if person.status.ended:
        rows = ((Button(Phrase("status.begin"), "g:begin"),),)
    return Say((Phrase(key, values, n=days), *open, Phrase("status.next")), rows=rows)


def heard(kind: str, payload: Mapping[str, Any], known: Known) -> tuple[Effect, ...]:
    """Something fell due for a candidate, or for everybody."""
    if kind == "announced":
        return (announced(payload["text"], payload["dutch"], known),)
    person = known.person
    if person is None:
        return ()
    match kind:
        case "accepted" if person.status is Status.ACCEPTED:
            return (Say((Phrase(f"news.accepted.{person.side}", programme_values(known, person)),)),)
        case "declined" if person.status is Status.DECLINED:
            return (Say((Phrase("news.declined", programme_values(known, person)),)),)
        case "passed":
            return (Say((Phrase("news.passed", programme_values(known, person)),)),)
        case "paired":
            return _paired(person, known.needs.get(DuoOf(payload["duo"])), known)
    return ()


def relayed(relay: Relay | None) -> tuple[Effect, ...]:
    if relay is None or relay.answer:
        return ()
    return (Begin("relay", {"relay": relay.id, "question": relay.question, "from": relay.asked_by}),)


def announced(text: str, dutch: bool, known: Known) -> Say:
    """The operator's words; `dutch` when they are not there in the reader's language."""
    lines = (Phrase("announce.said", {"text": text}),)
    return Say((*lines, Phrase("announce.in-dutch", human(known))) if dutch else lines)


def closing(day: str, known: Known) -> Say:
    """The bot ends on this day; without one, it goes on after all."""
    if not day:
        return Say((Phrase("closing.stays"),))
    return Say((Phrase("closing.told", {**human(known), "day": Day(date.fromisoformat(day))}),))


def closed(day: date, known: Known) -> Say:
    """Nobody new is taken any more."""
    return Say((Phrase("closing.closed", {**human(known), "day": Day(day)}),))


def signs_up(flow: str, about: Mapping[str, Any]) -> bool:
    """Is this somebody new? Not who puts their own file right, nor who joins the staff."""
    return flow in ("welcome", *Side) and not (about.get("correct") or about.get("role"))


def nudged() -> tuple[Phrase, ...]:
    return (Phrase("news.nudge"),)


def _paired(person: Candidate, duo: Duo | None, known: Known) -> tuple[Effect, ...]:
    """There is a duo. How they can be reached is asked in the same breath."""
    me = duo.member(person.id) if duo else None
    other = next(iter(duo.others(person.id)), None) if duo else None
    if duo is None or me is None or other is None or duo.state != "agreed":
        return ()
    values: dict[str, Value] = {**programme_values(known, duo), "buddy": other.name}
    shared = sorted(person.tongues & other.tongues)
    tongues = (Phrase("news.tongues", {"tongues": Listed(tuple(map(Tongue, shared)))}),) if shared else ()
    lead = (Phrase(f"news.paired.{person.side}", values), *tongues, Phrase("news.paired.next", values))
    if me.sharing:
        return (Say(lead),)
    about = {"duo": duo.id, "candidate": me.candidate, "programme": duo.programme, "buddy": other.name}
    return (Begin("sharing", about, lead=lead),)


def programme_values(known: Known, whose: Candidate | Duo) -> dict[str, Value]:
    """The programme of a candidate or a duo, and whom to call there."""
    found: Programme | None = known.programme(whose.programme)
    if found is None:
        return {"programme": whose.programme, **human(known)}
    return {"programme": found.name, "human": found.human or known.human, "phone": found.phone or known.phone}


def replied(here: Here) -> tuple[Effect, ...]:
    return (Reply(here.about["relay"], here.answers.get("answer") or ""), Say((Phrase("relay.thanks"),)))


RELAY_FLOW = Flow("relay", "relay", (Question("answer", AboutWords(500), optional=True),), replied, resumes=False)
