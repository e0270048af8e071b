/* Which part of a picture draws which other part, by <use>, paint, mask, marker and style: so that
 * a small file that would unfold to billions of elements in a reader's browser, or never end, is
 * found out before it is published. */
#pragma once
#include <glib.h>

typedef struct PsgSvgGraph PsgSvgGraph;

/* With one node: the picture itself. */
PsgSvgGraph *psg_svg_graph_new(void);
void psg_svg_graph_free(PsgSvgGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgSvgGraph, psg_svg_graph_free)

#define PSG_SVG_GRAPH_ROOT 0

/* The node of an id ('#') or a class ('.'), made at first sight. */
guint psg_svg_graph_get_node(PsgSvgGraph *graph, char kind, const char *name);

/* Elements that are drawn with the node itself. */
void psg_svg_graph_add_weight(PsgSvgGraph *graph, guint node, guint weight);

/* Drawing `from` draws `to` once. */
void psg_svg_graph_add_edge(PsgSvgGraph *graph, guint from, guint to);

/* FALSE, with a reason, when drawing the root draws more than `limit` elements, or a part draws
 * itself. */
gboolean psg_svg_graph_check(PsgSvgGraph *graph, guint64 limit, const char **reason);
