"""Servers of the command line run until they are told to end."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


async def until_told(close: Callable[[], None]) -> None:
    """Waits for SIGINT or SIGTERM, then closes.

    The loop's own handlers are needed: what a handler of Python raises inside a callback, asyncio swallows.
    """
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # where loops have no signals, Ctrl-C raises KeyboardInterrupt
            asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()
    close()
