/* The slots of a new type whose instances can be called. The functions are type_call.c's. */
#include "build.h"

/* A type without a pair has its call as a method: so that a base's __call__ is the base's. */
void hpy_type_add_call_method(const TypeBuild *build, PyMethodDef *method)
{
    method->ml_name = "__call__";
    method->ml_meth = (PyCFunction)(void (*)(void))build->info->call;
    method->ml_flags = METH_FASTCALL | METH_KEYWORDS | METH_COEXIST;
}

/* Add the slots of a callable type. The layout and the members are known. */
int hpy_type_set_call(TypeBuild *build)
{
    HPyTypeInfo *info = build->info;
    const HPyTypeInfo *base_info = hpy_type_find_info(build->base);
    ternaryfunc call = NULL;

    if ((build->flags & HPy_TPFLAGS_HAVE_VECTORCALL) && info->call_offset == 0 && build->base->tp_vectorcall_offset == 0)
        return hpy_type_wrong(build, "HPy_TPFLAGS_HAVE_VECTORCALL needs HPy_tp_call, or a member __vectorcalloffset__");
    build->flags &= ~HPy_TPFLAGS_HAVE_VECTORCALL;
    if (build->has_call)
        call = hpy_caller_tuple(build->caller);
    else if (build->has_vectorcall_member && hpy_type_legacy_slot(build, Py_tp_call) == NULL)
        call = PyVectorcall_Call;
    if (info->call_offset != 0 && build->has_call)
        info->vector = hpy_caller_vector(build->caller);
    else if (info->call_offset != 0 && call == NULL && base_info != NULL)
        info->vector = base_info->vector;
    if (call == NULL)
        return 0;
    hpy_type_add_slot(build, Py_tp_call, (void *)(uintptr_t)call);
#if PY_VERSION_HEX >= 0x030C0000 /* older ones: hpy_type_finish_call */
    if (info->call_offset != 0 && !(build->has_call && build->caller < 0))
        build->flags |= HPy_TPFLAGS_HAVE_VECTORCALL;
#endif
    return 0;
}

/* CPython up to 3.11 does not inherit the flag, and goes on to use vectorcall when the type is given another __call__:
 * so only types whose vectorcall function looks for that have it. */
void hpy_type_finish_call(const TypeBuild *build, PyTypeObject *type)
{
#if PY_VERSION_HEX < 0x030C0000 /* newer ones: hpy_type_set_call */
    if (build->info->call_offset != 0 && build->info->call_offset == type->tp_vectorcall_offset
        && hpy_caller_is_pair(type->tp_call))
        type->tp_flags |= HPy_TPFLAGS_HAVE_VECTORCALL;
#else
    (void)build;
    (void)type;
#endif
}
