"""Settings of all tests: no claim of theirs is about time, and the first scan of a process builds its scanner."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("kvkkscan", deadline=None)
settings.load_profile("kvkkscan")
