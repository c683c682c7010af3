/* A struct over any base class, and the base's own way to make an instance. A part of context.h, whose head explains the
 * entries; minor version 2. */

/* == Types and payload ==================================================================== */

/** Address of the struct that ``payload`` is the record of, in an instance of a type with shape ``Any``.
 *
 * Called by the ``STRUCT_AsStruct`` function that ``HPyType_HELPERS(STRUCT, HPyType_BuiltinShape_Any)`` defines, where the
 * record has no offset. Valid while ``h`` is open. ``NULL``, without an exception, if no type of the object has the
 * struct.
 *
 * CPython: ``PyObject_GetTypeData``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_BORROWS(h) HPy_QUIET HPy_DEBUG(by_hand)
void *_HPy_AsStruct_Any(HPyContext *ctx, HPy h, HPyPayload *payload);

/* == Calling the base ===================================================================== */

/** What ``base.__new__(type, *args, **kw)`` makes: a new instance of ``type``, which derives from ``base``.
 *
 * For ``HPy_tp_new`` of a type over another class, which it is given as ``type`` and passes on with as many of its
 * arguments as the base is to have; payloads are zeroed. Python code cannot do that: ``base.__new__`` refuses types that
 * have an ``HPy_tp_new``. ``kw`` is a dict or ``HPy_NULL``. New handle, or ``HPy_NULL`` with ``TypeError`` if ``base`` or
 * ``type`` is not a type, ``type`` does not derive from ``base``, no instances of ``base`` can be made, or what is made is
 * no instance of ``type``; or what the call raises.
 *
 * CPython: ``Base.tp_new``, called with another type.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(args, kw) HPy_DEBUG(by_hand)
HPy HPyType_CallNew(HPyContext *ctx, HPy base, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw);

/** Do what ``base.__init__(obj, *args, **kw)`` does, for an instance of a class that derives from ``base``.
 *
 * For ``HPy_tp_init`` of a type over another class. ``kw`` is a dict or ``HPy_NULL``. 0, or ``-1`` with ``TypeError`` if
 * ``base`` is not a type or ``obj`` no instance of it, or what the call raises.
 *
 * CPython: ``Base.tp_init``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(args, kw) HPy_DEBUG(by_hand)
int HPyType_CallInit(HPyContext *ctx, HPy base, HPy obj, const HPy *args, HPy_ssize_t nargs, HPy kw);
