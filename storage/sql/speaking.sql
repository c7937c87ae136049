-- name: speaking(staff, since)
-- for whom these people of the staff answer now
select staff, person from speaking where staff in (select value from json_each(:staff)) and since >= :since;

-- name: speak_for(staff, person, at)
-- from now on they answer for this person
insert into speaking (staff, person, since) values (:staff, :person, :at)
on conflict (staff) do update set person = excluded.person, since = excluded.since;

-- name: speak_on(staff, at)
-- they go on
update speaking set since = :at where staff = :staff;

-- name: speak_for_self(staff)
-- they answer for nobody else any more; for whom they did last is known, to go on with a half intake
update speaking set since = '' where staff = :staff;

-- name: half_intake(staff)
-- for whom they answered last, if that intake stopped half-way
select s.person from speaking s join sessions t on t.person = s.person and t.state is not null
where s.staff = :staff and not exists (select 1 from candidates c where c.person = s.person);

-- name: reached_in_no_chat(persons)
-- whom of these no phone reaches
select p.id as person from persons p
where p.id in (select value from json_each(:persons)) and p.lookup = 'none:' || p.id;

-- name: add_unread(id, person, priority, letter, due)
-- a letter to somebody whom no phone reaches: kept to be read aloud, no longer than letters are
insert into outbox (id, person, priority, letter, due, state, reason)
values (:id, :person, :priority, :letter, :due, 'parked', 'no phone');

-- name: unread(person)
-- what was written to them since it was last read aloud
select id, letter from outbox where person = :person and reason = 'no phone' order by id;

-- name: drop_unread(person)
-- it was read aloud
delete from outbox where person = :person and reason = 'no phone';

-- name: asked_in_no_chat(programmes)
-- who of these programmes is asked something that no phone shows them
select c.*, 0 as duos from candidates c join persons p on p.id = c.person join sessions s on s.person = c.person
where p.lookup >= 'none:' and p.lookup < 'none;' and s.state is not null
  and c.programme in (select value from json_each(:programmes)) and c.status not in ('declined', 'withdrawn')
order by c.id;
