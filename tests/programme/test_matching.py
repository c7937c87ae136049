"""Who suits whom: each must on its own, reasons without a passport, and nobody waiting for ever."""

import itertools
import random
from datetime import date, timedelta

import pytest

from programme.matching import Facts, Terms, Weighs, best, nearest_misses, profile, terms_of, verdict
from programme.model import Side
from programme.preset import preset, presets, read
from tests.programme.couples import ANTWERPEN, LINT, NOW, OOSTENDE, candidate, newcomer, volunteer

TERMS = Terms()


def failed(n, v, terms=TERMS):
    return verdict(n, v, terms, NOW).failed


def said(verdict):
    return {p.key: p for p in (*verdict.reasons, *verdict.against)}


def test_a_pair_that_suits_passes_every_must_and_says_why():
    told = verdict(newcomer(), volunteer(), TERMS, NOW)
    assert told.may and len(told.musts) == 10 and not told.against
    assert list(said(told)) == [
        "match.why.language", "match.why.interests", "match.why.free", "match.why.same-place",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("must", "n", "v"),
    [
        ("programme", {}, {"programme": "andere"}),
        ("available", {}, {"facts": Facts(paused=True)}),
        ("room", {}, {"duos": 1}),
        ("room", {"duos": 1}, {"how_many": "2"}),
        ("language", {"dutch": "A1"}, {"tongues": {"fr": "native"}}),
        ("language", {"dutch": "A1", "tongues": {"en": "little"}}, {}),
        ("gender", {"buddy_gender": "woman"}, {"gender": "man"}),
        ("gender", {"buddy_gender": "woman"}, {"gender": None}),
        ("age", {"buddy_age": "65+"}, {}),
        ("again", {"facts": Facts(over_with=frozenset({100}))}, {}),
        ("household", {"facts": Facts(household="Dorpsstraat")}, {"facts": Facts(household="Dorpsstraat")}),
        ("minors", {"age": "13-17"}, {}),
    ],
)  # fmt: skip
def test_each_must_stops_a_pair_by_itself(must, n, v):
    assert failed(newcomer(**n), volunteer(**v)) == (must,)


def test_screening_is_asked_of_the_volunteer_only():
    terms = Terms(screening=("talk",))
    assert failed(newcomer(), volunteer(), terms) == ("screening",)
    assert failed(newcomer(), volunteer(facts=Facts(screened=frozenset({"talk"}))), terms) == ()


def test_minors_need_the_programme_the_guardian_and_the_extract():
    child, seen = newcomer(age="13-17", facts=Facts(guardian=True)), Facts(extract_seen=date(2027, 1, 4))
    terms = Terms(minors=True)
    assert failed(child, volunteer(facts=seen), terms) == ()
    assert failed(child, volunteer(), terms) == ("minors",)
    assert failed(newcomer(age="13-17"), volunteer(facts=seen), terms) == ("minors",)
    assert failed(child, volunteer(facts=seen)) == ("minors",)


def test_a_volunteer_with_room_left_takes_another():
    assert failed(newcomer(), volunteer(how_many="2", duos=1)) == ()


def test_nationality_changes_nothing():
    passports = (["SY"], ["BE"], ["stateless"], ["unsaid"], ["ER", "ET"], None)
    told = {
        repr(verdict(newcomer(nationality=n), volunteer(nationality=v), TERMS, NOW))
        for n, v in itertools.product(passports, passports)
    }
    assert len(told) == 1
    fields = type(newcomer()).__dataclass_fields__
    assert not [f for f in fields if "nation" in f]


@pytest.mark.parametrize(
    ("place", "key", "km"),
    [("12025", "match.why.same-place", None), (LINT, "match.why.near", 10), (ANTWERPEN, "match.why.near", 20),
     ("12007", "match.why.near", 20), ("12040", "match.why.neighbour", None), (OOSTENDE, "match.but.far", None)],
)  # fmt: skip
def test_nearness_is_said_in_coarse_steps(place, key, km):
    found = said(verdict(newcomer(), volunteer(municipality=place), TERMS, NOW))
    assert key in found
    assert km is None or found[key].values["km"] == km


def test_a_place_that_nobody_knows_is_neither_near_nor_far():
    assert not [
        k for k in said(verdict(newcomer(), volunteer(municipality=""), TERMS, NOW)) if "near" in k or "far" in k
    ]


def test_the_nearest_miss_names_one_must_and_whom_it_would_give():
    n = newcomer(buddy_gender="woman", dutch="A0")
    found = nearest_misses(n, [
        volunteer(100, gender="man"), volunteer(101, gender="man", interests=["sport"]),
        volunteer(102, gender="woman", tongues={"fr": "native"}),
        volunteer(103, gender="man", tongues={"fr": "native"}),  # two musts away
        volunteer(104, gender="woman", facts=Facts(over_with=frozenset({1}))),  # never loosened
    ], TERMS, NOW)  # fmt: skip
    assert {must: [v.volunteer for v in told] for must, told in found.items()} == {
        "language": [102],
        "gender": [100, 101],
    }


def test_best_puts_those_with_more_in_common_first_and_ties_by_waiting():
    n = newcomer(interests=["cooking", "music"])
    three = [volunteer(1), volunteer(2, interests=["cooking", "music"]), volunteer(3, days=11)]
    assert [v.volunteer for v in best(n, three, TERMS, NOW)] == [2, 3, 1]


def simulated(weighs: Weighs, seed: int) -> list[int]:
    """Days that people waited: two newcomers a day for one volunteer, so that a queue always stands."""
    dice, waiting, waits = random.Random(seed), [], []
    terms = Terms(weighs=weighs)
    for day in range(240):
        now = NOW + timedelta(days=day)
        arrive = 2 if day % 2 == 0 else 1
        for i in range(arrive if day < 200 else 0):
            one = candidate(day * 3 + i, Side.NEWCOMER, days=-day, **some(dice))
            waiting.append(profile(one))
        for i in range(1 if day % 5 else 2):
            v = profile(candidate(10_000 + day * 3 + i, Side.VOLUNTEER, days=-day, **some(dice)))
            may = [(verdict(n, v, terms, now), n) for n in waiting]
            able = [(told.score, n.waiting_since, n) for told, n in may if told.may]
            if able:
                chosen = max(able, key=lambda a: (a[0], -a[1].timestamp(), a[2].id))[2]
                waiting.remove(chosen)
                waits.append((now - chosen.waiting_since).days)
    return [*waits, *((NOW + timedelta(days=240) - n.waiting_since).days for n in waiting)]


def some(dice: random.Random) -> dict:
    return {
        "interests": dice.sample(["cooking", "walking", "music", "games", "coffee"], 2),
        "free": dice.sample([f"{d}-{p}" for d in range(1, 8) for p in ("morning", "evening")], 3),
        "municipality": dice.choice(["12025", LINT, ANTWERPEN]),
    }


FIFO = Weighs(0, 0, 0, 0, 0, 0, 1)
BLIND = Weighs(waiting=0)


@pytest.mark.slow
def test_nobody_waits_much_longer_than_first_come_first_served():
    """Without waiting in the sum, some wait for ever; with it, the longest wait is near that of a plain queue."""
    for seed in (1, 2):
        queue, ours, blind = (max(simulated(w, seed)) for w in (FIFO, Weighs(), BLIND))
        assert ours <= 1.5 * queue, (queue, ours, blind)
        assert blind > 2 * queue, (queue, ours, blind)


@pytest.mark.parametrize("name", presets())
def test_every_preset_is_read(name):
    assert preset(name).terms.screening == preset(name).screening


@pytest.mark.parametrize(
    ("facts", "mend"),
    [
        ({"matching": {"weighs": {"intrests": 1}}}, "has no intrests: write one of interests"),
        ({"matching": {"dutch_from": "A3"}}, 'dutch_from is "A3": write one of A0'),
        ({"matching": {"level": "good"}}, "write one of little"),
        ({"matching": {"weighs": {"free": -1}}}, "weighs.free is -1: write a number from 0 to 100"),
        ({"matching": {"weighs": {"free": "much"}}}, "write something like 3.0"),
        ({"matching": {"weighs": {"waiting_days": 0}}}, "1 or more"),
        ({"quiet_days": 0}, "quiet_days is 0: write a number of days"),
        ({"quite_days": 3}, "there is no setting quite_days"),
        ({"rhythm": "often"}, '"often" is not a rhythm'),
    ],
)
def test_a_wrong_setting_names_its_mend(facts, mend):
    with pytest.raises(ValueError) as error:
        read({"promise_days": 5, "lasts_days": 182, "screening": ["talk"], **facts})
    assert mend in str(error.value)


def test_weighs_may_be_whole_numbers():
    assert terms_of({"weighs": {"free": 2}}).weighs.free == 2
