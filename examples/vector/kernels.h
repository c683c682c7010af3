/* What vector.c and native.c compute, in plain C: nothing here knows of Python. */
#ifndef VECTOR_KERNELS_H
#define VECTOR_KERNELS_H

#include <math.h>
#include <stddef.h>

typedef enum { ADD, SUBTRACT, MULTIPLY, DIVIDE } Operation;

/* One side of an operator: the numbers of a vector, or one number that stands for as many as are wanted. */
typedef struct {
    const double *items;
    ptrdiff_t step;  /* from one number to the next: 1, or 0 for a scalar */
    ptrdiff_t size;  /* of a vector */
    double scalar;   /* what 'items' of a scalar points to */
} Operand;

static inline void set_scalar(Operand *operand, double scalar)
{
    operand->scalar = scalar;
    operand->items = &operand->scalar;
    operand->step = 0;
    operand->size = 0;
}

static inline void set_vector(Operand *operand, const double *items, ptrdiff_t size)
{
    operand->items = items;
    operand->step = 1;
    operand->size = size;
}

static inline int fit(const Operand *a, const Operand *b)
{
    return a->step == 0 || b->step == 0 || a->size == b->size;
}

/* Size of the result of two operands that fit, one of which is a vector. */
static inline ptrdiff_t result_size(const Operand *a, const Operand *b)
{
    return a->step != 0 ? a->size : b->size;
}

/* out[i] = a[i * da] OPERATION b[i * db]. Inlined with constant steps, so that the compiler makes simple loops. */
static inline void loop(Operation operation, double *out, ptrdiff_t size, const double *a, ptrdiff_t da,
                        const double *b, ptrdiff_t db)
{
    ptrdiff_t i;

    switch (operation) {
    case ADD:
        for (i = 0; i < size; i++)
            out[i] = a[i * da] + b[i * db];
        break;
    case SUBTRACT:
        for (i = 0; i < size; i++)
            out[i] = a[i * da] - b[i * db];
        break;
    case MULTIPLY:
        for (i = 0; i < size; i++)
            out[i] = a[i * da] * b[i * db];
        break;
    case DIVIDE:
        for (i = 0; i < size; i++)
            out[i] = a[i * da] / b[i * db];
        break;
    }
}

/* out = left OPERATION right; 'out' may be one of them. Dividing by zero gives infinity or NaN. */
static inline void combine(Operation operation, double *out, ptrdiff_t size, const Operand *left, const Operand *right)
{
    if (left->step == 0)
        loop(operation, out, size, left->items, 0, right->items, 1);
    else if (right->step == 0)
        loop(operation, out, size, left->items, 1, right->items, 0);
    else
        loop(operation, out, size, left->items, 1, right->items, 1);
}

static inline void negate(double *out, const double *items, ptrdiff_t size)
{
    ptrdiff_t i;

    for (i = 0; i < size; i++)
        out[i] = -items[i];
}

/* out = items[start::step], 'size' numbers of it. */
static inline void take(double *out, const double *items, ptrdiff_t start, ptrdiff_t step, ptrdiff_t size)
{
    ptrdiff_t i;

    for (i = 0; i < size; i++)
        out[i] = items[start + i * step];
}

/* items[start::step] = from, 'size' numbers of it. */
static inline void put(double *items, ptrdiff_t start, ptrdiff_t step, const double *from, ptrdiff_t size)
{
    ptrdiff_t i;

    for (i = 0; i < size; i++)
        items[start + i * step] = from[i];
}

static inline int equal(const double *a, const double *b, ptrdiff_t size)
{
    ptrdiff_t i;

    for (i = 0; i < size; i++) {
        if (!(a[i] == b[i]))
            return 0;
    }
    return 1;
}

static inline double total(const double *items, ptrdiff_t size)
{
    double result = 0.0;
    ptrdiff_t i;

    for (i = 0; i < size; i++)
        result += items[i];
    return result;
}

static inline double dot_product(const double *a, const double *b, ptrdiff_t size)
{
    double result = 0.0;
    ptrdiff_t i;

    for (i = 0; i < size; i++)
        result += a[i] * b[i];
    return result;
}

static inline double length_of(const double *items, ptrdiff_t size)
{
    return sqrt(dot_product(items, items, size));
}

/* The smallest number, of which there is one at least. */
static inline double smallest(const double *items, ptrdiff_t size)
{
    double result = items[0];
    ptrdiff_t i;

    for (i = 1; i < size; i++) {
        if (items[i] < result)
            result = items[i];
    }
    return result;
}

static inline double largest(const double *items, ptrdiff_t size)
{
    double result = items[0];
    ptrdiff_t i;

    for (i = 1; i < size; i++) {
        if (items[i] > result)
            result = items[i];
    }
    return result;
}

#endif
