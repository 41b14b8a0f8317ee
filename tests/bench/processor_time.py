"""What a process has used of the processors (Linux, ``/proc``)."""

import os
from pathlib import Path

_USER, _SYSTEM = 11, 12  # of the fields behind the program's name (proc(5), /proc/PID/stat)


def processor_seconds(process: int) -> float:
    """User and system time of a process and its threads."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / os.sysconf("SC_CLK_TCK")
