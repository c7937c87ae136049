-- A decision that can still be taken back: what was before it, by whom it was taken, and until when.
create table undos (
  candidate integer primary key,
  staff integer not null,
  until text not null,
  status text not null,
  programme text not null,
  passed_from text not null,
  decided_by integer,
  decided_at text,
  reason text not null
);
create trigger undo_of_file_gone after delete on candidates begin
  delete from undos where candidate = old.id;
end;
