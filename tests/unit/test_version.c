/* Versions: numbers, the list of annotated tags, and making one, over repositories that the git
 * command makes. */
#include "git/version.h"

#include <glib/gstdio.h>

#include "folder.h"
#include "git/git_error.h"

/* Runs a command line of the shell in the folder; the output, without white space at its end. */
static char *
run(const char *folder, const char *command)
{
    char *arguments[] = {(char *)"/bin/sh", (char *)"-ec", (char *)command, NULL};
    char *output = NULL;
    g_autofree char *errors = NULL;
    g_autoptr(GError) error = NULL;
    int status = 0;
    assert_true(g_spawn_sync(
            folder, arguments, NULL, 0, NULL, NULL, &output, &errors, &status, &error));
    if (!g_spawn_check_wait_status(status, NULL))
        fail_msg("%s\n%s%s", command, output, errors);
    return g_strchomp(output);
}

static void
change(const char *folder, const char *command)
{
    g_free(run(folder, command));
}

static int
set_up(void **state)
{
    if (folder_set_up(state) != 0)
        return -1;
    folder_fill(*state, "a.md", "# A\n", NULL);
    change(*state, "git init -q -b main . && git config user.name Ann && "
                   "git config user.email ann@example.org && git config tag.gpgSign false && "
                   "git add -A && git commit -qm one");
    return 0;
}

static PsgRepository *
open_repository(const char *folder)
{
    g_autoptr(GError) error = NULL;
    PsgRepository *repository = psg_repository_open(folder, &error);
    if (!repository)
        fail_msg("%s", error->message);
    return repository;
}

/* "DOCUMENT/NUMBER ..." */
static char *
list(PsgRepository *repository, const char *document)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) versions = psg_repository_list_versions(repository, document, &error);
    if (!versions)
        fail_msg("%s", error->message);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < versions->len; i++) {
        const PsgVersion *version = g_ptr_array_index(versions, i);
        g_string_append_printf(text, "%s%s/%s", i ? " " : "", version->document, version->number);
    }
    return g_string_free(text, FALSE);
}

static void
assert_list(PsgRepository *repository, const char *document, const char *expected)
{
    g_autofree char *found = list(repository, document);
    assert_string_equal(found, expected);
}

static void
a_number_is_two_numbers_without_leading_zeros(void **state)
{
    guint major = 7, minor = 7;
    assert_true(psg_version_parse("1.2", &major, &minor));
    assert_int_equal(major, 1);
    assert_int_equal(minor, 2);
    assert_true(psg_version_parse("v0.999999999", &major, &minor));
    assert_int_equal(major, 0);
    assert_int_equal(minor, 999999999);
    const char *const wrong[] = {"", "v", "1", "1.", ".1", "1.2.3", "01.2", "1.02", "vv1.2", "1.2 ",
            " 1.2", "-1.2", "+1.2", "1,2", "1.1000000000", "1.2a", "1.\xd9\xa1"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        if (psg_version_parse(wrong[i], &major, &minor))
            fail_msg("\"%s\" passes for a version", wrong[i]);
}

static void
numbers_are_ordered_as_numbers(void **state)
{
    assert_true(psg_version_compare(1, 9, 1, 10) < 0);
    assert_true(psg_version_compare(2, 0, 1, 10) > 0);
    assert_int_equal(psg_version_compare(3, 4, 3, 4), 0);
}

static void
versions_are_listed_by_document_and_number(void **state)
{
    const char *folder = *state;
    change(folder, "for v in b/v1.10 b/v1.9 a/v2.0 a/v0.1 a/b/v1.0 a/v01.0 a/vv1.0 a/v1.0.0 v1.0;"
                   "do git tag -am x $v; done; git tag a/v9.0;"
                   "git tag -am x a/v8.0 HEAD:a.md; git tag -am x a/v3.0 a/v2.0");
    g_autoptr(PsgRepository) repository = open_repository(folder);
    assert_list(repository, NULL, "a/0.1 a/2.0 a/3.0 a/b/1.0 b/1.9 b/1.10");
    assert_list(repository, "b", "b/1.9 b/1.10");
    assert_list(repository, "none", "");
    g_autofree char *head = run(folder, "git rev-parse HEAD");
    g_autofree char *newest = psg_repository_find_version(repository, "a", head);
    assert_string_equal(newest, "3.0");
}

static void
a_version_has_its_commit_its_time_and_its_message(void **state)
{
    const char *folder = *state;
    change(folder, "GIT_COMMITTER_DATE='1700000000 +0530' "
                   "git tag -a -F - guide/v1.0 <<'END'\nThe guide, version 1.0\n\nWords.\nEND\n");
    g_autoptr(PsgRepository) repository = open_repository(folder);
    g_autoptr(PsgVersion) version =
            psg_repository_find_version_tag(repository, "guide", "v1.0", NULL);
    assert_non_null(version);
    g_autofree char *head = run(folder, "git rev-parse HEAD");
    assert_string_equal(version->oid, head);
    assert_string_equal(version->tag, "guide/v1.0");
    assert_true(version->time == 1700000000);
    assert_int_equal(version->offset_minutes, 330);
    assert_string_equal(version->message->subject, "The guide, version 1.0");
    assert_string_equal(version->message->body, "Words.");
    assert_false(version->is_signed);
    g_autoptr(GError) error = NULL;
    assert_null(psg_repository_find_version_tag(repository, "guide", "1.1", &error));
    assert_null(psg_repository_find_version_tag(repository, "guide", "one", &error));
    assert_null(error);
}

/* Writes a tag object as it stands and names it guide/v1.0. */
static void
add_raw_tag(const char *folder, const char *lines)
{
    g_autofree char *command = g_strdup_printf(
            "head=$(git rev-parse HEAD); printf 'object %%s\\ntype commit\\ntag guide/v1.0\\n%s' "
            "$head > ../raw-tag-$$; git update-ref refs/tags/guide/v1.0 "
            "$(git hash-object -t tag -w --literally ../raw-tag-$$); rm ../raw-tag-$$",
            lines);
    change(folder, command);
}

static void
a_tagger_may_be_missing_or_far_from_today(void **state)
{
    const char *folder = *state;
    const struct {
        const char *lines;
        gint64 time;
    } cases[] = {
            {"tagger Ann <a@example.org> -86400 +0000\\n\\nx\\n", -86400},
            {"tagger Ann <a@example.org> 32503680000 -0800\\n\\nx\\n", 32503680000},
            {"tagger  <> 5 +0000\\n\\nx\\n", 5},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        add_raw_tag(folder, cases[i].lines);
        g_autoptr(PsgRepository) repository = open_repository(folder);
        g_autoptr(PsgVersion) version =
                psg_repository_find_version_tag(repository, "guide", "1.0", NULL);
        assert_non_null(version);
        if (version->time != cases[i].time)
            fail_msg("%s: %" G_GINT64_FORMAT, cases[i].lines, version->time);
    }
    add_raw_tag(folder, "\\nx\\n");
    g_autoptr(PsgRepository) repository = open_repository(folder);
    g_autoptr(PsgVersion) version =
            psg_repository_find_version_tag(repository, "guide", "1.0", NULL);
    g_autofree char *time = run(folder, "git show -s --format=%ct HEAD");
    assert_true(version->time == g_ascii_strtoll(time, NULL, 10));
}

static void
a_made_tag_is_annotated_verbatim_and_known_at_once(void **state)
{
    const char *folder = *state;
    g_autoptr(PsgRepository) repository = open_repository(folder);
    g_autofree char *head = run(folder, "git rev-parse HEAD");
    assert_null(psg_repository_find_version(repository, "guide", head));
    const PsgTagOptions options = {.tag = "guide/v1.0",
            .oid = head,
            .message = "Guide\n\n# No comment\n\n\n  kept\n",
            .time = 1700000000,
            .offset_minutes = -90};
    g_autoptr(GError) error = NULL;
    if (!psg_repository_create_tag(repository, &options, &error))
        fail_msg("%s", error->message);
    g_autofree char *found = psg_repository_find_version(repository, "guide", head);
    assert_string_equal(found, "1.0");
    g_autofree char *text = run(folder, "git cat-file tag guide/v1.0");
    assert_non_null(strstr(text, "tagger Ann <ann@example.org> 1700000000 -0130"));
    assert_true(g_str_has_suffix(text, "\n\nGuide\n\n# No comment\n\n\n  kept"));
    change(folder, "git fsck --strict");

    assert_false(psg_repository_create_tag(repository, &options, &error));
    assert_true(g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_EXISTS));
    assert_true(psg_repository_delete_tag(repository, "guide/v1.0", NULL));
    assert_null(psg_repository_find_version(repository, "guide", head));
}

static void
an_unknown_user_is_told_what_to_do(void **state)
{
    const char *folder = *state;
    change(folder, "git config user.name ''");
    g_autoptr(PsgRepository) repository = open_repository(folder);
    g_autofree char *head = run(folder, "git rev-parse HEAD");
    const PsgTagOptions options = {.tag = "guide/v1.0", .oid = head, .message = "x\n"};
    g_autoptr(GError) error = NULL;
    assert_false(psg_repository_create_tag(repository, &options, &error));
    assert_true(g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_IDENTITY));
    assert_non_null(strstr(error->message, "git config"));
    assert_list(repository, NULL, "");
}

/* A program that signs as git expects, with no key. */
static void
use_signer(const char *folder, const char *script)
{
    folder_fill(folder, ".git/sign", script, NULL);
    change(folder, "chmod +x .git/sign; git config gpg.program \"$PWD/.git/sign\"; "
                   "git config tag.gpgSign true");
}

static void
the_users_own_git_signs_where_it_is_asked_to(void **state)
{
    const char *folder = *state;
    use_signer(folder, "#!/bin/sh\ncat > /dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\n"
                       "printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nabc\\n-----END PGP "
                       "SIGNATURE-----\\n'\n");
    g_autoptr(PsgRepository) repository = open_repository(folder);
    g_autofree char *head = run(folder, "git rev-parse HEAD");
    const PsgTagOptions options = {.tag = "guide/v1.0",
            .oid = head,
            .message = "Guide\n\n# No comment\n\n\nkept\n",
            .time = 1700000000,
            .offset_minutes = 60};
    g_autoptr(GError) error = NULL;
    if (!psg_repository_create_tag(repository, &options, &error))
        fail_msg("%s", error->message);
    g_autoptr(PsgVersion) version =
            psg_repository_find_version_tag(repository, "guide", "1.0", NULL);
    assert_true(version->is_signed);
    assert_true(version->time == 1700000000);
    assert_int_equal(version->offset_minutes, 60);
    assert_string_equal(version->message->subject, "Guide");
    assert_string_equal(version->message->body, "# No comment\n\n\nkept");
}

static void
what_git_says_of_a_failed_signature_is_told(void **state)
{
    const char *folder = *state;
    use_signer(folder, "#!/bin/sh\ncat > /dev/null\nexit 2\n");
    g_autoptr(PsgRepository) repository = open_repository(folder);
    g_autofree char *head = run(folder, "git rev-parse HEAD");
    const PsgTagOptions options = {.tag = "guide/v1.0", .oid = head, .message = "x\n"};
    g_autoptr(GError) error = NULL;
    assert_false(psg_repository_create_tag(repository, &options, &error));
    assert_true(g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_FAILED));
    if (!strstr(error->message, "unable to sign the tag"))
        fail_msg("%s", error->message);
    assert_list(repository, NULL, "");
}

static void
a_tag_that_git_made_counts_whatever_its_hooks_say(void **state)
{
    const char *folder = *state;
    use_signer(folder, "#!/bin/sh\ncat > /dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\n"
                       "printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nabc\\n-----END PGP "
                       "SIGNATURE-----\\n'\n");
    folder_fill(folder, ".git/hooks/reference-transaction",
            "#!/bin/sh\nprintf 'v\\351rifi\\351\\n' >&2\n", NULL);
    change(folder, "chmod +x .git/hooks/reference-transaction");
    g_autoptr(PsgRepository) repository = open_repository(folder);
    g_autofree char *head = run(folder, "git rev-parse HEAD");
    const PsgTagOptions options = {.tag = "guide/v1.0", .oid = head, .message = "Guide\n"};
    g_autoptr(GError) error = NULL;
    if (!psg_repository_create_tag(repository, &options, &error))
        fail_msg("%s", error->message);
    assert_list(repository, NULL, "guide/1.0");
}

/* It ends without reading, and must not take this program with it. */
static void
a_git_that_will_not_run_is_told_and_that_in_text(void **state)
{
    const char *folder = *state;
    g_autofree char *message = g_strnfill(1024 * 1024, 'x');
    use_signer(folder, "#!/bin/sh\nprintf 'cl\\351 perdue\\n' >&2\nexit 2\n");
    g_autoptr(PsgRepository) repository = open_repository(folder);
    g_autofree char *head = run(folder, "git rev-parse HEAD");
    change(folder, "echo '[broken' >> .git/config");
    const PsgTagOptions options = {.tag = "guide/v1.0", .oid = head, .message = message};
    g_autoptr(GError) error = NULL;
    assert_false(psg_repository_create_tag(repository, &options, &error));
    assert_true(g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_FAILED));
    assert_true(g_utf8_validate(error->message, -1, NULL));
    if (!strstr(error->message, "config"))
        fail_msg("%s", error->message);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_number_is_two_numbers_without_leading_zeros),
            cmocka_unit_test(numbers_are_ordered_as_numbers),
            cmocka_unit_test_setup_teardown(
                    versions_are_listed_by_document_and_number, set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    a_version_has_its_commit_its_time_and_its_message, set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    a_tagger_may_be_missing_or_far_from_today, set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    a_made_tag_is_annotated_verbatim_and_known_at_once, set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    an_unknown_user_is_told_what_to_do, set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    the_users_own_git_signs_where_it_is_asked_to, set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    what_git_says_of_a_failed_signature_is_told, set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    a_tag_that_git_made_counts_whatever_its_hooks_say, set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    a_git_that_will_not_run_is_told_and_that_in_text, set_up, folder_tear_down),
    };
    return cmocka_run_group_tests_name("version", tests, NULL, NULL);
}
