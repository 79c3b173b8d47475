"""A corpus of made-up support tickets for measuring speed: seeded, so the same seed gives the same bytes.

Tickets are Turkish sentences from many templates, about 330 characters on average. Two in five hold nothing to find;
the others hold up to two identifiers that pass their checks, and every second one a made-up term. Harmless numbers
(orders, prices, dates) stand in all of them. One in five is typed without ğüşıöç, 3 % are in NFD, 5 % hold emoji. It
says nothing about accuracy: the texts are as regular as the templates.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scoring import Span

TERM = "MADE_UP"  # the label of the made-up terms, one of its own: no statement of health is looked for with it
ASCII = str.maketrans("çğıöşüÇĞİÖŞÜâîû", "cgiosuCGIOSUaiu")

GREETINGS = (
    "Merhaba,", "Merhabalar,", "İyi günler,", "Selam,", "Selamlar herkese,", "Günaydın,", "İyi akşamlar dilerim.",
    "Sayın yetkili,", "Değerli destek ekibi,", "mrb", "slm kolay gelsin", "Kolay gelsin.", "Tekrar yazıyorum,",
    "Üçüncü kez yazıyorum.", "", "", "", "",
)  # fmt: skip
CLOSINGS = (
    "Teşekkürler.", "Şimdiden teşekkür ederim.", "İyi çalışmalar.", "Dönüşünüzü bekliyorum.", "Saygılarımla.",
    "Yardımcı olursanız sevinirim.", "Acil dönüş rica ediyorum.", "tşk", "Kolay gelsin.", "Bilginize sunarım.",
    "Lütfen artık bir çözüm bulun.", "Cevabınızı bekliyorum, iyi günler.", "", "", "",
)  # fmt: skip

# Slots: {urun} a product, {sehir} a town, {gun} a day, {firma} a carrier, {yer} a place in the app, {sure} a span of
# time, {renk} a colour, {kisi} whom it is about (nobody named), {is} what was wanted.
SENTENCES = (
    "Geçen {gun} sipariş verdiğim {urun} hâlâ elime ulaşmadı.",
    "{urun} için açtığım iade talebi {sure} bekliyor, kimse dönüş yapmadı.",
    "Uygulamada {yer} açılmıyor, sürekli hata verip ana sayfaya atıyor.",
    "{firma} şubesi paketi teslim ettim diyor ama bize gelen giden olmadı.",
    "Kurye zili çalmadan geri dönmüş, evde üç kişi bekliyorduk.",
    "Faturada kullanmadığım bir ek paket görünüyor, kim tanımladı bilmiyorum.",
    "Müşteri hizmetlerini aradığımda {sure} hatta bekletip kapattılar.",
    "{sehir} mağazanızdan aldığım {urun} ikinci gün bozuldu.",
    "Kutudan {renk} olanı çıktı, oysa ben başka renk seçmiştim.",
    "İnternet akşam saatlerinde kopuyor, modemi kapatıp açmak da işe yaramıyor.",
    "Şifremi yenilemek istiyorum fakat doğrulama mesajı telefonuma hiç düşmüyor.",
    "Aynı konuyu daha önce de yazdım, cevap olarak hep hazır metin geliyor.",
    "{is} istiyorum, lütfen gereğini yapın.",
    "Kampanya sayfasında yazan indirim ödeme adımında uygulanmadı.",
    "Adres değişikliği yaptığım halde paket eski adrese yola çıkmış.",
    "{kisi} adına aldığım {urun} beden olarak küçük geldi, değişim mümkün mü?",
    "Garanti belgesi kutunun içinden çıkmadı, servis de belge olmadan almıyor.",
    "Taksit sayısını değiştirmek için bankayla mı sizinle mi görüşmem gerekiyor?",
    "Sitede stokta var görünüyor, sepete ekleyince tükendi diyor.",
    "{gun} günü gelen teknik ekip sorunu çözemeden gitti.",
    "Ürünün kargo takibi {sure} aynı yerde, hareket yok.",
    "Hediye paketi istemiştim, düz kutuyla göndermişsiniz.",
    "Abonelik yenilenmeden önce haber verilmesi gerekirdi, verilmedi.",
    "{yer} içinde eski kayıtlarım silinmiş, geri getirilebilir mi?",
    "Sizinle yıllardır çalışıyoruz, böyle bir ilgisizlik ilk kez oluyor.",
    "Ekran görüntüsünü ekte gönderiyorum, inceleyip dönerseniz sevinirim.",
    "Telefondaki arkadaş ilgileneceğini söyledi ama üzerinden {sure} geçti.",
    "{urun} açıldığında garip bir ses çıkarıyor, videosunu çektim.",
    "Puanlarım hesabıma yansımadı, oysa kampanya koşullarını yerine getirdim.",
    "Randevuyu {gun} gününe aldırmıştım, kapıda kayıt yok dediler.",
    "Uygulamanın son güncellemesinden beri bildirimler gelmiyor.",
    "{sehir} içi teslimat bir gün sürer diye yazıyor, bugün dördüncü gün.",
    "Parasını geri istemiyorum, sadece sağlam olanını gönderin yeter.",
    "{kisi} da aynı sorunu yaşıyor, demek ki bende değil sorun.",
    "Sayaç okuması yanlış girilmiş, geçen aya göre üç katı çıktı.",
    "İptal ettiğim sipariş yine de hazırlanıp gönderilmiş.",
    "Yanlış ürün geldi, etiketinde başka birinin siparişi yazıyor.",
    "{firma} ile iki kez konuştum, ikisinde de farklı şey söylediler.",
    "Kapıda ödeme seçeneği neden kaldırıldı, bilgi verebilir misiniz?",
    "Memnun kaldığım için değil, mecbur olduğum için sizden alıyorum artık.",
    "Montaj ekibi vidaları eksik bırakmış, dolap sallanıyor.",
    "{is} için hangi belgeleri göndermem gerektiğini yazar mısınız?",
    "Canlı destek hattında sıra bana gelmeden bağlantı kesiliyor.",
    "Ürün açıklamasında yazan özelliklerin yarısı bunda yok.",
    "Kutunun köşesi ezilmişti, açınca {urun} kırık çıktı.",
    "Bu ay da aynı sorun yaşanırsa başka firmaya geçeceğim.",
    "Rica etsem birisi konuyu baştan sona okuyup cevaplasın.",
    "Değişim kodu istedim, gönderilen kod geçersiz uyarısı veriyor.",
    "{gun} sabahı hat tamamen gitti, arıza kaydı bile açamadım.",
    "Yorumumu neden yayınlamadığınızı merak ediyorum, hakaret yoktu.",
    "{renk} olan modelden tekrar ne zaman gelir acaba?",
    "Mağazadaki fiyatla sitedeki fiyat birbirini tutmuyor.",
    "Eve gelen usta kaba davrandı, bunu da not etmenizi isterim.",
    "Sözleşmenin bir örneğini e-posta ile gönderebilir misiniz?",
    "Üyeliğim dondurulmuş, sebebini ekranda yazmıyor.",
    "Her giriş yaptığımda çerez ekranı çıkıyor, kabul etsem de unutuyor.",
    "Kargo ücretini neden iki kez aldınız anlamış değilim.",
    "{urun} ile birlikte gelen kablo kısa, uzun olanı ayrıca satılıyor mu?",
    "Bakım bitti yazıyor ama {yer} hâlâ kapalı.",
    "Çocuk için aldık, doğum gününe yetişmedi, hevesi kursağında kaldı.",
    "siparişimi yanlışlıkla iki kere vermişim birini iptal edin lütfen",
    "yaa {sure} bekliyoruz insaf artık bi cevap yazın",
    "kaç kere aradım açan yok, açan da bilmiyorum diyor",
    "urun geldi ama eksik, faturada iki tane yazıyo kutudan bir tane çıktı",
    "niye hala kargoya verilmedi bu ya, {gun} günü elimde olacaktı hani",
    "AYNI SORUN YİNE OLDU, ARTIK BIKTIM BU İŞTEN",
    "Lütfen bu mesajı okuyan kişi bir üst birime iletsin.",
    "Servis raporunda kullanıcı hatası yazmışlar, kesinlikle kabul etmiyorum.",
)
SLOTS: dict[str, tuple[str, ...]] = {
    "urun": (
        "kahve makinesi", "kulaklık", "bebek arabası", "çalışma masası", "spor ayakkabı", "kışlık mont", "blender",
        "robot süpürge", "telefon kılıfı", "yatak örtüsü", "bisiklet", "televizyon", "tablet", "çamaşır makinesi",
        "fırın", "okul çantası", "saksı takımı", "klavye", "oyun konsolu", "perde", "gözlük çerçevesi", "kettle",
    ),
    "sehir": (
        "Ankara", "Bursa", "Kadıköy", "İzmir", "Eskişehir", "Trabzon", "Adana", "Çankaya", "Gaziantep", "Bornova",
        "Samsun", "Konya", "Şişli", "Antalya", "Diyarbakır",
    ),
    "gun": ("pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar"),
    "firma": ("kargo", "dağıtım", "nakliye", "kurye firması", "bölge müdürlüğü"),
    "yer": (
        "sipariş sayfası", "hesabım bölümü", "ödeme ekranı", "fatura arşivi", "favoriler", "mesaj kutusu",
        "taksit tablosu", "raporlar menüsü",
    ),
    "sure": (
        "üç gündür", "iki haftadır", "bir aydır", "yarım saat", "kırk dakika", "dün akşamdan beri", "on gün",
        "bir haftaya yakın",
    ),
    "renk": ("siyah", "beyaz", "lacivert", "kırmızı", "gri", "yeşil", "bordo"),
    "kisi": ("Eşim", "Annem", "Kardeşim", "Komşumuz", "Babam", "İş arkadaşım", "Kızım", "Oğlum", "Ev arkadaşım"),
    "is": (
        "Aboneliğimi sonlandırmak", "Adımı faturada düzelttirmek", "Tarifemi düşürmek", "Hattımı dondurmak",
        "Paketimi değiştirmek", "Ücret iadesi almak", "Teslimat gününü ertelemek", "Kaydımı sildirmek",
    ),
}  # fmt: skip

# Sentences round an identifier; {} is where it stands.
CARRIERS: dict[str, tuple[str, ...]] = {
    "TR_NATIONAL_ID": (
        "TC kimlik numaram {}.", "TC: {}", "Kimlik no {} ile kayıtlıyım.", "tc {} sorgularsanız görürsünüz",
        "Başvuruyu {} kimlik numarasıyla yaptım.", "T.C. kimlik no: {}", "TCKN {}, kontrol eder misiniz?",
    ),
    "CREDIT_CARD": (
        "Kart numaram {}.", "Ödemeyi {} numaralı kartla yaptım.", "kartım {} bundan çekildi", "Kredi kartı: {}",
        "Çekim {} kartından iki kez geçmiş.", "İade {} kartıma yapılsın.",
    ),
    "IBAN_CODE": (
        "İade için IBAN: {}", "Parayı {} hesabına gönderin.", "iban {}", "IBAN numaram {}, başka hesabım yok.",
        "Ücreti {} nolu hesaba yatırabilirsiniz.",
    ),
    "PHONE_NUMBER": (
        "Bana {} numarasından ulaşabilirsiniz.", "tel {}", "Cep: {}", "Numaram {}, akşam arayın.",
        "{} nolu hattım kapalı görünüyor.", "Beni {} den arayın lütfen",
    ),
    "EMAIL_ADDRESS": (
        "E-posta adresim {}.", "mail: {}", "Cevabı {} adresine yazın.", "Üyelik {} ile açıldı.",
        "{} adresine hiçbir şey gelmedi.",
    ),
    "IP_ADDRESS": (
        "Bağlandığım IP {}.", "Kayıtta {} adresinden giriş var, ben değilim.", "ip adresim {} görünüyor",
        "Sunucu {} üzerinden gelen isteği reddediyor.",
    ),
    "TR_LICENSE_PLATE": (
        "Plakam {}.", "{} plakalı araç için ceza gelmiş.", "Araç plakası: {}", "HGS etiketi {} plakaya kayıtlı.",
        "{} plakalı aracım otoparkta kaldı.",
    ),
}  # fmt: skip
TERM_CARRIERS = (
    "Annem {} hastası, bu yüzden kapıya kadar gelinmesi gerekiyor.", "Bende {} var, uzun süre ayakta bekleyemem.",
    "Kardeşime {} teşhisi konuldu, teslimatı erteleyin.", "{} tedavisi görüyorum, raporum var.",
    "Babam iki yıldır {} ilacı kullanıyor.", "oglumda {} var diye okul istemiş raporu",
)  # fmt: skip
NAMES = ("Ayşe", "Mehmet", "Zeynep", "Emre", "Elif", "Burak", "Gülşen", "Hakan", "Sevgi", "Tolga", "Nurcan", "Onur")
SURNAMES = ("Yılmaz", "Demirtaş", "Korkmaz", "Ünlü", "Çetinkaya", "Aydoğan", "Bozkurt", "Güler", "Şimşek", "Tekin")
EMOJI = ("😡", "🙏", "😊", "👍", "😢", "🤷‍♀️", "📦", "🚚", "❤️", "🔥")

Piece = tuple[str, str | None]  # a stretch of text and its label


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket with the spans that were planted in it."""

    text: str
    planted: tuple[Span, ...]


def luhn_digit(body: str) -> str:
    """The check digit that makes `body` + digit pass the Luhn check."""
    total = 0
    for place, char in enumerate(reversed(body)):
        digit = int(char) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def _grouped(digits: str, sizes: Iterable[int], separator: str) -> str:
    groups, at = [], 0
    for size in sizes:
        groups.append(digits[at : at + size])
        at += size
    return separator.join(groups)


def national_id(rng: random.Random) -> str:
    """A TCKN that passes both check digits."""
    body = [rng.randint(1, 9), *(rng.randint(0, 9) for _ in range(8))]
    tenth = (7 * sum(body[::2]) - sum(body[1::2])) % 10
    return "".join(map(str, [*body, tenth, (sum(body) + tenth) % 10]))


def card(rng: random.Random) -> str:
    """A 16-digit card number of a Turkish-looking range that passes Luhn, grouped or not."""
    body = rng.choice(("4546", "4022", "5549", "5312", "5170", "9792")) + _digits(rng, 11)
    whole = body + luhn_digit(body)
    return rng.choice((whole, _grouped(whole, (4, 4, 4, 4), " "), _grouped(whole, (4, 4, 4, 4), "-")))


def iban(rng: random.Random) -> str:
    """A Turkish IBAN that passes mod 97, grouped or not."""
    account = rng.choice(("00010", "00012", "00046", "00062", "00064", "00067", "00111")) + "0" + _digits(rng, 16)
    check = 98 - int(account + "292700") % 97
    whole = f"TR{check:02d}{account}"
    return rng.choice((whole, _grouped(whole, (4, 4, 4, 4, 4, 4, 2), " ")))


def phone(rng: random.Random) -> str:
    """A Turkish mobile number in one of the usual ways of writing."""
    code, rest = rng.choice(("530", "532", "535", "541", "542", "544", "505", "506", "551")), _digits(rng, 7)
    first, second, third = rest[:3], rest[3:5], rest[5:]
    return rng.choice(
        (
            f"0{code}{rest}",
            f"0{code} {first} {second} {third}",
            f"0 {code} {first} {second} {third}",
            f"0({code}) {first} {second} {third}",
            f"+90 {code} {first} {second} {third}",
            f"+90{code}{rest}",
        )
    )


def email(rng: random.Random) -> str:
    """An address in a domain that is reserved for examples."""
    name, surname = (rng.choice(words).translate(ASCII).lower() for words in (NAMES, SURNAMES))
    local = rng.choice((f"{name}.{surname}", f"{name}{rng.randint(1, 99)}", f"{name[0]}{surname}", f"{name}_{surname}"))
    return f"{local}@{rng.choice(('example.com', 'example.org', 'example.net'))}"


def ip_address(rng: random.Random) -> str:
    """An address of a documentation range."""
    return f"{rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randint(1, 254)}"


def plate(rng: random.Random) -> str:
    """A plate of an issued shape."""
    letters, digits = rng.choice(((1, 4), (1, 5), (2, 3), (2, 4), (3, 2), (3, 3)))
    middle = "".join(rng.choices("ABCDEFGHIJKLMNOPRSTUVYZ", k=letters))
    number = str(rng.randint(10 ** (digits - 1), 10**digits - 1))
    return rng.choice((" ", " ", "")).join((f"{rng.randint(1, 81):02d}", middle, number))


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "TR_NATIONAL_ID": national_id,
    "CREDIT_CARD": card,
    "IBAN_CODE": iban,
    "PHONE_NUMBER": phone,
    "EMAIL_ADDRESS": email,
    "IP_ADDRESS": ip_address,
    "TR_LICENSE_PLATE": plate,
}


def _benign(rng: random.Random) -> str:
    """A sentence with a number that is nothing of anyone's."""
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            f"Sipariş no: {rng.randint(20, 99)}{_digits(rng, 6)}.",
            f"Toplam {rng.randint(1, 9)}.{_digits(rng, 3)},{_digits(rng, 2)} TL ödedim.",
            f"{day:02d}.{month:02d}.2026 tarihinde teslim edilecekti.",
            f"Takip kodu {rng.choice(('KP', 'RR', 'TY'))}{_digits(rng, 9)}TR.",
            f"Sürüm {rng.randint(1, 9)}.{rng.randint(0, 20)} yüklü.",
            f"{rng.choice((64, 128, 256))} GB olanı istemiştim, {rng.choice((16, 32))} GB geldi.",
            f"Talep numarası #{_digits(rng, 6)}.",
            f"Saat {rng.randint(8, 20):02d}:{rng.randint(0, 59):02d} gibi aradım.",
            f"Kurye {rng.randint(2, 12)}. kattaki {rng.randint(1, 40)} numaraya bırakmış.",
            f"Faturada %{rng.choice((1, 10, 20))} KDV görünüyor.",
        )
    )


def _filled(rng: random.Random, sentence: str) -> str:
    text = sentence.format(**{name: rng.choice(words) for name, words in SLOTS.items()})
    if not sentence.startswith("{"):
        return text
    return ("İ" if text[0] == "i" else text[0].upper()) + text[1:]


def _around(carrier: str, value: str, label: str) -> list[Piece]:
    before, _, after = carrier.partition("{}")
    return [(before, None), (value, label), (after, None)]


def _placed(pieces: Sequence[Piece]) -> Ticket:
    """Join the pieces; the labelled ones become spans."""
    spans, at = [], 0
    for text, label in pieces:
        if label is not None:
            spans.append(Span(label, at, at + len(text)))
        at += len(text)
    return Ticket("".join(text for text, _ in pieces), tuple(spans))


def ticket(rng: random.Random, stems: Sequence[str]) -> Ticket:
    """One ticket; the planted terms are drawn from `stems`."""
    parts: list[list[Piece]] = []
    if rng.random() >= 0.4:
        count = rng.choices((0, 1, 2), (1, 5, 4))[0]
        parts += [
            _around(rng.choice(CARRIERS[label]), MAKERS[label](rng), label)
            for label in rng.choices(tuple(MAKERS), k=count)
        ]
        if stems and (not count or rng.random() < 0.45):
            parts.append(_around(rng.choice(TERM_CARRIERS), rng.choice(stems), TERM))
    signed = bool(parts) and rng.random() < 0.4
    parts += [[(_benign(rng), None)] for _ in range(rng.choice((0, 1, 2)))]
    target = min(900.0, max(120.0, rng.gauss(318, 115)))
    length = 25.0 + sum(len(text) for part in parts for text, _ in part)
    for template in rng.sample(SENTENCES, 20):
        sentence = _filled(rng, template)
        if length + len(sentence) / 2 > target:
            break
        parts.append([(sentence, None)])
        length += len(sentence) + 1
    rng.shuffle(parts)
    parts = [[(rng.choice(GREETINGS), None)], *parts, [(rng.choice(CLOSINGS), None)]]
    parts = [part for part in parts if any(text for text, _ in part)]
    if rng.random() < 0.05:
        parts.insert(rng.randrange(len(parts) + 1), [(rng.choice(EMOJI), None)])
    pieces: list[Piece] = []
    for part in parts:
        pieces += [(rng.choices((" ", "\n", "  "), (30, 4, 1))[0] if pieces else "", None), *part]
    if signed:
        pieces += [("\n", None), (f"{rng.choice(NAMES)} {rng.choice(SURNAMES)}", "PERSON")]
    way = rng.random()
    if way < 0.20:
        pieces = [(text.translate(ASCII), label) for text, label in pieces]
    elif way < 0.23:
        pieces = [(unicodedata.normalize("NFD", text), label) for text, label in pieces]
    return _placed(pieces)


def tickets(count: int, seed: int, stems: Sequence[str] = ()) -> list[Ticket]:
    """`count` tickets, the same ones for the same arguments."""
    rng = random.Random(seed)
    return [ticket(rng, stems) for _ in range(count)]


def long_text(size: int, seed: int, stems: Sequence[str] = ()) -> str:
    """Tickets one after another, at least `size` bytes of UTF-8."""
    rng = random.Random(seed)
    parts, length = [], 0
    while length < size:
        parts.append(ticket(rng, stems).text)
        length += len(parts[-1].encode()) + 2
    return "\n\n".join(parts)


def identifier_texts(count: int, seed: int) -> list[str]:
    """`count` stretches of text with ten identifiers each, all of the same density."""
    rng = random.Random(seed)
    labels = tuple(MAKERS)
    texts = []
    for _ in range(count):
        sentences = []
        for place in range(10):
            label = labels[place % len(labels)]
            sentences.append(_filled(rng, rng.choice(SENTENCES)))
            sentences.append(rng.choice(CARRIERS[label]).format(MAKERS[label](rng)))
        texts.append(" ".join(sentences))
    return texts


def _ordinary_words() -> frozenset[str]:
    """Every word that the templates can write, folded to ASCII."""
    sources: Iterator[str] = iter(
        [*GREETINGS, *SENTENCES, *CLOSINGS, *TERM_CARRIERS, *NAMES, *SURNAMES]
        + [word for words in (*SLOTS.values(), *CARRIERS.values()) for word in words]
    )
    text = " ".join(sources).translate(ASCII).lower()
    return frozenset(re.findall(r"[a-z]+", text)) | {"example", "talep", "numarasi", "takip", "kurye", "faturada"}


def made_up_stems(count: int, seed: int) -> list[str]:
    """`count` words that can be pronounced, exist nowhere, and begin no word of the templates.

    No one begins with another, so a planted term is matched by one stem only. The first two syllables are often those
    of ordinary words: an automaton has to walk some way before it knows.
    """
    rng = random.Random(seed)
    words = _ordinary_words()
    heads = sorted({word[:4] for word in words if re.match("[^aeiou]?[aeiou][^aeiou][aeiou]", word)})
    prefixes_of_words = {word[:end] for word in words for end in range(1, len(word) + 1)}
    taken: set[str] = set()
    stems: list[str] = []
    while len(stems) < count:
        syllables = [rng.choice("bcdfgkmnprstvyz") + rng.choice("aeiou") for _ in range(rng.choice((3, 3, 4)))]
        stem = (rng.choice(heads) if rng.random() < 0.3 else "") + "".join(syllables) + rng.choice("klmnrstz")
        if stem in prefixes_of_words or stem in taken or any(stem[:end] in taken for end in range(6, len(stem))):
            continue
        if any(stem.startswith(word) for word in words if len(word) >= 6):
            continue
        stems.append(stem)
        taken.add(stem)
    return stems
