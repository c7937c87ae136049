-- Whoever came in from a list: `key` is this person of this list, `slot` their number in this programme, `content` the
-- row as it was read; keyed hashes, all three. Without a person: erased since, and not to be taken over again.
create table imported (
  key text primary key,
  slot text not null unique,
  content text not null,
  person integer,
  at text not null
) without rowid;
create index imported_person on imported (person);

-- the link with which somebody says that this file is theirs: one at a time, for one use
create table claims (hash text primary key, person integer not null unique, expires text not null) without rowid;
