# twin of: checks.py context.py dates.py endings.py evidence.py numbers.py phrases.py readings.py rules.py shapes.py signs.py statements.py terms.py tokens.py view.py
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The scan path on flat arrays: words of the lexicon (terms.py), terms and their statements (statements.py).

Nothing is decided here that the Python modules do not decide alike; their docstrings say why. What is put into numbers
once, when a scanner is built or a term is first met: patterns (a trie), sets of concepts (masks of 256 bits), terms
(arrays of forms), weights (rows of whole hundredths). All offsets are those of `View.raw`; `lex` is one longer on
either side.
"""

from libc.math cimport exp, log
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memchr, memcmp, memcpy, memset

import marshal as _marshal
import re as _re
from _thread import allocate_lock as _Lock
from encodings.cp1254 import decoding_table as _decoding

from importlib import import_module as _import_module
from pathlib import Path as _Path
from zlib import crc32 as _crc32

from kvkkscan.detect import checks as _checks
from kvkkscan.detect import context as _context
from kvkkscan.detect import endings as _endings
from kvkkscan.detect import phrases as _phrases
from kvkkscan.detect import signs as _signs
from kvkkscan.detect import terms as _terms
from kvkkscan.detect import tokens as _tokens
from kvkkscan.detect import view as _view
from kvkkscan.detect.candidate import Candidate
from kvkkscan.detect.recognizer import STRENGTHS as _STRENGTHS
from kvkkscan.resources import resource_dir as _resource_dir

cdef extern from *:
    const unsigned int KVKKSCAN_DIGEST

cdef extern from "endings.h":
    int KVKKSCAN_COLUMNS
    int kvkkscan_column(unsigned char byte) noexcept nogil
    int kvkkscan_noun(const unsigned char *at, Py_ssize_t size) noexcept nogil
    int kvkkscan_noun_single(const unsigned char *at, Py_ssize_t size) noexcept nogil
    int kvkkscan_verb(const unsigned char *at, Py_ssize_t size) noexcept nogil
    int kvkkscan_verb_single(const unsigned char *at, Py_ssize_t size) noexcept nogil
    int kvkkscan_person(const unsigned char *at, Py_ssize_t size) noexcept nogil

cdef extern from "bits.h":
    int kvkkscan_bits(unsigned int value) noexcept nogil

DIGEST = KVKKSCAN_DIGEST

ctypedef unsigned char u8
ctypedef unsigned short u16
ctypedef unsigned int u32
ctypedef unsigned long long u64

cdef dict _MODULES = {}


cdef object _python(str name):
    """A module of kvkkscan.detect that few texts need."""
    found = _MODULES.get(name)
    if found is None:
        found = _MODULES[name] = _import_module("kvkkscan.detect." + name)
    return found


include "tables.pxi"
include "view.pxi"
include "words.pxi"
include "terms.pxi"
include "numbers.pxi"
include "chain.pxi"
include "scan.pxi"
