/* A galley's pages: see break.c for where they end and place.c for what is made of that. */
#include "publish/print/page/internal.h"

/* Which side the inner margin is on. In a book printed on one side it is where reading begins. */
static gboolean
is_inner_left(const PsgGalley *galley, const PsgPrintStyle *style, gboolean is_right)
{
    return style->is_two_sided ? is_right : !galley->is_right_to_left;
}

GPtrArray *
psg_print_paginate(const PsgGalley *galley, const PsgPrintStyle *style, gboolean is_right)
{
    GPtrArray *pages = g_ptr_array_new_with_free_func((GDestroyNotify)psg_print_page_free);
    PsgLength height = style->paper_height - style->margin_top - style->margin_bottom;
    g_autoptr(PsgPlan) plan = psg_plan_new(galley, style, height);
    g_autoptr(GArray) cuts = psg_plan_break(plan);
    for (guint i = 0; i < cuts->len; i++) {
        gboolean is_first_side = i % 2 == 0;
        psg_plan_place(plan, &g_array_index(cuts, PsgPageCut, i),
                is_inner_left(galley, style, is_first_side ? is_right : !is_right), pages);
    }
    return pages;
}
