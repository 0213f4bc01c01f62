"""Pushes a branch by http with the library of git that DVC uses. Prints a line of JSON: `outcome` is how it ended, and `reason`
what a server says that refuses.

branch.py <full name of the branch> <its full name there>

MLOPS_PUSH_URL is the server's address. MLOPS_PUSH_LOGIN and MLOPS_PUSH_PASSWORD say who pushes; without them, the address does,
or git's credential helpers."""

import json
import os
import sys

# Nobody is there to be asked for a password.
os.environ["GIT_TERMINAL_PROMPT"] = "0"

from dulwich.errors import NotGitRepository
from scmrepo.exceptions import AuthError
from scmrepo.git import Git
from scmrepo.git.backend.base import SyncStatus
from urllib3.exceptions import HTTPError


def push(here, there):
    url, login, password = (os.environ.get(f"MLOPS_PUSH_{name}") for name in ("URL", "LOGIN", "PASSWORD"))
    who = {"username": login, "password": password} if login or password else {}
    with Git(".") as git:
        return git.push_refspecs(url, f"{here}:{there}", **who)[there]


def causes(error):
    while error:
        yield error
        error = error.__cause__


def refusal(error):
    """How it ended, and in whose words."""
    *_, first = causes(error)
    if isinstance(first, NotGitRepository):
        # Some servers say so as well of one that somebody may not see.
        return "refused", "it has no such repository, or hides it from this login"
    if any(isinstance(cause, AuthError) for cause in causes(error)):
        return "unauthorized", ""
    if any(isinstance(cause, (HTTPError, OSError)) for cause in causes(error)):
        return "unreachable", str(first)
    return "refused", str(first) or type(first).__name__


OUTCOMES = {SyncStatus.SUCCESS: "pushed", SyncStatus.UP_TO_DATE: "up-to-date", SyncStatus.DIVERGED: "diverged"}
try:
    outcome, reason = OUTCOMES[push(*sys.argv[1:])], ""
except Exception as error:
    outcome, reason = refusal(error)
print(json.dumps({"outcome": outcome, "reason": " ".join(reason.split())}))
