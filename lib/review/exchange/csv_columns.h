/* Which columns of a table hold what. Private to lib/review/exchange/csv*.c. */
#pragma once
#include "review/exchange/csv.h"

typedef enum {
    PSG_CSV_TEXT,
    PSG_CSV_WHERE,
    PSG_CSV_SECTION,
    PSG_CSV_QUOTE,
    PSG_CSV_REPLACE,
    PSG_CSV_NAME,
    PSG_CSV_MAIL,
    PSG_CSV_GROUP,
    PSG_CSV_AT,
    PSG_CSV_TAG,
    PSG_CSV_KIND,
    PSG_CSV_THREAD,
    PSG_CSV_EVENT,
    PSG_CSV_FIELDS,
} PsgCsvField;

typedef struct {
    char **headers;             /* the names, clean; NULL-terminated */
    guint row;                  /* index of the row that they stand in */
    GArray *of[PSG_CSV_FIELDS]; /* guint: the columns of a field; several of some, none of others */
} PsgCsvColumns;

/* Finds the row of names and which column is which; see psg_csv_read() for `map`. Begin with zeros,
 * and clear it in any case. Sets PSG_REVIEW_ERROR_FORMAT. */
gboolean psg_csv_columns_find(
        PsgCsvColumns *columns, const PsgCsvTable *table, const char *map, GError **error);
void psg_csv_columns_clear(PsgCsvColumns *columns);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgCsvColumns, psg_csv_columns_clear)

/* The field as a key of a map has it: "text". */
const char *psg_csv_field_get_name(PsgCsvField field);

/* A name as it is compared: small letters and digits, and one space for all that is between them.
 * The caller owns it. */
char *psg_csv_simplify(const char *name);
