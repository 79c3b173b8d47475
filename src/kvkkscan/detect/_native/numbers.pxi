# Digit runs and what they may be: the twin of numbers.py, readings.py and context.py. Regular expressions that few places
# come to are those of the Python modules, asked only where their first characters fit.

cdef enum:
    SHORTEST_BARE = 10  # numbers._SHORTEST_BARE
    LONG_TEXT = 1_500  # numbers._LONG_TEXT
    SHORTEST_IP = 7
    MANY = 24  # readings._MANY
    WHOLE_GROUP = 7  # readings._WHOLE
    NEAR_NUMBER = 200  # readings._NEAR, _NEVER
    NEVER = 30
    LABEL_FAR = 90  # context._FAR, _AFTER, _WALL, _ADJACENT, _CLOSE
    LABEL_AFTER = 32
    WALL = 40
    ADJACENT = 6
    CLOSE_LABEL = 13
    LONG_WORD = 12  # shapes._LONG_WORD
    CHECK_NONE = 0
    CHECK_OTHER = 1
    CHECK_LUHN = 2
    CHECK_TCKN = 3
    CHECK_VKN = 4
    CHECK_IBAN_TAIL = 5
    CHECK_MOBILE = 6
    CHECK_LANDLINE = 7
    CHECK_MERSIS = 8


cdef struct Judged:  # of each recognizer, by its number
    Mask own
    Mask wanted
    Mask against
    int reach
    bint required
    bint checked
    bint known


cdef struct Numbered:  # a number rule
    int index
    int kind  # of label
    u64 digits  # a bit a length
    u8 begins[100]  # by the first two digits
    const u8 *heads  # by the first four, or NULL
    bint required
    bint international
    bint card
    bint phone
    bint strict
    bint single  # digit by digit will do
    int check
    Mask own
    Mask near
    Mask never
    bint has_near
    bint has_never
    int first  # of its groupings: each its length, then its sizes
    int groupings


cdef struct Reading:
    Py_ssize_t start
    Py_ssize_t end
    const u8 *digits
    int count
    const Group *groups
    int group_count
    bint hard
    bint short_
    u8 seps[3 * MANY]
    int seps_count


_CHECK_NUMBERS = {
    "luhn": CHECK_LUHN, "tckn": CHECK_TCKN, "vkn": CHECK_VKN, "iban-tr-tail": CHECK_IBAN_TAIL, "mobile": CHECK_MOBILE,
    "landline": CHECK_LANDLINE, "mersis-person": CHECK_MERSIS,
}


cdef bint _luhn(const u8 *digits, int count) noexcept:
    cdef int total = 0, at, value
    for at in range(count):
        value = digits[count - 1 - at] - 48
        if at & 1:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


cdef bint _tckn(const u8 *d, int count) noexcept:
    cdef int odd, even
    if count != 11 or d[0] == 48:
        return False
    odd = d[0] + d[2] + d[4] + d[6] + d[8] - 5 * 48
    even = d[1] + d[3] + d[5] + d[7] - 4 * 48
    return (7 * odd - even + 40) % 10 == d[9] - 48 and (odd + even + d[9] - 48) % 10 == d[10] - 48


cdef bint _vkn(const u8 *d, int count) noexcept:
    cdef int total = 0, place, shifted
    if count != 10:
        return False
    for place in range(9):
        shifted = (d[place] - 48 + 9 - place) % 10
        total += 9 if shifted == 9 else shifted * (1 << (9 - place)) % 9
    return (10 - total % 10) % 10 == d[9] - 48


cdef bint _iban_tail(const u8 *d, int count) noexcept:
    """checks.iban_tr_tail: the account, then "TR" as 2927, then the check digits, modulo 97."""
    cdef int value = 0, at
    if count != 24 or d[2] != 48 or d[3] != 48:
        return False
    for at in range(2, 24):
        value = (value * 10 + d[at] - 48) % 97
    value = (value * 10_000 + 2927) % 97
    value = (value * 10 + d[0] - 48) % 97
    return (value * 10 + d[1] - 48) % 97 == 1


cdef u8 AREA_CODES[1000]


cdef const u8 *_national(const u8 *d, int count) noexcept:
    """checks.national_number, NULL where not ten digits remain."""
    if count == 10:
        return d
    if (
        (count == 11 and d[0] == 48)
        or (count == 12 and not memcmp(d, b"90", 2))
        or (count == 13 and not memcmp(d, b"900", 3))
        or (count == 14 and not memcmp(d, b"0090", 4))
        or (count == 15 and not memcmp(d, b"00900", 5))
    ):
        return d + count - 10
    return NULL


cdef bint _mobile(const u8 *d, int count) noexcept:
    cdef const u8 *national = _national(d, count)
    return national != NULL and national[0] == 53 and 48 <= national[1] <= 54


cdef bint _landline(const u8 *d, int count) noexcept:
    cdef const u8 *national = _national(d, count)
    return national != NULL and AREA_CODES[
        (national[0] - 48) * 100 + (national[1] - 48) * 10 + national[2] - 48
    ] != 0


cdef inline bint _is_digit(u8 byte) noexcept:
    return 48 <= byte <= 57


cdef inline bint _is_alnum(u8 byte) noexcept:
    return 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122


cdef inline bint _is_alpha(u8 byte) noexcept:
    return 65 <= byte <= 90 or 97 <= byte <= 122


cdef u8 COSTLY[256]  # context._COSTLY
cdef u8 AMOUNTS[256]  # how a unit behind a number begins
cdef u8 COUNTRIES[26 * 26]  # the letters and digits of an IBAN
cdef u8 ALIKE[256]


cdef int _fill_numbers() except -1:
    cdef int byte
    cdef object alike = b"OoQDIlZSBGq"  # numbers._ALIKE_LETTERS
    cdef object amounts = b"\x80$tTuUeElLaApPkKdDyY"
    for byte in range(256):
        COSTLY[byte] = byte in b"\n|;\t,0123456789.:!?"
        AMOUNTS[byte] = byte in amounts
        ALIKE[byte] = byte in alike
    for code in _checks.AREA_CODES:
        AREA_CODES[int(code)] = 1
    for country, size in _checks.IBAN_LENGTHS.items():
        COUNTRIES[(ord(country[0]) - 65) * 26 + ord(country[1]) - 65] = size
    return 0


_fill_numbers()


cdef bint _iban_abroad(const u8 *raw, Py_ssize_t size, Py_ssize_t at, u8 one, u8 two) noexcept:
    """Whether the letters and digits from `raw[at]` on are an IBAN of another country, as shapes._iban reads them."""
    cdef int wanted = COUNTRIES[(one - 65) * 26 + two - 65] - 2, count = 0, gap, value = 0, index, place
    cdef u8 body[40]
    cdef u8 byte
    while count < wanted:
        gap = 0
        while gap < 2 and at < size and (
            raw[at] == 32 or (count > 1 and (raw[at] == 46 or raw[at] == 10 or raw[at] == 45))
        ):
            if count == 0 or (count == 1 and gap):
                return False
            at += 1
            gap += 1
        if at == size or not _is_alnum(raw[at]):
            return False
        body[count] = raw[at] & 0xDF if raw[at] > 57 else raw[at]
        count += 1
        at += 1
    if not (_is_digit(body[0]) and _is_digit(body[1])):
        return False
    for index in range(wanted + 2):
        place = index + 2
        if place < wanted:
            byte = body[place]
        elif place < wanted + 2:
            byte = one if place == wanted else two
        else:
            byte = body[place - wanted - 2]
        value = (value * 10 + byte - 48) % 97 if byte <= 57 else (value * 100 + byte - 55) % 97
    return value == 1


cdef class Numbers:
    """The number rules of a scanner, and how words beside a number are weighed."""

    cdef object rules
    cdef Lex lexical
    cdef Judged *judged
    cdef Py_ssize_t judged_count
    cdef Numbered *numbered
    cdef Py_ssize_t numbered_count
    cdef int *groupings
    cdef Py_ssize_t groupings_room, groupings_count
    cdef list scores, checks, kept
    cdef Mask required, alike, coded, dates_mask, strong
    cdef Mask needed[64]
    cdef Mask needed_upto[64]
    cdef bint plates, codes, ips, dates, iban
    cdef object coded_match  # any of the codes of the packs that ship; None where users brought their own
    cdef bint coded_own
    cdef int longest
    cdef object corrected, name

    def __cinit__(self, rules, Lex lexical not None):
        cdef Py_ssize_t at, head
        cdef Numbered one
        cdef dict kinds = {}
        self.rules, self.lexical = rules, lexical
        recognizers = rules.packs.recognizers
        self.judged_count = len(recognizers)
        self.judged = <Judged *>malloc((self.judged_count + 1) * sizeof(Judged))
        if self.judged == NULL:
            raise MemoryError
        memset(self.judged, 0, (self.judged_count + 1) * sizeof(Judged))
        self.scores = [recognizer.score for recognizer in recognizers]
        for rule in rules.all:
            at = rule.index
            self.judged[at].own, self.judged[at].wanted = _mask(rule.own), _mask(rule.wanted)
            self.judged[at].against = _mask(rule.against)
            self.judged[at].reach, self.judged[at].required = rule.recognizer.reach, rule.required
            self.judged[at].checked, self.judged[at].known = rule.check is not None, True
        numbers = [rule for rule in rules.all if rule.recognizer.kind == "number"]
        if len(numbers) > 63 or rules.longest > 63:
            raise OverflowError
        self.numbered = <Numbered *>malloc((len(numbers) + 1) * sizeof(Numbered))
        if self.numbered == NULL:
            raise MemoryError
        self.checks, self.kept = [], []
        for rule in numbers:
            chosen = rule.recognizer
            one.index = rule.index
            one.kind = kinds.setdefault(chosen.entity_type, len(kinds))
            one.digits = 0
            for at in chosen.digits:
                if at < 64:
                    one.digits |= <u64>1 << at
            memset(one.begins, 0, 100)
            for low, high in chosen.starts or ((0, 9999),):
                for head in range(low // 100, high // 100 + 1):
                    one.begins[head] = 1
            one.heads = NULL
            if rule.heads:
                self.kept.append(rule.heads)
                one.heads = <bytes>rule.heads
            one.required, one.international = rule.required, rule.international
            one.card, one.phone = chosen.entity_type == "CREDIT_CARD", chosen.entity_type == "PHONE_NUMBER"
            one.strict, one.single = chosen.strict_grouping, (1,) in chosen.groupings
            one.check = CHECK_NONE if rule.check is None else _CHECK_NUMBERS.get(chosen.check, CHECK_OTHER)
            one.own, one.near, one.never = _mask(rule.own), _mask(rule.near), _mask(rule.never)
            one.has_near, one.has_never = rule.near != 0, rule.never != 0
            one.first, one.groupings = self.groupings_count, len(chosen.groupings)
            for sizes in sorted(chosen.groupings):
                self.groupings = <int *>_grown(
                    self.groupings, self.groupings_count + len(sizes) + 1, &self.groupings_room, sizeof(int)
                )
                self.groupings[self.groupings_count] = len(sizes)
                for at in range(len(sizes)):
                    self.groupings[self.groupings_count + 1 + at] = sizes[at]
                self.groupings_count += len(sizes) + 1
            self.numbered[self.numbered_count] = one
            self.numbered_count += 1
            self.checks.append((rule.check, "check:" + chosen.check if chosen.check else None))
        for at in range(64):
            self.needed[at], self.needed_upto[at] = _mask(rules.needed[at]), _mask(rules.needed_upto[at])
        self.required, self.alike = _mask(rules.required_mask), _mask(rules.checked_mask)
        self.coded, self.dates_mask = _mask(rules.digits_first_mask), _mask(rules.date_mask)
        self.strong = _mask(rules.names.strong)
        self.plates, self.codes, self.ips, self.dates = rules.walk
        self.iban = "iban" in rules.shapes
        coded = rules.shapes.get("letters-digits", ())
        self.coded_own = any(not isinstance(rule.match, _BUILTIN) for rule in coded)
        if coded and not self.coded_own:
            pattern = b"|".join(b"(?:%b)" % rule.recognizer.pattern.encode() for rule in coded)
            self.coded_match = _re.compile(pattern).match
        self.longest = rules.longest
        self.corrected, self.name = rules.names.corrected, rules.names.name

    def __dealloc__(self):
        free(self.judged)
        free(self.numbered)
        free(self.groupings)

    # --- context.py ------------------------------------------------------------------------------------------------

    cdef int _toll(self, Words words, Py_ssize_t start, Py_ssize_t end) except -1:
        """context.toll of `raw[start:end]`."""
        cdef const u8 *raw = words.raw
        cdef Py_ssize_t at = start
        while at < end and not COSTLY[raw[at]]:
            at += 1
        if at == end:
            return end - start
        at = start
        while at < end and (raw[at] == 46 or raw[at] == 58 or raw[at] == 61):
            at += 1
        start = at
        while at < end and not (COSTLY[raw[at]] and raw[at] != 9) and (raw[at] == 32 or raw[at] == 9):
            at += 1
        if at == end:
            return end - start
        while at < end and not COSTLY[raw[at]]:
            at += 1
        if at == end:
            return end - start if not _find_in(raw, start, end, 9) else _context.toll(words._raw[start:end])
        return _context.toll(words._raw[start:end])

    cdef int _nearest(self, Words words, Py_ssize_t start, Py_ssize_t end, Judged *rule, Mask *best) except -1:
        """context.nearest: the distance of the nearest naming word, and its concepts."""
        cdef int cost = 999, distance
        cdef Py_ssize_t index, after, farthest, place, stop
        cdef Hit *known
        memset(best, 0, sizeof(Mask))
        if not _meets(&words.present, &rule.wanted):
            return cost
        index = after = words._first_from(start)
        farthest = start - LABEL_FAR
        while index:
            index -= 1
            place = words.hit_list[index].start
            if place < farthest:
                break
            if words._is(words.hit_list[index].number, &rule.wanted):
                known = words._hit(index)
                if known.number >= 0 and known.end <= start and words._is(known.number, &rule.wanted):
                    stop = known.end
                    best[0] = self.lexical.masks[self.lexical.mask[known.number]]
                    cost = self._toll(words, stop, start)
                    if index and words.raw[place - 1 if place else words.raw_size - 1] == 47:
                        known = words._hit(index - 1)
                        if known.number >= 0 and known.end == place - 1:
                            _join(best, &self.lexical.masks[self.lexical.mask[known.number]])
                    if cost <= ADJACENT and _meets(best, &rule.own):
                        return cost
                    break
        farthest = end + LABEL_AFTER
        for index in range(after, words.count):
            place = words.hit_list[index].start
            if place > farthest:
                break
            if place >= end and words._is(words.hit_list[index].number, &rule.wanted):
                known = words._hit(index)
                if known.number >= 0 and words._is(known.number, &rule.wanted) and not self._next(words, known.end):
                    known = words._hit(index)
                    distance = self._after(words, end, place)
                    if distance < 0:
                        break
                    if distance < cost:
                        best[0] = self.lexical.masks[self.lexical.mask[known.number]]
                        cost = distance
                    break
        return cost

    cdef bint _next(self, Words words, Py_ssize_t stop) except -1:
        """context._NEXT: whether a word that ends at `stop` labels what follows it."""
        cdef u8 byte, other
        if stop >= words.raw_size:
            return False
        byte = words.raw[stop]
        if byte == 58 or byte == 61:
            return True
        if _is_alpha(byte) or byte > 127 or byte == 44 or byte == 10:
            if byte != 110 and byte != 78:
                return False
        if byte == 32:
            if stop + 1 >= words.raw_size:
                return False
            other = words.raw[stop + 1]
            if (_is_alpha(other) and other != 110) or other > 127:
                return False
        return _context._NEXT(words._raw, stop) is not None

    cdef int _after(self, Words words, Py_ssize_t end, Py_ssize_t place) except -2:
        """The distance of a word behind a number; -1 where another sentence begins between them."""
        cdef Py_ssize_t at
        cdef bint dotted = False, named = False
        cdef u8 byte
        for at in range(end, place):
            byte = words.raw[at]
            if byte == 46 and at + 1 < place and words.raw[at + 1] == 32:
                dotted = True
            elif byte == 110 or byte == 78 or byte == 112 or byte == 80:
                named = True
        if dotted and _context._SENTENCE(b"xxxx" + words._raw[end:place]):
            return -1
        if named and _context._NAMED_AFTER(words._raw[end:place] + b" "):
            return 0
        return self._toll(words, end, place) * 3 // 2 + 6

    cdef tuple judge(self, Words words, Py_ssize_t start, Py_ssize_t end, Py_ssize_t index):
        """context.judge for the rule `index`."""
        cdef Judged *rule = &self.judged[index]
        cdef Mask mask, other
        cdef int cost = self._nearest(words, start, end, rule, &mask)
        cdef double weight
        score = self.scores[index]
        if _meets(&mask, &rule.own):
            _cut(&mask, &rule.own, &other)
            if cost <= rule.reach:
                return score.labelled, self._reason("label:", &other)
            if (
                rule.required
                and cost - WALL <= rule.reach
                and (rule.checked or self.corrected(words._lex, start - 40 if start > 40 else 0, start + 1))
            ):
                return round(max(score.labelled - 0.25, score.alone or 0.0), 2), self._reason("label:", &other)
        if score.alone is None:
            return 0.0, ""
        if not _empty(&mask) and not _meets(&mask, &rule.own) and cost <= rule.reach:
            weight = 1.0 if _meets(&mask, &self.strong) or _meets(&mask, &rule.against) else 0.5
            if cost > CLOSE_LABEL:
                weight /= 2
            return (
                round(score.alone - (score.alone - score.elsewhere) * weight, 2), self._reason("elsewhere:", &mask)
            )
        if _meets(&mask, &rule.against) and cost - WALL <= rule.reach:
            _cut(&mask, &rule.against, &other)
            return round((score.alone + score.elsewhere) / 2, 2), self._reason("elsewhere:", &other)
        return score.alone, "alone"

    cdef object _reason(self, str kind, const Mask *mask):
        """A reason with the name of the first concept of a mask."""
        return kind + self.name(_number(mask))

    # --- readings.py -----------------------------------------------------------------------------------------------

    cdef bint _checks(self, Numbered *rule, int number, const u8 *digits, int count) except -1:
        """Whether the check of a rule holds (it has one)."""
        if rule.check == CHECK_LUHN:
            return _luhn(digits, count)
        if rule.check == CHECK_TCKN:
            return _tckn(digits, count)
        if rule.check == CHECK_VKN:
            return _vkn(digits, count)
        if rule.check == CHECK_MOBILE:
            return _mobile(digits, count)
        if rule.check == CHECK_LANDLINE:
            return _landline(digits, count)
        if rule.check == CHECK_IBAN_TAIL:
            return _iban_tail(digits, count)
        if rule.check == CHECK_MERSIS:
            return count == 16 and digits[0] != 48 and _tckn(digits, 11)
        return self.checks[number][0]((<bytes>digits[:count]).decode("ascii"))

    cdef inline bint _in_table(self, Numbered *rule, const Mask *labels) noexcept:
        return not rule.international and (not rule.required or _meets(&rule.own, labels))

    cdef u64 _passing(
        self, const Mask *labels, bint abroad, const u8 *digits, int count
    ) except? 0xFFFFFFFFFFFFFFFF:
        """readings._passing, a bit a rule; those of the table come first, then the international ones."""
        cdef u64 found = 0
        cdef int number, head, first
        cdef Numbered *rule
        if count < 2 or count > 63:
            return 0
        head = (digits[0] - 48) * 10 + digits[1] - 48
        first = head * 100 + (digits[2] - 48 if count > 2 else 0) * 10 + (digits[3] - 48 if count > 3 else 0)
        abroad = abroad or head == 0
        for number in range(self.numbered_count):
            rule = &self.numbered[number]
            if not rule.digits >> count & 1 or not rule.begins[head]:
                continue
            if rule.international:
                if not abroad:
                    continue
            elif rule.required and not _meets(&rule.own, labels):
                continue
            if rule.heads != NULL and not rule.heads[first]:
                continue
            if rule.check == CHECK_NONE or self._checks(rule, number, digits, count):
                found |= <u64>1 << number
        return found

    cdef bint _offer(self, Words words, u64 passing, Reading *reading, list out) except -1:
        """readings._offer."""
        cdef bint taken = False
        cdef int kind = -1, number, turn
        for turn in range(2):
            for number in range(self.numbered_count):
                if not passing >> number & 1 or self.numbered[number].international != turn:
                    continue
                if taken and self.numbered[number].kind == kind:
                    continue
                if self._propose(words, number, reading, out):
                    taken, kind = True, self.numbered[number].kind
        return taken

    cdef bint _grouped(self, Numbered *rule, Reading *reading) noexcept:
        """Whether the sizes of the groups are among those of a rule."""
        cdef int at = rule.first, index, size, place
        cdef bint same
        for index in range(rule.groupings):
            size = self.groupings[at]
            if size == reading.group_count:
                same = True
                for place in range(size):
                    if self.groupings[at + 1 + place] != reading.groups[place].size:
                        same = False
                        break
                if same:
                    return True
            at += size + 1
        if rule.single:
            for place in range(reading.group_count):
                if reading.groups[place].size != 1:
                    return False
            return True
        return False

    cdef bint _amount(self, Words words, Py_ssize_t end) except -1:
        """readings._AMOUNT."""
        cdef Py_ssize_t at = end
        if at < words.raw_size and words.raw[at] == BLANK:
            at += 1
        if at >= words.raw_size or not AMOUNTS[words.raw[at]]:
            return False
        return _python("readings")._AMOUNT(words._raw, end) is not None

    cdef bint _masked(self, Words words, Py_ssize_t start, Py_ssize_t end) except -1:
        """readings._masked."""
        cdef const u8 *raw = words.raw
        cdef Py_ssize_t at = end
        cdef u8 byte
        cdef bint maybe = False
        if at < words.raw_size and raw[at] == BLANK:
            at += 1
        if at < words.raw_size:
            byte = raw[at]
            maybe = byte == 42 or byte == 0x95 or byte == 120 or byte == 88
        at = start - 3 if start > 3 else 0
        while at < start and not maybe:
            byte = raw[at]
            maybe = byte == 42 or byte == 0x95 or byte == 120 or byte == 88
            at += 1
        return maybe and _python("readings")._masked(words._raw, start, end)

    cdef int _edges(self, Words words, Py_ssize_t start, Py_ssize_t end, bint checked) except -2:
        """readings._edges."""
        cdef const u8 *raw = words.raw
        cdef const u8 *lex = words.lex
        cdef int verdict = 0
        cdef u8 byte
        cdef Py_ssize_t at, stop, size
        cdef bint digits
        if lex[start] != BLANK:
            if not words._ends_at(start):
                return -1
        elif start > 1:
            byte = raw[start - 1]
            if (byte == 45 or byte == 46 or byte == 47 or byte == 95) and _is_alnum(raw[start - 2]):
                if not words._ends_at(start - 1):
                    digits = start > WHOLE_GROUP
                    at = start - 8 if start > 8 else 0
                    while digits and at < start - 1:
                        digits = _is_digit(raw[at])
                        at += 1
                    if not digits:
                        verdict = 1
        if end == words.raw_size:
            return verdict
        byte = raw[end]
        if lex[end + 1] != BLANK:
            stop = _find(lex, words.lex_size, end + 1, BLANK)
            if checked and (words._begins_at(end) or self._amount(words, end)):
                return verdict
            size = stop - end - 1
            at = end + 1
            if not (
                (size == 4 and not memcmp(lex + at, b"nolu", 4))
                or (size == 8 and not memcmp(lex + at, b"numarali", 8))
                or (size == 2 and not memcmp(lex + at, b"no", 2))
                or (size == 6 and not memcmp(lex + at, b"numara", 6))
                or kvkkscan_noun(lex + at, size)
            ):
                return -1
            if 65 <= byte <= 90 and end + 1 < words.raw_size and _is_digit(raw[end + 1]):
                return -1
        elif byte == 64:
            return -1
        elif (byte == 45 or byte == 95 or byte == 47) and _python("readings")._JOINED_AFTER(words._raw, end):
            return 1
        return verdict

    cdef bint _propose(self, Words words, int number, Reading *reading, list out) except -1:
        """readings._propose."""
        cdef const u8 *raw = words.raw
        cdef Numbered *rule = &self.numbered[number]
        cdef Py_ssize_t start = reading.start, end = reading.end
        cdef bint needs_label = reading.hard and not rule.card, plus, all_three, line = False, comma = False
        cdef bint low = False, dot = False, found
        cdef int at, edge, kinds = 0, other
        cdef u8 before
        if rule.groupings and not self._grouped(rule, reading):
            if rule.strict:
                return False
            needs_label = True
        for at in range(reading.seps_count):
            before = reading.seps[at]
            line, comma = line or before == 10, comma or before == 44
            low, dot = low or before == 95, dot or before == 46
            found = False
            for other in range(at):
                if reading.seps[other] == before:
                    found = True
                    break
            kinds += not found
        all_three = reading.group_count > 1
        for at in range(1, reading.group_count):
            if reading.groups[at].size != 3:
                all_three = False
                break
        if (rule.check == CHECK_NONE or (dot and all_three)) and self._amount(words, end):
            return False
        before = raw[start - 1] if start else BLANK
        plus = before == 43 and not (start > 1 and _is_digit(raw[start - 2]))
        if rule.international and not plus:
            if reading.digits[0] != 48 or reading.digits[1] != 48:
                return False
            needs_label = True
        if reading.seps_count:
            if line and rule.check == CHECK_NONE:
                return False
            if comma or (kinds > 2 and (rule.check == CHECK_NONE or line or low)):
                needs_label = True
            if reading.short_ and not rule.card and not plus and reading.digits[0] != 48:
                needs_label = True
        edge = self._edges(words, start, end, rule.check != CHECK_NONE)
        if edge < 0 or (rule.check == CHECK_NONE and self._masked(words, start, end)):
            return False
        if plus:
            start -= 1
        elif before == 40 and _find(raw, end, start, 41) > 0:
            start -= 2 if start > 1 and raw[start - 2] == 43 else 1
        if rule.has_near and not words._around(start, end, NEAR_NUMBER, &rule.near):
            return False
        if rule.has_never and words._before(start, NEVER, &rule.never):
            return False
        score, reason = self.judge(words, start, end, rule.index)
        if score <= 0 or ((needs_label or (edge and not rule.card)) and not (<str>reason).startswith("label")):
            return False
        if rule.phone and end < words.raw_size and (raw[end] == 45 or raw[end] == 47):
            ending = _python("readings")._OTHER_ENDING(words._raw, end)
            if ending:
                end = ending.end()
        checked = self.checks[number][1]
        out.append(_new(Candidate, (start, end, score, rule.index, (reason,) if checked is None else (checked, reason))))
        return rule.check != CHECK_NONE and score >= _SURE

    cdef int _groups(self, Words words, Py_ssize_t start, Py_ssize_t end, int *digits) except -1:
        """Fills `groups` and `digits` with those of the run; returns how many groups."""
        cdef const u8 *raw = words.raw
        cdef int count = 0, total = 0
        cdef Py_ssize_t at = start
        words.digits = <u8 *>_grown(words.digits, end - start + 1, &words.digits_room, 1)
        while at < end:
            if not _is_digit(raw[at]):
                at += 1
                continue
            words.groups = <Group *>_grown(words.groups, count + 1, &words.groups_room, sizeof(Group))
            words.groups[count].start, words.groups[count].digit = at, total
            while at < end and _is_digit(raw[at]):
                words.digits[total] = raw[at]
                total += 1
                at += 1
            words.groups[count].end = at
            words.groups[count].size = total - words.groups[count].digit
            count += 1
        digits[0] = total
        return count

    cdef int _separators(self, Words words, const Group *groups, int count, Reading *reading) noexcept:
        """Joins what stands between the groups of a reading (there are at most MANY)."""
        cdef int at
        cdef Py_ssize_t place
        reading.seps_count = 0
        for at in range(1, count):
            for place in range(groups[at - 1].end, groups[at].start):
                if reading.seps_count < 3 * MANY:
                    reading.seps[reading.seps_count] = words.raw[place]
                    reading.seps_count += 1
        return 0

    cdef int _run(self, Words words, Py_ssize_t start, Py_ssize_t end, list out) except -1:
        """numbers._run and readings.read_run."""
        cdef const u8 *raw = words.raw
        cdef Mask labels, possible, near, chain
        cdef int count, groups, at
        cdef bint plus = start > 0 and raw[start - 1] == 43
        cdef Reading reading
        cdef u64 passing
        cdef Mask *needed
        labels = words.present
        _keep_only(&labels, &self.required)
        possible = labels
        count = 0
        for at in range(start, end):
            count += _is_digit(raw[at])
        if not _empty(&labels) and words.raw_size > LONG_TEXT:
            words._near(start, end, &near, &chain)
            _keep_only(&labels, &near)
            _keep_only(&possible, &chain)
        if count < SHORTEST_BARE:
            needed = &self.needed[count] if count == end - start else &self.needed_upto[count]
            if not _meets(&possible, needed) and not plus:
                return 0
        groups = self._groups(words, start, end, &count)
        self._read_run(words, start, end, groups, count, &labels, &possible, plus, out)
        if _meets(&labels, &self.dates_mask):
            # (the groups may have been written anew: a check of users may scan)
            for match in _python("numbers")._GROUP(words._raw, start, end):
                if match.end() - match.start() in _python("numbers").DATE_DIGITS:
                    _python("numbers").date_candidates(self.rules, words, match.start(), out)
        return 0

    cdef int _read_run(
        self, Words words, Py_ssize_t start, Py_ssize_t end, int groups, int count, const Mask *labels,
        const Mask *possible, bint plus, list out,
    ) except -1:
        cdef Reading reading
        cdef u64 passing
        if count <= self.longest and count < 64 and groups <= MANY:
            passing = self._passing(labels, plus, words.digits, count)
            if passing:
                reading.start, reading.end = start, end
                reading.digits, reading.count = words.digits, count
                reading.groups, reading.group_count = words.groups, groups
                reading.hard = reading.short_ = False
                self._separators(words, words.groups, groups, &reading)
                if self._offer(words, passing, &reading, out):
                    return 0
        elif count <= self.longest:
            _python("readings").read_run(
                self.rules, words, start, end, (<bytes>words.digits[:count]).decode("ascii"), _number(labels),
                _number(possible), out,
            )
            return 0
        if groups > 1:
            self._read(words, groups, possible, out)
        return 0

    cdef int _read(self, Words words, int groups, const Mask *table, list out) except -1:
        """readings.read over the groups of a run."""
        cdef const u8 *raw = words.raw
        cdef int first, last, begin, size, head, number, total
        cdef u64 lengths, passing
        cdef Numbered *rule
        cdef bint abroad
        cdef Reading reading
        cdef Group *group
        total = words.groups[groups - 1].digit + words.groups[groups - 1].size
        for first in range(groups):
            group = &words.groups[first]
            begin = group.digit
            if total - begin < 2:
                continue
            head = (words.digits[begin] - 48) * 10 + words.digits[begin + 1] - 48
            abroad = head == 0 or (group.start > 0 and raw[group.start - 1] == 43)
            lengths = 0
            for number in range(self.numbered_count):
                rule = &self.numbered[number]
                if rule.begins[head] and (abroad if rule.international else self._in_table(rule, table)):
                    lengths |= rule.digits
            if not lengths:
                continue
            for last in range(first, min(groups, first + MANY)):
                size = words.groups[last].digit + words.groups[last].size - begin
                if size > 63:
                    break
                if not lengths >> size & 1:
                    continue
                passing = self._passing(
                    table, group.start > 0 and raw[group.start - 1] == 43, words.digits + begin, size
                )
                if not passing:
                    continue
                reading.start, reading.end = group.start, words.groups[last].end
                reading.digits, reading.count = words.digits + begin, size
                reading.groups, reading.group_count = group, last - first + 1
                self._separators(words, group, last - first + 1, &reading)
                self._joints(words, groups, first, last, &reading)
                self._offer(words, passing, &reading, out)
        return 0

    cdef int _joints(self, Words words, int groups, int first, int last, Reading *reading) noexcept:
        """readings._joints."""
        cdef const u8 *raw = words.raw
        cdef Group *other
        cdef int size
        cdef u8 byte
        reading.hard = reading.short_ = False
        if first:
            other = &words.groups[first - 1]
            size = words.groups[first].start - other.end
            byte = raw[other.end]
            if other.size < WHOLE_GROUP:
                reading.hard = size == 1 and (byte == 45 or byte == 46)
                reading.short_ = _within_seps(raw + other.end, size, reading)
        if last + 1 < groups:
            other = &words.groups[last + 1]
            size = other.start - words.groups[last].end
            byte = raw[words.groups[last].end]
            if other.size < WHOLE_GROUP:
                if size == 1 and other.size != 2 and (byte == 95 or byte == 45 or byte == 46):
                    reading.hard = True
                if not reading.short_:
                    reading.short_ = _within_seps(raw + words.groups[last].end, size, reading)
        return 0

    # --- numbers.py ------------------------------------------------------------------------------------------------

    cdef bint _may_be_code(self, Words words, Py_ssize_t place) except -1:
        """Whether shapes.before_digits may find something: letters of an IBAN, or a code of a letter or two."""
        cdef const u8 *raw = words.raw
        cdef Py_ssize_t stop = place if words.lex[place] != BLANK else place - 1, first = stop, least, letters
        cdef u8 one, two
        least = stop - LONG_WORD if stop > LONG_WORD else 0
        while first >= least and words.lex[first] != BLANK:
            first -= 1
        if first < least:
            return False
        letters = stop - first
        if not letters:
            return False
        if self.iban:
            one, two = raw[first], raw[stop - 1]
            if letters == 1:
                if one == 114 or one == 82:
                    return True
            elif letters == 2:
                one, two = one & 0xDF, two & 0xDF
                if 65 <= one <= 90 and 65 <= two <= 90 and COUNTRIES[(one - 65) * 26 + two - 65] and (
                    (one == 84 and two == 82) or _iban_abroad(raw, words.raw_size, place, one, two)
                ):
                    return True
            elif one == 73 or one == 105 or one == 0xDD or two == 111 or two == 79:
                return True
        if letters <= 2:
            if self.coded_own:
                return True
            return self.coded_match is not None and self.coded_match(words._raw, first) is not None
        return False

    cdef bint _plate(self, const u8 *raw, Py_ssize_t at, Py_ssize_t size) noexcept:
        """shapes.PLATE at `raw[at]`, where two digits stand."""
        cdef int province = (raw[at] - 48) * 10 + raw[at + 1] - 48, letters = 0, digits = 0
        if not 1 <= province <= 81:
            return False
        at += 2
        if at < size and (raw[at] == 32 or raw[at] == 46 or raw[at] == 10 or raw[at] == 45):
            at += 1
        while at < size and _is_alpha(raw[at]):
            at += 1
            letters += 1
            if letters > 3:
                return False
        if not letters:
            return False
        if at < size and (raw[at] == 32 or raw[at] == 46 or raw[at] == 10 or raw[at] == 45):
            at += 1
        while at < size and _is_digit(raw[at]):
            at += 1
            digits += 1
        return 2 <= digits <= 5 and (at == size or not (_is_alnum(raw[at]) or raw[at] == 64))

    cdef bint candidates(self, Words words, list out) except -1:
        """numbers.number_candidates."""
        cdef const u8 *raw = words.raw
        cdef const u8 *lex = words.lex
        cdef Py_ssize_t size = words.raw_size, place = 0, end, length, taken, at
        cdef bint aged = False, labelled, alike, coded, glued
        cdef u8 before
        cdef int dots
        cdef Mask labels = words.present
        _keep_only(&labels, &self.required)
        alike = _meets(&words.present, &self.alike)
        coded = _meets(&words.present, &self.coded)
        place = _next_digit(raw, size, 0)
        while place >= 0:
            end = _run_end(raw, size, place)
            if lex[place] != BLANK or (
                place > 1 and (raw[place - 1] == 32 or raw[place - 1] == 45) and lex[place - 1] != BLANK
                and (lex[place - 2] == BLANK or place == 2 or lex[place - 3] == BLANK)
            ):
                taken = 0
                if self.codes and self._may_be_code(words, place):
                    taken = _python("shapes").before_digits(self.rules, words, place, out)
                if taken >= end:
                    aged, place = self.dates, _next_digit(raw, size, taken)
                    continue
                before = raw[place - 1]
                if ALIKE[before] and (alike or ((before == 111 or before == 79) and raw[place] == 53)):
                    _python("numbers")._lookalikes(self.rules, words, place, out)
            length = end - place
            glued = lex[end + 1] != BLANK
            if glued or (end + 1 < size and lex[end + 2] != BLANK):
                if (
                    self.plates
                    and (length == 2 or (length > 2 and not _is_digit(raw[end - 3])))
                    and _is_digit(raw[end - 2])
                    and self._plate(raw, end - 2, size)
                ):
                    _python("numbers").plate_candidates(self.rules, words, place, end, out)
                if glued:
                    if coded:
                        _python("numbers").digits_first(self.rules, words, place, out)
                    if alike and ALIKE[raw[end]]:
                        _python("numbers")._lookalikes(self.rules, words, place, out)
            if length >= SHORTEST_BARE or _meets(&labels, &self.needed_upto[length]) or (
                place and raw[place - 1] == 43
            ):
                self._run(words, place, end, out)
            if length >= 4:
                if self.ips and length >= SHORTEST_IP:
                    dots = 0
                    for at in range(place, end):
                        dots += raw[at] == 46
                    if dots >= 3:
                        _python("numbers").ipv4_candidates(self.rules, words, place, end, out)
                if self.dates and not aged and _lived_year(raw, place, end):
                    aged = True
            place = _next_digit(raw, size, end)
        return aged


cdef inline bint _find_in(const u8 *raw, Py_ssize_t start, Py_ssize_t end, u8 byte) noexcept:
    return memchr(raw + start, byte, end - start) != NULL


cdef inline void _cut(const Mask *one, const Mask *two, Mask *into) noexcept:
    into.part[0] = one.part[0] & two.part[0]
    into.part[1] = one.part[1] & two.part[1]
    into.part[2] = one.part[2] & two.part[2]
    into.part[3] = one.part[3] & two.part[3]


cdef inline void _keep_only(Mask *one, const Mask *two) noexcept:
    _cut(one, two, one)


cdef bint _within_seps(const u8 *parted, int size, Reading *reading) noexcept:
    """`parted in seps`."""
    cdef int at
    for at in range(reading.seps_count - size + 1):
        if not memcmp(reading.seps + at, parted, size):
            return True
    return False


cdef inline Py_ssize_t _next_digit(const u8 *raw, Py_ssize_t size, Py_ssize_t at) noexcept:
    while at < size:
        if 48 <= raw[at] <= 57:
            return at
        at += 1
    return -1


cdef Py_ssize_t _run_end(const u8 *raw, Py_ssize_t size, Py_ssize_t at) noexcept:
    """Where numbers._RUN ends that begins with the digit `raw[at]`."""
    cdef Py_ssize_t end, gap
    cdef u8 one, two, three
    cdef bint joined
    while True:
        while at < size and 48 <= raw[at] <= 57:
            at += 1
        end = at
        gap = 0
        while gap < 4 and at + gap < size and not 48 <= raw[at + gap] <= 57:
            gap += 1
        if gap == 0 or gap > 3 or at + gap >= size:
            return end
        one, two, three = raw[at], raw[at + 1] if gap > 1 else 0, raw[at + 2] if gap > 2 else 0
        if gap == 1:
            joined = (
                one == 32 or one == 46 or one == 44 or one == 95 or one == 10 or one == 42 or one == 45 or one == 47
                or one == 41 or one == 40
            )
        elif gap == 2:
            joined = (
                (one == 32 and (two == 45 or two == 47 or two == 40))
                or ((one == 45 or one == 47) and two == 32)
                or (one == 41 and (two == 32 or two == 45))
            )
        else:
            joined = (
                (one == 32 and (two == 45 or two == 47 or two == 46) and three == 32)
                or (one == 41 and two == 32 and three == 45)
            )
        if not joined:
            return end
        at += gap


cdef bint _lived_year(const u8 *raw, Py_ssize_t at, Py_ssize_t end) noexcept:
    """dates.LIVED_YEAR."""
    while at + 4 <= end:
        if raw[at] == 49:
            if raw[at + 1] == 57 and _is_digit(raw[at + 2]) and _is_digit(raw[at + 3]):
                return True
        elif raw[at] == 50 and raw[at + 1] == 48:
            if (raw[at + 2] == 48 and _is_digit(raw[at + 3])) or (raw[at + 2] == 49 and 48 <= raw[at + 3] <= 54):
                return True
        at += 1
    return False


_new = tuple.__new__
_SURE = 0.7  # readings._SURE
_BUILTIN = type(_re.compile(b"").match)
