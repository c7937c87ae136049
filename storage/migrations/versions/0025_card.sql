-- What a colleague noted about somebody, in own words: sealed under that person's key, for who reads this programme.
create table card_notes (
  id integer primary key autoincrement,
  person integer not null,
  candidate integer not null,
  programme text not null,
  noted_by integer,
  at text not null,
  words blob not null
);
create index card_notes_of on card_notes (person, programme);
-- What was done with a volunteer, and the day: a talk (planned, or held with its result), papers. There are no copies.
create table volunteer_steps (
  person integer not null,
  programme text not null,
  what text not null check (what in ('talk', 'agreement', 'information')),
  day text not null,
  result text not null default '' check (result in ('', 'well', 'again', 'not')),
  noted_by integer,
  primary key (person, programme, what)
) without rowid;
create index volunteer_steps_on on volunteer_steps (what, day);
-- Until when somebody is set aside; without a day, until somebody decides.
alter table candidates add column aside_until text;
alter table undos add column aside_until text;
