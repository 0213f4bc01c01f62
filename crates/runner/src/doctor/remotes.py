"""Asks each remote of DVC's configuration for what lies at its top, with DVC's own code and credentials. Prints a line of JSON
for each, as soon as it has answered: its name, its address, whether it is the default one, and what is wrong with it."""

import json
import os
import sys
import threading
from urllib.parse import urlsplit

LIMIT = float(sys.argv[1])
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
            return "absent", str(innermost(error))
        return "new", "nothing is in it yet"
    return None, ""


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
    except Exception as error:
        text = str(innermost(error)) or type(innermost(error)).__name__
        for secret in secrets(settings):
            text = text.replace(secret, "***")
        answer["kind"], answer["found"] = kind_of(error), " ".join(text.split())
    done[name] = answer


def main():
    config = Config(".dvc")
    default = config["core"].get("remote")
    done = {}
    threads = []
    for name in config["remote"]:
        threads.append(threading.Thread(target=ask, args=(config, name, default, done), daemon=True))
        threads[-1].start()
    clock = threading.Event()
    threading.Thread(target=lambda: (clock.wait(LIMIT), report(config, default, done)), daemon=True).start()
    for thread in threads:
        thread.join()
    report(config, default, done)


lock = threading.Lock()


def report(config, default, done):
    """Prints what is known, and ends: a thread that waits for a remote would keep the process."""
    with lock:
        for name, settings in config["remote"].items():
            late = {"kind": "unreachable", "found": f"no answer within {LIMIT:.0f} s"}
            answer = done.get(name) or {"name": name, "url": settings.get("url", ""), "default": name == default, **late}
            print(json.dumps(answer), flush=True)
        os._exit(0)


main()
