"""Names as people type them: folded, found inside a sentence, near misses by likeness. In doubt nothing is read.

What a text says is split in two. *Read* is taken without asking: every word of the text is a name that means
one thing, or a word that says nothing ("ik kom uit"). Everything else that it may mean is *offered*.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)

NEAR = 5  # more buttons than this no longer fit on a phone beside the question
LONGEST = 200  # characters read of a message: no name is longer, and the search stays fast
SPAN = 6  # words: "Democratische Republiek Congo" and the like


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """`read`: what the text says beyond doubt. `offers`: what it may mean, best first, at most a screen full."""

    read: tuple[T, ...] = ()
    offers: tuple[T, ...] = ()

    @property
    def likely(self) -> tuple[T, ...]:
        return (*self.read, *self.offers)


def packaged(name: str) -> Iterator[list[str]]:
    """The rows of a packaged data file, without the remarks on where it comes from and the names of its
    columns. No cell has a comma or a quote."""
    text = (files("programme") / "data" / name).read_text(encoding="utf-8")
    rows = (line.split(",") for line in text.splitlines() if not line.startswith("#"))
    next(rows)
    return rows


# Letters that Unicode doesn't decompose, and Arabic letters that keyboards and habits interchange.
ALIKE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "œ": "oe", "æ": "ae", "ß": "ss", "ə": "e", "ґ": "г", "ʼ": "", "ʻ": "",
     "ة": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ئ": "ي", "ک": "ك", "ګ": "گ", "ہ": "ه", "ۀ": "ه", "ۆ": "و",
     "ـ": "", "ټ": "ت", "ړ": "ر", "ښ": "ش", "ڼ": "ن", "ډ": "د", "\u200c": ""}
)  # fmt: skip
SAINT = frozenset({"sint", "saint", "st", "sankt"})
FEMALE_SAINT = frozenset({"sainte", "ste"})
ARTICLE = "ال"  # "the" in Arabic, written onto the word
JOINED = "وبلف"  # "and", "in", "to", "so" in Arabic, written onto the word too


def fold(text: str) -> str:
    """What is left of a name when case, accents, spaces, hyphens and the spelling of Saint are ignored."""
    return "".join(words_of(text))


def words_of(text: str) -> list[str]:
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in parts if not unicodedata.combining(c)).casefold().translate(ALIKE)
    return [_word(word) for word in re.findall(r"[^\W_]+", text.casefold())]


def _word(word: str) -> str:
    if word in SAINT:
        return "st"
    if word in FEMALE_SAINT:
        return "ste"
    return word[2:] if word.startswith(ARTICLE) and len(word) > 4 else word


# "of" is "or" in Dutch, unless these stand before it.
PAIRS = {("bit", "of"), ("citizen", "of"), ("native", "of"), ("republic", "of"), ("speaker", "of")}


@cache
def fillers() -> frozenset[str]:
    """Words around a name that change nothing: "ik kom uit", "я з", "and a bit of"."""
    return frozenset(fold(word) for row in packaged("fillers.csv") for word in row[1].split())


# Endings by which words of a sentence differ from the name: cases of Slavic languages, Romanian and Albanian,
# Turkish suffixes. (ending that may fall off, what may stand there in the name)
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
SLAVIC = ("", "а", "я", "о", "ь", "е", "и", "ия", "ии")
LATIN = ("", "a", "ia", "o", "e")
TURKISH = re.compile(r"(?:l[iu])?(?:y?[iu]m|y?iz|y?uz)$|[dt][ae]n(?:im|yim)?$|l[iu]$|ca$|ce$")


def stems(word: str) -> Iterator[str]:
    """Names of which `word` may be a case or a suffixed form."""
    if word[:1] in JOINED:
        yield _word(word[1:])
    if found := TURKISH.search(word):
        yield word[: found.start()]
    ends = SLAVIC if CYRILLIC.match(word) else LATIN if word.isascii() else ()
    for cut in range(min(3 if ends is SLAVIC else 2, len(word) - 4) + 1) if ends else ():
        root = word[: len(word) - cut]
        yield from (root + end for end in ends)


@dataclass(frozen=True, slots=True)
class Heard(Generic[T]):
    """Names found in a text, in order, each with what it may mean; and the words that are neither name nor filler."""

    means: tuple[tuple[T, ...], ...]
    left: tuple[str, ...]
    bent: bool = False  # some name stood in another form than it has in the lists


class Names(Generic[T]):
    """Folded names, searched exactly and by likeness. Each thing brings its names in ranks, as strings of
    keys with spaces between: a name of a better rank hides the same name of a worse one (Aalst is the town,
    not the village near Sint-Truiden). Where names tell nothing more, the heavier thing comes first."""

    def __init__(self, things: Iterable[tuple[Sequence[str], T]], weight: Mapping[T, int] | None = None) -> None:
        self._weight = weight or {}
        named: dict[str, tuple[int, tuple[T, ...]]] = {}
        for ranks, thing in things:
            for rank, keys in enumerate(ranks):
                mine = (rank, (thing,))
                for key in keys.split():
                    best = named.setdefault(key, mine)
                    if rank < best[0]:
                        named[key] = mine
                    elif best is not mine and rank == best[0] and thing not in best[1]:
                        named[key] = (rank, (*best[1], thing))
        self._named = {key: things for key, (_, things) in named.items()}
        self._keys = list(self._named)

    def meanings(self, text: str) -> tuple[T, ...]:
        """What bears exactly this name, heaviest first."""
        return self._heaviest(self._named.get(fold(text[:LONGEST]), ()))

    def find(self, text: str) -> Found[T]:
        """Several names that mean one thing each are all read: "Arabic and French". Never raises."""
        if text.startswith("/"):
            return Found()
        whole = self.meanings(text)
        if whole:
            return Found(whole) if len(whole) == 1 else Found((), whole)
        heard = self.hear(text)
        return self.settle(heard, text) if heard.means else Found((), self.near(text))

    def settle(self, heard: Heard[T], text: str) -> Found[T]:
        every = tuple(dict.fromkeys(thing for means in heard.means for thing in means))
        alone = len(heard.means) == 1
        asked = any(len(means) > 1 for means in heard.means) or (heard.bent and not alone)
        if heard.left or asked or self.may_be_another(text, every):
            more = self.near(" ".join(heard.left) or ("" if asked else text))
            return Found((), tuple(dict.fromkeys((*every, *more)))[: max(NEAR, len(every))])
        return Found(every)

    def may_be_another(self, text: str, found: Iterable[T]) -> bool:
        """Is the whole text one slip away from a name that says something else? "Angla" is no case of Anglia."""
        words = [w for w in words_of(text[:LONGEST]) if w not in fillers()]
        alike = (thing for name, d in self._alike("".join(words)) if d <= len(words) for thing in self._named[name])
        return not set(alike) <= set(found)

    def hear(self, text: str) -> Heard[T]:
        """The names in a sentence, longest first from the left."""
        words = words_of(text[:LONGEST])
        means: list[tuple[T, ...]] = []
        left: list[str] = []
        at, bent = 0, False
        while at < len(words):
            length, found = self._at(words, at)
            if found:
                bent |= "".join(words[at : at + length]) not in self._named
                means.append(self._heaviest(found))
            elif words[at] not in fillers() and tuple(words[max(0, at - 1) : at + 1]) not in PAIRS:
                left.append(words[at])
            at += length
        return Heard(tuple(means), tuple(left), bent)

    def _at(self, words: list[str], at: int) -> tuple[int, tuple[T, ...]]:
        for length in range(min(SPAN, len(words) - at), 0, -1):
            key = "".join(words[at : at + length])
            if key in self._named and (length > 1 or _may_be_a_name(key)):
                return length, self._named[key]
        word = words[at]
        if word in fillers() or len(word) < 4:
            return 1, ()
        ways = {self._named[stem] for stem in stems(word) if len(stem) > 2 and stem in self._named}
        return 1, ways.pop() if len(ways) == 1 else ()

    def _heaviest(self, things: Iterable[T]) -> tuple[T, ...]:
        return tuple(sorted(things, key=lambda thing: -self._weight.get(thing, 0)))

    def near(self, text: str) -> tuple[T, ...]:
        """At most five whose names are like the text or like a word of it, best first."""
        words = [w for w in words_of(text[:LONGEST]) if w not in fillers()][:6]
        keys = dict.fromkeys(("".join(words), *words))
        mistakes: dict[T, float] = {}
        for key in keys:
            if len(words) > 1 and len(key) < 5:
                continue  # a short word of a sentence is near to too much
            part = len(words) > 1 and key in words
            for name, distance in (*self._begun(key), *self._alike(key, (1 if len(key) < 8 else 2) if part else 3)):
                for thing in self._named[name]:
                    mistakes[thing] = min(distance, mistakes.get(thing, distance))
        order = sorted(mistakes, key=lambda thing: (mistakes[thing], -self._weight.get(thing, 0)))
        return tuple(order[:NEAR])

    def _begun(self, key: str) -> list[tuple[str, float]]:
        """Names with the same beginning: another word for the people, an unknown ending. Better than two
        mistakes, worse than one; the more letters differ after it, the worse."""
        if len(key) < 4:
            return []
        most = len(key) - 1
        root = key[: max(4, (most * 3) // 5 + 1)]
        found = []
        for name in self._keys:
            if name.startswith(root):
                same = next((i for i, (a, b) in enumerate(zip(key, name, strict=False)) if a != b), None)
                same = min(len(key), len(name)) if same is None else same
                found.append((name, 1.2 + 0.3 * (len(key) - same) + 0.05 * abs(len(name) - same)))
        return found

    def _alike(self, key: str, at_most: int = 3) -> list[tuple[str, float]]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(key) < 3 or len(key) > 60:
            return []
        most = min(at_most, 1 if len(key) < 5 else 2 if len(key) < 9 else 3)
        found = process.extract(key, self._keys, scorer=OSA.distance, score_cutoff=most, limit=40)
        return [(name, float(distance)) for name, distance, _ in found if len(name) > 2]


def _may_be_a_name(word: str) -> bool:
    """Two Latin letters inside a sentence are a word ("in", "so"), not a code."""
    return word not in fillers() and (len(word) > 2 or not word.isascii())
