/* A repository with a package of two chapters that others comment on in their own programs. */
#pragma once
#include "review_folder.h"

/* Two groups, and Amina whom people.yaml knows by address and name. */
static inline int
import_folder_set_up(void **state)
{
    if (git_folder_set_up(state) != 0)
        return -1;
    folder_fill(*state, "plainsong.yaml",
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
    git_folder_commit(*state, "2026-05-03", "Robin <robin@example.org>", "Begin", NULL);
    return 0;
}
