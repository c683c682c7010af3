/* A cache that keeps nothing alive: it has weak references to what it was given, and says what of it is still there.
 *
 * run: class Thing: pass
 *      thing, other, gone = Thing(), Thing(), []
 *      mod.remember("thing", thing, gone.append); mod.remember("other", other, gone.append)
 *      assert mod.recall("thing") is thing and mod.alive() == 2
 *      del thing
 *      import gc; _ = gc.collect()
 *      assert mod.recall("thing") is None and mod.alive() == 1 and len(gone) == 1
 *      try: mod.remember("number", 42, None)
 *      except TypeError: pass
 *      else: raise AssertionError("there are no weak references to numbers")
 */
#include "hpy.h"

static HPyGlobal references; /* a dict: name to weak reference */

HPyDef_METH(remember, "remember", HPyFunc_VARARGS, .doc = "remember(name, obj, callback, /)\n--\n\nNote an object.")
static HPy remember_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy name, obj, callback, cache, ref;
    int failed;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OOO:remember", &name, &obj, &callback))
        return HPy_NULL;
    ref = HPyWeakref_NewRef(ctx, obj, callback); /* None is no callback, too */
    if (HPy_IsNull(ref))
        return HPy_NULL;
    cache = HPyGlobal_Load(ctx, references);
    failed = HPy_SetItem(ctx, cache, name, ref) < 0;
    HPy_Close(ctx, cache);
    HPy_Close(ctx, ref);
    return failed ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(recall, "recall", HPyFunc_O, .doc = "recall(name, /)\n--\n\nThe object of that name, or None.")
static HPy recall_impl(HPyContext *ctx, HPy self, HPy name)
{
    HPy cache = HPyGlobal_Load(ctx, references), ref, obj = HPy_NULL;
    int found = HPyDict_GetItem(ctx, cache, name, &ref);

    HPy_Close(ctx, cache);
    if (found > 0) {
        found = HPyWeakref_Get(ctx, ref, &obj); /* a handle: now it stays */
        HPy_Close(ctx, ref);
    }
    return found != 0 ? obj : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(alive, "alive", HPyFunc_NOARGS, .doc = "alive()\n--\n\nHow many objects are still there.")
static HPy alive_impl(HPyContext *ctx, HPy self)
{
    HPy cache = HPyGlobal_Load(ctx, references), ref;
    HPy_ssize_t pos = 0;
    long count = 0;

    while (HPyDict_Next(ctx, cache, &pos, NULL, &ref) > 0) {
        count += HPyWeakref_IsDead(ctx, ref) == 0;
        HPy_Close(ctx, ref);
    }
    HPy_Close(ctx, cache);
    return HPyLong_FromLong(ctx, count);
}

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy self)
{
    HPy dict = HPyDict_New(ctx);

    if (HPy_IsNull(dict))
        return -1;
    HPyGlobal_Store(ctx, &references, dict);
    HPy_Close(ctx, dict);
    return 0;
}

static HPyDef *defines[] = {&start, &remember, &recall, &alive, NULL};
static HPyGlobal *globals[] = {&references, NULL};
static HPyModuleDef module = {.defines = defines, .globals = globals};

HPy_MODINIT(weak_references, module)
