-- In which message of which reader somebody's file stands: it is edited when the file is erased.
create table shown (
  candidate integer not null,
  reader integer not null,
  message integer not null,
  primary key (candidate, reader, message)
) without rowid;
create index shown_reader on shown (reader);
