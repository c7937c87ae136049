"""Listening: which language to offer first to somebody who has only said "hello".

A guess and no more: every offered language is in the answer, so a menu always shows the rest. The script
decides which languages it can be, then letters that only one of them has, then words of a first message, then
langdetect with profiles of these languages only, which is read on first use. The phone's own language decides
where the text leaves a doubt.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from programme.reading.names import Found, packaged

# The programme's languages. Those without a catalogue are understood and guessed, and offered once they have one.
SPOKEN = ("nl", "en", "fr", "ar", "uk", "ru", "tr", "fa", "ps", "ti", "so", "es", "pt", "pl", "ro", "bg", "sq")

SCRIPTS = {
    "ARABIC": frozenset({"ar", "fa", "ps"}),
    "CYRILLIC": frozenset({"uk", "ru", "bg"}),
    "ETHIOPIC": frozenset({"ti"}),
}

# Letters that of the languages of one script only these use.
LETTERS = {
    "uk": "іїєґ", "ru": "ыэё", "bg": "ъ", "fa": "پچژگک", "ps": "ټډړږښڼۍېګځڅ", "ar": "ةىأإؤ",
    "tr": "ğışİ", "pl": "ąęłńśźżćó", "ro": "ășțţâş", "es": "ñ¿¡áíú", "pt": "ãõê", "fr": "èêœùàç", "sq": "ëç",
}  # fmt: skip
WEAK = {
    "bg": 1.0,
    "fa": 2.5,
    "fr": 1.5,
    "sq": 2.0,
    "pl": 3.0,
    "ro": 3.0,
    "es": 2.0,
}  # others share the letter now and then

SCRIPT, LETTER, WORD, BEGINNING, STATISTICS, PHONE = 30.0, 5.0, 3.0, 1.2, 3.0, 1.5
LONGEST = 200  # characters: the first sentence tells, and langdetect's time grows with length
ENOUGH = 7.0  # points of lead by words alone: no statistics needed
SURE = 2.0  # points of lead from which the first is taken for certain
SHOWN = 3


def guess(text: str, hint: str | None, offered: Sequence[str]) -> tuple[str, ...]:
    """All of `offered`, best guess first; ties stay in the order of `offered`. `hint` is the phone's language
    as an IETF tag ("uk", "nl-BE"), which people abroad often leave in another language than their own."""
    score = _score(text, hint, tuple(dict.fromkeys(offered)))
    return tuple(sorted(score, key=lambda language: -score[language]))


def hear(text: str, hint: str | None = None, offered: Sequence[str] = SPOKEN) -> Found[str]:
    """The languages for the first screen: `read` holds the first if the text leaves little doubt."""
    score = _score(text, hint, tuple(offered))
    first, *rest = sorted(score, key=lambda language: -score[language])[:SHOWN]
    sure = bool(rest) and score[first] - score[rest[0]] >= SURE
    return Found((first,), tuple(rest)) if sure else Found((), (first, *rest))


def _score(text: str, hint: str | None, offered: tuple[str, ...]) -> dict[str, float]:
    text = "" if text.startswith("/") else text[:LONGEST].casefold()
    phone = (hint or "").casefold().replace("_", "-").partition("-")[0]
    script = _script(text)
    written = SCRIPTS.get(script or "", frozenset())
    words = _by_words(text, script)
    score = {
        language: SCRIPT * (language in written)
        + _by_letters(text, language)
        + words.get(language, 0.0)
        + PHONE * (language == phone)
        for language in offered
    }
    if any(c.isalpha() for c in text) and not _decided(score):
        weight = STATISTICS * _unknown(text)
        for language, likely in _statistics(text, script, offered).items():
            score[language] += weight * likely
    return score


def _unknown(text: str) -> float:
    """How much of a text the words don't explain, 0.2 to 1: so much do the statistics of letters count."""
    words = _bare(text)[:30]
    return 0.2 + 0.8 * sum(word not in _lexicon() for word in words) / max(1, len(words))


def _decided(score: Mapping[str, float]) -> bool:
    best = sorted(score.values(), reverse=True)
    return len(best) > 1 and best[0] - best[1] >= ENOUGH


def _script(text: str) -> str | None:
    """The script of most letters, None for Latin: Latin letters exclude nobody ("salam")."""
    names = [unicodedata.name(c, "").partition(" ")[0] for c in text if c.isalpha()]
    most = max(set(names), key=names.count, default="")
    return most if most in SCRIPTS else None


def _by_letters(text: str, language: str) -> float:
    return WEAK.get(language, LETTER) if any(c in text for c in LETTERS.get(language, "")) else 0.0


def _bare(text: str) -> list[str]:
    """Words without accents, so that "dzien dobry" is what "dzień dobry" is."""
    parts = unicodedata.normalize(
        "NFKD", text.casefold().replace("ı", "i").replace("\u200c", "").replace("ك", "ک").replace("ي", "ی")
    )
    return re.findall(r"[^\W_]+", "".join(c for c in parts if not unicodedata.combining(c)).replace("ł", "l"))


@cache
def _lexicon() -> Mapping[str, tuple[str, ...]]:
    said: dict[str, list[str]] = defaultdict(list)
    for language, line in packaged("first-words.csv"):
        for word in dict.fromkeys(_bare(line)):
            said[word].append(language)
    return {word: tuple(dict.fromkeys(languages)) for word, languages in said.items()}


@cache
def _beginnings() -> Mapping[str, tuple[str, ...]]:
    """Words of five letters and more by their first four: other forms of a word are still its language."""
    found: dict[str, list[str]] = defaultdict(list)
    for word, languages in _lexicon().items():
        if len(word) >= 5:
            found[word[:4]] += languages
    return {root: tuple(dict.fromkeys(languages)) for root, languages in found.items()}


def _by_words(text: str, script: str | None) -> Mapping[str, float]:
    """Points by language. A word of few languages tells most, a long one more than "a" or "de"."""
    points: dict[str, float] = defaultdict(float)
    for word in _bare(text)[:30]:
        exact = _lexicon().get(word)
        near = () if exact or len(word) < 4 else _beginnings().get(word[:4], ())
        languages = [o for o in exact or near if script is None or o in SCRIPTS[script]]
        weight = (WORD if exact else BEGINNING) * min(1.0, 0.25 + len(word) / 5)
        for language in languages:
            points[language] += weight / len(languages) ** 0.5
    return points


def _statistics(text: str, script: str | None, offered: tuple[str, ...]) -> Mapping[str, float]:
    """Probability by language, of those that are written so."""
    written = frozenset().union(*SCRIPTS.values()) if script is None else SCRIPTS[script]
    factory = _factory(tuple(o for o in offered if (o in written) == (script is not None)))
    if not factory:
        return {}
    from langdetect.lang_detect_exception import LangDetectException

    detector = factory.create()
    detector.n_trial = 3
    try:
        detector.append(text)
        return {found.lang: found.prob for found in detector.get_probabilities()}
    except LangDetectException:  # nothing in the text that it can count
        return {}


@cache
def _factory(languages: tuple[str, ...]) -> Any:
    """langdetect with the profiles of these languages only: surer, and loaded in a tenth of the time. None
    if fewer than two have one. The seed is fixed, so that the same words get the same answer."""
    from langdetect.detector_factory import DetectorFactory

    profiles = [profile for language in languages if (profile := _profile(language))]
    if len(profiles) < 2:
        return None
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_json_profile(profiles)
    return factory


def _profile(language: str) -> str | None:
    """langdetect's own, or ours for a language that it lacks."""
    from importlib.resources import files

    theirs = files("langdetect") / "profiles" / language
    if theirs.is_file():
        return theirs.read_text(encoding="utf-8")
    ours = files("programme") / "data" / "profiles" / f"{language}.json"
    return json.dumps(json.loads(ours.read_text(encoding="utf-8"))) if ours.is_file() else None


def wanted(text: str, offered: Iterable[str], named: bool = False) -> str | None:
    """The offered language that somebody asks to go on in: "english please", "по-русски", "in het Nederlands".
    With `named` the name alone will do; elsewhere that may be an answer."""
    from programme.reading import languages as tongues

    if not (named or PLEASE.search(text) or LEAD.match(text)) or len(text) > 60:
        return None
    found = tongues.find(LEAD.sub("", PLEASE.sub(" ", text)).strip(" !.?,"))
    return found.read[0] if len(found.read) == 1 and not found.offers and found.read[0] in offered else None


LEAD = re.compile(r"^\s*(?:in het|in|en|em|по|po|на|auf|bil|به|ب)[\s-]+(?=\w)", re.IGNORECASE)
PLEASE = re.compile(
    r"\b(?:please|pls|plz|alstublieft|alsjeblieft|aub|s['’ ]il (?:vous|te) pla[iî]t|svp|stp|por favor|bitte|proszę"
    r"|prosze|lütfen|lutfen|пожалуйста|будь ласка|моля|te rog|vă rog|ju lutem|change|switch|naar|vers|langue|language"
    r"|taal)\b|من فضلك|لو سمحت|لطفا|مهرباني",
    re.IGNORECASE,
)
