/* Containers: dict, list, tuple, set, mapping, attributes and items that may be absent, iteration. A part of context.h, whose head explains the entries; minor version 2. */
