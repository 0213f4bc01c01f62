"""The configuration of a run, `{"train.max_depth": 3}`, as the argument of `mlops exp`: `train.max_depth=3`."""

import json
import re
from collections.abc import Mapping
from typing import Any

from .problem import Problem

KEY = re.compile(r"[\w-]+(\.[\w-]+)*")


def of(conf: Mapping[str, Any]) -> str:
    """The settings with spaces between them. A list is several values to try; JSON is how YAML writes the others."""
    return " ".join(_setting(key, value) for key, value in conf.items())


def _setting(key: str, value: Any) -> str:
    if not KEY.fullmatch(key):
        raise Problem(
            f"use the configuration of the run: `{key}` is no key of `params.yaml`; expected one such as `train.max_depth`"
        )
    if value == []:
        raise Problem(f"use the configuration of the run: `{key}` gets no value; expected one, or a list of values to try")
    values = value if isinstance(value, list) else [value]
    return f"{key}={','.join(json.dumps(each) for each in values)}"
