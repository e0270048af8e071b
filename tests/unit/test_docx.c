/* Word files made by hand, part by part: what is promised of their comments, of tracked changes,
 * and of files that are none or want to do harm. */
#include <zip.h>

#include "base/cleanup.h"
#include "reader_case.h"
#include "review/exchange/docx.h"

#define WORD "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define STRICT_WORD "http://purl.oclc.org/ooxml/wordprocessingml/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define NEWER "http://schemas.microsoft.com/office/2011/relationships/"
#define SPACES                                                                             \
    "xmlns:w='" WORD "' xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml' " \
    "xmlns:w15='http://schemas.microsoft.com/office/word/2012/wordml' "                    \
    "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships' "       \
    "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
#define RELATIONS(lines)                                                                         \
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" lines \
    "</Relationships>"
#define RELATION(type, target) "<Relationship Id='" target "' Type='" type "' Target='" target "'/>"

/* --- making files --- */

static GBytes *
read_source(zip_source_t *source)
{
    zip_stat_t stat;
    assert_int_equal(zip_source_stat(source, &stat), 0);
    assert_int_equal(zip_source_open(source), 0);
    char *data = g_malloc(stat.size + 1);
    assert_int_equal(zip_source_read(source, data, stat.size), stat.size);
    zip_source_close(source);
    return g_bytes_new_take(data, stat.size);
}

/* An archive of parts: name, text, name, text, ..., NULL. */
static GBytes *G_GNUC_NULL_TERMINATED
pack(const char *name, ...)
{
    g_autoptr(zip_source_t) target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *archive = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    assert_non_null(archive);
    zip_source_keep(target);
    va_list arguments;
    va_start(arguments, name);
    for (; name; name = va_arg(arguments, const char *)) {
        const char *text = va_arg(arguments, const char *);
        zip_source_t *source = zip_source_buffer(archive, text, strlen(text), 0);
        assert_true(zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8) >= 0);
    }
    va_end(arguments);
    assert_int_equal(zip_close(archive), 0);
    return read_source(target);
}

#define ROOT "_rels/.rels", RELATIONS(RELATION(OFFICE "officeDocument", "word/document.xml"))

/* A usual file with this body and these comments. */
static GBytes *
make_file(const char *body, const char *comments)
{
    g_autofree char *document =
            g_strdup_printf("<w:document " SPACES "><w:body>%s</w:body></w:document>", body);
    g_autofree char *list =
            g_strdup_printf("<w:comments " SPACES ">%s</w:comments>", comments ? comments : "");
    return pack(ROOT, "word/document.xml", document, "word/comments.xml", list,
            "word/_rels/document.xml.rels",
            RELATIONS(RELATION(OFFICE "comments", "comments.xml") RELATION(
                    OFFICE "styles", "styles.xml") RELATION(OFFICE "footnotes", "footnotes.xml")
                            RELATION(NEWER "commentsExtended", "extended.xml")
                                    RELATION(OFFICE "numbering", "numbering.xml")),
            "word/_rels/comments.xml.rels",
            RELATIONS("<Relationship Id='l1' Type='" OFFICE
                      "hyperlink' Target='https://example.org/a_b' TargetMode='External'/>"
                      "<Relationship Id='l2' Type='" OFFICE
                      "hyperlink' Target='javascript:alert(1)' TargetMode='External'/>"),
            "word/styles.xml",
            "<w:styles " SPACES ">"
            "<w:style w:type='paragraph' w:styleId='berschrift1'><w:name w:val='heading "
            "1'/></w:style>"
            "<w:style w:type='paragraph' w:styleId='Mine'><w:name w:val='Mine'/>"
            "<w:basedOn w:val='Two'/></w:style>"
            "<w:style w:type='paragraph' w:styleId='Two'><w:name w:val='Two'/>"
            "<w:pPr><w:outlineLvl w:val='1'/></w:pPr></w:style>"
            "<w:style w:type='paragraph' w:styleId='A'><w:basedOn w:val='B'/></w:style>"
            "<w:style w:type='paragraph' w:styleId='B'><w:basedOn w:val='A'/></w:style>"
            "</w:styles>",
            "word/numbering.xml",
            "<w:numbering " SPACES "><w:abstractNum w:abstractNumId='3'>"
            "<w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/></w:lvl>"
            "<w:lvl w:ilvl='1'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum>"
            "<w:num w:numId='7'><w:abstractNumId w:val='3'/></w:num></w:numbering>",
            "word/footnotes.xml",
            "<w:footnotes " SPACES "><w:footnote w:id='1'><w:p>"
            "<w:commentRangeStart w:id='90'/><w:r><w:t>Act 2014</w:t></w:r>"
            "<w:commentRangeEnd w:id='90'/></w:p></w:footnote></w:footnotes>",
            "word/extended.xml",
            "<w15:commentsEx " SPACES "><w15:commentEx w15:paraId='P2' w15:paraIdParent='P1'/>"
            "<w15:commentEx w15:paraId='P1' w15:done='1'/>"
            "<w15:commentEx w15:paraId='P3' w15:paraIdParent='P2'/>"
            "<w15:commentEx w15:paraId='Q1' w15:paraIdParent='Q2'/>"
            "<w15:commentEx w15:paraId='Q2' w15:paraIdParent='Q1'/></w15:commentsEx>",
            NULL);
}

#define T(words) "<w:r><w:t xml:space='preserve'>" words "</w:t></w:r>"
#define P(content) "<w:p>" content "</w:p>"
#define OPEN(id) "<w:commentRangeStart w:id='" id "'/>"
#define CLOSE(id) "<w:commentRangeEnd w:id='" id "'/><w:r><w:commentReference w:id='" id "'/></w:r>"
#define COMMENT(id, content) \
    "<w:comment w:id='" id   \
    "' w:author='Robin' w:date='2026-10-03T08:15:30Z' w:initials='R'>" content "</w:comment>"
#define INSERT(who, content) \
    "<w:ins w:id='7' w:author='" who "' w:date='2026-10-05T09:31:00Z'>" content "</w:ins>"
#define DELETE(who, words)                                                              \
    "<w:del w:id='8' w:author='" who "' w:date='2026-10-05T09:31:00Z'><w:r><w:delText " \
    "xml:space='preserve'>" words "</w:delText></w:r></w:del>"

static GPtrArray *
read_file(GBytes *bytes)
{
    return reader_read(psg_docx_read, bytes, NULL);
}

static GPtrArray *
read_body(const char *body, const char *comments)
{
    g_autoptr(GBytes) bytes = make_file(body, comments);
    return read_file(bytes);
}

static void
check_refused(GBytes *bytes, const char *words)
{
    reader_check_refused(psg_docx_read, bytes, words);
}

/* --- comments --- */

static void
a_comment_has_who_when_and_on_which_words(void **state)
{
    g_autoptr(GPtrArray) items =
            read_body(P(T("We ") OPEN("3") T("notice ") "<w:r><w:rPr><w:b/>"
                                                        "</w:rPr><w:t>early</w:t></w:r>" CLOSE("3")
                                                                T(" and kindly.")),
                    COMMENT("3", P(T("How early?"))));
    assert_int_equal(items->len, 1);
    const PsgImportItem *item = get(items, 0);
    check_item(item, "Robin", 1791015330, "How early?", "notice early", "comment 1");
    assert_string_equal(item->prefix, "We ");
    assert_string_equal(item->suffix, " and kindly.");
    assert_true(!item->replace && !item->parent && !item->mail);
    assert_true(g_str_has_prefix(item->source, "docx:"));
    assert_null(strstr(item->source, "Robin"));
}

static void
a_range_may_cross_paragraphs_and_cells(void **state)
{
    g_autoptr(GPtrArray) items =
            read_body("<w:tbl><w:tr><w:tc>" P(T("a ") OPEN("1") T("b")) "</w:tc><w:tc>" P(
                              T("c") CLOSE("1") T(" d")) "</w:tc></w:tr></w:tbl>",
                    COMMENT("1", P(T("x"))));
    assert_string_equal(get(items, 0)->quote, "b\nc");
    assert_string_equal(get(items, 0)->prefix, "a ");
    assert_string_equal(get(items, 0)->suffix, " d");
}

static void
a_comment_on_no_words_is_on_its_paragraph(void **state)
{
    g_autoptr(GPtrArray) items = read_body(
            P(T("One.")) P(T("Two ") "<w:r><w:commentReference w:id='1'/></w:r>" T("three."))
                    P(OPEN("2") T(" ") CLOSE("2") T("Four.")),
            COMMENT("1", P(T("x"))) COMMENT("2", P(T("y"))));
    assert_string_equal(get(items, 0)->quote, "Two three.");
    assert_string_equal(get(items, 1)->quote, "Four.");
}

static void
a_comment_without_a_place_has_no_quote(void **state)
{
    g_autoptr(GPtrArray) items = read_body(P(T("One.")), COMMENT("1", P(T("x"))));
    assert_int_equal(items->len, 1);
    assert_null(get(items, 0)->quote);
    assert_null(get(items, 0)->where);
}

static void
words_of_footnotes_can_be_commented_on(void **state)
{
    g_autoptr(GPtrArray) items = read_body(P(T("One.")), COMMENT("90", P(T("x"))));
    assert_string_equal(get(items, 0)->quote, "Act 2014");
}

static void
comments_come_in_the_order_of_the_text(void **state)
{
    g_autoptr(GPtrArray) items =
            read_body(P(OPEN("5") T("a") CLOSE("5")) P(OPEN("2") T("b") CLOSE("2")),
                    COMMENT("2", P(T("second"))) COMMENT("5", P(T("first"))));
    assert_string_equal(get(items, 0)->text, "first");
    assert_string_equal(get(items, 1)->text, "second");
}

static void
replies_follow_what_began_the_talk(void **state)
{
    g_autoptr(GPtrArray) items = read_body(P(OPEN("1") OPEN("2") T("a") CLOSE("1") CLOSE("2"))
                                                   P(OPEN("9") T("z") CLOSE("9")),
            COMMENT("9", P(T("other"))) COMMENT("2", "<w:p w14:paraId='P2'>" T("reply") "</w:p>")
                    COMMENT("1", "<w:p w14:paraId='P1'>" T("first") "</w:p>")
                            COMMENT("3", "<w:p w14:paraId='P3'>" T("reply to it") "</w:p>"));
    assert_int_equal(items->len, 4);
    assert_string_equal(get(items, 0)->text, "first");
    assert_string_equal(get(items, 0)->tags[0], "resolved in Word");
    assert_string_equal(get(items, 1)->text, "reply");
    assert_string_equal(get(items, 1)->parent, get(items, 0)->source);
    assert_string_equal(get(items, 2)->text, "reply to it");
    assert_string_equal(get(items, 2)->parent, get(items, 0)->source);
    assert_string_equal(get(items, 3)->text, "other");
    assert_null(get(items, 3)->parent);
}

static void
replies_in_a_circle_are_no_replies(void **state)
{
    g_autoptr(GPtrArray) items =
            read_body(P(T("a")), COMMENT("1", "<w:p w14:paraId='Q1'>" T("one") "</w:p>")
                                         COMMENT("2", "<w:p w14:paraId='Q2'>" T("two") "</w:p>"));
    assert_int_equal(items->len, 2);
    assert_null(get(items, 0)->parent);
    assert_null(get(items, 1)->parent);
}

static void
the_headings_above_tell_where_it_is(void **state)
{
    g_autoptr(GPtrArray) items = read_body(
            "<w:p><w:pPr><w:pStyle w:val='berschrift1'/></w:pPr>" T(
                    "Welcome") "</w:p>"
                               "<w:p><w:pPr><w:pStyle w:val='Mine'/></w:pPr>" T("Who?") "</w:p>" P(
                                       OPEN("1") T("a") CLOSE(
                                               "1")) "<w:p><w:pPr><w:pStyle "
                                                     "w:val='A'/><w:outlineLvl "
                                                     "w:val='0'/></w:pPr>" T("Next") "</w:p>" P(
                                                             OPEN("2") T("b") CLOSE(
                                                                     "2")) "<w:p><w:pPr><w:"
                                                                           "pPrChange><w:"
                                                                           "pPr><w:pStyle "
                                                                           "w:val='Mine'/"
                                                                           "></w:pPr></"
                                                                           "w:pPrChange></"
                                                                           "w:pPr>" OPEN("3") T("c")
                                                                                   CLOSE("3") "</"
                                                                                              "w:"
                                                                                              "p>",
            COMMENT("1", P(T("x"))) COMMENT("2", P(T("x"))) COMMENT("3", P(T("x"))));
    assert_string_equal(get(items, 0)->where, "Welcome#Who?");
    assert_string_equal(get(items, 1)->where, "Next");
    assert_string_equal(get(items, 2)->where, "Next");
}

static void
formatting_becomes_markdown_and_signs_stay_words(void **state)
{
    g_autoptr(GPtrArray) items = read_body(P(T("a")),
            COMMENT("1",
                    P("<w:r><w:rPr><w:b/></w:rPr><w:t>Bold</w:t></w:r>" T(
                            " 2*3 &lt;b> [x] _a_ a_b"))
                            P("<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId "
                              "w:val='4'/></w:numPr></w:pPr>" T(
                                      "one")) P("<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId "
                                                "w:val='4'/></w:numPr></w:pPr>" T("# two"))
                                    P("<w:hyperlink r:id='l1'>" T(
                                            "link") "</w:hyperlink>"
                                                    "<w:hyperlink r:id='l2'>" T(
                                                            " no link") "</w:hyperlink>")
                                            P(T("1. no list") "<w:r><w:br/></w:r>" T("- nor this"))
                                                    P(T("see https://a.example/x_y_*z*"))));
    assert_string_equal(get(items, 0)->text,
            "**Bold** 2\\*3 \\<b> \\[x\\] \\_a\\_ a_b\n\n- one\n- \\# two\n\n"
            "[link](https://example.org/a_b) no link\n\n1\\. no list\\\n\\- nor this\n\n"
            "see https://a.example/x_y_*z*");
}

#define ITEM(level, list, words)                                            \
    "<w:p><w:pPr><w:numPr><w:ilvl w:val='" level "'/><w:numId w:val='" list \
    "'/></w:numPr></w:pPr>" T(words) "</w:p>"

static void
lists_stay_lists(void **state)
{
    g_autoptr(GPtrArray) items = read_body(P(T("a")),
            COMMENT("1", P(T("So:")) ITEM("0", "7", "one") ITEM("1", "7", "in it")
                                 ITEM("0", "7", "two") P(T("And:")) ITEM("4", "7", "deep")
                                         ITEM("0", "0", "none") ITEM("0", "9", "odd")));
    assert_string_equal(get(items, 0)->text,
            "So:\n\n1. one\n   - in it\n2. two\n\nAnd:\n\n- deep\n\nnone\n\n- odd");
}

static void
names_that_programs_make_up_are_none(void **state)
{
    g_autoptr(GPtrArray) items = read_body(P(T("a")),
            "<w:comment w:id='1' w:author='Author'>" P(
                    T("x")) "</w:comment>"
                            "<w:comment w:id='2' w:author=' ' w:date='yesterday'>" P(
                                    T("y")) "</w:comment>");
    assert_null(get(items, 0)->name);
    assert_int_equal(get(items, 0)->at, 0);
    assert_null(get(items, 1)->name);
    assert_int_equal(get(items, 1)->at, 0);
}

static void
times_in_utc_are_preferred(void **state)
{
    g_autoptr(GBytes) bytes = pack(ROOT, "word/document.xml",
            "<w:document " SPACES "><w:body>" P(T("a")) "</w:body></w:document>",
            "word/comments.xml",
            "<w:comments " SPACES
            ">" COMMENT("1", "<w:p w14:paraId='P1'>" T("x") "</w:p>") "</w:comments>",
            "word/ids.xml",
            "<i:commentsIds xmlns:i='i'><i:commentId i:paraId='P1' i:durableId='D'/>"
            "</i:commentsIds>",
            "word/ext.xml",
            "<e:commentsExtensible xmlns:e='e'>"
            "<e:commentExtensible e:durableId='D' e:dateUtc='2026-10-03T07:15:30Z'/>"
            "</e:commentsExtensible>",
            "word/_rels/document.xml.rels",
            RELATIONS(RELATION(OFFICE "comments", "/word/comments.xml") RELATION("x/commentsIds",
                    "ids.xml") RELATION("x/commentsExtensible", "../word/ext.xml")),
            NULL);
    g_autoptr(GPtrArray) items = read_file(bytes);
    assert_int_equal(get(items, 0)->at, 1791015330 - 3600);
}

static void
parts_are_found_wherever_they_are_and_in_the_strict_form(void **state)
{
    g_autoptr(GBytes) bytes = pack("_rels/.rels",
            RELATIONS(RELATION("http://purl.oclc.org/ooxml/officeDocument/relationships/"
                               "officeDocument",
                    "/the%20text/main.xml")),
            "the text/main.xml",
            "<document xmlns='" STRICT_WORD "'><body><p><commentRangeStart id='1'/><r><t>We</t></r>"
            "<commentRangeEnd id='1'/></p></body></document>",
            "the text/_rels/main.xml.rels",
            RELATIONS(RELATION("http://purl.oclc.org/ooxml/officeDocument/relationships/comments",
                    "../notes.xml")),
            "notes.xml",
            "<comments xmlns='" STRICT_WORD "'><comment id='1'><p><r><t>x</t></r></p></comment>"
            "</comments>",
            NULL);
    g_autoptr(GPtrArray) items = read_file(bytes);
    assert_string_equal(get(items, 0)->quote, "We");
    assert_string_equal(get(items, 0)->text, "x");
}

static void
what_is_drawn_twice_is_read_once(void **state)
{
    g_autoptr(GPtrArray) items =
            read_body(P(OPEN("1") T("a ") "<w:r><mc:AlternateContent><mc:Choice><w:t>b</w:t></"
                                          "mc:Choice><mc:Fallback><w:t>b</w:t>"
                                          "</mc:Fallback></mc:AlternateContent></"
                                          "w:r><w:r><w:instrText>PAGE</w:instrText>"
                                          "<w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:softHyphen/"
                                          "><w:sym w:char='00E9'/>"
                                          "<w:sym w:char='F0E0'/></w:r>" CLOSE("1")),
                    COMMENT("1", P(T("x"))));
    assert_string_equal(get(items, 0)->quote, "a b c\u2011é");
}

/* --- changes --- */

static void
a_replaced_word_is_a_proposal(void **state)
{
    g_autoptr(GPtrArray) items = read_body(
            P(T("needs ") DELETE("Robin", "no long wait") INSERT("Robin", T("no *list*")) T(".")),
            NULL);
    assert_int_equal(items->len, 1);
    const PsgImportItem *item = get(items, 0);
    assert_string_equal(item->quote, "no long wait");
    assert_string_equal(item->replace, "no \\*list\\*");
    assert_string_equal(item->name, "Robin");
    assert_int_equal(item->at, 1791192660);
    assert_string_equal(item->prefix, "needs ");
    assert_string_equal(item->label, "change 1");
}

static void
changes_inside_a_word_are_of_the_whole_word(void **state)
{
    g_autoptr(GPtrArray) items =
            read_body(P(T("the colo") INSERT("Robin", T("u")) T("r of re") DELETE("Robin", "a")
                                      T("l") INSERT("Robin", T("ity")) T(" life")),
                    NULL);
    assert_int_equal(items->len, 2);
    assert_string_equal(get(items, 0)->quote, "color");
    assert_string_equal(get(items, 0)->replace, "colour");
    assert_string_equal(get(items, 1)->quote, "real");
    assert_string_equal(get(items, 1)->replace, "relity");
}

static void
what_is_only_inserted_is_beside_a_word(void **state)
{
    g_autoptr(GPtrArray) items = read_body(P(T("Roll a ball") INSERT("Robin", T(" gently")) T(
                                                   " home. ") INSERT("Mary", T("Now ")) T("rest.")),
            NULL);
    assert_string_equal(get(items, 0)->quote, "ball");
    assert_string_equal(get(items, 0)->replace, "ball gently");
    assert_string_equal(get(items, 1)->quote, "rest");
    assert_string_equal(get(items, 1)->replace, "Now rest");
}

static void
what_is_only_deleted_is_replaced_by_nothing(void **state)
{
    g_autoptr(GPtrArray) items = read_body(P(T("with a smile") DELETE("Robin", ", even badly") T(
                                                   ". Or ") DELETE("Robin", "very ") T("well.")),
            NULL);
    assert_string_equal(get(items, 0)->quote, ", even badly");
    assert_string_equal(get(items, 0)->replace, "");
    assert_string_equal(get(items, 1)->quote, "very well.");
    assert_string_equal(get(items, 1)->replace, "well.");
}

static void
new_paragraphs_follow_the_words_before_them(void **state)
{
    g_autoptr(GPtrArray) items = read_body(P(T("One two.")) P(INSERT("Robin", T("# New")))
                                                   P(INSERT("Robin", T("And more."))) P(T("Last.")),
            NULL);
    assert_int_equal(items->len, 1);
    assert_string_equal(get(items, 0)->quote, "two.");
    assert_string_equal(get(items, 0)->replace, "two.\n\n\\# New\n\nAnd more.");
}

static void
the_text_before_the_changes_is_what_counts(void **state)
{
    g_autoptr(GPtrArray) items = read_body(P(OPEN("1") T("a ") DELETE("Robin", "b") INSERT("Mary",
                                                   T("c") DELETE("Robin", "d")) CLOSE("1") T(" e")),
            COMMENT("1", P(T("x"))));
    assert_int_equal(items->len, 3);
    assert_string_equal(get(items, 0)->quote, "a b");
    assert_string_equal(get(items, 1)->name, "Robin");
    assert_string_equal(get(items, 1)->quote, "b");
    assert_string_equal(get(items, 2)->name, "Mary");
    assert_string_equal(get(items, 2)->replace, "bc");
}

static void
moved_words_are_taken_out_and_put_in(void **state)
{
    g_autoptr(GPtrArray) items = read_body(
            P(T("a ") "<w:moveFrom w:id='1' w:author='R'>" T("b c") "</w:moveFrom>" T(" d"))
                    P(T("e") "<w:moveTo w:id='2' w:author='R'>" T(" b c") "</w:moveTo>"),
            NULL);
    assert_string_equal(get(items, 0)->quote, "b c");
    assert_string_equal(get(items, 0)->replace, "");
    assert_string_equal(get(items, 1)->quote, "e");
    assert_string_equal(get(items, 1)->replace, "e b c");
}

static void
the_same_file_gives_the_same_sources(void **state)
{
    const char *body = P(OPEN("1") T("a") CLOSE("1") DELETE("Robin", " b"));
    g_autoptr(GPtrArray) one = read_body(body, COMMENT("1", P(T("x"))));
    /* Numbers of comments and of changes are given anew whenever a file is saved. */
    g_autoptr(GPtrArray) other = read_body(
            P(OPEN("0") T("z") CLOSE("0")) P(OPEN("4") T("a") CLOSE("4") DELETE("Robin", " b")),
            COMMENT("0", P(T("new"))) COMMENT("4", P(T("x"))));
    assert_int_equal(one->len, 2);
    assert_int_equal(other->len, 3);
    assert_string_equal(get(one, 0)->source, get(other, 1)->source);
    assert_string_equal(get(one, 1)->source, get(other, 2)->source);
    assert_string_not_equal(get(one, 0)->source, get(other, 0)->source);
}

/* --- what is refused --- */

static void
other_formats_are_named_with_what_to_do(void **state)
{
    static const struct {
        const char *bytes;
        gsize length;
        const char *words;
    } cases[] = {
            {"", 0, "empty"},
            {"{\\rtf1 x}", 9, "save it as .docx"},
            {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0d\0", 17, ".doc"},
            {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 "
             "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
                    41, "password"},
            {"hello", 5, "no Word file"},
            {"PK\3\4 and then nothing", 21, "its end is missing"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GBytes) bytes = g_bytes_new_static(cases[i].bytes, cases[i].length);
        check_refused(bytes, cases[i].words);
    }
    g_autoptr(GBytes) text = pack(
            "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<x/>", NULL);
    check_refused(text, ".odt");
    g_autoptr(GBytes) other = pack("a.txt", "x", NULL);
    check_refused(other, "no Word document");
    g_autoptr(GBytes) sheet =
            pack("_rels/.rels", RELATIONS(RELATION(OFFICE "officeDocument", "xl/workbook.xml")),
                    "xl/workbook.xml", "<workbook/>", "[Content_Types].xml",
                    "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
                    "<Override PartName='/xl/workbook.xml' ContentType='application/vnd."
                    "openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/></Types>",
                    NULL);
    check_refused(sheet, "CSV");
}

static void
broken_xml_and_document_types_are_refused(void **state)
{
    g_autoptr(GBytes) broken = make_file(P(T("a")), "<w:comment>");
    check_refused(broken, "word/comments.xml is not well-formed");
    g_autoptr(GBytes) typed = pack(ROOT, "word/document.xml",
            "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'><!ENTITY a 'aaaaaaaaaa'>"
            "<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><d>&e;&b;</d>",
            NULL);
    check_refused(typed, "document type");
}

static void
parts_that_swell_are_refused(void **state)
{
    g_autofree char *spaces = g_strnfill(60 * 1024 * 1024, ' ');
    g_autoptr(GBytes) bytes = pack(ROOT, "word/document.xml", spaces, NULL);
    assert_true(g_bytes_get_size(bytes) < 200 * 1024);
    check_refused(bytes, "larger than");
}

static void
deep_nesting_is_refused(void **state)
{
    g_autoptr(GString) deep = g_string_new(NULL);
    for (guint i = 0; i < 100000; i++)
        g_string_append(deep, "<w:sdt>");
    g_autoptr(GBytes) bytes = make_file(deep->str, NULL);
    check_refused(bytes, "not well-formed");
}

/* Comments on everything, one over the other: what is quoted has a limit. */
static void
long_ranges_are_quoted_from_their_beginning(void **state)
{
    g_autoptr(GString) body = g_string_new(P(OPEN("1") T("First.")));
    for (guint i = 0; i < 5000; i++)
        g_string_append(body, P(T("Some more words in a paragraph of their own.")));
    g_string_append(body, P(T("Last.") CLOSE("1")));
    g_autoptr(GPtrArray) items = read_body(body->str, COMMENT("1", P(T("x"))));
    assert_true(g_str_has_prefix(get(items, 0)->quote, "First.\nSome more"));
    assert_true(strlen(get(items, 0)->quote) <= 8192 + 8);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_comment_has_who_when_and_on_which_words),
            cmocka_unit_test(a_range_may_cross_paragraphs_and_cells),
            cmocka_unit_test(a_comment_on_no_words_is_on_its_paragraph),
            cmocka_unit_test(a_comment_without_a_place_has_no_quote),
            cmocka_unit_test(words_of_footnotes_can_be_commented_on),
            cmocka_unit_test(comments_come_in_the_order_of_the_text),
            cmocka_unit_test(replies_follow_what_began_the_talk),
            cmocka_unit_test(replies_in_a_circle_are_no_replies),
            cmocka_unit_test(the_headings_above_tell_where_it_is),
            cmocka_unit_test(formatting_becomes_markdown_and_signs_stay_words),
            cmocka_unit_test(lists_stay_lists),
            cmocka_unit_test(names_that_programs_make_up_are_none),
            cmocka_unit_test(times_in_utc_are_preferred),
            cmocka_unit_test(parts_are_found_wherever_they_are_and_in_the_strict_form),
            cmocka_unit_test(what_is_drawn_twice_is_read_once),
            cmocka_unit_test(a_replaced_word_is_a_proposal),
            cmocka_unit_test(changes_inside_a_word_are_of_the_whole_word),
            cmocka_unit_test(what_is_only_inserted_is_beside_a_word),
            cmocka_unit_test(what_is_only_deleted_is_replaced_by_nothing),
            cmocka_unit_test(new_paragraphs_follow_the_words_before_them),
            cmocka_unit_test(the_text_before_the_changes_is_what_counts),
            cmocka_unit_test(moved_words_are_taken_out_and_put_in),
            cmocka_unit_test(the_same_file_gives_the_same_sources),
            cmocka_unit_test(other_formats_are_named_with_what_to_do),
            cmocka_unit_test(broken_xml_and_document_types_are_refused),
            cmocka_unit_test(parts_that_swell_are_refused),
            cmocka_unit_test(deep_nesting_is_refused),
            cmocka_unit_test(long_ranges_are_quoted_from_their_beginning),
    };
    return cmocka_run_group_tests_name("docx", tests, NULL, NULL);
}
