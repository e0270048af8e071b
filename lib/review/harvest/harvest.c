/* Harvesting marks: read what chapters hold, find who brought it, store threads, clean the text.
 * See harvest.h. */
#include "review/harvest/harvest.h"

#include <string.h>

#include "changes/chronicle.h"
#include "git/commit_file.h"
#include "git/git_error.h"
#include "review/comment/chapter_text.h"
#include "review/comment/record.h"
#include "review/comment/target.h"
#include "review/harvest/harvest_origin.h"
#include "review/review_error.h"
#include "text/personal.h"

/* A chapter with marks. */
typedef struct {
    const PsgChapterText *text;
    GArray *marks;   /* PsgMark */
    GArray *remarks; /* PsgMarkRemark */
    guint first;     /* its first item */
} Chapter;

typedef struct {
    const PsgReview *review;
    const PsgHarvestOptions *options;
    PsgRepository *repository;
    const char *head; /* what is harvested */
    GArray *chapters; /* Chapter */
    PsgRecord *record;
    PsgHarvest *harvest;
} Work;

static void
chapter_clear(gpointer data)
{
    Chapter *chapter = data;
    g_array_unref(chapter->marks);
    g_array_unref(chapter->remarks);
}

static void
work_clear(Work *work)
{
    g_clear_pointer(&work->chapters, g_array_unref);
    g_clear_pointer(&work->record, psg_record_free);
    g_clear_pointer(&work->harvest, psg_harvest_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static void
item_free(gpointer data)
{
    PsgHarvestItem *item = data;
    g_free(item->path);
    g_free(item->by);
    g_free(item->commit);
    g_free(item->words);
    g_free(item->heading);
    g_free(item->text);
    g_free(item->replace);
    g_free(item->thread);
    g_free(item);
}

static void
file_free(gpointer data)
{
    PsgHarvestFile *file = data;
    g_free(file->path);
    g_free(file->commit);
    g_free(file);
}

void
psg_harvest_free(PsgHarvest *harvest)
{
    if (!harvest)
        return;
    g_ptr_array_unref(harvest->items);
    g_ptr_array_unref(harvest->files);
    g_free(harvest);
}

/* --- Chapters --- */

static gboolean
is_under(const char *path, const char *folder)
{
    gsize length = strlen(folder);
    return length == 0 || (g_str_has_prefix(path, folder) && path[length] == '/');
}

static gboolean
is_wanted(const char *path, const char *wanted)
{
    return strcmp(path, wanted) == 0 || is_under(path, wanted);
}

/* Every chapter once, also one that is in several documents, or has several names. */
static gboolean
add_chapter(Work *work, const char *path, GHashTable *seen, gboolean is_named, GError **error)
{
    g_autoptr(GError) problem = NULL;
    const PsgChapterText *text = psg_chapter_text_get(work->review, path, &problem);
    if (!text) {
        /* A chapter that is not committed, or is no text, holds no marks that were. */
        if (is_named)
            g_propagate_error(error, g_steal_pointer(&problem));
        return !is_named;
    }
    if (!g_hash_table_add(seen, text->repository_path))
        return TRUE;
    Chapter chapter = {.text = text, .marks = psg_marks_find(text->source, text->length)};
    chapter.remarks = psg_mark_remarks_new(text->source, text->length, chapter.marks);
    if (chapter.marks->len > 0)
        g_array_append_val(work->chapters, chapter);
    else
        chapter_clear(&chapter);
    return TRUE;
}

/* Adds the chapters that are `wanted` (NULL: all). Sets `count` to how many there are. */
static gboolean
add_chapters(Work *work, const char *wanted, GHashTable *seen, guint *count, GError **error)
{
    const GPtrArray *documents = psg_review_get_package(work->review)->documents;
    *count = 0;
    for (guint i = 0; i < documents->len; i++) {
        const PsgDocumentEntry *document = g_ptr_array_index(documents, i);
        for (guint k = 0; k < document->chapters->len; k++) {
            const PsgChapterEntry *entry = g_ptr_array_index(document->chapters, k);
            if (!entry->path || (wanted && !is_wanted(entry->path, wanted)))
                continue;
            *count += 1;
            gboolean is_named = wanted && strcmp(entry->path, wanted) == 0;
            if (!add_chapter(work, entry->path, seen, is_named, error))
                return FALSE;
        }
    }
    return TRUE;
}

static gboolean
find_chapters(Work *work, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const char *const *paths = work->options->paths;
    guint count;
    if (!paths)
        return add_chapters(work, NULL, seen, &count, error);
    for (; *paths; paths++) {
        if (!add_chapters(work, *paths, seen, &count, error))
            return FALSE;
        if (count > 0)
            continue;
        const char *path =
                psg_chronicle_find_path(psg_review_get_package(work->review), *paths, error);
        if (!path || !add_chapter(work, path, seen, TRUE, error))
            return FALSE;
    }
    return TRUE;
}

/* --- Items --- */

/* Marks of equal bytes are told apart by their number in the file. */
static guint
count_equal(const Chapter *chapter, guint index)
{
    const char *source = chapter->text->source;
    const PsgMark *mark = &g_array_index(chapter->marks, PsgMark, index);
    gsize length = mark->end - mark->start;
    guint count = 1;
    for (guint i = 0; i < index; i++) {
        const PsgMark *other = &g_array_index(chapter->marks, PsgMark, i);
        count += other->end - other->start == length &&
                 !memcmp(source + other->start, source + mark->start, length);
    }
    return count;
}

/* A digest of what the mark is in every clone: who reads it learns nothing of its words. */
static char *
make_source(const PsgMarkOrigin *origin, GBytes *mark, guint number)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    gsize length;
    const guchar *bytes = g_bytes_get_data(mark, &length);
    g_autofree char *head = g_strdup_printf("%s %u %s", origin->commit, number, origin->path);
    g_checksum_update(checksum, (const guchar *)head, (gssize)strlen(head) + 1);
    g_checksum_update(checksum, bytes, (gssize)length);
    return g_strdup_printf("mark:%.32s", g_checksum_get_string(checksum));
}

static gint64
limit_time(gint64 time)
{
    return CLAMP(time, 1, g_get_real_time() / G_USEC_PER_SEC);
}

static gboolean
is_personal(const char *text)
{
    g_autoptr(GArray) found = text ? psg_personal_find(text, strlen(text)) : NULL;
    return found && found->len > 0;
}

static gboolean
store_item(Work *work, PsgHarvestItem *item, const PsgContributor *author, const char *source,
        const PsgTarget *target, GError **error)
{
    const char *thread;
    if (psg_record_find_source(work->record, source, &thread)) {
        item->fate = PSG_HARVEST_KNOWN;
        item->thread = g_strdup(thread);
        return TRUE;
    }
    const PsgContribution said = {
            .kind = item->is_suggestion ? PSG_EVENT_SUGGEST : PSG_EVENT_COMMENT,
            .by = item->by,
            .group = author && author->group ? author->group->id : NULL,
            .at = item->at,
            .text = item->text,
            .replace = item->replace,
            .source = source};
    const char *id = psg_record_begin(work->record, &said, &target->on, error);
    if (!id) {
        g_prefix_error(error, "%s:%u: ", item->path, item->line);
        return FALSE;
    }
    if (!work->options->is_dry_run)
        item->thread = g_strdup(id);
    return TRUE;
}

/* Finds who said it, and puts it into the record. */
static gboolean
add_item(Work *work, const Chapter *chapter, const PsgMarkRemark *remark, GError **error)
{
    const PsgMark *mark = &g_array_index(chapter->marks, PsgMark, remark->first);
    PsgHarvestItem *item = g_new0(PsgHarvestItem, 1);
    g_ptr_array_add(work->harvest->items, item);
    item->path = g_strdup(chapter->text->path);
    item->line = mark->line;
    item->column = mark->column;
    item->is_suggestion = remark->is_suggestion;
    item->text = g_strdup(remark->text);
    item->replace = g_strdup(remark->replace);
    item->is_personal = is_personal(item->text) || is_personal(item->replace);
    if (!remark->text) {
        item->fate = PSG_HARVEST_EMPTY;
        return TRUE;
    }
    g_auto(PsgMarkOrigin) origin = {0};
    g_autoptr(GBytes) bytes =
            g_bytes_new(chapter->text->source + mark->start, mark->end - mark->start);
    guint number = count_equal(chapter, remark->first);
    g_autoptr(PsgTarget) target =
            psg_target_new(work->review, chapter->text->path, remark->start, remark->end, error);
    if (!target || !psg_mark_origin_find(&origin, work->repository, work->head,
                           chapter->text->repository_path, bytes, number, error))
        return FALSE;
    const PsgContributor *author =
            psg_identities_find(psg_review_get_identities(work->review), origin.name, origin.mail);
    item->by = g_strdup(author ? author->id : PSG_HARVEST_SOMEONE);
    item->at = limit_time(origin.time);
    item->commit = g_strdup(origin.commit);
    item->words = g_strdup(target->on.exact);
    item->heading = g_strdup(target->on.heading);
    g_autofree char *source = make_source(&origin, bytes, number);
    return store_item(work, item, author, source, target, error);
}

static gboolean
add_items(Work *work, GError **error)
{
    for (guint i = 0; i < work->chapters->len; i++) {
        Chapter *chapter = &g_array_index(work->chapters, Chapter, i);
        chapter->first = work->harvest->items->len;
        for (guint k = 0; k < chapter->remarks->len; k++) {
            const PsgMarkRemark *remark = &g_array_index(chapter->remarks, PsgMarkRemark, k);
            if (!add_item(work, chapter, remark, error))
                return FALSE;
        }
    }
    return TRUE;
}

/* --- Cleaning --- */

static char *
make_message(const Work *work, const Chapter *chapter)
{
    guint comments = 0, suggestions = 0;
    GString *threads = g_string_new(NULL);
    for (guint i = 0; i < chapter->remarks->len; i++) {
        const PsgHarvestItem *item = g_ptr_array_index(work->harvest->items, chapter->first + i);
        comments += !item->is_suggestion;
        suggestions += item->is_suggestion;
        if (item->thread)
            g_string_append_printf(threads, "%s%s", threads->len > 0 ? "\n" : "", item->thread);
    }
    g_autofree char *list = g_string_free(threads, FALSE);
    return g_strdup_printf("Take the comments out of %s\n\n"
                           "Comments written into the text: %u. Suggestions: %u. They are threads "
                           "now:\n%s\n",
            chapter->text->path, comments, suggestions, *list ? list : "none");
}

/* Cleans the chapter on top of `head` in a commit (its number, the caller's, in `commit`);
 * `is_dry`: only says whether that can be done. */
static gboolean
clean(Work *work, const Chapter *chapter, const char *head, gboolean is_dry, char **commit,
        GError **error)
{
    const PsgContributor *editor = work->options->editor;
    g_autofree char *name = NULL;
    g_autofree char *mail = NULL;
    psg_repository_read_user(work->repository, &name, &mail);
    g_autofree char *own_mail = editor ? psg_contributor_make_mail(editor) : NULL;
    g_autofree char *message = make_message(work, chapter);
    gsize length;
    char *text =
            psg_marks_remove(chapter->text->source, chapter->text->length, chapter->marks, &length);
    g_autoptr(GBytes) content = g_bytes_new_take(text, length);
    const PsgFileCommit change = {.head = head,
            .path = chapter->text->repository_path,
            .content = content,
            .message = message,
            .author_name = editor ? editor->name : name,
            .author_mail = editor ? own_mail : mail,
            .author_time = g_get_real_time() / G_USEC_PER_SEC,
            .is_dry = is_dry};
    return psg_repository_commit_file(work->repository, &change, commit, error);
}

/* Everything that may be in the way is found before anything is stored. */
static gboolean
check_all(Work *work, GError **error)
{
    for (guint i = 0; i < work->chapters->len; i++) {
        const Chapter *chapter = &g_array_index(work->chapters, Chapter, i);
        if (!clean(work, chapter, work->head, TRUE, NULL, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
clean_all(Work *work, GError **error)
{
    g_autofree char *head = g_strdup(work->head);
    for (guint i = 0; i < work->chapters->len; i++) {
        const Chapter *chapter = &g_array_index(work->chapters, Chapter, i);
        PsgHarvestFile *file = g_new0(PsgHarvestFile, 1);
        file->path = g_strdup(chapter->text->path);
        g_ptr_array_add(work->harvest->files, file);
        if (work->options->is_dry_run)
            continue;
        if (!clean(work, chapter, head, FALSE, &file->commit, error)) {
            g_prefix_error(error,
                    "the comments are stored, but the text is not clean yet; run the command "
                    "again: ");
            return FALSE;
        }
        g_free(head);
        head = g_strdup(file->commit);
    }
    return TRUE;
}

PsgHarvest *
psg_harvest_run(const PsgReview *review, const PsgHarvestOptions *options, GError **error)
{
    g_auto(Work) work = {.review = review, .options = options};
    work.repository = psg_review_get_package_place(review)->repository;
    work.head = psg_snapshot_get_revision(psg_review_get_snapshot(review))->oid;
    work.chapters = g_array_new(FALSE, FALSE, sizeof(Chapter));
    g_array_set_clear_func(work.chapters, chapter_clear);
    work.record = psg_record_new(review);
    work.harvest = g_new0(PsgHarvest, 1);
    work.harvest->items = g_ptr_array_new_with_free_func(item_free);
    work.harvest->files = g_ptr_array_new_with_free_func(file_free);
    gboolean stores = !options->is_dry_run;
    gboolean is_done = find_chapters(&work, error) && add_items(&work, error) &&
                       check_all(&work, error) &&
                       (!stores || psg_record_store(work.record, error)) && clean_all(&work, error);
    return is_done ? g_steal_pointer(&work.harvest) : NULL;
}
