/* ctx_StringToDouble, ctx_DoubleToString, ctx_Complex_AsDoubles: numbers of C's double and text. */
#include "host.h"

int ctx_StringToDouble(HPyContext *ctx, const char *text, const char **end, HPy overflow, double *value)
{
    char *stop = (char *)(uintptr_t)text;
    (void)ctx;

    *value = PyOS_string_to_double(text, end != NULL ? &stop : NULL, _h2py(overflow));
    if (end != NULL)
        *end = stop;
    return *value == -1.0 && PyErr_Occurred() ? -1 : 0;
}

/* Without the sign of a number that is 0 as written. CPython has a flag for that since 3.11. */
static void drop_sign_of_zero(char *text, int flags)
{
    const char *c = text + 1;

    if (*text != '-')
        return;
    while (*c == '0' || *c == '.')
        c++;
    if (*c != '\0' && *c != 'e' && *c != 'E')
        return;
    if (flags & HPy_DTSF_SIGN)
        *text = '+';
    else
        memmove(text, text + 1, strlen(text));
}

HPy_ssize_t ctx_DoubleToString(HPyContext *ctx, double value, char format, int precision, int flags, char *buffer,
                               HPy_ssize_t size)
{
    int known = flags & (HPy_DTSF_SIGN | HPy_DTSF_ADD_DOT_0 | HPy_DTSF_ALT);
    char *text;
    size_t length;
    (void)ctx;

    if (precision < 0 || size < 0) {
        PyErr_BadInternalCall();
        return -1;
    }
    text = PyOS_double_to_string(value, format, precision, known, NULL);
    if (text == NULL)
        return -1;
    if (flags & HPy_DTSF_NO_NEG_0)
        drop_sign_of_zero(text, flags);
    length = strlen(text);
    if (size > 0) {
        size_t written = length < (size_t)size ? length : (size_t)size - 1;
        memcpy(buffer, text, written);
        buffer[written] = '\0';
    }
    PyMem_Free(text);
    return (HPy_ssize_t)length;
}

int ctx_Complex_AsDoubles(HPyContext *ctx, HPy h, double *real, double *imag)
{
    Py_complex value;
    (void)ctx;

    *real = -1.0;
    *imag = 0.0;
    if (HPy_IsNull(h)) {
        PyErr_BadInternalCall();
        return -1;
    }
    value = PyComplex_AsCComplex(_h2py(h));
    if (value.real == -1.0 && PyErr_Occurred())
        return -1;
    *real = value.real;
    *imag = value.imag;
    return 0;
}
