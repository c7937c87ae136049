-- Somebody of the staff answers for somebody whom no phone reaches: at the desk, or on the line.
create table speaking (
  staff integer primary key,
  person integer not null,
  since text not null
);
