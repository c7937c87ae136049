-- name: due_wakes(now, day, most)
-- what fell due, oldest first; what nobody asked for waits for the day
select w.id, w.chat, w.kind, w.payload from wakes w
where w.due <= :now and (:day or w.kind <> 'checkin') order by w.due, w.id limit :most;

-- name: add_wake(chat, kind, key, payload, due)
-- something arrives in a chat at a moment; the same thing is not doubled while it waits
insert or ignore into wakes (chat, kind, key, payload, due) values (:chat, :kind, :key, :payload, :due);

-- name: drop_wake(id)
-- it has fallen due and led to what it leads to
delete from wakes where id = :id;

-- name: add_letter(id, chat, priority, letter, due)
-- a letter on its way
insert into outbox (id, chat, priority, letter, due) values (:id, :chat, :priority, :letter, :due);

-- name: last_letter()
-- the highest number given to a letter
select coalesce(max(id), 0) from outbox;

-- name: waiting_letters(now, most)
-- letters to send now, replies before reminders, oldest first; none before an older one of its chat that was put off
select o.id, o.chat, o.priority, o.letter, o.tries, o.unsure from outbox o
where o.state = 'waiting' and o.due <= :now
  and not exists (select 1 from outbox e where e.chat = o.chat and e.id < o.id and e.state = 'waiting' and e.due > :now)
order by o.priority, o.id limit :most;

-- name: drop_letter(id)
-- it was delivered
delete from outbox where id = :id;

-- name: put_off_letter(due, tries, unsure, reason, id)
-- try again at a moment
update outbox set due = :due, tries = :tries, unsure = :unsure, reason = :reason where id = :id;

-- name: refuse_letter(reason, id)
-- the channel will never take it: kept aside for the operator
update outbox set state = 'refused', reason = :reason where id = :id;

-- name: park_letters(reason, chat)
-- the person can't be reached: their letters wait until they are back
update outbox set state = 'parked', reason = :reason where chat = :chat and state = 'waiting';

-- name: revive_letters(now, chat)
-- the person is back
update outbox set state = 'waiting', reason = '', due = :now where chat = :chat and state = 'parked';

-- name: move_letters(to_chat, chat)
-- the chat has another number now
update outbox set chat = :to_chat where chat = :chat;

-- name: move_session(to_chat, chat)
-- the chat has another number now
update or replace sessions set chat = :to_chat where chat = :chat;

-- name: move_candidates(to_chat, chat)
-- the chat has another number now
update candidates set chat = :to_chat where chat = :chat;

-- name: move_coordinators(to_chat, chat)
-- the chat has another number now
update or ignore coordinators set chat = :to_chat where chat = :chat;

-- name: move_consents(to_chat, chat)
-- the chat has another number now
update consents set chat = :to_chat where chat = :chat;

-- name: move_wakes(to_chat, chat)
-- the chat has another number now
update or ignore wakes set chat = :to_chat where chat = :chat;

-- name: add_quarantine(at, chat, reason, raw)
-- what could not be handled, with its reason
insert into quarantine (at, chat, reason, raw) values (:at, :chat, :reason, :raw);

-- name: quarantined(most)
-- what waits to be tried again
select id, at, reason, raw from quarantine where retried is null order by id limit :most;

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
