"""Whether a worker's checkout is at the commit of the run. One that is behind may lack the images as well, and cannot say so."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .problem import Problem


def check(root: Path, said: Iterable[Any]) -> None:
    """Compares the checkout with what the tasks before have `said`."""
    found = [document["commit"] for document in said if isinstance(document, dict) and document.get("commit")]
    here = head(root) if found else None
    if here and here != found[0]:
        raise Problem(
            f"go on: the checkout `{root}` of this worker is at {here}, and the run began with {found[0]}; update it: "
            f"`git fetch && git checkout {found[0]} && make build`"
        )


def head(root: Path) -> str | None:
    """The commit that is checked out. None where only git can tell, which a worker need not have: then `mlops` looks."""
    try:
        text = (root / ".git" / "HEAD").read_text().strip()
        name = text.removeprefix("ref: ")
        return text if name == text else (root / ".git" / name).read_text().strip()
    except OSError:
        return None
