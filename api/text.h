/* Text and bytes: making, taking apart, comparing, access by kind, paths. A part of context.h, whose head explains the entries; minor version 2. */
