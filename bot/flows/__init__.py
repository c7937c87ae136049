"""Every flow, in one visible list. They don't know each other."""

from bot.flows import checkin, intake, mydata, news, review, staying, together, welcome

FLOWS = {
    flow.name: flow
    for flow in (
        welcome.FLOW,
        intake.NEWCOMER_FLOW,
        intake.VOLUNTEER_FLOW,
        checkin.FLOW,
        review.ASK_FLOW,
        review.SCREENING_FLOW,
        news.RELAY_FLOW,
        mydata.ERASE_FLOW,
        staying.FLOW,
        mydata.PAUSE_FLOW,
        *together.FLOWS,
        welcome.RENEWAL_FLOW,
        mydata.UNVOUCH_FLOW,
    )
}
