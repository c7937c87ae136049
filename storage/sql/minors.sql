-- name: add_guarded(person, hash, side, programme, language, counted, answers, created, expires)
-- a young person's intake waits for a guardian; a new one takes the place of the one before
insert or replace into guarded (person, hash, side, programme, language, counted, answers, created, expires)
values (:person, :hash, :side, :programme, :language, :counted, :answers, :created, :expires);

-- name: relink(person, hash, expires)
-- another link for the guardian
update guarded set hash = :hash, expires = :expires where person = :person;

-- name: guarded_under(hash)
-- what a guardian's link is about
select person, side, programme, language, counted, answers from guarded where hash = :hash;

-- name: guarded_of(person)
-- what waits for this young person's guardian
select person, side, programme, answers from guarded where person = :person;

-- name: drop_guarded(person)
-- it waits no longer
delete from guarded where person = :person;

-- name: add_guardian(person, guardian, wording, language, at, contact)
-- a guardian said yes
insert or replace into guardians (person, guardian, wording, language, at, contact)
values (:person, :guardian, :wording, :language, :at, :contact);

-- name: guardians_of(persons)
-- who said yes for these young people
select person, at, contact from guardians where person in (select value from json_each(:persons));

-- name: vouched_by(guardian)
-- for whom this person said yes, with their latest file
select g.person, g.at, c.id, c.programme, c.answers from guardians g
join candidates c on c.id = (select max(id) from candidates where person = g.person)
where g.guardian = :guardian order by g.at, g.person;

-- name: take_back(person, guardian)
-- this guardian says no after all
delete from guardians where person = :person and guardian = :guardian returning person;

-- name: screen(candidate, seen, issued, by, at)
-- a programme saw a volunteer's extract
insert or replace into screenings (person, programme, seen, issued, noted_by, at)
select person, programme, :seen, :issued, :by, :at from candidates where id = :candidate;

-- name: screenings_of(persons)
-- whose extract was seen, by which programme
select person, programme, seen, issued from screenings where person in (select value from json_each(:persons));
