/* Storing events that come back from annotations, as they were. See annotation.h. */
#include <string.h>

#include "review/exchange/annotation.h"
#include "review/review_error.h"

typedef struct {
    PsgStore *store;
    PsgEventList *list;
    GHashTable *stored;  /* id -> PsgEvent */
    GHashTable *threads; /* ids of threads that are begun: stored, or in the file (a set) */
    GHashTable *read;    /* id -> PsgEvent: taken from the file so far */
    GPtrArray *fresh;    /* PsgEvent: to be stored */
} Restore;

static void
restore_clear(Restore *restore)
{
    g_clear_pointer(&restore->fresh, g_ptr_array_unref);
    g_clear_pointer(&restore->read, g_hash_table_unref);
    g_clear_pointer(&restore->threads, g_hash_table_unref);
    g_clear_pointer(&restore->stored, g_hash_table_unref);
    g_clear_pointer(&restore->list, psg_event_list_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Restore, restore_clear)

static gboolean
load(Restore *restore, const PsgReview *review, const PsgAnnotations *annotations, GError **error)
{
    guint count = 0;
    restore->store = psg_review_get_store(review);
    restore->stored = g_hash_table_new(g_str_hash, g_str_equal);
    restore->threads = g_hash_table_new(g_str_hash, g_str_equal);
    restore->read = g_hash_table_new(g_str_hash, g_str_equal);
    restore->fresh = g_ptr_array_new();
    restore->list = psg_store_list(restore->store, error);
    if (!restore->list)
        return FALSE;
    const PsgEvent *events = psg_event_list_get_events(restore->list, &count);
    for (guint i = 0; i < count; i++) {
        g_hash_table_insert(restore->stored, (char *)events[i].id, (PsgEvent *)&events[i]);
        g_hash_table_add(restore->threads, (char *)events[i].thread);
    }
    for (guint i = 0; i < annotations->events->len; i++) {
        const PsgAnnotatedEvent *read = annotations->events->pdata[i];
        if (read->event && !read->is_derived && psg_event_kind_begins(read->event->kind))
            g_hash_table_add(restore->threads, (char *)read->event->thread);
    }
    return TRUE;
}

static gboolean
is_same(const PsgEvent *a, const PsgEvent *b)
{
    return psg_event_compare_forms(a, b) == 0;
}

static void
refuse(PsgImportRow *row, const char *message)
{
    row->fate = PSG_IMPORT_REFUSED;
    row->message = g_strdup(message);
}

/* An event whose id is there already. FALSE when the stored one cannot be read. */
static gboolean
compare_with_stored(const Restore *restore, const PsgEvent *event, const PsgEvent *stored,
        PsgImportRow *row, GError **error)
{
    row->fate = PSG_IMPORT_KNOWN;
    if (stored->redacted) {
        if (!event->redacted)
            row->message = g_strdup("its words were taken away since, and stay away");
        return TRUE;
    }
    g_autoptr(PsgEvent) full = psg_store_read(restore->store, restore->list, stored, error);
    if (!full)
        return FALSE;
    if (is_same(full, event))
        return TRUE;
    refuse(row, event->redacted ? "its words were taken away where this was exported, and are "
                                  "still here; \"plainsong redact\" takes them away here too"
                                : "an event with this id is stored that says something else; "
                                  "events never change");
    return TRUE;
}

static gboolean
restore_event(Restore *restore, const PsgAnnotatedEvent *read, PsgImportRow *row, GError **error)
{
    const PsgEvent *event = read->event;
    if (!event) {
        refuse(row, read->problem);
        return TRUE;
    }
    const PsgEvent *stored = g_hash_table_lookup(restore->stored, event->id);
    const PsgEvent *above = g_hash_table_lookup(restore->read, event->id);
    if (read->is_derived) {
        row->fate = PSG_IMPORT_KNOWN;
        row->message = g_strdup("a commit of the text says this, wherever that is");
    } else if (stored) {
        if (!compare_with_stored(restore, event, stored, row, error))
            return FALSE;
    } else if (above && is_same(above, event)) {
        row->fate = PSG_IMPORT_KNOWN;
    } else if (above) {
        refuse(row, "the file has an event with this id that says something else");
    } else if (!g_hash_table_contains(restore->threads, event->thread)) {
        refuse(row, "the thread that this belongs to is neither in the file nor here");
    } else {
        row->fate = PSG_IMPORT_NEW;
        g_hash_table_insert(restore->read, (char *)event->id, (PsgEvent *)event);
        g_ptr_array_add(restore->fresh, (PsgEvent *)event);
    }
    if (row->fate != PSG_IMPORT_REFUSED) {
        row->thread = g_strdup(event->thread);
        row->by = g_strdup(event->by);
    }
    if (row->fate != PSG_IMPORT_REFUSED && event->on.path)
        row->place = g_strdup(event->on.path);
    return TRUE;
}

static void
row_free(gpointer row)
{
    psg_import_row_free(row);
}

GPtrArray *
psg_annotations_restore(const PsgReview *review, const PsgAnnotations *annotations,
        gboolean is_dry_run, GError **error)
{
    g_auto(Restore) restore = {0};
    const PsgPackage *package = psg_review_get_package(review);
    if (!load(&restore, review, annotations, error))
        return NULL;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
    for (guint i = 0; i < annotations->events->len; i++) {
        const PsgAnnotatedEvent *read = annotations->events->pdata[i];
        PsgImportRow *row = g_new0(PsgImportRow, 1);
        row->item = read->item;
        g_ptr_array_add(rows, row);
        if (!restore_event(&restore, read, row, error))
            return NULL;
        row->is_new_person =
                row->fate == PSG_IMPORT_NEW && !psg_package_find_contributor(package, row->by);
        row->group = row->fate == PSG_IMPORT_NEW ? g_strdup(read->event->group) : NULL;
    }
    if (!is_dry_run && restore.fresh->len > 0 &&
            !psg_store_append(restore.store, (const PsgEvent *const *)restore.fresh->pdata,
                    restore.fresh->len, error))
        return NULL;
    return g_steal_pointer(&rows);
}
