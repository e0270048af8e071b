/* Sheets: which pages stand side by side. Four pages make a sheet of a booklet; its outermost sheet
 * bears the first and the last page. */
#include "publish/print/internal.h"

static guint
find_page(guint number, guint page_count)
{
    return number < page_count ? number : PSG_SHEET_EMPTY;
}

/* Side `side` of a folded pile with `padded` pages. The outer side of a sheet has its earlier page
 * on the right, the inner side on the left. */
static PsgPrintSheet
make_side(guint side, guint padded, guint page_count, gboolean is_right_to_left)
{
    guint early = find_page(side, page_count), late = find_page(padded - 1 - side, page_count);
    gboolean is_early_right = (side % 2 == 0) != is_right_to_left;
    return (PsgPrintSheet){
            .count = 2, .pages = {is_early_right ? late : early, is_early_right ? early : late}};
}

GArray *
psg_print_list_sheets(guint page_count, PsgPrintForm form, gboolean is_right_to_left)
{
    GArray *sheets = g_array_new(FALSE, FALSE, sizeof(PsgPrintSheet));
    guint padded = (page_count + 3) / 4 * 4;
    guint count = form == PSG_PRINT_BOOKLET ? padded / 2 : page_count;
    for (guint i = 0; i < count; i++) {
        PsgPrintSheet sheet = form == PSG_PRINT_BOOKLET
                                      ? make_side(i, padded, page_count, is_right_to_left)
                                      : (PsgPrintSheet){.count = 1, .pages = {i, PSG_SHEET_EMPTY}};
        g_array_append_val(sheets, sheet);
    }
    return sheets;
}
