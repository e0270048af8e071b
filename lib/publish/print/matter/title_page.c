/* The title page, and behind it what a reader may want to know of the edition. */
#include "publish/print/matter/internal.h"

#include "base/date.h"

static void
add_title(PsgMatter *matter)
{
    const PsgDocumentEntry *entry = matter->document->entry;
    PsgGalley *galley = matter->galley;
    PsgPrintAnchor anchor = {psg_print_make_destination(NULL, "title", NULL), galley->boxes->len};
    g_array_append_val(galley->anchors, anchor);
    PsgTag *tag = psg_flow_add_words(&matter->flow, PSG_ROLE_TITLE, PSG_TAG_HEADING, matter->tag,
            entry->title, NULL, 0, matter->measure, NULL);
    psg_tag_set_level(tag, 1);
    PsgPrintHeading heading = {.level = 1,
            .title = g_strdup(entry->title),
            .destination = g_strdup(anchor.destination),
            .box = anchor.box,
            .tag = tag};
    g_array_append_val(galley->headings, heading);
    if (entry->subtitle)
        psg_matter_add_line(matter, PSG_ROLE_SUBTITLE, matter->tag, entry->subtitle, NULL);
}

static void
add_version(PsgMatter *matter)
{
    const PsgDocumentEntry *entry = matter->document->entry;
    g_autofree char *version = psg_matter_make_version(matter->document);
    PsgFlowPiece piece = {.words = version, .is_bold = TRUE};
    psg_matter_add_pieces(matter, PSG_ROLE_COVER_TEXT, matter->tag, &piece, 1, matter->phrase);
    if (entry->review_by) {
        g_autofree char *date = psg_date_spell(entry->review_by);
        g_autofree char *words = g_strconcat("To be reviewed by ", date, NULL);
        psg_matter_add_line(matter, PSG_ROLE_COVER_TEXT, matter->tag, words, matter->phrase);
    }
    if (matter->flow.book->is_draft) {
        PsgFlowPiece draft = {.words = PSG_DRAFT_WORDS, .is_bold = TRUE};
        psg_matter_add_pieces(matter, PSG_ROLE_COVER_TEXT, matter->tag, &draft, 1, matter->phrase);
    }
}

static void
add_groups(PsgMatter *matter)
{
    g_autoptr(GPtrArray) groups = psg_model_list_groups(matter->document);
    if (groups->len == 0)
        return;
    psg_flow_add_space(&matter->flow, matter->style->texts[PSG_ROLE_BODY].look.leading * 2);
    psg_matter_add_line(matter, PSG_ROLE_BODY, matter->tag, "Written together by", matter->phrase);
    PsgTag *list = psg_matter_add_list(matter->tag);
    for (guint i = 0; i < groups->len; i++) {
        const PsgGroup *group = groups->pdata[i];
        psg_matter_add_line(matter, PSG_ROLE_COVER_TEXT, psg_matter_add_item(list), group->name,
                psg_matter_get_package_language(matter));
    }
}

PsgGalley *
psg_matter_make_title_page(const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings)
{
    PsgMatter matter;
    psg_matter_begin(&matter, book, context, findings, PSG_GALLEY_FRONT);
    const char *language = psg_matter_get_package_language(&matter);
    const char *series = psg_matter_get_series(book->document);
    if (series)
        psg_matter_add_line(&matter, PSG_ROLE_COVER_TEXT, matter.tag, series, language);
    psg_flow_add_space(
            &matter.flow, psg_print_style_get_text_height(book->style) / (series ? 9 : 7));
    add_title(&matter);
    add_version(&matter);
    add_groups(&matter);
    if (matter.package->publisher) {
        psg_flow_add_space(&matter.flow, book->style->texts[PSG_ROLE_BODY].look.leading * 2);
        psg_matter_add_line(
                &matter, PSG_ROLE_COVER_TEXT, matter.tag, matter.package->publisher, language);
    }
    psg_matter_align(&matter);
    psg_matter_add_about(&matter);
    return psg_matter_end(&matter);
}
