"""The answer to each query of `programme.queries`: one reader for each, in one visible list. Readers never write."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from programme import queries as q
from programme.model import Known, Query
from storage.readers import announcing, duos, links, own, people, week
from storage.store import Unit

# reads for whoever `Known` says it is, with the rights that they have
Reader = Callable[[Unit, Any, Known], Awaitable[Any]]

READERS: Mapping[type[Query[Any]], Reader] = {
    q.MyTold: own.told,
    q.AroundMe: own.around,
    q.Unread: own.unread,
    q.WaitsForGuardian: own.waits,
    q.VouchedByMe: own.vouched,
    q.LinkByHash: links.by_hash,
    q.Newcome: links.newcome,
    q.RelayOf: people.relay,
    q.CardOf: people.card,
    q.AlarmOf: people.alarm,
    q.TalkOf: people.talk,
    q.HistoryOf: people.history,
    q.OpenAlarms: people.alarms,
    q.Queue: people.queue,
    q.NextOf: people.next_of,
    q.TonguesOf: people.tongues,
    q.Find: people.find,
    q.NewToMe: people.new_to_me,
    q.Colleagues: week.colleagues,
    q.HalfIntake: week.half_intake,
    q.DecidedByMe: people.decided_by_me,
    q.TeamOf: people.team_of,
    q.TeamIn: people.team_in,
    q.HandingsOf: people.handings,
    q.Gathered: week.gathered,
    q.WeekOf: week.week,
    q.QuietOf: week.quiet,
    q.AudienceOf: announcing.audience,
    q.AnnouncementOf: announcing.announcement,
    q.Suitable: people.suitable,
    q.SuitableToJoin: people.suitable_to_join,
    q.DuoOf: duos.duo,
    q.DuosOf: duos.of_candidate,
    q.HoursOf: duos.hours,
    q.StaffDuo: duos.for_staff,
    q.OpenDuos: duos.page,
    q.PuzzleOf: duos.puzzle,
}
