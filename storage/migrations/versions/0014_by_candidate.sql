-- What is kept of somebody in their duos is found by their number, however many duos there are.
create index waves_candidate on waves (candidate);
create index partings_candidate on partings (candidate);
create index measures_candidate on measures (candidate);
-- what was said to a meeting goes with it
delete from meeting_answers where meeting not in (select id from meetings);
create trigger answers_of_meeting_gone after delete on meetings begin
  delete from meeting_answers where meeting = old.id;
end;
