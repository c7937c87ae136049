"""The ways of saying, read from their files: (expected codes, all of them meant or any of them, text)."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Way(NamedTuple):
    codes: frozenset[str]
    asked: bool  # the word means any of these: none may be taken
    text: str

    def is_wrong(self, read: list[str]) -> bool:
        return not set(read) <= self.codes or (self.asked and bool(read))

    def is_found(self, read: list[str], offers: list[str]) -> bool:
        return bool(self.codes & {*read, *offers}) if self.asked else self.codes <= {*read, *offers}


def ways(kind: str) -> Iterator[Way]:
    for line in (HERE / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            codes, _, texts = line.partition(": ")
            for text in texts.split("|"):
                yield Way(frozenset(codes.replace("+", " ").split()), " " in codes, text)
