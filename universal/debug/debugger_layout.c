/* For debuggers: where the records of handles are, and what they look like.
 *
 * hpy.universal is shipped without debug information, and in a core dump nothing can be called. So its symbol
 * hpy_debugger_layout leads to names and numbers, which the printers in hpy/debuggers read; these need not be of the
 * same release.
 */
#include "debugger_layout.h"

#define FIELDS(FIELD) \
    FIELD(DebugRecord, bits) FIELD(DebugRecord, inner) FIELD(DebugRecord, context) FIELD(DebugRecord, flags) \
    FIELD(DebugRecord, opened_at) FIELD(DebugRecord, closed_at) FIELD(DebugRecord, function) \
    FIELD(DebugRecord, extra) \
    FIELD(DebugExtra, room) FIELD(DebugExtra, n_opened) FIELD(DebugExtra, n_closed) FIELD(DebugExtra, frames) \
    FIELD(DebugContext, inner) FIELD(DebugContext, layer) FIELD(DebugContext, function) \
    FIELD(DebugContext, n_open) FIELD(DebugContext, left) \
    FIELD(DebugLayer, base) FIELD(DebugLayer, leaked) FIELD(DebugLayer, module) \
    FIELD(DebugTable, chunks) FIELD(DebugTable, n_indices)

#define NUMBERS(NUMBER) \
    NUMBER(DEBUG_HANDLE) NUMBER(DEBUG_ARGUMENT) NUMBER(DEBUG_CONSTANT) NUMBER(DEBUG_BUFFER) NUMBER(DEBUG_BORROWED) \
    NUMBER(DEBUG_LIST_BUILDER) NUMBER(DEBUG_TUPLE_BUILDER) NUMBER(DEBUG_TEXT_BUILDER) NUMBER(DEBUG_BYTES_BUILDER) \
    NUMBER(DEBUG_TRACKER) NUMBER(DEBUG_TEXT_VIEW) NUMBER(DEBUG_NUMBER_VIEW) NUMBER(DEBUG_RECURSION) \
    NUMBER(DEBUG_REPR) NUMBER(DEBUG_KIND_MASK) NUMBER(DEBUG_KEEPS) NUMBER(DEBUG_IS_BUILDER) \
    NUMBER(DEBUG_GENERATION_SHIFT) NUMBER(DEBUG_INDEX_BITS) NUMBER(DEBUG_CHUNK) NUMBER(DEBUG_MAX_FRAMES)

#define FIELD_NAME(STRUCT, MEMBER) #STRUCT "." #MEMBER " "
#define FIELD_NUMBER(STRUCT, MEMBER) (uint32_t)offsetof(STRUCT, MEMBER),
#define NUMBER_NAME(NAME) #NAME " "
#define NUMBER_NUMBER(NAME) (uint32_t)(NAME),

static const char names[] = FIELDS(FIELD_NAME) NUMBERS(NUMBER_NAME) "DebugRecord";
static const uint32_t numbers[] = {FIELDS(FIELD_NUMBER) NUMBERS(NUMBER_NUMBER)(uint32_t)sizeof(DebugRecord)};

const DebuggerLayout hpy_debugger_layout = {names, numbers, &debug_table};
