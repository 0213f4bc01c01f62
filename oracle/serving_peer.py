"""Asks our server and MLflow's the same, about models that our stages trained and promoted.

Usage: python oracle/serving_peer.py PROGRAMS

PROGRAMS holds our `train`, `evaluate` and `serve`. Both servers load the same version of a registry, one of the iris and
one of a table of texts, flags and missing values. Hundreds of requests, drawn with a fixed seed, must be answered alike: the
same class of status, and where that is 200, equal labels and probabilities within 1e-6. So must every request of ALIKE.
Those of INTENDED must not: each has the status that MLflow's server gives, and ours, and docs/serving.md says why.
"""

import contextlib
import csv
import http.client
import io
import json
import os
import random
import sys
from pathlib import Path

import mlflow

import pipeline
import serving_columns
from serving import fail

JSON, CSV = "application/json", "text/csv"
TOLERANCE = 1e-6
DRAWN = 60
IRIS = ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"]
ROW = dict(zip(IRIS, [5.1, 3.5, 1.4, 0.2]))
FIRST = IRIS[0]
HEADER = ",".join(IRIS) + "\n"


def records(**changed):
    """Two records, the second with other values in some columns."""
    return json.dumps({"dataframe_records": [ROW, {**ROW, **changed}]})


def literal(text):
    """A record whose first value is written so."""
    rest = {name: ROW[name] for name in IRIS[1:]}
    return '{"dataframe_records": [{"%s": %s, %s]}' % (FIRST, text, json.dumps(rest)[1:])


def split(**changed):
    return json.dumps({"dataframe_split": {"columns": IRIS, "data": [list(ROW.values())], **changed}})


def cell(text):
    return f"{HEADER}5.1,3.5,1.4,0.2\n{text},3.5,1.4,0.2\n"


def without(name):
    return {other: value for other, value in ROW.items() if other != name}


# Requests that both answer alike, besides those that are drawn: content type and body.
ALIKE = [
    *[(JSON, records(**{FIRST: value})) for value in [True, False, 5, "5.1", " 5.1 ", "abc", [1], {"a": 1}, 1e300, 2**63, "0x10"]],
    *[(JSON, literal(text)) for text in ["1E5", "-0", "1e-999", "01", "1.", ".5", "+1", "nope"]],
    *[(JSON, text) for text in ["", "null", "1", '"x"', "[]", "{", "{}", '{"dataframe_records": [}', "nope", "{} x"]],
    (JSON, json.dumps({"dataframe_records": [without(FIRST)]})),
    (JSON, records(extra=1)),
    (JSON, records(extra=[1, {"a": [2]}])),
    (JSON, json.dumps({"dataframe_records": [ROW], "params": {"a": 1}})),
    (JSON, json.dumps({"dataframe_records": [ROW], "other": 1})),
    (JSON, json.dumps({"dataframe_records": [ROW], "instances": [ROW]})),
    (JSON, json.dumps({"dataframe_records": None})),
    (JSON, split(data=[])),
    (JSON, split(index=[7])),
    (JSON, split(index=[7], data=[list(ROW.values())] * 2)),
    (JSON, split(dtypes=[])),
    (JSON, split(data=[1])),
    (JSON, split(data=[[1, 2, 3, 4, 5]])),
    (JSON, split(columns=IRIS[:3], data=[[1, 2, 3]])),
    (JSON, json.dumps({"dataframe_split": {"columns": IRIS}})),
    (JSON, json.dumps({"dataframe_split": [1]})),
    (JSON, json.dumps({"instances": [list(ROW.values())]})),
    (JSON, json.dumps({"inputs": [list(ROW.values())]})),
    (JSON, json.dumps({"inputs": [ROW]})),
    (JSON, json.dumps({"instances": {name: [value] for name, value in ROW.items()}})),
    (JSON, json.dumps({"inputs": {name: [] for name in IRIS}})),
    (JSON, json.dumps({"inputs": {name: [1] * (at + 1) for at, name in enumerate(IRIS)}})),
    (JSON, json.dumps({"inputs": {FIRST: [1]}})),
    (JSON, json.dumps({"dataframe_records": [1]})),
    (CSV, HEADER),
    (CSV, ""),
    (CSV, "a,b\n1,2\n"),
    (CSV, HEADER.replace(",", ";") + "1;2;3;4\n"),
    *[(CSV, cell(text)) for text in ["abc", '"5.1"', " 5.1", "1_0"]],
    (CSV, HEADER + '"1,2,3,4\n'),
    (CSV, HEADER + "1,2,3,4\r\n1,2,3,4"),
    *[(kind, records()) for kind in ["application/json; charset=utf-8", "application/json; format=pandas-split", "text/plain", "application/jsonx", "multipart/form-data", "application/x-www-form-urlencoded"]],
    ("text/csv; charset=utf-8", HEADER + "1,2,3,4\n"),
]
# Those that MLflow's server answers by the first status, and ours, intendedly, by the second.
INTENDED = [
    *[(200, 400, JSON, records(**{FIRST: value})) for value in [None, "nan", "NaN", "inf", "-Infinity", "1e999", "1_000", "１"]],
    *[(200, 400, JSON, literal(text)) for text in ["NaN", "Infinity", "-Infinity", "1e999"]],
    (200, 400, JSON, json.dumps({"dataframe_records": [ROW, without(FIRST)]})),
    *[(200, 400, CSV, cell(text)) for text in ["", "NA", "nan", "null", "None", "inf", "-inf", "1e999"]],
    (200, 400, JSON, split(data=[list(ROW.values()), [1, 2, 3]])),
    (200, 400, JSON, split(index=[7, 8])),
    (200, 400, CSV, HEADER + "1,2,3\n"),
    (200, 400, CSV, HEADER + "1,2,3,4,5\n"),
    (200, 400, CSV, HEADER.strip() + f",{FIRST}\n1,2,3,4,5\n"),
    (200, 400, JSON, json.dumps({"inputs": ROW})),
    (200, 400, JSON, split(data={name: [1] for name in IRIS})),
    (200, 400, JSON, records()[:-3] + f', "{FIRST}": 1}}]}}'),
    (200, 400, JSON, '{"dataframe_records": [], ' + records()[1:]),
    (400, 200, JSON, json.dumps({"dataframe_records": []})),
    (400, 200, JSON, json.dumps({"instances": []})),
    (415, 200, "APPLICATION/JSON", records()),
    (500, 415, None, records()),
    (500, 400, JSON, literal("[" * 100_000 + "]" * 100_000)),
]


def main():
    programs = Path(sys.argv[1]).resolve()
    with pipeline.tracked() as (scratch, uri):
        train_iris(programs, scratch / "iris", uri)
        with servers(programs, "peer-iris", scratch, uri) as (theirs, ours):
            alike = [*drawn_iris(), *ALIKE]
            for request in alike:
                check_alike(request, theirs, ours)
            for expected_theirs, expected_ours, *request in INTENDED:
                found = ask(theirs, *request)[0], ask(ours, *request)[0]
                if found != (expected_theirs, expected_ours):
                    fail(f"{shown(request)}: {found[0]} and {found[1]}, expected {expected_theirs} and {expected_ours}")
            print(f"iris: {len(alike)} requests alike, {len(INTENDED)} otherwise as intended", flush=True)
        train_columns(programs, scratch / "columns", uri)
        with servers(programs, "peer-columns", scratch, uri) as (theirs, ours):
            requests = list(drawn_columns())
            for request in requests:
                check_alike(request, theirs, ours)
            print(f"columns: {len(requests)} requests alike", flush=True)


def train_iris(programs, folder, uri):
    changes = {"registered_model: null": "registered_model: peer-iris"}
    pipeline.Pipeline(folder, programs, changes).run_all(uri)


def train_columns(programs, folder, uri):
    columns = serving_columns.COLUMNS
    changes = {"columns: null": f"columns: {json.dumps(columns)}", "registered_model: null": "registered_model: peer-columns"}
    # Whatever it scores: it is to be production.
    changes["    accuracy: 0.9\n"] = "    accuracy: 0\n"
    run = pipeline.Pipeline(folder, programs, changes)
    for part, seed, rows in [("train", 1, 300), ("test", 2, 80)]:
        frame = serving_columns.table(seed, rows).loc[:, [*columns, "target"]]
        frame.to_csv(folder / f"data/processed/{part}.csv", index=False)
    run.run_all(uri)


@contextlib.contextmanager
def servers(programs, name, scratch, uri):
    """MLflow's server and ours, of the production model of this name; gives their addresses."""
    model = f"models:/{name}@production"
    addresses = [f"http://127.0.0.1:{pipeline.free_port()}" for _ in range(2)]
    theirs = ["mlflow", "models", "serve", "-m", model, "--env-manager", "local", "--host", "127.0.0.1", "--port", addresses[0].rsplit(":", 1)[1]]
    ours = [programs / "serve", "--model", model, "--listen", addresses[1].removeprefix("http://")]
    environment = {**os.environ, "MLFLOW_TRACKING_URI": uri}
    with pipeline.process(theirs, addresses[0] + "/ping", scratch / f"{name}.theirs.log", env=environment):
        with pipeline.process(ours, addresses[1] + "/ping", scratch / f"{name}.ours.log", env=environment):
            yield addresses


def ask(address, kind, body):
    """The status, and the answer if it is JSON."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    headers = {} if kind is None else {"Content-Type": kind}
    with contextlib.closing(connection):
        connection.request("POST", "/invocations", body.encode(), headers)
        answer = connection.getresponse()
        text = answer.read()
    return answer.status, json.loads(text) if answer.status == 200 else text


def check_alike(request, theirs, ours):
    (theirs, their_answer), (ours, our_answer) = ask(theirs, *request), ask(ours, *request)
    if theirs // 100 != ours // 100:
        fail(f"{shown(request)}: MLflow's server answers {theirs} {str(their_answer)[:300]}, ours {ours} {str(our_answer)[:300]}")
    if theirs == 200 and not equal(their_answer, our_answer):
        fail(f"{shown(request)}: MLflow's server answers {their_answer}, ours {our_answer}")


def equal(theirs, ours):
    if isinstance(theirs, dict) and isinstance(ours, dict):
        return theirs.keys() == ours.keys() and all(equal(theirs[key], ours[key]) for key in theirs)
    if isinstance(theirs, list) and isinstance(ours, list):
        return len(theirs) == len(ours) and all(map(equal, theirs, ours))
    if isinstance(theirs, float) and isinstance(ours, float):
        return abs(theirs - ours) <= TOLERANCE
    return type(theirs) is type(ours) and theirs == ours


def shown(request):
    return f"{request[0]} {request[1][:300]}"


def forms(names, rows):
    """The same rows in all forms, with the columns in this order."""
    of_rows = [dict(zip(names, row)) for row in rows]
    yield JSON, json.dumps({"dataframe_split": {"columns": names, "data": rows}})
    yield JSON, json.dumps({"dataframe_records": of_rows})
    yield JSON, json.dumps({"instances": of_rows})
    yield JSON, json.dumps({"inputs": {name: [row[at] for row in rows] for at, name in enumerate(names)}})
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows(rows)
    yield CSV, text.getvalue()


def drawn_iris():
    draw = random.Random(7)
    for _ in range(DRAWN):
        names = draw.sample(IRIS, len(IRIS))
        rows = [[round(draw.uniform(0, 8), 1) for _ in names] for _ in range(draw.choice([1, 1, 2, 5, 30]))]
        yield from forms(names, rows)


def drawn_columns():
    draw = random.Random(7)
    frame = serving_columns.table(3, 200).drop(columns="target")
    for _ in range(DRAWN):
        names = draw.sample(list(frame.columns), len(frame.columns))
        rows = frame.sample(draw.choice([1, 2, 5, 30]), random_state=draw.randrange(1000))
        yield from forms(names, json.loads(rows[names].to_json(orient="values")))


if __name__ == "__main__":
    main()
