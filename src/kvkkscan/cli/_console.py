"""What is said on standard error: problems, summaries, and a progress bar on long work at a terminal."""

from __future__ import annotations

import errno
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from kvkkscan.messages import MESSAGES, say

if TYPE_CHECKING:
    from kvkkscan.cli._records import Problem

_PATIENCE, _PACE, _WIDTH = 1.0, 0.2, 30  # seconds, seconds, characters


def shown(name: str) -> str:
    """A file name as it may be printed: nothing in it can steer a terminal."""
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in name)


def reason(number: object, words: object, lang: str) -> object:
    """What the operating system means, in `lang` where we know how to say it."""
    key = f"cli-{errno.errorcode.get(number, '')}" if isinstance(number, int) else ""
    return say(key, lang) if key in MESSAGES else words


@dataclass(slots=True)
class Progress:
    """A bar on standard error that shows itself only when the work takes longer than a moment."""

    total: int
    stream: TextIO
    active: bool
    done: int = 0
    _shown: bool = False
    _next: float = field(default_factory=lambda: time.monotonic() + _PATIENCE)

    def add(self, count: int) -> None:
        """`count` more bytes are done."""
        self.done += count
        if self.active and (now := time.monotonic()) >= self._next:
            self._next = now + _PACE
            self._draw()

    def _draw(self) -> None:
        megabytes = f"{self.done / 1e6:,.1f} MB"
        if self.total:
            part = min(1.0, self.done / self.total)
            filled = int(part * _WIDTH)
            megabytes = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {part:4.0%}  {megabytes}"
        self.stream.write("\r\x1b[K" + megabytes)
        self.stream.flush()
        self._shown = True

    def hide(self) -> None:
        """Clears the bar, before something else is printed."""
        if self._shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
            self._shown = False


@dataclass(slots=True)
class Console:
    """Says messages in one language and keeps the progress bar out of their way."""

    lang: str
    progress: Progress | None = None

    def say(self, key: str, **params: object) -> None:
        """One message on standard error."""
        self.line(say(key, self.lang, **params))

    def line(self, text: str) -> None:
        """One line on standard error."""
        if self.progress:
            self.progress.hide()
        print(text.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)

    def problem(self, name: str, line: int | None, problem: Problem) -> None:
        """What is wrong with a file or with one of its records."""
        place = f"{shown(name)}:{line}" if line else shown(name)
        self.line(f"kvkkscan: {place}: {self.words(problem)}")

    def words(self, problem: Problem) -> str:
        """A problem in words."""
        params = {key: shown(value) if isinstance(value, str) else value for key, value in problem.params}
        if "errno" in params:
            params["reason"] = reason(params.pop("errno"), params["reason"], self.lang)
        if isinstance(inner := params.pop("inner", None), tuple):
            params["reason"] = say(inner[0], self.lang, **dict(inner[1]))
        return say(problem.key, self.lang, **params)


def start_progress(total: int, *, wanted: bool) -> Progress:
    """A bar, if standard error is a terminal and the user did not forbid it."""
    return Progress(total, sys.stderr, wanted and sys.stderr.isatty())
