"""Plots as SVG, written by hand: bars with their spread, latencies, the cost of many routes, memory."""

import html
import math
import os
import statistics

COLOURS = ("#c2410c", "#1d4ed8", "#15803d", "#7e22ce", "#0e7490", "#a16207", "#be185d", "#4b5563", "#4d7c0f", "#9f1239")
GATEHOUSE, OTHER = "#c2410c", "#7c93b2"
WIDTH = 860


class Drawing:
    """Shapes on white, so that it reads the same on a dark page."""

    def __init__(self, title, height, subtitle=""):
        self.height = height
        self.parts = []
        self.text(16, 26, title, size=16, weight="bold")
        if subtitle:
            self.text(16, 45, subtitle, size=12, colour="#57606a")

    def text(self, x, y, words, size=12, anchor="start", colour="#1f2328", weight="normal"):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" '
                          f'font-weight="{weight}">{html.escape(words)}</text>')

    def rectangle(self, x, y, width, height, colour):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{height:.1f}" '
                          f'fill="{colour}"/>')

    def line(self, x1, y1, x2, y2, colour="#1f2328", width=1.0, dash=""):
        dash = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
                          f'stroke-width="{width}"{dash}/>')

    def path(self, points, colour, dash=""):
        dash = f' stroke-dasharray="{dash}"' if dash else ""
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')

    def dot(self, x, y, colour):
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>')

    def write(self, path):
        with open(path, "w") as file:
            file.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self.height}" '
                       f'viewBox="0 0 {WIDTH} {self.height}" font-family="DejaVu Sans, Verdana, sans-serif">\n'
                       f'<rect width="{WIDTH}" height="{self.height}" fill="white"/>\n'
                       + "\n".join(self.parts) + "\n</svg>\n")


def short(value):
    if value >= 1e6:
        return f"{value / 1e6:g}M"
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"


def figure(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ticks(most, count=5):
    """Round numbers from 0 to a little less than `most`."""
    rough = most / count
    step = 10 ** math.floor(math.log10(rough))
    step = next(step * factor for factor in (1, 2, 5, 10) if step * factor >= rough)
    return [index * step for index in range(int(most / step) + 1)]


def powers(least, most):
    """Round numbers for a logarithmic axis: powers of ten, and 2 and 5 times these where there are few."""
    range_of = range(math.floor(math.log10(least)), math.floor(math.log10(most) + 1e-9) + 1)
    factors = (1,) if math.log10(most / least) > 2 else (1, 2, 5)
    return [value for power in range_of for factor in factors
            if least * 0.999 <= (value := factor * 10.0 ** power) <= most * 1.001]


def colours(labels):
    """Gatehouse has its own, in every plot; those that are one peer with other settings share one."""
    names, found = [], {}
    for label in labels:
        if label.startswith("Gatehouse") and "Gatehouse" not in found:
            found[label] = COLOURS[0]
    for label in labels:
        if label not in found:
            names.append(label)
            found[label] = COLOURS[1 + (len(names) - 1) % (len(COLOURS) - 1)]
    return found


def bars(path, title, subtitle, rows, unit, logarithmic=False):
    """One bar each, `rows` being (label, values); the thin line is from the least to the most."""
    left, right, top, step = 320, WIDTH - 90, 64, 27
    drawing = Drawing(title, top + step * len(rows) + 46, subtitle)
    most = max(max(values) for _, values in rows) * 1.02
    bottom = top + step * len(rows)
    place = lambda value: left + value / most * (right - left)
    marks = ticks(most)
    if logarithmic:
        least = min(min(values) for _, values in rows) / 2
        place = lambda value: left + math.log(value / least) / math.log(most / least) * (right - left)
        marks = powers(least, most)
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


def curves(path, title, subtitle, series, x_title, y_title, x_scale, y_scale, dots=True):
    """Lines, `series` being (label, points); a scale is "log" or "linear" from 0 on."""
    left, right, top, bottom = 80, WIDTH - 290, 82, 416
    drawing = Drawing(title, bottom + 52, subtitle)
    xs, ys = ([point[axis] for _, points in series for point in points] for axis in (0, 1))

    def scale(values, kind, begin, end):
        if kind == "log":
            least, most = math.log10(min(values)), math.log10(max(values))
            most = most if most > least else least + 1
            return (lambda value: begin + (math.log10(value) - least) / (most - least) * (end - begin),
                    powers(min(values), max(values)))
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
    # Whoever would lie upon another label moves down; the label begins where the line ends.
    order = sorted(range(len(series)), key=lambda index: up(series[index][1][-1][1]) if dots else index)
    below = top - 2
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
        drawing.text(right + (18 if dots else 30), below + 4, label, 12, colour=colour,
                     weight="bold" if label.startswith("Gatehouse") else "normal")
    drawing.write(path)


def rate_bars(path, title, rows, subtitle="requests a second: median of the turns, least to most"):
    rates = [(row["label"], [turn["rate"] for turn in row["turns"]]) for row in rows]
    bars(path, title, subtitle, rates, "requests a second")


def latency_curves(path, section):
    """Which share of the requests took longer than so long: where the tail is long, the line is."""
    series = []
    for row in section["rows"]:
        total, seen, points = sum(count for _, count in row["latencies"]), 0, []
        for microseconds, count in row["latencies"]:
            share = 1 - seen / total
            seen += count
            if share >= 1e-4:
                points.append((microseconds, share * 100))
        series.append((row["label"], points))
    curves(path, "How long a hello takes", "share of the requests that took longer; both axes logarithmic", series,
           "microseconds", "% took longer", "log", "log", dots=False)


def route_curves(path, section):
    series, names = [], []
    for row in section["rows"]:
        name, count = row["label"].rsplit(", ", 1)
        if name not in names:
            names.append(name)
            series.append((name, []))
        spent = statistics.median(turn["processor"] for turn in row["turns"])
        series[names.index(name)][1].append((int(count.split()[0].replace(",", "")), spent))
    curves(path, "A request among many routes",
           "the server's processor time for one, in microseconds; both axes logarithmic",
           series, "routes", "µs a request", "log", "log")


def memory_curves(path, section):
    series = [(row["label"], [(point["requests"], point["largest"] / 1e6) for point in row["points"]])
              for row in section["rows"]]
    curves(path, "Resident memory", "of the process that answers, after so many requests",
           [one for one in series if one[1]], "requests (logarithmic)", "MB", "log", "linear")


def column(group):
    """What stands above the figures of a group."""
    return group.get("column") or f"{group['workers']} worker{'s' if group['workers'] > 1 else ''}"


def pictures(name, section):
    """(file name, what it shows, how to draw it) of a section."""
    form = section["form"]
    if form == "rates" and section["rows"]:
        yield f"bench-{name}.svg", section["title"], lambda path: rate_bars(path, section["title"], section["rows"])
        if name == "hello":
            yield "bench-latency.svg", "latencies of a hello", lambda path: latency_curves(path, section)
    if form == "routes" and section["rows"]:
        yield "bench-routes.svg", section["title"], lambda path: route_curves(path, section)
    if form == "memory" and any(row["points"] for row in section["rows"]):
        yield "bench-memory-growth.svg", section["title"], lambda path: memory_curves(path, section)
    if form == "groups":
        for group in section["groups"]:
            if group["rows"]:
                title = f"{section['title']}, {column(group)}"
                yield (f"bench-{name}-{group.get('name') or group['workers']}.svg", title,
                       lambda path, title=title, group=group: rate_bars(path, title, group["rows"]))
    if form == "times" and section["rows"]:
        rows = [(row["label"], [value / 1000 for value in row["microseconds"]]) for row in section["rows"]]
        yield f"bench-{name}.svg", section["title"], lambda path: bars(
            path, section["title"], "median of all starts, least to most; the axis is logarithmic", rows,
            "milliseconds", logarithmic=True)


def names(name, section):
    """What docs/performance.md shows of a section."""
    return [(path, alternative) for path, alternative, _ in pictures(name, section)]


def write_all(sections, directory):
    for name, section in sections.items():
        for path, _, draw in pictures(name, section):
            draw(os.path.join(directory, path))
