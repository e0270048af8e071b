/* Which columns of a table hold what, found by the names that people give them. See csv_columns.h.
 */
#include "review/exchange/csv_columns.h"

#include <string.h>

#include "base/nearest.h"
#include "review/exchange/import_internal.h"
#include "review/review_error.h"

/* Fields */

static const char *const field_names[PSG_CSV_FIELDS + 1] = {"text", "where", "section", "quote",
        "replace", "name", "mail", "group", "at", "tag", "kind", "thread", "event"};

/* What columns are usually called, in small letters and without signs; the first names count
 * most. */
static const char *const usual_names[PSG_CSV_FIELDS][24] = {
        [PSG_CSV_TEXT] = {"comment", "comments", "your comment", "your comments", "comment text",
                "feedback", "your feedback", "response", "your response", "remark", "remarks",
                "observation", "observations", "message", "text", "note", "notes", "what you said",
                "suggested change", "proposed change", "suggestion", "suggestions", "answer"},
        [PSG_CSV_WHERE] = {"chapter", "where", "chapter title", "document", "file", "path", "page",
                "page title", "location", "place", "chapter section", "section or chapter",
                "which chapter", "which part", "source"},
        [PSG_CSV_SECTION] = {"section", "heading", "section heading", "section title", "paragraph",
                "which section", "subsection"},
        [PSG_CSV_QUOTE] = {"words", "quote", "quoted text", "quoted words", "quotation", "passage",
                "original text", "original wording", "current text", "current wording",
                "existing text", "existing wording", "commented text", "extract", "excerpt",
                "the words", "which words", "highlighted text"},
        [PSG_CSV_REPLACE] = {"replacement", "replace with", "proposed wording", "proposed text",
                "suggested wording", "suggested text", "new wording", "new text",
                "alternative wording", "revised wording", "revised text", "amended wording"},
        [PSG_CSV_NAME] = {"name", "your name", "full name", "respondent", "respondent name",
                "name of respondent", "submitted by", "commenter", "reviewer", "author",
                "contributor", "from", "by", "who"},
        [PSG_CSV_MAIL] = {"email", "email address", "e mail", "e mail address", "your email",
                "your email address", "mail", "username", "contact email"},
        [PSG_CSV_GROUP] = {"group", "your group", "stakeholder group", "stakeholder",
                "respondent group", "respondent type", "role", "your role", "i am a", "i am",
                "are you", "audience"},
        [PSG_CSV_AT] = {"timestamp", "completion time", "date", "date submitted", "submitted",
                "submitted at", "submission date", "date received", "received", "date and time",
                "created", "created at", "when", "start time"},
        [PSG_CSV_TAG] = {"tag", "tags", "theme", "themes", "topic", "topics", "category",
                "categories", "keyword", "keywords", "label", "labels"},
        [PSG_CSV_KIND] = {"type", "kind", "comment type", "type of comment", "feedback type",
                "type of feedback", "nature of comment"},
        [PSG_CSV_THREAD] = {"thread", "in reply to", "reply to", "replies to"},
        [PSG_CSV_EVENT] = {"event id"},
};

/* Names of two columns that make one name together, in order. */
static const char *const name_parts[][8] = {
        {"first name", "forename", "given name", "firstname"},
        {"last name", "surname", "family name", "lastname", "second name"},
};

static void
columns_init(PsgCsvColumns *columns)
{
    for (guint i = 0; i < PSG_CSV_FIELDS; i++)
        columns->of[i] = g_array_new(FALSE, FALSE, sizeof(guint));
}

void
psg_csv_columns_clear(PsgCsvColumns *columns)
{
    for (guint i = 0; i < PSG_CSV_FIELDS; i++)
        g_clear_pointer(&columns->of[i], g_array_unref);
    g_clear_pointer(&columns->headers, g_strfreev);
}

const char *
psg_csv_field_get_name(PsgCsvField field)
{
    return field_names[field];
}

static gboolean
may_be_several(PsgCsvField field)
{
    return field == PSG_CSV_TEXT || field == PSG_CSV_NAME || field == PSG_CSV_TAG;
}

/* Names of columns */

/* Small letters and digits, and one space for all that is between them. */
char *
psg_csv_simplify(const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    GString *out = g_string_new(NULL);
    gboolean has_gap = FALSE;
    for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (!g_unichar_isalnum(character) && !g_unichar_ismark(character)) {
            has_gap = out->len > 0;
            continue;
        }
        if (has_gap)
            g_string_append_c(out, ' ');
        has_gap = FALSE;
        g_string_append_unichar(out, character);
    }
    return g_string_free(out, FALSE);
}

static char **
list_headers(const PsgCsvTable *table, const PsgCsvRow *row)
{
    char **headers = g_new0(char *, row->count + 1);
    for (guint i = 0; i < row->count; i++) {
        headers[i] = psg_import_clean(psg_csv_table_get(table, row, i));
        g_strdelimit(headers[i], "\n\t", ' ');
    }
    return headers;
}

static char **
simplify_all(char **headers)
{
    char **simple = g_new0(char *, g_strv_length(headers) + 1);
    for (guint i = 0; headers[i]; i++)
        simple[i] = psg_csv_simplify(headers[i]);
    return simple;
}

static gboolean
is_used(const PsgCsvColumns *columns, guint column)
{
    for (guint field = 0; field < PSG_CSV_FIELDS; field++)
        for (guint i = 0; i < columns->of[field]->len; i++)
            if (g_array_index(columns->of[field], guint, i) == column)
                return TRUE;
    return FALSE;
}

static gboolean
take_named(PsgCsvColumns *columns, PsgCsvField field, char **simple, const char *const *names,
        guint limit)
{
    for (guint i = 0; i < limit && names[i]; i++)
        for (guint column = 0; simple[column]; column++)
            if (strcmp(simple[column], names[i]) == 0 && !is_used(columns, column)) {
                g_array_append_val(columns->of[field], column);
                return TRUE;
            }
    return FALSE;
}

static gboolean
has_any(const char *name, const char *const *parts)
{
    for (; *parts; parts++)
        if (strstr(name, *parts))
            return TRUE;
    return FALSE;
}

/* What a form asks: "Which chapter are you commenting on?", and what may be answered at length:
 * "Comments on chapter 2", "Any other feedback?", "What would you like to tell us?". */
static void
take_questions(PsgCsvColumns *columns, char **simple)
{
    static const char *const places[] = {"chapter", "section", "page", "document", NULL};
    static const char *const asking[] = {"which ", "what ", "where ", "commenting on", NULL};
    static const char *const texts[] = {"comment", "feedback", "suggest", "tell us", "to say",
            "do you think", "your view", NULL};
    gboolean has_text = columns->of[PSG_CSV_TEXT]->len > 0;
    for (guint column = 0; simple[column]; column++) {
        const char *name = simple[column];
        gboolean is_place = has_any(name, places) && has_any(name, asking) &&
                            !g_str_has_prefix(name, "what do you think");
        if (is_used(columns, column))
            continue;
        if (is_place && columns->of[PSG_CSV_WHERE]->len == 0)
            g_array_append_val(columns->of[PSG_CSV_WHERE], column);
        else if (!is_place && !has_text && has_any(name, texts))
            g_array_append_val(columns->of[PSG_CSV_TEXT], column);
    }
}

/* Finds columns by their usual names, where nothing else was said. */
static void
find_columns(PsgCsvColumns *columns, char **simple)
{
    for (guint field = 0; field < PSG_CSV_FIELDS; field++)
        if (columns->of[field]->len == 0)
            take_named(columns, (PsgCsvField)field, simple, usual_names[field],
                    G_N_ELEMENTS(usual_names[field]));
    if (columns->of[PSG_CSV_NAME]->len == 0)
        for (guint i = 0; i < G_N_ELEMENTS(name_parts); i++)
            take_named(columns, PSG_CSV_NAME, simple, name_parts[i], G_N_ELEMENTS(name_parts[i]));
    take_questions(columns, simple);
}

/* The map that somebody gave */

typedef struct {
    PsgCsvField field;
    char *name;
} MapEntry;

static void
map_entry_clear(gpointer data)
{
    g_free(((MapEntry *)data)->name);
}

/* "key=" here; the name begins behind it. */
static gboolean
begins_entry(const char *at, PsgCsvField *field, const char **name)
{
    at += strspn(at, " ");
    for (guint i = 0; i < PSG_CSV_FIELDS; i++) {
        gsize length = strlen(field_names[i]);
        if (strncmp(at, field_names[i], length) == 0 && at[length] == '=') {
            *field = (PsgCsvField)i;
            *name = at + length + 1;
            return TRUE;
        }
    }
    return FALSE;
}

/* A comma parts two entries only where a key follows, so that names may hold commas. */
static GArray *
parse_map(const char *map, GError **error)
{
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(MapEntry));
    g_array_set_clear_func(entries, map_entry_clear);
    PsgCsvField field, next;
    const char *name, *behind;
    if (!begins_entry(map, &field, &name)) {
        g_autofree char *keys = g_strjoinv(", ", (char **)field_names);
        psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                "\"%s\" maps no column: write KEY=COLUMN, and a comma between several; the "
                "keys are %s",
                map, keys);
        return NULL;
    }
    for (gboolean has_more = TRUE; has_more;) {
        const char *end = name;
        while (*end && !(*end == ',' && begins_entry(end + 1, &next, &behind)))
            end++;
        has_more = *end != '\0';
        MapEntry entry = {field, g_strstrip(g_strndup(name, (gsize)(end - name)))};
        g_array_append_val(entries, entry);
        field = has_more ? next : field;
        name = has_more ? behind : name;
    }
    return g_steal_pointer(&entries);
}

/* The column of a name: as it is written, else whatever its capitals and signs. -1: none. */
static int
find_column(char **headers, char **simple, const char *name)
{
    g_autofree char *wanted = psg_csv_simplify(name);
    for (guint i = 0; headers[i]; i++)
        if (strcmp(headers[i], name) == 0)
            return (int)i;
    for (guint i = 0; simple[i] && *wanted; i++)
        if (strcmp(simple[i], wanted) == 0)
            return (int)i;
    return -1;
}

static gboolean
apply_map(PsgCsvColumns *columns, const GArray *entries, char **headers, char **simple,
        GError **error)
{
    for (guint i = 0; i < entries->len; i++) {
        const MapEntry *entry = &g_array_index(entries, MapEntry, i);
        int found = find_column(headers, simple, entry->name);
        guint column = (guint)found;
        if (found < 0) {
            const char *nearest = psg_nearest_find(entry->name, (const char *const *)headers);
            g_autofree char *all = g_strjoinv("\", \"", headers);
            return psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                    "no column is called \"%s\"%s%s%s; there are \"%s\"", entry->name,
                    nearest ? " (did you mean \"" : "", nearest ? nearest : "",
                    nearest ? "\"?)" : "", all);
        }
        if (is_used(columns, column))
            return psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
                    "the column \"%s\" is mapped twice", entry->name);
        if (columns->of[entry->field]->len > 0 && !may_be_several(entry->field))
            return psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT, "only one column can be \"%s\"",
                    field_names[entry->field]);
        g_array_append_val(columns->of[entry->field], column);
    }
    return TRUE;
}

/* The row of names */

/* How many rows may stand above the names: a title, a date, an explanation. */
#define TITLE_ROWS 10

/* TRUE when the row can be the one of names. */
static gboolean
try_header(PsgCsvColumns *columns, const PsgCsvTable *table, guint index, const GArray *entries,
        GError **error)
{
    psg_csv_columns_clear(columns);
    columns_init(columns);
    columns->headers = list_headers(table, &g_array_index(table->rows, PsgCsvRow, index));
    columns->row = index;
    g_auto(GStrv) simple = simplify_all(columns->headers);
    if (entries && !apply_map(columns, entries, columns->headers, simple, error))
        return FALSE;
    find_columns(columns, simple);
    if (columns->of[PSG_CSV_TEXT]->len > 0 || columns->of[PSG_CSV_REPLACE]->len > 0)
        return TRUE;
    g_autofree char *all = g_strjoinv("\", \"", columns->headers);
    return psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT,
            "no column is called \"Comment\" or \"Feedback\"; say which holds the comments with "
            "--map text=COLUMN; there are \"%s\"",
            all);
}

static guint
count_names(const PsgCsvTable *table, guint index)
{
    const PsgCsvRow *row = &g_array_index(table->rows, PsgCsvRow, index);
    guint count = 0;
    for (guint i = 0; i < row->count; i++)
        count += *psg_csv_table_get(table, row, i) != '\0';
    return count;
}

/* The first row that can be, and rather one of several names than a title that stands alone. Where
 * none can, what is wrong is said of the first that has several. */
gboolean
psg_csv_columns_find(
        PsgCsvColumns *columns, const PsgCsvTable *table, const char *map, GError **error)
{
    guint count = MIN(table->rows->len, TITLE_ROWS), best = 0;
    g_autoptr(GArray) entries = map ? parse_map(map, error) : NULL;
    if (map && !entries)
        return FALSE;
    if (count == 0)
        return psg_review_fail(error, PSG_REVIEW_ERROR_FORMAT, "the table is empty");
    for (guint i = 0; i < count; i++)
        if (count_names(table, i) > 1 && try_header(columns, table, i, entries, NULL))
            return TRUE;
    for (guint i = 0; i < count; i++)
        if (try_header(columns, table, i, entries, NULL))
            return TRUE;
    while (best + 1 < count && count_names(table, best) < 2)
        best++;
    return try_header(columns, table, best, entries, error);
}
