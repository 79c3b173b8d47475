"""Sentry: events, breadcrumbs and transactions cleaned before they leave.

    clean = before_send()
    sentry_sdk.init(dsn=..., before_send=clean, before_send_transaction=clean, before_breadcrumb=clean)

All texts of an event are cleaned: message, exceptions, local variables of frames, request, breadcrumbs, extra. What
cannot be cleaned is replaced by a note that says so. Attachments and session replays do not pass here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvkkscan.integrations.cleaning import make_cleaner
from kvkkscan.messages import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kvkkscan.policy import Policy
    from kvkkscan.scanner import Scanner

# What Sentry groups, links and counts by, and where code stands: identifiers of the SDK, not of people.
_AS_THEY_ARE = frozenset(
    "event_id trace_id span_id parent_span_id timestamp start_timestamp received platform sdk modules release level"
    " type environment debug_meta filename abs_path module function lineno colno in_app measurements _meta"
    " _metrics_summary sampled profile_id replay_id op status".split()
)
_DEEPEST = 64


def before_send(
    policy: Policy | str | Path = "ticket", *, scanner: Scanner | None = None
) -> Callable[[Any, dict[str, Any]], Any]:
    """A function for `before_send`, `before_send_transaction` or `before_breadcrumb`.

    Raises:
        PolicyError: the policy does not load.
    """
    cleaner = make_cleaner(policy, scanner=scanner)
    withheld = say("log-withheld", cleaner.policy.language)

    def clean(value: Any, name: str, depth: int) -> Any:  # noqa: ANN401 - events hold anything
        if isinstance(value, dict) and depth < _DEEPEST:
            return {
                one_key(key): one if key in _AS_THEY_ARE else clean(one, str(key), depth + 1)
                for key, one in value.items()
            }
        if isinstance(value, list | tuple) and depth < _DEEPEST:
            return [clean(one, name, depth + 1) for one in value]
        return one_text(value, name)

    def one_key(key: Any) -> Any:  # noqa: ANN401 - mostly texts
        try:
            return cleaner.key(key)
        except Exception:  # noqa: BLE001 - as below
            return withheld

    def one_text(value: Any, name: str) -> Any:  # noqa: ANN401 - a leaf of any kind
        try:
            return cleaner.value(value if isinstance(value, str | int | float | None) else str(value), name)
        except Exception:  # noqa: BLE001 - whatever fails, the value must not pass unread, and the event must
            return withheld

    def send(event: Any, hint: dict[str, Any]) -> Any:  # noqa: ANN401, ARG001 - Sentry's interface
        return clean(event, "", 0)

    return send
