/* Tables (GitHub Flavored Markdown 0.29, section 4.10). CommonMark sees a paragraph, or a heading
 * when a line of dashes follows; its lines are split into cells here and the cells' text goes
 * through CommonMark again. */
#include "text/builder.h"

#include <string.h>

#include "text/language.h"

typedef enum { ALIGN_NONE, ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT } Alignment;

/* Empty cells that a table's short rows may be given: a few bytes of source could ask for billions.
 * Rows beyond that stay short. */
#define ADDED_CELLS_LIMIT 50000

/* A cell, and a line of what stands before a table, begins with PSG_MARK_LINE and a blank, so that
 * no block can begin in it. */
#define LINE_MARK "\005 "

static char *
strip(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    return g_strndup(from, (gsize)(to - from));
}

/* The cells of a row: parted by '|', not by `\|`, which becomes '|' also in code; a first and a
 * last '|' part nothing. */
static GPtrArray *
split_row(const char *line)
{
    GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *row = strip(line, line + strlen(line));
    g_autoptr(GString) cell = g_string_new(NULL);
    for (const char *at = *row == '|' ? row + 1 : row; *at; at++) {
        if (at[0] == '\\' && at[1] == '|') {
            g_string_append_c(cell, '|');
            at++;
        } else if (at[0] == '\\' && at[1]) {
            g_string_append_len(cell, at, 2);
            at++;
        } else if (*at == '|') {
            g_ptr_array_add(cells, strip(cell->str, cell->str + cell->len));
            g_string_truncate(cell, 0);
            if (!at[1])
                return cells;
        } else {
            g_string_append_c(cell, *at);
        }
    }
    g_ptr_array_add(cells, strip(cell->str, cell->str + cell->len));
    return cells;
}

/* One cell of a delimiter row: `:?-+:?`. */
static gboolean
parse_alignment(const char *cell, Alignment *alignment)
{
    gboolean is_left = *cell == ':';
    cell += is_left;
    gsize dashes = strspn(cell, "-");
    gboolean is_right = cell[dashes] == ':';
    if (dashes == 0 || cell[dashes + is_right])
        return FALSE;
    *alignment = is_left ? (is_right ? ALIGN_CENTER : ALIGN_LEFT)
                         : (is_right ? ALIGN_RIGHT : ALIGN_NONE);
    return TRUE;
}

/* The alignments that a delimiter row gives, or NULL when the line is none. */
static GArray *
parse_delimiters(const char *line)
{
    if (line[strspn(line, "|:- \t")] || !strchr(line, '-'))
        return NULL;
    g_autoptr(GPtrArray) cells = split_row(line);
    g_autoptr(GArray) alignments = g_array_new(FALSE, FALSE, sizeof(Alignment));
    for (guint i = 0; i < cells->len; i++) {
        Alignment alignment;
        if (!parse_alignment(g_ptr_array_index(cells, i), &alignment))
            return NULL;
        g_array_append_val(alignments, alignment);
    }
    return g_steal_pointer(&alignments);
}

/* The index of the header line: the first whose next line is a delimiter row of as many cells. */
static gboolean
find_header(GPtrArray *lines, guint *header, GArray **alignments)
{
    for (guint i = 0; i + 1 < lines->len; i++) {
        g_autoptr(GArray) found = parse_delimiters(g_ptr_array_index(lines, i + 1));
        if (!found)
            continue;
        /* Without any '|' a line of dashes underlines a heading. */
        if (!strchr(g_ptr_array_index(lines, i + 1), '|') &&
                !strchr(g_ptr_array_index(lines, i), '|') &&
                !strchr(g_ptr_array_index(lines, i + 1), ':'))
            continue;
        g_autoptr(GPtrArray) cells = split_row(g_ptr_array_index(lines, i));
        if (cells->len == found->len) {
            *header = i;
            *alignments = g_steal_pointer(&found);
            return TRUE;
        }
    }
    return FALSE;
}

/* --- building --- */

typedef struct {
    PsgBuilder *builder;
    GArray *alignments;
    cmark_node *next_cell; /* the paragraph that holds the next cell's text */
    guint first_line;      /* of the header, in the file */
} Table;

/* A head without words heads nothing; assistive technology must not announce it. */
static void
make_plain(PsgBuilder *builder, xmlNode *cell)
{
    cell->name = xmlDictLookup(builder->document->dict, (const xmlChar *)"td", -1);
    xmlUnsetProp(cell, (const xmlChar *)"scope");
}

static void
add_cell(Table *table, const char *name, guint column)
{
    static const char *const classes[] = {NULL, "align-left", "align-center", "align-right"};
    PsgBuilder *builder = table->builder;
    xmlNode *cell = psg_builder_open(builder, name);
    if (!strcmp(name, "th"))
        psg_builder_set(cell, "scope", "col");
    const char *class = classes[g_array_index(table->alignments, Alignment, column)];
    if (class)
        psg_builder_set(cell, "class", class);
    if (table->next_cell) {
        psg_builder_run(builder, table->next_cell);
        table->next_cell = cmark_node_next(table->next_cell);
    }
    psg_builder_close(builder);
    if (cell && !cell->children && !strcmp(name, "th"))
        make_plain(builder, cell);
}

static void
add_row(Table *table, const char *cell_name, guint columns)
{
    psg_builder_open(table->builder, "tr");
    for (guint column = 0; column < columns; column++)
        add_cell(table, cell_name, column);
    psg_builder_close(table->builder);
}

/* Appends the cells of a row to the fragment, as many as the table has columns where `spare`
 * allows; their number. */
static guint
append_cells(PsgBuilder *builder, GString *fragment, const char *line, guint columns, guint number,
        guint *spare)
{
    g_autoptr(GPtrArray) cells = split_row(line);
    if (cells->len > columns)
        psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "table-ragged",
                builder->options->path, number, 0,
                "this row has %u %s and the table's head has %u; the cells beyond that are left "
                "out",
                cells->len, cells->len == 1 ? "cell" : "cells", columns);
    else if (cells->len < columns)
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "table-ragged",
                builder->options->path, number, 0,
                "this row has %u %s and the table's head has %u; empty cells were added",
                cells->len, cells->len == 1 ? "cell" : "cells", columns);
    guint kept = MIN(cells->len, columns), added = MIN(columns - kept, *spare);
    *spare -= added;
    for (guint i = 0; i < kept + added; i++)
        g_string_append_printf(fragment, LINE_MARK "%s\n\n",
                i < kept ? (const char *)g_ptr_array_index(cells, i) : "");
    return kept + added;
}

/* The region scrolls sideways where the screen is narrow; it can be reached by keyboard and has a
 * name of its own. */
static void
open_table(PsgBuilder *builder)
{
    g_autofree char *label = g_strdup_printf("%s %u",
            psg_language_get_word(psg_builder_get_language(builder), PSG_WORD_TABLE, NULL),
            ++builder->table_count);
    xmlNode *region = psg_builder_open(builder, "div");
    psg_builder_set(region, "class", "table-scroll");
    psg_builder_set(region, "role", "region");
    psg_builder_set(region, "tabindex", "0");
    psg_builder_set(region, "aria-label", label);
    psg_builder_open(builder, "table");
}

/* What stands before the header in the same paragraph stays a paragraph. */
static void
add_lead(PsgBuilder *builder, cmark_node *root, GPtrArray *lines, guint header)
{
    g_autoptr(GString) lead = g_string_new(NULL);
    for (guint i = 0; i < header; i++)
        g_string_append_printf(lead, LINE_MARK "%s\n", (const char *)g_ptr_array_index(lines, i));
    g_autoptr(cmark_node) document = psg_builder_parse_fragment(builder, root, lead->str);
    builder->is_fragment = TRUE;
    for (cmark_node *block = cmark_node_first_child(document); block;
            block = cmark_node_next(block)) {
        psg_builder_open(builder, "p");
        psg_builder_run(builder, block);
        psg_builder_close(builder);
    }
    builder->is_fragment = FALSE;
}

static gboolean
is_underline(const char *line)
{
    gsize dashes = strspn(line, "-");
    return dashes >= 3 && !line[dashes + strspn(line + dashes, " \t")];
}

static cmark_node *
find_root(cmark_node *node)
{
    for (cmark_node *parent; (parent = cmark_node_parent(node));)
        node = parent;
    return node;
}

static void
add_rows(Table *table, const GArray *widths)
{
    psg_builder_open(table->builder, "thead");
    table->builder->line = table->first_line;
    add_row(table, "th", g_array_index(widths, guint, 0));
    psg_builder_close(table->builder);
    if (widths->len == 1)
        return;
    psg_builder_open(table->builder, "tbody");
    for (guint row = 1; row < widths->len; row++) {
        table->builder->line = table->first_line + 1 + row;
        add_row(table, "td", g_array_index(widths, guint, row));
    }
    psg_builder_close(table->builder);
}

gboolean
psg_builder_add_table(PsgBuilder *builder, cmark_node *node)
{
    if (cmark_node_get_end_line(node) == cmark_node_get_start_line(node))
        return FALSE;
    guint first_number, header;
    g_autoptr(GPtrArray) lines = psg_builder_list_lines(builder, node, &first_number);
    g_autoptr(GArray) alignments = NULL;
    if (!find_header(lines, &header, &alignments))
        return FALSE;
    cmark_node *root = find_root(node);
    guint first_line = first_number + builder->source->first_line - 1 + header, last = lines->len;
    gboolean has_rule = cmark_node_get_type(node) == CMARK_NODE_HEADING && last > header + 2 &&
                        is_underline(g_ptr_array_index(lines, last - 1));
    if (has_rule)
        last--;
    builder->line = first_line - header;
    if (header > 0)
        add_lead(builder, root, lines, header);

    g_autoptr(GString) fragment = g_string_new(NULL);
    g_autoptr(GArray) widths = g_array_new(FALSE, FALSE, sizeof(guint));
    guint spare = ADDED_CELLS_LIMIT;
    for (guint i = header; i < last; i++) {
        if (i == header + 1)
            continue;
        guint width = append_cells(builder, fragment, g_ptr_array_index(lines, i), alignments->len,
                first_line + i - header, &spare);
        g_array_append_val(widths, width);
    }
    g_autoptr(cmark_node) document = psg_builder_parse_fragment(builder, root, fragment->str);

    builder->line = first_line;
    open_table(builder);
    Table table = {builder, alignments, cmark_node_first_child(document), first_line};
    builder->is_fragment = TRUE;
    add_rows(&table, widths);
    builder->is_fragment = FALSE;
    psg_builder_close(builder);
    psg_builder_close(builder);
    if (has_rule)
        psg_builder_add(builder, "hr");
    return TRUE;
}
