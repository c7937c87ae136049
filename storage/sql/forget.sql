-- name: forget_candidates(chat)
-- the file of a person: what names them or is in their words goes, the row of counts stays without them
update facts set candidate = null where candidate in (select id from candidates where chat = :chat);

-- name: forget_relays(chat)
-- questions carried to them and back
delete from relays where candidate in (select id from candidates where chat = :chat);

-- name: partners(chat)
-- who is in a running duo with somebody of this chat
select o.candidate as id, d.id as duo, d.programme from duo_members m
join duos d on d.id = m.duo and d.ended is null
join duo_members o on o.duo = d.id and o.candidate <> m.candidate
where m.candidate in (select id from candidates where chat = :chat);

-- name: end_duos(at, chat)
-- a duo that one leaves has ended
update duos set ended = :at, reason = 'left' where ended is null
  and id in (select duo from duo_members where candidate in (select id from candidates where chat = :chat));

-- name: free_partners(chat)
-- the other side of those duos waits again, with the time that they had waited
update candidates set status = 'accepted' where status = 'matched' and chat <> :chat
  and id in (select o.candidate from duo_members m join duo_members o on o.duo = m.duo
             where m.candidate in (select id from candidates where chat = :chat))
  and not exists (select 1 from duo_members x join duos d on d.id = x.duo
                  where x.candidate = candidates.id and d.ended is null);

-- name: forget_notes(chat)
-- own words in check-ins
update check_ins set note = '' where candidate in (select id from candidates where chat = :chat);

-- name: forget_told(chat)
-- that coordinators were told of them
delete from told where candidate in (select id from candidates where chat = :chat);

-- name: forget_file(chat)
-- the file itself
delete from candidates where chat = :chat;

-- name: forget_wakes(chat)
-- what would have reached them, and what was on its way about them
delete from wakes where chat = :chat
  or json_extract(payload, '$.candidate') in (select id from candidates where chat = :chat)
  or (kind = 'relay' and json_extract(payload, '$.from') in (select name from coordinators where chat = :chat));

-- name: forget_letters(chat)
-- letters on their way to them
delete from outbox where chat = :chat;

-- name: forget_quarantine(chat)
-- updates of theirs that could not be handled, also those that nobody could read a chat from
delete from quarantine where chat = :chat or instr(raw, cast(:chat as text)) > 0;

-- name: forget_consents(chat)
-- what they agreed to
delete from consents where chat = :chat;

-- name: forget_journal(chat)
-- what they did
update journal set actor = null where actor = :chat;

-- name: forget_decider(chat)
-- a coordinator's name beside what they decided
update candidates set decided_by = '' where decided_by in (select name from coordinators where chat = :chat)
  and programme in (select programme from coordinators where chat = :chat);

-- name: forget_former(chat)
-- a coordinator's name beside the duos that they formed
update duos set formed_by = '' where formed_by in (select name from coordinators where chat = :chat)
  and programme in (select programme from coordinators where chat = :chat);

-- name: forget_asker(chat)
-- a coordinator's name and chat beside what they asked
update relays set asked_by = '', coordinator = -1 where coordinator = :chat;

-- name: forget_coordinator(chat)
-- a coordinator's own name and number
delete from coordinators where chat = :chat;

-- name: forget_invitation(chat)
-- who used a link; it stays used
update invitations set used_by = -1 where used_by = :chat;

-- name: forget_session(chat)
-- the chat itself
delete from sessions where chat = :chat;
