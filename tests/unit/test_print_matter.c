/* The pages around the chapters: what is on them, in which order, and how it is tagged. */
#include "flow_case.h"
#include "publish/print/matter/matter.h"
#include "publish/print/page/paginate.h"

static FlowCase
begin(FlowBench *bench, PsgPrintForm form, guint document)
{
    FlowCase item = {.bench = bench, .findings = psg_findings_new()};
    const PsgModelDocument *model = fixture_model_get_document(bench->fixture, document);
    item.book = (PsgFlowBook){.document = model,
            .style = bench->styles[form],
            .pictures = bench->pictures,
            .glossary = g_hash_table_new(g_str_hash, g_str_equal)};
    for (guint i = 0; i < model->chapters->len; i++) {
        const PsgModelChapter *chapter = model->chapters->pdata[i];
        for (guint j = 0; j < chapter->text->term_uses->len; j++) {
            const PsgTermUse *use = chapter->text->term_uses->pdata[j];
            g_hash_table_add(item.book.glossary, use->term->id);
        }
    }
    return item;
}

static FlowCase
make(FlowBench *bench, PsgPrintForm form, guint document, PsgMatterMake make_page)
{
    FlowCase item = begin(bench, form, document);
    item.galley = make_page(&item.book, bench->context, item.findings);
    return item;
}

#define assert_page(state, document, make_page, expected)                              \
    do {                                                                               \
        g_auto(FlowCase) page = make(*(state), PSG_PRINT_NORMAL, document, make_page); \
        assert_tags(page, expected);                                                   \
    } while (0)

/* --- cover and title page --- */

static void
the_cover_has_title_groups_version_and_publisher(void **state)
{
    assert_page(state, 0, psg_matter_make_cover,
            "Sect(P(\"Written together\") P(\"The early years together\") P(\"What every setting "
            "offers\") P(\"Parents & carers · Early years settings\") P(\"Version 1.2, 9 July "
            "2026\") P(\"Somewhere Council\"))");
}

static guint
count_pages(const FlowCase *item)
{
    g_autoptr(GPtrArray) pages = psg_print_paginate(item->galley, item->book.style, TRUE);
    return pages->len;
}

static void
assert_cover_is_a_page(FlowBench *bench)
{
    for (guint form = 0; form <= PSG_PRINT_BOOKLET; form++) {
        g_auto(FlowCase) item = make(bench, form, 0, psg_matter_make_cover);
        assert_int_equal(count_pages(&item), 1);
    }
}

static void
a_cover_is_one_page_whatever_stands_on_it(void **state)
{
    FlowBench *bench = *state;
    PsgDocumentEntry *entry =
            (PsgDocumentEntry *)fixture_model_get_document(bench->fixture, 0)->entry;
    char *title = entry->title, *subtitle = entry->subtitle;
    g_autofree char *wide = g_strnfill(150, 'W');
    g_autoptr(GString) endless = g_string_new(NULL);
    for (guint i = 0; i < 60; i++)
        g_string_append(endless, "guidance ");
    assert_cover_is_a_page(bench);
    entry->subtitle = NULL;
    assert_cover_is_a_page(bench);
    entry->title = wide;
    assert_cover_is_a_page(bench);
    entry->title = endless->str;
    entry->subtitle = endless->str;
    assert_cover_is_a_page(bench);
    entry->title = title;
    entry->subtitle = subtitle;
}

static void
its_pictures_are_not_read_aloud_and_stay_with_the_galley(void **state)
{
    g_auto(FlowCase) item = make(*state, PSG_PRINT_NORMAL, 0, psg_matter_make_cover);
    guint pictures = 0;
    for (guint i = 0; i < item.galley->boxes->len; i++) {
        const PsgBox *box = &g_array_index(item.galley->boxes, PsgBox, i);
        if (box->kind != PSG_BOX_PICTURE)
            continue;
        assert_null(box->content);
        assert_true(psg_pdf_picture_is_drawing(box->picture));
        assert_true(box->height > 0 && box->width > 0);
        pictures++;
    }
    assert_int_equal(pictures, 2);
}

static void
the_title_page_says_which_edition_it_is_and_who_wrote_it(void **state)
{
    assert_page(state, 0, psg_matter_make_title_page,
            "Sect(P(\"Written together\") H1(\"The early years together\") P(\"What every setting "
            "offers\") P(\"Version 1.2, 9 July 2026\") P(\"To be reviewed by September 2027\") "
            "P(\"Written together by\") L(LI(LBody(P(\"Parents & carers\"))) LI(LBody(P(\"Early "
            "years settings\")))) P(\"Somewhere Council\") "
            "H1(\"About this edition\") H2(\"Who wrote this\") "
            "L(LI(LBody(P(\"Parents & carers\") L(LI(LBody(P(\"Amina K. (author)\"))) "
            "LI(LBody(P(\"Dora <3 (illustrator)\")))))) LI(LBody(P(\"Early years settings\")))) "
            "H2(\"This edition\") L(LI(LBody(P(\"Title: The early years together\"))) "
            "LI(LBody(P(\"Version: 1.2, 9 July 2026\"))) LI(LBody(P(\"To be reviewed by: "
            "September 2027\"))) LI(LBody(P(\"Published by: Somewhere Council\"))) "
            "LI(LBody(P(\"Made from revision: 94a9ed024d3859793618152ea559a168bbcbb5e2\"))) "
            "LI(LBody(P(\"Identifier: urn:uuid:5f0c0a52-0000-5000-8000-000000000002\")))) "
            "H2(\"Rights and licence\") P(\"Open Government Licence (\" "
            "Link(\"https://example.net/ogl\") \").\"))");
}

static void
the_newest_version_is_a_link_to_the_document(void **state)
{
    FlowBench *bench = *state;
    PsgPackage *package = fixture_model_get(bench->fixture)->package;
    package->url = (char *)"https://example.net/guide/";
    g_auto(FlowCase) item = make(bench, PSG_PRINT_NORMAL, 0, psg_matter_make_title_page);
    package->url = NULL;
    g_autofree char *tags = flow_describe(&item);
    assert_non_null(strstr(
            tags, "P(\"Newest version: \" Link(\"https://example.net/guide/early-years/\"))"));
    const PsgPrintLink *link = item.galley->links->pdata[0];
    assert_string_equal(link->uri, "https://example.net/guide/early-years/");
    assert_null(link->destination);
}

static void
a_draft_says_that_it_is_one(void **state)
{
    static const PsgMatterMake makes[] = {psg_matter_make_cover, psg_matter_make_title_page};
    for (guint i = 0; i < G_N_ELEMENTS(makes); i++) {
        g_auto(FlowCase) item = begin(*state, PSG_PRINT_NORMAL, 0);
        item.book.is_draft = TRUE;
        item.galley = makes[i](&item.book, item.bench->context, item.findings);
        g_autofree char *shown = flow_show(item.galley->boxes);
        assert_non_null(strstr(shown, "Draft with comments, not for publication."));
    }
}

static void
nobody_is_named_who_did_not_agree(void **state)
{
    static const PsgMatterMake makes[] = {psg_matter_make_cover, psg_matter_make_title_page,
            psg_matter_make_glossary, psg_matter_make_involved};
    for (guint i = 0; i < G_N_ELEMENTS(makes); i++) {
        g_auto(FlowCase) item = make(*state, PSG_PRINT_NORMAL, 0, makes[i]);
        g_autofree char *tags = flow_describe(&item);
        for (const char *const *secret = fixture_secrets; *secret; secret++)
            assert_null(strstr(tags, *secret));
    }
}

static void
words_of_the_engine_say_that_they_are_english(void **state)
{
    assert_page(state, 1, psg_matter_make_cover,
            "Sect(P[en-GB](\"Written together\") P(\"قراءة الخطط معا\") P[en](\"Working draft, 9 "
            "July 2026\") P[en-GB](\"Somewhere Council\"))");
    assert_page(state, 1, psg_matter_make_involved,
            "Sect(H1[en](\"How to get involved\") P[en-GB](\"Come to a meeting.\") P[en](\"Write "
            "to "
            "\" Link(\"together@example.net\")))");
}

/* In a book from right to left, its lines end at one edge. */
static void
lines_of_a_cover_begin_at_the_side_where_its_book_begins(void **state)
{
    g_auto(FlowCase) item = make(*state, PSG_PRINT_NORMAL, 1, psg_matter_make_cover);
    PsgLength measure = psg_print_style_get_measure(item.book.style);
    for (guint i = 0; i < item.galley->boxes->len; i++) {
        const PsgBox *box = &g_array_index(item.galley->boxes, PsgBox, i);
        if (box->kind != PSG_BOX_LINE)
            continue;
        const PsgTypeLine *line = &g_array_index(box->text->lines, PsgTypeLine, box->line);
        PsgLength end = box->x + line->x + line->width;
        assert_true(ABS(end - measure) < PSG_POINTS(1));
    }
}

/* --- contents --- */

static void
flow_contents(FlowCase *item)
{
    g_autoptr(GPtrArray) galleys = g_ptr_array_new();
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func((GDestroyNotify)psg_galley_free);
    const GPtrArray *chapters = item->book.document->chapters;
    for (guint i = 0; i < chapters->len; i++)
        g_ptr_array_add(galleys, psg_flow_chapter(&item->book, chapters->pdata[i],
                                         item->bench->context, item->findings));
    PsgGalley *glossary =
            psg_matter_make_glossary(&item->book, item->bench->context, item->findings);
    if (glossary)
        g_ptr_array_add(galleys, glossary);
    item->galley =
            psg_matter_make_contents(&item->book, galleys, item->bench->context, item->findings);
    for (guint i = 0; i < galleys->len; i++) {
        psg_tag_free(((PsgGalley *)galleys->pdata[i])->tag);
        g_ptr_array_add(owned, galleys->pdata[i]);
    }
}

static void
contents_are_nested_by_part_chapter_and_section(void **state)
{
    g_auto(FlowCase) item = begin(*state, PSG_PRINT_NORMAL, 0);
    flow_contents(&item);
    g_autofree char *tags = flow_describe(&item);
    g_auto(GStrv) parts = g_strsplit(tags, "000", -1); /* digits that are replaced */
    g_autofree char *words = g_strjoinv("", parts);
    assert_string_equal(words,
            "Sect(H1(\"Contents\") TOC(TOCI(Reference(Link(\"Welcome\")) "
            "TOC(TOCI(Reference(Link(\"Who\"))))) TOCI(P(\"Every day\") "
            "TOC(TOCI(Reference(Link(\"Play\")) TOC(TOCI(Reference(Link(\"2 turn-taking\"))) "
            "TOCI(Reference(Link(\"What?\"))))) TOCI(Reference(Link(\"Still to come\")) "
            "TOC(TOCI(Reference(Link(\"Below\"))))) TOCI(Reference[ur](Link(\"خوش آمدید\")) "
            "TOC(TOCI(Reference[ur](Link(\"نام\"))))) TOCI(Reference(Link(\"Nothing here "
            "yet\"))))) TOCI(Reference(Link(\"Glossary\")))))");
}

static void
every_line_of_contents_asks_for_the_page_that_it_leads_to(void **state)
{
    g_auto(FlowCase) item = begin(*state, PSG_PRINT_NORMAL, 0);
    flow_contents(&item);
    guint lines = 0;
    for (guint i = 0; i < item.galley->boxes->len; i++) {
        const PsgBox *box = &g_array_index(item.galley->boxes, PsgBox, i);
        if (!box->has_leader)
            continue;
        assert_non_null(box->number);
        const PsgPrintTarget *target =
                &g_array_index(item.galley->targets, PsgPrintTarget, (guint)box->page_of);
        const PsgPrintLink *link = item.galley->links->pdata[lines++];
        assert_string_equal(target->destination, link->destination);
    }
    assert_int_equal(lines, 11);
}

static void
contents_go_as_deep_as_the_style_says(void **state)
{
    g_auto(FlowCase) item = begin(*state, PSG_PRINT_NORMAL, 0);
    PsgPrintStyle style = *item.book.style;
    style.contents_depth = 1;
    item.book.style = &style;
    flow_contents(&item);
    assert_shown(item.galley->boxes,
            "Contents\nWelcome\nEvery day\nPlay\nStill to come\nBelow\nخوش آمدید\nNothing here "
            "yet\nGlossary");
}

/* --- the pages behind the chapters --- */

static void
the_glossary_explains_the_terms_that_the_book_uses(void **state)
{
    assert_page(state, 0, psg_matter_make_glossary,
            "Sect(H1(\"Glossary\") L(LI(Lbl(\"1:1\") LBody(P(\"A meaning, \" Link(\"shown\") "
            "\".\") P(\"First used in \" Link(\"Play\")))) LI(Lbl(\"EHC plan (Education, Health "
            "and Care plan)\") LBody(P(\"A meaning, \" Link(\"shown\") \".\") P(\"See also \" "
            "Link(\"1:1\")) P(\"First used in \" Link(\"Welcome\"))))))");
    g_auto(FlowCase) other = make(*state, PSG_PRINT_NORMAL, 1, psg_matter_make_glossary);
    assert_null(other.galley);
}

static void
every_term_can_be_gone_to(void **state)
{
    g_auto(FlowCase) item = make(*state, PSG_PRINT_NORMAL, 0, psg_matter_make_glossary);
    static const char *const ids[] = {"1-1", "ehc-plan"};
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *wanted = psg_print_make_destination(NULL, "glossary", ids[i]);
        guint found = 0;
        for (guint k = 0; k < item.galley->anchors->len; k++)
            found += strcmp(wanted,
                             g_array_index(item.galley->anchors, PsgPrintAnchor, k).destination) ==
                     0;
        assert_int_equal(found, 1);
    }
}

static void
versions_are_listed_the_newest_first(void **state)
{
    FlowBench *bench = *state;
    fixture_model_add_version(bench->fixture, "1.2", 1783606503, "<p>New words.</p>", NULL, NULL);
    fixture_model_add_version(bench->fixture, "1.0", 1780000000, NULL, NULL, NULL);
    GPtrArray *versions = fixture_model_get_document(bench->fixture, 0)->versions;
    ((PsgModelVersion *)versions->pdata[0])->agreed = (char *)"Amina K.";
    ((PsgModelVersion *)versions->pdata[0])->exception = (char *)"Time.";
    assert_page(state, 0, psg_matter_make_changes,
            "Sect(H1(\"What has changed\") H2(\"Version 1.2, 9 July 2026\") P(\"New words.\") "
            "P(\"Agreed by: Amina K..\") P(\"It went out before every group had agreed. The "
            "reason: "
            "Time.\") H2(\"Version 1.0, 28 May 2026\") P(\"This is the first version.\"))");
    ((PsgModelVersion *)versions->pdata[0])->agreed = NULL;
    ((PsgModelVersion *)versions->pdata[0])->exception = NULL;
    g_ptr_array_set_size(versions, 0);
}

static void
pages_that_have_nothing_to_say_are_not_there(void **state)
{
    FlowBench *bench = *state;
    PsgPackage *package = fixture_model_get(bench->fixture)->package;
    char *email = package->involved_email, *text = package->involved_text;
    package->involved_email = package->involved_text = NULL;
    static const PsgMatterMake makes[] = {
            psg_matter_make_involved, psg_matter_make_changes, psg_matter_make_comments};
    for (guint i = 0; i < G_N_ELEMENTS(makes); i++) {
        g_auto(FlowCase) item = make(bench, PSG_PRINT_NORMAL, 0, makes[i]);
        assert_null(item.galley);
    }
    package->involved_email = email;
    package->involved_text = text;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(the_cover_has_title_groups_version_and_publisher),
            cmocka_unit_test(a_cover_is_one_page_whatever_stands_on_it),
            cmocka_unit_test(its_pictures_are_not_read_aloud_and_stay_with_the_galley),
            cmocka_unit_test(the_title_page_says_which_edition_it_is_and_who_wrote_it),
            cmocka_unit_test(the_newest_version_is_a_link_to_the_document),
            cmocka_unit_test(a_draft_says_that_it_is_one),
            cmocka_unit_test(nobody_is_named_who_did_not_agree),
            cmocka_unit_test(words_of_the_engine_say_that_they_are_english),
            cmocka_unit_test(lines_of_a_cover_begin_at_the_side_where_its_book_begins),
            cmocka_unit_test(contents_are_nested_by_part_chapter_and_section),
            cmocka_unit_test(every_line_of_contents_asks_for_the_page_that_it_leads_to),
            cmocka_unit_test(contents_go_as_deep_as_the_style_says),
            cmocka_unit_test(the_glossary_explains_the_terms_that_the_book_uses),
            cmocka_unit_test(every_term_can_be_gone_to),
            cmocka_unit_test(versions_are_listed_the_newest_first),
            cmocka_unit_test(pages_that_have_nothing_to_say_are_not_there),
    };
    return cmocka_run_group_tests(tests, flow_bench_set_up, flow_bench_tear_down);
}
