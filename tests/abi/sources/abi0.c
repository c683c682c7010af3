/* Functions of minor version 0 of the ABI, that of HPy 0.9: each signature of a method, arguments, values, a global, a
 * capsule, exceptions. tests/support/abi_binaries.py compiles it; its binaries are kept, so that it is never changed.
 */
#include "hpy.h"

static HPyGlobal kept;
static long freed;

/* ---- each signature of a method ---- */

HPyDef_METH(noargs, "noargs", HPyFunc_NOARGS, .doc = "noargs()\n--\n\nThe name of the module.")
static HPy noargs_impl(HPyContext *ctx, HPy self)
{
    return HPy_GetAttr_s(ctx, self, "__name__");
}

HPyDef_METH(one, "one", HPyFunc_O)
static HPy one_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return HPy_Repr(ctx, arg);
}

HPyDef_METH(varargs, "varargs", HPyFunc_VARARGS)
static HPy varargs_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    int number, truth;
    double real;
    HPy_ssize_t size;
    const char *text;
    HPy any = HPy_NULL;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "idnsp|O:varargs", &number, &real, &size, &text, &truth, &any))
        return HPy_NULL;
    if (HPy_IsNull(any))
        any = ctx->h_None;
    return HPy_BuildValue(ctx, "[idnsO{s:O}]", number, real, size, text, truth ? ctx->h_True : ctx->h_False, "any", any);
}

HPyDef_METH(keywords, "keywords", HPyFunc_KEYWORDS)
static HPy keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"", "second", "third", NULL};
    HPyTracker tracker;
    HPy first, second = HPy_NULL, result;
    long long third = -1;

    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "O|O$L:keywords", names, &first, &second, &third))
        return HPy_NULL;
    result = HPy_BuildValue(ctx, "(OOL)", first, HPy_IsNull(second) ? ctx->h_NotImplemented : second, third);
    HPyTracker_Close(ctx, tracker);
    return result;
}

/* ---- values ---- */

/* What these make of two objects. */
HPyDef_METH(operators, "operators", HPyFunc_VARARGS)
static HPy operators_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    static HPy (*const all[])(HPyContext *, HPy, HPy) = {
        HPy_Add, HPy_Subtract, HPy_Multiply, HPy_TrueDivide, HPy_FloorDivide, HPy_Divmod,
    };
    HPyTupleBuilder builder;
    HPy left, right, item;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:operators", &left, &right))
        return HPy_NULL;
    builder = HPyTupleBuilder_New(ctx, sizeof(all) / sizeof(*all));
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        item = all[i](ctx, left, right);
        if (HPy_IsNull(item)) {
            HPyTupleBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        HPyTupleBuilder_Set(ctx, builder, (HPy_ssize_t)i, item);
        HPy_Close(ctx, item);
    }
    return HPyTupleBuilder_Build(ctx, builder);
}

/* An int and a float to C and back; whether the first one is less. */
HPyDef_METH(converted, "converted", HPyFunc_VARARGS)
static HPy converted_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy first, second;
    int64_t number;
    double real;
    int less;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:converted", &first, &second))
        return HPy_NULL;
    number = HPyLong_AsInt64_t(ctx, first);
    if (number == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    real = HPyFloat_AsDouble(ctx, second);
    if (real == -1.0 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    less = HPy_RichCompareBool(ctx, first, second, HPy_LT);
    return less < 0 ? HPy_NULL : HPy_BuildValue(ctx, "LdO", (long long)number, real, less ? ctx->h_True : ctx->h_False);
}

/* A list, by a builder, of the characters of a str; then their bytes in UTF-8. */
HPyDef_METH(characters, "characters", HPyFunc_O)
static HPy characters_impl(HPyContext *ctx, HPy self, HPy text)
{
    HPy_ssize_t n = HPyUnicode_Check(ctx, text) ? HPy_Length(ctx, text) : -1, i;
    HPyListBuilder builder;
    HPy item = HPy_NULL;

    if (n < 0)
        return HPyErr_SetString(ctx, ctx->h_TypeError, "characters() wants a str");
    builder = HPyListBuilder_New(ctx, n + 1);
    for (i = 0; i <= n; i++) {
        item = i < n ? HPyUnicode_Substring(ctx, text, i, i + 1) : HPyUnicode_AsUTF8String(ctx, text);
        if (HPy_IsNull(item))
            break;
        HPyListBuilder_Set(ctx, builder, i, item);
        HPy_Close(ctx, item);
    }
    if (HPy_IsNull(item)) {
        HPyListBuilder_Cancel(ctx, builder);
        return HPy_NULL;
    }
    return HPyListBuilder_Build(ctx, builder);
}

/* dict[name] of each pair (name, value), and what str() says of it. */
HPyDef_METH(describe, "describe", HPyFunc_VARARGS)
static HPy describe_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy dict = HPyDict_New(ctx), text = HPy_NULL, result = HPy_NULL;
    size_t i;

    for (i = 0; !HPy_IsNull(dict) && i + 1 < nargs; i += 2)
        if (HPy_SetItem(ctx, dict, args[i], args[i + 1]) < 0)
            goto done;
    text = HPy_IsNull(dict) ? HPy_NULL : HPy_Str(ctx, dict);
    if (!HPy_IsNull(text))
        result = HPyUnicode_FromFormat(ctx, "%zu: %U", i / 2, text);
done:
    HPy_Close(ctx, text);
    HPy_Close(ctx, dict);
    return result;
}

/* ---- calls of Python ---- */

HPyDef_METH(call, "call", HPyFunc_VARARGS)
static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy tuple, dict, result = HPy_NULL;

    if (nargs < 1)
        return HPyErr_SetString(ctx, ctx->h_TypeError, "call() wants a callable");
    tuple = HPyTuple_FromArray(ctx, (HPy *)args + 1, nargs - 1);
    dict = HPy_BuildValue(ctx, "{s:i}", "extra", 5);
    if (!HPy_IsNull(tuple) && !HPy_IsNull(dict))
        result = HPy_CallTupleDict(ctx, args[0], tuple, dict);
    HPy_Close(ctx, tuple);
    HPy_Close(ctx, dict);
    return result;
}

HPyDef_METH(imported, "imported", HPyFunc_NOARGS)
static HPy imported_impl(HPyContext *ctx, HPy self)
{
    HPy module = HPyImport_ImportModule(ctx, "math"), result = HPy_NULL;

    if (!HPy_IsNull(module))
        result = HPy_GetAttr_s(ctx, module, "pi");
    HPy_Close(ctx, module);
    return result;
}

/* ---- a global, which is what a module of this version has as its state ---- */

HPyDef_METH(keep, "keep", HPyFunc_O)
static HPy keep_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyGlobal_Store(ctx, &kept, arg);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(give, "give", HPyFunc_NOARGS)
static HPy give_impl(HPyContext *ctx, HPy self)
{
    return HPyGlobal_Load(ctx, kept);
}

/* ---- a capsule ---- */

HPyCapsule_DESTRUCTOR(free_memory)
static void free_memory_impl(const char *name, void *pointer, void *context)
{
    freed++;
    free(pointer);
}

HPyDef_METH(capsule, "capsule", HPyFunc_O)
static HPy capsule_impl(HPyContext *ctx, HPy self, HPy number)
{
    long value = HPyLong_AsLong(ctx, number);
    long *memory = (long *)malloc(sizeof(long));
    HPy result = HPy_NULL;

    if (memory == NULL)
        return HPyErr_NoMemory(ctx);
    *memory = value;
    if (value != -1 || !HPyErr_Occurred(ctx))
        result = HPyCapsule_New(ctx, memory, "abi0.memory", &free_memory);
    if (HPy_IsNull(result))
        free(memory);
    return result;
}

HPyDef_METH(inside, "inside", HPyFunc_O)
static HPy inside_impl(HPyContext *ctx, HPy self, HPy capsule)
{
    long *memory = (long *)HPyCapsule_GetPointer(ctx, capsule, "abi0.memory");

    return memory == NULL ? HPy_NULL : HPyLong_FromLong(ctx, *memory);
}

HPyDef_METH(freed_ones, "freed", HPyFunc_NOARGS)
static HPy freed_ones_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, freed);
}

/* ---- exceptions ---- */

/* int(text), or -1 where that is a ValueError; other exceptions go on. */
HPyDef_METH(number_or, "number_or", HPyFunc_O)
static HPy number_or_impl(HPyContext *ctx, HPy self, HPy text)
{
    HPy args = HPyTuple_Pack(ctx, 1, text), result;

    if (HPy_IsNull(args))
        return HPy_NULL;
    result = HPy_CallTupleDict(ctx, ctx->h_LongType, args, HPy_NULL);
    HPy_Close(ctx, args);
    if (HPy_IsNull(result) && HPyErr_ExceptionMatches(ctx, ctx->h_ValueError)) {
        HPyErr_Clear(ctx);
        result = HPyLong_FromLong(ctx, -1);
    }
    return result;
}

HPyDef_METH(fail, "fail", HPyFunc_O)
static HPy fail_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy type = HPyErr_NewException(ctx, "abi0.Failure", ctx->h_LookupError, HPy_NULL);

    if (!HPy_IsNull(type))
        HPyErr_Format(ctx, type, "no %R here", arg);
    HPy_Close(ctx, type);
    return HPy_NULL;
}

/* ---- the module ---- */

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    HPyGlobal_Store(ctx, &kept, ctx->h_Ellipsis);
    return HPy_SetAttr_s(ctx, module, "executed", ctx->h_True);
}

static HPyDef *defines[] = {
    &noargs, &one, &varargs, &keywords, &operators, &converted, &characters, &describe, &call, &imported, &keep,
    &give, &capsule, &inside, &freed_ones, &number_or, &fail, &execute, NULL,
};
static HPyGlobal *globals[] = {&kept, NULL};
static HPyModuleDef module = {.doc = "Functions of minor version 0.", .defines = defines, .globals = globals};

HPy_MODINIT(abi0, module)
