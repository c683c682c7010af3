"""C that the tests of legacy types share: names of old Pythons, and a log of the calls that legacy functions get."""

COMMON = r"""
    #if PY_VERSION_HEX < 0x030C0000
    #  include <structmember.h>
    #  define Py_T_OBJECT_EX T_OBJECT_EX
    #  define Py_T_INT T_INT
    #  define Py_READONLY READONLY
    #endif
    #define FUNCTION(F) (void *)(uintptr_t)(F)
    static char calls[200];
    static void note(const char *what)
    {
        if (strlen(calls) + strlen(what) + 2 < sizeof(calls))
            strcat(strcat(calls, what), " ");
    }
    HPyDef_METH(take_calls, "take_calls", HPyFunc_NOARGS)
    static HPy take_calls_impl(HPyContext *ctx, HPy self)
    {
        HPy result = HPyUnicode_FromString(ctx, calls);
        calls[0] = 0;
        return result;
    }
    HPyDef_METH(hpy_new, "hpy_new", HPyFunc_O)
    static HPy hpy_new_impl(HPyContext *ctx, HPy self, HPy cls)
    {
        void *data;
        return HPy_New(ctx, cls, &data);
    }
    @EXPORT(take_calls, hpy_new)
"""
