"""IP addresses, told apart from versions, times, sections and prices."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .inline import assert_exactly, assert_none, places, rows

FOUND = [
    "[[IP_ADDRESS|88.241.17.203]]",
    "IP [[IP_ADDRESS|88.241.17.203]]",
    "ip adresim: [[IP_ADDRESS|88.241.17.203]].",
    "IP:[[IP_ADDRESS|88.241.17.203]]",
    "giriş yapılan IP [[IP_ADDRESS|10.0.0.12]]",
    "[[IP_ADDRESS|192.168.1.1]]'e bağlanamıyorum",
    "[[IP_ADDRESS|192.168.1.1]]:8080",
    "http://[[IP_ADDRESS|192.168.1.1]]/panel",
    "[[[IP_ADDRESS|88.241.17.203]]] giriş".replace("[[[", "([[").replace("]]]", "]])"),
    "[[IP_ADDRESS|88.241.17.203]], [[IP_ADDRESS|88.241.17.204]]",
    "[[IP_ADDRESS|88.241.17.203]] - - [12/May/2026:14:30:00 +0300]",
    "[[IP_ADDRESS|2a02:4780:27:1b::8f]]",
    "[[IP_ADDRESS|2001:0db8:85a3:0000:0000:8a2e:0370:7334]]",
    "ip [[IP_ADDRESS|2001:db8::1]] adresinden",
    "[[IP_ADDRESS|fe80::1ff:fe23:4567:890a]]",
    "IPv6: [[IP_ADDRESS|2001:DB8::8A2E:370:7334]].",
    "[[IP_ADDRESS|192[.]168[.]1[.]5]]".replace("[[I", "([[I").replace("5]]", "5]])"),
    "[[IP_ADDRESS|192(.)168(.)1(.)5]] engellendi",
    "[[IP_ADDRESS|192.168.1[.]5]] engellendi",
    "[[IP_ADDRESS|192 [.] 168 [.] 1 [.] 5]] engellendi",
    "[[IP_ADDRESS|192[dot]168[dot]1[dot]5]] engellendi",
    "[[IP_ADDRESS|192{.}168{.}1{.}5]]",
    "[[IP_ADDRESS|192\\.168\\.1\\.5]]",
    "[[IP_ADDRESS|88[.241[.17[.203]]",
    "[[IP_ADDRESS|192 nokta 168 nokta 1 nokta 5]] adresinden",
    "sunucu [[IP_ADDRESS|88 NOKTA 241 NOKTA 17 NOKTA 203]]",
    "hxxp://[[IP_ADDRESS|192[.]168[.]1[.]5]]/panel",
    "hxxp[:]//[[IP_ADDRESS|10[.]20[.]30[.]40]]:8080",
    "ip [[IP_ADDRESS|192 . 168 . 1 . 5]]",
    "ip adresim [[IP_ADDRESS|192.168. 1.5]] olarak görünüyor",
    "giriş yapılan adres [[IP_ADDRESS|88 . 241 . 17 . 203]] idi",
    "IP: [[IP_ADDRESS|192,168,1,5]]",
    "ip [[IP_ADDRESS|192 168 1 5]]",
    "ip no [[IP_ADDRESS|192-168-1-5]]",
    "[[IP_ADDRESS|2001[:]db8[:][:]1]] engellendi",
    "[[IP_ADDRESS|2001[:]db8[:]0[:]0[:]0[:]0[:]0[:]1]] engellendi",
    "[[IP_ADDRESS|2001[:]db8[::]1]] engellendi",
]

NONE = [
    "uygulama sürümü 5.12.1.4",
    "versiyon 10.15.7.2",
    "v2.4.6.8",
    "firmware 1.0.4.7",
    "madde 1.2.3.4",
    "256.1.2.3",
    "1.2.3",
    "1.2.3.4.5",
    "01.02.03.04",
    "saat 10:32:45",
    "10:32:45.120",
    "12:30",
    "00:11:22:33:44:55",
    "score 3:2:1",
    "1:1",
    "std::vector",
    "a::b",
    "1.250.000.000",
    "::",
    "0.0.0.0",  # noqa: S104 - a text, no host
    "255.255.255.0",
    "192 . 168 . 1 . 5",
    "sürüm 10 . 15 . 7 . 2",
    "versiyon 5 nokta 12 nokta 1 nokta 4",
    "1. 2. 3. 4. maddeler",
    "adres değişikliği 3. 4. 5. 6. katlar",
    "adresimde 15. 16. 17. 18. günler internet yoktu",
    "12 . 05 . 20 . 26 adresime gelsin",
    "toplam 10 . 20 . 30 . 40 TL",
    "port 10 . 20 . 30 . 40 . 50",
    "ip kodlu ürün 10 20 30 40",
    "server 10 20 30 40 kişi",
    "fiyatlar 192, 168, 100, 50 TL",
    "3 nokta 5 puan, 4 nokta 2 puan verdim",
]


@pytest.mark.parametrize("marked", rows(FOUND))
def test_addresses_are_found_whole(marked: str) -> None:
    """An IPv4 or IPv6 address is found with exact ends, and nothing else in the text is."""
    assert_exactly(marked)


@pytest.mark.parametrize("text", rows(NONE))
def test_versions_times_and_sections_are_left(text: str) -> None:
    """Versions, section numbers, times of day, hardware addresses and large numbers are no IP addresses."""
    assert_none(text)


@given(st.ip_addresses(v=6))
def test_any_ipv6_address_is_found_beside_its_label(address: ipaddress.IPv6Address) -> None:
    """Every IPv6 address with a digit in it, long or compressed, is found from end to end after "IP"."""
    for written in (address.compressed, address.exploded, address.compressed.upper()):
        if any(char.isdigit() for char in written):
            assert places(f"ip adresi {written} idi") == [("IP_ADDRESS", 10, 10 + len(written))]


@given(st.ip_addresses(v=4).filter(lambda one: one.packed[0] not in (0, 255)))
def test_any_ipv4_address_is_found_beside_its_label(address: ipaddress.IPv4Address) -> None:
    """Every IPv4 address is found from end to end after "IP"."""
    assert places(f"ip adresi {address} idi") == [("IP_ADDRESS", 10, 10 + len(str(address)))]
