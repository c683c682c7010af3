"""Allocations fail in the families of the API: containers, text, numbers, attributes, buffers, errors …"""

SNIPPET = r"""
    #include "hpy/datetime.h"
    #define DO(NAME, EXPRESSION) \
        HPyDef_METH(NAME, #NAME, HPyFunc_O) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, HPy arg) { return EXPRESSION; }
    #define STEPS(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_O) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, HPy arg)
    static HPy none_if(HPyContext *ctx, int well) { return well ? HPy_Dup(ctx, ctx->h_None) : HPy_NULL; }

    DO(list_of, HPyList_FromArray(ctx, &arg, 1))
    DO(int64s, HPyList_FromInt64Array(ctx, (int64_t[]){1000, 2000, 3000}, 3))
    DO(doubles, HPyTuple_FromDoubleArray(ctx, (double[]){1.5, 2.5}, 2))
    DO(array_of, HPyArray_FromNumbers(ctx, 'd', (double[]){1.5, 2.5}, 2))
    DO(keys, HPyDict_Keys(ctx, arg))
    DO(copied, HPyDict_Copy(ctx, arg))
    DO(item_s, HPy_GetItem_s(ctx, arg, "name \xe2\x82\xac"))
    DO(set_item_s, none_if(ctx, HPy_SetItem_s(ctx, arg, "fresh", ctx->h_None) == 0))
    DO(attr_s, HPy_GetAttr_s(ctx, arg, "__class__"))
    DO(has_attr_s, HPyBool_FromBool(ctx, HPy_HasAttr_s(ctx, arg, "missing")))
    DO(wide, HPyUnicode_FromWideChar(ctx, L"wide", -1))
    DO(decoded, HPyUnicode_DecodeFSDefault(ctx, "text"))
    DO(encoded, HPyUnicode_AsUTF8String(ctx, arg))
    DO(substring, HPyUnicode_Substring(ctx, arg, 1, 4))
    DO(large_int, HPyLong_FromUnsignedNativeBytes(ctx, "0123456789abcdef0123456789", 26, 0))
    DO(int_of_text, HPyLong_FromString(ctx, "123456789012345678901234567890", NULL, 10))
    DO(sum, HPy_Add(ctx, arg, arg))
    DO(repr, HPy_Repr(ctx, arg))
    DO(full_name, HPyType_GetFullyQualifiedName(ctx, arg))
    DO(exception, HPyErr_NewExceptionWithDoc(ctx, "tests.Error", "text", HPy_NULL, HPy_NULL))
    DO(warn, none_if(ctx, HPyErr_WarnEx(ctx, ctx->h_UserWarning, "text", 1) == 0))
    DO(import, HPyImport_ImportModule(ctx, "math"))
    DO(variable, HPyContextVar_New(ctx, "variable", ctx->h_None))
    DO(capsule, HPyCapsule_New(ctx, &arg, "name", NULL))
    DO(reference, HPyWeakref_NewRef(ctx, arg, HPy_NULL))
    DO(proxy, HPyWeakref_NewProxy(ctx, arg, HPy_NULL))
    DO(view, HPyMemoryView_FromObject(ctx, arg))
    DO(bytearray_of, HPyByteArray_FromStringAndSize(ctx, "text", 4))
    DO(slice_of, HPySlice_New(ctx, arg, arg, arg))
    DO(date, HPyDate_New(ctx, 2020, 1, 2))
    DO(moment, HPyDateTime_New(ctx, 2020, 1, 2, 3, 4, 5, 6, HPy_NULL, 0))
    DO(delta, HPyDelta_New(ctx, 1, 2, 3))
    DO(dir, HPy_Dir(ctx, arg))
    DO(iterator, HPy_GetIter(ctx, arg))

    STEPS(raised)
    {
        HPy exception;
        HPyErr_SetString(ctx, ctx->h_ValueError, "text");
        exception = HPyErr_GetRaised(ctx);
        HPyErr_SetRaised(ctx, exception);
        HPy_Close(ctx, exception);
        return HPy_NULL;
    }
    STEPS(chained)
    {
        HPyErr_SetObject(ctx, ctx->h_KeyError, arg);
        HPyErr_Format(ctx, ctx->h_ValueError, "%R", arg);
        HPyTraceBack_Add(ctx, "function", "file.c", 5);
        return HPy_NULL;
    }
    STEPS(numbers)
    {
        HPyNumberView view;
        int64_t items[3];
        int found = HPyNumberView_Acquire(ctx, arg, 'd', &view);
        if (found >= 0)
            HPyNumberView_Release(ctx, &view);
        return none_if(ctx, found >= 0 && HPySequence_UnpackInt64(ctx, arg, 3, items) == 0);
    }
    STEPS(buffer)
    {
        HPy_buffer view;
        if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) < 0)
            return HPy_NULL;
        HPyBuffer_Release(ctx, &view);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(inner, "inner", HPyFunc_KEYWORDS, .doc = "inner(a)\n--\n\nText.")
    static HPy inner_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPyTuple_FromArray(ctx, args, (HPy_ssize_t)nargs);
    }
    STEPS(function)
    {
        HPy made = HPyFunction_New(ctx, &inner, arg, HPy_NULL), result;
        if (HPy_IsNull(made))
            return HPy_NULL;
        result = HPy_Call(ctx, made, &arg, 1, HPy_NULL);
        HPy_Close(ctx, made);
        return result;
    }
    STEPS(several)
    {
        HPy items[20], text;
        HPyTracker ht = HPyTracker_New(ctx, 1);
        HPy_ssize_t n;
        int failed;
        if (HPy_IsNull(ht))
            return HPy_NULL;
        n = HPySequence_Unpack(ctx, arg, items, 20);
        failed = n < 0;
        while (n > 0)
            failed |= HPyTracker_Add(ctx, ht, items[--n]) < 0;
        text = failed ? HPy_NULL : HPyUnicode_FromString(ctx, "text");
        HPyTracker_Close(ctx, ht);
        return text;
    }
    STEPS(printing)
    {
        int entered = HPy_ReprEnter(ctx, arg);
        if (entered == 0)
            HPy_ReprLeave(ctx, arg);
        return none_if(ctx, entered >= 0);
    }
    STEPS(recursing)
    {
        int entered = HPy_EnterRecursiveCall(ctx, " here");
        if (entered == 0)
            HPy_LeaveRecursiveCall(ctx);
        return none_if(ctx, entered == 0);
    }
    static void never(HPyContext *ctx, void *data) {}
    static int soon(HPyContext *ctx, void *data) { return 0; }
    STEPS(at_exit) { return none_if(ctx, HPy_AtExit(ctx, never, NULL) == 0); }
    STEPS(pending) { return none_if(ctx, HPy_AddPendingCall(ctx, soon, NULL) == 0); }
    STEPS(interpreter)
    {
        HPyInterpreter interp = HPyInterpreter_Get(ctx);
        HPyThreadToken token;
        HPyContext *there;
        if (HPyInterpreter_IsNull(interp))
            return HPy_NULL;
        there = HPyThread_Enter(interp, &token);
        if (there != NULL)
            HPyThread_Exit(there, &token);
        HPyInterpreter_Close(interp);
        return HPy_Dup(ctx, ctx->h_None);
    }
    STEPS(lock)
    {
        static HPyMutex mutex;
        HPyMutex_Lock(ctx, &mutex);
        HPyMutex_Unlock(ctx, &mutex);
        return HPy_Dup(ctx, ctx->h_None);
    }
    STEPS(memory)
    {
        void *a = HPyMem_Malloc(ctx, 100), *b = HPyMem_Calloc(ctx, 10, 10), *c = HPyMem_RawMalloc(ctx, 100);
        int well = a != NULL && b != NULL && c != NULL;
        HPyMem_Free(ctx, a);
        HPyMem_Free(ctx, b);
        HPyMem_RawFree(ctx, c);
        return well ? HPy_Dup(ctx, ctx->h_None) : HPyErr_NoMemory(ctx);
    }

    @EXPORT(list_of, int64s, doubles, array_of, keys, copied, item_s, set_item_s, attr_s, has_attr_s, wide)
    @EXPORT(decoded, encoded, substring, large_int, int_of_text, sum, repr, full_name, exception, warn)
    @EXPORT(import, variable, capsule, reference, proxy, view, bytearray_of, slice_of, date, moment, delta)
    @EXPORT(dir, iterator, raised, chained, numbers, buffer, function, several, printing, recursing, at_exit)
    @EXPORT(pending, interpreter, lock, memory)
    @INIT
"""


def test_containers_text_and_numbers(faults):
    faults(
        SNIPPET,
        """
        class Thing:
            pass
        text, thing, names = "text \\u20ac", Thing(), {"name \\u20ac": 1}
        for f in (mod.list_of, mod.int64s, mod.doubles, mod.array_of, mod.attr_s, mod.has_attr_s, mod.wide, mod.decoded,
                  mod.large_int, mod.int_of_text, mod.variable, mod.capsule, mod.bytearray_of, mod.slice_of):
            survives(f, thing, watched=[thing])
        for f in (mod.keys, mod.copied, mod.item_s):
            survives(f, names, watched=[names])
        survives(mod.set_item_s, {}, setup=None)
        for f in (mod.encoded, mod.substring, mod.sum, mod.repr, mod.several):
            survives(f, text, watched=[text])
        survives(mod.several, Thing.__mro__)
        for f in (mod.iterator, mod.numbers):
            survives(f, (1000, 2000, 3000))
        """,
    )


def test_objects_errors_and_imports(faults):
    faults(
        SNIPPET,
        """
        import warnings
        warnings.simplefilter("ignore")
        class Thing:
            pass
        thing = Thing()
        for f in (mod.full_name, mod.exception, mod.warn, getattr(mod, "import"), mod.reference, mod.dir):
            survives(f, Thing)
        survives(mod.proxy, thing)
        survives(mod.raised, thing, may_raise=[ValueError])
        survives(mod.chained, thing, may_raise=[ValueError])
        survives(mod.function, thing, watched=[thing])
        for f in (mod.view, mod.buffer):
            survives(f, b"bytes")
        """,
    )


def test_dates(faults):
    faults(
        SNIPPET,
        """
        survives(mod.date, None)
        survives(mod.delta, None)
        survives(mod.moment, None)
        """,
    )


def test_guards_threads_and_memory(faults):
    faults(
        SNIPPET,
        """
        thing = []
        for f in (mod.printing, mod.recursing, mod.pending, mod.interpreter, mod.lock, mod.memory):
            survives(f, thing, watched=[thing])
        """,
    )


def test_functions_at_exit(faults):
    """What is registered stays until the end, so this looks for no leaks."""
    faults(SNIPPET, "survives(mod.at_exit, None, keeps=True)")
