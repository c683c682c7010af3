/* Where the payload of an object lies, for the shapes whose offset the compiler knows. */
#ifndef HPY_CPYTHON_PAYLOAD_H
#define HPY_CPYTHON_PAYLOAD_H

/* The payload follows the object header at the strictest alignment. */
#define HPY_OBJECT_PAYLOAD_OFFSET ((sizeof(PyObject) + 15) & ~(size_t)15)

HPyAPI_FUNC void *ctx_AsStruct_Object(HPyContext *ctx, HPy h)
{
    (void)ctx;
    return (char *)h._i + HPY_OBJECT_PAYLOAD_OFFSET;
}

HPyAPI_FUNC void *ctx_AsStruct_Legacy(HPyContext *ctx, HPy h)
{
    (void)ctx;
    return (void *)h._i;
}

#endif /* HPY_CPYTHON_PAYLOAD_H */
