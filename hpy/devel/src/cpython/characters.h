/* Copying characters between strings of different kinds; for unicode.c and text_builder.c, into which it is inlined. */
#ifndef HPY_CPYTHON_CHARACTERS_H
#define HPY_CPYTHON_CHARACTERS_H

#include "host.h"

#define HPY_COPY_CHARACTERS(FROM, TO) \
    for (i = 0; i < n; i++) \
        ((TO *)to)[i] = (TO)((const FROM *)from)[i]

/* 'n' characters of one kind to those of another, which must be wide enough for them. */
static inline void hpy_copy_characters(int to_kind, void *to, int from_kind, const void *from, Py_ssize_t n)
{
    Py_ssize_t i;

    switch (from_kind << 4 | to_kind) {
    case 0x12: HPY_COPY_CHARACTERS(Py_UCS1, Py_UCS2); break;
    case 0x14: HPY_COPY_CHARACTERS(Py_UCS1, Py_UCS4); break;
    case 0x21: HPY_COPY_CHARACTERS(Py_UCS2, Py_UCS1); break;
    case 0x24: HPY_COPY_CHARACTERS(Py_UCS2, Py_UCS4); break;
    case 0x41: HPY_COPY_CHARACTERS(Py_UCS4, Py_UCS1); break;
    case 0x42: HPY_COPY_CHARACTERS(Py_UCS4, Py_UCS2); break;
    default: memcpy(to, from, (size_t)n * (size_t)to_kind); break;
    }
}

#undef HPY_COPY_CHARACTERS

#endif /* HPY_CPYTHON_CHARACTERS_H */
