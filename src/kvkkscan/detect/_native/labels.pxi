# The labeller: the twin of features.py and labeller.py.

cdef enum:
    COLUMN_COUNT = 34  # features.COLUMNS
    PAD = 4  # features._PAD
    STATE_COUNT = 7  # labeller.STATES
    LANES = 8
    MOST_SIGNS = 512  # of one word; further ones are passed over by neither: see `_signs`
    SEVERAL_COUNT = 16
    LABELS_MOST = 16

cdef u64 EVEN = 0x00FF00FF00FF00FFULL


cdef struct Single:
    int column
    int step
    u32 factor
    u32 plus


cdef struct Paired:
    int left
    int step
    int right
    int other
    u32 factor
    u32 second
    u32 plus


cdef struct LabelWord:  # features.Piece, and what goes with it
    int start
    int stem_end
    int end
    int sentence
    int text  # its letters
    int size
    int stem
    int classes
    u8 named[64]
    u64 have  # the same, a bit a class
    Range marks
    bint first


cdef struct LabelMark:  # features.Term
    int place
    int rule
    u32 name
    u8 part
    u8 who
    u8 accents


cdef struct Several:  # a sign of which a word may have several
    int word
    u32 sign


cdef class Labels:
    """The model of labeller.load_model and the look-ups of the packs, for one set of rules. Not for two threads at once."""

    cdef Chain chain
    cdef Terms terms
    cdef object rules, model, known
    cdef const u64 *rows
    cdef const u8 *label_rows
    cdef const u32 *cluster_rows
    cdef Py_ssize_t cluster_count
    cdef int shift, label_shift, label_count
    cdef double scale
    cdef double steps[STATE_COUNT * STATE_COUNT]
    cdef double first[STATE_COUNT]
    cdef double edges[3]
    cdef double last[3]
    cdef double walls[3]
    cdef Single *singles
    cdef Paired *pairs
    cdef Single *label_signs
    cdef int single_count, pair_count, label_sign_count
    cdef u32 factor[SEVERAL_COUNT]
    cdef u32 plus[SEVERAL_COUNT]
    cdef u32 *rule_label
    cdef u32 *rule_name
    cdef u32 class_number[64]
    cdef u32 hidden_label[MOST_LABELS]
    cdef u64 in_text
    cdef Table names, towns, units
    cdef object held  # what the pointers lead into
    # Room for one text.
    cdef LabelWord *words
    cdef LabelMark *marks
    cdef LabelMark *marks_of
    cdef u32 *columns
    cdef u8 *letters
    cdef Several *several
    cdef u32 *signs
    cdef double *odds
    cdef double *before
    cdef double *beliefs
    cdef Py_ssize_t words_room, marks_room, marks_of_room, columns_room, letters_room, several_room, odds_room
    cdef Py_ssize_t before_room, beliefs_room, count, marks_count, several_count, letters_count
    cdef int label_total  # labels of the terms in the text

    def __cinit__(self, Chain chain not None, rules):
        self.chain, self.terms, self.rules = chain, chain.terms, rules

    def __dealloc__(self):
        for_all_free(self)

    def load(self):
        """Reads the model and the look-ups.

        Raises:
            OverflowError: there are more classes or labels than there are places for.
        """
        cdef int at
        _fill_labels()
        if not self.chain.loaded:
            with self.chain.lock:
                if not self.chain.loaded:
                    self.chain.load()
        model = self.model = _labeller.load_model()
        known = self.known = self.rules.look_ups()
        cdef const u8[::1] data = model.raw
        starts = _labeller.starts(model.raw)
        self.held = model.raw
        cdef const u8 *raw = &data[0]
        self.rows = <const u64 *>(raw + <Py_ssize_t>starts[0])
        self.label_rows = raw + <Py_ssize_t>starts[1]
        self.cluster_rows = <const u32 *>(raw + <Py_ssize_t>starts[2])
        self.cluster_count = (len(data) - starts[2]) // 8
        self.shift, self.label_shift, self.scale = 32 - model.bits, 32 - model.label_bits, model.scale
        self.label_count = len(_labeller.SPECIAL)
        for at in range(STATE_COUNT):
            self.first[at] = model.first[at]
            for other in range(STATE_COUNT):
                self.steps[at * STATE_COUNT + <int>other] = model.steps[at][other]
        for at, kind in enumerate(_labeller.KINDS):
            self.edges[at], self.last[at], self.walls[at] = model.edges[kind], model.last[kind], model.walls[kind]
        self.single_count = len(_features.SINGLES)
        self.singles = <Single *>malloc(self.single_count * sizeof(Single))
        self.pair_count = len(_features.PAIRS)
        self.pairs = <Paired *>malloc(self.pair_count * sizeof(Paired))
        self.label_sign_count = len(_features.LABEL_TEMPLATES)
        self.label_signs = <Single *>malloc(self.label_sign_count * sizeof(Single))
        if not (self.singles and self.pairs and self.label_signs):
            raise MemoryError
        for at, (column, step, factor, plus) in enumerate(_features.SINGLES):
            self.singles[at] = Single(column, step, factor, plus)
        for at, (left, step, right, other, factor, second, plus) in enumerate(_features.PAIRS):
            self.pairs[at] = Paired(left, step, right, other, factor, second, plus)
        for at, (column, step, factor, plus) in enumerate(_features.LABEL_TEMPLATES):
            self.label_signs[at] = Single(column, step, factor, plus)
        for at, name in enumerate(_SEVERAL):
            self.factor[at], self.plus[at] = _features.SEVERAL[name]
        recognizers = self.rules.packs.recognizers
        self.rule_label = <u32 *>malloc((len(recognizers) + 1) * sizeof(u32))
        self.rule_name = <u32 *>malloc((len(recognizers) + 1) * sizeof(u32))
        if not (self.rule_label and self.rule_name):
            raise MemoryError
        for at in range(len(recognizers)):
            self.rule_label[at], self.rule_name[at] = known.labels[at], known.rules[at]
            self.hidden_label[self.chain.label_of[at]] = known.labels[at]
        self.in_text = 0
        for at, name in enumerate(self.chain.classes):
            self.class_number[at] = known.class_numbers[name]
            if name in _labeller.IN_TEXT:
                self.in_text |= <u64>1 << at
        self.names, self.towns, self.units = Table(1), Table(1), Table(2)
        for word, flags in known.names.items():
            self.names.put(word, 0, flags)
        for word in known.towns:
            self.towns.put(word, 0, 1)
        for word, unit in known.units.items():
            self.units.put(word, 0, unit)
            self.units.put(word, 1, word in known.open_units)

    # --- what stands in the text ---------------------------------------------------------------------------------

    cdef int _pieces(self, Words words) except -1:
        """features.pieces, gaps and sentences."""
        cdef const u8 *raw = words.raw
        cdef Py_ssize_t size = words.raw_size, place = 0, last = 0, at, stop
        cdef LabelWord *word
        cdef u8 byte
        cdef int sentence = 0
        cdef bint ends
        self.count = self.letters_count = 0
        self.letters = <u8 *>_grown(self.letters, size + 1, &self.letters_room, 1)
        while place < size:
            byte = TOKEN_BYTES[raw[place]]
            if _letter(byte) < 0 and not 48 <= byte <= 57:
                place += 1
                continue
            self.words = <LabelWord *>_grown(self.words, self.count + 1, &self.words_room, sizeof(LabelWord))
            word = &self.words[self.count]
            word.start, word.text = place, self.letters_count
            if 48 <= byte <= 57:
                while place < size and 48 <= raw[place] <= 57:
                    self.letters[self.letters_count] = raw[place]
                    self.letters_count += 1
                    place += 1
                word.stem_end = place
                word.stem = self.letters_count - word.text
            else:
                while place < size and _letter(TOKEN_BYTES[raw[place]]) >= 0:
                    self.letters[self.letters_count] = TOKEN_BYTES[raw[place]]
                    self.letters_count += 1
                    place += 1
                word.stem_end = place
                word.stem = self.letters_count - word.text
                if place + 1 < size and TOKEN_BYTES[raw[place]] == APOSTROPHE:
                    at, stop = place + 1, place + 13
                    while at < size and at < stop and 97 <= TOKEN_BYTES[raw[at]] <= 122:
                        at += 1
                    if at > place + 1 and (at == size or _letter(TOKEN_BYTES[raw[at]]) < 0):
                        for stop in range(place + 1, at):
                            self.letters[self.letters_count] = TOKEN_BYTES[raw[stop]]
                            self.letters_count += 1
                        place = at
            word.end = place
            word.size = self.letters_count - word.text
            if self.count:
                ends = False
                for at in range(last, word.start):
                    byte = raw[at]
                    if byte == 10 or byte == 46 or byte == 33 or byte == 63 or byte == 59 or byte == 124 or byte == 9:
                        ends = True
                        break
                sentence += ends
            word.sentence = sentence
            word.classes = 0
            word.have = 0
            word.marks = Range(0, 0)
            self.count += 1
            last = place
        return 0

    cdef u32 _gap(self, const u8 *raw, Py_ssize_t start, Py_ssize_t end) noexcept:
        """features.gap."""
        cdef Py_ssize_t at
        cdef int lines = 0
        cdef u32 value = HASH
        cdef int found = 0
        if start == end:
            return 1
        for at in range(start, end):
            lines += raw[at] == 10
        if lines:
            value = _hash_on(value, 110)
            for at in range(start, end):
                if raw[at] != 32 and raw[at] != 9 and raw[at] != 10:
                    value = _hash_on(value, raw[at])
                    break
            if lines > 1:
                value = _hash_on(value, 50)
            return value if value else 1
        for at in range(start, end):
            if raw[at] != 32:
                value = _hash_on(value, raw[at])
                found += 1
                if found == 2:
                    break
        if not found:
            return 2
        return value if value else 1

    cdef u32 _shape(self, const u8 *raw, Py_ssize_t start, Py_ssize_t end) noexcept:
        """features.shape."""
        cdef Py_ssize_t at, capitals = 0, size = end - start
        if 48 <= raw[start] <= 57:
            return 10 + <u32>min(size, 12)
        for at in range(start, end):
            capitals += CAPITAL[raw[at]]
        if not capitals:
            return 1
        if capitals == size:
            return 2 if size == 1 else 3
        return 4 if CAPITAL[raw[start]] and capitals == 1 else 5

    cdef int _classes(self, LabelWord *word) noexcept:
        """evidence.classes_of."""
        cdef const u8 *text = self.letters + word.text
        cdef int size = word.size, at, tail, state = 0, depth = 0
        cdef int stems[LONGEST_STEM + 1]
        cdef Range names
        cdef const short *row
        cdef u8 name, verb
        cdef u64 bit
        cdef Chain chain = self.chain
        row = chain.exact.row(text, size, _hash(text, size))
        for at in range(row[0], row[0] + min(row[1], 64 - MOST_CLASSES)):
            name = chain.named[at] >> 1
            word.named[word.classes] = name
            word.classes += 1
            word.have |= <u64>1 << name
        while depth < size and depth < LONGEST_STEM:
            state = chain.stems.step(state, text[depth])
            if state < 0:
                break
            depth += 1
            stems[depth] = chain.stems.states[state].pattern
        for tail in range(depth, 1, -1):
            if stems[tail] < 0:
                continue
            names = chain.stem_names[stems[tail]]
            for at in range(names.first, names.first + names.count):
                name, verb = chain.named[at] >> 1, chain.named[at] & 1
                bit = <u64>1 << name
                if not word.have & bit and (
                    tail == size
                    or (kvkkscan_verb(text + tail, size - tail) if verb
                        else kvkkscan_noun(text + tail, size - tail))
                ):
                    word.have |= bit
                    word.named[word.classes] = name
                    word.classes += 1
        return 0

    cdef int _read_terms(self, Words words, Scratch s) except -1:
        """labeller.terms_of: the marks of words in the order of rank, idioms in their column."""
        cdef Chain chain = self.chain
        cdef Terms terms = self.terms
        cdef Py_ssize_t at = 0, one, sentence = 0
        cdef int count, place, word = 0, label
        cdef bint plain = True
        cdef u64 labels = 0
        cdef Phrase *phrase
        cdef Match *found
        cdef LabelMark *mark
        self.marks_count = self.label_total = 0
        terms.ready(words)
        terms.proposed(words, s)
        if not s.proposals_count:
            return 0
        s.places = <int *>_grown(s.places, terms.longest, &s.places_room, sizeof(int))
        for one in range(words.raw_size):
            if TURKISH[words.raw[one]]:
                plain = False
                break
        terms.sentences(words, s)
        while at < s.proposals_count:
            while s.stops[sentence + 1] <= s.proposals[at].place:
                sentence += 1
            s.idioms_count = 0
            count = chain._sentence(words, s, &at, s.stops[sentence], s.stops[sentence + 1], plain)
            for one in range(s.idioms_count):
                label = chain.label_of[terms.phrases[s.idioms[one].phrase].rule]
                for place in range(s.idioms[one].first, s.idioms[one].last + 1):
                    word = self._word_at(s.tokens[place].start)
                    if word >= 0 and self.words[word].first < label:
                        self.words[word].first = label
            for one in range(count):
                found = &s.kept[one]
                phrase = &terms.phrases[found.phrase]
                labels |= <u64>1 << chain.label_of[phrase.rule]
                for place in range(found.first, found.last + 1):
                    word = self._word_at(s.tokens[place].start)
                    if word < 0:
                        continue
                    self.marks = <LabelMark *>_grown(self.marks, self.marks_count + 1, &self.marks_room, sizeof(LabelMark))
                    mark = &self.marks[self.marks_count]
                    self.marks_count += 1
                    self.words[word].marks.count += 1
                    mark.place, mark.rule, mark.who, mark.accents = word, phrase.rule, found.who, found.accents
                    mark.name = terms.names.keys[phrase.name].hash
                    if not mark.name:
                        mark.name = 1
                    mark.part = (
                        3 if found.first == found.last else 0 if place == found.first
                        else 2 if place == found.last else 1
                    )
        while labels:
            self.label_total += labels & 1
            labels >>= 1
        if self.label_total > 4:
            self.label_total = 4
        # Those of one word side by side, in the order in which they were found.
        self.marks_of = <LabelMark *>_grown(self.marks_of, self.marks_count + 1, &self.marks_of_room, sizeof(LabelMark))
        count = 0
        for one in range(self.count):
            self.words[one].marks.first = count
            count += self.words[one].marks.count
            self.words[one].marks.count = 0
        for one in range(self.marks_count):
            word = self.marks[one].place
            self.marks_of[self.words[word].marks.first + self.words[word].marks.count] = self.marks[one]
            self.words[word].marks.count += 1
        return 0

    cdef int _word_at(self, int start) noexcept:
        """The word that begins at `start`, or -1."""
        cdef Py_ssize_t low = 0, high = self.count, middle
        while low < high:
            middle = (low + high) >> 1
            if self.words[middle].start < start:
                low = middle + 1
            else:
                high = middle
        return <int>low if low < self.count and self.words[low].start == start else -1

    # --- attributes ----------------------------------------------------------------------------------------------

    cdef int _attributes(self, Words words, list sure) except -1:
        """features._of_word, _of_terms, _of_rules, gaps and idioms."""
        cdef Py_ssize_t place, last = 0, at
        cdef LabelWord *word
        cdef LabelMark *mark
        cdef u32 *row
        cdef u32 strength
        cdef const u8 *raw = words.raw
        self.columns = <u32 *>_grown(
            self.columns, (self.count + 2 * PAD) * COLUMN_COUNT, &self.columns_room, sizeof(u32)
        )
        memset(self.columns, 0, (self.count + 2 * PAD) * COLUMN_COUNT * sizeof(u32))
        for place in range(self.count):
            word = &self.words[place]
            row = self.columns + (place + PAD) * COLUMN_COUNT
            row[C_ONE] = 1
            row[C_SHAPE] = self._shape(raw, word.start, word.stem_end)
            row[C_SIZE] = <u32>min(word.stem, 9)
            row[C_GAP] = self._gap(raw, last, word.start)
            if place:
                (row - COLUMN_COUNT)[C_AFTER] = row[C_GAP]
            last = word.end
            if word.first >= 0:
                row[C_IDIOM] = self.hidden_label[word.first]
            self._of_letters(word, row)
            if word.marks.count:
                mark = &self.marks_of[word.marks.first]
                strength = self.chain.strength_of[mark.rule]
                row[C_STRENGTH] = 1 + strength * 4 + mark.part
                row[C_LABEL] = self.rule_label[mark.rule] + strength
                row[C_RULE] = self.rule_name[mark.rule]
                row[C_TERM] = mark.name
                row[C_WHO] = 1 + mark.who * 3 + strength
                row[C_ACCENTS] = 1 + mark.accents * 3 + strength
                row[C_COUNT] = <u32>min(word.marks.count, 3)
        if self.count:
            (self.columns + (self.count - 1 + PAD) * COLUMN_COUNT)[C_AFTER] = self._gap(raw, last, words.raw_size)
        place = 0
        for one in sure:
            while place < self.count and self.words[place].end <= <int>one.start:
                place += 1
            at = place
            while at < self.count and self.words[at].start < <int>one.end:
                (self.columns + (at + PAD) * COLUMN_COUNT)[C_FOUND] = self.rule_label[<int>one.rule]
                at += 1
        return 0

    cdef int _of_letters(self, LabelWord *word, u32 *row) noexcept:
        """What is told by the letters of a word."""
        cdef const u8 *text = self.letters + word.text
        cdef int at, size = word.stem, low, key, high, middle
        cdef u32 value = HASH, six
        cdef u8 number[3]
        cdef u32 upto[40]
        if 48 <= text[0] <= 57:
            number[0] = 35
            size = min(size, 12)
            if size > 9:
                number[1], number[2] = 48 + size // 10, 48 + size % 10
                value = _hash(number, 3)
            else:
                number[1] = 48 + size
                value = _hash(number, 2)
            if not value:
                value = 1
            row[C_WORD] = row[C_BEGIN2 + 1] = row[C_BEGIN2 + 2] = row[C_BEGIN2 + 3] = row[C_BEGIN2 + 4] = value
            return 0
        for at in range(word.size):
            if at == size and at < 40:
                pass
            value = _hash_on(value, text[at])
            if at < 6 and at < size and at:
                row[C_BEGIN2 + at - 1] = value if value else 1
        row[C_WORD] = value if value else 1
        value = HASH
        upto[0] = value
        for at in range(size):
            value = _hash_on(value, text[at])
            if at < 39:
                upto[at + 1] = value
        for at in range(max(min(size, 6) - 1, 0), 5):  # a short word begins in itself
            row[C_BEGIN2 + at] = upto[min(size, 6)] if upto[min(size, 6)] else 1
        six = row[C_BEGIN2 + 4]
        value = HASH
        for at in range(5):
            if at < word.size:
                value = _hash_on(value, text[word.size - 1 - at])
            row[C_END1 + at] = value if value else 1
        low, high = 0, <int>self.cluster_count
        while low < high:
            middle = (low + high) >> 1
            if self.cluster_rows[middle * 2] < six:
                low = middle + 1
            else:
                high = middle
        if low < self.cluster_count and self.cluster_rows[low * 2] == six:
            row[C_WIDE], row[C_MID] = self.cluster_rows[low * 2 + 1] & 0xFFFF, self.cluster_rows[low * 2 + 1] >> 16
        value = _hash(text, size)
        row[C_NAME] = <u32>self.names.row(text, size, value)[0]
        row[C_TOWN] = <u32>self.towns.row(text, size, value)[0]
        row[C_UNIT] = <u32>self.units.row(text, size, value)[0]
        at = size - 1
        while at >= 4 and at >= size - 4:
            value = upto[at] if at < 40 else _hash(text, at)
            if not row[C_NAMED]:
                row[C_NAMED] = <u32>self.names.row(text, at, value)[0]
            if not row[C_UNIT]:
                key = self.units.find(text, at, value)
                if key >= 0 and self.units.rows[key * 2 + 1]:
                    row[C_UNIT] = <u32>self.units.rows[key * 2]
            at -= 1
        if word.size > size:
            value = _hash(text + size, word.size - size)
            row[C_SUFFIX] = value if value else 1
        return 0

    cdef inline int _more(self, int word, int kind, u32 number) except -1:
        """A sign of which a word may have several."""
        self.several = <Several *>_grown(self.several, self.several_count + 1, &self.several_room, sizeof(Several))
        self.several[self.several_count] = Several(word, number * self.factor[kind] + self.plus[kind])
        self.several_count += 1
        return 0

    cdef int _several_signs(self, Py_ssize_t length) except -1:
        """features._several, and features._beside, which fills two columns."""
        cdef int place, at, step, name, far, side, first, last
        cdef u32 strength, label, firsts
        cdef LabelWord *word
        cdef LabelMark *mark
        cdef u64 within, text = 0
        self.several_count = 0
        for place in range(self.count):
            word = &self.words[place]
            text |= word.have & self.in_text
            for at in range(word.classes):
                for step in range(-1, 2):
                    if 0 <= place - step < self.count:
                        self._more(place - step, S_CLASS + step + 1, self.class_number[word.named[at]])
        if not self.marks_count:
            return 0
        first = 0
        while first < self.count:
            last = first
            within, firsts = 0, 0
            while last < self.count and self.words[last].sentence == self.words[first].sentence:
                within |= self.words[last].have
                if self.letters[self.words[last].text + self.words[last].size - 1] == 109:
                    firsts = min(firsts + 1, <u32>2)
                last += 1
            for place in range(first, last):
                word = &self.words[place]
                if word.marks.count:
                    mark = &self.marks_of[word.marks.first]
                    strength, label = self.chain.strength_of[mark.rule], self.rule_label[mark.rule]
                    for name in range(self.chain.class_count):
                        if within >> name & 1:
                            self._more(place, S_NEAR, self.class_number[name] + strength)
                            self._more(place, S_NEAR + 1, self.class_number[name] ^ label)
                        if text >> name & 1:
                            self._more(place, S_TEXT, self.class_number[name] + strength)
                            self._more(place, S_TEXT + 1, self.class_number[name] ^ label)
                    self._more(place, S_FIRSTS, 1 + firsts * 3 + strength)
                    self._more(place, S_LABELS, <u32>self.label_total * 3 + strength)
                    self._more(place, S_LENGTH, 1 + <u32>length * 3 + strength)
                    continue
                for side in range(2):
                    for far in range(1, 5):
                        at = place - far if side == 0 else place + far
                        if at < first or at >= last:
                            break
                        if self.words[at].marks.count:
                            mark = &self.marks_of[self.words[at].marks.first]
                            strength = self.chain.strength_of[mark.rule]
                            (self.columns + (place + PAD) * COLUMN_COUNT)[C_LEFT + side] = (
                                1 + (far * 3 + strength) * 8 + mark.who
                            )
                            self._more(place, S_LEFT + 2 * side, self.rule_label[mark.rule] + far)
                            self._more(place, S_LEFT + 2 * side + 1, self.rule_name[mark.rule] + far)
                            break
            first = last
        return 0

    # --- the chain -----------------------------------------------------------------------------------------------

    cdef int _weigh(self) except -1:
        """The factors of the states of each word (labeller._worth)."""
        cdef int place, at, lane, most
        cdef u32 *row
        cdef u32 value, beside
        cdef Single *single
        cdef Paired *pair
        cdef u64 low, high, part
        cdef int sums[STATE_COUNT]
        cdef u32 signs[MOST_SIGNS]
        cdef int count
        cdef Py_ssize_t one
        cdef u64 *lows
        cdef u64 *highs
        cdef int *counts
        self.odds = <double *>_grown(self.odds, self.count * LANES * 4, &self.odds_room, sizeof(double))
        # Behind the factors: sums of the rows, of even and odd bytes, and how many there are.
        lows = <u64 *>(self.odds + self.count * LANES)
        highs = lows + self.count
        counts = <int *>(highs + self.count)
        for place in range(self.count):
            row = self.columns + (place + PAD) * COLUMN_COUNT
            count = 0
            for at in range(self.single_count):
                single = &self.singles[at]
                value = (row + single.step * COLUMN_COUNT)[single.column]
                if value:
                    signs[count] = (value * single.factor + single.plus) >> self.shift
                    count += 1
            for at in range(self.pair_count):
                pair = &self.pairs[at]
                value = (row + pair.step * COLUMN_COUNT)[pair.left]
                if value:
                    beside = (row + pair.other * COLUMN_COUNT)[pair.right]
                    if beside:
                        signs[count] = (value * pair.factor + beside * pair.second + pair.plus) >> self.shift
                        count += 1
            low = high = 0
            for at in range(count):
                part = self.rows[signs[at]]
                low += part & EVEN
                high += (part >> 8) & EVEN
            lows[place], highs[place], counts[place] = low, high, count
        for one in range(self.several_count):
            part = self.rows[self.several[one].sign >> self.shift]
            place = self.several[one].word
            lows[place] += part & EVEN
            highs[place] += (part >> 8) & EVEN
            counts[place] += 1
        for place in range(self.count):
            most = -0x7FFFFFFF
            for lane in range(STATE_COUNT):
                part = highs[place] if lane & 1 else lows[place]
                sums[lane] = <int>((part >> (16 * (lane >> 1))) & 0xFFFF) - 128 * counts[place]
                most = max(most, sums[lane])
            for lane in range(STATE_COUNT):
                self.odds[place * LANES + lane] = exp((sums[lane] - most) * self.scale)
        return 0

    cdef int _believe(self) except -1:
        """labeller._forward_backward."""
        cdef int place, state, last
        cdef double total
        cdef double now[STATE_COUNT]
        cdef double after[STATE_COUNT]
        cdef double weighed[STATE_COUNT]
        cdef double *before
        self.before = <double *>_grown(self.before, self.count * LANES, &self.before_room, sizeof(double))
        self.beliefs = <double *>_grown(self.beliefs, self.count * LANES, &self.beliefs_room, sizeof(double))
        for place in range(self.count):
            for state in range(STATE_COUNT):
                if place:
                    before = self.before + (place - 1) * LANES
                    total = 0.0
                    for last in range(STATE_COUNT):
                        total += before[last] * self.steps[last * STATE_COUNT + state]
                else:
                    total = self.first[state]
                now[state] = total * self.odds[place * LANES + state]
            _scaled(now, self.before + place * LANES)
        for state in range(STATE_COUNT):
            after[state] = 1.0
        for place in range(self.count - 1, -1, -1):
            for state in range(STATE_COUNT):
                now[state] = self.before[place * LANES + state] * after[state]
                weighed[state] = after[state] * self.odds[place * LANES + state]
            _scaled(now, self.beliefs + place * LANES)
            for last in range(STATE_COUNT):
                total = 0.0
                for state in range(STATE_COUNT):
                    total += self.steps[last * STATE_COUNT + state] * weighed[state]
                now[last] = total
            _scaled(now, after)
        return 0

    # --- findings ------------------------------------------------------------------------------------------------

    def candidates(self, Words words not None, Scratch s not None, list sure not None):
        """labeller.proposed: what the labeller proposes; `sure`: what the rules are sure of."""
        cdef list made = []
        cdef int kind, place, first, last, best
        cdef u32 gap
        cdef double belief, most
        cdef double *row
        cdef Py_ssize_t at
        self._pieces(words)
        if not self.count:
            return made
        for at in range(self.count):
            self.words[at].first = -1
            if not 48 <= self.letters[self.words[at].text] <= 57:
                self._classes(&self.words[at])
        self._read_terms(words, s)
        self._attributes(words, sure)
        self._several_signs(min(words.raw_size // 80, 5))
        self._weigh()
        self._believe()
        for kind in range(3):
            place = 0
            while place < self.count:
                row = self.beliefs + place * LANES
                if row[1 + 2 * kind] + row[2 + 2 * kind] < self.edges[kind]:
                    place += 1
                    continue
                first = place
                place += 1
                while place < self.count:
                    row = self.beliefs + place * LANES
                    gap = (self.columns + (place + PAD) * COLUMN_COUNT)[C_GAP]
                    if (
                        row[1 + 2 * kind] + row[2 + 2 * kind] < (self.walls[kind] if gap > 2 else self.edges[kind])
                        or row[1 + 2 * kind] > row[2 + 2 * kind]
                    ):
                        break
                    place += 1
                last = place - 1
                while last > first and self._worth(kind, last) < self.last[kind]:
                    last -= 1
                best, most = first, self._worth(kind, first)
                for at in range(first + 1, last + 1):
                    belief = self._worth(kind, at)
                    if belief > most:
                        best, most = at, belief
                self._finding(kind, first, last, best, most, made)
        return made

    cdef double belief(self, int start, int end) noexcept:
        """labeller._belief, of the text that was read last."""
        cdef Py_ssize_t place
        cdef double worth = 0.0
        for place in range(self.count):
            if self.words[place].start < end and start < self.words[place].end and self._worth(0, place) > worth:
                worth = self._worth(0, place)
        return worth

    cdef inline double _worth(self, int kind, Py_ssize_t place) noexcept:
        return self.beliefs[place * LANES + 1 + 2 * kind] + self.beliefs[place * LANES + 2 + 2 * kind]

    cdef int _finding(self, int kind, int first, int last, int best, double belief, list made) except -1:
        """labeller.proposed for one stretch, and labeller._told."""
        cdef int place, at, strength = 99, rule = -1
        cdef bint told = kind != 0, apart = kind != 0 or first == last  # labeller._speech
        cdef LabelWord *word
        cdef LabelMark *mark
        name = _labeller.KINDS[kind]
        label = _labeller.LABEL_OF.get(name) or self._label(first, last)
        recognizers = self.rules.packs.recognizers
        if kind == 0:
            for place in range(first, last + 1):
                word = &self.words[place]
                if word.stem > 1 and self._letters_only(word):
                    told = True
                if place > first and (self.columns + (place + PAD) * COLUMN_COUNT)[C_GAP] == 2:
                    apart = True
                for at in range(word.marks.first, word.marks.first + word.marks.count):
                    mark = &self.marks_of[at]
                    if self.chain.strength_of[mark.rule] < strength and recognizers[mark.rule].entity_type == label:
                        strength, rule, best = self.chain.strength_of[mark.rule], mark.rule, place
        reason = f"term-{_STRENGTHS[strength]}" if rule >= 0 else "labelled"
        if rule < 0:
            rule = self.rules.labelled.get(label, -1)
            if rule < 0 or not told or not apart:
                return 0
        reasons = (reason, *_labeller.told(self._weighed(kind, best), self.model))
        made.append(Candidate(
            self.words[first].start, self.words[last].end if kind == 0 else self.words[last].stem_end,
            round(_labeller.score(self.model.points[name], belief), 2), rule, reasons,
        ))
        return 0

    cdef bint _letters_only(self, LabelWord *word) noexcept:
        """Whether the stem of a word is letters of ours, no digits and no marks of foreign ones."""
        cdef int at
        for at in range(word.stem):
            if not 97 <= self.letters[word.text + at] <= 122:
                return False
        return True

    cdef object _label(self, int first, int last):
        """labeller.label_of."""
        cdef long totals[LABELS_MOST]
        cdef int place, at, label, best = 0
        cdef u32 value
        cdef const u8 *row
        cdef Single *single
        for label in range(self.label_count):
            totals[label] = 0
        for place in range(first, last + 1):
            for at in range(self.label_sign_count):
                single = &self.label_signs[at]
                value = (self.columns + (place + PAD + single.step) * COLUMN_COUNT)[single.column]
                if value:
                    row = self.label_rows + <Py_ssize_t>((value * single.factor + single.plus) >> self.label_shift) * (
                        self.label_count
                    )
                    for label in range(self.label_count):
                        totals[label] += row[label]
        for label in range(1, self.label_count):
            if totals[label] > totals[best]:
                best = label
        return _labeller.SPECIAL[best]

    cdef inline int _weight(self, int kind, int several, u32 number) noexcept:
        cdef u64 row = self.rows[(number * self.factor[several] + self.plus[several]) >> self.shift]
        return <int>((row >> (8 * (2 + 2 * kind))) & 0xFF) - <int>(row & 0xFF)

    cdef dict _weighed(self, int kind, int place):
        """labeller._weighed."""
        cdef dict totals = {}
        cdef int step, at, one, name
        cdef u32 strength, label
        cdef u64 near = 0, far = 0
        cdef LabelMark *mark
        classes = self.chain.classes
        for step in (-1, 1):
            at = place + step
            if 0 <= at < self.count:
                for one in range(self.words[at].classes):
                    name = self.words[at].named[one]
                    sign = f"{'before' if step < 0 else 'next'}:{classes[name]}"
                    totals[sign] = totals.get(sign, 0) + self._weight(kind, S_CLASS + step + 1, self.class_number[name])
        if self.words[place].marks.count:
            mark = &self.marks_of[self.words[place].marks.first]
            strength, label = self.chain.strength_of[mark.rule], self.rule_label[mark.rule]
            for at in range(self.count):
                far |= self.words[at].have & self.in_text
                if self.words[at].sentence == self.words[place].sentence:
                    near |= self.words[at].have
            for name in range(self.chain.class_count):
                if near >> name & 1:
                    totals[f"near:{classes[name]}"] = (
                        self._weight(kind, S_NEAR, self.class_number[name] + strength)
                        + self._weight(kind, S_NEAR + 1, self.class_number[name] ^ label)
                    )
                if far >> name & 1:
                    totals[f"text:{classes[name]}"] = (
                        self._weight(kind, S_TEXT, self.class_number[name] + strength)
                        + self._weight(kind, S_TEXT + 1, self.class_number[name] ^ label)
                    )
        return totals


cdef inline void _scaled(const double *given, double *into) noexcept:
    """labeller._scaled."""
    cdef double total = 0.0
    cdef int at
    for at in range(STATE_COUNT):
        total += given[at]
    for at in range(STATE_COUNT):
        into[at] = given[at] / total


cdef void for_all_free(Labels one) noexcept:
    free(one.singles)
    free(one.pairs)
    free(one.label_signs)
    free(one.rule_label)
    free(one.rule_name)
    free(one.words)
    free(one.marks)
    free(one.marks_of)
    free(one.columns)
    free(one.letters)
    free(one.several)
    free(one.odds)
    free(one.before)
    free(one.beliefs)


_SEVERAL = (
    "class -1", "class 0", "class 1", "near", "near label", "text", "text label", "firsts", "labels", "length",
    "left label", "left rule", "right label", "right rule",
)
cdef enum:
    S_CLASS = 0
    S_NEAR = 3
    S_TEXT = 5
    S_FIRSTS = 7
    S_LABELS = 8
    S_LENGTH = 9
    S_LEFT = 10

cdef enum:  # columns, in the order of features.COLUMNS
    C_ONE
    C_WORD
    C_BEGIN2
    C_BEGIN3
    C_BEGIN4
    C_BEGIN5
    C_BEGIN6
    C_END1
    C_END2
    C_END3
    C_END4
    C_END5
    C_SHAPE
    C_GAP
    C_AFTER
    C_SIZE
    C_WIDE
    C_MID
    C_NAME
    C_NAMED
    C_TOWN
    C_UNIT
    C_FOUND
    C_IDIOM
    C_STRENGTH
    C_LABEL
    C_RULE
    C_TERM
    C_WHO
    C_ACCENTS
    C_COUNT
    C_LEFT
    C_RIGHT
    C_SUFFIX
    C_END


cdef object _labeller = None
cdef object _features = None


cdef int _fill_labels() except -1:
    """Loads what this is the twin of, and checks that it is.

    Raises:
        ImportError: a number here is another than in Python.
    """
    global _labeller, _features
    if _labeller is not None:
        return 0
    _features = _python("features")
    for name, mine, theirs in (
        ("columns", C_END, len(_features.COLUMNS)), ("column count", COLUMN_COUNT, len(_features.COLUMNS)),
        ("several", set(_SEVERAL), set(_features.SEVERAL)), ("pad", PAD, _features.PAD),
        ("steps of classes", (-1, 0, 1), _features.CLASS_STEPS), ("who", WHO[: len(WHO) - 1], _features.WHO),
        ("parts", _PARTS, _features.PARTS), ("accents", _ACCENTS, _features.ACCENTS),
        ("states", STATE_COUNT, len(_python("labeller").STATES)),
    ):
        if mine != theirs:
            raise ImportError(f"{name} is {theirs} in Python, {mine} here")
    _labeller = _python("labeller")
    return 0
