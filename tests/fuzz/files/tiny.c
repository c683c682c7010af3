/* The source of tiny.pyd and tiny.macho, which support/fuzz_readers.py changes at random; made on Linux, by
 *
 *     clang -target x86_64-windows-gnu -Os -c tiny.c -o tiny.obj
 *     printf 'LIBRARY msvcrt.dll\nEXPORTS\nmalloc\n' > msvcrt.def
 *     llvm-dlltool -m i386:x86-64 -d msvcrt.def -l msvcrt.a
 *     ld -m i386pep -shared -s -e 0 -o tiny.pyd tiny.obj msvcrt.a
 *     clang -target aarch64-apple-macos -Os -g -c tiny.c -o tiny.macho
 */
#ifdef _WIN32
#  define EXPORT __declspec(dllexport)
#else
#  define EXPORT __attribute__((visibility("default")))
#endif
extern void *malloc(__SIZE_TYPE__);
static void *context;

EXPORT unsigned get_required_hpy_major_version_tiny(void)
{
    return 0;
}

EXPORT unsigned get_required_hpy_minor_version_tiny(void)
{
    return 2;
}

EXPORT void HPyInitGlobalContext_tiny(void *ctx)
{
    context = ctx;
}

EXPORT void *HPyInit_tiny(void)
{
    return context != 0 ? malloc(8) : 0;
}
