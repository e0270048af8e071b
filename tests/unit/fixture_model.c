/* See fixture_model.h. */
#include "fixture_model.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "publish/model/internal.h"
#include "text/language.h"
#include "text/markup.h"

typedef struct {
    gpointer data;
    GDestroyNotify free;
} Kept;

struct FixtureModel {
    PsgModel model;
    PsgPackage package;
    GArray *kept;
};

const char *const fixture_secrets[] = {
        "Benedict", "Hidden", "Carla", "Secret", "example.org", "ben-1970", "carla-id", NULL};

/* Everything made for the fixture lives as long as it does. */
static gpointer
keep(FixtureModel *fixture, gpointer data, GDestroyNotify free)
{
    Kept kept = {data, free};
    g_array_append_val(fixture->kept, kept);
    return data;
}

#define KEEP_NEW(fixture, Type) ((Type *)keep((fixture), g_new0(Type, 1), g_free))

static GPtrArray *
new_list(FixtureModel *fixture)
{
    return keep(fixture, g_ptr_array_new(), (GDestroyNotify)g_ptr_array_unref);
}

static char *
text_of(FixtureModel *fixture, const char *text)
{
    return text ? keep(fixture, g_strdup(text), g_free) : NULL;
}

/* --- package --- */

static PsgGroup *
add_group(FixtureModel *fixture, const char *id, const char *name)
{
    PsgGroup *group = KEEP_NEW(fixture, PsgGroup);
    *group = (PsgGroup){text_of(fixture, id), text_of(fixture, name)};
    g_ptr_array_add(fixture->package.groups, group);
    return group;
}

static void
add_person(FixtureModel *fixture, const char *id, const char *name, const PsgGroup *group,
        PsgCredit credit, const char *role)
{
    PsgContributor *person = KEEP_NEW(fixture, PsgContributor);
    *person = (PsgContributor){.id = text_of(fixture, id),
            .name = text_of(fixture, name),
            .group = group,
            .credit = credit};
    person->roles = keep(
            fixture, g_hash_table_new(g_str_hash, g_str_equal), (GDestroyNotify)g_hash_table_unref);
    if (role)
        g_hash_table_insert(person->roles, "early-years", (gpointer)role);
    char **identities = g_new0(char *, 2);
    identities[0] = g_strdup_printf("%s <%s@example.org>", name, id);
    person->identities = keep(fixture, identities, (GDestroyNotify)g_strfreev);
    g_ptr_array_add(fixture->package.contributors, person);
}

static void
add_term(FixtureModel *fixture, const char *id, const char *name, const char *short_for,
        const char *see)
{
    PsgTerm *term = g_new0(PsgTerm, 1);
    term->id = g_strdup(id);
    term->name = g_strdup(name);
    term->short_for = g_strdup(short_for);
    term->meaning = g_strdup("A meaning.");
    term->also = g_new0(char *, 1);
    term->see = g_new0(char *, 2);
    term->see[0] = g_strdup(see);
    g_assert_true(psg_term_set_add(fixture->package.terms, term));
}

static void
make_package(FixtureModel *fixture)
{
    PsgPackage *package = &fixture->package;
    *package = (PsgPackage){.title = "Written together",
            .id = "urn:uuid:5f0c0a52-0000-5000-8000-000000000001",
            .language = "en-GB",
            .publisher = "Somewhere Council",
            .rights = "Open Government Licence (https://example.net/ogl).",
            .theme = "default",
            .involved_email = "together@example.net",
            .involved_text = "Come to a meeting."};
    package->groups = new_list(fixture);
    package->documents = new_list(fixture);
    package->contributors = new_list(fixture);
    package->terms = keep(fixture, psg_term_set_new(), (GDestroyNotify)psg_term_set_free);
    add_term(fixture, "1-1", "1:1", NULL, NULL);
    add_term(fixture, "ehc-plan", "EHC plan", "Education, Health and Care plan", "1:1");
    add_term(fixture, "unused", "Unused term", NULL, NULL);
    const PsgGroup *parents = add_group(fixture, "parents", "Parents & carers");
    const PsgGroup *nurseries = add_group(fixture, "early-years", "Early years settings");
    add_group(fixture, "health", "Health");
    add_person(fixture, "amina", "Amina K.", parents, PSG_CREDIT_NAME, "author");
    add_person(fixture, "ben-1970", "Benedict Hidden", nurseries, PSG_CREDIT_GROUP, "editor");
    add_person(fixture, "carla-id", "Carla Secret", parents, PSG_CREDIT_NONE, NULL);
    add_person(fixture, "dora", "Dora <3", parents, PSG_CREDIT_NAME, "illustrator");
}

/* --- texts --- */

static void
set_link(FixtureModel *fixture, PsgText *text, xmlNode *node, const char *href)
{
    guint document = 0, chapter = 0;
    PsgModelLink *link = KEEP_NEW(fixture, PsgModelLink);
    if (sscanf(href, "chapter:%u/%u", &document, &chapter) == 2) {
        const char *hash = strchr(href, '#');
        *link = (PsgModelLink){.kind = PSG_LINK_CHAPTER,
                .chapter = fixture_model_get_chapter(fixture, document, chapter),
                .fragment = hash ? text_of(fixture, hash + 1) : NULL};
    } else if (sscanf(href, "document:%u", &document) == 1) {
        *link = (PsgModelLink){.kind = PSG_LINK_DOCUMENT,
                .document = fixture_model_get_document(fixture, document)};
    } else if (sscanf(href, "file:%u", &chapter) == 1) {
        *link = (PsgModelLink){.kind = PSG_LINK_ATTACHMENT,
                .attachment = fixture->model.attachments->pdata[chapter]};
    } else {
        gboolean is_home = g_str_equal(href, "home");
        *link = (PsgModelLink){.kind = is_home ? PSG_LINK_HOME : PSG_LINK_EXTERNAL,
                .url = is_home ? NULL : text_of(fixture, href)};
    }
    node->_private = link;
}

static void
set_term(FixtureModel *fixture, PsgText *text, xmlNode *node, const char *id)
{
    PsgTermUse *use = KEEP_NEW(fixture, PsgTermUse);
    const GPtrArray *terms = psg_term_set_get_all(fixture->package.terms);
    for (guint i = 0; i < terms->len; i++)
        if (g_str_equal(((const PsgTerm *)terms->pdata[i])->id, id))
            *use = (PsgTermUse){.term = terms->pdata[i], .node = node};
    g_assert_nonnull(use->term);
    g_ptr_array_add(text->term_uses, use);
    xmlSetProp(node, BAD_CAST "href", BAD_CAST "");
}

static void
add_heading(FixtureModel *fixture, PsgText *text, xmlNode *node, const char *id)
{
    PsgHeading *heading = KEEP_NEW(fixture, PsgHeading);
    *heading = (PsgHeading){.level = (guint)(node->name[1] - '0'),
            .id = text_of(fixture, id),
            .title = keep(fixture, psg_markup_get_text(node), g_free),
            .node = node};
    g_ptr_array_add(text->headings, heading);
    text->has_title_heading |= heading->level == 1;
}

static void
read_element(FixtureModel *fixture, PsgText *text, xmlNode *node)
{
    const char *name = (const char *)node->name;
    g_autofree char *id = (char *)xmlGetProp(node, BAD_CAST "id");
    g_autofree char *href = (char *)xmlGetProp(node, BAD_CAST "href");
    g_autofree char *src = (char *)xmlGetProp(node, BAD_CAST "src");
    if (id)
        g_hash_table_insert(text->ids, text_of(fixture, id), node);
    if (name[0] == 'h' && g_ascii_isdigit(name[1]))
        add_heading(fixture, text, node, id);
    if (href && g_str_has_prefix(href, "term:"))
        set_term(fixture, text, node, href + strlen("term:"));
    else if (href && *href != '#')
        set_link(fixture, text, node, href);
    if (src)
        node->_private = fixture->model.images->pdata[atoi(src)];
}

static PsgText *
parse_text(FixtureModel *fixture, const char *xhtml, const char *language)
{
    g_autofree char *source = g_strdup_printf("<article>%s</article>", xhtml);
    PsgText *text = KEEP_NEW(fixture, PsgText);
    text->document = xmlReadMemory(
            source, (int)strlen(source), NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_NOBLANKS);
    g_assert_nonnull(text->document);
    keep(fixture, text->document, (GDestroyNotify)xmlFreeDoc);
    text->root = xmlDocGetRootElement(text->document);
    text->language = text_of(fixture, language);
    text->is_right_to_left = psg_language_is_right_to_left(language);
    text->headings = new_list(fixture);
    text->links = new_list(fixture);
    text->images = new_list(fixture);
    text->term_uses = new_list(fixture);
    text->ids = keep(
            fixture, g_hash_table_new(g_str_hash, g_str_equal), (GDestroyNotify)g_hash_table_unref);
    for (xmlNode *node = text->root; node;) {
        if (node->type == XML_ELEMENT_NODE)
            read_element(fixture, text, node);
        if (node->children) {
            node = node->children;
            continue;
        }
        while (node && !node->next)
            node = node == text->root ? NULL : node->parent;
        node = node ? node->next : NULL;
    }
    return text;
}

void
fixture_model_set_text(FixtureModel *fixture, PsgModelChapter *chapter, const char *xhtml)
{
    chapter->text = parse_text(fixture, xhtml, chapter->text->language);
}

/* --- model --- */

static PsgModelDocument *
add_document(FixtureModel *fixture, const char *id, const char *title, const char *language)
{
    PsgDocumentEntry *entry = KEEP_NEW(fixture, PsgDocumentEntry);
    *entry = (PsgDocumentEntry){.id = text_of(fixture, id),
            .title = text_of(fixture, title),
            .language = text_of(fixture, language),
            .folder = ""};
    entry->chapters = new_list(fixture);
    entry->quorum = keep(
            fixture, g_hash_table_new(g_str_hash, g_str_equal), (GDestroyNotify)g_hash_table_unref);
    PsgModelDocument *document = KEEP_NEW(fixture, PsgModelDocument);
    *document = (PsgModelDocument){.model = &fixture->model,
            .entry = entry,
            .index = fixture->model.documents->len,
            .identifier = "urn:uuid:5f0c0a52-0000-5000-8000-000000000002"};
    document->chapters = new_list(fixture);
    document->images = new_list(fixture);
    document->versions = new_list(fixture);
    g_ptr_array_add(fixture->package.documents, entry);
    g_ptr_array_add(fixture->model.documents, document);
    return document;
}

static PsgModelChapter *
add_chapter(FixtureModel *fixture, PsgModelDocument *document, PsgModelChapter *parent,
        const char *name, const char *title, const char *language)
{
    PsgChapterEntry *entry = KEEP_NEW(fixture, PsgChapterEntry);
    entry->path = name ? keep(fixture, g_strconcat(name, ".md", NULL), g_free) : NULL;
    entry->depth = parent ? parent->entry->depth + 1 : 0;
    g_ptr_array_add(document->entry->chapters, entry);
    PsgModelChapter *chapter = KEEP_NEW(fixture, PsgModelChapter);
    *chapter = (PsgModelChapter){.document = document,
            .entry = entry,
            .index = document->chapters->len,
            .title = text_of(fixture, title),
            .name = text_of(fixture, name ? name : "draft"),
            .parent = parent};
    chapter->children = new_list(fixture);
    chapter->text = parse_text(fixture, "", language);
    if (parent)
        g_ptr_array_add(parent->children, chapter);
    g_ptr_array_add(document->chapters, chapter);
    return chapter;
}

void
fixture_model_add_image(FixtureModel *fixture, const char *name, const char *media_type,
        const void *bytes, gsize length)
{
    PsgModelImage *image = KEEP_NEW(fixture, PsgModelImage);
    *image = (PsgModelImage){.name = text_of(fixture, name),
            .path = text_of(fixture, name),
            .media_type = media_type,
            .bytes = keep(fixture, g_bytes_new(bytes, length), (GDestroyNotify)g_bytes_unref),
            .width = 40,
            .height = 30};
    g_ptr_array_add(fixture->model.images, image);
    g_ptr_array_add(fixture_model_get_document(fixture, 0)->images, image);
}

static PsgText *
parse_markdown(const char *markdown)
{
    PsgTextOptions options = {.mode = PSG_TEXT_GUIDANCE, .path = "play.md", .language = "en-GB"};
    return psg_text_parse(markdown, strlen(markdown), &options, NULL, NULL);
}

void
fixture_model_add_version(FixtureModel *fixture, const char *number, gint64 time,
        const char *summary, const char *old_text, const char *new_text)
{
    PsgModelVersion *version = KEEP_NEW(fixture, PsgModelVersion);
    *version = (PsgModelVersion){.number = text_of(fixture, number),
            .time = time,
            .summary = summary ? parse_text(fixture, summary, "en-GB") : NULL};
    gsize room = PSG_MODEL_WORDING_LIMIT;
    if (old_text && new_text)
        psg_model_set_changes(version,
                psg_document_changes_new_texts(
                        "play.md", "play.md", parse_markdown(old_text), parse_markdown(new_text)),
                &room);
    keep(fixture, version->changes, (GDestroyNotify)psg_document_changes_free);
    keep(fixture, version->wording, g_free);
    g_ptr_array_add(fixture_model_get_document(fixture, 0)->versions, version);
}

static void
fill_first_document(FixtureModel *fixture, PsgModelDocument *document)
{
    PsgDocumentEntry *entry = fixture->package.documents->pdata[0];
    entry->subtitle = "What every setting offers";
    entry->summary = "Shared expectations.";
    entry->review_by = "2027-09";
    document->version = "1.2";
    PsgModelChapter *welcome = add_chapter(fixture, document, NULL, "welcome", "Welcome", "en-GB");
    PsgModelChapter *play =
            add_chapter(fixture, document, NULL, "part-one/Plây & talk", "Play", "en-GB");
    PsgModelChapter *draft = add_chapter(fixture, document, NULL, NULL, "Still to come", "en-GB");
    PsgModelChapter *below = add_chapter(fixture, document, draft, "below", "Below", "en-GB");
    PsgModelChapter *urdu = add_chapter(fixture, document, NULL, "urdu", "خوش آمدید", "ur");
    add_chapter(fixture, document, NULL, NULL, "Nothing here yet", "en-GB");
    ((PsgChapterEntry *)play->entry)->part = "Every day";
    fixture_model_set_text(fixture, welcome,
            "<h1 id=\"welcome\">Welcome &amp; hello</h1><p>See <a "
            "href=\"chapter:0/1#2-turn-taking\">turns</a>, "
            "<a href=\"chapter:0/3\">below</a>, <a href=\"document:0\">the start</a>, <a "
            "href=\"document:1\">the other</a>, "
            "<a href=\"chapter:1/0\">its chapter</a>, <a href=\"file:0\">a form</a>, <a "
            "href=\"home\">home</a>, "
            "<a href=\"https://example.net/a b?x=1&amp;y=|\">web</a>.</p>"
            "<p>An <a class=\"term\" href=\"term:ehc-plan\">EHC plan</a>.</p>"
            "<h2 id=\"who\">Who</h2><h3 id=\"mid\">Middle</h3><h4 id=\"deep\">Deep</h4><h3 "
            "id=\"last\">Last</h3>");
    fixture_model_set_text(fixture, play,
            "<h1 id=\"play\">Play</h1><h2 id=\"2-turn-taking\">2 turn-taking</h2><p>Back to "
            "<a href=\"chapter:0/1#what?\">what</a>.<sup class=\"footnote-ref\"><a id=\"fnref-a\" "
            "href=\"#fn-a\" role=\"doc-noteref\">"
            "1</a></sup></p><h2 id=\"what?\">What?</h2><p><img src=\"0\" alt=\"A sand tray\"/></p>"
            "<p>An <a class=\"term\" href=\"term:ehc-plan\">EHC plan</a>, a <a class=\"term\" "
            "href=\"term:1-1\">1:1</a>, "
            "<span lang=\"pl\">tak</span>.</p><table><tr><th scope=\"col\" "
            "id=\"-c\">A</th></tr></table>"
            "<section class=\"footnotes\"><h2 id=\"notes\">Notes</h2><aside class=\"footnote\" "
            "id=\"fn-a\" role=\"doc-footnote\">"
            "<p>A note. <a class=\"footnote-back\" role=\"doc-backlink\" href=\"#fnref-a\" "
            "aria-label=\"Back\">↩</a></p></aside></section>");
    fixture_model_set_text(fixture, below, "<h1 id=\"below\">Below</h1><p>Text.</p>");
    fixture_model_set_text(fixture, urdu, "<p>متن</p><h2 id=\"نام\">نام</h2>");
}

static void
add_glossary(FixtureModel *fixture)
{
    const GPtrArray *terms = psg_term_set_get_all(fixture->package.terms);
    for (guint i = 0; i < terms->len; i++) {
        PsgModelTerm *term = KEEP_NEW(fixture, PsgModelTerm);
        *term = (PsgModelTerm){.term = terms->pdata[i],
                .meaning = parse_text(fixture,
                        "<p>A meaning, <a href=\"chapter:0/1#what?\">shown</a>.</p>", "en-GB")};
        g_ptr_array_add(fixture->model.glossary, term);
    }
}

FixtureModel *
fixture_model_new(void)
{
    static const guint8 png[] = {/* one grey pixel */
            0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
            0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00,
            0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78,
            0xda, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81, 0xda, 0x45, 0x08, 0x3b, 0x00,
            0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
    FixtureModel *fixture = g_new0(FixtureModel, 1);
    fixture->kept = g_array_new(FALSE, FALSE, sizeof(Kept));
    make_package(fixture);
    PsgModel *model = &fixture->model;
    *model = (PsgModel){.package = &fixture->package,
            .time = 1783606503,
            .revision = {.oid = "94a9ed024d3859793618152ea559a168bbcbb5e2",
                    .abbreviation = "94a9ed0",
                    .time = 1783606503}};
    model->documents = new_list(fixture);
    model->images = new_list(fixture);
    model->attachments = new_list(fixture);
    model->glossary = new_list(fixture);
    PsgModelAttachment *attachment = KEEP_NEW(fixture, PsgModelAttachment);
    *attachment = (PsgModelAttachment){.name = "form-1234abcd.docx", .path = "form.docx"};
    g_ptr_array_add(model->attachments, attachment);
    PsgModelDocument *first =
            add_document(fixture, "early-years", "The early years together", "en-GB");
    PsgModelDocument *second = add_document(fixture, "moderation", "قراءة الخطط معا", "ar");
    PsgModelChapter *only = add_chapter(fixture, second, NULL, "start", "البداية", "ar");
    fixture_model_set_text(fixture, only, "<h1 id=\"البداية\">البداية</h1><p>نص</p>");
    fixture_model_add_image(fixture, "sand-tray-1f2e3d4c.png", "image/png", png, sizeof png);
    fill_first_document(fixture, first);
    add_glossary(fixture);
    return fixture;
}

void
fixture_model_free(FixtureModel *fixture)
{
    for (guint i = fixture->kept->len; i-- > 0;) {
        Kept *kept = &g_array_index(fixture->kept, Kept, i);
        kept->free(kept->data);
    }
    g_array_unref(fixture->kept);
    g_free(fixture);
}

PsgModel *
fixture_model_get(FixtureModel *fixture)
{
    return &fixture->model;
}

PsgModelDocument *
fixture_model_get_document(FixtureModel *fixture, guint index)
{
    return fixture->model.documents->pdata[index];
}

PsgModelChapter *
fixture_model_get_chapter(FixtureModel *fixture, guint document, guint index)
{
    return fixture_model_get_document(fixture, document)->chapters->pdata[index];
}
