"""Has ingest and preprocess work on new random tables of all kinds of columns beside pandas and scikit-learn.

Usage: python oracle/live_mixed.py PROGRAMS [--seed SEED] [--seconds 20] [--case NUMBER]

PROGRAMS is the folder of our programs. As live_tables.py, with text, flags, dates, missing cells,
other separators and decimal commas, columns that are left out, and rows that are set aside.
"""

import csv
import io
import json
import re
from itertools import accumulate
from types import SimpleNamespace

import pandas as pd
from sklearn.model_selection import train_test_split

import live_tables
import pandas_bytes
import rust

REJECTED = "data/raw/iris.rejected.csv"
# What stands for no value: as pandas has it by default, or as some instrument does.
NOTHING = [["", "NA", "NaN", "null", "#N/A"], ["", "?", "-"], ["", "not known", "NA"]]
TEXTS = ["red", "Red", " red ", "größe", "北京", "a, b", 'say "hi"', "two\nlines", "007", "1.50", "x" * 40, "'", "#", "a;b|c", "True", "nan?"]
FLAGS = ["yes", "no", "True", "FALSE", "on", "off", "Y", "n", "t", "F", "1", "0"]
DATES = {"YYYY-MM-DD": "%Y-%m-%d", "DD.MM.YYYY": "%d.%m.%Y", "DD/MM/YYYY": "%d/%m/%Y", "MM/DD/YYYY": "%m/%d/%Y"}
TIMES = ["", " %H:%M", "T%H:%M:%S", " %H:%M:%S.%f"]
PARTS = {"year": "year", "month": "month", "day": "day", "weekday": "day_of_week", "day_of_year": "day_of_year", "hour": "hour", "minute": "minute"}


class Column:
    """The cells of a column, what params.yaml says of it, and how pandas has to read it."""

    def __init__(self, cells, entered, text=True, date=None):
        self.cells, self.entered, self.text, self.date = list(cells), entered, text, date


class Case(live_tables.Case):
    """A source of all kinds of columns, and what is asked of the stages."""

    def drawn(self):
        self.separator = self.choice([",", ";", "\t", "|"])
        self.decimal = self.choice([".", ".", ","])
        self.nothing = self.choice(NOTHING)
        self.bad_rows = self.choice([0.0, 0.0, 0.1])
        kinds = [self.number, self.number, self.category, self.numbers, self.flag, self.bit, self.truth, self.date, self.ignored]
        self.columns = {f"c{i}, {i}" if i == 3 else f"c{i}": self.choice(kinds)() for i in range(self.random.randint(1, 9))}
        self.columns.setdefault("c0", self.number())
        if all(column.entered == "ignored" for column in self.columns.values()):
            self.columns["last"] = self.number()
        frame = pd.DataFrame({name: column.cells for name, column in self.columns.items()}, dtype=str)
        kinds = [pandas_bytes.CLASSES[row % 3] for row in self.random.permutation(self.rows)]
        frame.insert(int(self.random.randint(0, frame.shape[1] + 1)), "kind", kinds)
        frame = self.enlarged(frame)
        self.bad = self.spoilt(frame)
        return frame

    def choice(self, things):
        return things[self.random.randint(len(things))]

    def with_missing(self, cells):
        """Some cells, none, or all of them replaced, and what becomes of that."""
        share = self.choice([0.0, 0.0, 0.05, 0.5, 1.0])
        cells = [self.choice(self.nothing) if self.random.uniform() < share else cell for cell in cells]
        return cells, "keep" if share else self.choice(["refuse", "keep"])

    def number(self):
        draws = [self.decimals, self.small] if self.decimal == "," else [self.integers, self.floats, self.ties, self.decimals, self.timestamps, self.small]
        cells = [str(cell).replace(".", self.decimal) for cell in self.choice(draws)()]
        cells, missing = self.with_missing(cells)
        return Column(cells, {"type": "number", "missing": missing}, text=False)

    def small(self):
        return map(str, self.random.randint(-5, 100, size=self.rows))

    def category(self):
        texts = [self.choice(TEXTS) for _ in range(self.random.randint(1, 12))]
        cells, missing = self.with_missing([self.choice(texts) for _ in range(self.rows)])
        return Column(cells, {"type": "category", "missing": missing})

    def numbers(self):
        values = ["1", "2", "30", "-4", f"2{self.decimal}5"][: self.random.randint(1, 6)]
        cells, missing = self.with_missing([self.choice(values) for _ in range(self.rows)])
        return Column(cells, {"type": "category", "values": "number", "missing": missing}, text=False)

    def flag(self):
        cells, missing = self.with_missing([self.choice(FLAGS) for _ in range(self.rows)])
        return Column(cells, {"type": "flag", "missing": missing})

    def bit(self):
        cells, missing = self.with_missing([self.choice(["0", "1"]) for _ in range(self.rows)])
        return Column(cells, {"type": "flag", "values": "number", "missing": missing}, text=False)

    def truth(self):
        cells, missing = self.with_missing([self.choice(["True", "False", "true"]) for _ in range(self.rows)])
        return Column(cells, {"type": "flag", "values": "boolean", "missing": missing})

    def date(self):
        name, time = self.choice(list(DATES)), self.choice(TIMES)
        layout = DATES[name] + time
        days = pd.Timestamp("1890-01-01") + pd.to_timedelta(self.random.randint(0, 10**10, size=self.rows), unit="s")
        cells, missing = self.with_missing([day.strftime(layout) for day in days])
        parts = [part for part in PARTS if self.random.randint(2)] or ["year"]
        return Column(cells, {"type": "date", "format": name, "parts": parts, "missing": missing}, date=layout)

    def ignored(self):
        return Column([self.choice([*TEXTS, "", "NA"]) for _ in range(self.rows)], "ignored")

    def spoilt(self, frame):
        """The rows that have a wrong cell, which is written into `frame`."""
        if not self.bad_rows:
            return []
        names = [name for name, column in self.columns.items() if not (column.entered == "ignored" or column.entered["type"] == "category" and column.text)]
        most = min(self.rows // 10, 1000)
        rows = sorted(self.random.choice(self.rows, self.random.randint(0, most + 1), replace=False).tolist())
        wrong = {}
        for row in rows:
            cell = self.choice(["wrong", "wr\nong", "1e999", "31.31.2000"])
            wrong.setdefault(self.choice([*names, "kind"]), {})[row] = cell
        for name, cells in wrong.items():
            column = frame[name].to_numpy(dtype=object, copy=True)
            column[list(cells)] = list(cells.values())
            frame[name] = column
        return rows

    def source(self):
        """The text of the source, and the line of each row."""
        rows = []
        writer = csv.writer(SimpleNamespace(write=rows.append), delimiter=self.separator, lineterminator=self.line_end)
        writer.writerows([list(self.frame.columns), *self.frame.values.tolist()])
        ends = accumulate(row.count("\n") for row in rows)
        return "".join(rows), [1 + end for end in ends][:-1]

    def params(self):
        params = (rust.ROOT / "crates/stage/tests/iris/params.yaml").read_text()
        data = {
            "name": "iris",
            "source": "iris.csv",
            "separator": self.separator,
            "decimal": self.decimal,
            "missing_values": self.nothing,
            "bad_rows": self.bad_rows,
            "target": "kind",
            "classes": pandas_bytes.CLASSES,
            "columns": {name: column.entered for name, column in self.columns.items()},
        }
        params = re.sub("^data:.*?(?=^preprocess:)", lambda _: f"data: {json.dumps(data)}\n", params, flags=re.S | re.M)
        params = params.replace("test_size: 0.2", f"test_size: {self.test_size!r}")
        return params.replace("split.\n  random_state: 42", f"split.\n  random_state: {self.seed}")

    def theirs(self):
        """The three files as pandas and scikit-learn write them, and the lines of the rows set aside."""
        text, lines = self.source()
        kept = self.frame.drop(index=self.bad)
        good = kept.to_csv(index=False, sep=self.separator, lineterminator=self.line_end)
        texts = {name: str for name, column in self.columns.items() if column.text} | {"kind": str}
        frame = self.read(good, texts, sep=self.separator, decimal=self.decimal, na_values=self.nothing)
        names = frame.pop("kind")
        raw = pd.concat([part for name in frame for part in self.parts(name, frame[name])], axis=1)
        raw["target"] = names.map(pandas_bytes.CLASSES.index)
        raw["target_name"] = names
        files = [raw.to_csv(index=False)]
        texts = {name: str for name, column in self.columns.items() if column.text and not column.date}
        frame = self.read(files[0], texts, na_values=[""]).drop(columns="target_name")
        parts = train_test_split(frame, test_size=self.test_size, random_state=self.seed, stratify=frame["target"])
        return [*files, *(part.to_csv(index=False) for part in parts), [str(lines[row]) for row in self.bad]]

    def read(self, text, texts, **how):
        there = {name: kind for name, kind in texts.items() if name in pd.read_csv(io.StringIO(text), nrows=0, sep=how.get("sep", ","))}
        return pd.read_csv(io.StringIO(text), dtype=there, keep_default_na=False, **how)

    def parts(self, name, cells):
        column = self.columns[name]
        if column.entered == "ignored":
            return []
        if not column.text and not pd.api.types.is_numeric_dtype(cells):
            # Numbers that pandas keeps as they are spelt; it does the same with what stands for none.
            return [cells.mask(cells.isin(self.nothing))]
        if not column.date:
            return [cells]
        dates = pd.to_datetime(cells, format=column.date)
        return [getattr(dates.dt, PARTS[part]).rename(f"{name}_{part}") for part in column.entered["parts"]]

    def ours(self, folder, programs):
        """The same of ours, or what went wrong."""
        source = folder / "data/source/iris.csv"
        source.parent.mkdir(parents=True)
        source.write_bytes(self.source()[0].encode())
        files = live_tables.ours(self, folder, programs)
        if isinstance(files, str):
            return files
        with open(folder / REJECTED, newline="") as rejected:
            return [*files, [row["line"] for row in csv.DictReader(rejected)]]


if __name__ == "__main__":
    live_tables.main("live_mixed", Case)
