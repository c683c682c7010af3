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

#define BATCH 16        /* items that are fetched at once */
#define PAIRS (BATCH / 2)  /* keys and values of a dict that are */

/* What is being written. All handles are its own. */
typedef struct {
    FrameKind kind;
    int written;           /* whether an item of it has been */
    int fetched, next;     /* how many items are in 'batch', and which one is next */
    int ended;             /* whether there are no others */
    unsigned long calls;   /* Writer.calls when they were fetched */
    HPy_ssize_t position;  /* of the first of 'batch' in a list; of a dict what HPyDict_NextItems says */
    HPy_ssize_t size;      /* of a dict, when it was begun */
    HPy_ssize_t taken;     /* how many of its pairs have been fetched */
    HPy object;
    HPy list;              /* of FRAME_ITEMS */
    HPy key;               /* of FRAME_ITEMS, the current one */
    HPy batch[BATCH];      /* of a dict PAIRS keys, and the values behind them */
} Frame;

#define FRAMES_SMALL 8
#define DEPTH_UNASKED 64  /* this deep without asking Python how deep it may be */

/* A text that is written often. */
typedef struct {
    const void *data;
    size_t length;
    int kind;
    uint32_t seen;
    int open;  /* whether 'view' must be released */
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

/* A frame for 'object' on top of the others, or NULL. 'exact' says that it is a plain list, tuple or dict. */
Frame *push_frame(Writer *w, FrameKind kind, HPy object, int exact);
void pop_frame(Writer *w);
void close_frames(Writer *w);
/* Fetch the next items into an empty or outdated batch: how many, or -1. */
HPy_ssize_t fetch_items(Writer *w, Frame *frame);
HPy_ssize_t fetch_pairs(Writer *w, Frame *frame);
/* Have the exception say in which containers it was raised. */
void add_notes(Writer *w);

#endif
