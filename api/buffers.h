/* Buffers: the memory of other objects, memoryview, bytearray. A part of context.h, whose head explains the entries; minor version 2. */
