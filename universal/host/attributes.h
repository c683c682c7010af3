/* What hpy.universal tells of attributes beyond what Python code can see. */
#ifndef HPY_HOST_ATTRIBUTES_H
#define HPY_HOST_ATTRIBUTES_H

#include "hpy.h"

/* (type, readable, writable) of the descriptor of a member or of a get/set: the first is an HPyMember_FieldType, or None
 * where it is not known. New reference, or NULL with TypeError set for another object. */
PyObject *hpy_describe_attribute(PyObject *descriptor);

#endif /* HPY_HOST_ATTRIBUTES_H */
