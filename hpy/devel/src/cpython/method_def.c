/* Turns a method of any kind, of a module or a type, into a PyMethodDef. */
#include "host.h"

int hpy_is_method(const HPyDef *define)
{
    switch ((int)define->kind) {
    case HPyDef_Kind_Meth:
    case HPyDef_Kind_ClassMeth:
    case HPyDef_Kind_StaticMeth:
    case HPyDef_Kind_CoexistMeth:
        return 1;
    default:
        return 0;
    }
}

const char *hpy_kind_name(const HPyDef *define)
{
    switch ((int)define->kind) {
    case HPyDef_Kind_Meth: return "method";
    case HPyDef_Kind_ClassMeth: return "class method";
    case HPyDef_Kind_StaticMeth: return "static method";
    case HPyDef_Kind_CoexistMeth: return "method beside a slot";
    case HPyDef_Kind_Slot: return "slot";
    case HPyDef_Kind_Member: return "member";
    case HPyDef_Kind_GetSet: return "get/set";
    default: return "record of unknown kind";
    }
}

static int flags_of_kind(const HPyDef *define)
{
    switch ((int)define->kind) {
    case HPyDef_Kind_ClassMeth: return METH_CLASS;
    case HPyDef_Kind_StaticMeth: return METH_STATIC;
    case HPyDef_Kind_CoexistMeth: return METH_COEXIST;
    default: return 0;
    }
}

/* HPyFunc_METHOD, which has a trampoline of each shape. */
static void set_told_method(const HPyDef *define, int of_type, PyMethodDef *result)
{
    result->ml_flags = METH_FASTCALL | METH_KEYWORDS;
    result->ml_meth = (PyCFunction)(void (*)(void))define->meth.cpy_function;
#if PY_VERSION_HEX >= 0x03090000 /* the first that passes the class */
    if (of_type && (int)define->kind != HPyDef_Kind_StaticMeth) {
        result->ml_flags |= METH_METHOD;
        result->ml_meth = (PyCFunction)(void (*)(void))define->meth.cpy_trampoline;
    }
#else
    (void)of_type;
#endif
}

/* A record of a method that no macro has made: Python would end the list there, or call NULL. */
static int incomplete(const HPyDef *define, int of_type)
{
    PyErr_Format(of_type ? PyExc_TypeError : PyExc_SystemError, "the %s '%.200s' has no %s; make it with HPyDef_METH",
                 hpy_kind_name(define), define->meth.name != NULL ? define->meth.name : "?",
                 define->meth.name != NULL ? "implementation" : "name");
    return -1;
}

int hpy_method_def(const HPyDef *define, int of_type, PyMethodDef *result)
{
    const HPyMeth *meth = &define->meth;

    result->ml_meth = (PyCFunction)(void (*)(void))meth->cpy_trampoline;
    switch ((int)meth->signature) {
    case HPyFunc_NOARGS:
        result->ml_flags = METH_NOARGS;
        break;
    case HPyFunc_O:
        result->ml_flags = METH_O;
        break;
    case HPyFunc_VARARGS:
        result->ml_flags = METH_FASTCALL;
        break;
    case HPyFunc_KEYWORDS:
        result->ml_flags = METH_FASTCALL | METH_KEYWORDS;
        break;
    case HPyFunc_METHOD:
        set_told_method(define, of_type, result);
        break;
    default:
        PyErr_SetString(PyExc_ValueError, "Unsupported HPyMeth signature");
        return -1;
    }
    if (meth->name == NULL || result->ml_meth == NULL)
        return incomplete(define, of_type);
    result->ml_flags |= flags_of_kind(define);
    result->ml_name = meth->name;
    result->ml_doc = meth->doc;
    return 0;
}

PyMethodDef *hpy_keep_method(const HPyDef *define, int of_type)
{
    PyMethodDef method;

    memset(&method, 0, sizeof(method)); /* padding is compared, too */
    if (hpy_method_def(define, of_type, &method) < 0)
        return NULL;
    method.ml_name = hpy_keep_text(method.ml_name);
    if (method.ml_name == NULL)
        return NULL;
    if (method.ml_doc != NULL && (method.ml_doc = hpy_keep_text(method.ml_doc)) == NULL)
        return NULL;
    return (PyMethodDef *)(uintptr_t)hpy_keep(&method, sizeof(method));
}
