/* The table of names: from implementations to what Python's users call them. */
#include "layer.h"
#include "names.h"

#include <stdio.h>
#include <string.h>

#include "layer_atomic.h"
#include "generated/slot_methods.h"

#define N_BUCKETS 4096 /* a power of two */

/* Nodes are added at the front of their bucket and never taken away, so readers need no lock. */
typedef struct Node {
    struct Node *next;
    HPyCFunction impl;
    HPyFunctionName name;
    char text[1]; /* type and name, as long as they are */
} Node;

static Node *buckets[N_BUCKETS];

static Node **bucket_of(HPyCFunction impl)
{
    uintptr_t at = (uintptr_t)impl;
    return &buckets[(at >> 4 ^ at >> 16) & (N_BUCKETS - 1)];
}

static Node *find(Node *node, HPyCFunction impl)
{
    while (node != NULL && node->impl != impl)
        node = node->next;
    return node;
}

const HPyFunctionName *hpy_names_find(HPyCFunction impl)
{
    Node *node = find(LAYER_LOAD(bucket_of(impl)), impl);
    return node != NULL ? &node->name : NULL;
}

static Node *new_node(const char *module, const char *type, const char *name, HPyCFunction impl,
                      HPyFunc_Signature signature)
{
    size_t type_size = type != NULL ? strlen(type) + 1 : 0;
    size_t name_size = strlen(name) + 1;
    Node *node = (Node *)malloc(sizeof(*node) + type_size + name_size);

    if (node == NULL)
        return NULL;
    if (type != NULL)
        memcpy(node->text, type, type_size);
    memcpy(node->text + type_size, name, name_size);
    node->impl = impl;
    node->name.module = module;
    node->name.type = type != NULL ? node->text : NULL;
    node->name.name = node->text + type_size;
    node->name.signature = signature;
    node->name.is_shared = 0;
    return node;
}

/* A function that is known already belongs to this type. */
static void note_type(HPyFunctionName *name, const char *type)
{
    if (name->type != NULL && type != NULL && strcmp(name->type, type) != 0)
        LAYER_WRITE(&name->is_shared, 1);
}

int hpy_names_add(const char *module, const char *type, const char *name, HPyCFunction impl,
                  HPyFunc_Signature signature)
{
    Node **bucket = bucket_of(impl);
    Node *fresh, *known;

    if (impl == NULL || name == NULL)
        return 0;
    known = find(LAYER_LOAD(bucket), impl);
    if (known != NULL) {
        note_type(&known->name, type);
        return 0;
    }
    fresh = new_node(module, type, name, impl, signature);
    if (fresh == NULL)
        return -1;
    do {
        fresh->next = LAYER_LOAD(bucket);
        if (find(fresh->next, impl) != NULL) { /* another thread was faster */
            free(fresh);
            return 0;
        }
    } while (!LAYER_SWAP(bucket, fresh->next, fresh));
    return 0;
}

/* ---- what definitions hold ---- */

static int add_slot(const char *module, const char *type, const HPySlot *slot)
{
    HPyFunc_Signature signature;
    const char *name = slot_name((int)slot->slot, &signature);

    return name == NULL ? 0 : hpy_names_add(module, type, name, slot->impl, signature);
}

/* One of the two functions of an attribute, called "NAME (what)". */
static int add_accessor(const char *module, const char *type, const char *name, const char *what, HPyCFunction impl,
                        HPyFunc_Signature signature)
{
    char text[256];

    snprintf(text, sizeof(text), "%.200s (%s)", name, what);
    return hpy_names_add(module, type, text, impl, signature);
}

static int add_getset(const char *module, const char *type, const HPyGetSet *getset)
{
    if (getset->name == NULL) /* the host will refuse it */
        return 0;
    if (add_accessor(module, type, getset->name, "getter", getset->getter_impl, HPyFunc_GETTER) < 0)
        return -1;
    return add_accessor(module, type, getset->name, "setter", getset->setter_impl, HPyFunc_SETTER);
}

int hpy_names_add_define(const char *module, const char *type, const HPyDef *define)
{
    switch (define->kind) {
    case HPyDef_Kind_Slot:
        return add_slot(module, type, &define->slot);
    case HPyDef_Kind_Meth:
    case HPyDef_Kind_ClassMeth:
    case HPyDef_Kind_StaticMeth:
    case HPyDef_Kind_CoexistMeth:
        return hpy_names_add(module, type, define->meth.name, define->meth.impl, define->meth.signature);
    case HPyDef_Kind_GetSet:
        return add_getset(module, type, &define->getset);
    case HPyDef_Kind_Member:
    case HPyDef_Kind_Fields:
        break;
    }
    return 0;
}

static int add_defines(const char *module, const char *type, HPyDef *const *defines)
{
    for (; defines != NULL && *defines != NULL; defines++)
        if (hpy_names_add_define(module, type, *defines) < 0)
            return -1;
    return 0;
}

int hpy_names_add_module(const char *module, const HPyModuleDef *def)
{
    return add_defines(module, NULL, def->defines);
}

int hpy_names_add_type(const char *module, const HPyType_Spec *spec)
{
    const char *dot = spec->name != NULL ? strrchr(spec->name, '.') : NULL;
    const char *type = dot != NULL ? dot + 1 : spec->name;

    return add_defines(module, type, spec->defines);
}
