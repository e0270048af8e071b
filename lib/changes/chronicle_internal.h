/* What the files of a chronicle share. Private to lib/changes/chronicle*.c. */
#pragma once
#include "changes/chronicle.h"
#include "git/mailmap.h"
#include "project/identities.h"

struct PsgChronicle {
    const PsgPlace *place;
    PsgSnapshot *snapshot;
    const PsgPackage *package;
    const PsgPackage *people; /* whose people.yaml says how people are shown */
    PsgHistory *history;
    PsgSnapshot *committed; /* the commit that the snapshot is or stands on; NULL until asked for */
    PsgIdentities *identities;
    char *reach_key; /* the commits that `reach` is of, each with a line end; NULL */
    guint *reach;
    guint *held; /* the reach of the snapshot's own commit; NULL until asked for */
};

/* A chapter's path from the root of the repository. The caller owns it. */
char *psg_chronicle_make_full_path(const PsgChronicle *chronicle, const char *path);

/* The commit's text of a file of the package; NULL when it is not there. The caller owns it. */
GBytes *psg_chronicle_read_committed(PsgChronicle *chronicle, const char *path);

/* Those who took part in commits (guint), in that order (PsgVoice), each shown name once. The
 * caller owns the array. */
GPtrArray *psg_chronicle_make_voices(const PsgChronicle *chronicle, const GArray *commits);

/* The text without e-mail addresses, which people write into messages and names without thinking of
 * readers. The caller owns it. */
char *psg_chronicle_hide_addresses(const char *text);
