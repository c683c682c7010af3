/* The modes in which a module can be loaded, and the environment variable that chooses one. */
#ifndef HPY_UNIVERSAL_MODES_H
#define HPY_UNIVERSAL_MODES_H

#include "hpy.h"

/* hpy.universal.MODE_UNIVERSAL and so on. */
typedef enum {
    HPY_MODE_UNIVERSAL = 0,
    HPY_MODE_DEBUG = 1,
    HPY_MODE_TRACE = 2
} HPyMode;

/* How a mode is written in HPY. */
const char *hpy_mode_name(HPyMode mode);

/* The item 'key' of a mapping such as os.environ. 1: new reference in *value; 0: there is none; -1: exception. */
int hpy_env_get(PyObject *env, const char *key, PyObject **value);

/* What env["HPY"] wants for the module with the dotted name 'name' (a str). 0, or -1 with an exception set. */
int hpy_mode_from_env(PyObject *env, PyObject *name, HPyMode *mode);

#endif /* HPY_UNIVERSAL_MODES_H */
