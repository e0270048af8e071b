/* Comma-separated values (RFC 4180), as spreadsheets and forms on the web write them: tables, and
 * what people said in their rows. */
#pragma once
#include <glib.h>

/* Bytes of a file, and what is in it. */
#define PSG_CSV_SIZE_LIMIT (50 * 1024 * 1024)
#define PSG_CSV_COLUMN_LIMIT 1000
#define PSG_CSV_CELL_LIMIT 4000000

/* --- Tables (csv_table.c) --- */

typedef struct {
    guint number;       /* from 1, as a spreadsheet counts; empty rows count */
    guint first, count; /* its cells */
} PsgCsvRow;

typedef struct {
    const char *encoding; /* "UTF-8", "UTF-16" or "Windows-1252": what the bytes were */
    char separator;       /* ',', ';' or a tab */
    GArray *rows;         /* PsgCsvRow, without those that have no text */
    GPtrArray *cells;     /* char *, UTF-8, of all rows; they point into `text` */
    char *text;
} PsgCsvTable;

/* Reads a table: with a byte order mark or without, in UTF-8, UTF-16 or else Windows-1252, parted
 * by whichever separator its first lines have most. Sets PSG_REVIEW_ERROR_FORMAT with "row N" in
 * the message. The caller owns it. */
PsgCsvTable *psg_csv_table_read(const char *bytes, gsize length, GError **error);
void psg_csv_table_free(PsgCsvTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgCsvTable, psg_csv_table_free)

/* The cell; "" where the row is too short for it. */
const char *psg_csv_table_get(const PsgCsvTable *table, const PsgCsvRow *row, guint column);

/* Appends a row that ends in CRLF. Cells that a spreadsheet would take for a formula ("=", "+", "-"
 * or "@" first) get an apostrophe in front, which psg_csv_read() takes away again. `cells` is
 * NULL-terminated. */
void psg_csv_append_row(GString *out, const char *const *cells);

/* --- Days (csv_date.c) --- */

/* How days are written whose month may be the first or the second number. */
typedef enum { PSG_CSV_DAY_FIRST, PSG_CSV_MONTH_FIRST } PsgCsvDayOrder;

/* Reads a day with or without a time: ISO 8601, "23/11/2026 14:15", "11/23/26 2:15 PM",
 * "23 November 2026", "Nov 23, 2026", or the number that a spreadsheet keeps. Without an offset it
 * is UTC. `order` matters only where both are possible; `is_ambiguous` (nullable) receives whether
 * it did, and `needs` (nullable) the order that the numbers need when only one is possible. FALSE
 * for anything else, and for days that there are not. */
gboolean psg_csv_parse_date(const char *text, PsgCsvDayOrder order, gint64 *seconds,
        gboolean *is_ambiguous, PsgCsvDayOrder *needs);

/* --- What people said (csv.c) --- */

typedef struct {
    char *header;
    const char *use; /* "text", "where" and so on; NULL: not used */
} PsgCsvColumn;

typedef struct {
    GPtrArray *items;     /* PsgImportItem, in the order of the rows */
    GPtrArray *columns;   /* PsgCsvColumn, in order */
    GPtrArray *notes;     /* char *: what somebody should look at, as sentences */
    const char *encoding; /* as of the table */
    char separator;
    guint header; /* the row that names the columns */
} PsgCsvReading;

/* Reads what people said in a table whose columns have names. `map` (nullable) says which is which:
 * "text=Comment,where=Chapter,quote=Words"; the keys are text, where, section, quote, replace,
 * name, mail, group, at, tag, kind, thread and event, and text, name and tag may be there several
 * times (each column of text is then a comment of its own, with the column's name above it). What
 * it does not name is found by the usual names. Sets
 * PSG_REVIEW_ERROR_FORMAT. The caller owns it. */
PsgCsvReading *psg_csv_read(const char *bytes, gsize length, const char *map, GError **error);
void psg_csv_reading_free(PsgCsvReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgCsvReading, psg_csv_reading_free)
