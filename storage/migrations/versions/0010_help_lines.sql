-- A programme's own numbers to call in trouble: a JSON list of [name, number].
alter table programmes add column help_lines text not null default '[]';
