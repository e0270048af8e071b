/* A chapter's and a section's history as it is told: people by consent, reasons, threads. */
#include "changes/chronicle.h"

#include "changes/changes_error.h"
#include "changes/passage.h"
#include "git/version.h"
#include "git_folder.h"

#define MANIFEST                                                                           \
    "plainsong: 1\ntitle: T\nid: urn:uuid:6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b\n"          \
    "language: en-GB\npublisher: P\nrights: R\n"                                           \
    "groups: {parents: Parents and carers, settings: Early years settings}\ndocuments:\n"  \
    "  - id: guide\n    title: The guide\n    chapters: [guide/play.md, guide/sleep.md]\n" \
    "people: people.yaml\n"
#define PEOPLE                                                                            \
    "people:\n"                                                                           \
    "  - {id: amina, name: Amina K., group: parents, credit: name, identities: [\"Amina " \
    "<amina@example.org>\"]}\n"                                                           \
    "  - {id: tom, name: Tom, group: settings, credit: group, identities: "               \
    "[\"<tom@example.org>\"]}\n"                                                          \
    "  - {id: zed, name: Zed, group: settings, credit: none, identities: [\"Zed "         \
    "<zed@example.org>\"]}\n"

#define AMINA "A. Kahn <AMINA@example.org>"
#define TOM "Tomasz <tom@example.org>"
#define ZED "Zed <zed@example.org>"
#define STRANGER "Stranger <stranger@example.org>"

#define PLAY(sand, bucket, water)                                                            \
    "# Play\n\nPlay is how children learn.\n\n## Sand\n\n" sand "\n\n### Buckets\n\n" bucket \
    "\n\n## Water\n\n" water "\n"

static int
set_up(void **state)
{
    const char *folder;
    if (git_folder_set_up(state) != 0)
        return -1;
    folder = *state;
    folder_fill(folder, "content/plainsong.yaml", MANIFEST, "content/people.yaml", PEOPLE,
            "content/guide/play.md", PLAY("Dig it.", "Fill one.", "Warm water calms."),
            "content/guide/sleep.md", "# Sleep\n\nRest.\n", NULL);
    git_folder_commit(folder, "2026-05-01", AMINA, "Begin the guide", "guide/v1.0");
    folder_fill(folder, "content/guide/play.md",
            PLAY("Dig in it.", "Fill one.", "Warm water calms."), NULL);
    git_folder_commit(folder, "2026-05-02", TOM,
            "Say where to dig\n\nAsk amina@mail.example.org. See <tom@example.org> and "
            "HEAD@{1}.\n\nCo-authored-by: Amina "
            "<amina@example.org>\nAnswers: 7fk2m9qx0c, 3hd81mcz4p\nAnswers: 7fk2m9qx0c",
            NULL);
    folder_fill(folder, "content/guide/play.md",
            PLAY("Dig in it.", "Fill two.", "Warm water calms."), NULL);
    git_folder_commit(folder, "2026-05-03", ZED, "More buckets", "guide/v1.1");
    folder_fill(folder, "content/guide/play.md",
            PLAY("Dig in it.", "Fill two.", "Warm\nwater calms."), NULL);
    git_folder_commit(folder, "2026-05-04", STRANGER, "Wrap a line", NULL);
    folder_fill(folder, "content/guide/play.md",
            PLAY("Dig in it.", "Fill two.", "Cold water wakes."), NULL);
    git_folder_commit(folder, "2026-05-05", STRANGER, "Tell stranger@example.org", NULL);
    return 0;
}

/* A chronicle with all it needs. */
typedef struct {
    PsgPlace *place;
    PsgSnapshot *snapshot;
    PsgPackage *package;
    PsgChronicle *chronicle;
} Opened;

static void
opened_clear(Opened *opened)
{
    psg_chronicle_free(opened->chronicle);
    psg_package_free(opened->package);
    psg_snapshot_free(opened->snapshot);
    psg_place_free(opened->place);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Opened, opened_clear)

static void
open_chronicle(Opened *opened, const char *folder, const char *inside, const char *revision)
{
    g_autofree char *path = g_build_filename(folder, inside, NULL);
    g_autoptr(GError) error = NULL;
    opened->place = psg_place_find(path, revision, NULL);
    opened->snapshot = psg_place_open(opened->place, revision, NULL, NULL);
    opened->package = psg_package_load(opened->snapshot, NULL, &error);
    if (!opened->package)
        fail_msg("%s", error->message);
    opened->chronicle =
            psg_chronicle_new(opened->place, opened->snapshot, opened->package, 2, &error);
    if (!opened->chronicle)
        fail_msg("%s", error ? error->message : "no history");
}

static char *
join_voices(const GPtrArray *voices)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < voices->len; i++)
        g_string_append_printf(
                text, "%s%s", i ? ", " : "", ((PsgVoice *)g_ptr_array_index(voices, i))->name);
    return g_string_free(text, FALSE);
}

/* "REASON (VOICES); REASON (VOICES)" */
static char *
tell(const Opened *opened, const char *path, const char *fragment, guint limit)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) entries =
            psg_chronicle_list_entries(opened->chronicle, path, fragment, limit, &error);
    if (!entries)
        return g_strdup(error->message);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++) {
        const PsgChronicleEntry *entry = g_ptr_array_index(entries, i);
        g_autofree char *voices = join_voices(entry->voices);
        g_string_append_printf(text, "%s%s (%s)", i ? "; " : "", entry->reason, voices);
    }
    return g_string_free(text, FALSE);
}

static void
assert_told(const Opened *opened, const char *path, const char *fragment, guint limit,
        const char *expected)
{
    g_autofree char *found = tell(opened, path, fragment, limit);
    assert_string_equal(found, expected);
}

static void
a_chapter_is_told_newest_first_with_people_by_consent(void **state)
{
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    assert_told(&opened, "guide/play.md", NULL, 0,
            "Tell [address left out] (a contributor); More buckets (a contributor); "
            "Say where to dig (Early years settings, Amina K.); Begin the guide (Amina K.)");
    assert_told(&opened, "guide/sleep.md", NULL, 0, "Begin the guide (Amina K.)");
    g_autoptr(GPtrArray) voices =
            psg_chronicle_list_voices(opened.chronicle, "guide/play.md", NULL);
    g_autofree char *names = join_voices(voices);
    assert_string_equal(names, "Amina K., Early years settings, a contributor");
}

static void
a_section_is_told_with_all_below_it(void **state)
{
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    assert_told(&opened, "guide/play.md", "sand", 0,
            "More buckets (a contributor); Say where to dig (Early years settings, Amina K.); "
            "Begin the guide (Amina K.)");
    assert_told(&opened, "guide/play.md", "buckets", 0,
            "More buckets (a contributor); Begin the guide (Amina K.)");
    assert_told(&opened, "guide/play.md", "water", 0,
            "Tell [address left out] (a contributor); Begin the guide (Amina K.)");
    g_autoptr(GPtrArray) entries =
            psg_chronicle_list_entries(opened.chronicle, "guide/play.md", "sand", 0, NULL);
    const PsgChronicleEntry *entry = g_ptr_array_index(entries, 0);
    assert_string_equal(entry->section_id, "sand");
    assert_string_equal(entry->old_section_id, "sand");
}

static void
a_section_keeps_its_history_when_its_heading_is_reworded(void **state)
{
    folder_fill(*state, "content/guide/play.md",
            "# Play\n\nPlay is how children learn.\n\n## Sand and soil\n\nDig in it.\n\n### "
            "Buckets\n\nFill two.\n\n## Water\n\nCold water wakes.\n",
            NULL);
    git_folder_commit(*state, "2026-05-06", AMINA, "Name the soil", NULL);
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    assert_told(&opened, "guide/play.md", "sand-and-soil", 3,
            "Name the soil (Amina K.); More buckets (a contributor); Say where to dig (Early years "
            "settings, Amina K.)");
    g_autoptr(GPtrArray) entries =
            psg_chronicle_list_entries(opened.chronicle, "guide/play.md", "sand-and-soil", 2, NULL);
    const PsgChronicleEntry *first = g_ptr_array_index(entries, 0);
    const PsgChronicleEntry *second = g_ptr_array_index(entries, 1);
    assert_string_equal(first->section_id, "sand-and-soil");
    assert_string_equal(first->old_section_id, "sand");
    assert_string_equal(second->section_id, "sand");
}

static void
an_entry_has_the_threads_that_it_answers_and_no_address(void **state)
{
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    g_autoptr(GPtrArray) entries =
            psg_chronicle_list_entries(opened.chronicle, "guide/play.md", NULL, 0, NULL);
    const PsgChronicleEntry *entry = g_ptr_array_index(entries, 2);
    assert_int_equal(entry->threads->len, 2);
    assert_string_equal(g_ptr_array_index(entry->threads, 0), "7fk2m9qx0c");
    assert_string_equal(g_ptr_array_index(entry->threads, 1), "3hd81mcz4p");
    assert_string_equal(
            entry->details, "Ask [address left out]. See [address left out] and HEAD@{1}.");
    assert_int_equal(entry->changes->inserted_words, 1);
    assert_int_equal(entry->changes->deleted_words, 0);
}

static void
a_limit_leaves_the_older_ones_and_counts_them(void **state)
{
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    g_autoptr(GPtrArray) entries =
            psg_chronicle_list_entries(opened.chronicle, "guide/play.md", NULL, 2, NULL);
    assert_int_equal(entries->len, 2);
    assert_int_equal(((PsgChronicleEntry *)g_ptr_array_index(entries, 1))->earlier, 2);
}

static void
a_revision_is_told_up_to_it(void **state)
{
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", "guide/v1.0");
    assert_told(&opened, "guide/play.md", NULL, 0, "Begin the guide (Amina K.)");
    assert_null(psg_chronicle_read_pending(opened.chronicle, "guide/play.md", NULL));
}

static void
the_last_change_names_the_version_that_has_it(void **state)
{
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    g_autoptr(GPtrArray) versions =
            psg_repository_list_versions(opened.place->repository, "guide", NULL);
    PsgLastChange play, sleep;
    psg_chronicle_get_last_change(opened.chronicle, "guide/play.md", &play);
    psg_chronicle_get_last_change(opened.chronicle, "guide/sleep.md", &sleep);
    assert_true(play.is_known && !play.is_changed);
    assert_int_equal(play.time, 1777982400); /* 5 May 2026, noon */
    assert_null(psg_chronicle_find_since(opened.chronicle, &play, versions));
    assert_string_equal(psg_chronicle_find_since(opened.chronicle, &sleep, versions), "1.0");
    assert_true(psg_chronicle_holds(
            opened.chronicle, ((PsgVersion *)g_ptr_array_index(versions, 1))->oid));
}

static void
what_is_not_committed_is_told_apart(void **state)
{
    folder_fill(*state, "content/guide/sleep.md", "# Sleep\n\nRest\nnow.\n",
            "content/guide/play.md", PLAY("Dig in it.", "Fill two.", "Cold water\nwakes."), NULL);
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    PsgLastChange change;
    psg_chronicle_get_last_change(opened.chronicle, "guide/sleep.md", &change);
    assert_true(change.is_known && change.is_changed);
    psg_chronicle_get_last_change(opened.chronicle, "guide/play.md", &change);
    assert_true(change.is_known && !change.is_changed);
    g_autoptr(PsgChronicleEntry) pending =
            psg_chronicle_read_pending(opened.chronicle, "guide/sleep.md", NULL);
    assert_non_null(pending);
    assert_null(pending->oid);
    assert_int_equal(pending->changes->inserted_words, 1);
    assert_null(psg_chronicle_read_pending(opened.chronicle, "guide/play.md", NULL));
}

static void
a_chapter_is_found_by_the_end_of_its_path(void **state)
{
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    const char *names[] = {"guide/play.md", "play.md", "play", "guide/play"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        assert_string_equal(
                psg_chronicle_find_path(opened.package, names[i], NULL), "guide/play.md");
    assert_told(&opened, "paly.md", NULL, 0,
            "\"paly.md\" is no chapter of this package; did you mean \"guide/play.md\"?");
    assert_told(&opened, "play", "sandd", 0,
            "guide/play.md has no heading \"#sandd\"; did you mean \"guide/play.md#sand\"?");
    assert_told(&opened, "sleep", "x", 0, "guide/sleep.md has no heading \"#x\" (headings: sleep)");
}

static void
without_people_yaml_git_names_people_but_shows_no_address(void **state)
{
    folder_fill(*state, "bare/one.md", "# One\n", NULL);
    git_folder_commit(*state, "2026-05-07", "Rosa <rosa@example.org>", "One", NULL);
    folder_fill(*state, "bare/one.md", "# One\n\nMore.\n", NULL);
    git_folder_commit(*state, "2026-05-08", "kim@example.org <kim@example.org>", "Two", NULL);
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "bare", NULL);
    assert_told(&opened, "one.md", NULL, 0, "Two (someone); One (Rosa)");
}

static void
a_section_inside_a_quotation_is_told(void **state)
{
#define BOX(words) "# Sleep\n\nRest.\n\n> ### A story\n>\n> " words "\n\n## Naps\n\nShort.\n"
    folder_fill(*state, "content/guide/sleep.md", BOX("Once."), NULL);
    git_folder_commit(*state, "2026-05-07", AMINA, "Tell a story", NULL);
    folder_fill(*state, "content/guide/sleep.md", BOX("Once upon a time."), NULL);
    git_folder_commit(*state, "2026-05-08", TOM, "Tell it longer", NULL);
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    assert_told(&opened, "sleep", "a-story", 0,
            "Tell it longer (Early years settings); Tell a story (Amina K.)");
    assert_told(&opened, "sleep", "naps", 0, "Tell a story (Amina K.)");
#undef BOX
}

static void
people_are_known_behind_a_mailmap(void **state)
{
    folder_fill(*state, ".mailmap",
            "Amina Kahn <amina@work.example> <amina@example.org>\n"
            "Thomas <thomas@work.example> <tom@example.org>\n",
            NULL);
    git_folder_commit(*state, "2026-05-07", AMINA, "Map addresses", NULL);
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    assert_told(&opened, "guide/play.md", "buckets", 0,
            "More buckets (a contributor); Begin the guide (Amina K.)");
    g_autoptr(GPtrArray) voices =
            psg_chronicle_list_voices(opened.chronicle, "guide/play.md", NULL);
    g_autofree char *names = join_voices(voices);
    assert_string_equal(names, "Amina K., Early years settings, a contributor");
}

static void
consent_may_be_that_of_another_state(void **state)
{
    g_auto(Opened) old = {0};
    open_chronicle(&old, *state, "content", "guide/v1.1");
    assert_told(&old, "guide/sleep.md", NULL, 0, "Begin the guide (Amina K.)");
    folder_fill(*state, "content/people.yaml",
            "people:\n  - {id: amina, name: Amina K., group: parents, credit: none, identities: "
            "[\"Amina <amina@example.org>\"]}\n",
            NULL);
    git_folder_commit(*state, "2026-05-07", AMINA, "Take consent back", NULL);
    g_auto(Opened) now = {0};
    open_chronicle(&now, *state, "content", NULL);
    psg_chronicle_set_people(old.chronicle, now.package);
    assert_told(&old, "guide/sleep.md", NULL, 0, "Begin the guide (a contributor)");
}

static void
a_name_alone_is_an_identity(void **state)
{
    folder_fill(*state, "content/people.yaml",
            "people:\n  - {id: rosa, name: Rosa M., group: parents, credit: name, identities: "
            "[Stranger, \"Amina <other@example.org>\"]}\n",
            NULL);
    git_folder_commit(*state, "2026-05-07", AMINA, "Name by name", NULL);
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    assert_told(&opened, "guide/play.md", "water", 0,
            "Tell [address left out] (Rosa M.); Begin the guide (a contributor)");
}

/* Commits a chapter with this message and gives the entry. */
static PsgChronicleEntry *
tell_message(Opened *opened, const char *folder, const char *message)
{
    folder_fill(folder, "content/guide/sleep.md", "# Sleep\n\nRest well.\n", NULL);
    git_folder_commit(folder, "2026-05-07", AMINA, message, NULL);
    open_chronicle(opened, folder, "content", NULL);
    g_autoptr(GPtrArray) entries =
            psg_chronicle_list_entries(opened->chronicle, "guide/sleep.md", NULL, 1, NULL);
    return g_ptr_array_steal_index(entries, 0);
}

static void
addresses_of_every_kind_are_left_out(void **state)
{
    g_auto(Opened) opened = {0};
    g_autoptr(PsgChronicleEntry) entry = tell_message(&opened, *state,
            "Ask <amina@laptop>, a.b+c@x.example.org. or mailto:k\xc3\xa9@caf\xc3\xa9.example; "
            "not @you, HEAD@{1} or 3 @ 4");
    assert_string_equal(entry->reason,
            "Ask [address left out], [address left out]. or mailto:[address left out]; "
            "not @you, HEAD@{1} or 3 @ 4");
}

static void
lines_that_name_people_are_left_out(void **state)
{
    g_auto(Opened) opened = {0};
    g_autoptr(PsgChronicleEntry) entry = tell_message(&opened, *state,
            "Rest\n\n* Rest more\n\nSigned-off-by: Zed Secret <zed@example.org>\n\n* Rest well, "
            "stand-by: yes\n\n* co-authored-by: Zed Secret\n\nEnd by: noon\n");
    assert_string_equal(
            entry->details, "* Rest more\n\n\n* Rest well, stand-by: yes\n\n\nEnd by: noon");
}

static void
a_reason_without_end_is_cut(void **state)
{
    g_auto(Opened) opened = {0};
    g_autoptr(GString) message = g_string_new(NULL);
    for (guint i = 0; i < 1000; i++)
        g_string_append(message, "\xe2\x82\xac\xe2\x82\xac ");
    g_string_append(message, "\n\n");
    for (guint i = 0; i < 9 * 1000; i++)
        g_string_append(message, "word a@b ");
    g_autoptr(PsgChronicleEntry) entry = tell_message(&opened, *state, message->str);
    assert_in_range(strlen(entry->reason), 990, 1000);
    assert_true(g_str_has_suffix(entry->reason, "\xe2\x80\xa6"));
    assert_true(g_utf8_validate(entry->reason, -1, NULL));
    assert_in_range(strlen(entry->details), 65000, 65536);
}

static void
many_headings_are_named_in_part(void **state)
{
    g_autoptr(GString) text = g_string_new("# Sleep\n");
    for (guint i = 0; i < 40; i++)
        g_string_append_printf(text, "\n## Part %u\n", i);
    folder_fill(*state, "content/guide/sleep.md", text->str, NULL);
    git_folder_commit(*state, "2026-05-07", AMINA, "Parts", NULL);
    g_auto(Opened) opened = {0};
    open_chronicle(&opened, *state, "content", NULL);
    assert_told(&opened, "sleep", "x", 0,
            "guide/sleep.md has no heading \"#x\" (headings: sleep, part-0, part-1, part-2, "
            "part-3, part-4, part-5, part-6, part-7, part-8, part-9, part-10 and 29 more)");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            TEST(a_chapter_is_told_newest_first_with_people_by_consent),
            TEST(a_section_is_told_with_all_below_it),
            TEST(a_section_keeps_its_history_when_its_heading_is_reworded),
            TEST(an_entry_has_the_threads_that_it_answers_and_no_address),
            TEST(a_limit_leaves_the_older_ones_and_counts_them),
            TEST(a_revision_is_told_up_to_it),
            TEST(the_last_change_names_the_version_that_has_it),
            TEST(what_is_not_committed_is_told_apart),
            TEST(a_chapter_is_found_by_the_end_of_its_path),
            TEST(without_people_yaml_git_names_people_but_shows_no_address),
            TEST(a_section_inside_a_quotation_is_told),
            TEST(people_are_known_behind_a_mailmap),
            TEST(consent_may_be_that_of_another_state),
            TEST(a_name_alone_is_an_identity),
            TEST(addresses_of_every_kind_are_left_out),
            TEST(lines_that_name_people_are_left_out),
            TEST(a_reason_without_end_is_cut),
            TEST(many_headings_are_named_in_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
