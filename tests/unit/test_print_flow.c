/* Flow: what is promised of all words and boxes of a chapter, whatever it holds, of its headings
 * and places, and of where pages may end. Each construct is tested in test_print_blocks.c, tables
 * in test_print_table.c. */
#include "flow_case.h"
#include "publish/model/model.h"

/* --- the example of this repository --- */

static PsgModel *
load_example(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgSnapshot) snapshot = psg_snapshot_new_worktree(NULL, PSG_EXAMPLE, NULL, &error);
    assert_non_null(snapshot);
    PsgPackage *package = psg_package_load(snapshot, NULL, &error);
    assert_non_null(package);
    PsgModel *model = psg_model_new(package, snapshot, 1, NULL, &error);
    if (!model)
        fail_msg("%s", error->message);
    return model;
}

typedef void (*CheckCase)(FlowCase *item);

/* Flows every chapter of the example in every form. */
static void
check_example(FlowBench *bench, CheckCase check)
{
    g_autoptr(PsgModel) model = load_example();
    for (guint i = 0; i < model->documents->len; i++) {
        const PsgModelDocument *document = model->documents->pdata[i];
        for (guint k = 0; k < document->chapters->len * 3; k++) {
            g_auto(FlowCase) item =
                    flow_chapter(bench, (PsgPrintForm)(k % 3), document->chapters->pdata[k / 3]);
            check(&item);
        }
    }
}

/* `boxes` are what the engine says above the chapter's title, and then the tree. */
static void
assert_same_letters(const PsgModelChapter *chapter, const GString *tree, const GString *boxes)
{
    gsize above = boxes->len > tree->len ? boxes->len - tree->len : 0, at = 0;
    while (at < tree->len && tree->str[at] == boxes->str[above + at])
        at++;
    if (at < tree->len)
        fail_msg("%s: \"%.60s\" became \"%.60s\"", chapter->title, tree->str + at,
                boxes->str + above + at);
    g_autofree char *before = g_strndup(boxes->str, above);
    g_autoptr(GString) part = g_string_new(NULL);
    flow_collect_letters(chapter->entry->part ? chapter->entry->part : "", part);
    assert_true(g_str_has_prefix(before, part->str));
    assert_int_equal(above > part->len, chapter->number != NULL);
    assert_true(!chapter->number || strstr(before + part->len, chapter->number));
}

static void
check_words(FlowCase *item)
{
    const PsgModelChapter *chapter = item->galley->chapter;
    g_autoptr(GString) tree = g_string_new(NULL), boxes = g_string_new(NULL);
    /* Pages and addresses are words of the engine's own. */
    if (item->book.style->with_page_references)
        return;
    flow_collect_letters(chapter->text->has_title_heading ? "" : chapter->title, tree);
    flow_collect_tree(chapter->text->root, tree);
    flow_collect_boxes(item->galley->boxes, FALSE, boxes);
    assert_same_letters(chapter, tree, boxes);
}

static void
every_word_of_the_example_is_in_exactly_one_box(void **state)
{
    check_example(*state, check_words);
}

/* --- lines and boxes --- */

static void
count_lines(const GArray *boxes, GHashTable *seen, guint *count)
{
    for (guint i = 0; i < boxes->len; i++) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        if (box->kind == PSG_BOX_LINE) {
            const void *line = &g_array_index(box->text->lines, PsgTypeLine, box->line);
            assert_true(g_hash_table_add(seen, (gpointer)line));
            ++*count;
        }
        if (box->label)
            ++*count;
        for (guint k = 0; box->row && k < box->row->cells->len; k++)
            count_lines(((const PsgPrintCell *)box->row->cells->pdata[k])->boxes, seen, count);
    }
}

static void
check_lines(FlowCase *item)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    guint in_boxes = 0, in_texts = 0;
    count_lines(item->galley->boxes, seen, &in_boxes);
    for (guint i = 0; i < item->galley->notes->len; i++)
        count_lines(g_array_index(item->galley->notes, PsgPrintNote, i).boxes, seen, &in_boxes);
    for (guint i = 0; i < item->galley->texts->len; i++)
        in_texts += ((const PsgTypeText *)item->galley->texts->pdata[i])->lines->len;
    assert_int_equal(in_boxes, in_texts);
}

static void
every_line_that_was_set_is_in_exactly_one_box(void **state)
{
    check_example(*state, check_lines);
}

static void
check_within(const GArray *boxes, PsgLength width)
{
    for (guint i = 0; i < boxes->len; i++) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        PsgLength start = box->x, end = box->x + box->width;
        if (box->kind == PSG_BOX_LINE) {
            const PsgTypeLine *line = &g_array_index(box->text->lines, PsgTypeLine, box->line);
            start = box->x + line->x;
            end = start + line->width;
        }
        if (box->label)
            start = MIN(start, box->label_x);
        assert_true(start >= 0);
        assert_true(end <= width + 2);
        assert_true(box->height >= 0 && box->space >= 0);
        for (guint k = 0; box->row && k < box->row->cells->len; k++) {
            const PsgPrintCell *cell = box->row->cells->pdata[k];
            assert_true(cell->x >= 0 && cell->x + cell->width <= box->width);
            check_within(cell->boxes, cell->width);
        }
    }
}

static void
check_measure(FlowCase *item)
{
    PsgLength measure = psg_print_style_get_measure(item->book.style);
    check_within(item->galley->boxes, measure);
    for (guint i = 0; i < item->galley->notes->len; i++)
        check_within(g_array_index(item->galley->notes, PsgPrintNote, i).boxes, measure);
}

static void
nothing_of_the_example_leaves_the_measure(void **state)
{
    check_example(*state, check_measure);
}

static void
check_tags(FlowCase *item)
{
    g_autoptr(PsgTagTree) tree = psg_tag_tree_new();
    g_autoptr(PsgFindings) findings = psg_findings_new();
    psg_tag_adopt(psg_tag_tree_get_root(tree), g_steal_pointer(&item->galley->tag));
    psg_tag_tree_check(tree, findings);
    if (psg_findings_get_length(findings) > 0)
        fail_msg("%s", psg_finding_format(psg_findings_get(findings, 0)));
}

static void
the_tags_of_the_example_are_what_pdf_ua_asks_for(void **state)
{
    check_example(*state, check_tags);
}

static void
check_sources(FlowCase *item)
{
    for (guint i = 0; i < item->galley->boxes->len; i++) {
        const PsgBox *box = &g_array_index(item->galley->boxes, PsgBox, i);
        if (box->kind != PSG_BOX_LINE || !box->source || box->source->type != XML_TEXT_NODE)
            continue;
        const PsgTypeLine *line = &g_array_index(box->text->lines, PsgTypeLine, box->line);
        const char *words = box->text->text + line->start;
        const char *source = (const char *)box->source->content + box->source_start;
        assert_true(box->source_start <= strlen((const char *)box->source->content));
        gsize length = strcspn(source, " \t\n");
        length = MIN(length, line->end - line->start);
        if (length > 0 && strncmp(words, source, length) != 0 && words[0] != ' ' &&
                !g_str_has_prefix(words, "\342\200") && !g_str_has_prefix(words, "\342\201"))
            fail_msg("\"%.40s\" is said to come from \"%.40s\"", words, source);
    }
}

static void
every_line_knows_where_its_words_begin_in_the_source(void **state)
{
    check_example(*state, check_sources);
    g_auto(FlowCase) item = flow_markdown(*state, 0,
            "# T\n\nSome *words*\nthat go on   and on, "
            "so long that there is another line of them, which begins somewhere in here.\n");
    const PsgBox *second = &g_array_index(item.galley->boxes, PsgBox, 2);
    const PsgTypeLine *line = &g_array_index(second->text->lines, PsgTypeLine, 1);
    g_autofree char *begins = g_strndup(second->text->text + line->start, 8);
    assert_true(
            g_str_has_prefix((const char *)second->source->content + second->source_start, begins));
}

static void
the_same_chapter_gives_the_same_boxes(void **state)
{
    const char *markdown =
            "# T\n\nWords[^1] and\n\n| a | b |\n| --- | --- |\n| c | d |\n\n[^1]: N.\n";
    g_auto(FlowCase) one = flow_markdown(*state, 0, markdown);
    g_autofree char *tags = flow_describe(&one), *boxes = flow_show(one.galley->boxes);
    g_auto(FlowCase) other = flow_markdown(*state, 0, markdown);
    assert_tags(other, tags);
    assert_shown(other.galley->boxes, boxes);
}

/* --- texts that nobody would write --- */

/* Appends pieces of XHTML, some of them in one another. */
static void
append_random(GRand *random, GString *out, guint depth)
{
    static const char *const leaves[] = {"<p>Words that go on and on for a while, <em>as</em> they "
                                         "do</p>",
            "loose <b>words</b>", "<p><a href=\"chapter:0/1\">link</a></p>", "<hr/>",
            "<pre><code>code\n\tgoes\n</code></pre>", "<p><img src=\"1\" alt=\"a\"/></p>",
            "<p>x<img src=\"1\" alt=\"\"/>y<br/>z</p>", "<p></p>", "<h3 id=\"\">Heading</h3>",
            "<p lang=\"ar\" dir=\"rtl\">مرحبا بالعالم Plainsong</p>", "<p>ends with:</p>",
            "<p>Donaudampfschifffahrtsgesellschaftskapitaenskajuetenschluesselloch</p>"};
    static const char *const holders[][2] = {{"<ul><li>", "</li><li>b</li></ul>"},
            {"<ol start=\"98\"><li>a</li><li>", "</li><li>c</li></ol>"},
            {"<blockquote>", "</blockquote>"}, {"<div>", "</div>"},
            {"<div class=\"callout callout-tip\"><p class=\"callout-title\">Tip</p>", "</div>"},
            {"<details><summary>More</summary>", "</details>"},
            {"<dl><dt>t</dt><dd>", "</dd></dl>"},
            {"<table><tr><th>h</th><td>", "</td></tr><tr><td>short</td></tr></table>"},
            {"<table><thead><tr><th>one</th><th>two</th></tr></thead><tbody><tr><td rowspan=\"2\">",
                    "</td><td>x</td></tr><tr><td>y</td></tr></tbody></table>"},
            {"<figure>", "<figcaption>caption</figcaption></figure>"},
            {"<div lang=\"ur\" dir=\"rtl\">", "</div>"}};
    for (gint i = g_rand_int_range(random, 1, 4); i > 0; i--) {
        if (depth == 0 || g_rand_boolean(random)) {
            g_string_append(out, leaves[g_rand_int_range(random, 0, G_N_ELEMENTS(leaves))]);
            continue;
        }
        gint holder = g_rand_int_range(random, 0, G_N_ELEMENTS(holders));
        g_string_append(out, holders[holder][0]);
        append_random(random, out, depth - 1);
        g_string_append(out, holders[holder][1]);
    }
}

static void
whatever_stands_in_whatever_no_word_is_lost(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(20);
    for (guint round = 0; round < 150; round++) {
        g_autoptr(GString) xhtml = g_string_new("<h1>T</h1>");
        append_random(random, xhtml, 5);
        g_auto(FlowCase) item = flow_xhtml(*state, PSG_PRINT_NORMAL, xhtml->str);
        check_words(&item);
        check_lines(&item);
        check_measure(&item);
        g_auto(FlowCase) large = flow_xhtml(*state, PSG_PRINT_LARGE, xhtml->str);
        check_lines(&large);
        check_measure(&large);
    }
}

/* --- room --- */

static void
pictures_are_made_to_fit_the_measure(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, PSG_PRINT_LARGE,
            "<h1>T</h1><ul><li><img src=\"1\" alt=\"a\" width=\"30000\"/></li></ul>"
            "<p>x<img src=\"1\" alt=\"b\" height=\"30000\"/></p>");
    check_measure(&item);
}

static void
lists_in_lists_without_end_stay_readable(void **state)
{
    g_autoptr(GString) markdown = g_string_new("# T\n\n");
    for (guint i = 0; i < 70; i++)
        g_string_append_printf(markdown, "%*s- level %u of many words in it\n", (int)i * 2, "", i);
    g_auto(FlowCase) item = flow_markdown(*state, PSG_PRINT_LARGE, markdown->str);
    check_measure(&item);
    for (guint i = 0; i < item.galley->boxes->len; i++)
        assert_true(g_array_index(item.galley->boxes, PsgBox, i).width > PSG_POINTS(100));
}

/* --- headings --- */

static void
headings_have_a_place_a_level_and_a_tag(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0, "# Play\n\n## Sand *tray*\n\nWords.\n");
    assert_tags(item, "Sect(H1(\"Play\") H2(\"Sand tray\") P(\"Words.\"))");
    assert_int_equal(item.galley->headings->len, 2);
    const PsgPrintHeading *heading = &g_array_index(item.galley->headings, PsgPrintHeading, 1);
    assert_string_equal(heading->title, "Sand tray");
    assert_string_equal(heading->destination, "early-years/welcome#sand-tray");
    assert_int_equal(heading->level, 2);
    assert_int_equal(heading->box, 1);
    assert_string_equal(item.galley->running_head, "Welcome");
}

static void
a_chapter_without_a_title_gets_its_own(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0, "Words.\n");
    assert_tags(item, "Sect(H1(\"Welcome\") P(\"Words.\"))");
    const PsgPrintHeading *heading = &g_array_index(item.galley->headings, PsgPrintHeading, 0);
    assert_string_equal(heading->destination, "early-years/welcome");
}

static void
the_number_and_the_part_of_a_chapter_stand_above_its_title(void **state)
{
    FlowBench *bench = *state;
    PsgModelChapter *chapter = fixture_model_get_chapter(bench->fixture, 0, 0);
    PsgChapterEntry *entry = (PsgChapterEntry *)chapter->entry;
    char *number = chapter->number, *part = entry->part;
    chapter->number = "7";
    entry->part = "By area";
    g_auto(FlowCase) item = flow_markdown(bench, 0, "# Play\n");
    chapter->number = number;
    entry->part = part;
    assert_tags(item, "Sect(P(\"By area\") P(\"Chapter 7\") H1(\"Play\"))");
    assert_true(g_array_index(item.galley->boxes, PsgBox, 1).keeps_with_next);
}

static void
every_id_is_a_place_to_go_to(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1 id=\"t\">T</h1><p id=\"p\">a <span id=\"s\">b</span></p><ul id=\"u\"><li "
            "id=\"l\">c"
            "</li></ul><table id=\"ta\"><tbody><tr id=\"r\"><td "
            "id=\"d\">e</td></tr></tbody></table>"
            "<hr id=\"h\"/><div id=\"end\"></div>");
    static const char *const expected[] = {"early-years/welcome 0", "early-years/welcome#t 0",
            "early-years/welcome#p 1", "early-years/welcome#s 1", "early-years/welcome#u 2",
            "early-years/welcome#l 2", "early-years/welcome#ta 3", "early-years/welcome#r 3",
            "early-years/welcome#d 3", "early-years/welcome#h 4", "early-years/welcome#end 4"};
    assert_int_equal(item.galley->anchors->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < item.galley->anchors->len; i++) {
        const PsgPrintAnchor *anchor = &g_array_index(item.galley->anchors, PsgPrintAnchor, i);
        g_autofree char *found = g_strdup_printf("%s %u", anchor->destination, anchor->box);
        assert_string_equal(found, expected[i]);
    }
}

/* --- where pages may end --- */

static char *
list_keeps(const FlowCase *item)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < item->galley->boxes->len; i++)
        g_string_append_c(
                out, g_array_index(item->galley->boxes, PsgBox, i).keeps_with_next ? 'k' : '.');
    return g_string_free(out, FALSE);
}

static void
assert_keeps(FlowBench *bench, const char *markdown, const char *expected)
{
    g_auto(FlowCase) item = flow_markdown(bench, 0, markdown);
    g_autofree char *found = list_keeps(&item);
    assert_string_equal(found, expected);
}

static void
lines_keep_together_as_readers_need_them(void **state)
{
    assert_keeps(*state, "# T\n\na  \nb  \nc\n", "kkk.");
    assert_keeps(*state, "# T\n\na  \nb  \nc  \nd  \ne\n", "kk..k.");
    assert_keeps(*state, "# T\n\n## H\n\nWords.\n", "kk.");
    assert_keeps(*state, "# T\n\nBring:\n\n- a\n- b\n", "kkk.");
    assert_keeps(*state, "# T\n\nBring.\n\n- a\n- b\n- c\n- d\n", "k.k.k.");
    assert_keeps(*state, "# T\n\n```\n1\n2\n3\n```\n", "kkkkk.");
    assert_keeps(*state, "# T\n\n```\n1\n2\n3\n4\n5\n6\n7\n```\n", "kkk....kk.");
    assert_keeps(*state, "# T\n\n> [!TIP]\n> Words.\n", "kkkk.");
}

static void
space_between_blocks_is_the_larger_of_the_two(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0, "# T\n\nOne.\n\nTwo.\n\n## H\n");
    const PsgPrintStyle *style = item.book.style;
    const PsgBox *boxes = (const PsgBox *)(gconstpointer)item.galley->boxes->data;
    PsgLength after = style->texts[PSG_ROLE_BODY].space_after;
    assert_int_equal(boxes[1].space, style->texts[PSG_ROLE_HEADING_1].space_after);
    assert_int_equal(boxes[2].space, after);
    assert_int_equal(boxes[3].space, MAX(after, style->texts[PSG_ROLE_HEADING_2].space_before));
}

/* --- drafts --- */

static void
marks_of_a_draft_have_a_change_bar(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0, "# T\n\nOld {++new++} words.\n\nOthers.\n");
    assert_true(g_array_index(item.galley->boxes, PsgBox, 1).is_changed);
    assert_false(g_array_index(item.galley->boxes, PsgBox, 2).is_changed);
}

static void
comments_are_notes(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><p class=\"commented-block\">Words</p><div class=\"comments\"><details "
            "class=\"comment-thread\" id=\"comment-x\"><summary>Comment 1</summary><div><p>Why?</p>"
            "</div></details></div>");
    assert_tags(item, "Sect(H1(\"T\") P(\"Words\") Note(P(\"Comment 1\") P(\"Why?\")))");
    assert_false(g_array_index(item.galley->boxes, PsgBox, 1).is_changed);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_word_of_the_example_is_in_exactly_one_box),
            cmocka_unit_test(every_line_that_was_set_is_in_exactly_one_box),
            cmocka_unit_test(nothing_of_the_example_leaves_the_measure),
            cmocka_unit_test(the_tags_of_the_example_are_what_pdf_ua_asks_for),
            cmocka_unit_test(every_line_knows_where_its_words_begin_in_the_source),
            cmocka_unit_test(the_same_chapter_gives_the_same_boxes),
            cmocka_unit_test(whatever_stands_in_whatever_no_word_is_lost),
            cmocka_unit_test(pictures_are_made_to_fit_the_measure),
            cmocka_unit_test(lists_in_lists_without_end_stay_readable),
            cmocka_unit_test(headings_have_a_place_a_level_and_a_tag),
            cmocka_unit_test(a_chapter_without_a_title_gets_its_own),
            cmocka_unit_test(the_number_and_the_part_of_a_chapter_stand_above_its_title),
            cmocka_unit_test(every_id_is_a_place_to_go_to),
            cmocka_unit_test(lines_keep_together_as_readers_need_them),
            cmocka_unit_test(space_between_blocks_is_the_larger_of_the_two),
            cmocka_unit_test(marks_of_a_draft_have_a_change_bar),
            cmocka_unit_test(comments_are_notes),
    };
    return cmocka_run_group_tests(tests, flow_bench_set_up, flow_bench_tear_down);
}
