/* Comments in the model: the words they are on are found in the tree, marked there, and nothing of
 * the text is lost by it. */
#include "text_case.h"

#include "publish/model/comment_marks.h"
#include "publish/model/comment_words.h"
#include "publish/model/comments_internal.h"
#include "text/tree.h"

static PsgText *
read_markdown(const char *source)
{
    PsgTextOptions options = {.mode = PSG_TEXT_GUIDANCE, .path = "a.md", .language = "en"};
    PsgText *text = psg_text_parse(source, strlen(source), &options, NULL, NULL);
    assert_non_null(text);
    return text;
}

/* The words that readers see of the nth place where `words` stand in the source. */
static char *
find_nth(const char *source, const char *words, guint nth)
{
    g_autoptr(PsgText) text = read_markdown(source);
    g_autoptr(PsgCommentWords) found = psg_comment_words_new(text, source, strlen(source));
    const char *at = strstr(source, words);
    for (; at && nth > 0; nth--)
        at = strstr(at + 1, words);
    assert_non_null(at);
    gsize start = (gsize)(at - source);
    g_autoptr(GArray) pieces = psg_comment_words_find(found, start, start + strlen(words));
    return psg_comment_words_quote(found, pieces);
}

static void
assert_found(const char *source, const char *words, guint nth, const char *expected)
{
    g_autofree char *quote = find_nth(source, words, nth);
    assert_string_equal(quote, expected);
}

static void
words_are_found_whatever_signs_stand_around_them(void **state)
{
    assert_found("One two three.\n", "two", 0, "two");
    assert_found("One two three.\n", "two three.", 0, "two three.");
    assert_found("One \"two\" three.\n", "\"two\"", 0, "\"two\"");
    assert_found("One **two** _three_.\n", "**two** _three_", 0, "two three");
    assert_found("un**believ**able\n", "un**believ**able", 0, "unbelievable");
    assert_found("un**believ**able\n", "liev**ab", 0, "lievab");
    assert_found("a snake\\_case name\n", "snake\\_case", 0, "snake_case");
    assert_found("---\ntitle: two\n---\n\n# A\n\none two\n", "two", 1, "two");
    assert_found("\xef\xbb\xbf# A\r\n\r\none two\r\nthree\r\n", "two\r\nthree", 0, "two three");
    assert_found("Z\xc3\xbc"
                 "rich liegt am See.\n",
            "Z\xc3\xbc"
            "rich",
            0,
            "Z\xc3\xbc"
            "rich");
    assert_found("\xe4\xb8\xad\xe6\x96\x87\xe5\xad\x97\n", "\xe6\x96\x87", 0, "\xe6\x96\x87");
    assert_found("one `two three` four\n", "two three", 0, "two three");
    assert_found("    one <two three>\n", "two three", 0, "two three");
    assert_found("<div lang=\"ur\">\n\none two\n\n</div>\n", "two", 0, "two");
    assert_found("1. one\n2. two\n   - three\n   - two\n", "two", 1, "two");
    assert_found("A &amp; B two\n", "B two", 0, "B two");
}

static void
of_equal_words_the_one_that_is_meant_is_found(void **state)
{
    const char *link = "[play](play.md \"play\") and play\n";
    g_autoptr(PsgText) text = read_markdown(link);
    g_autoptr(PsgCommentWords) words = psg_comment_words_new(text, link, strlen(link));
    gsize at = (gsize)(strrchr(link, 'p') - link);
    g_autoptr(GArray) pieces = psg_comment_words_find(words, at, at + 4);
    assert_int_equal(pieces->len, 1);
    const PsgCommentPiece *piece = &g_array_index(pieces, PsgCommentPiece, 0);
    const xmlNode *leaf = psg_comment_words_get_leaf(words, piece->leaf);
    assert_string_equal((const char *)leaf->content, " and play");
    assert_int_equal(piece->start, 5);
    /* An address is nothing that readers see. */
    assert_found(link, "play.md", 0, "");
    assert_found("| a | b |\n| - | - |\n| x | y |\n| y | x |\n", "y |\n| y", 0, "y y");
    assert_found("the the the\n\nthe the\n", "the\n\nthe", 0, "the the");
    assert_found("One[^1] two.\n\n[^1]: One two 1 three.\n", "1 three", 0, "1 three");
    assert_found("> [!NOTE]\n> Note this note.\n", "this note", 0, "this note");
}

/* --- marks --- */

typedef struct {
    const char *words;
    guint nth;
    gboolean is_removal;
} Said;

/* Marks what is said, puts a number behind each, and gives the markup. */
static char *
mark(const char *source, const Said *said, guint count)
{
    g_autoptr(PsgText) text = read_markdown(source);
    g_autoptr(PsgCommentWords) words = psg_comment_words_new(text, source, strlen(source));
    g_autoptr(PsgCommentMarks) marks = psg_comment_marks_new(words);
    for (guint i = 0; i < count; i++) {
        const char *at = strstr(source, said[i].words);
        for (guint nth = said[i].nth; at && nth > 0; nth--)
            at = strstr(at + 1, said[i].words);
        assert_non_null(at);
        gsize start = (gsize)(at - source);
        g_autoptr(GArray) pieces =
                psg_comment_words_find(words, start, start + strlen(said[i].words));
        assert_true(pieces->len > 0);
        psg_comment_marks_add(marks, pieces, said[i].is_removal);
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        xmlNode *reference = psg_comment_new(text->document, "sup", NULL);
        psg_comment_append_text(reference, number);
        psg_comment_marks_put(marks, pieces, reference);
    }
    psg_comment_marks_apply(marks);
    GString *out = g_string_new(NULL);
    psg_markup_write_children(text->root, PSG_MARKUP_HTML, NULL, out);
    g_strchomp(out->str);
    return g_string_free(out, FALSE);
}

#define MARK "<mark class=\"commented\">"
#define OFTEN "<mark class=\"commented commented-often\">"

static void
marks_follow_the_elements_of_the_text(void **state)
{
    const Said one[] = {{"two", 0, FALSE}};
    g_autofree char *plain = mark("One two three.\n", one, 1);
    assert_string_equal(plain, "<p>One " MARK "two</mark><sup>1</sup> three.</p>");
    const Said over[] = {{"**two** three", 0, FALSE}};
    g_autofree char *strong = mark("One **two** three.\n", over, 1);
    assert_string_equal(strong,
            "<p>One <strong>" MARK "two</mark></strong>" MARK " three</mark><sup>1</sup>.</p>");
    const Said linked[] = {{"two", 0, FALSE}};
    g_autofree char *link = mark("One [two](b.md) three.\n", linked, 1);
    assert_string_equal(
            link, "<p>One <a href=\"b.md\">" MARK "two</mark></a><sup>1</sup> three.</p>");
    const Said blocks[] = {{"two\n\nthree", 0, FALSE}};
    g_autofree char *both = mark("One two\n\nthree four\n", blocks, 1);
    assert_string_equal(
            both, "<p>One " MARK "two</mark></p>\n<p>" MARK "three</mark><sup>1</sup> four</p>");
}

static void
overlapping_comments_share_their_words(void **state)
{
    const Said said[] = {{"two three", 0, FALSE}, {"three four", 0, FALSE}, {"three", 0, FALSE}};
    g_autofree char *marked = mark("One two three four.\n", said, 3);
    assert_string_equal(marked,
            "<p>One " MARK "two </mark>" OFTEN "three</mark><sup>1</sup><sup>3</sup>" MARK
            " four</mark><sup>2</sup>.</p>");
    const Said removed[] = {{"two three", 0, FALSE}, {"three", 0, TRUE}};
    g_autofree char *removal = mark("One two three four.\n", removed, 2);
    assert_string_equal(removal,
            "<p>One " MARK "two </mark><del class=\"commented commented-removal\">three</del>"
            "<sup>1</sup><sup>2</sup> four.</p>");
}

/* --- the whole example package --- */

/* The text of the tree, to be compared with itself once it is marked. */
static char *
get_text(const PsgText *text)
{
    GString *all = g_string_new(NULL);
    for (const xmlNode *node = text->root; node; node = psg_tree_get_next(node, text->root))
        if (node->type == XML_TEXT_NODE && node->content)
            g_string_append(all, (const char *)node->content);
    return g_string_free(all, FALSE);
}

/* Counts the words of a file that stand in its tree, and those that are found where they are. */
static void
count_words(const char *path, guint *total, guint *right)
{
    g_autofree char *source = NULL;
    gsize length;
    assert_true(g_file_get_contents(path, &source, &length, NULL));
    g_autoptr(PsgText) text = read_markdown(source);
    g_autoptr(PsgCommentWords) words = psg_comment_words_new(text, source, length);
    g_autoptr(PsgCommentMarks) marks = psg_comment_marks_new(words);
    g_autofree char *before = get_text(text);
    for (gsize at = 0; at < length;) {
        gsize end = at;
        while (end < length && g_ascii_isalnum(source[end]))
            end++;
        if (end == at) {
            at++;
            continue;
        }
        g_autofree char *word = g_strndup(source + at, end - at);
        g_autoptr(GArray) pieces = psg_comment_words_find(words, at, end);
        g_autofree char *quote = psg_comment_words_quote(words, pieces);
        if (pieces->len > 0) {
            (*total)++;
            *right += strcmp(word, quote) == 0;
            psg_comment_marks_add(marks, pieces, at % 7 == 0);
        }
        at = end;
    }
    psg_comment_marks_apply(marks);
    g_autofree char *after = get_text(text);
    assert_string_equal(before, after);
}

static void
each_word_of_the_example_is_found_where_it_stands(void **state)
{
    static const char *const documents[] = {
            "early-years", "school-avoidance", "ehc-plans", "handbook"};
    guint total = 0, right = 0;
    for (guint i = 0; i < G_N_ELEMENTS(documents); i++) {
        g_autofree char *folder = g_build_filename(PSG_EXAMPLE, documents[i], NULL);
        g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
        assert_non_null(files);
        for (const char *name; (name = g_dir_read_name(files));) {
            g_autofree char *path = g_build_filename(folder, name, NULL);
            if (g_str_has_suffix(name, ".md"))
                count_words(path, &total, &right);
        }
    }
    assert_true(total > 15000);
    if (right < total)
        fail_msg("%u of %u words were found, but as others", total - right, total);
}

/* --- what means harm --- */

static void
any_range_of_anything_is_marked_or_left_alone(void **state)
{
    static const char *const sources[] = {"", "\n", "a",
            "\xff\xfe"
            "a\0b",
            "]( ]( ](", "<a <b <c", "| a |\n| - |\n", "****", "[^1]\n\n[^1]: x\n",
            "- [ ] a\n  - b\n\n  c\n", "<table><tr><td>a<td>b</table>",
            "<details><summary>a *b*</summary>\n\nc\n\n</details>",
            "\xe2\x80\xae"
            "a\xe2\x80\xac b",
            "a\rb\r\nc", "&eacute;t&eacute; b", "# a\nb\n===\nc"};
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (guint i = 0; i < G_N_ELEMENTS(sources); i++) {
        gsize length = strlen(sources[i]);
        g_autoptr(PsgText) text = read_markdown(sources[i]);
        g_autofree char *before = get_text(text);
        g_autoptr(PsgCommentWords) words = psg_comment_words_new(text, sources[i], length);
        g_autoptr(PsgCommentMarks) marks = psg_comment_marks_new(words);
        for (guint j = 0; j < 200; j++) {
            gsize start = (gsize)g_rand_int_range(random, 0, (gint32)length + 5);
            gsize end = (gsize)g_rand_int_range(random, 0, (gint32)length + 5);
            g_autoptr(GArray) pieces = psg_comment_words_find(words, start, end);
            psg_comment_words_find_block(words, start);
            psg_comment_marks_add(marks, pieces, j % 3 == 0);
        }
        psg_comment_marks_apply(marks);
        g_autofree char *after = get_text(text);
        assert_string_equal(before, after);
    }
}

/* --- wording --- */

static void
assert_changed(const char *old_words, const char *new_words, const char *removed, const char *added)
{
    PsgCommentWording part = psg_comment_compare(old_words, new_words);
    g_autofree char *out = g_strndup(old_words + part.old_start, part.old_end - part.old_start);
    g_autofree char *in = g_strndup(new_words + part.new_start, part.new_end - part.new_start);
    assert_string_equal(out, removed);
    assert_string_equal(in, added);
    assert_int_equal(part.old_start, part.new_start);
    assert_string_equal(old_words + part.old_end, new_words + part.new_end);
}

static void
only_what_a_suggestion_changes_is_shown_as_changed(void **state)
{
    assert_changed("Keep two of each.", "Keep three of each.", "two", "three");
    assert_changed("Keep two.", "Keep two!", "two.", "two!");
    assert_changed("Keep two of each.", "Keep two spades of each.", "two", "two spades");
    assert_changed("Keep two of each.", "Keep each.", "two of ", "");
    assert_changed("two of each", "just two of each", "two of each", "just two of each");
    assert_changed("the same", "the same", "same", "same");
    assert_changed("a **b** c", "a **d** c", "a **b** c", "a **d** c");
    assert_changed("one", "", "one", "");
}

static void
what_is_quoted_fits_on_a_line(void **state)
{
    g_autofree char *folded = psg_comment_shorten(" one\n\ttwo\xe2\x80\xae three\x1b[2J ", 40);
    assert_string_equal(folded, "one two three\xef\xbf\xbd[2J");
    g_autofree char *cut = psg_comment_shorten("one two three four", 10);
    assert_string_equal(cut, "one two\xe2\x80\xa6");
    g_autofree char *wide = psg_comment_shorten("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 3);
    assert_string_equal(wide, "\xc3\xa9\xc3\xa9\xc3\xa9\xe2\x80\xa6");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(words_are_found_whatever_signs_stand_around_them),
            cmocka_unit_test(of_equal_words_the_one_that_is_meant_is_found),
            cmocka_unit_test(marks_follow_the_elements_of_the_text),
            cmocka_unit_test(overlapping_comments_share_their_words),
            cmocka_unit_test(each_word_of_the_example_is_found_where_it_stands),
            cmocka_unit_test(any_range_of_anything_is_marked_or_left_alone),
            cmocka_unit_test(only_what_a_suggestion_changes_is_shown_as_changed),
            cmocka_unit_test(what_is_quoted_fits_on_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
