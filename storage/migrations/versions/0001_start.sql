-- Times are UTC, ISO 8601 with seconds, so that they sort as text.

-- updates seen, for at-most-once; Telegram may restart its numbers, so never "the highest"
create table arrivals (id integer primary key, at text not null) without rowid;

-- a chat: its language and the conversations it is in
create table sessions (
  chat integer primary key,
  language text,
  revision integer not null default 0,
  state text not null,
  unfinished integer not null default 0,
  reachable integer not null default 1,
  nudges integer not null default 0,
  touched text not null
);
create index sessions_unfinished on sessions (nudges, touched) where unfinished = 1 and reachable = 1;

create table consents (
  id integer primary key,
  chat integer not null,
  kind text not null check (kind in ('take-part', 'counted')),
  given integer not null,
  wording text not null,
  language text not null,
  at text not null
);
create index consents_chat on consents (chat);

create table programmes (
  id text primary key,
  name text not null,
  municipality text not null,
  province text not null,
  preset text not null default 'duo',
  created text not null,
  closed text
);
create table programme_areas (programme text not null, nis text not null, primary key (programme, nis)) without rowid;

create table coordinators (
  programme text not null,
  chat integer not null,
  name text not null,
  phone text not null default '',
  since text not null,
  primary key (programme, chat)
) without rowid;
create index coordinators_chat on coordinators (chat);

-- only the hash of a link's token is kept
create table invitations (
  hash text primary key,
  programme text not null,
  role text not null check (role in ('coordinator', 'candidate')),
  municipality text not null,
  created text not null,
  expires text not null,
  used_by integer,
  used_at text
) without rowid;

create table candidates (
  id integer primary key,
  chat integer not null,
  side text not null check (side in ('newcomer', 'volunteer')),
  status text not null check (status in ('waiting', 'aside', 'accepted', 'matched', 'declined', 'withdrawn')),
  programme text not null,
  name text not null,
  language text not null,
  municipality text not null,
  answers text not null,
  counted integer not null,
  submitted text not null,
  waiting_since text not null,
  passed_from text not null default '',
  decided_by text not null default '',
  decided_at text,
  reason text not null default ''
);
create unique index candidates_open on candidates (chat) where status not in ('declined', 'withdrawn');
create index candidates_chat on candidates (chat);
create index candidates_queue on candidates (programme, status, waiting_since);

-- the facts that are counted, when the person agreed to be counted; they outlive the person's file
create table facts (
  id integer primary key,
  candidate integer unique,
  side text not null,
  programme text not null,
  municipality text not null,
  year integer not null,
  age text,
  dutch text
);
create table fact_nationalities (fact integer not null, nationality text not null, primary key (fact, nationality)) without rowid;
create table fact_tongues (fact integer not null, tongue text not null, level text not null, primary key (fact, tongue)) without rowid;

-- whom a coordinator was told about already
create table told (chat integer not null, candidate integer not null, programme text not null, primary key (chat, candidate, programme)) without rowid;

create table relays (
  id integer primary key,
  candidate integer not null,
  coordinator integer not null,
  asked_by text not null,
  question text not null,
  answer text not null default '',
  asked text not null,
  answered text
);

create table duos (
  id integer primary key,
  programme text not null,
  formed text not null,
  formed_by text not null default '',
  ended text,
  reason text not null default ''
);
create index duos_programme on duos (programme, formed);
-- a list with sides, so that couples, families and groups fit
create table duo_members (
  duo integer not null,
  candidate integer not null,
  side text not null,
  primary key (duo, candidate)
) without rowid;
create index duo_members_candidate on duo_members (candidate);

create table check_ins (
  duo integer not null,
  candidate integer not null,
  wave integer not null,
  answered text not null,
  met integer not null,
  hours real,
  mood integer not null,
  note text not null default '',
  primary key (duo, candidate, wave)
) without rowid;

-- wishes that no programme could meet, counted by place and month
create table unmet (
  nis text not null,
  side text not null,
  month text not null,
  n integer not null,
  primary key (nis, side, month)
) without rowid;

-- what falls due when; a row goes in the transaction of what it led to
create table wakes (
  id integer primary key,
  chat integer not null,
  kind text not null,
  key text not null,
  payload text not null,
  due text not null,
  unique (chat, key)
);
create index wakes_due on wakes (due);

-- letters on their way; a delivered one is removed
create table outbox (
  id integer primary key,
  chat integer not null,
  priority integer not null,
  letter text not null,
  due text not null,
  state text not null default 'waiting' check (state in ('waiting', 'parked', 'refused')),
  tries integer not null default 0,
  unsure integer not null default 0,
  reason text not null default ''
);
create index outbox_state on outbox (state, due);
create index outbox_chat on outbox (chat, id);

create table quarantine (
  id integer primary key,
  at text not null,
  chat integer,
  reason text not null,
  raw text not null,
  retried text
);

-- who did what, without the words
create table journal (
  id integer primary key,
  at text not null,
  actor integer,
  action text not null,
  object text not null default ''
);

-- one process at a time answers for a token; its number is checked in every commit
create table leases (
  name text primary key,
  number integer not null,
  holder text not null,
  until text not null
) without rowid;

create table facts_of_life (name text primary key, value text not null) without rowid;
