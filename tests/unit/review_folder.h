/* A repository with a package whose people talk, and its review. */
#pragma once
#include "git_folder.h"
#include "review/comment/record.h"
#include "review/review.h"

#define REVIEW_PEOPLE                                                 \
    "people:\n"                                                       \
    "  - {id: amina, name: Amina K., group: parents, credit: name}\n" \
    "  - {id: tom, name: Tom, group: health, credit: group}\n"        \
    "  - {id: zed, name: Zed, group: parents}\n"
#define REVIEW_MANIFEST                                                               \
    "plainsong: 1\ntitle: Guide\nid: urn:uuid:11111111-1111-4111-8111-111111111111\n" \
    "language: en-GB\ngroups: {parents: Parents and carers, health: Health}\n"        \
    "people: people.yaml\ndocuments:\n"                                               \
    "  - {id: guide, title: The guide, chapters: [play.md, rest.md]}\n"               \
    "  - {id: school, title: School, chapters: [school.md]}\n"
#define REVIEW_PLAY                                                                        \
    "# Play\n\nEvery child **must** play. Staff may wait.\n\n## Taking turns {#turns}\n\n" \
    "- Staff may help.\n- See [turn-taking](rest.md#turns) too.\n\n## Water\n\nStaff may pour.\n"

typedef struct {
    PsgPlace *place;
    PsgSnapshot *snapshot;
    PsgPackage *package;
    PsgReview *review;
    PsgFindings *findings;
} Reviewed;

static inline void
reviewed_clear(Reviewed *reviewed)
{
    psg_review_free(reviewed->review);
    psg_package_free(reviewed->package);
    psg_snapshot_free(reviewed->snapshot);
    psg_place_free(reviewed->place);
    psg_findings_free(reviewed->findings);
    *reviewed = (Reviewed){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reviewed, reviewed_clear)

/* Opens the package that a folder is in, anew. */
static inline void
reviewed_open(Reviewed *reviewed, const char *folder)
{
    g_autoptr(GError) error = NULL;
    reviewed_clear(reviewed);
    reviewed->findings = psg_findings_new();
    reviewed->place = psg_place_find(folder, NULL, &error);
    assert_null(error);
    reviewed->snapshot = psg_place_open(reviewed->place, NULL, NULL, &error);
    reviewed->package =
            reviewed->snapshot ? psg_package_load(reviewed->snapshot, NULL, &error) : NULL;
    if (!reviewed->package)
        fail_msg("%s", error->message);
    reviewed->review = psg_review_load(
            reviewed->place, reviewed->snapshot, reviewed->package, reviewed->findings, &error);
    if (!reviewed->review)
        fail_msg("%s", error->message);
}

/* The files of the package, below `folder` with `prefix` before their names, and a first commit. */
static inline int
review_folder_set_up(void **state)
{
    if (git_folder_set_up(state) != 0)
        return -1;
    folder_fill(*state, "plainsong.yaml", REVIEW_MANIFEST, "people.yaml", REVIEW_PEOPLE, "play.md",
            REVIEW_PLAY, "rest.md", "# Rest\n\nRest is good. Staff may rest.\n", "school.md",
            "# Starting school\n\nSchool begins.\n", NULL);
    git_folder_commit(*state, "2026-05-01", "Robin <robin@example.org>", "Begin", NULL);
    return 0;
}

static inline guint
reviewed_count(const Reviewed *reviewed)
{
    guint count;
    psg_threads_get(psg_review_get_threads(reviewed->review), &count);
    return count;
}

/* Stores a comment on the document "guide" by somebody; its id, which the caller owns. */
static inline char *
reviewed_begin(Reviewed *reviewed, const char *by, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgRecord) record = psg_record_new(reviewed->review);
    const PsgContribution said = {.kind = PSG_EVENT_COMMENT, .by = by, .text = text};
    const PsgEventTarget on = {.document = "guide"};
    char *id = g_strdup(psg_record_begin(record, &said, &on, &error));
    if (!id || !psg_record_store(record, &error))
        fail_msg("%s", error->message);
    return id;
}

/* Stores a step of a thread; its id, which the caller owns. */
static inline char *
reviewed_add(Reviewed *reviewed, const char *thread, const PsgContribution *said)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgRecord) record = psg_record_new(reviewed->review);
    char *id = g_strdup(psg_record_add(record, thread, said, &error));
    if (!id || !psg_record_store(record, &error))
        fail_msg("%s", error->message);
    return id;
}
