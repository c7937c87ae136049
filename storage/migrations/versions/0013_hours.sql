-- Hours, told by one side: with the duo, or something else (no duo); `wave` when a check-in asked for all since the last.
create table hours_told (
  id integer primary key autoincrement,
  candidate integer not null,
  duo integer,
  day text not null,
  hours real not null,
  what text not null default '',
  wave integer not null default 0,
  told text not null
);
create index hours_told_candidate on hours_told (candidate);
create index hours_told_duo on hours_told (duo);
create unique index hours_told_wave on hours_told (duo, candidate, wave) where wave > 0;
create trigger hours_of_file_gone after delete on candidates begin
  delete from hours_told where candidate = old.id;
end;
insert into hours_told (candidate, duo, day, hours, wave, told)
select k.candidate, k.duo, substr(k.answered, 1, 10), k.hours, k.wave, k.answered from check_ins k
join candidates c on c.id = k.candidate where k.met = 1 and k.hours > 0;
