"""Untrusted bytes are parsed in processes of their own, each task with a deadline and a memory cap.

    pool      WorkerPool: threads, pipes, deadlines       process    the other end of the pipe
    tasks     what is done there: page → Extraction       codec      the nouns as JSON

Importing this door loads no parser: those live in the worker processes only.
"""

from __future__ import annotations

from monitor.workers.pool import WorkerPool

__all__ = ["WorkerPool"]
