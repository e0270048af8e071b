/* Packages as plainsong.yaml describes them, and as `init` makes them. */
#include "project/package.h"

#include "folder.h"
#include "project/project_error.h"

#define UUID "urn:uuid:0b7a2f0e-5c3d-4a1b-9e8f-112233445566"
#define HEAD "plainsong: 1\ntitle: T\nid: " UUID "\nlanguage: en-GB\n"

static PsgPackage *
load(const char *folder, PsgFindings *findings, GError **error)
{
    g_autoptr(PsgSnapshot) snapshot = psg_snapshot_new_worktree(NULL, folder, NULL, error);
    return snapshot ? psg_package_load(snapshot, findings, error) : NULL;
}

static PsgPackage *
load_good(const char *folder)
{
    g_autoptr(GError) error = NULL;
    PsgPackage *package = load(folder, NULL, &error);
    if (!package)
        fail_msg("%s", error->message);
    return package;
}

static void
every_key_is_read(void **state)
{
    folder_fill(*state, "plainsong.yaml",
            "plainsong: 1\ntitle: Our  guide\nid: " UUID
            "\nlanguage: en-GB\npublisher: City\nrights: CC BY\n"
            "theme: ./look\nurl: https://example.org/guide\n"
            "get-involved: {email: a@example.org, url: https://example.org/help, text: Come.}\n"
            "groups: {parents: Parents and carers, health: Health}\n"
            "documents:\n"
            "  - id: early-years\n    title: Early years\n    subtitle: Sub\n    summary: Sum\n    "
            "language: ur\n"
            "    review-by: 2027-09\n    chapters: [ey/welcome.md, {part: Two, chapters: [ey/b.md, "
            "ey/c.md]}]\n"
            "    quorum: {parents: 2, health: 1}\n"
            "  - {id: other, title: Other, chapters: all, review-by: 2028-02-29}\n"
            "glossary: glossary.yaml\npeople: people.yaml\n"
            "checks: {reading-grade: 7}\nprint: {paper: A4}\nlarge-print: {size: 18}\n",
            "people.yaml",
            "people:\n  - {id: amina, name: Amina K., group: parents, credit: group, roles: "
            "{early-years: author},\n"
            "     identities: ['Amina <a@example.org>', 'A <b@example.org>']}\n"
            "  - {id: bo, name: Bo, group: health}\n",
            "glossary.yaml",
            "terms:\n  - {term: SENCO, meaning: A teacher., see: EHC plan}\n"
            "  - term: EHC plan\n    short-for: Long\n    also: [EHCP]\n    meaning: |\n      "
            "One.\n\n      Two.\n",
            "look/site.css", "", "ey/welcome.md", "# W\n", "ey/b.md", "# B\n", "ey/c.md", "# C\n",
            "all/z.md", "# Z\n", "all/README.md", "# All\n", NULL);
    g_autoptr(PsgPackage) package = load_good(*state);
    assert_string_equal(package->title, "Our guide");
    assert_string_equal(package->id, UUID);
    assert_string_equal(package->language, "en-GB");
    assert_string_equal(package->publisher, "City");
    assert_string_equal(package->rights, "CC BY");
    assert_string_equal(package->theme, "./look");
    assert_string_equal(package->url, "https://example.org/guide/");
    assert_string_equal(package->involved_email, "a@example.org");
    assert_string_equal(package->involved_url, "https://example.org/help");
    assert_string_equal(package->involved_text, "Come.");
    assert_false(package->is_bare);
    assert_int_equal(package->groups->len, 2);
    assert_int_equal(package->documents->len, 2);

    const PsgDocumentEntry *document = g_ptr_array_index(package->documents, 0);
    assert_string_equal(document->subtitle, "Sub");
    assert_string_equal(document->summary, "Sum");
    assert_string_equal(document->language, "ur");
    assert_string_equal(document->review_by, "2027-09");
    assert_string_equal(document->folder, "ey");
    assert_int_equal(document->chapters->len, 3);
    const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, 1);
    assert_string_equal(chapter->path, "ey/b.md");
    assert_string_equal(chapter->part, "Two");
    assert_int_equal(chapter->line, 18);
    assert_null(((PsgChapterEntry *)g_ptr_array_index(document->chapters, 2))->part);
    assert_int_equal(GPOINTER_TO_UINT(g_hash_table_lookup(document->quorum, "parents")), 2);
    const PsgDocumentEntry *other = g_ptr_array_index(package->documents, 1);
    assert_string_equal(other->language, "en-GB");
    assert_string_equal(
            ((PsgChapterEntry *)g_ptr_array_index(other->chapters, 0))->path, "all/README.md");

    const PsgContributor *amina = g_ptr_array_index(package->contributors, 0);
    assert_string_equal(amina->group->name, "Parents and carers");
    assert_int_equal(amina->credit, PSG_CREDIT_GROUP);
    assert_string_equal(g_hash_table_lookup(amina->roles, "early-years"), "author");
    assert_string_equal(amina->identities[1], "A <b@example.org>");
    const PsgContributor *bo = g_ptr_array_index(package->contributors, 1);
    assert_int_equal(bo->credit, PSG_CREDIT_NONE);
    assert_null(bo->identities[0]);

    const PsgTerm *term = psg_term_set_find(package->terms, "EHCP");
    assert_string_equal(term->meaning, "One.\n\nTwo.");
    assert_string_equal(term->short_for, "Long");
    assert_int_equal(term->line, 3);
    assert_string_equal(package->glossary_path, "glossary.yaml");
}

static void
mistakes_are_named_with_their_place(void **state)
{
    static const struct {
        const char *yaml, *message;
    } cases[] = {
            {"titel: x\n",
                    "plainsong.yaml:1:1: \"titel\" is not a key here (did you mean \"title\"?)"},
            {"title: x\n", "plainsong.yaml:1:1: \"plainsong\" is missing"},
            {"plainsong: 2\n", "plainsong.yaml:1:12: this Plainsong reads packages of form 1"},
            {"plainsong: 1\ntitle: [a]\ndocuments: x\n",
                    "plainsong.yaml:2:8: \"title\" must be a text"},
            {"plainsong: 1\ntitle:\ndocuments: x\n", "plainsong.yaml:2:7: \"title\" has no value"},
            {"plainsong: 1\ntitle: a\ndocuments: x\n", "plainsong.yaml:1:1: \"id\" is missing"},
            {"plainsong: 1\ntitle: a\nid: x\ndocuments: x\n",
                    "plainsong.yaml:3:5: \"id\" must be \"urn:uuid:\""},
            {HEAD "documents: []\n", "plainsong.yaml:5:12: the package has no documents"},
            {HEAD "documents:\n", "plainsong.yaml:5:11: the package has no documents"},
            {HEAD "documents: {}\n",
                    "plainsong.yaml:5:12: \"documents\" must be a list of documents"},
            {HEAD "documents: [x]\n", "plainsong.yaml:5:13: keys with values are expected here"},
            {HEAD "url: ftp://x\ndocuments: x\n",
                    "plainsong.yaml:5:6: \"url\" must be a web address"},
            {HEAD "url: javascript:x\ndocuments: x\n",
                    "plainsong.yaml:5:6: \"url\" must be a web address"},
            {HEAD "url: https://x/?q\ndocuments: x\n",
                    "plainsong.yaml:5:6: \"url\" must be the address of a folder"},
            {HEAD "theme: dark\ndocuments: x\n", "plainsong.yaml:5:8: there is no theme \"dark\""},
            {HEAD "theme: ./no\ndocuments: x\n", "plainsong.yaml:5:8: the theme's folder"},
            {HEAD "theme: ./../..\ndocuments: x\n", "plainsong.yaml:5:8: the theme's folder"},
            {HEAD "get-involved: {email: nobody}\ndocuments: x\n",
                    "plainsong.yaml:5:23: \"nobody\" is not a mail"},
            {HEAD "groups: {Parents: x}\ndocuments: x\n",
                    "plainsong.yaml:5:19: the group \"Parents\" needs"},
            {HEAD "checks: {a: [1]}\ndocuments: x\n",
                    "plainsong.yaml:5:13: \"a\" must be a single value"},
            {HEAD "documents: [{id: A, title: A, chapters: a.md}]\n",
                    "plainsong.yaml:5:18: the id \"A\" may hold"},
            {HEAD "documents: [{id: search, title: A, chapters: a.md}]\n",
                    "plainsong.yaml:5:18: the id \"search\" is the"},
            {HEAD "documents: [{id: a, title: A, chapters: a.md}, {id: a, title: A, chapters: "
                  "a.md}]\n",
                    "plainsong.yaml:5:53: another document has the id \"a\""},
            {HEAD "documents: [{id: a, title: A}]\n",
                    "plainsong.yaml:5:13: \"chapters\" is missing"},
            {HEAD "documents: [{id: a, title: A, chapters: [a.md, sub/../a.md]}]\n",
                    "plainsong.yaml:5:48: the chapter \"sub/../a.md\" is in this document already, "
                    "in line 5"},
            {HEAD "documents: [{id: a, title: A, chapters: [b.md]}]\n",
                    "plainsong.yaml:5:42: the chapter \"b.md\" is not in the package (did you mean "
                    "\"a.md\"?)"},
            {HEAD "documents: [{id: a, title: A, chapters: [../a.md]}]\n",
                    "plainsong.yaml:5:42: the chapter \"../a.md\" is outside the package"},
            {HEAD "documents: [{id: a, title: A, chapters: [plainsong.yaml]}]\n",
                    "plainsong.yaml:5:42: the chapter \"plainsong.yaml\" is not a Markdown file"},
            {HEAD "documents: [{id: a, title: A, chapters: []}]\n",
                    "plainsong.yaml:5:41: the document \"a\" has no"},
            {HEAD "documents: [{id: a, title: A, chapters: empty}]\n",
                    "plainsong.yaml:5:41: the folder \"empty\" has no"},
            {HEAD "documents: [{id: a, title: A, chapters: [{part: P, chapters: [{part: Q, "
                  "chapters: a.md}]}]}]\n",
                    "plainsong.yaml:5:63: \"chapters\" must be a text"},
            {HEAD "documents: [{id: a, title: A, chapters: a.md, language: en_GB}]\n",
                    "plainsong.yaml:5:57: \"en_GB\" is not a language tag"},
            {HEAD "documents: [{id: a, title: A, chapters: a.md, review-by: 2027-13}]\n",
                    "plainsong.yaml:5:58: \"review-by\" must be a month or a day"},
            {HEAD "documents: [{id: a, title: A, chapters: a.md, review-by: 2027-02-29}]\n",
                    "plainsong.yaml:5:58: \"review-by\" must be"},
            {HEAD "groups: {parents: P}\ndocuments: [{id: a, title: A, chapters: a.md, quorum: "
                  "{parent: 1}}]\n",
                    "plainsong.yaml:6:64: the group \"parent\" is not among the package's groups "
                    "(did you mean \"parents\"?)"},
            {HEAD "groups: {parents: P}\ndocuments: [{id: a, title: A, chapters: a.md, quorum: "
                  "{parents: 0}}]\n",
                    "plainsong.yaml:6:65: the number of sign-offs must be a whole number from 1"},
            {HEAD "documents: [{id: a, title: A, chapters: a.md}]\npeople: nobody.yaml\n",
                    "plainsong.yaml:6:9: nobody.yaml: there is no such file"},
            {HEAD "documents: [{id: a, title: A, chapters: a.md}]\nglossary: ../g.yaml\n",
                    "plainsong.yaml:6:11: ../g.yaml: this path leads out of the package"},
            {HEAD "documents: &x [1]\n", "plainsong.yaml:5:12: anchors"},
    };
    folder_fill(*state, "a.md", "# A\n", "empty/x.txt", "", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        folder_fill(*state, "plainsong.yaml", cases[i].yaml, NULL);
        g_autoptr(PsgPackage) package = load(*state, NULL, &error);
        if (package)
            fail_msg("no error: %s", cases[i].message);
        assert_int_equal(error->domain, PSG_PROJECT_ERROR);
        if (!g_str_has_prefix(error->message, cases[i].message))
            fail_msg("\"%s\" does not begin with \"%s\"", error->message, cases[i].message);
    }
}

static void
people_and_glossary_are_checked_too(void **state)
{
    static const struct {
        const char *file, *yaml, *message;
    } cases[] = {
            {"people.yaml", "people: [{id: a, name: A}]\n",
                    "people.yaml:1:10: \"group\" is missing"},
            {"people.yaml", "people: [{id: a, name: A, group: parent}]\n",
                    "people.yaml:1:34: the group \"parent\" is not in plainsong.yaml (did you mean "
                    "\"parents\"?)"},
            {"people.yaml", "people: [{id: a, name: A, group: parents, credit: yes}]\n",
                    "people.yaml:1:51: \"credit\" must"},
            {"people.yaml", "people: [{id: a, name: A, group: parents, roles: {b: author}}]\n",
                    "people.yaml:1:54: the package has no document with the id \"b\""},
            {"people.yaml", "people: [{id: a, name: A, group: parents, roles: {guide: auther}}]\n",
                    "people.yaml:1:58: \"auther\" is not a role (did you mean \"author\"?)"},
            {"people.yaml",
                    "people:\n - {id: a, name: A, group: parents}\n - {id: a, name: B, group: "
                    "parents}\n",
                    "people.yaml:3:9: the id \"a\" is somebody else's already, in line 2"},
            {"people.yaml", "people: x\n", "people.yaml:1:9: \"people\" must be a list"},
            {"glossary.yaml", "terms: [{term: A}]\n", "glossary.yaml:1:9: \"meaning\" is missing"},
            {"glossary.yaml",
                    "terms:\n - {term: A, meaning: x}\n - {term: B, meaning: x, also: a}\n",
                    "glossary.yaml:3:4: \"a\" is a spelling of the term \"A\" in line 2 already"},
            {"glossary.yaml", "terms: [{term: A, meaning: x, see: {a: b}}]\n",
                    "glossary.yaml:1:36: \"see\" must be a list"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        folder_fill(*state, "plainsong.yaml",
                HEAD "groups: {parents: P}\ndocuments: [{id: guide, title: G, chapters: "
                     "a.md}]\npeople: people.yaml\n"
                     "glossary: glossary.yaml\n",
                "a.md", "# A\n", "people.yaml", "people:\n", "glossary.yaml", "", NULL);
        folder_fill(*state, cases[i].file, cases[i].yaml, NULL);
        g_autoptr(PsgPackage) package = load(*state, NULL, &error);
        if (package)
            fail_msg("no error: %s", cases[i].message);
        if (!g_str_has_prefix(error->message, cases[i].message))
            fail_msg("\"%s\" does not begin with \"%s\"", error->message, cases[i].message);
    }
}

static void
a_related_term_that_is_not_there_is_a_finding(void **state)
{
    folder_fill(*state, "plainsong.yaml",
            HEAD "documents: [{id: guide, title: G, chapters: a.md}]\nglossary: glossary.yaml\n",
            "a.md", "", "glossary.yaml",
            "terms: [{term: Apple, meaning: x, see: [Aple]}, {term: B, meaning: y, see: apple}]\n",
            NULL);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgPackage) package = load(*state, findings, NULL);
    assert_int_equal(psg_findings_get_length(findings), 1);
    g_autofree char *text = psg_finding_format(psg_findings_get(findings, 0));
    assert_string_equal(text,
            "glossary.yaml:1:41: warning: the glossary has no term \"Aple\" (did you mean "
            "\"Apple\"?), so nothing leads there [term-missing]");
}

/* The document's order, one chapter a line, deeper ones indented. */
static char *
outline(const PsgDocumentEntry *document)
{
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < document->chapters->len; i++) {
        const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, i);
        for (guint j = 0; j < chapter->depth; j++)
            g_string_append_c(lines, ' ');
        g_string_append_printf(lines, "%s\n", chapter->path ? chapter->path : chapter->title);
    }
    return g_string_free(lines, FALSE);
}

static void
a_folder_is_taken_in_natural_order_with_its_folders_nested(void **state)
{
    folder_fill(*state, "plainsong.yaml",
            HEAD "documents: [{id: a, title: A, chapters: [book/first.md, book, {part: More, "
                 "chapters: more}]}]\n",
            "book/first.md", "", "book/README.md", "", "book/10.md", "", "book/9.md", "",
            "book/SUMMARY.md", "", "book/part-two/index.md", "", "book/part-two/x.md", "",
            "book/part-two/deep/y.md", "", "book/plain/z.MD", "", "book/images/a.png", "",
            "book/node_modules/m.md", "", "book/.hidden/h.md", "", "more/a.markdown", "", NULL);
    g_autoptr(PsgPackage) package = load_good(*state);
    const PsgDocumentEntry *document = g_ptr_array_index(package->documents, 0);
    g_autofree char *text = outline(document);
    assert_string_equal(text,
            "book/first.md\nbook/README.md\nbook/9.md\nbook/10.md\nbook/part-two/index.md\n Deep\n"
            "  book/part-two/deep/y.md\n book/part-two/x.md\nPlain\n book/plain/z.MD\n"
            "more/a.markdown\n");
    assert_string_equal(document->folder, "");
    assert_string_equal(
            ((PsgChapterEntry *)g_ptr_array_index(document->chapters, document->chapters->len - 1))
                    ->part,
            "More");
}

static void
a_package_without_a_language_is_english_with_a_warning(void **state)
{
    folder_fill(*state, "plainsong.yaml",
            "plainsong: 1\ntitle: T\nid: " UUID
            "\ndocuments: [{id: a, title: A, chapters: a.md}]\n",
            "a.md", "", NULL);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgPackage) package = load(*state, findings, NULL);
    assert_string_equal(package->language, "en");
    assert_int_equal(psg_findings_count(findings, PSG_SEVERITY_WARNING), 1);
    assert_string_equal(psg_findings_get(findings, 0)->rule, "language-missing");
}

static void
what_init_writes_loads_without_an_error_or_finding(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) created = NULL;
    g_autofree char *folder = g_build_filename(*state, "new", NULL);
    assert_true(psg_package_create(folder, "A \"good\" \\ guide: #1", "ur", &created, &error));
    assert_int_equal(created->len, 5);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgPackage) package = load(folder, findings, &error);
    if (!package)
        fail_msg("%s", error->message);
    assert_int_equal(psg_findings_get_length(findings), 0);
    assert_string_equal(package->title, "A \"good\" \\ guide: #1");
    assert_string_equal(package->language, "ur");
    assert_int_equal(psg_term_set_get_all(package->terms)->len, 1);

    assert_false(psg_package_create(folder, NULL, NULL, NULL, &error));
    assert_non_null(strstr(error->message, "plainsong.yaml: this file is there already"));
    g_clear_error(&error);
    assert_false(psg_package_create(*state, NULL, "not a language", NULL, &error));
    g_autofree char *second = g_build_filename(*state, "second", NULL);
    assert_true(psg_package_create(second, NULL, NULL, NULL, NULL));
    g_autoptr(PsgPackage) other = load_good(second);
    assert_string_not_equal(other->id, package->id);
}

/* What stands in comments for people to take over must be right as well. */
static void
the_examples_that_init_writes_load_when_uncommented(void **state)
{
    assert_true(psg_package_create(*state, NULL, NULL, NULL, NULL));
    static const char *const names[] = {"plainsong.yaml", "people.yaml", "glossary.yaml"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(*state, names[i], NULL);
        g_autofree char *text = NULL;
        assert_true(g_file_get_contents(path, &text, NULL, NULL));
        g_autoptr(GRegex) comment = g_regex_new("^#(?=[^ \\n]|  )", G_REGEX_MULTILINE, 0, NULL);
        g_autofree char *live = g_regex_replace(comment, text, -1, 0, "", 0, NULL);
        folder_fill(*state, names[i], live, NULL);
    }
    g_autoptr(PsgPackage) package = load_good(*state);
    assert_non_null(package->publisher);
    assert_string_equal(package->url, "https://example.org/guide/");
    assert_string_equal(package->print.paper, "A4");
    assert_true(package->large_print.size == 18);
    assert_int_equal(package->contributors->len, 1);
    assert_int_equal(psg_term_set_get_all(package->terms)->len, 2);
}

/* Loads a package with these lines in plainsong.yaml, which begin in line 5. */
static PsgPackage *
load_with(const char *folder, const char *lines, GError **error)
{
    g_autofree char *manifest =
            g_strconcat(HEAD, lines, "documents: [{id: d, title: D, chapters: [a.md]}]\n", NULL);
    folder_fill(folder, "plainsong.yaml", manifest, "a.md", "# A\n", NULL);
    return load(folder, NULL, error);
}

static gboolean
is_near(double points, double wanted)
{
    return points > wanted - 0.01 && points < wanted + 0.01;
}

static void
what_is_asked_of_print_is_read(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgPackage) package = load_with(*state,
            "print:\n  paper: Letter\n  size: 11.5pt\n  margins: {inner: 30 mm, top: 1in}\n"
            "  font: Atkinson Hyperlegible\n  hyphenation: yes\n  addresses: no\n"
            "large-print: {size: 24, margins: 2cm, two-sided: on, page-references: false}\n",
            &error);
    assert_non_null(package);
    const PsgPrintSettings *print = &package->print, *large = &package->large_print;
    assert_string_equal(print->paper, "letter");
    assert_true(is_near(print->size, 11.5));
    assert_true(is_near(print->margin_inner, 85.04));
    assert_true(is_near(print->margin_top, 72));
    assert_true(is_near(print->margin_outer, 0));
    assert_string_equal(print->font, "Atkinson Hyperlegible");
    assert_int_equal(print->hyphenation, PSG_ASKED_YES);
    assert_int_equal(print->addresses, PSG_ASKED_NO);
    assert_int_equal(print->page_references, PSG_ASKED_NOTHING);
    assert_int_equal(print->line, 8);
    assert_null(large->paper);
    assert_true(is_near(large->size, 24));
    assert_true(is_near(large->margin_top, 56.69) && is_near(large->margin_outer, 56.69));
    assert_int_equal(large->two_sided, PSG_ASKED_YES);
    assert_int_equal(large->page_references, PSG_ASKED_NO);
}

static void
mistakes_in_what_is_asked_of_print_are_named_with_their_place(void **state)
{
    static const struct {
        const char *lines, *message;
    } cases[] = {
            {"print: {papper: A4}\n",
                    "plainsong.yaml:5:9: \"papper\" is not a key here (did you mean"},
            {"print: A4\n", "plainsong.yaml:5:8: \"print\" must be settings"},
            {"print: {paper: A3}\n", "plainsong.yaml:5:16: \"paper\" must be A4, A5 or letter"},
            {"print:\n  size: 2pt\n", "plainsong.yaml:6:9: the size of the text must be 6 to 72"},
            {"print: {size: 73}\n", "the size of the text must be 6 to 72"},
            {"print: {size: large}\n", "the size of the text must be 6 to 72"},
            {"print: {size: 110%}\n", "the size of the text must be 6 to 72"},
            {"print: {size: 1e9}\n", "the size of the text must be 6 to 72"},
            {"print: {size: 5mm}\n", NULL},
            {"large-print: {size: 12}\n", "the size of large print must be 16 to 72"},
            {"print: {margins: 20}\n", "a margin is a length with its unit"},
            {"print: {margins: 10%}\n", "a margin is a length with its unit"},
            {"print: {margins: 2mm}\n", "a margin must be at least 5mm"},
            {"print: {margins: -2cm}\n", "a margin is a length with its unit"},
            {"print: {margins: {left: 2cm}}\n", "plainsong.yaml:5:19: \"left\" is not a key"},
            {"print: {margins: [2cm]}\n", "\"margins\" must be"},
            {"print: {font: \"A, B\"}\n", "\"font\" must be the name of one family"},
            {"print: {font: }\n", "\"font\" has no value"},
            {"print: {hyphenation: sometimes}\n", "\"hyphenation\" must be \"yes\" or \"no\""},
            {"print: {two-sided: [yes]}\n", "\"two-sided\" must be \"yes\" or \"no\""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PsgPackage) package = load_with(*state, cases[i].lines, &error);
        if (!cases[i].message) {
            assert_non_null(package);
            continue;
        }
        assert_null(package);
        if (!strstr(error->message, cases[i].message))
            fail_msg("%s: %s", cases[i].lines, error->message);
    }
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            TEST(every_key_is_read),
            TEST(mistakes_are_named_with_their_place),
            TEST(people_and_glossary_are_checked_too),
            TEST(a_related_term_that_is_not_there_is_a_finding),
            TEST(a_folder_is_taken_in_natural_order_with_its_folders_nested),
            TEST(a_package_without_a_language_is_english_with_a_warning),
            TEST(what_init_writes_loads_without_an_error_or_finding),
            TEST(the_examples_that_init_writes_load_when_uncommented),
            TEST(what_is_asked_of_print_is_read),
            TEST(mistakes_in_what_is_asked_of_print_are_named_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
