-- When a colleague reads the message of the day. Without a row: each working day, and news as it comes.
create table desks (
  person integer primary key,
  digest text not null default 'day' check (digest in ('day', 'monday', 'never')),
  gathers integer not null default 0 check (gathers in (0, 1))
);
-- What the staff did about a duo that went quiet, and the day on which it is looked at again.
create table follow_ups (
  id integer primary key,
  duo integer not null,
  person integer,
  what text not null check (what in ('reminded', 'called', 'later')),
  day text not null,
  until text not null
);
create index follow_ups_duo on follow_ups (duo);
