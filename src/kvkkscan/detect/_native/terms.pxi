# Terms of statements: proposed from their anchors, matched among the words of a sentence. The twin of terms.Words.anchored,
# of tokens.py and phrases.match, and of statements.matches.

cdef enum:
    NEAR = 90  # phrases.NEAR
    LONGEST = 1_200  # tokens._LONGEST
    SHORT = 4  # phrases._SHORT
    WIDEST = 3  # phrases._WIDEST
    HEADS = 27 * 27 * 27 + 27 * 27  # three letters, or two
    SOFT = 1  # tokens.SOFT
    FILLER_UNKNOWN = 2


cdef struct Form:
    int stem  # in the pool
    int size
    int written
    int written_size
    u8 mode


cdef struct Element:
    int first  # its forms
    int count
    bint gap


cdef struct Phrase:
    int first  # its elements
    int words
    int anchor
    int rule
    int name
    int need  # its needs
    int needs
    int weight
    bint acronym


cdef struct Need:
    int first  # of the heads
    int count


cdef struct Proposer:
    int size
    u8 mark
    int first  # in `offered`
    int count


cdef struct Offer:  # a phrase, and how its rarest other word may begin: a head or two; -1: look at the phrase
    int phrase
    int head
    int other


cdef struct Range:
    int first
    int count


cdef struct Token:
    int start
    int end
    int text  # in the text of the scratch
    int size
    u8 wall
    u8 filler
    bint number


cdef struct Match:
    int first
    int last
    int phrase
    u8 who
    u8 accents  # 0 as written, 1 ascii, 2 bare


cdef struct Proposal:
    int place
    int phrase


cdef struct Start:  # of a word in `lex`
    int at
    int three
    int two


cdef struct Mark:  # evidence.Mark; the rest is told by the phrase
    int phrase
    u8 part
    u8 who
    u8 accents


cdef struct Word:  # evidence.Word, with the rows of its strings
    const u8 *text
    int size
    int stem  # letters of the stem
    const short *of_text
    const short *of_stem
    const short *of_tail
    int own  # what its beginnings and ends weigh
    u8 who
    u8 wall
    bint capital
    int classes
    u8 named[64]
    u64 abroad


cdef class Scratch:
    """Room for one text: arrays that grow and are used again."""

    cdef Proposal *proposals
    cdef Start *starts
    cdef int *stops
    cdef Token *tokens
    cdef u8 *text
    cdef Match *matches
    cdef Match *idioms
    cdef int *places
    cdef Proposal *anchors  # of idioms: stem in the place of a phrase
    cdef Match *kept
    cdef Py_ssize_t anchors_room, anchors_count
    cdef Py_ssize_t proposals_room, starts_room, stops_room, tokens_room, text_room, matches_room, idioms_room
    cdef Py_ssize_t places_room, kept_room
    cdef Py_ssize_t proposals_count, starts_count, stops_count, tokens_count, text_count, matches_count, idioms_count
    cdef u8 heads[HEADS]
    # the sentences found: (first, count) of tokens and of matches, kept side by side
    cdef Py_ssize_t token_base
    # chain.pxi
    cdef Word *words
    cdef Py_ssize_t words_room
    cdef Mark *marks
    cdef Py_ssize_t marks_room, marks_count
    cdef Range *marks_of
    cdef Py_ssize_t marks_of_room
    cdef double *numbers
    cdef Py_ssize_t numbers_room
    cdef u8 key[64]

    def __cinit__(self):
        memset(self.heads, 0, HEADS)

    def __dealloc__(self):
        free(self.proposals)
        free(self.starts)
        free(self.stops)
        free(self.tokens)
        free(self.text)
        free(self.matches)
        free(self.idioms)
        free(self.places)
        free(self.anchors)
        free(self.kept)
        free(self.words)
        free(self.marks)
        free(self.marks_of)
        free(self.numbers)


cdef inline int _letter(u8 byte) noexcept:
    """0-26 for a-z and "~", else -1."""
    return byte - 97 if 97 <= byte <= 122 else 26 if byte == 126 else -1


cdef u8 MODE_EXACT = ord(_phrases.EXACT)
cdef u8 MODE_NOUN = ord(_phrases.NOUN)
cdef u8 MODE_VERB = ord(_phrases.VERB)
cdef u8 MODE_ANY = ord(_phrases.ANY)
cdef u8 MODE_NARROWED = ord(_phrases.NARROWED)

cdef u8 FOLDED[256]
cdef u8 TOKEN_BYTES[256]
cdef u8 WITH_ACCENTS[256]
cdef u8 TURKISH[256]  # the letters that a text typed without Turkish letters lacks
cdef u8 SOFTENED[256]
cdef u8 STOPS[256]  # ends of sentences
cdef int WHO_OF[16]

WHO = ("bare", "third", *dict.fromkeys(name for name, _ in _endings.PERSONS if name != "third"), "number")


cdef int _fill() except -1:
    cdef int byte
    cdef object stops = b'.!?;|\n\t"\x93\x94>-'
    cdef bytes folded = _view.FOLD_TABLE, token = _tokens._TABLE, accents = _phrases._ACCENTS
    for byte in range(256):
        FOLDED[byte] = folded[byte]
        TOKEN_BYTES[byte] = token[byte]
        WITH_ACCENTS[byte] = accents[byte]
        TURKISH[byte] = byte not in _phrases._NO_ACCENTS
        SOFTENED[byte] = byte in _phrases._SOFTENED
        STOPS[byte] = byte in stops
    for byte, (name, _) in enumerate(_endings.PERSONS):
        WHO_OF[byte + 1] = WHO.index(name)
    WHO_OF[0] = WHO.index("third")
    return 0


_fill()


cdef inline u8 _who(const u8 *ending, Py_ssize_t size) noexcept:
    """endings.person, as a place in WHO."""
    return WHO_OF[kvkkscan_person(ending, size)] if size else 0


cdef inline bint _goes_on(u8 mode, const u8 *rest, Py_ssize_t size) noexcept:
    """phrases.goes_on."""
    if not size or mode == MODE_ANY:
        return True
    if mode == MODE_EXACT:
        return False
    if mode == MODE_NARROWED:
        return rest[0] == 114 or rest[0] == 109 or rest[0] == 122 or rest[0] == 107 or rest[0] == 110
    if mode == MODE_VERB:
        return kvkkscan_verb(rest, size) or kvkkscan_verb_single(rest, size)
    return kvkkscan_noun(rest, size) or kvkkscan_noun_single(rest, size)


cdef bint _is_upper(const u8 *raw, Py_ssize_t size) noexcept:
    """`bytes.isupper`."""
    cdef bint cased = False
    cdef Py_ssize_t at
    for at in range(size):
        if 97 <= raw[at] <= 122:
            return False
        if 65 <= raw[at] <= 90:
            cased = True
    return cased


cdef class Terms:
    """The terms of a lexicon, read when their anchor is first met."""

    cdef Lex lexical
    cdef object lexicon
    cdef Range *proposers_of  # by pattern; count -1 where not yet read
    cdef Proposer *proposers
    cdef Offer *offered
    cdef Phrase *phrases
    cdef Element *elements
    cdef Form *forms
    cdef Need *needs
    cdef int *heads
    cdef u8 *pool
    cdef Py_ssize_t proposers_room, offered_room, phrases_room, elements_room, forms_room, needs_room, heads_room
    cdef Py_ssize_t pool_room
    cdef Py_ssize_t proposers_count, offered_count, phrases_count, elements_count, forms_count, needs_count, heads_count
    cdef Py_ssize_t pool_count
    cdef Trie idiom_stems
    cdef Range *idioms  # by stem: their phrases in `offered`; count -1 where not yet read
    cdef Py_ssize_t idioms_room
    cdef list idiom_terms
    cdef Table fillers
    cdef dict read
    cdef dict name_places
    cdef Table names
    cdef int longest

    def __cinit__(self, Lex lexical not None):
        cdef int at
        self.lexical = lexical
        self.lexicon = lexical.lexicon
        self.read = {}
        self.names = Table()
        self.longest = 8
        self.proposers_of = <Range *>malloc((lexical.count + 1) * sizeof(Range))
        if self.proposers_of == NULL:
            raise MemoryError
        for at in range(lexical.count):
            self.proposers_of[at] = Range(0, -1)
        stems = sorted(self.lexicon.idioms)
        self.idiom_stems = Trie(stems)
        self.idiom_terms = [self.lexicon.idioms[stem] for stem in stems]
        self.idioms = <Range *>_grown(NULL, len(stems) + 1, &self.idioms_room, sizeof(Range))
        for at in range(len(stems)):
            self.idioms[at] = Range(0, -1)
        self.fillers = Table()
        for word in _phrases._FILLERS:
            self.fillers.add(word)

    def __dealloc__(self):
        free(self.proposers_of)
        free(self.proposers)
        free(self.offered)
        free(self.phrases)
        free(self.elements)
        free(self.forms)
        free(self.needs)
        free(self.heads)
        free(self.pool)
        free(self.idioms)

    cdef int _put(self, bytes text) except -1:
        """The place of some bytes in the pool."""
        cdef Py_ssize_t size = len(text), at = self.pool_count
        self.pool = <u8 *>_grown(self.pool, at + size + 1, &self.pool_room, 1)
        memcpy(self.pool + at, <const u8 *>text, size)
        self.pool_count += size
        return at

    cdef int _phrase(self, tuple term) except -1:
        """The number of the phrase of a term."""
        known = self.read.get(term)
        if known is not None:
            return known
        given = self.lexicon.phrase(term)  # may let another thread run: what follows does not
        known = self.read.get(term)
        if known is not None:
            return known
        cdef int number = self.phrases_count, at
        cdef Phrase made
        cdef Form form
        cdef bytes written, head
        self.phrases = <Phrase *>_grown(self.phrases, number + 1, &self.phrases_room, sizeof(Phrase))
        made.first = self.elements_count
        made.words = len(given.words)
        made.anchor, made.rule, made.acronym = given.anchor, given.rule, given.acronym
        made.name = self.names.add(given.name.encode("utf-8"))
        made.weight = 0
        self.longest = max(self.longest, made.words)
        for forms, gap in zip(given.words, given.gaps, strict=True):
            self.elements = <Element *>_grown(
                self.elements, self.elements_count + 1, &self.elements_room, sizeof(Element)
            )
            self.elements[self.elements_count] = Element(self.forms_count, len(forms), gap)
            self.elements_count += 1
            for stem, mode, written in forms:
                form.stem, form.size, form.mode = self._put(stem), len(stem), ord(mode)
                if written[len(written) - 1] in _phrases._SOFTENED:
                    written = written[: len(written) - 1]
                form.written, form.written_size = self._put(written), len(written)
                self.forms = <Form *>_grown(self.forms, self.forms_count + 1, &self.forms_room, sizeof(Form))
                self.forms[self.forms_count] = form
                self.forms_count += 1
        made.need, made.needs = self.needs_count, len(given.needs)
        for need in given.needs:
            self.needs = <Need *>_grown(self.needs, self.needs_count + 1, &self.needs_room, sizeof(Need))
            self.needs[self.needs_count] = Need(self.heads_count, len(need))
            self.needs_count += 1
            for head in need:
                at = 0
                for byte in head[1:]:
                    at = at * 27 + _letter(byte)
                if len(head) < 4:
                    at += 27 * 27 * 27
                self.heads = <int *>_grown(self.heads, self.heads_count + 1, &self.heads_room, sizeof(int))
                self.heads[self.heads_count] = at
                self.heads_count += 1
        self.phrases[number] = made
        self.phrases_count += 1
        self.read[term] = number
        return number

    cdef int _offer(self, list phrases, Range *into) except -1:
        """Keeps a list of phrases in one row."""
        cdef int phrase, need
        cdef Need *best
        self.offered = <Offer *>_grown(
            self.offered, self.offered_count + len(phrases) + 1, &self.offered_room, sizeof(Offer)
        )
        into[0] = Range(self.offered_count, len(phrases))
        for phrase in phrases:
            best = NULL
            for need in range(self.phrases[phrase].need, self.phrases[phrase].need + self.phrases[phrase].needs):
                if best == NULL or self.needs[need].count < best.count:
                    best = &self.needs[need]
            self.offered[self.offered_count] = Offer(phrase, -1, -1)
            if best != NULL and 0 < best.count <= 2:
                self.offered[self.offered_count].head = self.heads[best.first]
                self.offered[self.offered_count].other = self.heads[best.first + best.count - 1]
            self.offered_count += 1
        return 0

    cdef int _propose(self, int number) except -1:
        """Reads what the pattern `number`, or one that it begins with, is the anchor of."""
        cdef int here = number
        cdef Range row
        cdef list found = []
        while here >= 0:
            stem = self.lexicon.words[here][1:].decode("ascii")
            for mark in (*_phrases.MARKS, _phrases.NARROWED):
                terms = self.lexicon.anchors.get(stem + mark)
                if terms:
                    found.append((len(stem) + 1, ord(mark), [self._phrase(term) for term in dict.fromkeys(terms)]))
            here = self.lexical.shorter[here]
        if self.proposers_of[number].count >= 0:
            return 0  # another thread was quicker
        here = self.proposers_count
        for size, mark, phrases in found:
            self._offer(phrases, &row)
            self.proposers = <Proposer *>_grown(
                self.proposers, self.proposers_count + 1, &self.proposers_room, sizeof(Proposer)
            )
            self.proposers[self.proposers_count] = Proposer(size, mark, row.first, row.count)
            self.proposers_count += 1
        self.proposers_of[number] = Range(here, self.proposers_count - here)
        return 0

    cdef int _idiom(self, int at) except -1:
        """Reads the idioms of a stem."""
        cdef Range row
        cdef list found = [self._phrase(term) for term in dict.fromkeys(self.idiom_terms[at])]
        if self.idioms[at].count < 0:
            self._offer(found, &row)
            self.idioms[at] = row
        return 0

    cdef int ready(self, Words words) except -1:
        """Reads what the hits of a text may propose; after this no Python code runs until the matches are there."""
        cdef Py_ssize_t at
        cdef int number, found
        cdef Py_ssize_t inner, stop, end = 0
        cdef Lex lexical = self.lexical
        for at in range(words.count):
            number = words.hit_list[at].number
            if self.proposers_of[number].count < 0:
                self._propose(number)
            if lexical.phrase[number]:
                inner = self._inner_word(words, words.hit_list[at].start, number, 1)
                while inner >= 0:
                    stop = _find(words.lex, words.lex_size, inner + 1, BLANK) + 1
                    found = lexical.trie.longest(words.lex, inner, stop, &end)
                    if found >= 0 and self.proposers_of[found].count < 0:
                        self._propose(found)
                    inner = self._inner_word(words, words.hit_list[at].start, number, inner + 1 - words.hit_list[at].start)
        return 0

    cdef Py_ssize_t _inner_word(self, Words words, Py_ssize_t start, int number, Py_ssize_t at) noexcept:
        """Where in `lex` the next word within a phrase that stands at `start` begins, from its letter `at` on."""
        cdef Py_ssize_t found = _find(words.lex, start + self.lexical.size[number], start + at, BLANK)
        return found

    cdef int proposed(self, Words words, Scratch s) except -1:
        """Fills the scratch with the terms that may stand in a text, in the order of their anchors."""
        cdef Lex lexical = self.lexical
        cdef const u8 *lex = words.lex
        cdef Py_ssize_t at, end, stop, inner, low = 0, high = 0, last = 0
        cdef int number, offer, place, start, found, size
        cdef Proposer *proposer
        cdef Offer *offers
        cdef Range row, other
        cdef bint begun = False, holds
        cdef Phrase *phrase
        s.proposals_count = 0
        for at in range(words.count):
            number = words.hit_list[at].number
            start = words.hit_list[at].start
            row = self.proposers_of[number]
            for place in range(row.first, row.first + row.count):
                proposer = &self.proposers[place]
                end = start + proposer.size
                if proposer.mark == MODE_EXACT and lex[end] != BLANK:
                    continue
                holds = False
                for offer in range(proposer.first, proposer.first + proposer.count):
                    offers = &self.offered[offer]
                    if offers.head >= 0:
                        if not begun:
                            begun = True
                            self._starts(words, s)
                        if not (s.heads[offers.head] or s.heads[offers.other]):
                            continue
                    phrase = &self.phrases[offers.phrase]
                    if phrase.needs:
                        if not begun:
                            begun = True
                            self._starts(words, s)
                        if not self._needs_stand(phrase, s, start, words.lex_size):
                            continue
                    if not holds:
                        if not self._word_goes_on(proposer.mark, words, end):
                            break
                        holds = True
                    if not phrase.acronym or _is_upper(words.raw + start, proposer.size - 1):
                        self._add(s, start, offers.phrase)
            if lexical.phrase[number]:
                inner = self._inner_word(words, start, number, 1)
                while inner >= 0:
                    stop = _find(lex, words.lex_size, inner + 1, BLANK) + 1
                    found = lexical.trie.longest(lex, inner, stop, &last)
                    if found >= 0:
                        other = self.proposers_of[found]
                        for place in range(other.first, other.first + other.count):
                            proposer = &self.proposers[place]
                            for offer in range(proposer.first, proposer.first + proposer.count):
                                self._add(s, inner, self.offered[offer].phrase)
                    inner = self._inner_word(words, start, number, inner + 1 - start)
        if begun:
            for at in range(s.starts_count):
                s.heads[s.starts[at].three] = 0
                s.heads[s.starts[at].two] = 0
        return 0

    cdef int _add(self, Scratch s, int place, int phrase) except -1:
        """Puts a proposal in its order; they come nearly in order."""
        cdef Py_ssize_t at = s.proposals_count
        s.proposals = <Proposal *>_grown(s.proposals, at + 1, &s.proposals_room, sizeof(Proposal))
        while at and s.proposals[at - 1].place > place:
            s.proposals[at] = s.proposals[at - 1]
            at -= 1
        s.proposals[at] = Proposal(place, phrase)
        s.proposals_count += 1
        return 0

    cdef int _starts(self, Words words, Scratch s) except -1:
        """Where words of two letters or more begin in `lex`, and with which letters."""
        cdef Py_ssize_t at = 0
        cdef int one, two, three
        cdef const u8 *lex = words.lex
        s.starts_count = 0
        while True:
            at = _find(lex, words.lex_size, at, BLANK)
            if at < 0 or at + 2 >= words.lex_size:
                return 0
            one, two = _letter(lex[at + 1]), _letter(lex[at + 2])
            if one >= 0 and two >= 0:
                three = _letter(lex[at + 3]) if at + 3 < words.lex_size else -1
                s.starts = <Start *>_grown(s.starts, s.starts_count + 1, &s.starts_room, sizeof(Start))
                s.starts[s.starts_count].at = at
                s.starts[s.starts_count].two = 27 * 27 * 27 + one * 27 + two
                s.starts[s.starts_count].three = (
                    (one * 27 + two) * 27 + three if three >= 0 else s.starts[s.starts_count].two
                )
                s.heads[s.starts[s.starts_count].two] = 1
                s.heads[s.starts[s.starts_count].three] = 1
                s.starts_count += 1
            at += 1

    cdef bint _needs_stand(self, Phrase *phrase, Scratch s, int start, Py_ssize_t size) noexcept:
        """Whether each of the other words of a phrase may begin near its anchor."""
        cdef int need, head, code
        cdef Py_ssize_t at, low, high, first, end
        cdef bint here
        for need in range(phrase.need, phrase.need + phrase.needs):  # quickly: nowhere in the text
            here = False
            for head in range(self.needs[need].first, self.needs[need].first + self.needs[need].count):
                if s.heads[self.heads[head]]:
                    here = True
                    break
            if not here:
                return False
        first, end = start - NEAR, start + NEAR
        low, high = 0, s.starts_count
        while low < high:
            at = (low + high) // 2
            if s.starts[at].at < first:
                low = at + 1
            else:
                high = at
        for need in range(phrase.need, phrase.need + phrase.needs):
            here = False
            for head in range(self.needs[need].first, self.needs[need].first + self.needs[need].count):
                code = self.heads[head]
                if not s.heads[code]:
                    continue
                at = low
                if code >= 27 * 27 * 27:
                    while at < s.starts_count and s.starts[at].at + 3 <= end:
                        if s.starts[at].two == code:
                            here = True
                            break
                        at += 1
                else:
                    while at < s.starts_count and s.starts[at].at + 4 <= end:
                        if s.starts[at].three == code:
                            here = True
                            break
                        at += 1
                if here:
                    break
            if not here:
                return False
        return True

    cdef bint _word_goes_on(self, u8 mark, Words words, Py_ssize_t end) except -1:
        """Whether the word whose stem ends before `lex[end]` goes on as a mark has it, over an apostrophe too."""
        cdef Py_ssize_t stop = _find(words.lex, words.lex_size, end, BLANK), last
        cdef bytes rest
        if stop <= words.raw_size and stop and words.raw[stop - 1] == APOSTROPHE:
            last = _find(words.lex, words.lex_size, stop + 1, BLANK)
            if last > stop + 1:
                rest = words._lex[end:stop] + words._lex[stop + 1 : last]
                return _goes_on(mark, rest, len(rest))
        return _goes_on(mark, words.lex + end, stop - end)

    cdef int sentences(self, Words words, Scratch s) except -1:
        """Fills the scratch with the stops of a text: where its sentences, lines and cells end."""
        cdef const u8 *raw = words.raw
        cdef Py_ssize_t place = 0
        s.stops_count = 0
        self._stop(s, 0)
        while place < words.raw_size:
            if STOPS[raw[place]]:
                if raw[place] == 45:
                    if place + 1 < words.raw_size and raw[place + 1] == 45:
                        self._stop_after(words, s, place)
                        place += 1
                elif raw[place] != 46 or self._ends_sentence(words, place):
                    self._stop_after(words, s, place)
            place += 1
        if words.raw_size - s.stops[s.stops_count - 1] > LONGEST:
            self._cut(words, s, s.stops[s.stops_count - 1], words.raw_size)
        self._stop(s, words.raw_size)
        return 0

    cdef int _stop(self, Scratch s, Py_ssize_t place) except -1:
        s.stops = <int *>_grown(s.stops, s.stops_count + 1, &s.stops_room, sizeof(int))
        s.stops[s.stops_count] = place
        s.stops_count += 1
        return 0

    cdef int _stop_after(self, Words words, Scratch s, Py_ssize_t place) except -1:
        cdef Py_ssize_t last = s.stops[s.stops_count - 1]
        if place - last > LONGEST:
            self._cut(words, s, last, place)
        return self._stop(s, place)

    cdef int _cut(self, Words words, Scratch s, Py_ssize_t start, Py_ssize_t end) except -1:
        """tokens._cuts."""
        cdef Py_ssize_t blank
        while end - start > LONGEST:
            blank = start + LONGEST - 1
            while blank > start and words.raw[blank] != BLANK:
                blank -= 1
            start = blank if blank > start else start + LONGEST
            self._stop(s, start)
        return 0

    cdef bint _ends_sentence(self, Words words, Py_ssize_t place) noexcept:
        """Whether a dot at `raw[place]` ends a sentence: no short word stands before it, or one that ends sentences."""
        cdef const u8 *at
        cdef Py_ssize_t first = place - 3 if place > 3 else 0, size, blank
        blank = place
        while blank >= first and words.lex[blank] != BLANK:
            blank -= 1
        if blank < first:
            return True
        at = words.lex + blank + 1
        size = place - blank
        return ENDS.find(at, size, _hash(at, size)) >= 0

    cdef int tokens(self, Words words, Scratch s, Py_ssize_t start, Py_ssize_t end) except -1:
        """tokens.tokens: fills the scratch with the words and numbers of `raw[start:end]`."""
        cdef const u8 *raw = words.raw
        cdef Py_ssize_t place = start, first, last = start, at, stop
        cdef Token token
        cdef u8 byte
        s.tokens_count = 0
        s.text = <u8 *>_grown(s.text, end - start + 1, &s.text_room, 1)
        s.text_count = 0
        while place < end:
            byte = TOKEN_BYTES[raw[place]]
            if _letter(byte) >= 0:
                first = place
                token.text, token.number = s.text_count, False
                while place < end:
                    byte = TOKEN_BYTES[raw[place]]
                    if _letter(byte) < 0:
                        break
                    s.text[s.text_count] = byte
                    s.text_count += 1
                    place += 1
                if place + 1 < end and byte == APOSTROPHE:
                    at, stop = place + 1, place + 13
                    while at < end and at < stop and 97 <= TOKEN_BYTES[raw[at]] <= 122:
                        s.text[s.text_count] = TOKEN_BYTES[raw[at]]
                        s.text_count += 1
                        at += 1
                    if at > place + 1:
                        place = at
            elif 48 <= byte <= 57:
                first = place
                token.text, token.number = s.text_count, True
                while place < end and 48 <= TOKEN_BYTES[raw[place]] <= 57:
                    s.text[s.text_count] = raw[place]
                    s.text_count += 1
                    place += 1
            else:
                place += 1
                continue
            token.size = s.text_count - token.text
            token.start, token.end = first, place
            token.wall = 0
            if first - last > 1 or raw[last] != BLANK:
                if s.tokens_count:
                    for at in range(last, first):
                        byte = raw[at]
                        if byte != 32 and byte != 45 and byte != 47 and byte != 37 and byte != 39 and byte != 38:
                            token.wall = SOFT
                            break
            token.filler = FILLER_UNKNOWN
            s.tokens = <Token *>_grown(s.tokens, s.tokens_count + 1, &s.tokens_room, sizeof(Token))
            s.tokens[s.tokens_count] = token
            s.tokens_count += 1
            last = place
        return 0

    cdef int _fits(self, Element *element, Token *word, const u8 *text) noexcept:
        """phrases._fits: the letters of the stem that the word has, or -1."""
        cdef int at
        cdef Form *form
        for at in range(element.first, element.first + element.count):
            form = &self.forms[at]
            if (
                form.size <= word.size
                and text[0] == self.pool[form.stem]
                and not memcmp(text, self.pool + form.stem, form.size)
                and _goes_on(form.mode, text + form.size, word.size - form.size)
            ):
                return form.size
        return -1

    cdef int _beside(self, Element *element, Scratch s, int at, int step, bint wide) noexcept:
        """phrases._beside."""
        cdef int left = WIDEST if wide else 1
        cdef Token *word
        cdef Token *later
        while True:
            at += step
            if at < 0 or at >= s.tokens_count:
                return -1
            word = &s.tokens[at]
            later = word if step > 0 else &s.tokens[at + 1]
            if later.wall and not wide:
                return -1
            if self._fits(element, word, s.text + word.text) >= 0:
                return at
            if not left:
                return -1
            if not wide:
                if word.filler == FILLER_UNKNOWN:
                    word.filler = word.size < 8 and self.fillers.find(
                        s.text + word.text, word.size, _hash(s.text + word.text, word.size)
                    ) >= 0
                if not word.filler:
                    return -1
            left -= 1

    cdef int _accents(self, Element *element, Token *word, const u8 *text, const u8 *raw) noexcept:
        """phrases._accents: 0 equal, 2 some are missing, -1 there are others."""
        cdef int at, verdict = -1, place, here
        cdef Form *form
        cdef const u8 *written
        cdef u8 byte
        cdef bint equal, alike
        for at in range(element.first, element.first + element.count):
            form = &self.forms[at]
            written = self.pool + form.written
            equal = alike = True
            here = word.start
            for place in range(form.written_size):
                while here < word.end and raw[here] == APOSTROPHE:
                    here += 1
                if here == word.end:
                    equal = alike = False
                    break
                byte = WITH_ACCENTS[raw[here]]
                here += 1
                if byte != written[place]:
                    equal = False
                    if FOLDED[byte] != FOLDED[written[place]] or written[place] <= 127:
                        alike = False
                        break
            if equal:
                return 0
            if alike:
                verdict = 2
        return verdict

    cdef int _stem_size(self, Element *element, Token *word, const u8 *text) noexcept:
        cdef int at, most = 0
        cdef Form *form
        for at in range(element.first, element.first + element.count):
            form = &self.forms[at]
            if form.size > most and form.size <= word.size and not memcmp(text, self.pool + form.stem, form.size):
                most = form.size
        return most

    cdef bint match(self, Scratch s, int number, int place, const u8 *raw, bint plain, Match *found) noexcept:
        """phrases.match: the phrase with its anchor at the word `place`."""
        cdef Phrase *phrase = &self.phrases[number]
        cdef Element *elements = self.elements + phrase.first
        cdef int at = place, index, known, size
        cdef Token *word = &s.tokens[place]
        cdef u8 verdict = 0
        if self._fits(&elements[phrase.anchor], word, s.text + word.text) < 0:
            return False
        s.places[phrase.anchor] = place
        for index in range(phrase.anchor - 1, -1, -1):
            at = self._beside(&elements[index], s, at, -1, elements[index + 1].gap)
            if at < 0:
                return False
            s.places[index] = at
        at = place
        for index in range(phrase.anchor + 1, phrase.words):
            at = self._beside(&elements[index], s, at, 1, elements[index].gap)
            if at < 0:
                return False
            s.places[index] = at
        for index in range(phrase.words):
            word = &s.tokens[s.places[index]]
            known = self._accents(&elements[index], word, s.text + word.text, raw)
            if known < 0:
                return False
            if known:
                if plain:
                    verdict = 1
                elif phrase.words == 1 and self._stem_size(&elements[index], word, s.text + word.text) <= SHORT:
                    return False
                else:
                    verdict = 2
        word = &s.tokens[s.places[phrase.words - 1]]
        if phrase.acronym and not _is_upper(raw + word.start, self.forms[elements[0].first].size):
            return False
        size = self._fits(&elements[phrase.words - 1], word, s.text + word.text)
        found.first, found.last = s.places[0], s.places[phrase.words - 1]
        found.phrase = number
        found.who = _who(s.text + word.text + size, word.size - size)
        found.accents = verdict
        return True


cdef Table ENDS = Table()
for _word in b"yok var tl cok ne mi mu da de ki is gun ay yil et al sa ya su".split():
    ENDS.add(_word)
if _tokens._WORD_ENDS.__self__.pattern != b".* (?:yok|var|tl|cok|ne|mi|mu|da|de|ki|is|gun|ay|yil|et|al|sa|ya|su)":
    raise ImportError("tokens._WORD_ENDS is another one")
