/* The weight of a picture once all its references are unfolded. See svg_graph.h. */
#include "publish/picture/svg_graph.h"

typedef enum { NEW, OPEN, DONE } State;

typedef struct {
    guint64 weight; /* its own elements; once done, with all that it draws */
    guint first;    /* its first edge once they are sorted */
    guint next;     /* the edge to follow next */
    State state;
} Node;

typedef struct {
    guint from, to;
} Edge;

struct PsgSvgGraph {
    GHashTable *names; /* "#id" or ".class" -> node */
    GArray *nodes;     /* Node */
    GArray *edges;     /* Edge */
};

PsgSvgGraph *
psg_svg_graph_new(void)
{
    PsgSvgGraph *graph = g_new0(PsgSvgGraph, 1);
    graph->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    graph->nodes = g_array_new(FALSE, TRUE, sizeof(Node));
    graph->edges = g_array_new(FALSE, FALSE, sizeof(Edge));
    g_array_set_size(graph->nodes, 1);
    return graph;
}

void
psg_svg_graph_free(PsgSvgGraph *graph)
{
    if (!graph)
        return;
    g_hash_table_unref(graph->names);
    g_array_unref(graph->nodes);
    g_array_unref(graph->edges);
    g_free(graph);
}

static Node *
get(PsgSvgGraph *graph, guint node)
{
    return &g_array_index(graph->nodes, Node, node);
}

guint
psg_svg_graph_get_node(PsgSvgGraph *graph, char kind, const char *name)
{
    g_autofree char *key = g_strdup_printf("%c%s", kind, name);
    guint node = GPOINTER_TO_UINT(g_hash_table_lookup(graph->names, key));
    if (node == 0) { /* the root has no name */
        node = graph->nodes->len;
        g_array_set_size(graph->nodes, node + 1);
        g_hash_table_insert(graph->names, g_steal_pointer(&key), GUINT_TO_POINTER(node));
    }
    return node;
}

void
psg_svg_graph_add_weight(PsgSvgGraph *graph, guint node, guint weight)
{
    get(graph, node)->weight += weight;
}

void
psg_svg_graph_add_edge(PsgSvgGraph *graph, guint from, guint to)
{
    Edge edge = {from, to};
    g_array_append_val(graph->edges, edge);
}

/* Orders the edges by where they start; a node's edges are [first, first of the next node). */
static void
sort_edges(PsgSvgGraph *graph)
{
    g_array_set_size(graph->nodes, graph->nodes->len + 1); /* the end of the last node's edges */
    for (guint i = 0; i < graph->edges->len; i++)
        get(graph, g_array_index(graph->edges, Edge, i).from + 1)->first++;
    for (guint i = 1; i < graph->nodes->len; i++)
        get(graph, i)->first += get(graph, i - 1)->first;
    for (guint i = 0; i < graph->nodes->len; i++)
        get(graph, i)->next = get(graph, i)->first;
    GArray *sorted = g_array_sized_new(FALSE, FALSE, sizeof(Edge), graph->edges->len);
    g_array_set_size(sorted, graph->edges->len);
    for (guint i = 0; i < graph->edges->len; i++) {
        Edge edge = g_array_index(graph->edges, Edge, i);
        g_array_index(sorted, Edge, get(graph, edge.from)->next++) = edge;
    }
    for (guint i = 0; i < graph->nodes->len; i++)
        get(graph, i)->next = get(graph, i)->first;
    g_array_unref(graph->edges);
    graph->edges = sorted;
}

gboolean
psg_svg_graph_check(PsgSvgGraph *graph, guint64 limit, const char **reason)
{
    sort_edges(graph);
    g_autoptr(GArray) path = g_array_new(FALSE, FALSE, sizeof(guint));
    guint root = PSG_SVG_GRAPH_ROOT;
    g_array_append_val(path, root);
    get(graph, root)->state = OPEN;
    while (path->len > 0) {
        guint index = g_array_index(path, guint, path->len - 1);
        Node *node = get(graph, index);
        if (node->next == get(graph, index + 1)->first) {
            node->state = DONE;
            g_array_set_size(path, path->len - 1);
            continue;
        }
        guint to = g_array_index(graph->edges, Edge, node->next).to;
        Node *target = get(graph, to);
        if (target->state == OPEN) {
            *reason = "a part of it draws itself, in a circle";
            return FALSE;
        }
        if (target->state == NEW) {
            target->state = OPEN;
            g_array_append_val(path, to);
            continue; /* the same edge again, once the target is done */
        }
        node->weight += target->weight;
        node->next++;
        if (node->weight > limit) {
            *reason = "it unfolds to more than a million elements";
            return FALSE;
        }
    }
    return TRUE;
}
