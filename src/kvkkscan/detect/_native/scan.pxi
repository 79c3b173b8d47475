# What a Scanner calls.


_SURER = 0.5  # statements._SURER


cdef class Core:
    """What a Scanner runs on where it can: the words of a text, and its statements.

    Raises:
        OverflowError: the packs have more concepts, classes or labels than there are places for.
    """

    cdef Lex lexical
    cdef Terms terms
    cdef Chain chain
    cdef Numbers numbered
    cdef object rules
    cdef Scratch spare

    def __cinit__(self, rules):
        packs = rules.packs
        classes = sum(one.id.startswith("evidence-") for one in packs.concepts)
        labels = len({one.entity_type for one in packs.recognizers})
        if rules.lexicon.anchored.bit_length() > MASK_BITS or classes > MOST_CLASSES or labels > MOST_LABELS:
            raise OverflowError
        self.rules = rules
        self.lexical = Lex(rules.lexicon)
        self.terms = Terms(self.lexical)
        self.chain = Chain(self.terms, rules)
        self.numbered = self.lexical.numbers = Numbers(rules, self.lexical)

    def view(self, str text not None):
        """A text as recognizers see it: as view.view."""
        return view(text)

    def words(self, seen):
        """The words that the packs know in a text: as terms.Words."""
        return Words(self.lexical, seen)

    def numbers(self, Words words not None, list out):
        """Appends what the digits of a text may be: as numbers.number_candidates."""
        return self.numbered.candidates(words, out)

    def statements(self, Words words not None, list out):
        """Appends the statements in a text: as statements.statement_candidates."""
        cdef Scratch s = self.spare
        self.spare = None
        if s is None:
            s = Scratch()
        surer = [(one.start, one.end) for one in out if one.score >= _SURER]
        out += self.chain.candidates(words, s, surer)
        self.spare = s
