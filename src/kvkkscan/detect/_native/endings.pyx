# twin of: endings.py
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The automata of endings.h as functions: what the tests compare with the regular expressions of endings.py."""

cdef extern from *:
    const unsigned int KVKKSCAN_DIGEST

cdef extern from "endings.h":
    int kvkkscan_noun(const unsigned char *at, Py_ssize_t size) nogil
    int kvkkscan_noun_single(const unsigned char *at, Py_ssize_t size) nogil
    int kvkkscan_verb(const unsigned char *at, Py_ssize_t size) nogil
    int kvkkscan_verb_single(const unsigned char *at, Py_ssize_t size) nogil
    int kvkkscan_person(const unsigned char *at, Py_ssize_t size) nogil

DIGEST = KVKKSCAN_DIGEST


def noun(bytes ending not None):
    """(whether `ending` is a chain of noun endings, whether it is one with its doubled letters made single)."""
    return kvkkscan_noun(ending, len(ending)) != 0, kvkkscan_noun_single(ending, len(ending)) != 0


def verb(bytes ending not None):
    """The same for verb endings."""
    return kvkkscan_verb(ending, len(ending)) != 0, kvkkscan_verb_single(ending, len(ending)) != 0


def person(bytes ending not None):
    """The place in `endings.PERSONS` of the first pattern that matches all of `ending`, or -1."""
    return kvkkscan_person(ending, len(ending)) - 1
