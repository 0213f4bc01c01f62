"""Runs the pipeline that this one replaces, and this one, in turns: time, processor time, sizes, and bytes of outputs.

python3 benchmarks/reference.py REFERENCE OURS --dvc DVC --rounds 5 [--host-dvc DVC]

REFERENCE is a clone of github.com/ssime-git/mlops-dvc-docker-reference, OURS one of this repository in which `make run` went
through; both are changed. DVC is the program of the version that the reference pins (Dockerfile.dvc-runner), in an
environment of its own; HOST_DVC, one beside which `mlops` lies, with which ours is run without the runner
(docs/without-the-socket.md). Needs Docker, and a
`python:3.11-slim`, which is pulled, or made of Debian where no registry can be reached.
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import resource
import statistics
import subprocess
import time
from pathlib import Path

STAGES = ["ingest", "preprocess", "train", "evaluate"]
TABLES = ["data/raw/iris.csv", "data/processed/train.csv", "data/processed/test.csv"]
METRICS = ["accuracy", "precision", "recall", "f1_score"]
TRACKER = "reference-tracker"
# Control groups of the first version, in which Docker's daemon puts all containers.
CGROUP = Path("/sys/fs/cgroup/cpuacct/docker")
STAND_IN = """FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates python3-venv \\
    && rm -rf /var/lib/apt/lists/* && python3 -m venv /usr/local/python
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt PATH=/usr/local/python/bin:$PATH
"""


def output(*words, **more):
    return subprocess.run(words, check=True, text=True, stdout=subprocess.PIPE, **more).stdout.strip()


def succeeds(*words):
    return subprocess.run(words, capture_output=True).returncode == 0


def is_here(image):
    return succeeds("docker", "image", "inspect", image)


class Pipeline:
    """A checkout, the words before DVC's own, and what it needs in its environment."""

    def __init__(self, name, root, dvc, **environment):
        self.name, self.root, self.dvc = name, Path(root).resolve(), dvc
        self.environment = os.environ | environment

    def run(self, *words):
        """Seconds, and processor seconds: of what was started here, and of the containers that came and went."""
        others, before = set(groups()), {name: used(name) for name in ["", *groups()]}
        children, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run([*self.dvc, *words], cwd=self.root, env=self.environment, capture_output=True, text=True)
        seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(f"{self.name}: {' '.join(words)} ended with {done.returncode}: {done.stderr[-2000:]}")
        stayed = others & set(groups())
        containers = used("") - before[""] - sum(used(name) - before[name] for name in stayed)
        return seconds, after.ru_utime - children.ru_utime, containers

    def set_seed(self, seed):
        path = self.root / "params.yaml"
        train = re.compile(r"(^train:\n(?:[ #].*\n|\n)*? +random_state: )\d+", re.M)
        path.write_text(train.sub(rf"\g<1>{seed}", path.read_text()))


def groups():
    return [entry.name for entry in CGROUP.iterdir() if entry.is_dir()] if CGROUP.exists() else []


def used(name):
    """User seconds of a container, or of all that there were."""
    path = CGROUP / name / "cpuacct.usage_user"
    return int(path.read_text()) / 1e9 if path.exists() else 0.0


def build(root):
    """The reference's images, by its own Dockerfiles, under names that are not ours; its dvc.yaml says so."""
    environment = os.environ | {"DOCKER_BUILDKIT": "1"}
    docker = output(str(Path(__file__).parents[1] / "scripts/docker-client"))
    if not is_here("python:3.11-slim") and not succeeds("docker", "pull", "-q", "python:3.11-slim"):
        print("python:3.11-slim: no registry can be reached; made of debian:bookworm-slim")
        output(docker, "build", "-q", "-t", "python:3.11-slim", "-", input=STAND_IN, env=environment)
    for stage in STAGES:
        if not is_here(f"reference-{stage}"):
            output(docker, "build", "-q", "-t", f"reference-{stage}", f"{root}/stages/{stage}", env=environment)
    path = Path(root) / "dvc.yaml"
    path.write_text(re.sub(r"^( +)mlops-(\w+)$", r"\1reference-\2", path.read_text(), flags=re.M))


def start_tracker(image):
    """A server for the reference, at an address that its containers reach; it allows that name."""
    hosts = ["--allowed-hosts", "*"]
    command = ["mlflow", "server", "--host", "0.0.0.0", "--workers", "1", "--backend-store-uri", "sqlite:////data/mlflow.db"]
    artifacts = ["--artifacts-destination", "/data/artifacts"]
    output("docker", "run", "-d", "--rm", "--name", TRACKER, image, *command, *artifacts, *hosts)
    place = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
    address = f"http://{output('docker', 'inspect', '-f', place, TRACKER)}:5000"
    while not succeeds("curl", "-sf", f"{address}/health"):
        time.sleep(0.5)
    return address


@contextlib.contextmanager
def prepare(root, dvc, tracker):
    """The reference, with its images, and a tracker from this image for as long as it is used."""
    build(root)
    try:
        names = ["MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD"]
        environment = {"MLFLOW_TRACKING_URI": start_tracker(tracker), "PROJECT_PATH": str(Path(root).resolve())}
        ids = {"HOST_UID": str(os.getuid()), "HOST_GID": str(os.getgid())}
        yield Pipeline("reference", root, [dvc], **environment, **ids, **dict.fromkeys(names, "x"))
    finally:
        subprocess.run(["docker", "rm", "-f", TRACKER], capture_output=True)


def sizes(names):
    for name in names:
        size = int(output("docker", "image", "inspect", "-f", "{{.Size}}", name))
        print(f"image {name.split(':')[0]}: {size / 1e6:.1f} MB")


def compare(pipelines):
    """Bytes of the tables, and the four scores."""
    for name in TABLES:
        digests = [hashlib.md5((one.root / name).read_bytes()).hexdigest() for one in pipelines]
        print(f"{name}: {'the same' if len(set(digests)) == 1 else 'not the same'} {' '.join(digests)}")
    for name in METRICS:
        values = [json.loads((one.root / "metrics/metrics.json").read_text())[name] for one in pipelines]
        print(f"{name}: {'the same' if len(set(values)) == 1 else 'not the same'} {values}")


def measure(pipelines, rounds):
    """All stages again, nothing changed, one parameter changed; the pipelines take turns."""
    took = {}
    for turn in range(rounds):
        for one in pipelines:
            one.set_seed(42)
            took.setdefault(("all stages", one.name), []).append(one.run("repro", "--force"))
        if turn == 0:
            compare(pipelines)
        for one in pipelines:
            took.setdefault(("nothing changed", one.name), []).append(one.run("repro"))
        for one in pipelines:
            # Another one each time: DVC keeps the results of those that it has seen.
            one.set_seed(int(time.time()))
            took.setdefault(("one parameter", one.name), []).append(one.run("repro"))
    print("| | | seconds, median (least to most) | user seconds of DVC and docker | of containers |\n|---|---|---|---|---|")
    for (case, name), runs in took.items():
        wall, own, containers = ([run[at] for run in runs] for at in range(3))
        spread = f"{statistics.median(wall):.2f} ({min(wall):.2f} to {max(wall):.2f})"
        print(f"| {case} | {name} | {spread} | {statistics.median(own):.2f} | {statistics.median(containers):.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reference")
    parser.add_argument("ours")
    parser.add_argument("--dvc", required=True)
    parser.add_argument("--host-dvc")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    images = output("scripts/image", cwd=args.ours).splitlines()
    with prepare(args.reference, args.dvc, images[-1]) as reference:
        sizes([f"reference-{stage}" for stage in STAGES] + images)
        pipelines = [reference, Pipeline("ours, in the runner", args.ours, ["scripts/runner", "dvc"])]
        if args.host_dvc:
            path = f"{Path(args.host_dvc).resolve().parent}:{os.environ['PATH']}"
            pipelines.append(Pipeline("ours, DVC on the host", args.ours, [args.host_dvc], PATH=path))
        measure(pipelines, args.rounds)


if __name__ == "__main__":
    main()
