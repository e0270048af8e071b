/* The redline: what is new and what is gone stands where it belongs, and both texts can be read
 * back from it. */
#include "changes_case.h"

#include "text/content_model.h"
#include "text/diff/redline.h"
#include "text/tree.h"

/* --- reading a redline --- */

static gboolean
has_class(const xmlNode *node, const char *class)
{
    const char *value =
            node->type == XML_ELEMENT_NODE ? psg_tree_get_attribute(node, "class") : NULL;
    return value && !strcmp(value, class);
}

/* Letters of a tree without white space, and without what `is_old` asks to leave out. */
static void
append_letters(const xmlNode *node, gboolean is_old, GString *out)
{
    for (const xmlNode *at = node->children; at; at = at->next) {
        if (at->type == XML_TEXT_NODE) {
            for (const char *c = (const char *)at->content; *c; c++)
                if (!g_ascii_isspace(*c))
                    g_string_append_c(out, *c);
        } else if (!has_class(at, "change-note") && !has_class(at, "moved-away") &&
                   !psg_tree_is(at, is_old ? "ins" : "del")) {
            if (is_old && (has_class(at, "footnote-number") || has_class(at, "footnote-back")))
                continue;
            if (psg_tree_is(at, "img")) {
                g_auto(GStrv) words = g_strsplit(psg_tree_get_attribute(at, "alt"), " ", -1);
                g_autofree char *alternative = g_strjoinv("", words);
                g_string_append_printf(out, is_old ? "[Picture:%s]" : "%s", alternative);
            }
            append_letters(at, is_old, out);
        }
    }
}

static char *
read_letters(const xmlNode *root, gboolean is_old)
{
    GString *out = g_string_new(NULL);
    append_letters(root, is_old, out);
    return g_string_free(out, FALSE);
}

static int
compare_letters(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

/* Deleted words may stand in another order where blocks moved: letters are counted. */
static char *
sort_letters(char *letters)
{
    qsort(letters, strlen(letters), 1, compare_letters);
    return letters;
}

static const char *
get_name(const xmlNode *node)
{
    return (const char *)node->name;
}

static void
check_place(const xmlNode *node)
{
    const xmlNode *parent = node->parent;
    PsgElementKind kind = psg_element_get_kind(get_name(node));
    PsgElementKind around = psg_element_get_kind(get_name(parent));
    gboolean is_rule = psg_tree_is(node, "hr");
    if (kind >= PSG_ELEMENT_LINES && around < PSG_ELEMENT_BLOCK && !is_rule)
        fail_msg("<%s> stands in <%s>", get_name(node), get_name(parent));
    if ((psg_tree_is(parent, "ul") || psg_tree_is(parent, "ol")) && !psg_tree_is(node, "li"))
        fail_msg("<%s> stands in a list", get_name(node));
    if (psg_tree_is(parent, "tr") && !psg_tree_is(node, "td") && !psg_tree_is(node, "th"))
        fail_msg("<%s> stands in a row", get_name(node));
    if (psg_tree_is(node, "li") && !psg_tree_is(parent, "ul") && !psg_tree_is(parent, "ol"))
        fail_msg("<li> stands in <%s>", get_name(parent));
    if (psg_tree_is(node, "a") && psg_tree_get_attribute(node, "href"))
        for (const xmlNode *at = parent; at; at = at->parent)
            assert_false(psg_tree_is(at, "del"));
}

/* What holds of every redline. */
static void
check_tree(const xmlNode *root)
{
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) labels = g_hash_table_new(g_str_hash, g_str_equal);
    guint level = 0;
    for (const xmlNode *node = root->children; node; node = psg_tree_get_next(node, root)) {
        assert_true(node->parent && (!node->next || node->next->prev == node));
        if (node->type != XML_ELEMENT_NODE)
            continue;
        check_place(node);
        const char *id = psg_tree_get_attribute(node, "id");
        const char *label = psg_tree_get_attribute(node, "aria-label");
        if (id && !g_hash_table_add(ids, (gpointer)id))
            fail_msg("the id \"%s\" stands twice", id);
        if (label && !g_hash_table_add(labels, (gpointer)label))
            fail_msg("the label \"%s\" stands twice", label);
        if (node->name[0] == 'h' && g_ascii_isdigit(node->name[1])) {
            guint own = node->name[1] - '0';
            if (level > 0 && own > level + 1)
                fail_msg("h%u follows h%u", own, level);
            level = own;
        }
    }
}

static void
check_links(const xmlNode *root)
{
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (const xmlNode *node = root->children; node; node = psg_tree_get_next(node, root))
        if (node->type == XML_ELEMENT_NODE && psg_tree_get_attribute(node, "id"))
            g_hash_table_add(ids, (gpointer)psg_tree_get_attribute(node, "id"));
    for (const xmlNode *node = root->children; node; node = psg_tree_get_next(node, root)) {
        const char *href = node->type == XML_ELEMENT_NODE && psg_tree_get_attribute(node, "role")
                                   ? psg_tree_get_attribute(node, "href")
                                   : NULL;
        if (href && href[0] == '#' && !g_hash_table_contains(ids, href + 1))
            fail_msg("a link of the engine's leads to \"%s\", which is nowhere", href);
    }
}

/* The redline as HTML; checked for all that must hold, save that the old text can be read back
 * where blocks moved or what words are in changed. */
static char *
make_redline(
        const Comparison *comparison, guint pair, gboolean is_old_readable, PsgRedlineCount *count)
{
    const PsgDiffPair *both = psg_diff_get_pair(comparison->diff, pair);
    g_autoptr(xmlDoc) document = psg_redline_new(comparison->diff, pair, count);
    const xmlNode *root = xmlDocGetRootElement(document);
    GString *markup = g_string_new(NULL);
    psg_markup_write_children(root, PSG_MARKUP_XHTML, NULL, markup);
    check_tree(root);
    check_links(root);
    if (both->new_side.text) {
        g_autofree char *letters = read_letters(root, FALSE);
        g_autofree char *expected = read_letters(both->new_side.text->root, FALSE);
        assert_string_equal(letters, expected);
    }
    if (both->old_side.text && is_old_readable) {
        g_autofree char *letters = sort_letters(read_letters(root, TRUE));
        g_autofree char *expected = sort_letters(read_letters(both->old_side.text->root, TRUE));
        if (strcmp(letters, expected) != 0)
            fail_msg("the old text cannot be read back from %s", markup->str);
    }
    g_autofree char *whole = g_strdup_printf("<article>%s</article>", markup->str);
    g_autoptr(xmlDoc) again = text_case_read_xml(whole, strlen(whole));
    assert_non_null(again);
    return g_string_free(markup, FALSE);
}

static char *
redline(const char *old_markdown, const char *new_markdown)
{
    g_auto(Comparison) comparison;
    compare(&comparison, old_markdown, new_markdown);
    return make_redline(&comparison, 0, TRUE, NULL);
}

#define assert_redline(before, after, expected)            \
    do {                                                   \
        g_autofree char *markup_ = redline(before, after); \
        assert_string_equal(markup_, expected);            \
    } while (0)

#define NOTE(words) "<span class=\"change-note\">" words "</span>"
#define DEL(words) "<del>" NOTE("Removed: ") words "</del>"
#define INS(words) "<ins>" NOTE("Added: ") words "</ins>"

/* --- tests --- */

static void
an_equal_text_is_left_as_it_is(void **state)
{
    const char *markdown = "# T\n\nA *b* [c](d.md).\n\n- e\n- f\n";
    g_autofree char *plain = to_html(markdown);
    assert_redline(markdown, markdown, plain);
}

static void
words_are_marked_where_they_stand(void **state)
{
    assert_redline("Roll the ball to the child and wait.\n",
            "Roll the ball to a friend and wait.\n",
            "<p>Roll the ball to " DEL("the child") " " INS("a friend") " and wait.</p>\n");
    assert_redline("Wait for the child now.\n", "Wait for the child.\n",
            "<p>Wait for the child " DEL("now") ".</p>\n");
    assert_redline("Wait for the child, please.\n", "Please wait for the child, please.\n",
            "<p>" DEL("Wait") " " INS("Please wait") " for the child, please.</p>\n");
}

static void
marks_never_cross_the_border_of_an_element(void **state)
{
    g_autofree char *markup = redline("Offer the child a turn with the ball each day.\n",
            "Offer the child a turn with *the big* ball each day.\n");
    assert_holds(markup, "<em>the " INS("big") "</em>");
}

static void
new_blocks_say_so_at_their_beginning_and_end(void **state)
{
    g_autofree char *markup = redline("# T\n\nSame words here.\n",
            "# T\n\nSame words here.\n\n## New\n\nOne sentence. And *another* one.\n");
    assert_holds(markup, "<h2 id=\"new\">" INS("New") "</h2>");
    assert_holds(markup, "<p><ins>One sentence. And <em>another</em> one." NOTE(
                                 " (end of change)") "</ins></p>");
}

static void
gone_items_rows_and_tables_stand_in_their_own_kind(void **state)
{
    assert_redline("- one apple\n- two pears\n- three plums\n", "- one apple\n- three plums\n",
            "<ul>\n<li>one apple</li>\n<li class=\"removed\">" DEL(
                    "two pears") "</li>\n<li>three plums</li>\n</ul>\n");
    assert_redline("1. one apple\n2. two pears\n3. three plums\n", "1. two pears\n2. three plums\n",
            "<ol>\n<li class=\"removed\" value=\"1\">" DEL(
                    "one apple") "</li>\n<li value=\"1\">two pears</li>\n<li>three "
                                 "plums</li>\n</ol>\n");
    g_autofree char *rows = redline("| a | b |\n|---|---|\n| sand | water |\n| mud | |\n",
            "| a | b |\n|---|---|\n| sand | water |\n");
    assert_holds(rows, "<tr class=\"removed\">\n<td>" DEL("mud") "</td>\n<td></td>\n</tr>");
    g_autofree char *table =
            redline("Words.\n\n| a | b |\n|---|---|\n| sand | water |\n\nMore words.\n",
                    "Words.\n\nMore words.\n");
    assert_holds(table, "aria-label=\"Removed table 1\"");
    assert_holds(table, "<th scope=\"col\"><del>b</del></th>");
}

static void
what_is_gone_loses_links_and_ids_and_keeps_its_form(void **state)
{
    g_autofree char *markup =
            redline("# T\n\nStay here.\n\n## Old {#old}\n\nSee [the *page*](x.md), "
                    "`code` and ![a boat](b.svg).\n",
                    "# T\n\nStay here.\n");
    assert_lacks(markup, "x.md");
    assert_lacks(markup, "id=\"old\"");
    assert_lacks(markup, "<img");
    assert_holds(
            markup, "<span>the <em>page</em></span>, <code>code</code> and [Picture: a boat].");
}

static void
a_footnote_that_is_gone_leaves_no_dead_link(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison,
            "One word[^a] and more[^b] here.\n\n[^a]: First note.\n\n[^b]: Second note.\n",
            "One word and more[^b] here.\n\n[^b]: Second note.\n");
    g_autofree char *markup = make_redline(&comparison, 0, FALSE, NULL);
    assert_lacks(markup, "#fn-a\"");
    assert_holds(markup, "First note");
}

static void
a_move_is_told_at_both_ends(void **state)
{
    g_auto(Comparison) comparison;
    const char *moved = "When the bell rings the children tidy the sand tray together.";
    g_autofree char *before = g_strdup_printf(
            "# T\n\n## Inside\n\nWords that stay inside here.\n\n%s"
            "\n\n## Outside\n\nOther words stay outside now, and they are many more than those "
            "above, so that nobody would say that they are what moved.\n",
            moved);
    g_autofree char *after = g_strdup_printf(
            "# T\n\n## Inside\n\nWords that stay inside here.\n\n"
            "## Outside\n\nOther words stay outside now, and they are many more than those above, "
            "so that nobody would say that they are what moved.\n\n%s\n",
            moved);
    compare(&comparison, before, after);
    PsgRedlineCount count;
    g_autofree char *markup = make_redline(&comparison, 0, FALSE, &count);
    assert_int_equal(count.moves, 1);
    assert_int_equal(count.insertions + count.deletions, 0);
    assert_holds(markup, "<p class=\"moved\">" NOTE("Moved here from “Inside”: ") "When the bell");
    assert_holds(markup, "<p class=\"moved-away\">“When the bell rings the children tidy the …” "
                         "<span>moved to “Outside”.</span></p>");
}

static void
a_section_that_moved_says_so_once(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison,
            "# T\n\n## A\n\nSome words that stay here.\n\n## B\n\nOther words that stay "
            "there.\n\n## "
            "C\n\nWords that go with it.\n",
            "# T\n\n## C\n\nWords that go with it.\n\n## A\n\nSome words that stay here.\n\n## "
            "B\n\nOther words that stay there.\n");
    PsgRedlineCount count;
    g_autofree char *markup = make_redline(&comparison, 0, TRUE, &count);
    assert_int_equal(count.moves, 1);
    assert_holds(markup, "Moved here from elsewhere in this chapter: </span>C</h2>");
    assert_holds(markup, "<p class=\"moved\">Words that go with it.</p>");
    assert_holds(markup, "“C” <span>moved elsewhere in this chapter.</span>");
    assert_lacks(markup, "“Words");
}

static void
a_quotation_mark_that_went_stands_at_its_word(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison, "It is short for “dynamic” here, “so we say it” now.\n",
            "It is short for dynamic here, *so we say it* now.\n");
    g_autofree char *markup = make_redline(&comparison, 0, TRUE, NULL);
    assert_holds(markup, "short for " DEL("“") "dynamic" DEL("”") " here, " DEL(
                                 "“") "<em>so we say it</em>" DEL("”") " now.</p>");
}

static void
a_link_that_leads_elsewhere_keeps_its_words(void **state)
{
    g_autofree char *markup =
            redline("Read [the page](a.md) first.\n", "Read [the page](b.md) first.\n");
    assert_holds(markup, "<a href=\"b.md\"><mark class=\"change-mark\">" NOTE(
                                 "Link changed: ") "the page</mark></a>");
    assert_lacks(markup, "<del>");
}

static void
notes_are_marked_as_english_in_other_languages(void **state)
{
    g_auto(Comparison) comparison;
    const char *const markdown[] = {"یہ ایک لفظ ہے\n", "یہ ایک نیا لفظ ہے\n"};
    compare_all(&comparison, markdown, 1, "ur");
    g_autofree char *markup = make_redline(&comparison, 0, TRUE, NULL);
    assert_holds(markup,
            "<span class=\"change-note\" lang=\"en\" xml:lang=\"en\" dir=\"ltr\">Added: </span>");
}

static void
a_chapter_that_is_gone_is_all_deleted(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison, "# T\n\nSome words.\n\n- a\n- b\n", NULL);
    PsgRedlineCount count;
    g_autofree char *markup = make_redline(&comparison, 0, TRUE, &count);
    assert_int_equal(count.deletions, 1);
    assert_holds(markup, "<h1 class=\"removed\">" DEL("T") "</h1>");
    assert_holds(markup, "<ul class=\"removed\">\n<li><del>a</del></li>\n<li>");
}

static void
elements_keep_what_they_were_given(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison, "A [b](c.md) d.\n", "A [b](c.md) e.\n");
    PsgText *text = comparison.texts->pdata[1];
    xmlNode *link = ((PsgReference *)g_ptr_array_index(text->links, 0))->node;
    link->_private = text;
    g_autoptr(xmlDoc) document = psg_redline_new(comparison.diff, 0, NULL);
    const xmlNode *root = xmlDocGetRootElement(document);
    guint found = 0;
    for (const xmlNode *node = root->children; node; node = psg_tree_get_next(node, root))
        if (psg_tree_is(node, "a")) {
            assert_ptr_equal(node->_private, text);
            assert_int_equal(node->line, link->line);
            found++;
        }
    link->_private = NULL;
    assert_int_equal(found, 1);
}

/* --- random edits --- */

static const char *const blocks[] = {"# Play and learning", "## Turn-taking", "### Waiting",
        "Roll a ball to the child and *wait* for it to come back.",
        "See [the other page](other.md) and `code` too.",
        "- one apple\n- two pears\n  - small ones\n- plums",
        "1. wash your hands\n\n2. dry them well\n\n3. sit down", "> A quotation of some length.",
        "> [!NOTE]\n> Take care with **water**.",
        "| What | Why |\n|---|---|\n| sand | it runs |\n| mud | |", "```c\nint a;\n  int b;\n```",
        "![a boat](boat.svg \"A boat\")", "![a cup](cup.svg)", "---", "Words with a note[^1].",
        "- [ ] a task\n- [x] a done task", "<div lang=\"ur\">\n\nیہ ایک لفظ ہے\n\n</div>",
        "<details><summary>More</summary>\n\nInside words.\n\n</details>",
        "<dl><dt>Term</dt><dd>Its meaning.</dd></dl>", "Two lines\\\nin one ~~old~~ paragraph."};

static char *
mix(GRand *random, const char *markdown)
{
    static const char *const words[] = {"sand", "water", "the", "child,", "*today*", "[x](y.md)"};
    GString *out = g_string_new(NULL);
    g_auto(GStrv) parts = g_strsplit(markdown, " ", -1);
    for (guint i = 0; parts[i]; i++) {
        int chance = g_rand_int_range(random, 0, 20);
        if (chance == 0 && !strpbrk(parts[i], "|#>`<\n[]"))
            continue;
        g_string_append_printf(out, "%s%s", i > 0 ? " " : "", parts[i]);
        if (chance == 1 && !strpbrk(parts[i], "|#>`<\n-["))
            g_string_append_printf(out, " %s", words[g_rand_int_range(random, 0, 6)]);
    }
    return g_string_free(out, FALSE);
}

static char *
edit(GRand *random, const guint *order, guint count, gboolean is_new)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        int chance = is_new ? g_rand_int_range(random, 0, 10) : 9;
        guint block = chance == 0 ? order[(i * 7 + 3) % count] : order[i];
        if (chance == 1)
            continue;
        g_autofree char *text = chance < 6 ? mix(random, blocks[block]) : g_strdup(blocks[block]);
        g_string_append_printf(out, "%s\n\n", text);
    }
    g_string_append(out, "[^1]: The note itself.\n");
    return g_string_free(out, FALSE);
}

static void
random_edits_give_trees_that_hold_both_texts(void **state)
{
    for (guint seed = 0; seed < 400; seed++) {
        GRand *random = g_rand_new_with_seed(seed);
        guint order[24], count = (guint)g_rand_int_range(random, 3, 24);
        for (guint i = 0; i < count; i++)
            order[i] = (guint)g_rand_int_range(random, 0, G_N_ELEMENTS(blocks));
        g_autofree char *before = edit(random, order, count, FALSE);
        g_autofree char *after = edit(random, order, count, TRUE);
        g_auto(Comparison) comparison;
        compare(&comparison, before, after);
        g_autofree char *markup = make_redline(&comparison, 0, FALSE, NULL);
        g_rand_free(random);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(an_equal_text_is_left_as_it_is),
            cmocka_unit_test(words_are_marked_where_they_stand),
            cmocka_unit_test(marks_never_cross_the_border_of_an_element),
            cmocka_unit_test(new_blocks_say_so_at_their_beginning_and_end),
            cmocka_unit_test(gone_items_rows_and_tables_stand_in_their_own_kind),
            cmocka_unit_test(what_is_gone_loses_links_and_ids_and_keeps_its_form),
            cmocka_unit_test(a_footnote_that_is_gone_leaves_no_dead_link),
            cmocka_unit_test(a_move_is_told_at_both_ends),
            cmocka_unit_test(a_section_that_moved_says_so_once),
            cmocka_unit_test(a_quotation_mark_that_went_stands_at_its_word),
            cmocka_unit_test(a_link_that_leads_elsewhere_keeps_its_words),
            cmocka_unit_test(notes_are_marked_as_english_in_other_languages),
            cmocka_unit_test(a_chapter_that_is_gone_is_all_deleted),
            cmocka_unit_test(elements_keep_what_they_were_given),
            cmocka_unit_test(random_edits_give_trees_that_hold_both_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
