-- name: candidate(id)
-- one candidate, with the number of running duos
select c.*, (select count(*) from duo_members m join duos d on d.id = m.duo
             where m.candidate = c.id and m.left is null and d.ended is null) as duos
from candidates c where c.id = :id;

-- name: card(id, programmes)
-- the same, if it is in one of these programmes
select c.*, (select count(*) from duo_members m join duos d on d.id = m.duo
             where m.candidate = c.id and m.left is null and d.ended is null) as duos
from candidates c where c.id = :id and c.programme in (select value from json_each(:programmes));

-- name: crowd(programme)
-- everybody of a programme who may still be paired
select c.*, (select count(*) from duo_members m join duos d on d.id = m.duo
             where m.candidate = c.id and m.left is null and d.ended is null) as duos
from candidates c where c.programme = :programme and c.status not in ('declined', 'withdrawn') order by c.id;

-- name: queue(programmes)
-- those who wait in these programmes, longest first
select c.*, (select count(*) from duo_members m join duos d on d.id = m.duo
             where m.candidate = c.id and m.left is null and d.ended is null) as duos from candidates c
where c.programme in (select value from json_each(:programmes))
  and c.status in ('waiting', 'aside', 'accepted')
order by c.waiting_since, c.id;

-- name: files_everywhere(programmes)
-- every file of these programmes
select c.*, 0 as duos from candidates c where c.programme in (select value from json_each(:programmes)) order by c.id;

-- name: fresh_for(person, programmes, most)
-- who waits in these programmes, unless a colleague follows them up, and was not yet shown to this person
select c.*, 0 as duos from candidates c
where c.programme in (select value from json_each(:programmes)) and c.status = 'waiting'
  and (c.assigned is null or :person in (select person from follows where candidate = c.id)
       or not exists (select 1 from follows where candidate = c.id))
  and not exists (select 1 from told t where t.person = :person and t.candidate = c.id and t.programme = c.programme)
order by c.waiting_since, c.id limit :most;

-- name: fresh_total(person, programmes)
-- how many these are
select count(*) from candidates c
where c.programme in (select value from json_each(:programmes)) and c.status = 'waiting'
  and (c.assigned is null or :person in (select person from follows where candidate = c.id)
       or not exists (select 1 from follows where candidate = c.id))
  and not exists (select 1 from told t where t.person = :person and t.candidate = c.id and t.programme = c.programme);

-- name: tell_fresh(person, programmes)
-- this person has now been told of everybody who waits in these programmes
insert or ignore into told (person, candidate, programme)
select :person, c.id, c.programme from candidates c
where c.programme in (select value from json_each(:programmes)) and c.status = 'waiting';

-- name: candidates_listed(programme)
-- the command line's list: no names
select id, side, status, programme, municipality, waiting_since from candidates
where (:programme is null or programme = :programme) order by waiting_since, id;

-- name: add_candidate(id, person, side, programme, language, municipality, answers, counted, at)
-- a finished intake
insert into candidates (id, person, side, status, programme, language, municipality, answers, counted, submitted, waiting_since)
values (:id, :person, :side, 'waiting', :programme, :language, :municipality, :answers, :counted, :at, :at);

-- name: withdraw_earlier(at, person)
-- somebody who sends a new intake has one open file, not two
update candidates set status = 'withdrawn', decided_at = :at
where person = :person and status not in ('declined', 'withdrawn');

-- name: decide(status, by, at, reason, until, id)
-- a coordinator's decision
update candidates set status = :status, decided_by = :by, decided_at = :at, reason = :reason, aside_until = :until,
  passed_from = case when :status = 'aside' then passed_from else '' end
where id = :id;

-- name: remember_before(id, staff, until)
-- what was before a decision that can still be taken back
insert or replace into undos
  (candidate, staff, until, status, programme, passed_from, decided_by, decided_at, reason, aside_until, assigned)
select id, :staff, :until, status, programme, passed_from, decided_by, decided_at, reason, aside_until, assigned
from candidates where id = :id;

-- name: undo_of(id, staff, now)
-- can this person of the staff still take back what they decided?
select candidate from undos where candidate = :id and staff = :staff and until > :now;

-- name: decided_by_me(id, staff, now)
-- whose decision they can still take back, wherever the file is now
select c.*, (select count(*) from duo_members m join duos d on d.id = m.duo
             where m.candidate = c.id and m.left is null and d.ended is null) as duos
from undos u join candidates c on c.id = u.candidate
where u.candidate = :id and u.staff = :staff and u.until > :now;

-- name: restore_candidate(id)
-- as it was before
update candidates set (status, programme, passed_from, decided_by, decided_at, reason, aside_until, assigned) = (
  select status, programme, passed_from, decided_by, decided_at, reason, aside_until, assigned from undos where candidate = candidates.id)
where id = :id and exists (select 1 from undos where candidate = candidates.id);

-- name: drop_undo(id)
-- and it can't be taken back twice
delete from undos where candidate = :id;

-- name: drop_old_undos(before)
-- what can't be taken back any more
delete from undos where until < :before;

-- name: drop_decided(id)
-- what they would have read of it
delete from wakes where person = (select person from candidates where id = :id)
  and (key in ('accepted:' || :id, 'declined:' || :id) or (key >= 'passed:' || :id || ':' and key < 'passed:' || :id || ';'));

-- name: pass_on(programme, passed_from, id)
-- to another programme, or back; waiting goes on
update candidates set programme = :programme, passed_from = :passed_from, status = 'waiting', decided_by = null, aside_until = null,
  assigned = null
where id = :id;

-- name: untell(id)
-- passed on or returned: whoever gets this person hears of it
delete from told where candidate = :id;

-- name: withdraw(at, id)
-- the person leaves the waiting list
update candidates set status = 'withdrawn', decided_at = :at
where id = :id and status not in ('declined', 'withdrawn');

-- name: add_fact(id, candidate, side, programme, municipality, year, age, dutch)
-- what is counted of one candidate, under a number that says nothing of them
insert into facts (id, candidate, side, programme, municipality, year, age, dutch)
values (:id, :candidate, :side, :programme, :municipality, :year, :age, :dutch);

-- name: add_fact_nationality(fact, code)
-- a nationality that is counted
insert or ignore into fact_nationalities (fact, nationality) values (:fact, :code);

-- name: add_fact_tongue(fact, code, level)
-- a language that is counted
insert or ignore into fact_tongues (fact, tongue, level) values (:fact, :code, :level);

-- name: add_consent(person, kind, given, wording, language, at)
-- what was agreed to, in which words
insert into consents (person, kind, given, wording, language, at)
values (:person, :kind, :given, :wording, :language, :at);

-- name: consents_of(person)
-- what this person agreed to, the latest of each kind
select kind, given, wording, at, max(id) from consents where person = :person group by kind order by kind desc;

-- name: somebody_agreed_before(purpose)
-- did anybody agree to another purpose than this one?
select exists (select 1 from consents
               where kind = 'take-part' and given and substr(wording || '.', 1, instr(wording || '.', '.') - 1) <> :purpose);

-- name: agreed_before(persons, purpose)
-- those of these people whose last yes was to another purpose than this one
select c.person from consents c
where c.person in (select value from json_each(:persons)) and c.kind = 'take-part' and c.given
  and substr(c.wording || '.', 1, instr(c.wording || '.', '.') - 1) <> :purpose
  and not exists (select 1 from consents l where l.person = c.person and l.kind = c.kind and l.id > c.id);

-- name: all_consents(person)
-- everything that this person said yes or no to, in which version of the words
select kind, given, wording, language, at from consents where person = :person order by id;

-- name: all_files_of(person)
-- every file of somebody
select id from candidates where person = :person;

-- name: correct(id, answers, municipality)
-- the person put something right
update candidates set answers = :answers, municipality = :municipality where id = :id;

-- name: set_counted(counted, person)
-- in the figures from now on, or no longer
update candidates set counted = :counted where person = :person;

-- name: is_counted(id)
-- is this file in the figures?
select exists (select 1 from facts where candidate = :id);

-- name: uncount(person)
-- out of the figures, with the nationalities and languages
delete from facts where candidate in (select id from candidates where person = :person);

-- name: add_look(candidate, reader, day)
-- somebody of the staff looked at a file on this day
insert or ignore into looks (person, reader, day, programme)
select person, :reader, :day, programme from candidates where id = :candidate and person <> :reader;

-- name: add_looks(programme, reader, day)
-- somebody of the staff took the list of a programme along
insert or ignore into looks (person, reader, day, programme)
select c.person, :reader, :day, :programme from candidates c
where c.person <> :reader and ((c.programme = :programme and c.status not in ('declined', 'withdrawn')) or c.id in (
  select m.candidate from duos d join duo_members m on m.duo = d.id and m.left is null
  where d.programme = :programme and d.ended is null));

-- name: audience(programme, source)
-- who of a programme has not stopped and did not block us: the language they read (`source` for those who chose none),
-- whether they are in a duo, and whether a phone of their own reaches them
select c.person, c.side, coalesce(s.language, :source) as language, p.lookup <> 'none:' || p.id as phone,
  exists (select 1 from duo_members m join duos d on d.id = m.duo where m.candidate = c.id and m.left is null
          and d.ended is null and d.state <> 'proposed') as in_duo
from candidates c join persons p on p.id = c.person left join sessions s on s.person = c.person
where c.programme = :programme and c.status not in ('declined', 'withdrawn') and coalesce(s.reachable, 1)
order by c.person;

-- name: looks_at(person)
-- who looked at this person's file, the latest first
select reader, day, programme from looks where person = :person order by day desc limit 30;

-- name: add_unmet(nis, side, month)
-- a wish that no programme could meet
insert into unmet (nis, side, month, n) values (:nis, :side, :month, 1)
on conflict (nis, side, month) do update set n = n + 1;

-- name: add_relay(id, candidate, coordinator, question, at)
-- a coordinator's question on its way
insert into relays (id, candidate, coordinator, question, asked)
values (:id, :candidate, :coordinator, :question, :at);

-- name: relay(id)
-- a relayed question, and whose it is
select r.id, r.candidate, r.coordinator, r.question, r.answer, c.person from relays r
join candidates c on c.id = r.candidate where r.id = :id;

-- name: answer_relay(answer, at, id)
-- the candidate's answer, once
update relays set answer = :answer, answered = :at where id = :id and answered is null
returning candidate, coordinator;

-- name: person_of(id)
-- whose file it is
select person from candidates where id = :id;

-- name: readers_about(person)
-- who else may be reading about this person: coordinators, and the others of their duos
select k.person from coordinators k where k.person <> :person
union select o.person from duo_members m join duo_members n on n.duo = m.duo join candidates o on o.id = n.candidate
where m.candidate in (select id from candidates where person = :person) and o.person <> :person;
