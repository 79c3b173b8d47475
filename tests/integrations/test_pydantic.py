"""Pydantic: fields are clean once the model stands."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError
from tests.integrations.test_cleaning import CARD, TCKN, Tired

from kvkkscan.integrations.pydantic import Redacted


class Ticket(BaseModel):
    """A ticket."""

    model_config = ConfigDict(hide_input_in_errors=True, validate_assignment=True)

    body: Annotated[str, Redacted()]
    tckn: Annotated[str, Redacted()] = ""
    notes: Annotated[list[str], Redacted()] = []
    title: Annotated[str, Redacted(mode="refuse")] = ""


def test_fields_are_cleaned_by_their_names() -> None:
    """On validation, from JSON and on assignment."""
    ticket = Ticket.model_validate_json(
        f'{{"body": "kartım {CARD}", "tckn": "{TCKN}", "notes": ["kartım {CARD}", "x"]}}'
    )
    assert (ticket.body, ticket.tckn, ticket.notes) == ("kartım [KART]", "[TCKN]", ["kartım [KART]", "x"])
    ticket.body = f"TC kimlik no {TCKN}"
    assert ticket.body == "TC kimlik no [TCKN]"


def test_a_refusal_is_a_validation_error_without_the_value() -> None:
    """It names the field and the label."""
    with pytest.raises(ValidationError) as caught:
        Ticket(body="x", title=f"kartım {CARD}")
    assert "title" in str(caught.value)
    assert CARD not in str(caught.value)
    (error,) = caught.value.errors(include_input=False)
    assert error["type"] == "kvkkscan"


def test_what_cannot_be_read_is_no_model() -> None:
    """It is an error as well."""

    class Blind(BaseModel):
        body: Annotated[str, Redacted(scanner=Tired())]

    with pytest.raises(ValidationError):
        Blind(body="metin")
