/* The places of a review's threads: what each was begun on is followed to the snapshot
 * (anchor/anchor.h), and what stands there now is read: line, heading, document. See review.h. */
#include <string.h>

#include "base/lines.h"
#include "base/parallel.h"
#include "review/anchor/anchor.h"
#include "review/review_error.h"
#include "review/review_internal.h"
#include "text/text.h"

/* A file of the snapshot. */
typedef struct {
    char *path;     /* from the root of the repository */
    GBytes *bytes;  /* NULL: there is no such file */
    PsgText *text;  /* of a Markdown file that a thread is in; NULL */
    GArray *starts; /* gsize: where its lines begin; as `text` */
    gboolean is_wanted;
} File;

typedef struct {
    PsgReview *review;
    const PsgThread *threads;
    guint count;
    GArray *anchors;   /* PsgAnchor */
    GArray *owners;    /* guint: the threads that the anchors are of */
    GHashTable *files; /* path -> File */
    GPtrArray *wanted; /* File: those that threads are in */
} Locating;

static void
file_free(File *file)
{
    g_free(file->path);
    g_clear_pointer(&file->bytes, g_bytes_unref);
    psg_text_free(file->text);
    g_clear_pointer(&file->starts, g_array_unref);
    g_free(file);
}

static void
locating_clear(Locating *locating)
{
    g_clear_pointer(&locating->anchors, g_array_unref);
    g_clear_pointer(&locating->owners, g_array_unref);
    g_clear_pointer(&locating->wanted, g_ptr_array_unref);
    g_clear_pointer(&locating->files, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Locating, locating_clear)

/* --- what the threads are on --- */

static const PsgEventTarget *
get_target(const PsgThread *thread)
{
    const PsgEvent *event = thread->first ? thread->first->event : NULL;
    return event && event->has_target ? &event->on : NULL;
}

static PsgThreadPlaceKind
get_kind(const PsgEventTarget *on)
{
    if (!on || !on->path)
        return PSG_ON_DOCUMENT;
    return on->has_range ? PSG_ON_PASSAGE : on->heading ? PSG_ON_SECTION : PSG_ON_CHAPTER;
}

/* A comment on a document stands as long as there is one of that id; one without an id is on the
 * package. */
static void
place_on_document(Locating *locating, const PsgEventTarget *on, PsgThreadPlace *place)
{
    const PsgDocumentEntry *document =
            on && on->document ? psg_package_find_document(locating->review->package, on->document)
                               : NULL;
    if (!on)
        return;
    place->status = on->document && !document ? PSG_PLACE_GONE : PSG_PLACED;
    place->document = document ? document->id : NULL;
}

static void
list_anchors(Locating *locating)
{
    static const PsgAnchorKind kinds[] = {[PSG_ON_PASSAGE] = PSG_ANCHOR_ON_RANGE,
            [PSG_ON_SECTION] = PSG_ANCHOR_ON_HEADING,
            [PSG_ON_CHAPTER] = PSG_ANCHOR_ON_FILE};
    for (guint i = 0; i < locating->count; i++) {
        const PsgEventTarget *on = get_target(&locating->threads[i]);
        PsgThreadPlace *place = &locating->review->places[i];
        *place = (PsgThreadPlace){.kind = get_kind(on), .status = PSG_PLACE_UNKNOWN};
        if (place->kind == PSG_ON_DOCUMENT) {
            place_on_document(locating, on, place);
            continue;
        }
        if (!on->commit)
            continue;
        PsgAnchor anchor = {.commit = on->commit,
                .path = on->path,
                .kind = kinds[place->kind],
                .start = place->kind == PSG_ON_PASSAGE ? (gsize)on->start : 0,
                .end = place->kind == PSG_ON_PASSAGE ? (gsize)on->end : 0,
                .heading = place->kind == PSG_ON_SECTION ? on->heading : NULL};
        g_array_append_val(locating->anchors, anchor);
        g_array_append_val(locating->owners, i);
    }
}

/* --- the snapshot's files --- */

static File *
get_file(Locating *locating, const char *path)
{
    File *file = g_hash_table_lookup(locating->files, path);
    if (file)
        return file;
    file = g_new0(File, 1);
    file->path = g_strdup(path);
    g_autofree char *own_path = psg_review_make_package_path(locating->review, path);
    if (own_path)
        file->bytes =
                psg_snapshot_read(locating->review->snapshot, own_path, PSG_TEXT_SIZE_LIMIT, NULL);
    g_hash_table_insert(locating->files, file->path, file);
    return file;
}

static GBytes *
read_draft(const char *path, gpointer data)
{
    const File *file = get_file(data, path);
    return file->bytes ? g_bytes_ref(file->bytes) : NULL;
}

/* The chapters of the package as paths of the repository. */
static GPtrArray *
list_chapters(const PsgReview *review)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < review->package->documents->len; i++) {
        const PsgDocumentEntry *document = g_ptr_array_index(review->package->documents, i);
        for (guint c = 0; c < document->chapters->len; c++) {
            const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, c);
            if (chapter->path)
                g_ptr_array_add(paths, psg_review_make_repository_path(review, chapter->path));
        }
    }
    g_ptr_array_add(paths, NULL);
    return paths;
}

static void
scan_lines(File *file)
{
    gsize length, first = 0;
    const char *bytes = g_bytes_get_data(file->bytes, &length);
    file->starts = g_array_new(FALSE, FALSE, sizeof(gsize));
    g_array_append_val(file->starts, first);
    for (const char *at = bytes; (at = memchr(at, '\n', (gsize)(bytes + length - at)));) {
        gsize start = (gsize)(++at - bytes);
        g_array_append_val(file->starts, start);
    }
}

/* Reads one file that threads are in; a text that cannot be parsed has no headings. */
static gboolean
read_file(guint index, gpointer data, GError **error G_GNUC_UNUSED)
{
    File *file = g_ptr_array_index((GPtrArray *)data, index);
    const PsgTextOptions options = {.path = file->path};
    gsize length;
    const char *bytes = g_bytes_get_data(file->bytes, &length);
    file->text = psg_text_parse(bytes, length, &options, NULL, NULL);
    scan_lines(file);
    return TRUE;
}

/* --- places --- */

/* The document that has the chapter: of several the one that was commented on. */
static const char *
find_holder(const PsgPackage *package, const char *path, const char *wanted)
{
    const PsgDocumentEntry *own = wanted ? psg_package_find_document(package, wanted) : NULL;
    if (own && psg_document_has_chapter(own, path))
        return own->id;
    for (guint i = 0; i < package->documents->len; i++) {
        const PsgDocumentEntry *document = g_ptr_array_index(package->documents, i);
        if (psg_document_has_chapter(document, path))
            return document->id;
    }
    return NULL;
}

/* The last heading at or above a line; NULL when there is none. */
static const PsgHeading *
find_heading(const File *file, guint line)
{
    const PsgHeading *found = NULL;
    for (guint i = 0; file->text && i < file->text->headings->len; i++) {
        const PsgHeading *heading = g_ptr_array_index(file->text->headings, i);
        if (heading->line <= line)
            found = heading;
    }
    return found;
}

/* A chapter is at its title. */
static void
place_on_title(const File *file, PsgThreadPlace *place)
{
    place->line = 1;
    if (!file->text || !file->text->has_title_heading || file->text->headings->len == 0)
        return;
    const PsgHeading *title = g_ptr_array_index(file->text->headings, 0);
    if (title->line == 0 || title->line > file->starts->len)
        return;
    gsize length;
    const char *bytes = g_bytes_get_data(file->bytes, &length);
    place->line = title->line;
    place->start = g_array_index(file->starts, gsize, title->line - 1);
    place->end = title->line < file->starts->len ? g_array_index(file->starts, gsize, title->line)
                                                 : length;
    while (place->end > place->start && g_ascii_isspace(bytes[place->end - 1]))
        place->end--;
    place->heading = g_strdup(title->id);
}

static void
describe(Locating *locating, guint index, PsgThreadPlace *place)
{
    const File *file = g_hash_table_lookup(locating->files, place->path);
    g_autofree char *own_path = psg_review_make_package_path(locating->review, place->path);
    const char *wanted = get_target(&locating->threads[index])->document;
    g_free(place->path);
    place->path = g_steal_pointer(&own_path);
    place->document =
            place->path ? find_holder(locating->review->package, place->path, wanted) : NULL;
    if (place->status != PSG_PLACED)
        return;
    if (place->kind == PSG_ON_CHAPTER) {
        place_on_title(file, place);
        return;
    }
    place->line = psg_lines_find(file->starts, place->start);
    const PsgHeading *heading = find_heading(file, place->line);
    place->heading = heading ? g_strdup(heading->id) : NULL;
}

/* Takes over what was found. What has left the package, or stands in a file that the snapshot does
 * not show, cannot be pointed at: the words are told, but no place. */
static void
take_place(Locating *locating, PsgThreadPlace *place, PsgAnchorPlace *found)
{
    static const PsgThreadPlaceStatus statuses[] = {[PSG_ANCHORED] = PSG_PLACED,
            [PSG_ANCHOR_GONE] = PSG_PLACE_GONE,
            [PSG_ANCHOR_UNKNOWN] = PSG_PLACE_UNKNOWN};
    place->status = statuses[found->status];
    place->is_changed = found->is_changed;
    place->words = place->kind == PSG_ON_PASSAGE ? g_steal_pointer(&found->words) : NULL;
    place->removed_by = g_steal_pointer(&found->removed_by);
    if (place->status == PSG_PLACE_UNKNOWN)
        return;
    place->path = g_steal_pointer(&found->path);
    if (place->status != PSG_PLACED)
        return;
    File *file = get_file(locating, place->path);
    if (!file->bytes || found->end > g_bytes_get_size(file->bytes)) {
        place->status = PSG_PLACE_UNKNOWN;
        g_clear_pointer(&place->path, g_free);
        return;
    }
    place->start = found->start;
    place->end = found->end;
    if (!file->is_wanted)
        g_ptr_array_add(locating->wanted, file);
    file->is_wanted = TRUE;
}

static gboolean
follow(Locating *locating, const char *oid, GError **error)
{
    PsgReview *review = locating->review;
    g_autoptr(GPtrArray) chapters = list_chapters(review);
    const PsgAnchorDraft draft = {
            review->place->relative, (const char *const *)chapters->pdata, read_draft, locating};
    const PsgAnchorOptions options = {
            .draft = psg_snapshot_is_worktree(review->snapshot) ? &draft : NULL,
            .kept_as = review->place->relative};
    g_autoptr(GPtrArray) found = psg_anchors_follow(review->place->repository,
            (const PsgAnchor *)(void *)locating->anchors->data, locating->anchors->len, oid,
            &options, error);
    if (!found)
        return FALSE;
    for (guint i = 0; i < found->len; i++)
        take_place(locating, &review->places[g_array_index(locating->owners, guint, i)],
                g_ptr_array_index(found, i));
    if (!psg_parallel_run(0, locating->wanted->len, read_file, locating->wanted, error))
        return FALSE;
    for (guint i = 0; i < locating->owners->len; i++) {
        guint owner = g_array_index(locating->owners, guint, i);
        if (review->places[owner].path)
            describe(locating, owner, &review->places[owner]);
    }
    return TRUE;
}

gboolean
psg_review_locate(PsgReview *review, GError **error)
{
    g_auto(Locating) locating = {.review = review,
            .anchors = g_array_new(FALSE, FALSE, sizeof(PsgAnchor)),
            .owners = g_array_new(FALSE, FALSE, sizeof(guint)),
            .files =
                    g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)file_free),
            .wanted = g_ptr_array_new()};
    locating.threads = psg_threads_get(review->threads, &locating.count);
    review->places = g_new0(PsgThreadPlace, locating.count + 1);
    list_anchors(&locating);
    const PsgRevision *revision = psg_snapshot_get_revision(review->snapshot);
    return locating.anchors->len == 0 || !revision->oid || follow(&locating, revision->oid, error);
}

const PsgThreadPlace *
psg_review_get_place(const PsgReview *review, const PsgThread *thread)
{
    guint count;
    const PsgThread *threads = psg_threads_get(review->threads, &count);
    g_return_val_if_fail(review->places && thread >= threads && thread < threads + count, NULL);
    return &review->places[thread - threads];
}
