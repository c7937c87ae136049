"""Said outside the question: known as a whole message; distress anywhere in one."""

import pytest

from programme.reading.names import packaged
from programme.reading.wishes import Wish, wish, worries


@pytest.mark.parametrize(("said", "meant"), [
    ("I want to talk to a human", Wish.HUMAN), ("HUMAN!!", Wish.HUMAN), ("Ik wil met een mens praten aub", Wish.HUMAN),
    ("أريد التحدث مع شخص من فضلك", Wish.HUMAN), ("хочу поговорити з людиною", Wish.HUMAN),
    ("STOP", Wish.STOP), ("ik wil stoppen", Wish.STOP), ("Je veux arrêter.", Wish.STOP), ("стоп", Wish.STOP),
    ("Help?", Wish.HELP), ("je ne comprends pas", Wish.HELP), ("what is this?", Wish.WHAT), ("ما هذا؟", Wish.WHAT),
    ("hoe lang duurt het", Wish.HOW_LONG), ("Why do you ask?", Wish.WHY), ("لماذا", Wish.WHY), ("навіщо це?", Wish.WHY),
])  # fmt: skip
def test_a_wish_is_known_in_every_language(said: str, meant: Wish) -> None:
    assert wish(said) is meant


@pytest.mark.parametrize("said", [
    "Amina", "ik kook graag en ik wil mensen helpen", "Mechelen", "why not", "stop bij de kerk om 14 uur", "9", "",
    "ik wil een mens leren kennen die Nederlands spreekt", "Human Rights work", "Ik help graag anderen met Nederlands",
])  # fmt: skip
def test_an_answer_stays_an_answer(said: str) -> None:
    assert wish(said) is None


@pytest.mark.parametrize("said", [
    "I think she is afraid of her husband. What must I do?", "I am in danger, my buddy hits me", "hij slaat mij",
    "Il me frappe", "يضربني", "أنا خائفة من زوجي", "мене б'є чоловік", "я боюся", "I want to die",
    "ik voel me niet veilig", "beni dövüyor", "SOS",
    "I don't feel safe", "I don’t feel safe", "Я не почуваюся в безпеці", "чоловік бʼє мене",
    "بيضربني", "وزوجي بيضربني", "ik heb schrik van hem", "hij doet me pijn", "he is hitting me", "j'ai peur", "النجدة",
])  # fmt: skip
def test_distress_is_heard_anywhere(said: str) -> None:
    assert worries(said)


@pytest.mark.parametrize("said", [
    "We zoeken nog een dag.", "Gezellig samen gekookt", "Nous avons bu un café", "نلتقي كل أسبوع", "Ми гуляли в парку",
    "I was afraid to speak Dutch, now less", "geen gevaar", "she beat me at chess", "I am an emergency nurse",
    "", "x" * 5000,
])  # fmt: skip
def test_everyday_words_are_no_distress(said: str) -> None:
    assert not worries(said)


def test_every_phrase_of_the_list_is_found_and_none_is_empty() -> None:
    for kind, _, phrases in packaged("wishes.csv"):
        for phrase in phrases.split("|"):
            assert worries(phrase) if kind == "distress" else wish(phrase) == kind, phrase
