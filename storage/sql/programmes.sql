-- name: programmes()
-- every open programme, with whom to call: the coordinator of longest standing who gave a number
select p.id, p.name, p.municipality, p.province, p.preset,
  coalesce((select k.name from coordinators k where k.programme = p.id order by k.phone = '', k.since limit 1), '') as human,
  coalesce((select k.phone from coordinators k where k.programme = p.id order by k.phone = '', k.since limit 1), '') as phone
from programmes p where p.closed is null order by p.name, p.id;

-- name: programme_areas()
-- which municipalities each programme serves
select programme, nis from programme_areas order by programme, nis;

-- name: add_programme(id, name, municipality, province, preset, created)
-- a new programme
insert into programmes (id, name, municipality, province, preset, created)
values (:id, :name, :municipality, :province, :preset, :created);

-- name: add_area(programme, nis)
-- a municipality that a programme serves
insert or ignore into programme_areas (programme, nis) values (:programme, :nis);

-- name: add_invitation(hash, programme, role, municipality, created, expires)
-- a link, by the hash of its token
insert into invitations (hash, programme, role, municipality, created, expires)
values (:hash, :programme, :role, :municipality, :created, :expires);

-- name: invitation(hash)
-- what a link stands for
select hash, programme, role, expires, used_by from invitations where hash = :hash;

-- name: redeem(chat, at, hash)
-- a link for one use is used by this chat
update invitations set used_by = :chat, used_at = :at where hash = :hash and (used_by is null or used_by = :chat);

-- name: join_programme(programme, chat, name, phone, at)
-- this chat coordinates this programme
insert into coordinators (programme, chat, name, phone, since) values (:programme, :chat, :name, :phone, :at)
on conflict (programme, chat) do update set name = excluded.name, phone = excluded.phone;

-- name: coordinator_chats(programme)
-- whom to tell about a programme
select chat from coordinators where programme = :programme order by chat;
