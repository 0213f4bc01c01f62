"""Runs a program once and tells what it took."""

import os
import subprocess
import tempfile
import threading
import time

import machine

PATIENCE = 900


def run(words, folder, environment=None, ends_with=0):
    """Seconds, processor seconds of all threads, peak memory, and what share of the processors others had if
    it took long enough to tell; or why it failed.

    The peak is at least that of this process (some 24 MB), at which the kernel begins to count.
    """
    settings = machine.environment(**(environment or {}))
    with tempfile.TemporaryFile() as said:
        busy, start = machine.Busy(), time.monotonic()
        process = subprocess.Popen(words, cwd=folder, env=settings, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        late = threading.Timer(PATIENCE, process.kill)
        late.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        late.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != ends_with:
            return {"failed": failure(process.returncode, said)}
    took = {
        "seconds": seconds,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_bytes": used.ru_maxrss * 1024,
    }
    # The kernel counts in hundredths of a second.
    return took | {"others": busy.others()} if seconds > 0.5 else took


def failure(code, said):
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    return f"ended with {code}: {lines[-1][:200] if lines else 'it said nothing'}"
