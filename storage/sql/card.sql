-- name: add_note(id, candidate, by, at, words)
-- a colleague noted something about somebody
insert into card_notes (id, person, candidate, programme, noted_by, at, words)
select :id, person, id, programme, :by, :at, :words from candidates where id = :candidate;

-- name: drop_note(id, by)
-- whoever wrote it takes it away
delete from card_notes where id = :id and noted_by = :by;

-- name: notes_about(person, programme)
-- what was noted about somebody in one programme or in any, the latest first
select id, person, noted_by, at, words from card_notes
where person = :person and (:programme is null or programme = :programme) order by id desc;

-- name: note_step(candidate, what, day, result, by)
-- something was done with a volunteer, or will be
insert or replace into volunteer_steps (person, programme, what, day, result, noted_by)
select person, programme, :what, :day, :result, :by from candidates where id = :candidate;

-- name: steps_of(person, programme)
-- what was done with a volunteer in one programme or in any
select what, day, result from volunteer_steps
where person = :person and (:programme is null or programme = :programme) order by day, what;

-- name: talks_on(programmes, day)
-- with whom a talk is planned on this day
select c.*, 0 as duos from volunteer_steps v
join candidates c on c.id = (select max(id) from candidates where person = v.person and programme = v.programme)
where v.what = 'talk' and v.day = :day and v.result = '' and c.status not in ('declined', 'withdrawn')
  and v.programme in (select value from json_each(:programmes)) order by c.id;

-- name: aside_over(today, most)
-- who was set aside until a day that has come
select id, programme from candidates where status = 'aside' and aside_until <= :today order by id limit :most;

-- name: waits_again(id)
-- they wait again, since when they waited before
update candidates set status = 'waiting', decided_by = null where id = :id;

-- name: ask_signature(id, day, person)
-- whoever has this file wants their paper signed; asked again, since the first time
update candidates set sign_asked = coalesce(sign_asked, :day) where id = :id and person = :person;

-- name: note_signed(id, day)
-- it was
update candidates set sign_asked = null, signed = :day where id = :id;

-- name: to_sign(programmes)
-- who of these programmes wants their paper signed, longest first
select c.*, 0 as duos from candidates c
where c.sign_asked is not null and c.programme in (select value from json_each(:programmes)) order by c.sign_asked, c.id;
