"""Expands the C snippet of a test into the source of a whole extension module.

A snippet is plain C; ``hpy.h`` is included for it. These markers stand on lines of their own:

    @EXPORT(sym, ...)              HPyDefs for the module: methods and slots
    @EXPORT_TYPE("Name", spec)     a type made from the HPyType_Spec 'spec' when the module is executed
    @EXPORT_GLOBAL(sym)            an HPyGlobal for the module
    @EXPORT_LEGACY(array)          a PyMethodDef array (cpython and hybrid)
    @EXTRA_INIT_FUNC(f)            static int f(HPyContext *ctx, HPy mod), run after the types were added; -1 fails
    @DOC("text")                   the module's docstring
    @INIT                          the HPyModuleDef and HPy_MODINIT; last

``@NAME`` anywhere in the snippet is the module's short name. Without @INIT the snippet writes its own
HPy_MODINIT(@NAME, ...). The compiler reports errors at the snippet's lines in the test file.
"""

import hashlib
import re

MARKER = re.compile(r"^[ \t]*@([A-Z_]+)(?:\((.*)\))?[ \t]*;?[ \t]*$", re.M)
WITH_ARGUMENT = ("EXPORT", "EXPORT_TYPE", "EXPORT_GLOBAL", "EXPORT_LEGACY", "EXTRA_INIT_FUNC", "DOC")


class TemplateError(Exception):
    """A marker that the template does not know, or a marker used wrongly."""


def default_name(snippet):
    """A module name that belongs to this snippet alone."""
    return "m" + hashlib.sha256(snippet.encode("utf-8")).hexdigest()[:12]


def expand(snippet, name, filename="snippet.c", line=1):
    """The C source for 'snippet', which begins at 'line' of the file 'filename'."""
    found = {marker: [] for marker in WITH_ARGUMENT}

    def replace(match):
        marker, argument = match.groups()
        if marker == "INIT" and argument is None:
            after = line + snippet.count("\n", 0, match.end()) + 1
            return _module(found, name) + "\n" + _line(after, filename).rstrip("\n")
        if marker not in found or argument is None:
            raise TemplateError("unknown marker: " + match.group().strip())
        found[marker].append(argument)
        return ""

    body = MARKER.sub(replace, snippet).replace("@NAME", name)
    return '#include "hpy.h"\n' + _line(line, filename) + body + "\n"


def _line(number, filename):
    return '#line %d "%s"\n' % (number, filename.replace("\\", "/").replace('"', '\\"'))


def _module(found, name):
    """The definition of the module, from the markers found."""
    defines = ["&" + symbol.strip() for symbols in found["EXPORT"] for symbol in symbols.split(",")]
    parts = []
    types = [_split_pair(pair) for pair in found["EXPORT_TYPE"]]
    steps = ["HPyHelpers_AddType(ctx, mod, %s, &%s, NULL) == 0" % pair for pair in types]
    steps += ["%s(ctx, mod) < 0" % function for function in found["EXTRA_INIT_FUNC"]]
    if steps:
        defines.insert(0, "&test_exec")
        parts.append(_EXEC % "\n".join("    if (%s)\n        return -1;" % step for step in steps))
    if defines:
        parts.append("static HPyDef *test_defines[] = {%s, NULL};" % ", ".join(defines))
    if found["EXPORT_GLOBAL"]:
        symbols = ", ".join("&" + symbol for symbol in found["EXPORT_GLOBAL"])
        parts.append("static HPyGlobal *test_globals[] = {%s, NULL};" % symbols)
    parts.append(
        _DEFINITION.format(
            doc=(found["DOC"] or ["NULL"])[-1],
            legacy_methods=(found["EXPORT_LEGACY"] or ["NULL"])[-1],
            defines="test_defines" if defines else "NULL",
            globals="test_globals" if found["EXPORT_GLOBAL"] else "NULL",
        )
    )
    parts.append("HPy_MODINIT(%s, test_module)" % name)
    return "\n".join(parts)


def _split_pair(argument):
    name, comma, spec = argument.rpartition(",")
    if not comma:
        raise TemplateError('expected @EXPORT_TYPE("Name", spec), got ' + argument)
    return name.strip(), spec.strip()


_EXEC = """
HPyDef_SLOT(test_exec, HPy_mod_exec)
static int test_exec_impl(HPyContext *ctx, HPy mod)
{
%s
    return 0;
}
"""

# Every field, since C++ warns of those that a designated initialiser leaves out.
_DEFINITION = """static HPyModuleDef test_module = {{
    .doc = {doc}, .size = 0, .legacy_methods = {legacy_methods}, .defines = {defines}, .globals = {globals}
}};"""
