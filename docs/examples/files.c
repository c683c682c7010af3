/* Writes to files of Python, whatever they are, and makes one of a file descriptor.
 *
 * run: import io, os
 *      file = io.StringIO()
 *      mod.write_line(file, ["a", 1])
 *      assert file.getvalue() == "line: ['a', 1]\n"
 *      reading, writing = os.pipe()
 *      with mod.open_for_writing(writing) as pipe: _ = pipe.write("text")
 *      assert os.read(reading, 10) == b"text"
 *      os.close(reading)
 */
#include "hpy.h"

HPyDef_METH(write_line, "write_line", HPyFunc_VARARGS, .doc = "write_line(file, obj, /)\n--\n\nWrite its repr().")
static HPy write_line_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy file, obj;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:write_line", &file, &obj))
        return HPy_NULL;
    if (HPyFile_Write_s(ctx, file, "line: ") < 0 || HPyFile_WriteObject(ctx, obj, file, 0) < 0
            || HPyFile_Write_s(ctx, file, "\n") < 0)
        return HPy_NULL;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(open_for_writing, "open_for_writing", HPyFunc_O, .doc = "open_for_writing(fd, /)\n--\n\nA text file.")
static HPy open_for_writing_impl(HPyContext *ctx, HPy self, HPy arg)
{
    int fd = HPy_AsFileDescriptor(ctx, arg); /* a number, or an object with fileno() */

    if (fd < 0)
        return HPy_NULL;
    return HPyFile_FromFd(ctx, fd, "w", -1, "utf-8", NULL, NULL, 1);
}

static HPyDef *defines[] = {&write_line, &open_for_writing, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(files, module)
