# A text as recognizers see it, and the signs in it: the twin of view.view and signs.signs.

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_READ

cdef enum:
    UNKNOWN = 0xFFFF
    AT = 1
    FIELDS = 2
    COLONS = 4
    DOTS = 8
    TRACK = 16
    FILLERS = 32

cdef u16 BYTES[65536]  # of a code point; UNKNOWN until it is met
cdef u8 PLAIN_FOLD[256]
cdef u8 SIGNS[256]
cdef u8 UNTIDY[256]
cdef u8 DROPPED[256]
cdef u8 RAW[256]
cdef u8 FOLD[256]

cdef enum:
    DROPS = 1
    LEADS = 2
    PERCENT = 4


# (As objects: `in` on a literal compares signed characters.)
cdef object _LEADS = b"\xc3\xc4\xc5"


cdef int _fill_view() except -1:
    cdef int byte
    cdef bytes fold = _view._PLAIN_FOLD
    memset(BYTES, 0xFF, sizeof(BYTES))
    for byte in range(256):
        PLAIN_FOLD[byte] = fold[byte]
        FOLD[byte], RAW[byte] = _view.FOLD_TABLE[byte], _view._RAW_TABLE[byte]
        DROPPED[byte] = byte in _view._DROPPED
        UNTIDY[byte] = DROPS if byte in _view._UNTIDY else PERCENT if byte == 37 else 0
        if byte in _LEADS:
            UNTIDY[byte] = LEADS
        SIGNS[byte] = byte in b"@:=^<D([{\\\" "
        if ord(_decoding[byte]) != 0xFFFE:
            BYTES[ord(_decoding[byte])] = byte
    return 0


_fill_view()
if (AT, FIELDS, COLONS, DOTS, TRACK, FILLERS) != (
    _signs.AT, _signs.FIELDS, _signs.COLONS, _signs.DOTS, _signs.TRACK, _signs.FILLERS
):
    raise ImportError("signs.py has other numbers")


def view(str text not None):
    """The view of a text: as view.view."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), at
    cdef int kind = PyUnicode_KIND(text)
    cdef const void *data = PyUnicode_DATA(text)
    cdef bytes raw = PyBytes_FromStringAndSize(NULL, size)
    cdef bytes lex = PyBytes_FromStringAndSize(NULL, size + 2)
    cdef u8 *into = <u8 *>PyBytes_AS_STRING(raw)
    cdef u8 *folded = <u8 *>PyBytes_AS_STRING(lex)
    cdef u16 byte
    cdef u8 last = 0
    cdef u32 code
    cdef int untidy = 0, squeezed = 0
    cdef const u8 *one
    cdef const u16 *two
    folded[0] = folded[size + 1] = BLANK
    folded += 1
    if kind == 1:
        one = <const u8 *>data
        for at in range(size):
            byte = BYTES[one[at]]
            into[at] = <u8>byte
            untidy |= byte >> 8
    elif kind == 2:
        two = <const u16 *>data
        for at in range(size):
            byte = BYTES[two[at]]
            into[at] = <u8>byte
            untidy |= byte >> 8
    else:
        untidy = 1
    if untidy:  # a character outside Windows-1254
        for at in range(size):
            code = PyUnicode_READ(kind, data, at)
            byte = BYTES[code] if code < 65536 else UNKNOWN
            if byte == UNKNOWN:
                byte = _view._byte_for(chr(code))
                if code < 65536:
                    BYTES[code] = byte
            into[at] = <u8>byte
    untidy = 0
    for at in range(size):
        byte = into[at]
        squeezed |= (byte == BLANK) & (last == BLANK)
        last = <u8>byte
        byte = PLAIN_FOLD[byte]
        untidy |= byte == 0
        folded[at] = <u8>byte
    if untidy:
        return _tidied(text, raw)
    if squeezed:
        return _squeezed(text, raw)
    return _view.View(text, raw, lex)


cdef object _tidied(str text, bytes raw):
    """view._tidied."""
    cdef const u8 *given = raw
    cdef Py_ssize_t size = len(raw), at
    cdef int found = 0
    cdef bytes made
    cdef u8 *into
    cdef u8 last = 0, byte
    for at in range(size):
        found |= UNTIDY[given[at]]
    if found & LEADS:
        raw = _view._MOJIBAKE.sub(_view._repair, raw)
    if found & PERCENT:
        raw, coded = _view._CODED.subn(_view._decode, raw)
        if coded:
            found |= DROPS
    given = raw
    made = PyBytes_FromStringAndSize(NULL, size)
    into = <u8 *>PyBytes_AS_STRING(made)
    for at in range(size):
        byte = RAW[given[at]]
        into[at] = byte
        if byte == BLANK and last == BLANK:
            found |= DROPS
        last = byte
    if found & (LEADS | DROPS):
        return _squeezed(text, made)
    return _view.View(text, made, _folded(into, size))


cdef bytes _folded(const u8 *raw, Py_ssize_t size):
    """Folded bytes with a blank on either side."""
    cdef bytes lex = PyBytes_FromStringAndSize(NULL, size + 2)
    cdef u8 *into = <u8 *>PyBytes_AS_STRING(lex)
    cdef Py_ssize_t at
    into[0] = into[size + 1] = BLANK
    for at in range(size):
        into[at + 1] = FOLD[raw[at]]
    return lex


cdef object _squeezed(str text, bytes untidied):
    """view._squeezed, with what view._map says of it."""
    cdef const u8 *given = untidied
    cdef Py_ssize_t size = len(untidied), at, kept = 0, dropped = 0, last = -1
    cdef u8 *into = <u8 *>malloc(size + 1)
    cdef u8 byte
    cdef bytes raw
    cdef list breaks = [], shifts = []
    if into == NULL:
        raise MemoryError
    try:
        for at in range(size):
            byte = given[at]
            if DROPPED[byte] or (byte == 13 and at + 1 < size and given[at + 1] == 10) or (
                byte == BLANK and at and given[at - 1] == BLANK
            ):
                dropped += 1
                if last == kept:
                    shifts[len(shifts) - 1] = dropped
                else:
                    breaks.append(kept)
                    shifts.append(dropped)
                    last = kept
                continue
            into[kept] = byte
            kept += 1
        raw = PyBytes_FromStringAndSize(<const char *>into, kept)
    finally:
        free(into)
    seen = _view.View(text, raw, _folded(raw, kept), untidied)
    seen._breaks, seen._shifts = breaks, shifts
    return seen


cdef int _signs_of(const u8 *raw, Py_ssize_t size) noexcept:
    """signs.signs."""
    cdef Py_ssize_t at
    cdef int found = 0, colons = 0
    cdef u8 byte, next_, after
    for at in range(size):
        byte = raw[at]
        if not SIGNS[byte]:
            continue
        next_ = raw[at + 1] if at + 1 < size else 0
        if byte == BLANK:
            if next_ == 46 and at + 2 < size and raw[at + 2] == BLANK:
                found |= DOTS
        elif byte == 64:
            found |= AT
        elif byte == 58:
            colons += 1
            if next_ == 58:
                found |= COLONS
        elif byte == 61:
            found |= FIELDS | TRACK
        elif byte == 94:
            found |= TRACK
        elif byte == 60:
            if next_ == 47:
                found |= FIELDS
            elif next_ == 60:
                found |= FILLERS
        elif byte == 68:
            if next_ == 50 or next_ == 51:
                found |= TRACK
        elif byte == 34:
            if next_ == 58:
                found |= FIELDS
        elif byte == 91:
            if next_ == 46 or next_ == 58:
                found |= DOTS
        elif byte == 92:
            if next_ == 46:
                found |= DOTS
        else:
            after = raw[at + 2] if at + 2 < size else 0
            if next_ == 46 and after == (41 if byte == 40 else 125):
                found |= DOTS
    if colons >= 7:
        found |= COLONS
    return found
