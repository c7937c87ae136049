"""Own words once more, in their reader's language: made by a machine, and said so. They came first."""

from bot.flows.feature import Audience, Effects, Feature, Scheduled, Situation
from programme.effects import AskAgain, Say, ScheduledMessage
from programme.message import Phrase
from programme.scheduled import Translate


def also_translated(name: str, words: str, written: str, key: str, at: Situation, candidate: int = 0) -> Effects:
    """If this house has a translator: the same words in the reader's language, as soon as there are. `written` is the
    language that they may be in, `candidate` whose they are; `key` tells them from others that wait."""
    if not at.known.translates or not words.strip() or not at.session.language:
        return ()
    asked = Translate(name, words, written, at.session.language, candidate)
    return (ScheduledMessage(asked, at.known.now, f"translate:{key}", person=at.known.me),)


def translated(told: Translate, at: Situation) -> Effects:
    """Nothing where it was in the reader's language already, or the translator gave nothing."""
    if not told.text:
        return ()
    said = Say((Phrase("translated", {"name": told.name, "words": told.text}),), about=told.candidate)
    return (said, AskAgain(brief=True)) if at.session.stack else (said,)


FEATURE = Feature("translated", scheduled=(Scheduled(Translate, Audience.EVERYBODY, translated),))
