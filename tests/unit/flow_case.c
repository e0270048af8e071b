/* See flow_case.h. */
#include "flow_case.h"

#include "publish/print/pdf/tag_internal.h"
#include "text/tree.h"

/* --- bench --- */

static void
add_style(FlowBench *bench, PsgPrintForm form)
{
    g_autoptr(GError) error = NULL;
    PsgPackage package = {.theme = "default"};
    bench->styles[form] = psg_print_style_new(bench->theme, &package, form, &error);
    if (!bench->styles[form])
        fail_msg("%s", error->message);
}

/* Picture 1 can be shown, 2 cannot. */
static void
add_pictures(FixtureModel *fixture)
{
    static const char drawing[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" "
                                  "height=\"300\"><path d=\"M0 0h9v9z\"/></svg>";
    fixture_model_add_image(fixture, "bush.svg", "image/svg+xml", drawing, strlen(drawing));
    fixture_model_add_image(fixture, "broken.png", "image/png", "PNG", 3);
}

int
flow_bench_set_up(void **state)
{
    g_autoptr(GError) error = NULL;
    FlowBench *bench = g_new0(FlowBench, 1);
    g_autoptr(PsgSnapshot) snapshot = psg_snapshot_new_worktree(NULL, PSG_EXAMPLE, NULL, &error);
    bench->fixture = fixture_model_new();
    bench->theme = psg_theme_files_load(PSG_THEMES, "default", snapshot, &error);
    assert_non_null(bench->theme);
    for (guint form = 0; form < G_N_ELEMENTS(bench->styles); form++)
        add_style(bench, (PsgPrintForm)form);
    bench->styles[0]->with_page_references = bench->styles[0]->with_addresses = FALSE;
    g_autoptr(GPtrArray) families = g_ptr_array_new();
    for (guint i = 0; i < bench->styles[0]->families->len; i++)
        g_ptr_array_add(families, bench->styles[0]->families->pdata[i]);
    g_ptr_array_add(families, NULL);
    bench->fonts = psg_type_fonts_load((const char *const *)families->pdata, NULL, NULL, &error);
    if (!bench->fonts)
        fail_msg("%s", error->message);
    bench->context = psg_type_context_new(bench->fonts);
    bench->pictures = psg_print_pictures_new(bench->fonts, bench->styles[0]);
    add_pictures(bench->fixture);
    *state = bench;
    return 0;
}

int
flow_bench_tear_down(void **state)
{
    FlowBench *bench = *state;
    for (guint form = 0; form < G_N_ELEMENTS(bench->styles); form++)
        psg_print_style_free(bench->styles[form]);
    psg_print_pictures_free(bench->pictures);
    psg_type_context_free(bench->context);
    psg_type_fonts_free(bench->fonts);
    psg_theme_files_free(bench->theme);
    fixture_model_free(bench->fixture);
    g_free(bench);
    return 0;
}

/* --- cases --- */

FlowCase
flow_chapter(FlowBench *bench, PsgPrintForm form, const PsgModelChapter *chapter)
{
    FlowCase item = {.bench = bench, .findings = psg_findings_new()};
    item.book = (PsgFlowBook){.document = chapter->document,
            .style = bench->styles[form],
            .pictures = bench->pictures,
            .glossary = g_hash_table_new(g_str_hash, g_str_equal)};
    for (guint i = 0; i < chapter->document->model->glossary->len; i++) {
        const PsgModelTerm *term = chapter->document->model->glossary->pdata[i];
        g_hash_table_add(item.book.glossary, term->term->id);
    }
    item.galley = psg_flow_chapter(&item.book, chapter, bench->context, item.findings);
    return item;
}

void
flow_case_clear(FlowCase *item)
{
    if (item->galley)
        psg_tag_free(item->galley->tag);
    g_clear_pointer(&item->galley, psg_galley_free);
    g_clear_pointer(&item->findings, psg_findings_free);
    g_clear_pointer(&item->book.glossary, g_hash_table_unref);
    if (!item->chapter)
        return;
    psg_text_free(item->chapter->text);
    item->chapter->text = item->text;
}

FlowCase
flow_markdown(FlowBench *bench, PsgPrintForm form, const char *markdown)
{
    PsgModelChapter *chapter = fixture_model_get_chapter(bench->fixture, 0, 0);
    PsgTextOptions options = {
            .path = chapter->entry->path, .language = "en-GB", .show_marks = TRUE};
    PsgText *text = psg_text_parse(markdown, strlen(markdown), &options, NULL, NULL);
    assert_non_null(text);
    PsgText *own = chapter->text;
    chapter->text = text;
    FlowCase item = flow_chapter(bench, form, chapter);
    item.chapter = chapter;
    item.text = own;
    return item;
}

FlowCase
flow_xhtml(FlowBench *bench, PsgPrintForm form, const char *xhtml)
{
    PsgModelChapter *chapter = fixture_model_get_chapter(bench->fixture, 0, 0);
    fixture_model_set_text(bench->fixture, chapter, xhtml);
    return flow_chapter(bench, form, chapter);
}

gboolean
flow_has_finding(const FlowCase *item, const char *rule)
{
    for (guint i = 0; i < psg_findings_get_length(item->findings); i++)
        if (strcmp(psg_findings_get(item->findings, i)->rule, rule) == 0)
            return TRUE;
    return FALSE;
}

/* --- tags --- */

static void
append_shown(GString *out, const char *text, gsize length)
{
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c == 0x2028)
            g_string_append_c(out, '/');
        else if (c == 0xfffc)
            g_string_append_c(out, '*');
        else if (c == 0xa0)
            g_string_append_c(out, ' ');
        else if (c != 0xad && !(c >= 0x2066 && c <= 0x2069))
            g_string_append_unichar(out, c);
    }
}

static void
free_words(gpointer words)
{
    g_string_free(words, TRUE);
}

/* content -> GString of its words */
static GHashTable *
map_contents(const PsgGalley *galley)
{
    GHashTable *map = g_hash_table_new_full(NULL, NULL, NULL, free_words);
    for (guint i = 0; i < galley->texts->len; i++) {
        const PsgTypeText *text = galley->texts->pdata[i];
        for (guint k = 0; k < text->spans->len; k++) {
            const PsgTypeSpan *span = &g_array_index(text->spans, PsgTypeSpan, k);
            const PsgPrintOwner *owner = span->owner;
            assert_non_null(owner);
            if (!owner->content)
                continue;
            GString *words = g_hash_table_lookup(map, owner->content);
            if (!words) {
                words = g_string_new(NULL);
                g_hash_table_insert(map, owner->content, words);
            }
            append_shown(words, text->text + span->start, span->end - span->start);
        }
    }
    return map;
}

/* The words of a tag's contents. */
static void
append_words(const PsgTag *tag, GHashTable *contents, GString *out)
{
    for (guint i = 0; i < tag->count; i++) {
        const PsgTagChild *child = &tag->children[i];
        const GString *words = child->kind == PSG_TAG_CHILD_CONTENT
                                       ? g_hash_table_lookup(contents, child->content)
                                       : NULL;
        if (words)
            g_string_append(out, words->str);
    }
}

static void
append_headers(const PsgTag *tag, GHashTable *contents, GString *out)
{
    for (guint i = 0; i < tag->header_count; i++) {
        g_string_append_c(out, i == 0 ? '[' : ' ');
        append_words(tag->headers[i], contents, out);
    }
    if (tag->header_count > 0)
        g_string_append_c(out, ']');
}

static void
describe(const PsgTag *tag, GHashTable *contents, GString *out)
{
    g_string_append(out, psg_tag_type_get_name(tag->type, tag->level));
    if (tag->language)
        g_string_append_printf(out, "[%s]", tag->language);
    if (tag->alternative)
        g_string_append_printf(out, "<%s>", tag->alternative);
    if (tag->scope != PSG_TAG_SCOPE_NONE)
        g_string_append(out, tag->scope == PSG_TAG_SCOPE_ROW ? "{row}" : "{column}");
    if (tag->columns > 1 || tag->rows > 1)
        g_string_append_printf(out, "{%ux%u}", tag->columns, tag->rows);
    append_headers(tag, contents, out);
    g_string_append_c(out, '(');
    gsize start = out->len;
    for (guint i = 0; i < tag->count; i++) {
        const PsgTagChild *child = &tag->children[i];
        const GString *words = child->kind == PSG_TAG_CHILD_CONTENT
                                       ? g_hash_table_lookup(contents, child->content)
                                       : NULL;
        if (child->kind == PSG_TAG_CHILD_CONTENT && !words)
            continue;
        if (out->len > start)
            g_string_append_c(out, ' ');
        if (words)
            g_string_append_printf(out, "\"%s\"", words->str);
        else
            describe(child->tag, contents, out);
    }
    g_string_append_c(out, ')');
}

char *
flow_describe(const FlowCase *item)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GHashTable) contents = map_contents(item->galley);
    describe(item->galley->tag, contents, out);
    return g_string_free(out, FALSE);
}

/* --- boxes --- */

static void
show_line(const PsgTypeText *text, guint index, GString *out)
{
    const PsgTypeLine *line = &g_array_index(text->lines, PsgTypeLine, index);
    gsize start = out->len;
    append_shown(out, text->text + line->start, line->end - line->start);
    while (out->len > start && (out->str[out->len - 1] == ' ' || out->str[out->len - 1] == '/'))
        g_string_truncate(out, out->len - 1);
}

static void
show_row(const PsgPrintRow *row, GString *out)
{
    for (guint i = 0; i < row->cells->len; i++) {
        const PsgPrintCell *cell = row->cells->pdata[i];
        g_autofree char *inside = flow_show(cell->boxes);
        g_strdelimit(inside, "\n", '/');
        g_string_append_printf(out, "%s|%s", i == 0 ? "" : " ", inside);
    }
}

char *
flow_show(const GArray *boxes)
{
    static const char *const kinds[] = {NULL, "(picture)", NULL, "(space)", "(rule)"};
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < boxes->len; i++) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        if (box->label) {
            show_line(box->label, 0, out);
            g_string_append_c(out, '\t');
        }
        if (box->kind == PSG_BOX_LINE)
            show_line(box->text, box->line, out);
        else if (box->kind == PSG_BOX_ROW)
            show_row(box->row, out);
        else
            g_string_append(out, kinds[box->kind]);
        g_string_append(out, i + 1 < boxes->len ? "\n" : "");
    }
    return g_string_free(out, FALSE);
}

/* --- letters --- */

static void
collect(const char *text, gsize length, GString *out)
{
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (!g_unichar_isspace(c) && c != 0xad && c != 0xfffc && c != 0x200b &&
                !(c >= 0x2066 && c <= 0x2069))
            g_string_append_unichar(out, c);
    }
}

void
flow_collect_letters(const char *text, GString *out)
{
    collect(text, strlen(text), out);
}

/* TRUE for a bullet or a number that stands on a line of its own. */
static gboolean
is_label(const PsgBox *box)
{
    const PsgTypeSpan *span = &g_array_index(box->text->spans, PsgTypeSpan, 0);
    const PsgPrintOwner *owner = span->owner;
    const char *text = box->text->text;
    return owner->tag && psg_tag_get_type(owner->tag) == PSG_TAG_LABEL &&
           (g_str_equal(text, "•") || g_str_equal(text, "–") ||
                   g_str_equal(text + strspn(text, "0123456789"), "."));
}

void
flow_collect_boxes(const GArray *boxes, gboolean with_labels, GString *out)
{
    for (guint i = 0; i < boxes->len; i++) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        if (box->label && with_labels)
            collect(box->label->text, box->label->length, out);
        if (box->kind == PSG_BOX_LINE && (with_labels || !is_label(box))) {
            const PsgTypeLine *line = &g_array_index(box->text->lines, PsgTypeLine, box->line);
            collect(box->text->text + line->start, line->end - line->start, out);
        }
        for (guint k = 0; box->row && k < box->row->cells->len; k++) {
            const PsgPrintCell *cell = box->row->cells->pdata[k];
            flow_collect_boxes(cell->boxes, with_labels, out);
        }
    }
}

static gboolean
has_class(const xmlNode *node, const char *class)
{
    return node->type == XML_ELEMENT_NODE &&
           g_strcmp0(psg_tree_get_attribute(node, "class"), class) == 0;
}

void
flow_collect_tree(const xmlNode *root, GString *out)
{
    for (const xmlNode *node = root->children; node;) {
        if (node->type == XML_TEXT_NODE)
            flow_collect_letters((const char *)node->content, out);
        gboolean is_left_out = has_class(node, "footnotes") || has_class(node, "footnote-back");
        node = is_left_out ? psg_tree_get_next_outside(node, root) : psg_tree_get_next(node, root);
    }
}
