"""What a check-in keeps is one list: a question comes or goes there, and old answers stay readable."""

from bot.flows import mydata
from bot.flows.duo import checkin
from bot.i18n import render
from programme.check_in import COUNTED, FIELDS, IN_DUTCH, SEALED, CheckInAnswers, apart, together
from programme.message import Phrase
from programme.model import LANGUAGES

TOLD = CheckInAnswers(True, 4.0, 2, "gezellig", "coffee", 2)


def test_what_is_told_comes_back_and_own_words_are_in_nothing_that_is_legible() -> None:
    columns, more = apart(TOLD)
    assert together({**columns, "more": more}, "gezellig") == TOLD
    assert "gezellig" not in f"{columns}{more}"
    assert tuple(columns) == COUNTED


def test_a_row_of_before_a_question_and_one_of_after_it_went_are_read_alike() -> None:
    row = {"met": 1, "hours": None, "mood": 4}
    assert together({**row, "more": "{}"}, "") == together({**row, "more": '{"gone": [1]}'}, "")


def test_each_field_is_asked_said_in_dutch_and_has_its_label_in_every_language() -> None:
    assert set(FIELDS) == {q.key for q in checkin.QUESTIONS} | {"times"}, "how often is told with whether they met"
    assert set(IN_DUTCH) == set(FIELDS)
    for language in LANGUAGES:
        said = {
            render.say(Phrase(f"label.{key}"), language): render.say(v, language) for key, v in mydata.checked_in(TOLD)
        }
        assert len(said) == len(FIELDS), said


def test_what_was_not_said_is_not_shown() -> None:
    shown = dict(mydata.checked_in(CheckInAnswers(False, None, 3)))
    assert set(shown) == {"met", "mood"}
    assert SEALED in dict(mydata.checked_in(TOLD))
