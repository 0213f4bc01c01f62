"""What the measurements ran on, and what else ran there."""

import os
import platform
import subprocess
import sys
import time
from datetime import datetime, timezone

# Some machines set these; they have a current NumPy use code for another processor.
UNSET = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]


def describe():
    """Name and value of everything a reader may want to know of the machine."""
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": os.environ.get("BENCH_COMMIT") or output("git", "describe", "--always", "--dirty"),
        "processor": first("/proc/cpuinfo", "model name"),
        "processors": f"{os.cpu_count()} visible to the system, {len(os.sched_getaffinity(0))} usable",
        "cache": first("/proc/cpuinfo", "cache size"),
        "memory": f"{int(first('/proc/meminfo', 'MemTotal').split()[0]) / 2**20:.1f} GiB",
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "Python": sys.version.split()[0],
        "Rust": output("rustc", "--version"),
    }


def first(file, key):
    with open(file) as lines:
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "unknown")


def output(*words):
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def environment(**more):
    """The environment of what is measured: this one and more."""
    return {name: value for name, value in os.environ.items() if name not in UNSET} | more


class Busy:
    """Tells what share of the processors went to processes that are not ours."""

    def __init__(self):
        self.all, self.own, self.start = busy_seconds(), own_seconds(), time.monotonic()

    def others(self):
        elapsed = (time.monotonic() - self.start) * os.cpu_count()
        others = busy_seconds() - self.all - (own_seconds() - self.own)
        return max(0.0, others / elapsed)


def busy_seconds():
    """Seconds that the processors of this machine have worked: all but idle and waiting."""
    with open("/proc/stat") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


def own_seconds():
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
