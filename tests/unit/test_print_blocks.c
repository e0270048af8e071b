/* Flow: what each construct of a text becomes, in boxes and in tags. */
#include "flow_case.h"

/* --- words --- */

static void
white_space_is_folded_as_on_a_page_of_the_site(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><p>  See  <em> the </em> sand\n<b>tray</b> , <br/> and\tgo </p>"
            "<p>漢字\n漢字 and\n漢</p>");
    assert_shown(item.galley->boxes, "T\nSee the sand tray ,\nand go\n漢字漢字 and 漢");
}

static void
phrases_are_tagged_as_what_they_are(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0,
            "# T\n\nRun `make  it`, <span lang=\"pl\">Dzień dobry</span>, <q>said</q> "
            "<kbd>Ctrl</kbd> H<sub>2</sub>O.\n");
    assert_tags(item,
            "Sect(H1(\"T\") P(\"Run \" Code(\"make it\") \", \" Span[pl](\"Dzień dobry\") "
            "\", \" Quote(\"“said”\") \" Ctrl H2O.\"))");
}

static void
an_abbreviation_is_explained_once(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0,
            "# T\n\n<abbr title=\"World Health Organization\">WHO</abbr> and "
            "<abbr title=\"World Health Organization\">WHO</abbr>.\n");
    assert_shown(item.galley->boxes, "T\nWHO (World Health Organization) and WHO.");
}

static void
characters_that_stand_for_pictures_are_none_when_authors_write_them(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0, "# T\n\na\357\277\274b\n");
    assert_shown(item.galley->boxes, "T\na\357\277\275b");
}

/* --- blocks --- */

static void
lists_have_labels_beside_their_first_line(void **state)
{
    g_auto(FlowCase) item =
            flow_markdown(*state, 0, "# T\n\n3. three\n4. four\n\n   more\n   - in\n");
    assert_tags(item,
            "Sect(H1(\"T\") L(LI(Lbl(\"3.\") LBody(P(\"three\"))) LI(Lbl(\"4.\") LBody(P(\"four\") "
            "P(\"more\") L(LI(Lbl(\"–\") LBody(\"in\")))))))");
    assert_shown(item.galley->boxes, "T\n3.\tthree\n4.\tfour\nmore\n–\tin");
}

static void
numbers_of_lists_follow_what_html_says(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><ol reversed=\"reversed\"><li>c</li><li value=\"0\">b</li><li>a</li></ol>");
    assert_shown(item.galley->boxes, "T\n3.\tc\n0.\tb\n-1.\ta");
}

static void
an_item_that_begins_with_no_line_has_its_label_on_one_of_its_own(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><ul><li><pre><code>code\n</code></pre></li><li></li>"
            "<li><ul><li>deep</li></ul></li></ul>");
    assert_shown(item.galley->boxes, "T\n•\n(space)\ncode\n(space)\n•\n•\n–\tdeep");
}

static void
tasks_say_their_state_in_words(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0, "# T\n\n- [ ] pack\n- [x] **eat**\n");
    assert_tags(item, "Sect(H1(\"T\") L(LI(Lbl(Figure<To do>(\"*\")) LBody(\"pack\")) "
                      "LI(Lbl(Figure<Done>(\"*\")) LBody(\"eat\"))))");
}

static void
definitions_are_lists_whose_labels_are_the_terms(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><dl><dt>One</dt><dt>Other</dt><dd>Meaning</dd><dd><p>More</p></dd>"
            "<dt>Alone</dt></dl>");
    assert_tags(item, "Sect(H1(\"T\") L(LI(Lbl(\"One\") Lbl(\"Other\") LBody(P(\"Meaning\") "
                      "P(\"More\"))) LI(Lbl(\"Alone\") LBody())))");
}

static void
the_name_of_a_callout_is_a_paragraph(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0, "# T\n\n> [!WARNING]\n> Take *care*.\n");
    assert_tags(item, "Sect(H1(\"T\") Div(P(\"Warning\") P(\"Take care.\")))");
    assert_int_equal(item.galley->panels->len, 1);
    for (guint i = 1; i < item.galley->boxes->len; i++)
        assert_int_equal(g_array_index(item.galley->boxes, PsgBox, i).panel, 0);
}

static void
quotations_stand_in_one_another(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0, "# T\n\n> One.\n>\n> > Two.\n");
    assert_tags(item, "Sect(H1(\"T\") BlockQuote(P(\"One.\") BlockQuote(P(\"Two.\"))))");
    const PsgPrintPanel *inner = &g_array_index(item.galley->panels, PsgPrintPanel, 1);
    assert_int_equal(inner->parent, 0);
    assert_true(inner->bar_width > 0 && inner->background == -1);
}

static void
code_keeps_its_blanks_and_lines(void **state)
{
    g_auto(FlowCase) item =
            flow_markdown(*state, 0, "# T\n\n```sh\nmake  it\n\tall\n\ndone\n```\n");
    assert_tags(item, "Sect(H1(\"T\") P(Code(\"make  it/    all//done\")))");
    assert_shown(item.galley->boxes, "T\n(space)\nmake  it\n    all\n\ndone\n(space)");
}

static void
details_are_open_on_paper(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(
            *state, 0, "<h1>T</h1><details><summary>More</summary><p>Words.</p></details>");
    assert_tags(item, "Sect(H1(\"T\") Div(P(\"More\") P(\"Words.\")))");
}

static void
other_languages_are_said_to_be_so(void **state)
{
    g_auto(FlowCase) item = flow_markdown(
            *state, 0, "# T\n\n<div lang=\"ur\">\n\n> سلام\n\n</div>\n\nDzień dobry {lang=pl}\n");
    assert_tags(item, "Sect(H1(\"T\") Div[ur](BlockQuote(P(\"سلام\"))) P[pl](\"Dzień dobry\"))");
    const PsgPrintPanel *panel = &g_array_index(item.galley->panels, PsgPrintPanel, 0);
    assert_true(panel->is_bar_right);
    const PsgBox *box = &g_array_index(item.galley->boxes, PsgBox, 1);
    assert_true(box->text->is_right_to_left);
    const PsgTypeSpan *span = &g_array_index(box->text->spans, PsgTypeSpan, 0);
    assert_non_null(strstr(span->look->families, "Nastaliq"));
}

static void
labels_of_lists_stand_at_the_right_in_right_to_left_text(void **state)
{
    g_auto(FlowCase) item =
            flow_markdown(*state, 0, "# T\n\n<div lang=\"ar\">\n\n- سلام\n\n</div>\n");
    const PsgBox *box = &g_array_index(item.galley->boxes, PsgBox, 1);
    assert_non_null(box->label);
    assert_true(box->label_x > box->x + box->width);
    assert_int_equal(box->x, 0);
}

/* --- links --- */

#define LINKS                                                                                      \
    "<h1>T</h1><p>See <a href=\"chapter:0/1\">play</a> and <a href=\"https://example.org/a/\">an " \
    "example</a>, <a href=\"https://example.org/a/\">again</a>, "                                  \
    "<a href=\"https://example.org/b\">example.org/b</a>.</p>"

static void
links_say_where_they_lead(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0, LINKS);
    assert_tags(item,
            "Sect(H1(\"T\") P(\"See \" Link(\"play\") \" and \" Link(\"an example\") \", \" "
            "Link(\"again\") \", \" Link(\"example.org/b\") \".\"))");
    const PsgPrintLink *inside = item.galley->links->pdata[0],
                       *outside = item.galley->links->pdata[1];
    assert_string_equal(inside->destination, "early-years/part-one/Plây & talk");
    assert_null(inside->uri);
    assert_string_equal(inside->contents, "play");
    assert_string_equal(outside->uri, "https://example.org/a/");
    assert_string_equal(outside->contents, "an example (https://example.org/a/)");
}

static void
pages_and_addresses_are_printed_once(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, PSG_PRINT_BOOKLET, LINKS);
    assert_shown(item.galley->boxes,
            "T\nSee play (page 000) and an example, again, example.org/b.\n"
            "Web addresses in this chapter\nan example: example.org/a");
    assert_int_equal(item.galley->targets->len, 1);
    guint digits = 0;
    const PsgBox *box = &g_array_index(item.galley->boxes, PsgBox, 1);
    for (guint i = 0; i < box->text->spans->len; i++) {
        const PsgTypeSpan *span = &g_array_index(box->text->spans, PsgTypeSpan, i);
        const PsgPrintOwner *owner = span->owner;
        if (owner->page_of < 0)
            continue;
        digits++;
        assert_int_equal(span->end - span->start, 3);
        assert_memory_equal(box->text->text + span->start, "000", 3);
        assert_non_null(owner->link);
    }
    assert_int_equal(digits, 1);
}

static void
terms_lead_to_the_glossary_when_it_has_them(void **state)
{
    const char *xhtml =
            "<h1>T</h1><p><a class=\"term\" href=\"term:ehc-plan\"><abbr title=\"Education, "
            "Health and Care plan\">EHC plan</abbr></a></p>";
    g_auto(FlowCase) item = flow_xhtml(*state, 0, xhtml);
    assert_tags(item, "Sect(H1(\"T\") P(Link(\"EHC plan\")))");
    const PsgPrintLink *link = item.galley->links->pdata[0];
    assert_string_equal(link->destination, "glossary#ehc-plan");

    g_hash_table_remove_all(item.book.glossary);
    g_autoptr(PsgGalley) galley =
            psg_flow_chapter(&item.book, item.galley->chapter, item.bench->context, item.findings);
    assert_shown(galley->boxes, "T\nEHC plan (Education, Health and Care plan)");
    psg_tag_free(galley->tag);
}

/* --- notes --- */

static const PsgPrintNote *
get_note(const FlowCase *item, guint index)
{
    assert_true(index < item->galley->notes->len);
    return &g_array_index(item->galley->notes, PsgPrintNote, index);
}

static void
notes_stand_behind_the_paragraph_that_calls_them(void **state)
{
    g_auto(FlowCase) item = flow_markdown(
            *state, 0, "# T\n\nWords[^a] go on.\n\n[^a]: The *note*.\n\n    And more.\n");
    assert_tags(item, "Sect(H1(\"T\") P(\"Words\" Reference(\"1\") \" go on.\" Note(Lbl(\"1.\") "
                      "P(\"The note.\") P(\"And more.\"))))");
    assert_shown(item.galley->boxes, "T\nWords1 go on.");
    assert_shown(get_note(&item, 0)->boxes, "1.\tThe note.\nAnd more.");
    const PsgBox *box = &g_array_index(item.galley->boxes, PsgBox, 1);
    assert_int_equal(box->note_start, 0);
    assert_int_equal(box->note_end, 1);
}

static void
a_note_is_called_by_the_line_that_has_its_number(void **state)
{
    g_autoptr(GString) markdown = g_string_new("# T\n\nFirst[^a] ");
    for (guint i = 0; i < 40; i++)
        g_string_append(markdown, "words that go on ");
    g_string_append(markdown, "last[^b].\n\n[^a]: A.\n\n[^b]: B, see[^c].\n\n[^c]: C.\n");
    g_auto(FlowCase) item = flow_markdown(*state, 0, markdown->str);
    const PsgBox *first = &g_array_index(item.galley->boxes, PsgBox, 1);
    const PsgBox *last = &g_array_index(item.galley->boxes, PsgBox, item.galley->boxes->len - 1);
    assert_int_equal(first->note_start, 0);
    assert_int_equal(first->note_end, 1);
    assert_int_equal(last->note_start, 1);
    assert_int_equal(last->note_end, 3); /* and the note that the note calls */
    assert_shown(get_note(&item, 2)->boxes, "3.\tC.");
}

static void
no_line_begins_with_the_number_of_a_note(void **state)
{
    g_autoptr(GString) markdown = g_string_new("# T\n\n");
    for (guint i = 0; i < 120; i++)
        g_string_append_printf(markdown, "%.*s?[^a] ", (int)(i % 17) + 1, "abcdefghijklmnopq");
    g_string_append(markdown, "\n\n[^a]: Note.\n");
    g_auto(FlowCase) item = flow_markdown(*state, 0, markdown->str);
    assert_true(item.galley->boxes->len > 5);
    for (guint i = 1; i < item.galley->boxes->len; i++) {
        const PsgBox *box = &g_array_index(item.galley->boxes, PsgBox, i);
        const PsgTypeLine *line = &g_array_index(box->text->lines, PsgTypeLine, box->line);
        assert_true(g_ascii_isalpha(box->text->text[line->start]));
    }
}

static void
a_note_that_is_called_again_is_led_to(void **state)
{
    g_auto(FlowCase) item =
            flow_markdown(*state, 0, "# T\n\nOne[^a].\n\nTwo[^a].\n\n[^a]: Note.\n");
    assert_tags(item, "Sect(H1(\"T\") P(\"One\" Reference(\"1\") \".\" Note(Lbl(\"1.\") "
                      "P(\"Note.\"))) P(\"Two\" Reference(Link(\"1\")) \".\"))");
    assert_int_equal(item.galley->notes->len, 1);
    const PsgPrintLink *link = item.galley->links->pdata[0];
    assert_string_equal(link->destination, "early-years/welcome#fn-a");
}

static void
a_note_of_a_heading_is_not_part_of_the_heading(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0, "# T\n\n## H[^a]\n\nWords.\n\n[^a]: Note.\n");
    assert_tags(item, "Sect(H1(\"T\") H2(\"H\" Reference(\"1\")) P(Note(Lbl(\"1.\") P(\"Note.\"))) "
                      "P(\"Words.\"))");
}

static void
a_note_that_nothing_calls_is_not_lost(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><p>Words.</p><section class=\"footnotes\"><h2>Notes</h2><aside "
            "class=\"footnote\" id=\"fn-a\"><p><span class=\"footnote-number\">1.</span> Lost "
            "<a class=\"footnote-back\" href=\"#x\">back</a></p></aside></section>");
    assert_shown(item.galley->boxes, "T\nWords.\nNotes\n1.\tLost");
}

/* --- pictures --- */

static void
pictures_say_what_they_show(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><p><img src=\"1\" alt=\"A tree\"/></p><figure><img src=\"1\" alt=\"A "
            "bush\"/><figcaption>The bush</figcaption></figure><p>In <img src=\"1\" alt=\"a\"/> "
            "line</p>");
    assert_tags(item, "Sect(H1(\"T\") Figure<A tree>() Div(Figure<A bush>() Caption(\"The bush\")) "
                      "P(\"In \" Figure<a>(\"*\") \" line\"))");
    const PsgBox *box = &g_array_index(item.galley->boxes, PsgBox, 2);
    assert_int_equal(box->kind, PSG_BOX_PICTURE);
    assert_true(box->keeps_with_next);
    assert_non_null(box->figure);
    assert_false(flow_has_finding(&item, "print-alternative-missing"));
}

static void
a_picture_that_decorates_is_an_artifact_and_one_without_words_a_finding(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(
            *state, 0, "<h1>T</h1><p><img src=\"1\" alt=\"\"/></p><p><img src=\"1\"/></p>");
    assert_tags(item, "Sect(H1(\"T\") Figure<Picture without a description>())");
    assert_null(g_array_index(item.galley->boxes, PsgBox, 1).content);
    assert_non_null(g_array_index(item.galley->boxes, PsgBox, 2).content);
    assert_true(flow_has_finding(&item, "print-alternative-missing"));
}

static void
a_picture_that_cannot_be_shown_is_told_in_words(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><p><img src=\"2\" alt=\"A tree\"/></p><p>In <img src=\"2\" alt=\"a "
            "bush\"/> line</p>");
    assert_tags(item, "Sect(H1(\"T\") Figure<A tree>() P(\"A tree\") P(\"In \" Figure<a "
                      "bush>(\"*\") \" [a bush] line\"))");
    assert_true(flow_has_finding(&item, "print-picture-unreadable"));
}

static void
a_picture_in_a_link_says_where_it_leads(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(
            *state, 0, "<h1>T</h1><p><a href=\"chapter:0/1\"><img src=\"1\" alt=\"\"/></a></p>");
    assert_tags(item, "Sect(H1(\"T\") P(Link(Figure<Play>())))");
    assert_non_null(g_array_index(item.galley->boxes, PsgBox, 1).link);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(white_space_is_folded_as_on_a_page_of_the_site),
            cmocka_unit_test(phrases_are_tagged_as_what_they_are),
            cmocka_unit_test(an_abbreviation_is_explained_once),
            cmocka_unit_test(characters_that_stand_for_pictures_are_none_when_authors_write_them),
            cmocka_unit_test(lists_have_labels_beside_their_first_line),
            cmocka_unit_test(numbers_of_lists_follow_what_html_says),
            cmocka_unit_test(an_item_that_begins_with_no_line_has_its_label_on_one_of_its_own),
            cmocka_unit_test(tasks_say_their_state_in_words),
            cmocka_unit_test(definitions_are_lists_whose_labels_are_the_terms),
            cmocka_unit_test(the_name_of_a_callout_is_a_paragraph),
            cmocka_unit_test(quotations_stand_in_one_another),
            cmocka_unit_test(code_keeps_its_blanks_and_lines),
            cmocka_unit_test(details_are_open_on_paper),
            cmocka_unit_test(other_languages_are_said_to_be_so),
            cmocka_unit_test(labels_of_lists_stand_at_the_right_in_right_to_left_text),
            cmocka_unit_test(links_say_where_they_lead),
            cmocka_unit_test(pages_and_addresses_are_printed_once),
            cmocka_unit_test(terms_lead_to_the_glossary_when_it_has_them),
            cmocka_unit_test(notes_stand_behind_the_paragraph_that_calls_them),
            cmocka_unit_test(a_note_is_called_by_the_line_that_has_its_number),
            cmocka_unit_test(no_line_begins_with_the_number_of_a_note),
            cmocka_unit_test(a_note_that_is_called_again_is_led_to),
            cmocka_unit_test(a_note_of_a_heading_is_not_part_of_the_heading),
            cmocka_unit_test(a_note_that_nothing_calls_is_not_lost),
            cmocka_unit_test(pictures_say_what_they_show),
            cmocka_unit_test(
                    a_picture_that_decorates_is_an_artifact_and_one_without_words_a_finding),
            cmocka_unit_test(a_picture_that_cannot_be_shown_is_told_in_words),
            cmocka_unit_test(a_picture_in_a_link_says_where_it_leads),
    };
    return cmocka_run_group_tests(tests, flow_bench_set_up, flow_bench_tear_down);
}
