/* What CPython-ABI trampolines call beside the implementation. */
#ifndef HPY_CPYTHON_CALLS_H
#define HPY_CPYTHON_CALLS_H

#ifdef __cplusplus
extern "C" {
#endif

/* What an HPy_mod_create slot made: returned, or replaced by a SystemError where it is a real module. */
_HPy_HIDDEN PyObject *hpy_check_created_module(PyObject *created);

/* Call the destructor of a capsule that is deallocated. */
_HPy_HIDDEN void hpy_call_capsule_destructor(PyObject *capsule, HPyFunc_Capsule_Destructor impl);

/* The class whose method the record is, for a call that CPython makes without it: borrowed, NULL for a function of no
 * class. */
_HPy_HIDDEN PyObject *hpy_method_class(PyObject *self, const HPyDef *def);

#ifdef __cplusplus
}
#endif

#endif /* HPY_CPYTHON_CALLS_H */
