"""Wrong credentials against a real MLflow server that asks for them.

Usage: python oracle/credentials.py PROGRAMS

Each attempt with wrong ones must end with 5 and one message that says what to do, must
leave the outputs alone and the tracker empty; with the right ones the stages go through.
"""

import base64
import json
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pipeline

SECRETS = {"MLFLOW_FLASK_SERVER_SECRET_KEY": "any", "MLFLOW_AUTH_ADMIN_PASSWORD": "the right password"}
RIGHT = {"MLFLOW_TRACKING_USERNAME": "admin", "MLFLOW_TRACKING_PASSWORD": "the right password"}
WRONG = {
    "no credentials": {},
    "a wrong password": {**RIGHT, "MLFLOW_TRACKING_PASSWORD": "a wrong password"},
    "a token": {"MLFLOW_TRACKING_TOKEN": "a token, which this server does not take"},
}
MESSAGE = (
    ": `{uri}` refuses access (401: You are not authenticated. Please see "
    "https://www.mlflow.org/docs/latest/auth/index.html#authenticating-to-mlflow on how to authenticate.); check "
    "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in .env\n"
)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        with pipeline.tracker(scratch / "tracker", ["--app-name", "basic-auth"], SECRETS) as uri:
            check(uri, pipeline.Pipeline(scratch / "work", Path(sys.argv[1]).resolve(), {}))


def check(uri, run):
    for what, credentials in WRONG.items():
        refuse(what, "train", run, uri, credentials)
    if runs := count_runs(uri):
        sys.exit(f"oracle: {runs} runs, although nobody was let in")
    for stage in ["train", "evaluate"]:
        ended = run.run(stage, {"MLFLOW_TRACKING_URI": uri, **RIGHT})
        if ended.returncode:
            sys.exit(f"oracle: the right credentials: {ended}")
        for what, credentials in WRONG.items():
            refuse(what, "evaluate", run, uri, credentials)
    print("wrong credentials: each refused with 5 and its message, outputs as before; the right ones go through")


def refuse(what, stage, run, uri, credentials):
    before = outputs(run)
    ended = run.run(stage, {"MLFLOW_TRACKING_URI": uri, **credentials})
    expected = MESSAGE.format(uri=uri)
    said = ended.stderr.startswith(f"{stage}: failed to ") and ended.stderr.endswith(expected)
    if ended.returncode != 5 or not said or outputs(run) != before:
        sys.exit(f"oracle: {what}: {ended}, expected 5, the outputs as before, and {expected}")


def outputs(run):
    files = [path for name in ["models", "metrics"] for path in sorted((run.folder / name).glob("*"))]
    return {path.name: path.read_bytes() for path in files}


def count_runs(uri):
    login = base64.b64encode(":".join(RIGHT.values()).encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {login}"}
    body = json.dumps({"experiment_ids": ["0", "1"]}).encode()
    request = urllib.request.Request(uri + "/api/2.0/mlflow/runs/search", body, headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return len(json.loads(answer.read()).get("runs", []))


if __name__ == "__main__":
    main()
