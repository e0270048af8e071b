/* Random bytes. See random.h; getrandom(2). */
#include "base/random.h"

#include <errno.h>
#include <sys/random.h>

gboolean
psg_random_fill(guint8 *bytes, gsize length)
{
    while (length > 0) {
        gssize count = getrandom(bytes, length, 0);
        if (count < 0 && errno != EINTR)
            return FALSE;
        bytes += MAX(count, 0);
        length -= (gsize)MAX(count, 0);
    }
    return TRUE;
}
