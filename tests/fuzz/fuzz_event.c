/* The reader of events: it never breaks, what it takes is written and read again as the same, and
 * the small reader agrees with the one for any YAML. */
#include <string.h>

#include "fuzz.h"
#include "review/event/event.h"

#define THREAD "20261123T141503Z-7fk2m9qx0c"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"threads/7f/" THREAD "/" THREAD ".md",
            "threads/7f/" THREAD "/20261124T090210Z-p3d8w1yh5n.md"};
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PsgEvent) event = psg_event_read((const char *)data, size, paths[i], &error);
        if (!event == !error)
            psg_fuzz_fail("an event or an error, and never both");
        if (!event)
            continue;
        g_autoptr(GBytes) bytes = psg_event_write(event, NULL);
        if (!bytes && size < PSG_EVENT_HEAD_LIMIT / 4)
            psg_fuzz_fail("an event that was read cannot be written");
        if (!bytes)
            continue;
        g_autoptr(PsgEvent) again = psg_event_read(
                g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), paths[i], NULL);
        g_autoptr(GBytes) twice = again ? psg_event_write(again, NULL) : NULL;
        if (!twice || !g_bytes_equal(bytes, twice))
            psg_fuzz_fail("what was written is read otherwise");
        /* With a comment in it no text is as the writer writes it. */
        g_autoptr(GString) odd =
                g_string_new_len(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
        g_string_insert(odd, 4, "# odd\n");
        g_autoptr(PsgEvent) slow = psg_event_read(odd->str, odd->len, paths[i], NULL);
        g_autoptr(GBytes) same = slow ? psg_event_write(slow, NULL) : NULL;
        if (odd->len < PSG_EVENT_HEAD_LIMIT && (!same || !g_bytes_equal(bytes, same)))
            psg_fuzz_fail("the two readers differ");
    }
    return 0;
}
