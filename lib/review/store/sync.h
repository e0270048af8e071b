/* Exchanging the comments with another repository: fetched, joined and pushed, once more when
 * somebody else was quicker. */
#pragma once
#include "review/store/store.h"

typedef struct {
    char *remote;            /* that the comments were exchanged with */
    guint came_in, went_out; /* comments, with all that is said about them */
    guint redacted;          /* of which the words were taken away, here or there */
    gboolean is_empty;       /* there are no comments on either side */
    char *said;              /* what the other side said when it took them; "" */
    PsgStoreExpiry expiry;
} PsgSync;

/* Exchanges the comments with a remote, a path or a URL (NULL: the branch's upstream, else
 * "origin", else the only remote). Afterwards both sides have the same, and words that either side
 * took away are off the disk here. Whatever fails, nothing that was stored here is lost, and what
 * came in stays. Clear `sync` in any case; it holds what was done so far. Sets
 * PSG_REVIEW_ERROR_REMOTE (not there, not reachable, refuses, always quicker), _BRANCH, _LOCKED or
 * _STORE, and PSG_GIT_ERROR_FAILED when git cannot be run. */
gboolean psg_store_sync(PsgStore *store, const char *remote, PsgSync *sync, GError **error);
void psg_sync_clear(PsgSync *sync);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgSync, psg_sync_clear)
