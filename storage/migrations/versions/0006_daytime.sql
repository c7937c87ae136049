-- Each scheduled message says by itself whether it waits for the day, and whether it goes after replies.
alter table wakes add column daytime integer not null default 1 check (daytime in (0, 1));
alter table wakes add column priority integer not null default 1;
update wakes set daytime = 0 where kind not in (
  'checkin', 'recheck', 'reproposed', 'unshared', 'metup', 'tomorrow', 'look', 'interest', 'silent');
update wakes set priority = 0 where daytime = 0 and kind not in ('announced', 'closing');
