-- name: assign(id, person)
-- who follows this candidate up from now on
update candidates set assigned = :person where id = :id;

-- name: may_follow(id, person)
-- does this person decide where the candidate is?
select exists (select 1 from candidates c join coordinators k on k.programme = c.programme
               where c.id = :id and k.person = :person and k.role in ('coordinator', 'lead'));

-- name: followers_of(candidate)
-- who follows this candidate up today
select person from follows where candidate = :candidate;

-- name: followers_in(duo)
-- who follows up one of those in this duo
select distinct f.person from duo_members m join follows f on f.candidate = m.candidate
where m.duo = :duo and m.left is null;

-- name: who_follows(programmes)
-- whom somebody follows up in these programmes
select f.candidate, f.person from candidates c join follows f on f.candidate = c.id
where c.programme in (select value from json_each(:programmes)) and c.assigned is not null;

-- name: team(programmes)
-- who decides in these programmes, of longest standing first: how many people they follow up anywhere, in how many
-- duos these are, what they speak, and whether they are at work and can be reached
select k.person, min(k.since) as since,
  (select count(*) from candidates c where c.assigned = k.person and c.status not in ('declined', 'withdrawn')) as people,
  (select count(distinct m.duo) from candidates c join duo_members m on m.candidate = c.id and m.left is null
   join duos d on d.id = m.duo and d.ended is null where c.assigned = k.person) as duos,
  coalesce(d.tongues, '[]') as tongues, s.language, not coalesce(d.away, 0) and coalesce(s.reachable, 1) as there
from coordinators k left join desks d on d.person = k.person left join sessions s on s.person = k.person
where k.role in ('coordinator', 'lead') and k.programme in (select value from json_each(:programmes))
group by k.person order by 2, 1;

-- name: caseload(person, programmes)
-- whom this colleague follows up in these programmes, longest waiting first
select id, programme from candidates
where assigned = :person and status not in ('declined', 'withdrawn')
  and programme in (select value from json_each(:programmes)) order by waiting_since, id;

-- name: decides_in(person)
-- where this person decides
select programme from coordinators where person = :person and role in ('coordinator', 'lead');

-- name: duos_among(candidates)
-- in how many open duos these people are
select count(distinct m.duo) from duo_members m join duos d on d.id = m.duo
where m.left is null and d.ended is null and m.candidate in (select value from json_each(:candidates));

-- name: set_tongues(person, tongues)
-- what this colleague speaks with people
insert into desks (person, tongues) values (:person, :tongues)
on conflict (person) do update set tongues = excluded.tongues;

-- name: shared_programmes()
-- where several coordinators decide
select programme from coordinators where role in ('coordinator', 'lead') group by programme having count(*) > 1;
