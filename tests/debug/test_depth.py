"""Deep calls under layers: what is too deep for the stack is a RecursionError, and what is not gives its result.

CPython counts calls, up to a number for which its own frames leave room, and getters it does not count at all. The
frames of a layer come on top of that.
"""

import pytest

pytestmark = [pytest.mark.abis("universal"), pytest.mark.no_layers("it chooses the layers itself")]

SNIPPET = """
    typedef struct { HPyField next; } Node;
    HPyType_HELPERS(Node)

    HPyDef_SLOT(Node_new, HPy_tp_new)
    static HPy Node_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Node *node;
        HPy self = HPy_New(ctx, cls, &node);
        if (!HPy_IsNull(self) && nargs > 0)
            HPyField_Store(ctx, self, &node->next, args[0]);
        return self;
    }
    HPyDef_SLOT(Node_traverse, HPy_tp_traverse)
    static int Node_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Node *)self)->next);
        return 0;
    }
    HPyDef_SLOT(Node_repr, HPy_tp_repr)
    static HPy Node_repr_impl(HPyContext *ctx, HPy self)
    {
        Node *node = Node_AsStruct(ctx, self);
        HPy next, result;
        if (HPyField_IsNull(node->next))
            return HPyUnicode_FromString(ctx, "the end");
        next = HPyField_Load(ctx, self, node->next);
        result = HPy_Repr(ctx, next);
        HPy_Close(ctx, next);
        return result;
    }
    HPyDef_GET(Node_last, "last")
    static HPy Node_last_get(HPyContext *ctx, HPy self, void *closure)
    {
        Node *node = Node_AsStruct(ctx, self);
        HPy next, result;
        if (HPyField_IsNull(node->next))
            return HPyUnicode_FromString(ctx, "the end");
        next = HPyField_Load(ctx, self, node->next);
        result = HPy_GetAttr_s(ctx, next, "last");
        HPy_Close(ctx, next);
        return result;
    }
    static HPyDef *Node_defines[] = {&Node_new, &Node_traverse, &Node_repr, &Node_last, NULL};
    static HPyType_Spec Node_spec = {
        .name = "mod.Node", .basicsize = sizeof(Node), .builtin_shape = SHAPE(Node),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = Node_defines,
    };
    @EXPORT_TYPE("Node", Node_spec)

    HPyDef_METH(call, "call", HPyFunc_O)
    static HPy call_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPy_Call(ctx, arg, &arg, 1, HPy_NULL);
    }
    @EXPORT(call)
    @INIT
"""
CHAIN = """
    def chain(n):
        node = mod.Node()
        for i in range(n):
            node = mod.Node(node)
        return node

    def outcome(call, *args):
        try:
            return call(*args)
        except RecursionError:
            return "RecursionError"
"""
MODES = pytest.mark.parametrize("mode", ["debug", "trace", "debug+trace", "trace+debug"])


@MODES
def test_too_deep(build, python, mode):
    result = python(
        CHAIN
        + """
    long = chain(200000)
    for i in range(2):  # the stack is whole again
        print(outcome(repr, long), outcome(lambda: long.last), outcome(mod.call, mod.call))
    print(outcome(repr, chain(100)), outcome(lambda: chain(1000).last))
    """,
        build(SNIPPET),
        direct=True,
        env={"HPY": mode, "HPY_DEBUG": None},
    )
    assert result.stdout.splitlines() == ["RecursionError RecursionError RecursionError"] * 2 + ["the end the end"]
    assert result.stderr == ""


@MODES
def test_too_deep_for_a_small_stack(build, python, mode):
    result = python(
        CHAIN
        + """
    import threading
    threading.stack_size(256 * 1024)
    long = chain(20000)
    def run():
        print(outcome(repr, long), outcome(lambda: long.last), outcome(lambda: chain(20).last))
    for i in range(3):
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    print(outcome(lambda: chain(1000).last))
    """,
        build(SNIPPET),
        direct=True,
        env={"HPY": mode, "HPY_DEBUG": None},
    )
    assert result.stdout.splitlines() == ["RecursionError RecursionError the end"] * 3 + ["the end"]
    assert result.stderr == ""
