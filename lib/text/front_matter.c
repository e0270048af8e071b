/* Front matter. See front_matter.h. */
#include "text/front_matter.h"

#include <string.h>

#include "base/nearest.h"
#include "base/yaml.h"
#include "text/language.h"

#define FRONT_MATTER_LIMIT (64 * 1024)

static const char *const known_keys[] = {"title", "lang", "summary", NULL};

static gboolean
is_fence(const char *line, gsize length)
{
    while (length > 3 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
        length--;
    return length == 3 && (!memcmp(line, "---", 3) || !memcmp(line, "...", 3));
}

/* Finds the closing line: the offset of its start and of what follows it, and the number of lines
 * up to there. */
static gboolean
find_end(const char *source, gsize length, gsize *yaml_end, gsize *after, guint *lines)
{
    gsize limit = MIN(length, FRONT_MATTER_LIMIT);
    *lines = 0;
    for (gsize at = 0; at < limit;) {
        const char *line_end = memchr(source + at, '\n', length - at);
        gsize end = line_end ? (gsize)(line_end - source) : length;
        gboolean is_first = at == 0;
        if (!is_first && is_fence(source + at, end - at)) {
            *yaml_end = at;
            *after = MIN(end + 1, length);
            (*lines)++;
            return TRUE;
        }
        if (is_first && (!is_fence(source, end) || source[0] != '-'))
            return FALSE;
        (*lines)++;
        at = end + 1;
    }
    return FALSE;
}

/* TRUE when the second line looks like `key: value`, so that the first was no thematic break. */
static gboolean
looks_like_yaml(const char *source, gsize length)
{
    const char *end = source + length, *line = memchr(source, '\n', length);
    if (!line)
        return FALSE;
    const char *at = ++line;
    while (at < end && (g_ascii_isalnum(*at) || *at == '_' || *at == '-'))
        at++;
    return at > line && at < end && *at == ':' && (at + 1 == end || memchr(" \t\n", at[1], 3));
}

/* On one line, without blanks around it; NULL when nothing is left. */
static char *
make_line(const char *value)
{
    g_auto(GStrv) words = g_strsplit_set(value, " \t\r\n", -1);
    GString *line = g_string_new(NULL);
    for (guint i = 0; words[i]; i++)
        if (*words[i])
            g_string_append_printf(line, "%s%s", line->len > 0 ? " " : "", words[i]);
    return g_string_free(line, line->len == 0);
}

static void
take_value(PsgFrontMatter *front, const PsgYaml *entry, const char *path, PsgFindings *findings)
{
    if (entry->kind != PSG_YAML_SCALAR) {
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "front-matter", path, entry->line,
                entry->column, "the value of \"%s\" must be plain text", entry->key);
        return;
    }
    if (!strcmp(entry->key, "title"))
        front->title = make_line(entry->value);
    else if (!strcmp(entry->key, "summary"))
        front->summary = make_line(entry->value);
    else if (psg_language_is_valid(entry->value))
        front->language = g_strdup(entry->value);
    else
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "language-unknown", path, entry->line,
                entry->column, "\"%s\" is no language tag (such as \"ur\" or \"pl\")",
                entry->value);
}

static void
take_values(PsgFrontMatter *front, const PsgYaml *yaml, const char *path, PsgFindings *findings)
{
    for (guint i = 0; i < yaml->children->len; i++) {
        const PsgYaml *entry = g_ptr_array_index(yaml->children, i);
        if (g_strv_contains(known_keys, entry->key)) {
            take_value(front, entry, path, findings);
            continue;
        }
        const char *nearest = psg_nearest_find(entry->key, known_keys);
        g_autofree char *hint =
                nearest ? g_strdup_printf(" (did you mean \"%s\"?)", nearest) : g_strdup("");
        psg_findings_add(findings, PSG_SEVERITY_NOTE, "front-matter", path, entry->key_line,
                entry->key_column, "the key \"%s\" means nothing here%s", entry->key, hint);
    }
}

void
psg_front_matter_read(PsgFrontMatter *front, const char *source, gsize length, const char *path,
        PsgFindings *findings)
{
    memset(front, 0, sizeof *front);
    gsize yaml_end, after;
    guint lines;
    if (length < 4 || memcmp(source, "---", 3) != 0)
        return;
    gboolean looks_right = looks_like_yaml(source, length);
    if (!find_end(source, length, &yaml_end, &after, &lines)) {
        if (looks_right)
            psg_findings_add(findings, PSG_SEVERITY_ERROR, "front-matter", path, 1, 1,
                    "the front matter that begins here has no closing line ---, so it is shown as "
                    "text");
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgYaml) yaml = psg_yaml_parse(source, yaml_end, path, &error);
    if (!yaml && looks_right) {
        psg_findings_add(findings, PSG_SEVERITY_ERROR, "front-matter", path, 1, 1,
                "the front matter cannot be read and was left out: %s", error->message);
        front->length = after;
        front->lines = lines;
    }
    if (!yaml || yaml->kind != PSG_YAML_MAPPING || (yaml->children->len == 0 && !looks_right))
        return;
    take_values(front, yaml, path, findings);
    front->length = after;
    front->lines = lines;
}

guint
psg_front_matter_count_lines(const char *source, gsize length)
{
    if (length < 4 || memcmp(source, "---", 3) != 0)
        return 0;
    gsize limit = MIN(length, FRONT_MATTER_LIMIT);
    g_autofree char *copy = g_malloc(limit + 1);
    gsize used = 0;
    for (gsize i = 0; i < limit; i++) {
        if (source[i] == '\r' && i + 1 < limit && source[i + 1] == '\n')
            continue;
        copy[used++] = source[i] == '\r' ? '\n' : source[i];
    }
    copy[used] = '\0';
    PsgFrontMatter front;
    psg_front_matter_read(&front, copy, used, "", NULL);
    guint lines = front.lines;
    psg_front_matter_clear(&front);
    return lines;
}

void
psg_front_matter_clear(PsgFrontMatter *front)
{
    g_clear_pointer(&front->title, g_free);
    g_clear_pointer(&front->language, g_free);
    g_clear_pointer(&front->summary, g_free);
}
