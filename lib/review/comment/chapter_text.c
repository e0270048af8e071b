/* Chapters as they were committed. See chapter_text.h. */
#include "review/comment/chapter_text.h"

#include <git2.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/lines.h"
#include "base/path.h"
#include "review/review_error.h"
#include "review/review_internal.h"
#include "text/text.h"

#define LINKS_FOLLOWED 8

static void
heading_clear(gpointer data)
{
    PsgChapterHeading *heading = data;
    g_free(heading->id);
    g_free(heading->title);
}

void
psg_chapter_text_free(PsgChapterText *chapter)
{
    if (!chapter)
        return;
    g_free(chapter->path);
    g_free(chapter->repository_path);
    g_clear_pointer(&chapter->bytes, g_bytes_unref);
    psg_reading_free(chapter->reading);
    g_free(chapter->title);
    g_clear_pointer(&chapter->headings, g_array_unref);
    g_clear_pointer(&chapter->lines, g_array_unref);
    g_free(chapter);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgChapterText, psg_chapter_text_free)

guint
psg_chapter_text_find_line(const PsgChapterText *chapter, gsize at)
{
    return psg_lines_find(chapter->lines, at);
}

const PsgChapterHeading *
psg_chapter_text_find_heading(const PsgChapterText *chapter, gsize at)
{
    const PsgChapterHeading *found = NULL;
    for (guint i = 0; i < chapter->headings->len; i++) {
        const PsgChapterHeading *heading = &g_array_index(chapter->headings, PsgChapterHeading, i);
        if (heading->start <= at)
            found = heading;
    }
    return found;
}

static gboolean
fail(GError **error, const char *format, const char *path)
{
    /* The formats are this file's own, with one "%s" each. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_TARGET, format, path);
#pragma GCC diagnostic pop
    return FALSE;
}

/* --- Reading --- */

/* The file's object in a commit, `path` being what a link at that path leads to. */
static gboolean
find_blob(git_repository *git, const git_tree *root, char **path, git_oid *oid)
{
    for (guint i = 0; i < LINKS_FOLLOWED; i++) {
        g_autoptr(git_tree_entry) entry = NULL;
        g_autoptr(git_blob) blob = NULL;
        if (git_tree_entry_bypath(&entry, root, *path) != 0 ||
                git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
            return FALSE;
        git_oid_cpy(oid, git_tree_entry_id(entry));
        if (git_tree_entry_filemode(entry) != GIT_FILEMODE_LINK)
            return TRUE;
        if (git_blob_lookup(&blob, git, oid) != 0)
            return FALSE;
        g_autofree char *target =
                g_strndup(git_blob_rawcontent(blob), (gsize)git_blob_rawsize(blob));
        char *next = psg_path_resolve(*path, target);
        g_free(*path);
        *path = next;
        if (!next)
            return FALSE;
    }
    return FALSE;
}

static gboolean
read_bytes(const PsgReview *review, PsgChapterText *chapter, GError **error)
{
    git_repository *git = psg_repository_get_git(review->place->repository);
    const char *hex = psg_snapshot_get_revision(review->snapshot)->oid;
    g_autoptr(git_commit) commit = NULL;
    g_autoptr(git_tree) root = NULL;
    git_oid oid, blob;
    if (!hex || git_oid_fromstr(&oid, hex) != 0 || git_commit_lookup(&commit, git, &oid) != 0 ||
            git_commit_tree(&root, commit) != 0)
        return fail(error,
                "%s: nothing is committed here yet, and comments are on what was committed; run "
                "\"git add\" and \"git commit\" first",
                chapter->path);
    chapter->repository_path = psg_review_make_repository_path(review, chapter->path);
    if (!find_blob(git, root, &chapter->repository_path, &blob))
        return fail(error,
                "%s: this chapter is not committed yet, and comments are on what was committed; "
                "run \"git add\" and \"git commit\" first",
                chapter->path);
    git_oid_tostr(chapter->blob, sizeof chapter->blob, &blob);
    chapter->bytes = psg_repository_read_file(
            review->place->repository, hex, chapter->repository_path, PSG_TEXT_SIZE_LIMIT, error);
    if (!chapter->bytes)
        return FALSE;
    chapter->source = g_bytes_get_data(chapter->bytes, &chapter->length);
    return g_utf8_validate(chapter->source, (gssize)chapter->length, NULL) ||
           fail(error,
                   "%s: this file is not UTF-8 throughout, so that nothing can be quoted from it; "
                   "\"plainsong build\" says where, and saving it as UTF-8 mends it",
                   chapter->path);
}

/* --- Lines and headings --- */

static void
list_lines(PsgChapterText *chapter)
{
    const char *end = chapter->source + chapter->length;
    chapter->lines = g_array_new(FALSE, FALSE, sizeof(gsize));
    for (const char *at = chapter->source; at < end;) {
        gsize start = (gsize)(at - chapter->source);
        g_array_append_val(chapter->lines, start);
        const char *feed = memchr(at, '\n', (gsize)(end - at));
        at = feed ? feed + 1 : end;
    }
}

static void
add_heading(PsgChapterText *chapter, const PsgHeading *heading)
{
    if (heading->line == 0 || heading->line > chapter->lines->len)
        return;
    gsize start = g_array_index(chapter->lines, gsize, heading->line - 1);
    const char *feed = memchr(chapter->source + start, '\n', chapter->length - start);
    gsize end = feed ? (gsize)(feed - chapter->source) : chapter->length;
    PsgChapterHeading added = {g_strdup(heading->id), g_strdup(heading->title), heading->level,
            heading->line, start, end};
    g_array_append_val(chapter->headings, added);
}

static gboolean
list_headings(PsgChapterText *chapter, const char *language, GError **error)
{
    const PsgTextOptions options = {
            .mode = PSG_TEXT_GUIDANCE, .path = chapter->path, .language = language};
    g_autoptr(PsgText) text =
            psg_text_parse(chapter->source, chapter->length, &options, NULL, error);
    if (!text)
        return FALSE;
    chapter->title = g_strdup(text->title);
    chapter->headings = g_array_new(FALSE, FALSE, sizeof(PsgChapterHeading));
    g_array_set_clear_func(chapter->headings, heading_clear);
    for (guint i = 0; i < text->headings->len; i++)
        add_heading(chapter, text->headings->pdata[i]);
    return TRUE;
}

const PsgChapterText *
psg_chapter_text_get(const PsgReview *review, const char *path, GError **error)
{
    PsgChapterText *known = g_hash_table_lookup(review->chapters, path);
    if (known)
        return known;
    g_autoptr(PsgChapterText) chapter = g_new0(PsgChapterText, 1);
    chapter->path = g_strdup(path);
    if (!read_bytes(review, chapter, error))
        return NULL;
    list_lines(chapter);
    if (!list_headings(chapter, review->package->language, error))
        return NULL;
    chapter->reading = psg_reading_new(chapter->source, chapter->length);
    known = g_steal_pointer(&chapter);
    g_hash_table_insert(review->chapters, known->path, known);
    return known;
}
