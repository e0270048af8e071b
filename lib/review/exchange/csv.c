/* What people said in a table: an item for each comment. See csv.h. */
#include "review/exchange/csv.h"

#include <string.h>

#include "review/exchange/csv_columns.h"
#include "review/exchange/import_internal.h"
#include "review/exchange/note.h"

typedef struct {
    const PsgCsvTable *table;
    PsgCsvReading *reading;
    PsgCsvColumns columns;
    PsgCsvDayOrder order;
} Work;

static void
work_clear(Work *work)
{
    psg_csv_columns_clear(&work->columns);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static void
describe_columns(const Work *work)
{
    for (guint column = 0; work->columns.headers[column]; column++) {
        PsgCsvColumn *described = g_new0(PsgCsvColumn, 1);
        described->header = g_strdup(work->columns.headers[column]);
        for (guint field = 0; field < PSG_CSV_FIELDS; field++)
            for (guint i = 0; i < work->columns.of[field]->len; i++)
                if (g_array_index(work->columns.of[field], guint, i) == column)
                    described->use = psg_csv_field_get_name((PsgCsvField)field);
        g_ptr_array_add(work->reading->columns, described);
    }
}

/* Cells */

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
take_field(const Work *work, const PsgCsvRow *row, PsgCsvField field)
{
    const GArray *columns = work->columns.of[field];
    return columns->len > 0 ? take_cell(work, row, g_array_index(columns, guint, 0)) : NULL;
}

/* A name or an address; what forms write for nobody is nothing. */
static char *
take_person(const Work *work, const PsgCsvRow *row, PsgCsvField field)
{
    static const char *const nobody[] = {"anonymous", "anon", "n a", "na", "none", "unknown",
            "not given", "not provided", "prefer not to say", ""};
    const GArray *columns = work->columns.of[field];
    GString *whole = g_string_new(NULL);
    for (guint i = 0; i < columns->len; i++) {
        g_autofree char *part = take_cell(work, row, g_array_index(columns, guint, i));
        if (part)
            g_string_append_printf(whole, "%s%s", whole->len ? " " : "", part);
    }
    g_autofree char *simple = psg_csv_simplify(whole->str);
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
    const GArray *columns = work->columns.of[PSG_CSV_TAG];
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
    g_autofree char *simple = psg_csv_simplify(text);
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
    const GArray *rows = work->table->rows, *columns = work->columns.of[PSG_CSV_AT];
    guint first_needed = 0, second_needed = 0, ambiguous = 0;
    for (guint i = work->columns.row + 1; columns->len > 0 && i < rows->len; i++) {
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
        psg_note_add(work->reading->notes,
                "%u of the dates could have the day or the month first; the day is taken to be "
                "first, as in the United Kingdom",
                ambiguous);
    else if (ambiguous > 0 && second_needed > 0)
        psg_note_add(work->reading->notes, "the dates have the month first, as some of them show");
}

static gint64
take_date(const Work *work, const PsgCsvRow *row)
{
    g_autofree char *cell = take_field(work, row, PSG_CSV_AT);
    gint64 seconds = 0;
    if (cell && !psg_csv_parse_date(cell, work->order, &seconds, NULL, NULL)) {
        psg_note_add(work->reading->notes,
                "row %u: the date \"%s\" is not understood, and the time of the import is taken",
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
    g_autofree char *where = take_field(work, row, PSG_CSV_WHERE);
    g_autofree char *section = take_field(work, row, PSG_CSV_SECTION);
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
    g_autofree char *event = take_field(work, row, PSG_CSV_EVENT);
    return event && psg_event_id_parse(event, NULL) ? g_strconcat(PSG_IMPORT_EVENT, event, NULL)
                                                    : make_source(item, question, text);
}

/* Takes `text`, which may be NULL. */
static void
add_item(const Work *work, const PsgCsvRow *row, char *text, const char *question)
{
    g_autofree char *plain = text;
    g_autofree char *kind = take_field(work, row, PSG_CSV_KIND);
    g_autoptr(PsgImportItem) item = psg_import_item_new();
    gboolean is_other = kind && !parse_kind(kind, &item->remark);
    item->name = take_person(work, row, PSG_CSV_NAME);
    item->mail = take_person(work, row, PSG_CSV_MAIL);
    item->group = take_field(work, row, PSG_CSV_GROUP);
    item->at = take_date(work, row);
    item->where = take_where(work, row);
    item->quote = trim_quote(take_field(work, row, PSG_CSV_QUOTE));
    item->replace = take_field(work, row, PSG_CSV_REPLACE);
    item->thread = take_field(work, row, PSG_CSV_THREAD);
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
    const GArray *texts = work->columns.of[PSG_CSV_TEXT];
    guint count = 0;
    for (guint i = 0; i < texts->len; i++) {
        guint column = g_array_index(texts, guint, i);
        char *text = take_cell(work, row, column);
        if (text)
            add_item(work, row, text, texts->len > 1 ? work->columns.headers[column] : NULL);
        count += text != NULL;
    }
    if (count == 0)
        add_item(work, row, NULL, NULL);
}

static gboolean
has_text(const Work *work, guint column)
{
    for (guint i = work->columns.row + 1; i < work->table->rows->len; i++) {
        const PsgCsvRow *row = &g_array_index(work->table->rows, PsgCsvRow, i);
        g_autofree char *cell = take_cell(work, row, column);
        if (cell)
            return TRUE;
    }
    return FALSE;
}

/* What people wrote into other columns is not left out in silence. */
static void
note_unused(const Work *work)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < work->reading->columns->len; i++) {
        const PsgCsvColumn *column = work->reading->columns->pdata[i];
        if (!column->use && has_text(work, i))
            g_string_append_printf(names, "%s\"%s\"", names->len ? ", " : "",
                    *column->header ? column->header : "(no name)");
    }
    if (names->len > 0)
        psg_note_add(work->reading->notes, "not used: %s; name what is wanted of them with --map",
                names->str);
}

/* Rows above the names: titles, or what people said where the first row does not name columns. */
static void
note_above(const Work *work)
{
    for (guint i = 0; i < work->columns.row; i++) {
        const PsgCsvRow *row = &g_array_index(work->table->rows, PsgCsvRow, i);
        g_autofree char *cell = NULL;
        for (guint column = 0; !cell && column < row->count; column++)
            cell = take_cell(work, row, column);
        if (cell)
            psg_note_add(work->reading->notes,
                    "row %u (\"%s\") stands above the names of the columns and is not used",
                    row->number, cell);
    }
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
    if (!table)
        return NULL;
    g_autoptr(PsgCsvReading) reading = g_new0(PsgCsvReading, 1);
    reading->items = g_ptr_array_new_with_free_func(item_free);
    reading->columns = g_ptr_array_new_with_free_func(column_free);
    reading->notes = g_ptr_array_new_with_free_func(g_free);
    reading->encoding = table->encoding;
    reading->separator = table->separator;
    g_auto(Work) work = {.table = table, .reading = reading};
    if (!psg_csv_columns_find(&work.columns, table, map, error))
        return NULL;
    reading->header = g_array_index(table->rows, PsgCsvRow, work.columns.row).number;
    describe_columns(&work);
    settle_order(&work);
    for (guint i = work.columns.row + 1; i < table->rows->len; i++)
        add_items(&work, &g_array_index(table->rows, PsgCsvRow, i));
    note_above(&work);
    note_unused(&work);
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
