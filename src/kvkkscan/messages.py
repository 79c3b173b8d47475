"""What kvkkscan says to people, in English and Turkish, one entry a message."""

from __future__ import annotations

import os

LANGUAGES = ("tr", "en")

# key -> (English, Turkish). Parameters are str.format fields.
MESSAGES: dict[str, tuple[str, str]] = {
    "resource-missing": (
        "The folder '{name}' that ships with kvkkscan was not found; reinstall the package (zip imports are not"
        " supported).",
        "kvkkscan ile gelen '{name}' klasörü bulunamadı; paketi yeniden kurun (zip içinden çalıştırma desteklenmez).",
    ),
    # Policies: {where} is file:line.
    "policy-missing": (
        "There is no policy and no file '{name}'; the policies that ship are {known} (did you mean '{closest}'?).",
        "'{name}' adında bir politika ya da dosya yok; hazır politikalar: {known} ('{closest}' mi demek istediniz?).",
    ),
    "policy-unreadable": (
        "{where}: the policy file cannot be read: {problem}.",
        "{where}: politika dosyası okunamıyor: {problem}.",
    ),
    "policy-encoding": (
        "{where}: the policy file is not UTF-8; save it as UTF-8.",
        "{where}: politika dosyası UTF-8 değil; UTF-8 olarak kaydedin.",
    ),
    "policy-syntax": (
        "{where}: not valid TOML: {problem}. Correct this line.",
        "{where}: geçerli TOML değil: {problem}. Bu satırı düzeltin.",
    ),
    "policy-id": (
        "{where}: 'id' must be lower-case letters, digits, '.', '_' or '-', as in \"ticket\".",
        "{where}: 'id' küçük harf, rakam, '.', '_' ya da '-' ile yazılır; örnek: \"ticket\".",
    ),
    "policy-setting": (
        "{where}: '{name}' must be one of {known}.",
        "{where}: '{name}' şunlardan biri olmalı: {known}.",
    ),
    "policy-unknown-key": (
        "{where}: there is no setting '{name}'; did you mean '{closest}'? Known here: {known}.",
        "{where}: '{name}' diye bir ayar yok; '{closest}' mi demek istediniz? Burada bilinenler: {known}.",
    ),
    "policy-missing-key": (
        "{where}: '{name}' is missing; add it.",
        "{where}: '{name}' eksik; ekleyin.",
    ),
    "policy-unknown-label": (
        "{where}: there is no label or group '{label}'; did you mean '{closest}'?",
        "{where}: '{label}' diye bir etiket ya da grup yok; '{closest}' mi demek istediniz?",
    ),
    "policy-unknown-operator": (
        "{where}: there is no operator '{operator}'; known: {known}.",
        "{where}: '{operator}' diye bir işlem yok; bilinenler: {known}.",
    ),
    "policy-unknown-param": (
        "{where}: operator '{operator}' takes no '{param}'; it takes: {known}.",
        "{where}: '{operator}' işlemi '{param}' almaz; aldıkları: {known}.",
    ),
    "policy-param-type": (
        "{where}: '{param}' must be of type {kind}.",
        "{where}: '{param}' şu türde olmalı: {kind}.",
    ),
    "policy-param-range": (
        "{where}: '{param}' must be {least} or more.",
        "{where}: '{param}' en az {least} olmalı.",
    ),
    "policy-mask-param": (
        "{where}: mask needs 'chars_to_mask', or 'keep_first' and 'keep_last'.",
        "{where}: mask için 'chars_to_mask' ya da 'keep_first' ile 'keep_last' gerekir.",
    ),
    "policy-mask-both": (
        "{where}: mask takes either 'chars_to_mask' with 'from_end', or 'keep_first' and 'keep_last', not both.",
        "{where}: mask ya 'chars_to_mask' ile 'from_end' ya da 'keep_first' ile 'keep_last' alır, ikisini değil.",
    ),
    "policy-mask-char": (
        "{where}: 'masking_char' must be one character that is no digit, space or square bracket, as in \"*\".",
        "{where}: 'masking_char' rakam, boşluk ya da köşeli ayraç olmayan tek bir karakter olmalı; örnek: \"*\".",
    ),
    "policy-hash-key": (
        '{where}: this operator needs a key of {bytes} bytes or more; set key_env = "NAME" and that environment'
        ' variable, or pass keys={{"NAME": ...}}.',
        '{where}: bu işlem en az {bytes} baytlık bir anahtar ister; key_env = "AD" yazıp o ortam değişkenini'
        ' tanımlayın ya da keys={{"AD": ...}} verin.',
    ),
    "policy-encrypt-key": (
        '{where}: encrypt needs a key of 16, 24 or 32 bytes; set key_env = "NAME" and that environment variable, or'
        ' pass keys={{"NAME": ...}}.',
        '{where}: encrypt 16, 24 ya da 32 baytlık bir anahtar ister; key_env = "AD" yazıp o ortam değişkenini'
        ' tanımlayın ya da keys={{"AD": ...}} verin.',
    ),
    "policy-no-key": (
        "{where}: no key under '{name}'; set the environment variable {name}, or pass keys={{\"{name}\": ...}}.",
        "{where}: '{name}' adıyla bir anahtar yok; {name} ortam değişkenini tanımlayın ya da"
        ' keys={{"{name}": ...}} verin.',
    ),
    "policy-card-secret": (
        "{where}: {label} may only be redacted, refused or replaced by a fixed placeholder, not '{operator}'"
        ' (PCI DSS 3.3.1); write [actions.{label}] with operator = "redact".',
        "{where}: {label} yalnızca silinebilir (redact), reddedilebilir (refuse) ya da sabit bir yer tutucuyla"
        " değiştirilebilir (replace); '{operator}' olmaz (PCI DSS 3.3.1). [actions.{label}] altına"
        ' operator = "redact" yazın.',
    ),
    "policy-card-mask": (
        "{where}: a masked CREDIT_CARD may show at most its first {first} and last {last} digits (PCI DSS 3.4.1);"
        " use keep_first = {first} and keep_last = {last} or less, not chars_to_mask.",
        "{where}: maskelenen CREDIT_CARD en çok ilk {first} ve son {last} hanesini gösterebilir (PCI DSS 3.4.1);"
        " chars_to_mask yerine en çok keep_first = {first} ve keep_last = {last} kullanın.",
    ),
    "policy-no-surrogate": (
        "{where}: no made-up value exists for {label}; write [actions.{label}] or [actions.{group}] with"
        ' operator = "replace".',
        "{where}: {label} için uydurma değer üretilemez; [actions.{label}] ya da [actions.{group}] altına"
        ' operator = "replace" yazın.',
    ),
    "policy-allow-secret": (
        "{where}: {label} can never be allowed (PCI DSS 3.3.1); remove this entry.",
        "{where}: {label} için hiçbir zaman izin verilemez (PCI DSS 3.3.1); bu kaydı silin.",
    ),
    "policy-allow-what": (
        "{where}: an [[allow]] entry needs either 'value' or 'pattern'.",
        "{where}: bir [[allow]] kaydına ya 'value' ya da 'pattern' gerekir.",
    ),
    "policy-allow-timeout": (
        "an allow pattern of the policy ran longer than {seconds} seconds, so this could not be scanned; make the"
        " pattern simpler.",
        "politikanın bir izin deseni {seconds} saniyeden uzun sürdü, bu yüzden bu taranamadı; deseni sadeleştirin.",
    ),
    "policy-allow-pattern": (
        "{where}: 'pattern' is not a valid regular expression: {problem}.",
        "{where}: 'pattern' geçerli bir düzenli ifade değil: {problem}.",
    ),
    "policy-allow-all": (
        "{where}: this pattern matches even nothing, so it would allow anything; make it narrower.",
        "{where}: bu desen boş metne bile uyar, yani her şeye izin verir; daraltın.",
    ),
    # Redaction.
    "redaction-refused": (
        "Policy '{policy}' refuses text with {labels}; remove it and send again.",
        "'{policy}' politikası şunları içeren metni kabul etmiyor: {labels}. Çıkarıp yeniden gönderin.",
    ),
    "redaction-not-clean": (
        "After {passes} passes the redacted text still holds {count} finding(s) ({labels}); nothing was handed over.",
        "{passes} geçişten sonra metinde hâlâ {count} bulgu var ({labels}); hiçbir şey teslim edilmedi.",
    ),
    "redaction-operator-found": (
        "What operator '{operator}' of policy '{policy}' wrote for {written} was itself found as {label}; nothing was"
        " handed over. Give it another new_value, or mask more.",
        "'{policy}' politikasında {written} için '{operator}' işleminin yazdığı şey {label} olarak bulundu; hiçbir şey"
        " teslim edilmedi. Başka bir new_value verin ya da daha çok karakter maskeleyin.",
    ),
    "finding-out-of-range": (
        "Recognizer '{recognizer}' reported a place outside the text ({start} to {end} of {length}); correct it.",
        "'{recognizer}' tanıyıcısı metnin dışında bir yer bildirdi ({length} içinde {start}-{end}); düzeltin.",
    ),
    # Records.
    "record-act": (
        "'act' must be one of {known}.",
        "'act' şunlardan biri olmalı: {known}.",
    ),
    "record-missing": (
        "{path}: there is no record file here.",
        "{path}: burada bir kayıt dosyası yok.",
    ),
    "record-torn": (
        "{path}:{line}: the last line is torn (no line end after byte {offset}): a crash or a full disk. Keep a copy of"
        " the file, cut it at byte {offset} (truncate -s {offset} FILE), and note why.",
        "{path}:{line}: son satır yarım kalmış ({offset}. bayttan sonra satır sonu yok): çökme ya da dolu disk."
        " Dosyanın bir kopyasını saklayın, {offset}. baytta kesin (truncate -s {offset} DOSYA) ve nedenini not edin.",
    ),
    "record-broken": (
        "{path}:{line}: this line is not what was written, or not in its place: the file was changed.",
        "{path}:{line}: bu satır yazıldığı gibi değil ya da yerinde değil: dosya değiştirilmiş.",
    ),
    "record-cut": (
        "{path}:{line}: the file ends after line {count}, but line {line} was recorded: its tail was cut off.",
        "{path}:{line}: dosya {count}. satırda bitiyor, oysa {line}. satır kaydedilmişti: sonu kesilmiş.",
    ),
    "record-rewritten": (
        "{path}:{line}: line {line} is not the one that the kept head names: the history was rewritten.",
        "{path}:{line}: {line}. satır, saklanan başın gösterdiği satır değil: geçmiş yeniden yazılmış.",
    ),
    "record-head": (
        "A head reads COUNT:HASH, the hash in 64 hex digits, as `head` prints it.",
        "Baş değeri SAYI:ÖZET biçimindedir (64 onaltılık hane); `head` çıktısını olduğu gibi verin.",
    ),
    "record-write": (
        "{path}: the record could not be written: {problem}. Nothing was added.",
        "{path}: kayıt yazılamadı: {problem}. Hiçbir şey eklenmedi.",
    ),
    # Command line: what is wrong with input.
    "cli-utf16": (
        "this is UTF-16, not {encoding}; give --encoding utf-16.",
        "bu {encoding} değil, UTF-16; --encoding utf-16 verin.",
    ),
    "cli-encoding": (
        "not {encoding} at byte {byte}; convert the file, or name its encoding (--encoding cp1254, iso8859-9, utf-16).",
        "{byte}. baytta {encoding} değil; dosyayı dönüştürün ya da kodlamasını bildirin"
        " (--encoding cp1254, iso8859-9, utf-16).",
    ),
    "cli-unencodable": (
        "the cleaned text has letters that {encoding} lacks, so it was not written; convert the input to UTF-8, or give"
        " --lang en for placeholders in plain letters.",
        "temizlenen metinde {encoding} kodlamasında olmayan harfler var, bu yüzden yazılmadı; girdiyi UTF-8'e"
        " dönüştürün ya da düz harfli yer tutucular için --lang en verin.",
    ),
    "cli-not-reversible": (
        "{encoding} cannot give these bytes back unchanged; convert the input to UTF-8.",
        "{encoding} bu baytları değiştirmeden geri veremiyor; girdiyi UTF-8'e dönüştürün.",
    ),
    "cli-wide-encoding": (
        "lines, JSON Lines and CSV cannot be read as {encoding}; convert the file to UTF-8 first.",
        "satırlar, JSON Lines ve CSV {encoding} olarak okunamaz; dosyayı önce UTF-8'e dönüştürün.",
    ),
    "cli-json": (
        "not JSON at character {column}; correct the line (one JSON object a line).",
        "{column}. karakterde JSON bozuk; satırı düzeltin (her satırda bir JSON nesnesi).",
    ),
    "cli-json-deep": (
        "JSON nested deeper than {depth} levels at character {column}; flatten the record.",
        "{column}. karakterde JSON {depth} düzeyden derin; kaydı sadeleştirin.",
    ),
    "cli-not-object": (
        'the line is JSON but no object ({kind}); a record reads {{"text": "..."}}.',
        'satır JSON ama nesne değil ({kind}); bir kayıt {{"text": "..."}} biçimindedir.',
    ),
    "cli-field-missing": (
        "there is no field '{field}'; check the name (a.b for nested fields, a.*.b for lists).",
        "'{field}' alanı yok; adı denetleyin (iç içe alanlar için a.b, listeler için a.*.b).",
    ),
    "cli-field-type": (
        "field '{field}' is no string but {kind}; name a field that holds text, or write the value in quotes.",
        "'{field}' alanı metin değil ({kind}); metin tutan bir alan verin ya da değeri tırnak içine alın.",
    ),
    "cli-column-missing": (
        "there is no column '{field}' among the {columns}; give its name as in the first row, or its number"
        " (--no-header where the first row is data).",
        "{columns} sütun arasında '{field}' yok; ilk satırdaki adını ya da sıra numarasını verin"
        " (ilk satır veriyse --no-header).",
    ),
    "cli-header-data": (
        "the first row holds personal data, so it is no header; give --no-header.",
        "ilk satırda kişisel veri var, demek ki başlık değil; --no-header verin.",
    ),
    "cli-csv-quote": (
        "the quote opened at character {column} is never closed; close or double it.",
        "{column}. karakterde açılan tırnak hiç kapanmıyor; kapatın ya da iki kez yazın.",
    ),
    "cli-csv-cr": (
        "a bare carriage return near character {column} may hide rows; convert the line ends, or quote the cell.",
        "{column}. karakter dolayındaki tek başına satır başı (CR) satır gizleyebilir; satır sonlarını dönüştürün ya da"
        " hücreyi tırnak içine alın.",
    ),
    "cli-csv-columns": (
        "{found} columns instead of {expected}; quote cells that hold the delimiter.",
        "{expected} yerine {found} sütun var; ayraç içeren hücreleri tırnak içine alın.",
    ),
    "cli-too-long": (
        "a record of more than {size} MB; split it, or read a text with --lines. Nothing after it was read.",
        "{size} MB'tan uzun bir kayıt; bölün ya da metni --lines ile satır satır okutun. Sonrası okunmadı.",
    ),
    "cli-nul": (
        "a NUL byte at {byte}: this is no text, or UTF-16 (--encoding utf-16); it was not scanned.",
        "{byte}. konumda NUL baytı: bu metin değil ya da UTF-16 (--encoding utf-16); taranmadı.",
    ),
    "cli-not-text": (
        "this kind of file hides its text behind a format; it was not scanned. Extract the text first, or scan it as it"
        " stands with --input-format text.",
        "bu tür dosya metnini bir biçimin arkasında tutar; taranmadı. Önce metnini çıkarın ya da olduğu gibi taramak"
        " için --input-format text verin.",
    ),
    "cli-json-text": (
        "this is JSON, and its escapes can hide words and numbers; it was not scanned. Write one object a line and give"
        " --input-format jsonl, or scan it as it stands with --input-format text.",
        "bu JSON; kaçış dizileri sözcük ve numaraları gizleyebilir; taranmadı. Her satıra bir nesne yazıp"
        " --input-format jsonl verin ya da olduğu gibi taramak için --input-format text verin.",
    ),
    "cli-folder-link": (
        "a link to a folder is not followed; name the folder itself.",
        "klasöre giden bağlantı izlenmez; klasörün kendisini verin.",
    ),
    "cli-special-file": (
        "a pipe, socket or device is not read from a folder; name it itself.",
        "klasördeki boru, soket ya da aygıt okunmaz; kendisini verin.",
    ),
    "cli-os": ("cannot be read: {reason}.", "okunamıyor: {reason}."),
    "cli-ENOENT": ("no such file or folder", "böyle bir dosya ya da klasör yok"),
    "cli-EACCES": ("no permission", "izin yok"),
    "cli-EPERM": ("not permitted", "izin verilmedi"),
    "cli-EISDIR": ("it is a folder", "bu bir klasör"),
    "cli-ENOTDIR": ("part of the path is no folder", "yolun bir parçası klasör değil"),
    "cli-ENOSPC": ("the disk is full", "disk dolu"),
    "cli-EFBIG": ("the file would grow over a limit", "dosya izin verilen boyutu aşıyor"),
    "cli-EROFS": ("the disk is read-only", "disk salt okunur"),
    "cli-ENAMETOOLONG": ("the name is too long", "ad çok uzun"),
    "cli-EBADF": ("it is closed", "kapalı"),
    "cli-no-stdout": ("standard output is closed.", "standart çıktı kapalı."),
    "cli-os-error": ("{reason}.", "{reason}."),
    "cli-unwritten": (
        "could not be written: {reason}. What was there before is unchanged.",
        "yazılamadı: {reason}. Önceki hâli değişmedi.",
    ),
    "cli-write-failed": (
        "{path}: could not be written: {reason}. The run ends here; what was there before is unchanged.",
        "{path}: yazılamadı: {reason}. Çalışma burada bitti; önceki hâli değişmedi.",
    ),
    "cli-rebuild": (
        "the record could not be put together again; it was not written. Please report this.",
        "kayıt yeniden kurulamadı; yazılmadı. Lütfen bildirin.",
    ),
    "cli-kept-unread": (
        'could NOT be scanned and stays as it was, because the policy says so (on_unscannable = "keep").',
        'TARANAMADI ve politika öyle dediği için (on_unscannable = "keep") olduğu gibi kaldı.',
    ),
    "cli-in-place-bad": (
        "left as it was, because records that cannot be cleaned would be lost; give --rejects FILE to keep them there.",
        "olduğu gibi bırakıldı, çünkü temizlenemeyen kayıtlar yitecekti; onları saklamak için --rejects DOSYA verin.",
    ),
    "cli-internal": (
        "an unexpected error ({type} at {where}); this was not scanned. Please report these two words, not the text.",
        "beklenmeyen bir hata ({type}, {where}); bu taranmadı. Lütfen metni değil, bu iki sözcüğü bildirin.",
    ),
    "cli-worker": (
        "a worker process ended early (out of memory?); try fewer --workers.",
        "bir işçi süreç erken sonlandı (bellek mi yetmedi?); daha az --workers deneyin.",
    ),
    "cli-interrupted": ("interrupted.", "kesildi."),
    # Command line: what is wrong with the arguments.
    "cli-see-help": ("See '{command} --help'.", "Yardım için: {command} --help"),
    "cli-arg-value": ("{name} needs a value.", "{name} bir değer ister."),
    "cli-arg-choice": ("{name}: {value} is none of {choices}.", "{name}: {value} şunlardan biri değil: {choices}."),
    "cli-arg-no-value": ("{name} takes no value.", "{name} değer almaz."),
    "cli-arg-both": ("{name} cannot go with {other}.", "{name} ile {other} birlikte verilemez."),
    "cli-arg-other": ("{name}: {text}", "{name}: {text}"),
    "cli-arg-required": ("missing: {names}.", "eksik: {names}."),
    "cli-arg-unknown": ("unknown: {names}.", "bilinmiyor: {names}."),
    "cli-arg-level": (
        "there is no level '{value}'; levels are 'full' and 'fast'.",
        "'{value}' düzeyi yok; düzeyler 'full' ve 'fast'.",
    ),
    "cli-arg-workers": (
        "'{value}' is no number of processes from 1 to 256.",
        "'{value}' 1 ile 256 arasında bir süreç sayısı değil.",
    ),
    "cli-arg-encoding": (
        "there is no text encoding '{value}'; examples: utf-8, cp1254, iso8859-9, utf-16.",
        "'{value}' diye bir metin kodlaması yok; örnekler: utf-8, cp1254, iso8859-9, utf-16.",
    ),
    "cli-arg-entities": (
        "give labels with commas between, such as CREDIT_CARD,PHONE_NUMBER.",
        "etiketleri virgülle ayırarak verin, örneğin CREDIT_CARD,PHONE_NUMBER.",
    ),
    "cli-unknown-entity": (
        "--entities: no such label: {labels}. Known: {known}.",
        "--entities: böyle bir etiket yok: {labels}. Bilinenler: {known}.",
    ),
    "cli-entity-not-found": (
        "--entities: no recognizer finds {labels} yet. There are recognizers for: {known}.",
        "--entities: {labels} için henüz tanıyıcı yok. Tanıyıcısı olanlar: {known}.",
    ),
    "cli-arg-empty": (
        "an empty value; leave it out, or give a name.",
        "boş değer; vermeyin ya da bir ad verin.",
    ),
    "cli-lines-format": (
        "--lines reads text, so it cannot go with --input-format {format}.",
        "--lines metin okur; --input-format {format} ile birlikte verilemez.",
    ),
    "cli-field-text": (
        "--field is for JSON Lines and CSV; text has no fields.",
        "--field JSON Lines ve CSV içindir; metnin alanı olmaz.",
    ),
    "cli-field-nothing": (
        "--field needs records, and by their names these files are plain text; give --input-format jsonl or csv.",
        "--field kayıt ister, oysa bu dosyalar adlarına göre düz metin; --input-format jsonl ya da csv verin.",
    ),
    "cli-stdin-twice": (
        "standard input ('-') can be read only once.",
        "standart girdi ('-') yalnızca bir kez okunabilir.",
    ),
    "cli-stdin-waits": (
        "Reading standard input; end it with Ctrl-D (Ctrl-C to leave).",
        "Standart girdi okunuyor; bitirmek için Ctrl-D (çıkmak için Ctrl-C).",
    ),
    "cli-output-needed": (
        "several inputs need a folder to write to: -o FOLDER (or --in-place).",
        "birden çok girdi için bir çıktı klasörü gerekir: -o KLASÖR (ya da --in-place).",
    ),
    "cli-output-not-folder": (
        "{path} is a file; several inputs need a folder (-o FOLDER).",
        "{path} bir dosya; birden çok girdi için klasör gerekir (-o KLASÖR).",
    ),
    "cli-output-folder-stdin": (
        "standard input has no file name; give a file, not a folder (-o FILE).",
        "standart girdinin dosya adı yok; klasör değil dosya verin (-o DOSYA).",
    ),
    "cli-same-output": (
        "two inputs would be written to the same file; name one folder that holds both, or run twice.",
        "iki girdi aynı dosyaya yazılacaktı; ikisini de içeren bir klasör verin ya da iki kez çalıştırın.",
    ),
    "cli-output-is-input": (
        "{path} is an input; give another OUT, or --in-place to replace it.",
        "{path} bir girdi; başka bir çıktı verin ya da yerinde değiştirmek için --in-place kullanın.",
    ),
    "cli-side-file": (
        "{path} is an input or an output of this run; give --rejects and --record files of their own.",
        "{path} bu çalıştırmanın girdisi ya da çıktısı; --rejects ve --record için ayrı dosyalar verin.",
    ),
    "cli-in-place-stdin": (
        "--in-place needs files; standard input cannot be replaced.",
        "--in-place dosya ister; standart girdi yerinde değiştirilemez.",
    ),
    "cli-in-place-device": (
        "--in-place: {path} is no regular file.",
        "--in-place: {path} sıradan bir dosya değil.",
    ),
    "cli-in-place-output": (
        "--in-place writes to the input itself; leave out -o.",
        "--in-place girdinin kendisine yazar; -o vermeyin.",
    ),
    # Command line: how it went.
    "cli-scan-found": (
        "{found} of {records} records read hold personal data: {labels}.",
        "Okunan {records} kaydın {found} tanesinde kişisel veri var: {labels}.",
    ),
    "cli-scan-clean": ("{records} records read, nothing found in them.", "{records} kayıt okundu, bulgu yok."),
    "cli-scan-bad": (
        "{bad} could not be read and were NOT scanned (see above).",
        "{bad} tanesi okunamadı ve TARANMADI (yukarıya bakın).",
    ),
    "cli-redact-changed": (
        "{changed} of {records} records read were cleaned: {labels}.",
        "Okunan {records} kaydın {changed} tanesi temizlendi: {labels}.",
    ),
    "cli-redact-clean": (
        "{records} records read, nothing to remove.",
        "{records} kayıt okundu, çıkarılacak bir şey yok.",
    ),
    "cli-redact-bad": (
        "{bad} could not be read or were refused, and are not in the output (see above).",
        "{bad} tanesi okunamadı ya da reddedildi ve çıktıda yok (yukarıya bakın).",
    ),
    "cli-redact-unwritten": (
        "{files} files could not be written (see above).",
        "{files} dosya yazılamadı (yukarıya bakın).",
    ),
    # Files: why one is not read, or not written.
    "file-binary": (
        "this is a kind of file that is not known; it was not read.",
        "bu, tanınmayan bir dosya türü; okunmadı.",
    ),
    "file-broken": (
        "the file is broken; open and save it anew.",
        "dosya bozuk; açıp yeniden kaydedin.",
    ),
    "file-polyglot": (
        "the file is two kinds of file at once, and readers would not agree on what it says; save it anew.",
        "dosya aynı anda iki ayrı türde; okuyucular ne dediği üzerinde anlaşamaz; yeniden kaydedin.",
    ),
    "file-encrypted": (
        "the file is encrypted; remove the password first.",
        "dosya şifreli; önce parolayı kaldırın.",
    ),
    "file-smime": (
        "the mail is signed (S/MIME, PGP); a signature does not outlast a change; save it without one.",
        "e-posta imzalı (S/MIME, PGP); imza değişiklikten sonra geçerli kalmaz; imzasız kaydedin.",
    ),
    "file-legacy-office": (
        "an Office file of the old binary kind; save it as DOCX, XLSX or PPTX.",
        "eski ikili türde bir Office dosyası; DOCX, XLSX ya da PPTX olarak kaydedin.",
    ),
    "file-unknown-office": (
        "an Office file of a kind that is not read; save it as DOCX, XLSX or PPTX.",
        "okunmayan türde bir Office dosyası; DOCX, XLSX ya da PPTX olarak kaydedin.",
    ),
    "file-macros": (
        "the file holds macros; save it without them.",
        "dosyada makro var; makrosuz kaydedin.",
    ),
    "file-ole": (
        "the file holds an OLE object or binary data that cannot be read; remove it.",
        "dosyada okunamayan bir OLE nesnesi ya da ikili veri var; çıkarın.",
    ),
    "file-7z": ("7z archives are not read; unpack it first.", "7z arşivleri okunmaz; önce açın."),
    "file-packed": (
        "this kind of archive is not read; unpack it first.",
        "bu tür arşiv okunmaz; önce açın.",
    ),
    "file-sqlite": (
        "SQLite databases are not read (deleted rows stay in them); export the tables.",
        "SQLite veritabanları okunmaz (silinen satırlar içinde kalır); tabloları dışa aktarın.",
    ),
    "file-parquet": (
        "Parquet, ORC and Avro files are not read; export them as CSV or JSON Lines.",
        "Parquet, ORC ve Avro dosyaları okunmaz; CSV ya da JSON Lines olarak dışa aktarın.",
    ),
    "file-heic": ("HEIC and AVIF images are not read.", "HEIC ve AVIF görüntüleri okunmaz."),
    "file-signed": (
        "the file is signed, and the policy refuses to change what is signed.",
        "dosya imzalı; politika imzalı dosyaların değiştirilmesini reddediyor.",
    ),
    "file-pdf-font": (
        "a font of the PDF does not say what it shows, so its text cannot be read.",
        "PDF'in bir yazı tipi ne gösterdiğini bildirmiyor; metni okunamıyor.",
    ),
    "file-pdf-subset": (
        "a font embedded in the PDF would still tell what was removed; export the file anew without embedding it.",
        "PDF'e gömülü bir yazı tipi kaldırılanı ele verir; dosyayı bu yazı tipini gömmeden yeniden dışa aktarın.",
    ),
    "file-no-ocr": (
        "text in pictures is read by Tesseract with its Turkish and English data, which is not installed here.",
        "görüntülerdeki yazıyı Türkçe ve İngilizce verisiyle Tesseract okur; burada kurulu değil.",
    ),
    "file-no-codes": (
        "bar codes are read by the package zxing-cpp, which is not installed here.",
        "barkodları zxing-cpp paketi okur; burada kurulu değil.",
    ),
    "file-ocr-failed": (
        "the text in the picture could not be read in time.",
        "görüntüdeki yazı zamanında okunamadı.",
    ),
    "file-image-kind": (
        "a picture of a kind that is not read; save it as PNG or JPEG.",
        "okunmayan türde bir görüntü; PNG ya da JPEG olarak kaydedin.",
    ),
    "file-image-large": (
        "a picture of more than {pixels} million pixels.",
        "{pixels} milyon pikselden büyük bir görüntü.",
    ),
    "file-image-frames": (
        "a picture of more than {count} pages or frames.",
        "{count} sayfa ya da kareden uzun bir görüntü.",
    ),
    "file-metafile": ("EMF and WMF drawings are not read.", "EMF ve WMF çizimleri okunmaz."),
    "file-media": ("sound and film are not read.", "ses ve film okunmaz."),
    "file-program": ("this is a program; it was not read.", "bu bir program; okunmadı."),
    "file-no-reader": ("files of this kind are not read yet.", "bu tür dosyalar henüz okunmuyor."),
    "file-doctype": (
        "the XML has a DOCTYPE that can change what it says; remove it.",
        "XML'de anlamını değiştirebilecek bir DOCTYPE var; çıkarın.",
    ),
    "file-not-xml": ("not well-formed XML.", "düzgün XML değil."),
    "file-not-json": ("not JSON.", "JSON değil."),
    "file-encoding": (
        "the text is not in the encoding that it names.",
        "metin, bildirdiği kodlamada değil.",
    ),
    "file-open-quote": (
        "the quote opened in row {row} is never closed.",
        "{row}. satırda açılan tırnak hiç kapanmıyor.",
    ),
    "file-twice": (
        "the archive holds two files of one name; readers would not agree on which counts.",
        "arşivde aynı adda iki dosya var; okuyucular hangisinin geçerli olduğunda anlaşamaz.",
    ),
    "file-method": (
        "packed by a method that is not read.",
        "okunmayan bir yöntemle sıkıştırılmış.",
    ),
    "file-too-big": ("more than {size} MB.", "{size} MB'tan büyük."),
    "file-too-much": (
        "more than {size} MB when unpacked.",
        "açıldığında {size} MB'tan büyük.",
    ),
    "file-too-many": ("more than {count} files within.", "içinde {count} dosyadan çok var."),
    "file-too-many-texts": ("more than {count} texts within.", "içinde {count} metinden çok var."),
    "file-too-deep": ("files within files, more than {depth} deep.", "iç içe dosyalar {depth} düzeyden derin."),
    "file-too-nested": ("nested too deeply.", "çok derin iç içe geçmiş."),
    "file-time": (
        "reading it took more than {seconds} seconds and was given up.",
        "okuması {seconds} saniyeyi aştı, vazgeçildi.",
    ),
    "file-memory": (
        "reading it took more than {size} MB of memory and was given up.",
        "okuması {size} MB'tan çok bellek istedi, vazgeçildi.",
    ),
    "file-crashed": (
        "its reader ended without an answer (a limit of time or memory, or a crash).",
        "okuyucusu yanıt vermeden sona erdi (süre ya da bellek sınırı veya çökme).",
    ),
    "file-feeds": (
        "Files are read in a process of their own, to which recognizers of others (feeds) cannot go; use a scanner"
        " without them.",
        "Dosyalar ayrı bir süreçte okunur; başka tanıyıcılar (feeds) oraya gidemez; onlarsız bir tarayıcı kullanın.",
    ),
    "file-server": (
        "the process that reads files could not be started; is kvkkscan installed whole?",
        "dosyaları okuyan süreç başlatılamadı; kvkkscan eksiksiz kurulu mu?",
    ),
    "file-failed": (
        "its reader failed ({type} at {where}).",
        "okuyucusu başarısız oldu ({type}, {where}).",
    ),
    "file-part-unread": ("'{part}' within cannot be read: {reason}", "içindeki '{part}' okunamıyor: {reason}"),
    "file-fixed": (
        "'{part}' holds personal data and cannot be changed in this kind of file; export it as another kind.",
        "'{part}' kişisel veri içeriyor ve bu tür dosyada değiştirilemiyor; başka türde dışa aktarın.",
    ),
    "file-not-proved": (
        "what was written, read again, is not what should stand there; nothing was handed over.",
        "yazılan, yeniden okunduğunda olması gerekenden farklı; hiçbir şey verilmedi.",
    ),
    "file-not-clean": (
        "personal data still stood in the file after {passes} passes; nothing was handed over.",
        "{passes} geçişten sonra dosyada hâlâ kişisel veri vardı; hiçbir şey verilmedi.",
    ),
    "file-leaves-loose": (
        "bytes that belong to no file of the archive",
        "arşivde hiçbir dosyaya ait olmayan baytlar",
    ),
    "file-leaves-signature": ("digital signature", "dijital imza"),
    "file-leaves-printer": ("printer settings", "yazıcı ayarları"),
    "file-leaves-stale": ("previews and caches of an editor", "düzenleyicinin ön izlemeleri ve önbellekleri"),
    "file-leaves-revisions": ("earlier revisions of the file", "dosyanın önceki sürümleri"),
    "file-leaves-unused": ("pages that are no longer in the document", "artık belgede olmayan sayfalar"),
    "file-leaves-script": ("scripts and actions", "betikler ve eylemler"),
    "file-leaves-xfa": ("XFA form", "XFA formu"),
    "file-leaves-metadata": ("metadata of a picture", "görüntünün üstverisi"),
    "file-leaves-tail": ("bytes behind the end of a picture", "görüntünün sonundan sonraki baytlar"),
    "file-leaves-thumbnail": ("thumbnail", "küçük resim"),
    "cli-file-mismatch": (
        "{path}: the name says otherwise, but by its content this is {kind}.",
        "{path}: adı başka bir tür söylüyor, ama içeriğine göre bu {kind}.",
    ),
    "cli-file-part": ("'{part}' within cannot be read: {reason}", "içindeki '{part}' okunamıyor: {reason}"),
    "cli-file-dropped": (
        "{path}: '{part}' could not be read and was left out, as the policy says.",
        "{path}: '{part}' okunamadı ve politika gereği çıkarıldı.",
    ),
    "cli-file-kept": (
        "{path}: '{part}' could not be read and was kept as it is, as the policy says; the file is not clean.",
        "{path}: '{part}' okunamadı ve politika gereği olduğu gibi bırakıldı; dosya temiz sayılmaz.",
    ),
    "cli-kept": ("kept", "kabul"),
    "cli-dropped": ("dropped", "ret"),
    "cli-no-candidates": ("nothing here looks like personal data.", "burada kişisel veriye benzeyen bir şey yok."),
    "cli-record-whole": ("{count} records, unbroken. Head: {head}", "{count} kayıt, zincir sağlam. Baş: {head}"),
    "cli-packs-good": ("{total} examples, all hold.", "{total} örnek, hepsi doğru."),
    "cli-packs-bad": ("{bad} of {total} examples do not hold.", "{total} örneğin {bad} tanesi doğru değil."),
    # Command line: help.
    "help-usage": ("usage: ", "kullanım: "),
    "help-positionals": ("arguments", "bağımsız değişkenler"),
    "help-options": ("options", "seçenekler"),
    "help-commands": ("commands", "komutlar"),
    "help-metavar-command": ("COMMAND", "KOMUT"),
    "help-help": ("show this help and leave", "bu yardımı göster ve çık"),
    "help-version": ("show the version and leave", "sürümü göster ve çık"),
    "help-lang": (
        "language of messages, help and placeholders (default: messages by the environment, placeholders by the"
        " policy)",
        "iletilerin, yardımın ve yer tutucuların dili (varsayılan: iletilerde ortamın, yer tutucularda politikanın"
        " dili)",
    ),
    "help-kvkkscan": (
        "Finds payment, identity and contact data (KVKK, Law 6698; PCI DSS) in Turkish text and removes it. Works"
        " without a network.",
        "Türkçe metinlerde ödeme, kimlik ve iletişim verilerini (KVKK, 6698 sayılı Kanun; PCI DSS) bulur ve çıkarır."
        " Ağ bağlantısı gerektirmez.",
    ),
    "help-exit-codes-packs": (
        "Exit codes: 0 every example holds, 1 some do not, 2 usage error or a faulty pack.",
        "Çıkış kodları: 0 bütün örnekler tutuyor, 1 bazıları tutmuyor, 2 kullanım hatası ya da bozuk paket.",
    ),
    "help-exit-codes-record": (
        "Exit codes: 0 the record is whole, 2 usage error, or it is not whole.",
        "Çıkış kodları: 0 kayıt bütün, 2 kullanım hatası ya da kayıt bütün değil.",
    ),
    "help-exit-codes-hook": (
        "Exit codes: 0 nothing new found, 1 found, 2 usage error or something unreadable.",
        "Çıkış kodları: 0 yeni bulgu yok, 1 bulgu var, 2 kullanım hatası ya da okunamayan bir şey.",
    ),
    "help-exit-codes-baseline": (
        "Exit codes: 0 done, 1 (audit) entries without a verdict, 2 usage error or something unreadable.",
        "Çıkış kodları: 0 tamam, 1 (audit) kararı verilmemiş satır var, 2 kullanım hatası ya da okunamayan bir şey.",
    ),
    "help-exit-codes-serve": (
        "Exit codes: 0 told to end, 2 usage error, or the service cannot start. A token for callers: KVKKSCAN_TOKEN.",
        "Çıkış kodları: 0 durduruldu, 2 kullanım hatası ya da hizmet başlayamıyor. Çağıranlar için belirteç:"
        " KVKKSCAN_TOKEN.",
    ),
    "help-serve": (
        "Answers over HTTP, with our own API and Presidio's.",
        "HTTP hizmeti: kendi API'mizle ve Presidio'nunkiyle.",
    ),
    "help-serve-host": (
        "address to listen on (default: 127.0.0.1); others than this machine's need a token",
        "dinlenecek adres (varsayılan: 127.0.0.1); bu makine dışına açılan adres belirteç ister",
    ),
    "help-serve-port": ("port (default: 5002; 0: any)", "port (varsayılan: 5002; 0: boş olan biri)"),
    "help-serve-max-size": ("largest body of a request (default: 10)", "bir isteğin en büyük gövdesi (varsayılan: 10)"),
    "help-serve-max-requests": (
        "requests worked on at once (default: 64); more are told to come again",
        "aynı anda işlenen istek (varsayılan: 64); fazlasına yeniden denemesi söylenir",
    ),
    "warn-field": (
        "Please write no health, belief, political or criminal record details here, and no card or identity numbers;"
        " your request does not need them.",
        "Bu kutuya sağlık durumu, din veya siyasi görüş, adli sicil gibi özel nitelikli bilgileri, kart ve kimlik"
        " numaralarını yazmayın; talebiniz için gerekli değildir.",
    ),
    "warn-upload": (
        "Please upload no reports, prescriptions, identity cards, passports, cards or payment slips. If one is needed,"
        " add a copy with these details covered.",
        "Rapor, reçete, kimlik, pasaport, kart ya da dekont görüntüsü yüklemeyin. Gerekiyorsa bu bilgileri kapatılmış"
        " bir kopya ekleyin.",
    ),
    "warn-live": (
        "Your message may hold: {labels} ({count} place(s)). We suggest that you take it out before you send it; if you"
        " do not, we will before it is stored.",
        "Mesajınızda şunlar bulunuyor olabilir: {labels} ({count} yer). Göndermeden önce silmenizi öneririz;"
        " silmezseniz kaydetmeden önce biz çıkaracağız.",
    ),
    "warn-show": ("Show", "Göster"),
    "help-serve-clamd-group": ("virus scanner's protocol", "virüs tarayıcı protokolü"),
    "help-serve-clamd": (
        "answer there as clamd does, instead of HTTP; a socket file or this machine only",
        "HTTP yerine burada clamd gibi yanıt ver; yalnız soket dosyası ya da bu makine",
    ),
    "help-serve-upstream": (
        "a clamd that is asked about what is clean here",
        "burada temiz çıkanın bir de sorulacağı clamd",
    ),
    "help-serve-unreadable": (
        "what to answer of a file that cannot be read (default: found); never OK",
        "okunamayan dosya için yanıt (varsayılan: found); asla OK değil",
    ),
    "clamd-reach": (
        "{address}: the clamd protocol has no login; use a socket file or an address of this machine.",
        "{address}: clamd protokolünde kimlik denetimi yok; soket dosyası ya da bu makinenin bir adresini kullanın.",
    ),
    "address": (
        "'{address}' is no HOST:PORT.",
        "'{address}' bir HOST:PORT değil.",
    ),
    "help-exit-codes-mail": (
        "Exit codes: 0 told to end, 2 usage error, or the proxy cannot start.",
        "Çıkış kodları: 0 durduruldu, 2 kullanım hatası ya da vekil sunucu başlayamıyor.",
    ),
    "help-mail": (
        "Stands before an application that is fed by mail, and hands it cleaned messages.",
        "Postayla beslenen uygulamanın önünde durur, iletileri temizlenmiş olarak teslim eder.",
    ),
    "help-mail-listen": ("where to listen (default: 127.0.0.1:10025)", "dinlenecek yer (varsayılan: 127.0.0.1:10025)"),
    "help-mail-next": ("the server that cleaned messages go to", "temizlenen iletilerin gideceği sunucu"),
    "help-mail-lmtp": ("speak LMTP on both sides", "iki yanda da LMTP konuş"),
    "help-mail-max-size": ("largest message (default: 35)", "en büyük ileti (varsayılan: 35)"),
    "mail-missing": (
        "'{name}' is not installed; install kvkkscan[mail].",
        "'{name}' kurulu değil; kvkkscan[mail] kurun.",
    ),
    "mail-ready": ("kvkkscan takes mail on {address}", "kvkkscan {address} adresinde posta kabul ediyor"),
    "serve-missing": (
        "'{name}' is not installed; install kvkkscan[service].",
        "'{name}' kurulu değil; kvkkscan[service] kurun.",
    ),
    "serve-token": (
        "Others can reach {host}: set a token in the variable KVKKSCAN_TOKEN (16 characters or more).",
        "{host} adresine başkaları ulaşabilir: KVKKSCAN_TOKEN değişkeniyle bir belirteç verin (en az 16 karakter).",
    ),
    "serve-token-short": (
        "The token in KVKKSCAN_TOKEN can be guessed; take 16 characters or more.",
        "KVKKSCAN_TOKEN içindeki belirteç tahmin edilebilir; en az 16 karakter kullanın.",
    ),
    "serve-numbers": (
        "--port is 0 to 65535, --max-size and --max-requests are 1 or more.",
        "--port 0 ile 65535 arasında, --max-size ve --max-requests en az 1 olmalı.",
    ),
    "serve-ready": ("kvkkscan answers on {url}", "kvkkscan {url} adresinde hazır"),
    "help-hook": (
        "Looks at files of a repository before they are committed.",
        "Bir deponun dosyalarına, commit edilmeden önce bakar.",
    ),
    "help-hook-paths": ("files to look at", "bakılacak dosyalar"),
    "help-hook-staged": (
        "look at what the next commit holds, not at the files in the folder",
        "klasördeki dosyalara değil, bir sonraki commit'in içeriğine bak",
    ),
    "help-hook-baseline": ("let findings stand that this file knows", "bu dosyanın bildiği bulgulara izin ver"),
    "help-hook-format": ("form of the report (default: text)", "raporun biçimi (varsayılan: text)"),
    "help-hook-skip-binary": (
        "pass over files that are no texts; each is told",
        "metin olmayan dosyaları geç; her biri söylenir",
    ),
    "help-hook-exit-zero": (
        "exit with 0 even if something was found",
        "bulgu olsa da 0 koduyla çık",
    ),
    "help-baseline": (
        "Keeps the findings of a repository that are known, and what people say of them.",
        "Bir depodaki bilinen bulguları ve onlar için verilen kararları tutar.",
    ),
    "help-baseline-update": (
        "Writes the findings of these files into the baseline; verdicts are kept.",
        "Bu dosyalardaki bulguları dosyaya yazar; verilmiş kararlar kalır.",
    ),
    "help-baseline-audit": (
        "Shows the entries without a verdict and asks for one: a true finding or a false alarm.",
        "Kararı verilmemiş satırları gösterir ve sorar: doğru bulgu mu, yanlış alarm mı?",
    ),
    "help-baseline-file": ("the baseline (JSON)", "bilinen bulguların dosyası (JSON)"),
    "help-baseline-by": ("who decides; kept beside each verdict", "kararı veren; her kararın yanına yazılır"),
    "hook-what": (
        "Name files, or use --staged; not both.",
        "Dosya adı verin ya da --staged kullanın; ikisini birden değil.",
    ),
    "hook-no-git": ("There is no git on this machine.", "Bu makinede git yok."),
    "hook-git": (
        "'git {command}' failed with code {code}; is this a git repository?",
        "'git {command}' {code} koduyla durdu; burası bir git deposu mu?",
    ),
    "hook-binary": ("not a text; it was not read", "metin değil; okunmadı"),
    "hook-encoding": (
        "not UTF-8 (byte {offset}); it was not read",
        "UTF-8 değil ({offset}. bayt); okunmadı",
    ),
    "hook-found": (
        "{count} finding(s). Remove the data, allow a line with 'kvkkscan: allow[LABEL] reason', or keep a baseline.",
        "{count} bulgu. Veriyi çıkarın, satıra 'kvkkscan: izin[ETİKET] gerekçe' yazın ya da --baseline kullanın.",
    ),
    "baseline-missing": (
        "{path}: the baseline cannot be read: {problem}",
        "{path}: bilinen bulgular dosyası okunamıyor: {problem}",
    ),
    "baseline-broken": (
        "{path} is no baseline of kvkkscan; write one with 'kvkkscan baseline update'.",
        "{path} bir kvkkscan dosyası değil; 'kvkkscan baseline update' ile oluşturun.",
    ),
    "baseline-version": (
        "{path} is a baseline of another version; this one reads version {version}.",
        "{path} başka bir sürümün dosyası; bu sürüm {version} sürümünü okur.",
    ),
    "baseline-written": (
        "{count} known finding(s), {new} without a verdict.",
        "{count} bilinen bulgu, {new} tanesi kararsız.",
    ),
    "baseline-left": (
        "{left} of {count} without a verdict.",
        "{count} bulgudan {left} tanesi kararsız.",
    ),
    "baseline-gone": ("(no longer there)", "(artık yok)"),
    "baseline-ask": (
        "  [t]rue finding, [f]alse alarm, [s]kip, [q]uit? ",
        "  [d]oğru bulgu, [y]anlış alarm, [g]eç, [b]itir? ",
    ),
    "baseline-why": ("  why? ", "  gerekçe? "),
    "sarif-rule": ("Personal data: {label}", "Kişisel veri: {label}"),
    "sarif-found": ("Personal data found: {label}", "Kişisel veri bulundu: {label}"),
    "help-exit-codes": (
        "Exit codes: scan and explain 0 clean, 1 found, 2 usage error or something unreadable; redact 0 done, 2 usage"
        " error or something refused, unreadable or unwritten.",
        "Çıkış kodları: scan ve explain 0 temiz, 1 bulgu var, 2 kullanım hatası ya da okunamayan bir şey; redact 0"
        " tamam, 2 kullanım hatası ya da reddedilen, okunamayan veya yazılamayan bir şey.",
    ),
    "help-scan": (
        "Says where personal data stands, record by record; never what it says.",
        "Kişisel verinin nerede durduğunu kayıt kayıt söyler; ne yazdığını asla göstermez.",
    ),
    "help-redact": (
        "Writes the records again with personal data removed and every other byte as it was.",
        "Kayıtları kişisel verilerden arındırıp yeniden yazar; geri kalan her bayt olduğu gibi kalır.",
    ),
    "help-explain": (
        "Says of every candidate why it was kept or dropped.",
        "Her adayın neden kabul ya da reddedildiğini söyler.",
    ),
    "help-packs": ("Works with recognizer packs.", "Tanıyıcı paketleriyle çalışır."),
    "help-packs-test": (
        "Runs the examples that stand beside the rules of a pack.",
        "Bir paketin kurallarının yanındaki örnekleri çalıştırır.",
    ),
    "help-packs-dir": ("a folder with packs (*.toml)", "paketlerin (*.toml) bulunduğu klasör"),
    "help-record": (
        "Works with the record of what was removed.",
        "Neyin çıkarıldığını tutan kayıt dosyasıyla çalışır.",
    ),
    "help-record-verify": (
        "Checks that no line of a record file was changed, moved or removed.",
        "Bir kayıt dosyasında hiçbir satırın değiştirilmediğini, taşınmadığını, silinmediğini denetler.",
    ),
    "help-record-head": (
        "Prints the head of a record file, COUNT:HASH; keep it elsewhere, to prove later that nothing was cut off.",
        "Kayıt dosyasının başını (SAYI:ÖZET) yazar; sonradan kesilmediğini kanıtlamak için başka yerde saklayın.",
    ),
    "help-record-file": ("the record file", "kayıt dosyası"),
    "help-record-head-option": ("the head that was kept elsewhere", "başka yerde saklanan baş"),
    "help-paths": (
        "files or folders; standard input where none is given. .jsonl and .csv hold records, other files are read by"
        " what they hold",
        "dosya ya da klasörler; verilmezse standart girdi. .jsonl ve .csv kayıt tutar, öteki dosyalar içeriğine göre"
        " okunur",
    ),
    "help-group-reading": ("reading", "okuma"),
    "help-group-finding": ("finding", "bulma"),
    "help-group-writing": ("writing", "yazma"),
    "help-field": (
        "the field that holds text: a JSON key (a.b for nested, a.*.b for lists), a CSV column by name or number;"
        " repeatable (default: every field)",
        "metnin durduğu alan: JSON anahtarı (iç içe a.b, liste a.*.b), adıyla ya da numarasıyla CSV sütunu;"
        " yinelenebilir (varsayılan: bütün alanlar)",
    ),
    "help-input-format": (
        "what the input is, where its name does not tell (default: auto)",
        "adından anlaşılmıyorsa girdinin biçimi (varsayılan: auto)",
    ),
    "help-lines": ("each line of a text is a record", "metnin her satırı bir kayıttır"),
    "help-no-header": ("the first CSV row is data, no header", "CSV'nin ilk satırı başlık değil, veridir"),
    "help-encoding": ("encoding of the input (default: utf-8)", "girdinin kodlaması (varsayılan: utf-8)"),
    "help-level": (
        "how thorough: full, rules and the learned labeller (default); fast, rules only",
        "tarama düzeyi: full, kurallar ve öğrenilmiş etiketleyici (varsayılan); fast, yalnızca kurallar",
    ),
    "help-policy": (
        "the policy: its name or a TOML file (redact: 'ticket' by default)",
        "politika: adı ya da bir TOML dosyası (redact için varsayılan 'ticket')",
    ),
    "help-packs-option": (
        "a folder with recognizer packs of your own; repeatable",
        "kendi tanıyıcı paketlerinizin klasörü; yinelenebilir",
    ),
    "help-entities": ("only these labels", "yalnızca bu etiketler"),
    "help-workers": (
        "processes to share the work (default: 1 for records, one a core for files of other kinds); the result is the"
        " same",
        "işi paylaşacak süreç sayısı (varsayılan: kayıtlar için 1, öteki dosyalar için çekirdek sayısı); sonuç"
        " değişmez",
    ),
    "help-no-progress": ("no progress bar", "ilerleme çubuğu gösterme"),
    "help-format": (
        "the report: text for people, jsonl a line a record, csv a row a finding, json and sarif one document"
        " (default: text)",
        "rapor: text insanlar için, jsonl kayıt başına satır, csv bulgu başına satır, json ve sarif tek belge"
        " (varsayılan: text)",
    ),
    "help-output": (
        "the file to write, a folder for several inputs (default: standard output)",
        "yazılacak dosya, birden çok girdi için klasör (varsayılan: standart çıktı)",
    ),
    "help-in-place": ("replace the input files themselves", "girdi dosyalarının kendisini değiştir"),
    "help-rejects": (
        "put records that were left out here, untouched; they hold personal data",
        "dışarıda kalan kayıtları dokunmadan buraya koy; kişisel veri içerirler",
    ),
    "help-record-option": (
        "append a record of what was removed (never the data) to this file",
        "neyin çıkarıldığının kaydını (veriyi asla değil) bu dosyaya ekle",
    ),
    "level-unknown": (
        "There is no level '{level}'; levels are 'full' and 'fast'.",
        "'{level}' diye bir düzey yok; düzeyler 'full' ve 'fast'.",
    ),
    "mode-unknown": (
        "There is no mode '{mode}'; known are: {known}.",
        "'{mode}' diye bir kip yok; bilinenler: {known}.",
    ),
    "value-deep": (
        "The value is nested more than {levels} levels deep and was not read.",
        "Değer {levels} düzeyden derin iç içe geçmiş; okunmadı.",
    ),
    "log-withheld": (
        "[kvkkscan: withheld, it could not be scanned]",
        "[kvkkscan: taranamadığı için yazılmadı]",
    ),
    # Request bodies: nothing of the request is repeated.
    "http-json": (
        "The body is not JSON at character {column}.",
        "Gövde {column}. karakterde JSON değil.",
    ),
    "http-json-deep": (
        "The JSON of the body is nested too deeply.",
        "Gövdedeki JSON çok derin iç içe geçmiş.",
    ),
    "http-json-twice": (
        "A key stands twice in one object, at character {column}; send each key once.",
        "{column}. karakterde bir anahtar aynı nesnede ikinci kez geçiyor; her anahtarı bir kez gönderin.",
    ),
    "http-utf8": (
        "The body is not UTF-8; send it as UTF-8.",
        "Gövde UTF-8 değil; UTF-8 olarak gönderin.",
    ),
    "http-charset": (
        "Only UTF-8 bodies can be read; leave the charset out or say utf-8.",
        "Yalnızca UTF-8 gövdeler okunabilir; charset yazmayın ya da utf-8 yazın.",
    ),
    "http-encoded": (
        "A body with Content-Encoding cannot be read; send it uncompressed.",
        "Content-Encoding ile gönderilen gövde okunamaz; sıkıştırmadan gönderin.",
    ),
    "http-headers": (
        "The headers of the body contradict each other; send each once.",
        "Gövdenin başlıkları birbiriyle çelişiyor; her birini bir kez gönderin.",
    ),
    "http-length": (
        "The body is not as long as Content-Length says.",
        "Gövde, Content-Length başlığındaki uzunlukta değil.",
    ),
    "http-too-large": (
        "The body is larger than {size} bytes.",
        "Gövde {size} bayttan büyük.",
    ),
    "http-too-many": (
        "The body has more than {count} values.",
        "Gövdede {count} değerden fazlası var.",
    ),
    "http-multipart": (
        "The body is no well-formed multipart/form-data.",
        "Gövde düzgün bir multipart/form-data değil.",
    ),
    "http-part-encoding": (
        "A part of the body says Content-Transfer-Encoding or is itself multipart; send the parts as they are (RFC"
        " 7578).",
        "Gövdenin bir bölümü Content-Transfer-Encoding içeriyor ya da kendisi multipart; bölümleri olduğu gibi gönderin"
        " (RFC 7578).",
    ),
    "http-no-multipart": (
        "This server cannot read multipart bodies.",
        "Bu sunucu multipart gövdeleri okuyamıyor.",
    ),
    "http-record": (
        "The removal could not be recorded, so the request was not passed on; try again later.",
        "Silme işlemi kaydedilemedi, bu yüzden istek iletilmedi; daha sonra yeniden deneyin.",
    ),
    # Django: {where} is a setting's place.
    "django-not-installed": (
        "Add 'kvkkscan.integrations.django' to INSTALLED_APPS.",
        "INSTALLED_APPS listesine 'kvkkscan.integrations.django' ekleyin.",
    ),
    "django-setting": (
        "KVKKSCAN: {problem}",
        "KVKKSCAN: {problem}",
    ),
    "django-type": (
        "KVKKSCAN{where} must be {wanted}.",
        "KVKKSCAN{where} şu türde olmalı: {wanted}.",
    ),
    "django-unknown-key": (
        "KVKKSCAN has no setting '{name}'; known are: {known}.",
        "KVKKSCAN içinde '{name}' diye bir ayar yok; bilinenler: {known}.",
    ),
    "django-unknown-model": (
        "KVKKSCAN['{setting}'] names '{name}', but there is no such model; write it as \"app_label.Model\" and keep its"
        " app in INSTALLED_APPS.",
        "KVKKSCAN['{setting}'] içinde '{name}' yazıyor ama böyle bir model yok; \"app_label.Model\" biçiminde yazın,"
        " uygulaması INSTALLED_APPS içinde olsun.",
    ),
    "django-unknown-field": (
        "KVKKSCAN['{setting}']['{model}'] names '{name}', but the model has no such field; it has: {known}.",
        "KVKKSCAN['{setting}']['{model}'] içinde '{name}' yazıyor ama modelde böyle bir alan yok; alanları: {known}.",
    ),
    "django-field-kind": (
        "KVKKSCAN['{setting}']['{model}']: '{name}' holds {kind}; name {wanted} here.",
        "KVKKSCAN['{setting}']['{model}']: '{name}' alanının türü {kind}; buraya {wanted} yazın.",
    ),
    "django-expression": (
        "A database expression cannot be read before it is stored; assign the text itself.",
        "Veritabanı ifadesi saklanmadan önce okunamaz; metnin kendisini atayın.",
    ),
    "django-upload-size": (
        "The file is larger than {size} bytes, so it was not scanned.",
        "Dosya {size} bayttan büyük, bu yüzden taranmadı.",
    ),
    "check-nothing": (
        "kvkkscan guards no model; name models and fields in KVKKSCAN['fields'] and ['files'].",
        "kvkkscan hiçbir modeli korumuyor; modelleri ve alanları KVKKSCAN['fields'] ve ['files'] içine yazın.",
    ),
    "check-record": (
        "KVKKSCAN['record'] lies in a folder that does not exist; make the folder.",
        "KVKKSCAN['record'] var olmayan bir klasörde; klasörü oluşturun.",
    ),
    "check-copy": (
        "{model} keeps copies of what customers write in {fields}, which KVKKSCAN['{setting}'] does not name; add it.",
        "{model}, müşterinin yazdıklarının kopyalarını şurada da tutar: {fields}. KVKKSCAN['{setting}'] bunu içermiyor;"
        " ekleyin.",
    ),
    "check-raw-mail": (
        "HELPDESK_ALWAYS_SAVE_INCOMING_EMAIL_MESSAGE stores every mail as it came; name helpdesk.FollowUpAttachment"
        " ['file'] in KVKKSCAN['files'], or switch it off.",
        "HELPDESK_ALWAYS_SAVE_INCOMING_EMAIL_MESSAGE her e-postayı geldiği gibi saklar; KVKKSCAN['files'] içine"
        " helpdesk.FollowUpAttachment ['file'] yazın ya da bu ayarı kapatın.",
    ),
    "sweep-help": (
        "Finds personal data in rows that are already stored, and with --write takes it out. Exit code: 0 clean or"
        " written, 1 found (without --write), 2 something could not be read or written.",
        "Veritabanında duran kayıtlardaki kişisel verileri bulur, --write ile çıkarır. Çıkış kodu: 0 temiz ya da"
        " yazıldı, 1 bulundu (--write olmadan), 2 okunamayan ya da yazılamayan var.",
    ),
    "sweep-help-write": (
        "write the cleaned rows and files; without it nothing is changed",
        "temizlenen kayıt ve dosyaları yaz; verilmezse hiçbir şey değişmez",
    ),
    "sweep-help-models": (
        "app_label.Model to sweep (default: all that KVKKSCAN names)",
        "taranacak app_label.Model (varsayılan: KVKKSCAN içindekilerin tümü)",
    ),
    "sweep-help-after": (
        "go on after this row, as an interrupted run said",
        "yarım kalan bir çalıştırmanın söylediği bu kayıttan sonra sürdür",
    ),
    "sweep-help-database": ("which database of DATABASES", "DATABASES içindeki hangi veritabanı"),
    "sweep-help-batch": ("rows read at a time", "bir seferde okunacak kayıt sayısı"),
    "sweep-not-guarded": (
        "KVKKSCAN does not name '{name}'; named are: {known}.",
        "KVKKSCAN içinde '{name}' yok; olanlar: {known}.",
    ),
    "sweep-after": (
        "--after reads app_label.Model:KEY, as an interrupted run said it, with a key of that model.",
        "--after, yarım kalan çalıştırmanın söylediği gibi app_label.Model:ANAHTAR biçiminde, o modelin bir anahtarıyla"
        " yazılır.",
    ),
    "sweep-row": (
        "{row}, {field}: {labels}",
        "{row}, {field}: {labels}",
    ),
    "sweep-problem": (
        "{row}, {field}: {problem}",
        "{row}, {field}: {problem}",
    ),
    "sweep-moved": (
        "it was changed in the meantime, or its new value does not fit; run the command again.",
        "bu arada değiştirilmiş ya da yeni değeri sığmıyor; komutu yeniden çalıştırın.",
    ),
    "sweep-no-file": (
        "the stored file cannot be opened ({kind}).",
        "saklanan dosya açılamıyor ({kind}).",
    ),
    "sweep-found": (
        "{rows} rows read; {found} of them hold personal data{labels}; {bad} could not be read. Nothing was changed"
        " (--write does).",
        "{rows} kayıt okundu; {found} tanesinde kişisel veri var{labels}; {bad} tanesi okunamadı. Hiçbir şey"
        " değiştirilmedi (--write değiştirir).",
    ),
    "sweep-written": (
        "{rows} rows read; {found} of them cleaned{labels}; {bad} could not be read or written.",
        "{rows} kayıt okundu; {found} tanesi temizlendi{labels}; {bad} tanesi okunamadı ya da yazılamadı.",
    ),
    "sweep-go-on": (
        "Interrupted. Go on with: manage.py kvkkscan {words}",
        "Yarıda kesildi. Sürdürmek için: manage.py kvkkscan {words}",
    ),
    "label-unknown": (
        "Unknown label '{name}'; docs/labels.md lists those that ship, packs may add more.",
        "'{name}' diye bir etiket yok; hazır etiketler docs/labels.md içinde, paketler yenilerini ekleyebilir.",
    ),
    "threshold-range": (
        "A threshold lies between 0 and 1.",
        "Eşik 0 ile 1 arasında olmalıdır.",
    ),
    "unscannable-pattern": (
        "The pattern of '{recognizer}' ran longer than {seconds} s on this text; the text counts as unscanned. Make the"
        " pattern simpler, give it keywords, or raise its time_limit.",
        "'{recognizer}' kalıbı bu metinde {seconds} saniyeyi aştı; metin taranmamış sayılır. Kalıbı sadeleştirin,"
        " keywords verin ya da time_limit değerini yükseltin.",
    ),
    "pack-folder": (
        "There is no pack folder '{folder}'.",
        "'{folder}' adında bir paket klasörü yok.",
    ),
    "pack-empty": (
        "The folder '{folder}' holds no pack (*.toml).",
        "'{folder}' klasöründe paket (*.toml) yok.",
    ),
    "pack-encoding": (
        "{file}:{line}: byte {byte} is not UTF-8; save the pack as UTF-8.",
        "{file}:{line}: {byte}. bayt UTF-8 değil; paketi UTF-8 olarak kaydedin.",
    ),
    "pack-syntax": (
        "{file}:{line}: not valid TOML: {problem}.",
        "{file}:{line}: geçerli TOML değil: {problem}.",
    ),
    "pack-section": (
        "{file}:{line}: '{name}' is no section of a pack; use [pack], [[concept]], [[recognizer]] or [[label]].",
        "{file}:{line}: pakette '{name}' bölümü olmaz; [pack], [[concept]], [[recognizer]] ya da [[label]] kullanın.",
    ),
    "pack-twice": (
        "{file}:{line}: the id '{name}' stands twice in this file; give one of them another id.",
        "{file}:{line}: '{name}' kimliği bu dosyada iki kez geçiyor; birine başka kimlik verin.",
    ),
    "pack-missing": (
        "{file}:{line}: '{name}' is missing here.",
        "{file}:{line}: burada '{name}' eksik.",
    ),
    "pack-key": (
        "{file}:{line}: unknown key '{name}'; did you mean {near}?",
        "{file}:{line}: '{name}' diye bir anahtar yok; şunu mu demek istediniz: {near}?",
    ),
    "pack-type": (
        "{file}:{line}: '{name}' must be a {wanted}.",
        "{file}:{line}: '{name}' şu türden olmalı: {wanted}.",
    ),
    "pack-id": (
        "{file}:{line}: an id is made of small letters, digits, dots and dashes (labels: capitals and _).",
        "{file}:{line}: kimlik küçük harf, rakam, nokta ve tireden oluşur (etiketler: büyük harf ve _).",
    ),
    "pack-enabled": (
        "{file}:{line}: 'enabled' alone, but no earlier recognizer has the id '{name}'; ids stand in docs/labels.md.",
        "{file}:{line}: yalnızca 'enabled' var ama '{name}' kimlikli bir tanıyıcı yok; bkz. docs/labels.md.",
    ),
    "pack-extend": (
        "{file}:{line}: extend = true, but no earlier entry has the id '{name}'.",
        "{file}:{line}: extend = true denmiş ama daha önce '{name}' kimlikli bir giriş yok.",
    ),
    "pack-label-id": (
        "{file}:{line}: a label's id is made of capitals, digits and _.",
        "{file}:{line}: etiket kimliği büyük harf, rakam ve _ işaretinden oluşur.",
    ),
    "pack-label-known": (
        "{file}:{line}: '{name}' is a label that ships; choose another name for yours.",
        "{file}:{line}: '{name}' hazır gelen bir etiket; kendi etiketinize başka ad verin.",
    ),
    "pack-label": (
        "{file}:{line}: unknown label '{name}'; did you mean {near}? New ones are declared with [[label]].",
        "{file}:{line}: '{name}' diye bir etiket yok; şunu mu demek istediniz: {near}? Yenisi [[label]] ile tanıtılır.",
    ),
    "pack-choice": (
        "{file}:{line}: '{name}' must be one of: {choices}.",
        "{file}:{line}: '{name}' şunlardan biri olmalı: {choices}.",
    ),
    "pack-concept": (
        "{file}:{line}: there is no concept '{name}'; did you mean {near}?",
        "{file}:{line}: '{name}' diye bir kavram yok; şunu mu demek istediniz: {near}?",
    ),
    "pack-word": (
        "{file}:{line}: the words of '{name}' may hold letters only; leave digits and signs out.",
        "{file}:{line}: '{name}' sözcüklerinde yalnız harf bulunabilir; rakam ve işaretleri çıkarın.",
    ),
    "pack-term": (
        "{file}:{line}: the term '{name}' cannot be read; docs/packs.md shows the notation of statements.",
        "{file}:{line}: '{name}' terimi okunamıyor; yazım biçimini docs/packs.md gösterir.",
    ),
    "pack-terms-file": (
        "{file}:{line}: the file '{name}' was not found beside the pack.",
        "{file}:{line}: '{name}' dosyası paketin yanında bulunamadı.",
    ),
    "pack-time": (
        "{file}:{line}: time_limit lies above 0 and below 60 seconds.",
        "{file}:{line}: time_limit 0'dan büyük, 60 saniyeden küçük olmalıdır.",
    ),
    "pack-placeholder": (
        "{file}:{line}: a placeholder is made of words of letters and digits, without brackets.",
        "{file}:{line}: yer tutucu harf ve rakamlı sözcüklerden oluşur, köşeli ayraç içermez.",
    ),
    "pack-pattern": (
        "{file}:{line}: the pattern does not compile: {problem}.",
        "{file}:{line}: kalıp derlenemiyor: {problem}.",
    ),
    "pack-pattern-empty": (
        "{file}:{line}: the pattern matches nothing at all, so it would match everywhere; make it need a character.",
        "{file}:{line}: kalıp boş metne de uyuyor, yani her yere uyar; en az bir karakter istemesini sağlayın.",
    ),
    "pack-digits": (
        "{file}:{line}: digits is a list of whole numbers from 1 to 39.",
        "{file}:{line}: digits, 1 ile 39 arasında tam sayılardan bir listedir.",
    ),
    "pack-score": (
        "{file}:{line}: the score '{name}' lies between 0 and 1.",
        "{file}:{line}: '{name}' puanı 0 ile 1 arasında olmalıdır.",
    ),
    "pack-starts": (
        '{file}:{line}: \'{name}\' is no range of first digits; write "4" or "51-55", four digits at most.',
        '{file}:{line}: \'{name}\' bir ilk rakam aralığı değil; "4" ya da "51-55" gibi, en çok dört rakam yazın.',
    ),
    "pack-grouping": (
        '{file}:{line}: \'{name}\' is no grouping; write "4-4-4-4", or "1*" for digit by digit.',
        '{file}:{line}: \'{name}\' bir gruplama değil; "4-4-4-4" ya da rakam rakam için "1*" yazın.',
    ),
    "example-none": (
        "has no example; add at least one to finds",
        "örneği yok; finds listesine en az bir örnek ekleyin",
    ),
    "example-unmarked": (
        "this example in finds marks nothing; put the value in [[double brackets]]",
        "finds içindeki bu örnekte işaret yok; değeri [[çift köşeli ayraç]] içine alın",
    ),
    "example-missed": (
        "this example in finds is not found as marked",
        "finds içindeki bu örnek işaretlendiği gibi bulunmuyor",
    ),
    "example-found": (
        "this example in ignores is found",
        "ignores içindeki bu örnek bulunuyor",
    ),
    "reason-check": (
        "The check digits hold ({what}).",
        "Denetim basamakları tutuyor ({what}).",
    ),
    "reason-check-fails": (
        "It is labelled and shaped like one, but its check digits fail ({what}).",
        "Etiketi ve biçimi uyuyor, ama denetim basamakları tutmuyor ({what}).",
    ),
    "reason-label": (
        "A word of its own stands nearest: '{word}' and the like.",
        "En yakınında kendi sözcüğü var: '{word}' ve benzerleri.",
    ),
    "reason-elsewhere": (
        "A word that names something else stands nearer: '{word}' and the like.",
        "Daha yakınında başka bir şeyi adlandıran sözcük var: '{word}' ve benzerleri.",
    ),
    "reason-alone": (
        "No naming word stands beside it; its shape alone speaks.",
        "Yanında onu adlandıran bir sözcük yok; yalnız biçimi konuşuyor.",
    ),
    "reason-after": (
        "It stands right after a card number.",
        "Kart numarasının hemen ardından geliyor.",
    ),
    "reason-beside": (
        "It stands in one row with a person's number.",
        "Bir kişinin numarasıyla aynı satırda.",
    ),
    "reason-parts": (
        "Parts of an address agree: {what}.",
        "Adres parçaları birbirini tamamlıyor: {what}.",
    ),
    "reason-shape": (
        "It has the shape of one ({what}).",
        "Biçimi uyuyor ({what}).",
    ),
    "reason-term": (
        "A term of the pack, with a Turkish ending.",
        "Paketteki bir terim, Türkçe bir ekle.",
    ),
    "reason-term-plain": (
        "A term that names the attribute plainly.",
        "Niteliği açıkça adlandıran bir terim.",
    ),
    "reason-term-cue": (
        "A term that tells only beside a person and a cue.",
        "Ancak bir kişi ve ipucu yanında anlam taşıyan bir terim.",
    ),
    "reason-term-weak": (
        "A term that tells nothing alone.",
        "Tek başına bir şey söylemeyen bir terim.",
    ),
    "reason-for-near": (
        "Speaks for it: {what} in the sentence.",
        "Lehine: cümlede {what}.",
    ),
    "reason-for-ends": (
        "Speaks for it: how the term ends ({what}).",
        "Lehine: terimin aldığı ek ({what}).",
    ),
    "reason-for-next": (
        "Speaks for it: {what} right after it.",
        "Lehine: hemen ardında {what}.",
    ),
    "reason-for-before": (
        "Speaks for it: {what} right before it.",
        "Lehine: hemen öncesinde {what}.",
    ),
    "reason-for-text": (
        "Speaks for it: {what}, as to the whole text.",
        "Lehine: metnin bütününde {what}.",
    ),
    "reason-against-near": (
        "Speaks against it: {what} in the sentence.",
        "Aleyhine: cümlede {what}.",
    ),
    "reason-against-ends": (
        "Speaks against it: how the term ends ({what}).",
        "Aleyhine: terimin aldığı ek ({what}).",
    ),
    "reason-against-next": (
        "Speaks against it: {what} right after it.",
        "Aleyhine: hemen ardında {what}.",
    ),
    "reason-against-before": (
        "Speaks against it: {what} right before it.",
        "Aleyhine: hemen öncesinde {what}.",
    ),
    "reason-against-text": (
        "Speaks against it: {what}, as to the whole text.",
        "Aleyhine: metnin bütününde {what}.",
    ),
    "sign-kin": ("a relative or friend", "bir yakın ya da arkadaş"),
    "sign-role": ("a person by role (customer, courier)", "görevi ya da sıfatıyla bir kişi (müşteri, kurye)"),
    "sign-self": ("the writer", "yazanın kendisi"),
    "sign-have": ("having or lacking", "var ya da yok"),
    "sign-undergo": ("undergoing something", "başından bir şey geçmek"),
    "sign-report": ("telling or noting", "bildirmek, not düşmek"),
    "sign-reason": ("a reason", "bir gerekçe"),
    "sign-negation": ("a negation", "bir olumsuzluk"),
    "sign-product": ("a product", "bir ürün"),
    "sign-institution": ("an institution", "bir kurum"),
    "sign-place": ("a place", "bir yer"),
    "sign-media": ("a film, book or news", "film, kitap ya da haber"),
    "sign-public": ("a public event", "kamuya açık bir etkinlik"),
    "sign-notice": ("a legal notice", "bir aydınlatma ya da sözleşme metni"),
    "sign-animal": ("an animal", "bir hayvan"),
    "sign-thing": ("a device or service", "bir cihaz ya da hizmet"),
    "sign-figurative": ("figurative speech", "mecazlı söyleyiş"),
    "sign-if": ("a supposition", "bir varsayım"),
    "sign-profession": ("a profession", "bir meslek"),
    "sign-group": ("people at large", "genel olarak insanlar"),
    "sign-body": ("a part of the body", "bir organ ya da beden bölümü"),
    "sign-time": ("a time", "bir zaman"),
    "sign-document": ("a document", "bir belge"),
    "sign-field": ("a form field", "bir form alanı"),
    "sign-first": ("the first person", "birinci kişi"),
    "sign-third": ("a third person", "üçüncü kişi"),
    "sign-bare": ("no ending", "eksiz"),
    "sign-addressee": ("the person addressed", "seslenilen kişi"),
    "sign-hearsay": ("hearsay", "duyulan geçmiş"),
    "sign-number": ("a number", "bir sayı"),
    "sign-labels-1": ("one category in the text", "metinde tek kategori"),
    "sign-labels-2": ("two categories in the text", "metinde iki kategori"),
    "sign-labels-3": ("three categories in the text", "metinde üç kategori"),
    "sign-labels-4": ("many categories in the text", "metinde birçok kategori"),
    "sign-quoted": ("a quotation", "bir alıntı"),
    "sign-asked": ("a question", "bir soru"),
    "sign-size-0": ("a short text", "kısa bir metin"),
    "sign-size-1": ("a short text", "kısa bir metin"),
    "sign-size-2": ("a text of this length", "bu uzunlukta bir metin"),
    "sign-size-3": ("a text of this length", "bu uzunlukta bir metin"),
    "sign-size-4": ("a text of this length", "bu uzunlukta bir metin"),
    "sign-size-5": ("a text of this length", "bu uzunlukta bir metin"),
    "reason-fed": (
        "Found by another recognizer: {what}.",
        "Başka bir tanıyıcı buldu: {what}.",
    ),
    "unscannable-feed": (
        "The recognizer '{name}' failed on the text, so it was not scanned to its end.",
        "'{name}' tanıyıcısı bu metinde hata verdi; metin sonuna kadar taranmadı.",
    ),
    "reason-labelled": (
        "words and neighbours as the labeller has learned them",
        "etiketleyicinin öğrendiği sözcükler ve komşuları",
    ),
    "reason-name": (
        "Words of a name, and what stands beside them, add up ({what}).",
        "Bir adın sözcükleri ve yanlarında duranlar birbirini tamamlıyor ({what}).",
    ),
    "reason-pattern": (
        "A pattern of a user's pack matches.",
        "Kullanıcı paketindeki bir kalıba uyuyor.",
    ),
    "reason-below": (
        "Dropped: its score {score} is below the threshold {threshold}.",
        "Elendi: puanı {score}, eşik {threshold}.",
    ),
    "reason-overlap": (
        "Dropped: a surer finding covers the same place.",
        "Elendi: aynı yeri daha kesin bir bulgu kaplıyor.",
    ),
}


def say(key: str, lang: str, **params: object) -> str:
    """The message `key` in `lang`; an unknown language falls back to English."""
    english, turkish = MESSAGES[key]
    return (turkish if lang == "tr" else english).format(**params)


def default_language() -> str:
    """Turkish ("tr") where the environment's locale is (LC_ALL, LC_MESSAGES, LANG), else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "tr" if value.lower().startswith("tr") else "en"
    return "en"
