/* Markdown that stands outside its place: the cells of a table, the words before it. CommonMark has no way to parse
 * inlines alone, so a fragment is parsed as a document of its own, behind the link reference definitions of the source
 * it comes from, which it may use. */
#include "text/builder.h"

#include <string.h>

/* Between the definitions and the fragment; a paragraph that no author can write. */
#define SEPARATOR "\004"

/* Drops the marks of the block quotes around a node, and blanks, from the front of one of its lines. */
static const char *
skip_container_marks(const char *line, gsize *length, guint quotes)
{
    const char *end = line + *length;
    while (line < end && (*line == ' ' || *line == '\t'))
        line++;
    for (guint i = 0; i < quotes && line < end && *line == '>'; i++) {
        line++;
        while (line < end && (*line == ' ' || *line == '\t'))
            line++;
    }
    *length = (gsize)(end - line);
    return line;
}

static guint
count_quotes(cmark_node *node)
{
    guint quotes = 0;
    for (cmark_node *at = cmark_node_parent(node); at; at = cmark_node_parent(at))
        quotes += cmark_node_get_type(at) == CMARK_NODE_BLOCK_QUOTE;
    return quotes;
}

GPtrArray *
psg_builder_list_lines(PsgBuilder *builder, cmark_node *node, guint *first_number)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    guint quotes = count_quotes(node);
    gboolean is_callout = cmark_node_get_user_data(node) == PSG_PARAGRAPH_CALLOUT;
    guint start = (guint)cmark_node_get_start_line(node), last = (guint)cmark_node_get_end_line(node);
    *first_number = start + is_callout;
    for (guint number = *first_number; number <= last; number++) {
        gsize length;
        const char *line = psg_source_get_line(builder->source, number, &length);
        if (number == start) {
            gsize column = MIN((gsize)MAX(cmark_node_get_start_column(node) - 1, 0), length);
            line += column;
            length -= column;
            line = skip_container_marks(line, &length, 0);
        } else {
            line = skip_container_marks(line, &length, quotes);
        }
        g_ptr_array_add(lines, g_strndup(line, length));
    }
    return lines;
}

/* Marks the lines of every block that holds text of its own. What is left, and is not blank, is link reference
 * definitions (and the marks of containers). */
static guint8 *
mark_covered_lines(cmark_node *root, guint count)
{
    guint8 *covered = g_new0(guint8, count + 2);
    g_autoptr(cmark_iter) iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        if (event != CMARK_EVENT_ENTER || type < CMARK_NODE_CODE_BLOCK || type > CMARK_NODE_LAST_BLOCK)
            continue;
        guint last = MIN((guint)cmark_node_get_end_line(node), count);
        for (guint line = (guint)cmark_node_get_start_line(node); line <= last; line++)
            covered[line] = type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING ? 2 : 1;
    }
    return covered;
}

/* Collects all lines that hold definitions, or may: those that no block covers, and those of paragraphs that begin
 * with a bracket, since definitions before a paragraph's text are counted to it. */
static char *
collect_definitions(PsgBuilder *builder, cmark_node *root)
{
    GString *out = g_string_new(NULL);
    guint count = psg_source_count_lines(builder->source);
    g_autofree guint8 *covered = mark_covered_lines(root, count);
    gboolean is_in_paragraph = FALSE, takes_paragraph = FALSE;
    for (guint number = 1; number <= count; number++) {
        gsize length;
        const char *line = psg_source_get_line(builder->source, number, &length);
        const char *end = line + length;
        while (line < end && strchr(" \t>", *line))
            line++;
        gboolean is_start = line < end && *line == '[';
        takes_paragraph = covered[number] == 2 && (is_in_paragraph ? takes_paragraph : is_start);
        is_in_paragraph = covered[number] == 2;
        if (covered[number] == 0 || takes_paragraph)
            g_string_append_len(out, line, end - line);
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

cmark_node *
psg_builder_parse_fragment(PsgBuilder *builder, cmark_node *root, const char *markdown, cmark_node **first)
{
    if (!builder->definitions)
        builder->definitions = strstr(builder->source->bytes, "]:") ? collect_definitions(builder, root) : g_strdup("");
    g_autofree char *whole = g_strconcat(builder->definitions, "\n\n" SEPARATOR "\n\n", markdown, "\n", NULL);
    cmark_node *document = cmark_parse_document(whole, strlen(whole), CMARK_OPT_DEFAULT);
    cmark_node *node = cmark_node_first_child(document);
    for (; node; node = cmark_node_next(node)) {
        cmark_node *text = cmark_node_first_child(node);
        if (cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH && text && cmark_node_get_type(text) == CMARK_NODE_TEXT &&
                !strcmp(cmark_node_get_literal(text), SEPARATOR))
            break;
    }
    *first = node ? cmark_node_next(node) : NULL;
    return document;
}
