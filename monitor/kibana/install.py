"""What stands in Kibana, what is to be done, and doing it. What a person changed is kept and named.

After each import we read back when Kibana last wrote every object, and what it then held, and keep both beside a hash
of what we sent (a file in the watch's state folder; it holds no secret). From these an object is

    missing    not there                                                 put there
    same       as we left it, and we would send the same again           left alone
    outdated   as we left it, but this version of ours has a newer one   put there
    changed    written since, with another content                       kept, unless a person says overwrite

Kibana's own migrations change an object's inside but not the time at which it was written: they are no change of a
person's. Without a note of ours (another machine installed it, the file is lost) an object counts as ours where it holds
all that we would send, else as changed.

Removal takes only what has both our tag and an id of ours: the tag is free for people's own objects.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from monitor.kibana.client import Kibana, Refused
from monitor.kibana.compile import SavedObject, Target

TYPES = ("index-pattern", "search", "dashboard")

Key = tuple[str, str]
Notes = dict[str, dict[str, str]]


class State(StrEnum):
    MISSING = "missing"
    SAME = "same"
    OUTDATED = "outdated"
    CHANGED = "changed"
    """A person changed it."""
    INSTALLED = "installed"
    KEPT = "kept"
    REMOVED = "removed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One object and how it stands. `detail`: Kibana's reason where it refused."""

    type: str
    id: str
    title: str
    state: State
    detail: str = ""


def survey(kibana: Kibana, objects: Sequence[SavedObject], target: Target, notes: Path) -> list[Item]:
    """How each of our objects stands. Reads only."""
    there, known = _there(kibana, target), _notes(notes, kibana)
    return [_item(wanted, _judged(wanted, there.get(_key(wanted)), known)) for wanted in objects]


def install(
    kibana: Kibana, objects: Sequence[SavedObject], target: Target, notes: Path, *, overwrite: bool = False
) -> list[Item]:
    """Put in place what is missing or outdated, and with `overwrite` what a person changed too."""
    before = {(item.type, item.id): item.state for item in survey(kibana, objects, target, notes)}
    missing = [each for each in objects if before[_key(each)] is State.MISSING]
    again = {State.OUTDATED, State.CHANGED} if overwrite else {State.OUTDATED}
    outdated = [each for each in objects if before[_key(each)] in again]
    # The missing come first: what is outdated may refer to them. An object that lost our tag looks missing; without
    # `overwrite` Kibana refuses it as a conflict, so it is kept.
    refused = _by_key(kibana.put(missing, overwrite=overwrite) + kibana.put(outdated, overwrite=True))
    sent = [each for each in (*missing, *outdated) if _key(each) not in refused]
    _remember(kibana, sent, target, notes)
    return [_outcome(each, before[_key(each)], refused.get(_key(each)), sent) for each in objects]


def uninstall(
    kibana: Kibana, objects: Sequence[SavedObject], target: Target, notes: Path, *, overwrite: bool = False
) -> list[Item]:
    """Remove our objects; what a person changed is kept, with all that it refers to, unless `overwrite`."""
    there = _there(kibana, target)
    states = {(item.type, item.id): item.state for item in survey(kibana, objects, target, notes)}
    ours = {key: each for key, each in there.items() if key[1].startswith(target.id(""))}
    kept = {key for key in ours if states.get(key) is State.CHANGED and not overwrite}
    waiting = list(kept)
    while waiting:
        for reference in ours[waiting.pop()].get("references", ()):
            key = (reference["type"], reference["id"])
            if key in ours and key not in kept:
                kept.add(key)
                waiting.append(key)
    refused = _by_key(kibana.remove(key for key in ours if key not in kept))
    _forget(kibana, notes, [key for key in ours if key not in kept and key not in refused])
    items = []
    for key, each in ours.items():
        state = State.KEPT if key in kept else State.REFUSED if key in refused else State.REMOVED
        items.append(_item(each, state, refused[key].detail if key in refused else ""))
    return items


# --- judging ------------------------------------------------------------------------------------------


def _judged(wanted: SavedObject, found: SavedObject | None, known: Notes) -> State:
    if found is None:
        return State.MISSING
    note = known.get(_name(_key(wanted)))
    if note is None:
        return State.SAME if _holds(_opened(found), _opened(wanted)) else State.CHANGED
    if note["written"] != str(found.get("updated_at", "")) and note["found"] != _hash(found):
        return State.CHANGED
    return State.SAME if note["sent"] == _hash(wanted) else State.OUTDATED


def _outcome(wanted: SavedObject, before: State, refused: Refused | None, sent: Sequence[SavedObject]) -> Item:
    if refused is not None:
        kept = refused.kind in ("conflict", "ambiguous_conflict")
        detail = "it is there without our tag" if kept else f"{refused.kind}: {refused.detail}".rstrip(": ")
        return _item(wanted, State.KEPT if kept else State.REFUSED, detail)
    if wanted in sent:
        return _item(wanted, State.INSTALLED)
    return _item(wanted, State.KEPT if before is State.CHANGED else before)


def _holds(found: Any, wanted: Any) -> bool:
    """Whether all that is wanted is there; Kibana adds to what it takes in, and takes nothing away."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            name in found and _holds(found[name], value) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(found, list)
            and len(found) == len(wanted)
            and all(_holds(mine, each) for mine, each in zip(found, wanted, strict=True))
        )
    return bool(found == wanted)


def _opened(saved: SavedObject) -> dict[str, Any]:
    """Attributes and references, with JSON that is kept as text read: its spelling says nothing."""
    references = sorted(
        ([each.get("type"), each.get("id"), each.get("name")] for each in saved.get("references", ())), key=str
    )
    return {"attributes": _read(saved.get("attributes", {})), "references": references}


def _read(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _read(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_read(inner) for inner in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return _read(json.loads(value))
        except ValueError:
            return value
    return value


def _hash(saved: SavedObject) -> str:
    return hashlib.sha256(json.dumps(_opened(saved), sort_keys=True).encode()).hexdigest()


# --- what is there, and what we noted of it -----------------------------------------------------------


def _there(kibana: Kibana, target: Target) -> dict[Key, SavedObject]:
    tags = [tag for tag in kibana.of_type("tag") if tag["id"] == target.id("tag")]
    if not tags:
        return {}
    return {_key(each): each for each in (*tags, *kibana.tagged(TYPES, target.id("tag")))}


def _remember(kibana: Kibana, sent: Sequence[SavedObject], target: Target, path: Path) -> None:
    if not sent:
        return
    there, known = _there(kibana, target), _notes(path, kibana)
    for each in sent:
        if found := there.get(_key(each)):
            written = str(found.get("updated_at", ""))
            known[_name(_key(each))] = {"sent": _hash(each), "found": _hash(found), "written": written}
    _write(path, kibana, known)


def _forget(kibana: Kibana, path: Path, keys: Sequence[Key]) -> None:
    known = _notes(path, kibana)
    gone = {_name(key) for key in keys}
    _write(path, kibana, {name: note for name, note in known.items() if name not in gone})


def _notes(path: Path, kibana: Kibana) -> Notes:
    found = _file(path).get(f"{kibana.url} {kibana.space}", {})
    return {name: dict(note) for name, note in found.items()}


def _file(path: Path) -> dict[str, Notes]:
    try:
        found: dict[str, Notes] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        return {}  # half-written or foreign: every object is judged by what it holds, as on another machine
    return found if isinstance(found, dict) else {}


def _write(path: Path, kibana: Kibana, known: Notes) -> None:
    everything = {**_file(path), f"{kibana.url} {kibana.space}": known}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(beside, path)


def _by_key(refused: Sequence[Refused]) -> dict[Key, Refused]:
    return {(each.type, each.id): each for each in refused}


def _key(saved: SavedObject) -> Key:
    return saved["type"], saved["id"]


def _name(key: Key) -> str:
    return f"{key[0]}:{key[1]}"


def _item(saved: SavedObject, state: State, detail: str = "") -> Item:
    attributes = saved.get("attributes", {})
    title = str(attributes.get("name") or attributes.get("title") or saved["id"])
    return Item(type=saved["type"], id=saved["id"], title=title, state=state, detail=detail)
