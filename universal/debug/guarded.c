/* Memory that a builder gives to the extension to be written to. */
#include "guarded.h"
#include "regions.h"

#define GUARD 32
#define GUARD_BYTE 0xFB
#define FRESH_BYTE 0xCD /* what nobody has written is the same each time */
#define PAGE 4096       /* about: memory grows within its pages, if there is room, without being moved */

/* Memory of 'room' bytes or more in place of what there is. */
static int move(DebugContext *c, DebugRecord *record, DebugGuarded *memory, size_t room)
{
    size_t whole = (room + PAGE - 1) / PAGE * PAGE;
    char *data = memory->data == NULL ? debug_give_to_write(c, record, whole) : NULL;
    int is_own = data == NULL;

    if (is_own) {
        whole = room + room / 2;
        data = (char *)malloc(whole);
        if (data == NULL)
            return 0;
    }
    if (memory->data != NULL) {
        memcpy(data, memory->data, memory->size);
        if (memory->is_own)
            free(memory->data);
        else
            debug_memory_moved(record);
    }
    memory->data = data;
    memory->room = whole;
    memory->is_own = is_own;
    return 1;
}

int debug_guarded_resize(DebugContext *c, DebugRecord *record, DebugGuarded *memory, size_t size)
{
    if (size > (size_t)HPY_SSIZE_T_MAX / 2 - GUARD)
        return 0;
    if ((memory->data == NULL || size + GUARD > memory->room) && !move(c, record, memory, size + GUARD))
        return 0;
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
    if (memory->is_own)
        free(memory->data);
    memset(memory, 0, sizeof(*memory));
}
