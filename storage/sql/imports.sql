-- name: imported_under(keys, slots)
-- who came in before as one of these people, or under one of these numbers
select key, slot, content, person from imported
where key in (select value from json_each(:keys)) or slot in (select value from json_each(:slots));

-- name: add_imported(key, slot, content, person, at)
-- somebody came in from a list
insert into imported (key, slot, content, person, at) values (:key, :slot, :content, :person, :at);

-- name: duo_between(newcomer, volunteer)
-- were these two ever a duo?
select exists (select 1 from duo_members a join duo_members b on b.duo = a.duo
               where a.candidate = :newcomer and b.candidate = :volunteer);

-- name: drop_claim(person)
-- the link of somebody opens nothing any more
delete from claims where person = :person;

-- name: add_claim(hash, person, expires)
-- and this one does
insert into claims (hash, person, expires) values (:hash, :person, :expires);

-- name: claimed(hash)
-- whose file a link is about
select person from claims where hash = :hash;

-- name: is_nobody(person)
-- is there nothing of somebody but that they wrote?
select not exists (select 1 from candidates where person = :person)
  and not exists (select 1 from coordinators where person = :person)
  and not exists (select 1 from guarded where person = :person)
  and not exists (select 1 from guardians where guardian = :person)
  and not exists (select 1 from alarms where person = :person)
  and not exists (select 1 from talks where person = :person);

-- name: read_in(language, person)
-- the language that they chose themselves
update candidates set language = :language where person = :person;
