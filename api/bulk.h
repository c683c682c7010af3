/* Bulk access: many items in one call. A part of context.h, whose head explains the entries; minor version 2. */
