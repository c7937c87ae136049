-- name: set_desk(person, digest, gathers)
-- when this colleague reads the message of the day, and whether all else waits for it
insert into desks (person, digest, gathers) values (:person, :digest, :gathers)
on conflict (person) do update set digest = excluded.digest, gathers = excluded.gathers;

-- name: desks_without_a_day(most)
-- coordinators to whom no message of the day is on its way
select k.person, d.digest from coordinators k left join desks d on d.person = k.person
where k.role in ('coordinator', 'lead') and coalesce(d.digest, 'day') <> 'never'
  and not exists (select 1 from wakes w where w.person = k.person and w.key >= 'digest:' and w.key < 'digest;')
group by k.person order by k.person limit :most;

-- name: set_away(person, start, until, deputy, today)
-- this colleague is away in these days, both included; or, with none, back
insert into desks (person, away, away_from, away_until, deputy)
values (:person, :start is not null and :start <= :today and :today <= :until, :start, :until, :deputy)
on conflict (person) do update set away = excluded.away, away_from = excluded.away_from,
  away_until = excluded.away_until, deputy = excluded.deputy;

-- name: who_is_away(today)
-- as the days go by
update desks set away = (away_from <= :today and :today <= away_until)
where away_from is not null and away <> (away_from <= :today and :today <= away_until);

-- name: overdue(after, before, most)
-- whom nobody has looked at for days, from one number on
select id, person, programme, waiting_since, aside_until, apologised, escalated from candidates
where id > :after and status = 'waiting' and waiting_since < :before and (apologised is null or escalated < 3)
order by id limit :most;

-- name: apologise(at, id)
-- they are told that we are sorry, once
update candidates set apologised = :at where id = :id;

-- name: escalate(level, id)
-- how far up it is told that nobody looks
update candidates set escalated = :level where id = :id;

-- name: somebody_there(programme)
-- is anybody at work who decides in this programme, and can be reached?
select exists (select 1 from at_desk a left join sessions s on s.person = a.person
               where a.programme = :programme and a.role in ('coordinator', 'lead') and coalesce(s.reachable, 1));

-- name: who_gathers(persons)
-- for whom of these news waits for the message of the day
select person from desks where gathers and digest <> 'never' and person in (select value from json_each(:persons));

-- name: gathered(person, due)
-- what waits for it
select id, person, kind, key, payload from wakes where person = :person and due = :due order by id;

-- name: drop_gathered(person, due)
-- it was read
delete from wakes where person = :person and due = :due;

-- name: release_gathered(person, due, now)
-- news comes as it happens again
update wakes set due = :now where person = :person and due = :due;

-- name: drop_digest(person)
-- it comes at another moment now, or not at all
delete from wakes where person = :person and key >= 'digest:' and key < 'digest;';

-- name: add_follow_up(duo, person, what, day, until)
-- what somebody of the staff did about a duo that went quiet
insert into follow_ups (duo, person, what, day, until) values (:duo, :person, :what, :day, :until);

-- name: followed(duos)
-- the latest of it, of each of these duos
select duo, person, what, day, until, max(id) from follow_ups
where duo in (select value from json_each(:duos)) group by duo;

-- name: handled_lately(duos)
-- when the last alarm about each of these duos was handled
select duo, max(handled) as handled from alarms
where duo in (select value from json_each(:duos)) and handled is not null group by duo;

-- name: unlooked(programmes)
-- whom nobody of these programmes has looked at yet, longest first
select c.*, 0 as duos from candidates c
where c.programme in (select value from json_each(:programmes)) and c.status = 'waiting' order by c.waiting_since, c.id;

-- name: waiting_for_buddy(programmes)
-- how many were accepted and wait for a buddy
select count(*) from candidates c
where c.programme in (select value from json_each(:programmes)) and c.status = 'accepted';

-- name: open_duos(programmes)
-- every open duo of these programmes, the longest in its state first
select d.id, d.programme, d.formed, d.ended, d.state, d.since, d.ends, d.children from duos d
where d.programme in (select value from json_each(:programmes)) and d.ended is null order by d.since, d.id;

-- name: signs_of_life(duos)
-- whatever either side told of these duos: a check-in, a meeting that took place, hours of a day
select duo, candidate, answered as at, null as met_on, met, mood, 'c' || wave as wave from check_ins
where duo in (select value from json_each(:duos))
union all
select g.duo, a.candidate, g.at, g.at, a.met, null, 'm' || g.id from meetings g join meeting_answers a on a.meeting = g.id
where g.duo in (select value from json_each(:duos)) and a.met is not null
union all
select h.duo, h.candidate, h.told, h.day, 1, null, 'h' || h.id from hours_told h
where h.duo in (select value from json_each(:duos)) and h.wave = 0;

-- name: asked_in(duos)
-- when a check-in first went out in each of these duos, and when the latest did
select duo, min(asked) as first, max(asked) as last from waves where duo in (select value from json_each(:duos)) group by duo;

-- name: last_check_in(duo)
-- what was told last
select k.candidate, k.wave, k.answered, k.mood, k.note, c.person from check_ins k join candidates c on c.id = k.candidate
where k.duo = :duo order by k.answered desc, k.wave desc limit 1;

-- name: dates_between(duos, start, end)
-- the meetings of these duos in this time that suit everybody
select g.duo, g.at from meetings g where g.duo in (select value from json_each(:duos))
  and g.off is null and g.at >= :start and g.at < :end
  and not exists (select 1 from duo_members m where m.duo = g.duo and m.left is null and not exists (
    select 1 from meeting_answers a where a.meeting = g.id and a.candidate = m.candidate and a.fits = 1))
order by g.at, g.id;

-- name: drop_old_follow_ups(before)
-- what the staff did about quiet duos, long ago
delete from follow_ups where until < :before;
