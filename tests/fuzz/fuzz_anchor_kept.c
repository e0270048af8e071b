/* The file that keeps where anchors were, with a checksum that fits whatever bytes there are: what
 * is taken must be whole, and be written as it was read. */
#include <string.h>

#include "fuzz.h"
#include "kept_file.h"
#include "review/anchor/anchor_internal.h"

/* The anchors that the kept corpus is of. */
static const PsgAnchor anchors[] = {
        {.commit = "1111111111111111111111111111111111111111",
                .path = "a.md",
                .start = 2,
                .end = 9},
        {.commit = "1111111111111111111111111111111111111111",
                .path = "a.md",
                .kind = PSG_ANCHOR_ON_HEADING,
                .heading = "tools"},
        {.commit = "2222222222222222222222222222222222222222",
                .path = "b.md",
                .kind = PSG_ANCHOR_ON_FILE},
};

/* Every place must lead somewhere. */
static void
visit(const PsgAnchorTable *table)
{
    gsize letters = 0;
    for (gsize i = 0; i < (gsize)table->commits->len * table->count; i++)
        if (table->places[i] < PSG_PLACE_NOT_KNOWN) {
            const PsgAnchorState *state = psg_anchor_table_get_state(table, table->places[i]);
            letters += strlen(state->path->text);
            if (state->start > state->end || state->status > PSG_ANCHOR_UNKNOWN)
                psg_fuzz_fail("a place cannot be");
        }
    if (letters > G_MAXSIZE / 2 ||
            !psg_anchor_table_get_row(table, psg_anchor_table_get_last(table)))
        psg_fuzz_fail("the last commit has no places");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree guint8 *bytes = kept_file_copy(data, size);
    PsgAnchorSource source = {
            .paths = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free)};
    g_mutex_init(&source.lock);
    PsgAnchorTable *table =
            psg_anchor_table_read(bytes, size, anchors, G_N_ELEMENTS(anchors), &source);
    if (table) {
        visit(table);
        g_autoptr(GBytes) written = psg_anchor_table_write(table, anchors);
        gsize length;
        const void *again_bytes = g_bytes_get_data(written, &length);
        PsgAnchorTable *again =
                psg_anchor_table_read(again_bytes, length, anchors, G_N_ELEMENTS(anchors), &source);
        if (!again || again->commits->len != table->commits->len)
            psg_fuzz_fail("what was read is written otherwise");
        visit(again);
        psg_anchor_table_free(again);
        psg_anchor_table_free(table);
    }
    g_mutex_clear(&source.lock);
    g_hash_table_unref(source.paths);
    return 0;
}
