"""Pydantic: an annotated type that cleans a field while the model is validated.

    class Ticket(BaseModel):
        title: Annotated[str, Redacted()]
        national_id: Annotated[str, Redacted(mode="refuse")]

The name of the field counts as a label before a bare value. What is refused or cannot be read is a ValidationError
whose message holds no value; Pydantic itself repeats the input in its errors unless the model says
`model_config = ConfigDict(hide_input_in_errors=True)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError, core_schema

from kvkkscan.errors import KvkkscanError
from kvkkscan.integrations.cleaning import make_cleaner

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import GetCoreSchemaHandler

    from kvkkscan.policy import Policy
    from kvkkscan.scanner import Scanner


@dataclass(frozen=True, slots=True)
class Redacted:
    """For `Annotated[str, Redacted()]`; lists and dicts of texts work too.

    Args:
        policy: its name, path or itself.
        mode: "redact", or "refuse" for a ValidationError instead.
        scanner: a scanner of the host's own.
    """

    policy: Policy | str | Path = "ticket"
    mode: str = "redact"
    scanner: Scanner | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:  # noqa: ANN401 - Pydantic's interface
        """The type's own schema, with the cleaning behind it.

        Raises:
            PolicyError, KvkkscanError: policy or mode do not exist.
        """
        cleaner = make_cleaner(self.policy, mode=self.mode, scanner=self.scanner)

        def clean(value: Any, info: core_schema.ValidationInfo) -> Any:  # noqa: ANN401 - the field's own type
            try:
                return cleaner.value(value, info.field_name or "")
            except KvkkscanError as error:
                raise PydanticCustomError("kvkkscan", "{message}", {"message": error.message("en")}) from None

        return core_schema.with_info_after_validator_function(clean, handler(source))
