"""Closeness as seven pictures of two circles (Aron, Aron & Smollan 1992): drawn here, no words, no photo.

The pictures follow the idea of the scale: the circles overlap more with each step and grow, so that the area
of the picture stays nearly the same.
"""

from functools import cache
from math import sqrt

from documents import pages

STEPS = 7
WIDE, HIGH = 240, 150
APART = (1.0, 0.86, 0.72, 0.58, 0.44, 0.30, 0.15)  # distance of the centres, in diameters


def svg(step: int) -> str:
    """One picture. Raises `ValueError` for a step that is not 1 to 7."""
    line = 'stroke="#222" stroke-width="3"'
    circles = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{colour}" fill-opacity="0.45" {line}/>'
        for (x, y, r), colour in zip(_placed(step), ("#2a6f97", "#e09f3e"), strict=True)
    )
    size = f'viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{circles}</svg>'


@cache
def png() -> bytes:
    """All seven in two rows, each with its number, for a chat: 960 pixels wide. Raises `FontsMissing`."""
    drawn = [svg(step) for step in range(1, STEPS + 1)]
    return pages.laid_out("circles.typ", {"pictures": drawn, "size": (WIDE, HIGH)}, format="png", ppi=72)


def _placed(step: int) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """x, y and radius of both."""
    if not 1 <= step <= STEPS:
        raise ValueError(f"{step} is not a picture: 1 to {STEPS}")
    apart = APART[step - 1]
    radius = 50.0 * sqrt((1 + APART[0]) / (1 + apart)) * 1.05
    shift = radius * apart
    return (WIDE / 2 - shift, HIGH / 2, radius), (WIDE / 2 + shift, HIGH / 2, radius)
