/* Promises of lib/publish/site: where pages are, what they are called, and what a reader finds on
 * them. The pages are made from a model made by hand and from small templates, so that a test sees
 * what the engine gave and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <libxml/parser.h>
#include <string.h>

#include "base/file.h"
#include "fixture_model.h"
#include "publish/publish_error.h"
#include "publish/site/internal.h"

#define PAGE(body)                                                                                 \
    "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:psg='urn:plainsong:template' lang='{lang}'>" \
    "<head><title>{page-title}</title></head><body>" body "</body></html>\n"
#define PART(body)                                                                             \
    "<psg:block xmlns='http://www.w3.org/1999/xhtml' xmlns:psg='urn:plainsong:template'>" body \
    "</psg:block>"

typedef struct {
    const char *name, *source;
} File;

static const File theme_files[] = {
        {"home.xhtml", PAGE("<p "
                            "psg:each='documents'>{root}{url}|{title}|{minutes}|{version-label}|{"
                            "review-by}"
                            "<i psg:each='downloads'>{url} {size}</i></p><b "
                            "psg:each='groups'>{name}</b>")},
        {"document.xhtml",
                PAGE("<p>{document-title}|{subtitle}|{first-url}|{revision}|{revision-date}</p>"
                     "<i psg:each='downloads'>{url} {size}</i><u psg:each='contributors'>{name}, "
                     "{role}, {group}</u>"
                     "<ul><li psg:each='contents' psg:include='contents.xhtml'/></ul>")},
        {"chapter.xhtml",
                PAGE("<nav><a psg:each='breadcrumbs' href='{url}' lang='{title-lang}' "
                     "dir='{title-dir}'>{title}</a></nav>"
                     "<p>{root}|{previous-url}|{next-url}|{document-url}|{contents-more-url}</p>"
                     "<ul><li psg:each='headings' psg:include='headings.xhtml'/></ul>"
                     "<ol><li psg:each='contents' psg:include='contents.xhtml'/></ol>"
                     "<article lang='{content-lang}' dir='{content-dir}' psg:fill='content'/>"
                     "<dl psg:each='terms'><dt><a href='{url}'>{term}</a>{short-for}</dt><dd "
                     "psg:fill='meaning'/></dl>"
                     "<p class='source'>{updated}|{updated-iso}|{since}|{since-url}|"
                     "<b psg:if='unreleased'>unreleased</b><b psg:if='changed'>changed</b>|"
                     "{changes-url}</p>")},
        {"contents.xhtml", PART("<em psg:if='part'>{part}</em><a href='{url}' lang='{title-lang}' "
                                "dir='{title-dir}'>{title}</a><b "
                                "psg:if='current'>here</b>"
                                "<ul psg:if='chapters'><li psg:each='chapters' "
                                "psg:include='contents.xhtml'/></ul>")},
        {"headings.xhtml",
                PART("<a href='{url}'>{title}</a><ul psg:if='headings'><li psg:each='headings' "
                     "psg:include='headings.xhtml'/></ul>")},
        {"glossary.xhtml",
                PAGE("<dl psg:each='terms'><dt id='{id}'>{term}</dt><dd psg:fill='meaning'/>"
                     "<dd psg:each='see'><a href='{url}'>{title}</a></dd></dl>")},
        {"contributors.xhtml", PAGE("<ul psg:each='group-credits'><li>{name}:<i "
                                    "psg:each='people'>{name}|{role}|{documents}</i>"
                                    "</li></ul>")},
        {"changes.xhtml",
                PAGE("<h1>{document-title}|{document-url}</h1><section psg:each='versions'>"
                     "<h2 id='{id}'>{label}|{date}|{date-iso}|<b psg:if='first'>first</b></h2>"
                     "<div psg:if='summary' psg:fill='summary'/><i>{counts}</i>"
                     "<details psg:if='wording' psg:fill='wording'/>"
                     "<b psg:if='too-long'>too long</b></section>")},
        {"involved.xhtml", PAGE("<div psg:fill='text'/>{email}")},
        {"index-of-pages.xhtml",
                PAGE("<ul psg:each='documents'><li psg:each='chapters'><a href='{url}'>{title}</a>"
                     "<ul psg:if='headings'><li psg:each='headings' "
                     "psg:include='headings.xhtml'/></ul>"
                     "</li></ul>")},
        {NULL, NULL},
};

static GBytes *
read_theme(const char *name, gpointer data, GError **error)
{
    for (const File *file = data; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return g_bytes_new_static(file->source, strlen(file->source));
    return NULL;
}

/* A site on disk that goes when the test ends. */
typedef struct {
    FixtureModel *fixture;
    PsgSiteOptions options;
    PsgTheme *theme;
    PsgOutput *output;
    char *folder;
} Site;

static void
set_up_site(Site *site)
{
    memset(site, 0, sizeof *site);
    site->fixture = fixture_model_new();
    PsgModelAttachment *attachment =
            g_ptr_array_index(fixture_model_get(site->fixture)->attachments, 0);
    if (!attachment->bytes)
        attachment->bytes = g_bytes_new_static("form", 4);
    site->theme = psg_theme_new(read_theme, (gpointer)theme_files);
    site->folder = g_dir_make_tmp("plainsong-site-XXXXXX", NULL);
    site->output = psg_output_new(site->folder);
    site->options = (PsgSiteOptions){
            .model = fixture_model_get(site->fixture), .theme = site->theme, .threads = 2};
}

static void
write_site(Site *site)
{
    g_autoptr(GError) error = NULL;
    if (!psg_site_write(&site->options, site->output, &error))
        fail_msg("%s", error->message);
}

static void
tear_down_site(Site *site)
{
    PsgModelAttachment *attachment =
            g_ptr_array_index(fixture_model_get(site->fixture)->attachments, 0);
    g_clear_pointer(&attachment->bytes, g_bytes_unref);
    psg_theme_free(site->theme);
    psg_output_free(site->output);
    fixture_model_free(site->fixture);
    psg_folder_remove(site->folder, NULL);
    g_free(site->folder);
}

static char *
read_page(const Site *site, const char *path)
{
    g_autofree char *place = g_build_filename(site->folder, path, NULL);
    char *text = NULL;
    if (!g_file_get_contents(place, &text, NULL, NULL))
        fail_msg("%s was not written", path);
    return text;
}

static void
expect_in(const Site *site, const char *path, const char *expected)
{
    g_autofree char *text = read_page(site, path);
    if (!strstr(text, expected))
        fail_msg("%s does not hold\n  %s\nbut is\n%s", path, expected, text);
}

static void
expect_not_in(const Site *site, const char *path, const char *unexpected)
{
    g_autofree char *text = read_page(site, path);
    if (strstr(text, unexpected))
        fail_msg("%s holds \"%s\"", path, unexpected);
}

#define PLAY "early-years/part-one/Pl\xc3\xa2y & talk.html"

static void
test_links_lead_from_page_to_page(void **state)
{
    Site site;
    set_up_site(&site);
    write_site(&site);
    const char *page = "early-years/welcome.html";
    expect_in(&site, page,
            "<a href=\"part-one/Pl%C3%A2y%20%26%20talk.html#2-turn-taking\">turns</a>");
    expect_in(&site, page, "<a href=\"below.html\">below</a>");
    expect_in(&site, page, "<a href=\"index.html\">the start</a>");
    expect_in(&site, page, "<a href=\"../moderation/index.html\">the other</a>");
    expect_in(&site, page, "<a href=\"../moderation/start.html\">its chapter</a>");
    expect_in(&site, page, "<a href=\"../files/form-1234abcd.docx\">a form</a>");
    expect_in(&site, page, "<a href=\"../index.html\">home</a>");
    expect_in(&site, page, "<a href=\"https://example.net/a%20b?x=1&amp;y=%7C\">web</a>");
    expect_in(&site, PLAY, "<a href=\"#what?\">what</a>");
    expect_in(&site, PLAY, "href=\"#fn-a\"");
    tear_down_site(&site);
}

static void
test_pictures_say_their_size_and_come_when_needed(void **state)
{
    Site site;
    set_up_site(&site);
    write_site(&site);
    expect_in(&site, PLAY,
            "<img src=\"../../images/sand-tray-1f2e3d4c.png\" alt=\"A sand tray\" width=\"40\" "
            "height=\"30\" "
            "loading=\"lazy\" decoding=\"async\">");
    g_autofree char *picture = read_page(&site, "images/sand-tray-1f2e3d4c.png");
    assert_non_null(picture);
    expect_in(&site, "files/form-1234abcd.docx", "form");
    tear_down_site(&site);
}

static void
test_terms_lead_to_the_glossary_and_are_explained_once(void **state)
{
    Site site;
    set_up_site(&site);
    write_site(&site);
    expect_in(&site, PLAY, "<a class=\"term\" href=\"../../glossary.html#ehc-plan\">EHC plan</a>");
    expect_in(&site, PLAY,
            "<dt><a href=\"../../glossary.html#ehc-plan\">EHC plan</a>Education, Health and Care "
            "plan</dt>");
    expect_in(&site, PLAY, "<p>A meaning, <a href=\"#what?\">shown</a>.</p>");
    expect_in(&site, "glossary.html", "<dt id=\"ehc-plan\">EHC plan</dt>");
    expect_in(&site, "glossary.html", "<dd><a href=\"#1-1\">1:1</a></dd>");
    expect_in(&site, "glossary.html", "early-years/part-one/Pl%C3%A2y%20%26%20talk.html#what?");
    tear_down_site(&site);
}

static void
test_a_text_in_another_language_says_so(void **state)
{
    Site site;
    set_up_site(&site);
    write_site(&site);
    expect_in(&site, "early-years/urdu.html", "<html lang=\"en-GB\">");
    expect_in(&site, "early-years/urdu.html", "<article lang=\"ur\" dir=\"rtl\"><h1>");
    expect_in(&site, "early-years/below.html", "<article><h1 id=\"below\">Below</h1>");
    expect_in(&site, "early-years/below.html", "<a href=\"urdu.html\" lang=\"ur\" dir=\"rtl\">");
    expect_in(&site, "moderation/start.html", "<a href=\"index.html\" lang=\"ar\" dir=\"rtl\">");
    tear_down_site(&site);
}

static void
test_reading_order_skips_headings_without_a_text(void **state)
{
    Site site;
    set_up_site(&site);
    write_site(&site);
    expect_in(&site, PLAY, "<p>../../|../welcome.html|../below.html|../index.html|</p>");
    expect_in(&site, "early-years/urdu.html", "<p>../|below.html||index.html|</p>");
    expect_in(&site, "early-years/below.html", "<a>Still to come</a></nav>");
    expect_in(&site, "early-years/index.html",
            "<li><em>Every day</em><a href=\"part-one/Pl%C3%A2y%20%26%20talk.html\">Play</a></li>"
            "<li><a>Still to come</a><ul><li><a href=\"below.html\">Below</a></li></ul></li>");
    tear_down_site(&site);
}

static void
test_headings_are_nested_by_level(void **state)
{
    Site site;
    set_up_site(&site);
    write_site(&site);
    const char *expected = "<li><a href=\"%s#who\">Who</a><ul><li><a "
                           "href=\"%s#mid\">Middle</a><ul><li><a href=\"%s#deep\">Deep</a>"
                           "</li></ul></li><li><a href=\"%s#last\">Last</a></li></ul></li>";
    g_auto(GStrv) parts = g_strsplit(expected, "%s", -1);
    g_autofree char *here = g_strjoinv("", parts);
    g_autofree char *there = g_strjoinv("early-years/welcome.html", parts);
    expect_in(&site, "early-years/welcome.html", here);
    expect_in(&site, "contents.html", there);
    tear_down_site(&site);
}

static void
test_front_pages_say_what_a_reader_asks(void **state)
{
    Site site;
    set_up_site(&site);
    PsgSiteDownload download = {.document = fixture_model_get_document(site.fixture, 0),
            .label = "EPUB",
            .path = "downloads/early-years.epub",
            .media_type = "application/epub+zip",
            .size = 142345};
    g_autoptr(GPtrArray) downloads = g_ptr_array_new();
    g_ptr_array_add(downloads, &download);
    site.options.downloads = downloads;
    write_site(&site);
    expect_in(&site, "early-years/index.html",
            "<p>The early years together|What every setting offers|welcome.html|94a9ed0|9 July "
            "2026</p>");
    expect_in(&site, "early-years/index.html", "<i>../downloads/early-years.epub 142 KB</i>");
    expect_in(&site, "index.html",
            "early-years/index.html|The early years together|1|Version 1.2|September 2027");
    expect_in(&site, "index.html", "<i>downloads/early-years.epub 142 KB</i>");
    expect_not_in(&site, "moderation/index.html", "142 KB");
    tear_down_site(&site);
}

static void
test_only_people_who_agreed_are_named(void **state)
{
    Site site;
    set_up_site(&site);
    site.options.url = "https://example.com/";
    write_site(&site);
    expect_in(&site, "early-years/index.html", "<u>Amina K., author, Parents &amp; carers</u>");
    expect_in(&site, "contributors.html",
            "<li>Parents &amp; carers:<i>Amina K.|author|The early years together</i>");
    expect_in(&site, "contributors.html", "<li>Early years settings:</li>");
    g_autoptr(GPtrArray) files = psg_output_list(site.output);
    assert_true(files->len > 15);
    for (guint i = 0; i < files->len; i++) {
        const PsgOutputFile *file = g_ptr_array_index(files, i);
        for (guint j = 0; fixture_secrets[j]; j++)
            expect_not_in(&site, file->path, fixture_secrets[j]);
    }
    tear_down_site(&site);
}

static void
test_no_two_pages_share_a_title(void **state)
{
    Site site;
    set_up_site(&site);
    for (guint i = 0; i < 4; i++)
        ((PsgModelChapter *)fixture_model_get_chapter(site.fixture, 0, i))->title = "Same";
    ((PsgDocumentEntry *)fixture_model_get_document(site.fixture, 1)->entry)->title =
            "Written together";
    write_site(&site);
    g_autoptr(GPtrArray) files = psg_output_list(site.output);
    g_autoptr(GHashTable) titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint pages = 0;
    for (guint i = 0; i < files->len; i++) {
        const char *path = ((const PsgOutputFile *)g_ptr_array_index(files, i))->path;
        if (!g_str_has_suffix(path, ".html"))
            continue;
        g_autofree char *text = read_page(&site, path);
        char *start = strstr(text, "<title>"), *end = strstr(text, "</title>");
        assert_true(start && end > start + 7);
        if (!g_hash_table_add(titles, g_strndup(start, (gsize)(end - start))))
            fail_msg("%s shares its title %.*s", path, (int)(end - start), start);
        pages++;
    }
    assert_int_equal(pages, 12);
    tear_down_site(&site);
}

static void
test_a_title_is_chapter_document_package(void **state)
{
    Site site;
    set_up_site(&site);
    write_site(&site);
    expect_in(&site, "early-years/welcome.html",
            "<title>Welcome \xe2\x80\x93 The early years together \xe2\x80\x93 Written "
            "together</title>");
    expect_in(&site, "early-years/index.html",
            "<title>The early years together \xe2\x80\x93 Written together</title>");
    expect_in(&site, "index.html", "<title>Written together</title>");
    tear_down_site(&site);
}

static void
expect_well_formed(const Site *site, const char *path)
{
    g_autofree char *text = read_page(site, path);
    xmlDoc *document = xmlReadMemory(text, (int)strlen(text), NULL, NULL, XML_PARSE_NONET);
    assert_non_null(document);
    xmlFreeDoc(document);
}

static void
test_the_feed_is_complete_with_and_without_an_address(void **state)
{
    Site site;
    set_up_site(&site);
    write_site(&site);
    expect_well_formed(&site, "feed.xml");
    expect_in(&site, "feed.xml", "<updated>2026-07-09T14:15:03Z</updated>");
    expect_in(&site, "feed.xml", "<title>The early years together: Version 1.2</title>");
    expect_in(&site, "feed.xml", "href=\"early-years/index.html\"");
    g_autofree char *map = g_build_filename(site.folder, "sitemap.xml", NULL);
    assert_false(g_file_test(map, G_FILE_TEST_EXISTS));
    tear_down_site(&site);

    set_up_site(&site);
    site.options.url = "https://example.com/a/";
    write_site(&site);
    expect_well_formed(&site, "sitemap.xml");
    expect_in(&site, "feed.xml", "href=\"https://example.com/a/early-years/index.html\"");
    expect_in(&site, "sitemap.xml",
            "<loc>https://example.com/a/early-years/part-one/Pl%C3%A2y%20%26%20talk.html</loc>");
    tear_down_site(&site);
}

static void
test_search_lists_every_unit(void **state)
{
    Site site;
    set_up_site(&site);
    write_site(&site);
    expect_in(&site, "search/index.js", "plainsongSearch.index({\"version\":1,");
    expect_in(&site, "search/index.js",
            "[0,\"Play\",\"early-years/part-one/Pl%C3%A2y%20%26%20talk.html\",0]");
    expect_in(&site, "search/index.js",
            "[1,\"Play\",\"\"],\n[1,\"2 turn-taking\",\"2-turn-taking\"],");
    expect_in(&site, "search/text0.js", "plainsongSearch.text(1,[\n\"\",\n\"Back to what.\",");
    tear_down_site(&site);
}

static void
test_the_output_is_the_same_for_any_number_of_threads(void **state)
{
    Site one, many;
    set_up_site(&one);
    one.options.threads = 1;
    write_site(&one);
    set_up_site(&many);
    many.options.threads = 8;
    write_site(&many);
    g_autoptr(GPtrArray) files = psg_output_list(one.output);
    g_autoptr(GPtrArray) others = psg_output_list(many.output);
    assert_int_equal(files->len, others->len);
    for (guint i = 0; i < files->len; i++) {
        const char *path = ((const PsgOutputFile *)g_ptr_array_index(files, i))->path;
        g_autofree char *first = read_page(&one, path), *second = read_page(&many, path);
        assert_string_equal(first, second);
    }
    tear_down_site(&one);
    tear_down_site(&many);
}

static void
test_an_optional_template_may_be_missing_and_a_needed_one_not(void **state)
{
    Site site;
    set_up_site(&site);
    psg_theme_free(site.theme);
    File files[6] = {theme_files[0], theme_files[1], theme_files[2], theme_files[3], theme_files[4],
            {NULL, NULL}};
    site.options.theme = site.theme = psg_theme_new(read_theme, files);
    write_site(&site);
    expect_in(&site, PLAY, "<a class=\"term\">EHC plan</a>");
    tear_down_site(&site);

    set_up_site(&site);
    psg_theme_free(site.theme);
    site.options.theme = site.theme = psg_theme_new(read_theme, files + 1);
    g_autoptr(GError) error = NULL;
    assert_false(psg_site_write(&site.options, site.output, &error));
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE_MISSING));
    tear_down_site(&site);
}

/* Adds many chapters at the top of the first document. */
static void
add_chapters(Site *site, guint count, GPtrArray *made)
{
    PsgModelDocument *document = fixture_model_get_document(site->fixture, 0);
    const PsgModelChapter *pattern = fixture_model_get_chapter(site->fixture, 0, 3);
    for (guint i = 0; i < count; i++) {
        PsgModelChapter *chapter = g_memdup2(pattern, sizeof *pattern);
        chapter->index = document->chapters->len;
        chapter->name = g_strdup_printf("extra-%u", i);
        chapter->title = g_strdup_printf("Extra %u", i);
        chapter->parent = NULL;
        g_ptr_array_add(document->chapters, chapter);
        g_ptr_array_add(made, chapter->name);
        g_ptr_array_add(made, chapter->title);
        g_ptr_array_add(made, chapter);
    }
}

static guint
count_in(const char *text, const char *what)
{
    guint count = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
        count++;
    return count;
}

static void
test_a_page_of_a_long_document_shows_only_what_is_near(void **state)
{
    g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func(g_free);
    Site site;
    set_up_site(&site);
    add_chapters(&site, 200, made);
    write_site(&site);
    g_autofree char *page = read_page(&site, "early-years/extra-100.html");
    assert_int_equal(count_in(page, "\">Extra "), 21);
    assert_non_null(
            strstr(page, "<li><em>Every day</em><a href=\"extra-90.html\">Extra 90</a></li>"));
    assert_non_null(strstr(page, "<a href=\"extra-100.html\">Extra 100</a><b>here</b>"));
    assert_non_null(strstr(page, "|index.html|index.html</p>"));
    g_autofree char *front = read_page(&site, "early-years/index.html");
    assert_int_equal(count_in(front, "\">Extra "), 200);
    tear_down_site(&site);
}

static void
test_contents_of_any_depth_are_shown(void **state)
{
    g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func(g_free);
    Site site;
    set_up_site(&site);
    guint first = fixture_model_get_document(site.fixture, 0)->chapters->len;
    add_chapters(&site, 100, made);
    for (guint i = 1; i < 100; i++) {
        PsgModelChapter *chapter = fixture_model_get_chapter(site.fixture, 0, first + i);
        chapter->parent = fixture_model_get_chapter(site.fixture, 0, first + i - 1);
    }
    write_site(&site);
    expect_in(&site, "early-years/index.html", "Extra 99");
    expect_in(&site, "early-years/extra-99.html", "<b>here</b>");
    tear_down_site(&site);
}

static void
test_sizes_dates_and_times_are_plain_english(void **state)
{
    const struct {
        gsize size;
        const char *expected;
    } sizes[] = {{0, "0 bytes"}, {1, "1 byte"}, {999, "999 bytes"}, {1000, "1 KB"},
            {142345, "142 KB"}, {999499, "999 KB"}, {999500, "1.0 MB"}, {4250000, "4.3 MB"},
            {123456789, "123.5 MB"}};
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *size = psg_site_format_size(sizes[i].size);
        assert_string_equal(size, sizes[i].expected);
    }
    g_autofree char *date = psg_date_format(1795392000 - 1),
                    *review = psg_site_format_review("2027-09-05");
    assert_string_equal(date, "22 November 2026");
    assert_string_equal(review, "5 September 2027");
    g_autofree char *short_time = psg_site_format_minutes(0),
                    *longer = psg_site_format_minutes(401);
    assert_string_equal(short_time, "1");
    assert_string_equal(longer, "3");
    g_autofree char *one = psg_site_format_reading_time(10),
                    *two = psg_site_format_reading_time(201);
    assert_string_equal(one, "1 minute");
    assert_string_equal(two, "2 minutes");
}

static void
test_descriptions_end_between_words(void **state)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < 40; i++)
        g_string_append(text, "wonderful, ");
    g_autofree char *result = psg_site_shorten(text->str), *whole = psg_site_shorten(" short ");
    assert_true(g_utf8_strlen(result, -1) <= 160);
    assert_true(g_str_has_suffix(result, "wonderful\xe2\x80\xa6"));
    assert_string_equal(whole, "short");
    g_string_assign(text, "");
    for (guint i = 0; i < 300; i++)
        g_string_append(text, "\xe4\xb8\xad");
    g_autofree char *unspaced = psg_site_shorten(text->str);
    assert_int_equal(g_utf8_strlen(unspaced, -1), 160);
    g_string_free(text, TRUE);
}

static void
test_output_stays_inside_and_is_written_once(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("plainsong-output-XXXXXX", NULL);
    g_autoptr(PsgOutput) output = psg_output_new(folder);
    const char *const bad[] = {"../x", "/x", "a//b", "a/../b", "", "a/", "./a"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(psg_output_write(output, bad[i], "x", 1, &error));
        assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_OUTPUT));
    }
    assert_true(psg_output_write(output, "b/c", "x", 1, NULL));
    assert_true(psg_output_write(output, "a", "xyz", 3, NULL));
    assert_false(psg_output_write(output, "a", "x", 1, NULL));
    g_autoptr(GPtrArray) files = psg_output_list(output);
    assert_int_equal(files->len, 2);
    assert_string_equal(((PsgOutputFile *)g_ptr_array_index(files, 0))->path, "a");
    assert_int_equal(((PsgOutputFile *)g_ptr_array_index(files, 0))->size, 3);
    psg_folder_remove(folder, NULL);
}

/* --- versions --- */

#define MAY_2026 1777800000 /* 3 May 2026, 09:20 UTC */

static void
add_two_versions(Site *site)
{
    fixture_model_add_version(site->fixture, "1.1", MAY_2026,
            "<h3>For parents</h3><p>Turns are <a href=\"chapter:0/1#2-turn-taking\">new</a>.</p>",
            "# Play\n\nTake a turn.\n", "# Play\n\nTake your turn.\n");
    fixture_model_add_version(site->fixture, "1.0", MAY_2026 - 86400 * 30, NULL, NULL, NULL);
}

static void
test_what_has_changed_lists_versions_with_their_wording(void **state)
{
    Site site;
    set_up_site(&site);
    site.options.url = "https://example.com/a/";
    add_two_versions(&site);
    write_site(&site);
    const char *page = "early-years/changes.html";
    expect_in(&site, page,
            "<title>What has changed \xe2\x80\x93 The early years together \xe2\x80\x93 Written "
            "together</title>");
    expect_in(&site, page, "<h1>The early years together|index.html</h1>");
    expect_in(&site, page, "<h2 id=\"version-1.1\">Version 1.1|3 May 2026|2026-05-03|</h2>");
    expect_in(&site, page, "<h3>For parents</h3>");
    expect_in(
            &site, page, "<a href=\"part-one/Pl%C3%A2y%20%26%20talk.html#2-turn-taking\">new</a>");
    expect_in(&site, page, "<i>1 chapter edited. 1 word added and 1 removed.</i>");
    expect_in(&site, page, "<ins>");
    expect_in(&site, page, "<del>");
    expect_in(&site, page,
            "<h2 id=\"version-1.0\">Version 1.0|3 April 2026|2026-04-03|<b>first</b></h2>");
    expect_in(&site, "sitemap.xml", "<loc>https://example.com/a/early-years/changes.html</loc>");
    g_autofree char *other = g_build_filename(site.folder, "moderation/changes.html", NULL);
    assert_false(g_file_test(other, G_FILE_TEST_EXISTS));
    tear_down_site(&site);
}

static void
test_wording_too_long_for_a_page_is_told_of(void **state)
{
    Site site;
    set_up_site(&site);
    add_two_versions(&site);
    PsgModelVersion *version =
            g_ptr_array_index(fixture_model_get_document(site.fixture, 0)->versions, 0);
    version->wording = NULL;
    write_site(&site);
    expect_in(&site, "early-years/changes.html",
            "<i>1 chapter edited. 1 word added and 1 removed.</i><b>too long</b></section>");
    expect_not_in(&site, "early-years/changes.html", "<details");
    tear_down_site(&site);
}

static void
test_what_is_in_no_version_yet_stands_first_and_without_a_date(void **state)
{
    Site site;
    set_up_site(&site);
    fixture_model_add_version(
            site.fixture, NULL, MAY_2026, NULL, "# Play\n\nOld.\n", "# Play\n\nNew.\n");
    add_two_versions(&site);
    write_site(&site);
    expect_in(&site, "early-years/changes.html",
            "<section><h2 id=\"unreleased\">Not yet in a version|||</h2>");
    expect_not_in(&site, "feed.xml", "Not yet");
    tear_down_site(&site);
}

static void
test_a_chapter_says_when_it_last_changed_and_since_which_version(void **state)
{
    Site site;
    set_up_site(&site);
    add_two_versions(&site);
    const PsgModelLastChange changes[] = {
            {.is_known = TRUE, .time = MAY_2026, .since = (char *)"1.0"},
            {.is_known = TRUE, .time = MAY_2026},
            {.is_changed = TRUE},
    };
    const guint chapters[] = {0, 1, 3};
    for (guint i = 0; i < G_N_ELEMENTS(chapters); i++)
        fixture_model_get_chapter(site.fixture, 0, chapters[i])->last_change = changes[i];
    fixture_model_get_chapter(site.fixture, 1, 0)->last_change = changes[1];
    write_site(&site);
    expect_in(&site, "early-years/welcome.html",
            "<p class=\"source\">3 May "
            "2026|2026-05-03|1.0|changes.html#version-1.0||changes.html</p>");
    expect_in(&site, PLAY,
            "<p class=\"source\">3 May 2026|2026-05-03|||<b>unreleased</b>|../changes.html</p>");
    expect_in(&site, "early-years/below.html",
            "<p class=\"source\">||||<b>changed</b>|changes.html</p>");
    expect_in(&site, "early-years/urdu.html", "<p class=\"source\">|||||changes.html</p>");
    expect_in(&site, "moderation/start.html", "<p class=\"source\">3 May 2026|2026-05-03||||</p>");
    tear_down_site(&site);
}

static void
test_the_feed_has_an_entry_for_each_version(void **state)
{
    Site site;
    set_up_site(&site);
    site.options.url = "https://example.com/a/";
    add_two_versions(&site);
    write_site(&site);
    expect_well_formed(&site, "feed.xml");
    expect_in(&site, "feed.xml",
            "<title>The early years together, version 1.1</title>\n"
            "<updated>2026-05-03T09:20:00Z</updated>");
    expect_in(&site, "feed.xml", "<title>The early years together, version 1.0</title>");
    expect_in(&site, "feed.xml",
            "href=\"https://example.com/a/early-years/changes.html#version-1.1\"");
    expect_in(&site, "feed.xml",
            "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><h3>For "
            "parents</h3>\n<p>Turns are <a "
            "href=\"https://example.com/a/early-years/part-one/"
            "Pl%C3%A2y%20%26%20talk.html#2-turn-taking\">");
    /* The document without a version is told of as a draft. */
    expect_in(&site, "feed.xml", "Working draft</title>");
    g_autofree char *feed = read_page(&site, "feed.xml");
    assert_true(strstr(feed, "version 1.1</title>") < strstr(feed, "version 1.0</title>"));
    tear_down_site(&site);
}

static void
test_a_feed_of_many_versions_ends_at_fifty(void **state)
{
    Site site;
    set_up_site(&site);
    for (guint i = 80; i > 0; i--) {
        g_autofree char *number = g_strdup_printf("1.%u", i);
        fixture_model_add_version(site.fixture, number, MAY_2026 + i * 60, NULL, NULL, NULL);
    }
    write_site(&site);
    g_autofree char *feed = read_page(&site, "feed.xml");
    assert_int_equal(count_in(feed, "<entry"), 50);
    assert_non_null(strstr(feed, "version 1.80<"));
    assert_null(strstr(feed, "version 1.5<"));
    tear_down_site(&site);
}

static void
test_a_theme_without_a_page_of_changes_has_no_ways_to_it(void **state)
{
    Site site;
    set_up_site(&site);
    add_two_versions(&site);
    psg_theme_free(site.theme);
    File files[6] = {theme_files[0], theme_files[1], theme_files[2], theme_files[3], theme_files[4],
            {NULL, NULL}};
    site.options.theme = site.theme = psg_theme_new(read_theme, files);
    write_site(&site);
    expect_not_in(&site, "early-years/welcome.html", "changes.html");
    expect_in(&site, "feed.xml", "href=\"early-years/index.html\"");
    tear_down_site(&site);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_links_lead_from_page_to_page),
            cmocka_unit_test(test_pictures_say_their_size_and_come_when_needed),
            cmocka_unit_test(test_terms_lead_to_the_glossary_and_are_explained_once),
            cmocka_unit_test(test_a_text_in_another_language_says_so),
            cmocka_unit_test(test_reading_order_skips_headings_without_a_text),
            cmocka_unit_test(test_headings_are_nested_by_level),
            cmocka_unit_test(test_front_pages_say_what_a_reader_asks),
            cmocka_unit_test(test_only_people_who_agreed_are_named),
            cmocka_unit_test(test_no_two_pages_share_a_title),
            cmocka_unit_test(test_a_title_is_chapter_document_package),
            cmocka_unit_test(test_the_feed_is_complete_with_and_without_an_address),
            cmocka_unit_test(test_search_lists_every_unit),
            cmocka_unit_test(test_the_output_is_the_same_for_any_number_of_threads),
            cmocka_unit_test(test_an_optional_template_may_be_missing_and_a_needed_one_not),
            cmocka_unit_test(test_a_page_of_a_long_document_shows_only_what_is_near),
            cmocka_unit_test(test_contents_of_any_depth_are_shown),
            cmocka_unit_test(test_sizes_dates_and_times_are_plain_english),
            cmocka_unit_test(test_descriptions_end_between_words),
            cmocka_unit_test(test_output_stays_inside_and_is_written_once),
            cmocka_unit_test(test_what_has_changed_lists_versions_with_their_wording),
            cmocka_unit_test(test_wording_too_long_for_a_page_is_told_of),
            cmocka_unit_test(test_what_is_in_no_version_yet_stands_first_and_without_a_date),
            cmocka_unit_test(test_a_chapter_says_when_it_last_changed_and_since_which_version),
            cmocka_unit_test(test_the_feed_has_an_entry_for_each_version),
            cmocka_unit_test(test_a_feed_of_many_versions_ends_at_fifty),
            cmocka_unit_test(test_a_theme_without_a_page_of_changes_has_no_ways_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
