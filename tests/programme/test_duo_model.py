"""Candidates, duos, pauses, ends, erasures and jumps of the clock at random: the invariants hold at each step."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from programme.duo import LOOK_AGAIN, MOVES, Answer, Member, Move, State, answer, move, next_date, proposal_due, propose
from programme.hours import Telling, meetings, total
from programme.model import Side
from programme.schedule import EXAMPLE, Course, due_waves, next_wave, parse

LINES = (EXAMPLE, "every 2 weeks", "after 10 days, then every month", "every 3 weeks; at the end")


class Programme(RuleBasedStateMachine):
    @initialize()
    def start(self):
        self.now = datetime(2027, 3, 20, 10, tzinfo=UTC)  # a week before the clocks change
        self.room = {1: 1, 2: 1, 3: 1, 11: 1, 12: 2}
        self.pairs, self.asked, self.pauses, self.tellings = {}, {}, {}, []
        self.rhythm, self.ids, self.asked_at = parse(EXAMPLE), 0, []

    def busy(self, who):
        return sum(p.state.paired and any(m.candidate == who for m in p.members) for p in self.pairs.values())

    def course(self, pair, member):
        start = pair.started.date()
        return Course(
            pair.id, member, start, self.rhythm, tuple(self.pauses.get(pair.id, ())), start + timedelta(days=182)
        )

    def some(self, data, *states):
        return data.draw(st.sampled_from(sorted(i for i, p in self.pairs.items() if p.state in states)))

    def has(self, *states):
        return any(p.state in states for p in self.pairs.values())

    def put(self, pair):
        before = self.pairs[pair.id]
        self.pairs[pair.id] = pair
        if pair.state is State.PAUSED and before.state is not State.PAUSED:
            self.pauses.setdefault(pair.id, []).append((self.now.date(), None))
        if before.state is State.PAUSED and pair.state is not State.PAUSED:
            first, _ = self.pauses[pair.id].pop()
            self.pauses[pair.id].append((first, self.now.date()))

    @rule(data=st.data())
    def propose_two(self, data):
        able = [[w for w in side if w in self.room and self.busy(w) < self.room[w]] for side in ((1, 2, 3), (11, 12))]
        if all(able):
            n, v = (data.draw(st.sampled_from(side)) for side in able)
            self.ids += 1
            members = (Member(n, Side.NEWCOMER), Member(v, Side.VOLUNTEER))
            self.pairs[self.ids] = propose(self.ids, "samen", members, self.now)

    @precondition(lambda self: self.has(State.PROPOSED))
    @rule(data=st.data(), said=st.sampled_from([Answer.YES, Answer.YES, Answer.YES, Answer.NO, Answer.QUESTION]))
    def somebody_answers(self, data, said):
        pair = self.pairs[self.some(data, State.PROPOSED)]
        who = data.draw(st.sampled_from([m.candidate for m in pair.members]))
        self.put(answer(pair, who, said, self.now))

    @precondition(lambda self: self.has(State.PROPOSED))
    @rule(data=st.data(), by=st.sampled_from([Move.PAUSE, Move.RUN]))
    def they_agree_and_meet(self, data, by):
        pair = self.pairs[self.some(data, State.PROPOSED)]
        for member in pair.members:
            if pair.state is State.PROPOSED:  # one of them may have said yes already
                pair = answer(pair, member.candidate, Answer.YES, self.now)
        self.put(pair)
        self.put(move(pair, Move.MEET, self.now))
        self.put(move(self.pairs[pair.id], by, self.now))

    @rule(data=st.data())
    def any_legal_move(self, data):
        able = [
            (i, by) for i, p in self.pairs.items() for by in Move
            if (p.state, by) in MOVES and by is not Move.AGREE and by is not Move.LAPSE
        ]  # fmt: skip
        if able:
            i, by = data.draw(st.sampled_from(able))
            self.put(move(self.pairs[i], by, self.now))

    @rule(hours=st.integers(1, 40 * 24))
    def clock_jumps(self, hours):
        self.now += timedelta(hours=hours)
        self.tick()

    @rule(line=st.sampled_from(LINES))
    def rhythm_changes(self, line):
        self.rhythm = parse(line)

    @rule(who=st.sampled_from([1, 2, 3, 11, 12]))
    def somebody_is_erased(self, who):
        for pair in list(self.pairs.values()):
            if pair.state.over or all(m.candidate != who for m in pair.members):
                continue
            by = Move.WITHDRAW if (pair.state, Move.WITHDRAW) in MOVES else Move.CLOSE
            self.put(move(pair, by, self.now))
        self.room.pop(who, None)
        self.room[who] = 2 if who == 12 else 1  # somebody new takes the number

    @precondition(lambda self: self.has(State.MET, State.RUNNING))
    @rule(data=st.data(), hours=st.sampled_from([None, 0, 1.5, 2]), twice=st.booleans())
    def somebody_tells(self, data, hours, twice):
        pair = self.pairs[self.some(data, State.MET, State.RUNNING)]
        who = data.draw(st.sampled_from([m.candidate for m in pair.members]))
        told = Telling(f"{pair.id}:{who}:{self.now.date()}", pair.id, who, self.now.date(), hours)
        self.tellings += [told] * (2 if twice else 1)

    def tick(self):
        for pair in list(self.pairs.values()):
            due = proposal_due(pair, self.now)
            if due.lapse:
                self.put(move(pair, Move.LAPSE, self.now))
            elif due.remind:
                self.put(replace(pair, reminded=True))
            if pair.state in (State.AGREED, State.MET, State.RUNNING, State.PAUSED):
                self.ask(pair)

    def ask(self, pair):
        for member in pair.members:
            asked = self.asked.setdefault((pair.id, member.candidate), [])
            for wave in due_waves(self.course(pair, member.candidate), asked, self.now):
                assert pair.state is not State.PAUSED, "a check-in in a pause"
                asked.append(wave.name)
                assert not due_waves(self.course(pair, member.candidate), asked, self.now), "a flood"

    @invariant()
    def nobody_is_in_more_duos_than_room(self):
        assert all(self.busy(who) <= room for who, room in getattr(self, "room", {}).items())

    @invariant()
    def no_check_in_twice(self):
        assert all(max(Counter(names).values(), default=0) <= 1 for names in getattr(self, "asked", {}).values())

    @invariant()
    def every_open_duo_has_a_next_date(self):
        for pair in getattr(self, "pairs", {}).values():
            if pair.state.over:
                assert next_date(pair, None) is None
                continue
            wave = None
            if pair.started:
                names = self.asked.get((pair.id, pair.members[0].candidate), ())
                found = next_wave(self.course(pair, pair.members[0].candidate), names, self.now)
                wave = found.at if found else None
            due = next_date(pair, wave)
            waited = wave is None or pair.state is State.PAUSED  # no wave to come: four weeks after the last move
            assert due == pair.since + LOOK_AGAIN if waited and pair.started else due > self.now, (pair, due, self.now)

    @invariant()
    def hours_are_never_negative_nor_twice(self):
        told = getattr(self, "tellings", [])
        assert meetings(told) == meetings(told + told)
        sum_ = total(meetings(told), [], date(2040, 1, 1))
        assert 0 <= sum_.duo <= sum(t.hours or 0 for t in {t.id: t for t in told}.values())


Programme.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestProgramme = Programme.TestCase
