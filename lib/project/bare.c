/* A folder of Markdown without plainsong.yaml: one document, ordered by SUMMARY.md or by the names
 * of the files. */
#include <string.h>

#include "base/path.h"
#include "base/uuid.h"
#include "project/internal.h"

#define CHAPTER_SIZE_LIMIT (16 * 1024 * 1024)

/* The name space of ids of packages that have none of their own. */
#define BARE_SPACE "9b2f4c1e-6d0a-4f57-8a3e-5c71d2b8e094"

/* mdBook's own place for it comes second. */
static const char *
find_summary(PsgSnapshot *snapshot)
{
    static const char *const names[] = {"SUMMARY.md", "summary.md", "Summary.md"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (psg_snapshot_has_file(snapshot, names[i]))
            return names[i];
    return psg_snapshot_has_file(snapshot, "book.toml") &&
                           psg_snapshot_has_file(snapshot, "src/SUMMARY.md")
                   ? "src/SUMMARY.md"
                   : NULL;
}

static guint
count_files(const PsgDocumentEntry *document)
{
    guint count = 0;
    for (guint i = 0; i < document->chapters->len; i++)
        count += ((PsgChapterEntry *)g_ptr_array_index(document->chapters, i))->path != NULL;
    return count;
}

/* Says what Markdown of the folder SUMMARY.md does not name. */
static void
report_unlisted(PsgLoading *loading, const PsgDocumentEntry *document, const char *summary)
{
    g_autoptr(GHashTable) listed = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < document->chapters->len; i++) {
        PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, i);
        if (chapter->path)
            g_hash_table_add(listed, chapter->path);
    }
    g_autofree char *root = g_path_get_dirname(summary);
    gsize length = strcmp(root, ".") == 0 ? 0 : strlen(root) + 1;
    g_auto(GStrv) all = psg_chapters_list_all(loading->snapshot);
    const char *example = NULL;
    guint count = 0;
    for (char **path = all; *path; path++) {
        if (strncmp(*path, summary, length) != 0 || strcmp(*path, summary) == 0 ||
                g_hash_table_contains(listed, *path))
            continue;
        example = example ? example : *path;
        count++;
    }
    if (count == 1)
        psg_findings_add(loading->findings, PSG_SEVERITY_NOTE, "summary-unlisted", summary, 0, 0,
                "the file \"%s\" is not in the list and is not published", example);
    else if (count > 1)
        psg_findings_add(loading->findings, PSG_SEVERITY_NOTE, "summary-unlisted", summary, 0, 0,
                "%u Markdown files are not in the list and are not published, for instance \"%s\"",
                count, example);
}

/* The text of the first line that begins with "# "; NULL when the file has none, or none that can
 * be read. */
static char *
find_title_line(PsgSnapshot *snapshot, const char *path)
{
    g_autoptr(GBytes) bytes = psg_snapshot_read(snapshot, path, CHAPTER_SIZE_LIMIT, NULL);
    gsize length = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    const char *end = text ? text + length : NULL;
    gboolean is_code = FALSE;
    for (const char *line = text, *next; line && line < end; line = next) {
        const char *stop = memchr(line, '\n', (gsize)(end - line));
        next = stop ? stop + 1 : end;
        gsize width = (gsize)((stop ? stop : end) - line);
        if (width >= 3 && (memcmp(line, "```", 3) == 0 || memcmp(line, "~~~", 3) == 0))
            is_code = !is_code;
        if (is_code || width < 3 || memcmp(line, "# ", 2) != 0)
            continue;
        const char *id = g_strstr_len(line, (gssize)width, " {#");
        width = id ? (gsize)(id - line) : width;
        while (width > 2 && strchr("# \t\r", line[width - 1]))
            width--;
        g_autofree char *plain = psg_summary_make_plain(line + 2, width - 2);
        return *plain ? g_utf8_make_valid(plain, -1) : NULL;
    }
    return NULL;
}

/* The folder's name, from where the snapshot says it is. */
static char *
make_folder_title(PsgSnapshot *snapshot)
{
    const char *place = psg_snapshot_get_place(snapshot);
    const char *colon = strrchr(place, ':');
    /* "REVISION:FOLDER" of a commit, of which no file has a time. */
    gboolean is_commit = psg_snapshot_get_revision(snapshot)->oid && colon &&
                         psg_snapshot_get_newest_time(snapshot) == 0;
    g_autofree char *folder =
            is_commit ? g_strdup(colon + 1) : g_canonicalize_filename(place, NULL);
    g_autofree char *name = g_path_get_basename(folder);
    return strcmp(name, ".") == 0 || strcmp(name, "/") == 0 ? g_strdup("Book")
                                                            : psg_chapters_make_readable(name);
}

/* The title of the whole: SUMMARY.md's, unless it only says what the file is; else a chapter's;
 * else the folder's. */
static char *
choose_title(PsgLoading *loading, const PsgDocumentEntry *document, const char *summary_title)
{
    if (summary_title && g_ascii_strcasecmp(summary_title, "summary") != 0 &&
            g_ascii_strcasecmp(summary_title, "table of contents") != 0)
        return g_strdup(summary_title);
    char *title = NULL;
    for (guint i = 0; i < document->chapters->len; i++) {
        const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, i);
        if (!chapter->path)
            continue;
        title = find_title_line(loading->snapshot, chapter->path);
        break;
    }
    if (!title && psg_snapshot_has_file(loading->snapshot, "README.md"))
        title = find_title_line(loading->snapshot, "README.md");
    return title ? title : make_folder_title(loading->snapshot);
}

/* The title in small letters a to z, digits and hyphens; accents are dropped. */
static char *
make_id(const char *title)
{
    static const char *const reserved[] = {
            "assets", "downloads", "images", "files", "search", "index", NULL};
    g_autofree char *split = g_utf8_normalize(title, -1, G_NORMALIZE_ALL);
    GString *id = g_string_new(NULL);
    for (const char *at = split ? split : ""; *at && id->len < 60; at = g_utf8_next_char(at)) {
        gunichar character = g_unichar_tolower(g_utf8_get_char(at));
        if (character < 0x80 && g_ascii_isalnum((char)character))
            g_string_append_c(id, (char)character);
        else if (!g_unichar_ismark(character) && character != '\'' && character != 0x2019 &&
                 id->len > 0 && id->str[id->len - 1] != '-')
            g_string_append_c(id, '-');
    }
    if (id->len > 0 && id->str[id->len - 1] == '-')
        g_string_truncate(id, id->len - 1);
    if (id->len == 0 || g_strv_contains(reserved, id->str))
        g_string_append(id, id->len == 0 ? "book" : "-book");
    return g_string_free(id, FALSE);
}

/* Collects the chapters; *summary_title is set when SUMMARY.md has one. */
static gboolean
collect_chapters(
        PsgLoading *loading, PsgDocumentEntry *document, char **summary_title, GError **error)
{
    const char *summary = find_summary(loading->snapshot);
    if (summary && !psg_summary_load(loading, document, summary, summary_title, error))
        return FALSE;
    if (summary && count_files(document) > 0) {
        report_unlisted(loading, document, summary);
        return TRUE;
    }
    if (summary)
        psg_findings_add(loading->findings, PSG_SEVERITY_WARNING, "summary-empty", summary, 0, 0,
                "no chapter of this list is there, so the files are taken in the order of their "
                "names");
    g_ptr_array_set_size(document->chapters, 0);
    g_autoptr(GHashTable) lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return psg_chapters_add_folder(loading, document, "", NULL, 0, lines, error);
}

gboolean
psg_bare_load(PsgLoading *loading, GError **error)
{
    PsgPackage *package = loading->package;
    g_autoptr(PsgDocumentEntry) document = psg_document_entry_new();
    g_autofree char *summary_title = NULL;
    if (!collect_chapters(loading, document, &summary_title, error))
        return FALSE;
    if (count_files(document) == 0) {
        g_set_error(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_EMPTY,
                "%s: there is nothing to publish here, neither %s nor a Markdown file; \"plainsong "
                "init\" starts a "
                "package, and -C names another folder",
                psg_snapshot_get_place(loading->snapshot), PSG_PACKAGE_FILE);
        return FALSE;
    }
    psg_chapters_set_folder(document);
    document->title = choose_title(loading, document, summary_title);
    document->id = make_id(document->title);
    document->language = g_strdup("en");
    g_autofree char *uuid = psg_uuid_new_v5(BARE_SPACE, document->title, error);
    if (!uuid)
        return FALSE;
    package->is_bare = TRUE;
    package->title = g_strdup(document->title);
    package->language = g_strdup("en");
    package->id = g_strconcat("urn:uuid:", uuid, NULL);
    g_ptr_array_add(package->documents, g_steal_pointer(&document));
    return TRUE;
}
