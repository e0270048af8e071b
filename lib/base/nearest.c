/* Edit distance by dynamic programming over three rows. */
#include "base/nearest.h"

#include <string.h>

#define LENGTH_LIMIT 256

guint
psg_edit_distance(const char *a, const char *b, guint limit)
{
    gsize length_a = strlen(a), length_b = strlen(b);
    if ((length_a > length_b ? length_a - length_b : length_b - length_a) > limit)
        return limit + 1;
    g_autofree guint *rows = g_new(guint, 3 * (length_b + 1));
    guint *before = rows, *last = rows + length_b + 1, *row = rows + 2 * (length_b + 1);
    for (gsize j = 0; j <= length_b; j++)
        last[j] = (guint)j;
    for (gsize i = 1; i <= length_a; i++) {
        guint best = row[0] = (guint)i;
        for (gsize j = 1; j <= length_b; j++) {
            guint cost = a[i - 1] != b[j - 1];
            row[j] = MIN(MIN(last[j], row[j - 1]) + 1, last[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = MIN(row[j], before[j - 2] + 1);
            best = MIN(best, row[j]);
        }
        if (best > limit)
            return limit + 1;
        guint *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return MIN(last[length_b], limit + 1);
}

const char *
psg_nearest_find(const char *name, const char *const *candidates)
{
    gsize length = strlen(name);
    const char *best = NULL;
    /* Nobody mistypes a name as long as that; comparing it would only take time. */
    if (length < 2 || length > LENGTH_LIMIT)
        return NULL;
    guint best_distance = (guint)MAX(length / 3, 1) + 1;
    for (gsize i = 0; candidates[i]; i++) {
        guint distance = psg_edit_distance(name, candidates[i], best_distance);
        if (distance < best_distance) {
            best = candidates[i];
            best_distance = distance;
        }
    }
    return best;
}
