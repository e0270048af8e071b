/* Markdown that stands outside its place: the cells of a table, the words before it, footnotes.
 * CommonMark has no way to parse inlines alone, so a fragment is parsed as a document of its own,
 * before those link reference definitions of the source it comes from that it may use. */
#include "text/builder.h"

#include <string.h>

/* Between the fragment and the definitions; a paragraph that no author can write. */
#define SEPARATOR "\004"

/* Drops the marks of the block quotes around a node, and blanks, from the front of one of its
 * lines. */
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
    guint start = (guint)cmark_node_get_start_line(node),
          last = (guint)cmark_node_get_end_line(node);
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

/* Marks the lines of every block that holds text of its own. What is left, and is not blank, is
 * link reference definitions (and the marks of containers). */
static guint8 *
mark_covered_lines(cmark_node *root, guint count)
{
    guint8 *covered = g_new0(guint8, count + 2);
    g_autoptr(cmark_iter) iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        if (event != CMARK_EVENT_ENTER || type < CMARK_NODE_CODE_BLOCK ||
                type > CMARK_NODE_LAST_BLOCK)
            continue;
        guint last = MIN((guint)cmark_node_get_end_line(node), count);
        for (guint line = (guint)cmark_node_get_start_line(node); line <= last; line++)
            covered[line] = type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING ? 2 : 1;
    }
    return covered;
}

/* Collects all lines that hold definitions, or may: those that no block covers, and those of
 * paragraphs that begin with a bracket, since definitions before a paragraph's text are counted to
 * it. */
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
        /* One blank line parts definitions as well as the thousands that may lie between them. */
        if (!g_str_has_suffix(out->str, "\n\n"))
            g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

/* A label as CommonMark compares it (section 4.7): case folded, white space as one blank. */
static char *
fold_label(const char *from, const char *to)
{
    g_autofree char *folded = g_utf8_casefold(from, to - from);
    GString *out = g_string_new(NULL);
    for (const char *at = g_strstrip(folded); *at; at++)
        if (!strchr(" \t\n", *at))
            g_string_append_c(out, *at);
        else if (out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
    return g_string_free(out, FALSE);
}

/* Calls `found` for every label in brackets that hold none themselves. */
static void
scan_labels(const char *markdown, void (*found)(const char *from, const char *to, gpointer data),
        gpointer data)
{
    const char *open = NULL;
    for (const char *at = markdown; (at = strpbrk(at, "[]\\")); at++) {
        if (*at == '[')
            open = at + 1;
        else if (*at == '\\' && at[1])
            at++;
        else if (*at == ']' && open) {
            found(open, at, data);
            open = NULL;
        }
    }
}

/* Each line that begins with a label, and what follows it up to the next such line, by its label.
 * The first definition of a label is the one that counts. */
static GHashTable *
index_definitions(PsgBuilder *builder, cmark_node *root)
{
    GHashTable *definitions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!strstr(builder->source->bytes, "]:"))
        return definitions;
    g_autofree char *lines = collect_definitions(builder, root);
    for (const char *at = lines, *next; *at; at = next) {
        next = strstr(at, "\n[");
        next = next ? next + 1 : at + strlen(at);
        const char *close = *at == '[' ? g_strstr_len(at, next - at, "]:") : NULL;
        if (!close)
            continue;
        g_autofree char *label = fold_label(at + 1, close);
        if (!g_hash_table_contains(definitions, label))
            g_hash_table_insert(
                    definitions, g_steal_pointer(&label), g_strndup(at, (gsize)(next - at)));
    }
    return definitions;
}

typedef struct {
    GHashTable *definitions, *taken;
    GString *out;
} Appending;

static void
append_definition(const char *from, const char *to, gpointer data)
{
    Appending *appending = data;
    g_autofree char *label = fold_label(from, to);
    gpointer key, definition;
    if (!g_hash_table_lookup_extended(appending->definitions, label, &key, &definition) ||
            !g_hash_table_add(appending->taken, key))
        return;
    g_string_append(appending->out, definition);
    g_string_append_c(appending->out, '\n');
}

/* Frees the separator, which is on `line`, and all after it. FALSE when it is not there: a block
 * that the fragment left open has swallowed it. */
static gboolean
cut_at_separator(cmark_node *document, int line)
{
    cmark_node *node = cmark_node_last_child(document);
    while (node && cmark_node_get_start_line(node) > line)
        node = cmark_node_previous(node);
    cmark_node *text = node ? cmark_node_first_child(node) : NULL;
    if (!text || cmark_node_get_start_line(node) != line ||
            cmark_node_get_type(text) != CMARK_NODE_TEXT ||
            strcmp(cmark_node_get_literal(text), SEPARATOR) != 0)
        return FALSE;
    for (cmark_node *next; node; node = next) {
        next = cmark_node_next(node);
        cmark_node_free(node);
    }
    return TRUE;
}

static int
count_line_ends(const char *text)
{
    int count = 0;
    while ((text = strchr(text, '\n'))) {
        count++;
        text++;
    }
    return count;
}

cmark_node *
psg_builder_parse_fragment(PsgBuilder *builder, cmark_node *root, const char *markdown)
{
    if (!builder->definitions)
        builder->definitions = index_definitions(builder, root);
    if (g_hash_table_size(builder->definitions) > 0 && strchr(markdown, '[')) {
        g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
        g_autoptr(GString) whole = g_string_new(markdown);
        g_string_append(whole, "\n\n" SEPARATOR "\n\n");
        Appending appending = {builder->definitions, taken, whole};
        scan_labels(markdown, append_definition, &appending);
        g_autoptr(cmark_node) document =
                cmark_parse_document(whole->str, whole->len, CMARK_OPT_SOURCEPOS);
        if (cut_at_separator(document, count_line_ends(markdown) + 3))
            return g_steal_pointer(&document);
    }
    return cmark_parse_document(markdown, strlen(markdown), CMARK_OPT_SOURCEPOS);
}
