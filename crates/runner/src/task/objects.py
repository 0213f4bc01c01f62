"""Files in DVC's remote by their hash, with DVC's own code and credentials, past the files that DVC tracks: nothing names them but
whoever sent them. The first word says which way.

objects.py send <path>           sends it, and prints its MD5
objects.py get <md5> <path>      gets it; the path has it when it is complete
objects.py forget <md5>...       removes them, where the remote lets that be done"""

import os
import sys

from dvc.repo import Repo
from dvc_data.hashfile.hash import file_md5
from fsspec.callbacks import NoOpCallback


def send(remote, path):
    md5 = file_md5(path, LOCAL)
    if not remote.exists(md5):
        remote.add(path, LOCAL, md5)
    print(md5)


def get(remote, md5, path):
    beside = f"{path}.{os.getpid()}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        remote.fs.get_file(remote.oid_to_path(md5), beside, callback=NoOpCallback())
        found = file_md5(beside, LOCAL)
        if found != md5:
            sys.exit(f"the remote holds {found} in the place of {md5}")
        os.replace(beside, path)
    finally:
        if os.path.exists(beside):
            os.remove(beside)


def forget(remote, *md5s):
    for md5 in md5s:
        try:
            remote.fs.remove(remote.oid_to_path(md5))
        except Exception:
            # A remote of http deletes nothing, and whoever may only add may work.
            pass


with Repo() as repo:
    LOCAL = repo.fs
    way, *arguments = sys.argv[1:]
    {"send": send, "get": get, "forget": forget}[way](repo.cloud.get_remote_odb(), *arguments)
