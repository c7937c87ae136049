"""Listening: which language to offer first to somebody who has only said "hello".

A guess and no more: every offered language is in the answer, so a menu always shows the rest. Letters that
only one language has count most, then the script, then a word of greeting, then langdetect, which is read on
first use. The phone's own language decides where the text doesn't.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

SCRIPTS = {
    "ARABIC": frozenset({"ar", "fa", "ps"}),
    "CYRILLIC": frozenset({"uk", "ru", "bg"}),
    "ETHIOPIC": frozenset({"ti"}),
}

# Letters that of the languages of one script only these use.
LETTERS = {
    "uk": "іїєґ", "ru": "ыэё", "fa": "پچژگک", "ps": "ټډړږښڼۍېګ", "ar": "ةىأإؤئك",
    "tr": "ğışİ", "pl": "ąęłńśźż", "ro": "ășțţâ", "es": "ñ¿¡", "pt": "ãõ", "fr": "èêœù",
}  # fmt: skip

# Greetings too short for statistics of letters, folded to a–z where Latin. Origin: general knowledge.
GREETINGS = {
    "nl": "hallo hoi dag goeiemorgen goedemorgen goeiedag goedendag goedemiddag goedenavond goeienavond",
    "en": "hello hi hey morning", "fr": "bonjour bonsoir salut coucou", "es": "hola buenas buenos",
    "ar": "salam salaam assalamu alaykum marhaba marhaban ahlan السلام مرحبا اهلا",
    "fa": "salam salaam dorood سلام درود", "ps": "salam سلام سلامونه", "uk": "pryvit dobryi dobryj vitayu",
    "ru": "privet zdravstvuyte здравствуйте привет", "bg": "zdravey zdraveite здравей здравейте",
    "tr": "merhaba selam", "so": "iska waran salaan", "ti": "selam ሰላም ከመይ", "pt": "ola bom boa oi",
    "pl": "czesc dzien witam", "ro": "buna salut", "sq": "pershendetje tungjatjeta mirdita",
}  # fmt: skip

LETTER, SCRIPT, GREETING, STATISTICS, PHONE = 8.0, 4.0, 2.0, 1.0, 0.7
LONGEST = 200  # characters: the first sentence tells, and langdetect's time grows with length


def guess(text: str, hint: str | None, offered: Sequence[str]) -> tuple[str, ...]:
    """All of `offered`, best guess first; ties stay in the order of `offered`. `hint` is the phone's language
    as an IETF tag ("uk", "nl-BE"), which people abroad often leave in another language than their own."""
    text = "" if text.startswith("/") else text[:LONGEST].casefold()
    phone = (hint or "").casefold().replace("_", "-").partition("-")[0]
    script = _script(text)
    points = _statistics(text, script, tuple(offered))
    written = SCRIPTS.get(script or "", frozenset())
    score = {
        language: LETTER * _has_letters_of(text, language)
        + SCRIPT * (language in written)
        + GREETING * _greets_in(text, language)
        + STATISTICS * points.get(language, 0.0)
        + PHONE * (language == phone)
        for language in offered
    }
    return tuple(sorted(dict.fromkeys(offered), key=lambda language: -score[language]))


def _script(text: str) -> str | None:
    """The script of most letters, None for Latin: Latin letters exclude nobody ("salam")."""
    names = [unicodedata.name(c, "").partition(" ")[0] for c in text if c.isalpha()]
    most = max(set(names), key=names.count, default="")
    return most if most in SCRIPTS else None


def _has_letters_of(text: str, language: str) -> bool:
    return any(c in text for c in LETTERS.get(language, ""))


def _greets_in(text: str, language: str) -> bool:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    known = unicodedata.normalize("NFKD", GREETINGS.get(language, "")).split()
    return any(word in known for word in re.findall(r"\w+", bare))


def _statistics(text: str, script: str | None, offered: tuple[str, ...]) -> Mapping[str, float]:
    """Probability by language, of those that langdetect knows and that are written so."""
    written = frozenset().union(*SCRIPTS.values()) if script is None else SCRIPTS[script]
    likely = tuple(o for o in offered if (o in written) == (script is not None))
    factory = _factory(likely)
    if not factory or not any(c.isalpha() for c in text):
        return {}
    from langdetect.lang_detect_exception import LangDetectException

    detector = factory.create()
    try:
        detector.append(text)
        return {found.lang: found.prob for found in detector.get_probabilities()}
    except LangDetectException:  # nothing in the text that it can count
        return {}


@cache
def _factory(languages: tuple[str, ...]) -> Any:
    """langdetect with the profiles of these languages only: surer, and loaded in a tenth of the time. None
    if fewer than two have one. The seed is fixed, so that the same words get the same answer."""
    from importlib.resources import files

    from langdetect.detector_factory import DetectorFactory

    folder = files("langdetect") / "profiles"
    profiles = [folder / language for language in languages if (folder / language).is_file()]
    if len(profiles) < 2:
        return None
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_json_profile([profile.read_text(encoding="utf-8") for profile in profiles])
    return factory
