"""Numbers of persons: what is found, in every way of writing, and what only looks like one."""

from __future__ import annotations

import pytest
from stdnum.tr import tckimlik, vkn

from kvkkscan.detect import checks
from kvkkscan.scanner import Scanner

from .inline import assert_exactly, assert_none, places, read, rows

NATIONAL_ID = [
    "[[TR_NATIONAL_ID|10000000146]]",
    "TC [[TR_NATIONAL_ID|10000000146]]",
    "TC: [[TR_NATIONAL_ID|10000000146]]",
    "TC:[[TR_NATIONAL_ID|10000000146]]",
    "TC[[TR_NATIONAL_ID|10000000146]]",
    "tc[[TR_NATIONAL_ID|10000000146]]",
    "TCKN[[TR_NATIONAL_ID|10000000146]]",
    "tckn:[[TR_NATIONAL_ID|10000000146]]",
    "tcno[[TR_NATIONAL_ID|12345678950]]",
    "tc no=[[TR_NATIONAL_ID|12345678950]]",
    "T.C. Kimlik No: [[TR_NATIONAL_ID|12345678950]]",
    "T.C. KİMLİK NUMARASI [[TR_NATIONAL_ID|12345678950]]",
    "TC'm [[TR_NATIONAL_ID|12345678950]]",
    "tcm [[TR_NATIONAL_ID|12345678950]]",
    "tc m [[TR_NATIONAL_ID|12345678950]]",
    "kimlik numaram [[TR_NATIONAL_ID|12345678950]]",
    "kimliğim [[TR_NATIONAL_ID|12345678950]]",
    "vatandaşlık no [[TR_NATIONAL_ID|12345678950]]",
    "VATANDAŞLIK NUMARAM [[TR_NATIONAL_ID|12345678950]]",
    "yabancı kimlik no [[TR_NATIONAL_ID|99001255472]]",
    "YKN [[TR_NATIONAL_ID|99001255472]]",
    "national id [[TR_NATIONAL_ID|12345678950]]",
    "[[TR_NATIONAL_ID|12345678950]] nolu vatandaş",
    "[[TR_NATIONAL_ID|12345678950]] numaralı kişi",
    "[[TR_NATIONAL_ID|12345678950]] kimlik numaramla giremiyorum",
    "[[TR_NATIONAL_ID|12345678950]]'yı yazdım",
    "[[TR_NATIONAL_ID|12345678950]]’dir",
    "[[TR_NATIONAL_ID|12345678950]]dir",
    "TC'm [[TR_NATIONAL_ID|123 456 789 50]]",
    "TC'm [[TR_NATIONAL_ID|123.456.789.50]]",
    "TC'm [[TR_NATIONAL_ID|123-456-789-50]]",
    "TC'm [[TR_NATIONAL_ID|123 456 78 950]]",
    "TC'm [[TR_NATIONAL_ID|12345-678950]]",
    "TC'm [[TR_NATIONAL_ID|12345 678950]]",
    "TC'm [[TR_NATIONAL_ID|123456 78950]]",
    "TC'm [[TR_NATIONAL_ID|1 2 3 4 5 6 7 8 9 5 0]]",
    "TC'm [[TR_NATIONAL_ID|1-2-3-4-5-6-7-8-9-5-0]]",
    "TC'm [[TR_NATIONAL_ID|1.2.3.4.5.6.7.8.9.5.0]]",
    "TC'm [[TR_NATIONAL_ID|123 - 456 - 789 - 50]]",
    "TC'm [[TR_NATIONAL_ID|123/456/789/50]]",
    "TC'm [[TR_NATIONAL_ID|123_456_789_50]]",
    "TC'm [[TR_NATIONAL_ID|123,456,789,50]]",
    "TC'm [[TR_NATIONAL_ID|123\u00a0456\u00a0789\u00a050]]",
    "TC'm [[TR_NATIONAL_ID|123\u2009456\u2009789\u200950]]",
    "TC'm [[TR_NATIONAL_ID|123\u202f456\u202f789\u202f50]]",
    "TC'm [[TR_NATIONAL_ID|123–456–789–50]]",
    "TC'm [[TR_NATIONAL_ID|123—456—789—50]]",
    "TC'm [[TR_NATIONAL_ID|123−456−789−50]]",
    "TC'm [[TR_NATIONAL_ID|123\n456\n789\n50]]",
    "TC'm [[TR_NATIONAL_ID|123456\n78950]]",
    "TC'm [[TR_NATIONAL_ID|123456\r\n78950]]",
    "TC'm [[TR_NATIONAL_ID|123  456  789  50]]",
    "TC'm [[TR_NATIONAL_ID|123\u200b456\u200b789\u200b50]]",
    "TC'm [[TR_NATIONAL_ID|12345\u200d678950]]",
    "TC'm [[TR_NATIONAL_ID|12345\ufeff678950]]",
    "TC'm [[TR_NATIONAL_ID|12345\u00ad678950]]",
    "TC'm [[TR_NATIONAL_ID|１２３４５６７８９５０]]",
    "TC'm [[TR_NATIONAL_ID|١٢٣٤٥٦٧٨٩٥٠]]",
    "TC'm [[TR_NATIONAL_ID|۱۲۳۴۵۶۷۸۹۵۰]]",
    "TC'm [[TR_NATIONAL_ID|𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗𝟓𝟎]]",
    "TC'm [[TR_NATIONAL_ID|1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e35\ufe0f\u20e36\ufe0f\u20e37\ufe0f\u20e38\ufe0f\u20e39\ufe0f\u20e35\ufe0f\u20e30\ufe0f\u20e3]]",
    "TC'm [[TR_NATIONAL_ID|100000OO146]]",
    "TC'm [[TR_NATIONAL_ID|1234567895O]]",
    "TC'm [[TR_NATIONAL_ID|l2345678950]]",
    "TC'm [[TR_NATIONAL_ID|I2345678950]]",
    "TC'm [[TR_NATIONAL_ID|1Z345678950]]",
    "TC'm [[TR_NATIONAL_ID|1234S678950]]",
    "TC'm [[TR_NATIONAL_ID|1234567B950]]",
    "TC'm [[TR_NATIONAL_ID|12345G78950]]",
    "sayın müşteri, tc [[TR_NATIONAL_ID|12345678950]] ile giriş",
    "müşteri no 4471, tc kimlik no [[TR_NATIONAL_ID|12345678950]]",
    "[[TR_NATIONAL_ID|12345678950]] / [[TR_NATIONAL_ID|10000000146]]",
    "[[TR_NATIONAL_ID|12345678950]] [[TR_NATIONAL_ID|10000000146]]",
    "[[TR_NATIONAL_ID|12345678950]],[[TR_NATIONAL_ID|10000000146]]",
    "[[TR_NATIONAL_ID|12345678950]]\n[[TR_NATIONAL_ID|10000000146]]",
    "[[TR_NATIONAL_ID|12345678950]]-[[TR_NATIONAL_ID|10000000146]]",
    "[[TR_NATIONAL_ID|12345678950]];[[TR_NATIONAL_ID|10000000146]];[[TR_NATIONAL_ID|99001255472]]",
    "TC [[TR_NATIONAL_ID|12345678950]] [[PHONE_NUMBER|0532 123 45 67]]",
    "tc [[TR_NATIONAL_ID|12345678950]] tel [[PHONE_NUMBER|05321234567]]",
    "[[PHONE_NUMBER|05321234567]] [[TR_NATIONAL_ID|12345678950]]",
    "[[TR_NATIONAL_ID|12345678950]] [[CREDIT_CARD|5549 6012 3456 7891]]",
    "([[TR_NATIONAL_ID|12345678950]])",
    '"[[TR_NATIONAL_ID|12345678950]]"',
    "<tckn>[[TR_NATIONAL_ID|12345678950]]</tckn>",
    '{"tckn":"[[TR_NATIONAL_ID|12345678950]]"}',
    "tckn=[[TR_NATIONAL_ID|12345678950]]&next=1",
    "TC'm [[TR_NATIONAL_ID|53212345612]]",
    "sipariş no 88172, tc no [[TR_NATIONAL_ID|10000000146]]",
    "sipariş gelmedi. TC'm [[TR_NATIONAL_ID|10000000146]]",
    "TC'm 12345678951 değil [[TR_NATIONAL_ID|12345678950]]",
    "MERSİS no [[TR_NATIONAL_ID|1000000014600015]]",
    "a?tckn=[[TR_NATIONAL_ID|10000000146]]&x=1",
    "a?x=1&tcKimlikNo=[[TR_NATIONAL_ID|10000000146]]",
    "a?order_id=88172&tc=[[TR_NATIONAL_ID|10000000146]]",
    '{"tcNo": [[TR_NATIONAL_ID|10000000146]]}',
    '{\\"tcNo\\": \\"[[TR_NATIONAL_ID|10000000146]]\\"}',
    "<kimlikNo>[[TR_NATIONAL_ID|10000000146]]</kimlikNo>",
]

NO_NATIONAL_ID = [
    "10000000147",
    "TC 10000000147",
    "12345678901",
    "11111111111",
    "00000000000",
    "01234567890",
    "sipariş no 10000000146",
    "Sipariş numarası: 10000000146",
    "siparis no:10000000146",
    "SİPARİŞ NO 10000000146",
    "sipariş numaram 12345678950",
    "kargo takip no 12345678950",
    "takip numarası 12345678950",
    "gönderi kodu 12345678950",
    "fatura no 12345678950",
    "poliçe no 12345678950",
    "abone no 12345678950",
    "abone numaram 12345678950",
    "sözleşme hesap no 12345678950",
    "tesisat no 12345678950",
    "sayaç no 12345678950",
    "referans no: 12345678950",
    "işlem no 12345678950",
    "ref 12345678950",
    "dekont no 12345678950",
    "başvuru no 12345678950",
    "talep no 12345678950",
    "dosya no 12345678950",
    "barkod 12345678950",
    "pnr 12345678950",
    "imei 12345678950",
    "tracking number 12345678950",
    "order id 12345678950",
    "order 12345678950 has not arrived",
    "12345678950 nolu siparişim",
    "12345678950 numaralı sipariş",
    "12345678950 numaralı gönderi",
    "1234567895012345",
    "X12345678950",
    "AB12345678950",
    "12345678950A1",
    "12345678950abc",
    "123456789501",
    "https://ornek.com/p-12345678950-x",
    "123******50",
    "TC 123******50",
    "TC *******8950",
    "TC 1234567****",
    "TC'min son dört hanesi 8950",
    "12.345.678,95",
    "a?id=10000000146",
    "a?order_id=10000000146&x=1",
    "a?siparisNo=10000000146",
    '{"orderId": 10000000146}',
    '{"trackingNumber": "10000000146"}',
]

TAX_ID = [
    "VKN [[TR_TAX_ID|4830000008]]",
    "vkn:[[TR_TAX_ID|4830000008]]",
    "VKN[[TR_TAX_ID|4830000008]]",
    "vergi no [[TR_TAX_ID|4830000008]]",
    "Vergi No: [[TR_TAX_ID|4830000008]]",
    "vergi numaramız [[TR_TAX_ID|4830000008]]",
    "VERGİ KİMLİK NO [[TR_TAX_ID|4830000008]]",
    "vergi kimlik numarası [[TR_TAX_ID|483 000 0008]]",
    "Üsküdar VD [[TR_TAX_ID|4830000008]]",
    "Üsküdar V.D. [[TR_TAX_ID|4830000008]]",
    "Kadıköy Vergi Dairesi [[TR_TAX_ID|4830000008]]",
    "vergi dairesi Kadıköy, no [[TR_TAX_ID|4830000008]]",
    "V.D.: Marmara Kurumlar / [[TR_TAX_ID|4830000008]]",
    "vno [[TR_TAX_ID|4830000008]]",
    "VKN/TCKN: [[TR_TAX_ID|4830000008]]",
    "vkn/tckn [[TR_TAX_ID|4830000008]]",
    "TCKN/VKN: [[TR_TAX_ID|4830000008]]",
    "VKN/TCKN: [[TR_NATIONAL_ID|10000000146]]",
    "tax id [[TR_TAX_ID|4830000008]]",
    "vergi no [[TR_TAX_ID|483 000 00 08]]",
    "vergi no [[TR_TAX_ID|483-000-0008]]",
    "vergi no [[TR_TAX_ID|483.000.0008]]",
    "vergi no [[TR_TAX_ID|4 8 3 0 0 0 0 0 0 8]]",
    "vergi no [[TR_TAX_ID|４８３００００００８]]",
    "vergi no [[TR_TAX_ID|483000OO08]]",
    "[[TR_TAX_ID|4830000008]] vergi numaralı firmamız",
    "vergi no: [[TR_TAX_ID|4830000008]], TC: [[TR_NATIONAL_ID|12345678950]]",
]

NO_TAX_ID = [
    "4830000008",
    "vergi no 4830000009",
    "abone no 4830000008",
    "sipariş no 4830000008",
    "1234567890",
    "tesisat 4830000008",
    "müşteri numaram 4830000008",
    "MERSİS no 0483000000800015",
    "mersis 0 4830 0000 0800 015",
    "vergi dairesine 4 kez gittim",
    "vergi iadesi 2025 yılı için 1.250,00 TL",
]

PHONE = [
    "[[PHONE_NUMBER|05321234567]]",
    "[[PHONE_NUMBER|0532 123 45 67]]",
    "[[PHONE_NUMBER|0532 1234567]]",
    "[[PHONE_NUMBER|0532/1234567]]",
    "[[PHONE_NUMBER|0532-123-45-67]]",
    "[[PHONE_NUMBER|0532.123.45.67]]",
    "[[PHONE_NUMBER|0 532 123 45 67]]",
    "[[PHONE_NUMBER|0 532.123.45.67]]",
    "[[PHONE_NUMBER|(0532) 123 45 67]]",
    "[[PHONE_NUMBER|0(532) 123 45 67]]",
    "[[PHONE_NUMBER|0 (532) 123 45 67]]",
    "[[PHONE_NUMBER|+90 532 123 45 67]]",
    "[[PHONE_NUMBER|+905321234567]]",
    "[[PHONE_NUMBER|+90 (532) 123-45-67]]",
    "[[PHONE_NUMBER|+90(532)1234567]]",
    "[[PHONE_NUMBER|+90-532-123-45-67]]",
    "[[PHONE_NUMBER|00905321234567]]",
    "[[PHONE_NUMBER|0090 532 123 45 67]]",
    "[[PHONE_NUMBER|905321234567]]",
    "[[PHONE_NUMBER|90 532 123 45 67]]",
    "[[PHONE_NUMBER|532 123 45 67]]",
    "[[PHONE_NUMBER|532 123 4567]]",
    "[[PHONE_NUMBER|5321234567]] arayın",
    "tel [[PHONE_NUMBER|5321234567]]",
    "tel:[[PHONE_NUMBER|05321234567]]",
    "Tel.:[[PHONE_NUMBER|0532 123 45 67]]",
    "telefonum [[PHONE_NUMBER|0532 123 45 67]]",
    "TELEFONUM [[PHONE_NUMBER|0532 123 45 67]]",
    "cep [[PHONE_NUMBER|05321234567]]",
    "cebim [[PHONE_NUMBER|05321234567]]",
    "gsm=[[PHONE_NUMBER|05321234567]]",
    "whatsapp [[PHONE_NUMBER|0532 123 45 67]]",
    "wp hattım [[PHONE_NUMBER|0532 123 45 67]]",
    "[[PHONE_NUMBER|0532 123 45 67]]'den ulaşın",
    "[[PHONE_NUMBER|05321234567]] nolu hat",
    "[[PHONE_NUMBER|05321234567]] numaralı hattım",
    "[[PHONE_NUMBER|0532\u00a0123\u00a045\u00a067]]",
    "[[PHONE_NUMBER|0532–123–45–67]]",
    "[[PHONE_NUMBER|０５３２１２３４５６７]]",
    "[[PHONE_NUMBER|٠٥٣٢١٢٣٤٥٦٧]]",
    "[[PHONE_NUMBER|0\ufe0f\u20e35\ufe0f\u20e33\ufe0f\u20e32\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e35\ufe0f\u20e36\ufe0f\u20e37\ufe0f\u20e3]]",
    "tel [[PHONE_NUMBER|o532 123 45 67]]",
    "tel [[PHONE_NUMBER|O532 123 45 67]]",
    "tel [[PHONE_NUMBER|0532 l23 45 67]]",
    "tel [[PHONE_NUMBER|0532 123\n45 67]]",
    "[[PHONE_NUMBER|0 5 3 2 1 2 3 4 5 6 7]]",
    "[[PHONE_NUMBER|0532 123 45 67]] / [[PHONE_NUMBER|0542 765 43 21]]",
    "[[PHONE_NUMBER|0532 123 45 67-68]]",
    "[[PHONE_NUMBER|0532 123 45 67]] - 68",
    "[[PHONE_NUMBER|0532 123 45 67]] / 68",
    "[[PHONE_NUMBER|0212 555 12 34]] dahili 12",
    "[[PHONE_NUMBER|0212 555 12 34]] (12)",
    "[[PHONE_NUMBER|05321234567]]-[[PHONE_NUMBER|05427654321]]",
    "[[PHONE_NUMBER|0532 123 45 67]] [[PHONE_NUMBER|0542 765 43 21]]",
    "[[PHONE_NUMBER|0532 123 45 67]], [[PHONE_NUMBER|0542 765 43 21]]",
    "[[PHONE_NUMBER|0532 123 45 67]]\n[[PHONE_NUMBER|0542 765 43 21]]",
    "cep: [[PHONE_NUMBER|0532 123 45 67]] ev: [[PHONE_NUMBER|0212 555 12 34]]",
    "[[PHONE_NUMBER|0212 555 12 34]]",
    "[[PHONE_NUMBER|0212 5551234]]",
    "[[PHONE_NUMBER|02125551234]]",
    "[[PHONE_NUMBER|(0212) 555 12 34]]",
    "[[PHONE_NUMBER|0 (312) 555 12 34]]",
    "[[PHONE_NUMBER|+90 212 555 12 34]]",
    "[[PHONE_NUMBER|+90 (216) 555 1234]]",
    "[[PHONE_NUMBER|0090 232 555 12 34]]",
    "telefon [[PHONE_NUMBER|212 555 12 34]]",
    "tel [[PHONE_NUMBER|2125551234]]",
    "ev tel: [[PHONE_NUMBER|0342 555 12 34]]",
    "ev telefonum [[PHONE_NUMBER|212 555 12 34]]",
    "iş telefonum: [[PHONE_NUMBER|212 555 12 34]]",
    "[[PHONE_NUMBER|0392 555 12 34]]",
    "[[PHONE_NUMBER|+49 176 22918834]]",
    "[[PHONE_NUMBER|+306948120573]]",
    "[[PHONE_NUMBER|+44 20 7946 0018]]",
    "tel [[PHONE_NUMBER|0049 176 22918834]]",
    "[[PHONE_NUMBER|+994 50 123 45 67]]",
    "[[PHONE_NUMBER|+1 202-555-0123]]",
    "[[PHONE_NUMBER|0532 123 45 67-68]] iki hat",
    "tel: [[PHONE_NUMBER|0212 555 12 34/35/36]]",
    "a?gsm=[[PHONE_NUMBER|05321234567]]&x=1",
    "a?gsm=[[PHONE_NUMBER|%2B905321234567]]&x=1",
    "a?cep=[[PHONE_NUMBER|0532%20123%2045%2067]]",
    '{"customerPhone": "[[PHONE_NUMBER|2125551234]]"}',
    "<cepTel>[[PHONE_NUMBER|5321234567]]</cepTel>",
]

NO_PHONE = [
    "444 0 375",
    "444 1 234",
    "0850 222 12 34",
    "08502221234",
    "0800 123 45 67",
    "0900 123 45 67",
    "sipariş no 05321234567",
    "sipariş no 5321234567",
    "takip no 05321234567",
    "VKN 5321234567",
    "abone 5321234567",
    "abone no 02125551234",
    "2125551234",
    "0532 *** ** 67",
    "0532*****67",
    "+90 532 *** 45 67",
    "0532 XXX XX 67",
    "053212345678901",
    "05321234567890123",
    "0532123456",
    "fiyatı 532.123,45 TL",
    "532.123.456,70 TL",
    "53212345678",
    "0582 123 45 67",
    "0592 123 45 67",
    "0211 555 12 34",
    "+15 puan",
    "12+3456789012",
    "+90 puan kazandım",
    "IMEI 356938035643809",
    "155",
    "112'yi aradım",
    "ürün kodu 0532123456712",
    "seri ABC05321234567",
]

ACCOUNT = [
    "Ziraat hesap no [[TR_BANK_ACCOUNT|12345678-5001]]",
    "hesap no: [[TR_BANK_ACCOUNT|123-4567890]]",
    "hesap numaram [[TR_BANK_ACCOUNT|1234/567890]]",
    "hesap numaram [[TR_BANK_ACCOUNT|1234 / 567890]]",
    "şube/hesap [[TR_BANK_ACCOUNT|1234-5678901]]",
    "banka hesap numaram [[TR_BANK_ACCOUNT|45678901]]",
    "vadesiz hesabım [[TR_BANK_ACCOUNT|4421-7719053-5002]]",
    "hesap no [[TR_BANK_ACCOUNT|12345678-5001]], faturamı bekliyorum",
    "şube [[TR_BANK_ACCOUNT|731]], hesap no [[TR_BANK_ACCOUNT|12345678]]",
    "şube kodu [[TR_BANK_ACCOUNT|0731]] hesap numaram [[TR_BANK_ACCOUNT|4512345]]",
    "şb. kodu: [[TR_BANK_ACCOUNT|0731]] hesap no: [[TR_BANK_ACCOUNT|4512345]]",
    "hes no [[TR_BANK_ACCOUNT|731-12345678-5001]] ziraat",
    "hsp. no [[TR_BANK_ACCOUNT|0731-1234567-5001]]",
    '{"hesapNo": "[[TR_BANK_ACCOUNT|12345678-5001]]"}',
]

NO_ACCOUNT = [
    "cari hesap kodu 120.01.001",
    "cari hesap kodu 1200-1001234",
    "sözleşme hesap no 4001882736",
    "instagram hesabım 12345678",
    "hesabıma giremiyorum 12345678",
    "hesabıma 250000 TL yattı mı",
    "hesap özeti 12.05.2026",
    "12345678-5001",
    "kullanıcı hesap no 12345678",
    "oyun hesabım 12345678-5001",
    "şube 731",
    "şube kodu 0731 nerede yazıyor",
    "şube 0731 sırada 12 dakika bekledim, hesap kaldırma",
    "hesap açmak için şubeye 2 kez gittim, 45 dakika bekledim",
    "şube 444 0 444, hesap no sormuşlar",
    "hes kodu 12345678",
]

OTHER = [
    "SGK sicil no [[TR_SOCIAL_SECURITY|3401202177468]]",
    "SGK no: [[TR_SOCIAL_SECURITY|3401202177468]]",
    "sigorta sicil numaram [[TR_SOCIAL_SECURITY|1234567]]",
    "SSK no [[TR_SOCIAL_SECURITY|3401202177468]]",
    "Bağ-Kur no: [[TR_SOCIAL_SECURITY|1187450263]]",
    "bagkur no [[TR_SOCIAL_SECURITY|1187450263]]",
    "emekli sicil [[TR_SOCIAL_SECURITY|58-214-907]]",
    "emekli sandığı sicil no [[TR_SOCIAL_SECURITY|58214907]]",
    "tahsis no [[TR_SOCIAL_SECURITY|56.0408.4486]]",
    "ehliyet no [[TR_DRIVER_LICENSE|482917]]",
    "ehliyetim [[TR_DRIVER_LICENSE|482917]]",
    "sürücü belgesi no: [[TR_DRIVER_LICENSE|482917]]",
    "ehliyet [[TR_DRIVER_LICENSE|482 917]]",
    "ehliyet [[TR_DRIVER_LICENSE|K 206655]]",
    "pasaport no [[TR_PASSPORT|754419302]]",
    "passport no: [[TR_PASSPORT|75 4419302]]",
    "Driver licence (TR): [[TR_DRIVER_LICENSE|482917]]",
    "driver's license no [[TR_DRIVER_LICENSE|482917]]",
    "drivers licence [[TR_DRIVER_LICENSE|482917]]",
    '{"driverLicense": "[[TR_DRIVER_LICENSE|482917]]"}',
    '{"socialSecurityNo": "[[TR_SOCIAL_SECURITY|3401202177468]]"}',
]

NO_OTHER = [
    "3401202177468",
    "1187450263",
    "ticaret sicil no 1234567",
    "personel sicil no 1234567",
    "adli sicil belgesi 1234567",
    "öğrenci sicil no 1234567",
    "482917",
    "482917 numaralı talep",
    "doğrulama kodu 482917",
    "754419302",
    "EAN 8690000000005",
    "978-605-0000-00-0",
    "20260115123045",
    "1700000000",
    "1700000000000",
    "550e8400-e29b-41d4-a716-446655440000",
    "IMEI: 356938035643809",
    "imei 35-693803-564380-9",
    "8990011234567890123",
    "ICCID 8990011234567890123",
    "v1.2.3 build 20260115",
    "sürüm 10.15.7",
    "2 adet 1500 TL",
    "1.250.000,00 TL",
    "100000000146 adım",
    "12.05.2026 14:30",
    "2026-05-12T14:30:00",
    "34710 posta kodu",
    "sayaç no 12345678 endeks 004512",
    "1234 5678",
    "dahili 1234",
    "%100 pamuk 3'lü paket",
    "1000 1000 1000",
    "5+1 daire 120 m2",
]


@pytest.mark.parametrize("marked", rows([*NATIONAL_ID, *TAX_ID, *PHONE, *ACCOUNT, *OTHER]))
def test_every_writing_is_found_from_first_to_last_digit(marked: str) -> None:
    """A number is found in each way of writing it, with exact ends, and nothing else in the text is."""
    assert_exactly(marked)


@pytest.mark.parametrize("text", rows([*NO_NATIONAL_ID, *NO_TAX_ID, *NO_PHONE, *NO_ACCOUNT, *NO_OTHER]))
def test_what_only_looks_like_a_number_of_ours_is_left(text: str) -> None:
    """Order, tracking and meter numbers, masked values, prices, dates and codes are no findings."""
    assert_none(text)


def test_the_planted_values_pass_their_checks() -> None:
    """Every identity and tax number of these tables is check-valid by python-stdnum, so a miss is a miss."""
    for marked in [*NATIONAL_ID, *TAX_ID]:
        text, wanted = read(marked)
        for label, start, end in wanted:
            digits = "".join(char for char in text[start:end] if char.isdecimal() and char.isascii())
            if len(digits) == 11 and label == "TR_NATIONAL_ID":
                assert tckimlik.is_valid(digits)
            if len(digits) == 10 and label == "TR_TAX_ID":
                assert vkn.is_valid(digits)


LABELS_OF_OTHERS = [
    "sipariş no", "sipariş numarası", "fatura no", "takip no", "kargo takip no", "gönderi no", "referans no", "işlem no",
    "abone no", "tesisat no", "sayaç no", "poliçe no", "dosya no", "talep no", "başvuru no", "protokol no", "barkod",
    "imei", "dekont no", "rezervasyon", "bilet no", "müşteri no", "üyelik no", "hasta no", "şikayet no", "parça no",
]  # fmt: skip


@pytest.mark.parametrize("label", LABELS_OF_OTHERS)
@pytest.mark.parametrize("value", rows(["10000000146", "12345678950", "4000001234567899", "4830000008", "5321234567"]))
def test_a_checksum_alone_never_decides(label: str, value: str) -> None:
    """A value that passes its check is no finding right after the label of another number."""
    assert places(f"{label} {value}") == []
    assert places(f"{label}: {value} hâlâ gelmedi") == []


@pytest.mark.parametrize("label", LABELS_OF_OTHERS)
def test_an_own_label_outweighs_an_earlier_foreign_one(label: str) -> None:
    """"sipariş no X, TC no Y" finds Y and not X, whatever the foreign label is."""
    text = f"{label} 12345678950, TC kimlik no 10000000146"
    assert places(text) == [("TR_NATIONAL_ID", len(text) - 11, len(text))]


@pytest.mark.parametrize("digit", range(11))
def test_a_mistyped_identity_number_is_no_finding(digit: int) -> None:
    """An identity number with one digit changed is no finding, even beside its label."""
    value = "12345678950"
    for other in set("0123456789") - {value[digit]}:
        changed = value[:digit] + other + value[digit + 1 :]
        assert not [place for place in places(f"TC {changed}") if place[0] == "TR_NATIONAL_ID"]


def test_a_label_makes_an_identity_number_certain() -> None:
    """The score of a labelled identity number is above that of a bare one, and that above one beside a foreign label."""
    every = Scanner(threshold=0)

    def score(text: str) -> float:
        return max(one.score for one in every.scan(text) if one.entity_type == "TR_NATIONAL_ID")

    assert score("TC 10000000146") > score("10000000146") > score("sipariş no 10000000146") > 0


@pytest.mark.parametrize("area", sorted(checks.AREA_CODES))
def test_every_area_code_is_known(area: str) -> None:
    """A landline of each province is found."""
    assert_exactly(f"ev tel [[PHONE_NUMBER|0{area} 555 12 34]]")


@pytest.mark.parametrize("prefix", [f"5{tens}{unit}" for tens in "0123456" for unit in "05"])
def test_every_mobile_block_is_known(prefix: str) -> None:
    """A mobile number of each block is found with and without its 0."""
    assert_exactly(f"cep [[PHONE_NUMBER|0{prefix} 123 45 67]]")
    assert_exactly(f"cep [[PHONE_NUMBER|{prefix} 123 45 67]]")
