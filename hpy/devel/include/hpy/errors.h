/* Helpers for exceptions and warnings: small ones, which are inlined, and those of hpy/devel/src/runtime/errors.c,
 * format.c and os_windows_errors.c. No part of the ABI. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_ERRORS_H
#define HPY_ERRORS_H

#ifdef __cplusplus
extern "C" {
#endif

/* == Errors == */

/** ``HPyErr_Format`` with a ``va_list``, which is left as it was. Returns ``HPy_NULL``. CPython: ``PyErr_FormatV``. */
HPyAPI_HELPER HPy HPyErr_FormatV(HPyContext *ctx, HPy h_type, const char *fmt, va_list vargs);

/**
 * Raise ``h_type`` without an argument.
 *
 * An exception that is pending is replaced. Returns ``HPy_NULL``. CPython: ``PyErr_SetNone``.
 */
HPyAPI_INLINE_HELPER HPy HPyErr_SetNone(HPyContext *ctx, HPy h_type)
{
    return HPyErr_SetObject(ctx, h_type, HPy_NULL);
}

/** Raise ``TypeError`` for an argument of a wrong type. Returns ``HPy_NULL``. CPython: ``PyErr_BadArgument``. */
HPyAPI_INLINE_HELPER HPy HPyErr_BadArgument(HPyContext *ctx)
{
    return HPyErr_SetString(ctx, ctx->h_TypeError, "bad argument type for built-in operation");
}

HPyAPI_HELPER HPy _HPyErr_BadInternalCall(HPyContext *ctx, const char *file, int line);
/** Raise ``SystemError`` for a call that is a mistake in C, with file and line. It is ``HPy_NULL``.
 * CPython: ``PyErr_BadInternalCall``. */
#define HPyErr_BadInternalCall(ctx) _HPyErr_BadInternalCall(ctx, __FILE__, __LINE__)

/**
 * Raise ``ImportError`` with ``message``, and the attributes ``name`` and ``path``; each of these may be ``HPy_NULL``.
 *
 * An exception that is pending is replaced. Returns ``HPy_NULL``; ``TypeError`` is raised where ``message`` is
 * ``HPy_NULL``. CPython: ``PyErr_SetImportError``.
 */
HPyAPI_HELPER HPy HPyErr_SetImportError(HPyContext *ctx, HPy message, HPy name, HPy path);

/**
 * ``HPyErr_SetImportError`` with a subclass of ``ImportError``, such as ``ctx->h_ModuleNotFoundError``.
 *
 * ``TypeError`` is raised for any other object. Returns ``HPy_NULL``. CPython: ``PyErr_SetImportErrorSubclass``.
 */
HPyAPI_HELPER HPy HPyErr_SetImportErrorSubclass(HPyContext *ctx, HPy h_type, HPy message, HPy name, HPy path);

/**
 * Report the pending exception, which cannot be raised further, and clear it: ``HPyErr_WriteUnraisable`` with a text in
 * the manner of ``HPyUnicode_FromFormat``, in place of ``Exception ignored in`` and an object.
 *
 * It is reported without a text where that cannot be made. CPython: ``PyErr_FormatUnraisable``.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPyErr_FormatUnraisable")
void HPyErr_FormatUnraisable(HPyContext *ctx, const char *fmt, ...);

/* == Warnings == */

/**
 * Issue a warning with a text in the manner of ``HPyUnicode_FromFormat``; else as ``HPyErr_WarnEx``.
 *
 * Returns 0, or -1 with an exception set. CPython: ``PyErr_WarnFormat``.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPyErr_WarnFormat")
int HPyErr_WarnFormat(HPyContext *ctx, HPy category, HPy_ssize_t stack_level, const char *fmt, ...);

/**
 * Issue a ``ResourceWarning``: ``source`` was not closed. The text is in the manner of ``HPyUnicode_FromFormat``.
 *
 * Returns 0, or -1 with an exception set. CPython: ``PyErr_ResourceWarning``.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPyErr_ResourceWarning")
int HPyErr_ResourceWarning(HPyContext *ctx, HPy source, HPy_ssize_t stack_level, const char *fmt, ...);

/* == Exception objects == */

/** 1 if ``h`` is an exception object, else 0. Never fails. CPython: ``PyExceptionInstance_Check``. */
HPyAPI_INLINE_HELPER int HPyException_Check(HPyContext *ctx, HPy h)
{
    return _HPY_IS_A(ctx, h, h_BaseException, 30, HPy_TypeCheck(ctx, h, ctx->h_BaseException));
}

/** 1 if ``h`` is an exception class, else 0. Never fails. CPython: ``PyExceptionClass_Check``. */
HPyAPI_INLINE_HELPER int HPyExceptionClass_Check(HPyContext *ctx, HPy h)
{
    return HPyType_Check(ctx, h) && HPyType_IsSubtype(ctx, h, ctx->h_BaseException);
}

/* == Errors == */

/**
 * On Windows only: raise ``OSError``, or ``h_type``, for the error code ``code`` of Windows, 0 for ``GetLastError()``.
 *
 * The attributes are ``winerror``, ``errno``, which is derived from it, ``strerror``, Windows' own text, and ``filename``
 * and ``filename2`` where they are given: ``HPy_NULL`` leaves one out, and so does ``NULL`` for the text, which is in the
 * file system encoding. An exception that is pending is replaced. All return ``HPy_NULL``.
 *
 * CPython: ``PyErr_SetFromWindowsErr``.
 */
HPyAPI_HELPER _HPY_ON_WINDOWS("HPyErr_SetFromWindowsErr") HPy HPyErr_SetFromWindowsErr(HPyContext *ctx, int code);
/** On Windows only, see ``HPyErr_SetFromWindowsErr``. CPython: ``PyErr_SetFromWindowsErrWithFilename``. */
HPyAPI_HELPER _HPY_ON_WINDOWS("HPyErr_SetFromWindowsErrWithFilename")
HPy HPyErr_SetFromWindowsErrWithFilename(HPyContext *ctx, int code, const char *filename_fsencoded);
/** On Windows only, see ``HPyErr_SetFromWindowsErr``. CPython: ``PyErr_SetExcFromWindowsErr``. */
HPyAPI_HELPER _HPY_ON_WINDOWS("HPyErr_SetExcFromWindowsErr")
HPy HPyErr_SetExcFromWindowsErr(HPyContext *ctx, HPy h_type, int code);
/** On Windows only, see ``HPyErr_SetFromWindowsErr``. CPython: ``PyErr_SetExcFromWindowsErrWithFilename``. */
HPyAPI_HELPER _HPY_ON_WINDOWS("HPyErr_SetExcFromWindowsErrWithFilename")
HPy HPyErr_SetExcFromWindowsErrWithFilename(HPyContext *ctx, HPy h_type, int code, const char *filename_fsencoded);
/** On Windows only, see ``HPyErr_SetFromWindowsErr``. CPython: ``PyErr_SetExcFromWindowsErrWithFilenameObject``. */
HPyAPI_HELPER _HPY_ON_WINDOWS("HPyErr_SetExcFromWindowsErrWithFilenameObject")
HPy HPyErr_SetExcFromWindowsErrWithFilenameObject(HPyContext *ctx, HPy h_type, int code, HPy filename);
/** On Windows only, see ``HPyErr_SetFromWindowsErr``. CPython: ``PyErr_SetExcFromWindowsErrWithFilenameObjects``. */
HPyAPI_HELPER _HPY_ON_WINDOWS("HPyErr_SetExcFromWindowsErrWithFilenameObjects")
HPy HPyErr_SetExcFromWindowsErrWithFilenameObjects(HPyContext *ctx, HPy h_type, int code, HPy filename1, HPy filename2);

#ifdef __cplusplus
}
#endif

#endif /* HPY_ERRORS_H */
