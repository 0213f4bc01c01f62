"""What DVC would run: the stages of dvc.yaml, and the files that are imported by `*.dvc`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .problem import Problem

DVC_YAML = "dvc.yaml"
PARAMS_YAML = "params.yaml"
TEMPLATE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
OUTPUTS = ("outs", "metrics", "plots")


@dataclass(frozen=True)
class Step:
    """A stage, or an import."""

    # What DVC calls it; the name of the task as well.
    name: str
    # Paths relative to the checkout.
    deps: tuple[str, ...]
    outs: tuple[str, ...]
    is_import: bool = False


@dataclass(frozen=True)
class Scale:
    """Into how many parts a forest is cut, and how many of them are grown side by side."""

    shards: int
    jobs: int


def read(root: Path) -> list[Step]:
    """The steps of the checkout at `root`: its imports, then its stages, in the order of dvc.yaml."""
    stages = _load(root, DVC_YAML).get("stages") or {}
    if not stages:
        raise Problem(f"read `{DVC_YAML}`: it has no stages; expected a section `stages` (docs/add-a-stage.md)")
    params = _load(root, PARAMS_YAML)
    return list(_imports(root)) + [_stage(root, name, entry or {}, params) for name, entry in stages.items()]


def scale(root: Path) -> Scale:
    """What params.yaml says. A wrong value counts as 1 here: the first task of a run tells it."""
    section = _load(root, PARAMS_YAML).get("scale")
    found = [section.get(key) if isinstance(section, dict) else None for key in ("shards", "jobs")]
    return Scale(*(value if type(value) is int and value > 0 else 1 for value in found))


def _load(root: Path, name: str) -> Mapping[str, Any]:
    try:
        found = yaml.safe_load((root / name).read_text()) or {}
    except OSError as error:
        raise Problem(f"read `{root / name}`: {error.strerror}; MLOPS_CHECKOUT has to name a checkout") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Problem(f"read `{name}`: line {line}: {error.problem}") from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise Problem(f"read `{name}`: {error}") from error
    if not isinstance(found, dict):
        raise Problem(f"read `{name}`: expected keys and values")
    return found


def _imports(root: Path) -> Iterator[Step]:
    """A file without dependencies is only kept: DVC has nothing to run for it."""
    for path in sorted(root.glob("*.dvc")):
        if path.is_file():
            entry = _load(root, path.name)
            deps, outs = (tuple(_paths(entry.get(key))) for key in ("deps", "outs"))
            if deps:
                yield Step(path.name, deps, outs, is_import=True)


def _stage(root: Path, name: str, entry: Mapping[str, Any], params: Mapping[str, Any]) -> Step:
    where = f"read `{DVC_YAML}`: stage `{name}`"
    if entry.get("cmd") != f"mlops stage {name}":
        found = f"`{entry['cmd']}`" if "cmd" in entry else "none"
        raise Problem(f"{where} has the cmd {found}; expected `mlops stage {name}` (docs/add-a-stage.md)")
    if not (root / f"Dockerfile.{name}").is_file():
        raise Problem(f"{where} has no image: there is no `Dockerfile.{name}` (docs/add-a-stage.md)")
    deps = _paths(entry.get("deps"))
    outs = [path for key in OUTPUTS for path in _paths(entry.get(key))]
    return Step(name, *(tuple(_filled(path, params, where) for path in paths) for paths in (deps, outs)))


def _paths(items: list[Any] | None) -> Iterator[str]:
    """The items are paths, or a path with its options; `.dvc` files say `path: ...`."""
    for item in items or []:
        path = item if isinstance(item, str) else item.get("path", next(iter(item)))
        yield path.rstrip("/")


def _filled(path: str, params: Mapping[str, Any], where: str) -> str:
    """`path` with values of params.yaml in the place of its templates."""

    def value(match: re.Match[str]) -> str:
        found: Any = params
        for part in match[1].split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if isinstance(found, bool) or not isinstance(found, str | int):
            raise Problem(f"{where} has the path `{path}`: expected a text at `{match[1]}` of `{PARAMS_YAML}`")
        return str(found)

    return TEMPLATE.sub(value, path)
