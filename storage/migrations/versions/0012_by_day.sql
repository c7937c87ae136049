-- What follows from what somebody did comes by day too, and doesn't wait for the end of a pause.
alter table wakes add column peace integer not null default 1 check (peace in (0, 1));
update wakes set peace = daytime;
update wakes set daytime = 1 where kind in (
  'announced', 'closing', 'vouched', 'unvouched', 'accepted', 'declined', 'passed', 'relay', 'proposed', 'lapse', 'off',
  'paired', 'contacts', 'meeting', 'fits', 'unfit', 'closed', 'parted', 'held', 'resumed', 'new', 'reply', 'changed',
  'left', 'unreachable', 'told', 'staff.unreachable', 'talk', 'question', 'introduce', 'staff.off', 'staff.closed',
  'appointed', 'dismissed');
