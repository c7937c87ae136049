"""Every feature, in one visible list: what is not here doesn't happen."""

from bot.flows import (
    anytime,
    claim,
    hours,
    intake,
    mydata,
    news,
    speaking,
    still_interested,
    talk,
    translated,
    welcome,
    wishes,
)
from bot.flows.duo import checkin
from bot.flows.duo import feature as duo
from bot.flows.feature import Registry
from bot.flows.staff import (
    alarms,
    announce,
    away,
    caseload,
    export,
    finding,
    history,
    matching,
    notes,
    queue,
    volunteers,
    week,
)

FEATURES = (
    welcome.FEATURE,
    claim.FEATURE,
    intake.FEATURE,
    anytime.FEATURE,
    talk.FEATURE,
    wishes.FEATURE,
    mydata.FEATURE,
    news.FEATURE,
    translated.FEATURE,
    still_interested.FEATURE,
    duo.FEATURE,
    checkin.FEATURE,
    hours.FEATURE,
    alarms.FEATURE,
    matching.FEATURE,  # what a coordinator wants of a card most comes first on it
    queue.FEATURE,
    volunteers.FEATURE,
    notes.FEATURE,
    finding.FEATURE,
    history.FEATURE,
    week.FEATURE,
    away.FEATURE,
    caseload.FEATURE,
    speaking.FEATURE,
    announce.FEATURE,
    export.FEATURE,
    queue.ERASING,
)
REGISTRY = Registry(FEATURES)
