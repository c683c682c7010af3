/* What CPython's garbage collector does with HPyFields: used for instances of types and for the state of modules. */
#include "host.h"

typedef struct {
    visitproc visit;
    void *arg;
} Visitor;

static int visit_field(HPyField *field, void *arg)
{
    const Visitor *visitor = (const Visitor *)arg;
    PyObject *object = _f2py(*field);
    return object == NULL ? 0 : visitor->visit(object, visitor->arg);
}

/* Empty first: releasing may run code that looks at the field. */
static int clear_field(HPyField *field, void *arg)
{
    PyObject *object = _f2py(*field);
    (void)arg;
    *field = HPyField_NULL;
    Py_XDECREF(object);
    return 0;
}

int hpy_visit_fields(HPyFunc_traverseproc traverse, void *data, visitproc visit, void *arg)
{
    Visitor visitor;

    visitor.visit = visit;
    visitor.arg = arg;
    return traverse(data, visit_field, &visitor);
}

void hpy_clear_fields(HPyFunc_traverseproc traverse, void *data)
{
    (void)traverse(data, clear_field, NULL);
}
