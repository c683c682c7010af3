/* A part of escape.h, for the characters CHAR; NAME(x) is what x is called for them. */

/* The end of what stands for itself; its bits are added to 'seen'. */
static inline const CHAR *NAME(skip_plain)(const CHAR *at, const CHAR *end, int ascii_only, uint32_t *seen)
{
    uint32_t bits = 0;

    if (sizeof(CHAR) == 1) {  /* eight in one step */
        const uint64_t wide = ascii_only ? EVERY_BYTE(0x80) : 0;
        uint64_t word, words = 0;

        for (; end - at >= 8; at += 8) {
            memcpy(&word, at, 8);
            if (wants_escape(word, wide))
                break;
            words |= word;
        }
        bits = words & EVERY_BYTE(0x80) ? 0xff : 0x7f;
    }
    for (; at < end && is_plain(*at, ascii_only); at++)
        bits |= *at;
    *seen |= bits;
    return at;
}

/* What cannot be written in one piece: 'at' is the first character that wants an escape. */
static int NAME(add_escaped)(Buffer *buffer, const CHAR *at, const CHAR *end, int ascii_only)
{
    const CHAR *run;
    uint32_t seen;

    while (at < end) {
        if (!is_plain(*at, ascii_only)) {
            if (buffer_add_escape(buffer, *at++) < 0)
                return -1;
            continue;
        }
        run = at;
        seen = 0;
        at = NAME(skip_plain)(at, end, ascii_only, &seen);
        if (buffer_add(buffer, run, sizeof(CHAR), (size_t)(at - run), seen) < 0)
            return -1;
    }
    return 0;
}

static inline int NAME(add_text)(Buffer *buffer, const CHAR *text, size_t length, int ascii_only)
{
    const CHAR *end = text + length, *at;
    uint32_t seen = 0x7f;  /* the quotes */

    at = NAME(skip_plain)(text, end, ascii_only, &seen);
    if (buffer_reserve_for(buffer, (size_t)(at - text) + 2, seen) < 0)
        return -1;
    buffer_put(buffer, '"');
    copy_characters(buffer_end_of(buffer), buffer->kind, text, sizeof(CHAR), (size_t)(at - text));
    buffer->length += (size_t)(at - text);
    if (at < end && NAME(add_escaped)(buffer, at, end, ascii_only) < 0)
        return -1;
    if (buffer_reserve(buffer, 1) < 0)
        return -1;
    buffer_put(buffer, '"');
    return 0;
}

#undef CHAR
#undef NAME
