/* Panels on a page: which grounds stand behind boxes that follow one another. */
#include "publish/print/page/internal.h"

/* The panel around a panel. A parent that does not come before its child is none: so no chain is
 * without an end. */
static gint
get_parent(const PsgGalley *galley, gint panel)
{
    gint parent = g_array_index(galley->panels, PsgPrintPanel, panel).parent;
    return parent < panel ? parent : -1;
}

static gint
get_panel(const PsgGalley *galley, const PsgBox *box)
{
    return box->panel >= 0 && box->panel < (gint)galley->panels->len ? box->panel : -1;
}

gint
psg_panels_find_common(const PsgGalley *galley, gint one, gint other)
{
    /* Parents have smaller numbers than their children. */
    while (one != other && one >= 0 && other >= 0) {
        if (one > other)
            one = get_parent(galley, one);
        else
            other = get_parent(galley, other);
    }
    return one == other ? one : -1;
}

static void
close_to(GArray *open, guint length, GArray *placed, PsgLength bottom)
{
    while (open->len > length) {
        guint at = g_array_index(open, guint, open->len - 1);
        PsgBounds *bounds = &g_array_index(placed, PsgPlacedPanel, at).bounds;
        bounds->height = bottom - bounds->y;
        g_array_set_size(open, open->len - 1);
    }
}

/* Opens what is between `common` (the innermost that is open) and `panel`, outer ones first. */
static void
open_chain(const PsgGalley *galley, gint panel, gint common, PsgLength x, PsgLength y, GArray *open,
        GArray *placed)
{
    guint count = 0;
    for (gint at = panel; at != common && at >= 0; at = get_parent(galley, at))
        count++;
    guint first = placed->len;
    g_array_set_size(placed, first + count);
    for (guint i = 0; i < count; i++) {
        const PsgPrintPanel *here = &g_array_index(galley->panels, PsgPrintPanel, panel);
        PsgPlacedPanel *one = &g_array_index(placed, PsgPlacedPanel, first + count - 1 - i);
        *one = (PsgPlacedPanel){
                .panel = here, .bounds = {.x = x + here->x, .y = y, .width = here->width}};
        panel = get_parent(galley, panel);
    }
    for (guint i = 0; i < count; i++) {
        guint at = first + i;
        g_array_append_val(open, at);
    }
}

static guint
count_depth(const PsgGalley *galley, gint panel)
{
    guint depth = 0;
    for (; panel >= 0; panel = get_parent(galley, panel))
        depth++;
    return depth;
}

void
psg_panels_place(const PsgGalley *galley, const GArray *boxes, guint start, guint end, PsgLength x,
        GArray *placed)
{
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint)); /* of `placed` */
    gint current = -1;
    PsgLength bottom = 0;
    for (guint i = start; i < end; i++) {
        const PsgPlacedBox *box = &g_array_index(boxes, PsgPlacedBox, i);
        gint panel = get_panel(galley, box->box);
        if (panel != current) {
            gint common = psg_panels_find_common(galley, current, panel);
            close_to(open, count_depth(galley, common), placed, bottom);
            open_chain(galley, panel, common, x, box->y, open, placed);
            current = panel;
        }
        bottom = box->y + box->box->height;
    }
    close_to(open, 0, placed, bottom);
}
