"""SQLAlchemy: no way of writing through the type stores what was found, on SQLite and, where one runs, PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, StaticPool, create_engine, insert, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from tests.integrations.test_cleaning import CARD, TCKN

from kvkkscan import Record, SensitiveDataFound
from kvkkscan.integrations.sqlalchemy import RedactedText

KEPT: list[Record] = []
ROWS = "select body, tckn, title from kvkkscan_ticket order by id"
DIRTY, CLEAN = f"kartım {CARD}", "kartım [KART]"


class Base(DeclarativeBase):
    """Of the tables."""


class Ticket(Base):
    """A ticket with two guarded columns and one that refuses."""

    __tablename__ = "kvkkscan_ticket"
    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str | None] = mapped_column(RedactedText(keep=KEPT.append))
    tckn: Mapped[str | None] = mapped_column(RedactedText("tckn"))
    title: Mapped[str | None] = mapped_column(RedactedText(mode="refuse"))


@pytest.fixture(params=["sqlite://", os.environ.get("KVKKSCAN_TEST_POSTGRES", "")], ids=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty table."""
    if not request.param:
        pytest.skip("no PostgreSQL: KVKKSCAN_TEST_POSTGRES is not set")
    options = {"poolclass": StaticPool} if request.param.startswith("sqlite") else {}
    made = create_engine(request.param, **options)
    Base.metadata.drop_all(made)
    Base.metadata.create_all(made)
    KEPT.clear()
    yield made
    Base.metadata.drop_all(made)
    made.dispose()


def stored(engine: Engine) -> list[tuple[object, ...]]:
    """The rows as the database has them, past the type."""
    with engine.connect() as connection:
        return [
            tuple(row) for row in connection.execute(text("select body, tckn, title from kvkkscan_ticket order by id"))
        ]


def test_orm_bulk_core_and_updates(engine: Engine) -> None:
    """A flush, bulk inserts, Core inserts with one and many rows, ORM and Core updates: all are cleaned."""
    with Session(engine) as session:
        session.add(Ticket(body=DIRTY, tckn=TCKN))
        session.flush()
        session.bulk_save_objects([Ticket(body=DIRTY)])
        session.execute(insert(Ticket), [{"body": DIRTY}, {"body": None}])
        session.execute(insert(Base.metadata.tables["kvkkscan_ticket"]).values(body=DIRTY))
        session.commit()
        session.execute(update(Ticket).where(Ticket.id == 4).values(body=DIRTY))
        session.commit()
    assert stored(engine) == [(CLEAN, "[TCKN]", None)] + [(CLEAN, None, None)] * 4
    assert {one.policy for one in KEPT} == {"ticket"}
    assert CARD not in "".join(one.line() for one in KEPT)


def test_a_search_for_a_value_finds_its_placeholder(engine: Engine) -> None:
    """What is bound in WHERE goes through the type as well."""
    with Session(engine) as session:
        session.add(Ticket(body=DIRTY))
        session.commit()
        assert session.scalars(select(Ticket.id).where(Ticket.body == DIRTY)).all() == [1]


def test_a_refusal_stores_nothing(engine: Engine) -> None:
    """The statement fails, and its error says what was found, not where it stands or what it reads."""
    with Session(engine) as session:
        session.add(Ticket(title=DIRTY))
        with pytest.raises(StatementError) as caught:
            session.flush()
        assert isinstance(caught.value.orig, SensitiveDataFound)
        session.rollback()
    assert stored(engine) == []
