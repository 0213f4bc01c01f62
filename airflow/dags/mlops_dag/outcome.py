"""What a container says: the document of JSON for the next steps, and in the end its exit code and its last lines."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

# The tracker or the remote could not be reached, or somebody else is at work in the checkout: all else stays wrong however
# often it is tried (crates/stage, exit.rs).
RETRYABLE = 5
TERMINATED = 143
# What is wrong with the settings, the data, the model or the program.
FINAL = (2, 3, 4, 70)
MEANINGS = {
    2: "usage, params.yaml or settings",
    3: "input data",
    4: "quality gate not met",
    RETRYABLE: "tracker or remote unreachable or refusing, or the checkout busy",
    70: "a bug",
    130: "interrupted",
    TERMINATED: "interrupted",
}


def is_retryable(code: int, share: bool) -> bool:
    """Whether another try may end well.

    Where workers `share` nothing, one may be taken away with its containers: what is left then fails by a signal, or as DVC does
    when files change under its hands, and neither says that the next try will.
    """
    return code == RETRYABLE or share and code not in FINAL


def for_people(chunks: Iterable[bytes], keep: Callable[[dict[str, Any]], None]) -> Iterator[bytes]:
    """What is written, in whole lines, without the document by which `mlops task` ends, which goes to `keep`."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if said := _document(line):
                keep(said)
            else:
                yield line + b"\n"
    if rest:
        yield rest


def _document(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and {"stage", "skipped"} <= found.keys() else None


def complaint(step: str, code: int, lines: Sequence[str]) -> str:
    """A line for whoever looks at the task: what the stage says last, and not DVC after it.

    The two streams of a container arrive in no order: a line that tells a failure counts before one that is only later.
    """
    own = [line.strip() for line in lines if line.strip() and not line.startswith("ERROR: failed to reproduce")]
    failures = [line for line in own if ": failed to " in line]
    meaning = f" ({MEANINGS[code]})" if code in MEANINGS else ""
    return f"{step} ended with {code}{meaning}: {(failures or own or ['it said nothing'])[-1]}"
