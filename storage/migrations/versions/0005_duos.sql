-- Where a duo stands (programme/duo.py moves it), and what happens in it. Days are local dates.
alter table duos add column state text not null default 'running' check (state in (
  'proposed', 'agreed', 'met', 'running', 'paused', 'closed', 'declined', 'lapsed', 'withdrawn'));
alter table duos add column since text;
alter table duos add column held integer not null default 0;
alter table duos add column ends text;
update duos set since = coalesce(ended, formed), state = case when ended is null then 'running' else 'closed' end;
create index duos_open on duos (state) where ended is null;

alter table duo_members add column role text not null default 'adult' check (role in ('adult', 'child'));
alter table duo_members add column household text not null default '';
alter table duo_members add column answer text not null default 'yes' check (
  answer in ('open', 'yes', 'no', 'question'));
alter table duo_members add column sharing text not null default '' check (
  sharing in ('', 'link', 'phone', 'coordinator'));
alter table duo_members add column contact blob;
alter table duo_members add column goes_on integer not null default 0;

alter table check_ins add column safe integer not null default 1;
-- who decides on a pair; empty is as the preset says
alter table programmes add column choosing text not null default '' check (choosing in ('', 'both', 'coordinator'));

-- each move, dated; never who said it
create table duo_moves (
  id integer primary key,
  duo integer not null,
  move text not null,
  state text not null,
  at text not null
);
create index duo_moves_duo on duo_moves (duo);

create table pauses (duo integer not null, starts text not null, ends text, primary key (duo, starts)) without rowid;

-- which wave was asked of whom: each once; `number` is the one that check_ins has
create table waves (
  duo integer not null, candidate integer not null, wave text not null, number integer not null, asked text not null,
  primary key (duo, candidate, wave)
) without rowid;
insert or ignore into waves (duo, candidate, wave, number, asked)
select duo, candidate, substr(answered, 1, 10), wave, answered from check_ins;

-- a date and a place; the place is sealed under the key of whoever proposed it
create table meetings (
  id integer primary key autoincrement,
  duo integer not null,
  proposer integer not null,
  person integer not null,
  at text not null,
  place blob
);
create index meetings_duo on meetings (duo);
create index meetings_person on meetings (person);
create table meeting_answers (
  meeting integer not null, candidate integer not null, fits integer not null, met integer,
  why text not null default '', primary key (meeting, candidate)
) without rowid;

-- why a duo ended, by side; candidate 0 is the programme
create table partings (
  duo integer not null, candidate integer not null, at text not null, reason text not null, note blob,
  again integer, primary key (duo, candidate)
) without rowid;

create table measures (
  duo integer not null, candidate integer not null, moment text not null, measure text not null,
  wording text not null, at text not null, value integer, primary key (duo, candidate, moment, measure)
) without rowid;

-- a coordinator's puzzle before it is sent
create table puzzle_pairs (
  person integer not null, programme text not null, rank integer not null, newcomer integer not null,
  volunteer integer not null, kept integer not null default 1, primary key (person, programme, newcomer)
) without rowid;

-- a duo counts from the day on which it was agreed: what was only proposed is none
drop trigger figures_duo_added;
drop trigger figures_duo_changing;
drop trigger figures_duo_changed;
drop trigger figures_duo_gone;
drop view figures_of_duos;
create view figures_of_duos as
  select id, programme, 'formed' as part, cast(substr(formed, 1, 4) as integer) as year, '' as code,
    0.0 as total, 0.0 as squares from duos where state not in ('proposed', 'declined', 'lapsed', 'withdrawn')
  union all
  select id, programme, 'ended', cast(substr(ended, 1, 4) as integer), reason, julianday(ended) - julianday(formed),
    (julianday(ended) - julianday(formed)) * (julianday(ended) - julianday(formed)) from duos
  where ended is not null and state not in ('proposed', 'declined', 'lapsed', 'withdrawn');
create trigger figures_duo_added after insert on duos begin
  insert into figure_counts select programme, part, year, '', code, 1, total, squares from figures_of_duos where id = new.id
  on conflict do update set n = n + 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_duo_changing before update of id, programme, formed, ended, reason, state on duos begin
  insert into figure_counts select programme, part, year, '', code, -1, -total, -squares from figures_of_duos where id = old.id
  on conflict do update set n = n - 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_duo_changed after update of id, programme, formed, ended, reason, state on duos begin
  select raise(abort, 'a duo stays in its programme') where old.programme <> new.programme or old.id <> new.id;
  insert into figure_counts select programme, part, year, '', code, 1, total, squares from figures_of_duos where id = new.id
  on conflict do update set n = n + 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_duo_gone before delete on duos begin
  delete from check_ins where duo = old.id;
  insert into figure_counts select programme, part, year, '', code, -1, -total, -squares from figures_of_duos where id = old.id
  on conflict do update set n = n - 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
