"""Hosts with an HPy of their own, played on CPython: their known faults, and what hpy is where it has no C."""

import sys
import textwrap

import pytest
from support.run import ROOT, run_python

POINT = """
    typedef struct { long x; } Point;
    HPyType_HELPERS(Point)
    static HPyContext faulty; /* as ctx, but a Python subclass gets no payload, as with GraalPy 24.2.2 */
    static HPy (*real_new)(HPyContext *ctx, HPy h_type, void **data);

    static HPy faulty_new(HPyContext *ctx, HPy h_type, void **data)
    {
        HPy made = real_new(ctx, h_type, data);
        if (!HPy_IsNull(made) && HPy_HasAttr_s(ctx, h_type, "is_subclass"))
            *data = NULL;
        return made;
    }
    static int (*real_setattr_s)(HPyContext *ctx, HPy obj, const char *name, HPy value);
    static int changes;
    static int faulty_setattr_s(HPyContext *ctx, HPy obj, const char *name, HPy value)
    {
        if (strcmp(name, "__class__") != 0 || HPy_HasAttr_s(ctx, value, "is_refused"))
            return real_setattr_s(ctx, obj, name, value);
        changes++; /* CPython lets no instance of Point change its class */
        return 0;
    }
    HPyDef_METH(changed, "changed", HPyFunc_NOARGS)
    static HPy changed_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, changes); }
    HPyDef_METH(make, "make", HPyFunc_O)
    static HPy make_impl(HPyContext *ctx, HPy self, HPy cls)
    {
        Point *point;
        HPy made;
        faulty = *ctx;
        real_new = ctx->ctx_New;
        real_setattr_s = ctx->ctx_SetAttr_s;
        faulty.ctx_New = faulty_new;
        faulty.ctx_SetAttr_s = faulty_setattr_s;
        made = HPy_New(&faulty, cls, &point);
        if (HPy_IsNull(made))
            return made;
        if (point == NULL)
            HPyErr_SetString(ctx, ctx->h_SystemError, "no payload");
        else
            point->x = 7;
        return made;
    }
    HPyDef_METH(Point_get, "get", HPyFunc_NOARGS)
    static HPy Point_get_impl(HPyContext *ctx, HPy self)
    {
        return HPyLong_FromLong(ctx, Point_AsStruct(ctx, self)->x);
    }
    static HPyDef *Point_defines[] = {&Point_get, NULL};
    static HPyType_Spec Point_spec = {
        .name = "@NAME.Point", .basicsize = sizeof(Point), .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        .builtin_shape = SHAPE(Point), .defines = Point_defines,
    };
    @EXPORT_TYPE("Point", Point_spec)
    @EXPORT(make, changed)
    @INIT
"""

only_universal = pytest.mark.abis("universal")


@pytest.fixture
def points(make):
    return make(POINT, minor=0)


@only_universal
@pytest.mark.no_layers("the table that the test changes is a layer's")
def test_subclass_gets_the_payload_of_its_base(points):
    sub = type("Sub", (points.Point,), {"is_subclass": True})
    before = points.changed()
    assert points.make(sub).get() == 7
    assert points.changed() == before + 1
    assert points.make(points.Point).get() == 7
    assert points.changed() == before + 1


@only_universal
@pytest.mark.no_layers("the table that the test changes is a layer's")
def test_subclass_that_cannot_get_it(points):
    sub = type("Sub", (points.Point,), {"is_subclass": True, "is_refused": True})
    with pytest.raises(TypeError) as caught:
        points.make(sub)
    assert str(caught.value) == (
        "this Python gives instances of a subclass with __slots__ no payload of its HPy base: "
        "leave __slots__ out of the subclass"
    )


@only_universal
@pytest.mark.no_layers("the table that the test changes is a layer's")
@pytest.mark.parametrize("name, expected", [("HPy Universal ABI (PyPy backend)", "mended"), ("Another", "as it was")])
def test_table_of_pypy_7_3_19(make, name, expected):
    mod = make(
        """
        HPy_EXPORTED_FUNC void HPyInitGlobalContext_@NAME(HPyContext *ctx);
        static uintptr_t *words(HPyContext *ctx) { return (uintptr_t *)(void *)&ctx->h_None; }

        HPyDef_METH(mend, "mend", HPyFunc_O)
        static HPy mend_impl(HPyContext *ctx, HPy self, HPy name)
        {
            static struct { HPyContext ctx; uintptr_t beyond; } host; /* whose table is longer than this minor's */
            HPyContext *table = &host.ctx;
            uintptr_t before[264], shifted[264];
            int i;
            *table = *ctx;
            table->name = HPyUnicode_AsUTF8AndSize(ctx, name, NULL);
            words(table)[263] = 77; /* h_DictType, a small number there */
            memcpy(before, words(table), sizeof(before));
            for (i = 263; i > 244; i--)
                words(table)[i] = before[i - 1];
            words(table)[244] = 77;
            memcpy(shifted, words(table), sizeof(shifted));
            for (i = 0; i < 2; i++) /* the second time there is nothing to do */
                HPyInitGlobalContext_@NAME(table);
            HPyInitGlobalContext_@NAME(ctx);
            if (memcmp(before, words(table), sizeof(before)) == 0)
                return HPyUnicode_FromString(ctx, "mended");
            return HPyUnicode_FromString(
                ctx, memcmp(shifted, words(table), sizeof(shifted)) == 0 ? "as it was" : "spoilt");
        }
        @EXPORT(mend)
        @INIT""",
        minor=0,
    )
    assert mod.mend(name) == expected


# hpy.universal without C.

TAKE = """
import importlib.util
spec = importlib.util.spec_from_file_location("hpy.universal", %r)
module = importlib.util.module_from_spec(spec)
try:
    spec.loader.exec_module(module)
    print(module.load("m", "m.so", None), module._load_bootstrap("m"), module.MODE_TRACE, module.get_version())
except ImportError as error:
    print(error.name, error)
"""
HOST = """
    MODE_UNIVERSAL, MODE_DEBUG, MODE_TRACE = 0, 1, 2
    def load(name, path, spec): return name
    def _load_bootstrap(name): return name + name
"""


def universal_of(folder):
    code = "import sys\nsys.path.insert(0, %r)\n" % str(folder) + TAKE % (ROOT + "/hpy/universal.py")
    return run_python(code).stdout.strip()


def test_universal_of_a_python_that_has_it(tmp_path):
    (tmp_path / "_hpy_universal.py").write_text(textwrap.dedent(HOST))
    assert universal_of(tmp_path) == "m mm 2 ('0.9.0', '')"


def test_universal_of_a_python_that_lacks_it(tmp_path):
    assert universal_of(tmp_path) == (
        "hpy.universal hpy.universal was not built for this Python (%s %d.%d.%d), which has no HPy of its own; "
        "install hpy with it: python -m pip install --force-reinstall hpy"
        % (sys.implementation.name, *sys.implementation.version[:3])
    )


def setup(folder, statements):
    """Read setup.py with the statements in front: what would be built."""
    code = (
        f"import sys\nsys.path.insert(0, {str(folder)!r})\n{statements}\n"
        "from setuptools import distutils\nfrom distutils.core import run_setup\n"
        "dist = run_setup('setup.py', stop_after='init')\n"
        "print([ext.name for ext in dist.ext_modules], dist.get_option_dict('bdist_wheel').get('python_tag', [''])[-1])"
    )
    return run_python(code, cwd=ROOT).stdout.strip()


def test_setup_on_cpython(tmp_path):
    modules = ["hpy.universal", "hpy._shared_gil"] if sys.version_info >= (3, 12) else ["hpy.universal"]
    assert setup(tmp_path, "") == str(modules)


def test_setup_on_a_python_with_hpy(tmp_path):
    (tmp_path / "_hpy_universal.py").write_text("")
    assert setup(tmp_path, "sys.implementation.name = 'pypy'") == "[] pp%d%d" % sys.version_info[:2]


def test_setup_on_another_python():
    code = (
        "import runpy, sys\n"
        "sys.implementation.name, sys.implementation.version = 'pypy', (8, 0, 1, 'final', 0)\n"
        "runpy.run_path('setup.py')"
    )
    done = run_python(code, cwd=ROOT, check=False)
    assert done.stderr.strip() == (
        "hpy needs CPython, or a Python with an HPy of its own (PyPy 7.3, GraalPy 24); this is pypy 8.0.1"
    )
