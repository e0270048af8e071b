/* The union of one thread: of every event the form that everybody takes, and of those that a
 * redaction is about, and of their edits, the form without words. See store_union.c. */
#include <string.h>

#include "review/store/store_internal.h"

/* An event's file, as each side has it. */
typedef struct {
    const char *id;
    const PsgTreeEntry *entries[2]; /* NULL: not there */
    PsgEvent *forms[2];             /* NULL also for what is no event */
    const PsgEvent *chosen;         /* NULL: no event */
    PsgEvent *redacted;             /* made here; NULL */
    git_oid blob;
} Row;

struct PsgThreadUnion {
    PsgStoreUnion *together;
    PsgPackReader *reader;
    PsgObjects *objects;
    char *thread; /* its id */
    GArray *rows; /* Row */
    GStringChunk *ids;
};

static void
row_clear(gpointer data)
{
    Row *row = data;
    psg_event_free(row->forms[0]);
    if (row->forms[1] != row->forms[0])
        psg_event_free(row->forms[1]);
    psg_event_free(row->redacted);
}

static char *
build_path(const PsgThreadUnion *joined, const char *id)
{
    const PsgEvent place = {.id = id, .thread = joined->thread};
    return psg_event_format_path(&place);
}

/* An event, with its body where its whole form matters. NULL, without an error, for what is none;
 * FALSE when git cannot read it. */
static gboolean
read_form(PsgThreadUnion *joined, const Row *row, guint side, gboolean is_whole, PsgEvent **form,
        GError **error)
{
    const char *bytes;
    gsize length;
    git_object_t type;
    g_autofree char *path = build_path(joined, row->id);
    *form = NULL;
    if (!psg_pack_reader_read(joined->reader, &row->entries[side]->oid, PSG_EVENT_SIZE_LIMIT,
                &bytes, &length, &type))
        return psg_store_fail_with_cause(error, "%s: this event cannot be read", path);
    if (bytes && type == GIT_OBJECT_BLOB)
        *form = is_whole ? psg_event_read(bytes, length, path, NULL)
                         : psg_event_read_head(bytes, length, path, NULL);
    return TRUE;
}

static gboolean
read_forms(PsgThreadUnion *joined, Row *row, GError **error)
{
    gboolean has_both = row->entries[0] && row->entries[1];
    gboolean is_same = has_both && git_oid_equal(&row->entries[0]->oid, &row->entries[1]->oid);
    for (guint side = 0; side < 2; side++) {
        if (side == 1 && is_same)
            row->forms[1] = row->forms[0];
        else if (row->entries[side] &&
                 !read_form(joined, row, side, has_both && !is_same, &row->forms[side], error))
            return FALSE;
    }
    return TRUE;
}

/* Which side's form everybody takes: an event before what is none, then the form that wins, then
 * that of the least number. */
static guint
choose_side(const Row *row)
{
    const PsgTreeEntry *const *entries = row->entries;
    if (!entries[0] || !entries[1])
        return entries[0] ? 0 : 1;
    if (!row->forms[0] != !row->forms[1])
        return row->forms[0] ? 0 : 1;
    int order = row->forms[0] ? psg_event_compare_forms(row->forms[0], row->forms[1]) : 0;
    if (order == 0)
        order = git_oid_cmp(&entries[0]->oid, &entries[1]->oid);
    return order <= 0 ? 0 : 1;
}

static gboolean
choose_form(PsgThreadUnion *joined, Row *row, GError **error)
{
    if (!read_forms(joined, row, error))
        return FALSE;
    guint side = choose_side(row);
    row->chosen = row->forms[side];
    git_oid_cpy(&row->blob, &row->entries[side]->oid);
    return TRUE;
}

/* --- Redactions in a thread --- */

/* A redaction and an event whose words it takes away. */
typedef struct {
    const char *redaction, *event;
} Taking;

static int
compare_takings(gconstpointer a, gconstpointer b)
{
    const Taking *left = a, *right = b;
    int order = strcmp(left->redaction, right->redaction);
    return order != 0 ? order : strcmp(left->event, right->event);
}

/* What the redactions of the thread say, and what forms without words say of redactions that may
 * not be here; the least redaction first. */
static GArray *
list_takings(const GArray *rows)
{
    GArray *takings = g_array_new(FALSE, FALSE, sizeof(Taking));
    for (guint i = 0; i < rows->len; i++) {
        const PsgEvent *event = g_array_index(rows, Row, i).chosen;
        Taking taking = {NULL, NULL};
        if (event && event->kind == PSG_EVENT_REDACT)
            taking = (Taking){event->id, event->to};
        else if (event && event->redacted)
            taking = (Taking){event->redacted, event->id};
        if (taking.event)
            g_array_append_val(takings, taking);
    }
    g_array_sort(takings, compare_takings);
    return takings;
}

/* An event's id -> the edits of it (GPtrArray of ids). */
static GHashTable *
list_edits(const GArray *rows)
{
    GHashTable *edits =
            g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < rows->len; i++) {
        const PsgEvent *event = g_array_index(rows, Row, i).chosen;
        if (!event || event->kind != PSG_EVENT_EDIT)
            continue;
        GPtrArray *of_event = g_hash_table_lookup(edits, event->to);
        if (!of_event) {
            of_event = g_ptr_array_new();
            g_hash_table_insert(edits, (gpointer)event->to, of_event);
        }
        g_ptr_array_add(of_event, (gpointer)event->id);
    }
    return edits;
}

/* Takes an event's words and those of its edits, and of theirs. */
static void
take_words(GHashTable *taken, GHashTable *edits, const Taking *taking)
{
    g_autoptr(GPtrArray) waiting = g_ptr_array_new();
    g_ptr_array_add(waiting, (gpointer)taking->event);
    while (waiting->len > 0) {
        const char *id = g_ptr_array_steal_index_fast(waiting, waiting->len - 1);
        if (g_hash_table_contains(taken, id))
            continue;
        g_hash_table_insert(taken, (gpointer)id, (gpointer)taking->redaction);
        const GPtrArray *of_event = g_hash_table_lookup(edits, id);
        for (guint i = 0; of_event && i < of_event->len; i++)
            g_ptr_array_add(waiting, of_event->pdata[i]);
    }
}

static void
redact_row(PsgThreadUnion *joined, Row *row, const char *redaction)
{
    row->redacted = psg_event_redact(row->chosen, redaction, NULL);
    GBytes *bytes = row->redacted ? psg_event_write(row->redacted, NULL) : NULL;
    if (bytes)
        psg_objects_add(joined->objects, GIT_OBJECT_BLOB, bytes, &row->blob);
}

/* Of several redactions of one event the least counts, in every clone. */
static void
apply_redactions(PsgThreadUnion *joined, GArray *rows)
{
    g_autoptr(GArray) takings = list_takings(rows);
    if (takings->len == 0)
        return;
    g_autoptr(GHashTable) edits = list_edits(rows);
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < takings->len; i++)
        take_words(taken, edits, &g_array_index(takings, Taking, i));
    for (guint i = 0; i < rows->len; i++) {
        Row *row = &g_array_index(rows, Row, i);
        const char *redaction = row->chosen && row->chosen->kind != PSG_EVENT_REDACT
                                        ? g_hash_table_lookup(taken, row->id)
                                        : NULL;
        if (redaction && g_strcmp0(row->chosen->redacted, redaction) != 0)
            redact_row(joined, row, redaction);
    }
}

/* --- A thread, to its end --- */

static void
note_words(PsgThreadUnion *joined, const Row *row)
{
    PsgStoreUnion *together = joined->together;
    const PsgEvent *now = row->redacted ? row->redacted : row->chosen;
    for (guint side = 0; side < 2; side++) {
        if (!row->entries[side])
            continue;
        if (!row->entries[1 - side])
            together->extra[side]++;
        if (!now || !now->redacted || (row->forms[side] && row->forms[side]->redacted))
            continue;
        PsgStoreFile file;
        g_strlcpy(file.thread, joined->thread, sizeof file.thread);
        g_strlcpy(file.id, row->id, sizeof file.id);
        git_oid_cpy(&file.blob, &row->entries[side]->oid);
        together->spoken[side]++;
        g_array_append_val(together->dropped, file);
    }
}

PsgThreadUnion *
psg_thread_union_new(
        PsgStoreUnion *together, PsgPackReader *reader, PsgObjects *objects, const char *thread)
{
    PsgThreadUnion *joined = g_new0(PsgThreadUnion, 1);
    *joined = (PsgThreadUnion){.together = together, .reader = reader, .objects = objects};
    joined->thread = g_strdup(thread);
    joined->rows = g_array_new(FALSE, FALSE, sizeof(Row));
    g_array_set_clear_func(joined->rows, row_clear);
    joined->ids = g_string_chunk_new(1024);
    return joined;
}

void
psg_thread_union_free(PsgThreadUnion *joined)
{
    if (!joined)
        return;
    g_array_unref(joined->rows);
    g_string_chunk_free(joined->ids);
    g_free(joined->thread);
    g_free(joined);
}

void
psg_thread_union_add(PsgThreadUnion *joined, const PsgTreeEntry *ours, const PsgTreeEntry *theirs)
{
    char id[PSG_EVENT_ID_LENGTH + 1];
    Row row = {.entries = {ours, theirs}};
    psg_store_is_event(ours ? ours : theirs, id);
    row.id = g_string_chunk_insert(joined->ids, id);
    g_array_append_val(joined->rows, row);
}

gboolean
psg_thread_union_finish(PsgThreadUnion *joined, PsgTreeList *out, GError **error)
{
    GArray *rows = joined->rows;
    for (guint i = 0; i < rows->len; i++)
        if (!choose_form(joined, &g_array_index(rows, Row, i), error))
            return FALSE;
    apply_redactions(joined, rows);
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = &g_array_index(rows, Row, i);
        g_autofree char *name = g_strconcat(row->id, ".md", NULL);
        psg_tree_list_append(out, PSG_MODE_FILE, name, &row->blob);
        note_words(joined, row);
    }
    return TRUE;
}
