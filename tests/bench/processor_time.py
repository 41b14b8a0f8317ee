"""What a process has used of the processors (Linux, ``/proc``)."""

import os
from pathlib import Path

_PARENT, _USER, _SYSTEM, _ENDED_USER, _ENDED_SYSTEM = (
    1,
    11,
    12,
    13,
    14,
)  # of the fields behind the program's name (proc(5), /proc/PID/stat)


def processor_seconds(process: int) -> float:
    """User and system time of a process and its threads."""
    return _seconds(_fields(process), _USER, _SYSTEM)


def family_seconds(process: int) -> float:
    """Of a process and its children, the living and the ended."""
    fields = _fields(process)
    own = _seconds(fields, _USER, _SYSTEM, _ENDED_USER, _ENDED_SYSTEM)
    numbers = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    children = [each for each in numbers if int(_fields(each)[_PARENT]) == process]
    return own + sum(processor_seconds(each) for each in children)


def _fields(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * 20


def _seconds(fields: list[str], *wanted: int) -> float:
    return sum(int(fields[each]) for each in wanted) / os.sysconf("SC_CLK_TCK")
