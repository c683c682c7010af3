/* Hands C memory to Python code as an object that can be kept and given back, but not looked into.
 *
 * The name says what the pointer leads to; who asks with another one gets ValueError. The destructor frees the memory.
 *
 * run: c = mod.counter(10)
 *      assert (mod.increase(c), mod.increase(c)) == (11, 12)
 *      try: mod.increase("no capsule")
 *      except ValueError: pass
 *      else: raise AssertionError
 */
#include "hpy.h"

#define NAME "capsules.counter"

HPyCapsule_DESTRUCTOR(free_counter)
static void free_counter_impl(const char *name, void *pointer, void *context)
{
    free(pointer);
}

HPyDef_METH(counter, "counter", HPyFunc_O, .doc = "counter(start, /)\n--\n\nA new counter.")
static HPy counter_impl(HPyContext *ctx, HPy self, HPy start)
{
    long value = HPyLong_AsLong(ctx, start);
    long *memory;
    HPy capsule;

    if (value == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    memory = (long *)malloc(sizeof(long));
    if (memory == NULL)
        return HPyErr_NoMemory(ctx);
    *memory = value;
    capsule = HPyCapsule_New(ctx, memory, NAME, &free_counter);
    if (HPy_IsNull(capsule))
        free(memory); /* nobody else has it */
    return capsule;
}

HPyDef_METH(increase, "increase", HPyFunc_O, .doc = "increase(counter, /)\n--\n\nThe next number.")
static HPy increase_impl(HPyContext *ctx, HPy self, HPy capsule)
{
    long *memory = (long *)HPyCapsule_GetPointer(ctx, capsule, NAME);

    if (memory == NULL)
        return HPy_NULL;
    *memory += 1;
    return HPyLong_FromLong(ctx, *memory);
}

static HPyDef *defines[] = {&counter, &increase, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(capsules, module)
