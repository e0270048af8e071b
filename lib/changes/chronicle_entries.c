/* A chapter's or section's changes told one by one: which commits, by whom, why, and what they
 * changed in words. See chronicle.h. Only the entries that are asked for are compared. */
#include <string.h>

#include "base/nearest.h"
#include "changes/changes_error.h"
#include "changes/chronicle_internal.h"
#include "changes/passage.h"
#include "git/message.h"
#include "text/outline.h"

/* How many bytes of a message are told. */
#define REASON_LIMIT 1000u
#define DETAILS_LIMIT (64u * 1024)

/* How many headings a message names. */
#define NAMED_HEADINGS 12u

/* A file as it was, read and parsed. */
typedef struct {
    GBytes *bytes;
    PsgText *text; /* NULL: not there, or no text */
} Source;

static void
source_clear(Source *source)
{
    g_clear_pointer(&source->bytes, g_bytes_unref);
    g_clear_pointer(&source->text, psg_text_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Source, source_clear)

/* One commit that changed what is asked about. */
typedef struct {
    const PsgHistoryTouch *touch;
    gint64 time;
    gboolean is_own; /* of the chapter, or of the section's own part rather than one below it */
} Moment;

/* What is asked about: a chapter, or a section of it. */
typedef struct {
    const char *path;
    const char *fragment; /* a heading's id; NULL: the whole chapter */
    GArray *moments;      /* Moment, newest first, each commit once */
    GArray *keys;         /* guint64: of the section's heading, the newest first */
    gboolean is_inner; /* the heading stands inside a quotation or list, where it begins no part of
                          its own: the part around it is looked through for it */
} Selection;

static void
selection_clear(Selection *selection)
{
    g_clear_pointer(&selection->moments, g_array_unref);
    g_clear_pointer(&selection->keys, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Selection, selection_clear)

/* Takes the bytes, which may be NULL. */
static void
source_init(Source *source, const PsgChronicle *chronicle, const char *path, GBytes *bytes)
{
    PsgTextOptions options = {
            .mode = PSG_TEXT_GUIDANCE, .path = path, .language = chronicle->package->language};
    gsize length = 0;
    source->bytes = bytes;
    const char *text = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    source->text = bytes ? psg_text_parse(text ? text : "", length, &options, NULL, NULL) : NULL;
}

/* Headings and parts */

static const PsgHeading *
find_heading(const PsgText *text, const char *id)
{
    for (guint i = 0; text && i < text->headings->len; i++) {
        const PsgHeading *heading = g_ptr_array_index(text->headings, i);
        if (strcmp(heading->id, id) == 0)
            return heading;
    }
    return NULL;
}

static GArray *
list_parts(const Source *source)
{
    GArray *parts = g_array_new(FALSE, FALSE, sizeof(PsgOutlinePart));
    gsize length;
    const char *text = g_bytes_get_data(source->bytes, &length);
    psg_outline_scan(text, length, parts);
    return parts;
}

/* The id of the heading whose part has the first of the keys that is there; NULL. */
static char *
find_id(const Source *source, const guint64 *keys, guint count)
{
    if (!source->text)
        return NULL;
    g_autoptr(GArray) parts = list_parts(source);
    for (guint i = 0; i < count; i++)
        for (guint j = 0; j < parts->len && keys[i] != 0; j++) {
            const PsgOutlinePart *part = &g_array_index(parts, PsgOutlinePart, j);
            for (guint k = 0; part->key == keys[i] && k < source->text->headings->len; k++) {
                const PsgHeading *heading = g_ptr_array_index(source->text->headings, k);
                if (heading->line == part->line)
                    return g_strdup(heading->id);
            }
        }
    return NULL;
}

/* Selecting */

static int
compare_moments(gconstpointer left, gconstpointer right)
{
    const Moment *a = left, *b = right;
    if (a->time != b->time)
        return a->time > b->time ? -1 : 1;
    if (a->touch->commit != b->touch->commit)
        return a->touch->commit > b->touch->commit ? -1 : 1;
    return b->is_own - a->is_own;
}

static void
add_moments(
        const PsgChronicle *chronicle, Selection *selection, const GArray *touches, gboolean is_own)
{
    for (guint i = 0; touches && i < touches->len; i++) {
        const PsgHistoryTouch *touch = &g_array_index(touches, PsgHistoryTouch, i);
        Moment moment = {
                touch, psg_history_get_commit(chronicle->history, touch->commit)->time, is_own};
        g_array_append_val(selection->moments, moment);
    }
}

/* Orders the moments, the newest first, and keeps one of each commit: the section's own before one
 * of a part below it. */
static void
finish_moments(Selection *selection)
{
    GArray *moments = selection->moments;
    g_array_sort(moments, compare_moments);
    guint kept = 0;
    for (guint i = 0; i < moments->len; i++) {
        const Moment *moment = &g_array_index(moments, Moment, i);
        if (i == 0 ||
                moment->touch->commit != g_array_index(moments, Moment, kept - 1).touch->commit)
            g_array_index(moments, Moment, kept++) = *moment;
    }
    g_array_set_size(moments, kept);
}

static void
add_key(Selection *selection, guint64 key)
{
    for (guint i = 0; i < selection->keys->len; i++)
        if (g_array_index(selection->keys, guint64, i) == key)
            return;
    if (key != 0)
        g_array_append_val(selection->keys, key);
}

/* The names that the section's heading has had, the newest first. */
static void
add_keys(Selection *selection, guint64 key, const GArray *touches)
{
    add_key(selection, key);
    for (guint i = touches ? touches->len : 0; i-- > 0;) {
        const PsgHistoryTouch *touch = &g_array_index(touches, PsgHistoryTouch, i);
        add_key(selection, touch->key);
        add_key(selection, touch->old_key);
    }
}

/* The part that the heading begins, or that it stands in. */
static guint
find_part(const GArray *parts, const PsgHeading *heading)
{
    guint found = 0;
    while (found + 1 < parts->len &&
            g_array_index(parts, PsgOutlinePart, found + 1).line <= heading->line)
        found++;
    return found;
}

/* Adds the section's part and those of all headings below its own. */
static void
select_parts(const PsgChronicle *chronicle, Selection *selection, const Source *source,
        const PsgHeading *heading)
{
    g_autofree char *full = psg_chronicle_make_full_path(chronicle, selection->path);
    g_autoptr(GArray) parts = list_parts(source);
    guint first = find_part(parts, heading);
    for (guint i = first; i < parts->len; i++) {
        const PsgOutlinePart *part = &g_array_index(parts, PsgOutlinePart, i);
        const PsgOutlinePart *top = &g_array_index(parts, PsgOutlinePart, first);
        selection->is_inner = top->line != heading->line;
        if (i > first && (selection->is_inner || part->level <= top->level))
            break;
        const GArray *touches = psg_history_find_part(chronicle->history, full, part->key);
        if (i == first && !selection->is_inner)
            add_keys(selection, part->key, touches);
        add_moments(chronicle, selection, touches, i == first);
    }
}

static void
fail_fragment(const char *path, const char *fragment, const Source *source, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; source->text && i < source->text->headings->len; i++)
        g_ptr_array_add(ids, ((PsgHeading *)source->text->headings->pdata[i])->id);
    guint count = ids->len, rest = count > NAMED_HEADINGS ? count - NAMED_HEADINGS : 0;
    g_ptr_array_add(ids, NULL);
    const char *nearest = psg_nearest_find(fragment, (const char *const *)ids->pdata);
    for (guint i = 0; i < count && !nearest; i++)
        if (strlen(fragment) >= 3 && strstr(g_ptr_array_index(ids, i), fragment))
            nearest = g_ptr_array_index(ids, i);
    g_ptr_array_remove_range(ids, count - rest, rest);
    g_autofree char *named = g_strjoinv(", ", (char **)ids->pdata);
    g_autofree char *all =
            rest > 0 ? g_strdup_printf("%s and %u more", named, rest) : g_strdup(named);
    if (nearest)
        g_set_error(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_PATH,
                "%s has no heading \"#%s\"; did you mean \"%s#%s\"?", path, fragment, path,
                nearest);
    else
        g_set_error(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_PATH,
                "%s has no heading \"#%s\"%s%s%s", path, fragment,
                count > 0 ? " (headings: " : "; it has no headings", all, count > 0 ? ")" : "");
}

/* The heading is looked for in the commit, whose history this is. One that is only in the working
 * tree has no history yet. */
static gboolean
select_section(PsgChronicle *chronicle, Selection *selection, GError **error)
{
    g_auto(Source) committed = {0};
    source_init(&committed, chronicle, selection->path,
            psg_chronicle_read_committed(chronicle, selection->path));
    const PsgHeading *heading = find_heading(committed.text, selection->fragment);
    if (heading) {
        select_parts(chronicle, selection, &committed, heading);
        return TRUE;
    }
    g_auto(Source) here = {0};
    source_init(&here, chronicle, selection->path,
            psg_snapshot_read(chronicle->snapshot, selection->path, PSG_TEXT_SIZE_LIMIT, NULL));
    if (find_heading(here.text, selection->fragment))
        return TRUE;
    fail_fragment(selection->path, selection->fragment, here.text ? &here : &committed, error);
    return FALSE;
}

static gboolean
selection_init(Selection *selection, PsgChronicle *chronicle, const char *path,
        const char *fragment, GError **error)
{
    selection->path = psg_chronicle_find_path(chronicle->package, path, error);
    selection->fragment = fragment;
    selection->moments = g_array_new(FALSE, FALSE, sizeof(Moment));
    selection->keys = g_array_new(FALSE, FALSE, sizeof(guint64));
    if (!selection->path || (fragment && !select_section(chronicle, selection, error)))
        return FALSE;
    if (!fragment) {
        g_autofree char *full = psg_chronicle_make_full_path(chronicle, selection->path);
        add_moments(chronicle, selection, psg_history_find_file(chronicle->history, full), TRUE);
    }
    finish_moments(selection);
    return TRUE;
}

/* Entries */

void
psg_chronicle_entry_free(PsgChronicleEntry *entry)
{
    if (!entry)
        return;
    g_free(entry->oid);
    g_free(entry->abbreviation);
    g_clear_pointer(&entry->voices, g_ptr_array_unref);
    g_free(entry->reason);
    g_free(entry->details);
    g_clear_pointer(&entry->threads, g_ptr_array_unref);
    g_free(entry->path);
    g_free(entry->old_path);
    psg_document_changes_free(entry->changes);
    g_free(entry->section_id);
    g_free(entry->old_section_id);
    g_free(entry);
}

static PsgChronicleEntry *
make_entry(void)
{
    PsgChronicleEntry *entry = g_new0(PsgChronicleEntry, 1);
    entry->voices = g_ptr_array_new_with_free_func((GDestroyNotify)psg_voice_free);
    entry->threads = g_ptr_array_new_with_free_func(g_free);
    entry->reason = g_strdup("");
    entry->details = g_strdup("");
    return entry;
}

/* The ids of "Answers: 7fk2m9qx0c, 3hd81mcz4p" trailers, each once. */
static void
read_threads(PsgChronicleEntry *entry, const PsgMessage *message)
{
    g_autoptr(GPtrArray) values = psg_message_list_trailers(message, "Answers");
    for (guint i = 0; i < values->len; i++) {
        g_auto(GStrv) ids = g_strsplit_set(g_ptr_array_index(values, i), ", \t\n", -1);
        for (char **id = ids; *id; id++)
            if (**id && !g_ptr_array_find_with_equal_func(entry->threads, *id, g_str_equal, NULL))
                g_ptr_array_add(entry->threads, psg_chronicle_hide_addresses(*id));
    }
}

/* Cuts a text off where it is too long to be read by anybody. */
static void
cut(char *text, gsize limit)
{
    static const char ellipsis[] = "\342\200\246";
    if (strnlen(text, limit + 1) <= limit)
        return;
    char *end = g_utf8_find_prev_char(text, text + limit - strlen(ellipsis) + 1);
    memcpy(end, ellipsis, sizeof ellipsis);
}

static gboolean
read_message(PsgChronicleEntry *entry, const PsgChronicle *chronicle, GError **error)
{
    g_autoptr(PsgMessage) message =
            psg_repository_read_message(chronicle->place->repository, entry->oid, error);
    if (!message)
        return FALSE;
    cut(message->subject, REASON_LIMIT);
    cut(message->body, DETAILS_LIMIT);
    g_free(entry->reason);
    g_free(entry->details);
    entry->reason = psg_chronicle_hide_addresses(message->subject);
    entry->details = psg_chronicle_hide_people(message->body);
    read_threads(entry, message);
    return TRUE;
}

static char *
find_inner(const Source *source, const char *id)
{
    return find_heading(source->text, id) ? g_strdup(id) : NULL;
}

/* Where the section is in both texts. A part below it that was changed when the section itself was
 * not there yet, or elsewhere, speaks for itself. */
static void
find_sections(PsgChronicleEntry *entry, const Selection *selection, const Moment *moment,
        const Source *old, const Source *new)
{
    const PsgHistoryTouch *touch = moment->touch;
    const guint64 *keys = (const guint64 *)selection->keys->data;
    if (selection->is_inner) {
        entry->section_id = find_inner(new, selection->fragment);
        entry->old_section_id = find_inner(old, selection->fragment);
        return;
    }
    if (moment->is_own) {
        entry->section_id = find_id(new, &touch->key, 1);
        entry->old_section_id = find_id(old, &touch->old_key, 1);
    } else {
        entry->section_id = find_id(new, keys, selection->keys->len);
        entry->old_section_id = find_id(old, keys, selection->keys->len);
    }
    if (!entry->section_id && !entry->old_section_id) {
        entry->section_id = find_id(new, &touch->key, 1);
        entry->old_section_id = find_id(old, &touch->old_key, 1);
    }
}

static void
read_side(Source *source, const PsgChronicle *chronicle, const char *oid, const char *path)
{
    source_init(source, chronicle, path,
            psg_repository_read_file(
                    chronicle->place->repository, oid, path, PSG_TEXT_SIZE_LIMIT, NULL));
}

/* How much of the entry's file is not as it was in a parent; G_MAXSIZE when it was not there. */
static gsize
measure_parent(const PsgChronicleEntry *entry, const PsgChronicle *chronicle, const char *parent)
{
    g_auto(Source) old = {0};
    g_auto(Source) new = {0};
    read_side(&old, chronicle, parent, entry->old_path);
    read_side(&new, chronicle, entry->oid, entry->path);
    if (!old.text || !new.text)
        return G_MAXSIZE;
    g_autoptr(PsgDocumentChanges) changes = psg_document_changes_new_texts(
            entry->path, entry->old_path, g_steal_pointer(&old.text), g_steal_pointer(&new.text));
    return changes->inserted_words + changes->deleted_words + changes->moved_blocks;
}

/* The commit that the entry is told against; NULL for none. What a merge brought in from either
 * side is told by the commits of that side: what it did itself shows best against the parent that
 * it is most like. After "git pull" that is as often the second one. The caller owns it. */
static char *
choose_parent(const PsgChronicleEntry *entry, const PsgChronicle *chronicle)
{
    if (!entry->old_path)
        return NULL;
    g_auto(GStrv) parents = psg_repository_list_parents(chronicle->place->repository, entry->oid);
    const char *best = parents[0];
    if (!best || !parents[1])
        return g_strdup(best);
    gsize least = G_MAXSIZE;
    for (char **parent = parents; *parent && least > 0; parent++) {
        gsize measure = measure_parent(entry, chronicle, *parent);
        if (measure < least) {
            least = measure;
            best = *parent;
        }
    }
    return g_strdup(best);
}

/* TRUE when the file that it came from is there after the commit as well: it was divided, not
 * renamed. */
static gboolean
is_part(const PsgChronicleEntry *entry, const PsgChronicle *chronicle)
{
    if (!entry->old_path || strcmp(entry->old_path, entry->path) == 0)
        return FALSE;
    g_auto(Source) rest = {0};
    read_side(&rest, chronicle, entry->oid, entry->old_path);
    return rest.text != NULL;
}

static void
compare(PsgChronicleEntry *entry, const PsgChronicle *chronicle, const Selection *selection,
        const Moment *moment)
{
    g_autofree char *parent = choose_parent(entry, chronicle);
    g_auto(Source) old = {0};
    g_auto(Source) new = {0};
    read_side(&new, chronicle, entry->oid, entry->path);
    if (!new.text)
        return;
    if (parent)
        read_side(&old, chronicle, parent, entry->old_path);
    entry->is_part = is_part(entry, chronicle);
    if (selection->fragment)
        find_sections(entry, selection, moment, &old, &new);
    entry->changes = psg_document_changes_new_texts(
            entry->path, entry->old_path, g_steal_pointer(&old.text), g_steal_pointer(&new.text));
}

/* TRUE when a reader would see something: commits that only re-ordered what no reader sees are left
 * out. What could not be compared is told all the same. */
static gboolean
shows_something(const PsgChronicleEntry *entry, const char *fragment)
{
    if (!entry->changes)
        return TRUE;
    if (entry->changes->chapters->len == 0)
        return FALSE;
    if (!fragment)
        return TRUE;
    g_autoptr(GPtrArray) passages = psg_passages_new_section(
            entry->changes, 0, entry->old_section_id, entry->section_id, 0);
    return passages->len > 0;
}

static PsgChronicleEntry *
tell(PsgChronicle *chronicle, const Selection *selection, const Moment *moment, GError **error)
{
    const PsgHistoryTouch *touch = moment->touch;
    const PsgHistoryCommit *commit = psg_history_get_commit(chronicle->history, touch->commit);
    g_autoptr(GArray) commits = g_array_new(FALSE, FALSE, sizeof(guint));
    PsgChronicleEntry *entry = make_entry();
    entry->oid = g_strdup(commit->oid);
    entry->abbreviation = psg_repository_abbreviate(chronicle->place->repository, commit->oid);
    entry->time = commit->time;
    entry->offset_minutes = commit->offset_minutes;
    entry->path = g_strdup(touch->path);
    entry->old_path = g_strdup(touch->old_path);
    entry->is_new = touch->is_new;
    g_array_append_val(commits, touch->commit);
    g_ptr_array_unref(entry->voices);
    entry->voices = psg_chronicle_make_voices(chronicle, commits);
    if (!read_message(entry, chronicle, error))
        g_clear_pointer(&entry, psg_chronicle_entry_free);
    else
        compare(entry, chronicle, selection, moment);
    return entry;
}

GPtrArray *
psg_chronicle_list_entries(PsgChronicle *chronicle, const char *path, const char *fragment,
        guint limit, GError **error)
{
    g_auto(Selection) selection = {0};
    if (!selection_init(&selection, chronicle, path, fragment, error))
        return NULL;
    g_autoptr(GPtrArray) entries =
            g_ptr_array_new_with_free_func((GDestroyNotify)psg_chronicle_entry_free);
    guint count = selection.moments->len;
    for (guint i = 0; i < count && (limit == 0 || entries->len < limit); i++) {
        PsgChronicleEntry *entry =
                tell(chronicle, &selection, &g_array_index(selection.moments, Moment, i), error);
        if (!entry)
            return NULL;
        entry->earlier = count - i - 1;
        if (shows_something(entry, fragment))
            g_ptr_array_add(entries, entry);
        else
            psg_chronicle_entry_free(entry);
    }
    return g_steal_pointer(&entries);
}

PsgChronicleEntry *
psg_chronicle_read_pending(PsgChronicle *chronicle, const char *path, const char *fragment)
{
    PsgLastChange change;
    g_auto(Source) old = {0};
    g_auto(Source) new = {0};
    path = psg_chronicle_find_path(chronicle->package, path, NULL);
    if (!path)
        return NULL;
    psg_chronicle_get_last_change(chronicle, path, &change);
    if (!change.is_changed)
        return NULL;
    source_init(&old, chronicle, path, psg_chronicle_read_committed(chronicle, path));
    source_init(&new, chronicle, path,
            psg_snapshot_read(chronicle->snapshot, path, PSG_TEXT_SIZE_LIMIT, NULL));
    PsgChronicleEntry *entry = make_entry();
    entry->path = psg_chronicle_make_full_path(chronicle, path);
    entry->old_path = old.text ? g_strdup(entry->path) : NULL;
    entry->is_new = !old.text;
    if (fragment && find_heading(new.text, fragment))
        entry->section_id = g_strdup(fragment);
    if (fragment && find_heading(old.text, fragment))
        entry->old_section_id = g_strdup(fragment);
    entry->changes = psg_document_changes_new_texts(
            path, NULL, g_steal_pointer(&old.text), g_steal_pointer(&new.text));
    if (!shows_something(entry, fragment))
        g_clear_pointer(&entry, psg_chronicle_entry_free);
    return entry;
}

GPtrArray *
psg_chronicle_list_voices(PsgChronicle *chronicle, const char *path, const char *fragment)
{
    g_auto(Selection) selection = {0};
    g_autoptr(GArray) commits = g_array_new(FALSE, FALSE, sizeof(guint));
    if (selection_init(&selection, chronicle, path, fragment, NULL))
        for (guint i = selection.moments->len; i-- > 0;)
            g_array_append_val(commits, g_array_index(selection.moments, Moment, i).touch->commit);
    return psg_chronicle_make_voices(chronicle, commits);
}
