-- name: candidate(id)
-- one candidate, with the number of running duos
select c.*, (select count(*) from duo_members m join duos d on d.id = m.duo
             where m.candidate = c.id and d.ended is null) as duos
from candidates c where c.id = :id;

-- name: queue_page(chat, most, skip)
-- those who wait in the programmes that a chat coordinates, longest first
select c.*, 0 as duos from candidates c
join coordinators k on k.programme = c.programme and k.chat = :chat
where c.status in ('waiting', 'aside', 'accepted')
order by c.waiting_since, c.id limit :most offset :skip;

-- name: queue_total(chat)
-- how many wait in the programmes that a chat coordinates
select count(*) from candidates c
join coordinators k on k.programme = c.programme and k.chat = :chat
where c.status in ('waiting', 'aside', 'accepted');

-- name: volunteers_of(programme)
-- volunteers of a programme who may have room, longest waiting first
select c.*, (select count(*) from duo_members m join duos d on d.id = m.duo
             where m.candidate = c.id and d.ended is null) as duos
from candidates c
where c.programme = :programme and c.side = 'volunteer' and c.status in ('accepted', 'matched')
order by c.waiting_since, c.id;

-- name: fresh_for(chat, most)
-- who waits and was not yet shown to this coordinator
select c.*, 0 as duos from candidates c
join coordinators k on k.programme = c.programme and k.chat = :chat
where c.status = 'waiting'
  and not exists (select 1 from told t where t.chat = :chat and t.candidate = c.id and t.programme = c.programme)
order by c.waiting_since, c.id limit :most;

-- name: fresh_total(chat)
-- how many wait and were not yet shown to this coordinator
select count(*) from candidates c
join coordinators k on k.programme = c.programme and k.chat = :chat
where c.status = 'waiting'
  and not exists (select 1 from told t where t.chat = :chat and t.candidate = c.id and t.programme = c.programme);

-- name: tell_fresh(chat)
-- this coordinator has now been told of everybody who waits
insert or ignore into told (chat, candidate, programme)
select :chat, c.id, c.programme from candidates c
join coordinators k on k.programme = c.programme and k.chat = :chat where c.status = 'waiting';

-- name: candidates_listed(programme)
-- the command line's list: no names
select id, side, status, programme, municipality, waiting_since from candidates
where (:programme is null or programme = :programme) order by waiting_since, id;

-- name: add_candidate(chat, side, programme, name, language, municipality, answers, counted, at)
-- a finished intake
insert into candidates (chat, side, status, programme, name, language, municipality, answers, counted, submitted, waiting_since)
values (:chat, :side, 'waiting', :programme, :name, :language, :municipality, :answers, :counted, :at, :at)
returning id;

-- name: withdraw_earlier(at, chat)
-- somebody who sends a new intake has one open file, not two
update candidates set status = 'withdrawn', decided_at = :at
where chat = :chat and status not in ('declined', 'withdrawn');

-- name: decide(status, by, at, reason, id)
-- a coordinator's decision
update candidates set status = :status, decided_by = :by, decided_at = :at, reason = :reason,
  passed_from = case when :status = 'aside' then passed_from else '' end
where id = :id;

-- name: pass_on(programme, passed_from, id)
-- to another programme, or back; waiting goes on
update candidates set programme = :programme, passed_from = :passed_from, status = 'waiting', decided_by = ''
where id = :id;

-- name: untell(id)
-- passed on or returned: whoever gets this person hears of it
delete from told where candidate = :id;

-- name: withdraw(at, id)
-- the person leaves the waiting list
update candidates set status = 'withdrawn', decided_at = :at
where id = :id and status not in ('declined', 'withdrawn');

-- name: add_fact(candidate, side, programme, municipality, year, age, dutch)
-- what is counted of one candidate
insert into facts (candidate, side, programme, municipality, year, age, dutch)
values (:candidate, :side, :programme, :municipality, :year, :age, :dutch) returning id;

-- name: add_fact_nationality(fact, code)
-- a nationality that is counted
insert or ignore into fact_nationalities (fact, nationality) values (:fact, :code);

-- name: add_fact_tongue(fact, code, level)
-- a language that is counted
insert or ignore into fact_tongues (fact, tongue, level) values (:fact, :code, :level);

-- name: add_consent(chat, kind, given, wording, language, at)
-- what was agreed to, in which words
insert into consents (chat, kind, given, wording, language, at)
values (:chat, :kind, :given, :wording, :language, :at);

-- name: consents_of(chat)
-- what this chat agreed to, the latest of each kind
select kind, given, max(id) from consents where chat = :chat group by kind order by kind desc;

-- name: add_unmet(nis, side, month)
-- a wish that no programme could meet
insert into unmet (nis, side, month, n) values (:nis, :side, :month, 1)
on conflict (nis, side, month) do update set n = n + 1;

-- name: add_relay(candidate, coordinator, by, question, at)
-- a coordinator's question on its way
insert into relays (candidate, coordinator, asked_by, question, asked)
values (:candidate, :coordinator, :by, :question, :at) returning id;

-- name: relay(id)
-- a relayed question
select id, candidate, coordinator, asked_by, question, answer from relays where id = :id;

-- name: answer_relay(answer, at, id)
-- the candidate's answer, once
update relays set answer = :answer, answered = :at where id = :id and answered is null
returning candidate, coordinator;

-- name: chat_of(id)
-- where a candidate is reached
select chat from candidates where id = :id;
