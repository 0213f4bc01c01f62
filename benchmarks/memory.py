"""How much memory this process holds, as the kernel counts it."""


def resident():
    """Bytes of memory in use now."""
    return status("VmRSS")


def peak():
    """The most bytes in use since the last reset, or since the start."""
    return status("VmHWM")


def reset_peak():
    """Forgets the peak so far; whether the kernel allowed it."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        return False
    return True


def status(key):
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith(key + ":"):
                return int(line.split()[1]) * 1024
    raise SystemExit(f"failed to find `{key}` in `/proc/self/status`; peak memory is measured on Linux only")
