"""What the measurements ran on."""

import os
import platform
import subprocess
import sys
from datetime import datetime, timezone


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
