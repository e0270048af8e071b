/* The reader of tables: it never breaks, makes whole items, and reads what is written of a table as
 * the same. */
#include <string.h>

#include "fuzz.h"
#include "review/exchange/csv.h"
#include "review/exchange/import.h"

static void
check_items(const uint8_t *data, size_t size, const char *map)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgCsvReading) reading = psg_csv_read((const char *)data, size, map, &error);
    if (!reading == !error)
        psg_fuzz_fail("items or an error, and never both");
    for (guint i = 0; reading && i < reading->items->len; i++) {
        const PsgImportItem *item = reading->items->pdata[i];
        if (!item->label || !item->text || !item->source || item->at < 0 ||
                !g_utf8_validate(item->text, -1, NULL))
            psg_fuzz_fail("an item is not whole");
    }
}

/* A cell as it is written: one that begins as a formula does gets an apostrophe. */
static gboolean
is_same_cell(const char *cell, const char *again)
{
    gboolean is_formula = *cell && strchr("=+-@\t\r", *cell);
    return strcmp(cell, again) == 0 ||
           (is_formula && again[0] == '\'' && strcmp(cell, again + 1) == 0);
}

static void
check_again(const PsgCsvTable *table)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < table->rows->len; i++) {
        const PsgCsvRow *row = &g_array_index(table->rows, PsgCsvRow, i);
        g_autoptr(GPtrArray) cells = g_ptr_array_new();
        for (guint k = 0; k < row->count; k++)
            g_ptr_array_add(cells, (gpointer)psg_csv_table_get(table, row, k));
        g_ptr_array_add(cells, NULL);
        psg_csv_append_row(out, (const char *const *)cells->pdata);
    }
    if (g_str_has_prefix(out->str, "sep=") || g_str_has_prefix(out->str, "\xef\xbb\xbf") ||
            g_str_has_prefix(out->str, "PK\3\4"))
        return;
    g_autoptr(PsgCsvTable) again = psg_csv_table_read(out->str, out->len, NULL);
    if (!again || again->rows->len != table->rows->len)
        psg_fuzz_fail("what was written has other rows");
    for (guint i = 0; i < table->rows->len; i++) {
        const PsgCsvRow *row = &g_array_index(table->rows, PsgCsvRow, i);
        const PsgCsvRow *other = &g_array_index(again->rows, PsgCsvRow, i);
        if (row->count != other->count)
            psg_fuzz_fail("what was written has other cells");
        for (guint k = 0; k < row->count; k++)
            if (!is_same_cell(psg_csv_table_get(table, row, k), psg_csv_table_get(again, other, k)))
                psg_fuzz_fail("what was written is read otherwise");
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgCsvTable) table = psg_csv_table_read((const char *)data, size, &error);
    if (!table == !error)
        psg_fuzz_fail("a table or an error, and never both");
    if (table)
        check_again(table);
    check_items(data, size, NULL);
    check_items(data, size, "text=Comment,where=a, b,quote=Words");
    return 0;
}
