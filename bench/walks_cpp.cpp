/* Some of walks.c in C++ over hpy.hpp: handles that close themselves, and exceptions, cost nothing where nothing is
 * thrown. The twin of both is walks_native.c. */
#include <hpy.hpp>

#define TIMES 1000 /* as LOOPS in rows.py */

#define LIMIT 500.0

HPyDef_METH(list_single, "list_single", HPyFunc_O)
static HPy list_single_impl(HPyContext *ctx, HPy, HPy arg)
{
    return hpy::guard(ctx, [&] {
        HPy_ssize_t size = hpy::check(ctx, HPyList_Size(ctx, arg));
        size_t above = 0;

        for (HPy_ssize_t i = 0; i < size; i++) {
            hpy::Handle item = hpy::check(ctx, HPyList_GetItem(ctx, arg, i));
            above += item.as_double() > LIMIT;
        }
        return hpy::from(ctx, above);
    });
}

/* arg: a pair of floats, which is taken apart TIMES times */
HPyDef_METH(unpack, "unpack", HPyFunc_O)
static HPy unpack_impl(HPyContext *ctx, HPy, HPy arg)
{
    return hpy::guard(ctx, [&] {
        size_t above = 0;

        for (int i = 0; i < TIMES; i++) {
            HPy pair[2];
            HPy_ssize_t count = HPySequence_Unpack(ctx, arg, pair, 2);
            hpy::Handle first(ctx, pair[0]), second(ctx, pair[1]);

            if (hpy::check(ctx, count) != 2)
                hpy::raise(ctx, ctx->h_ValueError, "a pair has 2 items, not %zd", count);
            above += first.as_double() > LIMIT;
            above += second.as_double() > LIMIT;
        }
        return hpy::from(ctx, above);
    });
}

HPyDef_METH(iterate, "iterate", HPyFunc_O)
static HPy iterate_impl(HPyContext *ctx, HPy, HPy arg)
{
    return hpy::guard(ctx, [&] {
        size_t above = 0;

        for (const hpy::Handle &item : hpy::Items(ctx, arg))
            above += item.as_double() > LIMIT;
        return hpy::from(ctx, above);
    });
}

static HPyDef *walks_defines[] = {&list_single, &unpack, &iterate, nullptr};

static HPyModuleDef walks_def = {"Walks in C++, for measuring", 0, nullptr, walks_defines, nullptr};

HPy_MODINIT(walks_cpp, walks_def)
