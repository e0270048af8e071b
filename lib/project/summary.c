/* SUMMARY.md, the list of chapters of mdBook (and of GitBook, nearly the same), read line by line:
 * a title heading, chapters before and after without numbers, a nested list, headings as titles of
 * parts, and drafts without a file. Format: the mdBook documentation, chapter "SUMMARY.md". */
#include <string.h>

#include "base/path.h"
#include "project/internal.h"

#define SIZE_LIMIT (1024 * 1024)
#define LINE_LIMIT 10000
#define NESTING_LIMIT 16

/* The file while it is read. */
typedef struct {
    PsgLoading *loading;
    PsgDocumentEntry *document;
    const char *path;
    guint line;
    char *title;
    char *part;          /* to be given to the next chapter */
    gboolean has_begun;  /* a chapter was seen */
    gboolean is_comment; /* inside <!-- --> */
    guint indents[NESTING_LIMIT];
    guint depth;       /* of the last item: indents[0 .. depth] are in use */
    gboolean is_list;  /* the last chapter was an item of a list */
    GHashTable *lines; /* path -> line */
    char **all;        /* the package's Markdown files, for suggestions; NULL until needed */
    guint missing;     /* chapters that are not there */
} Summary;

char *
psg_summary_make_plain(const char *markdown, gsize length)
{
    GString *plain = g_string_sized_new(length);
    for (gsize i = 0; i < length; i++) {
        if (markdown[i] == '\\' && i + 1 < length && g_ascii_ispunct(markdown[i + 1]))
            g_string_append_c(plain, markdown[++i]);
        else if (markdown[i] != '`' && markdown[i] != '*')
            g_string_append_c(plain, markdown[i]);
    }
    g_strstrip(plain->str);
    return g_string_free(plain, FALSE);
}

/* The offset of the bracket that closes the one at `text`, over escapes, code spans and inner
 * brackets; 0 if none. */
static gsize
find_bracket_end(const char *text)
{
    guint depth = 0;
    gboolean is_code = FALSE;
    for (gsize i = 0; text[i]; i++) {
        if (text[i] == '\\' && text[i + 1] && !is_code)
            i++;
        else if (text[i] == '`')
            is_code = !is_code;
        else if (text[i] == '[' && !is_code)
            depth++;
        else if (text[i] == ']' && !is_code && --depth == 0)
            return i;
    }
    return 0;
}

/* The destination of a link, whose '(' is at `text`; NULL when it has no end. Without fragment, and
 * decoded. */
static char *
read_destination(const char *text)
{
    text += 1 + strspn(text + 1, " \t");
    gsize length = 0;
    if (*text == '<') {
        text++;
        length = strcspn(text, ">");
        if (text[length] == '\0')
            return NULL;
    } else {
        guint depth = 0;
        for (; text[length] && text[length] != ' ' && text[length] != '\t'; length++) {
            if (text[length] == '\\' && text[length + 1])
                length++;
            else if (text[length] == '(')
                depth++;
            else if (text[length] == ')' && depth-- == 0)
                break;
        }
        if (!strchr(text + length, ')'))
            return NULL;
    }
    g_autofree char *raw = g_strndup(text, length);
    raw[strcspn(raw, "#?")] = '\0';
    char *to = raw;
    for (const char *from = raw; *from; from++) {
        if (*from == '\\' && g_ascii_ispunct(from[1]))
            from++;
        *to++ = *from;
    }
    *to = '\0';
    char *decoded = g_uri_unescape_string(raw, NULL);
    if (decoded && g_utf8_validate(decoded, -1, NULL))
        return decoded;
    g_free(decoded);
    return g_strdup(raw);
}

/* The file that a destination means: itself, or what leads the folder of that name. NULL when there
 * is none. */
static char *
find_file(const Summary *summary, const char *destination)
{
    static const char *const ends[] = {"", ".md", "/README.md", "/index.md", "/readme.md"};
    g_autofree char *path = psg_path_resolve(summary->path, destination);
    for (guint i = 0; path && *path && i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *candidate = g_strconcat(path, ends[i], NULL);
        if (psg_snapshot_has_file(summary->loading->snapshot, candidate))
            return g_steal_pointer(&candidate);
    }
    return NULL;
}

static void
report_line(const Summary *summary)
{
    psg_findings_add(summary->loading->findings, PSG_SEVERITY_WARNING, "summary-line",
            summary->path, summary->line, 0,
            "this line is not a chapter (\"[Title](file.md)\") and is left out");
}

static void
report_missing(Summary *summary, const char *destination)
{
    static const char *const none[] = {NULL};
    g_autofree char *path = psg_path_resolve(summary->path, destination);
    /* Findings beyond these are only counted; looking for what was meant would be lost time. */
    gboolean is_shown = summary->missing++ < PSG_FINDINGS_PER_RULE;
    if (is_shown && !summary->all)
        summary->all = psg_chapters_list_all(summary->loading->snapshot);
    g_autofree char *suggestion = psg_value_suggest(
            path ? path : destination, is_shown ? (const char *const *)summary->all : none);
    psg_findings_add(summary->loading->findings, PSG_SEVERITY_WARNING, "summary-missing",
            summary->path, summary->line, 0,
            "the chapter \"%s\" is not there%s; it stays in the contents without a text",
            destination, suggestion);
}

/* The file of a chapter, or NULL with a finding when it can be none. An empty destination is a
 * draft on purpose. */
static char *
resolve_chapter(Summary *summary, const char *destination)
{
    if (!destination || *destination == '\0')
        return NULL;
    g_autofree char *scheme = g_uri_parse_scheme(destination);
    g_autofree char *path = scheme ? NULL : find_file(summary, destination);
    guint line = path ? GPOINTER_TO_UINT(g_hash_table_lookup(summary->lines, path)) : 0;
    if (scheme)
        psg_findings_add(summary->loading->findings, PSG_SEVERITY_WARNING, "summary-external",
                summary->path, summary->line, 0,
                "\"%s\" is not a file of this folder, so it cannot be a chapter", destination);
    else if (!path)
        report_missing(summary, destination);
    else if (!psg_path_is_markdown(path))
        psg_findings_add(summary->loading->findings, PSG_SEVERITY_WARNING, "summary-not-markdown",
                summary->path, summary->line, 0,
                "\"%s\" is not a Markdown file, so it cannot be a chapter", destination);
    else if (line)
        psg_findings_add(summary->loading->findings, PSG_SEVERITY_WARNING, "summary-twice",
                summary->path, summary->line, 0,
                "the chapter \"%s\" is in line %u already; it is published once", destination,
                line);
    else {
        g_hash_table_insert(summary->lines, g_strdup(path), GUINT_TO_POINTER(summary->line));
        return g_steal_pointer(&path);
    }
    return NULL;
}

static void
add_chapter(Summary *summary, const char *title, gsize title_length, const char *destination,
        guint depth, gboolean is_numbered)
{
    g_autofree char *path = resolve_chapter(summary, destination);
    g_autofree char *plain = psg_summary_make_plain(title, title_length);
    summary->has_begun = TRUE;
    if (!path && *plain == '\0')
        return;
    PsgChapterEntry *chapter = psg_chapter_entry_new(path, depth, summary->line);
    chapter->title = *plain ? g_steal_pointer(&plain) : NULL;
    chapter->part = g_steal_pointer(&summary->part);
    chapter->is_numbered = is_numbered;
    g_ptr_array_add(summary->document->chapters, chapter);
}

/* Reads "[title](file)"; FALSE when the text is no link. */
static gboolean
read_link(Summary *summary, const char *text, guint depth, gboolean is_numbered)
{
    gsize end = *text == '[' ? find_bracket_end(text) : 0;
    if (end == 0 || text[end + 1] != '(')
        return FALSE;
    g_autofree char *destination = read_destination(text + end + 1);
    if (!destination)
        return FALSE;
    add_chapter(summary, text + 1, end - 1, destination, depth, is_numbered);
    return TRUE;
}

/* The width of a list marker and the blanks after it, or 0. */
static gsize
measure_marker(const char *text)
{
    gsize width = strspn(text, "0123456789");
    if (width > 0 ? (text[width] == '.' || text[width] == ')')
                  : (*text && strchr("-*+", *text) != NULL))
        width++;
    else
        return 0;
    gsize blanks = strspn(text + width, " \t");
    return blanks > 0 ? width + blanks : 0;
}

/* How deep an item lies that is indented this far: below the last item that is indented less. */
static guint
find_depth(Summary *summary, guint indent)
{
    if (!summary->is_list) {
        summary->depth = 0;
        summary->indents[0] = indent;
        return 0;
    }
    if (indent > summary->indents[summary->depth] + 1) {
        if (summary->depth + 1 < NESTING_LIMIT)
            summary->indents[++summary->depth] = indent;
        return summary->depth;
    }
    while (summary->depth > 0 && indent + 1 < summary->indents[summary->depth])
        summary->depth--;
    return summary->depth;
}

static void
read_item(Summary *summary, const char *text, guint indent)
{
    guint depth = find_depth(summary, indent);
    summary->is_list = TRUE;
    if (!read_link(summary, text, depth, TRUE))
        add_chapter(summary, text, strlen(text), NULL, depth, TRUE);
}

/* A heading: the title of the whole when it comes first, else of the part that follows. */
static void
read_heading(Summary *summary, const char *text)
{
    gsize level = strspn(text, "#");
    text += level + strspn(text + level, " \t");
    gsize length = strlen(text);
    while (length > 0 && strchr("# \t", text[length - 1]))
        length--;
    g_autofree char *plain = psg_summary_make_plain(text, length);
    summary->is_list = FALSE;
    if (*plain == '\0')
        return;
    if (!summary->has_begun && !summary->title && level == 1) {
        summary->title = g_steal_pointer(&plain);
        return;
    }
    g_free(summary->part);
    summary->part = g_steal_pointer(&plain);
}

/* Takes HTML comments out of a line, in place; they may go over several lines. */
static void
strip_comments(Summary *summary, char *line)
{
    char *to = line;
    for (const char *from = line; *from;) {
        if (summary->is_comment && strncmp(from, "-->", 3) == 0) {
            summary->is_comment = FALSE;
            from += 3;
        } else if (!summary->is_comment && strncmp(from, "<!--", 4) == 0) {
            summary->is_comment = TRUE;
            from += 4;
        } else if (summary->is_comment) {
            from++;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

/* A line of nothing but three or more of one of "-*_" separates parts without a title. */
static gboolean
is_separator(const char *text)
{
    gsize length = strlen(text);
    return length >= 3 && strchr("-*_", text[0]) &&
           strspn(text, (char[]){text[0], ' ', '\0'}) == length;
}

static void
read_line(Summary *summary, char *line)
{
    strip_comments(summary, line);
    g_strchomp(line);
    guint indent = 0;
    for (; *line == ' ' || *line == '\t'; line++)
        indent = *line == '\t' ? indent / 4 * 4 + 4 : indent + 1;
    gsize marker = is_separator(line) ? 0 : measure_marker(line);
    if (*line == '#') {
        read_heading(summary, line);
    } else if (marker > 0 && line[marker]) {
        read_item(summary, line + marker, indent);
    } else if (is_separator(line)) {
        summary->is_list = FALSE;
    } else if (*line == '[') {
        summary->is_list = FALSE;
        if (!read_link(summary, line, 0, FALSE))
            report_line(summary);
    } else if (*line) {
        report_line(summary);
    }
}

gboolean
psg_summary_load(PsgLoading *loading, PsgDocumentEntry *document, const char *path, char **title,
        GError **error)
{
    g_autoptr(GBytes) bytes = psg_snapshot_read(loading->snapshot, path, SIZE_LIMIT, error);
    if (!bytes)
        return FALSE;
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autofree char *text = g_utf8_make_valid(data ? data : "", (gssize)length);
    g_auto(GStrv) lines = g_strsplit(
            g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text, "\n", LINE_LIMIT + 1);
    Summary summary = {.loading = loading,
            .document = document,
            .path = path,
            .lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    for (guint i = 0; lines[i] && i < LINE_LIMIT; i++) {
        summary.line = i + 1;
        read_line(&summary, lines[i]);
    }
    if (g_strv_length(lines) > LINE_LIMIT)
        psg_findings_add(loading->findings, PSG_SEVERITY_ERROR, "summary-long", path, LINE_LIMIT, 0,
                "the list has more than %d lines; the rest is left out", LINE_LIMIT);
    g_hash_table_unref(summary.lines);
    g_free(summary.part);
    g_strfreev(summary.all);
    *title = summary.title;
    return TRUE;
}
