"""From /start to a duo that tells how it goes: three phones, real HTTP, real process, real file."""

import json

import pytest
from house import House
from people import NEWCOMER, VOLUNTEER, joins, starting, taps, walks

from tests.storage.office import look

pytestmark = pytest.mark.apart


def test_the_whole_loop(town: House) -> None:
    telegram = town.telegram
    els = joins(town)

    rania = telegram.phone("Rania", "ar", phone="32499000010")
    rania.says("مرحبا")
    walks(rania, NEWCOMER)
    rania.waits_for("Els")
    joris = telegram.phone("Joris", "nl", phone="32499000011")
    joris.starts()
    walks(joris, VOLUNTEER)
    joris.waits_for("Verstuurd")

    queue = town.asks("candidates")
    assert [(c["side"], c["status"]) for c in queue] == [("newcomer", "waiting"), ("volunteer", "waiting")]
    assert "Rania" not in json.dumps(queue)
    newcomer, volunteer = queue[0]["id"], queue[1]["id"]
    for id in (newcomer, volunteer):
        starting(els, "r:queue")
        starting(els, f"r:card:{id}")
        starting(els, f"r:accept:{id}")
        els.waits_for("aanvaard en krijgt bericht")
    starting(els, "r:queue")
    starting(els, f"r:card:{newcomer}")
    starting(els, f"r:find:{newcomer}")
    starting(els, f"r:pair:{newcomer}:{volunteer}")
    els.waits_for("krijgen nu de vraag")
    for phone in (joris, rania):
        taps(phone, ":answer:yes")
    for phone in (joris, rania):
        taps(phone, ":how:coordinator")
    els.waits_for("ze vragen dat jij hen aan elkaar voorstelt")

    town.clock.ahead_to_a_sending(18)
    joris.waits_for("Hoe gaat het met jou", patience=90)
    for ending in (":met:yes", ":hours:4", ":mood:2", ":note:_skip"):
        taps(joris, ending)
    joris.waits_for("112")
    els.waits_for("niet goed")
    figures = town.asks_overview()
    assert [r["value"] for r in figures["questions"]["duos"]] == [1]
    assert [r["value"] for r in figures["questions"]["evaluation"] if r["measure"] == "check-ins"] == [1]
    assert telegram.complaints() == []
    code, seconds = town.stops()
    assert (code, seconds < 5) == (0, True)
    for name in ("Rania", "Joris", "32499", telegram.token):
        assert name not in town.log
    assert [(c["side"], c["status"]) for c in town.asks("candidates")] == [
        ("newcomer", "matched"), ("volunteer", "matched"),
    ]  # fmt: skip
    assert look(town.folder / "duobot.db", "select state from duos") == [("met",)]
    assert look(town.folder / "duobot.db", "select met, hours, mood from check_ins") == [(1, 4.0, 2)]
    assert look(
        town.folder / "duobot.db", "select (select count(*) from outbox), (select count(*) from quarantine)"
    ) == [(0, 0)]
