/* A stack machine over the API, for the fuzzer; support/fuzz_sequences.py writes programs for it.
 *
 *     run(program, values, texts, describe) → list of lines, what each step gave
 *     names() → the names of the operations, in the order of their numbers
 *
 * A step is 24 bytes: operation (low byte), three indices of values, the one where the result goes, two indices of
 * texts, operation (high byte); two numbers. An operation calls one function of the API and gives its result, or an
 * exception. What an operation is given may be wrong, but never what C leaves undefined: sizes lie within the memory
 * they are for, and formats get arguments of the one type that all their units take. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 64
#define TEXTS 64
#define STEP_SIZE 24

typedef struct {
    HPy a, b, c;
    int64_t n, m;
    const char *text, *other; /* with a NUL behind them */
    HPy_ssize_t size;         /* of 'text' */
    HPy_ssize_t cut;          /* n, but no more than 'size': it may be negative */
} Step;

typedef HPy (*Operation)(HPyContext *ctx, const Step *s);

/* ---- Results ---- */

static HPy none(HPyContext *ctx)
{
    return HPy_Dup(ctx, ctx->h_None);
}

/* An int, or HPy_NULL where an exception says so. */
static HPy number(HPyContext *ctx, long long value)
{
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPyLong_FromLongLong(ctx, value);
}

static HPy unsigned_number(HPyContext *ctx, unsigned long long value)
{
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPyLong_FromUnsignedLongLong(ctx, value);
}

static HPy real(HPyContext *ctx, double value)
{
    return value == -1.0 && HPyErr_Occurred(ctx) ? HPy_NULL : HPyFloat_FromDouble(ctx, value);
}

/* A status and what an out parameter got, which is closed. */
static HPy with_status(HPyContext *ctx, long status, HPy out)
{
    HPy result;

    if (HPy_IsNull(out))
        return number(ctx, status);
    result = status < 0 ? HPyUnicode_FromString(ctx, "an object in spite of the error")
                        : HPy_BuildValue(ctx, "lO", status, out);
    HPy_Close(ctx, out);
    return result;
}

static HPy text_of(HPyContext *ctx, const char *text, HPy_ssize_t size)
{
    return text == NULL ? HPy_NULL : HPyBytes_FromStringAndSize(ctx, text, size);
}

static HPy array_of(HPyContext *ctx, HPy *items, HPy_ssize_t count)
{
    HPy result;

    if (count < 0)
        return number(ctx, count);
    result = HPyTuple_FromArray(ctx, items, count);
    HPy_CloseArray(ctx, items, count);
    return result;
}

/* ---- Operations that are one call. In a list below each is named after its function. ---- */

#define CALL(NAME, BODY) \
    static HPy do_##NAME(HPyContext *ctx, const Step *s) { return BODY; }
#define GIVES_HANDLE(NAME, ...) CALL(NAME, NAME(ctx, __VA_ARGS__))
#define GIVES_NUMBER(NAME, ...) CALL(NAME, number(ctx, NAME(ctx, __VA_ARGS__)))

#define UNARY(X) \
    X(HPy_Negative) X(HPy_Positive) X(HPy_Absolute) X(HPy_Invert) X(HPy_Index) X(HPy_Long) X(HPy_Float) X(HPy_Repr) \
    X(HPy_Str) X(HPy_ASCII) X(HPy_Bytes) X(HPy_GetIter) X(HPyIter_Next) X(HPyDict_Keys) X(HPyDict_Values) \
    X(HPyDict_Items) X(HPyDict_Copy) X(HPyDictProxy_New) X(HPyList_AsTuple) X(HPySequence_List) X(HPySequence_Tuple) \
    X(HPyMapping_Keys) X(HPyMapping_Values) X(HPyMapping_Items) X(HPySet_New) X(HPyFrozenSet_New) X(HPySeqIter_New) \
    X(HPyUnicode_AsASCIIString) X(HPyUnicode_AsLatin1String) X(HPyUnicode_AsUTF8String) X(HPyUnicode_EncodeFSDefault) \
    X(HPyUnicode_FromObject) X(HPyBytes_FromObject) X(HPyMemoryView_FromObject) X(HPy_Dir) X(HPy_FSPath) \
    X(HPyFloat_FromString) X(HPyType_GetQualName) X(HPyType_GetModuleName) X(HPy_CallNoArgs) X(HPy_Type) \
    X(HPyException_GetCause) X(HPyByteArray_FromObject) X(HPyType_GetFullyQualifiedName) X(HPyUnicode_FSConvert) \
    X(HPyUnicode_FSDecode)
#define BINARY(X) \
    X(HPy_Add) X(HPy_Subtract) X(HPy_Multiply) X(HPy_MatrixMultiply) X(HPy_FloorDivide) X(HPy_TrueDivide) \
    X(HPy_Remainder) X(HPy_Divmod) X(HPy_Lshift) X(HPy_Rshift) X(HPy_And) X(HPy_Xor) X(HPy_Or) X(HPy_InPlaceAdd) \
    X(HPy_InPlaceSubtract) X(HPy_InPlaceMultiply) X(HPy_InPlaceAnd) X(HPy_InPlaceOr) X(HPy_InPlaceXor) X(HPy_GetAttr) \
    X(HPy_GetItem) X(HPySequence_Concat) X(HPySequence_InPlaceConcat) X(HPyUnicode_Partition) \
    X(HPyUnicode_RPartition) X(HPyUnicode_Join) X(HPyUnicode_Concat) X(HPyUnicode_Format) X(HPyBytes_Concat) \
    X(HPyByteArray_Concat) X(HPy_Format) X(HPyCallIter_New) X(HPy_CallOneArg) X(HPy_GenericGetAttr)
#define UNARY_NUMBER(X) \
    X(HPy_Length) X(HPyNumber_Check) X(HPyCallable_Check) X(HPy_IsTrue) X(HPyBytes_Check) X(HPyBytes_Size) \
    X(HPyUnicode_Check) X(HPyList_Check) X(HPyDict_Check) X(HPyTuple_Check) X(HPyIter_Check) X(HPyList_Size) \
    X(HPyTuple_Size) X(HPyDict_Size) X(HPySet_Size) X(HPyList_Sort) X(HPyList_Reverse) X(HPyList_Clear) \
    X(HPyDict_Clear) X(HPySet_Clear) X(HPyMapping_Check) X(HPySequence_Check) X(HPyIndex_Check) X(HPyBuffer_Check) \
    X(HPyByteArray_Size) X(HPyUnicode_GetLength) X(HPyUnicode_IsIdentifier) X(HPyDescr_IsData) \
    X(HPyLong_AsLong) X(HPyLong_AsInt32_t) X(HPyLong_AsInt64_t) X(HPyLong_AsSsize_t) X(HPyAIter_Check) \
    X(HPyLong_AsLongLong) X(HPyMemoryView_Check) X(HPyByteArray_Check) X(HPy_AsFileDescriptor)
#define UNSIGNED(X) \
    X(HPyLong_AsUnsignedLong) X(HPyLong_AsUnsignedLongMask) X(HPyLong_AsUInt32_t) X(HPyLong_AsUInt64_t) \
    X(HPyLong_AsUInt64_tMask) X(HPyLong_AsSize_t) X(HPyLong_AsUnsignedLongLong)
#define BINARY_NUMBER(X) \
    X(HPy_Contains) X(HPy_HasAttr) X(HPy_DelItem) X(HPyDict_Contains) X(HPyDict_DelItem) X(HPyList_Append) \
    X(HPyList_Extend) X(HPySet_Add) X(HPySet_Contains) X(HPySet_Discard) X(HPy_Is) \
    X(HPy_IsInstance) X(HPy_IsSubclass) X(HPySequence_Count) X(HPySequence_Index) \
    X(HPyUnicode_Contains) X(HPyUnicode_Equal) X(HPyErr_GivenMatches) X(HPy_CopyData)
#define TERNARY_NUMBER(X) X(HPy_SetAttr) X(HPy_SetItem) X(HPyDict_SetItem) X(HPy_GenericSetAttr)
#define WITH_INDEX(X) \
    X(HPy_GetItem_i) X(HPyList_GetItem) X(HPyTuple_GetItem) X(HPySequence_Repeat) X(HPySequence_InPlaceRepeat)
#define WITH_RANGE(X) X(HPy_GetSlice) X(HPyList_GetSlice) X(HPyTuple_GetSlice) X(HPyUnicode_Substring)

#define DEFINE_UNARY(NAME) GIVES_HANDLE(NAME, s->a)
#define DEFINE_BINARY(NAME) GIVES_HANDLE(NAME, s->a, s->b)
#define DEFINE_UNARY_NUMBER(NAME) GIVES_NUMBER(NAME, s->a)
#define DEFINE_UNSIGNED(NAME) CALL(NAME, unsigned_number(ctx, NAME(ctx, s->a)))
#define DEFINE_BINARY_NUMBER(NAME) GIVES_NUMBER(NAME, s->a, s->b)
#define DEFINE_TERNARY_NUMBER(NAME) GIVES_NUMBER(NAME, s->a, s->b, s->c)
#define DEFINE_WITH_INDEX(NAME) GIVES_HANDLE(NAME, s->a, (HPy_ssize_t)s->n)
#define DEFINE_WITH_RANGE(NAME) GIVES_HANDLE(NAME, s->a, (HPy_ssize_t)s->n, (HPy_ssize_t)s->m)
UNARY(DEFINE_UNARY)
BINARY(DEFINE_BINARY)
UNARY_NUMBER(DEFINE_UNARY_NUMBER)
UNSIGNED(DEFINE_UNSIGNED)
BINARY_NUMBER(DEFINE_BINARY_NUMBER)
TERNARY_NUMBER(DEFINE_TERNARY_NUMBER)
WITH_INDEX(DEFINE_WITH_INDEX)
WITH_RANGE(DEFINE_WITH_RANGE)

/* Those whose parameters are others. */
GIVES_HANDLE(HPyLong_FromLongLong, (long long)s->n)
GIVES_HANDLE(HPyLong_FromUnsignedLongLong, (unsigned long long)s->n)
GIVES_HANDLE(HPyLong_FromUInt32_t, (uint32_t)s->n)
GIVES_HANDLE(HPyLong_FromDouble, (double)s->n * 1e10)
GIVES_HANDLE(HPyFloat_FromDouble, (double)s->n / 3)
GIVES_HANDLE(HPyBool_FromBool, s->n > 0)
GIVES_HANDLE(HPyLong_FromUnicodeObject, s->a, (int)s->n)
GIVES_HANDLE(HPyNumber_ToBase, s->a, (int)s->n)
GIVES_HANDLE(HPy_GetAttr_s, s->a, s->text)
GIVES_HANDLE(HPy_GetItem_s, s->a, s->text)
GIVES_HANDLE(HPy_RichCompare, s->a, s->b, (int)s->n)
GIVES_HANDLE(HPyUnicode_FromString, s->text)
GIVES_HANDLE(HPyUnicode_InternFromString, s->text)
GIVES_HANDLE(HPyUnicode_FromStringAndSize, s->text, s->cut)
GIVES_HANDLE(HPyUnicode_FromOrdinal, (int)s->n)
GIVES_HANDLE(HPyUnicode_DecodeUTF8, s->text, s->cut, s->other)
GIVES_HANDLE(HPyUnicode_DecodeASCII, s->text, s->cut < 0 ? 0 : s->cut, s->other)
GIVES_HANDLE(HPyUnicode_DecodeLatin1, s->text, s->cut < 0 ? 0 : s->cut, s->other)
GIVES_HANDLE(HPyUnicode_DecodeFSDefault, s->text)
GIVES_HANDLE(HPyUnicode_Decode, s->text, s->cut < 0 ? 0 : s->cut, s->other, NULL)
GIVES_HANDLE(HPyUnicode_AsEncodedString, s->a, s->text, s->other)
GIVES_HANDLE(HPyUnicode_FromEncodedObject, s->a, s->text, s->other)
GIVES_HANDLE(HPyUnicode_Split, s->a, s->b, (HPy_ssize_t)s->n)
GIVES_HANDLE(HPyUnicode_RSplit, s->a, s->b, (HPy_ssize_t)s->n)
GIVES_HANDLE(HPyUnicode_Splitlines, s->a, (int)s->n)
GIVES_HANDLE(HPyUnicode_Replace, s->a, s->b, s->c, (HPy_ssize_t)s->n)
GIVES_HANDLE(HPyUnicode_Translate, s->a, s->b, s->other)
GIVES_HANDLE(HPyUnicode_RichCompare, s->a, s->b, (int)s->n)
GIVES_HANDLE(HPyBytes_FromString, s->text)
GIVES_HANDLE(HPyBytes_FromStringAndSize, s->text, s->cut)
GIVES_HANDLE(HPyByteArray_FromStringAndSize, s->text, s->cut)
GIVES_HANDLE(HPyMemoryView_GetContiguous, s->a, s->n > 1 ? HPyBUF_WRITE : HPyBUF_READ, s->m & 1 ? 'C' : 'F')
GIVES_HANDLE(HPySlice_New, s->a, s->b, s->c)
GIVES_HANDLE(HPySequence_Fast, s->a, s->text)
GIVES_HANDLE(HPy_CallTupleDict, s->a, s->b, s->c)
GIVES_HANDLE(HPyErr_NewException, s->text, s->a, s->b)
GIVES_HANDLE(HPyErr_SetString, s->a, s->text)
GIVES_HANDLE(HPyErr_SetObject, s->a, s->b)
GIVES_HANDLE(HPyImport_ImportModule, s->text)
GIVES_HANDLE(HPy_GenericAlias, s->a, s->b)
GIVES_HANDLE(HPyComplex_FromDoubles, (double)s->n, (double)s->m)
GIVES_HANDLE(HPyTuple_Pack, 3, s->a, s->b, s->c)
GIVES_NUMBER(HPy_RichCompareBool, s->a, s->b, (int)s->n)
GIVES_NUMBER(HPy_HasAttr_s, s->a, s->text)
GIVES_NUMBER(HPy_SetAttr_s, s->a, s->text, s->b)
GIVES_NUMBER(HPy_SetItem_s, s->a, s->text, s->b)
GIVES_NUMBER(HPy_SetItem_i, s->a, (HPy_ssize_t)s->n, s->b)
GIVES_NUMBER(HPy_DelItem_i, s->a, (HPy_ssize_t)s->n)
GIVES_NUMBER(HPy_DelItem_s, s->a, s->text)
GIVES_NUMBER(HPy_SetSlice, s->a, (HPy_ssize_t)s->n, (HPy_ssize_t)s->m, s->b)
GIVES_NUMBER(HPy_DelSlice, s->a, (HPy_ssize_t)s->n, (HPy_ssize_t)s->m)
GIVES_NUMBER(HPyList_SetItem, s->a, (HPy_ssize_t)s->n, s->b)
GIVES_NUMBER(HPyList_Insert, s->a, (HPy_ssize_t)s->n, s->b)
GIVES_NUMBER(HPyList_SetSlice, s->a, (HPy_ssize_t)s->n, (HPy_ssize_t)s->m, s->b)
GIVES_NUMBER(HPyDict_Merge, s->a, s->b, s->n > 0)
GIVES_NUMBER(HPyDict_MergeFromSeq2, s->a, s->b, s->n > 0)
GIVES_NUMBER(HPy_LengthHint, s->a, 7)
GIVES_NUMBER(HPyUnicode_Find, s->a, s->b, (HPy_ssize_t)s->n, (HPy_ssize_t)s->m, 1)
GIVES_NUMBER(HPyUnicode_FindChar, s->a, 'a', (HPy_ssize_t)s->n, (HPy_ssize_t)s->m, -1)
GIVES_NUMBER(HPyUnicode_Count, s->a, s->b, (HPy_ssize_t)s->n, (HPy_ssize_t)s->m)
GIVES_NUMBER(HPyUnicode_Tailmatch, s->a, s->b, (HPy_ssize_t)s->n, (HPy_ssize_t)s->m, -1)
GIVES_NUMBER(HPyNumber_AsSsize_t, s->a, s->n > 0 ? ctx->h_IndexError : HPy_NULL)
GIVES_NUMBER(HPyBuffer_SizeFromFormat, s->text)
GIVES_NUMBER(HPyArg_ValidateKeywords, s->a)
CALL(HPyUnicode_ReadChar, unsigned_number(ctx, HPyUnicode_ReadChar(ctx, s->a, (HPy_ssize_t)s->n)))
CALL(HPyFloat_AsDouble, real(ctx, HPyFloat_AsDouble(ctx, s->a)))
CALL(HPyLong_AsDouble, real(ctx, HPyLong_AsDouble(ctx, s->a)))

#define ALONE(X) \
    X(HPyLong_FromLongLong) X(HPyLong_FromUnsignedLongLong) X(HPyLong_FromUInt32_t) X(HPyLong_FromDouble) \
    X(HPyFloat_FromDouble) X(HPyBool_FromBool) X(HPyLong_FromUnicodeObject) X(HPyNumber_ToBase) \
    X(HPy_GetAttr_s) X(HPy_GetItem_s) X(HPy_RichCompare) X(HPyUnicode_FromString) X(HPyUnicode_InternFromString) \
    X(HPyUnicode_FromStringAndSize) X(HPyUnicode_FromOrdinal) X(HPyUnicode_DecodeUTF8) X(HPyUnicode_DecodeASCII) \
    X(HPyUnicode_DecodeLatin1) X(HPyUnicode_DecodeFSDefault) X(HPyUnicode_Decode) X(HPyUnicode_AsEncodedString) \
    X(HPyUnicode_FromEncodedObject) X(HPyUnicode_Split) X(HPyUnicode_RSplit) X(HPyUnicode_Splitlines) \
    X(HPyUnicode_Replace) X(HPyUnicode_Translate) X(HPyUnicode_RichCompare) X(HPyBytes_FromString) \
    X(HPyBytes_FromStringAndSize) X(HPyByteArray_FromStringAndSize) X(HPyMemoryView_GetContiguous) X(HPySlice_New) \
    X(HPySequence_Fast) X(HPy_CallTupleDict) X(HPyErr_NewException) X(HPyErr_SetString) X(HPyErr_SetObject) \
    X(HPyImport_ImportModule) X(HPy_GenericAlias) X(HPyComplex_FromDoubles) X(HPyTuple_Pack) X(HPy_RichCompareBool) \
    X(HPy_HasAttr_s) X(HPy_SetAttr_s) X(HPy_SetItem_s) X(HPy_SetItem_i) X(HPy_DelItem_i) X(HPy_DelItem_s) \
    X(HPy_SetSlice) X(HPy_DelSlice) X(HPyList_SetItem) X(HPyList_Insert) X(HPyList_SetSlice) X(HPyDict_Merge) \
    X(HPyDict_MergeFromSeq2) X(HPy_LengthHint) X(HPyUnicode_Find) X(HPyUnicode_FindChar) X(HPyUnicode_Count) \
    X(HPyUnicode_Tailmatch) X(HPyNumber_AsSsize_t) X(HPyBuffer_SizeFromFormat) \
    X(HPyArg_ValidateKeywords) X(HPyUnicode_ReadChar) X(HPyFloat_AsDouble) X(HPyLong_AsDouble)

/* ---- Out parameters ---- */

#define OUT(NAME, ...) \
    static HPy do_##NAME(HPyContext *ctx, const Step *s) \
    { \
        HPy out = HPy_NULL; \
        long status = NAME(ctx, __VA_ARGS__, &out); \
        return with_status(ctx, status, out); \
    }
OUT(HPyDict_GetItem, s->a, s->b)
OUT(HPyDict_GetItem_s, s->a, s->text)
OUT(HPyDict_SetDefault, s->a, s->b, s->c)
OUT(HPyDict_Pop, s->a, s->b)
OUT(HPy_GetOptionalAttr, s->a, s->b)
OUT(HPy_GetOptionalAttr_s, s->a, s->text)
OUT(HPy_GetOptionalItem, s->a, s->b)
OUT(HPy_GetOptionalItem_s, s->a, s->text)
OUT(HPyIter_NextItem, s->a)
OUT(HPyIter_Send, s->a, s->b)
OUT(HPyType_Lookup, s->a, s->b)
#define OUTS(X) \
    X(HPyDict_GetItem) X(HPyDict_GetItem_s) X(HPyDict_SetDefault) X(HPyDict_Pop) X(HPy_GetOptionalAttr) \
    X(HPy_GetOptionalAttr_s) X(HPy_GetOptionalItem) X(HPy_GetOptionalItem_s) X(HPyIter_NextItem) X(HPyIter_Send) \
    X(HPyType_Lookup)

/* ---- Operations that take several calls ---- */

#define MANY 8
/* How many items an array of MANY is asked for; 0 to MANY. */
static HPy_ssize_t few(int64_t n)
{
    return (HPy_ssize_t)((uint64_t)n % (MANY + 1));
}

/* These cannot raise, so that a wrong type is the caller's mistake. */
static HPy do_HPy_TypeCheck(HPyContext *ctx, const Step *s)
{
    return HPy_TypeCheck(ctx, s->b, ctx->h_TypeType) ? number(ctx, HPy_TypeCheck(ctx, s->a, s->b)) : none(ctx);
}

static HPy do_HPyType_IsSubtype(HPyContext *ctx, const Step *s)
{
    if (!HPy_TypeCheck(ctx, s->a, ctx->h_TypeType) || !HPy_TypeCheck(ctx, s->b, ctx->h_TypeType))
        return none(ctx);
    return number(ctx, HPyType_IsSubtype(ctx, s->a, s->b));
}

static HPy do_HPyUnicode_EqualToUTF8AndSize(HPyContext *ctx, const Step *s)
{
    if (!HPyUnicode_Check(ctx, s->a))
        return none(ctx);
    return number(ctx, HPyUnicode_EqualToUTF8AndSize(ctx, s->a, s->text, s->cut < 0 ? 0 : s->cut));
}

static HPy do_HPy_Hash(HPyContext *ctx, const Step *s)
{
    HPy_hash_t first = HPy_Hash(ctx, s->a); /* of what it is differs from process to process */

    return HPyErr_Occurred(ctx) ? HPy_NULL : HPyBool_FromBool(ctx, first == HPy_Hash(ctx, s->a));
}

/* With a small exponent: the time that others take is without limit. */
static HPy do_HPy_Power(HPyContext *ctx, const Step *s)
{
    HPy exponent = HPyLong_FromLongLong(ctx, few(s->n)), result;

    if (HPy_IsNull(exponent))
        return HPy_NULL;
    result = HPy_Power(ctx, s->a, exponent, s->m > 0 ? s->c : ctx->h_None);
    HPy_Close(ctx, exponent);
    return result;
}

static HPy do_HPySet_Pop(HPyContext *ctx, const Step *s)
{
    if (HPySet_Size(ctx, s->a) > 1)
        return none(ctx); /* which one would be popped depends on their hashes */
    HPyErr_Clear(ctx);
    return HPySet_Pop(ctx, s->a);
}

static HPy do_HPySlice_Unpack(HPyContext *ctx, const Step *s)
{
    HPy_ssize_t start, stop, step, count;

    if (HPySlice_GetIndicesEx(ctx, s->a, (HPy_ssize_t)few(s->n) * 3, &start, &stop, &step, &count) < 0)
        return HPy_NULL;
    return HPy_BuildValue(ctx, "nnnn", start, stop, step, count);
}

static HPy do_HPyDict_Next(HPyContext *ctx, const Step *s)
{
    HPy key, value;
    HPy_ssize_t pos = 0;
    HPy result = HPyList_New(ctx, 0);
    int status = 0;

    if (HPy_IsNull(result))
        return HPy_NULL;
    while ((status = HPyDict_Next(ctx, s->a, &pos, &key, &value)) > 0) {
        status = HPyList_Append(ctx, result, key) < 0 || HPyList_Append(ctx, result, value) < 0 ? -1 : 0;
        HPy_Close(ctx, key);
        HPy_Close(ctx, value);
        if (status < 0)
            break;
    }
    if (status == 0)
        return result;
    HPy_Close(ctx, result);
    return HPy_NULL;
}

static HPy do_HPyDict_NextItems(HPyContext *ctx, const Step *s)
{
    HPy keys[MANY], values[MANY];
    HPy_ssize_t pos = 0, asked = s->n < 0 ? (HPy_ssize_t)s->n : few(s->n);
    HPy_ssize_t count = HPyDict_NextItems(ctx, s->a, &pos, keys, values, asked);

    if (count > 0)
        HPy_CloseArray(ctx, values, count);
    return array_of(ctx, keys, count);
}

static HPy do_HPySequence_GetItems(HPyContext *ctx, const Step *s)
{
    HPy items[MANY];

    return array_of(ctx, items, HPySequence_GetItems(ctx, s->a, (HPy_ssize_t)s->m, few(s->n), items));
}

static HPy do_HPySequence_Unpack(HPyContext *ctx, const Step *s)
{
    HPy items[MANY];
    HPy_ssize_t count = HPySequence_Unpack(ctx, s->a, items, few(s->n));

    return count > few(s->n) ? number(ctx, count) : array_of(ctx, items, count); /* more than fit: none is stored */
}

static HPy do_HPySequence_ReadInt64(HPyContext *ctx, const Step *s)
{
    int64_t items[MANY];
    HPy_ssize_t asked = s->n < 0 ? (HPy_ssize_t)s->n : few(s->n);
    HPy_ssize_t count = HPySequence_ReadInt64(ctx, s->a, (HPy_ssize_t)s->m, asked, items);

    return count < 0 ? number(ctx, count) : HPyList_FromInt64Array(ctx, items, count);
}

static HPy do_HPySequence_ReadDouble(HPyContext *ctx, const Step *s)
{
    double items[MANY];
    HPy_ssize_t asked = s->n < 0 ? (HPy_ssize_t)s->n : few(s->n);
    HPy_ssize_t count = HPySequence_ReadDouble(ctx, s->a, (HPy_ssize_t)s->m, asked, items);

    return count < 0 ? number(ctx, count) : HPyTuple_FromDoubleArray(ctx, items, count);
}

static HPy do_HPyLong_AsNativeBytes(HPyContext *ctx, const Step *s)
{
    unsigned char bytes[MANY] = {0};
    HPy_ssize_t asked = s->n < 0 ? (HPy_ssize_t)s->n : few(s->n);
    HPy_ssize_t needed = HPyLong_AsNativeBytes(ctx, s->a, bytes, asked, s->m & 1 ? -1 : (int)(s->m & 0x1F));

    if (needed < 0)
        return number(ctx, needed);
    return HPy_BuildValue(ctx, "y#O", (const char *)bytes, (HPy_ssize_t)sizeof(bytes),
                          needed > asked ? ctx->h_True : ctx->h_False);
}

static HPy do_HPyLong_FromString(HPyContext *ctx, const Step *s)
{
    return HPyLong_FromString(ctx, s->text, NULL, (int)s->n);
}

static HPy do_HPy_StringToDouble(HPyContext *ctx, const Step *s)
{
    double value = 0;

    if (HPy_StringToDouble(ctx, s->text, NULL, s->n > 0 ? ctx->h_OverflowError : HPy_NULL, &value) < 0)
        return HPy_NULL;
    return HPyFloat_FromDouble(ctx, value);
}

static HPy do_HPyComplex_AsDoubles(HPyContext *ctx, const Step *s)
{
    double value[2];

    return HPyComplex_AsDoubles(ctx, s->a, &value[0], &value[1]) < 0 ? HPy_NULL : HPy_BuildValue(ctx, "D", value);
}

static HPy do_HPyUnicode_AsUTF8AndSize(HPyContext *ctx, const Step *s)
{
    HPy_ssize_t size = 0;
    const char *utf8 = HPyUnicode_AsUTF8AndSize(ctx, s->a, &size);

    return text_of(ctx, utf8, size);
}

static HPy do_HPyBytes_AsString(HPyContext *ctx, const Step *s)
{
    const char *bytes = HPyBytes_AsString(ctx, s->a);

    return bytes == NULL ? HPy_NULL : HPyBytes_FromStringAndSize(ctx, bytes, HPyBytes_Size(ctx, s->a));
}

static HPy do_HPyType_GetName(HPyContext *ctx, const Step *s)
{
    const char *name = HPyType_GetName(ctx, s->a);

    return name == NULL ? HPy_NULL : HPyUnicode_FromString(ctx, name);
}

static HPy do_HPyUnicode_Compare(HPyContext *ctx, const Step *s)
{
    int order = 7;

    return HPyUnicode_Compare(ctx, s->a, s->b, &order) < 0 ? HPy_NULL : number(ctx, order);
}

static HPy do_HPyUnicode_FromKindAndData(HPyContext *ctx, const Step *s)
{
    HPy_UCS4 data[MANY] = {'a', 0xE9, (HPy_UCS4)s->m, 0, 0x1F40D, 0xD800, 'z', 0xFFFF};
    HPy_ssize_t size = s->n < 0 ? (HPy_ssize_t)s->n : few(s->n);

    return HPyUnicode_FromKindAndData(ctx, (int)((uint64_t)s->m % 6), data, size);
}

static HPy do_HPy_GetBuffer(HPyContext *ctx, const Step *s)
{
    static const int flags[] = {HPyBUF_SIMPLE,  HPyBUF_WRITABLE,     HPyBUF_FULL_RO,      HPyBUF_FULL,
                                HPyBUF_STRIDED, HPyBUF_C_CONTIGUOUS, HPyBUF_F_CONTIGUOUS, HPyBUF_CONTIG_RO,
                                HPyBUF_READ,    HPyBUF_RECORDS};
    HPy_buffer view;
    HPy result;

    if (HPy_GetBuffer(ctx, s->a, &view, flags[(uint64_t)s->n % 10]) < 0)
        return HPy_NULL;
    result = HPy_BuildValue(ctx, "nniis", view.len, view.itemsize, view.readonly, view.ndim, view.format);
    HPyBuffer_Release(ctx, &view);
    return result;
}

static HPy do_HPyByteArray_Resize(HPyContext *ctx, const Step *s)
{
    HPy_ssize_t size = HPyByteArray_Size(ctx, s->a); /* what is added would be arbitrary */

    HPyErr_Clear(ctx);
    return number(ctx, HPyByteArray_Resize(ctx, s->a, s->n < size ? (HPy_ssize_t)s->n : size));
}

static HPy do_HPy_Call(HPyContext *ctx, const Step *s)
{
    HPy args[2] = {s->b, s->c};

    return HPy_Call(ctx, s->a, args, (size_t)((uint64_t)s->n % 3), HPy_NULL);
}

static HPy do_HPy_Call_keywords(HPyContext *ctx, const Step *s)
{
    HPy args[2] = {s->b, s->c};
    HPy names = HPy_BuildValue(ctx, "(s)", s->text), result;

    if (HPy_IsNull(names))
        return HPy_NULL;
    result = HPy_Call(ctx, s->a, args, 1, names);
    HPy_Close(ctx, names);
    return result;
}

static HPy do_HPy_CallMethod(HPyContext *ctx, const Step *s)
{
    HPy args[2] = {s->b, s->c};

    return HPy_CallMethod(ctx, s->a, args, (size_t)((uint64_t)s->n % 3), HPy_NULL);
}

static HPy do_HPy_CallMethod_s(HPyContext *ctx, const Step *s)
{
    HPy args[2] = {s->a, s->b};

    return HPy_CallMethod_s(ctx, s->text, args, (size_t)(1 + (s->n & 1)), HPy_NULL);
}

static HPy do_HPyContextVar_Get(HPyContext *ctx, const Step *s)
{
    HPy variable = HPyContextVar_New(ctx, s->text, s->n & 1 ? s->a : HPy_NULL), token, out = HPy_NULL;
    int32_t status;

    if (HPy_IsNull(variable))
        return HPy_NULL;
    if (s->n & 2) {
        token = HPyContextVar_Set(ctx, variable, s->b);
        HPy_Close(ctx, token);
    }
    status = HPyContextVar_Get(ctx, variable, HPy_NULL, &out);
    HPy_Close(ctx, variable);
    return with_status(ctx, status, out);
}

static HPy do_HPyCapsule_GetPointer(HPyContext *ctx, const Step *s)
{
    static int thing;
    static const char *const names[] = {"fuzz.one", "fuzz.two", NULL};
    HPy capsule = HPyCapsule_New(ctx, s->n & 1 ? &thing : NULL, names[(uint64_t)s->n % 3], NULL);
    void *pointer;

    if (HPy_IsNull(capsule))
        return HPy_NULL;
    pointer = HPyCapsule_GetPointer(ctx, capsule, names[(uint64_t)s->m % 3]);
    HPy_Close(ctx, capsule);
    return pointer == NULL ? HPy_NULL : HPyBool_FromBool(ctx, pointer == &thing);
}

/* ---- Builders ---- */

static HPy do_HPyListBuilder_Build(HPyContext *ctx, const Step *s)
{
    HPy_ssize_t i, size = few(s->n);
    HPyListBuilder builder = HPyListBuilder_New(ctx, size);

    for (i = 0; i < size; i++)
        HPyListBuilder_Set(ctx, builder, i, i % 2 ? s->a : s->b);
    if (s->m == 1) {
        HPyListBuilder_Cancel(ctx, builder);
        return none(ctx);
    }
    return HPyListBuilder_Build(ctx, builder);
}

static HPy do_HPyTupleBuilder_Build(HPyContext *ctx, const Step *s)
{
    HPy_ssize_t i, size = few(s->n);
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, size);

    for (i = 0; i < size; i++)
        HPyTupleBuilder_Set(ctx, builder, i, i % 2 ? s->a : s->b);
    if (s->m == 1) {
        HPyTupleBuilder_Cancel(ctx, builder);
        return none(ctx);
    }
    return HPyTupleBuilder_Build(ctx, builder);
}

/* Each write may fail, which leaves an exception; the last word is that of Build. */
static HPy do_HPyUnicodeBuilder_Build(HPyContext *ctx, const Step *s)
{
    HPyUnicodeBuilder builder = HPyUnicodeBuilder_New(ctx, (HPy_ssize_t)s->n);
    char *memory;

    HPyUnicodeBuilder_WriteASCII(ctx, &builder, "<", 1);
    HPyUnicodeBuilder_WriteChar(ctx, &builder, (HPy_UCS4)s->m);
    HPyUnicodeBuilder_WriteUTF8(ctx, &builder, s->text, s->size);
    HPyUnicodeBuilder_WriteStr(ctx, &builder, s->a);
    HPyUnicodeBuilder_WriteRepr(ctx, &builder, s->b);
    HPyUnicodeBuilder_WriteUnicode(ctx, &builder, s->c);
    HPyUnicodeBuilder_WriteSubstring(ctx, &builder, s->c, (HPy_ssize_t)s->n, (HPy_ssize_t)s->m);
    memory = HPyUnicodeBuilder_Reserve(ctx, &builder, (HPy_ssize_t)s->m > 0 ? 3 : (HPy_ssize_t)s->m);
    if (memory != NULL && s->m > 0) {
        memcpy(memory, "end", 3);
        HPyUnicodeBuilder_Commit(ctx, &builder, 3);
    }
    return HPyUnicodeBuilder_Build(ctx, &builder);
}

static HPy do_HPyBytesBuilder_Build(HPyContext *ctx, const Step *s)
{
    char *memory;
    HPyBytesBuilder builder = HPyBytesBuilder_New(ctx, few(s->n), &memory);

    if (memory != NULL)
        memset(memory, 'x', (size_t)few(s->n));
    HPyBytesBuilder_Write(ctx, &builder, s->text, s->cut);
    memory = HPyBytesBuilder_Reserve(ctx, &builder, s->m > 0 ? 3 : (HPy_ssize_t)s->m);
    if (memory != NULL && s->m > 0) {
        memcpy(memory, "end", 3);
        HPyBytesBuilder_Commit(ctx, &builder, 3);
    }
    return HPyBytesBuilder_Build(ctx, &builder, -1);
}

/* ---- Fields and globals ---- */

typedef struct {
    HPyField one, two;
} Box;
HPyType_HELPERS(Box)

HPyDef_SLOT(box_new, HPy_tp_new)
static HPy box_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Box *box;

    return HPy_New(ctx, cls, &box);
}

HPyDef_SLOT(box_traverse, HPy_tp_traverse)
static int box_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Box *)self)->one);
    HPy_VISIT(&((Box *)self)->two);
    return 0;
}

static HPyDef *box_defines[] = {&box_new, &box_traverse, NULL};
static HPyType_Spec box_spec = {
    .name = "fuzz.Box",
    .basicsize = sizeof(Box),
    .builtin_shape = SHAPE(Box),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = box_defines,
};
static HPyGlobal box_type, kept;

/* Its struct may be used: 1 or 0. */
static int is_box(HPyContext *ctx, HPy h)
{
    HPy type = HPyGlobal_Load(ctx, box_type);
    int result = HPy_TypeCheck(ctx, h, type);

    HPy_Close(ctx, type);
    return result;
}

static HPy do_HPyField_Store(HPyContext *ctx, const Step *s)
{
    Box *box;

    if (!is_box(ctx, s->a))
        return none(ctx);
    box = Box_AsStruct(ctx, s->a);
    HPyField_Store(ctx, s->a, s->n & 1 ? &box->one : &box->two, s->m == 0 ? HPy_NULL : s->b);
    return none(ctx);
}

static HPy do_HPyField_LoadOrNull(HPyContext *ctx, const Step *s)
{
    Box *box;
    HPy result;

    if (!is_box(ctx, s->a))
        return none(ctx);
    box = Box_AsStruct(ctx, s->a);
    result = HPyField_LoadOrNull(ctx, s->a, s->n & 1 ? &box->one : &box->two);
    return HPy_IsNull(result) ? HPyUnicode_FromString(ctx, "<empty>") : result;
}

static HPy do_HPyField_Borrow(HPyContext *ctx, const Step *s)
{
    Box *box;
    HPy borrowed, result;

    if (!is_box(ctx, s->a))
        return none(ctx);
    box = Box_AsStruct(ctx, s->a);
    borrowed = HPyField_Borrow(ctx, s->a, s->n & 1 ? &box->one : &box->two);
    result = HPy_IsNull(borrowed) ? HPyUnicode_FromString(ctx, "<empty>") : HPy_Dup(ctx, borrowed);
    HPy_EndBorrow(ctx, borrowed);
    return result;
}

static HPy do_HPyField_Swap(HPyContext *ctx, const Step *s)
{
    Box *box;

    if (!is_box(ctx, s->a))
        return none(ctx);
    box = Box_AsStruct(ctx, s->a);
    if (s->n & 1)
        HPyField_Copy(ctx, s->a, &box->one, s->a, &box->two);
    else
        HPyField_Swap(ctx, s->a, &box->one, s->a, &box->two);
    return none(ctx);
}

static HPy do_HPyGlobal_Store(HPyContext *ctx, const Step *s)
{
    HPyGlobal_Store(ctx, &kept, s->a);
    return none(ctx);
}

static HPy do_HPyGlobal_Load(HPyContext *ctx, const Step *s)
{
    return HPyGlobal_Load(ctx, kept);
}

/* ---- Formats ---- */

/* HPy_BuildValue and HPyUnicode_FromFormat with a format all of whose units take one type: 12 of them. */
#define TWELVE(X) X(0), X(1), X(2), X(3), X(4), X(5), X(6), X(7), X(8), X(9), X(10), X(11)
#define INT(I) (int)((I) & 1 ? s->n : s->m + (I))
#define WIDE(I) (long long)((I) & 1 ? s->n : s->m)
#define REAL(I) ((double)s->n / ((I) + 1))
#define TEXT(I) ((I) & 1 ? s->other : "t\xC3\xA9xt")
#define HANDLE(I) ((I) % 3 == 0 ? s->a : (I) % 3 == 1 ? s->b : s->c)
CALL(HPy_BuildValue_int, HPy_BuildValue(ctx, s->text, TWELVE(INT)))
CALL(HPy_BuildValue_wide, HPy_BuildValue(ctx, s->text, TWELVE(WIDE)))
CALL(HPy_BuildValue_double, HPy_BuildValue(ctx, s->text, TWELVE(REAL)))
CALL(HPy_BuildValue_text, HPy_BuildValue(ctx, s->text, TWELVE(TEXT)))
CALL(HPy_BuildValue_object, HPy_BuildValue(ctx, s->text, TWELVE(HANDLE)))
CALL(HPyUnicode_FromFormat_int, HPyUnicode_FromFormat(ctx, s->text, TWELVE(INT)))
CALL(HPyUnicode_FromFormat_wide, HPyUnicode_FromFormat(ctx, s->text, TWELVE(WIDE)))
CALL(HPyUnicode_FromFormat_text, HPyUnicode_FromFormat(ctx, s->text, TWELVE(TEXT)))
CALL(HPyUnicode_FromFormat_object, HPyUnicode_FromFormat(ctx, s->text, TWELVE(HANDLE)))
CALL(HPyErr_Format, HPyErr_Format(ctx, ctx->h_ValueError, s->text, TWELVE(HANDLE)))

static HPy do_HPy_BuildValue_sized(HPyContext *ctx, const Step *s)
{
    static const char *const formats[] = {"s#", "y#", "z#", "U#", "(s#)", "[y#", "{s#:", "s#)"};

    return HPy_BuildValue(ctx, formats[(uint64_t)s->m % 8], s->text, s->cut);
}

/* What any unit of the parser may store. */
typedef union {
    long long wide;
    double real[2];
    const char *text;
    HPy handle;
    char bytes[64];
} Target;

/* The object for what a unit has stored in 'target'; 'size' is the target behind it. */
static HPy from_target(HPyContext *ctx, char unit, const Target *target, const Target *size)
{
    switch (unit) {
    case 'f': {
        float value;
        memcpy(&value, target, sizeof(value));
        return HPyFloat_FromDouble(ctx, value);
    }
    case 'd':
        return HPyFloat_FromDouble(ctx, target->real[0]);
    case 's': case 'z': case 'y':
        return size != NULL ? HPy_BuildValue(ctx, "y#", target->text, *(const HPy_ssize_t *)size)
                            : HPy_BuildValue(ctx, "y", target->text);
    case 'O': case 'U': case 'S': case 'Y':
        return HPy_IsNull(target->handle) ? none(ctx) : HPy_Dup(ctx, target->handle);
    default:
        return HPyBytes_FromStringAndSize(ctx, target->bytes, 16);
    }
}

/* A list of what a format's units have stored. */
static HPy from_targets(HPyContext *ctx, const char *format, const Target *targets)
{
    HPy item, result = HPyList_New(ctx, 0);
    int i = 0, sized, failed = HPy_IsNull(result);

    for (; !failed && *format != '\0' && *format != ':' && *format != ';'; format++) {
        if (strchr("bBhHiIlkLKnfdDpcCszyOUSY", *format) == NULL)
            continue;
        sized = format[1] == '#';
        item = from_target(ctx, *format, &targets[i], sized ? &targets[i + 1] : NULL);
        failed = HPy_IsNull(item) || HPyList_Append(ctx, result, item) < 0;
        HPy_Close(ctx, item);
        i += 1 + sized;
    }
    if (!failed)
        return result;
    HPy_Close(ctx, result);
    return HPy_NULL;
}

/* Two of the values, and the format is at most 15 characters long, none of which takes more than one target. */
static HPy do_HPyArg_Parse(HPyContext *ctx, const Step *s)
{
    Target t[16];
    HPy args[3] = {s->a, s->b, s->c}, result;
    HPyTracker tracker;

    memset(t, 0, sizeof(t));
    if (s->size > 15)
        return none(ctx);
    if (!HPyArg_Parse(ctx, &tracker, args, (size_t)few(s->n) % 4, s->text, &t[0], &t[1], &t[2], &t[3], &t[4], &t[5],
                      &t[6], &t[7], &t[8], &t[9], &t[10], &t[11], &t[12], &t[13], &t[14], &t[15]))
        return HPy_NULL;
    result = from_targets(ctx, s->text, t);
    HPyTracker_Close(ctx, tracker);
    return result;
}

/* The same by keywords: the last of the arguments has a name. */
static HPy do_HPyArg_ParseKeywords(HPyContext *ctx, const Step *s)
{
    const char *keywords[] = {"", "b", "c", NULL};
    Target t[16];
    HPy args[3] = {s->a, s->b, s->c}, result = HPy_NULL;
    HPyTracker tracker;
    HPy names = HPy_BuildValue(ctx, "(s)", s->other);

    memset(t, 0, sizeof(t));
    if (HPy_IsNull(names))
        return HPy_NULL;
    if (s->size > 15) {
        HPy_Close(ctx, names);
        return none(ctx);
    }
    if (HPyArg_ParseKeywords(ctx, &tracker, args, (size_t)few(s->n) % 3, names, s->text, keywords, &t[0], &t[1], &t[2],
                             &t[3], &t[4], &t[5], &t[6], &t[7], &t[8], &t[9], &t[10], &t[11], &t[12], &t[13], &t[14],
                             &t[15])) {
        result = from_targets(ctx, s->text, t);
        HPyTracker_Close(ctx, tracker);
    }
    HPy_Close(ctx, names);
    return result;
}

static HPy do_HPyArg_Parse_buffer(HPyContext *ctx, const Step *s)
{
    static const char *const formats[] = {"y*", "s*", "z*", "w*", "y*:read", "y*;text"};
    HPy_buffer view;
    HPy result;

    if (!HPyArg_Parse(ctx, NULL, &s->a, 1, formats[(uint64_t)s->n % 6], &view))
        return HPy_NULL;
    result = HPy_BuildValue(ctx, "y#", (const char *)view.buf, view.len);
    HPyBuffer_Release(ctx, &view);
    return result;
}

#define SEVERAL(X) \
    X(HPy_TypeCheck) X(HPyType_IsSubtype) X(HPyUnicode_EqualToUTF8AndSize) \
    X(HPy_Hash) X(HPy_Power) X(HPySet_Pop) X(HPySlice_Unpack) X(HPyDict_Next) X(HPyDict_NextItems) \
    X(HPySequence_GetItems) \
    X(HPySequence_Unpack) X(HPySequence_ReadInt64) X(HPySequence_ReadDouble) X(HPyLong_AsNativeBytes) \
    X(HPyLong_FromString) X(HPy_StringToDouble) X(HPyComplex_AsDoubles) X(HPyUnicode_AsUTF8AndSize) \
    X(HPyBytes_AsString) X(HPyType_GetName) X(HPyUnicode_Compare) X(HPyUnicode_FromKindAndData) X(HPy_GetBuffer) \
    X(HPyByteArray_Resize) X(HPy_Call) \
    X(HPy_Call_keywords) X(HPy_CallMethod) X(HPy_CallMethod_s) X(HPyContextVar_Get) X(HPyCapsule_GetPointer) \
    X(HPyListBuilder_Build) X(HPyTupleBuilder_Build) X(HPyUnicodeBuilder_Build) X(HPyBytesBuilder_Build) \
    X(HPyField_Store) X(HPyField_LoadOrNull) X(HPyField_Borrow) X(HPyField_Swap) X(HPyGlobal_Store) X(HPyGlobal_Load) \
    X(HPy_BuildValue_int) X(HPy_BuildValue_wide) X(HPy_BuildValue_double) X(HPy_BuildValue_text) \
    X(HPy_BuildValue_object) X(HPy_BuildValue_sized) X(HPyUnicode_FromFormat_int) X(HPyUnicode_FromFormat_wide) \
    X(HPyUnicode_FromFormat_text) X(HPyUnicode_FromFormat_object) X(HPyErr_Format) X(HPyArg_Parse) \
    X(HPyArg_ParseKeywords) X(HPyArg_Parse_buffer)

/* ---- The machine ---- */

typedef struct {
    const char *name;
    Operation run;
} Entry;

#define ENTRY(NAME) {#NAME, do_##NAME},
static const Entry entries[] = {
    UNARY(ENTRY) BINARY(ENTRY) UNARY_NUMBER(ENTRY) UNSIGNED(ENTRY) BINARY_NUMBER(ENTRY) TERNARY_NUMBER(ENTRY)
    WITH_INDEX(ENTRY) WITH_RANGE(ENTRY) ALONE(ENTRY) OUTS(ENTRY) SEVERAL(ENTRY)
};
#define N_ENTRIES (sizeof(entries) / sizeof(entries[0]))

typedef struct {
    HPy slots[SLOTS];
    HPy texts[TEXTS];
    HPy describe, log;
} Machine;

/* Add what describe(name, thing) says to the log: 1 if it may be kept, 0 if not, -1 with an exception set. */
static int log_thing(HPyContext *ctx, Machine *m, const char *name, HPy thing)
{
    HPy args[2] = {HPyUnicode_FromString(ctx, name), thing}, line = HPy_NULL;
    int result = -1;
    HPy_UCS4 first;

    if (!HPy_IsNull(args[0]))
        line = HPy_Call(ctx, m->describe, args, 2, HPy_NULL);
    if (!HPy_IsNull(line) && HPyList_Append(ctx, m->log, line) == 0) {
        first = HPyUnicode_ReadChar(ctx, line, 0);
        result = HPyErr_Occurred(ctx) ? -1 : first != '!';
    }
    HPy_Close(ctx, args[0]);
    HPy_Close(ctx, line);
    return result;
}

/* Put the object in place of what a slot holds; None where it may not be kept. 'h' is taken over. */
static void put(HPyContext *ctx, Machine *m, int slot, HPy h, int keep)
{
    HPy_Close(ctx, m->slots[slot]);
    m->slots[slot] = keep ? h : HPy_Dup(ctx, ctx->h_None);
    if (!keep)
        HPy_Close(ctx, h);
}

/* Write down what the step has given, or raised, and what has become of its first argument. */
static int finish_step(HPyContext *ctx, Machine *m, const Entry *entry, const unsigned char *code, HPy result)
{
    HPy raised = HPyErr_GetRaised(ctx);
    int keep;

    if (HPy_IsNull(result)) {
        keep = HPy_IsNull(raised) ? log_thing(ctx, m, "HPy_NULL and", ctx->h_None)
                                  : log_thing(ctx, m, entry->name, raised);
        HPy_Close(ctx, raised);
        if (keep < 0)
            return -1;
    } else {
        if (!HPy_IsNull(raised) && log_thing(ctx, m, "a result and", raised) < 0)
            keep = -1;
        else
            keep = log_thing(ctx, m, entry->name, result);
        HPy_Close(ctx, raised);
        if (keep < 0) {
            HPy_Close(ctx, result);
            return -1;
        }
        put(ctx, m, code[4] % SLOTS, result, keep);
    }
    keep = log_thing(ctx, m, "    first", m->slots[code[1] % SLOTS]);
    if (keep == 0)
        put(ctx, m, code[1] % SLOTS, HPy_Dup(ctx, ctx->h_None), 1);
    return keep < 0 ? -1 : 0;
}

static int run_step(HPyContext *ctx, Machine *m, const unsigned char *code)
{
    const Entry *entry = &entries[(code[0] + 256u * code[7]) % N_ENTRIES];
    HPy text = m->texts[code[5] % TEXTS];
    HPy_ssize_t size = HPyBytes_Size(ctx, text);
    Step s = {m->slots[code[1] % SLOTS], m->slots[code[2] % SLOTS], m->slots[code[3] % SLOTS], 0, 0, NULL, NULL, 0, 0};

    memcpy(&s.n, code + 8, 8);
    memcpy(&s.m, code + 16, 8);
    s.text = HPyBytes_AsString(ctx, text);
    s.other = HPyBytes_AsString(ctx, m->texts[code[6] % TEXTS]);
    if (s.text == NULL || s.other == NULL)
        return -1;
    s.size = size;
    s.cut = s.n < size ? (HPy_ssize_t)s.n : size;
    return finish_step(ctx, m, entry, code, entry->run(ctx, &s));
}

static int fill(HPyContext *ctx, HPy tuple, HPy *places, HPy_ssize_t count)
{
    HPy_ssize_t i;

    for (i = 0; i < count; i++) {
        places[i] = HPyTuple_GetItem(ctx, tuple, i);
        if (HPy_IsNull(places[i]))
            return -1;
    }
    return 0;
}

static int run_all(HPyContext *ctx, Machine *m, HPy program)
{
    const unsigned char *code = (const unsigned char *)HPyBytes_AsString(ctx, program);
    HPy_ssize_t i, size = HPyBytes_Size(ctx, program);

    if (code == NULL)
        return -1;
    for (i = 0; i + STEP_SIZE <= size; i += STEP_SIZE) {
        if (run_step(ctx, m, code + i) < 0)
            return -1;
    }
    return 0;
}

HPyDef_METH(run, "run", HPyFunc_VARARGS)
static HPy run_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    Machine *m;
    HPy program, values, texts, result = HPy_NULL;

    if (!HPyArg_Unpack(ctx, args, nargs, "run", 4, 4, &program, &values, &texts, &args[3]))
        return HPy_NULL;
    m = (Machine *)calloc(1, sizeof(*m));
    if (m == NULL)
        return HPyErr_NoMemory(ctx);
    m->describe = args[3];
    m->log = HPyList_New(ctx, 0);
    if (!HPy_IsNull(m->log) && fill(ctx, values, m->slots, SLOTS) == 0 && fill(ctx, texts, m->texts, TEXTS) == 0 &&
        run_all(ctx, m, program) == 0)
        result = HPy_Dup(ctx, m->log);
    HPyGlobal_Store(ctx, &kept, ctx->h_None);
    HPy_CloseArray(ctx, m->slots, SLOTS);
    HPy_CloseArray(ctx, m->texts, TEXTS);
    HPy_Close(ctx, m->log);
    free(m);
    return result;
}

HPyDef_METH(names, "names", HPyFunc_NOARGS)
static HPy names_impl(HPyContext *ctx, HPy self)
{
    HPy_ssize_t i;
    HPy result = HPyList_New(ctx, 0), name;

    for (i = 0; !HPy_IsNull(result) && i < (HPy_ssize_t)N_ENTRIES; i++) {
        name = HPyUnicode_FromString(ctx, entries[i].name);
        if (HPy_IsNull(name) || HPyList_Append(ctx, result, name) < 0) {
            HPy_Close(ctx, result);
            result = HPy_NULL;
        }
        HPy_Close(ctx, name);
    }
    return result;
}

static int add_types(HPyContext *ctx, HPy mod)
{
    HPy type = HPyType_FromSpec(ctx, &box_spec, NULL);
    int result;

    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &box_type, type);
    HPyGlobal_Store(ctx, &kept, ctx->h_None);
    result = HPy_SetAttr_s(ctx, mod, "Box", type);
    HPy_Close(ctx, type);
    return result;
}

@EXPORT(run, names)
@EXPORT_GLOBAL(box_type)
@EXPORT_GLOBAL(kept)
@EXTRA_INIT_FUNC(add_types)
@INIT
