"""One scanner for all tests of files, and a way to run a job in this process: the sandbox has tests of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kvkkscan import Policy, Scanner
from kvkkscan.files.work import Job, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvkkscan.files.content import Limits
    from kvkkscan.files.report import FileReport

    Work = Callable[..., tuple[FileReport, bytes | None]]


@pytest.fixture(scope="session")
def scanner() -> Scanner:
    """The scanner that ships."""
    return Scanner()


@pytest.fixture(scope="session")
def work(scanner: Scanner) -> Work:
    """Scans (or redacts) a file in this process."""

    def ran(
        data: bytes, name: str = "", *, writes: bool = False, policy: Policy | None = None, limits: Limits | None = None
    ) -> tuple[FileReport, bytes | None]:
        more = {"limits": limits} if limits else {}
        if writes and policy is None:
            policy = Policy.load("ticket")
        return run(Job(name, writes, policy, **more), data, scanner)

    return ran
