-- How close, how confident, whom to ask: counted by measure, wording and moment; a skip is no answer.
create view figures_of_measures as
  select m.duo, m.candidate, m.moment, m.measure, d.programme, cast(substr(m.at, 1, 4) as integer) as year,
    m.measure || ':' || m.wording || ':' || m.moment as code, 1.0 * m.value as total, 1.0 * m.value * m.value as squares
  from measures m join duos d on d.id = m.duo where m.value is not null;

create trigger figures_measure_added after insert on measures begin
  insert into figure_counts select programme, 'measure', year, '', code, 1, total, squares from figures_of_measures
  where (duo, candidate, moment, measure) = (new.duo, new.candidate, new.moment, new.measure)
  on conflict do update set n = n + 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_measure_changing before update on measures begin
  insert into figure_counts select programme, 'measure', year, '', code, -1, -total, -squares from figures_of_measures
  where (duo, candidate, moment, measure) = (old.duo, old.candidate, old.moment, old.measure)
  on conflict do update set n = n - 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_measure_changed after update on measures begin
  insert into figure_counts select programme, 'measure', year, '', code, 1, total, squares from figures_of_measures
  where (duo, candidate, moment, measure) = (new.duo, new.candidate, new.moment, new.measure)
  on conflict do update set n = n + 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger figures_measure_gone before delete on measures begin
  insert into figure_counts select programme, 'measure', year, '', code, -1, -total, -squares from figures_of_measures
  where (duo, candidate, moment, measure) = (old.duo, old.candidate, old.moment, old.measure)
  on conflict do update set n = n - 1, total = total + excluded.total, squares = squares + excluded.squares;
end;
create trigger measures_of_duo_gone before delete on duos begin
  delete from measures where duo = old.id;
end;
insert into figure_counts select programme, 'measure', year, '', code, count(*), sum(total), sum(squares)
from figures_of_measures group by programme, year, code;
