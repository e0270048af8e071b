/* Footnotes as GitHub has them: `[^label]` in the text, `[^label]: note` at the start of a line,
 * the note's further paragraphs indented by four columns. The definitions are taken out of the
 * source, which is then parsed without them; each that is referred to is built at the end of the
 * text, in the order of first reference. */
#include "text/builder.h"

#include <string.h>

#include "text/language.h"
#include "text/slug.h"
#include "text/tree.h"

void
psg_footnote_free(PsgFootnote *footnote)
{
    g_free(footnote->label);
    g_free(footnote->slug);
    g_free(footnote->id);
    g_clear_pointer(&footnote->references, g_ptr_array_unref);
    psg_source_clear(&footnote->source);
    g_free(footnote);
}

/* --- definitions --- */

/* The length of `[^label]:` at the start of a line (up to three blanks before it), 0 when there is
 * none. */
static gsize
measure_definition(const char *line, gsize length, const char **label, gsize *label_length)
{
    gsize blanks = strspn(line, " ");
    if (blanks > 3 || blanks >= length || line[blanks] != PSG_MARK_OPEN)
        return 0;
    const char *close = memchr(line, PSG_MARK_CLOSE, length);
    if (!close || close + 1 >= line + length || close[1] != ':')
        return 0;
    *label = line + blanks + 2;
    *label_length = (gsize)(close - *label);
    return (gsize)(close + 2 - line);
}

/* The bytes of white space to drop from a line of a note: up to four columns. */
static gsize
measure_indent(const char *line, gsize length)
{
    gsize at = 0;
    for (guint columns = 0; at < length && columns < 4; at++) {
        if (line[at] == '\t')
            columns = 4;
        else if (line[at] == ' ')
            columns++;
        else
            break;
    }
    return at;
}

static gboolean
is_blank(const char *line, gsize length)
{
    return strspn(line, " \t") >= length;
}

/* A note of more lines than this does not go on lazily: each such line has the note parsed again.
 */
#define LAZY_LIMIT 400

/* TRUE when the line `number`, which is not indented, goes on with the paragraph of the note's line
 * before it ("lazily", CommonMark 0.30, section 5.1). CommonMark itself says so: the note is put
 * into a list item, and the line stays in that item or does not. */
static gboolean
is_lazy(PsgBuilder *builder, guint first, guint number)
{
    g_autoptr(GString) item = g_string_new(NULL);
    for (guint at = first; at <= number; at++) {
        gsize length;
        const char *line = psg_source_get_line(builder->source, at, &length);
        gsize skip = at == number ? 0 : MIN(measure_indent(line, length), length);
        g_string_append(item, at == first ? "- " : at == number ? "" : "  ");
        g_string_append_len(item, line + skip, (gssize)(length - skip));
        g_string_append_c(item, '\n');
    }
    g_autoptr(cmark_node) root = cmark_parse_document(item->str, item->len, CMARK_OPT_DEFAULT);
    cmark_node *list = cmark_node_first_child(root);
    return list && !cmark_node_next(list) &&
           cmark_node_first_child(list) == cmark_node_last_child(list);
}

/* The number of the last line of a note that begins on `first` and whose paragraph ends on `last`:
 * what follows after it, indented or blank, belongs to it too, blank lines at its end do not. */
static guint
find_last_line(PsgBuilder *builder, guint first, guint last)
{
    guint count = psg_source_count_lines(builder->source);
    for (guint number = last + 1; number <= count; number++) {
        gsize length;
        const char *line = psg_source_get_line(builder->source, number, &length);
        if (is_blank(line, length))
            continue;
        gsize indent = measure_indent(line, length);
        gboolean is_indented = indent >= 4 || (indent > 0 && line[indent - 1] == '\t');
        if (!is_indented && !(number == last + 1 && number - first < LAZY_LIMIT &&
                                    is_lazy(builder, first, number)))
            break;
        last = number;
    }
    return last;
}

static PsgFootnote *
find_footnote(PsgBuilder *builder, const char *label, gsize length)
{
    g_autofree char *folded = g_utf8_casefold(label, (gssize)length);
    return builder->labels ? g_hash_table_lookup(builder->labels, folded) : NULL;
}

/* Adds the note of lines `first` to `last` and blanks them in the source. */
static void
take_definition(PsgBuilder *builder, guint first, guint last)
{
    gsize length, label_length = 0;
    const char *label = "", *line = psg_source_get_line(builder->source, first, &length);
    gsize head = measure_definition(line, length, &label, &label_length);
    guint line_number = first + builder->source->first_line - 1;
    PsgFootnote *footnote = g_new0(PsgFootnote, 1);
    footnote->label = g_utf8_casefold(label, (gssize)label_length);
    g_autofree char *shown = g_strndup(label, label_length);
    footnote->slug = psg_slug_new(shown);
    footnote->line = line_number;

    GString *body = g_string_new(NULL);
    for (guint number = first; number <= last; number++) {
        line = psg_source_get_line(builder->source, number, &length);
        gsize skip =
                number == first ? head + strspn(line + head, " \t") : measure_indent(line, length);
        skip = MIN(skip, length);
        g_string_append_len(body, line + skip, (gssize)(length - skip));
        g_string_append_c(body, '\n');
        memset((char *)line, ' ', length);
    }
    gsize body_length = body->len;
    psg_source_init_part(&footnote->source, g_string_free(body, FALSE), body_length, line_number);
    if (find_footnote(builder, shown, label_length)) {
        psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "footnote-twice",
                builder->options->path, line_number, 0,
                "the footnote [^%s] is defined twice; only the first is kept", shown);
        psg_footnote_free(footnote);
        return;
    }
    if (!builder->footnotes) {
        builder->footnotes = g_ptr_array_new_with_free_func((GDestroyNotify)psg_footnote_free);
        builder->labels = g_hash_table_new(g_str_hash, g_str_equal);
    }
    g_ptr_array_add(builder->footnotes, footnote);
    g_hash_table_insert(builder->labels, footnote->label, footnote);
}

/* Takes the definitions that begin on lines of one paragraph. */
static void
take_from_paragraph(PsgBuilder *builder, guint first, guint last)
{
    guint start = 0;
    for (guint number = first; number <= last; number++) {
        gsize length, label_length;
        const char *label, *line = psg_source_get_line(builder->source, number, &length);
        if (!measure_definition(line, length, &label, &label_length))
            continue;
        if (start)
            take_definition(builder, start, number - 1);
        start = number;
    }
    if (start)
        take_definition(builder, start, find_last_line(builder, start, last));
}

gboolean
psg_builder_take_footnotes(PsgBuilder *builder, cmark_node *root)
{
    if (!builder->source->has_footnotes)
        return FALSE;
    g_autoptr(cmark_iter) iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH)
            take_from_paragraph(builder, (guint)cmark_node_get_start_line(node),
                    (guint)cmark_node_get_end_line(node));
    }
    return builder->footnotes != NULL;
}

/* --- references --- */

/* Takes an id for the engine's own use. Its node is known later: finish.c, which gives authors' ids
 * that are taken another form, fills it in. */
static char *
reserve_id(PsgBuilder *builder, const char *wanted)
{
    GHashTable *ids = builder->text->ids;
    char *id = g_strdup(psg_slug_make_unique(ids, wanted));
    g_hash_table_insert(ids, g_strdup(id), NULL);
    return id;
}

/* "fnref-label", and "fnref-label-2" for a second reference to the same note. */
static const char *
add_reference_id(PsgBuilder *builder, PsgFootnote *footnote)
{
    guint count = footnote->references->len;
    g_autofree char *wanted = count == 0
                                      ? g_strdup_printf("fnref-%s", footnote->slug)
                                      : g_strdup_printf("fnref-%s-%u", footnote->slug, count + 1);
    char *id = reserve_id(builder, wanted);
    g_ptr_array_add(footnote->references, id);
    return id;
}

/* The note is the next in order. */
static void
begin_note(PsgBuilder *builder, PsgFootnote *footnote)
{
    if (!builder->noted)
        builder->noted = g_ptr_array_new();
    g_ptr_array_add(builder->noted, footnote);
    footnote->number = builder->noted->len;
    if (!*footnote->slug) {
        g_free(footnote->slug);
        footnote->slug = g_strdup_printf("note-%u", footnote->number);
    }
    g_autofree char *wanted = g_strconcat("fn-", footnote->slug, NULL);
    footnote->id = reserve_id(builder, wanted);
    footnote->references = g_ptr_array_new_with_free_func(g_free);
}

gboolean
psg_builder_add_footnote_reference(PsgBuilder *builder, const char *label, gsize length)
{
    PsgFootnote *footnote = find_footnote(builder, label, length);
    if (!footnote) {
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "footnote-missing",
                builder->options->path, builder->line, 0,
                "there is no footnote [^%.*s] in this file; it is shown as text", (int)length,
                label);
        return FALSE;
    }
    if (footnote->number == 0)
        begin_note(builder, footnote);
    g_autofree char *number = g_strdup_printf("%u", footnote->number);
    gboolean is_in_link = psg_builder_is_in_link(builder);
    xmlNode *sup = psg_builder_open(builder, "sup");
    psg_builder_set(sup, "class", "footnote-ref");
    if (!is_in_link) {
        g_autofree char *target = g_strconcat("#", footnote->id, NULL);
        xmlNode *link = psg_builder_open(builder, "a");
        if (link)
            psg_builder_set(link, "id", add_reference_id(builder, footnote));
        psg_builder_set(link, "href", target);
        psg_builder_set(link, "role", "doc-noteref");
    }
    psg_builder_add_text(builder, number, strlen(number));
    if (!is_in_link)
        psg_builder_close(builder);
    psg_builder_close(builder);
    return TRUE;
}

/* --- notes --- */

/* "1. " before the note's first words. */
static void
put_number(PsgBuilder *builder, xmlNode *note, const PsgFootnote *footnote)
{
    xmlNode *first = note->children;
    if (!psg_tree_is(first, "p")) {
        first = xmlNewDocNode(builder->document, NULL, (const xmlChar *)"p", NULL);
        if (note->children)
            xmlAddPrevSibling(note->children, first);
        else
            xmlAddChild(note, first);
    }
    g_autofree char *number = g_strdup_printf("%u.", footnote->number);
    xmlNode *span = xmlNewDocNode(builder->document, NULL, (const xmlChar *)"span", NULL);
    psg_builder_set(span, "class", "footnote-number");
    xmlNodeAddContent(span, (const xmlChar *)number);
    xmlNode *space = xmlNewDocText(builder->document, (const xmlChar *)" ");
    if (first->children) {
        xmlAddPrevSibling(first->children, span);
        xmlAddNextSibling(span, space);
    } else {
        xmlAddChild(first, span);
        xmlAddChild(first, space);
    }
}

/* A link back to every place that refers to the note, at its end. */
static void
put_links_back(PsgBuilder *builder, const PsgFootnote *footnote)
{
    xmlNode *note = footnote->note, *saved = builder->current;
    if (!psg_tree_is(note->last, "p"))
        xmlAddChild(note, xmlNewDocNode(builder->document, NULL, (const xmlChar *)"p", NULL));
    builder->current = note->last;
    const char *words = psg_language_get_word(builder->text->language, PSG_WORD_BACK_TO_TEXT, NULL);
    for (guint i = 0; i < footnote->references->len; i++) {
        g_autofree char *target =
                g_strconcat("#", (const char *)g_ptr_array_index(footnote->references, i), NULL);
        g_autofree char *label =
                i == 0 ? g_strdup_printf("%s %u", words, footnote->number)
                       : g_strdup_printf("%s %u-%u", words, footnote->number, i + 1);
        psg_builder_add_text(builder, " ", 1);
        xmlNode *link = psg_builder_open(builder, "a");
        psg_builder_set(link, "class", "footnote-back");
        psg_builder_set(link, "href", target);
        psg_builder_set(link, "role", "doc-backlink");
        psg_builder_set(link, "aria-label", label);
        psg_builder_add_text(builder, "\342\206\251\357\270\216",
                6); /* the arrow as text, not as a coloured picture */
        psg_builder_close(builder);
        g_ptr_array_add(builder->back_links, link);
    }
    builder->current = saved;
}

static void
add_note(PsgBuilder *builder, PsgFootnote *footnote)
{
    PsgSource *outer = builder->source;
    builder->line = footnote->line;
    xmlNode *note = psg_builder_open(builder, "aside");
    psg_builder_set(note, "class", "footnote");
    psg_builder_set(note, "role", "doc-footnote");
    psg_builder_set(note, "id", footnote->id);
    g_autoptr(cmark_node) root =
            psg_builder_parse_fragment(builder, builder->root, footnote->source.bytes);
    builder->source = &footnote->source;
    psg_builder_run(builder, root);
    builder->source = outer;
    put_number(builder, note, footnote);
    psg_builder_close(builder);
    footnote->note = note;
}

void
psg_builder_add_footnotes(PsgBuilder *builder)
{
    for (guint i = 0; builder->noted && i < builder->noted->len; i++) {
        if (i == 0) {
            builder->back_links = g_ptr_array_new();
            const char *title =
                    psg_language_get_word(builder->text->language, PSG_WORD_NOTES, NULL);
            xmlNode *section = psg_builder_open(builder, "section");
            psg_builder_set(section, "class", "footnotes");
            psg_builder_open(builder, "h2");
            psg_builder_add_text(builder, title, strlen(title));
            psg_builder_close(builder);
        }
        /* A note may refer to further notes: the list grows as it is walked. */
        add_note(builder, g_ptr_array_index(builder->noted, i));
    }
    /* Only now is every reference known, those in later notes too. */
    for (guint i = 0; builder->noted && i < builder->noted->len; i++)
        put_links_back(builder, g_ptr_array_index(builder->noted, i));
    if (builder->noted)
        psg_builder_close(builder);
    for (guint i = 0; builder->footnotes && i < builder->footnotes->len; i++) {
        PsgFootnote *footnote = g_ptr_array_index(builder->footnotes, i);
        if (footnote->number == 0)
            psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "footnote-unused",
                    builder->options->path, footnote->line, 0,
                    "nothing refers to the footnote [^%s], so it is not shown", footnote->label);
    }
}
