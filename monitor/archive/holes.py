"""Giving the room of erased records back to the file system: Linux's `fallocate(PUNCH_HOLE)`.

Python has no call for it. Where there is none (another system, a file system without holes) nothing is lost: the
bytes are zeros already, and only the disk space stays taken.
"""

from __future__ import annotations

import ctypes
import os
from functools import cache
from typing import Any

_KEEP_SIZE, _PUNCH_HOLE = 1, 2
_BLOCK = 4096


def give_back(descriptor: int, offset: int, length: int) -> None:
    """Free the whole blocks inside the range, which holds zeros. Best effort."""
    start = -(-offset // _BLOCK) * _BLOCK
    end = (offset + length) // _BLOCK * _BLOCK
    call = _fallocate()
    if call is not None and end > start:
        call(descriptor, _KEEP_SIZE | _PUNCH_HOLE, start, end - start)


@cache
def _fallocate() -> Any:
    if os.uname().sysname != "Linux":
        return None
    try:
        call = ctypes.CDLL(None, use_errno=True).fallocate64
    except (OSError, AttributeError):
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)
    call.restype = ctypes.c_int
    return call
