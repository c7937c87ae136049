-- Who of the staff follows somebody up; without one, all coordinators of the programme do.
alter table candidates add column assigned integer;
create index candidates_assigned on candidates (assigned) where assigned is not null;
alter table undos add column assigned integer;
-- Does each new candidate of this programme go to one coordinator, by load and language?
alter table programmes add column assigns integer not null default 0 check (assigns in (0, 1));
-- What a colleague speaks with people, beside Dutch and the language of their own chat (BCP 47, a JSON list).
alter table desks add column tongues text not null default '[]';
-- Who follows somebody up today: whoever it was given to, or who takes over from them; nobody, if they are away or
-- can't be reached.
create view follows as
select c.id as candidate, h.person from candidates c join hears h on h.programme = c.programme
where c.assigned is not null
  and (h.person = c.assigned
       or exists (select 1 from desks d where d.person = c.assigned and d.away and d.deputy = h.person))
  and not exists (select 1 from sessions s where s.person = h.person and not s.reachable);
