# Growing arrays, a table from strings to rows of numbers, sets of concepts.


cdef struct Mask:
    u64 part[4]


cdef int MASK_BITS = 256


cdef inline bint _meets(const Mask *one, const Mask *two) noexcept:
    return (
        (one.part[0] & two.part[0]) | (one.part[1] & two.part[1])
        | (one.part[2] & two.part[2]) | (one.part[3] & two.part[3])
    ) != 0


cdef inline void _join(Mask *into, const Mask *other) noexcept:
    into.part[0] |= other.part[0]
    into.part[1] |= other.part[1]
    into.part[2] |= other.part[2]
    into.part[3] |= other.part[3]


cdef inline bint _empty(const Mask *one) noexcept:
    return (one.part[0] | one.part[1] | one.part[2] | one.part[3]) == 0


cdef Mask _mask(object given) except *:
    """The set that a Python int stands for (concepts over 256 are refused when the core is made)."""
    cdef Mask made
    cdef int part
    made.part[1] = made.part[2] = made.part[3] = 0
    if given <= 0xFFFFFFFFFFFFFFFF:
        made.part[0] = given
        return made
    for part in range(4):
        made.part[part] = (given >> (64 * part)) & 0xFFFFFFFFFFFFFFFF
    return made


cdef object _number(const Mask *given):
    """The Python int of a set."""
    cdef object made
    if not (given.part[1] | given.part[2] | given.part[3]):
        return given.part[0]
    made = given.part[3]
    made = (made << 64) | given.part[2]
    made = (made << 64) | given.part[1]
    return (made << 64) | given.part[0]


cdef void *_grown(void *old, Py_ssize_t needed, Py_ssize_t *room, size_t size) except NULL:
    """An array with room for `needed` items."""
    cdef Py_ssize_t wanted = room[0]
    cdef void *fresh
    if needed <= room[0] and old != NULL:
        return old
    if wanted < 16:
        wanted = 16
    while wanted < needed:
        wanted *= 2
    fresh = realloc(old, wanted * size)
    if fresh == NULL:
        raise MemoryError
    room[0] = wanted
    return fresh


cdef inline u32 _hash_on(u32 value, u8 byte) noexcept:
    return (value ^ byte) * 16777619u


cdef enum:
    HASH = 2166136261  # FNV-1a


cdef inline u32 _hash(const u8 *key, Py_ssize_t size) noexcept:
    cdef u32 value = HASH
    cdef Py_ssize_t place
    for place in range(size):
        value = _hash_on(value, key[place])
    return value


cdef struct Key:
    u32 hash
    int at
    int size


cdef class Table:
    """Byte strings -> places 0, 1, 2 ... by which rows of numbers are kept (`rows`, `width` a row)."""

    cdef Key *keys
    cdef int *slots
    cdef u8 *pool
    cdef short *rows
    cdef int width
    cdef Py_ssize_t count, keys_room, pool_size, pool_room, rows_room, slots_count

    def __cinit__(self, int width=0):
        self.width = width
        self.slots_count = 64
        self.slots = <int *>malloc(self.slots_count * sizeof(int))
        if self.slots == NULL:
            raise MemoryError
        memset(self.slots, 0xFF, self.slots_count * sizeof(int))

    def __dealloc__(self):
        free(self.keys)
        free(self.slots)
        free(self.pool)
        free(self.rows)

    cdef int find(self, const u8 *key, Py_ssize_t size, u32 value) noexcept:
        """The place of a key, -1 where it is unknown."""
        cdef Py_ssize_t slot = value & (self.slots_count - 1)
        cdef int place
        while True:
            place = self.slots[slot]
            if place < 0:
                return -1
            if self.keys[place].hash == value and self.keys[place].size == size and not memcmp(
                self.pool + self.keys[place].at, key, size
            ):
                return place
            slot = (slot + 1) & (self.slots_count - 1)

    cdef int add(self, bytes key) except -1:
        """The place of a key, put in if it is new, its row all zeros."""
        cdef Py_ssize_t size = len(key), slot
        cdef u32 value = _hash(key, size)
        cdef int place = self.find(key, size, value)
        cdef int other
        if place >= 0:
            return place
        if (self.count + 1) * 2 > self.slots_count:
            self._widen()
        self.keys = <Key *>_grown(self.keys, self.count + 1, &self.keys_room, sizeof(Key))
        self.pool = <u8 *>_grown(self.pool, self.pool_size + size + 1, &self.pool_room, 1)
        place = self.count
        self.keys[place].hash = value
        self.keys[place].at = self.pool_size
        self.keys[place].size = size
        memcpy(self.pool + self.pool_size, <const u8 *>key, size)
        self.pool_size += size
        if self.width:
            self.rows = <short *>_grown(self.rows, (self.count + 1) * self.width, &self.rows_room, sizeof(short))
            memset(self.rows + place * self.width, 0, self.width * sizeof(short))
        self.count += 1
        slot = value & (self.slots_count - 1)
        while self.slots[slot] >= 0:
            slot = (slot + 1) & (self.slots_count - 1)
        self.slots[slot] = place
        return place

    cdef int _widen(self) except -1:
        cdef Py_ssize_t size = self.slots_count * 2, place, slot
        cdef int *fresh = <int *>realloc(self.slots, size * sizeof(int))
        if fresh == NULL:
            raise MemoryError
        self.slots = fresh
        self.slots_count = size
        memset(fresh, 0xFF, size * sizeof(int))
        for place in range(self.count):
            slot = self.keys[place].hash & (size - 1)
            while fresh[slot] >= 0:
                slot = (slot + 1) & (size - 1)
            fresh[slot] = place
        return 0

    cdef inline const short *row(self, const u8 *key, Py_ssize_t size, u32 value) noexcept:
        """The row of a key, or one of zeros."""
        cdef int place = self.find(key, size, value)
        return self.rows + place * self.width if place >= 0 else ZEROS

    cdef int put(self, bytes key, int column, int value) except -1:
        """Writes a number into the row of a key."""
        cdef int place = self.add(key)
        self.rows[place * self.width + column] = value
        if self.rows[place * self.width + column] != value:
            raise OverflowError(value)
        return 0


    def packed(self):
        """All of it, as `unpacked` takes it: for this machine's kind only."""
        return (
            self.width, <bytes>(<u8 *>self.keys)[: self.count * sizeof(Key)],
            <bytes>(<u8 *>self.slots)[: self.slots_count * sizeof(int)], <bytes>self.pool[: self.pool_size],
            <bytes>(<u8 *>self.rows)[: self.count * self.width * sizeof(short)],
        )


cdef void *_copied(bytes data) except NULL:
    """The bytes in memory of their own."""
    cdef void *made = malloc(len(data) + 1)
    if made == NULL:
        raise MemoryError
    memcpy(made, <const u8 *>data, len(data))
    return made


cdef Table _unpacked(int width, bytes keys, bytes slots, bytes pool, bytes rows):
    """The table that was packed."""
    cdef Table made = Table(width)
    free(made.slots)
    made.slots = NULL
    made.slots = <int *>_copied(slots)
    made.slots_count = len(slots) // sizeof(int)
    made.keys, made.pool, made.rows = <Key *>_copied(keys), <u8 *>_copied(pool), <short *>_copied(rows)
    made.count = made.keys_room = len(keys) // sizeof(Key)
    made.pool_size = made.pool_room = len(pool)
    made.rows_room = made.count * width
    return made


cdef short ZEROS[16]
memset(ZEROS, 0, sizeof(ZEROS))
