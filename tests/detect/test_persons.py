"""Names of persons in tickets: where they are found, where they end, and what is none. All names are made up."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kvkkscan.redaction import redact
from kvkkscan.scanner import STRICT, Scanner

from .inline import assert_exactly, assert_none, places, read, rows

FIELDS = [
    "Ad Soyad: [[PERSON|Zeynep Temsiloğlu]]\nTalep: iade",
    "AD SOYAD: [[PERSON|ZEYNEP TEMSİLOĞLU]]",
    "ad: [[PERSON|hevra]]\nsoyad: [[PERSON|kurgutas]]",
    "Hasta adı: [[PERSON|Rojin Örnek]], 12. kat",
    "Müşteri: [[PERSON|Deniz Kaya]]",
    "alıcı: [[PERSON|perihan tunç]]",
    '{"customerName": "[[PERSON|Nour Örnekli]]", "age": 41}',
    '{"musteriAdSoyad":"[[PERSON|Kaan Temsili]]"}',
    "<ad>[[PERSON|HASAN]]</ad><soyad>[[PERSON|UNAL]]</soyad>",
    "Kart sahibi: [[PERSON|Güneş Öz]]",
    "Ad Soyad\n[[PERSON|Elif Kurgulu]]",
    "Full name: [[PERSON|Nadya Kurgova]]",
]
SAID = [
    "merhaba adım [[PERSON|Umut Deniz]], kartım gelmedi",
    "slm ben [[PERSON|deniz korkmaz]] kartm calindi",
    "ismim [[PERSON|savas gunes]], dogru mu",
    "soyadım [[PERSON|Temsiloğlu]] oldu",
    "[[PERSON|Berfin Kaya]] adına fatura gelmiş",
    "[[PERSON|elçin memedov]] adina pasaport",
]
TITLES = [
    "[[PERSON|Serpil]] Hanım aradı",
    "[[PERSON|mutlu]] bey izinde",
    "[[PERSON|Lamya]] Hanım'ın paketi",
    "[[PERSON|gülten]] hn. geldi",
    "[[PERSON|Hüsnü]] Amca bakıyor",
    "Dr. [[PERSON|Ayşe Örnek]] yazdı",
    "Av. [[PERSON|Işık Temsiloğlu Bal]]",
    "Sayın [[PERSON|Meltem Kurgu]],",
]
ROLES = [
    "annem [[PERSON|Nermin Kurgu]] aradı",
    "kocam [[PERSON|kenan]] evde yok",
    "Kapıdaki kurye [[PERSON|Baran Temsil]] gelmedi",
    "eşim [[PERSON|Hraçya Bedikoğlu]] için",
]
LINES = [
    "İade edin.\n\nİyi çalışmalar\n[[PERSON|Umut Tosun]]",
    "Saygılarımla,\n[[PERSON|Rüya]]",
    "[[PERSON|Zeynep]]: paketi aldın mı",
    "[14:02] [[PERSON|Ece Örnekli]]: tamam",
    "[[PERSON|Gizem]]: merhaba\nmüşteri: selam\n[[PERSON|Gizem]]: buyurun",
    "teşekkürler [[PERSON|Gamze Örnekay]]",
]
BARE = [
    "Kargoyu [[PERSON|Ayşe Nur Örnekoğlu]] teslim almış",
    "paketi [[PERSON|Mehmet Yılmaz]]'a vermişler",
    "[[PERSON|AYŞE YILMAZ]]'ın kartı",
    "[[PERSON|Ayşe YILMAZ]] aradı",
    "[[PERSON|perihan tunc]] imzalamis",
    "[[PERSON|Hazal Ünlü-Tok]] onayladı",
    "[[PERSON|A. Yılmaz]] ile konuştum",
    "dün [[PERSON|hatice]] aradı",
    "[[PERSON|Zeynep]]'in paketi",
    "paketi [[PERSON|ayşe yılmaz]]ın evine götürmüş",
]
NONE = [
    # Words that are names as well.
    "deniz manzaralı oda verdiniz", "Umut ışığı gibi reklam", "Güneş kremi, yağmur botu, çiçek desenli çarşaf",
    "barış istiyoruz", "Şeker gibi paketlemişsiniz", "Can güvenliği önemli", "su faturası geldi", "Toprak rengi saksı",
    "dursun mu iptal mi edeyim", "yeter artık, imdat!", "satılmış ürün bu", "kaya tuzu lambası, demir ayaklı",
    "paketimde aşım yok", "Kürt böreği yedik", "savaş bitsin", "devrim gibi kampanya",
    # Days, places.
    "12 Nisan'da aldım", "9 Kasım 2025 teslim", "Fatih'te oturuyorum", "Yıldırım'dan Levent'e gittim",
    # Firms, streets, public figures, goods.
    "Yıldız Holding yazdı", "Koç Holding", "Aslan Çimento'dan aldım", "Ayşe Kadın fasulye", "Hacı Bekir lokumu",
    "Mehmet Akif Caddesi'nde", "Ahmet Hamdi Tanpınar Parkı", "Barış Manço plağı", "Yaşar Kemal seti", "Hz. Ali resmi",
    "Kadir Has Üniversitesi", "Fatih Terim Stadı", "Grand Yılmaz Resort", "Mavi Rüya Apartmanı",
    # Titles and roles without a name.
    "Müdür Bey ilgilenmedi", "kurye abi kapıya bıraktı", "Sayın Yetkili,", "Sayın Burs Komisyonu,", "Değerli müşterimiz",
    "hala dönüş yok", "annem deniz kenarında oturuyor", "kurye adresi bulamadı", "dede nine karışmıyor",
    # Said, but no name.
    "adım adım anlattım", "adı geçen ürün", "adına yakışmıyor", "ben deniz manzarası istedim", "ismi yazıyor",
    "şirketimiz adına arıyorum", "adım atamıyorum", "soyadı değişti",
    # Fields of things.
    "Ürün adı: Deniz Yıldızı", "Ad: yok", "kullanıcı adı: fethiye61", "dosya adı: Toprak Analizi", "Kategori: Bahar",
    "Sefer: PC 2217", "Konu: iade", "Yolcu: TK ile başlıyor", '{"product_name": "Derya Duman"}', '{"name":"Galaxy Tab"}',
    # Parts of something else.
    "instagram: @ayse_yilmaz", "www.ayseyilmaz.com", "ayse.com.tr açılmıyor", "#AyşeYılmaz", "user_ayse_77",
]  # fmt: skip


@pytest.mark.parametrize("marked", rows([*FIELDS, *SAID, *TITLES, *ROLES, *LINES, *BARE]))
def test_names_are_found_whole(marked: str) -> None:
    """A name is found from its first to its last word, without title and ending, and nothing else is."""
    assert_exactly(marked)


@pytest.mark.parametrize("text", rows(NONE))
def test_other_words_are_left(text: str) -> None:
    """Words that only look like names, and names of things, are no persons."""
    assert_none(text, "PERSON")


@pytest.mark.parametrize(
    "marked",
    rows(
        [
            "[[TR_ADDRESS|Mehmet Akif Mah. Ayşe Yılmaz Sok. No:5 D:3 Kadıköy/İstanbul]]",
            "[[EMAIL_ADDRESS|ayse.yilmaz@ornek.com]]",
            "[[EMAIL_ADDRESS|ayse yilmaz at ornek nokta com]]",
        ]
    ),
)
def test_a_name_never_takes_the_place_of_another_finding(marked: str) -> None:
    """A name within an address of either kind is that address's."""
    text, wanted = read(marked)
    assert [label for label, _, _ in places(text)] == [label for label, _, _ in wanted]


def test_a_weak_sign_counts_at_the_strict_point_only() -> None:
    """A word that is a name as often, in the middle of a sentence with a capital, is found by "strict" alone."""
    text = "bugün Umut, yarın başkası"
    assert places(text) == []
    assert [label for label, _, _ in places(text, Scanner(threshold=STRICT))] == ["PERSON"]


def test_names_are_not_looked_for_where_nobody_asks() -> None:
    """A scanner of other labels finds no person."""
    assert Scanner(entities=["PHONE_NUMBER"]).scan("Ad Soyad: Zeynep Temsiloğlu") == []


def test_a_rule_can_be_switched_off(tmp_path: Path) -> None:
    """A pack that switches off a rule leaves the others."""
    (tmp_path / "own.toml").write_text('[[recognizer]]\nid = "names.given"\nenabled = false\n', "utf-8")
    scanner = Scanner(level="fast", packs=[tmp_path])
    assert places("dün Zeynep aradı", scanner) == []
    assert len(places("Sayın Zeynep Kurgu", scanner)) == 1


@pytest.mark.parametrize("marked", rows([*FIELDS, *TITLES, *BARE]))
def test_redacting_twice_changes_nothing(marked: str) -> None:
    """What is left beside a placeholder is not taken for another name."""
    once = redact(read(marked)[0]).text
    assert redact(once).text == once
    assert "[KİŞİ]" in once


@pytest.mark.parametrize("junk", ["ali " * 9_000, "Ali" * 9_000, "bey " * 9_000, "Ad Soyad: " * 3_000, "Ayşe." * 5_000, "adım " * 9_000])
def test_time_grows_with_length_only(junk: str) -> None:
    """Words of names over and over, or glued together, take no more than their length is worth."""
    started = time.process_time()
    places(junk)
    assert time.process_time() - started < 5
