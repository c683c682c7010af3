/* A part of native_reader.c, for the characters CHAR; NAME(x) is what x is called for them. */

static PyObject *NAME(fail)(Reader *r, const char *message, const CHAR *at)
{
    return raise_decode_error(message, r->document, (size_t)(at - (const CHAR *)r->begin));
}

/* ---- Scalars */

/* A text with escapes, or one that is wrong: '*at' is where its plain beginning ends. One without escapes is
 * read as well, with a copy more. */
static PyObject *NAME(read_escaped_text)(Reader *r, const CHAR *begin, const CHAR **at, const CHAR *end,
                                         uint32_t seen)
{
    Fault fault;

    clear_text(r);
    if (NAME(collect_text)(&r->text, begin, at, end, r->lowest, seen, &fault) < 0)
        return raise_fault(r, &fault, sizeof(CHAR));
    return text_of_buffer(&r->text);
}

/* The text that begins at '*at', behind the quote; '*at' is moved behind the closing one. */
static inline PyObject *NAME(read_text)(Reader *r, const CHAR **at, const CHAR *end)
{
    const CHAR *begin = *at, *p;
    uint32_t seen = 0;

    p = NAME(skip_plain_text)(begin, end, r->lowest, &seen);
    if (p < end && *p == '"') {
        *at = p + 1;
        return make_text(begin, sizeof(CHAR), (size_t)(p - begin), seen);
    }
    *at = p;
    return NAME(read_escaped_text)(r, begin, at, end, seen);
}

/* The same for a key: the str that an equal key before had. */
static inline PyObject *NAME(read_key_text)(Reader *r, const CHAR **at, const CHAR *end)
{
    const CHAR *begin = *at, *p;
    const unsigned char *text = (const unsigned char *)begin;
    KeyPlace *place;
    uint64_t hash;
    uint32_t seen = 0;
    size_t size;
    PyObject *key;

    p = NAME(skip_plain_text)(begin, end, r->lowest, &seen);
    if (p == end || *p != '"') {
        *at = p;
        return NAME(read_escaped_text)(r, begin, at, end, seen);
    }
    *at = p + 1;
    size = (size_t)(p - begin) * sizeof(CHAR);
    hash = hash_of_text(text, size);
    if (keys_find(&r->keys, text, size, hash, &place)) {
        Py_INCREF(place->key);
        return place->key;
    }
    key = make_text(begin, sizeof(CHAR), (size_t)(p - begin), seen);
    if (key == NULL)
        return NULL;
    if (place->text != NULL)
        Py_DECREF(place->key);
    keys_put(&r->keys, place, text, size, hash, key);
    Py_INCREF(key);
    return key;
}

static PyObject *NAME(convert_text)(Reader *r, const CHAR *begin, const CHAR *end, int is_float)
{
    clear_text(r);
    if (buffer_add(&r->text, begin, sizeof(CHAR), (size_t)(end - begin), 0x7f) < 0)
        return PyErr_NoMemory();
    return convert_number(r, is_float);
}

static PyObject *NAME(read_constant)(Reader *r, const CHAR **at, const CHAR *end)
{
    const CHAR *begin = *at;

    if (NAME(stands)(begin, end, "NaN", 3)) {
        *at = begin + 3;
        return make_constant(r, "NaN", NAN);
    }
    if (NAME(stands)(begin, end, "Infinity", 8)) {
        *at = begin + 8;
        return make_constant(r, "Infinity", HUGE_VAL);
    }
    if (NAME(stands)(begin, end, "-Infinity", 9)) {
        *at = begin + 9;
        return make_constant(r, "-Infinity", -HUGE_VAL);
    }
    return NAME(fail)(r, "Expecting value", begin);
}

static inline PyObject *NAME(read_number)(Reader *r, const CHAR **at, const CHAR *end)
{
    const CHAR *begin = *at;
    Number number;

    switch (NAME(read_number_text)(at, end, &number)) {
    case NUMBER_INT:
        if (r->options->parse_int == NULL)
            return PyLong_FromLongLong(number.integer);
        return NAME(convert_text)(r, begin, *at, 0);
    case NUMBER_LONG_INT:
        return NAME(convert_text)(r, begin, *at, 0);
    case NUMBER_FLOAT:
        if (r->options->parse_float == NULL)
            return PyFloat_FromDouble(number.real);
        return NAME(convert_text)(r, begin, *at, 1);
    case NUMBER_DECIMAL:
        return NAME(convert_text)(r, begin, *at, 1);
    default:
        return NAME(read_constant)(r, at, end);
    }
}

/* null, true or false, whose first letter stands there. */
static inline PyObject *NAME(read_word)(Reader *r, const CHAR **at, const CHAR *end, const char *word, size_t length,
                                  PyObject *value)
{
    if (!NAME(stands)(*at, end, word, length))
        return NAME(fail)(r, "Expecting value", *at);
    *at += length;
    Py_INCREF(value);
    return value;
}

/* ---- Arrays and objects */

/* The key that begins at '*at', behind its quote, and the colon; '*at' is moved to the value. */
static inline Step NAME(read_key)(Reader *r, const CHAR **at, const CHAR *end)
{
    const CHAR *p;

    r->top->key = NAME(read_key_text)(r, at, end);
    if (r->top->key == NULL)
        return STEP_FAILED;
    p = NAME(skip_spaces)(*at, end);
    if (p == end || *p != ':') {
        NAME(fail)(r, "Expecting ':' delimiter", p);
        return STEP_FAILED;
    }
    *at = NAME(skip_spaces)(p + 1, end);
    return STEP_WANTS_VALUE;
}

static inline Step NAME(begin_object)(Reader *r, const CHAR **at, const CHAR *end, PyObject **value)
{
    const CHAR *p;

    if (open_level(r, 1) < 0)
        return STEP_FAILED;
    p = NAME(skip_spaces)(*at + 1, end);
    if (p < end && *p == '"') {
        *at = p + 1;
        return NAME(read_key)(r, at, end);
    }
    if (p == end || *p != '}') {
        NAME(fail)(r, "Expecting property name enclosed in double quotes", p);
        return STEP_FAILED;
    }
    *at = p + 1;
    *value = finish_level(r);
    return *value == NULL ? STEP_FAILED : STEP_HAS_VALUE;
}

static inline Step NAME(begin_array)(Reader *r, const CHAR **at, const CHAR *end, PyObject **value)
{
    if (open_level(r, 0) < 0)
        return STEP_FAILED;
    *at = NAME(skip_spaces)(*at + 1, end);
    if (*at == end || **at != ']')
        return STEP_WANTS_VALUE;
    ++*at;
    *value = finish_level(r);
    return *value == NULL ? STEP_FAILED : STEP_HAS_VALUE;
}

/* What stands at '*at', where a value must be. */
static inline Step NAME(begin_value)(Reader *r, const CHAR **at, const CHAR *end, PyObject **value)
{
    if (*at == end) {
        NAME(fail)(r, "Expecting value", *at);
        return STEP_FAILED;
    }
    switch (**at) {
    case '"':
        ++*at;
        *value = NAME(read_text)(r, at, end);
        break;
    case '{':
        return NAME(begin_object)(r, at, end, value);
    case '[':
        return NAME(begin_array)(r, at, end, value);
    case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
        *value = NAME(read_number)(r, at, end);
        break;
    case 'n':
        *value = NAME(read_word)(r, at, end, "null", 4, Py_None);
        break;
    case 't':
        *value = NAME(read_word)(r, at, end, "true", 4, Py_True);
        break;
    case 'f':
        *value = NAME(read_word)(r, at, end, "false", 5, Py_False);
        break;
    default:
        *value = NAME(read_constant)(r, at, end);
    }
    return *value == NULL ? STEP_FAILED : STEP_HAS_VALUE;
}

/* Behind the comma at 'comma' in an object there must be a key. */
static inline Step NAME(next_key)(Reader *r, const CHAR **at, const CHAR *comma, const CHAR *end)
{
    const CHAR *p = NAME(skip_spaces)(comma + 1, end);

    if (p < end && *p == '"') {
        *at = p + 1;
        return NAME(read_key)(r, at, end);
    }
    if (p < end && *p == '}' && r->options->python >= 0x030d)
        NAME(fail)(r, "Illegal trailing comma before end of object", comma);
    else
        NAME(fail)(r, "Expecting property name enclosed in double quotes", p);
    return STEP_FAILED;
}

static inline Step NAME(next_item)(Reader *r, const CHAR **at, const CHAR *comma, const CHAR *end)
{
    *at = NAME(skip_spaces)(comma + 1, end);
    if (*at == end || **at != ']' || r->options->python < 0x030d)
        return STEP_WANTS_VALUE;
    NAME(fail)(r, "Illegal trailing comma before end of array", comma);
    return STEP_FAILED;
}

/* Put a complete value, which is taken over, where it belongs, and see what follows. */
static inline Step NAME(end_value)(Reader *r, const CHAR **at, const CHAR *end, PyObject **value)
{
    Level *level = r->top;
    const CHAR *p;

    if ((level->is_object ? set_value(r, level, *value) : add_value(r, level, *value)) < 0)
        return STEP_FAILED;
    p = NAME(skip_spaces)(*at, end);
    if (p < end && *p == ',')
        return level->is_object ? NAME(next_key)(r, at, p, end) : NAME(next_item)(r, at, p, end);
    if (p == end || *p != (level->is_object ? '}' : ']')) {
        NAME(fail)(r, "Expecting ',' delimiter", p);
        return STEP_FAILED;
    }
    *at = p + 1;
    *value = finish_level(r);
    return *value == NULL ? STEP_FAILED : STEP_HAS_VALUE;
}

static PyObject *NAME(read_all)(Reader *r, size_t length)
{
    const CHAR *begin = (const CHAR *)r->begin, *end = begin + length, *at = NAME(skip_spaces)(begin, end);
    PyObject *value = NULL;
    Step step = STEP_WANTS_VALUE;

    if (r->options->refuse_mark && length > 0 && *begin == (CHAR)0xfeff)
        return NAME(fail)(r, "Unexpected UTF-8 BOM (decode using utf-8-sig)", begin);
    while (step == STEP_WANTS_VALUE) {
        step = NAME(begin_value)(r, &at, end, &value);
        while (step == STEP_HAS_VALUE && r->depth > 0)
            step = NAME(end_value)(r, &at, end, &value);
    }
    if (step == STEP_FAILED)
        return NULL;
    at = NAME(skip_spaces)(at, end);
    if (at == end)
        return value;
    Py_DECREF(value);
    return NAME(fail)(r, "Extra data", at);
}

#undef CHAR
#undef NAME
