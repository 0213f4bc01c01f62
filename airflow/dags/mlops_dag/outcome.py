"""What a container that has ended says: its exit code, and its last lines."""

import json
from collections.abc import Sequence
from typing import Any

# The tracker could not be reached: all else stays wrong however often it is tried (crates/stage, exit.rs).
RETRYABLE = 5
TERMINATED = 143
MEANINGS = {
    2: "usage, params.yaml or settings",
    3: "input data",
    4: "quality gate not met",
    RETRYABLE: "tracker unreachable or refusing",
    70: "a bug",
    130: "interrupted",
    TERMINATED: "interrupted",
}


def summary(step: str, lines: Sequence[str]) -> dict[str, Any]:
    """What the step did: the JSON that `mlops task` ends with, or what DVC says of a step that did not change."""
    for line in reversed(lines):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict) and found.get("stage") == step:
            return found
    unchanged = (f"Stage '{step}' didn't change, skipping", f"'{step}' didn't change, skipping")
    return {"stage": step, "skipped": any(line in unchanged for line in lines)}


def complaint(step: str, code: int, lines: Sequence[str]) -> str:
    """A line for whoever looks at the task: what the stage says last, and not DVC after it.

    The two streams of a container arrive in no order: a line that tells a failure counts before one that is only later.
    """
    own = [line.strip() for line in lines if line.strip() and not line.startswith("ERROR: failed to reproduce")]
    failures = [line for line in own if ": failed to " in line]
    meaning = f" ({MEANINGS[code]})" if code in MEANINGS else ""
    return f"{step} ended with {code}{meaning}: {(failures or own or ['it said nothing'])[-1]}"
