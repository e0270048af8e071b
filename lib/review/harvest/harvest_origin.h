/* Who brought a mark into a file. Private to lib/review/harvest. */
#pragma once
#include "git/repository.h"

typedef struct {
    char *commit; /* 40 hex digits */
    char *path;   /* of the file there, from the root of the repository */
    char *name, *mail;
    gint64 time; /* the author's, seconds since 1970 */
} PsgMarkOrigin;

void psg_mark_origin_clear(PsgMarkOrigin *origin);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgMarkOrigin, psg_mark_origin_clear)

/* Follows the bytes of a mark, the `number`-th of its like (from 1) in the file `path` at `head`,
 * back to the oldest commit that has them without a break. Sets PSG_REVIEW_ERROR_HISTORY. */
gboolean psg_mark_origin_find(PsgMarkOrigin *origin, PsgRepository *repository, const char *head,
        const char *path, GBytes *mark, guint number, GError **error);
