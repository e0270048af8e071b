/* A temporary folder that is a repository with a package, and its review. */
#pragma once
#include "git_folder.h"
#include "review/comment/record.h"
#include "review/review.h"

typedef struct {
    PsgPlace *place;
    PsgSnapshot *snapshot;
    PsgPackage *package;
    PsgReview *review;
} ReviewFolder;

static inline ReviewFolder
review_folder_open(const char *folder)
{
    g_autoptr(GError) error = NULL;
    ReviewFolder opened = {.place = psg_place_find(folder, NULL, &error)};
    opened.snapshot = opened.place ? psg_place_open(opened.place, NULL, NULL, &error) : NULL;
    opened.package = opened.snapshot ? psg_package_load(opened.snapshot, NULL, &error) : NULL;
    opened.review = opened.package ? psg_review_load(opened.place, opened.snapshot, opened.package,
                                             NULL, &error)
                                   : NULL;
    if (!opened.review)
        fail_msg("%s", error->message);
    return opened;
}

static inline void
review_folder_close(ReviewFolder *opened)
{
    psg_review_free(opened->review);
    psg_package_free(opened->package);
    psg_snapshot_free(opened->snapshot);
    psg_place_free(opened->place);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReviewFolder, review_folder_close)

/* Two chapters, two groups, and Amina whom people.yaml knows by address and name. */
static inline void
review_folder_fill(const char *folder)
{
    folder_fill(folder, "plainsong.yaml",
            "plainsong: 1\ntitle: Guide\nid: urn:uuid:49dea368-36c1-41b1-882b-a6446497f2a1\n"
            "language: en-GB\ngroups: {parents: Parents and carers, health: Health services}\n"
            "documents:\n  - {id: guide, title: Guide, chapters: [guide/play.md, "
            "guide/sleep.md]}\npeople: people.yaml\n",
            "people.yaml",
            "people:\n  - {id: amina, name: Amina K., group: parents, credit: name, identities: "
            "[\"Amina <amina@example.org>\"]}\n",
            "guide/play.md",
            "# Playing together\n\nIt is called na\xc3\xafve \xf0\x9f\xa7\xb8 play.\n\n"
            "## Turn-taking\n\nSay *my turn* and then *your turn*. Waiting is hard.\n",
            "guide/sleep.md",
            "# Sleep\n\nA nap helps. Waiting is hard.\n\nCall 01632 960123 for help.\n", NULL);
    git_folder_commit(folder, "2026-05-03", "Robin <robin@example.org>", "Begin", NULL);
}

static inline int
review_folder_set_up(void **state)
{
    if (git_folder_set_up(state) != 0)
        return -1;
    review_folder_fill(*state);
    return 0;
}
