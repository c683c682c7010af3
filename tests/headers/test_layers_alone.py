"""What another Python implementation takes: layers/, debug/ or trace/, and the system's part. They compile, link and
work where neither this host's files nor Python.h can be found."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.compile import find_compilers

ROOT = Path(__file__).resolve().parents[2]
UNIVERSAL = ROOT / "universal"
# Of src/runtime, as in any extension
HELPERS = (
    *("argparse.c", "arg_keywords.c", "arg_long_units.c", "arg_messages.c", "arg_values.c"),
    *("buildvalue.c", "format.c"),
)
LAYERS = {"debug": "HPy Debug Mode ABI", "trace": "HPy Trace Mode ABI"}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a compiler with the options of Unix")

HOST = r"""
#include "layers/host_interface.h"
#include <stdio.h>

HPyDirect _hpy_direct_words; /* this host has nothing to tell */

static int n_calls;

/* A host of numbers: twice the number is its handle. */
static HPy add(HPyContext *ctx, HPy a, HPy b)
{
    HPy result;
    (void)ctx;
    n_calls++;
    result._i = a._i + b._i;
    return result;
}

static HPy dup(HPyContext *ctx, HPy h)
{
    (void)ctx;
    return h;
}

static void close(HPyContext *ctx, HPy h)
{
    (void)ctx;
    (void)h;
}

static void call(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func, void *args)
{
    _HPyFunc_args_NOARGS *a = (_HPyFunc_args_NOARGS *)args;
    (void)sig;
    a->result = _HPY_O(((HPyFunc_noargs)(void (*)(void))func)(ctx, _HPY_H(a->self)));
}

/* A function of an extension. */
static HPy add_true(HPyContext *ctx, HPy self)
{
    return HPy_Add(ctx, self, ctx->h_True);
}

static int never(HPyContext *ctx)
{
    (void)ctx;
    return 0;
}

static int may_keep(HPy h)
{
    (void)h;
    return 0;
}

static int has_thread_state(void)
{
    return 1;
}

int main(void)
{
    static HPyContext host;
    static HPyHostServices services;
    _HPyFunc_args_NOARGS args = {NULL, NULL};
    HPyContext *ctx;

    host.name = "a host of numbers";
    host.abi_version = HPY_ABI_VERSION;
    host.h_None._i = 2;
    host.h_True._i = 4;
    host.ctx_Add = add;
    host.ctx_Dup = dup;
    host.ctx_Close = close;
    host.ctx_Err_Occurred = never;
    host.ctx_CallRealFunctionFromTrampoline = call;
    services.may_keep = may_keep;
    services.has_thread_state = has_thread_state;
    ctx = hpy_LAYER_wrap(&host, &services, "numbers");
    if (ctx == NULL || ctx == &host || ctx->ctx_Add == add)
        return 1;
    args.self = _HPY_O(host.h_None);
    ctx->ctx_CallRealFunctionFromTrampoline(ctx, HPyFunc_NOARGS, (HPyCFunction)(void (*)(void))add_true, &args);
    printf("%s, %d call, sum %d\n", ctx->name, n_calls, (int)_HPY_H(args.result)._i);
    return 0;
}
"""


@pytest.fixture(params=["debug", "trace"])
def layer(request, tmp_path):
    """The name of a layer, and a folder with what its room may see."""
    for room in ("layers", request.param):
        shutil.copytree(UNIVERSAL / room, tmp_path / room)
    for file in UNIVERSAL.glob("os*.[ch]"):
        shutil.copy(file, tmp_path / file.name)
    (tmp_path / "host.c").write_text(HOST.replace("LAYER", request.param), encoding="utf-8")
    return request.param, tmp_path


def test_layer_works_in_another_host(compiler, layer):
    name, folder = layer
    devel = compiler.devel
    here = [path for path in sorted(folder.rglob("*.c")) if not path.name.endswith("os_windows.c")]
    sources = [*here, *(devel.src_dir / helper for helper in HELPERS)]
    include = [devel.get_include_dir_forbid_python_h(), devel.include_dir]
    libraries = ["-ldl", "-lpthread"]
    strict = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-DHPY_ABI_UNIVERSAL"]
    command = [
        find_compilers("CC", ["cc"])[0],
        *strict,
        *("-I%s" % path for path in include),
        *map(str, sources),
        *libraries,
        "-o",
        str(folder / "program"),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
    said = subprocess.check_output([str(folder / "program")], universal_newlines=True)
    assert said.startswith(LAYERS[name]) and said.endswith(", 1 call, sum 6\n")
