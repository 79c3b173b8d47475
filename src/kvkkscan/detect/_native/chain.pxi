# Evidence and the linear chain over it: the twin of evidence.py and statements.py.

cdef enum:
    PLACES = 4  # first, middle, last, only
    REACH_OF_TERM = 7  # statements._REACH
    STEM = 5  # evidence._STEM
    LONGEST_STEM = 14  # evidence._LONGEST
    FAR = 4  # evidence._FAR, _CLOSE
    CLOSE = 2
    MOST_CLASSES = 48  # and marks of the text behind them, in 64 bits
    MOST_LABELS = 64
    TEXT_COLUMNS = 3
    STEM_COLUMNS = 8
    TAIL_COLUMNS = 4

_PARTS = ("first", "middle", "last", "only")
_ACCENTS = ("", "ascii", "bare")
# What is said of a text besides classes: behind them, in this order.
_ABOUT = (
    *(f"labels {count}" for count in range(1, 5)), *(f"size {size}" for size in range(6)), "quoted", "asked"
)
_KINDS_TOLD = ("near", "ends", "next", "before", "text")  # statements._TELLING

cdef enum:
    TOLD_NEAR
    TOLD_ENDS
    TOLD_NEXT
    TOLD_BEFORE
    TOLD_TEXT


cdef struct Stretch:
    int first
    int last
    double belief


cdef struct Total:
    int sign  # kind * 256 + value
    int weight


# The kinds of signs whose values are strings of the text: a table each, a column a kind.
_STRINGS = (
    ("word", "-1 word", "1 word"),
    ("-3 stem", "-2 stem", "-1 stem", "1 stem", "2 stem", "3 stem", "on stem", "on after"),
    ("end3", "-1 end", "1 end", "on end"),
    ("begin3",), ("begin4",), ("begin6",), ("end2",), ("end4",), ("-1 pair", "1 pair"),
)
WEIGHTS = "weights.bin"


cdef Table _strings(dict signs, tuple kinds):
    """The weights of strings of the text under several kinds, a column a kind."""
    cdef Table made = Table(len(kinds))
    cdef int column
    for column, kind in enumerate(kinds):
        for value, weight in signs.get(kind, {}).items():
            made.put(value.encode("utf-8"), column, weight)
    return made


def _weights_key():
    """What the ready made tables must have been made from: these sources, those weights."""
    return [DIGEST, _marshal.version, _crc32((_resource_dir("models") / "statements.json").read_bytes())]


def weights_write(folder):
    """Writes the tables of the weights that ship to a file in `folder` (hatch_build.py); it is this machine's kind's."""
    weights = _python("statements").load_weights()
    tables = [_strings(weights.signs, kinds) for kinds in _STRINGS]
    others = set(weights.signs).difference(*_STRINGS)
    small = {kind: weights.signs[kind] for kind in sorted(others)}
    (folder / WEIGHTS).write_bytes(
        _marshal.dumps([_weights_key(), small, weights.steps, [table.packed() for table in tables]])
    )


def weights_read():
    """(signs by kind, steps, tables of the signs that are strings of the text or None: those are among the signs)."""
    try:
        key, small, steps, packed = _marshal.loads((_Path(__file__).parent / WEIGHTS).read_bytes())
        if key == _weights_key():
            return small, steps, [_unpacked(width, keys, slots, pool, rows) for width, keys, slots, pool, rows in packed]
    except (OSError, ValueError, TypeError, EOFError):
        pass
    weights = _python("statements").load_weights()
    return weights.signs, weights.steps, None


cdef class Chain:
    """The weights of statements.load_weights, and the word classes of the packs, for one set of rules."""

    cdef Terms terms
    cdef object rules
    cdef tuple classes
    cdef tuple labels
    cdef tuple about
    cdef int class_count, rule_count
    cdef Trie stems  # of classes
    cdef Range *stem_names  # in `named`, by stem
    cdef Table exact
    cdef int *named  # class * 2 + verb
    cdef Py_ssize_t named_room, named_count
    cdef Table text_stems  # rows: four shorts of a mask of classes
    cdef u64 abroad
    cdef Table of_text, of_stem, of_tail, begin3, begin4, begin6, end2, end4, pairs, sides
    cdef short *label_of  # by rule
    cdef u8 *strength_of
    cdef short *rule_weight
    cdef short *left_rule  # by rule * 2
    cdef short *right_rule
    cdef short *term_weight  # by name, see `_weigh`
    cdef Py_ssize_t weighed  # phrases that have their weight
    cdef object signs
    cdef object lock
    cdef bint loaded
    cdef double steps[4]
    # Rows of small kinds.
    cdef short who[8]
    cdef short wall[4]
    cdef short is_[64]
    cdef short capital[2]
    cdef short part[PLACES * 4]
    cdef short ends[8 * 4]
    cdef short ends_label[8 * MOST_LABELS]
    cdef short accents[3 * 4]
    cdef short near[64 * 4]
    cdef short near_label[64 * MOST_LABELS]
    cdef short text[64 * 4]
    cdef short text_label[64 * MOST_LABELS]
    cdef short capitals[4 * 4]
    cdef short firsts[3 * 4]
    cdef short counts[4]
    cdef short side_strength[2 * 5 * 4]
    cdef short side_label[2 * 5 * MOST_LABELS]
    cdef short side_ends[2 * 5 * 8]
    cdef short beside_is[4 * 64]
    cdef short beside_who[4 * 8]
    cdef short beside_wall[2 * 4]
    cdef short beside_capital[2]
    cdef short edge[4]
    cdef short on_wall[4]
    cdef short on_who[8 * 4]
    cdef short on_whos[8 * 8]
    cdef short on_after_is[64 * 4]
    cdef short on_is[64 * 4]
    cdef short on_term[4 * 4]
    cdef short on_after_term[4 * 4]
    cdef short on_after_ends[8 * 4]
    cdef short on_same[2]

    def __cinit__(self, Terms terms not None, rules):
        cdef int at
        self.terms = terms
        self.rules = rules
        self.lock = _Lock()
        recognizers = rules.packs.recognizers
        self.labels = tuple(sorted({one.entity_type for one in recognizers}))
        self.rule_count = len(recognizers)
        self.label_of = <short *>malloc((self.rule_count + 1) * sizeof(short))
        self.strength_of = <u8 *>malloc(self.rule_count + 1)
        if not (self.label_of and self.strength_of):
            raise MemoryError
        for at, one in enumerate(recognizers):
            self.label_of[at] = self.labels.index(one.entity_type)
            self.strength_of[at] = _STRENGTHS.index(one.strength)

    def __dealloc__(self):
        free(self.named)
        free(self.stem_names)
        free(self.label_of)
        free(self.strength_of)
        free(self.rule_weight)
        free(self.left_rule)
        free(self.right_rule)

    cdef int _small(self, short *row, str kind, object values) except -1:
        """Fills a row with the weights of these values, in their order; None leaves a place out."""
        cdef int at = 0
        known = self.signs.get(kind, {})
        for value in values:
            row[at] = 0 if value is None else known.get(value, 0)
            at += 1
        return 0

    def load(self):
        """Reads weights and classes."""
        cdef int at
        _fill_chain()
        evidence, statements = _python("evidence"), _python("statements")
        signs, steps, given = weights_read()
        known_classes, stems = self.rules.evidence()
        recognizers = self.rules.packs.recognizers
        self.signs = signs
        (self.steps[0], self.steps[1]), (self.steps[2], self.steps[3]) = steps
        classes = tuple(sorted({name for listed in known_classes.values() for name, _ in listed}))
        labels = self.labels
        self.classes, self.class_count = classes, len(classes)
        self.about = (*classes, *_ABOUT)
        place = {name: number for number, name in enumerate(classes)}
        self.abroad = 0
        for name in evidence._ABROAD:
            if name in place:
                self.abroad |= <u64>1 << <int>place[name]
        self.exact = Table(2)
        listed_stems = sorted(stem for stem in known_classes if not stem.endswith(b" "))
        self.stems = Trie(listed_stems)
        self.stem_names = <Range *>malloc((len(listed_stems) + 1) * sizeof(Range))
        if self.stem_names == NULL:
            raise MemoryError
        number = {stem: place_of for place_of, stem in enumerate(listed_stems)}
        for stem, listed in known_classes.items():
            at = self.named_count
            for name, verb in listed:
                self.named = <int *>_grown(self.named, self.named_count + 1, &self.named_room, sizeof(int))
                self.named[self.named_count] = place[name] * 2 + verb
                self.named_count += 1
            if stem.endswith(b" "):
                self.exact.put(stem.strip(), 0, at)
                self.exact.put(stem.strip(), 1, len(listed))
            else:
                self.stem_names[<int>number[stem]] = Range(at, len(listed))
        self.text_stems = Table(4)
        for stem, names in stems.items():
            mask = 0
            for name in names:
                mask |= 1 << place[name]
            for at in range(4):
                self.text_stems.add(stem)
                self.text_stems.rows[self.text_stems.add(stem) * 4 + at] = <short><u16>((mask >> (16 * at)) & 0xFFFF)
        self.rule_weight = <short *>malloc((self.rule_count + 1) * sizeof(short))
        self.left_rule = <short *>malloc((self.rule_count * 2 + 1) * sizeof(short))
        self.right_rule = <short *>malloc((self.rule_count * 2 + 1) * sizeof(short))
        if not (self.rule_weight and self.left_rule and self.right_rule):
            raise MemoryError
        for at, one in enumerate(recognizers):
            self.rule_weight[at] = signs.get("rule", {}).get(one.id, 0)
            self._small(self.left_rule + at * 2, "left rule", [f"{far}:{one.id}" for far in (1, 2)])
            self._small(self.right_rule + at * 2, "right rule", [f"{far}:{one.id}" for far in (1, 2)])
        strengths = (*_STRENGTHS, None)
        wide = (*labels, *[None] * (MOST_LABELS - len(labels)))
        walls = ("0", "1", None, None)

        def crossed(ones, others, form="{}:{}"):
            return [None if one is None or two is None else form.format(one, two) for one in ones for two in others]

        self._small(self.who, "who", WHO)
        self._small(self.wall, "wall", walls)
        self._small(self.is_, "is", classes)
        self._small(self.capital, "capital", ("inside", "first"))
        self._small(self.part, "part", crossed(_PARTS, strengths))
        self._small(self.ends, "ends", crossed(WHO, strengths))
        self._small(self.ends_label, "ends label", crossed(WHO, wide))
        self._small(self.accents, "accents", crossed(_ACCENTS, strengths))
        self._small(self.near, "near", crossed(classes, strengths))
        self._small(self.near_label, "near label", crossed(classes, wide))
        self._small(self.text, "text", crossed(self.about, strengths))
        self._small(self.text_label, "text label", crossed(self.about, wide))
        self._small(self.capitals, "capitals", crossed(("--", "-x", "x-", "xx"), strengths))
        self._small(self.firsts, "firsts", crossed(range(3), strengths))
        self._small(self.counts, "terms", (None, "1", "2", "3"))
        fars = (None, 1, 2, 3, 4)
        for at, side in enumerate(("left", "right")):
            self._small(self.side_strength + at * 20, side, crossed(fars, strengths))
            self._small(self.side_label + at * 5 * MOST_LABELS, f"{side} label", crossed(fars, wide))
            self._small(self.side_ends + at * 40, f"{side} ends", crossed(fars, WHO))
        for at, step in enumerate(evidence.NEXT):
            self._small(self.beside_is + at * 64, f"{step} is", classes)
            self._small(self.beside_who + at * 8, f"{step} who", WHO)
        for at, step in enumerate((-1, 1)):
            self._small(self.beside_wall + at * 4, f"{step} wall", walls)
            self._small(self.beside_capital + at, f"{step} capital", ("yes",))
        self._small(self.on_wall, "on wall", walls)
        self._small(self.on_who, "on who", crossed(WHO, walls, "{}{}"))
        self._small(self.on_whos, "on whos", crossed(WHO, WHO, "{}>{}"))
        self._small(self.on_after_is, "on after is", crossed(classes, walls, "{}{}"))
        self._small(self.on_is, "on is", crossed(classes, walls, "{}{}"))
        self._small(self.on_term, "on term", crossed(strengths, walls, "{}{}"))
        self._small(self.on_after_term, "on after term", crossed(strengths, walls, "{}{}"))
        self._small(self.on_after_ends, "on after ends", crossed(WHO, walls, "{}{}"))
        self._small(self.on_same, "on same", ("False", "True"))
        (
            self.of_text, self.of_stem, self.of_tail, self.begin3, self.begin4, self.begin6, self.end2, self.end4,
            self.pairs,
        ) = given if given else [_strings(signs, kinds) for kinds in _STRINGS]
        for at in range(4):  # beyond the ends of a sentence stands the stem of no letters
            self.edge[at] = self.of_stem.row(b"", 0, HASH)[at + 1]
        self.sides = Table(2)
        for at, kind in enumerate(("left stem", "right stem")):
            for value, weight in signs.get(kind, {}).items():
                far, label, stem = value.split(":")
                if label in labels:
                    self.sides.put(bytes((int(far), labels.index(label))) + stem.encode("utf-8"), at, weight)
        self.loaded = True

    cdef int _weigh(self) except -1:
        """Works out what a mark of each phrase weighs by itself, for those read since."""
        cdef Phrase *phrase
        cdef int label, strength
        of_strength, of_term = self.signs.get("strength", {}), self.signs.get("term", {})
        of_label = self.signs.get("label", {})
        recognizers = self.rules.packs.recognizers
        while self.weighed < self.terms.phrases_count:
            phrase = &self.terms.phrases[self.weighed]
            one = recognizers[phrase.rule]
            at = self.terms.names.keys[phrase.name]
            name = (<bytes>self.terms.names.pool[at.at : at.at + at.size]).decode("utf-8")
            phrase.weight = (
                self.rule_weight[phrase.rule] + of_strength.get(one.strength, 0) + of_term.get(name, 0)
                + of_label.get(f"{one.entity_type}:{one.strength}", 0)
            )
            self.weighed += 1
        return 0

    cdef int _word(self, Token *token, const u8 *text, const u8 *raw, Word *word) except -1:
        """evidence._word."""
        cdef int size, at, tail, state = 0, depth
        cdef Range names
        cdef int stems[LONGEST_STEM + 1]
        cdef u32 value = HASH
        cdef u32 upto[7]
        cdef const short *row
        cdef u8 name, verb
        cdef u64 bit, have = 0
        word.wall = token.wall
        word.classes = 0
        word.abroad = 0
        word.capital = False
        if token.number:
            text = NUMBERS + 2 * (token.size if token.size < 5 else 5)
            word.text, word.size, word.stem = text, 2, 2
            word.who = WHO_NUMBER
            word.of_text = self.of_text.row(text, 2, _hash(text, 2))
            word.of_stem = self.of_stem.row(text, 2, _hash(text, 2))
            word.of_tail = self.of_tail.row(text, 1, _hash(text, 1))
            value = _hash(text, 2)
            word.own = (
                self.begin3.row(text, 2, value)[0] + self.begin4.row(text, 2, value)[0]
                + self.begin6.row(text, 2, value)[0] + self.end2.row(text, 2, value)[0]
                + self.end4.row(text, 2, value)[0]
            )
            return 0
        size = token.size
        word.text, word.size = text, size
        word.stem = size if size < STEM else STEM
        word.who = _who(text, size)
        word.capital = CAPITAL[raw[token.start]]
        upto[0] = value
        for at in range(size):
            value = _hash_on(value, text[at])
            if at < 6:
                upto[at + 1] = value
        word.of_text = self.of_text.row(text, size, value)
        word.of_stem = self.of_stem.row(text, word.stem, upto[word.stem])
        tail = size - 3 if size > 3 else 0
        word.of_tail = self.of_tail.row(text + tail, size - tail, _hash(text + tail, size - tail))
        word.own = (
            self.begin3.row(text, min(size, 3), upto[min(size, 3)])[0]
            + self.begin4.row(text, min(size, 4), upto[min(size, 4)])[0]
            + self.begin6.row(text, min(size, 6), upto[min(size, 6)])[0]
        )
        tail = size - 2 if size > 2 else 0
        word.own += self.end2.row(text + tail, size - tail, _hash(text + tail, size - tail))[0]
        tail = size - 4 if size > 4 else 0
        word.own += self.end4.row(text + tail, size - tail, _hash(text + tail, size - tail))[0]
        # evidence.classes_of
        row = self.exact.row(text, size, value)
        for at in range(row[0], row[0] + min(row[1], 64 - MOST_CLASSES)):  # a word may be listed twice
            name = self.named[at] >> 1
            word.named[word.classes] = name
            word.classes += 1
            have |= <u64>1 << name
        depth = 0
        while depth < size and depth < LONGEST_STEM:
            state = self.stems.step(state, text[depth])
            if state < 0:
                break
            depth += 1
            stems[depth] = self.stems.states[state].pattern
        for tail in range(depth, 1, -1):
            if stems[tail] >= 0:
                names = self.stem_names[stems[tail]]
                for at in range(names.first, names.first + names.count):
                    name, verb = self.named[at] >> 1, self.named[at] & 1
                    bit = <u64>1 << name
                    if not have & bit and (
                        tail == size
                        or (kvkkscan_verb(text + tail, size - tail) if verb
                            else kvkkscan_noun(text + tail, size - tail))
                    ):
                        have |= bit
                        word.named[word.classes] = name
                        word.classes += 1
        word.abroad = have & self.abroad
        return 0

    cdef u64 _text_signs(self, const u8 *lex, Py_ssize_t size) noexcept:
        """evidence.text_signs, a bit a class."""
        cdef Py_ssize_t at = 0, first
        cdef u64 found = 0
        cdef const short *row
        cdef u32 value
        while at < size:
            if lex[at] == BLANK:
                at += 1
                continue
            first = at
            value = HASH
            while lex[at] != BLANK and at < first + STEM:
                value = _hash_on(value, lex[at])
                at += 1
            row = self.text_stems.row(lex + first, at - first, value)
            found |= (
                <u64><u16>row[0] | <u64><u16>row[1] << 16 | <u64><u16>row[2] << 32 | <u64><u16>row[3] << 48
            )
            while lex[at] != BLANK:
                at += 1
        return found

    cdef inline const short *_pair(self, Scratch s, Word *one, Word *two) noexcept:
        """The row of two stems side by side."""
        cdef u8 *key = s.key
        memcpy(key, one.text, one.stem)
        key[one.stem] = BLANK
        memcpy(key + one.stem + 1, two.text, two.stem)
        return self.pairs.row(key, one.stem + 1 + two.stem, _hash(key, one.stem + 1 + two.stem))

    cdef int _neighbours(self, Scratch s, Word *words, int size, int place) noexcept:
        """evidence._neighbours."""
        cdef int total = 0, index, at, name
        cdef Word *other
        cdef Word *word = &words[place]
        for index in range(4):
            at = place + STEPS[index]
            if at < 0 or at >= size:
                total += self.edge[index]
                continue
            other = &words[at]
            total += other.of_stem[index + 1] + self.beside_who[index * 8 + other.who]
            for name in range(other.classes):
                total += self.beside_is[index * 64 + other.named[name]]
            if index == 1 or index == 2:
                total += (
                    other.of_tail[index] + other.of_text[index] + self._pair(s, word, other)[index - 1]
                    + self.beside_wall[(index - 1) * 4 + other.wall]
                )
                if other.capital:
                    total += self.beside_capital[index - 1]
        if place >= 3:
            total += words[place - 3].of_stem[0]
        if place + 3 < size:
            total += words[place + 3].of_stem[5]
        return total

    cdef int _within(
        self, Scratch s, Word *words, Range *marks_of, int size, u64 about, u64 abroad, int firsts, int place
    ) noexcept:
        """evidence.within."""
        cdef Word *word = &words[place]
        cdef int total, at, label, strength, far, side, name
        cdef Mark *mark
        cdef Phrase *phrase
        cdef Range mine = marks_of[place]
        cdef u64 left
        cdef const short *row
        total = word.of_text[0] + word.own + word.of_tail[0] + self.who[word.who] + self.wall[word.wall]
        for at in range(word.classes):
            total += self.is_[word.named[at]]
        if word.capital:
            total += self.capital[0 if place else 1]
        total += self._neighbours(s, words, size, place)
        if mine.count:
            for at in range(mine.first, mine.first + mine.count):
                mark = &s.marks[at]
                phrase = &self.terms.phrases[mark.phrase]
                label, strength = self.label_of[phrase.rule], self.strength_of[phrase.rule]
                total += (
                    phrase.weight + self.part[mark.part * 4 + strength] + self.ends[mark.who * 4 + strength]
                    + self.ends_label[mark.who * MOST_LABELS + label] + self.accents[mark.accents * 4 + strength]
                )
            phrase = &self.terms.phrases[s.marks[mine.first].phrase]
            label, strength = self.label_of[phrase.rule], self.strength_of[phrase.rule]
            name = 0
            left = abroad
            while left:
                if left & 1:
                    total += self.near[name * 4 + strength] + self.near_label[name * MOST_LABELS + label]
                left >>= 1
                name += 1
            name = 0
            left = about
            while left:
                if left & 1:
                    total += self.text[name * 4 + strength] + self.text_label[name * MOST_LABELS + label]
                left >>= 1
                name += 1
            at = (2 if word.capital else 0) + (1 if place + 1 < size and words[place + 1].capital else 0)
            total += self.capitals[at * 4 + strength]
            return total + self.firsts[firsts * 4 + strength] + self.counts[min(mine.count, 3)]
        for side in range(2):
            for far in range(1, FAR + 1):
                at = place + far if side else place - far
                if at < 0 or at >= size:
                    break
                if marks_of[at].count:
                    mark = &s.marks[marks_of[at].first]
                    phrase = &self.terms.phrases[mark.phrase]
                    label, strength = self.label_of[phrase.rule], self.strength_of[phrase.rule]
                    total += (
                        self.side_strength[side * 20 + far * 4 + strength]
                        + self.side_label[(side * 5 + far) * MOST_LABELS + label]
                        + self.side_ends[side * 40 + far * 8 + mark.who]
                    )
                    if far <= CLOSE:
                        total += (self.right_rule if side else self.left_rule)[phrase.rule * 2 + far - 1]
                        s.key[0], s.key[1] = far, label
                        memcpy(s.key + 2, word.text, word.stem)
                        total += self.sides.row(s.key, word.stem + 2, _hash(s.key, word.stem + 2))[side]
                    break
        return total

    cdef int _onward(self, Scratch s, Word *words, Range *marks_of, int place) noexcept:
        """evidence.onward."""
        cdef Word *word
        cdef Word *last
        cdef int total, at, wall
        cdef Mark *here
        cdef Mark *before
        if not place:
            return 0
        word, last = &words[place], &words[place - 1]
        wall = word.wall
        total = (
            self.on_wall[wall] + self.on_who[last.who * 4 + wall] + last.of_tail[3] + word.of_stem[6]
            + last.of_stem[7] + self.on_whos[last.who * 8 + word.who]
        )
        for at in range(last.classes):
            total += self.on_after_is[last.named[at] * 4 + wall]
        for at in range(word.classes):
            total += self.on_is[word.named[at] * 4 + wall]
        if marks_of[place].count:
            here = &s.marks[marks_of[place].first]
            total += self.on_term[self.strength_of[self.terms.phrases[here.phrase].rule] * 4 + wall]
        if marks_of[place - 1].count:
            before = &s.marks[marks_of[place - 1].first]
            total += (
                self.on_after_term[self.strength_of[self.terms.phrases[before.phrase].rule] * 4 + wall]
                + self.on_after_ends[before.who * 4 + wall]
            )
            if marks_of[place].count:
                total += self.on_same[
                    self.terms.phrases[here.phrase].name == self.terms.phrases[before.phrase].name
                ]
        return total

    cdef int _believed(self, Scratch s, Word *words, Range *marks_of, int size, u64 about, u64 abroad, int firsts) except -1:
        """statements.believed: fills the first `size` numbers of the scratch."""
        cdef int place
        cdef double out, belongs, total, goes_on
        cdef double *beliefs
        cdef double *inside
        cdef double *onward
        cdef double *before
        s.numbers = <double *>_grown(s.numbers, size * 5, &s.numbers_room, sizeof(double))
        beliefs, inside, onward, before = s.numbers, s.numbers + size, s.numbers + 2 * size, s.numbers + 3 * size
        for place in range(size):
            inside[place] = self._within(s, words, marks_of, size, about, abroad, firsts, place) / <double>UNIT
            onward[place] = self.steps[3] + self._onward(s, words, marks_of, place) / <double>UNIT
        before[0], before[1] = 0.0, inside[0]
        for place in range(1, size):
            out, belongs = before[2 * place - 2], before[2 * place - 1]
            before[2 * place] = _either(out + self.steps[0], belongs + self.steps[2])
            before[2 * place + 1] = _either(out + self.steps[1], belongs + onward[place]) + inside[place]
        total = _either(before[2 * size - 2], before[2 * size - 1])
        out = belongs = 0.0
        beliefs[size - 1] = exp(_under_zero(before[2 * size - 1] + belongs - total))
        for place in range(size - 2, -1, -1):
            belongs += inside[place + 1]
            goes_on = _either(self.steps[2] + out, onward[place + 1] + belongs)
            out = _either(self.steps[0] + out, self.steps[1] + belongs)
            belongs = goes_on
            beliefs[place] = exp(_under_zero(before[2 * place + 1] + belongs - total))
        return 0

    cdef int _marked(self, Scratch s, Py_ssize_t count) except -1:
        """Puts the marks of the kept matches on their words: the strongest first (they are sorted so)."""
        cdef Py_ssize_t at
        cdef int place, total = 0
        cdef Match *one
        cdef Mark *mark
        s.marks_of = <Range *>_grown(s.marks_of, s.tokens_count + 1, &s.marks_of_room, sizeof(Range))
        for at in range(s.tokens_count):
            s.marks_of[at] = Range(0, 0)
        for at in range(count):
            for place in range(s.kept[at].first, s.kept[at].last + 1):
                s.marks_of[place].count += 1
                total += 1
        s.marks = <Mark *>_grown(s.marks, total + 1, &s.marks_room, sizeof(Mark))
        total = 0
        for at in range(s.tokens_count):
            s.marks_of[at].first = total
            total += s.marks_of[at].count
            s.marks_of[at].count = 0
        for at in range(count):
            one = &s.kept[at]
            for place in range(one.first, one.last + 1):
                mark = &s.marks[s.marks_of[place].first + s.marks_of[place].count]
                s.marks_of[place].count += 1
                mark.phrase, mark.who, mark.accents = one.phrase, one.who, one.accents
                mark.part = 3 if one.first == one.last else 0 if place == one.first else 2 if place == one.last else 1
        return 0

    cdef bint _before(self, Match *one, Match *two) noexcept:
        """Whether `one` ranks before `two` (statements._rank)."""
        cdef Phrase *left = &self.terms.phrases[one.phrase]
        cdef Phrase *right = &self.terms.phrases[two.phrase]
        cdef int first = self.strength_of[left.rule], second = self.strength_of[right.rule], order
        cdef Key *names
        if first != second:
            return first < second
        first, second = one.first - one.last, two.first - two.last
        if first != second:
            return first < second
        if left.rule != right.rule:
            return left.rule < right.rule
        if left.name == right.name:
            return False
        names = self.terms.names.keys
        order = memcmp(
            self.terms.names.pool + names[left.name].at, self.terms.names.pool + names[right.name].at,
            min(names[left.name].size, names[right.name].size),
        )
        return order < 0 if order else names[left.name].size < names[right.name].size

    cdef bint _nested(self, Scratch s, Match *one, Py_ssize_t count) noexcept:
        """statements._nested, among the first `count` matches."""
        cdef Py_ssize_t at
        cdef Match *other
        cdef int rule = self.terms.phrases[one.phrase].rule, another
        for at in range(count):
            other = &s.matches[at]
            if other.first <= one.first and one.last <= other.last and one.last - one.first < other.last - other.first:
                another = self.terms.phrases[other.phrase].rule
                if self.label_of[another] == self.label_of[rule] and self.strength_of[another] <= self.strength_of[rule]:
                    return True
        return False

    cdef bint _covered(self, Scratch s, Match *one) noexcept:
        """statements._covered: whether idioms of its label hold all words of a term."""
        cdef int place, label = self.label_of[self.terms.phrases[one.phrase].rule]
        cdef Py_ssize_t at
        cdef Match *other
        cdef bint held
        for place in range(one.first, one.last + 1):
            held = False
            for at in range(s.idioms_count):
                other = &s.idioms[at]
                if (
                    other.first <= place <= other.last
                    and self.label_of[self.terms.phrases[other.phrase].rule] == label
                ):
                    held = True
                    break
            if not held:
                return False
        return True

    cdef int _read_idioms(self, Scratch s) except -1:
        """Looks for the anchors of idioms among the words, and reads those met for the first time (in Python)."""
        cdef Py_ssize_t at
        cdef int state, size
        cdef Token *token
        cdef Trie stems = self.terms.idiom_stems
        s.anchors_count = 0
        for at in range(s.tokens_count):
            token = &s.tokens[at]
            state = 0
            for size in range(token.size):
                state = stems.step(state, s.text[token.text + size])
                if state < 0:
                    break
                if stems.states[state].pattern >= 0 and size:
                    s.anchors = <Proposal *>_grown(
                        s.anchors, s.anchors_count + 1, &s.anchors_room, sizeof(Proposal)
                    )
                    s.anchors[s.anchors_count] = Proposal(at, stems.states[state].pattern)
                    s.anchors_count += 1
        for at in range(s.anchors_count):
            if self.terms.idioms[s.anchors[at].phrase].count < 0:
                self.terms._idiom(s.anchors[at].phrase)
        return 0

    cdef int _find_idioms(self, Scratch s, const u8 *raw, bint plain) except -1:
        """Fills the scratch with the idioms that stand among the words."""
        cdef Py_ssize_t at
        cdef int offer
        cdef Range row
        cdef Match found
        s.idioms_count = 0
        for at in range(s.anchors_count):
            row = self.terms.idioms[s.anchors[at].phrase]
            for offer in range(row.first, row.first + row.count):
                if self.terms.match(s, self.terms.offered[offer].phrase, s.anchors[at].place, raw, plain, &found):
                    s.idioms = <Match *>_grown(s.idioms, s.idioms_count + 1, &s.idioms_room, sizeof(Match))
                    s.idioms[s.idioms_count] = found
                    s.idioms_count += 1
        return 0

    cdef int _sentence(self, Words words, Scratch s, Py_ssize_t *at, int start, int end, bint plain) except -1:
        """Fills the scratch with the matches of one sentence that stay; returns how many. `at` moves past its proposals."""
        cdef Py_ssize_t token = 0, one
        cdef Match found
        cdef Py_ssize_t count = 0
        cdef Proposal *proposal
        self.terms.tokens(words, s, start, end)
        s.matches_count = 0
        while at[0] < s.proposals_count and s.proposals[at[0]].place < end:
            proposal = &s.proposals[at[0]]
            at[0] += 1
            while token < s.tokens_count and s.tokens[token].start < proposal.place:
                token += 1
            if token == s.tokens_count or s.tokens[token].start != proposal.place:
                continue
            if self._known(s, at[0] - 1):
                continue
            if self.terms.match(s, proposal.phrase, token, words.raw, plain, &found):
                s.matches = <Match *>_grown(s.matches, s.matches_count + 1, &s.matches_room, sizeof(Match))
                s.matches[s.matches_count] = found
                s.matches_count += 1
        if not s.matches_count:
            return 0
        self._read_idioms(s)
        self._find_idioms(s, words.raw, plain)
        if s.idioms_count:
            for one in range(s.matches_count):
                if not self._covered(s, &s.matches[one]):
                    s.matches[count] = s.matches[one]
                    count += 1
            s.matches_count = count
        s.kept = <Match *>_grown(s.kept, s.matches_count + 1, &s.kept_room, sizeof(Match))
        count = 0
        for one in range(s.matches_count):
            if not self._nested(s, &s.matches[one], s.matches_count):
                token = count
                while token and self._before(&s.matches[one], &s.kept[token - 1]):
                    s.kept[token] = s.kept[token - 1]
                    token -= 1
                s.kept[token] = s.matches[one]
                count += 1
        return count

    cdef bint _known(self, Scratch s, Py_ssize_t at) noexcept:
        """Whether a proposal was made before at the same place."""
        cdef Py_ssize_t other = at - 1
        while other >= 0 and s.proposals[other].place == s.proposals[at].place:
            if s.proposals[other].phrase == s.proposals[at].phrase:
                return True
            other -= 1
        return False

    cdef list candidates(self, Words words, Scratch s, list surer):
        """statements.statement_candidates: (start, end, score, rule, reasons) of the statements in a text.

        `surer`: the (start, end) inside of which no statement stands.
        """
        cdef list made = []
        cdef Py_ssize_t at, sentence, kept, found_count, all_kept
        cdef bint plain = True
        cdef u64 labels = 0, about
        cdef int count, low, high, place, size
        cdef list every = []
        self.terms.ready(words)
        self.terms.proposed(words, s)
        if not s.proposals_count:
            return made
        s.places = <int *>_grown(s.places, self.terms.longest, &s.places_room, sizeof(int))
        for at in range(words.raw_size):
            if TURKISH[words.raw[at]]:
                plain = False
                break
        self.terms.sentences(words, s)
        # Once to find the matches of all sentences: how many labels a text speaks of is a sign for each of them.
        at = sentence = 0
        while at < s.proposals_count:
            while s.stops[sentence + 1] <= s.proposals[at].place:
                sentence += 1
            count = self._sentence(words, s, &at, s.stops[sentence], s.stops[sentence + 1], plain)
            if count:
                for kept in range(count):
                    labels |= <u64>1 << self.label_of[self.terms.phrases[s.kept[kept].phrase].rule]
                every.append((
                    s.stops[sentence], s.stops[sentence + 1],
                    <bytes>(<u8 *>s.kept)[: count * sizeof(Match)],
                ))
        if not every:
            return made
        if not self.loaded:
            with self.lock:
                if not self.loaded:
                    self.load()
        self._weigh()
        about = self._text_signs(words.lex, words.lex_size)
        count = 0
        while labels:
            count += labels & 1
            labels >>= 1
        about |= <u64>1 << (self.class_count + min(count, 4) - 1)
        about |= <u64>1 << (self.class_count + 4 + min(words.raw_size // 80, 5))
        for start, end, kept_bytes in every:
            size = len(kept_bytes) // sizeof(Match)
            self.terms.tokens(words, s, start, end)
            memcpy(s.kept, <const u8 *>(<bytes>kept_bytes), len(kept_bytes))
            self._marked(s, size)
            self._weighed(words, s, about | self._around(words, s), surer, made)
        return made

    cdef u64 _around(self, Words words, Scratch s) noexcept:
        """What is said of a sentence: whether it stands in quotes, whether it asks."""
        cdef const u8 *raw = words.raw
        cdef Py_ssize_t start = s.tokens[0].start, end = s.tokens[s.tokens_count - 1].end, at, last
        cdef u64 found = 0
        cdef u8 byte
        if start and QUOTE[raw[start - 1]]:
            # raw[end : end + 2].strip(b".,!?")[:1]
            for at in range(end, min(end + 2, words.raw_size)):
                byte = raw[at]
                if byte != 46 and byte != 44 and byte != 33 and byte != 63:
                    if QUOTE[byte]:
                        found |= <u64>1 << (self.class_count + 10)
                    break
        if end < words.raw_size and raw[end] == 63:
            found |= <u64>1 << (self.class_count + 11)
        return found

    cdef int _weighed(self, Words words, Scratch s, u64 about, list surer, list made) except -1:
        """Weighs the stretches around the terms of a sentence, and appends the statements in them."""
        cdef int low = -1, high = -1, place
        for place in range(s.tokens_count):
            if not s.marks_of[place].count:
                continue
            if high < 0:
                low = max(0, place - REACH_OF_TERM)
            elif place - REACH_OF_TERM > high:
                self._window(words, s, low, high, about, surer, made)
                low = place - REACH_OF_TERM
            high = min(s.tokens_count, place + REACH_OF_TERM + 1)
        if high >= 0:
            self._window(words, s, low, high, about, surer, made)
        return 0

    cdef int _window(self, Words words, Scratch s, int low, int high, u64 about, list surer, list made) except -1:
        cdef int size = high - low, at, firsts = 0, first, last, place, start, label, here, cut
        cdef u64 abroad = 0
        cdef Range *marks_of = s.marks_of + low
        cdef double belief
        s.words = <Word *>_grown(s.words, size, &s.words_room, sizeof(Word))
        for at in range(size):
            self._word(&s.tokens[low + at], s.text + s.tokens[low + at].text, words.raw, &s.words[at])
            abroad |= s.words[at].abroad
            firsts += s.words[at].who == WHO_FIRST
        if firsts > 2:
            firsts = 2
        self._believed(s, s.words, marks_of, size, about, abroad, firsts)
        # statements.runs
        place = 0
        while place < size:
            if s.numbers[place] < CORE:
                place += 1
                continue
            first = place
            while place < size and s.numbers[place] >= CORE:
                place += 1
            last = place - 1
            while first < last and not marks_of[first].count and s.numbers[first] < EDGE:
                first += 1
            while last > first and not marks_of[last].count and s.numbers[last] < EDGE:
                last -= 1
            if not self._any(marks_of, first, last):
                continue
            while first > 0 and self._term_goes_on(s, marks_of[first - 1], marks_of[first]):
                first -= 1
            while last + 1 < size and self._term_goes_on(s, marks_of[last], marks_of[last + 1]):
                last += 1
            place = max(place, last + 1)
            belief = 0.0
            for at in range(first, last + 1):
                belief = max(belief, s.numbers[at])
            # statements.parted
            start, label = first, -1
            for at in range(first, last + 1):
                if not marks_of[at].count:
                    continue
                here = self.label_of[self.terms.phrases[s.marks[marks_of[at].first].phrase].rule]
                if label >= 0 and here != label:
                    cut = at
                    while cut > start and not s.words[cut].wall:
                        cut -= 1
                    if cut > start and self._any(marks_of, start, cut - 1) and self._any(marks_of, cut, last):
                        self._statement(words, s, low, start, cut - 1, belief, size, about, abroad, surer, made)
                        start = cut
                label = here
            self._statement(words, s, low, start, last, belief, size, about, abroad, surer, made)
        return 0

    cdef bint _any(self, Range *marks_of, int first, int last) noexcept:
        cdef int at
        for at in range(first, last + 1):
            if marks_of[at].count:
                return True
        return False

    cdef bint _term_goes_on(self, Scratch s, Range left, Range right) noexcept:
        """statements._goes_on."""
        cdef int one, two
        cdef Phrase *first
        cdef Phrase *second
        for one in range(left.first, left.first + left.count):
            first = &self.terms.phrases[s.marks[one].phrase]
            if s.marks[one].part > 1 or self.strength_of[first.rule] != 0:
                continue
            for two in range(right.first, right.first + right.count):
                second = &self.terms.phrases[s.marks[two].phrase]
                if (s.marks[two].part == 1 or s.marks[two].part == 2) and (
                    first.rule == second.rule and first.name == second.name
                ):
                    return True
        return False

    cdef int _statement(
        self, Words words, Scratch s, int low, int first, int last, double belief, int size, u64 about, u64 abroad,
        list surer, list made,
    ) except -1:
        """Appends one statement, if it stands inside nothing surer."""
        cdef int place = -1, at
        cdef Range *marks_of = s.marks_of + low
        cdef int begin = s.tokens[low + first].start, stop = s.tokens[low + last].end
        cdef int rule
        for at in range(first, last + 1):
            if marks_of[at].count and (place < 0 or s.numbers[at] > s.numbers[place]):
                place = at
        for left, right in surer:
            if left <= begin and stop <= right:
                return 0
        rule = self.terms.phrases[s.marks[marks_of[place].first].phrase].rule
        made.append(Candidate(begin, stop, round(_python("statements").score(belief), 2), rule,
                              self._reasons(s, marks_of, size, about, abroad, place)))
        return 0

    cdef tuple _reasons(self, Scratch s, Range *marks_of, int size, u64 about, u64 abroad, int place):
        """statements._reasons."""
        cdef dict totals = {}
        cdef int index, at, name, label, strength
        cdef Word *other
        cdef Mark *mark
        cdef Range mine = marks_of[place]
        for index in range(4):
            at = place + STEPS[index]
            if 0 <= at < size:
                other = &s.words[at]
                for name in range(other.classes):
                    _tell(
                        totals, TOLD_BEFORE if index < 2 else TOLD_NEXT, other.named[name],
                        self.beside_is[index * 64 + other.named[name]],
                    )
        for at in range(mine.first, mine.first + mine.count):
            mark = &s.marks[at]
            label = self.label_of[self.terms.phrases[mark.phrase].rule]
            strength = self.strength_of[self.terms.phrases[mark.phrase].rule]
            _tell(
                totals, TOLD_ENDS, mark.who,
                self.ends[mark.who * 4 + strength] + self.ends_label[mark.who * MOST_LABELS + label],
            )
        label = self.label_of[self.terms.phrases[s.marks[mine.first].phrase].rule]
        strength = self.strength_of[self.terms.phrases[s.marks[mine.first].phrase].rule]
        for name in range(self.class_count):
            if abroad >> name & 1:
                _tell(
                    totals, TOLD_NEAR, name,
                    self.near[name * 4 + strength] + self.near_label[name * MOST_LABELS + label],
                )
        for name in range(64):
            if about >> name & 1:
                _tell(
                    totals, TOLD_TEXT, name,
                    self.text[name * 4 + strength] + self.text_label[name * MOST_LABELS + label],
                )
        cdef list told = [f"term-{_STRENGTHS[strength]}"]
        statements = _python("statements")
        for sign, weight in sorted(totals.items(), key=_heaviest)[: statements._REASONS]:
            if abs(weight) >= statements._TOLD:
                kind, value = divmod(sign, 256)
                value = WHO[value] if kind == TOLD_ENDS else self.about[value]
                told.append(f"{'for' if weight > 0 else 'against'}-{_KINDS_TOLD[kind]}:{value}")
        return tuple(told)


def _heaviest(one):
    return -abs(one[1])


cdef int _tell(dict totals, int kind, int value, int weight) except -1:
    sign = kind * 256 + value
    totals[sign] = totals.get(sign, 0) + weight
    return 0


cdef inline double _either(double one, double two) noexcept:
    """statements._either."""
    cdef double other
    if one < two:
        other = one
        one = two
        two = other
    return one + log(1.0 + exp(two - one)) if one - two < 40 else one


cdef inline double _under_zero(double value) noexcept:
    return value if value < 0.0 else 0.0


cdef double CORE, EDGE
cdef int UNIT
cdef int STEPS[4]
STEPS[:] = [-2, -1, 1, 2]
cdef u8 WHO_NUMBER = WHO.index("number"), WHO_FIRST = WHO.index("first")
cdef u8 CAPITAL[256]
cdef u8 QUOTE[256]
cdef bytes _NUMBERS = b"".join(b"#%d" % _count for _count in range(6))
cdef const u8 *NUMBERS = _NUMBERS


cdef int _fill_chain() except -1:
    """Takes over the numbers of evidence.py and statements.py.

    Raises:
        ImportError: one that is written here is another there.
    """
    global CORE, EDGE, UNIT
    cdef int byte
    evidence, statements = _python("evidence"), _python("statements")
    for name, mine, theirs in (
        ("near", NEAR, _phrases.NEAR), ("longest sentence", LONGEST, _tokens._LONGEST),
        ("short", SHORT, _phrases._SHORT), ("widest", WIDEST, _phrases._WIDEST), ("reach", REACH, _terms.REACH),
        ("after", AFTER, _terms.AFTER), ("whole", WHOLE, _terms._WHOLE), ("window", REACH_OF_TERM, statements._REACH),
        ("stem", STEM, evidence._STEM), ("longest stem", LONGEST_STEM, evidence._LONGEST), ("far", FAR, evidence._FAR),
        ("close", CLOSE, evidence._CLOSE), ("head", 3, _phrases.HEAD), ("next", (-2, -1, 1, 2), evidence.NEXT),
        ("around", (-3, 3), evidence.AROUND), ("who", 8, len(WHO)), ("strengths", 3, len(_STRENGTHS)),
    ):
        if mine != theirs:
            raise ImportError(f"{name} is {theirs} in Python, {mine} here")
    for byte in range(256):
        CAPITAL[byte] = byte in evidence._CAPITALS
        QUOTE[byte] = bytes([byte]) in statements._QUOTES
    CORE, EDGE, UNIT = statements._CORE, statements._EDGE, statements.UNIT
    return 0

