-- name: nothing_due(now, day, beside, early)
-- is there nothing to hand in now? What is worked out beside (kinds, JSON) is looked for by itself; `early` are kinds
-- that may come before the day begins
select not exists (select 1 from wakes w where w.due <= :now and w.kind not in (select value from json_each(:beside))
  and (:day or not w.daytime or w.kind in (select value from json_each(:early))) and not (w.peace and exists (
  select 1 from sessions s where s.person = w.person and s.paused > :now)));

-- name: nothing_beside(now, beside)
-- is there nothing to work out now?
select not exists (
  select 1 from wakes where due <= :now and kind in (select value from json_each(:beside)));

-- name: due_beside(now, beside, most)
-- what has to be worked out before it is handed in, oldest first
select w.id, w.person, w.kind, w.key, w.payload from wakes w
where w.due <= :now and w.kind in (select value from json_each(:beside)) order by w.due, w.id limit :most;

-- name: due_wakes(now, day, beside, early, most)
-- what fell due, replies before reminders, oldest first; not by night what waits for the day, nor what would break a peace
select w.id, w.person, w.kind, w.key, w.payload from wakes w
where w.due <= :now and w.kind not in (select value from json_each(:beside))
  and (:day or not w.daytime or w.kind in (select value from json_each(:early)))
  and not (w.peace and exists (select 1 from sessions s where s.person = w.person and s.paused > :now)) order by w.priority, w.due, w.id limit :most;

-- name: add_wake(person, kind, key, payload, about, due, daytime, peace, priority)
-- something reaches a person at a moment; the same thing is not doubled while it waits
insert or ignore into wakes (person, kind, key, payload, about, due, daytime, peace, priority)
values (:person, :kind, :key, :payload, :about, :due, :daytime, :peace, :priority);

-- name: add_wake_for(candidate, programme, kind, key, about, due, daytime, peace, priority, gathered)
-- the same for whoever has this file, and for everybody who coordinates this programme
insert or ignore into wakes (person, kind, key, about, due, daytime, peace, priority)
select person, :kind, :key, :about, :due, :daytime, :peace, :priority from candidates where id = :candidate
union all
select person, :kind, :key, :about,
  case when exists (select 1 from desks d where d.person = heard.person and d.gathers and d.digest <> 'never')
    then coalesce(:gathered, :due) else :due end,
  :daytime, :peace, :priority from (
  select person from at_desk where programme = :programme union select person from hears where programme = :programme) heard;

-- name: drop_plan(person, key)
-- it is not to come after all
delete from wakes where person = :person and key = :key;

-- name: untold(key)
-- how many have not been told yet
select count(*) from wakes where key = :key;

-- name: drop_wakes(key)
-- nobody is told any more
delete from wakes where key = :key;

-- name: drop_wake(id)
-- it has fallen due and led to what it leads to
delete from wakes where id = :id;

-- name: add_shown(letter, candidate, message)
-- somebody's file stands in this message of whoever this letter is for; not of one who was erased meanwhile
insert or ignore into shown (candidate, reader, message)
select c.id, o.person, :message from outbox o join candidates c on c.id = :candidate where o.id = :letter;

-- name: is_file(id)
-- is there still a file of this number?
select exists (select 1 from candidates where id = :id);

-- name: add_letter(id, person, priority, letter, due)
-- a letter on its way
insert into outbox (id, person, priority, letter, due) values (:id, :person, :priority, :letter, :due);

-- name: last_letter()
-- the highest number given to a letter
select coalesce(max(id), 0) from outbox;

-- name: waiting_letters(now, most)
-- letters to send now, replies before reminders, oldest first; none before an older one of its reader that was put off
select o.id, o.person, o.priority, o.letter, o.tries, o.unsure, p.chat, k.key from outbox o
join persons p on p.id = o.person join keys k on k.person = o.person
where o.state = 'waiting' and o.due <= :now
  and not exists (select 1 from outbox e
                  where e.person = o.person and e.id < o.id and e.state = 'waiting' and e.due > :now)
order by o.priority, o.id limit :most;

-- name: letters_to(persons)
-- what is on its way to these people
select id, person, letter from outbox where person in (select value from json_each(:persons));

-- name: drop_letter(id)
-- it was delivered
delete from outbox where id = :id;

-- name: put_off_letter(due, tries, unsure, reason, id)
-- try again at a moment
update outbox set due = :due, tries = :tries, unsure = :unsure, reason = :reason where id = :id;

-- name: refuse_letter(reason, id)
-- the channel will never take it: kept aside for the operator
update outbox set state = 'refused', reason = :reason where id = :id;

-- name: park_letters(reason, person)
-- the person can't be reached: their letters wait until they are back
update outbox set state = 'parked', reason = :reason where person = :person and state = 'waiting';

-- name: revive_letters(now, person)
-- the person is back
update outbox set state = 'waiting', reason = '', due = :now where person = :person and state = 'parked';

-- name: add_quarantine(id, at, person, reason, raw)
-- what could not be handled, with its reason
insert into quarantine (id, at, person, reason, raw) values (:id, :at, :person, :reason, :raw);

-- name: quarantined(most)
-- what waits to be tried again
select id, at, person, reason, raw from quarantine where retried is null order by id limit :most;

-- name: nobodys_quarantine()
-- what could not be handled and nobody knows whose it is
select id, raw from quarantine where person = 0;

-- name: drop_quarantine(id)
-- it is not kept any longer
delete from quarantine where id = :id;

-- name: mark_retried(at, id)
-- it was handed in again
update quarantine set retried = :at where id = :id;

-- name: add_journal(at, actor, action, object)
-- who did what, without the words
insert into journal (at, actor, action, object) values (:at, :actor, :action, :object);

-- name: lease(name)
-- who answers for this bot
select number, holder, until from leases where name = :name;

-- name: take_lease(name, holder, until)
-- this process answers for this bot from now on
insert into leases (name, number, holder, until) values (:name, 1, :holder, :until)
on conflict (name) do update set number = number + 1, holder = excluded.holder, until = excluded.until;

-- name: keep_lease(until, name, number)
-- and still does
update leases set until = :until where name = :name and number = :number;

-- name: free_lease(name, number)
-- it stopped by itself: the next one need not wait
update leases set until = '' where name = :name and number = :number;
