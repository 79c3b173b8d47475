/* Walks over the automata of endings.py; tables.h is written by automata.py when a twin is built. */

#ifndef KVKKSCAN_ENDINGS_H
#define KVKKSCAN_ENDINGS_H

#include <stddef.h>
#include "tables.h"

#define KVKKSCAN_COLUMNS 28

/* The column of a byte: a-z, "~", all else. */
static inline int kvkkscan_column(unsigned char byte) {
    return (unsigned char)(byte - 'a') < 26 ? byte - 'a' : byte == '~' ? 26 : 27;
}

/* 1 + the first pattern that matches all of `at[0:size]`, 0 for none. */
static inline int kvkkscan_walk(
    const unsigned short *moves, const unsigned char *accepts, const unsigned char *at, ptrdiff_t size
) {
    unsigned state = 1;
    for (ptrdiff_t place = 0; place < size && state; place++)
        state = moves[state * KVKKSCAN_COLUMNS + kvkkscan_column(at[place])];
    return accepts[state];
}

/* The same, with each row of one letter taken for a single one. */
static inline int kvkkscan_walk_single(
    const unsigned short *moves, const unsigned char *accepts, const unsigned char *at, ptrdiff_t size
) {
    unsigned state = 1;
    for (ptrdiff_t place = 0; place < size && state; place++)
        if (!place || at[place] != at[place - 1])
            state = moves[state * KVKKSCAN_COLUMNS + kvkkscan_column(at[place])];
    return accepts[state];
}

static inline int kvkkscan_noun(const unsigned char *at, ptrdiff_t size) {
    return kvkkscan_walk(noun_moves, noun_accepts, at, size);
}

static inline int kvkkscan_noun_single(const unsigned char *at, ptrdiff_t size) {
    return kvkkscan_walk_single(noun_moves, noun_accepts, at, size);
}

static inline int kvkkscan_verb(const unsigned char *at, ptrdiff_t size) {
    return kvkkscan_walk(verb_moves, verb_accepts, at, size);
}

static inline int kvkkscan_verb_single(const unsigned char *at, ptrdiff_t size) {
    return kvkkscan_walk_single(verb_moves, verb_accepts, at, size);
}

/* The place in endings.PERSONS, plus one; 0 where none of them matches. */
static inline int kvkkscan_person(const unsigned char *at, ptrdiff_t size) {
    return kvkkscan_walk(person_moves, person_accepts, at, size);
}

#endif
