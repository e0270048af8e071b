/* Objects' names as keys. A name is a digest, so that its first bytes are as good a hash as any.
 * See oid.h. */
#include "git/oid.h"

#include <git2.h>
#include <string.h>

guint
psg_oid_hash(gconstpointer oid)
{
    guint hash;
    memcpy(&hash, oid, sizeof hash);
    return hash;
}

gboolean
psg_oid_is_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, GIT_OID_RAWSZ) == 0;
}
