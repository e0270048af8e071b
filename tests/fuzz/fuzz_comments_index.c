/* The file that keeps the list of the comments, with a checksum that fits whatever bytes there are:
 * what is taken must be whole, and every text and id in it must lead somewhere. */
#include <string.h>

#include "fuzz.h"
#include "kept_file.h"
#include "review/store/store_internal.h"

static gsize
measure(const char *text)
{
    return text ? strlen(text) : 0;
}

static gsize
visit(const PsgEvent *event)
{
    gsize letters = measure(event->by) + measure(event->group) + measure(event->session) +
                    measure(event->replace) + measure(event->source) + measure(event->commit) +
                    measure(event->on.path) + measure(event->on.exact) +
                    measure(event->on.heading) + measure(event->on.prefix) +
                    measure(event->on.suffix) + measure(event->on.document);
    if (strlen(event->id) != PSG_EVENT_ID_LENGTH || strlen(event->thread) != PSG_EVENT_ID_LENGTH)
        psg_fuzz_fail("an id has not the length of one");
    for (guint i = 0; i < event->after_count; i++)
        letters += strlen(event->after[i]);
    for (guint i = 0; i < event->tag_count; i++)
        letters += strlen(event->tags[i]);
    g_autofree char *path = psg_event_format_path(event);
    g_autoptr(GBytes) bytes = psg_event_write(event, NULL);
    return letters;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree guint8 *copy = kept_file_copy(data, size);
    g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&copy), size);
    g_autoptr(PsgEventList) list = psg_index_read(bytes);
    if (!list)
        return 0;
    gsize letters = 0;
    for (guint i = 0; i < list->count; i++)
        letters += visit(&list->events[i]);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    psg_event_list_report(list, findings);
    if (letters > G_MAXSIZE / 2)
        psg_fuzz_fail("the texts are longer than memory");
    return 0;
}
