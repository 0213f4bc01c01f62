"""Tables and figures in Markdown."""

MEGABYTE = 1e6


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def seconds(value):
    """Three digits, in a unit that suits."""
    if value is None:
        return "–"
    for unit, size in [("s", 1), ("ms", 1e-3), ("µs", 1e-6)]:
        if value >= size:
            return f"{digits(value / size)} {unit}"
    return f"{digits(value / 1e-9)} ns"


def digits(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def times(ratio):
    return "–" if ratio is None else f"{digits(ratio)}×"


def targets(verdicts):
    rows = [[v.what, v.must, v.aim, v.measured, v.word()] for v in verdicts]
    return "## Targets\n\n" + table(["what", "must", "aim", "measured", ""], rows)


def busy(measurements, lost):
    """How busy other processes kept the machine, and what is lost by it if it was not idle."""
    others = sorted(m["others"] for m in measurements if "others" in m)
    if not others:
        return "No measurement was long enough to tell how busy other processes kept the machine."
    typical, most = others[len(others) // 2], others[-1]
    idle = (
        f"Other processes took {typical:.0%} of the processors' time during a typical measurement, and {most:.0%} during the worst."
    )
    if typical > 0.05:
        idle += f" That is not an idle machine: ratios are more reliable than seconds, and {lost}."
    return idle
