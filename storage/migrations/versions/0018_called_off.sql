-- When a date fell away: with a rest, with somebody who is not safe, with whoever proposed it.
alter table meetings add column off text;
