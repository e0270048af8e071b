/* The reader of annotations: it never breaks, makes whole items, and takes for events of ours only
 * what keeps their rules. */
#include <string.h>

#include "fuzz.h"
#include "review/exchange/annotation.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgAnnotations) annotations = psg_annotations_read((const char *)data, size, &error);
    if (!annotations == !error)
        psg_fuzz_fail("annotations or an error, and never both");
    for (guint i = 0; annotations && i < annotations->items->len; i++) {
        const PsgImportItem *item = annotations->items->pdata[i];
        if (!item->label || !item->text || !item->source || !item->tags || item->at < 0)
            psg_fuzz_fail("an item is not whole");
    }
    for (guint i = 0; annotations && i < annotations->events->len; i++) {
        const PsgAnnotatedEvent *read = annotations->events->pdata[i];
        if (!read->item->label || !read->event == !read->problem)
            psg_fuzz_fail("an event or a problem, and never both");
        g_autoptr(GBytes) bytes = read->event ? psg_event_write(read->event, NULL) : NULL;
        if (read->event && !bytes)
            psg_fuzz_fail("an event that breaks its rules");
    }
    return 0;
}
