"""How the runner is started: scripts/runner says it once, for people and for Airflow.

`make airflow` keeps what it says on this host in a file, because a worker cannot see who calls, and what is at the caller's
home. Names of variables are in it, and no values that may be secrets.
"""

import argparse
import csv
import io
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from docker.types import Mount

from .problem import Problem

# Below the checkout: what `scripts/runner --options` has printed.
OPTIONS = ".dvc/tmp/airflow/runner-options"
SCRIPTS = {"image": ["scripts/image", "runner"], "volume": ["scripts/runner", "--volume"]}


@dataclass(frozen=True)
class Container:
    """What Docker is asked for."""

    image: str
    mounts: list[Mount]
    # What docker-py's `create_host_config` takes besides what the operator passes.
    host: dict[str, Any]
    environment: dict[str, str]
    # Variables of which scripts/runner says the name alone.
    private: dict[str, str]
    network: str
    user: str
    folder: str
    labels: dict[str, str]


def read(root: Path, environ: Mapping[str, str]) -> Container:
    """The runner of the checkout at `root`, with the image and the volume of the sources that are there now."""
    try:
        options = (root / OPTIONS).read_text().rstrip("\0").split("\0")
    except OSError as error:
        raise Problem(
            f"read `{root / OPTIONS}`: {error.strerror}; start Airflow by `make airflow`, or see docs/airflow.md"
        ) from error
    return of(options, environ, image=_said(root, "image"), volume=_said(root, "volume"))


def _said(root: Path, what: str) -> str:
    script = SCRIPTS[what]
    ended = subprocess.run(script, cwd=root, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise Problem(f"find the {what} of the runner: `{' '.join(script)}` says: {ended.stderr.strip()}")
    return ended.stdout.strip()


def of(options: list[str], environ: Mapping[str, str], image: str, volume: str) -> Container:
    """From the options of `docker run`. One that is not known here is refused: it would be missing in silence."""
    found = _parser().parse_args(options)
    variables = dict(item.partition("=")[::2] for item in found.env)
    named = {item for item in found.env if "=" not in item}
    return Container(
        image=image,
        mounts=[_mount(text, volume) for text in found.mount],
        host={
            "read_only": found.read_only,
            "tmpfs": dict(item.partition(":")[::2] for item in found.tmpfs),
            "pid_mode": found.pid,
            "group_add": found.group_add,
            "extra_hosts": dict(item.partition(":")[::2] for item in found.add_host),
        },
        environment={name: value for name, value in variables.items() if name not in named},
        private={name: environ[name] for name in sorted(named) if name in environ},
        network=found.network,
        user=found.user,
        folder=found.workdir,
        labels=dict(item.partition("=")[::2] for item in found.label),
    )


def caller() -> dict[str, str]:
    """The variable by which a runner knows for whom it works: killed, this process would leave it at work, and without its
    parent nobody hears of its end (crates/runner, enter/client.rs). It counts where all see the same processes."""
    return {"MLOPS_CALLER": f"{os.readlink('/proc/self/ns/pid')} {os.getpid()} {os.getppid()}"}


def owner() -> dict[str, str]:
    """The label by which the next runner removes one that this process made and left (crates/runner, docker/orphans.rs)."""
    started = Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]
    return {"mlops.owner": f"{os.getpid()} {started}"}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Problem(
            f"read what `scripts/runner --options` prints: {message}; airflow/dags/mlops_dag/container.py has to know it"
        )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(allow_abbrev=False, add_help=False)
    for flag in ("--rm", "--read-only"):
        parser.add_argument(flag, action="store_true")
    for one in ("--pull", "--pid", "--network", "--user", "--workdir"):
        parser.add_argument(one, required=True)
    for several in ("--add-host", "--tmpfs", "--env", "--group-add", "--mount", "--label"):
        parser.add_argument(several, action="append", default=[])
    parser.add_argument("image")
    return parser


def _mount(text: str, volume: str) -> Mount:
    """From a line of CSV (scripts/mounted)."""
    fields = dict(field.partition("=")[::2] for field in next(csv.reader(io.StringIO(text, newline=""))))
    source = volume if fields["type"] == "volume" else fields["source"]
    return Mount(fields["target"], source, type=fields["type"], read_only="readonly" in fields)
