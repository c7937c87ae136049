-- name: seen_arrivals(ids)
-- which of these updates were handled already
select id from arrivals where id in (select value from json_each(:ids));

-- name: add_arrival(id, at)
-- remember an update, so that a repeat does nothing
insert or ignore into arrivals (id, at) values (:id, :at);

-- name: forget_arrivals(before)
-- Telegram repeats an update for a day at the most
delete from arrivals where at < :before;

-- name: sessions_of(chats)
-- the sessions of the chats that something arrived in
select chat, language, revision, state, reachable, nudges
from sessions where chat in (select value from json_each(:chats));

-- name: save_session(chat, language, revision, state, unfinished, reachable, nudges, touched)
-- one chat's session, a revision further
insert into sessions (chat, language, revision, state, unfinished, reachable, nudges, touched)
values (:chat, :language, :revision, :state, :unfinished, :reachable, :nudges, :touched)
on conflict (chat) do update set
  language = excluded.language, revision = excluded.revision, state = excluded.state,
  unfinished = excluded.unfinished, reachable = excluded.reachable, nudges = excluded.nudges,
  touched = excluded.touched;

-- name: unfinished_since(nudges, before, most)
-- whose intake stopped half-way before this moment and was nudged this often
select chat from sessions
where unfinished = 1 and reachable = 1 and nudges = :nudges and touched < :before
order by touched limit :most;

-- name: set_reachable(reachable, chat)
-- the person blocked the bot, or came back
update sessions set reachable = :reachable where chat = :chat;

-- name: persons_of(chats)
-- the latest file of each of these chats
select c.*, (select count(*) from duo_members m join duos d on d.id = m.duo
             where m.candidate = c.id and d.ended is null) as duos
from candidates c
where c.id in (select max(id) from candidates
               where chat in (select value from json_each(:chats)) group by chat);

-- name: coordinators_of(chats)
-- which programmes these chats coordinate
select chat, name, phone, programme from coordinators
where chat in (select value from json_each(:chats)) order by programme;

-- name: add_known_chat(chat, language, at)
-- somebody who is in no conversation now
insert or ignore into sessions (chat, language, state, touched) values (:chat, :language, '[]', :at);
