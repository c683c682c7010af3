/* Memory that is given to the extension to be written to, with a guard behind it that tells of writing too much. */
#include "guarded.h"

#define GUARD 32
#define GUARD_BYTE 0xFB
#define FRESH_BYTE 0xCD /* what nobody has written is the same each time */

int debug_guarded_resize(DebugGuarded *memory, size_t size)
{
    size_t room = memory->room;

    if (size > (size_t)HPY_SSIZE_T_MAX / 2 - GUARD)
        return 0;
    if (memory->data == NULL || size + GUARD > room) {
        char *data;
        room = size + size / 2 + GUARD;
        data = (char *)realloc(memory->data, room);
        if (data == NULL)
            return 0;
        memory->data = data;
        memory->room = room;
    }
    if (size > memory->size)
        memset(memory->data + memory->size, FRESH_BYTE, size - memory->size);
    memory->size = size;
    memset(memory->data + size, GUARD_BYTE, GUARD);
    return 1;
}

int debug_guarded_check(DebugGuarded *memory)
{
    size_t i;

    for (i = 0; memory->data != NULL && i < GUARD; i++) {
        if ((unsigned char)memory->data[memory->size + i] != GUARD_BYTE) {
            memset(memory->data + memory->size, GUARD_BYTE, GUARD);
            return 0;
        }
    }
    return 1;
}

void debug_guarded_free(DebugGuarded *memory)
{
    free(memory->data);
    memset(memory, 0, sizeof(*memory));
}
