/* What the functions of extensions are called: from the pointer to an implementation to "Type.method".
 *
 * One table for the process. Names are added when a module is loaded or a type is made under a layer, and stay.
 */
#ifndef HPY_LAYERS_NAMES_H
#define HPY_LAYERS_NAMES_H

#include "hpy.h"

typedef struct {
    const char *module; /* full name */
    const char *type;   /* without the module; NULL for a function of the module */
    const char *name;   /* as Python's users know it: "dot", "__add__", "value (getter)", "(exec)" */
    HPyFunc_Signature signature;
    uint64_t is_shared; /* other types have the same function: 'type' is the first of them */
} HPyFunctionName;

/* Add everything that a definition has. 'module' is borrowed for good, all else is copied. What is known already keeps
 * its name. 0, or -1 when out of memory, without an exception. */
_HPy_HIDDEN int hpy_names_add_module(const char *module, const HPyModuleDef *def);
_HPy_HIDDEN int hpy_names_add_type(const char *module, const HPyType_Spec *spec);

/* The same for a single record, and for a single function; 'type' may be NULL. */
_HPy_HIDDEN int hpy_names_add_define(const char *module, const char *type, const HPyDef *define);

_HPy_HIDDEN int hpy_names_add(const char *module, const char *type, const char *name, HPyCFunction impl,
                              HPyFunc_Signature signature);

/* The name of an implementation, valid for good; NULL when it has none. */
_HPy_HIDDEN const HPyFunctionName *hpy_names_find(HPyCFunction impl);

#endif /* HPY_LAYERS_NAMES_H */
