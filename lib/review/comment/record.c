/* Making events of what people say. See record.h; the events' own rules are in event.h. */
#include "review/comment/record.h"

#include <string.h>

#include "review/review_error.h"

/* An event of the record, with the list of those it is after. */
typedef struct {
    PsgEvent event;
    const char **after, **tags;
} Item;

struct PsgRecord {
    const PsgReview *review;
    GStringChunk *strings;
    GPtrArray *items;    /* Item */
    GHashTable *heads;   /* thread -> GPtrArray of ids: what its next event is after */
    GHashTable *sources; /* source -> PsgEvent; NULL until asked for */
};

static void
item_free(gpointer data)
{
    Item *item = data;
    g_free(item->after);
    g_free(item->tags);
    g_free(item);
}

PsgRecord *
psg_record_new(const PsgReview *review)
{
    PsgRecord *record = g_new0(PsgRecord, 1);
    record->review = review;
    record->strings = g_string_chunk_new(4096);
    record->items = g_ptr_array_new_with_free_func(item_free);
    record->heads =
            g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    return record;
}

void
psg_record_free(PsgRecord *record)
{
    if (!record)
        return;
    g_clear_pointer(&record->sources, g_hash_table_unref);
    g_hash_table_unref(record->heads);
    g_ptr_array_unref(record->items);
    g_string_chunk_free(record->strings);
    g_free(record);
}

guint
psg_record_get_length(const PsgRecord *record)
{
    return record->items->len;
}

/* --- Making events --- */

static const char *
keep(PsgRecord *record, const char *text)
{
    return text ? g_string_chunk_insert(record->strings, text) : NULL;
}

static int
compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In order, each once. */
static void
keep_tags(PsgRecord *record, Item *item, const PsgContribution *said)
{
    item->tags = g_new(const char *, said->tag_count + 1);
    for (guint i = 0; i < said->tag_count; i++)
        item->tags[i] = keep(record, said->tags[i]);
    qsort(item->tags, said->tag_count, sizeof(char *), compare_texts);
    guint count = 0;
    for (guint i = 0; i < said->tag_count; i++)
        if (count == 0 || strcmp(item->tags[count - 1], item->tags[i]) != 0)
            item->tags[count++] = item->tags[i];
    item->event.tags = item->tags;
    item->event.tag_count = count;
}

static void
keep_target(PsgRecord *record, PsgEvent *event, const PsgEventTarget *on)
{
    event->has_target = TRUE;
    event->on = *on;
    event->on.document = keep(record, on->document);
    event->on.path = keep(record, on->path);
    event->on.commit = keep(record, on->commit);
    event->on.blob = keep(record, on->blob);
    event->on.exact = keep(record, on->exact);
    event->on.prefix = keep(record, on->prefix);
    event->on.suffix = keep(record, on->suffix);
    event->on.heading = keep(record, on->heading);
}

static Item *
make_item(PsgRecord *record, const PsgContribution *said, GError **error)
{
    gint64 at = said->at != 0 ? said->at : g_get_real_time() / G_USEC_PER_SEC;
    g_autofree char *id = psg_event_id_new(at, error);
    if (!id)
        return NULL;
    Item *item = g_new0(Item, 1);
    item->event = (PsgEvent){.kind = said->kind,
            .id = keep(record, id),
            .by = keep(record, said->by),
            .group = keep(record, said->group),
            .at = at,
            .remark = said->remark,
            .outcome = said->outcome,
            .to = keep(record, said->to),
            .session = keep(record, said->session),
            .commit = keep(record, said->commit),
            .replace = keep(record, said->replace),
            .source = keep(record, said->source)};
    item->event.body = keep(record, said->text ? said->text : "");
    item->event.body_length = strlen(item->event.body);
    keep_tags(record, item, said);
    return item;
}

/* Takes the item. What the store would not take is said now, while it is known who said it. */
static const char *
add_item(PsgRecord *record, Item *item, GError **error)
{
    PsgEvent *event = &item->event;
    g_autoptr(GBytes) bytes = psg_event_write(event, error);
    if (!bytes) {
        item_free(item);
        return NULL;
    }
    GPtrArray *heads = g_ptr_array_new();
    g_ptr_array_add(heads, (gpointer)event->id);
    g_hash_table_replace(record->heads, (gpointer)event->thread, heads);
    g_ptr_array_add(record->items, item);
    if (record->sources && event->source)
        g_hash_table_insert(record->sources, (gpointer)event->source, event);
    return event->id;
}

const char *
psg_record_begin(
        PsgRecord *record, const PsgContribution *said, const PsgEventTarget *on, GError **error)
{
    Item *item = make_item(record, said, error);
    if (!item)
        return NULL;
    item->event.thread = item->event.id;
    keep_target(record, &item->event, on);
    return add_item(record, item, error);
}

/* What the next event of a thread is after (ids); NULL when there is no such thread. `id` is set to
 * the thread's. */
static const GPtrArray *
find_heads(const PsgRecord *record, const char **id, GError **error)
{
    const GPtrArray *heads = g_hash_table_lookup(record->heads, *id);
    if (heads)
        return heads;
    const PsgThread *thread = psg_review_find_thread(record->review, *id, error);
    if (!thread)
        return NULL;
    *id = thread->id;
    heads = g_hash_table_lookup(record->heads, *id);
    if (heads)
        return heads;
    GPtrArray *listed = psg_thread_list_heads(thread);
    g_hash_table_insert(record->heads, (gpointer)thread->id, listed);
    return listed;
}

const char *
psg_record_add(PsgRecord *record, const char *thread, const PsgContribution *said, GError **error)
{
    const GPtrArray *heads = find_heads(record, &thread, error);
    Item *item = heads ? make_item(record, said, error) : NULL;
    if (!item)
        return NULL;
    item->event.thread = keep(record, thread);
    item->after = g_new(const char *, heads->len);
    for (guint i = 0; i < heads->len; i++)
        item->after[i] = heads->pdata[i];
    item->event.after = item->after;
    item->event.after_count = heads->len;
    return add_item(record, item, error);
}

/* --- Sources --- */

static void
list_sources(PsgRecord *record)
{
    guint count;
    const PsgThread *threads = psg_threads_get(psg_review_get_threads(record->review), &count);
    record->sources = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < count; i++) {
        for (guint k = 0; k < threads[i].step_count; k++) {
            const PsgEvent *event = threads[i].steps[k].event;
            if (event->source)
                g_hash_table_insert(record->sources, (gpointer)event->source, (gpointer)event);
        }
    }
    for (guint i = 0; i < record->items->len; i++) {
        const PsgEvent *event = &((const Item *)record->items->pdata[i])->event;
        if (event->source)
            g_hash_table_insert(record->sources, (gpointer)event->source, (gpointer)event);
    }
}

const char *
psg_record_find_source(const PsgRecord *record, const char *source, const char **thread)
{
    if (!record->sources)
        list_sources((PsgRecord *)record);
    const PsgEvent *event = g_hash_table_lookup(record->sources, source);
    if (event && thread)
        *thread = event->thread;
    return event ? event->id : NULL;
}

/* --- Storing --- */

static const PsgEvent **
list_events(const PsgRecord *record)
{
    const PsgEvent **events = g_new(const PsgEvent *, record->items->len);
    for (guint i = 0; i < record->items->len; i++)
        events[i] = &((const Item *)record->items->pdata[i])->event;
    return events;
}

gboolean
psg_record_store(PsgRecord *record, GError **error)
{
    g_autofree const PsgEvent **events = list_events(record);
    return record->items->len == 0 || psg_store_append(psg_review_get_store(record->review), events,
                                              record->items->len, error);
}

gboolean
psg_record_redact(PsgRecord *record, PsgStoreMerged *merged, GError **error)
{
    g_autofree const PsgEvent **events = list_events(record);
    return psg_store_redact(
            psg_review_get_store(record->review), events, record->items->len, merged, error);
}
