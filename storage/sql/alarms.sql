-- name: add_alarm(id, person, candidate, duo, programme, kind, mood, told, at)
-- somebody has to be looked at
insert into alarms (id, person, candidate, duo, programme, kind, mood, told, at)
values (:id, :person, :candidate, :duo, :programme, :kind, :mood, :told, :at);

-- name: same_alarm(person, duo, kind)
-- one of the same kind, about the same, that is still open
select id, told, at from alarms where person = :person and duo = :duo and kind = :kind and handled is null
order by id desc limit 1;

-- name: tell_alarm(id, told, mood, candidate)
-- more is known of it
update alarms set told = :told, mood = case when :mood > 0 then :mood else mood end,
  candidate = case when :candidate > 0 then :candidate else candidate end where id = :id;

-- name: tie_alarms(person, candidate)
-- who raised them has a file now
update alarms set candidate = :candidate where person = :person and handled is null and duo = 0;

-- name: alarm(id, programmes)
-- one alarm, if it is in one of these programmes
select a.*, s.language from alarms a left join sessions s on s.person = a.person
where a.id = :id and a.programme in (select value from json_each(:programmes));

-- name: open_alarms(programmes, most)
-- those that nobody handled yet in these programmes: who is not safe first, then the oldest
select a.*, s.language from alarms a left join sessions s on s.person = a.person
where a.handled is null and a.programme in (select value from json_each(:programmes))
order by kind <> 'unsafe', kind = 'mood', at, id limit :most;

-- name: alarms_of(person)
-- everything that somebody raised
select a.*, s.language from alarms a left join sessions s on s.person = a.person
where a.person = :person order by a.at, a.id;

-- name: open_alarm_duos(duos)
-- which of these duos have an open alarm
select distinct duo from alarms where handled is null and duo in (select value from json_each(:duos));

-- name: open_alarm_candidates(candidates)
-- about which of these people there is an open alarm
select distinct candidate from alarms where handled is null and candidate in (select value from json_each(:candidates));

-- name: unsafe_in(duo)
-- who is not safe in a duo, or wrote something worrying about it, and nobody has looked at it
select distinct candidate from alarms a where duo = :duo and kind <> 'mood' and handled is null and not exists (
  select 1 from duo_members m where m.duo = a.duo and m.candidate = a.candidate and m.left is not null);

-- name: people_in(duo)
-- who is in it
select c.person from duo_members m join candidates c on c.id = m.candidate where m.duo = :duo and m.left is null;

-- name: handle_alarm(id, at, by, how)
-- somebody of the staff looked at it: the first one
update alarms set handled = :at, handled_by = :by, how = :how where id = :id and handled is null
returning duo, programme;

-- name: programme_of_alarm(programme)
-- of what kind a programme is
select preset from programmes where id = :programme;

-- name: drop_old_alarms(before)
-- those that were handled long ago
delete from alarms where handled is not null and handled < :before;
