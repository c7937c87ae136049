"""Counts that the database keeps as things happen are those that counting everything would give."""

import sqlite3
from collections import Counter
from datetime import datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from storage import migrate
from storage.store import beside

PROGRAMMES, SIDES = ("gent", "samen"), ("newcomer", "volunteer")
DAYS = ("2024-12-31T20:00:00Z", "2025-01-01T09:00:00Z", "2025-06-15T12:00:00Z", "2026-02-03T10:00:00Z")
one_of = st.sampled_from


def counted_again(db: sqlite3.Connection) -> dict[tuple, tuple]:
    """By hand, in another language than the triggers."""
    n, total, squares, answering = Counter(), Counter(), Counter(), set()

    def add(key: tuple, value: float = 0.0) -> None:
        n[key] += 1
        total[key] += value
        squares[key] += value * value

    facts = {id: (p, y, s) for id, p, y, s in db.execute("select id, programme, year, side from facts")}
    for p, y, s in facts.values():
        add((p, "persons", y, s, ""))
    for part, column, table in (
        ("nationality", "nationality", "fact_nationalities"),
        ("tongue", "tongue", "fact_tongues"),
    ):
        for fact, code in db.execute(f"select fact, {column} from {table}"):
            add((facts[fact][0], part, facts[fact][1], facts[fact][2], code))
    duos = {id: p for id, p in db.execute("select id, programme from duos")}
    for p, formed, ended, reason, *people in db.execute(
        "select programme, formed, ended, reason, adults, children, households from duos"
    ):
        add((p, "formed", int(formed[:4]), "", ""))
        for what, many in zip(("adults", "children", "households"), people, strict=True):
            key = (p, "people", int(formed[:4]), "", what)
            n[key], total[key], squares[key] = n[key] + 1, total[key] + many, 0  # nobody asks for their spread
        if ended:
            days = (datetime.fromisoformat(ended) - datetime.fromisoformat(formed)).total_seconds() / 86400
            add((p, "ended", int(ended[:4]), "", reason), days)
    for duo, candidate, wave, answered, hours, mood in db.execute(
        "select duo, candidate, wave, answered, hours, mood from check_ins"
    ):
        add((duos[duo], "mood", int(answered[:4]), "", str(wave)), mood)
        if hours is not None:
            add((duos[duo], "hours", int(answered[:4]), "", ""), hours)
        answering.add((duos[duo], int(answered[:4]), candidate))
    for duo, moment, measure, wording, at, value in db.execute(
        "select duo, moment, measure, wording, at, value from measures"
    ):
        if value is not None:
            add((duos[duo], "measure", int(at[:4]), "", f"{measure}:{wording}:{moment}"), value)
    for p, year, _ in answering:
        add((p, "answering", year, "", ""))
    return {key: (n[key], pytest.approx(total[key], abs=1e-3), pytest.approx(squares[key], abs=1)) for key in n}


class Counts(RuleBasedStateMachine):
    @initialize()
    def empty(self) -> None:
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        self.db.deserialize(EMPTY)
        self.next = 0

    def number(self) -> int:
        self.next += 1
        return self.next

    def some(self, table: str, which: int) -> int | None:
        found = [id for (id,) in self.db.execute(f"select rowid from {table} order by 1")]
        return found[which % len(found)] if found else None

    @rule(p=one_of(PROGRAMMES), s=one_of(SIDES), y=one_of((2025, 2026)), codes=st.sets(one_of(("SY", "UA", "BE"))))
    def somebody_agrees(self, p: str, s: str, y: int, codes: set[str]) -> None:
        id = self.number()
        self.db.execute("insert into facts (id, candidate, side, programme, municipality, year) values (?,?,?,?,'',?)",
                        (id, id, s, p, y))  # fmt: skip
        for code in codes:
            self.db.execute("insert into fact_nationalities values (?, ?)", (id, code))
            self.db.execute("insert or ignore into fact_tongues values (?, 'ar', 'native')", (id,))

    @rule(which=st.integers(0, 9))
    def somebody_withdraws(self, which: int) -> None:
        self.db.execute("delete from facts where id = ?", (self.some("facts", which),))

    @rule(which=st.integers(0, 9))
    def somebody_is_forgotten(self, which: int) -> None:
        self.db.execute("update facts set candidate = null where id = ?", (self.some("facts", which),))

    @rule(p=one_of(PROGRAMMES), at=one_of(DAYS[:2]))
    def a_duo(self, p: str, at: str) -> None:
        self.db.execute("insert into duos (id, programme, formed) values (?, ?, ?)", (self.number(), p, at))

    @rule(which=st.integers(0, 9), at=one_of((*DAYS[2:], None)), reason=one_of(("moved", "planned")))
    def it_ends_or_goes_on(self, which: int, at: str | None, reason: str) -> None:
        self.db.execute("update duos set ended = ?, reason = ? where id = ?", (at, reason, self.some("duos", which)))

    @rule(which=st.integers(0, 9), adults=st.integers(2, 4), children=st.integers(0, 3), homes=st.integers(1, 4))
    def it_counts_more_people(self, which: int, adults: int, children: int, homes: int) -> None:
        self.db.execute("update duos set adults = ?, children = ?, households = ? where id = ?",
                        (adults, children, homes, self.some("duos", which)))  # fmt: skip

    @rule(which=st.integers(0, 9))
    def it_never_was(self, which: int) -> None:
        self.db.execute("delete from duos where id = ?", (self.some("duos", which),))

    @rule(which=st.integers(0, 9), who=st.integers(1, 3), wave=st.integers(1, 3), at=one_of(DAYS),
          hours=one_of((None, 1.5, 4.0)), mood=st.integers(1, 5))  # fmt: skip
    def an_answer(self, which: int, who: int, wave: int, at: str, hours: float | None, mood: int) -> None:
        if duo := self.some("duos", which):
            self.db.execute(
                "insert into check_ins (duo, candidate, wave, answered, met, hours, mood) values (?,?,?,?,1,?,?)"
                " on conflict do update set hours = excluded.hours, mood = excluded.mood",
                (duo, who, wave, at, hours, mood),
            )

    @rule(which=st.integers(0, 9), who=st.integers(1, 3), moment=one_of(("start", "end")), at=one_of(DAYS),
          value=one_of((None, 1, 7)))  # fmt: skip
    def a_number(self, which: int, who: int, moment: str, at: str, value: int | None) -> None:
        if duo := self.some("duos", which):
            self.db.execute(
                "insert into measures (duo, candidate, moment, measure, wording, at, value)"
                " values (?, ?, ?, 'closeness', 'circles-1', ?, ?)"
                " on conflict do update set wording = excluded.wording, at = excluded.at, value = excluded.value",
                (duo, who, moment, at, value),
            )

    @rule(who=st.integers(1, 3))
    def numbers_go(self, who: int) -> None:
        self.db.execute("delete from measures where candidate = ?", (who,))

    @rule(who=st.integers(1, 3))
    def answers_go(self, who: int) -> None:
        self.db.execute("delete from check_ins where candidate = ?", (who,))

    @invariant()
    def every_count_is_right(self) -> None:
        kept = {(p, part, y, s, c): (n, t, q) for p, part, y, s, c, n, t, q in
                self.db.execute("select * from figure_counts where n")}  # fmt: skip
        assert kept == counted_again(self.db)

    @invariant()
    def it_is_known_when_a_duo_was_last_heard(self) -> None:
        late = self.db.execute("""select id from duos where heard < coalesce(
            (select max(answered) from check_ins where duo = duos.id), '')""").fetchall()
        assert late == []

    def teardown(self) -> None:
        if hasattr(self, "db"):
            self.db.close()


@pytest.fixture(scope="module", autouse=True)
def empty(tmp_path_factory: pytest.TempPathFactory) -> None:
    global EMPTY
    path = tmp_path_factory.mktemp("counts") / "duobot.db"
    migrate.ensure(path, beside(path))
    db = sqlite3.connect(path)
    EMPTY = db.serialize()
    db.close()


EMPTY = b""
Counts.TestCase.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)
TestCounts = Counts.TestCase


def test_what_is_counted_is_never_changed_in_place() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.deserialize(EMPTY)
    db.execute("insert into facts (id, side, programme, municipality, year) values (1, 'newcomer', 'gent', '', 2025)")
    db.execute("insert into duos (id, programme, formed) values (1, 'gent', ?)", (DAYS[0],))
    for statement in ("update facts set year = 2026", "update duos set programme = 'samen'"):
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(statement)
    db.close()
