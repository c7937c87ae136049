-- Couples, families and groups: somebody may leave a duo that goes on without them. Their row stays: their hours count.
alter table duo_members add column left text;

-- how many people a duo counts, apart: written down when it is made, changed when somebody comes or is noted
alter table duos add column adults integer not null default 2;
alter table duos add column children integer not null default 0;
alter table duos add column households integer not null default 2;
update duos set adults = max(2, (select count(*) from duo_members m where m.duo = duos.id)),
  households = max(1, (select count(distinct case m.household when '' then '#' || m.candidate else m.household end)
                       from duo_members m where m.duo = duos.id));

drop trigger figures_duo_added;
drop trigger figures_duo_changing;
drop trigger figures_duo_changed;
drop trigger figures_duo_gone;
drop view figures_of_duos;
create view figures_of_duos as
  select id, programme, 'formed' as part, cast(substr(formed, 1, 4) as integer) as year, '' as code,
    0.0 as total, 0.0 as squares from duos where state not in ('proposed', 'declined', 'lapsed', 'withdrawn')
  union all
  select id, programme, 'ended', cast(substr(ended, 1, 4) as integer), reason, julianday(ended) - julianday(formed),
    (julianday(ended) - julianday(formed)) * (julianday(ended) - julianday(formed)) from duos
  where ended is not null and state not in ('proposed', 'declined', 'lapsed', 'withdrawn')
  union all
  select d.id, d.programme, 'people', cast(substr(d.formed, 1, 4) as integer), w.value,
    case w.value when 'adults' then d.adults when 'children' then d.children else d.households end, 0.0
  from duos d, json_each('["adults", "children", "households"]') w
  where d.state not in ('proposed', 'declined', 'lapsed', 'withdrawn');
create trigger figures_duo_added after insert on duos begin
  insert into figure_counts select programme, part, year, '', code, 1, total, squares from figures_of_duos where id = new.id
  on conflict do update set n = n + 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_duo_changing before update of
  id, programme, formed, ended, reason, state, adults, children, households on duos begin
  insert into figure_counts select programme, part, year, '', code, -1, -total, -squares from figures_of_duos where id = old.id
  on conflict do update set n = n - 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_duo_changed after update of
  id, programme, formed, ended, reason, state, adults, children, households on duos begin
  select raise(abort, 'a duo stays in its programme') where old.programme <> new.programme or old.id <> new.id;
  insert into figure_counts select programme, part, year, '', code, 1, total, squares from figures_of_duos where id = new.id
  on conflict do update set n = n + 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_duo_gone before delete on duos begin
  delete from check_ins where duo = old.id;
  insert into figure_counts select programme, part, year, '', code, -1, -total, -squares from figures_of_duos where id = old.id
  on conflict do update set n = n - 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
insert into figure_counts select programme, part, year, '', code, count(*), sum(total), 0.0
from figures_of_duos where part = 'people' group by programme, year, code;
