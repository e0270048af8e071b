/* Which old file became which new one: files without a partner of the same name, matched by the
 * words that they share. Internal to lib/changes. */
#pragma once
#include <glib.h>

typedef struct {
    guint old_index, new_index;
} PsgMatch;

/* Matches files (GBytes) whose bytes are the same, then those of which at least half is the same:
 * twice the shared pairs of neighbouring words, over the pairs that both have. The most alike come
 * first; of equally alike ones those that stand first. Time grows with the length of the files, not
 * with the square of their number. The caller owns the array (PsgMatch, each index at most once a
 * side). */
GArray *psg_match_files(const GPtrArray *old_files, const GPtrArray *new_files);
