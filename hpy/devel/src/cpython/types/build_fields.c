/* The fields that a type declares become the runs of its block: checked, those in the struct in rising order and joined
 * where they are neighbours, so that each is there once. Called by build_spec.c, when the layout is known. */
#include "build.h"

#define FIELD ((Py_ssize_t)sizeof(HPyField))

static int wrong_fields(const TypeBuild *build, const HPyFields *fields, const char *what)
{
    return hpy_type_wrong(build, "fields '%s' %s", fields->name != NULL ? fields->name : "?", what);
}

/* Whether so many bytes at this offset lie in the struct. */
static int is_in_struct(const TypeBuild *build, Py_ssize_t offset, Py_ssize_t size)
{
    return offset >= 0 && offset <= build->spec->basicsize && size <= build->spec->basicsize - offset;
}

/* Where the author's part of the struct begins: behind what the interpreter keeps there. */
static Py_ssize_t head_size(const TypeBuild *build)
{
    if (build->info->spec_shape == HPyType_BuiltinShape_Legacy)
        return hpy_type_head(build);
    return build->info->items != 0 ? (Py_ssize_t)sizeof(HPy_ssize_t) : 0;
}

static int check_in_struct(const TypeBuild *build, const HPyFields *fields, Py_ssize_t size)
{
    if (build->spec->basicsize == 0)
        return wrong_fields(build, fields, "need a payload; set basicsize to the struct's");
    if (!is_in_struct(build, fields->offset, size))
        return wrong_fields(build, fields, "lie outside basicsize; give their offsetof, and how many there are");
    if (fields->offset < head_size(build))
        return wrong_fields(build, fields, "lie in the head of the object; give their offsetof, in a struct that begins "
                            "with HPy_VAR_HEAD where it has items, with PyObject_HEAD where it is a legacy type's");
    return fields->offset % FIELD == 0 ? 0 : wrong_fields(build, fields, "are not aligned; give their offsetof");
}

static int check_fields(const TypeBuild *build, const HPyFields *fields)
{
    const HPyTypeInfo *info = build->info;

    if (fields->where != HPyFields_AT_POINTER && (fields->count < 0 || fields->count > PY_SSIZE_T_MAX / FIELD))
        return wrong_fields(build, fields, "are of an impossible number");
    switch ((int)fields->where) {
    case HPyFields_IN_STRUCT:
        return check_in_struct(build, fields, fields->count * FIELD);
    case HPyFields_AT_POINTER:
        if (check_in_struct(build, fields, (Py_ssize_t)sizeof(HPyField *)) < 0)
            return -1;
        if (fields->count % (Py_ssize_t)sizeof(HPy_ssize_t) != 0 || fields->count < head_size(build)
            || !is_in_struct(build, fields->count, (Py_ssize_t)sizeof(HPy_ssize_t)))
            return wrong_fields(build, fields, "have their number outside basicsize; give the offsetof of an "
                                "HPy_ssize_t");
        return 0;
    case HPyFields_IN_ITEMS:
        if (info->items == 0)
            return wrong_fields(build, fields, "are in items, and instances have none; set itemsize to an item's");
        if (fields->offset < 0 || fields->offset > info->itemsize
            || fields->count * FIELD > info->itemsize - fields->offset)
            return wrong_fields(build, fields, "lie outside itemsize; give their offsetof in an item, and how many "
                                "there are in each");
        if (info->items % FIELD != 0 || info->itemsize % FIELD != 0 || fields->offset % FIELD != 0)
            return wrong_fields(build, fields, "are not aligned; give basicsize and itemsize by HPyType_ITEMS");
        return 0;
    default:
        return wrong_fields(build, fields, "are nowhere; make the record with HPyDef_FIELDS, HPyDef_VARFIELDS or "
                            "HPyDef_FIELDS_AT");
    }
}

static FieldRun make_run(const TypeBuild *build, const HPyFields *fields)
{
    FieldRun run = { RUN_IN_STRUCT, build->payload_start + fields->offset, fields->count };

    if (fields->where == HPyFields_AT_POINTER) {
        run.where = RUN_AT_POINTER;
        run.count += build->payload_start;
    } else if (fields->where == HPyFields_IN_ITEMS && fields->count * FIELD == build->info->itemsize) {
        run.where = RUN_ALL_ITEMS;
        run.offset = 0;
    } else if (fields->where == HPyFields_IN_ITEMS) {
        run.where = RUN_IN_ITEMS;
        run.offset = fields->offset;
    }
    return run;
}

/* Put a run behind those that begin before it; the kinds stay apart. */
static void insert(FieldRun *runs, int n, FieldRun run)
{
    for (; n > 0 && (runs[n - 1].where > run.where
                     || (runs[n - 1].where == run.where && runs[n - 1].offset > run.offset)); n--)
        runs[n] = runs[n - 1];
    runs[n] = run;
}

/* Whether a run continues, or repeats, what the one before it has; then that one is both. */
static int join(FieldRun *before, const FieldRun *run)
{
    Py_ssize_t unit = run->where == RUN_AT_POINTER ? 0 : FIELD;
    Py_ssize_t end = before->offset + before->count * unit;

    if (before->where != run->where || run->offset > end)
        return 0;
    if (unit == 0) /* the same pointer, with two numbers: that of the first record */
        return run->offset == before->offset;
    if (run->offset + run->count * FIELD > end)
        before->count = (run->offset - before->offset) / FIELD + run->count;
    return 1;
}

/* What the quick end of an instance looks at first. */
static void note_first_runs(HPyTypeInfo *info)
{
    const FieldRun *run = hpy_runs(info), *end = run + info->n_runs;

    if (run < end && run->where == RUN_ALL_ITEMS)
        info->n_in_item = run++->count;
    if (run < end && run->where == RUN_IN_STRUCT) {
        info->first_field = run->offset;
        info->n_first = run++->count;
    }
    info->has_more = run < end || info->destroy != NULL;
}

/* Fill the runs of the block, which have room for all. */
int hpy_type_add_fields(TypeBuild *build)
{
    FieldRun *runs = (FieldRun *)(void *)((char *)build->info + build->info->runs);
    HPyDef **define = build->spec->defines;
    int i, n = 0, kept = 0;

    for (; define != NULL && *define != NULL; define++) {
        const HPyFields *fields = &(*define)->fields;
        if ((*define)->kind != HPyDef_Kind_Fields)
            continue;
        if (check_fields(build, fields) < 0)
            return -1;
        if (fields->count > 0 || fields->where == HPyFields_AT_POINTER) /* there it is the place of the number */
            insert(runs, n++, make_run(build, fields));
    }
    for (i = 0; i < n; i++)
        if (kept == 0 || !join(&runs[kept - 1], &runs[i]))
            runs[kept++] = runs[i];
    for (i = kept; i < n; i++) /* blocks are compared byte for byte */
        memset(&runs[i], 0, sizeof(runs[i]));
    build->info->n_runs = kept;
    note_first_runs(build->info);
    return 0;
}
