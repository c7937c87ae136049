-- Since when somebody asks for a signature under their paper; none, once it was signed.
alter table candidates add column sign_asked text;
-- The last day on which it was signed.
alter table candidates add column signed text;
create index candidates_to_sign on candidates (programme) where sign_asked is not null;
