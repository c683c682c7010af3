/* Numbers: ints of any size, floats, complex numbers, operators. A part of context.h, whose head explains the entries; minor version 2. */
