"""Asks remotes for what lies at their top, with DVC's own code and credentials. Prints a line of JSON for each: its name, its
address, whether it is the default one, and what is wrong with it.

ask.py <seconds> all         every remote of DVC's configuration
ask.py <seconds> default     the one that a push goes to
ask.py <seconds> candidate   one that is not in the configuration yet: {"name": ..., "settings": {...}} on standard input, in
                             the place of settings that are there; null takes one away. It has to take data as well"""

import json
import os
import re
import sys
import threading
import uuid
from urllib.parse import urlsplit

LIMIT, WHICH = float(sys.argv[1]), sys.argv[2]
# Nobody is there to be asked for a password.
try:
    os.setsid()
except OSError:
    pass

from dvc.config import Config
from dvc.fs import get_cloud_fs

SECRET = ("password", "secret", "token", "key", "sas", "connection_string")
MISSING = "missing"


def secrets(settings):
    found = [value for name, value in settings.items() if any(word in name for word in SECRET)]
    try:
        found.append(urlsplit(settings.get("url", "")).password)
    except ValueError:
        pass
    return [value for value in found if isinstance(value, str) and value]


def innermost(error):
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__
    return error


def words(error):
    """What an error says, in a line. S3's names the operation first, which says nothing to a person."""
    if getattr(error, "status", None) and getattr(error, "message", None):
        # A server of http; the rest is the address.
        return f"{error.status} {error.message}"
    text = str(innermost(error)) or type(innermost(error)).__name__
    text = re.sub(r"^An error occurred \((\w+)\) when calling the \w+ operation: (.*)$", r"\2 (\1)", text)
    return " ".join(text.split())


def look_at_folder(path):
    if os.path.isdir(path):
        return (None, "") if os.access(path, os.R_OK | os.W_OK) else ("absent", "nothing can be written there")
    above = path
    while not os.path.exists(above):
        above = os.path.dirname(above)
    if os.path.isdir(above) and os.access(above, os.W_OK):
        return "new", "nothing is in it yet"
    return "absent", "there is no such folder, and it cannot be made"


def look(config, name):
    """What is wrong with a remote, as a kind and a sentence; nothing where it answers."""
    filesystem, settings, path = get_cloud_fs(config, name=name)
    remote = filesystem(**settings)
    if remote.protocol == "local":
        return look_at_folder(path)
    if remote.protocol in ("http", "https"):
        try:
            # An object that no remote has: what refuses access says so before it looks.
            remote.fs.exists(remote.join(path, "files", "md5", "00", "0" * 30), strict=True)
        except FileNotFoundError:
            pass
        return None, ""
    try:
        remote.ls(path, detail=False)
    except FileNotFoundError as error:
        if "bucket" in str(innermost(error)):
            return "absent", words(error)
        return "new", "nothing is in it yet"
    return None, ""


def try_writing(config, name):
    """Puts an empty object there and takes it away: who may read need not be allowed to write."""
    filesystem, settings, path = get_cloud_fs(config, name=name)
    remote = filesystem(**settings)
    # A folder was looked at, and a server of DVC's http has nothing that deletes.
    if remote.protocol in ("local", "http", "https"):
        return
    probe = remote.join(path, f".mlops-{uuid.uuid4().hex}")
    remote.pipe_file(probe, b"")
    try:
        remote.fs.rm_file(probe)
    except Exception:
        # A push deletes nothing, and whoever may only add may push.
        pass


def kind_of(error):
    """Whether a remote refuses, is not reached, or cannot be asked by this image."""
    names = {type(cause).__name__ for cause in (error, innermost(error))}
    status = getattr(error, "status", None)
    if names & {"RemoteMissingDepsError", "ModuleNotFoundError"}:
        return MISSING
    if status in (401, 403) or names & {"PermissionError", "NoCredentialsError", "AuthError", "PermissionDenied"}:
        return "denied"
    if names & {"ConfigError", "RemoteConfigError", "RemoteNotFoundError", "ProfileNotFound"}:
        return "config"
    return "unreachable"


def ask(config, name, default, done):
    settings = config["remote"][name]
    answer = {"name": name, "url": settings.get("url", ""), "default": name == default}
    try:
        answer["kind"], answer["found"] = look(config, name)
        if WHICH == "candidate" and answer["kind"] in (None, "new"):
            try_writing(config, name)
    except Exception as error:
        text = words(error)
        for secret in secrets(settings):
            text = text.replace(secret, "***")
        answer["kind"], answer["found"] = kind_of(error), text
    done[name] = answer


def questions():
    """The configuration, the remotes to ask, and the default one."""
    # What a remote may be set to depends on its address, and the candidate has another one: DVC checks it when it is used.
    config = Config(".dvc", validate=WHICH != "candidate")
    remotes = config.setdefault("remote", {})
    default = config.get("core", {}).get("remote")
    if WHICH == "candidate":
        candidate = json.load(sys.stdin)
        default = candidate["name"]
        settings = {**remotes.get(default, {}), **candidate["settings"]}
        remotes[default] = {key: value for key, value in settings.items() if value is not None}
    return config, [name for name in remotes if WHICH == "all" or name == default], default


def main():
    config, names, default = questions()
    done = {}
    threads = []
    for name in names:
        threads.append(threading.Thread(target=ask, args=(config, name, default, done), daemon=True))
        threads[-1].start()
    clock = threading.Event()
    threading.Thread(target=lambda: (clock.wait(LIMIT), report(config, names, default, done)), daemon=True).start()
    for thread in threads:
        thread.join()
    report(config, names, default, done)


lock = threading.Lock()


def report(config, names, default, done):
    """Prints what is known, and ends: a thread that waits for a remote would keep the process."""
    with lock:
        for name in names:
            settings = config["remote"][name]
            late = {"kind": "unreachable", "found": f"no answer within {LIMIT:.0f} s"}
            answer = done.get(name) or {"name": name, "url": settings.get("url", ""), "default": name == default, **late}
            print(json.dumps(answer), flush=True)
        os._exit(0)


main()
