"""What one hands to a member of parliament: one self-contained page, or a PDF, with the same content."""

import json
from collections import defaultdict
from datetime import datetime
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

from babel.dates import format_date
from babel.numbers import format_decimal

from evaluation import definitions as d
from evaluation.layers import province_name
from evaluation.words import shown, word

NUMBERS = ("value", "n", "running", "year", "adults", "children", "households")
MOST = 200  # rows of a table on paper; the spreadsheet has them all
TILES = {  # the provinces as they lie: column, row
    "west-vlaanderen": (0, 0), "oost-vlaanderen": (1, 0), "antwerpen": (2, 0), "limburg": (3, 0),
    "brussel": (1, 1), "vlaams-brabant": (2, 1),
}  # fmt: skip


def html(found: dict[str, Any], asked: d.Asked) -> str:
    import jinja2

    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    source = (files("evaluation") / "templates" / "overview.html").read_text("utf-8")
    return environment.from_string(source).render(page(found, asked), w=lambda k, **v: word(asked.language, k, **v))


def pdf(found: dict[str, Any], asked: d.Asked) -> bytes:
    """Tagged for screen readers (PDF/UA-1)."""
    import typst

    source = (files("evaluation") / "templates" / "overview.typ").read_bytes()
    data = json.dumps(page(found, asked))
    return bytes(typst.compile(source, sys_inputs={"page": data}, format="pdf", pdf_standards=["ua-1"]))


def page(found: dict[str, Any], asked: d.Asked) -> dict[str, Any]:
    """Everything on the page, in words and numbers of the reader's language."""
    w = asked.language
    made = datetime.fromisoformat(found["generated"])
    audience = word(w, f"audience.{asked.audience}")
    years = (asked.first, asked.last)
    period = word(w, "period.from_to", first=years[0] or "…", last=years[1] or made.year) if any(years) else word(
        w, "period.all")  # fmt: skip
    rows = [r for rows in found["questions"].values() for r in rows]
    sources = sorted({s for r in rows for s in str(r.get("source", "")).split("; ") if s})
    return {
        "language": w, "title": word(w, "title"), "period": period,
        "made": word(w, "made", date=format_date(made, "long", locale=w), audience=audience),
        "sections": [_section(q, r, asked) for q, r in found["questions"].items()],
        "heads": {k: word(w, k) for k in ("definitions", "sources", "missing", "picture", "map")},
        "definitions": [word(w, f"def.{k}") for k in
                        ("projects", "duos", "participants", "edition", "status", "withheld")],
        "sources": sources,
        "missing": [word(w, f"miss.{q}") for q in found["questions"]],
    }  # fmt: skip


def _section(question: str, rows: list[d.Row], asked: d.Asked) -> dict[str, Any]:
    w = asked.language
    told = [r for r in rows if r["status"] != "unknown"]
    counted = [r for r in told if r["status"] == "counted"]
    number = _total(question, counted, asked)
    answer = word(w, f"a.{question}", counted=number, declared=len(told) - len(counted)) if told else word(w, "a.none")
    if told and not counted:
        answer = word(w, "a.declared", declared=len(told))
    columns = _columns(told, asked)
    years, provinces = _by(counted, "year", question), _by(counted, "province", question)
    return {
        "key": question,
        "head": f"{d.QUESTIONS.index(question) + 1}. {word(w, f'q.{question}')}",
        "answer": answer,
        "bars": bars(years, word(w, f"q.{question}"), asked) if len(years) > 1 else "",
        "tiles": tiles(provinces, asked) if len(provinces) > 1 else [],
        "columns": [word(w, f"c.{c}") for c in columns],
        "numeric": [c in NUMBERS for c in columns],
        "rows": [[_cell(r, c, asked) for c in columns] for r in told[:MOST]],
        "more": word(w, "more", shown=MOST, all=len(told)) if len(told) > MOST else "",
    }


def _main(row: d.Row) -> bool:
    """Is this a row of the number that a question is about?"""
    return row.get("measure") in (None, "persons", "check-ins") and row["value"] is not None


def _total(question: str, rows: list[d.Row], asked: d.Asked) -> str:
    mine = [r for r in rows if _main(r)]
    if question == "projects":  # a project that exists in many years is one project
        by_year = _by(rows, "year", question)
        total = max(by_year.values()) if by_year else sum(r["value"] for r in mine)
    else:
        total = sum(r["value"] for r in mine)
    least = any(r.get("qualifier") == "at least" for r in mine) or any(
        r.get("suppressed") and r.get("measure") in (None, "persons", "check-ins") for r in rows)  # fmt: skip
    number = format_decimal(total, locale=asked.language)
    return f"{word(asked.language, 'v.at least')} {number}" if least else number


def _by(rows: list[d.Row], dimension: str, question: str) -> dict[Any, float]:
    """Totals of what is counted; of projects in the last year when it isn't by year."""
    found: dict[Any, float] = defaultdict(float)
    last = max((r.get("year") or 0 for r in rows), default=0)
    for row in rows:
        if _main(row) and row.get(dimension) is not None:
            if question == "projects" and dimension != "year" and (row.get("year") or last) != last:
                continue
            found[row[dimension]] += row["value"]
    return dict(sorted(found.items()))


def _columns(rows: list[d.Row], asked: d.Asked) -> list[str]:
    wanted = [*asked.by, "of", "side", "measure", "label", "value", "status", "qualifier", "running",
              "adults", "children", "households", "n", "period", "finding"]  # fmt: skip
    return [c for c in wanted if c == "value" or any(r.get(c) not in (None, "") for r in rows)]


def _cell(row: d.Row, column: str, asked: d.Asked) -> str:
    w = asked.language
    value = shown(row, column, asked)
    if column == "value" and row.get("suppressed"):
        return word(w, "v.suppressed")
    if column == "value" and value is None:
        if "low" in row:
            return f"{format_decimal(row['low'], locale=w)} – {format_decimal(row['high'], locale=w)}"
        return row.get("finding") or word(w, "v.unknown")
    if column == "year" or isinstance(value, str):
        return str(value or "").replace(";", "; ")
    number = "" if value is None else format_decimal(value, locale=w)
    unit = {"euro": "€ "}.get(str(row.get("unit"))) if column == "value" else None
    return f"{unit or ''}{number}"


# --- pictures --------------------------------------------------------------------------------------


def bars(values: dict[Any, float], title: str, asked: d.Asked) -> str:
    """A bar chart as SVG with its text as text."""
    import pygal
    from pygal.style import Style

    style = Style(background="white", plot_background="white", foreground="#222", foreground_strong="#111",
                  foreground_subtle="#888", colors=("#14508c",), font_family="sans-serif", opacity="1",
                  guide_stroke_color="#dddddd", major_guide_stroke_color="#cccccc", label_font_size=16,
                  major_label_font_size=16, value_font_size=15, value_colors=("#ffffff",))  # fmt: skip
    chart = pygal.Bar(style=style, width=900, height=320, show_legend=False, js=[], disable_xml_declaration=True,
                      print_values=len(values) <= 14, print_values_position="top", explicit_size=True,
                      margin=6, min_scale=3, truncate_label=-1, pretty_print=False,
                      formatter=lambda v: format_decimal(v, locale=asked.language))  # fmt: skip
    chart.x_labels = [str(k) for k in values]
    chart.add(title, list(values.values()))
    drawn = chart.render_tree()
    for script in drawn.findall(".//{*}script"):
        drawn.find(".//{*}defs").remove(script)
    said = ", ".join(f"{k}: {format_decimal(v, locale=asked.language)}" for k, v in values.items())
    drawn.attrib |= {"role": "img", "aria-label": said}
    return ElementTree.tostring(drawn, encoding="unicode")


def tiles(values: dict[str, float], asked: d.Asked) -> list[dict[str, Any]]:
    """The provinces as tiles, darker for more; the number stands in each, so nothing hangs on colour."""
    most = max(values.values()) or 1
    found = []
    for slug, (column, row) in TILES.items():
        value = values.get(slug)
        depth = round(8 - 5 * (value or 0) / most)  # 8: pale, 3: deep
        found.append({
            "name": province_name(slug, asked.language), "column": column + 1, "row": row + 1,
            "value": "–" if value is None else format_decimal(value, locale=asked.language),
            "color": "#f2f2f2" if value is None else f"hsl(210 60% {depth * 11}%)",
            "dark": value is not None and depth <= 4,  # white on anything paler can't be read
            "share": 0.0 if value is None else value / most,
        })  # fmt: skip
    return found
