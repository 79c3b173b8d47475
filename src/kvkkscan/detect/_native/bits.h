/* How many bits are set: plain C, as not every compiler and processor has the instruction. */

#ifndef KVKKSCAN_BITS_H
#define KVKKSCAN_BITS_H

static inline int kvkkscan_bits(unsigned int value) {
    value -= (value >> 1) & 0x55555555u;
    value = (value & 0x33333333u) + ((value >> 2) & 0x33333333u);
    return (int)((((value + (value >> 4)) & 0x0F0F0F0Fu) * 0x01010101u) >> 24);
}

#endif
