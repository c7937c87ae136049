-- name: add_duo(programme, state, at, by, despite)
-- a new duo
insert into duos (programme, state, formed, since, formed_by, despite)
values (:programme, :state, :at, :at, :by, :despite) returning id;

-- name: add_member(duo, candidate, side, answer, household)
-- one person of a duo
insert into duo_members (duo, candidate, side, answer, household) values (:duo, :candidate, :side, :answer, :household);

-- name: set_household(household, duo, candidate)
-- who they live together with
update duo_members set household = :household where duo = :duo and candidate = :candidate;

-- name: leave_duo(at, duo, candidate)
-- the duo goes on without them
update duo_members set left = :at, contact = null where duo = :duo and candidate = :candidate;

-- name: propose_anew(at, adults, households, id)
-- a proposal that is another one now: its days begin again
update duos set formed = :at, since = :at, adults = :adults, households = :households where id = :id;

-- name: drop_proposal_wakes(duo, keys)
-- what was still to come of a proposal that is another one now
delete from wakes where key in (select value from json_each(:keys)) and person in (
  select c.person from duo_members m join candidates c on c.id = m.candidate where m.duo = :duo);

-- name: drop_unheard(duo)
-- who was not told of this duo yet never hears of it
delete from wakes where key in ('proposed:' || :duo, 'reproposed:' || :duo, 'lapse:' || :duo, 'off:' || :duo,
                                'paired:' || :duo, 'unshared:' || :duo)
  and person in (select w.person from duo_members m join candidates c on c.id = m.candidate
                 join wakes w on w.person = c.person and w.key in ('proposed:' || :duo, 'paired:' || :duo)
                 where m.duo = :duo);

-- name: set_children(children, id)
-- how many children take part
update duos set children = :children where id = :id and ended is null;

-- name: set_matched(at, id)
-- this candidate is in a duo now
update candidates set status = 'matched', decided_at = :at where id = :id;

-- name: duo(id, programmes)
-- one duo, of any programme or of these
select id, programme, formed, ended, state, since, held, ends, reason, children, despite from duos
where id = :id and (:programmes is null or programme in (select value from json_each(:programmes)));

-- name: members(duo)
-- who is in a duo, and who left it
select c.id, c.person, m.side, c.language, c.answers, m.answer, m.sharing, m.contact, m.household, m.left,
  (select wording from consents k where k.person = c.person and k.kind = 'take-part' order by k.id desc limit 1) as wording
from duo_members m join candidates c on c.id = m.candidate where m.duo = :duo order by m.side, c.id;

-- name: running_duos_of(candidate)
-- the duos that a candidate is in now
select d.id, d.programme, d.formed, d.ended, d.state, d.since, d.ends, d.children from duos d join duo_members m on m.duo = d.id
where m.candidate = :candidate and m.left is null and d.ended is null order by d.formed, d.id;

-- name: duos_page(programmes, most, skip)
-- the open duos of these programmes: those with an open alarm, then the latest change first
select d.id, d.programme, d.formed, d.ended, d.state, d.since, d.ends, d.children from duos d
where d.programme in (select value from json_each(:programmes)) and d.ended is null
order by not exists (select 1 from alarms a where a.duo = d.id and a.handled is null), d.since desc, d.id desc limit :most offset :skip;

-- name: duos_total(programmes)
-- how many those are
select count(*) from duos d where d.programme in (select value from json_each(:programmes)) and d.ended is null;

-- name: members_everywhere(programmes)
-- who is in each duo of these programmes, open ones first
select m.duo, m.candidate from duos d join duo_members m on m.duo = d.id
where d.programme in (select value from json_each(:programmes)) and m.left is null
order by d.ended is not null, d.id;

-- name: duos_by_number(duos)
-- these duos
select d.id, d.programme, d.formed, d.ended, d.state, d.since, d.ends, d.children from duos d
where d.id in (select value from json_each(:duos));

-- name: check_ins_of(person)
-- what somebody told in check-ins
select k.duo, k.candidate, k.wave, k.answered, k.met, k.hours, k.mood, k.note, k.more
from check_ins k
join candidates c on c.id = k.candidate where c.person = :person order by k.answered;

-- name: add_check_in(duo, candidate, wave, at, met, hours, mood, note, more)
-- one side's answers to one wave, once; told again, the later ones hold (a replaced row would be counted twice)
insert into check_ins (duo, candidate, wave, answered, met, hours, mood, note, more)
values (:duo, :candidate, :wave, :at, :met, :hours, :mood, :note, :more)
on conflict do update set met = excluded.met, hours = excluded.hours, mood = excluded.mood,
  note = excluded.note, more = excluded.more;

-- name: duos_ever(candidate)
-- when each duo of theirs began and ended
select d.formed, coalesce(m.left, d.ended) as ended from duos d join duo_members m on m.duo = d.id
where m.candidate = :candidate and d.state not in ('proposed', 'declined', 'lapsed', 'withdrawn') order by d.formed;

-- name: duos_with(candidate)
-- every duo that they were proposed for, whatever came of it, and when it was over for them
select d.id, coalesce(m.left, d.ended) as over from duos d join duo_members m on m.duo = d.id
where m.candidate = :candidate order by d.formed, d.id;

-- name: hours_of(candidate)
-- what they told of hours themselves, the latest first
select id, duo, day, hours, what, wave from hours_told where candidate = :candidate order by day desc, id desc;

-- name: hours_of_duos(candidate)
-- what anybody told of the hours of their duos
select h.id, h.duo, h.candidate, h.day, h.hours, h.wave from hours_told h
where h.duo in (select duo from duo_members where candidate = :candidate
                union select duo from hours_told where candidate = :candidate)
  and not exists (select 1 from duo_members m where m.duo = h.duo and m.candidate = :candidate and h.day > m.left)
order by h.day, h.id;

-- name: checked_of(candidate)
-- which check-ins anybody of their duos answered, and when
select duo, candidate, wave, answered from check_ins
where duo in (select duo from duo_members where candidate = :candidate
              union select duo from hours_told where candidate = :candidate);

-- name: move_hours(candidate, person, side)
-- whoever signs up again keeps the hours that they told
update hours_told set candidate = :candidate where candidate in (
  select id from candidates where person = :person and side = :side and id <> :candidate);

-- name: add_hours(candidate, duo, day, hours, what, at)
-- hours of one day
insert into hours_told (candidate, duo, day, hours, what, told)
values (:candidate, nullif(:duo, 0), :day, :hours, :what, :at);

-- name: change_hours(id, candidate, day, hours, what, at)
-- put right
update hours_told set day = :day, hours = :hours, what = :what, told = :at
where id = :id and candidate = :candidate and wave = 0;

-- name: drop_hours(id, candidate)
-- taken back
delete from hours_told where id = :id and candidate = :candidate;

-- name: add_hours_of_wave(candidate, duo, day, hours, what, wave, at)
-- all since the last check-in, once for each; told again, the later ones hold
insert into hours_told (candidate, duo, day, hours, what, wave, told)
values (:candidate, :duo, :day, :hours, :what, :wave, :at)
on conflict (duo, candidate, wave) where wave > 0 do update set hours = excluded.hours, what = excluded.what;

-- name: drop_hours_of_wave(candidate, duo, wave)
-- a check-in that tells of none
delete from hours_told where candidate = :candidate and duo = :duo and wave = :wave;

-- name: pairing_members(duo)
-- who is in a duo, as the machine sees them: also those whose file is gone
select m.candidate, m.side, m.role, m.household, m.answer, m.sharing, m.goes_on, c.person from duo_members m
left join candidates c on c.id = m.candidate where m.duo = :duo and m.left is null order by m.side, m.candidate;

-- name: move_duo(state, since, held, formed, ended, reason, id)
-- where it stands now; a duo counts from the day on which it was agreed
update duos set state = :state, since = :since, held = :held, formed = :formed, ended = :ended, reason = :reason
where id = :id;

-- name: add_move(duo, move, state, at)
-- the log of moves
insert into duo_moves (duo, move, state, at) values (:duo, :move, :state, :at);

-- name: moves_of(duo)
-- what happened to a duo, oldest first
select move, state, at from duo_moves where duo = :duo order by id;

-- name: set_answer(answer, duo, candidate)
-- a member's answer to a proposal
update duo_members set answer = :answer where duo = :duo and candidate = :candidate;

-- name: set_sharing(sharing, contact, duo, candidate)
-- how a member lets the others reach them
update duo_members set sharing = :sharing, contact = :contact where duo = :duo and candidate = :candidate;

-- name: set_goes_on(duo, candidate)
-- this member has met the other and wants to go on
update duo_members set goes_on = 1 where duo = :duo and candidate = :candidate;

-- name: set_end(ends, id)
-- the planned last day
update duos set ends = :ends where id = :id;

-- name: free_members(duo)
-- nobody's duo any more: they wait again, with the time that they had waited
update candidates set status = 'accepted' where status = 'matched'
  and id in (select candidate from duo_members where duo = :duo)
  and not exists (select 1 from duo_members x join duos d on d.id = x.duo
                  where x.candidate = candidates.id and x.left is null and d.ended is null);

-- name: wants_again(at, id)
-- another buddy, please: waiting begins again, unless another duo runs
update candidates set status = 'accepted', waiting_since = case status when 'matched' then :at else waiting_since end
where id = :id and status in ('matched', 'accepted')
  and not exists (select 1 from duo_members x join duos d on d.id = x.duo
                  where x.candidate = candidates.id and x.left is null and d.ended is null);

-- name: wants_no_more(at, id)
-- no other buddy: off the list, unless another duo runs
update candidates set status = 'withdrawn', decided_at = :at where id = :id and status in ('matched', 'accepted')
  and not exists (select 1 from duo_members x join duos d on d.id = x.duo
                  where x.candidate = candidates.id and x.left is null and d.ended is null);

-- name: apart(programme)
-- who was brought together before and it did not go on: not a second time
select m.candidate as one, o.candidate as other from duos d
join duo_members m on m.duo = d.id join duo_members o on o.duo = d.id and o.candidate <> m.candidate
where d.programme = :programme and (d.state = 'closed' or m.left is not null or o.left is not null
  or (d.state = 'declined' and (select count(*) from duo_members x where x.duo = d.id) = 2));

-- name: resting(programme, now)
-- candidates who want no messages for a while
select c.id from candidates c join sessions s on s.person = c.person
where c.programme = :programme and s.paused > :now;

-- name: course_of(id)
-- what a duo's rhythm follows from
select p.preset, d.formed, d.ends from duos d left join programmes p on p.id = d.programme where d.id = :id;

-- name: pauses_of(duo)
-- when a duo rested
select starts, ends from pauses where duo = :duo order by starts;

-- name: add_pause(duo, day)
-- it rests from this day on
insert or replace into pauses (duo, starts) values (:duo, :day);

-- name: end_pause(duo, day)
-- and goes on
update pauses set ends = :day where duo = :duo and ends is null;

-- name: waves_of(duo)
-- which waves were asked
select candidate, wave, number from waves where duo = :duo order by candidate, number;

-- name: answered_waves(duo)
-- the numbers of those that were answered
select candidate, wave from check_ins where duo = :duo;

-- name: end_was_asked(duo, day)
-- the planned end moved: the check-in that was asked at the old one is one of that day
update or ignore waves set wave = :day where duo = :duo and wave = 'end';

-- name: drop_looks(duo)
-- nobody looks at this duo for now
delete from wakes where person in (select k.person from coordinators k join duos d on d.programme = k.programme
                                   where d.id = :duo)
  and key >= 'look:' || :duo || ':' and key < 'look:' || :duo || ';';

-- name: drop_meeting_wakes(duo, now)
-- a meeting that was still to come falls away: nobody is reminded of it, or asked about it
delete from wakes where id in (
  select w.id from meetings g
  join duo_members m on m.duo = g.duo join candidates c on c.id = m.candidate
  cross join (select 'tomorrow:' as kind union all select 'metup:') k
  join wakes w on w.person = c.person and w.key = k.kind || g.id
  where g.duo = :duo and g.at > :now);

-- name: drop_recheck(person, duo)
-- they answered: not safe
delete from wakes where person = :person and key >= 'recheck:' || :duo || ':' and key < 'recheck:' || :duo || ';';

-- name: told_of_meeting(meeting)
-- what each side told of a meeting
select candidate, met from meeting_answers where meeting = :meeting and met is not null;

-- name: add_wave(duo, candidate, wave, at)
-- this wave is asked of this member, once
insert or ignore into waves (duo, candidate, wave, number, asked)
select :duo, :candidate, :wave, 1 + coalesce(max(number), 0), :at from waves where duo = :duo and candidate = :candidate;

-- name: drop_duo_wakes(duo, now)
-- what was still to come in a duo: it is worked out anew. By person and key: it costs the same among however many wakes
delete from wakes where id in (
  select w.id from (
    select c.person from duo_members m join candidates c on c.id = m.candidate where m.duo = :duo
    union select k.person from coordinators k join duos d on d.programme = k.programme where d.id = :duo) p
  cross join (select 'checkin:' || :duo as kind union all select 'look:' || :duo) k
  join wakes w on w.person = p.person and w.key >= k.kind || ':' and w.key < k.kind || ';'
  where w.due > :now);

-- name: duos_without_a_date(most)
-- duos that are met or rest, and nothing would ever happen
select d.id from duos d where d.ended is null and d.state <> 'proposed'
  and not exists (
    select 1 from duo_members m join candidates c on c.id = m.candidate join wakes w on w.person = c.person
    where m.duo = d.id and m.left is null and w.key >= 'checkin:' || d.id || ':' and w.key < 'checkin:' || d.id || ';')
  and not exists (
    select 1 from coordinators k join wakes w on w.person = k.person
    where k.programme = d.programme and w.key >= 'look:' || d.id || ':' and w.key < 'look:' || d.id || ';')
  and exists (select 1 from duo_members m join candidates c on c.id = m.candidate where m.duo = d.id)
  and exists (select 1 from coordinators k where k.programme = d.programme and k.role in ('coordinator', 'lead'))
limit :most;

-- name: duos_of_person(person)
-- the open duos of somebody, with the others in them
select distinct d.id, d.programme from duos d join duo_members m on m.duo = d.id
where d.ended is null and m.left is null and m.candidate in (select id from candidates where person = :person)
order by d.id;

-- name: add_meeting(id, duo, proposer, person, at, place)
-- a date and a place
insert into meetings (id, duo, proposer, person, at, place) values (:id, :duo, :proposer, :person, :at, :place);

-- name: meeting(id)
-- one meeting
select id, duo, proposer, person, at, place from meetings where id = :id;

-- name: meeting_of(duo)
-- the latest meeting of a duo
select id, duo, proposer, person, at, place, off from meetings where duo = :duo order by id desc limit 1;

-- name: call_off(duo, now)
-- a date that is still to come falls away
update meetings set off = :now where duo = :duo and at > :now and off is null;

-- name: fitting(meeting)
-- whom a meeting suits
select candidate from meeting_answers where meeting = :meeting and fits = 1;

-- name: answer_meeting(meeting, candidate, fits)
-- does it suit this member?
insert into meeting_answers (meeting, candidate, fits) values (:meeting, :candidate, :fits)
on conflict (meeting, candidate) do update set fits = excluded.fits;

-- name: tell_meeting(met, why, meeting, candidate)
-- what became of it, by one side
update meeting_answers set met = :met, why = :why where meeting = :meeting and candidate = :candidate;

-- name: add_parting(duo, candidate, at, reason, note, again)
-- why it ended, by one side
insert into partings (duo, candidate, at, reason, note, again) values (:duo, :candidate, :at, :reason, :note, :again)
on conflict (duo, candidate) do update set reason = excluded.reason, note = excluded.note, again = excluded.again;

-- name: partings_of(duo)
-- why it ended, by side
select candidate, reason, note from partings where duo = :duo order by at;

-- name: add_measure(duo, candidate, moment, measure, wording, at, value)
-- one answer to one measure, once
insert into measures (duo, candidate, moment, measure, wording, at, value)
values (:duo, :candidate, :moment, :measure, :wording, :at, :value)
on conflict do update set wording = excluded.wording, at = excluded.at, value = excluded.value;

-- name: measured(duo)
-- which moments were asked
select distinct candidate, moment from measures where duo = :duo;

-- name: around_person(person)
-- what is kept of somebody's duos beside their check-ins
select 'sharing' as what, m.duo, m.candidate, m.sharing as word, m.contact as sealed from duo_members m
join candidates c on c.id = m.candidate where c.person = :person and m.sharing <> ''
union all
select 'ended', p.duo, p.candidate, p.reason, p.note from partings p
join candidates c on c.id = p.candidate where c.person = :person
union all
select 'measure', m.duo, m.candidate, m.measure || ':' || m.value, null from measures m
join candidates c on c.id = m.candidate where c.person = :person and m.value is not null
union all
select 'meeting', g.duo, g.id, g.at, g.place from meetings g where g.person = :person;

-- name: drop_puzzle(person, programme)
-- the coordinator's puzzle of a programme begins anew
delete from puzzle_pairs where person = :person and programme = :programme;

-- name: add_puzzle_pair(person, programme, rank, newcomer, volunteer)
-- one pair of it
insert or replace into puzzle_pairs (person, programme, rank, newcomer, volunteer)
values (:person, :programme, :rank, :newcomer, :volunteer);

-- name: set_puzzle_pair(volunteer, kept, person, programme, newcomer)
-- as the coordinator wants it
update puzzle_pairs set volunteer = :volunteer, kept = :kept
where person = :person and programme = :programme and newcomer = :newcomer;

-- name: puzzle(person, programme)
-- all pairs of a coordinator's puzzle
select newcomer, volunteer, kept from puzzle_pairs where person = :person and programme = :programme
order by rank, newcomer;
