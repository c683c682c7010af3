"""What each kind of finding is called, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """The title of a report, and the advice at its end."""

    title: str
    remedy: str


_KINDS = {
    "leak": (
        "leak",
        "HPy_Close it on every path out of the function, those after an error too; only the result stays open",
    ),
    "use-after-close": ("use after close", "close the handle after its last use, or use a duplicate made by HPy_Dup"),
    "double-close": ("double close", "close each handle once; set it to HPy_NULL where two paths may close it"),
    "close-borrowed": (
        "close of a borrowed handle",
        "do not close it: arguments are the caller's; what HPy_Dup returns is yours",
    ),
    "close-constant": (
        "close of a constant",
        "do not close it: ctx->h_None and its like are never closed; what HPy_Dup returns is yours",
    ),
    "return-borrowed": ("return of a borrowed handle", "return HPy_Dup(ctx, h): the caller closes what it gets"),
    "return-constant": (
        "return of a constant",
        "return HPy_Dup(ctx, ctx->h_None): the caller closes what it gets, and constants are never closed",
    ),
    "kept-argument": (
        "argument kept after the call",
        "a handle is good for one call: keep an object in an HPyField of another object, or in an HPyGlobal",
    ),
    "kept-handle": (
        "handle kept after the call",
        "a handle is good for one call: keep an object in an HPyField of another object, or in an HPyGlobal",
    ),
    "other-context": ("handle of another context", "use a handle only with the context it was made with"),
    "other-thread": (
        "handle of another thread",
        "a handle is good for the thread that made it: hand the object over by an HPyField, an HPyGlobal or a capsule",
    ),
    "invalid-handle": (
        "invalid handle",
        "this was never a handle: is the variable initialised (HPy h = HPy_NULL), or its memory overwritten?",
    ),
    "null-handle": (
        "null handle",
        "a call that made this handle may have failed: test its result with HPy_IsNull before using it",
    ),
    "wrong-context": ("wrong context", "use the context that this call was given; do not keep a context in a global"),
    "result-null": (
        "result without exception",
        "set an exception (HPyErr_SetString) before returning an error, or return HPy_Dup(ctx, ctx->h_None) for None",
    ),
    "result-with-exception": (
        "result with an exception set",
        "a call before failed: return HPy_NULL (or -1) to pass its exception on, or HPyErr_Clear(ctx) to go on",
    ),
    "exception-pending": (
        "call with an exception pending",
        "test the result of the call that failed, and return, or HPyErr_Clear(ctx), before calling on",
    ),
    "no-exception": (
        "call without an exception",
        "call it while an exception is pending: after a call that has failed, or HPyErr_SetString and the like",
    ),
    "no-thread-state": (
        "call without the thread state",
        "no call of the API between HPy_LeavePythonExecution and HPy_ReenterPythonExecution",
    ),
    "wrong-token": (
        "wrong token of a thread",
        "give HPyThread_Exit the context that HPyThread_Enter gave and the token it filled, the last entered first",
    ),
    "lock-left": (
        "mutex left locked",
        "HPyMutex_Unlock it on every path out of the function, those after an error too",
    ),
    "lock-open": ("unlock of an open mutex", "unlock a mutex once, after HPyMutex_Lock"),
    "lock-twice": (
        "mutex locked twice",
        "a mutex is not recursive: unlock it before calling what locks it, also by Python code or a finaliser",
    ),
    "section-left": (
        "critical section not ended",
        "write HPy_BEGIN_CRITICAL_SECTION and HPy_END_CRITICAL_SECTION, and no return or goto between them",
    ),
    "section-order": ("end of another critical section", "end the section that was begun last, once"),
    "foreign-thread": (
        "call from a foreign thread",
        "enter Python by HPyThread_Enter, and use the context that it gives; or hand the work to a thread of Python's",
    ),
    "field-no-owner": (
        "field without owner",
        "store and load a field with the object whose struct it is in; fields are not moved as bytes",
    ),
    "borrow-unended": ("borrow not ended", "HPy_EndBorrow it on every path out of the function"),
    "not-borrowed": ("end of what is not borrowed", "end by HPy_EndBorrow what HPyField_Borrow gave, close the rest"),
    "borrowed-gone": (
        "borrowed object gone",
        "end the borrow before the field changes or its owner goes, or take a handle of your own by HPyField_Load",
    ),
    "field-out-of-range": (
        "fields out of range",
        "copy, move or clear as many fields as there are: the number is that of fields, not of bytes",
    ),
    "field-overlap": (
        "fields overlap",
        "HPyField_MoveN moves fields within an array, also where the old and the new places overlap",
    ),
    "field-visited-twice": (
        "field visited twice",
        "HPy_VISIT each HPyField once in an HPy_tp_traverse: the collector counts, and takes for garbage what is alive",
    ),
    "field-not-visited": (
        "field not visited",
        "HPy_VISIT every HPyField of the struct in HPy_tp_traverse: the collector cannot see it otherwise",
    ),
    "type-cycle": (
        "type cycle",
        "give the type HPy_TPFLAGS_HAVE_GC and HPy_tp_traverse, or take the instance out of the type in the end",
    ),
    "global-undeclared": ("undeclared global", "list the HPyGlobal in the globals of the HPyModuleDef"),
    "builder-after-build": ("builder used after its end", "Build and Cancel end a builder: do nothing with it after"),
    "builder-unfinished": ("builder not finished", "end every builder: by Build, or by Cancel after an error"),
    "builder-index": ("builder index out of range", "set each index from 0 up to, not including, the size of New"),
    "buffer-unreleased": (
        "buffer not released",
        "HPyBuffer_Release it on every path out of the function; one in an object's struct in HPy_tp_finalize",
    ),
    "double-release": (
        "double release",
        "release each buffer once; where two paths may, set the struct to zero, and do not copy it",
    ),
    "invalid-buffer": (
        "release of no buffer",
        "release what HPy_GetBuffer has filled; set the struct to zero before, if that may not have been reached",
    ),
    "builder-overrun": (
        "more written than there is memory",
        "write and use at most as many bytes as New, Resize or Reserve was asked for; Reserve again for more",
    ),
    "text-not-ascii": (
        "text is not ASCII",
        "write text that may be other than ASCII with HPyUnicodeBuilder_WriteUTF8, characters with _WriteChar",
    ),
    "tracker-after-close": ("tracker used after its end", "close a tracker last, and once"),
    "tracker-unfinished": ("tracker not closed", "HPyTracker_Close it on every path out of the function"),
    "view-after-release": ("view released twice", "release a view once, on every path out of the function"),
    "view-unreleased": (
        "view not released",
        "release it on every path out of the function: HPyUnicode_Release, HPyNumberView_Release",
    ),
    "guard-not-left": (
        "guard not left",
        "HPy_LeaveRecursiveCall or HPy_ReprLeave on every path out of the function, those after an error too",
    ),
    "guard-not-entered": (
        "leave of a guard that was not entered",
        "leave once what was entered in the same call: HPy_EnterRecursiveCall and HPy_ReprEnter that have returned 0",
    ),
    "wrong-free": (
        "memory given back wrongly",
        "give memory back once, by HPyMem_Free what HPyMem_Malloc gave, by HPyMem_RawFree what HPyMem_RawMalloc gave",
    ),
    "wrong-struct": (
        "wrong struct",
        "test the type before: the accessor that HPyType_HELPERS makes fits its own type and those derived from it",
    ),
    "wrong-type": ("wrong type", "test the object's type before the call"),
    "out-of-range": ("argument out of range", "give one of the values that the function knows: api/context.h has them"),
    "null-pointer": (
        "null pointer",
        "a call that made this pointer may have failed: test its result for NULL before using it",
    ),
    "memory-after-close": (
        "memory used after close",
        "the memory belongs to a handle, view or builder: use it before that ends, or copy it",
    ),
    "memory-written": ("write to constant memory", "the memory belongs to the object: copy it, and change the copy"),
}


def kind(name: str) -> Kind:
    """The Kind of that name; one that is not known here is called by its name."""
    title, remedy = _KINDS.get(name, (str(name).replace("-", " "), ""))
    return Kind(title, remedy)
