"""Which tests run which functions, and how long each test takes: one run of them, watched."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest


class Watch:
    """A plugin of pytest. Functions are told by file and name, as mutants tell them."""

    def __init__(self, root: Path, target: Path) -> None:
        self._root = str(root) + "/"
        self._target = target
        self._names: dict[CodeType, str | None] = {}
        self._seen: set[CodeType] = set()
        self.tests: dict[str, tuple[float, list[str]]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self._seen = set()
        start = time.process_time()
        threading.settrace(self._called)
        sys.settrace(self._called)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]
            names = {self._name(code) for code in self._seen} - {None}
            self.tests[item.nodeid] = (time.process_time() - start, sorted(map(str, names)))

    def pytest_sessionfinish(self) -> None:
        self._target.write_text(json.dumps(self.tests), encoding="utf-8")

    def _called(self, frame: FrameType, _event: str, _argument: object) -> None:
        self._seen.add(frame.f_code)

    def _name(self, code: CodeType) -> str | None:
        if code not in self._names:
            file = code.co_filename.removeprefix(self._root)
            ours = file != code.co_filename and not file.startswith(".venv/")
            inner = ".".join(
                part for part in code.co_qualname.split(".") if not part.startswith("<")
            )
            self._names[code] = f"{file} | {inner}" if ours else None
        return self._names[code]


class Coverage:
    """What a watched run found."""

    def __init__(self, found: dict[str, tuple[float, list[str]]]) -> None:
        self.seconds = {test: seconds for test, (seconds, _) in found.items()}
        self._by_function: dict[str, list[str]] = {}
        self._by_file: dict[str, set[str]] = {}
        for test, (_, functions) in found.items():
            for function in functions:
                self._by_function.setdefault(function, []).append(test)
                self._by_file.setdefault(function.partition(" | ")[0], set()).add(test)

    @classmethod
    def read(cls, path: Path) -> Coverage:
        """Of the file that `Watch` wrote."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def of(self, file: str, where: str) -> list[str]:
        """Tests that run a function; at module level, those that run anything of the file."""
        if not where:
            return sorted(self._by_file.get(file, ()))
        return sorted(self._by_function.get(f"{file} | {where}", ()))
