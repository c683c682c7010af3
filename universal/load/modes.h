/* The modes in which a module can be loaded, and the environment variable or option that chooses one. */
#ifndef HPY_LOAD_MODES_H
#define HPY_LOAD_MODES_H

#include "hpy.h"

typedef enum {
    HPY_LAYER_NONE = 0,
    HPY_LAYER_DEBUG = 1,
    HPY_LAYER_TRACE = 2
} HPyLayer;

/* A mode is a list of layers, two bits each; the lowest are those of the layer nearest to the extension. */
#define HPY_MODE_NEAREST(mode) ((HPyLayer)((mode) & 3))
#define HPY_MODE_REST(mode) ((HPyMode)((mode) >> 2))

/* hpy.universal.MODE_UNIVERSAL and so on. */
typedef enum {
    HPY_MODE_UNIVERSAL = HPY_LAYER_NONE,
    HPY_MODE_DEBUG = HPY_LAYER_DEBUG,
    HPY_MODE_TRACE = HPY_LAYER_TRACE,
    HPY_MODE_DEBUG_TRACE = HPY_LAYER_DEBUG | HPY_LAYER_TRACE << 2,
    HPY_MODE_TRACE_DEBUG = HPY_LAYER_TRACE | HPY_LAYER_DEBUG << 2
} HPyMode;

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
