/* See mode_spec.h. For the entry point of CPython-ABI extensions, and for universal/load/modes.c. */
#include "mode_spec.h"

typedef struct {
    const char *begin;
    const char *end;
} Text;

static int is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static Text trim(Text text)
{
    while (text.begin < text.end && is_blank(*text.begin))
        text.begin++;
    while (text.begin < text.end && is_blank(text.end[-1]))
        text.end--;
    return text;
}

/* Cut 'text' at the first 'separator': returns what stands before it and leaves what stands behind it in *text.
 * Without a separator that is everything, and *found is 0. */
static Text cut(Text *text, char separator, int *found)
{
    Text before = *text;
    const char *at = (const char *)memchr(text->begin, separator, (size_t)(text->end - text->begin));

    *found = at != NULL;
    before.end = at != NULL ? at : text->end;
    text->begin = at != NULL ? at + 1 : text->end;
    return before;
}

static int equal(Text text, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(text.end - text.begin) == length && memcmp(text.begin, word, length) == 0;
}

static int equal_in_any_case(Text text, const char *word)
{
    for (; text.begin < text.end && *word != '\0'; text.begin++, word++)
        if ((*text.begin >= 'A' && *text.begin <= 'Z' ? *text.begin - 'A' + 'a' : *text.begin) != *word)
            return 0;
    return text.begin == text.end && *word == '\0';
}

static HPyLayer parse_layer(Text text)
{
    text = trim(text);
    return equal_in_any_case(text, "debug") ? HPY_LAYER_DEBUG
        : equal_in_any_case(text, "trace") ? HPY_LAYER_TRACE : HPY_LAYER_NONE;
}

/* 0, or -1 when 'text' is no mode. */
static int parse_mode(Text text, HPyMode *mode)
{
    int has_plus;
    Text first = cut(&text, '+', &has_plus);
    HPyLayer nearest = parse_layer(first);
    HPyLayer next = has_plus ? parse_layer(text) : HPY_LAYER_NONE;

    *mode = (HPyMode)(nearest | next << 2);
    if (has_plus)
        return nearest == HPY_LAYER_NONE || next == HPY_LAYER_NONE || nearest == next ? -1 : 0;
    return nearest != HPY_LAYER_NONE || equal_in_any_case(trim(first), "universal") ? 0 : -1;
}

static Text last_part(Text dotted_name)
{
    const char *at = dotted_name.begin;

    for (; at < dotted_name.end; at++)
        if (*at == '.')
            dotted_name.begin = at + 1;
    return dotted_name;
}

/* Whether an entry of a list is for the module. */
static int names(Text entry_name, const char *name, int any_package)
{
    const char *dot = strrchr(name, '.');

    if (any_package)
        entry_name = last_part(entry_name);
    return equal(entry_name, name) || (dot != NULL && equal(entry_name, dot + 1));
}

/* A whole list; -1 when any part of it is malformed. */
static int parse_list(Text text, const char *module, int any_package, HPyMode *mode)
{
    int more, has_colon, done = 0;

    do {
        Text entry = cut(&text, ',', &more);
        Text name = trim(cut(&entry, ':', &has_colon));
        HPyMode entry_mode;
        if (!has_colon || name.begin == name.end || parse_mode(entry, &entry_mode) < 0)
            return -1;
        if (!done && names(name, module, any_package)) {
            *mode = entry_mode;
            done = 1;
        }
    } while (more);
    return 0;
}

int hpy_mode_spec_single(const char *text, size_t length, HPyMode *mode)
{
    Text whole = { text, text + length };
    return parse_mode(whole, mode);
}

int hpy_mode_spec(const char *value, size_t length, const char *name, int any_package, HPyMode *mode)
{
    Text text = { value, value + length };

    *mode = HPY_MODE_UNIVERSAL;
    text = trim(text);
    if (text.begin == text.end)
        return 0;
    if (memchr(text.begin, ':', (size_t)(text.end - text.begin)) != NULL)
        return parse_list(text, name, any_package, mode);
    return parse_mode(text, mode);
}
