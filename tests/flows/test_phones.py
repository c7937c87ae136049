"""A number reaches whoever may call it with its plus, also one that was kept before numbers were read."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from bot.channels.base import Contact
from bot.flows.core import Answer, Here, Retry
from bot.flows.duo import common, contact
from bot.flows.mydata import kept, of_duos
from bot.flows.news import programme_values
from bot.flows.readers import Reachable, human
from bot.flows.staff.matching import from_member
from bot.flows.staff.queue import _safe
from programme.duo import Sharing
from programme.message import Phrase
from programme.model import Candidate, Coordinator, Duo, Guardian, Member, Side, Status
from programme.queries import OfMyDuos
from programme.scheduled import WantsToTalk
from tests.answers import HERE, KNOWN, NOW

OLD = ("32470000001", "+32470000001", "0470/00.00.01", "0470 00 00 01")
READ = "+32 470 00 00 01"
old = pytest.mark.parametrize("number", OLD)


def members(number: str) -> tuple[Member, Member]:
    """Whoever gave a number, and whoever hears it."""
    rania = Member(
        1, 11, Side.NEWCOMER, "Rania", "ar", answers={"reach": number}, sharing=Sharing.PHONE, contact=number
    )
    return rania, Member(2, 12, Side.VOLUNTEER, "Joris", "nl")


def duo(number: str) -> Duo:
    return Duo(5, HERE.id, NOW, members(number), state="agreed")


def values_of(effect) -> dict:
    return {k: v for line in effect.lines for k, v in line.values.items()}


@old
def test_the_alarm_says_a_number_to_dial(number):
    (said, *_) = from_member(WantsToTalk(5, 1), duo(number), SimpleNamespace(known=KNOWN))
    assert values_of(said)["phone"] == READ


@old
def test_the_other_of_a_duo_gets_a_number_to_dial(number):
    (said,) = contact.contacts(duo(number), members(number)[1], KNOWN)
    assert values_of(said)["contact"] == READ


@old
def test_whom_to_call_is_a_number_to_dial(number):
    known = replace(KNOWN, programmes=(replace(HERE, human="Els", phone=number),), phone=number)
    here = Here("", {}, {}, {"programme": HERE.id}, known)
    assert [human(known)["phone"], programme_values(known, duo(number))["phone"], common.whom(here)["phone"]] == [
        READ
    ] * 3


@old
def test_a_guardian_on_the_card_and_what_is_kept_of_oneself(number):
    guardian = Guardian("Hala", number, date(2026, 10, 1))
    young = Candidate(
        1,
        11,
        Side.NEWCOMER,
        Status.WAITING,
        HERE.id,
        "Rania",
        "ar",
        NOW,
        NOW,
        answers={"age": "13-17"},
        guardian=guardian,
    )
    assert [line.values["reach"] for line in _safe(young)] == [READ]
    els = SimpleNamespace(known=replace(KNOWN, coordinator=Coordinator(3, "Els", (), number)))
    assert dict(kept(els))["reach"] == READ
    assert of_duos(OfMyDuos("sharing", Sharing.PHONE, number)) == (("contact", READ),)


@pytest.mark.parametrize(
    ("reach", "shared"),
    [*((number, "+32470000001") for number in OLD), ("0470 00 00 0", None), ("rania@example.org", None), (None, None)],
)
def test_the_number_of_the_intake_is_shared_when_it_is_one(reach, shared):
    person = Candidate(1, 11, Side.NEWCOMER, Status.WAITING, HERE.id, "Rania", "ar", NOW, NOW, answers={"reach": reach})
    here = Here("phone", {}, {}, {}, replace(KNOWN, person=person))
    assert contact.own_number(here) == shared


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (Contact("32470000001", own=True), Answer("+32470000001")),
        (Contact("+32470000001", own=True), Answer("+32470000001")),
        (Contact("32470000001", own=False), Retry(Phrase("slip.contact"))),
        (Contact("88801234567", own=True), Retry(Phrase("slip.phone.wrong"))),
    ],
)
def test_a_shared_contact_is_kept_with_its_plus(given, answer):
    assert Reachable().read(given, Here("reach", {}, {}, {}, KNOWN)) == answer
