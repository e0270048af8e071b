/* What people said in a table: which columns hold what, found by the names that people give them,
 * and an item for each comment. See csv.h. */
#include "review/exchange/csv.h"

#include <string.h>

#include "base/nearest.h"
#include "review/exchange/import_internal.h"
#include "review/review_error.h"

/* Fields */

typedef enum {
    FIELD_TEXT,
    FIELD_WHERE,
    FIELD_SECTION,
    FIELD_QUOTE,
    FIELD_REPLACE,
    FIELD_NAME,
    FIELD_MAIL,
    FIELD_GROUP,
    FIELD_AT,
    FIELD_TAG,
    FIELD_KIND,
    FIELD_THREAD,
    FIELD_EVENT,
    FIELDS,
} Field;

static const char *const field_names[FIELDS + 1] = {"text", "where", "section", "quote", "replace",
        "name", "mail", "group", "at", "tag", "kind", "thread", "event"};

/* What columns are usually called, in small letters and without signs; the first names count
 * most. */
static const char *const usual_names[FIELDS][24] = {
        [FIELD_TEXT] = {"comment", "comments", "your comment", "your comments", "comment text",
                "feedback", "your feedback", "response", "your response", "remark", "remarks",
                "observation", "observations", "message", "text", "note", "notes", "what you said",
                "suggested change", "proposed change", "suggestion", "suggestions", "answer"},
        [FIELD_WHERE] = {"chapter", "where", "chapter title", "document", "file", "path", "page",
                "page title", "location", "place", "chapter section", "section or chapter",
                "which chapter", "which part", "source"},
        [FIELD_SECTION] = {"section", "heading", "section heading", "section title", "paragraph",
                "which section", "subsection"},
        [FIELD_QUOTE] = {"words", "quote", "quoted text", "quoted words", "quotation", "passage",
                "original text", "original wording", "current text", "current wording",
                "existing text", "existing wording", "commented text", "extract", "excerpt",
                "the words", "which words", "highlighted text"},
        [FIELD_REPLACE] = {"replacement", "replace with", "proposed wording", "proposed text",
                "suggested wording", "suggested text", "new wording", "new text",
                "alternative wording", "revised wording", "revised text", "amended wording"},
        [FIELD_NAME] = {"name", "your name", "full name", "respondent", "respondent name",
                "name of respondent", "submitted by", "commenter", "reviewer", "author",
                "contributor", "from", "by", "who"},
        [FIELD_MAIL] = {"email", "email address", "e mail", "e mail address", "your email",
                "your email address", "mail", "username", "contact email"},
        [FIELD_GROUP] = {"group", "your group", "stakeholder group", "stakeholder",
                "respondent group", "respondent type", "role", "your role", "i am a", "i am",
                "are you", "audience"},
        [FIELD_AT] = {"timestamp", "completion time", "date", "date submitted", "submitted",
                "submitted at", "submission date", "date received", "received", "date and time",
                "created", "created at", "when", "start time"},
        [FIELD_TAG] = {"tag", "tags", "theme", "themes", "topic", "topics", "category",
                "categories", "keyword", "keywords", "label", "labels"},
        [FIELD_KIND] = {"type", "kind", "comment type", "type of comment", "feedback type",
                "type of feedback", "nature of comment"},
        [FIELD_THREAD] = {"thread", "in reply to", "reply to", "replies to"},
        [FIELD_EVENT] = {"event id"},
};

/* Names of two columns that make one name together, in order. */
static const char *const name_parts[][8] = {
        {"first name", "forename", "given name", "firstname"},
        {"last name", "surname", "family name", "lastname", "second name"},
};

/* Which columns hold what; -1 ends a list. */
typedef struct {
    GArray *columns[FIELDS]; /* guint */
} Mapping;

static void
mapping_init(Mapping *mapping)
{
    for (guint i = 0; i < FIELDS; i++)
        mapping->columns[i] = g_array_new(FALSE, FALSE, sizeof(guint));
}

static void
mapping_clear(Mapping *mapping)
{
    for (guint i = 0; i < FIELDS; i++)
        if (mapping->columns[i])
            g_array_unref(mapping->columns[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Mapping, mapping_clear)

static gboolean
may_be_several(Field field)
{
    return field == FIELD_TEXT || field == FIELD_NAME || field == FIELD_TAG;
}

/* Names of columns */

/* Small letters and digits, and one space for all that is between them. */
static char *
simplify(const char *name)
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
        simple[i] = simplify(headers[i]);
    return simple;
}

static gboolean
is_used(const Mapping *mapping, guint column)
{
    for (guint field = 0; field < FIELDS; field++)
        for (guint i = 0; i < mapping->columns[field]->len; i++)
            if (g_array_index(mapping->columns[field], guint, i) == column)
                return TRUE;
    return FALSE;
}

static gboolean
take_named(Mapping *mapping, Field field, char **simple, const char *const *names, guint limit)
{
    for (guint i = 0; i < limit && names[i]; i++)
        for (guint column = 0; simple[column]; column++)
            if (strcmp(simple[column], names[i]) == 0 && !is_used(mapping, column)) {
                g_array_append_val(mapping->columns[field], column);
                return TRUE;
            }
    return FALSE;
}

/* Columns like "Comments on chapter 2" and "Any other feedback?": what a form asks. */
static void
take_questions(Mapping *mapping, char **simple)
{
    for (guint column = 0; simple[column]; column++)
        if ((strstr(simple[column], "comment") || strstr(simple[column], "feedback")) &&
                !is_used(mapping, column))
            g_array_append_val(mapping->columns[FIELD_TEXT], column);
}

/* Finds columns by their usual names, where nothing else was said. */
static void
find_columns(Mapping *mapping, char **simple)
{
    gboolean has_text = mapping->columns[FIELD_TEXT]->len > 0;
    for (guint field = 0; field < FIELDS; field++)
        if (mapping->columns[field]->len == 0)
            take_named(mapping, (Field)field, simple, usual_names[field],
                    G_N_ELEMENTS(usual_names[field]));
    if (mapping->columns[FIELD_NAME]->len == 0)
        for (guint i = 0; i < G_N_ELEMENTS(name_parts); i++)
            take_named(mapping, FIELD_NAME, simple, name_parts[i], G_N_ELEMENTS(name_parts[i]));
    if (!has_text && mapping->columns[FIELD_TEXT]->len == 0)
        take_questions(mapping, simple);
}

/* The map that somebody gave */

typedef struct {
    Field field;
    char *name;
} MapEntry;

static void
map_entry_clear(gpointer data)
{
    g_free(((MapEntry *)data)->name);
}

/* "key=" here; the name begins behind it. */
static gboolean
begins_entry(const char *at, Field *field, const char **name)
{
    at += strspn(at, " ");
    for (guint i = 0; i < FIELDS; i++) {
        gsize length = strlen(field_names[i]);
        if (strncmp(at, field_names[i], length) == 0 && at[length] == '=') {
            *field = (Field)i;
            *name = at + length + 1;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean
fail(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT, message);
    return FALSE;
}

/* A comma parts two entries only where a key follows, so that names may hold commas. */
static GArray *
parse_map(const char *map, GError **error)
{
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(MapEntry));
    g_array_set_clear_func(entries, map_entry_clear);
    Field field, next;
    const char *name, *behind;
    if (!begins_entry(map, &field, &name)) {
        g_autofree char *keys = g_strjoinv(", ", (char **)field_names);
        fail(error,
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
    g_autofree char *wanted = simplify(name);
    for (guint i = 0; headers[i]; i++)
        if (strcmp(headers[i], name) == 0)
            return (int)i;
    for (guint i = 0; simple[i] && *wanted; i++)
        if (strcmp(simple[i], wanted) == 0)
            return (int)i;
    return -1;
}

static gboolean
apply_map(Mapping *mapping, const GArray *entries, char **headers, char **simple, GError **error)
{
    for (guint i = 0; i < entries->len; i++) {
        const MapEntry *entry = &g_array_index(entries, MapEntry, i);
        int found = find_column(headers, simple, entry->name);
        guint column = (guint)found;
        if (found < 0) {
            const char *nearest = psg_nearest_find(entry->name, (const char *const *)headers);
            g_autofree char *all = g_strjoinv("\", \"", headers);
            return fail(error, "no column is called \"%s\"%s%s%s; there are \"%s\"", entry->name,
                    nearest ? " (did you mean \"" : "", nearest ? nearest : "",
                    nearest ? "\"?)" : "", all);
        }
        if (is_used(mapping, column))
            return fail(error, "the column \"%s\" is mapped twice", entry->name);
        if (mapping->columns[entry->field]->len > 0 && !may_be_several(entry->field))
            return fail(error, "only one column can be \"%s\"", field_names[entry->field]);
        g_array_append_val(mapping->columns[entry->field], column);
    }
    return TRUE;
}

/* The row of names */

/* How many rows may stand above the names: a title, a date, an explanation. */
#define TITLE_ROWS 10

typedef struct {
    const PsgCsvTable *table;
    PsgCsvReading *reading;
    Mapping mapping;
    guint header; /* its index among the rows */
    char **headers;
    PsgCsvDayOrder order;
} Work;

static void
work_clear(Work *work)
{
    mapping_clear(&work->mapping);
    g_strfreev(work->headers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* TRUE when the row can be the one of names. */
static gboolean
try_header(Work *work, guint index, const GArray *entries, GError **error)
{
    const PsgCsvRow *row = &g_array_index(work->table->rows, PsgCsvRow, index);
    mapping_clear(&work->mapping);
    mapping_init(&work->mapping);
    g_strfreev(work->headers);
    work->headers = list_headers(work->table, row);
    work->header = index;
    g_auto(GStrv) simple = simplify_all(work->headers);
    if (entries && !apply_map(&work->mapping, entries, work->headers, simple, error))
        return FALSE;
    if (!entries || work->mapping.columns[FIELD_TEXT]->len == 0)
        find_columns(&work->mapping, simple);
    const GArray *text = work->mapping.columns[FIELD_TEXT];
    const GArray *replace = work->mapping.columns[FIELD_REPLACE];
    if (text->len > 0 || replace->len > 0)
        return TRUE;
    g_autofree char *all = g_strjoinv("\", \"", work->headers);
    return fail(error,
            "no column is called \"Comment\" or \"Feedback\"; say which holds the "
            "comments with --map text=COLUMN; there are \"%s\"",
            all);
}

static gboolean
find_header(Work *work, const GArray *entries, GError **error)
{
    const GArray *rows = work->table->rows;
    if (rows->len == 0)
        return fail(error, "the table is empty");
    for (guint i = 0; i < MIN(rows->len, TITLE_ROWS); i++)
        if (g_array_index(rows, PsgCsvRow, i).count > 1 || rows->len == 1 || i == 0)
            if (try_header(work, i, entries, NULL))
                return TRUE;
    /* Said of the first row that has several cells, or of the first. */
    guint best = 0;
    while (best + 1 < MIN(rows->len, TITLE_ROWS) && g_array_index(rows, PsgCsvRow, best).count < 2)
        best++;
    return try_header(work, best, entries, error);
}

static void
describe_columns(const Work *work)
{
    for (guint column = 0; work->headers[column]; column++) {
        PsgCsvColumn *described = g_new0(PsgCsvColumn, 1);
        described->header = g_strdup(work->headers[column]);
        for (guint field = 0; field < FIELDS; field++)
            for (guint i = 0; i < work->mapping.columns[field]->len; i++)
                if (g_array_index(work->mapping.columns[field], guint, i) == column)
                    described->use = field_names[field];
        g_ptr_array_add(work->reading->columns, described);
    }
}

/* Cells */

static void G_GNUC_PRINTF(2, 3) note(const Work *work, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(work->reading->notes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* A cell without what guards it from being taken for a formula; NULL when it is empty. The
 * caller's. */
static char *
take_cell(const Work *work, const PsgCsvRow *row, guint column)
{
    const char *cell = psg_csv_table_get(work->table, row, column);
    if (cell[0] == '\'' && cell[1] != '\0' && strchr("=+-@\t\r", cell[1]))
        cell++;
    char *clean = psg_import_clean(cell);
    if (*clean == '\0')
        g_clear_pointer(&clean, g_free);
    return clean;
}

static char *
take_field(const Work *work, const PsgCsvRow *row, Field field)
{
    const GArray *columns = work->mapping.columns[field];
    return columns->len > 0 ? take_cell(work, row, g_array_index(columns, guint, 0)) : NULL;
}

/* A name or an address; what forms write for nobody is nothing. */
static char *
take_person(const Work *work, const PsgCsvRow *row, Field field)
{
    static const char *const nobody[] = {"anonymous", "anon", "n a", "na", "none", "unknown",
            "not given", "not provided", "prefer not to say", ""};
    const GArray *columns = work->mapping.columns[field];
    GString *whole = g_string_new(NULL);
    for (guint i = 0; i < columns->len; i++) {
        g_autofree char *part = take_cell(work, row, g_array_index(columns, guint, i));
        if (part)
            g_string_append_printf(whole, "%s%s", whole->len ? " " : "", part);
    }
    g_autofree char *simple = simplify(whole->str);
    for (guint i = 0; i < G_N_ELEMENTS(nobody); i++)
        if (strcmp(simple, nobody[i]) == 0)
            g_string_truncate(whole, 0);
    gboolean is_empty = whole->len == 0;
    return g_string_free(whole, is_empty);
}

static char **
take_tags(const Work *work, const PsgCsvRow *row, const char *more)
{
    GPtrArray *tags = g_ptr_array_new();
    const GArray *columns = work->mapping.columns[FIELD_TAG];
    for (guint i = 0; i < columns->len; i++) {
        g_autofree char *cell = take_cell(work, row, g_array_index(columns, guint, i));
        g_auto(GStrv) parts = cell ? g_strsplit_set(cell, ",;\n", -1) : NULL;
        for (char **part = parts; part && *part; part++)
            if (*g_strstrip(*part))
                g_ptr_array_add(tags, g_strdup(*part));
    }
    if (more)
        g_ptr_array_add(tags, g_strdup(more));
    if (tags->len == 0) {
        g_ptr_array_unref(tags);
        return NULL;
    }
    g_ptr_array_add(tags, NULL);
    return (char **)g_ptr_array_free(tags, FALSE);
}

/* FALSE for a kind that we have no word for. */
static gboolean
parse_kind(const char *text, PsgRemark *remark)
{
    static const char *const words[PSG_REMARKS][12] = {
            [PSG_REMARK_NONE] = {"comment", "general", "general comment", "other", "note"},
            [PSG_REMARK_QUESTION] = {"question", "query", "clarification", "unclear"},
            [PSG_REMARK_ISSUE] = {"issue", "problem", "error", "correction", "concern", "mistake",
                    "typo", "objection", "disagree", "negative", "complaint"},
            [PSG_REMARK_SUGGESTION] = {"suggestion", "proposal", "idea", "change", "improvement",
                    "suggested change", "amendment", "addition"},
            [PSG_REMARK_PRAISE] = {"praise", "positive", "compliment", "agree", "support",
                    "good practice", "thanks"},
    };
    g_autofree char *simple = simplify(text);
    for (guint i = 0; i < PSG_REMARKS; i++)
        for (guint j = 0; words[i][j]; j++)
            if (strcmp(words[i][j], simple) == 0) {
                *remark = (PsgRemark)i;
                return TRUE;
            }
    return FALSE;
}

/* A quotation without the points that say that it goes on. */
static char *
trim_quote(char *quote)
{
    static const char *const signs[] = {"...", "\xe2\x80\xa6", "[...]", "[\xe2\x80\xa6]"};
    gboolean is_trimmed = quote != NULL;
    while (is_trimmed) {
        is_trimmed = FALSE;
        for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
            gsize length = strlen(signs[i]);
            if (g_str_has_prefix(quote, signs[i])) {
                memmove(quote, quote + length, strlen(quote) - length + 1);
                is_trimmed = TRUE;
            }
            if (g_str_has_suffix(quote, signs[i])) {
                quote[strlen(quote) - length] = '\0';
                is_trimmed = TRUE;
            }
        }
        g_strstrip(quote);
    }
    if (quote && *quote == '\0')
        g_clear_pointer(&quote, g_free);
    return quote;
}

/* Days */

/* Whether day or month comes first is said by those days of the column that can only be one. */
static void
settle_order(Work *work)
{
    const GArray *rows = work->table->rows, *columns = work->mapping.columns[FIELD_AT];
    guint first_needed = 0, second_needed = 0, ambiguous = 0;
    for (guint i = work->header + 1; columns->len > 0 && i < rows->len; i++) {
        const PsgCsvRow *row = &g_array_index(rows, PsgCsvRow, i);
        PsgCsvDayOrder by_day, by_month;
        gint64 seconds;
        gboolean is_ambiguous;
        const char *cell = psg_csv_table_get(work->table, row, g_array_index(columns, guint, 0));
        if (!psg_csv_parse_date(cell, PSG_CSV_DAY_FIRST, &seconds, &is_ambiguous, &by_day))
            continue;
        psg_csv_parse_date(cell, PSG_CSV_MONTH_FIRST, &seconds, NULL, &by_month);
        ambiguous += is_ambiguous;
        first_needed += by_day == by_month && by_day == PSG_CSV_DAY_FIRST;
        second_needed += by_day == by_month && by_day == PSG_CSV_MONTH_FIRST;
    }
    work->order = second_needed > 0 && first_needed == 0 ? PSG_CSV_MONTH_FIRST : PSG_CSV_DAY_FIRST;
    if (ambiguous > 0 && (first_needed > 0) == (second_needed > 0))
        note(work,
                "%u of the dates could have the day or the month first; the day is taken to be "
                "first, as in the United Kingdom",
                ambiguous);
    else if (ambiguous > 0 && second_needed > 0)
        note(work, "the dates have the month first, as some of them show");
}

static gint64
take_date(const Work *work, const PsgCsvRow *row)
{
    g_autofree char *cell = take_field(work, row, FIELD_AT);
    gint64 seconds = 0;
    if (cell && !psg_csv_parse_date(cell, work->order, &seconds, NULL, NULL)) {
        note(work, "row %u: the date \"%s\" is not understood, and the time of the import is taken",
                row->number, cell);
        return 0;
    }
    return seconds;
}

/* Items */

/* Chapter and section as one place; a section alone is looked for by its own. */
static char *
take_where(const Work *work, const PsgCsvRow *row)
{
    g_autofree char *where = take_field(work, row, FIELD_WHERE);
    g_autofree char *section = take_field(work, row, FIELD_SECTION);
    if (where && section && !strchr(where, '#'))
        return g_strconcat(where, "#", section, NULL);
    return where ? g_steal_pointer(&where) : g_steal_pointer(&section);
}

/* What the item is known again by: not its row, and nothing about the person. */
static char *
make_source(const PsgImportItem *item, const char *question, const char *text)
{
    g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, item->at);
    const char *parts[] = {question ? question : "", text ? text : "",
            item->replace ? item->replace : "", item->where ? item->where : "",
            item->quote ? item->quote : "", item->thread ? item->thread : "", at, NULL};
    return psg_import_make_source("csv", parts);
}

/* A row that "comment export" wrote is the event that it names. The caller's. */
static char *
take_source(const Work *work, const PsgCsvRow *row, const PsgImportItem *item, const char *question,
        const char *text)
{
    g_autofree char *event = take_field(work, row, FIELD_EVENT);
    return event && psg_event_id_parse(event, NULL) ? g_strconcat(PSG_IMPORT_EVENT, event, NULL)
                                                    : make_source(item, question, text);
}

/* Takes `text`, which may be NULL. */
static void
add_item(const Work *work, const PsgCsvRow *row, char *text, const char *question)
{
    g_autofree char *plain = text;
    g_autofree char *kind = take_field(work, row, FIELD_KIND);
    g_autoptr(PsgImportItem) item = psg_import_item_new();
    gboolean is_other = kind && !parse_kind(kind, &item->remark);
    item->name = take_person(work, row, FIELD_NAME);
    item->mail = take_person(work, row, FIELD_MAIL);
    item->group = take_field(work, row, FIELD_GROUP);
    item->at = take_date(work, row);
    item->where = take_where(work, row);
    item->quote = trim_quote(take_field(work, row, FIELD_QUOTE));
    item->replace = take_field(work, row, FIELD_REPLACE);
    item->thread = take_field(work, row, FIELD_THREAD);
    item->tags = take_tags(work, row, is_other ? kind : NULL);
    item->label = question ? g_strdup_printf("row %u, \"%s\"", row->number, question)
                           : g_strdup_printf("row %u", row->number);
    item->source = take_source(work, row, item, question, plain);
    g_autofree char *markdown = plain ? psg_import_make_markdown(plain) : g_strdup("");
    item->text = question ? g_strdup_printf("**%s**\n\n%s", question, markdown)
                          : g_steal_pointer(&markdown);
    g_ptr_array_add(work->reading->items, g_steal_pointer(&item));
}

/* An item for each text that a row has. A row without any is told as one without words, when it
 * says where. */
static void
add_items(const Work *work, const PsgCsvRow *row)
{
    const GArray *texts = work->mapping.columns[FIELD_TEXT];
    guint count = 0;
    for (guint i = 0; i < texts->len; i++) {
        guint column = g_array_index(texts, guint, i);
        char *text = take_cell(work, row, column);
        if (text)
            add_item(work, row, text, texts->len > 1 ? work->headers[column] : NULL);
        count += text != NULL;
    }
    if (count == 0)
        add_item(work, row, NULL, NULL);
}

static void
item_free(gpointer item)
{
    psg_import_item_free(item);
}

static void
column_free(gpointer data)
{
    PsgCsvColumn *column = data;
    g_free(column->header);
    g_free(column);
}

PsgCsvReading *
psg_csv_read(const char *bytes, gsize length, const char *map, GError **error)
{
    g_autoptr(PsgCsvTable) table = psg_csv_table_read(bytes, length, error);
    g_autoptr(GArray) entries = table && map ? parse_map(map, error) : NULL;
    if (!table || (map && !entries))
        return NULL;
    g_autoptr(PsgCsvReading) reading = g_new0(PsgCsvReading, 1);
    reading->items = g_ptr_array_new_with_free_func(item_free);
    reading->columns = g_ptr_array_new_with_free_func(column_free);
    reading->notes = g_ptr_array_new_with_free_func(g_free);
    reading->encoding = table->encoding;
    reading->separator = table->separator;
    g_auto(Work) work = {.table = table, .reading = reading};
    if (!find_header(&work, entries, error))
        return NULL;
    reading->header = g_array_index(table->rows, PsgCsvRow, work.header).number;
    describe_columns(&work);
    settle_order(&work);
    for (guint i = work.header + 1; i < table->rows->len; i++)
        add_items(&work, &g_array_index(table->rows, PsgCsvRow, i));
    return g_steal_pointer(&reading);
}

void
psg_csv_reading_free(PsgCsvReading *reading)
{
    if (!reading)
        return;
    g_ptr_array_unref(reading->items);
    g_ptr_array_unref(reading->columns);
    g_ptr_array_unref(reading->notes);
    g_free(reading);
}
