/* Where the payload of an object lies, for the shapes whose offset the compiler knows. */
#ifndef HPY_CPYTHON_PAYLOAD_H
#define HPY_CPYTHON_PAYLOAD_H

/* The payload follows the object header at the strictest alignment. */
#define HPY_OBJECT_PAYLOAD_OFFSET ((sizeof(PyObject) + 15) & ~_HPY_CAST(size_t, 15))

/* gcc follows the null handle that HPy_Dup and the loads allow for to here, and warns of an access behind address 0
 * (-Warray-bounds). Where it does not see the value, it is silent; the code is the same. */
#if defined(__GNUC__) && !defined(__clang__)
#  define _HPY_UNSEEN(variable) __asm__("" : "+r"(variable))
#else
#  define _HPY_UNSEEN(variable) (void)(variable)
#endif

HPyAPI_FUNC void *ctx_AsStruct_Object(HPyContext *ctx, HPy h)
{
    intptr_t object = h._i;
    (void)ctx;
    _HPY_UNSEEN(object);
    return _HPY_BITS(char *, object) + HPY_OBJECT_PAYLOAD_OFFSET;
}

HPyAPI_FUNC void *ctx_AsStruct_Legacy(HPyContext *ctx, HPy h)
{
    intptr_t object = h._i;
    (void)ctx;
    _HPY_UNSEEN(object);
    return _HPY_BITS(void *, object);
}

#endif /* HPY_CPYTHON_PAYLOAD_H */
