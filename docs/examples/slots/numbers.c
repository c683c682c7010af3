/* Slots of numbers: whole numbers of a clock with twelve hours.
 *
 * run: three, eleven = mod.Hour(3), mod.Hour(11)
 *      assert int(three + eleven) == 2 and int(5 + three) == int(three + 5) == 8
 *      assert int(-three) == 9 and int(+three) == 3 and int(abs(-three)) == 3 and int(~three) == 8
 *      assert int(three ** 2) == 9 and int(pow(three, 3, 5)) == 2
 *      assert bool(three) and not mod.Hour(12)
 *      assert float(three) == 3.0 and "abcdefghijkl"[three] == "d"
 *      same = three
 *      same += 10
 *      assert same is three and int(three) == 1
 *      same **= 2
 *      assert int(same) == 1
 */
#include "hpy.h"

typedef struct {
    long hour; /* 0 to 11 */
} Hour;

HPyType_HELPERS(Hour)

static HPy new_hour(HPyContext *ctx, HPy type, long hour)
{
    Hour *self;
    HPy result = HPy_New(ctx, type, &self);

    if (!HPy_IsNull(result))
        self->hour = (hour % 12 + 12) % 12;
    return result;
}

/* The hour that an operand stands for: 1; 0 if it stands for none, -1 on an error. */
static int as_hour(HPyContext *ctx, HPy operand, HPy type, long *hour)
{
    if (HPy_TypeCheck(ctx, operand, type)) {
        *hour = Hour_AsStruct(ctx, operand)->hour;
        return 1;
    }
    if (!HPy_TypeCheck(ctx, operand, ctx->h_LongType))
        return 0;
    *hour = HPyLong_AsLong(ctx, operand);
    return *hour == -1 && HPyErr_Occurred(ctx) ? -1 : 1;
}

static HPyGlobal hour_type;

typedef long (*Operation)(long left, long right);

static HPy operate(HPyContext *ctx, HPy left, HPy right, Operation operation)
{
    HPy type = HPyGlobal_Load(ctx, hour_type), result = HPy_NULL;
    long a = 0, b = 0;
    int left_fits = as_hour(ctx, left, type, &a);
    int right_fits = left_fits <= 0 ? left_fits : as_hour(ctx, right, type, &b);

    if (right_fits == 0)
        result = HPy_Dup(ctx, ctx->h_NotImplemented);
    else if (right_fits > 0)
        result = new_hour(ctx, type, operation(a, b));
    HPy_Close(ctx, type);
    return result;
}

static long sum(long left, long right)
{
    return left + right % 12;
}

HPyDef_SLOT(Hour_add, HPy_nb_add)
static HPy Hour_add_impl(HPyContext *ctx, HPy left, HPy right)
{
    return operate(ctx, left, right, sum); /* either of them may be an int */
}

HPyDef_SLOT(Hour_inplace_add, HPy_nb_inplace_add)
static HPy Hour_inplace_add_impl(HPyContext *ctx, HPy self, HPy other)
{
    long hours = HPyLong_AsLong(ctx, other);
    Hour *hour = Hour_AsStruct(ctx, self);

    if (hours == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    hour->hour = (hour->hour + hours % 12 + 12) % 12;
    return HPy_Dup(ctx, self);
}

static HPy power(HPyContext *ctx, HPy base, HPy exponent, HPy modulus)
{
    HPy number = HPy_Index(ctx, base);
    HPy result = HPy_IsNull(number) ? HPy_NULL : HPy_Power(ctx, number, exponent, modulus);

    HPy_Close(ctx, number);
    return result;
}

HPyDef_SLOT(Hour_power, HPy_nb_power)
static HPy Hour_power_impl(HPyContext *ctx, HPy base, HPy exponent, HPy modulus)
{
    return power(ctx, base, exponent, modulus); /* the modulus is None for base ** exponent */
}

HPyDef_SLOT(Hour_inplace_power, HPy_nb_inplace_power)
static HPy Hour_inplace_power_impl(HPyContext *ctx, HPy self, HPy exponent, HPy none)
{
    return power(ctx, self, exponent, none);
}

static HPy changed(HPyContext *ctx, HPy self, long sign, long more)
{
    HPy type = HPy_Type(ctx, self);
    HPy result = new_hour(ctx, type, sign * Hour_AsStruct(ctx, self)->hour + more);

    HPy_Close(ctx, type);
    return result;
}

HPyDef_SLOT(Hour_negative, HPy_nb_negative)
static HPy Hour_negative_impl(HPyContext *ctx, HPy self)
{
    return changed(ctx, self, -1, 0);
}

HPyDef_SLOT(Hour_positive, HPy_nb_positive)
static HPy Hour_positive_impl(HPyContext *ctx, HPy self)
{
    return changed(ctx, self, 1, 0);
}

HPyDef_SLOT(Hour_invert, HPy_nb_invert)
static HPy Hour_invert_impl(HPyContext *ctx, HPy self)
{
    return changed(ctx, self, -1, -1);
}

HPyDef_SLOT(Hour_absolute, HPy_nb_absolute)
static HPy Hour_absolute_impl(HPyContext *ctx, HPy self)
{
    long hour = Hour_AsStruct(ctx, self)->hour;

    return hour <= 6 ? changed(ctx, self, 1, 0) : changed(ctx, self, -1, 0);
}

HPyDef_SLOT(Hour_bool, HPy_nb_bool)
static int Hour_bool_impl(HPyContext *ctx, HPy self)
{
    return Hour_AsStruct(ctx, self)->hour != 0;
}

HPyDef_SLOT(Hour_int, HPy_nb_int)
static HPy Hour_int_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, Hour_AsStruct(ctx, self)->hour);
}

HPyDef_SLOT(Hour_index, HPy_nb_index)
static HPy Hour_index_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, Hour_AsStruct(ctx, self)->hour);
}

HPyDef_SLOT(Hour_float, HPy_nb_float)
static HPy Hour_float_impl(HPyContext *ctx, HPy self)
{
    return HPyFloat_FromDouble(ctx, (double)Hour_AsStruct(ctx, self)->hour);
}

HPyDef_SLOT(Hour_vectorcall, HPy_tp_vectorcall)
static HPy Hour_vectorcall_impl(HPyContext *ctx, HPy type, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"hour", NULL};
    long hour;

    if (!HPyArg_ParseKeywords(ctx, NULL, args, nargs, kwnames, "l:Hour", names, &hour))
        return HPy_NULL;
    return new_hour(ctx, type, hour);
}

static HPyDef *hour_defines[] = {
    &Hour_add, &Hour_inplace_add, &Hour_power, &Hour_inplace_power, &Hour_negative, &Hour_positive, &Hour_invert,
    &Hour_absolute, &Hour_bool, &Hour_int, &Hour_index, &Hour_float, &Hour_vectorcall, NULL,
};

static HPyType_Spec hour_spec = {
    .name = "slots_numbers.Hour",
    .basicsize = sizeof(Hour),
    .builtin_shape = SHAPE(Hour),
    .flags = HPy_TPFLAGS_DEFAULT,
    .defines = hour_defines,
};

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    HPy type = HPyType_FromSpec(ctx, &hour_spec, NULL);
    int result;

    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &hour_type, type);
    result = HPy_SetAttr_s(ctx, module, "Hour", type);
    HPy_Close(ctx, type);
    return result;
}

static HPyDef *module_defines[] = {&execute, NULL};
static HPyGlobal *module_globals[] = {&hour_type, NULL};
static HPyModuleDef module_def = {.doc = "Slots of numbers.", .defines = module_defines, .globals = module_globals};

HPy_MODINIT(slots_numbers, module_def)
