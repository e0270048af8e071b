/* Name-based UUIDs (RFC 9562, version 5), for identifiers that must be the same at every build. */
#pragma once
#include <glib.h>

/* The UUID of `name` in the name space `space` (a UUID in its 36 characters, with or without
 * "urn:uuid:"). Lower case, 36 characters. Sets PSG_BASE_ERROR_INVALID when `space` is no UUID. The
 * caller owns the result. */
char *psg_uuid_new_v5(const char *space, const char *name, GError **error);

/* TRUE when `text` is "urn:uuid:" and a UUID. */
gboolean psg_uuid_is_urn(const char *text);
