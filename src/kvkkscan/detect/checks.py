"""Check digits and number structure, one plain function a check: digits in, bool out. Nothing here raises.

Every function takes the compacted characters (ASCII digits; for IBAN also A-Z) and answers whether the check holds.
A check never decides alone: 1 % of random 11-digit numbers pass `tckn`, 10 % of random 10-digit ones pass `vkn`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Each ASCII digit as its value, and as the digit sum of its double: summing translated bytes is quick.
_PLAIN = bytes(byte - 48 if 48 <= byte <= 57 else 0 for byte in range(256))
_DOUBLED = bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[byte - 48] if 48 <= byte <= 57 else 0 for byte in range(256))


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B: every second digit from the right doubled, digit sums, total divisible by ten."""
    if not (digits.isascii() and digits.isdigit()):
        return False
    data = digits.encode()
    return (sum(data[-1::-2].translate(_PLAIN)) + sum(data[-2::-2].translate(_DOUBLED))) % 10 == 0


def tckn(digits: str) -> bool:
    """Turkish identity number (Nüfus, 11 digits; foreigners' 99... alike): d10 and d11 follow from the others."""
    if len(digits) != 11 or digits[0] == "0" or not (digits.isascii() and digits.isdigit()):
        return False
    d = digits.encode().translate(_PLAIN)
    odd, even = sum(d[0:9:2]), sum(d[1:8:2])
    return (7 * odd - even) % 10 == d[9] and (odd + even + d[9]) % 10 == d[10]


def vkn(digits: str) -> bool:
    """Turkish tax number (Gelir İdaresi, 10 digits)."""
    if len(digits) != 10:
        return False
    total = 0
    for place in range(9):
        shifted = (ord(digits[place]) - 48 + 9 - place) % 10
        total += 9 if shifted == 9 else shifted * 2 ** (9 - place) % 9
    return (10 - total % 10) % 10 == ord(digits[9]) - 48


# ISO 13616 lengths (SWIFT IBAN registry), country code -> characters in all.
IBAN_LENGTHS = {
    pair[:2]: int(pair[3:])
    for pair in (
        "AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BI:27 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 DJ:27"
        " DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 FK:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HN:28 HR:21 HU:28"
        " IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 LU:20 LV:21 LY:25 MC:27 MD:24 ME:22"
        " MK:19 MN:20 MR:27 MT:31 MU:30 NI:28 NL:18 NO:15 OM:23 PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 RU:33 SA:24"
        " SC:31 SD:18 SE:24 SI:19 SK:24 SM:27 SO:23 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20 YE:30"
    ).split()
}


def iban_length(country: str) -> int:
    """Characters of an IBAN of this country (two capital letters), 0 where the country has none."""
    return IBAN_LENGTHS.get(country, 0)


def mod97(text: str) -> bool:
    """ISO 7064 MOD 97-10 over capital letters and digits, the first four characters moved to the end."""
    if len(text) < 5 or not text.isascii() or not text.isalnum():
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def iban(text: str) -> bool:
    """ISO 13616: known country, its length, two check digits, remainder one."""
    return text[2:4].isdigit() and len(text) == iban_length(text[:2]) and mod97(text)


def iban_tr_tail(digits: str) -> bool:
    """The 24 digits of a Turkish IBAN written without its TR; the reserve digit is 0, bank codes begin with 00."""
    return len(digits) == 24 and digits[2:4] == "00" and iban("TR" + digits)


_MRZ_VALUES = {char: value for value, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}


def mrz(field: str, check: str) -> bool:
    """ICAO 9303 part 3: weights 7-3-1 over the field; "<" counts zero."""
    try:
        total = sum(_MRZ_VALUES[char] * (7, 3, 1)[place % 3] for place, char in enumerate(field))
    except KeyError:
        return False
    return check in ("0123456789"[total % 10], "<" if not field.strip("<") else "!")


# Numara planı (BTK): area codes of the provinces; 392 is Northern Cyprus.
AREA_CODES = frozenset(
    "212 216 222 224 226 228 232 236 242 246 248 252 256 258 262 264 266 272 274 276 282 284 286 288 312 318 322"
    " 324 326 328 332 338 342 344 346 348 352 354 356 358 362 364 366 368 370 372 374 376 378 380 382 384 386 388"
    " 392 412 414 416 422 424 426 428 432 434 436 438 442 446 452 454 456 458 462 464 466 472 474 476 478 482 484"
    " 486 488".split()
)


def landline(digits: str) -> bool:
    """A Turkish landline: 0090, 90 or 0 may stand before area code and seven digits."""
    national = national_number(digits)
    return len(national) == 10 and national[:3] in AREA_CODES


def mobile(digits: str) -> bool:
    """A Turkish mobile number: 0090, 90 or 0 may stand before 5XX and seven digits."""
    national = national_number(digits)
    return len(national) == 10 and national[0] == "5" and national[1] in "0123456"


_PREFIXES = {11: ("0",), 12: ("90",), 13: ("900",), 14: ("0090",), 15: ("00900",)}


def national_number(digits: str) -> str:
    """`digits` without 0090, 90, 090 or 0 in front, where ten digits then remain; else as given."""
    prefixes = _PREFIXES.get(len(digits))
    return digits[-10:] if prefixes and digits[:-10] in prefixes else digits


def mersis_person(digits: str) -> bool:
    """A 16-digit MERSİS number of a sole trader: it begins with that person's TCKN."""
    return len(digits) == 16 and digits[0] != "0" and tckn(digits[:11])


# ITU-T E.164: country codes by their first digits; Turkey (90) has its own recognizers.
_COUNTRY_CODES = frozenset(
    "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82"
    " 84 86 91 92 93 94 95 98 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235"
    " 236 237 238 239 240 241 242 243 244 245 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265"
    " 266 267 268 269 290 291 297 298 299 350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377"
    " 378 380 381 382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 590 591 592 593 594"
    " 595 596 597 598 599 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 850"
    " 852 853 855 856 880 886 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 992 993 994 995"
    " 996 998".split()
)


def e164(digits: str) -> bool:
    """An international number after "+" or "00": a country code other than Turkey's, 8 to 15 digits in all."""
    digits = digits.removeprefix("00")
    known = any(digits[:size] in _COUNTRY_CODES for size in (1, 2, 3))
    return known and 8 <= len(digits) <= 15 and not digits.startswith("0")


CHECKS: dict[str, Callable[[str], bool]] = {
    "luhn": luhn,
    "tckn": tckn,
    "vkn": vkn,
    "iban": iban,
    "iban-tr-tail": iban_tr_tail,
    "mobile": mobile,
    "landline": landline,
    "mersis-person": mersis_person,
    "e164": e164,
}
