-- When a colleague is away, and who takes over. `away` is set from the first day to the last, by the clock.
alter table desks add column away integer not null default 0 check (away in (0, 1));
alter table desks add column away_from text;
alter table desks add column away_until text;
alter table desks add column deputy integer;
-- Days of a year (07-11) or of one year (2027-05-14) on which a town's desks are closed.
alter table programmes add column closing_days text not null default '[]';
-- Somebody whom nobody looked at in time was told that we are sorry; and how far up it was told.
alter table candidates add column apologised text;
alter table candidates add column escalated integer not null default 0;
-- Whoever is at work for a programme: its staff, and who takes over from somebody away.
create view at_desk as
select k.programme, k.person, k.role from coordinators k
where not exists (select 1 from desks d where d.person = k.person and d.away)
union
select k.programme, d.deputy as person, k.role from coordinators k join desks d on d.person = k.person and d.away
where exists (select 1 from coordinators s where s.person = d.deputy and s.role in ('coordinator', 'lead'))
  and not exists (select 1 from desks x where x.person = d.deputy and x.away)
  and not exists (select 1 from coordinators o where o.programme = k.programme and o.person = d.deputy);
-- Whom to tell: whoever is at work and decides; where nobody is, those who are away. An alarm always reaches somebody.
create view hears as
select programme, person from at_desk where role in ('coordinator', 'lead')
union
select k.programme, k.person from coordinators k where k.role in ('coordinator', 'lead')
  and not exists (select 1 from at_desk a where a.programme = k.programme and a.role in ('coordinator', 'lead'));
