"""Module state: HPyModuleDef.size, HPy_ModuleState, HPy_mod_traverse, HPy_mod_destroy, and how a type gets at it."""

import gc
import importlib.util
import sys
import weakref

import pytest

STATE = """
    #include <stdlib.h>
    typedef struct {
        long count;
        HPyField kept;
        char *memory;
    } State;

    typedef struct { int unused; } Thing;
    HPyType_HELPERS(Thing)

    static HPyModuleDef moduledef;
    static int destroyed;

    static State *state_of(HPyContext *ctx, HPy self)
    {
        HPy type = HPy_Type(ctx, self);
        HPy module = HPyType_GetModuleByDef(ctx, type, &moduledef);
        State *state = HPy_IsNull(module) ? NULL : (State *)HPy_ModuleState(ctx, module);
        HPy_Close(ctx, type);
        HPy_Close(ctx, module);
        return state;
    }

    HPyDef_METH(Thing_count, "count", HPyFunc_NOARGS)
    static HPy Thing_count_impl(HPyContext *ctx, HPy self)
    {
        State *state = state_of(ctx, self);
        return state == NULL ? HPy_NULL : HPyLong_FromLong(ctx, ++state->count);
    }

    HPyDef_SLOT(Thing_add, HPy_nb_add)
    static HPy Thing_add_impl(HPyContext *ctx, HPy a, HPy b)
    {
        State *state = state_of(ctx, a);
        return state == NULL ? HPy_NULL : HPyLong_FromLong(ctx, state->count + 1000);
    }

    static HPyDef *Thing_defines[] = {&Thing_count, &Thing_add, NULL};
    static HPyType_Spec Thing_spec = {
        .name = "state.Thing", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = Thing_defines,
    };

    HPyDef_METH(bump, "bump", HPyFunc_NOARGS)
    static HPy bump_impl(HPyContext *ctx, HPy self)
    {
        State *state = (State *)HPy_ModuleState(ctx, self);
        return state == NULL ? HPy_NULL : HPyLong_FromLong(ctx, ++state->count);
    }

    HPyDef_METH(keep, "keep", HPyFunc_O)
    static HPy keep_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        State *state = (State *)HPy_ModuleState(ctx, self);
        if (state == NULL)
            return HPy_NULL;
        HPyField_Store(ctx, self, &state->kept, arg);
        return HPyField_Load(ctx, self, state->kept);
    }

    HPyDef_METH(state_of_object, "state_of_object", HPyFunc_O)
    static HPy state_of_object_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_ModuleState(ctx, arg) == NULL ? HPy_NULL : HPy_Dup(ctx, ctx->h_True);
    }

    HPyDef_METH(module_of, "module_of", HPyFunc_O)
    static HPy module_of_impl(HPyContext *ctx, HPy self, HPy type) { return HPyType_GetModule(ctx, type); }

    HPyDef_METH(module_by_def, "module_by_def", HPyFunc_O)
    static HPy module_by_def_impl(HPyContext *ctx, HPy self, HPy type)
    {
        return HPyType_GetModuleByDef(ctx, type, &moduledef);
    }

    HPyDef_METH(get_destroyed, "destroyed", HPyFunc_NOARGS)
    static HPy get_destroyed_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, destroyed); }

    HPyDef_SLOT(traverse, HPy_mod_traverse)
    static int traverse_impl(void *state, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((State *)state)->kept);
        return 0;
    }

    HPyDef_SLOT(destroy, HPy_mod_destroy)
    static void destroy_impl(void *state)
    {
        free(((State *)state)->memory);
        destroyed++;
    }

    HPyDef_SLOT(execute, HPy_mod_exec)
    static int execute_impl(HPyContext *ctx, HPy module)
    {
        State *state = (State *)HPy_ModuleState(ctx, module);
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Module, module}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        if (state == NULL)
            return -1;
        if (state->count != 0 || !HPyField_IsNull(state->kept) || state->memory != NULL) {
            HPyErr_SetString(ctx, ctx->h_AssertionError, "the state is not zeroed");
            return -1;
        }
        state->memory = (char *)malloc(100);
        state->count = 10;
        return HPyHelpers_AddType(ctx, module, "Thing", &Thing_spec, params) ? 0 : -1;
    }

    static HPyDef *defines[] = {&bump, &keep, &state_of_object, &module_of, &module_by_def, &get_destroyed,
                                &traverse, &destroy, &execute, NULL};
    static HPyModuleDef moduledef = {.size = sizeof(State), .defines = defines};
    HPy_MODINIT(@NAME, moduledef)
"""


@pytest.fixture(params=["load", "import"])
def modules(request, build, abi):
    """modules(n): n instances of the module, made by the loader and by Python's importer."""
    from support.load import load

    binary = build(STATE, minor=2)
    if request.param == "import":
        spec = importlib.util.spec_from_file_location(binary.name, binary.path)

        def one():
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    else:
        one = lambda: load(binary)  # noqa: E731
    yield lambda n: [one() for _ in range(n)]
    sys.modules.pop(binary.name, None)


class Target:
    pass


def test_each_module_has_its_own_state(modules):
    a, b = modules(2)
    assert [a.bump(), a.bump(), b.bump()] == [11, 12, 11]


def test_fields_of_the_state(modules):
    a, b = modules(2)
    assert a.keep("x") == "x" and b.keep(3) == 3 and a.keep("y") == "y"


@pytest.mark.releases("modules")
def test_fields_are_released_with_the_module(modules):
    (module,) = modules(1)
    target = Target()
    gone = weakref.ref(target)
    module.keep(target)
    del target
    gc.collect()
    assert gone() is not None
    del module
    gc.collect()
    assert gone() is None


@pytest.mark.releases("modules")
def test_cycle_through_the_state(modules):
    (module,) = modules(1)
    gc.collect()  # modules of earlier tests
    before = module.destroyed()
    target = Target()
    gone = weakref.ref(target)
    target.module = module
    module.keep(target)
    del target, module
    gc.collect()
    assert gone() is None
    (module,) = modules(1)
    assert module.destroyed() == before + 1


def test_collector_sees_the_fields(modules):
    (module,) = modules(1)
    target = Target()
    module.keep(target)
    assert any(o is target for o in gc.get_referents(module))


def test_from_a_method_and_from_a_slot(modules):
    a, b = modules(2)
    assert a.Thing().count() == 11 and a.Thing().count() == 12 and b.Thing().count() == 11
    assert a.Thing() + 1 == 1012 and b.Thing() + 1 == 1011


def test_from_an_instance_of_a_subclass(modules):
    (module,) = modules(1)

    class Sub(module.Thing):
        pass

    assert Sub().count() == 11


def test_module_of_a_type(modules):
    a, b = modules(2)
    assert a.module_of(a.Thing) is a and b.module_of(b.Thing) is b
    assert a.module_by_def(type("Sub", (a.Thing,), {})) is a
    for other in (int, Target, type("Sub", (a.Thing,), {})):
        with pytest.raises(TypeError):
            a.module_of(other)
    for other in (int, Target):
        with pytest.raises(TypeError):
            a.module_by_def(other)
    for function in (a.module_of, a.module_by_def):
        with pytest.raises(TypeError, match="needs a type, not 5"):
            function(5)


@pytest.mark.releases("modules and types")
def test_type_keeps_its_module_alive_and_both_can_go(modules):
    (module,) = modules(1)
    gc.collect()  # modules of earlier tests
    before = module.destroyed()
    thing = module.Thing()
    del module
    gc.collect()
    assert thing.count() == 11
    del thing
    gc.collect()
    (module,) = modules(1)
    assert module.destroyed() == before + 1


def test_other_objects_have_no_state(modules):
    (module,) = modules(1)
    for other in (5, None, sys, gc):
        with pytest.raises(TypeError, match="made by HPy"):
            module.state_of_object(other)
    assert module.state_of_object(module) is True


@pytest.mark.releases("modules")
def test_modules_come_and_go(modules, leaks):
    leaks(modules, 1)


def test_module_without_state(make):
    mod = make(
        """
        HPyDef_METH(state, "state", HPyFunc_NOARGS)
        static HPy state_impl(HPyContext *ctx, HPy self)
        {
            return HPy_ModuleState(ctx, self) == NULL ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
        }
        @EXPORT(state)
        @INIT""",
        minor=2,
    )
    with pytest.raises(SystemError, match="HPyModuleDef.size is 0"):
        mod.state()


REFUSED = """
    typedef struct { HPyField field; } State;
    HPyDef_SLOT(traverse, HPy_mod_traverse)
    static int traverse_impl(void *state, HPyFunc_visitproc visit, void *arg) { return 0; }
    HPyDef_SLOT(again, HPy_mod_traverse)
    static int again_impl(void *state, HPyFunc_visitproc visit, void *arg) { return 0; }
    HPyDef_SLOT(create, HPy_mod_create)
    static HPy create_impl(HPyContext *ctx, HPy spec) { return HPy_Dup(ctx, ctx->h_None); }
    static HPyDef *defines[] = {%s, NULL};
    static HPyDef *all[] = {&traverse, &again, &create, NULL};
    HPyDef **unused(void);
    HPyDef **unused(void) { return all; }
    static HPyModuleDef moduledef = {.size = %s, .defines = defines};
    HPy_MODINIT(@NAME, moduledef)
"""


@pytest.mark.parametrize(
    "defines, size, message",
    [
        ("&traverse", "0", "no state for HPy_mod_traverse"),
        ("&traverse, &again", "8", "several HPy_mod_traverse slots"),
        ("&create", "8", "HPy_mod_create slot and doc, legacy_methods, globals or size"),
    ],
    ids=["no size", "twice", "create"],
)
def test_refused_definitions(make, defines, size, message):
    with pytest.raises(SystemError, match=message):
        make(REFUSED % (defines, size), minor=2)


def test_refused_module_parameters(make):
    mod = make(
        """
        static HPyType_Spec spec = {.name = "state.T"};
        HPyDef_METH(make_type, "make_type", HPyFunc_VARARGS)
        static HPy make_type_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
        {
            HPyType_SpecParam params[3] = {{(HPyType_SpecParam_Kind)0, HPy_NULL}};
            size_t i;
            for (i = 0; i < nargs; i++) {
                params[i].kind = HPyType_SpecParam_Module;
                params[i].object = args[i];
            }
            params[i].kind = (HPyType_SpecParam_Kind)0;
            params[i].object = HPy_NULL;
            return HPyType_FromSpec(ctx, &spec, params);
        }
        @EXPORT(make_type)
        @INIT""",
        minor=2,
    )
    assert mod.make_type(mod).__name__ == "T"
    with pytest.raises(TypeError, match="must be a module"):
        mod.make_type(5)
    with pytest.raises(ValueError, match="more than once"):
        mod.make_type(mod, mod)
