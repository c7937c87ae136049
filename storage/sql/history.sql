-- name: history_of(candidate, person, programme, most)
-- what happened with somebody, the latest first: questions and answers, check-ins, meetings, decisions, looks
select 'asked' as what, asked as at, coordinator as staff, id, 0 as duo, 0 as wave, question as words from relays
where candidate = :candidate
union all
select 'answered', answered, null, id, 0, 0, answer from relays where candidate = :candidate and answered is not null
union all
select 'note', at, noted_by, id, 0, 0, words from card_notes where person = :person and programme = :programme
union all
select 'noted', answered, null, 0, duo, wave, note from check_ins where candidate = :candidate and note is not null
union all
select 'mood.' || mood, answered, null, 0, 0, 0, null from check_ins where candidate = :candidate and mood is not null
union all
select 'met', g.at, null, 0, 0, 0, null from meetings g join meeting_answers a on a.meeting = g.id
where a.candidate = :candidate and a.met = 1
union all
select 'submitted', submitted, null, 0, 0, 0, null from candidates where id = :candidate
union all
select action, at, actor, 0, 0, 0, null from journal
where object = cast(:candidate as text) and action in ('Decide', 'PassOn', 'Screened', 'NoteStep', 'Correct', 'Withdraw')
union all
select 'looked', max(day), reader, 0, 0, 0, null from looks
where person = :person and programme = :programme group by reader, day
order by 2 desc limit :most;
