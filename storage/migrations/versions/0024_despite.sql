-- Why a pair was made although one wish or one must stood against it: which one, and a word of a list.
alter table duos add column despite text not null default '';
