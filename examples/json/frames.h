/* The state of the writer, and the containers that it has begun and not ended: frames.c, for writer.c. */
#ifndef JSON_FRAMES_H
#define JSON_FRAMES_H

#include "buffer.h"
#include "writer.h"

typedef enum {
    FRAME_LIST,     /* a list or tuple */
    FRAME_DICT,     /* a dict, by its keys and values */
    FRAME_ITEMS,    /* a mapping, by a list of pairs */
    FRAME_DEFAULT,  /* an object in whose place another one is written */
} FrameKind;

#define BATCH 16  /* items of a list that are fetched at once */

/* What is being written. All handles are its own. */
typedef struct {
    FrameKind kind;
    int written;           /* whether an item of it has been */
    int fetched, next;     /* how many items are in 'batch', and which one is next */
    int ended;             /* whether there are no others */
    unsigned long calls;   /* Writer.calls when they were fetched, or the size of a dict was asked for */
    HPy_ssize_t position;  /* of the first of 'batch' in a list; of a dict what HPyDict_Next says */
    HPy_ssize_t size;      /* of FRAME_DICT, when it was begun */
    HPy object;
    HPy list;              /* of items that are not had from the object itself, or HPy_NULL */
    HPy key;               /* of a mapping, the current one */
    HPy batch[BATCH];
} Frame;

#define FRAMES_SMALL 8
#define DEPTH_UNASKED 64  /* this deep without asking Python how deep it may be */

#define PADDED 8

/* A text that is written often. */
typedef struct {
    const void *data;
    size_t length;
    int kind;
    uint32_t seen;
    int is_short;         /* whether it is in 'padded' */
    char padded[PADDED];
    int open;             /* whether 'view' must be released */
    HPyUnicodeView view;
} Piece;

typedef struct {
    HPyContext *ctx;
    const WriteOptions *options;
    Piece indent, item_separator, key_separator;
    Frame *frames;         /* the last one is what is written now */
    size_t depth, frames_capacity, depth_limit;
    size_t level;          /* how many of them indent what is in them: all but those of FRAME_DEFAULT */
    size_t noted;          /* how many frames an error is inside of, if not in all */
    unsigned long calls;   /* into Python, which may have changed what is being written */
    Buffer out;
    Frame frames_small[FRAMES_SMALL];
} Writer;

/* ---- frames.c */

/* Make room for another frame: 0, or -1 if that is too deep. */
int frames_grow(Writer *w);
/* Raise what is wrong with an object that contains itself: -1. */
int raise_circle(Writer *w);
/* The same for an object that need not come again while it is written, where it does: 0, or -1. */
int check_every_frame(Writer *w, HPy object);
/* Fetch the next items into an empty or outdated batch: how many, or -1. */
HPy_ssize_t fetch_items(Writer *w, Frame *frame);
/* Look whether a dict has got other keys, as there was a call into Python: 0, or -1 with RuntimeError. */
int check_size(Writer *w, Frame *frame);
/* Have the exception say in which containers it was raised. */
void add_notes(Writer *w);

/* ---- What is done for each container */

/* Whether the object is in a container that is in it. In a circle of plain containers all of them come again and again.
 * So it is enough to compare with one frame, that at the largest power of two: at least one round later it is seen.
 * What is made while it is written, by a method or the default function, need not come again: then all are compared. */
static inline int check_circle(Writer *w, HPy object, int exact)
{
    size_t power = 1;

    if (w->depth == 0 || !w->options->check_circular)
        return 0;
    if (!exact)
        return check_every_frame(w, object);
    while (power <= w->depth / 2)
        power *= 2;
    return HPy_Is(w->ctx, w->frames[power - 1].object, object) ? raise_circle(w) : 0;
}

/* A frame for 'object', whose handle it takes over, on top of the others; NULL on an error, with the handle left.
 * 'exact' says that it is a plain list, tuple or dict. */
static inline Frame *push_frame(Writer *w, FrameKind kind, HPy object, int exact)
{
    Frame *frame;

    if (check_circle(w, object, exact) < 0)
        return NULL;
    if ((w->depth >= w->depth_limit || w->depth == w->frames_capacity) && frames_grow(w) < 0)
        return NULL;
    frame = &w->frames[w->depth++];
    frame->kind = kind;
    frame->written = frame->fetched = frame->next = frame->ended = 0;
    frame->calls = w->calls;
    frame->position = 0;
    frame->object = object;
    frame->list = HPy_NULL;
    frame->key = HPy_NULL;
    return frame;
}

static inline void pop_frame(Writer *w)
{
    HPyContext *ctx = w->ctx;
    Frame *frame = &w->frames[--w->depth];

    HPy_CloseArray(ctx, frame->batch + frame->next, frame->fetched - frame->next);
    HPy_Close(ctx, frame->object);
    HPy_Close(ctx, frame->list);
    HPy_Close(ctx, frame->key);
}

#endif
