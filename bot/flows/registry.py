"""Every feature, in one visible list: what is not here doesn't happen."""

from bot.flows import anytime, checkin, intake, mydata, news, pairs, review, staying, together, welcome
from bot.flows.feature import Registry

FEATURES = (
    welcome.FEATURE,
    intake.FEATURE,
    anytime.FEATURE,
    mydata.FEATURE,
    news.FEATURE,
    staying.FEATURE,
    together.FEATURE,
    checkin.FEATURE,
    pairs.FEATURE,  # what a coordinator wants of a card most comes first on it
    review.FEATURE,
)
REGISTRY = Registry(FEATURES)
