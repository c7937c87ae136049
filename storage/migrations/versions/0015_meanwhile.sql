-- What somebody can do while they wait for a buddy, in the programme's own words: a JSON object of language and text.
alter table programmes add column meanwhile text not null default '{}';
