/* UUID version 5 over GLib's SHA-1. */
#include "base/uuid.h"

#include <string.h>

#include "base/error.h"

static gboolean
parse_uuid(const char *text, guint8 bytes[16])
{
    if (g_str_has_prefix(text, "urn:uuid:"))
        text += strlen("urn:uuid:");
    if (!g_uuid_string_is_valid(text))
        return FALSE;
    for (int i = 0; i < 16; i++) {
        if (*text == '-')
            text++;
        bytes[i] = (guint8)(g_ascii_xdigit_value(text[0]) << 4 | g_ascii_xdigit_value(text[1]));
        text += 2;
    }
    return TRUE;
}

char *
psg_uuid_new_v5(const char *space, const char *name, GError **error)
{
    guint8 bytes[20];
    if (!parse_uuid(space, bytes)) {
        g_set_error(error, PSG_BASE_ERROR, PSG_BASE_ERROR_INVALID, "\"%s\" is not a UUID", space);
        return NULL;
    }
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
    g_checksum_update(checksum, bytes, 16);
    g_checksum_update(checksum, (const guchar *)name, (gssize)strlen(name));
    gsize length = sizeof bytes;
    g_checksum_get_digest(checksum, bytes, &length);
    bytes[6] = (guint8)((bytes[6] & 0x0f) | 0x50);
    bytes[8] = (guint8)((bytes[8] & 0x3f) | 0x80);
    GString *text = g_string_sized_new(36);
    for (int i = 0; i < 16; i++)
        g_string_append_printf(
                text, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", bytes[i]);
    return g_string_free(text, FALSE);
}

gboolean
psg_uuid_is_urn(const char *text)
{
    return g_str_has_prefix(text, "urn:uuid:") &&
           g_uuid_string_is_valid(text + strlen("urn:uuid:"));
}
