-- name: forget_facts(person)
-- what was counted stays, and can't be tied to anybody any more
update facts set candidate = null where candidate in (select id from candidates where person = :person);

-- name: forget_relays(person)
-- questions carried to them and back
delete from relays where candidate in (select id from candidates where person = :person);

-- name: forget_alarms(person)
-- what they raised
delete from alarms where person = :person;

-- name: forget_handler(person)
-- that it was them who handled an alarm
update alarms set handled_by = null where handled_by = :person;

-- name: forget_words(person)
-- what was said with them
delete from talk_words where person = :person;

-- name: forget_talks(person)
-- their talks
delete from talks where person = :person;

-- name: forget_speaker(person)
-- that it was them of the staff who said it
update talk_words set staff = -1 where staff = :person;

-- name: forget_talker(person)
-- or who talked with somebody
update talks set staff = null where staff = :person;

-- name: forget_notes(person)
-- own words in check-ins
update check_ins set note = null where candidate in (select id from candidates where person = :person);

-- name: forget_partings(person)
-- own words at the end of a duo
update partings set note = null where candidate in (select id from candidates where person = :person);

-- name: forget_contacts(person)
-- how the other could reach them
update duo_members set contact = null where candidate in (select id from candidates where person = :person);

-- name: forget_meetings(person)
-- dates and places that they proposed, and those of their duos
delete from meetings where person = :person
  or duo in (select duo from duo_members where left is null and candidate in (select id from candidates where person = :person));

-- name: forget_waves(person)
-- what they were asked
delete from waves where candidate in (select id from candidates where person = :person);

-- name: forget_puzzles(person)
-- puzzles of theirs, and with them in it
delete from puzzle_pairs where person = :person
  or newcomer in (select id from candidates where person = :person)
  or volunteer in (select id from candidates where person = :person);

-- name: forget_told(person)
-- that coordinators were told of them, and what they were told
delete from told where person = :person or candidate in (select id from candidates where person = :person);

-- name: forget_wakes(person)
-- what would have reached them, and what was on its way about them
delete from wakes where person = :person or about in (select id from candidates where person = :person);

-- name: forget_file(person)
-- the file itself
delete from candidates where person = :person;

-- name: forget_letters(person)
-- letters on their way to them
delete from outbox where person = :person;

-- name: forget_quarantine(person)
-- updates of theirs that could not be handled
delete from quarantine where person = :person;

-- name: forget_consents(person)
-- what they agreed to
delete from consents where person = :person;

-- name: forget_journal(person)
-- that it was them who did it
update journal set actor = null where actor = :person;

-- name: forget_decider(person)
-- that it was them who decided
update candidates set decided_by = null where decided_by = :person;

-- name: forget_assigned(person)
-- that it was them who followed somebody up: everybody of the programme does now
update candidates set assigned = null where assigned = :person;

-- name: forget_former(person)
-- that it was them who formed a duo
update duos set formed_by = null where formed_by = :person;

-- name: forget_asker(person)
-- that it was them who asked
update relays set coordinator = null where coordinator = :person;

-- name: forget_coordinator(person)
-- a coordinator's own name and number
delete from coordinators where person = :person;

-- name: forget_invitation(person)
-- who used a link; it stays used
update invitations set used_by = -1 where used_by = :person;

-- name: forget_looks(person)
-- who looked at their file, and whose they looked at
delete from looks where person = :person or reader = :person;

-- name: forget_desk(person)
-- when they read the message of the day
delete from desks where person = :person;

-- name: forget_deputy(person)
-- that they would take over from somebody
update desks set deputy = null where deputy = :person;

-- name: forget_speaking(person)
-- who answered for whom
delete from speaking where staff = :person or person = :person;

-- name: forget_undoer(person)
-- what they could take back
delete from undos where staff = :person or decided_by = :person or assigned = :person;

-- name: forget_follower(person)
-- that it was them who looked after a quiet duo
update follow_ups set person = null where person = :person;

-- name: shown_of(candidates)
-- in which messages of whom these files stand
select reader, message from shown where candidate in (select value from json_each(:candidates)) order by reader, message;

-- name: forget_shown(person)
-- where their file stood, and which files stood in their messages
delete from shown where reader = :person or candidate in (select id from candidates where person = :person);

-- name: forget_guarded(person)
-- what waits for their guardian
delete from guarded where person = :person;

-- name: forget_guardian(person)
-- who said yes for them
delete from guardians where person = :person;

-- name: forget_vouching(person)
-- that it was them who said yes for somebody, with their name; that somebody did stays
update guardians set guardian = null, contact = null where guardian = :person;

-- name: forget_screening(person)
-- that their extract was seen
delete from screenings where person = :person;

-- name: forget_screener(person)
-- that it was them who saw it
update screenings set noted_by = null where noted_by = :person;

-- name: forget_card_notes(person)
-- what the staff noted about them
delete from card_notes where person = :person;

-- name: forget_noter(person)
-- that it was them who noted it
update card_notes set noted_by = null where noted_by = :person;

-- name: forget_steps(person)
-- talks with them, and their papers
delete from volunteer_steps where person = :person;

-- name: forget_stepper(person)
-- that it was them who noted that
update volunteer_steps set noted_by = null where noted_by = :person;

-- name: forget_imported(person)
-- that a list named them; that row is not taken over again, and whose it was is gone
update imported set person = null, content = '' where person = :person;

-- name: forget_claim(person)
-- the link that they were to open
delete from claims where person = :person;

-- name: forget_session(person)
-- the conversation
delete from sessions where person = :person;

-- name: forget_address(person)
-- how they were found and reached
delete from persons where id = :person;

-- name: forget_key(person)
-- their key: from now on nobody can read a copy of their words
delete from keys where person = :person;

-- name: add_erased(person, at)
-- remembered by number only, so that a restored backup forgets them again
insert or ignore into erased (person, at) values (:person, :at);
