/* The names that chapters have in every edition: stable, made from the file's path below the folder
 * that the document's chapters share, safe in file names of any system and in URLs, and different
 * also where letter case does not count. */
#include <string.h>

#include "base/path.h"
#include "publish/model/internal.h"
#include "text/slug.h"

/* Names that pages of a document's own have. */
static const char *const reserved[] = {"index", "changes", "redline", "responses", NULL};

/* Letters and digits of any script stay, and what URLs leave alone; all else becomes '-'. */
static char *
make_safe(const char *name)
{
    GString *out = g_string_new(NULL);
    for (const char *at = name; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isalnum(c) || g_unichar_ismark(c) || (c < 0x80 && strchr("/._-", (char)c)))
            g_string_append_unichar(out, c);
        else if (out->len > 0 && out->str[out->len - 1] != '-')
            g_string_append_c(out, '-');
    }
    while (out->len > 0 && strchr("-.", out->str[out->len - 1]))
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

static char *
make_name(const PsgModelDocument *document, const PsgModelChapter *chapter)
{
    if (!chapter->entry->path) {
        g_autofree char *slug = psg_slug_new(chapter->title);
        return make_safe(slug);
    }
    const char *path = chapter->entry->path;
    gsize folder = strlen(document->entry->folder);
    if (folder > 0 && strncmp(path, document->entry->folder, folder) == 0 && path[folder] == '/')
        path += folder + 1;
    g_autofree char *bare = psg_path_strip_markdown(path);
    char *base = strrchr(bare, '/');
    base = base ? base + 1 : bare;
    if (!g_ascii_strcasecmp(base, "readme") || !g_ascii_strcasecmp(base, "index")) {
        gboolean is_top = base == bare;
        *base = 0;
        g_autofree char *renamed = g_strconcat(bare, is_top ? "introduction" : "index", NULL);
        return make_safe(renamed);
    }
    return make_safe(bare);
}

/* TRUE for "v1.0/…": where the pages of a version stand. */
static gboolean
is_in_version_folder(const char *name)
{
    const char *slash = strchr(name, '/');
    if (*name != 'v' || !slash)
        return FALSE;
    g_autofree char *folder = g_strndup(name, (gsize)(slash - name));
    guint major, minor;
    return psg_version_parse(folder, &major, &minor);
}

static gboolean
is_taken(GHashTable *taken, const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    return g_hash_table_contains(taken, folded) || g_strv_contains(reserved, folded);
}

void
psg_model_name_chapters(PsgModelDocument *document, PsgFindings *findings)
{
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < document->chapters->len; i++) {
        PsgModelChapter *chapter = g_ptr_array_index(document->chapters, i);
        g_autofree char *wanted = make_name(document, chapter);
        if (!*wanted) {
            g_free(wanted);
            wanted = g_strdup("chapter");
        }
        if (is_in_version_folder(wanted))
            *strchr(wanted, '/') = '-';
        chapter->name = g_strdup(wanted);
        for (guint number = 2; is_taken(taken, chapter->name); number++) {
            g_free(chapter->name);
            chapter->name = g_strdup_printf("%s-%u", wanted, number);
        }
        if (strcmp(chapter->name, wanted) != 0 && chapter->entry->path)
            psg_findings_add(findings, PSG_SEVERITY_WARNING, "chapter-name", chapter->entry->path,
                    0, 0, "another page is called \"%s\" already, so this one became \"%s\"",
                    wanted, chapter->name);
        g_hash_table_add(taken, g_utf8_casefold(chapter->name, -1));
    }
}
