/* The containers that the writer has begun and not ended: their items, and what may be wrong with their nesting. */
#include "frames.h"

/* ---- Depth and circles ------------------------------------------------------------------------------------------ */

/* Ask sys.getrecursionlimit(), as the depth is unusual: 0 if it may become one more. */
static int check_depth(Writer *w)
{
    HPyContext *ctx = w->ctx;
    HPy sys = HPyImport_ImportModule(ctx, "sys"), ask = HPy_NULL, h_limit = HPy_NULL;
    HPy_ssize_t limit = -1;

    if (!HPy_IsNull(sys))
        ask = HPy_GetAttr_s(ctx, sys, "getrecursionlimit");
    if (!HPy_IsNull(ask))
        h_limit = HPy_Call(ctx, ask, NULL, 0, HPy_NULL);
    if (!HPy_IsNull(h_limit))
        limit = HPyLong_AsSsize_t(ctx, h_limit);
    HPy_Close(ctx, h_limit);
    HPy_Close(ctx, ask);
    HPy_Close(ctx, sys);
    if (limit < 0)
        return -1;
    w->depth_limit = (size_t)limit;
    if (w->depth < w->depth_limit)
        return 0;
    HPyErr_SetString(ctx, ctx->h_RecursionError, "maximum recursion depth exceeded while encoding a JSON object");
    return -1;
}

static int has_frame(Writer *w, size_t depth, HPy object)
{
    size_t i;

    for (i = 0; i < depth; i++) {
        if (HPy_Is(w->ctx, w->frames[i].object, object))
            return 1;
    }
    return 0;
}

/* It is reported where it closes for the first time, though it may be noticed later. */
int raise_circle(Writer *w)
{
    size_t i;

    for (i = 0; i < w->depth && !has_frame(w, i, w->frames[i].object); i++)
        ;
    w->noted = i;
    HPyErr_SetString(w->ctx, w->ctx->h_ValueError, "Circular reference detected");
    return -1;
}

int check_every_frame(Writer *w, HPy object)
{
    return has_frame(w, w->depth, object) ? raise_circle(w) : 0;
}

/* ---- Frames ----------------------------------------------------------------------------------------------------- */

int frames_grow(Writer *w)
{
    size_t capacity = w->frames_capacity * 2;
    Frame *frames;

    if (w->depth >= w->depth_limit && check_depth(w) < 0)
        return -1;
    if (w->depth < w->frames_capacity)
        return 0;
    frames = (Frame *)malloc(capacity * sizeof(Frame));
    if (frames == NULL) {
        HPyErr_NoMemory(w->ctx);
        return -1;
    }
    memcpy(frames, w->frames, w->depth * sizeof(Frame));
    if (w->frames != w->frames_small)
        free(w->frames);
    w->frames = frames;
    w->frames_capacity = capacity;
    return 0;
}

/* A list is read again after a call into Python, which may have changed it: a single item, as the next call may come
 * with that. */
HPy_ssize_t fetch_items(Writer *w, Frame *frame)
{
    HPyContext *ctx = w->ctx;
    HPy list = HPy_IsNull(frame->list) ? frame->object : frame->list;
    HPy_ssize_t wanted = frame->calls == w->calls ? BATCH : 1, count;

    HPy_CloseArray(ctx, frame->batch + frame->next, frame->fetched - frame->next);
    frame->position += frame->next;
    frame->fetched = frame->next = 0;
    count = HPySequence_GetItems(ctx, list, frame->position, wanted, frame->batch);
    if (count < 0)
        return -1;
    frame->fetched = (int)count;
    frame->ended = count < wanted;
    frame->calls = w->calls;
    return count;
}

/* A dict may get other values on the way, but no other keys. */
int check_size(Writer *w, Frame *frame)
{
    HPy_ssize_t size = HPyDict_Size(w->ctx, frame->object);

    if (size < 0)
        return -1;
    frame->calls = w->calls;
    if (size == frame->size)
        return 0;
    HPyErr_SetString(w->ctx, w->ctx->h_RuntimeError, "dictionary changed size during iteration");
    return -1;
}

/* ---- Notes ------------------------------------------------------------------------------------------------------ */

/* What a frame was about: new handle to a str, or HPy_NULL. */
static HPy note_of(HPyContext *ctx, const Frame *frame)
{
    if (frame->kind == FRAME_DEFAULT)
        return HPyUnicode_FromFormat(ctx, "when serializing %T object", frame->object);
    if (frame->kind == FRAME_LIST)
        return HPyUnicode_FromFormat(ctx, "when serializing %T item %zd", frame->object,
                                     frame->position + frame->next - 1);
    return HPyUnicode_FromFormat(ctx, "when serializing %T item %R", frame->object, frame->key);
}

static int add_note(HPyContext *ctx, HPy error, const Frame *frame)
{
    HPy note = note_of(ctx, frame), method, result = HPy_NULL;

    if (HPy_IsNull(note))
        return -1;
    method = HPy_GetAttr_s(ctx, error, "add_note");
    if (!HPy_IsNull(method))
        result = HPy_Call(ctx, method, &note, 1, HPy_NULL);
    HPy_Close(ctx, method);
    HPy_Close(ctx, note);
    if (HPy_IsNull(result))
        return -1;
    HPy_Close(ctx, result);
    return 0;
}

/* From the inside to the outside. An error on the way, such as that of a key's repr(), ends it and is dropped. */
void add_notes(Writer *w)
{
    HPyContext *ctx = w->ctx;
    HPy error = HPyErr_GetRaised(ctx);
    size_t i;

    for (i = w->noted < w->depth ? w->noted : w->depth; i > 0; i--) {
        if (add_note(ctx, error, &w->frames[i - 1]) < 0) {
            HPyErr_Clear(ctx);
            break;
        }
    }
    HPyErr_SetRaised(ctx, error);
    HPy_Close(ctx, error);
}
