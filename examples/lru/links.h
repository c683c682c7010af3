/* The circle of links that lru.c keeps results on: the links are objects, and know their neighbours by fields. While the
 * circle changes no other code runs, and each link is kept by its neighbours, so that their handles are borrowed. */
#ifndef LINKS_H
#define LINKS_H

#include "hpy.h"

/* A result, on the circle of a cache: from the root on by 'next' from the one that has not been used for longest. One
 * that is on no circle has two empty fields there. */
typedef struct {
    HPyField previous, next, key, result;
    uint64_t use; /* the number of the last use that has moved it */
} Link;

HPyType_HELPERS(Link)

static HPyGlobal link_type;

/* Make one circle of two, or two of one: what follows 'a' and what follows 'b' change places. Fields are swapped, so
 * no count of references changes. 'a_next' and 'b_next' are what follows them now. */
static inline void splice(HPyContext *ctx, HPy a, HPy a_next, HPy b, HPy b_next)
{
    HPyField_Swap(ctx, a, &Link_AsStruct(ctx, a)->next, b, &Link_AsStruct(ctx, b)->next);
    HPyField_Swap(ctx, a_next, &Link_AsStruct(ctx, a_next)->previous, b_next, &Link_AsStruct(ctx, b_next)->previous);
}

/* A link that is a circle of its own. */
static HPy new_link(HPyContext *ctx)
{
    HPy type = HPyGlobal_Load(ctx, link_type);
    Link *link;
    HPy h_link = HPy_New(ctx, type, &link);

    HPy_Close(ctx, type);
    if (HPy_IsNull(h_link))
        return HPy_NULL;
    HPyField_Store(ctx, h_link, &link->previous, h_link);
    HPyField_Store(ctx, h_link, &link->next, h_link);
    return h_link;
}

/* Put a link that is a circle of its own in front of the root: it was used last. */
static inline void append(HPyContext *ctx, HPy root, HPy h_link)
{
    HPy last = HPyField_Borrow(ctx, root, &Link_AsStruct(ctx, root)->previous);

    splice(ctx, last, root, h_link, h_link);
    HPy_EndBorrow(ctx, last);
}

/* Take a link out: it is a circle of its own. */
static inline void detach(HPyContext *ctx, HPy h_link)
{
    Link *link = Link_AsStruct(ctx, h_link);
    HPy previous = HPyField_Borrow(ctx, h_link, &link->previous), next = HPyField_Borrow(ctx, h_link, &link->next);

    splice(ctx, previous, h_link, h_link, next);
    HPy_EndBorrow(ctx, previous);
    HPy_EndBorrow(ctx, next);
}

/* Break the circle of a link that is alone: it would keep itself. */
static void release(HPyContext *ctx, HPy h_link)
{
    HPyField_ClearN(ctx, h_link, &Link_AsStruct(ctx, h_link)->previous, 2);
}

/* Take the link behind the root out, which is a circle of its own then: HPy_NULL when there is none. */
static HPy detach_first(HPyContext *ctx, HPy root)
{
    HPy first = HPyField_Load(ctx, root, Link_AsStruct(ctx, root)->next);

    if (HPy_Is(ctx, first, root)) {
        HPy_Close(ctx, first);
        return HPy_NULL;
    }
    detach(ctx, first);
    return first;
}

/* Take a whole circle apart. Links that others keep are on none then. */
static void break_circle(HPyContext *ctx, HPy root)
{
    HPy first;

    while (!HPy_IsNull(first = detach_first(ctx, root))) {
        release(ctx, first);
        HPy_Close(ctx, first);
    }
    release(ctx, root);
}

#endif
