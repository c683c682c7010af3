/* HPyArg_Parse: positional arguments to C values, in one pass over the format. */
#include "arg_parse.h"

/* There are fewer or more arguments than the format has units. 'unit' is the one without argument, or NULL; an unknown
 * one is the greater fault. */
_HPy_COLD static int fail_positional(HPyContext *ctx, const char *unit, const char *fmt, size_t nargs)
{
    size_t least = _HPyArg_CountUnits(fmt, "|"), most = _HPyArg_CountUnits(fmt, "");

    if (unit != NULL && !_HPyArg_CheckUnit(ctx, unit, fmt))
        return 0;
    if (nargs < least)
        return _HPyArg_FailCount(ctx, fmt, "required positional argument missing: ",
                                 least == most ? "exactly" : "at least", least, "", nargs);
    return _HPyArg_FailCount(ctx, fmt, "mismatched args (too many arguments for fmt): ",
                             least == most ? "exactly" : "at most", most, "", nargs);
}

static int parse_positional(ArgParse *parse, const HPy *args, size_t nargs, va_list *targets)
{
    const char *p;
    size_t n = 0;
    bool optional = false;

    for (p = parse->fmt; !_HPyArg_IsEnd(*p); p = _HPyArg_Behind(p)) {
        HPy h = HPy_NULL;

        if (*p == '|') {
            optional = true;
            continue;
        }
        if (n < nargs)
            h = args[n];
        else if (!optional)
            return fail_positional(parse->ctx, p, parse->fmt, nargs);
        parse->n = n;
        if (!_HPyArg_Convert(parse, p, h, targets))
            return _HPyArg_FailValue(parse, p, h);
        n++;
    }
    return n >= nargs || fail_positional(parse->ctx, NULL, parse->fmt, nargs);
}

HPyAPI_HELPER int HPyArg_Parse(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs, const char *fmt, ...)
{
    ArgParse parse;
    va_list targets;
    int ok;

    _HPyArg_Open(&parse, ctx, ht, fmt);
    if (!_HPyArg_OpenTracker(&parse, 0))
        return 0;
    va_start(targets, fmt);
    ok = parse_positional(&parse, args, nargs, &targets);
    va_end(targets);
    return _HPyArg_End(&parse, ok);
}
