/* Slots of objects: a counter with most of what a type can have, an attribute that converts, words one by one.
 *
 * run: counter = mod.Counter(3, step=2)
 *      assert repr(counter) == "Counter(3)" and str(counter) == "3"
 *      assert counter() == 5 and counter(add=10) == 15
 *      assert counter == mod.Counter(15) != mod.Counter(1) < counter and hash(mod.Counter(4)) == hash(4)
 *      assert counter.doubled == 30
 *      counter.doubled = 8
 *      assert counter() == 6 and counter.note is None
 *      counter.note = "any"
 *      assert counter.note == "any"
 *      del counter.note
 *      try: counter.other = 1
 *      except AttributeError: pass
 *      else: assert False
 *      class Room:
 *          height = mod.InMetres("height")
 *      room = Room()
 *      room.height = 250
 *      assert room.height == 2.5 and isinstance(Room.height, mod.InMetres)
 *      assert list(mod.Words("one two  three")) == ["one", "two", "three"]
 *      assert mod.Words.__doc__ == "The words of a text." and mod.Words.__qualname__ == "Text.Words"
 *      import weakref
 *      words = mod.Words("x")
 *      words.note = weakref.ref(words)
 *      assert words.note() is words
 */
#include "hpy.h"

typedef struct {
    long value, step;
    HPyField note;
} Counter;

HPyType_HELPERS(Counter)

HPyDef_SLOT(Counter_new, HPy_tp_new)
static HPy Counter_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    Counter *counter;
    HPy result = HPy_New(ctx, type, &counter);

    (void)args;
    (void)nargs;
    (void)kw; /* HPy_tp_init gets the same */
    if (!HPy_IsNull(result))
        counter->step = 1; /* where no HPy_tp_init follows, as in copy.copy() */
    return result;
}

HPyDef_SLOT(Counter_init, HPy_tp_init)
static int Counter_init_impl(HPyContext *ctx, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *names[] = {"value", "step", NULL};
    Counter *counter = Counter_AsStruct(ctx, self);
    long value, step = 1;

    if (!HPyArg_ParseKeywordsDict(ctx, NULL, args, nargs, kw, "l|l:Counter", names, &value, &step))
        return -1;
    counter->value = value;
    counter->step = step;
    return 0;
}

HPyDef_SLOT(Counter_call, HPy_tp_call)
static HPy Counter_call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"add", NULL};
    Counter *counter = Counter_AsStruct(ctx, self);
    long add = counter->step;

    if (!HPyArg_ParseKeywords(ctx, NULL, args, nargs, kwnames, "|l:Counter", names, &add))
        return HPy_NULL;
    counter->value += add;
    return HPyLong_FromLong(ctx, counter->value);
}

HPyDef_SLOT(Counter_repr, HPy_tp_repr)
static HPy Counter_repr_impl(HPyContext *ctx, HPy self)
{
    return HPyUnicode_FromFormat(ctx, "Counter(%ld)", Counter_AsStruct(ctx, self)->value);
}

HPyDef_SLOT(Counter_str, HPy_tp_str)
static HPy Counter_str_impl(HPyContext *ctx, HPy self)
{
    return HPyUnicode_FromFormat(ctx, "%ld", Counter_AsStruct(ctx, self)->value);
}

HPyDef_SLOT(Counter_hash, HPy_tp_hash)
static HPy_hash_t Counter_hash_impl(HPyContext *ctx, HPy self)
{
    long value = Counter_AsStruct(ctx, self)->value;

    return value == -1 ? -2 : (HPy_hash_t)value;
}

HPyDef_SLOT(Counter_richcompare, HPy_tp_richcompare)
static HPy Counter_richcompare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
{
    HPy type = HPy_Type(ctx, self);
    int fits = HPy_TypeCheck(ctx, other, type);

    HPy_Close(ctx, type);
    if (!fits)
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    HPy_RETURN_RICHCOMPARE(ctx, Counter_AsStruct(ctx, self)->value, Counter_AsStruct(ctx, other)->value, op);
}

HPyDef_SLOT(Counter_getattro, HPy_tp_getattro)
static HPy Counter_getattro_impl(HPyContext *ctx, HPy self, HPy name)
{
    const HPy args[] = {self, name};
    HPy usual, result;

    if (HPyUnicode_EqualToUTF8(ctx, name, "doubled"))
        return HPyLong_FromLong(ctx, 2 * Counter_AsStruct(ctx, self)->value);
    usual = HPy_GetAttr_s(ctx, ctx->h_BaseObjectType, "__getattribute__"); /* what object does */
    result = HPy_IsNull(usual) ? HPy_NULL : HPy_Call(ctx, usual, args, 2, HPy_NULL);
    HPy_Close(ctx, usual);
    return result;
}

HPyDef_SLOT(Counter_setattro, HPy_tp_setattro)
static int Counter_setattro_impl(HPyContext *ctx, HPy self, HPy name, HPy value)
{
    Counter *counter = Counter_AsStruct(ctx, self);
    long number;

    if (HPyUnicode_EqualToUTF8(ctx, name, "note")) { /* a null value: it is to be deleted */
        HPyField_Store(ctx, self, &counter->note, value);
        return 0;
    }
    if (HPy_IsNull(value) || !HPyUnicode_EqualToUTF8(ctx, name, "doubled")) {
        HPyErr_SetObject(ctx, ctx->h_AttributeError, name);
        return -1;
    }
    number = HPyLong_AsLong(ctx, value);
    if (number == -1 && HPyErr_Occurred(ctx))
        return -1;
    counter->value = number / 2;
    return 0;
}

HPyDef_SLOT(Counter_traverse, HPy_tp_traverse)
static int Counter_traverse_impl(void *object, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((Counter *)object)->note);
    return 0;
}

HPyDef_SLOT(Counter_finalize, HPy_tp_finalize)
static void Counter_finalize_impl(HPyContext *ctx, HPy self)
{
    HPyField_Store(ctx, self, &Counter_AsStruct(ctx, self)->note, HPy_NULL); /* the host would empty it, too */
}

HPyDef_MEMBER(Counter_note, "note", HPyMember_OBJECT, offsetof(Counter, note))

static HPyDef *counter_defines[] = {
    &Counter_new, &Counter_init, &Counter_call, &Counter_repr, &Counter_str, &Counter_hash, &Counter_richcompare,
    &Counter_getattro, &Counter_setattro, &Counter_traverse, &Counter_finalize, &Counter_note, NULL,
};

static HPyType_Spec counter_spec = {
    .name = "slots_objects.Counter",
    .basicsize = sizeof(Counter),
    .builtin_shape = SHAPE(Counter),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = counter_defines,
};

/* ---- what an attribute of a class is ---- */

typedef struct {
    HPyField name;
} InMetres;

HPyType_HELPERS(InMetres)

HPyDef_SLOT(InMetres_vectorcall, HPy_tp_vectorcall)
static HPy InMetres_vectorcall_impl(HPyContext *ctx, HPy type, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy name, result;
    HPyTracker tracker;
    InMetres *self;
    static const char *names[] = {"name", NULL};

    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "O:InMetres", names, &name))
        return HPy_NULL;
    result = HPy_New(ctx, type, &self);
    if (!HPy_IsNull(result))
        HPyField_Store(ctx, result, &self->name, name);
    HPyTracker_Close(ctx, tracker);
    return result;
}

HPyDef_SLOT(InMetres_traverse, HPy_tp_traverse)
static int InMetres_traverse_impl(void *object, HPyFunc_visitproc visit, void *arg)
{
    HPy_VISIT(&((InMetres *)object)->name);
    return 0;
}

/* The centimetres are in the dict of the object. New handle of that, or HPy_NULL. */
static HPy dict_and_name(HPyContext *ctx, HPy self, HPy object, HPy *name)
{
    *name = HPyField_Load(ctx, self, InMetres_AsStruct(ctx, self)->name);
    return HPy_GetAttr_s(ctx, object, "__dict__");
}

HPyDef_SLOT(InMetres_get, HPy_tp_descr_get)
static HPy InMetres_get_impl(HPyContext *ctx, HPy self, HPy object, HPy type)
{
    HPy dict, name, number, result = HPy_NULL;
    double centimetres;

    (void)type;
    if (HPy_IsNull(object)) /* the attribute is read from the class */
        return HPy_Dup(ctx, self);
    dict = dict_and_name(ctx, self, object, &name);
    number = HPy_IsNull(dict) ? HPy_NULL : HPy_GetItem(ctx, dict, name);
    if (!HPy_IsNull(number)) {
        centimetres = HPyFloat_AsDouble(ctx, number);
        if (centimetres != -1.0 || !HPyErr_Occurred(ctx))
            result = HPyFloat_FromDouble(ctx, centimetres / 100);
    }
    HPy_Close(ctx, dict);
    HPy_Close(ctx, name);
    HPy_Close(ctx, number);
    return result;
}

HPyDef_SLOT(InMetres_set, HPy_tp_descr_set)
static int InMetres_set_impl(HPyContext *ctx, HPy self, HPy object, HPy value)
{
    HPy name, dict = dict_and_name(ctx, self, object, &name);
    int result = -1;

    if (!HPy_IsNull(dict)) /* a null value: the attribute is to be deleted */
        result = HPy_IsNull(value) ? HPy_DelItem(ctx, dict, name) : HPy_SetItem(ctx, dict, name, value);
    HPy_Close(ctx, dict);
    HPy_Close(ctx, name);
    return result;
}

static HPyDef *in_metres_defines[] = {&InMetres_vectorcall, &InMetres_traverse, &InMetres_get, &InMetres_set, NULL};

static HPyType_Spec in_metres_spec = {
    .name = "slots_objects.InMetres",
    .basicsize = sizeof(InMetres),
    .builtin_shape = SHAPE(InMetres),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = in_metres_defines,
};

/* ---- an iterator ---- */

typedef struct {
    char *text; /* owned */
    char *next;
} Words;

HPyType_HELPERS(Words)

HPyDef_SLOT(Words_vectorcall, HPy_tp_vectorcall)
static HPy Words_vectorcall_impl(HPyContext *ctx, HPy type, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"text", NULL};
    const char *text;
    Words *words;
    HPy result;

    if (!HPyArg_ParseKeywords(ctx, NULL, args, nargs, kwnames, "s:Words", names, &text))
        return HPy_NULL;
    result = HPy_New(ctx, type, &words);
    if (HPy_IsNull(result))
        return HPy_NULL;
    words->text = words->next = (char *)malloc(strlen(text) + 1);
    if (words->text == NULL) {
        HPy_Close(ctx, result);
        return HPyErr_NoMemory(ctx);
    }
    strcpy(words->text, text);
    return result;
}

HPyDef_SLOT(Words_destroy, HPy_tp_destroy)
static void Words_destroy_impl(void *data)
{
    free(((Words *)data)->text); /* NULL where the constructor has failed */
}

HPyDef_SLOT(Words_iter, HPy_tp_iter)
static HPy Words_iter_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_SLOT(Words_iternext, HPy_tp_iternext)
static HPy Words_iternext_impl(HPyContext *ctx, HPy self)
{
    Words *words = Words_AsStruct(ctx, self);
    size_t length;
    HPy word;

    words->next += strspn(words->next, " ");
    length = strcspn(words->next, " ");
    if (length == 0)
        return HPy_NULL; /* the end, without an exception */
    word = HPyUnicode_FromStringAndSize(ctx, words->next, (HPy_ssize_t)length);
    words->next += length;
    return word;
}

HPyDef_DOC(Words_doc, "The words of a text.")
HPyDef_QUALNAME(Words_qualname, "Text.Words")
HPyDef_DICT(Words_dict)
HPyDef_WEAKLIST(Words_weaklist)

static HPyDef *words_defines[] = {
    &Words_vectorcall, &Words_destroy, &Words_iter, &Words_iternext, &Words_doc, &Words_qualname, &Words_dict,
    &Words_weaklist, NULL,
};

static HPyType_Spec words_spec = {
    .name = "slots_objects.Words",
    .basicsize = sizeof(Words),
    .builtin_shape = SHAPE(Words),
    .flags = HPy_TPFLAGS_DEFAULT,
    .defines = words_defines,
};

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    return HPyHelpers_AddType(ctx, module, "Counter", &counter_spec, NULL)
           && HPyHelpers_AddType(ctx, module, "InMetres", &in_metres_spec, NULL)
           && HPyHelpers_AddType(ctx, module, "Words", &words_spec, NULL) ? 0 : -1;
}

static HPyDef *module_defines[] = {&execute, NULL};
static HPyModuleDef module_def = {.doc = "Slots of objects.", .defines = module_defines};

HPy_MODINIT(slots_objects, module_def)
