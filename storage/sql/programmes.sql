-- name: programmes()
-- every open programme
select id, name, municipality, province, preset, choosing, minors, help_lines, meanwhile, closing_days, assigns from programmes where closed is null
order by name, id;

-- name: contacts()
-- who coordinates which programme (`serves`), of longest standing first, whether they can be reached, and are at work;
-- also who takes over from somebody away, by their own name
select k.programme as serves, k.programme, k.person, k.name, k.phone, coalesce(s.reachable, 1) as reachable,
  not exists (select 1 from desks d where d.person = k.person and d.away) as there, k.since
from coordinators k left join sessions s on s.person = k.person where k.role in ('coordinator', 'lead')
union all
select a.programme, o.programme, o.person, o.name, o.phone, coalesce(s.reachable, 1), 1, o.since
from at_desk a join coordinators o on o.person = a.person left join sessions s on s.person = a.person
where a.role in ('coordinator', 'lead')
  and not exists (select 1 from coordinators own where own.programme = a.programme and own.person = a.person)
  and o.programme = (select min(programme) from coordinators where person = a.person)
order by 8, 3;

-- name: programme_areas()
-- which municipalities each programme serves
select programme, nis from programme_areas order by programme, nis;

-- name: add_programme(id, name, municipality, province, preset, created)
-- a new programme
insert into programmes (id, name, municipality, province, preset, created)
values (:id, :name, :municipality, :province, :preset, :created);

-- name: set_choosing(choosing, id)
-- who decides on a pair: empty is as the preset says
update programmes set choosing = :choosing where id = :id;

-- name: set_minors(id, minors)
-- may people of 13 to 17 take part?
update programmes set minors = :minors where id = :id;

-- name: set_meanwhile(id, meanwhile)
-- what somebody can do while they wait
update programmes set meanwhile = :meanwhile where id = :id;

-- name: set_help_lines(id, help_lines)
-- its own numbers to call in trouble
update programmes set help_lines = :help_lines where id = :id;

-- name: add_area(programme, nis)
-- a municipality that a programme serves
insert or ignore into programme_areas (programme, nis) values (:programme, :nis);

-- name: add_invitation(hash, programme, role, municipality, created, expires)
-- a link, by the hash of its token
insert into invitations (hash, programme, role, municipality, created, expires)
values (:hash, :programme, :role, :municipality, :created, :expires);

-- name: invitation(hash)
-- what a link stands for: an invitation, a young person who waits for a guardian, or a file from a list
select hash, programme, role, expires, used_by, null as about from invitations where hash = :hash
union all select hash, programme, 'guardian', expires, null, person from guarded where hash = :hash
union all select k.hash, c.programme, 'claim', k.expires, null, k.person from claims k
join candidates c on c.id = (select max(id) from candidates where person = k.person) where k.hash = :hash;

-- name: redeem(person, at, hash)
-- a link for one use is used by this person
update invitations set used_by = :person, used_at = :at where hash = :hash and (used_by is null or used_by = :person);

-- name: join_programme(programme, person, role, name, phone, at)
-- this person is of the staff of this programme
insert into coordinators (programme, person, role, name, phone, since)
values (:programme, :person, :role, :name, :phone, :at)
on conflict (programme, person) do update set role = excluded.role, name = excluded.name, phone = excluded.phone;

-- name: staff(programme)
-- everybody of the staff
select programme, person, role, name, phone, since from coordinators
where :programme is null or programme = :programme order by programme, since, person;

-- name: set_role(programme, person, role)
-- another role in this programme
update coordinators set role = :role where programme = :programme and person = :person;

-- name: remove_staff(programme, person)
-- no longer of the staff of this programme
delete from coordinators where programme = :programme and person = :person;

-- name: waiting_in(programme)
-- how many wait in this programme
select count(*) from candidates where programme = :programme and status in ('waiting', 'aside', 'accepted');

-- name: files_of(programme)
-- everybody's file in a programme
select id, person, answers from candidates where programme = :programme;

-- name: drop_wakes_about(person, programme)
-- what would have told this person of others in a programme
delete from wakes where person = :person and (key = 'new:' || :programme
  or about in (select id from candidates where programme = :programme and person <> :person));

-- name: coordinators_for(programme)
-- whom to tell about a programme now
select person from hears where programme = :programme order by person;

-- name: who_will_coordinate(programme)
-- whom to tell about it later: whoever is away now is back by then
select person from coordinators where programme = :programme and role in ('coordinator', 'lead') order by person;

-- name: leads_of(programme)
-- who leads it
select person from coordinators where programme = :programme and role = 'lead' order by person;

-- name: leads_around(programme)
-- who leads other programmes of the same municipality
select distinct k.person from coordinators k join programmes p on p.id = k.programme
where k.role = 'lead' and p.municipality = (select municipality from programmes where id = :programme)
  and not exists (select 1 from coordinators o where o.programme = :programme and o.person = k.person) order by k.person;

-- name: set_closing_days(closing_days, id)
-- when its desks are closed
update programmes set closing_days = :closing_days where id = :id;

-- name: assigns(id)
-- does each new candidate of this programme go to one coordinator?
select assigns from programmes where id = :id and closed is null;

-- name: set_assigns(assigns, id)
-- does each new candidate go to one coordinator?
update programmes set assigns = :assigns where id = :id;

-- name: colleagues(programmes, person)
-- who decides in these programmes, or in others of the same municipalities
select distinct k.person from coordinators k join programmes p on p.id = k.programme
where k.role in ('coordinator', 'lead') and k.person <> :person and p.municipality in (
  select municipality from programmes where id in (select value from json_each(:programmes))) order by k.person;
