"""A made-up Flanders of 300 towns, 2000 to 2026: real municipalities with their codes, invented figures."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import chain, zip_longest
from pathlib import Path

from programme.reading import municipalities
from storage import migrate
from storage.store import beside


def spread() -> list[municipalities.Municipality]:
    """The Flemish municipalities, a town of each province in turn: a few of them are in all provinces."""
    flemish = [m for m in municipalities.municipalities() if m.region == "vlaanderen"]
    provinces = ([m for m in flemish if m.province == p.slug] for p in municipalities.PROVINCES)
    return [m for m in chain.from_iterable(zip_longest(*provinces)) if m]


def build(path: Path, towns: int = 300, people: int = 12, first: int = 2018) -> None:
    """A database with a programme in each town; `people`: about how many newcomers a programme has in a year."""
    migrate.ensure(path, beside(path))
    dice = random.Random(7)
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma synchronous = off")
        facts = duos = 0
        for n, m in enumerate((spread() * 2)[:towns]):
            id = f"verzonnen-{n}"
            begins = dice.randint(first, 2024)
            db.execute(
                "insert into programmes (id, name, municipality, province, created) values (?, ?, ?, ?, ?)",
                (id, f"Verzonnen {m.nl} {n}", m.nis, m.province, f"{begins}-02-01T09:00:00Z"),
            )
            for year in range(begins, 2027):
                for _ in range(dice.randint(0, 2 * people)):
                    facts += 1
                    side = dice.choice(("newcomer", "volunteer"))
                    db.execute(
                        "insert into facts (id, candidate, side, programme, municipality, year) values (?,?,?,?,?,?)",
                        (facts, facts, side, id, m.nis, year),
                    )
                    code, tongue = dice.choices(
                        (("SY", "ar"), ("UA", "uk"), ("AF", "prs"), ("ER", "ti")), (6, 5, 3, 1)
                    )[0]
                    if side == "volunteer":
                        code, tongue = "BE", "nl"
                    db.execute("insert into fact_nationalities values (?, ?)", (facts, code))
                    db.execute("insert into fact_tongues values (?, ?, 'native')", (facts, tongue))
                for _ in range(dice.randint(0, people // 2)):
                    duos += 1
                    ended = f"{year}-11-01T09:00:00Z" if dice.random() < 0.5 else None
                    db.execute(
                        "insert into duos (id, programme, formed, ended, reason) values (?, ?, ?, ?, ?)",
                        (duos, id, f"{year}-03-01T09:00:00Z", ended, "planned" if ended else ""),
                    )
                    for member in range(2):
                        db.execute(
                            "insert into check_ins (duo, candidate, wave, answered, met, hours, mood)"
                            " values (?, ?, 1, ?, 1, ?, ?)",
                            (duos, duos * 2 + member, f"{year}-03-15T09:00:00Z", 4.0, dice.randint(2, 5)),
                        )
        db.commit()


def history(towns: int = 300) -> Iterator[str]:
    """Declared figures of 2000 to 2017, as a file that `declare import` takes; informal ones among them."""
    dice = random.Random(11)
    yield "year;programme;municipality;domain;measure;value;status;note;source"
    for n, m in enumerate((spread() * 2)[:towns]):
        for year in range(2000 + n % 18, 2018):
            for measure, value in (
                ("projects", 1),
                ("duos", dice.randint(1, 40)),
                ("budget", dice.randint(1, 90) * 500),
            ):
                yield f"{year};Verzonnen {m.nl} {n};{m.nis};integration;{measure};{value};declared;verzonnen;bron"
            if year % 3 == 0:
                yield f"{year};Verzonnen {m.nl} {n};{m.nis};integration;fte;0,5;declared;verzonnen;bron"
                yield f"{year};Verzonnen {m.nl} {n};{m.nis};integration;evaluation;1;declared;verzonnen;bron"
