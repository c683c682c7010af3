/* Making the objects that a layer hands to Python: reports, findings, options.
 *
 * A value that goes into another is taken over, and may be HPy_NULL where making it failed: that exception stays.
 * So calls can be nested, and either each result is looked at, or HPyErr_Occurred() at the end.
 */
#ifndef HPY_LAYERS_OBJECTS_H
#define HPY_LAYERS_OBJECTS_H

#include "layer.h"

/* A name that the author of a binary chose, as a str: what is no UTF-8 is escaped. New handle, or HPy_NULL. */
_HPy_HIDDEN HPy layer_text(HPyContext *ctx, const char *text);

/* The same, or None for NULL. */
_HPy_HIDDEN HPy layer_text_or_none(HPyContext *ctx, const char *text);

/* An int. */
_HPy_HIDDEN HPy layer_address(HPyContext *ctx, const void *address);

/* A tuple of the items, which are taken over; HPy_NULL when one of them is. */
_HPy_HIDDEN HPy layer_pack(HPyContext *ctx, HPy *items, size_t n);

/* Add an item to a list, a value to a dict. 0, or -1 with an exception set, also where 'list' or 'dict' is HPy_NULL. */
_HPy_HIDDEN int layer_append(HPyContext *ctx, HPy list, HPy item);
_HPy_HIDDEN int layer_put(HPyContext *ctx, HPy dict, const char *key, HPy value);
_HPy_HIDDEN int layer_put_text(HPyContext *ctx, HPy dict, const char *key, const char *text);

/* 'container' if all went well, or HPy_NULL for a status below 0, and it is closed. */
_HPy_HIDDEN HPy layer_finished(HPyContext *ctx, HPy container, int status);

#endif /* HPY_LAYERS_OBJECTS_H */
