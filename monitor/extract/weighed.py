"""What was weighed for a field, and why it won or lost: for a person who asks, and for nobody else.

A decider takes a `Trail` or None. With a list it leaves a `Weighed` for every candidate that it looked at, in the order
of looking; without one it does nothing more than decide.
"""

from __future__ import annotations

from monitor.model import Weighed

Trail = list[Weighed] | None


def note(trail: Trail, field: str, value: object, origin: str, verdict: str) -> None:
    if trail is not None:
        told = ", ".join(value) if isinstance(value, tuple) else str(value)
        trail.append(Weighed(field, told, str(origin), verdict))
