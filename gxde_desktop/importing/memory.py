"""What a person answered, kept by layout and given again to next year's file.

The store is one JSON file, read whole and replaced whole, so a reader never sees half of it;
several programs may write it, one at a time. It holds no figures of a file but their order of
magnitude, and names files without their folders.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gxde_desktop.importing.answers import value_of
from gxde_desktop.importing.corrections import (
    CORRECTION_FIELDS,
    LAST_COLUMN,
    LAST_ROW,
    MeantYear,
    area_of,
    column_of,
    corrections_of,
    lines_of,
    lines_text,
)
from gxde_desktop.importing.fingerprint import Alignment, stem_of
from gxde_desktop.importing.grid import Area
from gxde_desktop.importing.io_panel import area_text
from gxde_desktop.importing.results import Answer, Layout
from gxde_desktop.importing.wording import msg
from models.messages import Message
from models.sources import column_letters

VERSION = 1
MOST_LAYOUTS = 400
LARGEST = 8_000_000
"""Bytes of the store; one that is larger was not written by us."""
MAGNITUDE = math.log10(4)
"""A unit is not taken over where the median figure moved by more than this (log10)."""

REMEMBERED_FIELDS = ("unit", "basis", "name", "region", "year", *CORRECTION_FIELDS)


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer as kept. area: the table's range on its sheet, empty for the whole sheet."""

    field: str
    value: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of one layout. file: without its folder; date: YYYY-MM-DD."""

    layout: Layout
    stem: str
    file: str
    date: str
    answers: tuple[Kept, ...]

    @property
    def origin(self) -> str:
        """Where the answers come from, as a person reads it."""
        return f"{self.file}, {self.date}"


@dataclass(frozen=True, slots=True)
class Memory:
    """All that is remembered, newest first. notice: what was wrong with the store."""

    entries: tuple[Entry, ...] = ()
    notice: Message | None = None

    def entry(self, fingerprint: str) -> Entry | None:
        """What is remembered of a layout."""
        return next((e for e in self.entries if e.layout.fingerprint == fingerprint), None)

    def answers_for(
        self, layout: Layout, file: str, stem: str
    ) -> tuple[tuple[Answer, ...], tuple[Message, ...]]:
        """Remembered answers for a sheet of a file, and what of them could not be used.

        Places are carried over to where the same labels stand now. A region counts only for
        a file of the same name but for the year: many regions send the same form.
        """
        entry = self.entry(layout.fingerprint)
        if entry is None:
            return (), ()
        answers: list[Answer] = []
        lost: list[Message] = []
        for kept in entry.answers:
            if kept.field == "region" and stem_of(stem) != entry.stem and kept.value[:1] != "@":
                continue
            if kept.field == "unit" and _moved(entry.layout.scale, layout.scale):
                lost.append(msg("remembered.magnitude", origin=entry.origin, value=kept.value))
                continue
            carried = _carried(kept, Alignment(entry.layout, layout))
            if carried is None:
                field = msg(f"field.{kept.field}")
                lost.append(msg("remembered.not_carried", origin=entry.origin, field=field))
                continue
            table = f"{file}!{layout.sheet}" + (f"!{carried.area}" if carried.area else "")
            answers.append(Answer(table, carried.field, carried.value, entry.origin))
        return tuple(answers), tuple(lost)

    def with_entry(self, entry: Entry) -> Memory:
        """The memory with this entry in place of the one for its layout."""
        rest = self.without(entry.layout.fingerprint).entries
        kept = (entry, *rest) if entry.answers else rest
        return replace(self, entries=kept[:MOST_LAYOUTS])

    def learnt(self, before: Entry, now: Entry) -> Memory:
        """The memory after a file's answers became others.

        What the layout knew from other files stays, carried over to where this file has it;
        an answer that was taken back is gone.
        """
        known: dict[tuple[str, str], Kept] = {}
        entry = self.entry(now.layout.fingerprint)
        if entry is not None:
            alignment = Alignment(entry.layout, now.layout)
            for kept in entry.answers:
                carried = _carried(kept, alignment)
                if carried is not None:
                    known[carried.field, carried.area] = carried
        for kept in before.answers:
            if known.get((kept.field, kept.area)) == kept:
                del known[kept.field, kept.area]
        known |= {(kept.field, kept.area): kept for kept in now.answers}
        return self.with_entry(replace(now, answers=tuple(known.values())))

    def without(self, fingerprint: str) -> Memory:
        """The memory without one layout."""
        rest = tuple(e for e in self.entries if e.layout.fingerprint != fingerprint)
        return replace(self, entries=rest)


def kept_of(answer: Answer, file: str, layout: Layout) -> Kept | None:
    """An answer as it is kept for this sheet's layout; None for one that is not.

    Not kept: what was itself remembered, what overrules a file, findings that were confirmed,
    and a year, unless it is a rule (`@file`, `@B2`). The answer must name its sheet exactly.
    """
    whole = f"{file}!{layout.sheet}"
    if answer.remembered or answer.field not in REMEMBERED_FIELDS:
        return None
    if answer.table != whole and not answer.table.startswith(f"{whole}!"):
        return None
    rule = answer.value.startswith("@")
    if answer.field == "year" and not rule:
        return None
    if answer.field in CORRECTION_FIELDS:
        found, bad = corrections_of([(answer.field, answer.value)])
        if bad or any(meant.printed is None for meant in found.years):
            return None  # without what is printed nobody can tell the slip in another file
    elif not rule and value_of(answer) is None:
        return None
    return Kept(answer.field, answer.value, answer.table[len(whole) + 1 :])


def entry_of(
    answers: Sequence[Answer], file: str, layout: Layout, *, today: dt.date | None = None
) -> Entry:
    """What a file's answers leave to remember of one of its sheets."""
    kept = [made for answer in answers if (made := kept_of(answer, file, layout)) is not None]
    date = (today or dt.datetime.now().astimezone().date()).isoformat()
    return Entry(layout, stem_of(Path(file).stem), file, date, tuple(dict.fromkeys(kept)))


def _moved(before: float | None, now: float | None) -> bool:
    return before is not None and now is not None and abs(before - now) > MAGNITUDE


def _carried(kept: Kept, alignment: Alignment) -> Kept | None:
    """An answer with its places as they are on the new sheet."""
    area = kept.area
    if area:
        old = area_of(area)
        new = None if old is None else alignment.area(old)
        if new is None:
            return None
        area = area_text(new)
    value = _carried_value(kept.field, kept.value, alignment)
    return None if value is None else Kept(kept.field, value, area)


def _carried_value(field: str, value: str, alignment: Alignment) -> str | None:
    if value.startswith("@") and value != "@file":
        cell = area_of(value[1:])
        new = None if cell is None else alignment.area(cell)
        return None if new is None else f"@{area_text(new).split(':')[0]}"
    if field == "area":
        old = area_of(value)
        found = None if old is None else alignment.area(old)
        return None if found is None else area_text(found)
    if field == "header":
        first, _, last = value.partition(":")
        rows = alignment.rows(int(first) - 1, int(last or first) - 1)
        return None if rows is None else f"{rows[0] + 1}:{rows[1] + 1}"
    if field in ("codes", "names"):
        column = column_of(value)
        moved = None if column is None else alignment.column(column)
        return None if moved is None else column_letters(moved)
    if field == "years":
        return _carried_years(corrections_of([(field, value)])[0].years, alignment)
    if field == "unused":
        areas = [_carried_lines(lines_of(part.strip()), alignment) for part in value.split(",")]
        known = [each for each in areas if each is not None]
        return ",".join(map(lines_text, known)) if len(known) == len(areas) else None
    return value


def _carried_years(years: Sequence[MeantYear], alignment: Alignment) -> str | None:
    found = []
    for meant in years:
        area = alignment.area((meant.row, meant.column, meant.row, meant.column))
        if area is None:
            return None
        found.append(replace(meant, row=area[0], column=area[1]).text())
    return ",".join(found)


def _carried_lines(area: Area | None, alignment: Alignment) -> Area | None:
    if area is None:
        return None
    if area[3] >= LAST_COLUMN:
        rows = alignment.rows(area[0], area[2])
        return None if rows is None else (rows[0], 0, rows[1], LAST_COLUMN)
    if area[2] >= LAST_ROW:
        first, last = alignment.column(area[1]), alignment.column(area[3])
        return None if first is None or last is None else (0, first, LAST_ROW, last)
    return alignment.area(area)


class MemoryFile:
    """The store on disk. A file that is missing is an empty memory."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def load(self) -> Memory:
        """All that is remembered. A damaged store is put aside, and `notice` says so."""
        try:
            return self._loaded()
        except OSError as error:
            reason = error.strerror or str(error)
            return Memory(notice=msg("memory.unreadable", file=str(self.path), reason=reason))

    def _loaded(self) -> Memory:
        """As `load`; OSError where the store is there and cannot be read just now."""
        try:
            with self.path.open("rb") as stream:
                data = stream.read(LARGEST + 1)
        except FileNotFoundError:
            return Memory()
        try:
            if len(data) > LARGEST:
                raise ValueError("too large")
            return Memory(_entries_in(json.loads(data.decode("utf-8"))))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return Memory(notice=self._put_aside())

    def update(self, change: Callable[[Memory], Memory]) -> Memory:
        """Change what is there now, also by another program; returns what is there then.

        Raises OSError where the store cannot be written, or read: what could not be read must
        not be written over.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(self.path.with_name(f"{self.path.name}.lock")):
            before = self._loaded()
            after = change(before)
            if after.entries != before.entries:
                self._write(after)
            return after

    def _write(self, memory: Memory) -> None:
        plain = {"version": VERSION, "layouts": [_entry_out(entry) for entry in memory.entries]}
        text = json.dumps(plain, ensure_ascii=False, indent=1)
        handle, name = tempfile.mkstemp(prefix=".memory-", dir=self.path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            _replace(Path(name), self.path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise

    def _put_aside(self) -> Message:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        aside = self.path.with_name(f"{self.path.stem}.damaged-{stamp}{self.path.suffix}")
        with suppress(FileNotFoundError):  # another program was faster
            os.replace(self.path, aside)
        return msg("memory.damaged", file=str(self.path), aside=aside.name)


def _replace(made: Path, target: Path) -> None:
    for attempt in range(20):
        try:
            os.replace(made, target)
            return
        except PermissionError:  # Windows: a reader holds it for a moment
            if os.name != "nt" or attempt == 19:
                raise
            time.sleep(0.02)


STALE_S = 10.0
"""A lock older than this was left by a program that died: writing takes milliseconds."""


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One writer at a time, by a file that only one can make."""
    end = time.monotonic() + 2 * STALE_S
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except (FileExistsError, PermissionError):
            with suppress(OSError):
                if time.time() - lock.stat().st_mtime > STALE_S:
                    lock.unlink()
                    continue
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
    try:
        yield
    finally:
        with suppress(OSError):
            lock.unlink()


def _entry_out(entry: Entry) -> dict[str, Any]:
    layout = entry.layout
    return {
        "layout": layout.fingerprint,
        "sheet": layout.sheet,
        "scale": layout.scale,
        "rows": [list(run) for run in layout.rows],
        "columns": [list(run) for run in layout.columns],
        "stem": entry.stem,
        "file": entry.file,
        "date": entry.date,
        "answers": [[kept.field, kept.value, kept.area] for kept in entry.answers],
    }


def _entries_in(plain: Mapping[str, Any]) -> tuple[Entry, ...]:
    if plain["version"] != VERSION:
        raise ValueError(plain["version"])
    return tuple(_entry_in(each) for each in plain["layouts"][:MOST_LAYOUTS])


def _entry_in(plain: Mapping[str, Any]) -> Entry:
    texts = [plain[name] for name in ("layout", "sheet", "stem", "file", "date")]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("text expected")
    fingerprint, sheet, stem, file, date = texts
    layout = Layout(
        sheet,
        fingerprint,
        tuple((str(name), _count(count)) for name, count in plain["rows"]),
        tuple((str(name), _count(count)) for name, count in plain["columns"]),
        None if plain["scale"] is None else float(plain["scale"]),
    )
    answers = tuple(Kept(str(f), str(v), str(a)) for f, v, a in plain["answers"])
    for kept in answers:
        wrong = corrections_of([(kept.field, kept.value)])[1]
        if kept.field not in REMEMBERED_FIELDS or wrong:
            raise ValueError(kept.field)
    return Entry(layout, stem, file, dt.date.fromisoformat(date).isoformat(), answers)


def _count(value: Any) -> int:
    count = int(value)
    if not 0 < count <= 20_000_000:
        raise ValueError(count)
    return count
