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

-- counts of a programme, kept until something of that programme changes
create table figure_counts (
  programme text not null,
  part text not null,
  year integer not null,
  side text not null,
  code text not null,
  n integer not null,
  total real not null,
  squares real not null,
  primary key (programme, part, year, side, code)
) without rowid;
create table figures_stale (programme text primary key) without rowid;
insert into figures_stale select id from programmes;
create index facts_programme on facts (programme, year);

create trigger figures_fact_added after insert on facts begin
  insert or ignore into figures_stale values (new.programme);
end;
create trigger figures_fact_changed after update of programme, year, side on facts begin
  insert or ignore into figures_stale values (old.programme);
  insert or ignore into figures_stale values (new.programme);
end;
create trigger figures_fact_gone after delete on facts begin
  insert or ignore into figures_stale values (old.programme);
end;
create trigger figures_nationality_added after insert on fact_nationalities begin
  insert or ignore into figures_stale select programme from facts where id = new.fact;
end;
create trigger figures_nationality_gone after delete on fact_nationalities begin
  insert or ignore into figures_stale select programme from facts where id = old.fact;
end;
create trigger figures_tongue_added after insert on fact_tongues begin
  insert or ignore into figures_stale select programme from facts where id = new.fact;
end;
create trigger figures_tongue_gone after delete on fact_tongues begin
  insert or ignore into figures_stale select programme from facts where id = old.fact;
end;
create trigger figures_duo_added after insert on duos begin
  insert or ignore into figures_stale values (new.programme);
end;
create trigger figures_duo_changed after update of programme, formed, ended, reason on duos begin
  insert or ignore into figures_stale values (old.programme);
  insert or ignore into figures_stale values (new.programme);
end;
create trigger figures_duo_gone after delete on duos begin
  insert or ignore into figures_stale values (old.programme);
end;
create trigger figures_check_in_added after insert on check_ins begin
  insert or ignore into figures_stale select programme from duos where id = new.duo;
end;
create trigger figures_check_in_changed after update of answered, met, hours, mood on check_ins begin
  insert or ignore into figures_stale select programme from duos where id = new.duo;
end;
create trigger figures_check_in_gone after delete on check_ins begin
  insert or ignore into figures_stale select programme from duos where id = old.duo;
end;
