/* The modes in which a module can be loaded, and the environment variable or option that chooses one. */
#ifndef HPY_LOAD_MODES_H
#define HPY_LOAD_MODES_H

#include "hpy.h"
#include "mode_spec.h"

/* How a mode is written in HPY. */
const char *hpy_mode_name(HPyMode mode);

/* The item 'key' of a mapping such as os.environ. 1: new reference in *value; 0: there is none, or Python was told to
 * ignore its environment; -1: exception. */
int hpy_env_get(PyObject *env, const char *key, PyObject **value);

/* The mode that 'value' (a str) names. 0, or -1 with ValueError. */
int hpy_mode_from_text(PyObject *value, HPyMode *mode);

/* What -X hpy=..., or else env["HPY"], wants for the module with the dotted name 'name' (a str). 0, or -1 with an
 * exception set. */
int hpy_mode_from_env(PyObject *env, PyObject *name, HPyMode *mode);

#endif /* HPY_LOAD_MODES_H */
