/* The entry point of an extension in the CPython ABI. */
#include "host.h"

#ifdef HPY_ABI_CPYTHON

#include "mode_spec.h"

/* Debug and trace mode stand between a universal binary and its host. Here they cannot: who asks for them is told, and
 * who asks for what there is not. The module's package is not known. 0, or -1 with an exception set. */
static int warn_of_mode(const char *name)
{
    const char *value = getenv("HPY");
    HPyMode mode;

    if (value == NULL || (hpy_mode_spec(value, strlen(value), name, 1, &mode) == 0 && mode == HPY_MODE_UNIVERSAL)
        || hpy_ignores_environment())
        return 0;
    return PyErr_WarnFormat(PyExc_RuntimeWarning, 1, "HPY=%s has no effect on the module %s, which was built for the "
                            "CPython ABI; debug and trace mode need a universal build: --hpy-abi=universal",
                            value, name);
}

/* The body of PyInit_NAME. */
PyObject *_HPy_CPythonInit(HPyModuleDef *def, const char *name, const HPyModuleDeclarations *declared,
                           HPyCPythonModule *state)
{
    PyModuleDef *converted;

    if (hpy_cpython_context_init(declared) < 0 || warn_of_mode(name) < 0)
        return NULL;
    converted = hpy_module_def(def, name, declared, &state->def);
    return converted == NULL ? NULL : PyModuleDef_Init(converted);
}

#else
typedef int hpy_module_init_is_for_the_cpython_abi_only; /* ISO C wants a declaration in every file */
#endif
