/* Tests of the EPUB writer over a model made by hand: what is promised of the archive, of every
 * page in it, of its metadata and, above all, of people's names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <zip.h>

#include "base/cleanup.h"
#include "fixture_model.h"
#include "publish/epub/internal.h"
#include "publish/web_url.h"

/* --- an archive, unpacked --- */

typedef struct {
    GBytes *bytes;
    GPtrArray *names;  /* in the order of the archive */
    GHashTable *files; /* name -> text */
    GHashTable *trees; /* name -> xmlDoc, of those that are XML */
} Book;

static void
book_free(Book *book)
{
    g_bytes_unref(book->bytes);
    g_ptr_array_unref(book->names);
    g_hash_table_unref(book->files);
    g_hash_table_unref(book->trees);
    g_free(book);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Book, book_free)

static gboolean
is_xml(const char *name)
{
    return g_str_has_suffix(name, "html") || g_str_has_suffix(name, ".opf") ||
           g_str_has_suffix(name, ".ncx") || g_str_has_suffix(name, ".svg") ||
           g_str_has_suffix(name, ".xml");
}

static void
read_file(Book *book, zip_t *archive, zip_uint64_t index)
{
    zip_stat_t stat;
    assert_int_equal(zip_stat_index(archive, index, 0, &stat), 0);
    char *text = g_malloc0(stat.size + 1);
    zip_file_t *file = zip_fopen_index(archive, index, 0);
    assert_non_null(file);
    assert_int_equal(zip_fread(file, text, stat.size), stat.size);
    assert_int_equal(zip_fclose(file), 0);
    char *name = g_strdup(stat.name);
    g_ptr_array_add(book->names, name);
    g_hash_table_insert(book->files, name, text);
    if (!is_xml(name))
        return;
    xmlDoc *tree =
            xmlReadMemory(text, (int)stat.size, name, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
    if (!tree)
        fail_msg("%s is not well formed", name);
    g_hash_table_insert(book->trees, name, tree);
}

static Book *
unpack(GBytes *bytes)
{
    Book *book = g_new0(Book, 1);
    book->bytes = bytes;
    book->names = g_ptr_array_new_with_free_func(g_free);
    book->files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    book->trees = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)xmlFreeDoc);
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    zip_t *archive = zip_open_from_source(
            zip_source_buffer_create(data, length, 0, NULL), ZIP_CHECKCONS, NULL);
    assert_non_null(archive);
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); i++)
        read_file(book, archive, (zip_uint64_t)i);
    zip_discard(archive);
    return book;
}

static Book *
make_book_with(FixtureModel *fixture, guint index, const PsgEpubOptions *options)
{
    GError *error = NULL;
    GBytes *bytes = psg_epub_make(fixture_model_get_document(fixture, index), options, &error);
    if (!bytes)
        fail_msg("%s", error->message);
    return unpack(bytes);
}

static Book *
make_book(FixtureModel *fixture, guint index)
{
    PsgEpubOptions options = {.style_sheet = "p { margin: 0 }", .threads = 2};
    return make_book_with(fixture, index, &options);
}

static const char *
get_file(const Book *book, const char *name)
{
    const char *text = g_hash_table_lookup(book->files, name);
    if (!text)
        fail_msg("%s is not in the archive", name);
    return text;
}

static void
assert_contains(const Book *book, const char *name, const char *text)
{
    if (!strstr(get_file(book, name), text))
        fail_msg("%s does not contain: %s\n%s", name, text, get_file(book, name));
}

static void
assert_lacks(const Book *book, const char *name, const char *text)
{
    if (strstr(get_file(book, name), text))
        fail_msg("%s contains: %s", name, text);
}

/* How many nodes of a file an XPath expression finds; prefixes h, opf, ncx, epub. */
static int
count(const Book *book, const char *name, const char *path)
{
    xmlDoc *tree = g_hash_table_lookup(book->trees, name);
    assert_non_null(tree);
    xmlXPathContext *context = xmlXPathNewContext(tree);
    xmlXPathRegisterNs(context, BAD_CAST "h", BAD_CAST "http://www.w3.org/1999/xhtml");
    xmlXPathRegisterNs(context, BAD_CAST "opf", BAD_CAST "http://www.idpf.org/2007/opf");
    xmlXPathRegisterNs(context, BAD_CAST "ncx", BAD_CAST "http://www.daisy.org/z3986/2005/ncx/");
    xmlXPathRegisterNs(context, BAD_CAST "svg", BAD_CAST "http://www.w3.org/2000/svg");
    xmlXPathRegisterNs(context, BAD_CAST "epub", BAD_CAST "http://www.idpf.org/2007/ops");
    xmlXPathObject *found = xmlXPathEvalExpression(BAD_CAST path, context);
    assert_non_null(found);
    int number = found->nodesetval ? found->nodesetval->nodeNr : 0;
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return number;
}

/* --- what holds for every page --- */

typedef void (*Visit)(const Book *book, const char *name, xmlNode *node, gpointer data);

static void
visit_elements(const Book *book, const char *name, Visit visit, gpointer data)
{
    xmlNode *root = xmlDocGetRootElement(g_hash_table_lookup(book->trees, name)), *node = root;
    while (node) {
        if (node->type == XML_ELEMENT_NODE)
            visit(book, name, node, data);
        if (node->children) {
            node = node->children;
            continue;
        }
        while (node && !node->next)
            node = node == root ? NULL : node->parent;
        node = node && node != root ? node->next : NULL;
    }
}

static void
collect_id(const Book *book, const char *name, xmlNode *node, gpointer data)
{
    psg_autoxml *id = xmlGetProp(node, BAD_CAST "id");
    if (!id)
        return;
    if (xmlValidateNCName(id, 0) != 0)
        fail_msg("%s: the id \"%s\" is not a name", name, id);
    if (!g_hash_table_add(data, g_strconcat(name, "#", id, NULL)))
        fail_msg("%s: the id \"%s\" is there twice", name, id);
}

static void
check_reference(const Book *book, const char *name, xmlNode *node, gpointer data)
{
    static const char *const attributes[] = {"href", "src"};
    for (guint i = 0; i < G_N_ELEMENTS(attributes); i++) {
        psg_autoxml *value = xmlGetNoNsProp(node, BAD_CAST attributes[i]);
        if (!value || g_uri_peek_scheme((const char *)value))
            continue;
        g_auto(GStrv) parts = g_strsplit((const char *)value, "#", 2);
        g_autofree char *folder = g_path_get_dirname(name);
        g_autofree char *root = g_strconcat("/", folder, NULL);
        g_autofree char *path = g_canonicalize_filename(parts[0], root);
        const char *file = *parts[0] ? path + 1 : name;
        if (!g_hash_table_contains(book->files, file))
            fail_msg("%s: %s leads to no file", name, value);
        g_autofree char *place =
                parts[0] && parts[1] ? g_strconcat(file, "#", parts[1], NULL) : NULL;
        if (place && !g_hash_table_contains(data, place))
            fail_msg("%s: %s leads to no place", name, value);
    }
}

/* Ids are names and unique in their file, and every link and picture is there. */
static void
assert_sound(const Book *book)
{
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < book->names->len; i++)
        if (g_hash_table_contains(book->trees, book->names->pdata[i]))
            visit_elements(book, book->names->pdata[i], collect_id, ids);
    for (guint i = 0; i < book->names->len; i++)
        if (g_str_has_suffix(book->names->pdata[i], ".xhtml") ||
                g_str_has_suffix(book->names->pdata[i], ".ncx"))
            visit_elements(book, book->names->pdata[i], check_reference, ids);
}

/* --- tests --- */

static void
mimetype_stands_first_stored_and_bare(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 0);
    const char *data = g_bytes_get_data(book->bytes, NULL);
    assert_string_equal(book->names->pdata[0], "mimetype");
    assert_memory_equal(data, "PK\3\4", 4);
    assert_memory_equal(data + 8, "\0\0", 2);  /* stored */
    assert_memory_equal(data + 28, "\0\0", 2); /* no extra field */
    assert_memory_equal(data + 30, "mimetypeapplication/epub+zip", 28);
}

static void
entries_are_sorted_and_of_one_time(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 0);
    const guint8 *data = g_bytes_get_data(book->bytes, NULL);
    assert_memory_equal(data + 10, "\0\0\x21\0", 4); /* 1 January 1980, midnight */
    for (guint i = 2; i < book->names->len; i++)
        assert_true(strcmp(book->names->pdata[i - 1], book->names->pdata[i]) < 0);
}

static void
the_same_model_gives_the_same_bytes(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    PsgEpubOptions one = {.threads = 1}, many = {.threads = 7};
    g_autoptr(Book) first = make_book_with(fixture, 0, &one);
    g_setenv("TZ", "Pacific/Kiritimati", TRUE);
    tzset();
    g_autoptr(Book) second = make_book_with(fixture, 0, &many);
    g_unsetenv("TZ");
    tzset();
    assert_true(g_bytes_equal(first->bytes, second->bytes));
}

static void
every_link_leads_somewhere_and_ids_are_names(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    for (guint i = 0; i < 2; i++) {
        g_autoptr(Book) book = make_book(fixture, i);
        assert_sound(book);
    }
}

static void
nobody_is_named_without_consent(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    for (guint i = 0; i < 2; i++) {
        g_autoptr(Book) book = make_book(fixture, i);
        for (guint j = 0; j < book->names->len; j++)
            for (guint k = 0; fixture_secrets[k]; k++)
                assert_lacks(book, book->names->pdata[j], fixture_secrets[k]);
    }
}

static void
those_who_agreed_are_named_with_their_role(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 0);
    assert_contains(book, "EPUB/imprint.xhtml", "<li>Amina K. (author)</li>");
    assert_contains(book, "EPUB/imprint.xhtml", "<li>Dora &lt;3 (illustrator)</li>");
    assert_contains(book, "EPUB/package.opf", "<dc:creator id=\"person-1\">Amina K.</dc:creator>");
    assert_contains(book, "EPUB/package.opf", "scheme=\"marc:relators\">ill</meta>");
    assert_contains(book, "EPUB/package.opf", ">Early years settings</dc:contributor>");
    assert_contains(book, "EPUB/title.xhtml", "<li>Parents &amp; carers</li>");
}

static void
groups_are_the_creators_where_nobody_is_named_as_author(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    PsgModel *model = fixture_model_get(fixture);
    PsgContributor *amina = model->package->contributors->pdata[0];
    amina->credit = PSG_CREDIT_GROUP;
    g_autoptr(Book) book = make_book(fixture, 0);
    assert_contains(book, "EPUB/package.opf",
            "<dc:creator id=\"group-1\">Parents &amp; carers</dc:creator>");
    assert_lacks(book, "EPUB/package.opf", "Amina");
}

static void
names_of_ids_are_xml_names_and_never_shared(void **state)
{
    static const char *const ids[] = {"play", "2-turn-taking", "what?", "what", "_x", "x", "a.b",
            "-", ".", "_", "_-x", "a b", "a+b", "a.2b.b", "2.2b.", "2+", "نام", "é", "ß-1",
            "_.title", "1", "1-1"};
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        char *name = psg_epub_make_xml_name(ids[i]);
        assert_int_equal(xmlValidateNCName(BAD_CAST name, 0), 0);
        assert_false(g_str_has_prefix(name, "_."));
        assert_true(g_hash_table_add(seen, name));
    }
    assert_true(g_hash_table_contains(seen, "play"));
    assert_true(g_hash_table_contains(seen, "نام"));
}

static void
links_lead_to_files_of_the_book_or_to_the_site(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    PsgEpubOptions options = {.url = "https://together.example.net/"};
    g_autoptr(Book) book = make_book_with(fixture, 0, &options);
    const char *page = "EPUB/text/welcome.xhtml";
    assert_contains(
            book, page, "<a href=\"part-one-pl-y-talk-9c22847e.xhtml#_-2-turn-taking\">turns</a>");
    assert_contains(book, page, "<a href=\"../title.xhtml\">the start</a>");
    assert_contains(book, page,
            "<a href=\"https://together.example.net/moderation/index.html\">the other</a>");
    assert_contains(book, page,
            "<a href=\"https://together.example.net/moderation/start.html\">its chapter</a>");
    assert_contains(book, page,
            "<a href=\"https://together.example.net/files/form-1234abcd.docx\">a form</a>");
    assert_contains(book, page, "<a href=\"https://together.example.net/\">home</a>");
    assert_contains(book, page, "<a href=\"https://example.net/a%20b?x=1&amp;y=%7C\">web</a>");
    assert_contains(book, "EPUB/text/part-one-pl-y-talk-9c22847e.xhtml",
            "<a href=\"#_-what.3f.\">what</a>");
}

static void
links_to_an_unknown_site_are_plain_text(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 0);
    assert_contains(book, "EPUB/text/welcome.xhtml", "<a>the other</a>");
    assert_contains(book, "EPUB/text/welcome.xhtml", "<a>a form</a>");
}

static void
addresses_that_no_reader_could_follow_are_no_links(void **state)
{
    static const char *const bad[] = {"https://", "http://a b/", "https://[x", "http://exa<mple/",
            "mailto:", "https://host:99999999/"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *url = psg_web_url_make(bad[i]);
        assert_null(url);
    }
    g_autofree char *kept = psg_web_url_make("https://example.net/%7e/x%zz#a#b");
    assert_string_equal(kept, "https://example.net/%7e/x%25zz#a%23b");
}

static void
addresses_are_found_in_a_text_without_what_stands_around_them(void **state)
{
    static const struct {
        const char *text, *found;
    } cases[] = {
            {"See https://example.net/a, and more.", "https://example.net/a"},
            {"(https://example.net)", "https://example.net"},
            {"\"http://example.net/?x=1\".", "http://example.net/?x=1"},
            {"seehttps://example.net", NULL},
            {"ftp://example.net", NULL},
            {"", NULL},
            {" ( \" . ", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        gsize length = 0;
        const char *at = psg_web_url_find(cases[i].text, &length);
        g_autofree char *found = at ? g_strndup(at, length) : NULL;
        if (g_strcmp0(found, cases[i].found) != 0)
            fail_msg("%s: %s", cases[i].text, found);
    }
}

static void
notes_are_typed_beside_their_roles(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 0);
    const char *page = "EPUB/text/part-one-pl-y-talk-9c22847e.xhtml";
    assert_int_equal(
            count(book, page, "//h:a[@role='doc-noteref'][@epub:type='noteref'][@href='#fn-a']"),
            1);
    assert_int_equal(
            count(book, page, "//h:aside[@role='doc-footnote'][@epub:type='footnote'][@id='fn-a']"),
            1);
    assert_int_equal(
            count(book, page,
                    "//h:a[@role='doc-backlink'][@epub:type='backlink'][@href='#fnref-a']"),
            1);
    assert_int_equal(count(book, page,
                             "//"
                             "h:section[@role='doc-chapter'][@epub:type='chapter'][@aria-"
                             "labelledby='play']"),
            1);
}

static void
a_chapter_without_a_title_heading_gets_one(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 0);
    assert_int_equal(
            count(book, "EPUB/text/urdu.xhtml",
                    "/h:html[@dir='rtl'][@lang='ur'][@xml:lang='ur']//h:h1[.='خوش آمدید']"),
            1);
    assert_int_equal(
            count(book, "EPUB/text/urdu.xhtml", "//h:section[@aria-labelledby=//h:h1/@id]"), 1);
    assert_int_equal(count(book, "EPUB/text/welcome.xhtml", "//h:h1"), 1);
}

static void
the_glossary_holds_the_terms_used_and_leads_back(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 0);
    const char *page = "EPUB/glossary.xhtml";
    assert_int_equal(
            count(book, page, "//h:section[@role='doc-glossary'][@epub:type='glossary']//h:dfn"),
            2);
    assert_lacks(book, page, "Unused term");
    assert_contains(book, page, "(Education, Health and Care plan)");
    assert_contains(book, page, "href=\"text/welcome.xhtml#_.use-ehc-plan\"");
    assert_contains(book, page, "See also <a href=\"#_-1-1\">1:1</a>");
    assert_int_equal(count(book, "EPUB/text/welcome.xhtml",
                             "//h:a[@id='_.use-ehc-plan'][@href='../glossary.xhtml#ehc-plan']"),
            1);
    assert_int_equal(count(book, "EPUB/text/part-one-pl-y-talk-9c22847e.xhtml",
                             "//h:a[@id='_.use-ehc-plan']"),
            0);
}

static void
a_document_without_terms_has_no_glossary(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 1);
    assert_false(g_hash_table_contains(book->files, "EPUB/glossary.xhtml"));
    assert_lacks(book, "EPUB/nav.xhtml", "glossary");
}

static void
contents_nest_and_hold_every_heading(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 0);
    const char *nav = "EPUB/nav.xhtml";
    assert_int_equal(count(book, nav, "//h:nav[@epub:type='toc'][@role='doc-toc']"), 1);
    assert_int_equal(count(book, nav,
                             "//h:li[h:a='Welcome']/h:ol/h:li[h:a='Who']/h:ol/h:li[h:a='Middle']/"
                             "h:ol/h:li[h:a='Deep']"),
            1);
    assert_int_equal(count(book, nav, "//h:li[h:a='Who']/h:ol/h:li[h:a='Last']"), 1);
    assert_int_equal(count(book, nav, "//h:li[h:span='Every day']/h:ol/h:li[h:a='Play']"), 1);
    assert_int_equal(count(book, nav, "//h:li[h:span='Still to come']/h:ol/h:li[h:a='Below']"), 1);
    assert_lacks(book, nav, "Nothing here yet");
    assert_int_equal(count(book, nav, "//h:nav[@epub:type='toc']//h:li"),
            count(book, "EPUB/toc.ncx", "//ncx:navPoint"));
    assert_int_equal(
            count(book, nav, "//h:nav[@epub:type='landmarks'][@hidden]//h:a[@epub:type]"), 5);
    assert_int_equal(count(book, nav,
                             "//h:nav[@epub:type='landmarks']//"
                             "h:a[@epub:type='bodymatter'][@href='text/welcome.xhtml']"),
            1);
}

static void
metadata_says_what_is_in_the_book(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 0);
    const char *opf = "EPUB/package.opf";
    assert_contains(book, opf,
            "<dc:language>en-GB</dc:language>\n<dc:language>pl</dc:language>\n<dc:language>ur</"
            "dc:language>\n");
    assert_contains(book, opf, "<meta property=\"dcterms:modified\">2026-07-09T14:15:03Z</meta>");
    assert_contains(
            book, opf, "<dc:source>swh:1:rev:94a9ed024d3859793618152ea559a168bbcbb5e2</dc:source>");
    assert_contains(book, opf, ">early years together, The</meta>");
    assert_contains(book, opf, "refines=\"#collection\">1</meta>");
    assert_contains(book, opf, "accessMode\">visual<");
    assert_contains(book, opf, ">alternativeText<");
    assert_contains(book, opf, "accessibilityHazard\">none<");
    assert_contains(book, opf, "One table has header cells. One picture has a description.");
    assert_lacks(book, opf, "conformsTo");
    assert_lacks(book, opf, "certifiedBy");
}

static void
a_changed_tree_names_no_revision_as_its_source(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    fixture_model_get(fixture)->is_changed = TRUE;
    g_autoptr(Book) book = make_book(fixture, 0);
    assert_lacks(book, "EPUB/package.opf", "dc:source");
    assert_contains(book, "EPUB/imprint.xhtml", "with changes that are not recorded yet");
}

static void
a_text_without_pictures_claims_nothing_about_them(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 1);
    const char *opf = "EPUB/package.opf";
    assert_lacks(book, opf, "visual");
    assert_lacks(book, opf, "alternativeText");
    assert_contains(book, opf, "<dc:language>ar</dc:language>\n<meta");
    assert_contains(book, opf, "page-progression-direction=\"rtl\"");
    assert_contains(book, opf, "accessibilitySummary\" xml:lang=\"en\" dir=\"ltr\">");
}

static void
a_picture_without_description_is_a_known_gap(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    fixture_model_set_text(fixture, fixture_model_get_chapter(fixture, 0, 3),
            "<h1 id=\"below\">Below</h1><p><img src=\"0\"/><img src=\"0\" alt=\"\"/></p>");
    g_autoptr(Book) book = make_book(fixture, 0);
    assert_lacks(book, "EPUB/package.opf", "alternativeText");
    assert_lacks(book, "EPUB/package.opf", "accessModeSufficient\">textual<");
    assert_contains(book, "EPUB/package.opf", "Known gaps: One picture has no description.");
    assert_contains(book, "EPUB/package.opf", "One picture is marked as decorative.");
}

static const guint8 still_gif[] = "GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;";
static const guint8 moving_gif[] = "GIF89a\1\0\1\0\0\0\0!\xf9\4\0\0\0\0\0,"
                                   "\0\0\0\0\1\0\1\0\0\2\2D\1\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;";
static const guint8 moving_webp[] = "RIFF\0\0\0\0WEBPVP8X\n\0\0\0\2\0\0\0\0\0\0\0\0\0";
static const guint8 moving_png[] =
        "\x89PNG\r\n\x1a\n\0\0\0\0IHDR\0\0\0\0\0\0\0\0acTL\0\0\0\0\0\0\0\0IDAT\0\0\0\0";

static gboolean
moves(const char *media_type, const guint8 *data, gsize length)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, length);
    PsgModelImage image = {.media_type = media_type, .bytes = bytes};
    return psg_epub_image_moves(&image);
}

static void
pictures_that_move_are_told_from_those_that_do_not(void **state)
{
    static const char still_svg[] = "<svg><text>set</text></svg>",
                      moving_svg[] = "<svg><animate/></svg>";
    assert_false(moves("image/gif", still_gif, sizeof still_gif - 1));
    assert_true(moves("image/gif", moving_gif, sizeof moving_gif - 1));
    assert_true(moves("image/webp", moving_webp, sizeof moving_webp - 1));
    assert_true(moves("image/png", moving_png, sizeof moving_png - 1));
    assert_false(moves("image/svg+xml", (const guint8 *)still_svg, strlen(still_svg)));
    assert_true(moves("image/svg+xml", (const guint8 *)moving_svg, strlen(moving_svg)));
    for (gsize length = 0; length < sizeof moving_gif - 1; length++) {
        g_autofree guint8 *cut = g_memdup2(moving_gif, length + 1);
        moves("image/gif", cut, length);
    }
    for (gsize length = 0; length < sizeof moving_png - 1; length++) {
        g_autofree guint8 *cut = g_memdup2(moving_png, length + 1);
        moves("image/png", cut, length);
    }
}

static void
a_moving_picture_takes_back_the_promise_of_no_hazard(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    fixture_model_add_image(
            fixture, "wave-00000000.gif", "image/gif", moving_gif, sizeof moving_gif - 1);
    g_autoptr(Book) book = make_book(fixture, 0);
    assert_lacks(book, "EPUB/package.opf", "accessibilityHazard\">none<");
    assert_contains(book, "EPUB/package.opf", ">unknownFlashingHazard<");
}

static void
image_names_are_safe_and_told_apart(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    fixture_model_add_image(fixture, "Sand-Tray-1f2e3d4c.png", "image/png", "a", 1);
    fixture_model_add_image(fixture, "плай 00000001.svg", "image/svg+xml",
            "<svg xmlns='http://www.w3.org/2000/svg'/>", 41);
    fixture_model_add_image(
            fixture, "cover.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>", 41);
    g_autoptr(Book) book = make_book(fixture, 0);
    get_file(book, "EPUB/images/sand-tray-1f2e3d4c.png");
    get_file(book, "EPUB/images/2.png");
    get_file(book, "EPUB/images/3.svg");
    get_file(book, "EPUB/images/4.svg");
    assert_contains(book, "EPUB/images/cover.svg", "The early");
}

static void
pictures_of_the_glossary_are_in_the_book(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    PsgModelDocument *document = fixture_model_get_document(fixture, 0);
    PsgModelTerm *term = fixture_model_get(fixture)->glossary->pdata[1];
    PsgModelChapter *spare = fixture_model_get_chapter(fixture, 0, 5);
    fixture_model_set_text(fixture, spare, "<p><img src=\"0\" alt=\"A plan\"/></p>");
    term->meaning = spare->text;
    g_ptr_array_set_size(document->images, 0);
    fixture_model_set_text(fixture, fixture_model_get_chapter(fixture, 0, 1),
            "<h2 id=\"2-turn-taking\">A</h2><h2 id=\"what?\">B</h2>");
    g_autoptr(Book) book = make_book(fixture, 0);
    assert_sound(book);
    assert_int_equal(count(book, "EPUB/glossary.xhtml",
                             "//h:img[@src='images/sand-tray-1f2e3d4c.png'][@alt='A plan']"),
            1);
}

/* A chapter of some 800 KB, with links from and to it. */
static void
make_large_chapter(FixtureModel *fixture)
{
    GString *text = g_string_new("<h1 id=\"large\">Large</h1>");
    for (guint i = 0; i < 6; i++) {
        g_string_append_printf(text, "<h%u id=\"part-%u\">Part</h%u>", i == 3 || i == 4 ? 3u : 2u,
                i, i == 3 || i == 4 ? 3u : 2u);
        g_string_append_printf(text,
                "<p><a href=\"chapter:0/3#part-%u\">to %u</a> <a href=\"#part-0\">up</a></p>",
                (i + 3) % 6, i);
        for (guint j = 0; j < 1500; j++)
            g_string_append(text, "<p>Many words, many words, many words, many words, many words, "
                                  "many words, many words.</p>");
    }
    fixture_model_set_text(fixture, fixture_model_get_chapter(fixture, 0, 3), text->str);
    g_string_free(text, TRUE);
}

static void
a_large_chapter_is_split_and_links_follow(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    make_large_chapter(fixture);
    fixture_model_set_text(fixture, fixture_model_get_chapter(fixture, 0, 0),
            "<h1 id=\"welcome\">Welcome</h1><p><a href=\"chapter:0/3#part-5\">last</a></p>");
    g_autoptr(Book) book = make_book(fixture, 0);
    assert_sound(book);
    for (guint i = 0; i < book->names->len; i++)
        assert_true(strlen(get_file(book, book->names->pdata[i])) <= PSG_EPUB_PAGE_LIMIT);
    assert_contains(book, "EPUB/text/below.3.xhtml", "<title>Below (3)</title>");
    assert_lacks(book, "EPUB/text/welcome.xhtml", "below.xhtml#part-5");
    assert_int_equal(count(book, "EPUB/text/below.xhtml", "//h:h1"), 1);
    assert_int_equal(count(book, "EPUB/text/below.2.xhtml", "//h:h1"), 0);
}

static void
text_of_any_kind_is_escaped(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    PsgModel *model = fixture_model_get(fixture);
    PsgDocumentEntry *entry = model->package->documents->pdata[0];
    entry->title = "\"A\" & <b>]]>\x01 'c'";
    entry->subtitle = entry->summary = entry->review_by = model->package->title =
            model->package->publisher = model->package->rights = model->package->involved_text =
                    entry->title;
    fixture_model_get_document(fixture, 0)->version = entry->title;
    fixture_model_get_chapter(fixture, 0, 4)->title = entry->title;
    g_autoptr(Book) book = make_book(fixture, 0);
    assert_sound(book);
    assert_contains(book, "EPUB/title.xhtml", "&lt;b&gt;]]&gt;");
}

static void
the_cover_holds_titles_of_any_length(void **state)
{
    static const char *const titles[] = {"", "A",
            "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
            "与家长和孩子一起编写的早期教育共同期望指南以及所有参与者的意见和建议的完整汇编版本第一"
            "卷",
            "A very long title that goes on and on about everything that every nursery, "
            "childminder and pre-school offers to every "
            "child with additional needs, and about what parents and carers can ask, and whom, and "
            "when, and about much else besides"};
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    PsgDocumentEntry *entry = fixture_model_get(fixture)->package->documents->pdata[0];
    for (guint i = 0; i < G_N_ELEMENTS(titles); i++) {
        entry->title = (char *)titles[i];
        g_autoptr(Book) book = make_book(fixture, 0);
        assert_true(count(book, "EPUB/images/cover.svg", "//svg:text") < 20);
        assert_int_equal(count(book, "EPUB/images/cover.svg", "//svg:text[@y > 2500]"), 0);
    }
}

static void
the_cover_breaks_titles_between_words(void **state)
{
    static const char *const titles[] = {"The Programming Language",
            "Understanding anxiety-based school avoidance together",
            "What every nursery, childminder and pre-school offers to every child"};
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    PsgDocumentEntry *entry = fixture_model_get(fixture)->package->documents->pdata[0];
    for (guint i = 0; i < G_N_ELEMENTS(titles); i++) {
        entry->title = (char *)titles[i];
        g_autoptr(Book) book = make_book(fixture, 0);
        g_auto(GStrv) words = g_strsplit(titles[i], " ", -1);
        for (guint j = 0; words[j]; j++) {
            g_autofree char *path =
                    g_strdup_printf("//svg:text[contains(concat(' ', ., ' '), ' %s ')]", words[j]);
            assert_int_not_equal(count(book, "EPUB/images/cover.svg", path), 0);
        }
    }
}

static void
the_cover_leaves_out_no_group(void **state)
{
    static const char *const names[] = {"Parents and carers", "Children and young people",
            "Early years settings", "Schools and colleges", "Health services", "Social care",
            "Local authority", "Voluntary and community organisations", "Editors"};
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    const PsgModel *model = fixture_model_get(fixture);
    g_autoptr(GHashTable) no_roles = g_hash_table_new(NULL, NULL);
    PsgGroup groups[G_N_ELEMENTS(names)];
    PsgContributor people[G_N_ELEMENTS(names)];
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        groups[i] = (PsgGroup){(char *)names[i], (char *)names[i]};
        g_ptr_array_add(model->package->groups, &groups[i]);
        people[i] = (PsgContributor){.id = (char *)names[i],
                .name = (char *)names[i],
                .group = &groups[i],
                .credit = PSG_CREDIT_GROUP,
                .roles = no_roles};
        g_ptr_array_add(model->package->contributors, &people[i]);
    }
    g_autoptr(Book) book = make_book(fixture, 0);
    const char *cover = get_file(book, "EPUB/images/cover.svg");
    assert_null(strstr(cover, "…"));
    assert_non_null(strstr(cover, "Editors"));
    assert_int_equal(count(book, "EPUB/images/cover.svg", "//svg:text[@y > 2500]"), 0);
}

static void
nothing_is_scripted_or_fetched(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    g_autoptr(Book) book = make_book(fixture, 0);
    for (guint i = 0; i < book->names->len; i++) {
        const char *name = book->names->pdata[i];
        assert_lacks(book, name, "<script");
        assert_lacks(book, name, "src=\"http");
        assert_lacks(book, name, "@import");
    }
}

#define MAY_2026 1777800000 /* 3 May 2026, 09:20 UTC */

static void
versions_are_told_in_words_and_dated_by_the_newest(void **state)
{
    g_autoptr(FixtureModel) fixture = fixture_model_new();
    PsgModelDocument *document = fixture_model_get_document(fixture, 0);
    document->version_time = MAY_2026;
    fixture_model_add_version(fixture, "1.2", MAY_2026,
            "<h3>For parents</h3><p>See <a href=\"chapter:0/1#2-turn-taking\">turns</a>, <span "
            "lang=\"cy\">tro</span>.</p>",
            "# Play\n\nTake a turn.\n", "# Play\n\nTake your turn.\n");
    fixture_model_add_version(fixture, "1.0", MAY_2026 - 86400 * 30, NULL, NULL, NULL);
    g_autoptr(Book) book = make_book(fixture, 0);
    const char *page = "EPUB/changes.xhtml";
    assert_contains(
            book, page, "<h2>Version 1.2, <time datetime=\"2026-05-03\">3 May 2026</time></h2>");
    assert_contains(book, page, "<h3>For parents</h3>");
    assert_contains(book, page, "#_-2-turn-taking\">turns</a>");
    assert_contains(book, page, "1 chapter edited. 1 word added and 1 removed.");
    assert_contains(book, page, "This is the first version.");
    assert_lacks(book, page, "<ins");
    assert_contains(book, "EPUB/nav.xhtml", "<a href=\"changes.xhtml\">What has changed</a>");
    assert_contains(book, "EPUB/toc.ncx", "What has changed");
    const char *package = "EPUB/package.opf";
    assert_contains(book, package, "<dc:date>2026-05-03</dc:date>");
    assert_contains(
            book, package, "<meta property=\"dcterms:modified\">2026-05-03T09:20:00Z</meta>");
    assert_contains(book, package, "<meta property=\"schema:version\">1.2</meta>");
    assert_contains(book, package, "<dc:language>cy</dc:language>");
    g_autoptr(Book) other = make_book(fixture, 1);
    for (guint i = 0; i < other->names->len; i++)
        assert_string_not_equal(other->names->pdata[i], page);
    assert_contains(other, package, "<dc:date>2026-07-09</dc:date>");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(mimetype_stands_first_stored_and_bare),
            cmocka_unit_test(entries_are_sorted_and_of_one_time),
            cmocka_unit_test(the_same_model_gives_the_same_bytes),
            cmocka_unit_test(every_link_leads_somewhere_and_ids_are_names),
            cmocka_unit_test(nobody_is_named_without_consent),
            cmocka_unit_test(those_who_agreed_are_named_with_their_role),
            cmocka_unit_test(groups_are_the_creators_where_nobody_is_named_as_author),
            cmocka_unit_test(names_of_ids_are_xml_names_and_never_shared),
            cmocka_unit_test(links_lead_to_files_of_the_book_or_to_the_site),
            cmocka_unit_test(links_to_an_unknown_site_are_plain_text),
            cmocka_unit_test(addresses_that_no_reader_could_follow_are_no_links),
            cmocka_unit_test(addresses_are_found_in_a_text_without_what_stands_around_them),
            cmocka_unit_test(notes_are_typed_beside_their_roles),
            cmocka_unit_test(a_chapter_without_a_title_heading_gets_one),
            cmocka_unit_test(the_glossary_holds_the_terms_used_and_leads_back),
            cmocka_unit_test(a_document_without_terms_has_no_glossary),
            cmocka_unit_test(contents_nest_and_hold_every_heading),
            cmocka_unit_test(metadata_says_what_is_in_the_book),
            cmocka_unit_test(a_changed_tree_names_no_revision_as_its_source),
            cmocka_unit_test(a_text_without_pictures_claims_nothing_about_them),
            cmocka_unit_test(a_picture_without_description_is_a_known_gap),
            cmocka_unit_test(pictures_that_move_are_told_from_those_that_do_not),
            cmocka_unit_test(a_moving_picture_takes_back_the_promise_of_no_hazard),
            cmocka_unit_test(image_names_are_safe_and_told_apart),
            cmocka_unit_test(pictures_of_the_glossary_are_in_the_book),
            cmocka_unit_test(a_large_chapter_is_split_and_links_follow),
            cmocka_unit_test(text_of_any_kind_is_escaped),
            cmocka_unit_test(the_cover_holds_titles_of_any_length),
            cmocka_unit_test(the_cover_breaks_titles_between_words),
            cmocka_unit_test(the_cover_leaves_out_no_group),
            cmocka_unit_test(nothing_is_scripted_or_fetched),
            cmocka_unit_test(versions_are_told_in_words_and_dated_by_the_newest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
