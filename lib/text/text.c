/* From the bytes of a Markdown file to a text. See text.h. The steps: clean the source, take front
 * matter and footnote definitions out, parse with cmark, build the tree, mend it where raw HTML
 * went in, and finish it. */
#include "text/text.h"

#include <libxml/parser.h>
#include <string.h>

#include "text/builder.h"
#include "text/content_model.h"
#include "text/finish.h"
#include "text/front_matter.h"
#include "text/language.h"
#include "text/marks_internal.h"
#include "text/marks_tree.h"
#include "text/tree.h"

GQuark
psg_text_error_quark(void)
{
    return g_quark_from_static_string("psg-text-error-quark");
}

static gboolean
check_size(const char *source, gsize length, const char *path, GError **error)
{
    if (length > PSG_TEXT_SIZE_LIMIT) {
        g_set_error(error, PSG_TEXT_ERROR, PSG_TEXT_ERROR_TOO_LARGE,
                "%s: the file has %" G_GSIZE_FORMAT
                " bytes and a chapter may have %d; split it into several",
                path, length, PSG_TEXT_SIZE_LIMIT);
        return FALSE;
    }
    guint line = 1;
    for (const char *at = source, *end = source + length; at < end; line++) {
        const char *line_end = memchr(at, '\n', (gsize)(end - at));
        if ((line_end ? line_end : end) - at > PSG_TEXT_LINE_LIMIT) {
            g_set_error(error, PSG_TEXT_ERROR, PSG_TEXT_ERROR_TOO_LARGE,
                    "%s:%u: this line has more than %d bytes; break it into shorter ones", path,
                    line, PSG_TEXT_LINE_LIMIT);
            return FALSE;
        }
        at = line_end ? line_end + 1 : end;
    }
    return TRUE;
}

/* libxml2 prepares itself at its first use, and does not guard that against a second thread: two
 * that begin together can wait for ever. */
static gpointer
prepare_libxml(gpointer data)
{
    xmlInitParser();
    return data;
}

static void
make_document(PsgText *text)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, prepare_libxml, NULL);
    text->document = xmlNewDoc((const xmlChar *)"1.0");
    text->document->dict = xmlDictCreate();
    text->root = xmlNewDocNode(text->document, NULL, (const xmlChar *)"article", NULL);
    xmlDocSetRootElement(text->document, text->root);
    text->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* Parses, and parses again without the footnotes' definitions when there are any. Only with
 * CMARK_OPT_SOURCEPOS does cmark count the lines that end in code and in tags. */
static cmark_node *
parse(PsgBuilder *builder)
{
    const PsgSource *source = builder->source;
    cmark_node *root = cmark_parse_document(source->bytes, source->length, CMARK_OPT_SOURCEPOS);
    if (!psg_builder_take_footnotes(builder, root))
        return root;
    cmark_node_free(root);
    return cmark_parse_document(source->bytes, source->length, CMARK_OPT_SOURCEPOS);
}

static void
clear_builder(PsgBuilder *builder)
{
    g_array_unref(builder->places);
    g_array_unref(builder->tildes);
    g_clear_pointer(&builder->footnotes, g_ptr_array_unref);
    g_clear_pointer(&builder->noted, g_ptr_array_unref);
    g_clear_pointer(&builder->labels, g_hash_table_unref);
    g_clear_pointer(&builder->back_links, g_ptr_array_unref);
    g_clear_pointer(&builder->definitions, g_hash_table_unref);
    g_clear_pointer(&builder->unknown, g_hash_table_unref);
}

/* --- Inline marks --- */

/* What is kept of a source with inline marks while the text without them, or with pieces in their
 * place, is parsed. */
typedef struct {
    char *source;
    GArray *marks; /* PsgMark */
    GArray *lines; /* guint: the line in `source` of each line that is parsed */
    PsgFindings *findings;
} Marked;

static void
say_mark(PsgFindings *findings, const PsgMark *mark, const PsgTextOptions *options)
{
    gboolean is_comment = mark->kind == PSG_MARK_COMMENT || mark->kind == PSG_MARK_HIGHLIGHT ||
                          mark->kind == PSG_MARK_HTML_COMMENT;
    psg_findings_add(findings, options->show_marks ? PSG_SEVERITY_NOTE : PSG_SEVERITY_WARNING,
            "inline-mark", options->path, mark->line, mark->column,
            "%s is written into the text; `plainsong comment harvest` turns it into a thread",
            is_comment ? "a comment" : "a suggestion");
}

/* Takes the marks out of a source, or pieces into their place. NULL when there are none; else free
 * with free_marked(). */
static Marked *
take_marks(PsgSource *source, const PsgTextOptions *options, PsgFindings *findings)
{
    g_autoptr(GArray) marks = psg_marks_find(source->bytes, source->length);
    if (marks->len == 0)
        return NULL;
    for (guint i = 0; i < marks->len; i++)
        say_mark(findings, &g_array_index(marks, PsgMark, i), options);
    Marked *marked = g_new0(Marked, 1);
    marked->source = source->bytes;
    marked->lines = g_array_new(FALSE, FALSE, sizeof(guint));
    marked->findings = psg_findings_new();
    source->bytes = options->show_marks ? psg_marks_embed(marked->source, source->length, marks,
                                                  &source->length, marked->lines)
                                        : psg_marks_strip(marked->source, source->length, marks,
                                                  &source->length, marked->lines);
    marked->marks = g_steal_pointer(&marks);
    return marked;
}

static guint
map_line(const Marked *marked, guint line)
{
    return line > 0 && line <= marked->lines->len ? g_array_index(marked->lines, guint, line - 1)
                                                  : line;
}

/* Lines become those of the file. */
static void
map_lines(const Marked *marked, PsgText *text)
{
    for (xmlNode *node = text->root; node; node = psg_tree_get_next(node, text->root))
        if (node->type == XML_ELEMENT_NODE)
            node->line = (unsigned short)MIN(map_line(marked, node->line), G_MAXUINT16);
    for (guint i = 0; i < text->headings->len; i++) {
        PsgHeading *heading = g_ptr_array_index(text->headings, i);
        heading->line = map_line(marked, heading->line);
    }
    GPtrArray *const lists[] = {text->links, text->images};
    for (guint list = 0; list < G_N_ELEMENTS(lists); list++)
        for (guint i = 0; i < lists[list]->len; i++) {
            PsgReference *reference = g_ptr_array_index(lists[list], i);
            reference->line = map_line(marked, reference->line);
        }
}

/* Ends with the findings of the parsed text among the others. */
static void
free_marked(Marked *marked, PsgFindings *findings)
{
    psg_findings_map_lines(
            marked->findings, (const guint *)(gpointer)marked->lines->data, marked->lines->len);
    if (findings)
        psg_findings_merge(findings, marked->findings);
    psg_findings_free(marked->findings);
    g_array_unref(marked->lines);
    g_array_unref(marked->marks);
    g_free(marked->source);
    g_free(marked);
}

static void
build(PsgText *text, PsgSource *source, const PsgTextOptions *options, const char *front_title,
        const Marked *marked, PsgFindings *findings)
{
    PsgBuilder builder = {.text = text,
            .options = options,
            .findings = findings,
            .document = text->document,
            .source = source,
            .current = text->root,
            .places = g_array_new(FALSE, FALSE, sizeof(PsgPlace)),
            .tildes = g_array_new(FALSE, FALSE, sizeof(PsgTilde)),
            .line = source->first_line};
    g_autoptr(cmark_node) root = parse(&builder);
    builder.root = root;
    psg_builder_run(&builder, root);
    builder.current = text->root;
    builder.depth = 0;
    psg_builder_end_strikethrough(&builder, text->root);
    psg_builder_add_footnotes(&builder);
    if (builder.has_raw_html || builder.is_too_deep)
        psg_content_model_mend(text->document, text->root, options->path, findings);
    if (marked && options->show_marks)
        psg_marks_build(text->document, text->root, marked->source, marked->marks);
    psg_finish_walk(&builder);
    if (options->mode == PSG_TEXT_GUIDANCE)
        psg_finish_headings(&builder, front_title);
    psg_finish_terms(&builder);
    if (!text->root->children && source->length > 0 && !psg_builder_is_plain(&builder))
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "chapter-empty", options->path, 0, 0,
                "there is nothing to read in this file");
    clear_builder(&builder);
}

static void
set_language(PsgText *text, const PsgTextOptions *options, const PsgFrontMatter *front)
{
    const char *language = front->language     ? front->language
                           : options->language ? options->language
                                               : "en";
    text->language = g_strdup(language);
    text->is_right_to_left = psg_language_is_right_to_left(language);
}

PsgText *
psg_text_parse(const char *bytes, gsize length, const PsgTextOptions *options,
        PsgFindings *findings, GError **error)
{
    const char *path = options->path ? options->path : "text";
    if (!check_size(bytes, length, path, error))
        return NULL;
    PsgTextOptions settled = *options;
    settled.path = path;
    PsgSource source;
    PsgFrontMatter front = {0};
    Marked *marked = NULL;
    PsgFindings *found = findings;
    if (options->mode == PSG_TEXT_GUIDANCE) {
        psg_source_init(&source, bytes, length, path, findings);
        if ((marked = take_marks(&source, &settled, findings)))
            found = marked->findings;
        psg_front_matter_read(&front, source.bytes, source.length, path, found);
        psg_source_drop(&source, front.length, front.lines);
        psg_source_mark(&source);
    } else {
        psg_source_init_part(&source, g_strndup(bytes, length), length, 1);
    }
    PsgText *text = g_new0(PsgText, 1);
    make_document(text);
    set_language(text, options, &front);
    text->summary = g_strdup(front.summary);
    build(text, &source, &settled, front.title, marked, found);
    if (marked) {
        map_lines(marked, text);
        free_marked(marked, findings);
    }
    psg_front_matter_clear(&front);
    psg_source_clear(&source);
    return text;
}

void
psg_text_free(PsgText *text)
{
    if (!text)
        return;
    g_clear_pointer(&text->headings, g_ptr_array_unref);
    g_clear_pointer(&text->links, g_ptr_array_unref);
    g_clear_pointer(&text->images, g_ptr_array_unref);
    g_clear_pointer(&text->term_uses, g_ptr_array_unref);
    g_clear_pointer(&text->ids, g_hash_table_unref);
    g_clear_pointer(&text->document, xmlFreeDoc);
    g_free(text->title);
    g_free(text->language);
    g_free(text->summary);
    g_free(text);
}
