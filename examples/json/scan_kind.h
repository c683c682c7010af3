/* A part of scan.h, for the characters CHAR; NAME(x) is what x is called for them. */

static inline const CHAR *NAME(skip_spaces)(const CHAR *at, const CHAR *end)
{
    while (at < end && *at <= ' ' && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    return at;
}

/* Whether the ASCII text 'word' stands there. Inlined, with a constant length, it becomes some comparisons. */
static inline int NAME(stands)(const CHAR *at, const CHAR *end, const char *word, size_t length)
{
    size_t i = 0;

    if ((size_t)(end - at) < length)
        return 0;
    while (i < length && at[i] == (CHAR)word[i])
        i++;
    return i == length;
}

/* The end of text without a backslash: a quote, a backslash, a character below 'lowest', or the end of the document.
 * The bits of what was passed are added to 'seen'. */
static inline const CHAR *NAME(skip_plain_text)(const CHAR *at, const CHAR *end, uint32_t lowest, uint32_t *seen)
{
    uint32_t bits = 0;

    if (sizeof(CHAR) == 1) {  /* eight in one step */
        uint64_t word, words = 0;

        while (end - at >= 8) {
            memcpy(&word, at, 8);
            if (ends_plain_text(word, lowest))
                break;
            words |= word;
            at += 8;
        }
        bits = words & BYTES(0x80) ? 0xff : 0x7f;
    }
    for (; at < end && *at != '"' && *at != '\\' && *at >= lowest; at++)
        bits |= *at;
    *seen |= bits;
    return at;
}

/* The four digits behind \u, which begin at 'at': the character, or -1. */
static int32_t NAME(read_hex)(const CHAR *at, const CHAR *end)
{
    int32_t value = 0;
    int i, digit;

    if (end - at < 4)
        return -1;
    for (i = 0; i < 4; i++) {
        digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* What \u means: 'at' points behind the u, and is moved behind the escape, or behind two that make one character. */
static int NAME(read_unicode_escape)(const CHAR **at, const CHAR *end, uint32_t *character, Fault *fault)
{
    int32_t high = NAME(read_hex)(*at, end), low;

    fault->message = "Invalid \\uXXXX escape";
    fault->at = *at - 1;
    if (high < 0)
        return -1;
    *character = (uint32_t)high;
    *at += 4;
    if (high < 0xd800 || high > 0xdbff || end - *at < 2 || (*at)[0] != '\\' || (*at)[1] != 'u')
        return 0;
    low = NAME(read_hex)(*at + 2, end);
    fault->at = *at + 1;
    if (low < 0)
        return -1;
    if (low >= 0xdc00 && low <= 0xdfff) {
        *character = 0x10000 + (((uint32_t)high - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
        *at += 6;
    }
    return 0;
}

/* The escape behind a backslash, to which 'at' points. */
static int NAME(read_escape)(const CHAR **at, const CHAR *end, uint32_t *character, Fault *fault)
{
    const CHAR *backslash = *at;

    if (end - backslash < 2) {
        fault->message = NULL;
        return -1;
    }
    *at += 2;
    if (backslash[1] == 'u')
        return NAME(read_unicode_escape)(at, end, character, fault);
    *character = simple_escape(backslash[1]);
    if (*character != 0)
        return 0;
    fault->message = "Invalid \\escape";
    fault->at = backslash;
    return -1;
}

/* Collect text in quotes that has escapes in it. It begins at 'begin', behind the quote; '*at' is where the first
 * backslash or mistake stands, and is moved behind the closing quote. 0, or -1 with '*fault'. */
static int NAME(collect_text)(Buffer *buffer, const CHAR *begin, const CHAR **at, const CHAR *end, uint32_t lowest,
                              uint32_t seen, Fault *fault)
{
    const CHAR *run = begin, *p = *at;
    uint32_t character;

    for (;;) {
        if (buffer_add(buffer, run, sizeof(CHAR), (size_t)(p - run), seen) < 0)
            break;
        if (p < end && *p == '"') {
            *at = p + 1;
            return 0;
        }
        if (p < end && *p != '\\') {
            fault->message = "Invalid control character at";
            fault->at = p;
            return -1;
        }
        if (NAME(read_escape)(&p, end, &character, fault) < 0) {
            if (fault->message == NULL) {
                fault->message = "Unterminated string starting at";
                fault->at = begin - 1;
            }
            return -1;
        }
        if (buffer_add_character(buffer, character) < 0)
            break;
        run = p;
        seen = 0;
        p = NAME(skip_plain_text)(p, end, lowest, &seen);
    }
    fault->message = SCAN_NO_MEMORY;
    return -1;
}

static inline const CHAR *NAME(read_digits)(const CHAR *at, const CHAR *end, Number *number)
{
    const CHAR *begin = at;

    for (; at < end && (uint32_t)*at - '0' < 10; at++)
        number->digits = number->digits * 10 + ((uint32_t)*at - '0');
    number->count += (size_t)(at - begin);
    return at;
}

/* The exponent, if there is one: behind it, or 'at'. A large one becomes 99999. */
static const CHAR *NAME(read_exponent)(const CHAR *at, const CHAR *end, Number *number)
{
    const CHAR *p = at;
    int negative = 0;
    long exponent = 0;

    if (p == end || (*p | 0x20) != 'e')
        return at;
    p++;
    if (p < end && (*p == '+' || *p == '-'))
        negative = *p++ == '-';
    if (p == end || (uint32_t)*p - '0' >= 10)
        return at;
    for (; p < end && (uint32_t)*p - '0' < 10; p++)
        exponent = exponent > 9999 ? 99999 : exponent * 10 + (long)((uint32_t)*p - '0');
    number->exponent += negative ? -exponent : exponent;
    return p;
}

/* The number that begins at '*at', which is moved behind it. */
static inline NumberKind NAME(read_number_text)(const CHAR **at, const CHAR *end, Number *number)
{
    const CHAR *p = *at, *fraction;

    number->digits = 0;
    number->count = 0;
    number->exponent = 0;
    number->negative = *p == '-';
    p += number->negative;
    if (p == end || (uint32_t)*p - '0' >= 10)
        return NUMBER_NONE;
    if (*p == '0')
        p++;
    else
        p = NAME(read_digits)(p, end, number);
    *at = p;
    if (end - p >= 2 && *p == '.' && (uint32_t)p[1] - '0' < 10) {
        fraction = p + 1;
        p = NAME(read_digits)(fraction, end, number);
        number->exponent = -(long)(p - fraction);
    }
    p = NAME(read_exponent)(p, end, number);
    if (p == *at)
        return number_as_int(number);
    *at = p;
    return number_as_float(number);
}

#undef CHAR
#undef NAME
