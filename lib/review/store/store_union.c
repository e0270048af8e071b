/* The union of two states of the branch: the files of both. Where a folder is the same on both
 * sides it is not entered, and where one side has it alone it is taken as it is. A thread that
 * differs is read, since a redaction on one side takes words away that came from the other. The
 * union is the same whichever side comes first and in whatever order many are joined, so that
 * clones that have heard of the same events have the same bytes. See store_internal.h. */
#include <string.h>

#include "review/store/store_internal.h"

/* How deep a folder lies. */
typedef enum { ROOT, THREADS, FAN, THREAD } Level;

typedef struct {
    PsgStoreUnion *together;
    PsgPackReader *reader;
    PsgObjects *objects;
    char fan[3]; /* the folders that are being joined */
    char thread[PSG_EVENT_ID_LENGTH + 1];
} Work;

void
psg_store_union_init(PsgStoreUnion *together)
{
    *together = (PsgStoreUnion){.dropped = g_array_new(FALSE, FALSE, sizeof(PsgStoreFile))};
}

void
psg_store_union_clear(PsgStoreUnion *together)
{
    g_array_unref(together->dropped);
}

/* --- Folders as they should be --- */

/* What git itself would not take from others. */
static gboolean
is_proper(const PsgTreeEntry *entry)
{
    static const guint modes[] = {PSG_MODE_FOLDER, PSG_MODE_FILE, 0100755, 0120000, 0160000};
    const char *name = entry->name;
    gboolean is_known = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(modes); i++)
        is_known = is_known || entry->mode == modes[i];
    return is_known && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
           g_ascii_strcasecmp(name, ".git") != 0;
}

/* TRUE for what Plainsong itself puts into a folder of this level. */
static gboolean
is_ours(const Work *work, Level level, const PsgTreeEntry *entry)
{
    char id[PSG_EVENT_ID_LENGTH + 1];
    switch (level) {
    case ROOT:
        return entry->mode == PSG_MODE_FOLDER && strcmp(entry->name, "threads") == 0;
    case THREADS:
        return psg_store_is_fan(entry);
    case FAN:
        return psg_store_is_thread(entry, work->fan);
    case THREAD:
        return psg_store_is_event(entry, id);
    }
    return FALSE;
}

/* Loads a folder, whoever made it: in git's order, and each name once, ours before what is not. */
static gboolean
load_folder(Work *work, Level level, PsgTreeList *list, const git_oid *oid, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(PsgTreeEntry));
    if (!psg_tree_list_load(list, work->reader, oid, error))
        return FALSE;
    psg_tree_list_sort(list);
    for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; i < list->entries->len; i++) {
            const PsgTreeEntry *entry = &g_array_index(list->entries, PsgTreeEntry, i);
            if (is_ours(work, level, entry) == (pass == 0) && is_proper(entry) &&
                    g_hash_table_add(seen, (gpointer)entry->name))
                g_array_append_vals(kept, entry, 1);
        }
    g_array_set_size(list->entries, 0);
    g_array_append_vals(list->entries, kept->data, kept->len);
    psg_tree_list_sort(list);
    return TRUE;
}

/* --- Counting what one side has alone --- */

static gboolean count_folder(
        Work *work, Level level, const git_oid *oid, guint *count, GError **error);

static gboolean
count_entry(Work *work, Level level, const PsgTreeEntry *entry, guint *count, GError **error)
{
    if (!is_ours(work, level, entry))
        return TRUE;
    if (level == THREAD) {
        *count += 1;
        return TRUE;
    }
    if (level == THREADS)
        g_strlcpy(work->fan, entry->name, sizeof work->fan);
    return count_folder(work, level + 1, &entry->oid, count, error);
}

static gboolean
count_folder(Work *work, Level level, const git_oid *oid, guint *count, GError **error)
{
    g_auto(PsgTreeList) list;
    psg_tree_list_init(&list);
    if (!psg_tree_list_load(&list, work->reader, oid, error))
        return FALSE;
    for (guint i = 0; i < list.entries->len; i++)
        if (!count_entry(work, level, &g_array_index(list.entries, PsgTreeEntry, i), count, error))
            return FALSE;
    return TRUE;
}

gboolean
psg_store_count_events(PsgPackReader *reader, const git_oid *root, guint *count, GError **error)
{
    Work work = {.reader = reader};
    *count = 0;
    return count_folder(&work, ROOT, root, count, error);
}

/* --- A thread --- */

/* An event's file, as each side has it. */
typedef struct {
    const char *id;
    const PsgTreeEntry *entries[2]; /* NULL: not there */
    PsgEvent *forms[2];             /* NULL also for what is no event */
    const PsgEvent *chosen;         /* NULL: no event */
    PsgEvent *redacted;             /* made here; NULL */
    git_oid blob;
} Row;

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
build_path(const Work *work, const char *id)
{
    const PsgEvent place = {.id = id, .thread = work->thread};
    return psg_event_format_path(&place);
}

/* An event, with its body where its whole form matters. NULL, without an error, for what is none;
 * FALSE when git cannot read it. */
static gboolean
read_form(
        Work *work, const Row *row, guint side, gboolean is_whole, PsgEvent **form, GError **error)
{
    const char *bytes;
    gsize length;
    git_object_t type;
    g_autofree char *path = build_path(work, row->id);
    *form = NULL;
    if (!psg_pack_reader_read(work->reader, &row->entries[side]->oid, PSG_EVENT_SIZE_LIMIT, &bytes,
                &length, &type))
        return psg_store_fail_with_cause(error, "%s: this event cannot be read", path);
    if (bytes && type == GIT_OBJECT_BLOB)
        *form = is_whole ? psg_event_read(bytes, length, path, NULL)
                         : psg_event_read_head(bytes, length, path, NULL);
    return TRUE;
}

static gboolean
read_forms(Work *work, Row *row, GError **error)
{
    gboolean has_both = row->entries[0] && row->entries[1];
    gboolean is_same = has_both && git_oid_equal(&row->entries[0]->oid, &row->entries[1]->oid);
    for (guint side = 0; side < 2; side++) {
        if (side == 1 && is_same)
            row->forms[1] = row->forms[0];
        else if (row->entries[side] &&
                 !read_form(work, row, side, has_both && !is_same, &row->forms[side], error))
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
choose_form(Work *work, Row *row, GError **error)
{
    if (!read_forms(work, row, error))
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
redact_row(Work *work, Row *row, const char *redaction)
{
    row->redacted = psg_event_redact(row->chosen, redaction, NULL);
    GBytes *bytes = row->redacted ? psg_event_write(row->redacted, NULL) : NULL;
    if (bytes)
        psg_objects_add(work->objects, GIT_OBJECT_BLOB, bytes, &row->blob);
}

/* Of several redactions of one event the least counts, in every clone. */
static void
apply_redactions(Work *work, GArray *rows)
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
            redact_row(work, row, redaction);
    }
}

/* --- A thread, to its end --- */

static void
note_words(Work *work, const Row *row)
{
    PsgStoreUnion *together = work->together;
    const PsgEvent *now = row->redacted ? row->redacted : row->chosen;
    for (guint side = 0; side < 2; side++) {
        if (!row->entries[side])
            continue;
        if (!row->entries[1 - side])
            together->extra[side]++;
        if (!now || !now->redacted || (row->forms[side] && row->forms[side]->redacted))
            continue;
        PsgStoreFile file;
        g_strlcpy(file.thread, work->thread, sizeof file.thread);
        g_strlcpy(file.id, row->id, sizeof file.id);
        git_oid_cpy(&file.blob, &row->entries[side]->oid);
        together->spoken[side]++;
        g_array_append_val(together->dropped, file);
    }
}

static void
add_row(Work *work, GArray *rows, GStringChunk *ids, const PsgTreeEntry *left,
        const PsgTreeEntry *right)
{
    char id[PSG_EVENT_ID_LENGTH + 1];
    Row row = {.entries = {left && is_ours(work, THREAD, left) ? left : NULL,
                       right && is_ours(work, THREAD, right) ? right : NULL}};
    psg_store_is_event(row.entries[0] ? row.entries[0] : row.entries[1], id);
    row.id = g_string_chunk_insert(ids, id);
    g_array_append_val(rows, row);
}

static gboolean
join_events(Work *work, GArray *rows, PsgTreeList *out, GError **error)
{
    for (guint i = 0; i < rows->len; i++)
        if (!choose_form(work, &g_array_index(rows, Row, i), error))
            return FALSE;
    apply_redactions(work, rows);
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = &g_array_index(rows, Row, i);
        g_autofree char *name = g_strconcat(row->id, ".md", NULL);
        psg_tree_list_append(out, PSG_MODE_FILE, name, &row->blob);
        note_words(work, row);
    }
    return TRUE;
}

/* --- Any folder --- */

static gboolean join_folders(Work *work, Level level, const git_oid *left, const git_oid *right,
        git_oid *joined, GError **error);

static void
note_place(Work *work, Level level, const char *name)
{
    if (level == THREADS)
        g_strlcpy(work->fan, name, sizeof work->fan);
    if (level == FAN)
        g_strlcpy(work->thread, name, sizeof work->thread);
}

/* Both sides have an entry of this name, or one has. What is not Plainsong's makes room for what
 * is; of two such things the lesser stays. */
static gboolean
join_entries(Work *work, Level level, const PsgTreeEntry *left, const PsgTreeEntry *right,
        PsgTreeList *out, GError **error)
{
    const PsgTreeEntry *both[] = {left, right};
    gboolean is_left = left && is_ours(work, level, left);
    gboolean is_right = right && is_ours(work, level, right);
    const PsgTreeEntry *taken = left ? left : right;
    git_oid oid;
    if (is_left && is_right && !git_oid_equal(&left->oid, &right->oid)) {
        note_place(work, level, left->name);
        if (!join_folders(work, level + 1, &left->oid, &right->oid, &oid, error))
            return FALSE;
        psg_tree_list_append(out, left->mode, left->name, &oid);
        return TRUE;
    }
    if (is_left != is_right) {
        guint side = is_left ? 0 : 1;
        taken = both[side];
        if (!count_entry(work, level, taken, &work->together->extra[side], error))
            return FALSE;
    } else if (!is_left && left && right) {
        int order = left->mode != right->mode ? (left->mode < right->mode ? -1 : 1)
                                              : git_oid_cmp(&left->oid, &right->oid);
        taken = order <= 0 ? left : right;
    }
    psg_tree_list_append(out, taken->mode, taken->name, &taken->oid);
    return TRUE;
}

typedef struct {
    Level level;
    PsgTreeList *out;
    GArray *rows; /* Row, of a thread */
    GStringChunk *ids;
} Joining;

static gboolean
join_names(Work *work, Joining *joining, const PsgTreeEntry *left, const PsgTreeEntry *right,
        GError **error)
{
    if (joining->level == THREAD &&
            ((left && is_ours(work, THREAD, left)) || (right && is_ours(work, THREAD, right)))) {
        add_row(work, joining->rows, joining->ids, left, right);
        return TRUE;
    }
    return join_entries(work, joining->level, left, right, joining->out, error);
}

static gboolean
join_lists(Work *work, Joining *joining, const PsgTreeList *left, const PsgTreeList *right,
        GError **error)
{
    for (guint i = 0; i < left->entries->len; i++) {
        const PsgTreeEntry *entry = &g_array_index(left->entries, PsgTreeEntry, i);
        if (!join_names(work, joining, entry, psg_tree_list_find(right, entry->name), error))
            return FALSE;
    }
    for (guint i = 0; i < right->entries->len; i++) {
        const PsgTreeEntry *entry = &g_array_index(right->entries, PsgTreeEntry, i);
        if (!psg_tree_list_find(left, entry->name) &&
                !join_names(work, joining, NULL, entry, error))
            return FALSE;
    }
    return joining->level != THREAD || join_events(work, joining->rows, joining->out, error);
}

static gboolean
join_folders(Work *work, Level level, const git_oid *left, const git_oid *right, git_oid *joined,
        GError **error)
{
    g_auto(PsgTreeList) ours;
    g_auto(PsgTreeList) theirs;
    g_auto(PsgTreeList) out;
    psg_tree_list_init(&ours);
    psg_tree_list_init(&theirs);
    psg_tree_list_init(&out);
    g_autoptr(GStringChunk) ids = g_string_chunk_new(1024);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Row));
    g_array_set_clear_func(rows, row_clear);
    Joining joining = {.level = level, .out = &out, .rows = rows, .ids = ids};
    if (!load_folder(work, level, &ours, left, error) ||
            !load_folder(work, level, &theirs, right, error) ||
            !join_lists(work, &joining, &ours, &theirs, error))
        return FALSE;
    psg_tree_list_sort(&out);
    psg_objects_add(work->objects, GIT_OBJECT_TREE, psg_tree_list_format(&out), joined);
    return TRUE;
}

gboolean
psg_store_union_make(PsgStoreUnion *together, PsgPackReader *reader, PsgObjects *objects,
        const git_oid *ours, const git_oid *theirs, GError **error)
{
    Work work = {.together = together, .reader = reader, .objects = objects};
    memset(together->extra, 0, sizeof together->extra);
    memset(together->spoken, 0, sizeof together->spoken);
    g_array_set_size(together->dropped, 0);
    git_oid_cpy(&together->root, ours);
    return git_oid_equal(ours, theirs) ||
           join_folders(&work, ROOT, ours, theirs, &together->root, error);
}
