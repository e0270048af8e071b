/* The document model: chapters in their places, and every link and picture resolved or turned into
 * words. */
#include "publish/model/model.h"

#include "base/parallel.h"
#include "folder.h"
#include "text/markup.h"

#define HEAD \
    "plainsong: 1\ntitle: T\nid: urn:uuid:0b7a2f0e-5c3d-4a1b-9e8f-112233445566\nlanguage: en-GB\n"

/* A red pixel, as small as PNG can be. */
static const guint8 png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H',
        'D', 'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 12, 'I',
        'D', 'A', 'T', 0x08, 0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0,
        0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};

typedef struct {
    PsgModel *model;
    PsgFindings *findings;
} ModelCase;

static void
model_case_clear(ModelCase *item)
{
    psg_model_free(item->model);
    psg_findings_free(item->findings);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ModelCase, model_case_clear)

static ModelCase
load(const char *folder)
{
    ModelCase item = {.findings = psg_findings_new()};
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgSnapshot) snapshot = psg_snapshot_new_worktree(NULL, folder, NULL, &error);
    PsgPackage *package = snapshot ? psg_package_load(snapshot, item.findings, &error) : NULL;
    item.model = package ? psg_model_new(package, snapshot, 2, item.findings, &error) : NULL;
    if (!item.model)
        fail_msg("%s", error->message);
    return item;
}

static const PsgModelDocument *
get_document(const ModelCase *item, guint index)
{
    return g_ptr_array_index(item->model->documents, index);
}

static const PsgModelChapter *
get_chapter(const ModelCase *item, guint document, guint index)
{
    return g_ptr_array_index(get_document(item, document)->chapters, index);
}

static const PsgModelChapter *
find_chapter(const ModelCase *item, const char *path)
{
    for (guint i = 0; i < item->model->documents->len; i++)
        for (guint j = 0; j < get_document(item, i)->chapters->len; j++)
            if (!g_strcmp0(get_chapter(item, i, j)->entry->path, path))
                return get_chapter(item, i, j);
    fail_msg("there is no chapter %s", path);
    return NULL;
}

static gboolean
has_finding(const ModelCase *item, const char *rule, const char *words)
{
    for (guint i = 0; i < psg_findings_get_length(item->findings); i++) {
        const PsgFinding *finding = psg_findings_get(item->findings, i);
        if (!strcmp(finding->rule, rule) && strstr(finding->message, words))
            return TRUE;
    }
    return FALSE;
}

/* What the n-th reference of a chapter became, as "chapter play#id", "external URL", "words", ...
 */
static char *
describe(const ModelCase *item, const PsgModelChapter *chapter, guint index)
{
    const PsgReference *reference = g_ptr_array_index(chapter->text->links, index);
    const PsgModelLink *link = psg_model_get_link(reference->node);
    if (strcmp((const char *)reference->node->name, "a") != 0)
        return link ? g_strdup("words with a link") : g_strdup("words");
    switch (link->kind) {
    case PSG_LINK_CHAPTER:
        return g_strdup_printf("chapter %s%s%s", link->chapter->name, link->fragment ? "#" : "",
                link->fragment ? link->fragment : "");
    case PSG_LINK_EXTERNAL:
        return g_strdup_printf("external %s", link->url);
    case PSG_LINK_DOCUMENT:
        return g_strdup_printf("document %s", link->document->entry->id);
    case PSG_LINK_ATTACHMENT:
        return g_strdup_printf("attachment %s", link->attachment->path);
    default:
        return g_strdup("home");
    }
}

/* Each line of `from` is a link's URL; the chapter a/links.md has them all. */
static void
check_links(const ModelCase *item, const char *const (*cases)[2], gsize count)
{
    const PsgModelChapter *chapter = find_chapter(item, "a/links.md");
    assert_int_equal(chapter->text->links->len, count);
    for (guint i = 0; i < count; i++) {
        g_autofree char *got = describe(item, chapter, i);
        if (strcmp(got, cases[i][1]) != 0)
            fail_msg("[x](%s) became \"%s\", not \"%s\"", cases[i][0], got, cases[i][1]);
    }
}

static void
every_kind_of_link_leads_where_it_means(void **state)
{
    static const char *const cases[][2] = {
            {"play.md", "chapter play"},
            {"play.md#turn-taking", "chapter play#turn-taking"},
            {"play.md#Turn_Taking", "chapter play#turn-taking"},
            {"play.md#nowhere", "chapter play"},
            {"#links", "chapter links#links"},
            {"#", "chapter links"},
            {"", "chapter links"},
            {"play.html", "chapter play"},
            {"play.htm#turn-taking", "chapter play#turn-taking"},
            {"play", "chapter play"},
            {"PLAY.md", "chapter play"},
            {"./play.md?x=1#turn-taking", "chapter play#turn-taking"},
            {"pl%61y.md", "chapter play"},
            {"my%20page.md", "chapter my-page"},
            {"/a/play.md", "chapter play"},
            {"../b/one.md", "chapter one"},
            {"../b/", "document b"},
            {"../b/index.html", "document b"},
            {"sub/", "chapter sub/index"},
            {"sub/index.html", "chapter sub/index"},
            {"sub/index.html#deep", "chapter sub/index#deep"},
            {"sub/#deep", "chapter sub/index#deep"},
            {"../index.html", "home"},
            {"../../etc/passwd", "words"},
            {"%2e%2e/%2e%2e/etc/passwd", "words"},
            {"..\\\\..\\\\etc\\\\passwd", "words"},
            {"plai.md", "words"},
            {"../loose.md", "words"},
            {"form.docx", "attachment a/form.docx"},
            {"page.php", "words"},
            {"https://example.org/x", "external https://example.org/x"},
            {"//example.org/x", "external https://example.org/x"},
            {"mailto:a@example.org", "external mailto:a@example.org"},
            {"play.md%00", "words"},
    };
    g_autoptr(GString) links = g_string_new("# Links\n\n");
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        g_string_append_printf(links, "[x](<%s>)\n\n", cases[i][0]);
    folder_fill(*state, "plainsong.yaml",
            HEAD "documents:\n  - {id: a, title: A, chapters: [a/links.md, a/play.md, a/my "
                 "page.md, a/sub/README.md]}\n"
                 "  - {id: b, title: B, chapters: [b/one.md, b/two.md]}\n",
            "a/links.md", links->str, "a/play.md", "# Play\n\n## Turn-taking\n", "a/my page.md",
            "# My\n", "a/sub/README.md", "# Sub\n\n## Deep\n", "b/one.md", "# One\n", "b/two.md",
            "# Two\n", "loose.md", "# Loose\n", "a/form.docx", "x", "a/page.php", "x", NULL);
    g_auto(ModelCase) item = load(*state);
    check_links(&item, cases, G_N_ELEMENTS(cases));
    assert_true(has_finding(&item, "fragment-missing", "#nowhere"));
    assert_true(has_finding(&item, "link-missing", "did you mean \"play.md\"?"));
    assert_true(has_finding(&item, "link-missing", "leads out of the package"));
    assert_true(has_finding(&item, "link-missing", "no document lists"));
    assert_true(has_finding(&item, "link-missing", "not published"));
    assert_int_equal(item.model->attachments->len, 1);
}

static void
a_link_without_words_gets_its_targets_title(void **state)
{
    folder_fill(*state, "a.md", "# A\n\n[](b.md)\n", "b.md", "# Bee\n", NULL);
    g_auto(ModelCase) item = load(*state);
    const PsgModelChapter *chapter = find_chapter(&item, "a.md");
    g_autofree char *text =
            psg_markup_get_text(((PsgReference *)g_ptr_array_index(chapter->text->links, 0))->node);
    assert_string_equal(text, "Bee");
    assert_true(has_finding(&item, "link-empty", "Bee"));
}

static void
a_link_prefers_the_chapter_of_its_own_document(void **state)
{
    folder_fill(*state, "plainsong.yaml",
            HEAD "documents:\n  - {id: a, title: A, chapters: [x/shared.md, x/one.md]}\n"
                 "  - {id: b, title: B, chapters: [x/shared.md, x/two.md]}\n",
            "x/shared.md", "# S\n", "x/one.md", "[x](shared.md)\n", "x/two.md", "[x](shared.md)\n",
            NULL);
    g_auto(ModelCase) item = load(*state);
    for (guint i = 0; i < 2; i++) {
        const PsgReference *reference = g_ptr_array_index(get_chapter(&item, i, 1)->text->links, 0);
        assert_true(psg_model_get_link(reference->node)->chapter == get_chapter(&item, i, 0));
    }
}

static const PsgModelImage *
get_image(const PsgModelChapter *chapter, guint index)
{
    return psg_model_get_image(
            ((PsgReference *)g_ptr_array_index(chapter->text->images, index))->node);
}

static void
pictures_are_kept_once_by_their_bytes(void **state)
{
    g_autofree char *one = g_build_filename(*state, "One Two.PNG", NULL),
                    *two = g_build_filename(*state, "b.png", NULL);
    folder_fill(*state, "a.md",
            "# A\n\n![x](<One Two.PNG>) ![y](b.png) ![z](./One%20Two.PNG?x#y)\n", NULL);
    assert_true(psg_file_write(one, (const char *)png, sizeof png, NULL));
    assert_true(psg_file_write(two, (const char *)png, sizeof png, NULL));
    g_auto(ModelCase) item = load(*state);
    const PsgModelChapter *chapter = find_chapter(&item, "a.md");
    assert_int_equal(item.model->images->len, 1);
    assert_int_equal(get_document(&item, 0)->images->len, 1);
    const PsgModelImage *image = get_image(chapter, 0);
    assert_non_null(image);
    assert_true(image == get_image(chapter, 1) && image == get_image(chapter, 2));
    assert_true(g_str_has_prefix(image->name, "one-two-") && g_str_has_suffix(image->name, ".png"));
    assert_int_equal(image->width, 1);
}

static void
a_picture_that_cannot_be_shown_becomes_words(void **state)
{
    folder_fill(*state, "a.md",
            "# "
            "A\n\n![gone](b.png)\n\n![out](../../"
            "x.png)\n\n![fake](fake.png)\n\n![](fake.png)\n\n![data](data:image/png;base64,AA)\n\n"
            "![far](https://example.org/x.png)\n\n[![in](https://example.org/x.png)](https://"
            "example.org/)\n",
            "fake.png", "no picture", "c.png", "x", NULL);
    g_auto(ModelCase) item = load(*state);
    const PsgModelChapter *chapter = find_chapter(&item, "a.md");
    g_autofree char *text = psg_markup_get_text(chapter->text->root);
    assert_string_equal(text, "A gone out fake fake.png data far in");
    assert_int_equal(item.model->images->len, 0);
    assert_true(has_finding(&item, "file-missing", "b.png"));
    assert_true(has_finding(&item, "image-outside", "x.png"));
    assert_true(has_finding(&item, "image-unusable", "fake.png"));
    assert_true(has_finding(&item, "image-scheme", "data:"));
    assert_true(has_finding(&item, "image-elsewhere", "example.org"));
    g_autoptr(GString) html = g_string_new(NULL);
    psg_markup_write(chapter->text->root, PSG_MARKUP_HTML, NULL, html);
    assert_null(strstr(html->str, "<img"));
}

static void
a_picture_that_fails_is_read_once_and_said_at_each_place(void **state)
{
    folder_fill(*state, "a.md", "# A\n\n![x](fake.png)\n\n![y](fake.png)\n", "fake.png",
            "no picture", NULL);
    g_auto(ModelCase) item = load(*state);
    assert_true(has_finding(&item, "image-unusable", "cannot be shown: "));
    assert_true(has_finding(&item, "image-unusable", "cannot be shown either"));
}

static void
an_svg_is_cleaned(void **state)
{
    folder_fill(*state, "a.md", "# A\n\n![x](a.svg)\n", "a.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" "
            "height=\"3\"><script>alert(1)</script><path d=\"M0 0h4\"/></svg>",
            NULL);
    g_auto(ModelCase) item = load(*state);
    const PsgModelImage *image = get_image(find_chapter(&item, "a.md"), 0);
    assert_non_null(image);
    gsize length;
    const char *bytes = g_bytes_get_data(image->bytes, &length);
    assert_null(g_strstr_len(bytes, (gssize)length, "script"));
    assert_string_equal(image->media_type, "image/svg+xml");
    assert_true(has_finding(&item, "image-cleaned", "script"));
}

static void
chapter_names_are_safe_and_unique(void **state)
{
    folder_fill(*state, "plainsong.yaml",
            HEAD "documents:\n  - {id: a, title: A, chapters: [g/README.md, g/Play.md, "
                 "g/sub/play.md, g/sub/index.md, g/sub/a b.md, g/sub/a-b.md, "
                 "g/changes.md, g/introduction.md, g/متن.md]}\n",
            "g/README.md", "# R\n", "g/Play.md", "# P\n", "g/sub/play.md", "# P\n",
            "g/sub/index.md", "# I\n", "g/sub/a b.md", "# A\n", "g/sub/a-b.md", "# A\n",
            "g/changes.md", "# C\n", "g/introduction.md", "# I\n", "g/متن.md", "# M\n", NULL);
    static const char *const names[] = {"introduction", "Play", "sub/play", "sub/index", "sub/a-b",
            "sub/a-b-2", "changes-2", "introduction-2", "متن"};
    g_auto(ModelCase) item = load(*state);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        assert_string_equal(get_chapter(&item, 0, i)->name, names[i]);
    assert_true(has_finding(&item, "chapter-name", "sub/a-b-2"));
    assert_true(has_finding(&item, "chapter-name", "changes-2"));
}

static void
the_contents_give_numbers_and_parents(void **state)
{
    folder_fill(*state, "SUMMARY.md",
            "# Summary\n\n[Before](before.md)\n\n- [One](one.md)\n  - [Inner](inner.md)\n    - "
            "[Deep](deep.md)\n- [Draft]()\n  - [Late](late.md)\n\n"
            "[After](after.md)\n",
            "before.md", "# B\n", "one.md", "# Other\n", "inner.md", "# I\n", "deep.md", "# D\n",
            "late.md", "# L\n", "after.md", "# A\n", NULL);
    static const char *const numbers[] = {NULL, "1", "1.1", "1.1.1", "2", "2.1", NULL};
    static const int parents[] = {-1, -1, 1, 2, -1, 4, -1};
    g_auto(ModelCase) item = load(*state);
    assert_int_equal(get_document(&item, 0)->chapters->len, G_N_ELEMENTS(numbers));
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        const PsgModelChapter *chapter = get_chapter(&item, 0, i);
        assert_int_equal(g_strcmp0(chapter->number, numbers[i]), 0);
        assert_true(chapter->parent ==
                    (parents[i] < 0 ? NULL : get_chapter(&item, 0, (guint)parents[i])));
        assert_non_null(chapter->text);
        assert_true(*chapter->title && *chapter->name);
    }
    assert_string_equal(get_chapter(&item, 0, 1)->title, "One");
    assert_true(
            g_ptr_array_find(get_chapter(&item, 0, 1)->children, get_chapter(&item, 0, 2), NULL));
}

static void
identifiers_are_stable_and_differ_by_document(void **state)
{
    folder_fill(*state, "plainsong.yaml",
            HEAD "documents:\n  - {id: a, title: A, chapters: [a.md]}\n  - {id: b, title: B, "
                 "chapters: [b.md]}\n",
            "a.md", "# A\n", "b.md", "# B\n", NULL);
    g_auto(ModelCase) first = load(*state);
    folder_fill(*state, "a.md", "# Changed\n\nwords\n", NULL);
    g_auto(ModelCase) second = load(*state);
    assert_true(g_str_has_prefix(get_document(&first, 0)->identifier, "urn:uuid:"));
    assert_string_equal(get_document(&first, 0)->identifier, get_document(&second, 0)->identifier);
    assert_string_not_equal(
            get_document(&first, 0)->identifier, get_document(&first, 1)->identifier);
    assert_null(get_document(&first, 0)->version);
    g_autofree char *label = psg_model_make_version_label(get_document(&first, 0));
    assert_string_equal(label, "Working draft");
}

static void
people_are_named_by_consent_only(void **state)
{
    folder_fill(*state, "plainsong.yaml",
            HEAD "groups: {parents: Parents, health: Health, schools: Schools, silent: "
                 "Silent}\npeople: people.yaml\n"
                 "get-involved: {email: a@example.org}\n"
                 "documents:\n  - {id: a, title: \"A & B\", chapters: [a.md], quorum: {schools: "
                 "1}}\n  - {id: b, title: B, chapters: [b.md]}\n",
            "people.yaml",
            "people:\n  - {id: z, name: Zoe, group: parents, credit: name}\n  - {id: h, name: Hal, "
            "group: health, credit: name, roles: {b: author}}\n"
            "  - {id: g, name: Secret, group: health, credit: group}\n  - {id: n, name: Nobody, "
            "group: silent, credit: none}\n"
            "  - {id: a, name: Abe, group: parents, credit: name, roles: {a: author}}\n",
            "a.md", "# C\n", "b.md", "# B\n", NULL);
    g_auto(ModelCase) item = load(*state);
    g_autoptr(GPtrArray) credits = psg_model_list_credits(get_document(&item, 0));
    assert_int_equal(credits->len, 2);
    assert_string_equal(((PsgContributor *)g_ptr_array_index(credits, 0))->name, "Abe");
    assert_string_equal(((PsgContributor *)g_ptr_array_index(credits, 1))->name, "Zoe");
    g_autoptr(GPtrArray) groups = psg_model_list_groups(get_document(&item, 0));
    assert_int_equal(groups->len, 2);
    assert_string_equal(((PsgGroup *)g_ptr_array_index(groups, 1))->id, "health");
    g_autoptr(GPtrArray) quorum = psg_model_list_quorum(get_document(&item, 0));
    assert_int_equal(quorum->len, 1);
    assert_string_equal(((PsgGroup *)g_ptr_array_index(quorum, 0))->id, "schools");
    g_autofree char *url = psg_model_make_comment_url(item.model, get_chapter(&item, 0, 0));
    assert_string_equal(url, "mailto:a@example.org?subject=A%20%26%20B%3A%20C");
}

static void
glossary_terms_are_marked_and_their_links_resolved(void **state)
{
    folder_fill(*state, "plainsong.yaml",
            HEAD "glossary: glossary.yaml\ndocuments:\n  - {id: a, title: A, chapters: [a.md]}\n",
            "glossary.yaml",
            "terms:\n  - {term: SENCO, meaning: \"See [a](a.md#b), [no](no.md) and [top](#x).\"}\n",
            "a.md", "# A\n\n## B\n\nAsk the SENCO. A SENCO.\n", NULL);
    g_auto(ModelCase) item = load(*state);
    assert_int_equal(get_chapter(&item, 0, 0)->text->term_uses->len, 1);
    const PsgModelTerm *term = g_ptr_array_index(item.model->glossary, 0);
    const PsgModelLink *link =
            psg_model_get_link(((PsgReference *)g_ptr_array_index(term->meaning->links, 0))->node);
    assert_true(link->chapter == get_chapter(&item, 0, 0));
    assert_string_equal(link->fragment, "b");
    for (guint i = 1; i < 3; i++)
        assert_string_equal(
                (const char *)((PsgReference *)g_ptr_array_index(term->meaning->links, i))
                        ->node->name,
                "span");
    assert_true(has_finding(&item, "link-missing", "no.md"));
}

/* --- lib/base/parallel.h --- */

typedef struct {
    int done[1000];
    guint fails_from;
} Work;

static gboolean
work(guint index, gpointer data, GError **error)
{
    Work *item = data;
    g_atomic_int_inc(&item->done[index]);
    if (index < item->fails_from)
        return TRUE;
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%u", index);
    return FALSE;
}

static void
parallel_work_is_done_once_each_whatever_the_threads(void **state)
{
    for (guint threads = 0; threads < 5; threads++) {
        Work item = {.fails_from = 1000};
        assert_true(psg_parallel_run(threads, 1000, work, &item, NULL));
        for (guint i = 0; i < 1000; i++)
            assert_int_equal(item.done[i], 1);
        assert_true(psg_parallel_run(threads, 0, work, &item, NULL));
    }
}

static void
parallel_work_reports_its_first_failure(void **state)
{
    for (guint threads = 1; threads < 5; threads++) {
        Work item = {.fails_from = 17};
        g_autoptr(GError) error = NULL;
        assert_false(psg_parallel_run(threads, 1000, work, &item, &error));
        assert_string_equal(error->message, "17");
        assert_int_equal(item.done[999], 0);
    }
}

int
main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            IN_FOLDER(every_kind_of_link_leads_where_it_means),
            IN_FOLDER(a_link_without_words_gets_its_targets_title),
            IN_FOLDER(a_link_prefers_the_chapter_of_its_own_document),
            IN_FOLDER(pictures_are_kept_once_by_their_bytes),
            IN_FOLDER(a_picture_that_cannot_be_shown_becomes_words),
            IN_FOLDER(a_picture_that_fails_is_read_once_and_said_at_each_place),
            IN_FOLDER(an_svg_is_cleaned),
            IN_FOLDER(chapter_names_are_safe_and_unique),
            IN_FOLDER(the_contents_give_numbers_and_parents),
            IN_FOLDER(identifiers_are_stable_and_differ_by_document),
            IN_FOLDER(people_are_named_by_consent_only),
            IN_FOLDER(glossary_terms_are_marked_and_their_links_resolved),
            cmocka_unit_test(parallel_work_is_done_once_each_whatever_the_threads),
            cmocka_unit_test(parallel_work_reports_its_first_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
