/* The .mailmap of a commit: which names and addresses are of one person, gitmailmap(5). */
#pragma once
#include "git/repository.h"

typedef struct PsgMailmap PsgMailmap;

/* The .mailmap of a commit (40 hex digits); NULL when it has none that can be read. The caller owns
 * it. */
PsgMailmap *psg_mailmap_load(PsgRepository *repository, const char *oid);
void psg_mailmap_free(PsgMailmap *mailmap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgMailmap, psg_mailmap_free)

/* The identity that stands for this one; the same where the map does not know it, and with
 * `mailmap` NULL. Both results are the map's or the caller's own strings. */
void psg_mailmap_resolve(const PsgMailmap *mailmap, const char *name, const char *mail,
        const char **real_name, const char **real_mail);
