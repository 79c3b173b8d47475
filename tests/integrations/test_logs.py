"""Log lines: the standard library, structlog and Sentry write nothing that was found, and lose no line."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sentry_sdk
import structlog
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport
from tests.integrations.test_cleaning import CARD, TCKN, Tired

from kvkkscan.integrations.logging import RedactingFilter
from kvkkscan.integrations.sentry import before_send
from kvkkscan.integrations.structlog import RedactingProcessor
from kvkkscan.messages import say

WITHHELD = say("log-withheld", "tr")


class Fragile:
    """An argument whose own words fail."""

    def __str__(self) -> str:
        """Always."""
        raise RuntimeError(CARD)


class Customer:
    """An argument that is shown by its own words."""

    def __str__(self) -> str:
        """A sentence with a card number."""
        return f"kartım {CARD}"


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger whose handler has the filter, and what it wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactingFilter())
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("kvkkscan-test.child")
    parent = logging.getLogger("kvkkscan-test")
    parent.propagate = False
    parent.setLevel(logging.INFO)
    parent.addHandler(handler)
    yield logger, stream
    parent.removeHandler(handler)


@pytest.mark.parametrize(
    ("say_", "line"),
    [
        (lambda log: log.info("sipariş %s hazır", 42), "INFO sipariş 42 hazır\n"),
        (lambda log: log.info("müşteri: %s", Customer()), "INFO müşteri: kartım [KART]\n"),
        (lambda log: log.info("kartım %(no)s", {"no": CARD}), "INFO kartım [KART]\n"),
        (lambda log: log.warning(f"TC kimlik no {TCKN}"), "WARNING TC kimlik no [TCKN]\n"),
        (lambda log: log.info("arg eksik %s %s", "tek"), "INFO arg eksik %s %s\n"),
        (lambda log: log.info("kırık %s", Fragile()), "INFO kırık %s\n"),
        (lambda log: log.info(Customer()), "INFO kartım [KART]\n"),
    ],
)  # fmt: skip
def test_a_line(
    log: tuple[logging.Logger, io.StringIO], say_: Callable[[logging.Logger], None], line: str, capsys: Any
) -> None:
    """Message and arguments are cleaned together; what does not fit together is logged without its arguments."""
    say_(log[0])
    assert log[1].getvalue() == line
    assert CARD not in capsys.readouterr().err


def test_tracebacks_stacks_and_extras(log: tuple[logging.Logger, io.StringIO]) -> None:
    """They are cleaned as well, whoever formats the record."""
    seen: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.addFilter(RedactingFilter())
    handler.emit = seen.append  # type: ignore[assignment]
    log[0].addHandler(handler)
    try:
        raise ValueError(f"kartım {CARD}")
    except ValueError:
        log[0].exception("olmadı", extra={"tckn": TCKN, "row": {"not": f"kartım {CARD}"}}, stack_info=True)
    finally:
        log[0].removeHandler(handler)
    written = log[1].getvalue()
    assert "olmadı" in written
    assert "ValueError: kartım [KART]" in written
    (record,) = seen
    assert (record.tckn, record.row) == ("[TCKN]", {"not": "kartım [KART]"})  # type: ignore[attr-defined]
    assert record.exc_info is None
    assert CARD not in repr(vars(record)) + written


def test_a_line_that_cannot_be_scanned_is_replaced_not_lost(log: tuple[logging.Logger, io.StringIO]) -> None:
    """It says so in its place."""
    handler = logging.getLogger("kvkkscan-test").handlers[0]
    handler.filters[:] = [RedactingFilter(scanner=Tired())]  # type: ignore[arg-type]
    log[0].info("bir %s", "metin")
    assert log[1].getvalue() == f"INFO {WITHHELD}\n"


def test_a_filter_by_name_passes_only_its_own() -> None:
    """As the standard filter does."""
    record = logging.makeLogRecord({"name": "other", "msg": "x"})
    assert not RedactingFilter(name="mine").filter(record)


def test_structlog() -> None:
    """The event and its values, by their keys; levels and times stay."""
    stream = io.StringIO()
    logger = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            RedactingProcessor(),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    try:
        raise ValueError(f"kartım {CARD}")
    except ValueError:
        logger.exception(f"kartım {CARD}", tckn=TCKN, adet=3, kim=Customer(), kırık=Fragile())
    written = json.loads(stream.getvalue())
    assert written["event"] == "kartım [KART]"
    assert (written["tckn"], written["adet"], written["level"]) == ("[TCKN]", 3, "error")
    assert (written["kim"], written["kırık"]) == ("kartım [KART]", WITHHELD)
    assert "kartım [KART]" in written["exception"]
    assert CARD not in stream.getvalue()


class Kept(Transport):
    """What Sentry would have sent."""

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self.sent: list[Any] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        """Keep it."""
        self.sent += [item.payload.json for item in envelope.items if item.payload.json]


def test_sentry_sends_nothing_that_was_found() -> None:
    """Exception, local variables, breadcrumbs, message and extra of a real client are clean; code and ids stay."""
    clean = before_send()
    transport = Kept({})
    client = sentry_sdk.Client(
        dsn="https://public@sentry.invalid/1", transport=transport, before_send=clean, before_breadcrumb=clean,
        default_integrations=False,
    )  # fmt: skip
    with sentry_sdk.new_scope() as scope:
        scope.set_client(client)
        scope.set_extra("tckn", TCKN)
        sentry_sdk.add_breadcrumb(message=f"kartım {CARD}")
        try:
            local = f"kartım {CARD}"
            raise ValueError(local)
        except ValueError:
            sentry_sdk.capture_exception()
        client.flush()
    shown = json.dumps(transport.sent, ensure_ascii=False)
    assert "kartım [KART]" in shown
    assert '"tckn": "[TCKN]"' in shown
    assert CARD not in shown
    (event,) = [one for one in transport.sent if "exception" in one]
    frame = event["exception"]["values"][0]["stacktrace"]["frames"][-1]
    assert frame["function"] == "test_sentry_sends_nothing_that_was_found"
    assert len(event["event_id"]) == 32


def test_sentry_withholds_what_cannot_be_scanned() -> None:
    """The event goes out, its words do not."""
    send = before_send(scanner=Tired())  # type: ignore[arg-type]
    assert send({"message": "metin", "level": "error"}, {}) == {"message": WITHHELD, "level": "error"}
