/* The order of a document's chapters: as plainsong.yaml lists them, or as a folder holds them. */
#include <string.h>

#include "base/path.h"
#include "git/git_error.h"
#include "project/internal.h"

#define CHAPTER_LIMIT 10000
#define VISIT_LIMIT 50000
#define DEPTH_LIMIT 16
#define SUGGESTION_LIMIT 5000

static void
chapter_entry_free(gpointer data)
{
    PsgChapterEntry *chapter = data;
    g_free(chapter->path);
    g_free(chapter->title);
    g_free(chapter->part);
    g_free(chapter);
}

PsgChapterEntry *
psg_chapter_entry_new(const char *path, guint depth, guint line)
{
    PsgChapterEntry *chapter = g_new0(PsgChapterEntry, 1);
    chapter->path = g_strdup(path);
    chapter->depth = depth;
    chapter->line = line;
    chapter->is_numbered = TRUE;
    return chapter;
}

PsgDocumentEntry *
psg_document_entry_new(void)
{
    PsgDocumentEntry *document = g_new0(PsgDocumentEntry, 1);
    document->chapters = g_ptr_array_new_with_free_func(chapter_entry_free);
    document->quorum = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return document;
}

void
psg_document_entry_free(PsgDocumentEntry *document)
{
    if (!document)
        return;
    g_free(document->id);
    g_free(document->title);
    g_free(document->subtitle);
    g_free(document->summary);
    g_free(document->language);
    g_free(document->review_by);
    g_free(document->folder);
    g_ptr_array_unref(document->chapters);
    g_hash_table_unref(document->quorum);
    g_free(document);
}

void
psg_chapters_set_folder(PsgDocumentEntry *document)
{
    g_autofree char *shared = NULL;
    for (guint i = 0; i < document->chapters->len; i++) {
        const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, i);
        const char *slash = chapter->path ? strrchr(chapter->path, '/') : NULL;
        if (!chapter->path)
            continue;
        if (!shared) {
            shared = g_strndup(chapter->path, slash ? (gsize)(slash - chapter->path) + 1 : 0);
            continue;
        }
        gsize keep = 0;
        for (gsize j = 0; shared[j] && shared[j] == chapter->path[j]; j++)
            if (shared[j] == '/')
                keep = j + 1;
        shared[keep] = '\0';
    }
    gsize length = shared ? strlen(shared) : 0;
    document->folder = g_strndup(shared ? shared : "", length > 0 ? length - 1 : 0);
}

char *
psg_chapters_make_readable(const char *name)
{
    g_autofree char *words = g_strdelimit(g_strdup(name), "-_", ' ');
    g_strstrip(words);
    if (*words == '\0')
        return g_strdup(name);
    gunichar first = g_utf8_get_char_validated(words, -1);
    if (first >= (gunichar)-2)
        return g_utf8_make_valid(words, -1);
    GString *readable = g_string_new(NULL);
    g_string_append_unichar(readable, g_unichar_toupper(first));
    g_string_append(readable, g_utf8_next_char(words));
    return g_string_free(readable, FALSE);
}

/* Folders of other people's files that lie in many repositories. */
static gboolean
is_vendored(const char *name)
{
    static const char *const names[] = {"node_modules", "bower_components", "vendor", "third_party",
            "site-packages", "__pycache__", "venv", NULL};
    return g_strv_contains(names, name);
}

/* TRUE for a Markdown file whose name without its end is `stem`, in any case. */
static gboolean
is_named(const char *name, const char *stem)
{
    g_autofree char *bare = psg_path_strip_markdown(name);
    return psg_path_is_markdown(name) && g_ascii_strcasecmp(bare, stem) == 0;
}

static char *
join(const char *folder, const char *name)
{
    return *folder ? g_strconcat(folder, "/", name, NULL) : g_strdup(name);
}

/* A walk through folders while chapters are collected. */
typedef struct {
    PsgSnapshot *snapshot;
    GPtrArray *chapters; /* PsgChapterEntry, added to */
    GHashTable *taken;   /* char *path -> line of what are chapters already; owned by the caller */
    guint line;          /* where the folder is named */
    guint visits;
} Collection;

/* The entry that leads a folder: README or index. -1 when there is none. */
static int
find_leader(const GPtrArray *entries)
{
    static const char *const stems[] = {"readme", "index"};
    for (guint i = 0; i < G_N_ELEMENTS(stems); i++)
        for (guint j = 0; j < entries->len; j++) {
            const PsgSnapshotEntry *entry = g_ptr_array_index(entries, j);
            if (entry->kind == PSG_SNAPSHOT_FILE && is_named(entry->name, stems[i]))
                return (int)j;
        }
    return -1;
}

static void
collect_file(Collection *collection, const char *folder, const char *name, guint depth)
{
    g_autofree char *path = join(folder, name);
    if (!psg_path_is_markdown(name) || is_named(name, "summary") ||
            g_hash_table_contains(collection->taken, path))
        return;
    g_ptr_array_add(collection->chapters, psg_chapter_entry_new(path, depth, collection->line));
    g_hash_table_insert(
            collection->taken, g_steal_pointer(&path), GUINT_TO_POINTER(collection->line));
}

static gboolean collect_below(
        Collection *collection, const char *folder, const char *name, guint depth, GError **error);

/* Adds a folder's Markdown files, its leader first. What is beside and below a leader that is a
 * parent lies one deeper. Not recursive beyond DEPTH_LIMIT folders. */
static gboolean
collect(Collection *collection, const char *folder, guint depth, gboolean is_nested, guint levels,
        GError **error)
{
    g_autoptr(GPtrArray) entries = psg_snapshot_list(collection->snapshot, folder, error);
    if (!entries)
        return FALSE;
    int leader = find_leader(entries);
    if (leader >= 0)
        collect_file(collection, folder,
                ((PsgSnapshotEntry *)g_ptr_array_index(entries, leader))->name, depth);
    guint below = is_nested ? depth + 1 : depth;
    for (guint i = 0; i < entries->len; i++) {
        const PsgSnapshotEntry *entry = g_ptr_array_index(entries, i);
        if (++collection->visits > VISIT_LIMIT || collection->chapters->len > CHAPTER_LIMIT) {
            g_set_error(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_SYNTAX,
                    "%s: there are too many files here; a document has at most %d chapters, and "
                    "folders are searched "
                    "for at most %d files",
                    *folder ? folder : ".", CHAPTER_LIMIT, VISIT_LIMIT);
            return FALSE;
        }
        if (entry->kind == PSG_SNAPSHOT_FILE && (int)i != leader)
            collect_file(collection, folder, entry->name, below);
        else if (entry->kind == PSG_SNAPSHOT_FOLDER && levels < DEPTH_LIMIT &&
                 !is_vendored(entry->name) &&
                 !collect_below(collection, folder, entry->name, below, error))
            return FALSE;
    }
    return TRUE;
}

/* How deep a path lies. */
static guint
count_levels(const char *path)
{
    guint levels = 0;
    for (; *path; path++)
        levels += *path == '/';
    return levels;
}

/* Adds a folder inside another. One without a leader gets a heading of its own, if there is
 * anything in it. */
static gboolean
collect_below(
        Collection *collection, const char *folder, const char *name, guint depth, GError **error)
{
    g_autofree char *path = join(folder, name);
    guint first = collection->chapters->len;
    PsgChapterEntry *heading = psg_chapter_entry_new(NULL, depth, collection->line);
    heading->title = psg_chapters_make_readable(name);
    g_ptr_array_add(collection->chapters, heading);
    if (!collect(collection, path, depth, TRUE, count_levels(path) + 1, error))
        return FALSE;
    gboolean has_leader =
            collection->chapters->len > first + 1 &&
            ((PsgChapterEntry *)g_ptr_array_index(collection->chapters, first + 1))->depth == depth;
    if (has_leader || collection->chapters->len == first + 1)
        g_ptr_array_remove_index(collection->chapters, first);
    return TRUE;
}

gboolean
psg_chapters_add_folder(PsgLoading *loading, PsgDocumentEntry *document, const char *folder,
        const char *part, guint line, GHashTable *lines, GError **error)
{
    Collection collection = {.snapshot = loading->snapshot,
            .chapters = document->chapters,
            .taken = lines,
            .line = line};
    guint first = document->chapters->len;
    if (!collect(&collection, folder, 0, FALSE, 0, error))
        return FALSE;
    if (document->chapters->len > first)
        ((PsgChapterEntry *)g_ptr_array_index(document->chapters, first))->part = g_strdup(part);
    return TRUE;
}

char **
psg_chapters_list_all(PsgSnapshot *snapshot)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_autoptr(GQueue) folders = g_queue_new();
    g_queue_push_tail(folders, g_strdup(""));
    for (guint visits = 0; !g_queue_is_empty(folders);) {
        g_autofree char *folder = g_queue_pop_head(folders);
        g_autoptr(GPtrArray) entries =
                visits < SUGGESTION_LIMIT && count_levels(folder) < DEPTH_LIMIT
                        ? psg_snapshot_list(snapshot, folder, NULL)
                        : NULL;
        for (guint i = 0; entries && i < entries->len; i++, visits++) {
            const PsgSnapshotEntry *entry = g_ptr_array_index(entries, i);
            g_autofree char *path = join(folder, entry->name);
            if (entry->kind == PSG_SNAPSHOT_FOLDER && !is_vendored(entry->name))
                g_queue_push_tail(folders, g_steal_pointer(&path));
            else if (entry->kind == PSG_SNAPSHOT_FILE && psg_path_is_markdown(path))
                g_strv_builder_add(builder, path);
        }
    }
    return g_strv_builder_end(builder);
}

static gboolean
fail_missing(PsgLoading *loading, const PsgYaml *item, const char *path, GError **error)
{
    g_auto(GStrv) all = psg_chapters_list_all(loading->snapshot);
    g_autofree char *suggestion = psg_value_suggest(path, (const char *const *)all);
    return psg_value_fail(item, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_MISSING, error,
            "the chapter \"%s\" is not in the package%s", item->value, suggestion);
}

/* One document's list while it is read. */
typedef struct {
    PsgLoading *loading;
    PsgDocumentEntry *document;
    GHashTable *lines; /* char *path -> line where it is named */
} Listing;

static gboolean
add_file(Listing *listing, const PsgYaml *item, const char *path, const char *part, GError **error)
{
    if (!psg_path_is_markdown(path))
        return psg_value_fail(item, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "the chapter \"%s\" is not a Markdown file; its name must end in .md", item->value);
    guint line = GPOINTER_TO_UINT(g_hash_table_lookup(listing->lines, path));
    if (line)
        return psg_value_fail(item, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "the chapter \"%s\" is in this document already, in line %u", item->value, line);
    if (listing->document->chapters->len >= CHAPTER_LIMIT)
        return psg_value_fail(item, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "a document has at most %d chapters", CHAPTER_LIMIT);
    g_hash_table_insert(listing->lines, g_strdup(path), GUINT_TO_POINTER(item->line));
    PsgChapterEntry *chapter = psg_chapter_entry_new(path, 0, item->line);
    chapter->part = g_strdup(part);
    g_ptr_array_add(listing->document->chapters, chapter);
    return TRUE;
}

static gboolean
add_folder(
        Listing *listing, const PsgYaml *item, const char *path, const char *part, GError **error)
{
    guint first = listing->document->chapters->len;
    if (!psg_chapters_add_folder(
                listing->loading, listing->document, path, part, item->line, listing->lines, error))
        return FALSE;
    return listing->document->chapters->len > first ||
           psg_value_fail(item, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_EMPTY, error,
                   "the folder \"%s\" has no Markdown files that are not chapters already",
                   item->value);
}

static gboolean
add_item(Listing *listing, const PsgYaml *item, const char *part, GError **error)
{
    g_autofree char *text = NULL;
    if (!psg_value_get_text(item, "chapters", PSG_PACKAGE_FILE, &text, error))
        return FALSE;
    g_autofree char *path = psg_path_resolve("", text);
    if (!path)
        return psg_value_fail(item, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "the chapter \"%s\" is outside the package; put it into the package's folder",
                text);
    if (psg_snapshot_has_file(listing->loading->snapshot, path))
        return add_file(listing, item, path, part, error);
    g_autoptr(GError) problem = NULL;
    g_autoptr(GPtrArray) entries = psg_snapshot_list(listing->loading->snapshot, path, &problem);
    if (g_error_matches(problem, PSG_GIT_ERROR, PSG_GIT_ERROR_FAILED)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    return entries ? add_folder(listing, item, path, part, error)
                   : fail_missing(listing->loading, item, path, error);
}

/* Adds the items of a list, or the one folder or file that a text names. The part begins at the
 * first. */
static gboolean
add_items(Listing *listing, const PsgYaml *value, const char *part, GError **error)
{
    guint count = value->kind == PSG_YAML_LIST ? value->children->len : 1;
    for (guint i = 0; i < count; i++) {
        const PsgYaml *item =
                value->kind == PSG_YAML_LIST ? g_ptr_array_index(value->children, i) : value;
        if (!add_item(listing, item, i == 0 ? part : NULL, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
add_part(Listing *listing, const PsgYaml *item, GError **error)
{
    static const char *const keys[] = {"part", "chapters", NULL};
    g_autofree char *part = NULL;
    if (!psg_yaml_check_keys(item, keys, PSG_PACKAGE_FILE, error) ||
            !psg_value_require(item, "part", PSG_PACKAGE_FILE, "the title of the part", error) ||
            !psg_value_require(
                    item, "chapters", PSG_PACKAGE_FILE, "the list of the part's chapters", error) ||
            !psg_value_take_text(item, "part", PSG_PACKAGE_FILE, &part, error))
        return FALSE;
    const PsgYaml *chapters = psg_yaml_find(item, "chapters");
    if (chapters->kind == PSG_YAML_LIST && chapters->children->len == 0)
        return psg_value_fail(chapters, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_EMPTY, error,
                "the part \"%s\" has no chapters", part);
    return add_items(listing, chapters, part, error);
}

gboolean
psg_chapters_load(
        PsgLoading *loading, PsgDocumentEntry *document, const PsgYaml *value, GError **error)
{
    g_autoptr(GHashTable) lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Listing listing = {.loading = loading, .document = document, .lines = lines};
    if (value->kind == PSG_YAML_MAPPING)
        return psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_SYNTAX, error,
                "\"chapters\" must be a list of files, or the name of a folder");
    if (value->kind == PSG_YAML_SCALAR && !add_items(&listing, value, NULL, error))
        return FALSE;
    for (guint i = 0; value->kind == PSG_YAML_LIST && i < value->children->len; i++) {
        const PsgYaml *item = g_ptr_array_index(value->children, i);
        if (!(item->kind == PSG_YAML_MAPPING ? add_part(&listing, item, error)
                                             : add_item(&listing, item, NULL, error)))
            return FALSE;
    }
    if (document->chapters->len == 0)
        return psg_value_fail(value, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_EMPTY, error,
                "the document \"%s\" has no chapters; name at least one Markdown file",
                document->id);
    psg_chapters_set_folder(document);
    return TRUE;
}
