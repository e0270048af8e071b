/* Tables of comma-separated values: their encoding, their separator and their cells, in one pass
 * over the bytes. See csv.h; RFC 4180, and what spreadsheets write besides. */
#include <string.h>

#include "review/exchange/csv.h"
#include "review/review_error.h"

static gboolean
fail(GError **error, guint row, const char *problem)
{
    if (row > 0)
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT, "row %u: %s", row, problem);
    else
        g_set_error_literal(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT, problem);
    return FALSE;
}

/* Encodings */

/* The characters of Windows-1252 at 0x80 to 0x9f; where it has none, those of Latin-1. */
static const gunichar windows_1252[32] = {0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020,
        0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019,
        0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e,
        0x178};

static char *
decode_windows_1252(const char *bytes, gsize length)
{
    GString *out = g_string_sized_new(length + length / 8);
    for (gsize i = 0; i < length; i++) {
        guchar byte = (guchar)bytes[i];
        if (byte < 0x80)
            g_string_append_c(out, (char)byte);
        else
            g_string_append_unichar(out, byte < 0xa0 ? windows_1252[byte - 0x80] : byte);
    }
    return g_string_free(out, FALSE);
}

/* Zero bytes at only the even or only the odd places of the beginning: letters of UTF-16. */
static const char *
guess_utf16(const char *bytes, gsize length)
{
    gsize zeros[2] = {0, 0}, seen = MIN(length, 400);
    for (gsize i = 0; i < seen; i++)
        zeros[i % 2] += bytes[i] == '\0';
    if (zeros[1] > seen / 4 && zeros[0] == 0)
        return "UTF-16LE";
    return zeros[0] > seen / 4 && zeros[1] == 0 ? "UTF-16BE" : NULL;
}

static char *
decode_utf16(const char *bytes, gsize length, const char *form, GError **error)
{
    g_autoptr(GError) problem = NULL;
    gsize written = 0;
    char *text =
            g_convert(bytes, (gssize)(length & ~(gsize)1), "UTF-8", form, NULL, &written, &problem);
    if (!text || memchr(text, '\0', written)) {
        g_free(text);
        fail(error, 0,
                "the file begins as UTF-16 does, but holds what is no text; save it again "
                "as \"CSV UTF-8\"");
        return NULL;
    }
    return text;
}

/* The text of the bytes as UTF-8, ended by a NUL; the caller's. */
static char *
decode(const char *bytes, gsize length, const char **encoding, GError **error)
{
    const char *form = NULL;
    gsize mark = 0;
    if (length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0) {
        fail(error, 0,
                "this is a file of an office program (.xlsx, .ods) and not a table; open it "
                "there and save it as \"CSV UTF-8\"");
        return NULL;
    }
    if (length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0)
        form = "UTF-16LE";
    else if (length >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0)
        form = "UTF-16BE";
    mark = form ? 2 : 0;
    if (!form)
        form = guess_utf16(bytes, length);
    if (form) {
        *encoding = "UTF-16";
        return decode_utf16(bytes + mark, length - mark, form, error);
    }
    if (memchr(bytes, '\0', length)) {
        fail(error, 0, "the file holds bytes that no text has; is it a table?");
        return NULL;
    }
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        mark = 3;
    if (g_utf8_validate(bytes + mark, (gssize)(length - mark), NULL)) {
        *encoding = "UTF-8";
        return g_strndup(bytes + mark, length - mark);
    }
    *encoding = "Windows-1252";
    return decode_windows_1252(bytes + mark, length - mark);
}

/* Separators */

/* The separator that the first lines have most outside of quotation marks. A first line "sep=;" is
 * how some spreadsheets say it; it is left out. */
static char
find_separator(char **text)
{
    static const char separators[] = ",;\t";
    if (g_str_has_prefix(*text, "sep=") && (*text)[4] != '\0' && strchr(separators, (*text)[4]) &&
            ((*text)[5] == '\r' || (*text)[5] == '\n')) {
        char separator = (*text)[4];
        *text += 5;
        *text += strspn(*text, "\r\n") > 1 && (*text)[0] == '\r' && (*text)[1] == '\n' ? 2 : 1;
        return separator;
    }
    guint counts[3] = {0, 0, 0}, lines = 0;
    gboolean is_quoted = FALSE;
    for (const char *at = *text; *at && lines < 20 && at - *text < 65536; at++) {
        const char *separator = strchr(separators, *at);
        is_quoted = is_quoted != (*at == '"');
        lines += !is_quoted && *at == '\n';
        if (!is_quoted && separator)
            counts[separator - separators]++;
    }
    guint best = 0;
    for (guint i = 1; i < 3; i++)
        if (counts[i] > counts[best])
            best = i;
    return separators[best];
}

/* Cells */

typedef struct {
    PsgCsvTable *table;
    char *at;     /* what is read next */
    guint number; /* of the row */
} Scan;

static gboolean
ends_cell(const Scan *scan, char byte)
{
    return byte == '\0' || byte == '\n' || byte == '\r' || byte == scan->table->separator;
}

/* Reads a cell in quotation marks, which are doubled in it; it is moved together where it stands.
 * One that is neither doubled nor the last is taken for itself, as spreadsheets do. */
static gboolean
read_quoted(Scan *scan, GError **error)
{
    char *to = scan->at, *from = scan->at + 1;
    g_ptr_array_add(scan->table->cells, to);
    for (;; from++) {
        if (*from == '\0')
            return fail(error, scan->number,
                    "a quotation mark opens here that is never closed; close it, or take it away");
        if (*from == '"' && from[1] == '"')
            from++;
        else if (*from == '"' && ends_cell(scan, from[1]))
            break;
        *to++ = *from;
    }
    scan->at = from + 1;
    *to = '\0';
    return TRUE;
}

/* The cell's end is left as it is, for the caller to see. */
static char *
read_plain(Scan *scan)
{
    g_ptr_array_add(scan->table->cells, scan->at);
    while (!ends_cell(scan, *scan->at))
        scan->at++;
    return scan->at;
}

/* Goes behind the end of a cell; FALSE when it was the last one of its row. */
static gboolean
leave_cell(Scan *scan, char end)
{
    if (end == '\0')
        return FALSE;
    scan->at += end == '\r' && scan->at[1] == '\n' ? 2 : 1;
    return end == scan->table->separator;
}

static gboolean
is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static gboolean
read_row(Scan *scan, GError **error)
{
    PsgCsvTable *table = scan->table;
    PsgCsvRow row = {.number = ++scan->number, .first = table->cells->len};
    gboolean has_more = TRUE, has_text = FALSE;
    while (has_more) {
        if (table->cells->len - row.first >= PSG_CSV_COLUMN_LIMIT)
            return fail(error, row.number, "it has more than 1,000 cells; is it a table?");
        if (table->cells->len >= PSG_CSV_CELL_LIMIT)
            return fail(error, row.number, "the table has more than 4 million cells before this");
        char *end = NULL;
        if (*scan->at == '"') {
            if (!read_quoted(scan, error))
                return FALSE;
        } else {
            end = read_plain(scan);
        }
        has_more = leave_cell(scan, *scan->at);
        if (end)
            *end = '\0';
        has_text = has_text || !is_blank(table->cells->pdata[table->cells->len - 1]);
    }
    row.count = table->cells->len - row.first;
    if (has_text)
        g_array_append_val(table->rows, row);
    else
        g_ptr_array_set_size(table->cells, (int)row.first);
    return TRUE;
}

PsgCsvTable *
psg_csv_table_read(const char *bytes, gsize length, GError **error)
{
    if (length > PSG_CSV_SIZE_LIMIT) {
        fail(error, 0, "the file is greater than 50 MB; split it");
        return NULL;
    }
    g_autoptr(PsgCsvTable) table = g_new0(PsgCsvTable, 1);
    table->rows = g_array_new(FALSE, FALSE, sizeof(PsgCsvRow));
    table->cells = g_ptr_array_new();
    table->text = decode(bytes, length, &table->encoding, error);
    if (!table->text)
        return NULL;
    Scan scan = {.table = table, .at = table->text};
    const char *start = scan.at;
    table->separator = find_separator(&scan.at);
    scan.number = scan.at != start;
    while (*scan.at)
        if (!read_row(&scan, error))
            return NULL;
    return g_steal_pointer(&table);
}

void
psg_csv_table_free(PsgCsvTable *table)
{
    if (!table)
        return;
    g_array_unref(table->rows);
    g_ptr_array_unref(table->cells);
    g_free(table->text);
    g_free(table);
}

const char *
psg_csv_table_get(const PsgCsvTable *table, const PsgCsvRow *row, guint column)
{
    return column < row->count ? table->cells->pdata[row->first + column] : "";
}

void
psg_csv_append_row(GString *out, const char *const *cells)
{
    for (guint i = 0; cells[i]; i++) {
        const char *cell = cells[i];
        gboolean is_formula = *cell && strchr("=+-@\t\r", *cell);
        gboolean is_quoted = cell[strcspn(cell, "\",;\t\r\n")] != '\0';
        if (i > 0)
            g_string_append_c(out, ',');
        if (is_quoted)
            g_string_append_c(out, '"');
        if (is_formula)
            g_string_append_c(out, '\'');
        for (const char *at = cell; *at; at++) {
            if (*at == '"')
                g_string_append_c(out, '"');
            g_string_append_c(out, *at);
        }
        if (is_quoted)
            g_string_append_c(out, '"');
    }
    g_string_append(out, "\r\n");
}
