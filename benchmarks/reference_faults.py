"""What the pipeline that this one replaces, and this one, do about wrong input, a tracker that is gone, and a kill.

python3 benchmarks/reference_faults.py REFERENCE OURS --dvc DVC

The arguments are those of reference.py, which has to have run: it builds the images. Each line tells how a command ended, after
how many seconds, and the last words that are no frame of a stack.
"""

import argparse
import contextlib
import os
import re
import signal
import subprocess
import time

from reference import TRACKER, Pipeline, output, prepare

# How long a command may take, in seconds.
PATIENCE = 600
TELLING = re.compile(r"\w+(\.\w+)*(Error|Exception|Exit)\b|mlops:|ERROR|\S+: failed|  line|.*up to date")


def tell(case, one, words):
    """Whether it failed."""
    start = time.monotonic()
    try:
        command = [*one.dvc, *words]
        done = subprocess.run(command, cwd=one.root, env=one.environment, capture_output=True, text=True, timeout=PATIENCE)
        ended, failed = f"ended with {done.returncode}", done.returncode != 0
        said = (done.stdout + done.stderr).splitlines()
    except subprocess.TimeoutExpired as late:
        ended, failed, said = "did not end", True, (late.stdout or b"").decode().splitlines()
    said = [line.strip() for line in said if TELLING.match(line)]
    print(f"{case} | {one.name} | {ended} after {time.monotonic() - start:.0f} s")
    for line in said[-4:]:
        print(f"    {line[:240]}")
    return failed


@contextlib.contextmanager
def edited(one, name, pattern, replacement):
    """A file of the checkout with other text, for a while."""
    path = one.root / name
    before = path.read_text()
    after = re.sub(pattern, replacement, before, flags=re.M)
    assert after != before, f"{name} of {one.name} does not hold {pattern}"
    path.write_text(after)
    try:
        yield
    finally:
        path.write_text(before)


def wrong_params(one):
    with edited(one, "params.yaml", r"n_estimators: \d+", "n_estimatorz: 200"):
        tell("a misspelt key", one, ["repro"])
    with edited(one, "params.yaml", r"n_estimators: \d+", "n_estimators: many"):
        tell("a word for a number", one, ["repro"])
    with edited(one, "params.yaml", r"test_size: 0\.2", "test_size: 0.4"):
        tell("another size of the test", one, ["repro"])
        print(f"    {sum(1 for _ in open(one.root / 'data/processed/test.csv')) - 1} test rows")
    tell("as before", one, ["repro"])


def wrong_table(one, table, stage, target):
    """The target has another name, and a number is a word. The table is an output of the reference's first stage, which DVC would
    make again: the stages after it run one by one."""
    after = {"preprocess": ["preprocess", "train"]}.get(stage, [stage])
    for case, pattern, replacement in (
        ("the target is not in the table", rf"^(.*),{target}\b", r"\1,kind"),
        ("a word in a column of numbers", r"^4\.9,", "wide,"),
        ("the first column is gone", r"^[^,]*,", ""),
    ):
        with edited(one, table, pattern, replacement):
            for name in after:
                if tell(f"{case}, {name}", one, ["repro", "--single-item", "--force", name]):
                    break
        tell("as before", one, ["repro", "--force"])


def killed(one, container):
    """DVC, and all that it started here, is killed while its stage trains 20 000 trees; containers are Docker's."""
    with edited(one, "params.yaml", r"n_estimators: \d+", "n_estimators: 20000"):
        running = subprocess.Popen([*one.dvc, "repro"], cwd=one.root, env=one.environment, start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while container not in output("docker", "ps", "--format", "{{.Image}}"):
            time.sleep(0.1)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        time.sleep(5)
        left = output("docker", "ps", "--format", "{{.Image}}").split().count(container)
        print(f"killed | {one.name} | {left} container of the stage runs 5 s later")
    tell("the next run", one, ["repro"])
    while container in output("docker", "ps", "--format", "{{.Image}}"):
        time.sleep(0.5)
    done = subprocess.run([*one.dvc, "status"], cwd=one.root, env=one.environment, capture_output=True, text=True)
    print(f"when no container runs | {one.name} | dvc status: {' '.join(done.stdout.split())}")
    tell("as before", one, ["repro"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reference")
    parser.add_argument("ours")
    parser.add_argument("--dvc", required=True)
    args = parser.parse_args()
    images = output("scripts/image", cwd=args.ours).splitlines()
    output("make", "up", cwd=args.ours)
    with prepare(args.reference, args.dvc, images[-1]) as reference:
        ours = Pipeline("ours", args.ours, ["scripts/runner", "dvc"])
        for one in (reference, ours):
            tell("before", one, ["repro"])
            wrong_params(one)
        wrong_table(reference, "data/raw/iris.csv", "preprocess", "target")
        wrong_table(ours, "data/source/iris.csv", "ingest", "species")
        killed(reference, "reference-train")
        killed(ours, next(image for image in images if image.startswith("mlops-train:")))
        output("docker", "stop", TRACKER)
        tell("no tracker", reference, ["repro", "--force", "--single-item", "train"])
    output("make", "down", cwd=args.ours)
    tell("no tracker", ours, ["repro", "--force", "--single-item", "train"])


if __name__ == "__main__":
    main()
