/* Turns an HPyMeth, of a module or a type, into a PyMethodDef. */
#include "host.h"

int hpy_method_def(const HPyMeth *meth, PyMethodDef *result)
{
    switch (meth->signature) {
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
    default:
        PyErr_SetString(PyExc_ValueError, "Unsupported HPyMeth signature");
        return -1;
    }
    result->ml_name = meth->name;
    result->ml_meth = (PyCFunction)(void (*)(void))meth->cpy_trampoline;
    result->ml_doc = meth->doc;
    return 0;
}
