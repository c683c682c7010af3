/* THE DEFINITION, signatures: the functions that an extension may implement and hand to the host.
 *
 * Each entry is a prototype named HPyFunc_<signature>. From it come the enumerator (upper case), the function
 * pointer type, the macro that declares an implementation, the struct of arguments that a trampoline passes
 * through the table, the trampoline itself in each ABI, and the host's call of the implementation.
 *
 *   HPy_SIGNATURE(n)    its number
 *   HPy_SINCE(0, m)     the minor version of the ABI that brought it, unless 0
 *   HPy_METH(flags)     a method may have it; CPython's flags for such a method, said in the reference
 *   HPy_SPECIAL(fields) the trampoline and the host's call are written by hand (hpy/hpyfunc.h, universal/host/call_in.c), because
 *                       the shape seen by CPython is another one; the fields of the struct of arguments, where there
 *                       is one
 *   HPy_CALLED_IN(args) of a special one: the host's call needs no help all the same; its arguments behind the context,
 *                       of the struct ``a``. HANDLE stands for the handle of an object, HANDLES for that of an array
 *   HPy_POINTER(type)   the type of pointers to it is written by hand, and so are its macros
 *   HPy_RESERVED        no function has it, the number is taken
 *   HPy_MAY_END         ``HPy_NULL`` without an exception is a result
 *   HPy_DEBUG(words)    what of debug mode's calls is written by hand in universal/debug: call, the call itself; run, how
 *                       the arguments get out of the struct. no_run: the host prepares them, so there is nothing to run
 *
 * Regular trampolines take the same arguments with ``cpy_PyObject *`` for each handle. apigen reads this file;
 * nothing includes it.
 */

/** A method with any number of positional arguments. */
HPy_SIGNATURE(1) HPy_METH(METH_FASTCALL) HPy_DEBUG(call, run)
HPy_SPECIAL(cpy_PyObject *self, cpy_PyObject *const *args, HPy_ssize_t nargs, cpy_PyObject *result)
HPy_CALLED_IN(HANDLE(a->self), HANDLES(a->args), (size_t)a->nargs)
HPy HPyFunc_varargs(HPyContext *ctx, HPy self, const HPy *args, size_t nargs);

/** A method with positional and keyword arguments: the values of ``kwnames``, a tuple or ``HPy_NULL``, follow the
 * positional ones. */
HPy_SIGNATURE(2) HPy_METH(METH_FASTCALL | METH_KEYWORDS) HPy_DEBUG(call, run)
HPy_SPECIAL(cpy_PyObject *self, cpy_PyObject *const *args, size_t nargsf, cpy_PyObject *kwnames, cpy_PyObject *result)
HPy_CALLED_IN(HANDLE(a->self), HANDLES(a->args), a->nargsf & ~_HPY_NARGS_OFFSET_FLAG, HANDLE(a->kwnames))
HPy HPyFunc_keywords(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames);

/** A method without arguments. */
HPy_SIGNATURE(3) HPy_METH(METH_NOARGS)
HPy_SPECIAL(cpy_PyObject *self, cpy_PyObject *result)
HPy_CALLED_IN(HANDLE(a->self))
HPy HPyFunc_noargs(HPyContext *ctx, HPy self);

/** A method with one argument. */
HPy_SIGNATURE(4) HPy_METH(METH_O)
HPy HPyFunc_o(HPyContext *ctx, HPy self, HPy arg);

/** Frees what the payload owns outside of Python. Gets no context: no API function may be called. A derived type's
 * function does not call that of the base: the host does. */
HPy_SIGNATURE(5) HPy_SPECIAL
void HPyFunc_destroyfunc(void *data);

HPy_SIGNATURE(6) HPy_DEBUG(call, no_run)
HPy_SPECIAL(cpy_PyObject *self, cpy_Py_buffer *view, int flags, int result)
int HPyFunc_getbufferproc(HPyContext *ctx, HPy self, HPy_buffer *buffer, int flags);

HPy_SIGNATURE(7) HPy_DEBUG(call, no_run)
HPy_SPECIAL(cpy_PyObject *self, cpy_Py_buffer *view)
void HPyFunc_releasebufferproc(HPyContext *ctx, HPy self, HPy_buffer *buffer);

HPy_SIGNATURE(8)
HPy HPyFunc_unaryfunc(HPyContext *ctx, HPy arg0);

HPy_SIGNATURE(9)
HPy HPyFunc_binaryfunc(HPyContext *ctx, HPy arg0, HPy arg1);

HPy_SIGNATURE(10)
HPy HPyFunc_ternaryfunc(HPyContext *ctx, HPy arg0, HPy arg1, HPy arg2);

HPy_SIGNATURE(11)
int HPyFunc_inquiry(HPyContext *ctx, HPy arg0);

HPy_SIGNATURE(12)
HPy_ssize_t HPyFunc_lenfunc(HPyContext *ctx, HPy arg0);

HPy_SIGNATURE(13)
HPy HPyFunc_ssizeargfunc(HPyContext *ctx, HPy arg0, HPy_ssize_t arg1);

HPy_SIGNATURE(14)
HPy HPyFunc_ssizessizeargfunc(HPyContext *ctx, HPy arg0, HPy_ssize_t arg1, HPy_ssize_t arg2);

HPy_SIGNATURE(15)
int HPyFunc_ssizeobjargproc(HPyContext *ctx, HPy arg0, HPy_ssize_t arg1, HPy arg2);

HPy_SIGNATURE(16)
int HPyFunc_ssizessizeobjargproc(HPyContext *ctx, HPy arg0, HPy_ssize_t arg1, HPy_ssize_t arg2, HPy arg3);

HPy_SIGNATURE(17)
int HPyFunc_objobjargproc(HPyContext *ctx, HPy arg0, HPy arg1, HPy arg2);

HPy_SIGNATURE(18)
void HPyFunc_freefunc(HPyContext *ctx, void *arg0);

HPy_SIGNATURE(19)
HPy HPyFunc_getattrfunc(HPyContext *ctx, HPy arg0, char *arg1);

HPy_SIGNATURE(20)
HPy HPyFunc_getattrofunc(HPyContext *ctx, HPy arg0, HPy arg1);

HPy_SIGNATURE(21)
int HPyFunc_setattrfunc(HPyContext *ctx, HPy arg0, char *arg1, HPy arg2);

HPy_SIGNATURE(22)
int HPyFunc_setattrofunc(HPyContext *ctx, HPy arg0, HPy arg1, HPy arg2);

HPy_SIGNATURE(23)
HPy HPyFunc_reprfunc(HPyContext *ctx, HPy arg0);

HPy_SIGNATURE(24)
HPy_hash_t HPyFunc_hashfunc(HPyContext *ctx, HPy arg0);

/** CPython passes the operator as an ``int``, the implementation gets ``HPy_RichCmpOp``. */
HPy_SIGNATURE(25)
HPy HPyFunc_richcmpfunc(HPyContext *ctx, HPy arg0, HPy arg1, HPy_RichCmpOp arg2);

HPy_SIGNATURE(26)
HPy HPyFunc_getiterfunc(HPyContext *ctx, HPy arg0);

HPy_SIGNATURE(27) HPy_MAY_END
HPy HPyFunc_iternextfunc(HPyContext *ctx, HPy arg0);

HPy_SIGNATURE(28)
HPy HPyFunc_descrgetfunc(HPyContext *ctx, HPy arg0, HPy arg1, HPy arg2);

HPy_SIGNATURE(29)
int HPyFunc_descrsetfunc(HPyContext *ctx, HPy arg0, HPy arg1, HPy arg2);

/** ``kw`` is a dict or ``HPy_NULL``. */
HPy_SIGNATURE(30) HPy_DEBUG(call, run)
HPy_SPECIAL(cpy_PyObject *self, cpy_PyObject *args, cpy_PyObject *kw, int result)
int HPyFunc_initproc(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw);

/** ``kw`` is a dict or ``HPy_NULL``. */
HPy_SIGNATURE(31) HPy_DEBUG(call, run)
HPy_SPECIAL(cpy_PyObject *self, cpy_PyObject *args, cpy_PyObject *kw, cpy_PyObject *result)
HPy HPyFunc_newfunc(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw);

HPy_SIGNATURE(32)
HPy HPyFunc_getter(HPyContext *ctx, HPy arg0, void *arg1);

/** The value is ``HPy_NULL`` when the attribute is deleted. */
HPy_SIGNATURE(33)
int HPyFunc_setter(HPyContext *ctx, HPy arg0, HPy arg1, void *arg2);

HPy_SIGNATURE(34)
int HPyFunc_objobjproc(HPyContext *ctx, HPy arg0, HPy arg1);

/** Calls ``visit`` (through ``HPy_VISIT``) with each HPyField of the payload ``object``, and does nothing else. A
 * derived type's function may leave the fields of the base to the base's: the host calls both, and visits none twice. */
HPy_SIGNATURE(35)
HPy_SPECIAL(cpy_PyObject *self, cpy_visitproc visit, void *arg, int result)
int HPyFunc_traverseproc(void *object, HPyFunc_visitproc visit, void *arg);

HPy_SIGNATURE(36) HPy_DEBUG(call)
void HPyFunc_destructor(HPyContext *ctx, HPy arg0);

/** Frees what a capsule points to. Its type is ``HPyFunc_Capsule_Destructor``. */
HPy_SIGNATURE(37) HPy_SPECIAL HPy_POINTER(HPyFunc_Capsule_Destructor)
void HPyFunc_capsule_destructor(const char *name, void *pointer, void *context);

/** A reserved number: HPyFunc_KEYWORDS is used instead. */
HPy_SIGNATURE(38) HPy_SPECIAL HPy_RESERVED
void HPyFunc_vectorcallfunc(void);

/** Makes the object that the import of a module gives; the argument is the module spec. */
HPy_SIGNATURE(39) HPy_DEBUG(no_run)
HPy_SPECIAL(cpy_PyObject *spec, cpy_PyObject *result)
HPy HPyFunc_mod_create(HPyContext *ctx, HPy arg0);

/** Sends a value into an awaitable or generator: what it yields or returns goes to ``*result``, a new handle, and
 * ``HPy_SEND_NEXT`` or ``HPy_SEND_RETURN`` is returned; ``HPy_SEND_ERROR`` with an exception set. */
HPy_SIGNATURE(40) HPy_SINCE(0, 1) HPy_DEBUG(call, no_run)
HPy_SPECIAL(cpy_PyObject *self, cpy_PyObject *arg, cpy_PyObject **output, HPy_SendResult result)
HPy_SendResult HPyFunc_sendfunc(HPyContext *ctx, HPy self, HPy arg, HPy *result);

/** A method that is given all that is known of its call: like ``HPyFunc_KEYWORDS``, and beside it the class whose method it
 * is, and the ``.data`` of its record. The class is that whose definition lists the record, however many lie between it
 * and the class of ``self``: its module is had by ``HPyType_GetModule``. It is ``HPy_NULL`` for functions of a module, for
 * those that ``HPyFunction_New`` makes, and for static methods; on CPython 3.8, where the host looks for it, also for a
 * descriptor of ``HPyDescr_New`` that is no attribute of the class, and where a class and its base have one record, the
 * attribute with the record's name counts. */
HPy_SIGNATURE(41) HPy_SINCE(0, 2) HPy_METH(METH_METHOD | METH_FASTCALL | METH_KEYWORDS) HPy_DEBUG(call, no_run)
HPy_SPECIAL(cpy_PyObject *self, cpy_PyObject *defining_class, cpy_PyObject *const *args, HPy_ssize_t nargs, cpy_PyObject *kwnames, const HPyDef *def, cpy_PyObject *result)
HPy HPyFunc_method(HPyContext *ctx, HPy self, HPy defining_class, const HPy *args, size_t nargs, HPy kwnames, void *data);
