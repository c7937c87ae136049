-- The answers to a check-in that are no column of their own, as JSON: a question may come or go without a migration.
alter table check_ins add column more text not null default '{}';
