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

static void
build(PsgText *text, PsgSource *source, const PsgTextOptions *options, const char *front_title,
        PsgFindings *findings)
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
    if (options->mode == PSG_TEXT_GUIDANCE) {
        psg_source_init(&source, bytes, length, path, findings);
        psg_front_matter_read(&front, source.bytes, source.length, path, findings);
        psg_source_drop(&source, front.length, front.lines);
        psg_source_mark(&source);
    } else {
        psg_source_init_part(&source, g_strndup(bytes, length), length, 1);
    }
    PsgText *text = g_new0(PsgText, 1);
    make_document(text);
    set_language(text, options, &front);
    text->summary = g_strdup(front.summary);
    build(text, &source, &settled, front.title, findings);
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
