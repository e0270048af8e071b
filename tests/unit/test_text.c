/* The dialect: what an author may write, and what becomes of what goes wrong. */
#include "text_case.h"

/* --- attribute blocks --- */

static void
attribute_blocks_give_ids_and_languages(void **state)
{
    assert_html("# T {#top}\n\n## متن {lang=ur}\n\nsłowo {lang=pl}\n",
            "<h1 id=\"top\">T</h1>\n<h2 lang=\"ur\" dir=\"rtl\" id=\"متن\">متن</h2>\n<p "
            "lang=\"pl\" dir=\"ltr\">słowo</p>\n");
    assert_html("# T\n\n## [x](y) {#a lang=ar}\n",
            "<h1 id=\"t\">T</h1>\n<h2 id=\"a\" lang=\"ar\" dir=\"rtl\"><a href=\"y\">x</a></h2>\n");
    assert_html("- متن {lang=ur}\n  - b\n- [ ] متن {lang=ur}\n",
            "<ul class=\"task-list\">\n<li lang=\"ur\" "
            "dir=\"rtl\">متن\n<ul>\n<li>b</li>\n</ul>\n</li>\n"
            "<li class=\"task\" lang=\"ur\" dir=\"rtl\"><label><input type=\"checkbox\" disabled> "
            "متن</label></li>\n</ul>\n");
}

static void
braces_that_are_no_attributes_stay(void **state)
{
    assert_html("a {lang=no!}\n\nb {x}\n\nc{lang=ur}\n\n`{lang=ur}`\n\nd {}\n",
            "<p>a {lang=no!}</p>\n<p>b "
            "{x}</p>\n<p>c{lang=ur}</p>\n<p><code>{lang=ur}</code></p>\n<p>d {}</p>\n");
}

/* --- headings --- */

static void
one_title_and_no_gap_whatever_levels_come(void **state)
{
    for (guint combination = 0; combination < 6 * 6 * 6; combination++) {
        guint levels[] = {combination / 36 + 1, combination / 6 % 6 + 1, combination % 6 + 1};
        for (guint variant = 0; variant < 3; variant++) {
            g_autoptr(GString) markdown = g_string_new(variant == 1   ? "---\ntitle: F\n---\n"
                                                       : variant == 2 ? "words\n\n"
                                                                      : "");
            for (guint i = 0; i < 3; i++)
                g_string_append_printf(markdown, "%.*s Same\n\n", (int)levels[i], "######");
            g_auto(TextCase) item = parse(markdown->str);
            assert_int_equal(item.text->headings->len, 3);
            guint previous = 1, titles = 0;
            for (guint i = 0; i < 3; i++) {
                const PsgHeading *heading = g_ptr_array_index(item.text->headings, i);
                assert_true(heading->level <= previous + 1 && heading->level >= 1);
                assert_int_equal(heading->node->name[1] - '0', heading->level);
                assert_true(g_hash_table_lookup(item.text->ids, heading->id) == heading->node);
                titles += heading->level == 1;
                previous = heading->level;
            }
            assert_int_equal(titles, item.text->has_title_heading ? 1 : 0);
            assert_string_equal(item.text->title, variant == 1 ? "F" : "Same");
        }
    }
}

static void
titles_come_from_front_matter_then_heading_then_file_name(void **state)
{
    const char *const cases[][2] = {{"---\ntitle: A  title\n---\n# B\n", "A title"},
            {"# *B* `c` ![d](e)\n", "B c d"}, {"words\n", "Sand tray"}, {"#\n", "Sand tray"},
            {"---\ntitle: '  '\n---\nx\n", "Sand tray"}, {"## Low\n", "Low"},
            {"# Play[^1]\n\n[^1]: n\n", "Play"}, {"Under\n===\n", "Under"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(TextCase) item = parse(cases[i][0]);
        assert_string_equal(item.text->title, cases[i][1]);
    }
}

static void
ids_are_githubs_and_unique(void **state)
{
    assert_html("# A\n\n## Turn-taking, & more!\n\n## Same\n\n## Same\n\n## متن\n\n## !\n",
            "<h1 id=\"a\">A</h1>\n<h2 id=\"turn-taking--more\">Turn-taking, &amp; more!</h2>\n<h2 "
            "id=\"same\">Same</h2>\n"
            "<h2 id=\"same-1\">Same</h2>\n<h2 id=\"متن\">متن</h2>\n<h2 id=\"section\">!</h2>\n");
    g_auto(TextCase) item = parse("# A\n\n## B {#x}\n\n## C {#x}\n");
    assert_true(has_finding(&item, "id-clash", 5));
}

static void
a_heading_in_a_quotation_is_no_title(void **state)
{
    g_auto(TextCase) item = parse("---\ntitle: T\n---\n> # Quoted\n\n## After\n");
    assert_false(item.text->has_title_heading);
    assert_int_equal(((PsgHeading *)g_ptr_array_index(item.text->headings, 0))->level, 2);
}

/* --- front matter --- */

static void
language_and_summary_come_from_front_matter(void **state)
{
    g_auto(TextCase) item = parse("---\nlang: ur\nsummary: >\n  Two\n  lines\n---\n# متن\n");
    assert_string_equal(item.text->language, "ur");
    assert_true(item.text->is_right_to_left);
    assert_string_equal(item.text->summary, "Two lines");
    assert_int_equal(((PsgHeading *)g_ptr_array_index(item.text->headings, 0))->line, 7);
}

static void
front_matter_that_is_wrong_loses_no_words(void **state)
{
    g_auto(TextCase) endless = parse("---\ntitle: T\n\nwords\n");
    g_autofree char *html = text_case_write(&endless);
    assert_holds(html, "words");
    assert_true(has_finding(&endless, "front-matter", 1));
    g_auto(TextCase) rule = parse("---\n\nwords\n\n---\n\nmore\n");
    g_autofree char *ruled = text_case_write(&rule);
    assert_string_equal(ruled, "<hr>\n<p>words</p>\n<hr>\n<p>more</p>\n");
    g_auto(TextCase) unknown = parse("---\ntitel: T\n---\nx\n");
    assert_true(has_finding(&unknown, "front-matter", 2));
}

/* --- footnotes --- */

#define REFERENCE(label, number)                                              \
    "<sup class=\"footnote-ref\"><a id=\"fnref-" label "\" href=\"#fn-" label \
    "\" role=\"doc-noteref\">" number "</a></sup>"

static void
notes_are_numbered_by_first_reference(void **state)
{
    g_auto(TextCase) item =
            parse("a[^two] b[^One]\n\n[^one]: first\n\n[^two]: second\n\n    more\n");
    g_autofree char *html = text_case_write(&item);
    assert_holds(html, "<p>a" REFERENCE("two", "1") " b" REFERENCE("one", "2") "</p>\n");
    assert_holds(html, "<aside class=\"footnote\" role=\"doc-footnote\" id=\"fn-two\">\n"
                       "<p><span class=\"footnote-number\">1.</span> second</p>\n<p>more <a "
                       "class=\"footnote-back\" href=\"#fnref-two\"");
}

static void
notes_stand_in_tables_call_outs_lists_and_headings(void **state)
{
    g_autofree char *html =
            to_html("# T[^a]\n\n| x[^b] |\n|--|\n| y[^c] |\n\n> [!NOTE]\n> z[^d]\n\n- q[^e]\n\n"
                    "[^a]: 1\n[^b]: 2\n[^c]: 3\n[^d]: 4\n[^e]: 5\n");
    assert_holds(html, "<th scope=\"col\">x" REFERENCE("b", "2") "</th>");
    assert_holds(html, "<td>y" REFERENCE("c", "3") "</td>");
    assert_holds(html, "<p>z" REFERENCE("d", "4") "</p>");
    assert_holds(html, "<li>q" REFERENCE("e", "5") "</li>");
    assert_holds(html, "<h1 id=\"t\">T<sup");
}

static void
notes_refer_to_notes_and_to_definitions_of_the_text(void **state)
{
    g_autofree char *html = to_html("a[^1]\n\n[^1]: see [g][] and [^2]\n\n[^2]: back to "
                                    "[^1]\n\n[g]: https://example.org/g\n");
    assert_holds(html, "see <a href=\"https://example.org/g\">g</a> and " REFERENCE("2", "2"));
    assert_holds(html, "href=\"#fnref-1-2\"");
    g_autofree char *open = to_html("a[^1] [g]\n\n[^1]: ~~~\n    [g]\n\n[g]: /u\n");
    assert_holds(open, "<code>[g]\n</code>");
}

static void
ids_of_notes_are_safe_from_authors(void **state)
{
    g_autofree char *html =
            to_html("## A {#fn-x}\n\na[^x] b[^x] c[^x-2]\n\n[^x]: n\n\n[^x-2]: m\n");
    assert_holds(html, "role=\"doc-footnote\" id=\"fn-x\"");
    assert_holds(html, "<h1 id=\"fn-x-1\">");
    g_autofree char *odd = to_html("a[^!] b[^?]\n\n[^!]: n\n\n[^?]: m\n");
    assert_holds(odd, "id=\"fn-note-2\"");
}

static void
notes_missing_twice_or_unused_are_said(void **state)
{
    g_auto(TextCase) item = parse("a[^1] b[^no]\n\n[^1]: n\n\n[^1]: again\n\n[^unused]: m\n");
    assert_true(has_finding(&item, "footnote-missing", 1));
    assert_true(has_finding(&item, "footnote-twice", 5));
    assert_true(has_finding(&item, "footnote-unused", 7));
    g_autofree char *html = text_case_write(&item);
    assert_holds(html, "b[^no]");
    assert_lacks(html, "again");
}

static void
brackets_in_code_and_escapes_are_no_notes(void **state)
{
    assert_html("`[^1]` \\[^1] [^ x]\n\n    [^1]: code\n\n```\n[^1]: code\n```\n",
            "<p><code>[^1]</code> [^1] [^ x]</p>\n<pre tabindex=\"0\"><code>[^1]: "
            "code\n</code></pre>\n"
            "<pre tabindex=\"0\"><code>[^1]: code\n</code></pre>\n");
    assert_html("![a[^1]](x.png)\n", "<p><img src=\"x.png\" alt=\"a[^1]\"></p>\n");
}

/* --- tables --- */

static void
tables_align_escape_and_hold_inlines(void **state)
{
    assert_html("| a | b |\n|:--|--:|\n| `x\\|y` | **z** [g] |\n\n[g]: /u\n",
            "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table "
            "1\">\n<table>\n<thead>\n<tr>\n"
            "<th scope=\"col\" class=\"align-left\">a</th>\n<th scope=\"col\" "
            "class=\"align-right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
            "<td class=\"align-left\"><code>x|y</code></td>\n<td "
            "class=\"align-right\"><strong>z</strong> <a href=\"/u\">g</a></td>\n"
            "</tr>\n</tbody>\n</table>\n</div>\n");
}

static void
tables_stand_in_quotes_lists_after_words_and_before_rules(void **state)
{
    const char *const cases[] = {"> | a | b |\n> |---|---|\n> | c | d |\n",
            "> | a | b |\n> |---|---|\n| c | d |\n", "- | a | b |\n  |---|---|\n  | c | d |\n",
            "words\n| a | b |\n|---|---|\n| c | d |\n", "| a | b |\n|---|---|\n| c | d |\n---\n",
            "[x]: /u\n| a | b |\n|---|---|\n| c | d |\n", "a | b\n-|-\nc | d\n",
            "1. > a | b\n   > -|-\n   > c | d\n",
            "[q\n    ```\n\n[x]: /u\n\n| a | b |\n|---|---|\n| c | d |\n[x]\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *html = to_html(cases[i]);
        assert_holds(html, "<th scope=\"col\">a</th>\n<th scope=\"col\">b</th>");
        assert_holds(html, "<td>c</td>\n<td>d</td>");
    }
    assert_html("a | b\n--- | --- | ---\n", "<p>a | b\n--- | --- | ---</p>\n");
    assert_html("a\n---\n", "<h1 id=\"a\">a</h1>\n");
}

static void
ragged_rows_are_filled_or_cut_and_said(void **state)
{
    g_auto(TextCase) item = parse("| a | b |\n|---|---|\n| c |\n| d | e | f |\n");
    g_autofree char *html = text_case_write(&item);
    assert_holds(html, "<td>c</td>\n<td></td>");
    assert_lacks(html, "<td>f</td>");
    assert_true(has_finding(&item, "table-ragged", 3));
    assert_true(has_finding(&item, "table-ragged", 4));
}

static void
short_rows_of_a_wide_table_cost_little(void **state)
{
    g_autofree char *head = repeat("", "|a", 2000), *line = repeat("", "|-", 2000),
                    *rows = repeat("", "|b\n", 2000);
    g_autofree char *markdown = g_strconcat(head, "|\n", line, "|\n", rows, NULL);
    g_autofree char *html = to_html(markdown);
    assert_true(strlen(html) < 2000000);
    assert_holds(html, "<td>b</td>\n</tr>\n</tbody>");
}

static void
captions_and_figures_are_made(void **state)
{
    g_autofree char *table = to_html("Table: Words\n\n| a |\n|---|\n");
    assert_holds(table, "<table>\n<caption>Words</caption>");
    assert_html("![alt](a.png \"Words\")\n",
            "<figure>\n<img src=\"a.png\" "
            "alt=\"alt\">\n<figcaption>Words</figcaption>\n</figure>\n");
}

/* --- lists, call-outs --- */

static void
tasks_are_labelled_boxes(void **state)
{
    assert_html("- [ ] a [b](c)\n- [X] d\n- e\n",
            "<ul class=\"task-list\">\n<li class=\"task\"><label><input type=\"checkbox\" "
            "disabled> a <a href=\"c\">b</a></label></li>\n"
            "<li class=\"task\"><label><input type=\"checkbox\" disabled checked> "
            "d</label></li>\n<li>e</li>\n</ul>\n");
    assert_html("1. [x] a\n\n   b\n",
            "<ol class=\"task-list\">\n<li class=\"task\">\n<p><label><input type=\"checkbox\" "
            "disabled checked> a"
            "</label></p>\n<p>b</p>\n</li>\n</ol>\n");
    assert_html("- \\[x] a\n- &#91;x] b\n", "<ul>\n<li>[x] a</li>\n<li>[x] b</li>\n</ul>\n");
    assert_html("> \\[!NOTE]\n", "<blockquote>\n<p>[!NOTE]</p>\n</blockquote>\n");
    assert_html("- [x]y\n- [z] a\n", "<ul>\n<li>[x]y</li>\n<li>[z] a</li>\n</ul>\n");
}

static void
call_outs_are_told_by_their_first_line(void **state)
{
    assert_html("> [!note]\n> *x*\n",
            "<div class=\"callout callout-note\" role=\"note\">\n<p "
            "class=\"callout-title\">Note</p>\n<p><em>x</em></p>\n</div>\n");
    assert_html("> [!TIP]\n", "<div class=\"callout callout-tip\" role=\"note\">\n<p "
                              "class=\"callout-title\">Tip</p>\n</div>\n");
    assert_html("- > [!CAUTION]\n  >\n  > x\n",
            "<ul>\n<li>\n<div class=\"callout callout-caution\" role=\"note\">\n"
            "<p class=\"callout-title\">Caution</p>\n<p>x</p>\n</div>\n</li>\n</ul>\n");
    assert_html("> [!NOTE] x\n", "<blockquote>\n<p>[!NOTE] x</p>\n</blockquote>\n");
    assert_html("> [!OTHER]\n> x\n", "<blockquote>\n<p>[!OTHER]\nx</p>\n</blockquote>\n");
}

static void
a_call_out_may_begin_with_a_table(void **state)
{
    g_autofree char *html = to_html("> [!IMPORTANT]\n> | a | b |\n> |---|---|\n> | c | d |\n");
    assert_holds(html, "<p class=\"callout-title\">Important</p>\n<div class=\"table-scroll\"");
    assert_lacks(html, "[!IMPORTANT]");
}

static void
words_of_the_engine_are_in_the_language_of_their_place(void **state)
{
    g_autofree char *whole = to_html("---\nlang: ur\n---\n> [!NOTE]\n> x\n");
    g_autofree char *part = to_html("<div lang=\"ur\">\n\n> [!NOTE]\n> x\n\n</div>\n");
    assert_lacks(part, ">Note<");
    const char *title = strstr(whole, "<p class=\"callout-title\">");
    assert_non_null(title);
    g_autofree char *line = g_strndup(title, strcspn(title, "\n"));
    assert_holds(part, line);
    g_autofree char *unknown = to_html("<div lang=\"xh\">\n\n> [!NOTE]\n> x\n\n</div>\n");
    assert_holds(unknown, "<p class=\"callout-title\" lang=\"en\" dir=\"ltr\">Note</p>");
}

/* --- inlines --- */

static void
strikethrough_spans_inlines_and_keeps_nesting(void **state)
{
    assert_html("~~a *b~~ c* d~~\n", "<p><del>a <em>b~~ c</em> d</del></p>\n");
    assert_html("~~*a*~~ ~b~ ~~~c~~~ a~~b~~c\n",
            "<p><del><em>a</em></del> <del>b</del> ~~~c~~~ a<del>b</del>c</p>\n");
    assert_html("~~a ~b~ c~~ ~~ d ~~ ~~e~ \\~~f~~\n",
            "<p><del>a <del>b</del> c</del> ~~ d ~~ <del>e~ ~~f</del></p>\n");
    assert_html("`~~a~~` ~~a\n\nb~~\n", "<p><code>~~a~~</code> ~~a</p>\n<p>b~~</p>\n");
}

static void
autolinks_follow_githubs_specification(void **state)
{
    const char *const cases[][3] = {{"www.commonmark.org/help.", "http://www.commonmark.org/help",
                                            "www.commonmark.org/help"},
            {"(https://encrypted.google.com/search?q=Markup+(business))",
                    "https://encrypted.google.com/search?q=Markup+(business)", NULL},
            {"www.google.com/search?q=commonmark&hl;", "http://www.google.com/search?q=commonmark",
                    "www.google.com/search?q=commonmark"},
            {"foo@bar.baz", "mailto:foo@bar.baz", "foo@bar.baz"},
            {"hello+xyz@mail.example.", "mailto:hello+xyz@mail.example", NULL},
            {"a.b-c_d@a.b.", "mailto:a.b-c_d@a.b", "a.b-c_d@a.b"},
            {"HTTPS://example.org", "HTTPS://example.org", NULL}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(TextCase) item = parse(cases[i][0]);
        assert_int_equal(item.text->links->len, 1);
        assert_string_equal(
                ((PsgReference *)g_ptr_array_index(item.text->links, 0))->url, cases[i][1]);
    }
    const char *const none[] = {"a.b-c_d@a.b-", "a.b-c_d@a.b_", "xhttps://a.b", "www.", "https://",
            "http\\://a.b", "foo\\@bar.baz", "awww.b.c", "`www.a.b`", "a@b", "ftp.a.b"};
    for (gsize i = 0; i < G_N_ELEMENTS(none); i++) {
        g_auto(TextCase) item = parse(none[i]);
        if (item.text->links->len != 0)
            fail_msg("%s has a link", none[i]);
    }
}

static void
control_characters_by_entity_are_no_marks(void **state)
{
    assert_html("x&#1;y &#1;&#2; `&#1;`\n",
            "<p>x\357\277\275y \357\277\275] <code>&amp;#1;</code></p>\n");
    assert_html("x&#3;\n", "<p>x</p>\n");
    assert_html("a&#4;\n\n&#4;\n\nb&#5;\n",
            "<p>a\357\277\275</p>\n<p>\357\277\275</p>\n<p>b\357\277\275</p>\n");
}

static void
escapes_of_the_dialect_stay_out_of_sight(void **state)
{
    assert_html("[x](a\\~b) [y](https\\://a.b) `a\\~b` a\\@b.c\n",
            "<p><a href=\"a~b\">x</a> <a href=\"https://a.b\">y</a> <code>a\\~b</code> "
            "a@b.c</p>\n");
}

/* --- the source --- */

static void
lines_are_those_of_the_file(void **state)
{
    g_auto(TextCase) item = parse("---\ntitle: T\n---\n# A\n\nx [l](a.md)\ny `c\nd` "
                                  "[m](b.md)\n![p](c.png)\n\n| h |\n|---|\n| [n](d.md) |\n\n"
                                  "z[^1]\n\n[^1]: note\n    [o](e.md)\n");
    const guint lines[] = {6, 8, 13, 18};
    assert_int_equal(item.text->links->len, 4);
    for (guint i = 0; i < 4; i++)
        assert_int_equal(((PsgReference *)g_ptr_array_index(item.text->links, i))->line, lines[i]);
    assert_int_equal(((PsgReference *)g_ptr_array_index(item.text->images, 0))->line, 9);
    assert_int_equal(((PsgHeading *)g_ptr_array_index(item.text->headings, 0))->line, 4);
    assert_int_equal(xmlGetLineNo(item.text->root->children->next), 6);
}

static void
encodings_are_read_and_said(void **state)
{
    static const struct {
        const char *bytes;
        gsize length;
        const char *rule, *html;
    } cases[] = {
            {"caf\xe9", 4, "encoding", "<p>café</p>\n"},
            {"\xff\xfe\x63\0\xe9\0", 6, "encoding", "<p>cé</p>\n"},
            {"\xfe\xff\0\x63\0\xe9", 6, "encoding", "<p>cé</p>\n"},
            {"\xef\xbb\xbf# A", 6, NULL, "<h1 id=\"a\">A</h1>\n"},
            {"a\0b\0c", 5, "control-character", "<p>a\357\277\275b\357\277\275c</p>\n"},
            {"a\001b\x7f", 4, "control-character", "<p>a\357\277\275b\357\277\275</p>\n"},
            {"a\r\nb\rc\r\n\r\nd", 11, NULL, "<p>a\nb\nc</p>\n<p>d</p>\n"},
            {"\x81\xff\0", 3, "encoding", "<p>\357\277\275\357\277\275\357\277\275</p>\n"},
            {"", 0, NULL, ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(TextCase) item = text_case_parse(cases[i].bytes, (gssize)cases[i].length, NULL);
        g_autofree char *html = text_case_write(&item);
        assert_string_equal(html, cases[i].html);
        if (cases[i].rule)
            assert_true(has_finding(&item, cases[i].rule, 1));
        assert_int_equal(psg_findings_get_length(item.findings) > 0, cases[i].rule != NULL);
    }
}

static void
too_much_is_an_error_with_its_place(void **state)
{
    g_autofree char *line = g_strnfill(PSG_TEXT_LINE_LIMIT + 1, 'a');
    g_autofree char *text = g_strconcat("x\n", line, NULL);
    PsgTextOptions options = {.path = "a.md"};
    g_autoptr(GError) error = NULL;
    assert_null(psg_text_parse(text, strlen(text), &options, NULL, &error));
    assert_true(g_error_matches(error, PSG_TEXT_ERROR, PSG_TEXT_ERROR_TOO_LARGE));
    assert_true(g_str_has_prefix(error->message, "a.md:2: "));
}

static void
words_are_counted_as_read(void **state)
{
    const char *const cases[] = {
            "one two\nthree", "# One\n\n- two\n- three", "one **two** `three`", "我们一起玩水"};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(TextCase) item = parse(cases[i]);
        assert_int_equal(item.text->words, 3);
    }
}

/* --- hostile --- */

static void
depth_and_length_cost_no_more_than_their_bytes(void **state)
{
    static const struct {
        const char *head, *piece;
    } cases[] = {{"", "> "}, {"", "- "}, {"", "*a "}, {"", "**a *b "}, {"", "["}, {"", "[]("},
            {"", "![a"}, {"", "<"}, {"", "`"}, {"", "~a "}, {"~b ", "a~~ "}, {"", "~a b~~ "},
            {"", "[^"}, {"", "[^a]"}, {"", "|"}, {"", "_a"}, {"<div>\n", "<a b='x "}, {"", "<div>"},
            {"", "<b>"}, {"<table>", "x<tr><td>a</td></tr>"}, {"", "http://a.b "}, {"", "a@b.c "},
            {"", "www."}, {"", "# a\n\n"}, {"", "&#1;"}, {"", "- [ ] a\n"}, {"", "x[^1]\n\n"},
            {"", "\\"}, {"", "a\n"}, {"", "|a|\n|-|\n\n"}, {"[g]: /u\n\n", "|[g]|\n|-|\n\n"},
            {"", "[a]: /u\n\n"}, {"", "<!--"}};
    /* Linear work takes milliseconds; what is quadratic meets the time limit of the test runner. */
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *markdown = repeat(cases[i].head, cases[i].piece, 10000);
        g_auto(TextCase) item = parse(markdown);
        assert_non_null(item.text);
    }
    g_autofree char *opening = repeat("", "~a ", 10000), *closing = repeat(opening, "b~~ ", 10000),
                    *nested = repeat(opening, "a~ ", 10000);
    g_auto(TextCase) mixed = parse(closing);
    g_auto(TextCase) deep = parse(nested);
    assert_true(has_finding(&deep, "nesting-depth", 1));
    g_autofree char *lists = repeat("", "- ", 500);
    g_autofree char *text = g_strconcat(lists, "x\n\n", "after\n", NULL);
    g_autofree char *html = to_html(text);
    assert_holds(html, "x");
    assert_holds(html, "<p>after</p>");
}

static void
many_notes_and_controls_cost_no_more_than_their_bytes(void **state)
{
    g_autoptr(GString) notes = g_string_new(NULL);
    for (guint i = 0; i < 5000; i++)
        g_string_append_printf(notes, "x[^%u]\n\n[^%u]: n\n\n", i, i);
    g_auto(TextCase) item = parse(notes->str);
    g_autofree char *nuls = g_malloc0(200000);
    g_auto(TextCase) empty = text_case_parse(nuls, 200000, NULL);
    assert_true(has_finding(&empty, "control-character", 1));
}

static void
words_before_a_table_stay_words_whatever_they_look_like(void **state)
{
    g_autofree char *html = to_html("a\n    > b `c\n    - d`\n    # e\n|x|\n|-|\n");
    assert_holds(html, "<p>a\n&gt; b <code>c - d</code>\n# e</p>");
    assert_holds(html, "<th scope=\"col\">x</th>");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(words_before_a_table_stay_words_whatever_they_look_like),
            cmocka_unit_test(attribute_blocks_give_ids_and_languages),
            cmocka_unit_test(braces_that_are_no_attributes_stay),
            cmocka_unit_test(one_title_and_no_gap_whatever_levels_come),
            cmocka_unit_test(titles_come_from_front_matter_then_heading_then_file_name),
            cmocka_unit_test(ids_are_githubs_and_unique),
            cmocka_unit_test(a_heading_in_a_quotation_is_no_title),
            cmocka_unit_test(language_and_summary_come_from_front_matter),
            cmocka_unit_test(front_matter_that_is_wrong_loses_no_words),
            cmocka_unit_test(notes_are_numbered_by_first_reference),
            cmocka_unit_test(notes_stand_in_tables_call_outs_lists_and_headings),
            cmocka_unit_test(notes_refer_to_notes_and_to_definitions_of_the_text),
            cmocka_unit_test(ids_of_notes_are_safe_from_authors),
            cmocka_unit_test(notes_missing_twice_or_unused_are_said),
            cmocka_unit_test(brackets_in_code_and_escapes_are_no_notes),
            cmocka_unit_test(tables_align_escape_and_hold_inlines),
            cmocka_unit_test(tables_stand_in_quotes_lists_after_words_and_before_rules),
            cmocka_unit_test(ragged_rows_are_filled_or_cut_and_said),
            cmocka_unit_test(short_rows_of_a_wide_table_cost_little),
            cmocka_unit_test(captions_and_figures_are_made),
            cmocka_unit_test(tasks_are_labelled_boxes),
            cmocka_unit_test(call_outs_are_told_by_their_first_line),
            cmocka_unit_test(a_call_out_may_begin_with_a_table),
            cmocka_unit_test(words_of_the_engine_are_in_the_language_of_their_place),
            cmocka_unit_test(strikethrough_spans_inlines_and_keeps_nesting),
            cmocka_unit_test(autolinks_follow_githubs_specification),
            cmocka_unit_test(control_characters_by_entity_are_no_marks),
            cmocka_unit_test(escapes_of_the_dialect_stay_out_of_sight),
            cmocka_unit_test(lines_are_those_of_the_file),
            cmocka_unit_test(encodings_are_read_and_said),
            cmocka_unit_test(too_much_is_an_error_with_its_place),
            cmocka_unit_test(words_are_counted_as_read),
            cmocka_unit_test(depth_and_length_cost_no_more_than_their_bytes),
            cmocka_unit_test(many_notes_and_controls_cost_no_more_than_their_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
