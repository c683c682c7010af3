/* How a value of the environment variable HPY, or of the option -X hpy, is read: the one parser of it, in plain C.
 *
 *     HPY   := MODE | NAME ":" MODE { "," NAME ":" MODE }
 *     MODE  := "universal" | LAYER [ "+" LAYER ]
 *     LAYER := "debug" | "trace"                     in any case, each once, the one nearest to the extension first
 *     NAME  := the dotted name of a module, or the last part of it
 *
 * with blanks allowed around every part. Unset or empty means universal, and so it is for a module that a list does
 * not mention; of two entries for a module the first counts. Nothing else is accepted, in no part of the value: who
 * asked for something should get it or hear why not.
 */
#ifndef HPY_CPYTHON_MODE_SPEC_H
#define HPY_CPYTHON_MODE_SPEC_H

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

/* The mode that a text is the name of. 0, or -1 when it is none; no exception is set, here as below. */
_HPy_HIDDEN _HPy_COLD int hpy_mode_spec_single(const char *text, size_t length, HPyMode *mode);

/* What a value of HPY wants for the module of that name: the dotted one, or, where the package is not known, the last
 * part of it with 'any_package'. 0, or -1 when the value is malformed, in whichever part. */
_HPy_HIDDEN _HPy_COLD int hpy_mode_spec(const char *value, size_t length, const char *name, int any_package,
                                            HPyMode *mode);

#endif /* HPY_CPYTHON_MODE_SPEC_H */
