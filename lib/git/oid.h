/* Objects' names as keys of a hash table (git_oid). */
#pragma once
#include <glib.h>

/* For g_hash_table_new(): both take pointers to git_oid. */
guint psg_oid_hash(gconstpointer oid);
gboolean psg_oid_is_equal(gconstpointer a, gconstpointer b);
