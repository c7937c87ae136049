"""Readers: how a question looks and what may be answered to it. A slip is a Retry, never an exception."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.channels.base import Contact, Other, Text
from bot.flows.core import Answer, Draft, Goto, Here, Input, Nothing, Retry, Screen, Tap, to_call
from programme.message import Choice, Country, Day, Listed, Phrase, Place, Slot, Tongue, Value
from programme.model import MINOR, Known, Programme
from programme.preset import takes_minors
from programme.reading import countries, languages, municipalities, numbers, phones, phrases

YES, NO = "yes", "no"
DONE, MORE = "done", "more"
TICK, UNTICK = "+", "-"
MOST_TICKS = 24  # more than any grid has, and few enough for one keyboard
DAYS = tuple(str(d) for d in range(1, 8))
PARTS = ("morning", "afternoon", "evening")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def slip(given: Input, key: str) -> Retry:
    """What to say about something that can't be this answer."""
    return Retry(Phrase(f"slip.{given.kind}" if isinstance(given, Other) else key))


def grouped(choices: Iterable[Choice], columns: int) -> tuple[tuple[Choice, ...], ...]:
    row = tuple(choices)
    return tuple(row[i : i + columns] for i in range(0, len(row), columns))


@dataclass(frozen=True, slots=True)
class OneOf:
    """One tap. Words of a choice: `{words}.{value}` in the catalogues."""

    values: tuple[str, ...]
    words: str
    columns: int = 1

    def screen(self, here: Here) -> Screen:
        answer = here.answers.get(here.key)
        return Screen(
            grouped((Choice(v, self.label(v), v == answer) for v in self.values), self.columns),
        )

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Tap) and given.choice in self.values:
            return Answer(given.choice)
        if isinstance(given, Text) and set(self.values) == {YES, NO} and (said := phrases.yes_no(given.text).read):
            return Answer(said[0])
        return slip(given, "slip.tap")

    def label(self, value: str) -> Phrase:
        return Phrase(f"{self.words}.{value}")

    def shown(self, value: Any, here: Here) -> Value:
        return self.label(value)


@dataclass(frozen=True, slots=True)
class Notice:
    """A text of a few lines with "read more" on the same screen, and yes or no to it."""

    words: str
    short: Phrase
    more: Phrase

    def screen(self, here: Here) -> Screen:
        agree = tuple(Choice(v, Phrase(f"{self.words}.{v}")) for v in (YES, NO))
        open = here.draft.get(MORE)
        turn = Choice("less", Phrase("nav.less")) if open else Choice(MORE, Phrase("nav.more"))
        text = (self.short, self.more) if open else (self.short,)
        values = {**quoted(here), **notice(here.known)}
        lines = (*(Phrase(t.key, values) for t in text), Phrase(f"{self.words}.ask", quoted(here)))
        return Screen((agree, (turn,)), lines, values=quoted(here), brief=Phrase(f"{self.words}.ask", quoted(here)))

    def read(self, given: Input, here: Here) -> Answer | Retry | Draft:
        match given:
            case Tap(choice="more"):
                return Draft({MORE: True})
            case Tap(choice="less"):
                return Draft({})
            case Tap(choice=choice) if choice in (YES, NO):
                return Answer(choice)
        return slip(given, "slip.tap")

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase(f"{self.words}.{value}")


def human(known: Known) -> dict[str, Value]:
    """Whom to call: name and phone, for every text that offers a person."""
    return to_call(known.human, known.phone)


def notice(known: Known) -> dict[str, Value]:
    """What a notice names: whom to call, who is responsible, on what ground."""
    by = known.responsible
    names: dict[str, Value] = {"organisation": by.organisation, "contact": by.contact}
    named = Phrase("privacy.by", names) if by.contact else by.organisation
    responsible = named if by.organisation else Phrase("privacy.by.project")
    return {**human(known), "basis": Phrase(f"privacy.basis.{by.basis}"), "responsible": responsible}


@dataclass(frozen=True, slots=True)
class ManyOf:
    """Ticks, and Done. `least` is how many at the least; `slots` are said by the calendar's names."""

    values: tuple[str, ...]
    words: str
    columns: int = 2
    least: int = 1

    def screen(self, here: Here) -> Screen:
        ticks = ticked(here)
        boxes = (self._choice(v, v in ticks) for v in self.values)
        return Screen((*grouped(boxes, self.columns), (Choice(DONE, Phrase("nav.done")),)))

    def _choice(self, value: str, on: bool) -> Choice:
        return Choice((UNTICK if on else TICK) + value, self.label(value), on)

    def read(self, given: Input, here: Here) -> Answer | Retry | Draft:
        ticks = ticked(here)
        match given:
            case Tap(choice="done") if len(ticks) >= self.least:
                return Answer([v for v in self.values if v in ticks])
            case Tap(choice="done"):
                return Retry(Phrase("slip.least-one"))
            case Tap(choice=choice) if choice[1:] in self.values and choice[0] in TICK + UNTICK:
                return Draft({"ticks": ticking(ticks, choice)})
        return slip(given, "slip.tick")

    def label(self, value: str) -> Value:
        return Slot(value) if self.words == "slot" else Phrase(f"{self.words}.{value}")

    def shown(self, value: Any, here: Here) -> Value:
        return Listed(tuple(self.label(v) for v in value)) if value else Phrase("none")


def free_time() -> ManyOf:
    """Seven days by three parts of the day, as a grid to tick."""
    return ManyOf(tuple(f"{d}-{p}" for d in DAYS for p in PARTS), "slot", columns=3)


def ticked(here: Here) -> list[str]:
    return list(here.draft.get("ticks", here.answers.get(here.key) or []))


def ticking(ticks: list[str], choice: str) -> list[str]:
    """A tap says which way, so that the same tap twice changes nothing more."""
    rest = [t for t in ticks if t != choice[1:]]
    return [*rest, choice[1:]][-MOST_TICKS:] if choice[0] == TICK else rest


@dataclass(frozen=True, slots=True)
class Words:
    """Own words, at most `most` characters, kept as they came."""

    most: int = 500

    def screen(self, here: Here) -> Screen:
        return Screen()

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if not isinstance(given, Text):
            return slip(given, "slip.words")
        text = CONTROL.sub("", given.text).strip()
        if text.startswith("/") or not any(unicodedata.category(c)[0] in "LNPS" for c in text):
            return Retry(Phrase("slip.words"))
        if len(text) > self.most:
            return Retry(Phrase("slip.too-long", {"most": self.most}))
        return Answer(text)

    def shown(self, value: Any, here: Here) -> Value:
        return str(value)


# Letters by their category, of which nothing is seen: Hangul fillers.
UNSEEN = frozenset("\u115f\u1160\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Name(Words):
    """What somebody is called: one line, with a letter that can be seen; in Latin letters where that is asked."""

    most: int = 60
    latin: bool = False

    def read(self, given: Input, here: Here) -> Answer | Retry:
        read = Words.read(self, given, here)
        if not isinstance(read, Answer):
            return read
        name = " ".join(read.value.split())
        if not any(c.isalpha() and c not in UNSEEN for c in name):
            return Retry(Phrase("slip.words"))
        return Retry(Phrase("slip.latin")) if self.latin and not is_latin(name) else Answer(name)


def is_latin(name: str) -> bool:
    """Is it there in the Latin script, which everybody in a Belgian town hall reads? Perhaps in another one too."""
    return any(unicodedata.name(c, "").startswith("LATIN") for c in name)


@dataclass(frozen=True, slots=True)
class AboutWords(Words):
    """Own words in answer to something that the question quotes."""

    def screen(self, here: Here) -> Screen:
        return Screen(values=quoted(here))


def quoted(here: Here) -> dict[str, Value]:
    """What a question is about, to be quoted in it."""
    return {k: v for k, v in here.about.items() if isinstance(v, str | int)}


@dataclass(frozen=True, slots=True)
class Year:
    """A year, in any script's digits or in words, not in the future; what it may mean else is offered."""

    def screen(self, here: Here) -> Screen:
        this = here.known.today.year
        near = here.draft.get("near") or range(this, this - 6, -1)
        return Screen(grouped((Choice(str(y), str(y)) for y in near), 3))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        text = given.choice if isinstance(given, Tap) else given.text if isinstance(given, Text) else None
        if text is None:
            return slip(given, "slip.year")
        found = numbers.year(text, here.known.today)
        if found.read:
            return Answer(found.read[0])
        return Retry(Phrase("slip.year"), {"near": list(found.offers)} if found.offers else {})

    def shown(self, value: Any, here: Here) -> Value:
        return str(value)


@dataclass(frozen=True, slots=True)
class PastDay:
    """A day that is not in the future, as people write it; kept as ISO 8601. What it may mean else is offered."""

    def screen(self, here: Here) -> Screen:
        near = here.draft.get("near") or [here.known.today.isoformat()]
        return Screen(
            tuple((Choice(f"={day}", Day(date.fromisoformat(day))),) for day in near[:4]), values=quoted(here)
        )

    def read(self, given: Input, here: Here) -> Answer | Retry:
        text = given.choice[1:] if isinstance(given, Tap) else given.text if isinstance(given, Text) else ""
        found = phrases.day(text, here.known.today)
        past = here.known.today.isoformat()
        if found.read and found.read[0] <= past:
            return Answer(found.read[0])
        near = [day for day in found.offers if day <= past]
        if isinstance(given, Other):
            return slip(given, "slip.day")
        return Retry(Phrase("slip.near" if near else "slip.day"), {"near": near})

    def shown(self, value: Any, here: Here) -> Value:
        return Day(date.fromisoformat(value))


STATELESS, UNSAID = "stateless", "unsaid"
SPECIAL = {(countries.STATELESS,): STATELESS, (countries.UNSAID,): UNSAID}


@dataclass(frozen=True, slots=True)
class Nationalities:
    """One or more, typed as a country or as a people, with typos, or tapped; stateless; rather not say."""

    def screen(self, here: Here) -> Screen:
        ticks, near = ticked(here), here.draft.get("near", [])
        shown = near or [c for c in countries.COMMON if c not in ticks][: 9 - min(len(ticks), 3)]
        boxes = (Choice((UNTICK if c in ticks else TICK) + c, nation(c), c in ticks) for c in [*ticks, *shown])
        special = tuple(Choice(s, Phrase(f"nationality.{s}")) for s in (STATELESS, UNSAID) if not ticks and not near)
        done = ((Choice(DONE, Phrase("nav.done")),),) if ticks else ()
        return Screen((*grouped(boxes, 3), *((special,) if special else ()), *done))

    def read(self, given: Input, here: Here) -> Answer | Retry | Draft:
        ticks = ticked(here)
        match given:
            case Tap(choice="done") if ticks:
                return Answer(ticks)
            case Tap(choice=choice) if choice in (STATELESS, UNSAID):
                return Answer([choice])
            case Tap(choice=choice) if choice[:1] in (TICK, UNTICK) and countries.exists(choice[1:]):
                return Draft({"ticks": ticking([t for t in ticks if countries.exists(t)], choice)})
            case Text(text):
                return self._typed(text, [t for t in ticks if countries.exists(t)])
        return slip(given, "slip.nationality")

    def _typed(self, text: str, ticks: list[str]) -> Answer | Retry | Draft:
        found = countries.find(text)
        if found.read in SPECIAL:
            return Answer([SPECIAL[found.read]])
        for code in filter(countries.exists, found.read):
            ticks = ticking(ticks, TICK + code)
        near = [c for c in found.offers if c not in ticks and countries.exists(c)]
        if found.read and not near:
            return Draft({"ticks": ticks})
        key = "slip.near" if near else "slip.nationality"
        return Retry(Phrase(key), {"ticks": ticks, "near": near})

    def shown(self, value: Any, here: Here) -> Value:
        return Listed(tuple(nation(c) for c in value))


def nation(code: str) -> Value:
    return Phrase(f"nationality.{code}") if code in (STATELESS, UNSAID) else Country(code)


LEVELS = ("little", "daily", "well", "native")


@dataclass(frozen=True, slots=True)
class Tongues:
    """Languages, several, each with how well: pick one, say how well, pick another or be done."""

    levels: tuple[str, ...] = LEVELS

    def screen(self, here: Here) -> Screen:
        picked, near, asking = picks(here), here.draft.get("near", []), here.draft.get("asking")
        if asking:
            levels = ((Choice(f"{asking}={v}", Phrase(f"level.{v}")),) for v in self.levels)
            return Screen(tuple(levels), (Phrase("level.ask", {"tongue": Tongue(asking)}),))
        common = near or [t for t in languages.COMMON if t not in picked][:9]
        offered = grouped((Choice(TICK + t, Tongue(t)) for t in common), 3)
        chosen = grouped((Choice(UNTICK + t, spoken(t, v), True) for t, v in picked.items()), 1)
        done = ((Choice(DONE, Phrase("nav.done")),),) if picked else ()
        return Screen((*chosen, *offered, *done))

    def read(self, given: Input, here: Here) -> Answer | Retry | Draft:
        picked = picks(here)
        match given:
            case Tap(choice="done") if picked:
                return Answer(picked)
            case Tap(choice=choice) if "=" in choice:
                tongue, _, level = choice.partition("=")
                if languages.exists(tongue) and level in self.levels:
                    return Draft({"picked": {**picked, tongue: level}})
            case Tap(choice=choice) if languages.exists(choice[1:]):
                rest = {t: v for t, v in picked.items() if t != choice[1:]}
                return Draft({"picked": rest, **({"asking": choice[1:]} if choice[0] == TICK else {})})
            case Text(text):
                return self._typed(text, picked)
        return slip(given, "slip.tongue")

    def _typed(self, text: str, picked: dict[str, str]) -> Retry | Draft:
        found = languages.find(text)
        if len(found.read) == 1 and not found.offers:
            return Draft({"picked": picked, "asking": found.read[0]})
        near = [*found.read, *found.offers]
        return Retry(Phrase("slip.near" if near else "slip.tongue"), {"picked": picked, "near": near})

    def shown(self, value: Any, here: Here) -> Value:
        return Listed(tuple(spoken(t, v) for t, v in value.items()))


def picks(here: Here) -> dict[str, str]:
    return dict(here.draft.get("picked", here.answers.get(here.key) or {}))


def spoken(tongue: str, level: str) -> Phrase:
    return Phrase("tongue.level", {"tongue": Tongue(tongue), "level": Phrase(f"level.{level}")})


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality by its name in Dutch or French, with typos, or by postcode; near misses to tap."""

    def screen(self, here: Here) -> Screen:
        near = here.draft.get("near", [])
        return Screen(tuple((Choice(f"={nis}", Place(nis)),) for nis in near))

    def read(self, given: Input, here: Here) -> Answer | Retry:
        match given:
            case Tap(choice=choice) if choice.startswith("=") and municipalities.by_nis(choice[1:]):
                return Answer(choice[1:])
            case Text(text):
                found = municipalities.find(text)
                if found.read:
                    return Answer(found.read[0].nis)
                near = [m.nis for m in found.offers]
                return Retry(Phrase("slip.near" if near else "slip.municipality"), {"near": near})
        return slip(given, "slip.municipality")

    def shown(self, value: Any, here: Here) -> Value:
        return Place(value)


NOWHERE = "none"


def for_age(here: Here, programmes: Iterable[Programme]) -> tuple[Programme, ...]:
    """Those that take somebody of this age."""
    return tuple(p for p in programmes if here.answers.get("age") != MINOR or takes_minors(p))


@dataclass(frozen=True, slots=True)
class ProgrammeNear:
    """The programmes that serve the municipality; when none does, the nearest, or none of them."""

    def offered(self, here: Here) -> tuple[str, ...]:
        nis = here.answers.get("municipality", "")
        serving = for_age(here, here.known.serving(nis))
        if serving:
            return tuple(p.id for p in serving)
        by_place = {p.municipality: p.id for p in for_age(here, here.known.programmes)}
        return tuple(by_place[n] for n in municipalities.nearest(nis, by_place)[:3])

    def screen(self, here: Here) -> Screen:
        rows = tuple((Choice(f"={id}", programme_label(here.known, id)),) for id in self.offered(here))
        serving = for_age(here, here.known.serving(here.answers.get("municipality", "")))
        none = () if serving else ((Choice(NOWHERE, Phrase("programme.none")),),)
        lines = () if serving else (Phrase("programme.nearest"),)
        return Screen((*rows, *none), lines)

    def read(self, given: Input, here: Here) -> Answer | Retry:
        if isinstance(given, Tap) and given.choice == NOWHERE:
            return Answer(NOWHERE)
        if isinstance(given, Tap) and given.choice[1:] in self.offered(here):
            return Answer(given.choice[1:])
        return slip(given, "slip.tap")

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase("programme.none") if value == NOWHERE else programme_label(here.known, value)


def programme_label(known: Known, id: str) -> Value:
    found = known.programme(id)
    if found is None:
        return id
    return Phrase("programme.in", {"programme": found.name, "place": Place(found.municipality)})


@dataclass(frozen=True, slots=True)
class Reachable:
    """How else to reach somebody: their own shared contact, or a number or address that they type. A number is kept
    as E.164, and a wrong one is asked again; none at all is an answer where the question may be skipped."""

    def screen(self, here: Here) -> Screen:
        return Screen(contact=Phrase("contact.share"))

    def read(self, given: Input, here: Here) -> Answer | Nothing | Retry:
        match given:
            case Contact(phone, own=True):
                number = phones.shared(phone)
                return Answer(number) if number else Retry(Phrase("slip.phone.wrong"))
            case Contact():
                return Retry(Phrase("slip.contact"))
            case Text(text):
                return self._typed(CONTROL.sub("", text))
        return slip(given, "slip.reach")

    def _typed(self, text: str) -> Answer | Nothing | Retry:
        found, address = phones.phone(text), phones.address(text)
        if found.read or address:
            return Answer((*found.read, address)[0])
        if found.wrong:
            return Retry(Phrase(f"slip.phone.{found.wrong}"))
        return Nothing(Phrase("slip.phone.none")) if phones.none(text) else Retry(Phrase("slip.reach"))

    def shown(self, value: Any, here: Here) -> Value:
        return phones.shown(str(value))


SEND = "send"


@dataclass(frozen=True, slots=True)
class Summary:
    """Every answer with its own *change*, then *send*. `lines` says the answers in words."""

    words: str
    lines: Callable[[Here], tuple[tuple[str, Value], ...]]

    def screen(self, here: Here) -> Screen:
        told = self.lines(here)
        lines = tuple(Phrase("summary.line", {"label": Phrase(f"label.{key}"), "value": value}) for key, value in told)
        changes = grouped((Choice(f"~{key}", Phrase(f"label.{key}")) for key, _ in told), 2)
        return Screen(((Choice(SEND, Phrase("nav.send")),), *changes), (*lines, Phrase("summary.change")))

    def read(self, given: Input, here: Here) -> Answer | Retry | Goto:
        match given:
            case Tap(choice="send"):
                return Answer(SEND)
            case Tap(choice=choice) if choice.startswith("~"):
                return Goto(choice[1:])
        return slip(given, "slip.summary")

    def shown(self, value: Any, here: Here) -> Value:
        return Phrase("nav.sent")


def told(questions: Iterable[Any], answers: Mapping[str, Any], here: Here) -> tuple[tuple[str, Value], ...]:
    """Each answer in words that any language can say, by question key, in the order of asking."""
    given = ((q, answers[q.key]) for q in questions if q.key in answers and q.summed)
    return tuple((q.key, Phrase("skipped") if value is None else q.reader.shown(value, here)) for q, value in given)
