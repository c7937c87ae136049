-- People by a random number; what names them or is in their words is sealed under a key of their own.

-- how somebody is found (a keyed hash of their address), and where they are reached (sealed)
create table persons (
  id integer primary key,
  lookup text not null unique,
  chat blob not null,
  since text not null
);

-- everybody's own key, wrapped by the master key; number 0 is the house's. No backup holds this table's rows.
create table keys (person integer primary key, key blob not null);

-- which database this is: keys of another open nothing here
create table house (id text primary key);
insert into house values (lower(hex(randomblob(8))));

-- whose key was thrown away: a restored backup forgets them again
create table erased (person integer primary key, at text not null) without rowid;

-- an open conversation, sealed
create table new_sessions (
  person integer primary key,
  language text,
  revision integer not null default 0,
  state blob,
  unfinished integer not null default 0,
  reachable integer not null default 1,
  nudges integer not null default 0,
  paused text not null default '',
  touched text not null
);

create table new_consents (
  id integer primary key,
  person integer not null,
  kind text not null check (kind in ('take-part', 'counted')),
  given integer not null,
  wording text not null,
  language text not null,
  at text not null
);

-- the staff of a programme, each in a role
create table new_coordinators (
  programme text not null,
  person integer not null,
  role text not null default 'coordinator' check (role in ('coordinator', 'trainee', 'lead', 'auditor')),
  name blob,
  phone blob,
  since text not null,
  primary key (programme, person)
) without rowid;

create table new_candidates (
  id integer primary key autoincrement,
  person integer not null,
  side text not null check (side in ('newcomer', 'volunteer')),
  status text not null check (status in ('waiting', 'aside', 'accepted', 'matched', 'declined', 'withdrawn')),
  programme text not null,
  language text not null,
  municipality text not null,
  answers blob,
  counted integer not null,
  submitted text not null,
  waiting_since text not null,
  passed_from text not null default '',
  decided_by integer,
  decided_at text,
  reason text not null default ''
);

create table new_relays (
  id integer primary key autoincrement,
  candidate integer not null,
  coordinator integer,
  question blob,
  answer blob,
  asked text not null,
  answered text
);

create table new_duos (
  id integer primary key autoincrement,
  programme text not null,
  formed text not null,
  formed_by integer,
  ended text,
  reason text not null default ''
);

create table new_check_ins (
  duo integer not null,
  candidate integer not null,
  wave integer not null,
  answered text not null,
  met integer not null,
  hours real,
  mood integer not null,
  note blob,
  primary key (duo, candidate, wave)
) without rowid;

create table new_told (
  person integer not null, candidate integer not null, programme text not null,
  primary key (person, candidate, programme)
) without rowid;

-- `about` is the candidate whom it is about, where it reaches somebody else
create table new_wakes (
  id integer primary key,
  person integer not null,
  kind text not null,
  key text not null,
  payload blob,
  about integer,
  due text not null,
  unique (person, key)
);

create table new_outbox (
  id integer primary key,
  person integer not null,
  priority integer not null,
  letter blob not null,
  due text not null,
  state text not null default 'waiting' check (state in ('waiting', 'parked', 'refused')),
  tries integer not null default 0,
  unsure integer not null default 0,
  reason text not null default ''
);

create table new_quarantine (
  id integer primary key autoincrement,
  at text not null,
  person integer not null,
  reason text not null,
  raw blob,
  retried text
);

-- who of the staff looked at whose file, by day
create table looks (
  person integer not null,
  reader integer not null,
  day text not null,
  programme text not null,
  primary key (person, reader, day)
) without rowid;

-- a link for any role of the staff
create table new_invitations (
  hash text primary key,
  programme text not null,
  role text not null check (role in ('coordinator', 'trainee', 'lead', 'auditor', 'candidate')),
  municipality text not null,
  created text not null,
  expires text not null,
  used_by integer,
  used_at text
) without rowid;
