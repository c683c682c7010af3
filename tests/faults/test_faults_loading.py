"""Allocations fail while a module is loaded and executed, and as it uses its state and globals."""

MODULE = r"""
    #include <stdlib.h>
    typedef struct { HPyField kept; char *memory; } State;
    typedef struct { long number; } Thing;
    HPyType_HELPERS(Thing)
    static HPyModuleDef moduledef;
    static HPyGlobal first, second;

    HPyDef_METH(Thing_module, "module", HPyFunc_NOARGS)
    static HPy Thing_module_impl(HPyContext *ctx, HPy self)
    {
        HPy type = HPy_Type(ctx, self), module = HPyType_GetModuleByDef(ctx, type, &moduledef);
        HPy_Close(ctx, type);
        return module;
    }
    static HPyDef *Thing_defines[] = {&Thing_module, NULL};
    static HPyType_Spec Thing_spec = {
        .name = "state.Thing", .basicsize = sizeof(Thing), .builtin_shape = SHAPE(Thing),
        .flags = HPy_TPFLAGS_DEFAULT, .defines = Thing_defines,
    };
    HPyDef_METH(keep, "keep", HPyFunc_O, .doc = "keep(thing)\n--\n\nText.")
    static HPy keep_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        State *state = (State *)HPy_ModuleState(ctx, self);
        HPy old;
        if (state == NULL)
            return HPy_NULL;
        old = HPyField_Load(ctx, self, state->kept);
        HPyField_Store(ctx, self, &state->kept, arg);
        HPyGlobal_Store(ctx, &first, arg);
        HPy_Close(ctx, old);
        return HPyGlobal_Load(ctx, first);
    }
    HPyDef_SLOT(traverse, HPy_mod_traverse)
    static int traverse_impl(void *state, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((State *)state)->kept);
        return 0;
    }
    HPyDef_SLOT(destroy, HPy_mod_destroy)
    static void destroy_impl(void *state) { free(((State *)state)->memory); }
    HPyDef_SLOT(execute, HPy_mod_exec)
    static int execute_impl(HPyContext *ctx, HPy module)
    {
        State *state = (State *)HPy_ModuleState(ctx, module);
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Module, module}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        HPy list;
        if (state == NULL)
            return -1;
        state->memory = (char *)malloc(100);
        if (state->memory == NULL) {
            HPyErr_NoMemory(ctx);
            return -1;
        }
        list = HPyList_New(ctx, 0);
        if (HPy_IsNull(list))
            return -1;
        HPyField_Store(ctx, module, &state->kept, list);
        HPyGlobal_Store(ctx, &second, list);
        HPy_Close(ctx, list);
        return HPyHelpers_AddType(ctx, module, "Thing", &Thing_spec, params) ? 0 : -1;
    }
    static HPyDef *defines[] = {&keep, &traverse, &destroy, &execute, NULL};
    static HPyGlobal *globals[] = {&first, &second, NULL};
    static HPyModuleDef moduledef = {.doc = "a module", .size = sizeof(State), .defines = defines, .globals = globals};
    HPy_MODINIT(@NAME, moduledef)
"""


def test_loading(faults):
    """By hpy.universal.load; in the CPython ABI, as Python's importer does it."""
    faults(
        MODULE,
        """
        import importlib.util, _imp
        spec = importlib.util.spec_from_file_location(binary.name, binary.path)
        if binary.abi == "universal":
            from hpy.universal import load as load_universal
            survives(partial(load_universal, binary.name, binary.path, spec, mode=mode), name="load")
        else:
            def load_it():
                module = _imp.create_dynamic(spec)
                _imp.exec_dynamic(module)
                return module
            survives(load_it, name="load")
        """,
        loaded=False,
    )


def test_importing(faults):
    """What the import statement does, without the part that is written in Python."""
    faults(
        MODULE,
        """
        import importlib.util, _imp, hpy.universal
        spec = importlib.util.spec_from_file_location(binary.name, binary.path)
        def create():
            return _imp.create_dynamic(spec)
        # What the importer's C cannot allocate may come as an ImportError or a SystemError of its own.
        survives(create, name="create")
        def create_and_execute():
            module = _imp.create_dynamic(spec)
            module.__spec__ = spec
            module.__file__ = binary.path
            _imp.exec_dynamic(module)
        survives(create_and_execute, name="create and execute")
        """,
        loaded=False,
    )


def test_state_and_globals(faults):
    faults(
        MODULE,
        """
        thing = object()
        survives(mod.keep, thing)
        survives(mod.Thing)
        survives(mod.Thing().module)
        """,
    )
