/* Finding lines by bisection. See lines.h. */
#include "base/lines.h"

guint
psg_lines_find(const GArray *starts, gsize at)
{
    guint low = 0, high = starts->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(starts, gsize, middle) <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
