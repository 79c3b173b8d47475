"""Turkish endings: which rests of a word may follow a stem, and which make another word of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvkkscan.detect.endings import noun_ending, person, stem_forms, verb_ending
from kvkkscan.detect.terms import fold

# stem as a pack writes it ("~" before a second stem) -> inflected forms, all grammatical.
FORMS = {
    "kart": "kart kartı kartım kartımı kartıma kartımda kartımdan kartımın kartımla kartın kartını kartınız kartınızın kartımız kartımızdan"
    " kartlar kartları kartlarım kartlarımdan kartlarınız kartta karttan kartla kartlı kartsız kartçı kartıdır kartındaki kartımdaki kartımdır",
    "kimlik": "kimlik kimliği kimliğim kimliğimi kimliğimde kimliğimdeki kimliğin kimliğiniz kimliğinizi kimlikler kimliklerimiz kimliklerinizi"
    " kimlikte kimlikten kimlikle kimliksiz kimlikli",
    "hesap~hesab": "hesap hesabı hesabım hesabımı hesabıma hesabımda hesabımdan hesabımın hesabımla hesabın hesabınız hesabınıza hesabımız"
    " hesaplar hesapları hesaplarım hesapta hesaptan hesabındaki hesaplı hesapsız",
    "kayıt~kayd": "kayıt kaydı kaydım kaydımı kaydıma kaydımda kaydınız kaydınızı kayıtlar kayıtları kayıtlarımız kayıtta kayıtlı kayıtsız kaydın",
    "isim~ism": "isim ismi ismim ismimi ismime ismin isminiz isminizi isimler isimleri isimlerimiz isimli isimsiz ismimle",
    "ağız~ağz": "ağız ağzı ağzım ağzımda ağzımdan ağızlar ağızda",
    "hak~hakk": "hak hakkı hakkım hakkımı hakkın haklar haklarım haklarımdan haklı haksız",
    "kitap": "kitap kitabı kitabım kitabımda kitaplar kitapta kitapçı kitaplık",
    "kanat": "kanat kanadı kanadım kanatlar kanatlı",
    "renk": "renk rengi rengim renkler renkli renksiz renkte",
    "böbrek": "böbrek böbreği böbreğim böbreğimde böbrekler böbreklerim böbrekten",
    "ilaç": "ilaç ilacı ilacım ilacımı ilaçlar ilaçlarım ilaçtan ilaçsız",
    "telefon": "telefon telefonu telefonum telefonumu telefonuma telefonumdan telefonunuz telefonlar telefonda telefonla telefonsuz telefoncu",
    "plaka": "plaka plakası plakam plakamı plakamın plakalar plakalı plakada plakadan plakayı plakaya plakasız plakanız plakasındaki plakalıydı",
    "müşteri": "müşteri müşterisi müşterim müşterimiz müşteriniz müşteriyim müşteriyiz müşterisiyim müşteriler müşterilerimiz müşteriydim müşteriymiş"
    " müşteriyse müşteriyken müşteridir müşterilik",
    "doğum": "doğum doğumu doğumum doğumlu doğumluyum doğumluyuz doğumludur doğumluydu doğumluymuş doğumda doğumdan",
    "adres": "adres adresi adresim adresimi adresime adresimde adresimiz adresiniz adresinize adresler adresli adresteki adresindeki",
    "hasta": "hasta hastası hastam hastayım hastasıyım hastayız hastaydım hastaymış hastaysa hastalar hastalarımız hastadır hastalık hastanın hastaya",
    "Alevi": "Alevi Aleviyim Aleviyiz Aleviler Alevisiniz Alevilik Alevidir Alevinin Aleviymiş",
    "başörtü": "başörtü başörtüsü başörtülü başörtülüyüm başörtüm başörtümü başörtüsüz",
    "gebe": "gebe gebeyim gebeydim gebelik gebeymiş gebeliğim",
    "avukat": "avukat avukatı avukatım avukatıma avukatlar avukatlık",
    "numara": "numara numarası numaram numaramı numaramdan numaranız numaralar numaralı numaraya numarasıdır numarasını numarasından",
    "sendika": "sendika sendikası sendikalı sendikalıyım sendikacı sendikasız sendikalıydım sendikacıyım",
}  # fmt: skip

# Rests that make another word of a stem; none is a chain of noun endings.
FRIENDS = {
    "kart": "kartal kartalım karton kartonlar kartvizit kartuş kartopu kartpostal kartel",
    "hasta": "hastabakıcı",
    "tel": "televizyon teleskop telaş telafi telkin telgraf teleferik",
    "cep": "cephe cephane cepheler cepken",
    "mah": "mahkeme mahkemede mahsul mahcup mahkum mahrem mahzen",
    "kat": "katalog katkı katran kategori katman katliam katedral",
    "şube": "şubeşik",
    "card": "cardiff cardio",
    "araba": "arabesk arabistan",
    "seri": "serial serigrafi",
    "pasaport": "pasaporterör",
    "kimlik": "kimliksizleştirme",
    "adres": "adresleme adresliyor",
    "sicil": "sicilyalı",
    "iban": "ibanez ibanname",
    "pin": "pinpon pinokyo pinekledi pinhan",
    "tc": "tcdd tcmb tcp",
    "visa": "visal",
    "plaka": "plakalandırma plakatör plakart",
    "numara": "numaratör numaralandırma numaratörü",
    "telefon": "telefonluyorum telefonsever telefonotomat",
    "sokak": "sokakbaşı sokakkedisi",
    "no": "norm normal nokta not nobel nohut noter nostalji novice",
    "hat": "hatıra hatemoğlu hatmetmek hatip hatrı",
    "doğum": "doğumhane doğumevi",
    "para": "paraşüt parazit paragraf paralel parmak paranoya parantez paratoner parafin",
    "kan": "kanser kanat kanepe kangal kanguru",
}  # fmt: skip


def fits(stem: str, word: str) -> bool:
    """Whether a word is a stem of a pack with Turkish endings after it."""
    folded = fold(word).encode()
    for part in stem.split("~"):
        for form in stem_forms(fold(part)):
            if folded.startswith(form.encode()) and noun_ending(folded, len(form), len(folded)):
                return True
    return False


ACCEPTED = [(stem, word) for stem, words in FORMS.items() for word in words.split()]
REFUSED = [(stem, word) for stem, words in FRIENDS.items() for word in words.split()]


def test_the_table_is_large_enough() -> None:
    """At least fifteen stems and 120 inflected forms are tried."""
    assert len(FORMS) >= 15
    assert len(set(ACCEPTED)) >= 120


@pytest.mark.parametrize(("stem", "word"), ACCEPTED)
def test_an_inflected_form_belongs_to_its_stem(stem: str, word: str) -> None:
    """A grammatical form of a noun is taken, softened, doubled and shortened stems included."""
    assert fits(stem, word)


@pytest.mark.parametrize(("stem", "word"), ACCEPTED)
def test_an_inflected_form_belongs_to_its_stem_however_typed(stem: str, word: str) -> None:
    """The same form in capitals, without accents or decomposed is taken too."""
    ascii_typed = word.translate(str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU"))
    capitals = word.translate(str.maketrans("iı", "İI")).upper()
    assert fits(stem, ascii_typed)
    assert fits(stem, capitals)


@pytest.mark.parametrize(("stem", "word"), REFUSED)
def test_another_word_does_not_belong_to_the_stem(stem: str, word: str) -> None:
    """A word that only begins like a stem is refused."""
    assert word != stem
    assert not fits(stem, word)


@pytest.mark.parametrize(("stem", "word"), [("kayıt", "kaydım"), ("isim", "ismim"), ("hak", "hakkım"), ("ağız", "ağzım")])
def test_a_changed_stem_must_be_written_out(stem: str, word: str) -> None:
    """Without "~" a form with a dropped vowel or a doubled consonant is not taken: it cannot be told from the stem."""
    assert not fits(stem, word)


@pytest.mark.parametrize(("stem", "forms"), [
    ("kitap", {"kitap", "kitab"}), ("kanat", {"kanat", "kanad"}), ("renk", {"renk", "reng"}), ("kart", {"kart", "kard"}),
    ("tc", {"tc"}), ("at", {"at"}), ("plaka", {"plaka"}), ("", {""}),
])  # fmt: skip
def test_p_t_and_k_soften_at_the_end_of_a_longer_stem(stem: str, forms: set[str]) -> None:
    """A stem of three letters or more has a second form with b, d or g; shorter ones and other ends have none."""
    assert set(stem_forms(stem)) == forms


def test_nothing_is_an_ending() -> None:
    """The bare stem is a form of itself."""
    assert noun_ending(b"kart", 4, 4)


@pytest.mark.parametrize("ending", ["zz", "q", "x", "imimim", "trak", "ist", "izm", "mek", "iyor", "ecek", "arak"])
def test_what_no_noun_takes_is_no_ending(ending: str) -> None:
    """Verb endings, doubled plurals and foreign suffixes are no noun endings."""
    assert not noun_ending(ending.encode(), 0, len(ending))


@given(st.binary(max_size=40))
def test_any_bytes_are_judged(junk: bytes) -> None:
    """Whatever follows a stem, the grammar answers, and takes nothing but small Latin letters."""
    if noun_ending(junk, 0, len(junk)):
        assert set(junk) <= set(b"abcdefghijklmnopqrstuvwxyz")


# --- verbs ---

# stem as a pack writes it -> finite forms, verbal nouns and adverbs, spoken ones too.
VERBS = {
    "al": "al alıyorum alıyor alıyoz alıyom aldım aldın aldık aldınız aldılar alacağım alacaksınız alırım alırsınız almam almaz almazlar almadım"
    " almıyorum alamıyorum alamadım alabilirim alabiliyorum almış almışım alsam alsanız alsın alayım alalım alın alınız almalıyım almaktayım alan"
    " aldığım aldığımı alacağımı almak almaya almanız alış alıp alarak alınca almadan alalı alırken alıyordum alıyormuş alırdım alırsa alınıyor"
    " alınmıştır alındım aldırdım alıcam alcaz",
    "gör": "görüyorum gördüm göreceğim gördüğümde görülmüştür görüldü görüşüyoruz görmüyorum göremiyorum görünmüyor görmeye",
    "yat": "yatıyorum yattım yatacağım yatarım yatan yattığım yatırdılar yatınca yatmış",
    "git": "gidiyorum gittim gideceğim giderim gitmedi giden gittiğim gidince gitmeden gidip",
    "anla": "anladım anlamıyorum anlayan anlamadığım anlarım anlatıyor",
    "oku": "okuyorum okudum okuyacağım okurken okunmuyor okuttum",
}  # fmt: skip

# Words that only begin like a verb.
NO_VERBS = {
    "al": "alaca alabalık albay algı alfabe",
    "gör": "görev görevli görkem",
    "yat": "yatak yatay yatılı",
    "git": "gitarist",
    "kes": "kesmeşeker kesici",
    "oku": "okulluluk okşa",
    "yap": "yaprak yapay",
}


def is_verb(stem: str, word: str) -> bool:
    """Whether a word is a verb stem of a pack with verb endings after it."""
    folded = fold(word).encode()
    return any(
        folded.startswith(form.encode()) and bool(verb_ending(folded, len(form), len(folded))) for form in stem_forms(fold(stem))
    )


@pytest.mark.parametrize(("stem", "word"), [(stem, word) for stem, words in VERBS.items() for word in words.split()])
def test_a_verb_form_belongs_to_its_stem(stem: str, word: str) -> None:
    """A form of a verb is taken: tense, person, ability, negation, voice, verbal nouns, adverbs, and spoken endings."""
    assert is_verb(stem, word)


@pytest.mark.parametrize(("stem", "word"), [(stem, word) for stem, words in NO_VERBS.items() for word in words.split()])
def test_another_word_is_no_form_of_the_verb(stem: str, word: str) -> None:
    """A word that only begins like a verb is refused."""
    assert word.startswith(stem[:2])
    assert not is_verb(stem, word)


@pytest.mark.parametrize("ending", ["lerimden", "lik", "siz", "zz", "yormusmusyor", "diyecek", "q"])
def test_what_no_verb_takes_is_no_verb_ending(ending: str) -> None:
    """Noun endings and two tenses in a row are no verb endings."""
    assert not verb_ending(ending.encode(), 0, len(ending))


# --- whom an ending points at ---

# "stem+ending", by the person that the ending points at
PERSONS = {
    "bare": "kanser+ ol+",
    "first": "kanser+im kanser+liyim kanser+imden kanser+imle kanser+imdi kanser+imiz kanser+imizden oruç+luyum Alevi+yim Alevi+yiz ol+dum ol+duk ol+uyorum"
    " ol+uyoruz ol+uyoz ol+acağım ol+acağız ol+duğum ol+duğumu ol+malıyım ol+ucam ol+ucaz ol+urum ol+madım hasta+yım hasta+ydım hasta+lığım",
    "addressee": "kanser+siniz kanser+iniz kanser+inizi ol+dunuz ol+uyorsun ol+uyorsunuz ol+acaksınız kayıt+ınıza kayd+ınızdan",
    "hearsay": "ol+muş kanser+miş kanser+liymiş ol+uyormuş ol+acakmış",
    "if": "ol+sam ol+sak ol+sa hasta+ysa hasta+ysam ol+ursa",
    "group": "hasta+lar hasta+ları hasta+ların hasta+lara hasta+lardan hasta+larla",
    "third": "kanser+li kanser+i kanser+de kanser+den ol+du ol+uyor ol+acak ol+an kanser+dir hasta+ydı kanser+e",
}  # fmt: skip


@pytest.mark.parametrize(("who", "form"), [(who, form) for who, forms in PERSONS.items() for form in forms.split()])
def test_an_ending_points_at_a_person(who: str, form: str) -> None:
    """The last endings tell whether the writer, who is addressed, many, hearsay or a condition is spoken of."""
    assert person(fold(form.partition("+")[2]).encode()) == who


@given(st.text(st.sampled_from("abcdeiklmnrstuyz"), max_size=20))
def test_every_ending_points_at_somebody(ending: str) -> None:
    """Any letters after a stem are read as one of seven; nothing but the empty ending is "bare"."""
    told = person(ending.encode())
    assert told in PERSONS
    assert (told == "bare") is (not ending)


@given(st.binary(max_size=40))
def test_any_bytes_are_judged_as_verb_endings(junk: bytes) -> None:
    """Whatever follows a verb stem, the grammar answers, and takes nothing but small Latin letters."""
    if verb_ending(junk, 0, len(junk)):
        assert set(junk) <= set(b"abcdefghijklmnopqrstuvwxyz")
