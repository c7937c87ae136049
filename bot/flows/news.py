"""What a candidate hears after the intake: accepted, handed on, declined, paired, asked something.
What happens in a duo after that is in duo/."""

from collections.abc import Callable
from datetime import datetime

from bot.flows.core import Flow, Here, Question, contact, human_of, to_call, to_human
from bot.flows.duo.common import about, others
from bot.flows.feature import Audience, Effects, Feature, Queries, Scheduled, Shortcut, Situation
from bot.flows.heard import worried
from bot.flows.readers import AboutWords, human
from bot.flows.translated import also_translated
from programme.effects import AskAgain, Begin, Drop, Effect, Reply, Say
from programme.message import Button, Day, Go, Listed, Phrase, Rows, Tongue, Value
from programme.model import SOURCE, Candidate, Duo, Known, Programme, Status
from programme.queries import DuoOf, DuosOf, RelayOf
from programme.schedule import local_day
from programme.scheduled import Accepted, Declined, Paired, PassedOn, Relayed, SorryLate

Offered = Callable[[Duo, int, datetime], Rows]
Told = Callable[[Duo, int, Known], tuple[Phrase, ...]]


def status(known: Known, offered: Offered, of_duo: Told) -> Say:
    """Where somebody stands and what they can do now: never an empty screen. `offered` are a duo's buttons, `of_duo`
    is how it stands."""
    person = known.person
    if known.guarded:
        again = ((Button(Phrase("guardian.relink"), Go("relink")),),)
        return Say((Phrase("guardian.waits", human(known)), Phrase("status.next")), rows=again)
    if person is None:
        return Say((Phrase("status.nobody"),), rows=((Button(Phrase("status.begin"), Go("begin")),),))
    values: dict[str, Value] = {**programme_values(known, person), "day": Day(local_day(person.waiting_since))}
    duos = known.get(DuosOf(person.id))
    paired = [d for d in duos if d.state != "proposed"]
    names = tuple(m.name for d in paired for m in d.others(person.id))
    values["buddy"] = Listed(names) if names else Phrase("none")
    key = "status.closed" if person.status is Status.MATCHED and not names else f"status.{person.status}"
    open = (Phrase("status.proposed"),) if len(paired) < len(duos) else ()
    where = known.programme(person.programme)
    if where and not where.heard and person.status in UNDER_REVIEW:  # nobody is promised what can't be kept
        key, values = "status.unheard", {**human(known), "programme": where.name}
    safety = (Phrase("distress.call"),) if person.alarm else ()
    lived = tuple(line for d in paired for line in of_duo(d, person.id, known))
    open = (*lived, *open, *safety, Phrase("status.whose", {"name": person.name}))
    rows = tuple(row for d in duos for row in offered(d, person.id, known.now))
    if person.status.ended:
        rows = ((Button(Phrase("status.begin"), Go("begin")),),)
    rows = (*rows, *(() if person.status.ended else beside(known, person)))
    return Say((Phrase(key, values), *open, Phrase("status.next")), rows=rows)


UNDER_REVIEW = (Status.WAITING, Status.ASIDE, Status.ACCEPTED)


def beside(known: Known, person: Candidate) -> Rows:
    """A human, and somebody else on the same phone."""
    return (
        (Button(to_human(human_of(known)), Go("human")),),
        (Button(Phrase("status.not-me", {"name": person.name}), Go("not-me")),),
    )


def somebody_else(_: str, at: Situation) -> Effects:
    """Two people, one phone: a file is of one of them, and the other's begins with a human."""
    person = at.known.person
    if person is None:
        return ()
    return (Say((Phrase("not-me.told", {"name": person.name, **contact(at.known)}),)), AskAgain(brief=True))


def accepted(_: Accepted, at: Situation) -> Effects:
    person = at.known.person
    if person is None or person.status is not Status.ACCEPTED:
        return ()
    return (Say((Phrase(f"news.accepted.{person.side}", programme_values(at.known, person)),)),)


def declined(_: Declined, at: Situation) -> Effects:
    person = at.known.person
    if person is None or person.status is not Status.DECLINED:
        return ()
    return (Say((Phrase("news.declined", programme_values(at.known, person)),)),)


def late(told: SorryLate, at: Situation) -> Effects:
    """Nobody looked as soon as was promised. Whoever was looked at meanwhile reads nothing of it."""
    person = at.known.person
    if person is None or person.id != told.candidate or person.status is not Status.WAITING:
        return ()
    values = {**programme_values(at.known, person), "name": person.name}
    return (Say((Phrase("news.late", values),)),)


def passed_on(_: PassedOn, at: Situation) -> Effects:
    person = at.known.person
    return (Say((Phrase("news.passed", programme_values(at.known, person)),)),) if person else ()


def relayed(told: Relayed, at: Situation) -> Effects:
    relay = at.known.get(RelayOf(told.relay))
    if relay is None or relay.answer:
        return ()
    asked = Begin("relay", {"relay": relay.id, "question": relay.question, "from": relay.asked_by})
    return (asked, *also_translated(relay.asked_by, relay.question, SOURCE, f"relay:{relay.id}", at))


def relay(told: Relayed, _: Situation) -> Queries:
    return (RelayOf(told.relay),)


def paired(told: Paired, at: Situation) -> Effects:
    """There is a duo. How they can be reached is asked in the same breath; nothing asked before of it is any more."""
    person = at.known.person
    found = _paired(person, at.known.get(DuoOf(told.duo)), at.known) if person else ()
    return (Drop(at.registry.of_duo, {"duo": told.duo}), *found)


def its_duo(told: Paired, _: Situation) -> Queries:
    return (DuoOf(told.duo),)


def _paired(person: Candidate, duo: Duo | None, known: Known) -> tuple[Effect, ...]:
    me = duo.member(person.id) if duo else None
    if duo is None or me is None or duo.state != "agreed":
        return ()
    values: dict[str, Value] = {**programme_values(known, duo), "buddy": others(duo, me)}
    shared = sorted(person.tongues.intersection(*(m.tongues for m in duo.others(person.id))))
    tongues = (Phrase("news.tongues", {"tongues": Listed(tuple(map(Tongue, shared)))}),) if shared else ()
    lead = (Phrase(f"news.paired.{person.side}", values), *tongues, Phrase("news.paired.next", values))
    if me.sharing:
        return (Say(lead),)
    return (Begin("sharing", about(duo, me), lead=lead),)


def programme_values(known: Known, whose: Candidate | Duo) -> dict[str, Value]:
    """The programme of a candidate or a duo, and whom to call there."""
    found: Programme | None = known.programme(whose.programme)
    if found is None:
        return {"programme": whose.programme, **human(known)}
    return {"programme": found.name, **to_call(found.human or known.human, found.phone or known.phone)}


def replied(here: Here) -> tuple[Effect, ...]:
    return (Reply(here.about["relay"], here.answers.get("answer") or ""), Say((Phrase("relay.thanks"),)))


ANSWER = Question("answer", AboutWords(500), optional=True, heard=True, then=worried)
RELAY_FLOW = Flow("relay", "relay", (ANSWER,), replied, resumes=False)

FEATURE = Feature(
    "news",
    flows=(RELAY_FLOW,),
    buttons=(Shortcut("not-me", somebody_else),),
    scheduled=(
        Scheduled(Accepted, Audience.PERSON, accepted),
        Scheduled(Declined, Audience.PERSON, declined),
        Scheduled(PassedOn, Audience.PERSON, passed_on),
        Scheduled(SorryLate, Audience.PERSON, late),
        Scheduled(Relayed, Audience.PERSON, relayed, relay),
        Scheduled(Paired, Audience.PERSON, paired, its_duo),
    ),
)
