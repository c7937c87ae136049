-- name: talk(id)
-- one talk
select * from talks where id = :id;

-- name: talk_with(person, programme)
-- the talk of this person with a programme
select * from talks where person = :person and programme = :programme;

-- name: add_talk(id, person, programme, name, ends)
-- a new one
insert into talks (id, person, programme, name, ends) values (:id, :person, :programme, :name, :ends);

-- name: goes_on_talking(id, staff, ends)
-- until when it is open, and with whom
update talks set staff = :staff, ends = :ends where id = :id;

-- name: add_words(id, talk, person, at, staff, words)
-- something was said
insert into talk_words (id, talk, person, at, staff, words) values (:id, :talk, :person, :at, :staff, :words);

-- name: staff_in(talk, since)
-- who of the staff spoke in it since then
select distinct staff from talk_words where talk = :talk and staff > 0 and at >= :since order by staff;

-- name: words_of_talk(talk, most)
-- the latest of it
select * from talk_words where talk = :talk order by id desc limit :most;

-- name: words_with(person, programme)
-- all that was said with somebody, in one programme or in any
select w.* from talk_words w join talks t on t.id = w.talk
where w.person = :person and (:programme is null or t.programme = :programme) order by w.id;

-- name: file_in(person, programme)
-- the latest file of this person in a programme
select max(id) from candidates where person = :person and programme = :programme;

-- name: drop_old_words(before)
-- words of long ago
delete from talk_words where at < :before;

-- name: drop_old_talks(before)
-- and talks of which nothing is left
delete from talks where ends < :before and not exists (select 1 from talk_words w where w.talk = talks.id);
