/* From a file or an entry point to a module, in two steps: create it, execute it. */
#ifndef HPY_LOAD_LOADER_H
#define HPY_LOAD_LOADER_H

#include "hpy.h"
#include "modes.h"

/* What is asked for. All references are borrowed. */
typedef struct {
    PyObject *error; /* the exception class for everything that is wrong with the file or the request */
    PyObject *name;  /* str, may be dotted */
    PyObject *path;  /* str, or None where it is not known */
    PyObject *spec;
    HPyMode mode;
} HPyLoadRequest;

/* Open the file and look up everything; the result stays valid for good. NULL with an exception set. */
PyModuleDef *hpy_load_file(const HPyLoadRequest *request);

/* The same for a binary that is there already and hands over its entry. */
PyModuleDef *hpy_load_entry(const HPyLoadRequest *request, const HPyModuleEntry *entry);

/* Run the exec slots of what PyModule_FromDefAndSpec made of 'def'. 0, or -1 with an exception set. */
int hpy_execute(PyObject *module, PyModuleDef *def);

/* What hpy_load_entry() gave for this entry; NULL with an exception set. */
PyModuleDef *hpy_loaded_def(const HPyModuleEntry *entry);

#endif /* HPY_LOAD_LOADER_H */
