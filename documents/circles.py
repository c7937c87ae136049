"""Closeness as seven pictures of two circles (Aron, Aron & Smollan 1992): drawn here, no words, no photo.

The pictures follow the idea of the scale: the circles overlap more with each step and grow, so that the area
of the picture stays nearly the same.
"""

from math import sqrt

STEPS = 7
WIDE, HIGH = 240, 150
APART = (1.0, 0.86, 0.72, 0.58, 0.44, 0.30, 0.15)  # distance of the centres, in diameters


def svg(step: int) -> str:
    """One picture, for a page. Raises `ValueError` for a step that is not 1 to 7."""
    circles = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{colour}" fill-opacity="0.45" stroke="#222"/>'
        for (x, y, r), colour in zip(_placed(step), ("#2a6f97", "#e09f3e"), strict=True)
    )
    size = f'viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{circles}</svg>'


def png() -> bytes:
    """All seven in two rows, each with its number, for a chat."""
    from io import BytesIO

    from PIL import Image, ImageDraw, ImageFont

    from documents.pages import font

    sheet = Image.new("RGB", (4 * WIDE, 2 * (HIGH + 46)), "white")
    letters = ImageFont.truetype(str(font("NotoSans-Bold.ttf")), 30)
    for step in range(1, STEPS + 1):
        row, column = divmod(step - 1, 4)
        x = column * WIDE + (WIDE // 2 if row else 0)
        y = row * (HIGH + 46)
        sheet.paste(_drawn(step), (x, y))
        ImageDraw.Draw(sheet).text((x + WIDE // 2, y + HIGH + 18), str(step), "black", letters, anchor="mm")
    out = BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def _drawn(step: int) -> "Image":  # type: ignore[name-defined]  # noqa: F821
    from PIL import Image, ImageDraw

    fine = 3  # drawn larger and made smaller: smooth edges
    picture = Image.new("RGBA", (WIDE * fine, HIGH * fine), "white")
    for (x, y, r), colour in zip(_placed(step), ((42, 111, 151, 115), (224, 159, 62, 115)), strict=True):
        layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        box = [fine * v for v in (x - r, y - r, x + r, y + r)]
        ImageDraw.Draw(layer).ellipse(box, fill=colour, outline=(34, 34, 34, 255), width=3 * fine)
        picture = Image.alpha_composite(picture, layer)
    return picture.convert("RGB").resize((WIDE, HIGH))


def _placed(step: int) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """x, y and radius of both."""
    if not 1 <= step <= STEPS:
        raise ValueError(f"{step} is not a picture: 1 to {STEPS}")
    apart = APART[step - 1]
    radius = 50.0 * sqrt((1 + APART[0]) / (1 + apart)) * 1.05
    shift = radius * apart
    return (WIDE / 2 - shift, HIGH / 2, radius), (WIDE / 2 + shift, HIGH / 2, radius)
