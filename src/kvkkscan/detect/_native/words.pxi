# The patterns of the lexicon as a trie, and its hits in one text: the twin of terms.Words.

cdef enum:
    BLANK = 32
    APOSTROPHE = 39
    WHOLE = 1  # terms._WHOLE
    REACH = 100  # terms.REACH, terms.AFTER: looked at when the core is made
    AFTER = 34


cdef struct Hit:
    int number
    int start
    int end


cdef struct Group:  # digits that stand together
    int start
    int end
    int digit  # where in the row of digits it begins
    int size


cdef struct Known:
    bint settled
    Hit hit


cdef struct State:
    u32 letters  # with which it goes on, a bit each
    int first  # the state of the first of them; the others follow it
    int pattern  # that ends here, -1 for none


cdef u8 COLUMN[256]  # a-z, "~", a blank; 31 for all else, which no pattern holds
memset(COLUMN, 31, 256)
for _byte in range(26):
    COLUMN[97 + _byte] = _byte
COLUMN[126] = 26
COLUMN[BLANK] = 27


cdef class Trie:
    """Sorted patterns as states in the order of their depth; 0 is the start. Only folded letters and blanks are taken."""

    cdef State *states
    cdef int count

    def __cinit__(self, list words):
        cdef Py_ssize_t total = 2, done = 0, made = 1, low, high, at
        cdef int depth
        cdef int *lows
        cdef int *highs
        cdef int *depths
        cdef const u8 **text
        cdef int *sizes
        cdef bytes one
        cdef u8 byte
        for one in words:
            total += len(one)
        self.states = <State *>malloc(total * sizeof(State))
        lows = <int *>malloc(total * sizeof(int))
        highs = <int *>malloc(total * sizeof(int))
        depths = <int *>malloc(total * sizeof(int))
        text = <const u8 **>malloc((len(words) + 1) * sizeof(u8 *))
        sizes = <int *>malloc((len(words) + 1) * sizeof(int))
        if not (self.states and lows and highs and depths and text and sizes):
            free(lows); free(highs); free(depths); free(text); free(sizes)
            raise MemoryError
        for at in range(len(words)):
            one = words[at]
            text[at] = one
            sizes[at] = len(one)
        lows[0], highs[0], depths[0] = 0, len(words), 0
        while done < made:
            low, high, depth = lows[done], highs[done], depths[done]
            self.states[done].pattern = -1
            self.states[done].first = made
            self.states[done].letters = 0
            if low < high and sizes[low] == depth:
                self.states[done].pattern = low
                low += 1
            # Columns must ascend with the bytes: a blank sorts first, but has the last column, so it is put in last.
            at = low
            while low < high and text[low][depth] == BLANK:
                low += 1
            while low < high:
                byte = text[low][depth]
                lows[made] = low
                while low < high and text[low][depth] == byte:
                    low += 1
                highs[made], depths[made] = low, depth + 1
                self.states[done].letters |= 1u << COLUMN[byte]
                made += 1
            low = at
            while low < high and text[low][depth] == BLANK:
                low += 1
            if low > at:
                lows[made], highs[made], depths[made] = at, low, depth + 1
                self.states[done].letters |= 1u << COLUMN[BLANK]
                made += 1
            done += 1
        self.count = made
        free(lows); free(highs); free(depths); free(text); free(sizes)
        self.states = <State *>realloc(self.states, made * sizeof(State))

    def __dealloc__(self):
        free(self.states)

    cdef inline int step(self, int state, u8 byte) noexcept:
        """The state behind a letter, -1 where there is none."""
        cdef u32 bit = 1u << COLUMN[byte]
        cdef State *here = &self.states[state]
        if not here.letters & bit:
            return -1
        return here.first + kvkkscan_bits(here.letters & (bit - 1))

    cdef int longest(self, const u8 *lex, Py_ssize_t at, Py_ssize_t limit, Py_ssize_t *end) noexcept:
        """The longest pattern that begins with the blank `lex[at]` and ends by `limit`, -1 for none."""
        cdef int state = 0, best = -1
        at += 1
        while at < limit:
            state = self.step(state, lex[at])
            if state < 0:
                break
            at += 1
            if self.states[state].pattern >= 0:
                best = self.states[state].pattern
                end[0] = at
        return best


cdef class Lex:
    """A terms.Lexicon in arrays."""

    cdef readonly object lexicon
    cdef Numbers numbers
    cdef Trie trie
    cdef int count
    cdef int *size
    cdef int *shorter
    cdef int *mask
    cdef int *within
    cdef int *chain
    cdef u8 *kind
    cdef u8 *exact
    cdef u8 *only
    cdef u8 *phrase
    cdef Mask *masks

    def __cinit__(self, lexicon):
        cdef int at
        cdef dict places = {}
        self.lexicon = lexicon
        self.count = len(lexicon.words)
        self.trie = Trie([word[1:] for word in lexicon.words])
        self.size = <int *>malloc((self.count + 1) * sizeof(int))
        self.shorter = <int *>malloc((self.count + 1) * sizeof(int))
        self.mask = <int *>malloc((self.count + 1) * sizeof(int))
        self.within = <int *>malloc((self.count + 1) * sizeof(int))
        self.chain = <int *>malloc((self.count + 1) * sizeof(int))
        self.kind = <u8 *>malloc(self.count + 1)
        self.exact = <u8 *>malloc(self.count + 1)
        self.only = <u8 *>malloc(self.count + 1)
        self.phrase = <u8 *>malloc(self.count + 1)
        if not (
            self.size and self.shorter and self.mask and self.within and self.chain
            and self.kind and self.exact and self.only and self.phrase
        ):
            raise MemoryError
        for at, (word, shorter, mask, within, chain, kind, exact, only, phrase) in enumerate(
            zip(
                lexicon.words, lexicon.shorter, lexicon.masks, lexicon.within, lexicon.chains, lexicon.kinds,
                lexicon.exact, lexicon.only, lexicon.phrases, strict=True,
            )
        ):
            self.size[at] = len(word)
            self.shorter[at] = shorter
            self.mask[at] = places.setdefault(mask, len(places))
            self.within[at] = places.setdefault(within, len(places))
            self.chain[at] = places.setdefault(chain, len(places))
            self.kind[at], self.exact[at], self.only[at], self.phrase[at] = kind, exact, only, phrase
        self.masks = <Mask *>malloc((len(places) + 1) * sizeof(Mask))
        if self.masks == NULL:
            raise MemoryError
        for mask, at in places.items():
            self.masks[at] = _mask(mask)

    def __dealloc__(self):
        free(self.size)
        free(self.shorter)
        free(self.mask)
        free(self.within)
        free(self.chain)
        free(self.kind)
        free(self.exact)
        free(self.only)
        free(self.phrase)
        free(self.masks)


cdef inline Py_ssize_t _find(const u8 *text, Py_ssize_t size, Py_ssize_t start, u8 byte) noexcept:
    """`text.find(byte, start)`."""
    cdef const u8 *found
    if start >= size:
        return -1
    found = <const u8 *>memchr(text + start, byte, size - start)
    return found - text if found != NULL else -1


cdef class Words:
    """As terms.Words, whose docstrings hold here."""

    cdef readonly object view
    cdef readonly object lexicon
    cdef readonly Lex lexical
    cdef readonly int signs
    cdef bytes _lex
    cdef bytes _raw
    cdef const u8 *lex
    cdef const u8 *raw
    cdef Py_ssize_t lex_size, raw_size
    cdef Hit *hit_list
    cdef Known *known
    cdef Py_ssize_t count, room, known_room
    cdef object _hits
    cdef object _seen
    cdef Mask present
    cdef Mask inside
    cdef bint inside_known
    cdef Group *groups  # of the run that is being read
    cdef u8 *digits
    cdef Py_ssize_t groups_room, digits_room

    def __cinit__(self, Lex lexical not None, seen):
        self.lexical = lexical
        self.lexicon = lexical.lexicon
        self.view = seen
        self._lex = seen.lex
        self._raw = seen.raw
        self.lex = self._lex
        self.raw = self._raw
        self.lex_size = len(self._lex)
        self.raw_size = len(self._raw)
        self.signs = _signs_of(self.raw, self.raw_size)
        memset(&self.present, 0, sizeof(Mask))
        self._read(0, self.lex_size, -1)
        if self.count:
            self.known = <Known *>_grown(NULL, self.count, &self.known_room, sizeof(Known))
            memset(self.known, 0, self.count * sizeof(Known))

    def __dealloc__(self):
        free(self.hit_list)
        free(self.known)
        free(self.groups)
        free(self.digits)

    cdef int _keep(self, int number, Py_ssize_t start, Py_ssize_t end) except -1:
        self.hit_list = <Hit *>_grown(self.hit_list, self.count + 1, &self.room, sizeof(Hit))
        self.hit_list[self.count] = Hit(number, start, end)
        self.count += 1
        _join(&self.present, &self.lexical.masks[self.lexical.mask[number]])
        return 0

    cdef int _read(self, Py_ssize_t at, Py_ssize_t limit, int inner) except -1:
        """Keeps the hits in `lex[at:limit]`; `inner`: within a phrase, where they are taken as they are."""
        cdef Py_ssize_t end = 0, stop
        cdef int number
        cdef Lex lexical = self.lexical
        while True:
            at = _find(self.lex, limit, at, BLANK)
            if at < 0:
                return 0
            number = lexical.trie.longest(self.lex, at, limit, &end)
            if number < 0:
                at += 1
                continue
            if inner < 0 and lexical.kind[number] and self.lex[end] != BLANK:
                if lexical.kind[number] == WHOLE:
                    at = end
                    continue
                stop = _find(self.lex, self.lex_size, end, BLANK)
                if not kvkkscan_noun(self.lex + end, stop - end):
                    self._inner(number, at, end)
                    at = end
                    continue
            self._keep(number, at, end)
            at = end

    cdef int _inner(self, int number, Py_ssize_t start, Py_ssize_t end) except -1:
        cdef Hit first = self._settle(self.lexical.shorter[number], start)
        cdef Py_ssize_t place, stop
        if first.number >= 0:
            self._keep(first.number, start, start + self.lexical.size[first.number])
            place = first.end
        else:
            place = _find(self.lex, self.lex_size, start + 1, BLANK) - 1
        stop = _find(self.lex, self.lex_size, end, BLANK) + 1
        return self._read(place + 1, stop, 1)

    @property
    def hits(self):
        """The hits as (pattern, start, end of the pattern)."""
        cdef Py_ssize_t at
        if self._hits is None:
            self._hits = [
                (self.hit_list[at].number, self.hit_list[at].start, self.hit_list[at].end) for at in range(self.count)
            ]
        return self._hits

    @property
    def seen(self):
        """The concepts that may be in the text: none outside this mask is."""
        if self._seen is None:
            self._seen = _number(&self.present)
        return self._seen

    def judged(self, rule, Py_ssize_t start, Py_ssize_t end):
        """(score, reason) of a candidate of `rule`: as context.judge."""
        return self.lexical.numbers.judge(self, start, end, rule.index)

    def meaning(self, wanted):
        """As terms.Words.meaning."""
        cdef Mask mask = _mask(wanted)
        cdef list found = []
        cdef Py_ssize_t at
        cdef Hit *known
        for at in range(self.count):
            if self._is(self.hit_list[at].number, &mask):
                known = self._hit(at)
                if known.number >= 0:
                    found.append((known.number, known.start, known.end))
        return found

    def of(self, seen):
        """The words of another text."""
        return Words(self.lexical, seen)

    def add(self, list hits):
        """As terms.Words.add."""
        cdef Py_ssize_t at
        cdef int number, start, end
        every = [((one.number, one.start, one.end), False) for one in self.hit_list[: self.count]]
        every += [(hit, True) for hit in hits]
        every.sort(key=lambda one: one[0][1])
        self.hit_list = <Hit *>_grown(self.hit_list, len(every), &self.room, sizeof(Hit))
        self.known = <Known *>_grown(self.known, len(every), &self.known_room, sizeof(Known))
        self.count = len(every)
        memset(self.known, 0, self.count * sizeof(Known))
        for at, (hit, known) in enumerate(every):
            number, start, end = hit
            self.hit_list[at] = Hit(number, start, end)
            if known:
                self.known[at].settled = True
                self.known[at].hit = self.hit_list[at]
                _join(&self.present, &self.lexical.masks[self.lexical.mask[number]])
        self._hits = self._seen = None

    cdef Py_ssize_t _first_from(self, Py_ssize_t place) noexcept:
        cdef Py_ssize_t low = 0, high = self.count, middle
        while low < high:
            middle = (low + high) // 2
            if self.hit_list[middle].start < place:
                low = middle + 1
            else:
                high = middle
        return low

    def first_from(self, Py_ssize_t place):
        """As terms.Words.first_from."""
        return self._first_from(place)

    cdef Hit *_hit(self, Py_ssize_t index) noexcept:
        """The hit with the end of its word, settled once."""
        cdef Known *known = &self.known[index]
        cdef Hit *given
        if not known.settled:
            given = &self.hit_list[index]
            if (
                self.lex[given.end] == BLANK
                and not (given.start and self.raw[given.start - 1] == APOSTROPHE)
                and not self.lexical.only[given.number]
            ):
                known.hit = given[0]
                known.hit.end -= 1
            else:
                known.hit = self._settle(given.number, given.start)
            known.settled = True
        return &known.hit

    def hit(self, Py_ssize_t index):
        """As terms.Words.hit."""
        cdef Hit *known
        if not 0 <= index < self.count:
            raise IndexError(index)
        known = self._hit(index)
        return known.number, known.start, known.end

    cdef Hit _settle(self, int number, Py_ssize_t start) noexcept:
        cdef Lex lexical = self.lexical
        cdef Py_ssize_t end, stop
        if start > 1 and self.lex[start - 1] != BLANK and self.raw[start - 1] == APOSTROPHE:
            return Hit(-1, start, start)
        while number >= 0:
            end = start + lexical.size[number]
            stop = _find(self.lex, self.lex_size, end, BLANK)
            if not lexical.only[number] and (
                stop == end or (not lexical.exact[number] and kvkkscan_noun(self.lex + end, stop - end))
            ):
                return Hit(number, start, stop - 1)
            number = lexical.shorter[number]
        return Hit(-1, start, start)

    def settle(self, int number, Py_ssize_t start):
        """As terms.Words.settle."""
        cdef Hit found = self._settle(number, start)
        return found.number, found.start, found.end

    cdef bint _holds(self, const Mask *wanted) noexcept:
        cdef Py_ssize_t at
        if not self.inside_known:
            memset(&self.inside, 0, sizeof(Mask))
            for at in range(self.count):
                _join(&self.inside, &self.lexical.masks[self.lexical.within[self.hit_list[at].number]])
            self.inside_known = True
        return _meets(&self.inside, wanted)

    def holds(self, wanted):
        """As terms.Words.holds."""
        cdef Mask mask = _mask(wanted)
        return self._holds(&mask)

    cdef inline bint _is(self, int number, const Mask *wanted) noexcept:
        return _meets(&self.lexical.masks[self.lexical.mask[number]], wanted)

    cdef inline bint _has(self, int number, const Mask *wanted) noexcept:
        return _meets(&self.lexical.masks[self.lexical.within[number]], wanted)

    cdef bint _around(self, Py_ssize_t start, Py_ssize_t end, Py_ssize_t reach, const Mask *wanted) noexcept:
        cdef Py_ssize_t index
        cdef int number
        if not self._holds(wanted):
            return False
        index = self._first_from(start - reach)
        while index < self.count and self.hit_list[index].start < end + reach:
            if self._has(self.hit_list[index].number, wanted):
                number = self._hit(index).number
                if number >= 0 and self._has(number, wanted):
                    return True
            index += 1
        return False

    def around(self, Py_ssize_t start, Py_ssize_t end, Py_ssize_t reach, wanted):
        """As terms.Words.around."""
        cdef Mask mask = _mask(wanted)
        return self._around(start, end, reach, &mask)

    cdef bint _before(self, Py_ssize_t place, Py_ssize_t reach, const Mask *wanted) noexcept:
        cdef Py_ssize_t index
        cdef int number
        if not _meets(wanted, &self.present):
            return False
        index = self._first_from(place) - 1
        while index >= 0 and self.hit_list[index].start >= place - reach:
            if self._has(self.hit_list[index].number, wanted):
                number = self._hit(index).number
                if number >= 0 and self._has(number, wanted):
                    return True
            index -= 1
        return False

    def before(self, Py_ssize_t place, Py_ssize_t reach, wanted):
        """As terms.Words.before."""
        cdef Mask mask = _mask(wanted)
        return self._before(place, reach, &mask)

    def near(self, Py_ssize_t start, Py_ssize_t end):
        """As terms.Words.near."""
        cdef Mask mask, chain
        self._near(start, end, &mask, &chain)
        return _number(&mask), _number(&chain)

    cdef void _near(self, Py_ssize_t start, Py_ssize_t end, Mask *mask, Mask *chain) noexcept:
        cdef Py_ssize_t first = self._first_from(start - REACH), at
        cdef Lex lexical = self.lexical
        memset(mask, 0, sizeof(Mask))
        memset(chain, 0, sizeof(Mask))
        if first:
            chain[0] = lexical.masks[lexical.chain[self.hit_list[first - 1].number]]
        for at in range(first, self._first_from(end + AFTER)):
            _join(mask, &lexical.masks[lexical.mask[self.hit_list[at].number]])
            _join(chain, &lexical.masks[lexical.chain[self.hit_list[at].number]])

    cdef bint _begins_at(self, Py_ssize_t place) noexcept:
        cdef Py_ssize_t index = self._first_from(place)
        return index < self.count and self.hit_list[index].start == place and self._hit(index).number >= 0

    def begins_at(self, Py_ssize_t place):
        """As terms.Words.begins_at."""
        return self._begins_at(place)

    cdef bint _ends_at(self, Py_ssize_t place) noexcept:
        cdef Py_ssize_t index = self._first_from(place) - 1
        cdef Hit *known
        while index >= 0 and self.hit_list[index].start > place - 30:
            known = self._hit(index)
            if known.number >= 0 and known.end == place:
                return True
            index -= 1
        return False

    def ends_at(self, Py_ssize_t place):
        """As terms.Words.ends_at."""
        return self._ends_at(place)
