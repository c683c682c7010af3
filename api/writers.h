/* Builders of text and bytes. A part of context.h, whose head explains the entries; minor version 2. */
