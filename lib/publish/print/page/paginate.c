/* A galley's pages: see break.c for where they end and place.c for what is made of that. */
#include "publish/print/page/internal.h"

/* A last page that is filled to less than this part of it is saved where that costs no more than
 * some of the space between blocks. */
#define SHORT_END 5

/* Which side the inner margin is on. In a book printed on one side it is where reading begins. */
static gboolean
is_inner_left(const PsgGalley *galley, const PsgPrintStyle *style, gboolean is_right)
{
    return style->is_two_sided ? is_right : !galley->is_right_to_left;
}

static PsgLength
get_height(const PsgPrintStyle *style)
{
    return style->paper_height - style->margin_top - style->margin_bottom;
}

static gboolean
has_short_end(const PsgPlan *plan, const GArray *cuts)
{
    if (cuts->len < 2)
        return FALSE;
    const PsgPageCut *last = &g_array_index(cuts, PsgPageCut, cuts->len - 1);
    return psg_pieces_measure(&plan->text, last->text_start, last->text_end) <
           plan->height / SHORT_END;
}

/* The plan with a little less space between blocks, where that takes a page less. */
static void
tighten(PsgPlan **plan, GArray **cuts)
{
    static const guint percents[] = {90, 80, 72};
    for (guint i = 0; i < G_N_ELEMENTS(percents); i++) {
        g_autoptr(PsgPlan) tighter =
                psg_plan_new((*plan)->galley, (*plan)->style, (*plan)->height, percents[i]);
        g_autoptr(GArray) fewer = psg_plan_break(tighter);
        if (fewer->len >= (*cuts)->len)
            continue;
        psg_plan_free(*plan);
        g_array_unref(*cuts);
        *plan = g_steal_pointer(&tighter);
        *cuts = g_steal_pointer(&fewer);
        return;
    }
}

GPtrArray *
psg_print_paginate(const PsgGalley *galley, const PsgPrintStyle *style, gboolean is_right)
{
    GPtrArray *pages = g_ptr_array_new_with_free_func((GDestroyNotify)psg_print_page_free);
    g_autoptr(PsgPlan) plan = psg_plan_new(galley, style, get_height(style), 100);
    g_autoptr(GArray) cuts = psg_plan_break(plan);
    if (has_short_end(plan, cuts))
        tighten(&plan, &cuts);
    for (guint i = 0; i < cuts->len; i++) {
        gboolean is_first_side = i % 2 == 0;
        psg_plan_place(plan, &g_array_index(cuts, PsgPageCut, i),
                is_inner_left(galley, style, is_first_side ? is_right : !is_right), pages);
    }
    return pages;
}
