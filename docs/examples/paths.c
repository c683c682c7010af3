/* Counts the lines of a file: any path that Python takes, as the bytes that fopen() takes.
 *
 * run: import os, pathlib, tempfile
 *      path = pathlib.Path(tempfile.mkdtemp(), "three lines")
 *      assert path.write_text("a\nb\nc\n") and mod.count_lines(path) == mod.count_lines(os.fsencode(path)) == 3
 *      try: mod.count_lines("no such file")
 *      except FileNotFoundError as error: assert error.filename == "no such file"
 *      try: mod.count_lines("with\0nul")
 *      except ValueError: pass
 */
#include "hpy.h"
#include <stdio.h>

HPyDef_METH(count_lines, "count_lines", HPyFunc_O)
static HPy count_lines_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy path = HPyUnicode_FSConvert(ctx, arg); /* str, bytes, or an object with __fspath__; without a NUL */
    FILE *file;
    long lines = 0;
    int c;

    if (HPy_IsNull(path))
        return HPy_NULL;
    file = fopen(HPyBytes_AS_STRING(ctx, path), "rb");
    HPy_Close(ctx, path);
    if (file == NULL)
        return HPyErr_SetFromErrnoWithFilenameObject(ctx, ctx->h_OSError, arg);
    while ((c = getc(file)) != EOF)
        lines += c == '\n';
    fclose(file);
    return HPyLong_FromLong(ctx, lines);
}

static HPyDef *defines[] = {&count_lines, NULL};
static HPyModuleDef moduledef = {.defines = defines};

HPy_MODINIT(paths, moduledef)
