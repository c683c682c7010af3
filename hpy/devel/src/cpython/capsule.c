/* ctx_Capsule_*: capsules, and the call of their destructors. */
#include "host.h"

static int check_destructor(HPyCapsule_Destructor *destructor)
{
    if (destructor == NULL || (destructor->cpy_trampoline != NULL && destructor->impl != NULL))
        return 0;
    PyErr_SetString(PyExc_ValueError,
                    "invalid HPyCapsule_Destructor: both its members must be set (use HPyCapsule_DESTRUCTOR)");
    return -1;
}

static int check_capsule(PyObject *capsule)
{
    if (capsule != NULL && PyCapsule_CheckExact(capsule))
        return 0;
    PyErr_SetString(PyExc_ValueError, "a HPyCapsule function was called with an object that is not a capsule");
    return -1;
}

HPy ctx_Capsule_New(HPyContext *ctx, void *pointer, const char *utf8_name, HPyCapsule_Destructor *destructor)
{
    (void)ctx;
    if (pointer == NULL) {
        PyErr_SetString(PyExc_ValueError, "HPyCapsule_New called with null pointer");
        return HPy_NULL;
    }
    if (check_destructor(destructor) < 0)
        return HPy_NULL;
    return _py2h(PyCapsule_New(pointer, utf8_name, destructor == NULL ? NULL : destructor->cpy_trampoline));
}

void *ctx_Capsule_Get(HPyContext *ctx, HPy capsule, _HPyCapsule_key key, const char *utf8_name)
{
    (void)ctx;
    if (check_capsule(_h2py(capsule)) < 0)
        return NULL;
    switch (key) {
    case HPyCapsule_key_Pointer:
        return PyCapsule_GetPointer(_h2py(capsule), utf8_name);
    case HPyCapsule_key_Name:
        return (void *)(uintptr_t)PyCapsule_GetName(_h2py(capsule));
    case HPyCapsule_key_Context:
        return PyCapsule_GetContext(_h2py(capsule));
    case HPyCapsule_key_Destructor:
        break;
    }
    PyErr_SetString(PyExc_ValueError, "invalid key for HPyCapsule_Get: only pointer, name and context can be read");
    return NULL;
}

int ctx_Capsule_Set(HPyContext *ctx, HPy capsule, _HPyCapsule_key key, void *value)
{
    HPyCapsule_Destructor *destructor = (HPyCapsule_Destructor *)value;
    (void)ctx;

    if (check_capsule(_h2py(capsule)) < 0)
        return -1;
    switch (key) {
    case HPyCapsule_key_Pointer:
        return PyCapsule_SetPointer(_h2py(capsule), value);
    case HPyCapsule_key_Name:
        return PyCapsule_SetName(_h2py(capsule), (const char *)value);
    case HPyCapsule_key_Context:
        return PyCapsule_SetContext(_h2py(capsule), value);
    case HPyCapsule_key_Destructor:
        if (check_destructor(destructor) < 0)
            return -1;
        return PyCapsule_SetDestructor(_h2py(capsule), destructor == NULL ? NULL : destructor->cpy_trampoline);
    }
    PyErr_SetString(PyExc_ValueError, "invalid key for HPyCapsule_Set");
    return -1;
}

/* Runs while the capsule is deallocated, perhaps with an exception pending, which must stay. */
void hpy_call_capsule_destructor(PyObject *capsule, HPyFunc_Capsule_Destructor impl)
{
    const char *name = PyCapsule_GetName(capsule);
    void *pointer = PyCapsule_GetPointer(capsule, name);

    impl(name, pointer, PyCapsule_GetContext(capsule));
}
