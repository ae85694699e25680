"""Draws bar charts and line charts as SVG."""

import html
import math
import statistics
from collections.abc import Callable, Sequence
from typing import Literal

Point = tuple[float, float]
Scale = Literal["log", "linear"]

COLOURS = ("#c2410c", "#1d4ed8", "#15803d", "#7e22ce", "#0e7490", "#a16207", "#be185d", "#4b5563", "#4d7c0f", "#9f1239")
GATEHOUSE, OTHER = "#c2410c", "#7c93b2"
WIDTH = 860


class Drawing:
    """Shapes on a white background, so that it looks the same on a dark page."""

    def __init__(self, title: str, height: float, subtitle: str = "") -> None:
        self.height = height
        self.parts: list[str] = []
        self.text(16, 26, title, size=16, weight="bold")
        if subtitle:
            self.text(16, 45, subtitle, size=12, colour="#57606a")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int = 12,
        anchor: str = "start",
        colour: str = "#1f2328",
        weight: str = "normal",
    ) -> None:
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" '
            f'font-weight="{weight}">{html.escape(words)}</text>'
        )

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{height:.1f}" fill="{colour}"/>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str = "#1f2328", width: float = 1.0, dash: str = ""
    ) -> None:
        dash = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'stroke-width="{width}"{dash}/>'
        )

    def path(self, points: Sequence[Point], colour: str, dash: str = "") -> None:
        dash = f' stroke-dasharray="{dash}"' if dash else ""
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')

    def dot(self, x: float, y: float, colour: str) -> None:
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>')

    def write(self, path: str) -> None:
        with open(path, "w") as file:
            file.write(
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self.height}" '
                f'viewBox="0 0 {WIDTH} {self.height}" font-family="DejaVu Sans, Verdana, sans-serif">\n'
                f'<rect width="{WIDTH}" height="{self.height}" fill="white"/>\n' + "\n".join(self.parts) + "\n</svg>\n"
            )


def short(value: float) -> str:
    if value >= 1e6:
        return f"{value / 1e6:g}M"
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"


def figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ticks(most: float, count: int = 5) -> list[float]:
    """Round numbers from 0 to at most `most`."""
    rough = most / count
    step = 10 ** math.floor(math.log10(rough))
    step = next(step * factor for factor in (1, 2, 5, 10) if step * factor >= rough)
    return [index * step for index in range(int(most / step) + 1)]


def powers(least: float, most: float) -> list[float]:
    """Round numbers for a logarithmic axis: powers of ten, and 2 and 5 times these if there are few."""
    range_of = range(math.floor(math.log10(least)), math.floor(math.log10(most) + 1e-9) + 1)
    factors = (1,) if math.log10(most / least) > 2 else (1, 2, 5)
    return [
        value
        for power in range_of
        for factor in factors
        if least * 0.999 <= (value := factor * 10.0**power) <= most * 1.001
    ]


def colours(labels: Sequence[str]) -> dict[str, str]:
    """A colour for each label; Gatehouse has the same one in every plot."""
    names: list[str] = []
    found: dict[str, str] = {}
    for label in labels:
        if label.startswith("Gatehouse") and "Gatehouse" not in found:
            found[label] = COLOURS[0]
    for label in labels:
        if label not in found:
            names.append(label)
            found[label] = COLOURS[1 + (len(names) - 1) % (len(COLOURS) - 1)]
    return found


def bars(
    path: str,
    title: str,
    subtitle: str,
    rows: Sequence[tuple[str, Sequence[float]]],
    unit: str,
    logarithmic: bool = False,
) -> None:
    """A bar for the median of each (label, values) in `rows`, with a thin line from the least to the most."""
    left, right, top, step = 320, WIDTH - 90, 64, 27
    drawing = Drawing(title, top + step * len(rows) + 46, subtitle)
    most = max(max(values) for _, values in rows) * 1.02
    bottom = top + step * len(rows)
    least = min(min(values) for _, values in rows) / 2
    marks = powers(least, most) if logarithmic else ticks(most)

    def place(value: float) -> float:
        share = math.log(value / least) / math.log(most / least) if logarithmic else value / most
        return left + share * (right - left)

    for tick in marks:
        drawing.line(place(tick), top - 4, place(tick), bottom, "#d8dee4")
        drawing.text(place(tick), bottom + 16, short(tick), 11, "middle", "#57606a")
    drawing.text((left + right) / 2, bottom + 34, unit, 12, "middle", "#57606a")
    for index, (label, values) in enumerate(rows):
        y, median = top + index * step, statistics.median(values)
        drawing.text(left - 10, y + 15, label, 12, "end", weight="bold" if "Gatehouse" in label else "normal")
        drawing.rectangle(left, y + 3, place(median) - left, step - 9, GATEHOUSE if "Gatehouse" in label else OTHER)
        middle = y + 3 + (step - 9) / 2
        drawing.line(place(min(values)), middle, place(max(values)), middle, "#1f2328", 1.2)
        for end in (min(values), max(values)):
            drawing.line(place(end), middle - 4, place(end), middle + 4, "#1f2328", 1.2)
        drawing.text(max(place(max(values)), place(median)) + 8, y + 15, figure(median), 12)
    drawing.write(path)


def curves(
    path: str,
    title: str,
    subtitle: str,
    series: Sequence[tuple[str, Sequence[Point]]],
    x_title: str,
    y_title: str,
    x_scale: Scale,
    y_scale: Scale,
    dots: bool = True,
) -> None:
    """A line for each (label, points) in `series`. A linear scale begins at 0."""
    left, right, top, bottom = 80, WIDTH - 290, 82, 416
    drawing = Drawing(title, bottom + 52, subtitle)
    xs, ys = ([point[axis] for _, points in series for point in points] for axis in (0, 1))

    def scale(
        values: Sequence[float], kind: Scale, begin: float, end: float
    ) -> tuple[Callable[[float], float], list[float]]:
        if kind == "log":
            least, most = math.log10(min(values)), math.log10(max(values))
            most = most if most > least else least + 1
            return (
                lambda value: begin + (math.log10(value) - least) / (most - least) * (end - begin),
                powers(min(values), max(values)),
            )
        most = max(values) * 1.05
        return lambda value: begin + value / most * (end - begin), ticks(most)

    (across, x_ticks), (up, y_ticks) = scale(xs, x_scale, left, right), scale(ys, y_scale, bottom, top)
    for tick in x_ticks:
        drawing.line(across(tick), top, across(tick), bottom, "#d8dee4")
        drawing.text(across(tick), bottom + 17, short(tick), 11, "middle", "#57606a")
    for tick in y_ticks:
        drawing.line(left, up(tick), right, up(tick), "#d8dee4")
        drawing.text(left - 8, up(tick) + 4, short(tick), 11, "end", "#57606a")
    drawing.line(left, bottom, right, bottom)
    drawing.line(left, top, left, bottom)
    drawing.text((left + right) / 2, bottom + 38, x_title, 12, "middle", "#57606a")
    drawing.text(left - 60, top - 8, y_title, 12, "start", "#57606a")
    found = colours([label for label, _ in series])
    # A label begins where its line ends, and moves down if it would cover another label.
    order = sorted(range(len(series)), key=lambda index: up(series[index][1][-1][1]) if dots else index)
    below: float = top - 2
    for index in order:
        label, points = series[index]
        colour = found[label]
        places = [(across(x), up(y)) for x, y in points]
        drawing.path(places, colour)
        if dots:
            for x, y in places:
                drawing.dot(x, y, colour)
        below = max(places[-1][1] if dots else 0, below + 18)
        end = places[-1]
        if dots:
            drawing.line(end[0] + 4, end[1], right + 14, below, colour, 0.7, "2 3")
        else:
            drawing.line(right + 8, below, right + 24, below, colour, 3)
        drawing.text(
            right + (18 if dots else 30),
            below + 4,
            label,
            12,
            colour=colour,
            weight="bold" if label.startswith("Gatehouse") else "normal",
        )
    drawing.write(path)
