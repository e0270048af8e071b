/* Finding what somebody speaks of: first the document, chapter, section or line, then the words in
 * it. See target.h; what readers see of a source is in reading.h. */
#include "review/comment/target.h"

#include <string.h>

#include "base/nearest.h"
#include "changes/chronicle.h"
#include "review/comment/chapter_text.h"
#include "review/review_error.h"
#include "text/text.h"

#define AGREEMENT 6 /* letters around a quotation that are more than chance */
#define PLACES_SHOWN 50
#define CONTEXT 40      /* characters around a candidate */
#define WORDS_SHOWN 100 /* of the nearest passage */

void
psg_target_free(PsgTarget *target)
{
    if (!target)
        return;
    g_free(target->path);
    g_string_chunk_free(target->strings);
    g_free(target);
}

void
psg_quote_place_free(PsgQuotePlace *place)
{
    if (!place)
        return;
    g_free(place->path);
    g_free(place->before);
    g_free(place->words);
    g_free(place->after);
    g_free(place);
}

/* Where is meant. */
typedef struct {
    const PsgReview *review;
    const PsgTargetQuery *query;
    const PsgDocumentEntry *document; /* a document, or NULL */
    const char *path;                 /* a chapter, or NULL: all of them */
    const PsgChapterText *chapter;    /* that of `path` */
    const PsgChapterHeading *heading; /* a section of it, or NULL */
    guint line;                       /* a line of it, or 0 */
} Scope;

/* --- Documents and chapters --- */

static const PsgDocumentEntry *
find_document(const PsgPackage *package, const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    for (guint i = 0; i < package->documents->len; i++) {
        const PsgDocumentEntry *document = g_ptr_array_index(package->documents, i);
        g_autofree char *title = g_utf8_casefold(document->title, -1);
        if (strcmp(document->id, name) == 0 || strcmp(title, folded) == 0)
            return document;
    }
    return NULL;
}

/* The document that a chapter is in; NULL. */
static const PsgDocumentEntry *
find_document_of(const PsgPackage *package, const char *path)
{
    for (guint i = 0; i < package->documents->len; i++) {
        const PsgDocumentEntry *document = g_ptr_array_index(package->documents, i);
        if (psg_document_has_chapter(document, path))
            return document;
    }
    return NULL;
}

typedef gboolean (*VisitChapter)(Scope *scope, const char *path, gpointer data);

/* Calls for each chapter of the scope's document, or of all, until one gives FALSE. */
static void
visit_chapters(Scope *scope, VisitChapter visit, gpointer data)
{
    const GPtrArray *documents = psg_review_get_package(scope->review)->documents;
    for (guint i = 0; i < documents->len; i++) {
        const PsgDocumentEntry *document = g_ptr_array_index(documents, i);
        for (guint k = 0; k < document->chapters->len; k++) {
            const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, k);
            if (chapter->path && (!scope->document || scope->document == document) &&
                    !visit(scope, chapter->path, data))
                return;
        }
    }
}

static gboolean
has_title(Scope *scope, const char *path, gpointer data)
{
    const char *wanted = data;
    const PsgChapterText *chapter = psg_chapter_text_get(scope->review, path, NULL);
    g_autofree char *title = g_utf8_casefold(chapter ? chapter->title : "", -1);
    if (strcmp(title, wanted) == 0)
        scope->path = chapter->path;
    return scope->path == NULL;
}

static char *
make_package_path(const Scope *scope, const char *path)
{
    const char *folder = scope->query->folder;
    return folder || g_path_is_absolute(path)
                   ? psg_place_make_package_path(
                             psg_review_get_package_place(scope->review), folder, path)
                   : NULL;
}

static gboolean
find_chapter(Scope *scope, const char *name)
{
    const PsgPackage *package = psg_review_get_package(scope->review);
    g_autofree char *here = make_package_path(scope, name);
    const char *path = here ? psg_chronicle_find_path(package, here, NULL) : NULL;
    scope->path = path ? path : psg_chronicle_find_path(package, name, NULL);
    return scope->path != NULL;
}

static gboolean
find_title(Scope *scope, const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    visit_chapters(scope, has_title, folded);
    return scope->path != NULL;
}

static gboolean
find_chapter_or_title(Scope *scope, const char *name)
{
    return find_chapter(scope, name) || find_title(scope, name);
}

/* NULL when none is like it. */
static const char *
find_nearest_document(const PsgPackage *package, const char *name)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < package->documents->len; i++)
        g_ptr_array_add(ids, ((PsgDocumentEntry *)package->documents->pdata[i])->id);
    g_ptr_array_add(ids, NULL);
    return psg_nearest_find(name, (const char *const *)ids->pdata);
}

static gboolean
fail_where(const Scope *scope, const char *name, GError **error)
{
    PsgSnapshot *snapshot = psg_review_get_snapshot(scope->review);
    g_autofree char *here = make_package_path(scope, name);
    g_autoptr(GError) problem = NULL;
    if (psg_snapshot_has_file(snapshot, here ? here : name))
        return psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
                "\"%s\" is a file of this package but no chapter of a document; comments are on "
                "chapters and documents",
                name);
    const PsgPackage *package = psg_review_get_package(scope->review);
    const char *document = strchr(name, '/') ? NULL : find_nearest_document(package, name);
    if (document)
        return psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
                "\"%s\" is no document of this package; did you mean \"%s\"?", name, document);
    psg_chronicle_find_path(package, name, &problem);
    return psg_review_fail(error, PSG_REVIEW_ERROR_TARGET, "%s", problem->message);
}

/* --- Sections and lines --- */

/* By id, or by its title. */
static gboolean
find_heading(Scope *scope, const char *name, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_autofree char *folded = g_utf8_casefold(name, -1);
    const GArray *headings = scope->chapter->headings;
    for (guint i = 0; i < headings->len; i++) {
        const PsgChapterHeading *heading = &g_array_index(headings, PsgChapterHeading, i);
        g_autofree char *title = g_utf8_casefold(heading->title, -1);
        if (strcmp(heading->id, name) == 0 || strcmp(title, folded) == 0) {
            scope->heading = heading;
            return TRUE;
        }
        g_ptr_array_add(ids, heading->id);
    }
    g_ptr_array_add(ids, NULL);
    const char *nearest = psg_nearest_find(name, (const char *const *)ids->pdata);
    if (nearest)
        return psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
                "%s has no heading \"%s\"; did you mean \"%s\"?", scope->path, name, nearest);
    g_autofree char *all = g_strjoinv(", ", (char **)ids->pdata);
    return psg_review_fail(error, PSG_REVIEW_ERROR_TARGET, "%s has no heading \"%s\"; it has: %s",
            scope->path, name, *all ? all : "none");
}

static gboolean
check_line(const Scope *scope, GError **error)
{
    if (scope->line == 0)
        return psg_review_fail(error, PSG_REVIEW_ERROR_TARGET, "lines count from 1");
    return scope->line <= scope->chapter->lines->len ||
           psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
                   "%s has only %u lines in the commit that comments are on", scope->path,
                   scope->chapter->lines->len);
}

static gboolean
read_chapter(Scope *scope, GError **error)
{
    scope->chapter = psg_chapter_text_get(scope->review, scope->path, error);
    return scope->chapter != NULL;
}

/* Where "PATH:LINE" or "PATH:LINE:COLUMN" has its first colon; NULL when it is none. */
static const char *
find_line_mark(const char *where, guint *line)
{
    const char *mark = NULL;
    gsize length = strlen(where);
    for (guint parts = 0; parts < 2; parts++) {
        gsize at = length;
        while (at > 0 && g_ascii_isdigit(where[at - 1]))
            at--;
        if (at == length || at < 2 || where[at - 1] != ':')
            break;
        mark = where + at - 1;
        length = at - 1;
    }
    if (mark)
        *line = (guint)MIN(g_ascii_strtoull(mark + 1, NULL, 10), G_MAXUINT);
    return mark;
}

/* A file's name may hold a '#' or a ':' of its own: the whole is tried first. */
static gboolean
find_scope(Scope *scope, GError **error)
{
    const char *where = scope->query->where;
    if (!where)
        return TRUE;
    scope->document = find_document(psg_review_get_package(scope->review), where);
    if (scope->document)
        return TRUE;
    if (find_chapter(scope, where))
        return read_chapter(scope, error);
    const char *hash = strrchr(where, '#');
    const char *colon = find_line_mark(where, &scope->line);
    const char *mark = colon ? colon : hash;
    g_autofree char *name = mark ? g_strndup(where, (gsize)(mark - where)) : g_strdup(where);
    if (mark && find_chapter_or_title(scope, name))
        return read_chapter(scope, error) && (!colon || check_line(scope, error)) &&
               (colon || mark[1] == '\0' || find_heading(scope, mark + 1, error));
    scope->line = 0;
    return find_title(scope, where) ? read_chapter(scope, error) : fail_where(scope, name, error);
}

/* The bytes in which words are looked for. */
static PsgByteRange
get_range(const Scope *scope)
{
    const PsgChapterText *chapter = scope->chapter;
    PsgByteRange range = {0, chapter->length};
    if (!scope->heading)
        return range;
    range.start = scope->heading->start;
    for (guint i = 0; i < chapter->headings->len; i++) {
        const PsgChapterHeading *next = &g_array_index(chapter->headings, PsgChapterHeading, i);
        if (next->start > range.start && next->level <= scope->heading->level) {
            range.end = next->start;
            break;
        }
    }
    return range;
}

/* --- Making --- */

static PsgTarget *
target_new(const Scope *scope, const PsgChapterText *chapter)
{
    PsgTarget *target = g_new0(PsgTarget, 1);
    target->strings = g_string_chunk_new(256);
    const char *commit = psg_snapshot_get_revision(psg_review_get_snapshot(scope->review))->oid;
    const PsgDocumentEntry *document =
            chapter ? find_document_of(psg_review_get_package(scope->review), chapter->path)
                    : scope->document;
    PsgEventTarget *on = &target->on;
    if (document)
        on->document = g_string_chunk_insert(target->strings, document->id);
    if (commit)
        on->commit = g_string_chunk_insert(target->strings, commit);
    if (!chapter)
        return target;
    target->path = g_strdup(chapter->path);
    on->path = g_string_chunk_insert(target->strings, chapter->repository_path);
    on->blob = g_string_chunk_insert(target->strings, chapter->blob);
    return target;
}

static PsgTarget *
target_new_section(
        const Scope *scope, const PsgChapterText *chapter, const PsgChapterHeading *heading)
{
    PsgTarget *target = target_new(scope, chapter);
    target->on.heading = g_string_chunk_insert(target->strings, heading->id);
    target->line = heading->line;
    return target;
}

static PsgTarget *
target_new_passage(const Scope *scope, const PsgChapterText *chapter, const PsgByteRange *range)
{
    const PsgChapterHeading *heading = psg_chapter_text_find_heading(chapter, range->start);
    PsgTarget *target =
            heading ? target_new_section(scope, chapter, heading) : target_new(scope, chapter);
    g_autoptr(PsgQuote) quote =
            psg_quote_new(chapter->source, chapter->length, range->start, range->end);
    PsgEventTarget *on = &target->on;
    on->has_range = TRUE;
    on->start = range->start;
    on->end = range->end;
    on->exact = g_string_chunk_insert(target->strings, quote->exact);
    on->prefix = *quote->prefix ? g_string_chunk_insert(target->strings, quote->prefix) : NULL;
    on->suffix = *quote->suffix ? g_string_chunk_insert(target->strings, quote->suffix) : NULL;
    target->line = psg_chapter_text_find_line(chapter, range->start);
    return target;
}

/* The text of a line (from 1) of a file; the length in bytes, without white space at its end. NULL
 * when there are not so many lines. */
static const char *
find_line(const char *source, gsize length, guint line, gsize *line_length)
{
    const char *at = source, *end = source + length;
    for (guint i = 1; at && i < line; i++) {
        at = memchr(at, '\n', (gsize)(end - at));
        at = at && at + 1 < end ? at + 1 : NULL;
    }
    if (!at || at == end)
        return NULL;
    const char *feed = memchr(at, '\n', (gsize)(end - at));
    feed = feed ? feed : end;
    while (feed > at && g_ascii_isspace(feed[-1]))
        feed--;
    *line_length = (gsize)(feed - at);
    return at;
}

/* Lines are counted in the file that people have before them, and comments are on what was
 * committed. */
static gboolean
check_same_line(const Scope *scope, GError **error)
{
    const PsgChapterText *chapter = scope->chapter;
    g_autoptr(GBytes) bytes = psg_snapshot_read(
            psg_review_get_snapshot(scope->review), chapter->path, PSG_TEXT_SIZE_LIMIT, NULL);
    gsize length, there_length = 0, here_length = 0;
    const char *source = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    const char *there = find_line(chapter->source, chapter->length, scope->line, &there_length);
    const char *here = source ? find_line(source, length, scope->line, &here_length) : there;
    return !there ||
           (here && (here == there || (here_length == there_length &&
                                              memcmp(here, there, here_length) == 0))) ||
           psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
                   "line %u of %s is not the same in your file as in the last commit, which "
                   "comments "
                   "are on; quote its words, or run \"git commit\" first",
                   scope->line, scope->path);
}

/* A line's text, without the marks before it. */
static PsgTarget *
target_new_line(const Scope *scope, GError **error)
{
    const PsgChapterText *chapter = scope->chapter;
    if (!check_same_line(scope, error))
        return NULL;
    gsize start = g_array_index(chapter->lines, gsize, scope->line - 1);
    gsize end = scope->line < chapter->lines->len
                        ? g_array_index(chapter->lines, gsize, scope->line)
                        : chapter->length;
    for (guint i = 0; i < chapter->headings->len; i++) {
        const PsgChapterHeading *heading = &g_array_index(chapter->headings, PsgChapterHeading, i);
        if (heading->line == scope->line)
            return target_new_section(scope, chapter, heading);
    }
    PsgByteRange range = {end, start};
    for (guint i = 0; i < chapter->reading->characters->len; i++) {
        const PsgReadCharacter *c =
                &g_array_index(chapter->reading->characters, PsgReadCharacter, i);
        if (c->start < start || c->end > end || c->character == ' ')
            continue;
        range.start = MIN(range.start, c->start);
        range.end = MAX(range.end, c->end);
    }
    if (range.start < range.end)
        return target_new_passage(scope, chapter, &range);
    psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
            "line %u of %s has no words; name a line with text, or quote its words", scope->line,
            scope->path);
    return NULL;
}

/* --- Words --- */

typedef struct {
    const PsgChapterText *chapter;
    PsgByteRange range;
} Hit;

static void
add_hits(const Scope *scope, const PsgChapterText *chapter, PsgByteRange within, GArray *hits)
{
    const PsgTargetQuery *query = scope->query;
    g_autoptr(GArray) ranges = psg_reading_find(
            chapter->reading, within.start, within.end, query->quote, query->prefix, query->suffix);
    for (guint i = 0; i < ranges->len; i++) {
        Hit hit = {chapter, g_array_index(ranges, PsgByteRange, i)};
        guint first = psg_chapter_text_find_line(chapter, hit.range.start);
        guint last = psg_chapter_text_find_line(chapter, hit.range.end - 1);
        if (scope->line == 0 || (first <= scope->line && scope->line <= last))
            g_array_append_val(hits, hit);
    }
}

static gboolean
search_chapter(Scope *scope, const char *path, gpointer data)
{
    const PsgChapterText *chapter = psg_chapter_text_get(scope->review, path, NULL);
    if (chapter)
        add_hits(scope, chapter, (PsgByteRange){0, chapter->length}, data);
    return TRUE;
}

/* Of words that stand in several chapters, those whose surroundings agree best with what is asked
 * for. Fewer letters than AGREEMENT agree by chance. */
static void
keep_best_hits(const PsgTargetQuery *query, GArray *hits)
{
    if (hits->len < 2 || (!query->prefix && !query->suffix))
        return;
    g_autofree guint *agreements = g_new(guint, hits->len);
    guint best = 0, kept = 0;
    for (guint i = 0; i < hits->len; i++) {
        const Hit *hit = &g_array_index(hits, Hit, i);
        agreements[i] = psg_reading_count_agreement(hit->chapter->reading, hit->range.start,
                hit->range.end, query->prefix, query->suffix);
        best = MAX(best, agreements[i]);
    }
    for (guint i = 0; i < hits->len && best >= AGREEMENT; i++)
        if (agreements[i] == best)
            g_array_index(hits, Hit, kept++) = g_array_index(hits, Hit, i);
    if (kept > 0)
        g_array_set_size(hits, kept);
}

static void
list_hits(Scope *scope, GArray *hits)
{
    if (scope->chapter) {
        add_hits(scope, scope->chapter, get_range(scope), hits);
    } else {
        visit_chapters(scope, search_chapter, hits);
        keep_best_hits(scope->query, hits);
    }
}

static PsgQuotePlace *
quote_place_new(const Hit *hit)
{
    const PsgReading *reading = hit->chapter->reading;
    PsgQuotePlace *place = g_new0(PsgQuotePlace, 1);
    place->path = g_strdup(hit->chapter->path);
    place->start = hit->range.start;
    place->end = hit->range.end;
    place->line = psg_chapter_text_find_line(hit->chapter, hit->range.start);
    gsize from, to;
    psg_reading_find_block(reading, hit->range.start, hit->range.end, &from, &to);
    place->before = psg_reading_show(reading, from, hit->range.start, CONTEXT, TRUE);
    place->words = psg_reading_show(reading, hit->range.start, hit->range.end, 0, FALSE);
    place->after = psg_reading_show(reading, hit->range.end, to, CONTEXT, FALSE);
    return place;
}

static PsgTarget *
fail_ambiguous(const Scope *scope, const GArray *hits, GPtrArray **places, GError **error)
{
    if (places) {
        *places = g_ptr_array_new_with_free_func((GDestroyNotify)psg_quote_place_free);
        for (guint i = 0; i < MIN(hits->len, PLACES_SHOWN); i++)
            g_ptr_array_add(*places, quote_place_new(&g_array_index(hits, Hit, i)));
    }
    psg_review_fail(error, PSG_REVIEW_ERROR_TARGET, "“%s” stands at %u places%s%s",
            scope->query->quote, hits->len, scope->path ? " of " : "",
            scope->path ? scope->path : "");
    return NULL;
}

/* The passage that is most like the quote, in the chapters that are looked at. */
typedef struct {
    const PsgChapterText *chapter;
    guint likeness;
    gsize start, end;
} Nearest;

static gboolean
compare_chapter(Scope *scope, const char *path, gpointer data)
{
    Nearest *nearest = data;
    const PsgChapterText *chapter = psg_chapter_text_get(scope->review, path, NULL);
    if (chapter && psg_reading_find_nearest(chapter->reading, scope->query->quote,
                           &nearest->likeness, &nearest->start, &nearest->end))
        nearest->chapter = chapter;
    return TRUE;
}

/* TRUE when the words stand in the file as it is in the working tree. */
static gboolean
is_uncommitted(const Scope *scope)
{
    if (!scope->path)
        return FALSE;
    g_autoptr(GBytes) bytes = psg_snapshot_read(
            psg_review_get_snapshot(scope->review), scope->path, PSG_TEXT_SIZE_LIMIT, NULL);
    gsize length;
    const char *source = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    if (!source || !g_utf8_validate(source, (gssize)length, NULL))
        return FALSE;
    g_autoptr(PsgReading) reading = psg_reading_new(source, length);
    g_autoptr(GArray) found = psg_reading_find(reading, 0, length, scope->query->quote, NULL, NULL);
    return found->len > 0;
}

/* Looks beyond the section or line, so that the message can say where the words are. */
static PsgTarget *
fail_elsewhere(Scope *scope, const GArray *hits, GError **error)
{
    const Hit *hit = &g_array_index(hits, Hit, 0);
    guint line = psg_chapter_text_find_line(hit->chapter, hit->range.start);
    if (scope->line > 0)
        psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
                "“%s” is not in line %u of %s, but in line %u; comments are on what was "
                "committed, whose lines may be others than those of your file",
                scope->query->quote, scope->line, scope->path, line);
    else
        psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
                "“%s” is not in the section \"%s\" of %s, but in line %u", scope->query->quote,
                scope->heading->title, scope->path, line);
    return NULL;
}

static PsgTarget *
fail_missing(Scope *scope, GError **error)
{
    const char *quote = scope->query->quote, *path = scope->path;
    const char *in = path ? path : "the chapters";
    if (scope->line > 0 || scope->heading) {
        Scope wider = *scope;
        wider.line = 0;
        wider.heading = NULL;
        g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(Hit));
        list_hits(&wider, hits);
        if (hits->len > 0)
            return fail_elsewhere(scope, hits, error);
    }
    if (is_uncommitted(scope)) {
        psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
                "“%s” stands in %s as it is now, but was not committed yet; comments are on "
                "what was committed: run \"git commit\" first",
                quote, path);
        return NULL;
    }
    Nearest nearest = {0};
    if (scope->path)
        compare_chapter(scope, scope->path, &nearest);
    else
        visit_chapters(scope, compare_chapter, &nearest);
    if (!nearest.chapter) {
        psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
                "“%s” does not stand in %s, and nothing like it", quote, in);
        return NULL;
    }
    g_autofree char *words = psg_reading_show(
            nearest.chapter->reading, nearest.start, nearest.end, WORDS_SHOWN, FALSE);
    psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
            "“%s” does not stand in %s; the nearest words are in line %u%s%s: “%s”", quote, in,
            psg_chapter_text_find_line(nearest.chapter, nearest.start), path ? "" : " of ",
            path ? "" : nearest.chapter->path, words);
    return NULL;
}

static PsgTarget *
find_words(Scope *scope, GPtrArray **places, GError **error)
{
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(Hit));
    list_hits(scope, hits);
    if (hits->len == 0)
        return fail_missing(scope, error);
    if (hits->len > 1)
        return fail_ambiguous(scope, hits, places, error);
    const Hit *hit = &g_array_index(hits, Hit, 0);
    return target_new_passage(scope, hit->chapter, &hit->range);
}

PsgTarget *
psg_target_find(
        const PsgReview *review, const PsgTargetQuery *query, GPtrArray **places, GError **error)
{
    Scope scope = {.review = review, .query = query};
    if (places)
        *places = NULL;
    if (query->quote && !g_utf8_validate(query->quote, -1, NULL)) {
        psg_review_fail(error, PSG_REVIEW_ERROR_TARGET, "the quoted words are not UTF-8");
        return NULL;
    }
    if (!find_scope(&scope, error))
        return NULL;
    if (query->quote && *query->quote)
        return find_words(&scope, places, error);
    if (scope.line > 0)
        return target_new_line(&scope, error);
    if (scope.heading)
        return target_new_section(&scope, scope.chapter, scope.heading);
    if (!scope.chapter && !scope.document) {
        psg_review_fail(
                error, PSG_REVIEW_ERROR_TARGET, "nothing is said of what the comment is on");
        return NULL;
    }
    return target_new(&scope, scope.chapter);
}

PsgTarget *
psg_target_new(const PsgReview *review, const char *path, gsize start, gsize end, GError **error)
{
    const Scope scope = {.review = review};
    const PsgChapterText *chapter = psg_chapter_text_get(review, path, error);
    if (!chapter)
        return NULL;
    PsgByteRange range = {start, end};
    if (start < end)
        return target_new_passage(&scope, chapter, &range);
    const PsgChapterHeading *heading = psg_chapter_text_find_heading(chapter, start);
    return heading ? target_new_section(&scope, chapter, heading) : target_new(&scope, chapter);
}
