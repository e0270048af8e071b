/* Changes of a document: both sides read, chapters matched, and what differs handed to the word
 * diff. See changes.h; matching by shared words is in match.c. */
#include "changes/changes.h"

#include <string.h>

#include "base/nearest.h"
#include "base/parallel.h"
#include "changes/changes_error.h"
#include "changes/match.h"
#include "git/git_error.h"
#include "project/project_error.h"

#define NONE G_MAXUINT

/* A chapter as one side has it. */
typedef struct {
    const PsgChapterEntry *entry;
    GBytes *bytes;
    PsgText *text;
    guint other; /* in the other side; NONE */
    guint place; /* old side: behind which chapter of the new side one that is gone stands, from 1
                  */
} Chapter;

/* One side of the comparison. */
typedef struct {
    PsgPackage *package;              /* NULL: nothing is there */
    const PsgDocumentEntry *document; /* NULL: the package does not have it */
    GArray *chapters;                 /* Chapter, in the document's order */
} Side;

static void
chapter_clear(gpointer data)
{
    Chapter *chapter = data;
    g_bytes_unref(chapter->bytes);
    psg_text_free(chapter->text);
}

static void
side_clear(Side *side)
{
    g_clear_pointer(&side->package, psg_package_free);
    g_clear_pointer(&side->chapters, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Side, side_clear)

static Chapter *
get_chapter(const Side *side, guint index)
{
    return &g_array_index(side->chapters, Chapter, index);
}

/* Reading */

/* Loads a side's package. A package that was not there yet is no error; one that could not be read
 * is. */
static gboolean
load_package(Side *side, PsgSnapshot *snapshot, GError **error)
{
    g_autoptr(GError) problem = NULL;
    side->chapters = g_array_new(FALSE, TRUE, sizeof(Chapter));
    g_array_set_clear_func(side->chapters, chapter_clear);
    side->package = snapshot ? psg_package_load(snapshot, NULL, &problem) : NULL;
    if (side->package || !snapshot ||
            g_error_matches(problem, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_EMPTY))
        return TRUE;
    const PsgRevision *revision = psg_snapshot_get_revision(snapshot);
    if (psg_snapshot_get_newest_time(snapshot) == 0 && revision->abbreviation)
        g_prefix_error(&problem, "at the commit %s: ", revision->abbreviation);
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

/* The document on both sides. A bare folder's one document is named after its title, which may have
 * changed: it is the same document whatever its name. */
static gboolean
find_documents(Side *before, Side *after, const char *id, GError **error)
{
    before->document = psg_package_find_document(before->package, id);
    after->document = psg_package_find_document(after->package, id);
    if (!before->document && before->package && before->package->is_bare && after->document)
        before->document = g_ptr_array_index(before->package->documents, 0);
    if (!after->document && after->package && after->package->is_bare && before->document)
        after->document = g_ptr_array_index(after->package->documents, 0);
    if (before->document || after->document)
        return TRUE;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    const PsgPackage *packages[] = {after->package, before->package};
    for (guint side = 0; side < 2; side++)
        for (guint i = 0; packages[side] && i < packages[side]->documents->len; i++)
            g_ptr_array_add(ids, ((PsgDocumentEntry *)packages[side]->documents->pdata[i])->id);
    guint count = ids->len;
    g_ptr_array_add(ids, NULL);
    const char *nearest = psg_nearest_find(id, (const char *const *)ids->pdata);
    const char *proposal = nearest ? nearest : count > 0 ? g_ptr_array_index(ids, 0) : NULL;
    g_set_error(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_DOCUMENT,
            "there is no document \"%s\"%s%s%s%s", id,
            nearest    ? "; did you mean \""
            : proposal ? "; there is, for instance, \""
                       : " in this package",
            proposal ? proposal : "", proposal ? "\"" : "", nearest ? "?" : "");
    return FALSE;
}

/* TRUE for a file that the other side's document may have been written in: a folder that was a bare
 * package once holds files of other documents too. */
static gboolean
belongs_to(const PsgDocumentEntry *document, const char *path)
{
    gsize length = strlen(document->folder);
    if (length > 0 && strncmp(path, document->folder, length) == 0 && path[length] == '/')
        return TRUE;
    for (guint i = 0; i < document->chapters->len; i++) {
        const PsgChapterEntry *entry = g_ptr_array_index(document->chapters, i);
        if (entry->path && strcmp(entry->path, path) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Reads the chapters' bytes. One that cannot be read as a text (too large, a broken link) is not
 * there for a reader either; that git fails is an error. */
static gboolean
read_chapters(Side *side, const Side *other, PsgSnapshot *snapshot, GError **error)
{
    gboolean is_mixed =
            side->document && other->document && side->package->is_bare && !other->package->is_bare;
    for (guint i = 0; side->document && i < side->document->chapters->len; i++) {
        const PsgChapterEntry *entry = g_ptr_array_index(side->document->chapters, i);
        if (!entry->path || (is_mixed && !belongs_to(other->document, entry->path)))
            continue;
        g_autoptr(GError) problem = NULL;
        Chapter chapter = {.entry = entry, .other = NONE};
        chapter.bytes = psg_snapshot_read(snapshot, entry->path, PSG_TEXT_SIZE_LIMIT, &problem);
        if (chapter.bytes) {
            g_array_append_val(side->chapters, chapter);
        } else if (g_error_matches(problem, PSG_GIT_ERROR, PSG_GIT_ERROR_FAILED)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
    }
    return TRUE;
}

/* Matching */

static void
match_chapters(Side *old, guint old_index, Side *new, guint new_index)
{
    get_chapter(old, old_index)->other = new_index;
    get_chapter(new, new_index)->other = old_index;
}

static void
match_by_path(Side *old, Side *new)
{
    g_autoptr(GHashTable) paths = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < old->chapters->len; i++)
        g_hash_table_insert(paths, get_chapter(old, i)->entry->path, GUINT_TO_POINTER(i + 1));
    for (guint i = 0; i < new->chapters->len; i++) {
        guint found =
                GPOINTER_TO_UINT(g_hash_table_lookup(paths, get_chapter(new, i)->entry->path));
        if (found > 0 && get_chapter(old, found - 1)->other == NONE)
            match_chapters(old, found - 1, new, i);
    }
}

/* The chapters that have no other yet: their bytes, and in `indices` which they are. */
static GPtrArray *
list_unmatched(const Side *side, GArray *indices)
{
    GPtrArray *list = g_ptr_array_new();
    for (guint i = 0; i < side->chapters->len; i++) {
        if (get_chapter(side, i)->other != NONE)
            continue;
        g_ptr_array_add(list, get_chapter(side, i)->bytes);
        g_array_append_val(indices, i);
    }
    return list;
}

static void
match_by_words(Side *old, Side *new)
{
    g_autoptr(GArray) old_indices = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) new_indices = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GPtrArray) old_files = list_unmatched(old, old_indices);
    g_autoptr(GPtrArray) new_files = list_unmatched(new, new_indices);
    g_autoptr(GArray) matches = psg_match_files(old_files, new_files);
    for (guint i = 0; i < matches->len; i++) {
        const PsgMatch *match = &g_array_index(matches, PsgMatch, i);
        match_chapters(old, g_array_index(old_indices, guint, match->old_index), new,
                g_array_index(new_indices, guint, match->new_index));
    }
}

/* Which pairs are compared, in what order */

/* Two revisions of a chapter; NULL where it is not there. */
typedef struct {
    Chapter *old_chapter, *new_chapter;
} Pair;

static gboolean
has_same_bytes(const Chapter *a, const Chapter *b)
{
    return strcmp(a->entry->path, b->entry->path) == 0 && g_bytes_equal(a->bytes, b->bytes);
}

/* Chapters that are gone stand behind the one that they followed. */
static void
place_removed(Side *old)
{
    guint place = 0;
    for (guint i = 0; i < old->chapters->len; i++) {
        Chapter *chapter = get_chapter(old, i);
        if (chapter->other == NONE)
            chapter->place = place;
        else
            place = chapter->other + 1;
    }
}

/* The removed chapters in the order of their places, those of one place in their own. */
static GPtrArray *
list_removed(Side *old)
{
    GPtrArray *removed = g_ptr_array_new();
    place_removed(old);
    for (guint i = 0; i < old->chapters->len; i++)
        if (get_chapter(old, i)->other == NONE)
            g_ptr_array_add(removed, get_chapter(old, i));
    return removed;
}

static int
compare_places(gconstpointer left, gconstpointer right)
{
    const Chapter *a = *(const Chapter *const *)left, *b = *(const Chapter *const *)right;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return a < b ? -1 : a > b; /* both in one array, in order */
}

static GArray *
list_pairs(Side *old, Side *new)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    g_autoptr(GPtrArray) removed = list_removed(old);
    g_ptr_array_sort(removed, compare_places);
    guint next = 0;
    for (guint place = 0; place <= new->chapters->len; place++) {
        if (place > 0) {
            Chapter *chapter = get_chapter(new, place - 1);
            Pair pair = {chapter->other == NONE ? NULL : get_chapter(old, chapter->other), chapter};
            if (!pair.old_chapter || !has_same_bytes(pair.old_chapter, chapter))
                g_array_append_val(pairs, pair);
        }
        for (; next < removed->len; next++) {
            Pair pair = {g_ptr_array_index(removed, next), NULL};
            if (pair.old_chapter->place != place)
                break;
            g_array_append_val(pairs, pair);
        }
    }
    return pairs;
}

/* Parsing */

typedef struct {
    const GArray *pairs;
    const Side *sides; /* old and new */
} Parsing;

static gboolean
parse(guint index, gpointer data, GError **error)
{
    const Parsing *parsing = data;
    const Pair *pair = &g_array_index(parsing->pairs, Pair, index / 2);
    const Side *side = &parsing->sides[index % 2];
    Chapter *chapter = index % 2 ? pair->new_chapter : pair->old_chapter;
    if (!chapter)
        return TRUE;
    PsgTextOptions options = {
            PSG_TEXT_GUIDANCE, chapter->entry->path, side->document->language, NULL};
    gsize length;
    const char *source = g_bytes_get_data(chapter->bytes, &length);
    chapter->text = psg_text_parse(source, length, &options, NULL, NULL);
    return TRUE; /* a text beyond the limits is none */
}

/* The result */

static void
chapter_changes_free(gpointer data)
{
    PsgChapterChanges *chapter = data;
    g_free(chapter->path);
    g_free(chapter->old_path);
    g_free(chapter->title);
    g_free(chapter->old_title);
    g_free(chapter->language);
    g_free(chapter);
}

static void
free_text(gpointer text)
{
    psg_text_free(text);
}

void
psg_document_changes_free(PsgDocumentChanges *changes)
{
    if (!changes)
        return;
    g_free(changes->document);
    g_free(changes->title);
    g_free(changes->language);
    g_clear_pointer(&changes->chapters, g_ptr_array_unref);
    psg_diff_free(changes->diff);
    g_clear_pointer(&changes->texts, g_ptr_array_unref);
    g_free(changes);
}

void
psg_document_changes_forget_texts(PsgDocumentChanges *changes)
{
    g_clear_pointer(&changes->diff, psg_diff_free);
    g_clear_pointer(&changes->texts, g_ptr_array_unref);
}

static PsgDocumentChanges *
make_changes(void)
{
    PsgDocumentChanges *changes = g_new0(PsgDocumentChanges, 1);
    changes->chapters = g_ptr_array_new_with_free_func(chapter_changes_free);
    changes->texts = g_ptr_array_new_with_free_func(free_text);
    return changes;
}

/* Enters the nth pair as a chapter that changed. All but the titles may be NULL where there is no
 * such side. */
static PsgChapterChanges *
add_chapter(PsgDocumentChanges *changes, guint pair, const char *old_path, const char *new_path,
        const char *old_title, const char *new_title)
{
    PsgChapterChanges *chapter = g_new0(PsgChapterChanges, 1);
    chapter->change = !old_title                        ? PSG_CHAPTER_ADDED
                      : !new_title                      ? PSG_CHAPTER_REMOVED
                      : strcmp(old_path, new_path) != 0 ? PSG_CHAPTER_RENAMED
                                                        : PSG_CHAPTER_EDITED;
    chapter->path = g_strdup(new_title ? new_path : old_path);
    chapter->old_path = old_title ? g_strdup(old_path) : NULL;
    chapter->title = g_strdup(new_title ? new_title : old_title);
    chapter->old_title = g_strdup(old_title);
    const PsgDiffPair *texts = psg_diff_get_pair(changes->diff, pair);
    chapter->language = g_strdup(
            (texts->new_side.text ? texts->new_side.text : texts->old_side.text)->language);
    chapter->pair = pair;
    g_ptr_array_add(changes->chapters, chapter);
    return chapter;
}

/* The diff's words include punctuation, which nobody counts. */
static gsize
count_words(const PsgDiffSide *side, guint start, guint end)
{
    gsize count = 0;
    for (guint i = start; i < end; i++) {
        const PsgDiffWord *word = &g_array_index(side->words, PsgDiffWord, i);
        const char *at = word->text, *stop = word->text + word->length;
        while (at < stop && !g_unichar_isalnum(g_utf8_get_char(at)))
            at = g_utf8_next_char(at);
        count += at < stop;
    }
    return count;
}

static void
count_step(PsgDocumentChanges *changes, const PsgDiffPair *pair, const PsgDiffStep *step)
{
    gboolean is_move = step->change == PSG_CHANGE_MOVED;
    if (is_move)
        changes->moved_blocks += step->new_end - step->new_start;
    if (step->change == PSG_CHANGE_SAME || step->change == PSG_CHANGE_MOVED_AWAY)
        return;
    const PsgDiffPair *origin = is_move ? psg_diff_get_pair(changes->diff, step->other_pair) : pair;
    for (guint i = step->run_start; i < step->run_end; i++) {
        const PsgDiffRun *run = &g_array_index(changes->diff->runs, PsgDiffRun, i);
        if (run->kind == PSG_RUN_INSERTED)
            changes->inserted_words += count_words(&pair->new_side, run->new_start, run->new_end);
        else if (run->kind == PSG_RUN_DELETED)
            changes->deleted_words += count_words(&origin->old_side, run->old_start, run->old_end);
    }
}

static void
count_changes(PsgDocumentChanges *changes)
{
    for (guint i = 0; i < changes->diff->pairs->len; i++) {
        const PsgDiffPair *pair = psg_diff_get_pair(changes->diff, i);
        for (guint step = 0; step < pair->steps->len; step++)
            count_step(changes, pair, &g_array_index(pair->steps, PsgDiffStep, step));
    }
}

/* The contents' own title of a chapter, or the text's. */
static const char *
get_title(const Chapter *chapter)
{
    if (!chapter || !chapter->text)
        return NULL;
    return chapter->entry->title ? chapter->entry->title : chapter->text->title;
}

/* TRUE when a reader sees a difference. A title that stands only in the front matter is no block of
 * the text. */
static gboolean
is_changed(const PsgDiffPair *diff, const Pair *pair)
{
    if (diff->is_changed || !pair->old_chapter || !pair->new_chapter)
        return TRUE;
    return strcmp(pair->old_chapter->entry->path, pair->new_chapter->entry->path) != 0 ||
           strcmp(pair->old_chapter->text->title, pair->new_chapter->text->title) != 0;
}

/* Leaves out pairs of which a side, or both, could not be parsed. */
static void
drop_unparsed(GArray *pairs)
{
    for (guint i = pairs->len; i-- > 0;) {
        Pair *pair = &g_array_index(pairs, Pair, i);
        if (pair->old_chapter && !pair->old_chapter->text)
            pair->old_chapter = NULL;
        if (pair->new_chapter && !pair->new_chapter->text)
            pair->new_chapter = NULL;
        if (!pair->old_chapter && !pair->new_chapter)
            g_array_remove_index(pairs, i);
    }
}

static void
compare_pairs(PsgDocumentChanges *changes, const GArray *pairs)
{
    g_autofree PsgDiffInput *inputs = g_new0(PsgDiffInput, pairs->len + 1);
    for (guint i = 0; i < pairs->len; i++) {
        const Pair *pair = &g_array_index(pairs, Pair, i);
        inputs[i].old_text = pair->old_chapter ? pair->old_chapter->text : NULL;
        inputs[i].new_text = pair->new_chapter ? pair->new_chapter->text : NULL;
    }
    changes->diff = psg_diff_new(inputs, pairs->len);
    for (guint i = 0; i < pairs->len; i++) {
        const Pair *pair = &g_array_index(pairs, Pair, i);
        if (is_changed(psg_diff_get_pair(changes->diff, i), pair))
            add_chapter(changes, i, pair->old_chapter ? pair->old_chapter->entry->path : NULL,
                    pair->new_chapter ? pair->new_chapter->entry->path : NULL,
                    get_title(pair->old_chapter), get_title(pair->new_chapter));
    }
    count_changes(changes);
}

/* The diff reads the texts: they live as long as it. */
static void
take_texts(PsgDocumentChanges *changes, Side *side)
{
    for (guint i = 0; i < side->chapters->len; i++) {
        Chapter *chapter = get_chapter(side, i);
        if (chapter->text)
            g_ptr_array_add(changes->texts, g_steal_pointer(&chapter->text));
    }
}

PsgDocumentChanges *
psg_document_changes_new(
        PsgSnapshot *from, PsgSnapshot *to, const char *document, guint threads, GError **error)
{
    g_auto(Side) old = {0};
    g_auto(Side) new = {0};
    if (!load_package(&old, from, error) || !load_package(&new, to, error) ||
            !find_documents(&old, &new, document, error) ||
            !read_chapters(&old, &new, from, error) || !read_chapters(&new, &old, to, error))
        return NULL;
    match_by_path(&old, &new);
    match_by_words(&old, &new);
    g_autoptr(GArray) pairs = list_pairs(&old, &new);
    const Side sides[] = {old, new};
    Parsing parsing = {pairs, sides};
    psg_parallel_run(threads, 2 * pairs->len, parse, &parsing, NULL);
    drop_unparsed(pairs);
    PsgDocumentChanges *changes = make_changes();
    const PsgDocumentEntry *entry = new.document ? new.document : old.document;
    changes->document = g_strdup(entry->id);
    changes->title = g_strdup(entry->title);
    changes->language = g_strdup(entry->language);
    compare_pairs(changes, pairs);
    take_texts(changes, &old);
    take_texts(changes, &new);
    return changes;
}

PsgDocumentChanges *
psg_document_changes_new_texts(
        const char *path, const char *old_path, PsgText *old_text, PsgText *new_text)
{
    PsgDocumentChanges *changes = make_changes();
    const PsgText *text = new_text ? new_text : old_text;
    const PsgDiffInput input = {old_text, new_text};
    changes->document = g_strdup("");
    changes->title = g_strdup(text ? text->title : "");
    changes->language = g_strdup(text ? text->language : "en");
    changes->diff = psg_diff_new(&input, text ? 1 : 0);
    if (old_text)
        g_ptr_array_add(changes->texts, old_text);
    if (new_text)
        g_ptr_array_add(changes->texts, new_text);
    old_path = old_path ? old_path : path;
    if (text &&
            (!old_text || !new_text || psg_diff_get_pair(changes->diff, 0)->is_changed ||
                    strcmp(path, old_path) != 0 || strcmp(old_text->title, new_text->title) != 0))
        add_chapter(changes, 0, old_path, path, old_text ? old_text->title : NULL,
                new_text ? new_text->title : NULL);
    count_changes(changes);
    return changes;
}
