/* Exceptions: the raised and the handled one, their chain, warnings, tracebacks. A part of context.h, whose head explains the entries; minor version 2. */
