-- name: silent_strangers(before, nudges, most)
-- of whom nothing is held but that they wrote once, or began an intake
select p.id as person from persons p left join sessions s on s.person = p.id
where coalesce(s.touched, p.since) < :before and coalesce(s.nudges, 0) = :nudges
  and not exists (select 1 from candidates c where c.person = p.id)
  and not exists (select 1 from coordinators k where k.person = p.id)
  and not exists (select 1 from guardians g where g.guardian = p.id)
  and not exists (select 1 from alarms a where a.person = p.id and a.handled is null)
limit :most;

-- name: silent_sessions(before, nudges, most)
-- a conversation left half-way by somebody of whom more is held
select person from sessions s
where unfinished = 1 and touched < :before and nudges = :nudges
  and (exists (select 1 from candidates c where c.person = s.person)
       or exists (select 1 from coordinators k where k.person = s.person))
limit :most;

-- name: drop_state(person)
-- the conversation, not the person
update sessions set state = null, unfinished = 0, nudges = 0 where person = :person;

-- name: ended_people(before, most)
-- whose every file was declined or withdrawn before this moment, and who is in the middle of nothing
select c.person from candidates c
where not exists (select 1 from coordinators k where k.person = c.person)
  and not exists (select 1 from sessions s where s.person = c.person and s.unfinished = 1)
  and not exists (select 1 from alarms a where a.person = c.person and a.handled is null)
group by c.person
having min(c.status in ('declined', 'withdrawn') and coalesce(c.decided_at, c.submitted) < :before)
limit :most;

-- name: ended_files(before, most)
-- an earlier file of somebody of whom more is held
select id from candidates
where status in ('declined', 'withdrawn') and coalesce(decided_at, submitted) < :before limit :most;

-- name: drop_file(id)
-- one file
delete from candidates where id = :id;

-- name: drop_old_journal(before)
-- decisions of long ago
delete from journal where at < :before;

-- name: empty_pages()
-- how many pages of the file hold nothing
select freelist_count from pragma_freelist_count;

-- name: give_back()
-- two megabytes of them
pragma incremental_vacuum(500);

-- name: drop_file_shown(id)
-- where it stood
delete from shown where candidate = :id;

-- name: drop_file_facts(id)
-- what was counted stays, and can't be tied to anybody any more
update facts set candidate = null where candidate = :id;

-- name: drop_file_relays(id)
-- questions carried and answered
delete from relays where candidate = :id;

-- name: drop_file_notes(id)
-- own words in check-ins
update check_ins set note = null where candidate = :id;

-- name: drop_file_card_notes(id)
-- what the staff noted
delete from card_notes where candidate = :id;

-- name: drop_file_wakes(id)
-- what was on its way about it
delete from wakes where about = :id;

-- name: closed_people(before, most)
-- whose last duo closed before this moment, and who waits for no other
select c.person from candidates c join duo_members m on m.candidate = c.id join duos d on d.id = m.duo
where c.status = 'matched'
  and not exists (select 1 from coordinators k where k.person = c.person)
  and not exists (select 1 from candidates o where o.person = c.person and o.status in ('waiting', 'aside', 'accepted'))
  and not exists (select 1 from alarms a where a.person = c.person and a.handled is null)
group by c.person having count(*) = count(d.ended) and max(d.ended) < :before
limit :most;

-- name: old_matches(after, before, most)
-- the next duos formed before this moment, in order, as far as it goes without a gap
select id from duos where id > :after
  and id < coalesce((select min(y.id) from duos y where y.id > :after and y.formed >= :before), 9e18)
order by id limit :most;

-- name: answers_in(duos)
-- the files of those in these duos
select c.id, c.person, c.answers from candidates c
where c.answers is not null
  and c.id in (select m.candidate from duo_members m join duos d on d.id = m.duo
               where d.state not in ('proposed', 'declined', 'lapsed', 'withdrawn')
               and d.id in (select value from json_each(:duos)));

-- name: keep_answers(answers, id)
-- the answers without the own words
update candidates set answers = :answers where id = :id;

-- name: drop_old_relays(before)
-- questions carried to somebody in a duo, and back
delete from relays where asked < :before
  and candidate in (select m.candidate from duo_members m join duos d on d.id = m.duo
                    where d.formed < :before and d.state not in ('proposed', 'declined', 'lapsed', 'withdrawn'));

-- name: drop_old_notes(before)
-- own words in check-ins
update check_ins set note = null where note is not null and answered < :before;

-- name: drop_old_partings(before)
-- own words at the end of a duo
update partings set note = null where note is not null and at < :before;

-- name: drop_old_meetings(before)
-- dates and places of meetings
delete from meetings where at < :before;

-- name: drop_old_contacts(before)
-- how they reached each other, when it is over
update duo_members set contact = null where contact is not null
  and duo in (select id from duos where ended < :before);

-- name: drop_old_puzzles(before)
-- puzzles that were never sent
delete from puzzle_pairs where not exists (
  select 1 from sessions s where s.person = puzzle_pairs.person and s.touched >= :before);

-- name: drop_old_quarantine(before)
-- what could not be handled
delete from quarantine where at < :before;

-- name: drop_old_letters(before)
-- letters that reached nobody
delete from outbox where state in ('parked', 'refused') and due < :before;

-- name: changed()
-- how many rows the last statement took
select changes();

-- name: everybody(after, most)
-- all who are known, with the language that they read, in order of their number
select p.id as person, s.language from persons p left join sessions s on s.person = p.id
where p.id > :after order by p.id limit :most;

-- name: languages(source)
-- how many people read which language; `source` for those who chose none yet
select coalesce(s.language, :source) as language, count(*) as n
from persons p left join sessions s on s.person = p.id group by 1;

-- name: untold_of(pattern)
-- what was told is to be told anew
delete from facts_of_life where name like :pattern;

-- name: drop_wakes_of(kind)
-- what was on its way to anybody
delete from wakes where kind = :kind;

-- name: forget_fact(name)
-- it never was
delete from facts_of_life where name = :name;

-- name: reached(name)
-- how far a sweep went
select value from facts_of_life where name = :name;

-- name: reach(name, value)
-- it went this far
insert into facts_of_life (name, value) values (:name, :value)
on conflict (name) do update set value = excluded.value;

-- name: who_waits(after, most)
-- who waits, from one number on; since when, and whether they will be asked if they still want to, and told that they are not forgotten
select c.id, c.person,
  max(c.waiting_since, coalesce((select max(d.ended) from duo_members m join duos d on d.id = m.duo
                                 where m.candidate = c.id), '')) as since,
  exists (select 1 from wakes w where w.person = c.person and w.kind in ('interest', 'silent')) as asked,
  exists (select 1 from duo_members o join duos e on e.id = o.duo
          where o.candidate = c.id and o.left is null and e.ended is null) as in_duo,
  exists (select 1 from wakes t where t.person = c.person and t.kind = 'still' and t.about = c.id) as told
from candidates c where c.id > :after and c.status in ('waiting', 'aside', 'accepted') order by c.id limit :most;
