-- What has to be looked at by a human. `told` is sealed: own words, and the name of whoever has no file yet.
create table alarms (
  id integer primary key autoincrement,
  person integer not null,
  candidate integer not null default 0,
  duo integer not null default 0,
  programme text not null,
  kind text not null,
  mood integer not null default 0,
  at text not null,
  told blob,
  handled text,
  handled_by integer,
  how text
);
create index alarms_open on alarms (programme, at) where handled is null;
create index alarms_person on alarms (person);
create index alarms_duo on alarms (duo) where handled is null;

-- who said "not safe" in a check-in said nothing else: what was written down beside it is no answer, and counts no more
insert into alarms (person, candidate, duo, programme, kind, at, handled, how)
  select c.person, k.candidate, k.duo, d.programme, 'unsafe', k.answered, k.answered, 'passed'
  from check_ins k join candidates c on c.id = k.candidate join duos d on d.id = k.duo where k.safe = 0;
delete from check_ins where safe = 0;
alter table check_ins drop column safe;
