-- figures that no database of duos knows, with their sources; `nis` holds codes with spaces between
create table declared (
  id integer primary key,
  programme text not null,
  municipality text not null,
  nis text not null,
  province text not null,
  domain text not null,
  measure text not null,
  year integer,
  period text not null,
  side text not null,
  status text not null,
  source text not null,
  value real,
  words text not null,
  qualifier text not null,
  note text not null,
  origin text not null,
  at text not null,
  unique (programme, municipality, measure, year, period, side, status, source, note)
);

-- what was made public: each version stays as it was
create table releases (
  id integer primary key,
  made text not null,
  note text not null,
  cells text not null
);

-- counts, kept as things happen: n, and for averages the sum and the sum of squares
create table figure_counts (
  programme text not null,
  part text not null,
  year integer not null,
  side text not null,
  code text not null,
  n integer not null,
  total real not null default 0,
  squares real not null default 0,
  primary key (programme, part, year, side, code)
) without rowid;

-- since when nobody was heard of in a duo that runs
alter table duos add column heard text not null default '';
create index duos_running on duos (programme, heard, formed) where ended is null;
create index check_ins_candidate on check_ins (candidate, answered);

create trigger figures_fact_added after insert on facts begin
  insert into figure_counts (programme, part, year, side, code, n)
  values (new.programme, 'persons', new.year, new.side, '', 1) on conflict do update set n = n + 1;
end;
create trigger figures_fact_gone before delete on facts begin
  delete from fact_nationalities where fact = old.id;
  delete from fact_tongues where fact = old.id;
  update figure_counts set n = n - 1 where programme = old.programme and part = 'persons' and year = old.year
    and side = old.side and code = '';
end;
create trigger figures_fact_stays before update of id, programme, year, side on facts begin
  select raise(abort, 'a fact is taken away and added again, never changed: it is counted already');
end;
create trigger figures_nationality_added after insert on fact_nationalities begin
  insert into figure_counts (programme, part, year, side, code, n)
  select programme, 'nationality', year, side, new.nationality, 1 from facts where id = new.fact
  on conflict do update set n = n + 1;
end;
create trigger figures_nationality_gone before delete on fact_nationalities begin
  update figure_counts set n = n - 1
  where part = 'nationality' and code = old.nationality
    and (programme, year, side) in (select programme, year, side from facts where id = old.fact);
end;
create trigger figures_tongue_added after insert on fact_tongues begin
  insert into figure_counts (programme, part, year, side, code, n)
  select programme, 'tongue', year, side, new.tongue, 1 from facts where id = new.fact
  on conflict do update set n = n + 1;
end;
create trigger figures_tongue_gone before delete on fact_tongues begin
  update figure_counts set n = n - 1
  where part = 'tongue' and code = old.tongue
    and (programme, year, side) in (select programme, year, side from facts where id = old.fact);
end;

-- a duo: formed in a year, ended in a year for a reason after so many days
create view figures_of_duos as
  select id, programme, 'formed' as part, cast(substr(formed, 1, 4) as integer) as year, '' as code,
    0.0 as total, 0.0 as squares from duos
  union all
  select id, programme, 'ended', cast(substr(ended, 1, 4) as integer), reason, julianday(ended) - julianday(formed),
    (julianday(ended) - julianday(formed)) * (julianday(ended) - julianday(formed)) from duos where ended is not null;
create trigger figures_duo_added after insert on duos begin
  insert into figure_counts select programme, part, year, '', code, 1, total, squares from figures_of_duos where id = new.id
  on conflict do update set n = n + 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_duo_changing before update of id, programme, formed, ended, reason on duos begin
  insert into figure_counts select programme, part, year, '', code, -1, -total, -squares from figures_of_duos where id = old.id
  on conflict do update set n = n - 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_duo_changed after update of id, programme, formed, ended, reason on duos begin
  select raise(abort, 'a duo stays in its programme') where old.programme <> new.programme or old.id <> new.id;
  insert into figure_counts select programme, part, year, '', code, 1, total, squares from figures_of_duos where id = new.id
  on conflict do update set n = n + 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_duo_gone before delete on duos begin
  delete from check_ins where duo = old.id;
  insert into figure_counts select programme, part, year, '', code, -1, -total, -squares from figures_of_duos where id = old.id
  on conflict do update set n = n - 1, total = total + excluded.total, squares = squares + excluded.squares;
end;

-- an answer: its face by wave, and its hours
create view figures_of_check_ins as
  select c.duo, c.candidate, c.wave, d.programme, 'mood' as part, cast(substr(c.answered, 1, 4) as integer) as year,
    cast(c.wave as text) as code, 1.0 * c.mood as total, 1.0 * c.mood * c.mood as squares
  from check_ins c join duos d on d.id = c.duo
  union all
  select c.duo, c.candidate, c.wave, d.programme, 'hours', cast(substr(c.answered, 1, 4) as integer), '', c.hours,
    c.hours * c.hours
  from check_ins c join duos d on d.id = c.duo where c.hours is not null;

-- who answered at all in a year: the first answer counts, and the last that is taken away
create trigger figures_check_in_added after insert on check_ins begin
  insert into figure_counts select programme, part, year, '', code, 1, total, squares from figures_of_check_ins
  where duo = new.duo and candidate = new.candidate and wave = new.wave
  on conflict do update set n = n + 1, total = total + excluded.total, squares = squares + excluded.squares;
  insert into figure_counts (programme, part, year, side, code, n)
  select d.programme, 'answering', cast(substr(new.answered, 1, 4) as integer), '', '', 1 from duos d
  where d.id = new.duo and not exists (
    select 1 from check_ins o join duos e on e.id = o.duo
    where o.candidate = new.candidate and e.programme = d.programme and (o.duo, o.wave) <> (new.duo, new.wave)
      and o.answered >= substr(new.answered, 1, 4) and o.answered < substr(new.answered, 1, 4) + 1)
  on conflict do update set n = n + 1;
  update duos set heard = new.answered where id = new.duo and heard < new.answered;
end;
create trigger figures_check_in_gone before delete on check_ins begin
  insert into figure_counts select programme, part, year, '', code, -1, -total, -squares from figures_of_check_ins
  where duo = old.duo and candidate = old.candidate and wave = old.wave
  on conflict do update set n = n - 1, total = total + excluded.total, squares = squares + excluded.squares;
  insert into figure_counts (programme, part, year, side, code, n)
  select d.programme, 'answering', cast(substr(old.answered, 1, 4) as integer), '', '', -1 from duos d
  where d.id = old.duo and not exists (
    select 1 from check_ins o join duos e on e.id = o.duo
    where o.candidate = old.candidate and e.programme = d.programme and (o.duo, o.wave) <> (old.duo, old.wave)
      and o.answered >= substr(old.answered, 1, 4) and o.answered < substr(old.answered, 1, 4) + 1)
  on conflict do update set n = n - 1;
end;
create trigger figures_check_in_stays before update of duo, candidate, wave, answered on check_ins
when (new.duo, new.candidate, new.wave, new.answered) <> (old.duo, old.candidate, old.wave, old.answered) begin
  select raise(abort, 'an answer is taken away and added again, never moved: it is counted already');
end;
create trigger figures_check_in_changing before update of hours, mood on check_ins begin
  insert into figure_counts select programme, part, year, '', code, -1, -total, -squares from figures_of_check_ins
  where duo = old.duo and candidate = old.candidate and wave = old.wave
  on conflict do update set n = n - 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_check_in_changed after update of hours, mood on check_ins begin
  insert into figure_counts select programme, part, year, '', code, 1, total, squares from figures_of_check_ins
  where duo = new.duo and candidate = new.candidate and wave = new.wave
  on conflict do update set n = n + 1, total = total + excluded.total, squares = squares + excluded.squares;
end;

-- what is there already
insert into figure_counts (programme, part, year, side, code, n)
  select programme, 'persons', year, side, '', count(*) from facts group by 1, 3, 4;
insert into figure_counts (programme, part, year, side, code, n)
  select f.programme, 'nationality', f.year, f.side, n.nationality, count(*)
  from facts f join fact_nationalities n on n.fact = f.id group by 1, 3, 4, 5;
insert into figure_counts (programme, part, year, side, code, n)
  select f.programme, 'tongue', f.year, f.side, t.tongue, count(*)
  from facts f join fact_tongues t on t.fact = f.id group by 1, 3, 4, 5;
insert into figure_counts
  select programme, part, year, '', code, count(*), sum(total), sum(squares) from figures_of_duos group by 1, 2, 3, 5;
insert into figure_counts
  select programme, part, year, '', code, count(*), sum(total), sum(squares) from figures_of_check_ins group by 1, 2, 3, 5;
insert into figure_counts (programme, part, year, side, code, n)
  select d.programme, 'answering', cast(substr(c.answered, 1, 4) as integer), '', '', count(distinct c.candidate)
  from duos d join check_ins c on c.duo = d.id group by 1, 3;
update duos set heard = coalesce((select max(answered) from check_ins where duo = duos.id), '');
