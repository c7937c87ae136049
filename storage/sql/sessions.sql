-- name: seen_arrivals(ids)
-- which of these updates were handled already
select id from arrivals where id in (select value from json_each(:ids));

-- name: add_arrival(id, at)
-- remember an update, so that a repeat does nothing
insert or ignore into arrivals (id, at) values (:id, :at);

-- name: forget_arrivals(before)
-- Telegram repeats an update for a day at the most
delete from arrivals where at < :before;

-- name: whoever(lookups, persons)
-- those who wrote or are written to, with their key and session, and whether there is more of them to read
select p.id as person, p.lookup, p.chat, k.key, s.language, s.revision, s.state, s.reachable, s.nudges, s.paused,
  exists (select 1 from candidates c where c.person = p.id) as has_file,
  exists (select 1 from coordinators c where c.person = p.id) as coordinates,
  exists (select 1 from guarded g where g.person = p.id) as guarded
from persons p
left join keys k on k.person = p.id
left join sessions s on s.person = p.id
where p.lookup in (select value from json_each(:lookups)) or p.id in (select value from json_each(:persons));

-- name: last_sign()
-- when anybody was last heard, or written to
select max(touched) from sessions;

-- name: make_way(id)
-- their key is gone: who writes from that chat is somebody new
update persons set lookup = 'closed:' || id where id = :id;

-- name: add_person(id, lookup, chat, since)
-- somebody new
insert into persons (id, lookup, chat, since) values (:id, :lookup, :chat, :since);

-- name: add_key(person, key)
-- and their own key, wrapped
insert into keys (person, key) values (:person, :key);

-- name: keys_of(owners)
-- the wrapped keys of these people
select person, key from keys where person in (select value from json_each(:owners));

-- name: somebody()
-- is anybody's file here?
select exists (select 1 from persons);

-- name: move_person(lookup, chat, id)
-- they are reached at another address now
update persons set lookup = :lookup, chat = :chat where id = :id;

-- name: next_number(name)
-- a number that no row of this table ever had
select coalesce((select seq from sqlite_sequence where name = :name), 0) + 1;

-- name: save_session(person, language, revision, state, unfinished, reachable, nudges, paused, touched)
-- one person's session, a revision further
insert into sessions (person, language, revision, state, unfinished, reachable, nudges, paused, touched)
values (:person, :language, :revision, :state, :unfinished, :reachable, :nudges, :paused, :touched)
on conflict (person) do update set
  language = excluded.language, revision = excluded.revision, state = excluded.state,
  unfinished = excluded.unfinished, reachable = excluded.reachable, nudges = excluded.nudges,
  paused = excluded.paused, touched = excluded.touched;

-- name: unfinished_since(nudges, before, now, most)
-- whose intake stopped half-way before this moment and was nudged this often, and who wants to hear of us now
select person from sessions
where unfinished = 1 and reachable = 1 and nudges = :nudges and touched < :before and paused <= :now
order by touched limit :most;

-- name: set_reachable(reachable, person)
-- the person blocked the bot, or came back
update sessions set reachable = :reachable where person = :person;

-- name: persons_of(persons)
-- the latest file of each of these people
select c.*, (select count(*) from duo_members m join duos d on d.id = m.duo
             where m.candidate = c.id and m.left is null and d.ended is null) as duos,
  exists (select 1 from alarms a where a.person = c.person and a.kind <> 'mood' and a.handled is null) as alarm
from candidates c
where c.id in (select max(id) from candidates
               where person in (select value from json_each(:persons)) group by person);

-- name: coordinators_of(persons)
-- which programmes these people coordinate, and for whom they do while a colleague is away
select w.*, coalesce(d.digest, 'day') as digest, coalesce(d.gathers, 0) as gathers, coalesce(d.away, 0) as away,
  d.away_from, d.away_until, d.deputy, coalesce(d.tongues, '[]') as tongues
from (select k.person, k.name, k.phone, k.programme, k.role, 0 as instead from coordinators k
      where k.person in (select value from json_each(:persons))
      union all
      select a.person, null, null, a.programme, a.role, 1 from at_desk a
      where a.person in (select value from json_each(:persons))
        and not exists (select 1 from coordinators o where o.person = a.person and o.programme = a.programme)) w
left join desks d on d.person = w.person order by w.instead, w.programme;

-- name: add_known_person(person, language, at)
-- somebody who is in no conversation now
insert or ignore into sessions (person, language, touched) values (:person, :language, :at);
