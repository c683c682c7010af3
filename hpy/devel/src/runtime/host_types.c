/* HPyType_FromSpec for released hosts of HPy 0.9: what they do wrong with a type is put right in its specification. */
#include "host_faults.h"

#ifndef HPY_ABI_CPYTHON

/* ---- types without HPy_tp_new ---- */

/* Whether an attribute of 'type' is what object has; -1 on an error. */
static int is_that_of_object(HPyContext *ctx, HPy type, const char *name)
{
    HPy own = HPy_GetAttr_s(ctx, type, name), of_object = HPy_GetAttr_s(ctx, ctx->h_BaseObjectType, name);
    int result = HPy_IsNull(own) || HPy_IsNull(of_object) ? -1 : HPy_Is(ctx, own, of_object);

    HPy_Close(ctx, own);
    HPy_Close(ctx, of_object);
    return result;
}

/* HPy_tp_new as object.__new__ has it, but by HPy_New, which gives instances of Python subclasses a payload. */
static HPy new_as_object_new(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy_ssize_t n_keywords = HPy_IsNull(kw) ? 0 : HPy_Length(ctx, kw);
    int takes_none = 0;
    void *payload;

    (void)args;
    if (n_keywords < 0)
        return HPy_NULL;
    if (nargs > 0 || n_keywords > 0)
        takes_none = is_that_of_object(ctx, cls, "__init__");
    if (takes_none == 0)
        return HPy_New(ctx, cls, &payload);
    if (takes_none > 0)
        HPyErr_Format(ctx, ctx->h_TypeError, "%s() takes no arguments", HPyType_GetName(ctx, cls));
    return HPy_NULL;
}

static HPyDef default_new = {
    .kind = HPyDef_Kind_Slot,
    .slot = {.slot = HPy_tp_new, .impl = _HPY_AS_CFUNCTION(new_as_object_new)},
};

static int has_new(const HPyType_Spec *spec)
{
    size_t i;

    for (i = 0; spec->defines != NULL && spec->defines[i] != NULL; i++)
        if (spec->defines[i]->kind == HPyDef_Kind_Slot && spec->defines[i]->slot.slot == HPy_tp_new)
            return 1;
    return spec->legacy_slots != NULL; /* may have one */
}

static int have_new_of_object(HPyContext *ctx, HPy bases)
{
    HPy_ssize_t i, n = HPy_Length(ctx, bases);
    int result = n < 0 ? -1 : 1;

    for (i = 0; i < n && result == 1; i++) {
        HPy base = HPy_GetItem_i(ctx, bases, i);
        result = HPy_IsNull(base) ? -1 : is_that_of_object(ctx, base, "__new__");
        HPy_Close(ctx, base);
    }
    return result;
}

/* Whether a type would get object.__new__; -1 on an error. */
static int inherits_new_of_object(HPyContext *ctx, const HPyType_SpecParam *params)
{
    int result = 1;

    for (; params != NULL && params->kind != 0 && result == 1; params++) {
        if (params->kind == HPyType_SpecParam_Base)
            result = is_that_of_object(ctx, params->object, "__new__");
        else if (params->kind == HPyType_SpecParam_BasesTuple)
            result = have_new_of_object(ctx, params->object);
    }
    return result;
}

/* Whether a type is to get the slot: GraalPy's object.__new__ makes instances of Python subclasses without a payload. -1 on
 * an error. */
static int needs_new(HPyContext *ctx, const HPyType_Spec *spec, const HPyType_SpecParam *params)
{
    if (!_HPy_IsGraalPy(ctx) || spec->basicsize <= 0 || has_new(spec)
        || (spec->flags & HPy_TPFLAGS_DISALLOW_INSTANTIATION))
        return 0;
    return inherits_new_of_object(ctx, params);
}

/* ---- getters and setters ---- */

/* Both hosts call what is missing. PyPy 7.3.19 does not ask whether a call has failed: what is raised stays pending, the null
 * handle of a getter spoils its table of handles, and it ends at some later call. So the exception is reported there, as it
 * cannot be passed on, and the attribute reads as None. The closure is the author's record. */
static int is_reported(HPyContext *ctx, HPy self)
{
    if (!_HPy_IsPyPy(ctx))
        return 0;
    HPyErr_WriteUnraisable(ctx, self);
    return 1;
}

static void raise_missing(HPyContext *ctx, HPy self, const HPyGetSet *record, const char *what)
{
    HPy type = HPy_Type(ctx, self);

    if (!HPy_IsNull(type))
        HPyErr_Format(ctx, ctx->h_AttributeError, "attribute '%s' of '%s' objects is not %s", record->name,
                      HPyType_GetName(ctx, type), what);
    HPy_Close(ctx, type);
}

static HPy get_or_fail(HPyContext *ctx, HPy self, void *closure)
{
    const HPyGetSet *record = &((const HPyDef *)closure)->getset;
    HPy result = HPy_NULL;

    if (record->getter_impl == NULL)
        raise_missing(ctx, self, record, "readable");
    else
        result = _HPY_AS(HPyFunc_getter, record->getter_impl)(ctx, self, record->closure);
    return HPy_IsNull(result) && is_reported(ctx, self) ? HPy_Dup(ctx, ctx->h_None) : result;
}

static int set_or_fail(HPyContext *ctx, HPy self, HPy value, void *closure)
{
    const HPyGetSet *record = &((const HPyDef *)closure)->getset;
    int result = -1;

    if (record->setter_impl == NULL)
        raise_missing(ctx, self, record, "writable");
    else
        result = _HPY_AS(HPyFunc_setter, record->setter_impl)(ctx, self, value, record->closure);
    return result < 0 && is_reported(ctx, self) ? 0 : result;
}

/* Whether these hosts cannot take a record as it is. */
static int is_mended(const HPyContext *ctx, const HPyDef *def)
{
    return def->kind == HPyDef_Kind_GetSet
           && (_HPy_IsPyPy(ctx) || def->getset.getter_impl == NULL || def->getset.setter_impl == NULL);
}

/* ---- the specification that the host gets ---- */

/* Fill 'defines' with those of 'spec', and 'copies' with the records that take the place of others. */
static void fill(const HPyContext *ctx, const HPyType_Spec *spec, HPyDef **defines, HPyDef *copies)
{
    size_t i;

    for (i = 0; spec->defines != NULL && spec->defines[i] != NULL; i++) {
        defines[i] = spec->defines[i];
        if (is_mended(ctx, defines[i])) {
            *copies = *defines[i];
            copies->getset.closure = defines[i];
            copies->getset.getter_impl = _HPY_AS_CFUNCTION(get_or_fail);
            copies->getset.setter_impl = _HPY_AS_CFUNCTION(set_or_fail);
            defines[i] = copies++;
        }
    }
    defines[i] = NULL;
}

HPyAPI_HELPER HPy _HPyType_FromSpecInHost(HPyContext *ctx, HPyType_Spec *spec, HPyType_SpecParam *params)
{
    HPyType_Spec mended = *spec;
    HPyDef *copies; /* for good, as the author's records; the new list of them behind */
    size_t i, n_copies = 0;
    HPy result;
    int with_new;

    if (!_HPy_IsPyPy(ctx) && !_HPy_IsGraalPy(ctx))
        return ctx->ctx_Type_FromSpec(ctx, spec, params);
    with_new = needs_new(ctx, spec, params);
    if (with_new < 0)
        return HPy_NULL;
    for (i = 0; spec->defines != NULL && spec->defines[i] != NULL; i++)
        n_copies += (size_t)is_mended(ctx, spec->defines[i]);
    if (!with_new && n_copies == 0)
        return ctx->ctx_Type_FromSpec(ctx, spec, params);
    copies = (HPyDef *)malloc(n_copies * sizeof(HPyDef) + (i + 2) * sizeof(HPyDef *));
    if (copies == NULL)
        return HPyErr_NoMemory(ctx);
    mended.defines = (HPyDef **)(void *)(copies + n_copies);
    mended.defines[0] = &default_new;
    fill(ctx, spec, mended.defines + with_new, copies);
    result = ctx->ctx_Type_FromSpec(ctx, &mended, params);
    if (HPy_IsNull(result) || n_copies == 0)
        free(copies);
    return result;
}

#else
typedef int hpy_host_types_is_for_universal_binaries_only; /* ISO C wants a declaration in every file */
#endif
