/* What the history adds to the model: versions that count, what changed in each, and when chapters
 * last changed; over repositories that the git command makes. */
#include "base/date.h"
#include "folder.h"
#include "publish/model/internal.h"
#include "text/markup.h"

#define MANIFEST                                                                            \
    "plainsong: 1\ntitle: T\nid: urn:uuid:0b7a2f0e-5c3d-4a1b-9e8f-112233445566\nlanguage: " \
    "en-GB\ndocuments:\n  - id: a\n    title: A\n    chapters: [a/play.md, a/rest.md]\n"    \
    "  - id: b\n    title: B\n    chapters: [b/one.md]\n"

/* Runs a command line of the shell in the folder. */
static void
run(const char *folder, const char *command)
{
    char *arguments[] = {(char *)"/bin/sh", (char *)"-ec", (char *)command, NULL};
    g_autofree char *output = NULL, *errors = NULL;
    g_autoptr(GError) error = NULL;
    int status = 0;
    assert_true(g_spawn_sync(
            folder, arguments, NULL, 0, NULL, NULL, &output, &errors, &status, &error));
    if (!g_spawn_check_wait_status(status, NULL))
        fail_msg("%s\n%s%s", command, output, errors);
}

/* Commits all, on a day of May 2026. */
static void
commit(const char *folder, guint day)
{
    g_autofree char *command = g_strdup_printf(
            "export GIT_AUTHOR_DATE='2026-05-%02uT10:00:00+00:00' "
            "GIT_COMMITTER_DATE='2026-05-%02uT10:00:00+00:00'; git add -A && git commit -qm x",
            day, day);
    run(folder, command);
}

static void
tag(const char *folder, const char *name, guint day, const char *message)
{
    g_autofree char *command = g_strdup_printf(
            "export GIT_COMMITTER_DATE='2026-05-%02uT12:00:00+00:00'; git tag -a %s -m '%s'", day,
            name, message);
    run(folder, command);
}

/* Versions 1.0 and 1.1 of document a; b has none. */
static int
set_up(void **state)
{
    if (folder_set_up(state) != 0)
        return -1;
    const char *folder = *state;
    folder_fill(folder, "plainsong.yaml", MANIFEST, "a/play.md", "# Play\n\nTake a turn.\n",
            "a/rest.md", "# Rest\n\nSleep.\n", "b/one.md", "# One\n\nText.\n", NULL);
    run(folder, "git init -q -b main . && git config user.name Ann && "
                "git config user.email ann@example.org && git config tag.gpgSign false");
    commit(folder, 1);
    tag(folder, "a/v1.0", 2, "A, version 1.0");
    folder_fill(folder, "a/play.md", "# Play\n\nTake your turn.\n", NULL);
    commit(folder, 3);
    tag(folder, "a/v1.1", 4, "A, version 1.1\n\n- Turns are yours.");
    return 0;
}

typedef struct {
    PsgPlace *place;
    PsgSnapshot *snapshot;
    PsgFindings *findings;
    PsgModel *model;
} Built;

static void
built_clear(Built *built)
{
    psg_model_free(built->model);
    psg_findings_free(built->findings);
    psg_snapshot_free(built->snapshot);
    psg_place_free(built->place);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Built, built_clear)

/* `revision`, `pending` and `as_of` may be NULL. */
static Built
build(const char *folder, const char *revision, const PsgVersion *pending, const PsgVersion *as_of)
{
    Built built = {.findings = psg_findings_new()};
    g_autoptr(GError) error = NULL;
    built.place = psg_place_find(folder, revision, &error);
    built.snapshot = built.place ? psg_place_open(built.place, revision, NULL, &error) : NULL;
    PsgPackage *package =
            built.snapshot ? psg_package_load(built.snapshot, built.findings, &error) : NULL;
    built.model =
            package ? psg_model_new(package, built.snapshot, 2, built.findings, &error) : NULL;
    PsgModelRevisionOptions options = {.place = built.place,
            .snapshot = built.snapshot,
            .pending = pending,
            .as_of = as_of,
            .threads = 1};
    if (!built.model || !psg_model_add_revisions(built.model, &options, built.findings, &error))
        fail_msg("%s", error->message);
    return built;
}

static const PsgModelDocument *
get_document(const Built *built, guint index)
{
    return g_ptr_array_index(built->model->documents, index);
}

static const PsgModelChapter *
get_chapter(const Built *built, guint document, guint index)
{
    return g_ptr_array_index(get_document(built, document)->chapters, index);
}

/* "unreleased(+1-1) 1.1(+1-1) 1.0": the versions of the first document. */
static void
assert_versions(const Built *built, const char *expected)
{
    const GPtrArray *versions = get_document(built, 0)->versions;
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < versions->len; i++) {
        const PsgModelVersion *version = g_ptr_array_index(versions, i);
        g_string_append_printf(
                text, "%s%s", i ? " " : "", version->number ? version->number : "unreleased");
        if (version->changes)
            g_string_append_printf(text, "(+%" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT ")",
                    version->changes->inserted_words, version->changes->deleted_words);
    }
    assert_string_equal(text->str, expected);
}

static void
assert_last_change(const PsgModelChapter *chapter, const char *date, const char *since)
{
    const PsgModelLastChange *change = &chapter->last_change;
    g_autofree char *found = change->is_known ? psg_date_format_iso(change->time) : NULL;
    if (g_strcmp0(found, date) != 0 || g_strcmp0(change->since, since) != 0)
        fail_msg("%s changed %s, since %s", chapter->name, found ? found : "(unknown)",
                change->since ? change->since : "(none)");
}

static void
assert_label(const Built *built, const char *expected)
{
    g_autofree char *label = psg_model_make_version_label(get_document(built, 0));
    assert_string_equal(label, expected);
}

static guint
count_findings(const Built *built, const char *rule)
{
    guint count = 0;
    for (guint i = 0; i < psg_findings_get_length(built->findings); i++)
        count += strcmp(psg_findings_get(built->findings, i)->rule, rule) == 0;
    return count;
}

static PsgVersion *
find_version(const Built *built, const char *number)
{
    PsgVersion *version =
            psg_repository_find_version_tag(built->place->repository, "a", number, NULL);
    assert_non_null(version);
    return version;
}

static void
a_document_is_of_the_version_at_its_commit(void **state)
{
    g_auto(Built) built = build(*state, NULL, NULL, NULL);
    const PsgModelDocument *document = get_document(&built, 0);
    assert_versions(&built, "1.1(+1-1) 1.0");
    assert_string_equal(document->version, "1.1");
    assert_label(&built, "Version 1.1");
    assert_int_equal(document->version_time, 1777896000); /* 4 May 2026, 12:00 UTC */
    assert_null(get_document(&built, 1)->version);
    assert_int_equal(get_document(&built, 1)->versions->len, 0);
    const PsgModelVersion *newest = g_ptr_array_index(document->versions, 0);
    g_autofree char *summary = psg_markup_get_text(newest->summary->root);
    assert_string_equal(summary, "Turns are yours.");
    assert_null(((PsgModelVersion *)g_ptr_array_index(document->versions, 1))->summary);
}

static void
of_what_changed_the_wording_is_kept_and_not_the_texts(void **state)
{
    g_auto(Built) built = build(*state, NULL, NULL, NULL);
    const PsgModelVersion *newest = g_ptr_array_index(get_document(&built, 0)->versions, 0);
    assert_null(newest->changes->diff);
    assert_null(newest->changes->texts);
    assert_non_null(strstr(newest->wording, "<h3>Play</h3>"));
    assert_non_null(strstr(newest->wording, "your</ins>"));
}

static void
chapters_say_when_they_last_changed_and_since_which_version(void **state)
{
    g_auto(Built) built = build(*state, NULL, NULL, NULL);
    assert_last_change(get_chapter(&built, 0, 0), "2026-05-03", "1.1");
    assert_last_change(get_chapter(&built, 0, 1), "2026-05-01", "1.0");
    assert_last_change(get_chapter(&built, 1, 0), "2026-05-01", NULL);
}

static void
what_is_not_released_stands_first(void **state)
{
    folder_fill(*state, "a/rest.md", "# Rest\n\nSleep well.\n", NULL);
    commit(*state, 5);
    g_auto(Built) built = build(*state, NULL, NULL, NULL);
    assert_versions(&built, "unreleased(+1-0) 1.1(+1-1) 1.0");
    assert_null(get_document(&built, 0)->version);
    assert_label(&built, "Working draft after version 1.1");
    assert_last_change(get_chapter(&built, 0, 1), "2026-05-05", NULL);
}

static void
a_commit_that_leaves_the_document_alone_adds_no_step(void **state)
{
    folder_fill(*state, "b/one.md", "# One\n\nOther text.\n", NULL);
    commit(*state, 5);
    g_auto(Built) built = build(*state, NULL, NULL, NULL);
    assert_versions(&built, "1.1(+1-1) 1.0");
    assert_null(get_document(&built, 0)->version);
    assert_label(&built, "Working draft, unchanged since version 1.1");
}

static void
a_changed_work_tree_is_of_no_version(void **state)
{
    folder_fill(*state, "a/rest.md", "# Rest\n\nSleep well.\n", NULL);
    g_auto(Built) built = build(*state, NULL, NULL, NULL);
    assert_versions(&built, "unreleased(+1-0) 1.1(+1-1) 1.0");
    assert_null(get_document(&built, 0)->version);
    assert_true(get_chapter(&built, 0, 1)->last_change.is_changed);
    assert_last_change(get_chapter(&built, 0, 0), "2026-05-03", "1.1");
}

static void
versions_of_other_branches_do_not_count(void **state)
{
    run(*state, "git checkout -q -b other a/v1.0");
    folder_fill(*state, "a/rest.md", "# Rest\n\nElsewhere.\n", NULL);
    commit(*state, 6);
    tag(*state, "a/v2.0", 7, "A, version 2.0");
    run(*state, "git checkout -q main");
    g_auto(Built) built = build(*state, NULL, NULL, NULL);
    assert_versions(&built, "1.1(+1-1) 1.0");
}

static void
a_version_built_again_knows_nothing_of_later_ones(void **state)
{
    tag(*state, "a/v1.2", 8, "A, version 1.2: the same text");
    g_auto(Built) now = build(*state, "a/v1.1", NULL, NULL);
    assert_string_equal(get_document(&now, 0)->version, "1.2");
    g_autoptr(PsgVersion) as_of = find_version(&now, "1.1");
    g_auto(Built) built = build(*state, "a/v1.1", NULL, as_of);
    assert_versions(&built, "1.1(+1-1) 1.0");
    assert_string_equal(get_document(&built, 0)->version, "1.1");
}

static void
a_version_about_to_be_tagged_looks_as_it_will(void **state)
{
    tag(*state, "a/v2.0", 8, "A, version 2.0\n\nA new *summary*.");
    g_auto(Built) tagged = build(*state, "a/v2.0", NULL, NULL);
    g_autoptr(PsgVersion) pending = find_version(&tagged, "2.0");
    run(*state, "git tag -d a/v2.0");
    g_auto(Built) built = build(*state, NULL, pending, NULL);
    assert_versions(&built, "2.0(+0-0) 1.1(+1-1) 1.0");
    assert_versions(&tagged, "2.0(+0-0) 1.1(+1-1) 1.0");
    const PsgModelDocument *before = get_document(&built, 0), *after = get_document(&tagged, 0);
    assert_string_equal(before->version, "2.0");
    assert_string_equal(before->identifier, after->identifier);
    assert_int_equal(before->version_time, after->version_time);
    assert_last_change(get_chapter(&built, 0, 0), "2026-05-03", "1.1");
}

static void
a_version_whose_package_is_broken_is_a_finding(void **state)
{
    folder_fill(*state, "plainsong.yaml", "plainsong: 1\nwrong: yes\n", NULL);
    commit(*state, 5);
    tag(*state, "a/v1.2", 5, "A, version 1.2");
    folder_fill(*state, "plainsong.yaml", MANIFEST, NULL);
    commit(*state, 6);
    g_auto(Built) built = build(*state, NULL, NULL, NULL);
    assert_versions(&built, "unreleased 1.2 1.1(+1-1) 1.0");
    assert_int_equal(count_findings(&built, "version-unreadable"), 2);
}

static void
a_shallow_clone_says_so_once_and_gives_no_date_that_it_does_not_know(void **state)
{
    run(*state, "git clone -q --depth 1 --no-single-branch \"file://$PWD\" shallow");
    g_autofree char *clone = g_build_filename(*state, "shallow", NULL);
    g_auto(Built) built = build(clone, NULL, NULL, NULL);
    assert_int_equal(count_findings(&built, "history-shallow"), 1);
    assert_last_change(get_chapter(&built, 0, 1), NULL, NULL);
    assert_string_equal(get_document(&built, 0)->version, "1.1");
}

static void
without_git_or_before_the_first_commit_nothing_is_known(void **state)
{
    run(*state, "rm -rf .git");
    g_auto(Built) outside = build(*state, NULL, NULL, NULL);
    assert_int_equal(get_document(&outside, 0)->versions->len, 0);
    assert_false(get_chapter(&outside, 0, 0)->last_change.is_known);
    run(*state, "git init -q -b main .");
    g_auto(Built) unborn = build(*state, NULL, NULL, NULL);
    assert_int_equal(get_document(&unborn, 0)->versions->len, 0);
    assert_false(get_chapter(&unborn, 0, 0)->last_change.is_known);
    assert_int_equal(psg_findings_count(unborn.findings, PSG_SEVERITY_WARNING), 0);
}

/* The summary as markup. */
static char *
write_summary(const Built *built, const char *markdown)
{
    g_autoptr(PsgText) summary =
            psg_model_read_summary(built->model, get_document(built, 0), markdown);
    GString *out = g_string_new(NULL);
    if (summary)
        psg_markup_write_children(summary->root, PSG_MARKUP_HTML, NULL, out);
    return g_string_free(out, FALSE);
}

#define PEOPLE                                                        \
    "people:\n"                                                       \
    "  - {id: amina, name: Amina K., group: parents, credit: name}\n" \
    "  - {id: tom, name: Secret Tom, group: health, credit: group}\n" \
    "  - {id: ann, name: Secret Ann, group: health, credit: group}\n" \
    "  - {id: jo, name: Secret Jo, group: health, credit: none}\n"

static void
who_agreed_is_told_as_each_of_them_chose(void **state)
{
    const char *folder = *state;
    folder_fill(folder, "plainsong.yaml",
            MANIFEST "groups: {parents: Parents and carers, health: Health services}\n"
                     "people: people.yaml\n",
            "people.yaml", PEOPLE, NULL);
    commit(folder, 6);
    tag(folder, "a/v2.0", 7,
            "A, version 2.0\n\nMore.\n\nSign-off: amina (parents)\nSign-off: tom (health)\n"
            "Sign-off: ann (health)\nSign-off: jo (health)\nSign-off: gone (parents)\n"
            "Exception: summer & sun");
    g_auto(Built) built = build(folder, NULL, NULL, NULL);
    const GPtrArray *versions = get_document(&built, 0)->versions;
    const PsgModelVersion *newest = g_ptr_array_index(versions, 0);
    assert_string_equal(newest->agreed,
            "Amina K. (Parents and carers); Health services (2 people); 2 contributors");
    assert_string_equal(newest->exception, "summer & sun");
    assert_null(((PsgModelVersion *)g_ptr_array_index(versions, 1))->agreed);
    assert_null(((PsgModelVersion *)g_ptr_array_index(versions, 1))->exception);
}

static void
a_summary_can_stand_on_any_page(void **state)
{
    static const char *const cases[][2] = {
            {"", ""},
            {"---\n", ""},
            {"## One\n\n#### Two\n\n## Three", "<h3>One</h3>\n<h4>Two</h4>\n<h3>Three</h3>\n"},
            {"# One\n\n# Two", "<h3>One</h3>\n<h3>Two</h3>\n"},
            {"#### Deep", "<h3>Deep</h3>\n"},
            {"[out](https://example.org/)", "<p><a href=\"https://example.org/\">out</a></p>\n"},
            {"[play](a/play.md#play)", "<p><a href=\"a/play.md#play\">play</a></p>\n"},
            {"[gone](a/gone.md)", "<p><span class=\"broken-link\">gone</span></p>\n"},
            {"[up](../x) [j](javascript:x)", NULL},
            {"![A tray](tray.png)", "<p><span class=\"picture\">A tray</span></p>\n"},
            {"<script>x</script>Text <b id=\"q\">b</b>", NULL},
            {"A note[^1].\n\n[^1]: Here.\n", NULL},
            {"> [!NOTE]\n> Look.\n", NULL},
    };
    g_auto(Built) built = build(*state, NULL, NULL, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = write_summary(&built, cases[i][0]);
        if (cases[i][1])
            assert_string_equal(found, cases[i][1]);
        assert_null(strstr(found, " id="));
        assert_null(strstr(found, "aria-labelledby"));
        assert_null(strstr(found, "<script"));
        assert_null(strstr(found, "<img"));
        assert_null(strstr(found, "javascript:"));
        assert_null(strstr(found, "href=\"#"));
    }
}

int
main(void)
{
#define IN_REPOSITORY(test) cmocka_unit_test_setup_teardown(test, set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            IN_REPOSITORY(a_document_is_of_the_version_at_its_commit),
            IN_REPOSITORY(of_what_changed_the_wording_is_kept_and_not_the_texts),
            IN_REPOSITORY(chapters_say_when_they_last_changed_and_since_which_version),
            IN_REPOSITORY(what_is_not_released_stands_first),
            IN_REPOSITORY(a_commit_that_leaves_the_document_alone_adds_no_step),
            IN_REPOSITORY(a_changed_work_tree_is_of_no_version),
            IN_REPOSITORY(versions_of_other_branches_do_not_count),
            IN_REPOSITORY(a_version_built_again_knows_nothing_of_later_ones),
            IN_REPOSITORY(a_version_about_to_be_tagged_looks_as_it_will),
            IN_REPOSITORY(a_version_whose_package_is_broken_is_a_finding),
            IN_REPOSITORY(a_shallow_clone_says_so_once_and_gives_no_date_that_it_does_not_know),
            IN_REPOSITORY(without_git_or_before_the_first_commit_nothing_is_known),
            IN_REPOSITORY(who_agreed_is_told_as_each_of_them_chose),
            IN_REPOSITORY(a_summary_can_stand_on_any_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
