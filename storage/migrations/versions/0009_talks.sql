-- A talk of a person with the staff of a programme; `staff` is who talks with them now, until `ends`.
create table talks (
  id integer primary key autoincrement,
  person integer not null,
  programme text not null,
  name blob,
  staff integer,
  ends text not null,
  unique (person, programme)
);
-- What was said in it; `staff` is empty for the person's own words. Sealed under the person's key, both ways.
create table talk_words (
  id integer primary key autoincrement,
  talk integer not null,
  person integer not null,
  at text not null,
  staff integer,
  words blob
);
create index talk_words_talk on talk_words (talk, id);
create index talk_words_person on talk_words (person, at);
