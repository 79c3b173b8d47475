"""Machine-readable zones of passports and identity cards, as pasted into a ticket."""

from __future__ import annotations

import pytest

from .inline import assert_exactly, assert_none, places, read, rows

TD3 = (
    "P<TUR[[PERSON|ORNEK<<AYSE<NUR]]<<<<<<<<<<<<<<<<<<<<<<<<\n"
    "[[TR_PASSPORT|U12345678]]4TUR[[DATE_OF_BIRTH|900101]]1F3001019[[TR_NATIONAL_ID|12345678950]]<<<22"
)
TD1 = (
    "I<TUR[[TR_ID_SERIAL|A12B34567]]5<[[TR_NATIONAL_ID|12345678950]]<<<\n"
    "[[DATE_OF_BIRTH|900101]]1F3001019TUR<<<<<<<<<<<2\n[[PERSON|ORNEK<<AYSE<NUR]]<<<<<<<<<<<<<<<"
)
# ICAO Doc 9303 part 4, appendix A: the specimen of Utopia.
UTOPIA = (
    "P<UTO[[PERSON|ERIKSSON<<ANNA<MARIA]]<<<<<<<<<<<<<<<<<<<\n"
    "[[TR_PASSPORT|L898902C3]]6UTO[[DATE_OF_BIRTH|740812]]2F1204159ZE184226B<<<<<10"
)


@pytest.mark.parametrize("marked", rows([TD3, TD1, UTOPIA, f"pasaportum şöyle:\n{TD3}\nteşekkürler", TD3.replace("\n", "\r\n")]))
def test_document_number_identity_number_and_birth_date_are_found(marked: str) -> None:
    """The fields of a machine-readable zone are found one by one, and nothing else in it is."""
    assert_exactly(marked)


@pytest.mark.parametrize("marked", [pytest.param(TD3, id="passport"), pytest.param(TD1, id="card")])
def test_a_zone_with_a_wrong_check_digit_is_none(marked: str) -> None:
    """A document number whose check digit fails is not taken from a zone."""
    text, wanted = read(marked)
    label, start, end = next(one for one in wanted if one[0] != "PERSON")
    broken = text[: end - 1] + str((int(text[end - 1]) + 1) % 10) + text[end:]
    assert (label, start, end) not in places(broken)


def test_fill_characters_alone_are_nothing() -> None:
    """Rows of fill characters, arrows and rules are no zone."""
    for text in ("<" * 44, "<" * 30 + "\n" + "<" * 30, ">>>" * 20, "P<TUR" + "<" * 39):
        assert_none(text)
