"""Declared fields, and members made at run time, in a struct over a base of another kind: shape Any."""

import gc
import weakref

import pytest

SOURCE = """
    typedef struct { HPy_ssize_t n; HPyField *more; HPyField first, second; } Data;
    HPyType_HELPERS(Data, HPyType_BuiltinShape_Any)
    HPyDef_FIELDS(data_fields, offsetof(Data, first), 2)
    HPyDef_FIELDS_AT(data_more, offsetof(Data, more), offsetof(Data, n))

    HPyDef_SLOT(data_destroy, HPy_tp_destroy)
    static void data_destroy_impl(void *self)
    {
        free(((Data *)self)->more);
    }

    HPyDef_METH(data_put, "put", HPyFunc_O)
    static HPy data_put_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        Data *data = Data_AsStruct(ctx, self);
        HPyField_Store(ctx, self, &data->first, arg);
        HPyField_Store(ctx, self, &data->second, arg);
        if (data->more == NULL) {
            data->more = (HPyField *)calloc(3, sizeof(HPyField));
            if (data->more == NULL)
                return HPyErr_NoMemory(ctx);
            data->n = 3;
        }
        HPyField_Store(ctx, self, &data->more[2], arg);
        return HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(data_get, "get", HPyFunc_NOARGS)
    static HPy data_get_impl(HPyContext *ctx, HPy self)
    {
        Data *data = Data_AsStruct(ctx, self);
        HPy h_first = HPyField_Load(ctx, self, data->first), h_second = HPyField_Load(ctx, self, data->second);
        HPy h_third = HPyField_Load(ctx, self, data->more[2]);
        HPy h_result = HPyTuple_Pack(ctx, 3, h_first, h_second, h_third);
        HPy_Close(ctx, h_first);
        HPy_Close(ctx, h_second);
        HPy_Close(ctx, h_third);
        return h_result;
    }

    HPyDef_MEMBER(data_first, "first", HPyMember_OBJECT, offsetof(Data, first))

    static HPyDef *data_defines[] = {
        &Data_payload, &data_fields, &data_more, &data_destroy, &data_put, &data_get, NULL
    };
    static HPyType_Spec data_spec = {
        .name = "mod.Data",
        .basicsize = sizeof(Data),
        .builtin_shape = SHAPE(Data),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE | HPy_TPFLAGS_HAVE_GC,
        .defines = data_defines
    };

    HPyDef_METH(over, "over", HPyFunc_O)
    static HPy over_impl(HPyContext *ctx, HPy self, HPy base)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        HPy h_type = HPyType_FromSpec(ctx, &data_spec, params);
        HPy h_member = HPy_IsNull(h_type) ? HPy_NULL : HPyDescr_New(ctx, h_type, &data_first);
        if (HPy_IsNull(h_member) || HPy_SetAttr_s(ctx, h_type, "first", h_member) < 0) {
            HPy_Close(ctx, h_member);
            HPy_Close(ctx, h_type);
            return HPy_NULL;
        }
        HPy_Close(ctx, h_member);
        return h_type;
    }
    @EXPORT(over)
    @INIT
"""


class Marker:
    pass


@pytest.fixture
def mod(make):
    return make(SOURCE, minor=2)


@pytest.mark.parametrize(
    "base, args",
    [
        (Exception, ("text",)),
        (OSError, (2, "no such file")),
        (set, ([1, 2],)),
        (bytearray, (b"bytes",)),
        (int, (10**30,)),
        (tuple, ([1, 2, 3],)),
        (list, ()),
        (dict, ()),
        (float, (0.5,)),
    ],
)
def test_fields_are_visited_and_emptied(mod, base, args):
    kind = mod.over(base)
    derived = type("Derived", (kind,), {})
    for cls in (kind, derived):
        marker = Marker()
        one = cls(*args)
        assert one == base(*args) or isinstance(one, Exception)
        one.put(marker)
        assert one.get() == (marker, marker, marker)
        assert one.first is marker
        assert len([found for found in gc.get_referents(one) if found is marker]) == 3
        gone = weakref.ref(marker)
        del marker
        one.put(one)  # a cycle through each of the fields
        gc.collect()
        assert gone() is None
        assert all(field is one for field in one.get())


def test_no_leaks(mod, leaks):
    kind = mod.over(Exception)

    def call():
        one = kind("text")
        one.put(one)

    leaks(call)
