/* Units of the argument parser that are longer than a letter: texts and bytes with a size, buffers, encoded texts,
 * objects of a type, converters, groups. */
#include "arg_parse.h"

/* ---- What is given back when a later argument fails ---- */

static void give_back(HPyContext *ctx, const ArgClaim *claim)
{
    switch (claim->kind) {
#if HPY_ABI_MINOR >= 2
    case '*':
        HPyBuffer_Release(ctx, (HPy_buffer *)claim->target);
        break;
#endif
    case 'e':
        free(*(char **)claim->target);
        *(char **)claim->target = NULL;
        break;
    default:
        (void)claim->converter(ctx, HPy_NULL, claim->target);
    }
}

/* Remember what a unit has stored: 1, or 0 with MemoryError, and it is given back. */
static int claim(ArgParse *parse, char kind, void *target, HPyArg_Converter converter)
{
    ArgClaim made = {kind, target, converter};

    if (parse->nclaims == parse->max_claims) {
        bool is_inline = parse->claims == parse->inline_claims;
        ArgClaim *claims = (ArgClaim *)realloc(is_inline ? NULL : parse->claims,
                                               parse->max_claims * 2 * sizeof(ArgClaim));

        if (claims == NULL) {
            give_back(parse->ctx, &made);
            HPyErr_NoMemory(parse->ctx);
            return 0;
        }
        if (is_inline)
            memcpy(claims, parse->inline_claims, sizeof(parse->inline_claims));
        parse->claims = claims;
        parse->max_claims *= 2;
    }
    parse->claims[parse->nclaims++] = made;
    return 1;
}

int _HPyArg_EndOther(ArgParse *parse, int ok)
{
    if (!ok) {
        while (parse->nclaims > 0)
            give_back(parse->ctx, &parse->claims[--parse->nclaims]);
        if (parse->ht != NULL) {
            HPyTracker_Close(parse->ctx, *parse->ht);
            parse->ht->_i = 0;
        }
    }
    if (parse->claims != parse->inline_claims)
        free(parse->claims);
    return ok;
}

int _HPyArg_OpenTracker(ArgParse *parse, size_t size)
{
    if (parse->ht == NULL)
        return 1;
    *parse->ht = HPyTracker_New(parse->ctx, (HPy_ssize_t)size);
    return !HPy_IsNull(*parse->ht);
}

/* ---- Units. Each function returns 1, or 0 for _HPyArg_FailValue(), whether an exception is set or not. ---- */

/* s# z# y#: text or bytes, and their size. */
static int convert_sized(ArgParse *parse, char letter, HPy h, va_list *targets)
{
    const char **text = va_arg(*targets, const char **);
    HPy_ssize_t *size = va_arg(*targets, HPy_ssize_t *);
    HPyContext *ctx = parse->ctx;
    const char *data = NULL;
    HPy_ssize_t length = 0;
    bool ok;

    if (HPy_IsNull(h))
        return 1;
    if (letter == 'z' && HPy_Is(ctx, h, ctx->h_None))
        ok = true;
    else if (letter != 'y' && HPyUnicode_Check(ctx, h))
        ok = _HPyArg_Text(ctx, h, &data, &length);
    else
        ok = _HPyArg_Bytes(ctx, h, &data, &length);
    if (ok) {
        *text = data;
        *size = length;
    }
    return ok;
}

#if HPY_ABI_MINOR >= 2

/* A view of the UTF-8 form of a str. The handle that the view owns is the one that lends the text. */
static int view_text(HPyContext *ctx, HPy h, HPy_buffer *view)
{
    HPy owner = HPy_Dup(ctx, h);
    const char *text;
    HPy_ssize_t size;

    if (!_HPyArg_Text(ctx, owner, &text, &size)) {
        HPy_Close(ctx, owner);
        return -1;
    }
    (void)HPyBuffer_FillInfo(ctx, view, HPy_NULL, (void *)(uintptr_t)text, size, 1, HPyBUF_SIMPLE);
    view->obj = owner;
    return 0;
}

/* s* z* y* w*: a view, which the caller releases. */
static int convert_view(ArgParse *parse, char letter, HPy h, va_list *targets)
{
    HPy_buffer *view = va_arg(*targets, HPy_buffer *);
    HPyContext *ctx = parse->ctx;
    int status;

    if (HPy_IsNull(h))
        return 1;
    memset(view, 0, sizeof(*view));
    if (letter == 'z' && HPy_Is(ctx, h, ctx->h_None)) {
        view->readonly = 1;
        view->itemsize = 1;
        return 1;
    }
    if ((letter == 's' || letter == 'z') && HPyUnicode_Check(ctx, h))
        status = view_text(ctx, h, view);
    else
        status = HPy_GetBuffer(ctx, h, view, letter == 'w' ? HPyBUF_WRITABLE : HPyBUF_SIMPLE);
    return status == 0 && claim(parse, '*', view, NULL);
}

/* Store encoded text in memory of the caller's, which has *size bytes. */
static int fill_encoded(ArgParse *parse, const char *data, HPy_ssize_t length, char *buffer, HPy_ssize_t *size)
{
    HPyContext *ctx = parse->ctx;

    if (length >= *size)
        return _HPyArg_Fail(ctx, ctx->h_ValueError, parse->fmt, "encoded string too long (%ld, maximum length %ld)",
                            (long)length, (long)*size - 1);
    memcpy(buffer, data, (size_t)length + 1);
    *size = length;
    return 1;
}

/* Store encoded text in new memory. */
static int copy_encoded(ArgParse *parse, const char *data, HPy_ssize_t length, char **target, HPy_ssize_t *size)
{
    HPyContext *ctx = parse->ctx;
    char *copy;

    if (size == NULL && strlen(data) != (size_t)length) {
        ArgPlace place = _HPyArg_PlaceOf(parse->name, parse->n);
        return _HPyArg_Fail(ctx, ctx->h_ValueError, parse->fmt, "embedded null character in %s", place.text);
    }
    copy = (char *)malloc((size_t)length + 1);
    if (copy == NULL) {
        HPyErr_NoMemory(ctx);
        return 0;
    }
    memcpy(copy, data, (size_t)length + 1);
    *target = copy;
    if (size != NULL)
        *size = length;
    return claim(parse, 'e', target, NULL);
}

/* A new bytes object with the encoded text, or what et takes as it is; HPy_NULL whether an exception is set or not. */
static HPy encode(HPyContext *ctx, HPy h, const char *encoding, bool takes_bytes)
{
    if (HPyUnicode_Check(ctx, h))
        return HPyUnicode_AsEncodedString(ctx, h, encoding == NULL ? "utf-8" : encoding, NULL);
    if (takes_bytes && HPyBytes_Check(ctx, h))
        return HPy_Dup(ctx, h);
    if (takes_bytes && HPyByteArray_Check(ctx, h))
        return HPyBytes_FromObject(ctx, h);
    return HPy_NULL;
}

/* es et es# et#: text encoded as the first argument says, in memory that the caller frees. */
static int convert_encoded(ArgParse *parse, const char *unit, HPy h, va_list *targets)
{
    const char *encoding = va_arg(*targets, const char *);
    char **target = va_arg(*targets, char **);
    HPy_ssize_t *size = unit[2] == '#' ? va_arg(*targets, HPy_ssize_t *) : NULL;
    HPyContext *ctx = parse->ctx;
    const char *data;
    HPy_ssize_t length;
    HPy h_bytes;
    int ok = 0;

    if (HPy_IsNull(h))
        return 1;
    h_bytes = encode(ctx, h, encoding, unit[1] == 't');
    if (HPy_IsNull(h_bytes))
        return 0;
    if (_HPyArg_Bytes(ctx, h_bytes, &data, &length)) {
        if (size != NULL && *target != NULL)
            ok = fill_encoded(parse, data, length, *target, size);
        else
            ok = copy_encoded(parse, data, length, target, size);
    }
    HPy_Close(ctx, h_bytes);
    return ok;
}

#endif

/* O!: an object of a type, which is the first argument. */
static int convert_instance(ArgParse *parse, HPy h, va_list *targets)
{
    HPy type = va_arg(*targets, HPy);
    HPy *target = va_arg(*targets, HPy *);
    HPyContext *ctx = parse->ctx;
    const char *name;

    if (HPy_IsNull(h))
        return 1;
    if (HPy_TypeCheck(ctx, h, type)) {
        *target = h;
        return 1;
    }
    name = HPyType_GetName(ctx, type);
    return name != NULL && _HPyArg_FailWrongInstance(parse, name, h);
}

/* O&: a function of the author's, which is the first argument. */
static int convert_by_function(ArgParse *parse, HPy h, va_list *targets)
{
    HPyArg_Converter converter = va_arg(*targets, HPyArg_Converter);
    void *target = va_arg(*targets, void *);
    int status;

    if (HPy_IsNull(h))
        return 1;
    status = converter(parse->ctx, h, target);
    if (status == HPyArg_CLEANUP)
        return claim(parse, '&', target, converter);
    return status != 0 || (!HPyErr_Occurred(parse->ctx) && _HPyArg_FailWrongInstance(parse, "(unspecified)", h));
}

/* ---- Groups ---- */

/* Convert the item of a group, which is closed, unless the tracker keeps it since what is stored lives as long. */
static int convert_item(ArgParse *parse, const char *unit, HPy h_item, va_list *targets)
{
    HPyContext *ctx = parse->ctx;
    bool kept = _HPyArg_StoresHandle(unit) || (strchr("szy", *unit) != NULL && _HPyArg_Modifier(unit) != '*');
    int ok;

    if (HPy_IsNull(h_item))
        return 0;
    if (kept && parse->ht == NULL)
        ok = _HPyArg_FailTracker(parse, unit);
    else if (kept && HPyTracker_Add(ctx, *parse->ht, h_item) < 0)
        return 0; /* it is tracked all the same */
    else
        ok = _HPyArg_Convert(parse, unit, h_item, targets) || _HPyArg_FailValue(parse, unit, h_item);
    if (!kept || parse->ht == NULL)
        HPy_Close(ctx, h_item);
    return ok;
}

/* The items of a group, or targets without them. */
static int convert_items(ArgParse *parse, const char *unit, HPy h, va_list *targets)
{
    HPy_ssize_t i = 0;

    for (; *unit != ')'; unit = _HPyArg_Behind(unit), i++) {
        if (HPy_IsNull(h)) {
            if (!_HPyArg_Convert(parse, unit, HPy_NULL, targets))
                return _HPyArg_CheckUnit(parse->ctx, unit, parse->fmt) && 0;
            continue;
        }
        parse->items[parse->depth - 1] = (size_t)i;
        if (!convert_item(parse, unit, HPy_GetItem_i(parse->ctx, h, i), targets))
            return 0;
    }
    return 1;
}

/* What a group takes apart: a sequence, but no bytes. */
static bool is_sequence(HPyContext *ctx, HPy h)
{
#if HPY_ABI_MINOR >= 2
    return HPySequence_Check(ctx, h) && !HPyBytes_Check(ctx, h);
#else
    return HPy_HasAttr_s(ctx, h, "__getitem__") && !HPyDict_Check(ctx, h) && !HPyBytes_Check(ctx, h);
#endif
}

/* (...): a sequence of so many items. An exception is set when it fails. */
static int convert_group(ArgParse *parse, const char *unit, HPy h, va_list *targets)
{
    HPyContext *ctx = parse->ctx;
    size_t count;
    int ok;

    if (!_HPyArg_IsUnit(unit))
        return _HPyArg_CheckUnit(ctx, unit, parse->fmt);
    if (parse->depth == ARG_MAX_DEPTH)
        return _HPyArg_Fail(ctx, ctx->h_SystemError, parse->fmt, "too many groups in each other");
    count = _HPyArg_CountUnits(unit + 1, ")");
    if (!HPy_IsNull(h)) {
        HPy_ssize_t length;

        if (!is_sequence(ctx, h))
            return _HPyArg_FailGroup(parse, count, -1, h);
        length = HPy_Length(ctx, h);
        if (length < 0)
            return 0;
        if ((size_t)length != count)
            return _HPyArg_FailGroup(parse, count, length, h);
    }
    parse->depth++;
    ok = convert_items(parse, unit + 1, h, targets);
    parse->depth--;
    return ok;
}

int _HPyArg_ConvertLong(ArgParse *parse, const char *unit, HPy h, va_list *targets)
{
    if (*unit == '(')
        return convert_group(parse, unit, h, targets);
    switch (_HPyArg_Modifier(unit)) {
    case '#': return convert_sized(parse, *unit, h, targets);
    case '!': return convert_instance(parse, h, targets);
    case '&': return convert_by_function(parse, h, targets);
#if HPY_ABI_MINOR >= 2
    case '*': return convert_view(parse, *unit, h, targets);
    default: return _HPyArg_IsUnit(unit) && convert_encoded(parse, unit, h, targets);
#else
    default: return 0;
#endif
    }
}

/* ---- Formats ---- */

const char *_HPyArg_BehindLong(const char *unit)
{
    const char *end;

    if (*unit == 'e') {
        if (unit[1] != 's' && unit[1] != 't')
            return unit + 1;
        return unit + (unit[2] == '#' ? 3 : 2);
    }
    end = _HPyArg_EndOfGroup(unit);
    return *end == ')' ? end + 1 : end;
}

size_t _HPyArg_CountUnits(const char *fmt, const char *end)
{
    size_t count = 0;

    for (; !_HPyArg_IsEnd(*fmt) && strchr(end, *fmt) == NULL; fmt = _HPyArg_Behind(fmt))
        if (*fmt != '|' && *fmt != '$')
            count++;
    return count;
}
