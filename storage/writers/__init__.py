"""Effects become rows: one writer for each, in one visible list; the only writers of the domain.

Applying the same effect again changes nothing more where that can be, so that a batch that failed may be tried chat
by chat.
"""

from collections.abc import Mapping

from programme.effects import (
    Announce,
    Appoint,
    Ask,
    AskSignature,
    CheckedIn,
    Consent,
    Correct,
    Decide,
    Dismiss,
    Disown,
    DropNote,
    Effect,
    Forget,
    GiveLink,
    GoAway,
    Guard,
    HandleAlarm,
    Join,
    Look,
    NoteDown,
    NoteSigned,
    NoteStep,
    PassOn,
    RaiseAlarm,
    Reach,
    ReadAloud,
    Redeem,
    Relink,
    Reply,
    ScheduledMessage,
    Screened,
    SessionEffect,
    SetDesk,
    SpeakFor,
    SpeakForSelf,
    SpeakUp,
    Submit,
    TakeBack,
    TakeList,
    TakeOver,
    ToldNews,
    ToldOfNew,
    Unannounce,
    Unguard,
    Unmet,
    Unplan,
    Unvouch,
    Vouch,
    Withdraw,
)
from storage.store import Unit
from storage.writers import caseload, duos, hours
from storage.writers.alarms import handle_alarm, raise_alarm
from storage.writers.broadcast import announce, unannounce
from storage.writers.candidates import consent, correct, decide, pass_on, submit, take_back, unmet, withdraw
from storage.writers.card import ask_signature, drop_note, note_down, note_signed, note_step
from storage.writers.check_ins import told_in_check_in
from storage.writers.claims import disown, take_over
from storage.writers.guardians import guard, relink, screened, unguard, unvouch, vouch
from storage.writers.persons import forget_whom, reach
from storage.writers.relays import ask, reply
from storage.writers.scheduled import By, Writer, send_later, unplan
from storage.writers.speaking import give_link, read_aloud, speak_for, speak_for_self
from storage.writers.staff import go_away, join, look, redeem, restaff, set_desk, take_list, told_news, told_of_new
from storage.writers.talks import speak_up


async def apply(
    unit: Unit, by: By, effect: Effect, writers: Mapping[type[Effect], Writer] | None = None
) -> None:  # fmt: skip
    """Write what an effect means; a session's effects leave no row. Raises `KeyError` for one without a writer."""
    if isinstance(effect, SessionEffect):
        return
    await (writers or WRITERS)[type(effect)](unit, by, effect)
    if effect.journaled:
        await _note(unit, by, effect)


async def _note(unit: Unit, by: By, effect: Effect) -> None:
    """The journal of decisions: who did what to which number, never in which words."""
    own = isinstance(effect, Forget) and effect.candidate is None
    actor = None if own else by.somebody
    await unit.run("add_journal", at=by.at, actor=actor, action=type(effect).__name__, object=effect.object())


WRITERS: Mapping[type[Effect], Writer] = {
    Consent: consent, Submit: submit, Correct: correct, Unmet: unmet, Withdraw: withdraw,
    Guard: guard, Relink: relink, Unguard: unguard, Vouch: vouch, Unvouch: unvouch, Screened: screened,
    Redeem: redeem, Join: join, Appoint: restaff, Dismiss: restaff, ToldOfNew: told_of_new, Look: look,
    SetDesk: set_desk, ToldNews: told_news, GoAway: go_away, TakeList: take_list,
    Announce: announce, Unannounce: unannounce, SpeakFor: speak_for, SpeakForSelf: speak_for_self, GiveLink: give_link,
    ReadAloud: read_aloud,
    Decide: decide, PassOn: pass_on, TakeBack: take_back, Unplan: unplan,
    Ask: ask, Reply: reply, CheckedIn: told_in_check_in,
    NoteDown: note_down, DropNote: drop_note, NoteStep: note_step,
    AskSignature: ask_signature, NoteSigned: note_signed,
    TakeOver: take_over, Disown: disown,
    RaiseAlarm: raise_alarm, HandleAlarm: handle_alarm, SpeakUp: speak_up,
    ScheduledMessage: send_later, Reach: reach, Forget: forget_whom, **duos.WRITERS, **hours.WRITERS,
    **caseload.WRITERS,
}  # fmt: skip
