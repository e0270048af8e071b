/* Raw HTML in Markdown: by allow-list, well formed and where HTML lets it be, whatever an author or
 * an attacker wrote. */
#include "text/content_model.h"

#include "text/html_scan.h"
#include "text_case.h"

static void
kinds_are_found_for_every_element(void **state)
{
    assert_int_equal(psg_element_get_kind("a"), PSG_ELEMENT_PHRASING);
    assert_int_equal(psg_element_get_kind("wbr"), PSG_ELEMENT_VOID);
    assert_int_equal(psg_element_get_kind("summary"), PSG_ELEMENT_LINES);
    assert_int_equal(psg_element_get_kind("div"), PSG_ELEMENT_BLOCK);
    assert_int_equal(psg_element_get_kind("tr"), PSG_ELEMENT_STRUCTURE);
    assert_int_equal(psg_element_get_kind("script"), PSG_ELEMENT_REMOVED);
    assert_int_equal(psg_element_get_kind("blink"), PSG_ELEMENT_UNKNOWN);
    assert_int_equal(psg_element_get_kind(""), PSG_ELEMENT_UNKNOWN);
}

static void
attributes_are_allowed_by_element_and_value(void **state)
{
    assert_true(psg_element_allows("p", "lang", "ur"));
    assert_true(psg_element_allows("td", "colspan", "2"));
    assert_true(psg_element_allows("th", "scope", "rowgroup"));
    assert_true(psg_element_allows("img", "width", "320"));
    assert_false(psg_element_allows("td", "colspan", "0"));
    assert_false(psg_element_allows("td", "colspan", "99999999999"));
    assert_false(psg_element_allows("p", "colspan", "2"));
    assert_false(psg_element_allows("th", "scope", "row col"));
    assert_false(psg_element_allows("p", "id", "two words"));
    assert_false(psg_element_allows("p", "id", ""));
    assert_false(psg_element_allows("p", "dir", "up"));
    assert_false(psg_element_allows("p", "style", "color: red"));
    assert_false(psg_element_allows("a", "onclick", "x()"));
    assert_false(psg_element_allows("img", "srcset", "x"));
    assert_false(psg_element_allows("a", "target", "_blank"));
}

static void
words_are_listed_whole_only(void **state)
{
    assert_true(psg_word_is_listed(" ul ol ", "ol"));
    assert_false(psg_word_is_listed(" ul ol ", "o"));
    assert_false(psg_word_is_listed(" aul ul ", "au"));
    assert_true(psg_word_is_listed(" aul ul ", "ul"));
    assert_false(psg_word_is_listed(NULL, "ul"));
}

static void
entities_are_decoded_as_browsers_do(void **state)
{
    const char *const cases[][2] = {{"&amp;&lt;&quot;&apos;", "&<\"'"},
            {"&#65;&#x42;&#X43;", "ABC"}, {"&#0;&#xD800;", "\357\277\275\357\277\275"},
            {"&nosuch; & &; &#; &#x;", "&nosuch; & &; &#; &#x;"},
            {"java&Tab;script&colon;", "java\tscript:"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *decoded = psg_html_decode(cases[i][0], strlen(cases[i][0]));
        assert_string_equal(decoded, cases[i][1]);
    }
}

static void
scripts_go_with_all_they_hold(void **state)
{
    const char *const cases[] = {
            "<script>alert(1)</script>",
            "<SCRIPT src=x></SCRIPT>",
            "a <script>alert(1)</script> b",
            "<table><div><script>alert(1)</script></div><tr><td>a</td></tr></table>",
            "<table><tr><div><p><script>alert(1)</script></div></tr></table>",
            "<ul><script>alert(1)</script></ul>",
            "<table><caption><script>alert(1)</script></caption><script>2</script></table>",
            "<svg><script>alert(1)</script></svg>",
            "<svg/onload=alert(1)>",
            "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
            "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
            "<style>p { background: url(https://e.org) }</style>",
            "<details open ontoggle=alert(1)><summary>s</summary>x</details>",
            "<div style=\"position: fixed\" onclick=\"alert(1)\">x</div>",
            "<scr<script>ipt>alert(1)</scr</script>ipt>",
            "<a href=\"x\" onmouseover=\"alert(1)\">x</a>",
            "<p><textarea><script>alert(1)</script></textarea></p>",
            "<template><script>alert(1)</script></template>",
            "<object data=x><embed src=x></object>",
            "<form action=x><input name=y><button>z</button></form>",
            "<base href=\"https://e.org/\"><link rel=stylesheet href=x><meta http-equiv=refresh "
            "content=0>",
            "<xmp><script>alert(1)</script></xmp>",
            "<select><option><script>alert(1)</script></option></select>",
            "<![CDATA[<script>alert(1)</script>]]>",
            "<!--><script>alert(1)</script>-->",
            "<?php <script>alert(1)</script> ?>",
            "<p title=\"&quot; onload=alert(1)\">x</p>",
            "<img src=x:x\nonerror=alert(1)//>",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *html =
                to_html(cases[i]); /* parse() checks for elements and attributes that run */
        assert_lacks(html, "<script");
        assert_lacks(html, "<style");
    }
}

static void
what_is_removed_is_said(void **state)
{
    g_auto(TextCase) item =
            parse("one\n\n<script>alert(1)</script>\n\n<b onclick=\"x()\">two</b>\n");
    assert_true(has_finding(&item, "html-removed", 3));
    assert_true(has_finding(&item, "html-script", 5));
    g_autofree char *html = text_case_write(&item);
    assert_string_equal(html, "<p>one</p>\n<p><b>two</b></p>\n");
}

static void
forbidden_schemes_are_seen_in_every_disguise(void **state)
{
    const char *const cases[] = {"[x](javascript:alert)", "[x](JaVaScRiPt:alert)",
            "[x](&#106;avascript:alert)", "[x](&#x6A;avascript&#58;alert)",
            "[x](<java\tscript:alert>)", "[x](java&Tab;script:alert)",
            "[x](java&NewLine;script:alert)", "[x](&#1;javascript:alert)",
            "[x](&#3;javascript:alert)", "[x](&#32;javascript:alert)",
            "[x](javascript&colon;alert)", "[x](javascript\\:alert)", "[x](java\\script:alert)",
            "[x](data:text/html,x)", "[x](vbscript:x)", "[x](file:///etc/passwd)",
            "[x](javascript://e.org/%0aalert)", "[x][y]\n\n[y]: javascript:alert",
            "<javascript:alert>", "<a href=\"javascript:alert\">x</a>",
            "<a href=' &#14; javascript:alert'>x</a>", "<a href=java&#10;script:alert>x</a>",
            "<a href=\"jav&#x0A;ascript&colon;alert\">x</a>",
            "<a href=\"java\nscript:alert\">x</a>", "<a href='feed:javascript:alert'>x</a>",
            "<A HREF=JAVASCRIPT:alert>x</A>", "[x](blob:x)", "[x](\\javascript:alert)"};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(TextCase) item = parse(cases[i]);
        g_autofree char *html = text_case_write(&item);
        if (strstr(html, "href") || item.text->links->len > 0)
            fail_msg("%s became %s", cases[i], html);
        assert_true(has_finding(&item, "link-scheme", 0));
    }
}

static void
allowed_schemes_and_paths_stay(void **state)
{
    const char *const cases[] = {"https://example.org", "HTTP://example.org/a:b",
            "mailto:a@example.org", "tel:+441234567", "//example.org/x", "a/b:c.md", "?a:b", "#a:b",
            "play.md", ""};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *markdown = g_strdup_printf("[x](<%s>)", cases[i]);
        g_auto(TextCase) item = parse(markdown);
        assert_int_equal(item.text->links->len, 1);
        assert_string_equal(
                ((PsgReference *)g_ptr_array_index(item.text->links, 0))->url, cases[i]);
    }
}

static void
a_block_in_another_language_holds_markdown(void **state)
{
    assert_html("<div lang=\"ur\">\n\nمتن *ایک*\n\n- دو\n\n</div>\n\nafter\n",
            "<div lang=\"ur\" dir=\"rtl\">\n<p>متن "
            "<em>ایک</em></p>\n<ul>\n<li>دو</li>\n</ul>\n</div>\n<p>after</p>\n");
    assert_html("a <span lang=pl>dom</span> b\n",
            "<p>a <span lang=\"pl\" dir=\"ltr\">dom</span> b</p>\n");
    assert_html("<div lang=ar dir=ltr>\n\nx\n\n</div>\n",
            "<div lang=\"ar\" dir=\"ltr\">\n<p>x</p>\n</div>\n");
}

static void
a_language_that_is_none_is_left_out(void **state)
{
    g_auto(TextCase) item = parse("<div lang=\"no such tag\">\n\nx\n\n</div>\n");
    g_autofree char *html = text_case_write(&item);
    assert_string_equal(html, "<div>\n<p>x</p>\n</div>\n");
    assert_true(has_finding(&item, "language-unknown", 1));
}

static void
details_hold_markdown(void **state)
{
    assert_html("<details>\n<summary>More</summary>\n\nText **bold**\n\n</details>\n",
            "<details>\n<summary>More</summary>\n<p>Text <strong>bold</strong></p>\n</details>\n");
    assert_html("<details>\n\nNo summary\n\n</details>\n", "<p>No summary</p>\n");
    assert_html("<summary>alone</summary>\n", "<p>alone</p>\n");
}

static void
a_paragraph_around_markdown_becomes_a_division(void **state)
{
    g_auto(TextCase) item =
            parse("<p align=\"center\">\n\n# Title\n\nOne\n\nTwo\n\n</p>\n\nafter\n");
    g_autofree char *html = text_case_write(&item);
    assert_holds(
            html, "<h1 id=\"title\">Title</h1>\n<p>One</p>\n<p>Two</p>\n</div>\n<p>after</p>\n");
    assert_string_equal(item.text->title, "Title");
    assert_html("<p lang=\"ur\">متن</p>\n", "<p lang=\"ur\" dir=\"rtl\">متن</p>\n");
}

static void
words_do_not_run_together_when_tags_go(void **state)
{
    g_auto(TextCase) item = parse("text<div>foo</div>bar\n");
    g_autofree char *plain = psg_markup_get_text(item.text->root);
    assert_string_equal(plain, "text foo bar");
    assert_true(has_finding(&item, "html-misplaced", 1));
    assert_html("a<b>b</b>c\n", "<p>a<b>b</b>c</p>\n");
}

static void
stray_and_unclosed_tags_harm_nothing_after_them(void **state)
{
    assert_html("a </b> b\n", "<p>a  b</p>\n");
    assert_html(
            "> <div>\n> a\n\nb\n", "<blockquote>\n<div>\n\na\n</div>\n</blockquote>\n<p>b</p>\n");
    assert_html("*a <b>c* d\n\ne\n", "<p><em>a <b>c</b></em> d</p>\n<p>e</p>\n");
    assert_html("- <b>a\n- b\n", "<ul>\n<li><b>a</b></li>\n<li>b</li>\n</ul>\n");
    assert_html("</div>\n\nx\n", "<p>x</p>\n");
    assert_html("<b>a <i>c</b> d</i> e\n", "<p><b>a <i>c</i></b> d e</p>\n");
}

static void
a_link_never_stands_in_a_link(void **state)
{
    assert_html("<a href=\"x\">a <a href=\"y\">b</a></a>\n", "<p><a href=\"x\">a b</a></p>\n");
    assert_html("<a href=\"x\">a [b](y)</a>\n", "<p><a href=\"x\">a b</a></p>\n");
    g_auto(TextCase) item = parse("<a href=\"https://example.org\">https://example.org</a>\n");
    assert_int_equal(item.text->links->len, 1);
    assert_false(has_finding(&item, "html-misplaced", 0));
}

static void
an_older_anchor_becomes_an_id(void **state)
{
    assert_html("<a name=\"old\"></a>x\n", "<p><a id=\"old\"></a>x</p>\n");
    g_auto(TextCase) item = parse("<a id=\"one\"></a>\n\n<a id=\"one\"></a>\n");
    assert_true(has_finding(&item, "id-clash", 3));
    assert_true(g_hash_table_contains(item.text->ids, "one-1"));
}

static void
lists_hold_items_only(void **state)
{
    assert_html("<ul>words<li>one<li>two</ul>\n",
            "<ul>\n<li>words</li>\n<li>one</li>\n<li>two</li>\n</ul>\n");
    assert_html("<li>alone</li>\n", "<p>alone</p>\n");
    assert_html("<dl>\n<dt>t\n<dd>d\n</dl>\n", "<dl>\n<dt>t\n</dt>\n<dd>d\n</dd>\n</dl>\n");
}

static void
tables_hold_rows_and_cells_only(void **state)
{
    assert_html("<table><td>a</td><td>b</td></table>\n",
            "<table>\n<tr>\n<td>a</td>\n<td>b</td>\n</tr>\n</table>\n");
    assert_html("<table><tr>x<td>y</table>\n",
            "<table>\n<tr>\n<td>x</td>\n<td>y</td>\n</tr>\n</table>\n");
    assert_html("<table>\n\n**in**\n\n</table>\n",
            "<table>\n<tr>\n<td>\n<p><strong>in</strong></p>\n</td>\n</tr>\n</table>\n");
    assert_html("<td>alone</td>\n", "<p>alone</p>\n");
    assert_html("<table><tr><td>\n\n- a\n\n</td></tr></table>\n",
            "<table>\n<tr>\n<td>\n<ul>\n<li>a</li>\n</ul>\n</td>\n</tr>\n</table>\n");
}

static void
parts_of_a_table_stand_in_their_order(void **state)
{
    assert_html("<table><tr><td>1</td></tr><tbody><tr><td>2</td></tr></tbody><thead><tr><td>3</"
                "td></tr></thead></table>\n",
            "<table>\n<tbody>\n<tr>\n<td>1</td>\n</tr>\n</tbody>\n<tbody>\n<tr>\n<td>2</td>\n</"
            "tr>\n</tbody>\n"
            "<tbody>\n<tr>\n<td>3</td>\n</tr>\n</tbody>\n</table>\n");
    assert_html("<table><caption>c</caption><thead><tr><th>h</th></tr></thead><tr><td>1</td></tr></"
                "table>\n",
            "<table>\n<caption>c</caption>\n<thead>\n<tr>\n<th>h</th>\n</tr>\n</"
            "thead>\n<tr>\n<td>1</td>\n</tr>\n</table>\n");
}

static void
unknown_elements_are_shown_in_a_line_and_dropped_between_blocks(void **state)
{
    g_auto(TextCase) item = parse("Dear <name>\n\n<center>\n\nx\n\n</center>\n");
    g_autofree char *html = text_case_write(&item);
    assert_string_equal(html, "<p>Dear &lt;name&gt;</p>\n<p>x</p>\n");
    assert_true(has_finding(&item, "html-unknown", 1));
    assert_true(has_finding(&item, "html-unknown", 3));
}

static void
comments_are_not_published(void **state)
{
    assert_html(
            "a <!-- secret --> b\n\n<!-- secret\n\n- more -->\n\nc\n", "<p>a  b</p>\n<p>c</p>\n");
    assert_html("<!-- never closed\n\nsecret\n", "");
}

static void
an_image_needs_words(void **state)
{
    g_auto(TextCase) item = parse("<img src=\"a.png\" width=\"10\" height=\"x\">\n");
    g_autofree char *html = text_case_write(&item);
    assert_string_equal(html, "<p><img src=\"a.png\" width=\"10\" alt=\"\"></p>\n");
    assert_true(has_finding(&item, "image-alternative", 1));
    assert_int_equal(item.text->images->len, 1);
}

static void
deep_and_odd_nesting_stays_sound(void **state)
{
    const char *const pieces[] = {"<div>", "<b>", "<ul><li>", "<table><tr><td>", "<ul>",
            "<details>", "<blockquote>", "<a href=x>", "</div>", "<p>", "<table>", "<svg>", "<dl>",
            "<h2>", "<td>", "<tr>x", "<figure><figcaption>"};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autofree char *markdown = repeat("", pieces[i], 3000);
        g_auto(TextCase) alone = parse(markdown);
        g_autofree char *more = g_strconcat(markdown, "\n\n- *x*\n\n> y[^1]\n\n[^1]: z\n", NULL);
        g_auto(TextCase) item = parse(more);
    }
}

/* Every pair and triple of odd pieces: what must hold of every text holds of them all. */
static void
any_mixture_of_pieces_is_sound(void **state)
{
    static const char *const pieces[] = {"<table>", "<tr>", "<td>", "</table>", "<div>", "</div>",
            "<p>", "<b>", "<a href=x id=i>", "</a>", "<ul>", "<li>", "<script>", "</script>",
            "x[^1]", "\n\n", "\n\n> ", "\n\n- ", "\n\n# H\n\n", "`", "~~", "<caption>", "<details>",
            "<summary>", "<svg>", "\n\n[^1]: n", "<!--", "-->", "|a|b|\n|-|-|\n|c|",
            "{#i lang=ur}"};
    guint seed = 7;
    for (guint i = 0; i < 1500; i++) {
        g_autoptr(GString) markdown = g_string_new(NULL);
        for (guint j = 0; j < 12; j++) {
            seed = seed * 1103515245u + 12345u;
            g_string_append(markdown, pieces[(seed >> 16) % G_N_ELEMENTS(pieces)]);
        }
        g_auto(TextCase) item = parse(markdown->str);
    }
}

/* Elements are looked up by first letter; one in the wrong place would pass for unknown. */
static void
every_element_of_guidance_is_known(void **state)
{
    const char *const names[] = {"a", "abbr", "article", "aside", "b", "bdi", "bdo", "blockquote",
            "br", "caption", "cite", "code", "dd", "del", "details", "dfn", "div", "dl", "dt", "em",
            "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "input",
            "ins", "kbd", "label", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s",
            "samp", "section", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody",
            "td", "tfoot", "th", "thead", "tr", "u", "ul", "var", "wbr"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        PsgElementKind kind = psg_element_get_kind(names[i]);
        assert_true(kind != PSG_ELEMENT_UNKNOWN && kind != PSG_ELEMENT_REMOVED);
    }
    assert_int_equal(psg_element_get_kind("script"), PSG_ELEMENT_REMOVED);
    assert_int_equal(psg_element_get_kind("listing"), PSG_ELEMENT_UNKNOWN);
    assert_int_equal(psg_element_get_kind("Ab"), PSG_ELEMENT_UNKNOWN);
    assert_int_equal(psg_element_get_kind(""), PSG_ELEMENT_UNKNOWN);
}

static void
what_is_removed_takes_nothing_beyond_its_block(void **state)
{
    g_autofree char *html = to_html("<select>\n\nstays\n\n<video src=\"a.mp4\">\n\n# Stays too\n");
    assert_holds(html, "<p>stays</p>");
    assert_holds(html, "Stays too</h1>");
    assert_lacks(html, "select");
    assert_lacks(html, "video");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_element_of_guidance_is_known),
            cmocka_unit_test(kinds_are_found_for_every_element),
            cmocka_unit_test(attributes_are_allowed_by_element_and_value),
            cmocka_unit_test(words_are_listed_whole_only),
            cmocka_unit_test(entities_are_decoded_as_browsers_do),
            cmocka_unit_test(scripts_go_with_all_they_hold),
            cmocka_unit_test(what_is_removed_is_said),
            cmocka_unit_test(what_is_removed_takes_nothing_beyond_its_block),
            cmocka_unit_test(forbidden_schemes_are_seen_in_every_disguise),
            cmocka_unit_test(allowed_schemes_and_paths_stay),
            cmocka_unit_test(a_block_in_another_language_holds_markdown),
            cmocka_unit_test(a_language_that_is_none_is_left_out),
            cmocka_unit_test(details_hold_markdown),
            cmocka_unit_test(a_paragraph_around_markdown_becomes_a_division),
            cmocka_unit_test(words_do_not_run_together_when_tags_go),
            cmocka_unit_test(stray_and_unclosed_tags_harm_nothing_after_them),
            cmocka_unit_test(a_link_never_stands_in_a_link),
            cmocka_unit_test(an_older_anchor_becomes_an_id),
            cmocka_unit_test(lists_hold_items_only),
            cmocka_unit_test(tables_hold_rows_and_cells_only),
            cmocka_unit_test(parts_of_a_table_stand_in_their_order),
            cmocka_unit_test(unknown_elements_are_shown_in_a_line_and_dropped_between_blocks),
            cmocka_unit_test(comments_are_not_published),
            cmocka_unit_test(an_image_needs_words),
            cmocka_unit_test(deep_and_odd_nesting_stays_sound),
            cmocka_unit_test(any_mixture_of_pieces_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
