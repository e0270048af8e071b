/* A chapter in print: any Markdown becomes boxes and pages; no letter of it is lost, nothing leaves
 * the measure, and every page has room for what it holds. The first byte chooses the edition. */
#include "../unit/fixture_model.h"
#include "fuzz.h"
#include "publish/print/flow/flow.h"
#include "publish/print/page/paginate.h"
#include "publish/print/picture/pictures.h"
#include "text/tree.h"

typedef struct {
    FixtureModel *fixture;
    PsgPrintStyle *styles[3];
    PsgTypeFonts *fonts;
    PsgTypeContext *context;
    PsgPrintPictures *pictures;
    GHashTable *glossary;
} Bench;

static Bench *
make_bench(void)
{
    Bench *bench = g_new0(Bench, 1);
    PsgPackage package = {.theme = "default"};
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgSnapshot) snapshot = psg_snapshot_new_worktree(NULL, PSG_THEMES, NULL, &error);
    g_autoptr(PsgThemeFiles) theme = psg_theme_files_load(PSG_THEMES, "default", snapshot, &error);
    bench->fixture = fixture_model_new();
    for (guint form = 0; theme && form < G_N_ELEMENTS(bench->styles); form++)
        bench->styles[form] = psg_print_style_new(theme, &package, (PsgPrintForm)form, &error);
    if (error)
        psg_fuzz_fail("the default theme cannot be used");
    g_autoptr(GPtrArray) families = g_ptr_array_new();
    for (guint i = 0; i < bench->styles[0]->families->len; i++)
        g_ptr_array_add(families, bench->styles[0]->families->pdata[i]);
    g_ptr_array_add(families, NULL);
    bench->fonts = psg_type_fonts_load((const char *const *)families->pdata, NULL, NULL, &error);
    if (!bench->fonts)
        psg_fuzz_fail("there are no fonts");
    bench->context = psg_type_context_new(bench->fonts);
    bench->pictures = psg_print_pictures_new(bench->fonts, bench->styles[0]);
    bench->glossary = g_hash_table_new(g_str_hash, g_str_equal);
    return bench;
}

/* --- letters --- */

static gsize
count_letters(const char *text, gsize length)
{
    gsize count = 0;
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at))
        count += g_unichar_isalpha(g_utf8_get_char(at));
    return count;
}

static gsize
count_tree(const xmlNode *root)
{
    gsize count = 0;
    for (const xmlNode *node = root->children; node;) {
        const char *class =
                node->type == XML_ELEMENT_NODE ? psg_tree_get_attribute(node, "class") : NULL;
        if (node->type == XML_TEXT_NODE)
            count +=
                    count_letters((const char *)node->content, strlen((const char *)node->content));
        /* The title of the notes goes, and so do the links back from them. */
        gboolean is_title = node->type == XML_ELEMENT_NODE && node->parent != root &&
                            node->name[0] == 'h' && psg_tree_is(node->parent, "section");
        gboolean is_left_out = is_title || !g_strcmp0(class, "footnote-back");
        node = is_left_out ? psg_tree_get_next_outside(node, root) : psg_tree_get_next(node, root);
    }
    return count;
}

static gsize
count_boxes(const GArray *boxes, PsgLength width)
{
    gsize count = 0;
    for (guint i = 0; i < boxes->len; i++) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        if (box->height < 0 || box->space < 0)
            psg_fuzz_fail("a box has no height");
        if (box->label)
            count += count_letters(box->label->text, box->label->length);
        if (box->kind == PSG_BOX_LINE) {
            const PsgTypeLine *line = &g_array_index(box->text->lines, PsgTypeLine, box->line);
            count += count_letters(box->text->text + line->start, line->end - line->start);
        } else if (box->x < 0 || box->x + box->width > width + 2) {
            psg_fuzz_fail("a box leaves the measure");
        }
        for (guint k = 0; box->row && k < box->row->cells->len; k++) {
            const PsgPrintCell *cell = box->row->cells->pdata[k];
            count += count_boxes(cell->boxes, cell->width);
        }
    }
    return count;
}

/* --- pages --- */

static void
check_pages(const PsgGalley *galley, const PsgPrintStyle *style)
{
    g_autoptr(GPtrArray) pages = psg_print_paginate(galley, style, TRUE);
    guint next = 0;
    for (guint i = 0; i < pages->len; i++) {
        const PsgPrintPage *page = pages->pdata[i];
        if (page->box_start > next || page->box_end < page->box_start)
            psg_fuzz_fail("a page leaves boxes out");
        next = page->box_end;
        for (guint k = 0; k < page->boxes->len; k++) {
            const PsgPlacedBox *placed = &g_array_index(page->boxes, PsgPlacedBox, k);
            if (placed->y < 0 || placed->y > style->paper_height)
                psg_fuzz_fail("a box stands on no page");
        }
    }
    if (next != galley->boxes->len)
        psg_fuzz_fail("the last boxes are on no page");
}

static void
check_chapter(const Bench *bench, const PsgPrintStyle *style, const PsgModelChapter *chapter)
{
    PsgFlowBook book = {.document = chapter->document,
            .style = style,
            .pictures = bench->pictures,
            .glossary = bench->glossary};
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgGalley) galley = psg_flow_chapter(&book, chapter, bench->context, findings);
    PsgLength measure = psg_print_style_get_measure(style);
    gsize letters = count_boxes(galley->boxes, measure);
    for (guint i = 0; i < galley->notes->len; i++)
        letters += count_boxes(g_array_index(galley->notes, PsgPrintNote, i).boxes, measure);
    if (letters < count_tree(chapter->text->root))
        psg_fuzz_fail("letters are lost");
    check_pages(galley, style);
    g_autoptr(PsgTagTree) tree = psg_tag_tree_new();
    psg_tag_adopt(psg_tag_tree_get_root(tree), galley->tag);
    psg_tag_tree_check(tree, findings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Bench *bench;
    if (!bench)
        bench = make_bench();
    if (size == 0 || size > 64 * 1024)
        return 0;
    PsgModelChapter *chapter = fixture_model_get_chapter(bench->fixture, 0, 0);
    PsgTextOptions options = {.path = "a.md", .language = "en-GB", .show_marks = data[0] & 4};
    PsgText *own = chapter->text;
    g_autoptr(PsgText) text =
            psg_text_parse((const char *)data + 1, size - 1, &options, NULL, NULL);
    if (!text)
        return 0;
    chapter->text = text;
    check_chapter(bench, bench->styles[data[0] % 3], chapter);
    chapter->text = own;
    return 0;
}
