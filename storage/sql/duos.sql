-- name: add_duo(programme, at, by)
-- a new duo
insert into duos (programme, formed, formed_by) values (:programme, :at, :by) returning id;

-- name: add_member(duo, candidate, side)
-- one person of a duo
insert into duo_members (duo, candidate, side) values (:duo, :candidate, :side);

-- name: set_matched(at, id)
-- this candidate is in a duo now
update candidates set status = 'matched', decided_at = :at where id = :id;

-- name: duo(id)
-- one duo
select id, programme, formed, ended from duos where id = :id;

-- name: members(duo)
-- who is in a duo
select c.id, c.person, m.side, c.language, c.answers from duo_members m join candidates c on c.id = m.candidate
where m.duo = :duo order by m.side, c.id;

-- name: running_duos_of(candidate)
-- the duos that a candidate is in now
select d.id, d.programme, d.formed, d.ended from duos d join duo_members m on m.duo = d.id
where m.candidate = :candidate and d.ended is null order by d.formed;

-- name: check_ins_of(person)
-- what somebody told in check-ins
select k.duo, k.candidate, k.wave, k.answered, k.met, k.hours, k.mood, k.note from check_ins k
join candidates c on c.id = k.candidate where c.person = :person order by k.answered;

-- name: add_check_in(duo, candidate, wave, at, met, hours, mood, note)
-- one side's answers to one wave, once; told again, the later ones hold (a replaced row would be counted twice)
insert into check_ins (duo, candidate, wave, answered, met, hours, mood, note)
values (:duo, :candidate, :wave, :at, :met, :hours, :mood, :note)
on conflict do update set met = excluded.met, hours = excluded.hours, mood = excluded.mood, note = excluded.note;
