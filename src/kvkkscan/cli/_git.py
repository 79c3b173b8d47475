"""What stands in git's index: the content that the next commit will hold, whatever lies in the folder."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from kvkkscan.errors import KvkkscanError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUBMODULE = b"160000"


def staged() -> Iterator[tuple[str, bytes]]:
    """(path from the top of the repository, content) of each file that the next commit adds or changes.

    Raises:
        KvkkscanError: this is no repository, there is no git, or git fails.
    """
    listed = _git("diff", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--diff-filter=ACMT").split(b"\0")
    for head, path in zip(listed[::2], listed[1::2], strict=False):
        _, mode, _, blob, _ = head.split(b" ")
        if mode != _SUBMODULE:
            yield path.decode("utf-8", "surrogateescape"), _git("cat-file", "blob", blob.decode("ascii"))


def _git(*words: str) -> bytes:
    try:
        done = subprocess.run(("git", *words), capture_output=True, check=False)  # noqa: S603, S607 - our own words; git is where PATH says
    except OSError:
        raise KvkkscanError("hook-no-git") from None
    if done.returncode:
        raise KvkkscanError("hook-git", command=words[0], code=done.returncode)
    return done.stdout
