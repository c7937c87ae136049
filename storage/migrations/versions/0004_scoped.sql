-- may people of 13 to 17 take part, whatever the programme's kind says?
alter table programmes add column minors integer not null default 0;

-- a young person's intake that waits for a guardian; the link that asks, by the hash of its token
create table guarded (
  person integer primary key,
  hash text not null unique,
  side text not null check (side in ('newcomer', 'volunteer')),
  programme text not null,
  language text not null,
  counted integer not null,
  answers blob,
  created text not null,
  expires text not null
);

-- who said yes for a young person, to which words; `contact` is sealed under the young person's key
create table guardians (
  person integer primary key,
  guardian integer,
  wording text not null,
  language text not null,
  at text not null,
  contact blob
);
create index guardians_guardian on guardians (guardian) where guardian is not null;

-- that a programme saw a volunteer's extract of the judicial record: two dates, never a copy
create table screenings (
  person integer not null,
  programme text not null,
  seen text not null,
  issued text not null,
  noted_by integer,
  at text not null,
  primary key (person, programme)
) without rowid;
