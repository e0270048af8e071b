/* Making URLs valid. See web_url.h. */
#include "publish/web_url.h"

#include <glib.h>
#include <string.h>

/* What stands for itself in a URL; '[' and ']' do only around the address of a host. */
static gboolean
is_url_byte(char byte)
{
    return (guchar)byte >= 0x80 || g_ascii_isalnum(byte) ||
           (byte && strchr("!$&'()*+,-./:;=?@_~#", byte));
}

static char *
encode(const char *url)
{
    GString *out = g_string_sized_new(strlen(url) + 16);
    gboolean has_fragment = FALSE;
    for (const char *at = url; *at; at++) {
        gboolean is_escape = *at == '%' && g_ascii_isxdigit(at[1]) && g_ascii_isxdigit(at[2]);
        gboolean is_second_hash = *at == '#' && has_fragment;
        if (is_escape || (is_url_byte(*at) && !is_second_hash))
            g_string_append_c(out, *at);
        else
            g_string_append_printf(out, "%%%02X", (guint)(guchar)*at);
        has_fragment = has_fragment || *at == '#';
    }
    return g_string_free(out, FALSE);
}

/* A host that a URL parser takes: letters, digits, '.', '-' and '_', and nothing that only looks
 * like one. */
static gboolean
is_host(const char *host)
{
    if (!host || !*host || *host == '.' || strstr(host, ".."))
        return FALSE;
    for (const char *at = host; *at; at++)
        if ((guchar)*at < 0x80 && !g_ascii_isalnum(*at) && !strchr(".-_", *at))
            return FALSE;
    return TRUE;
}

char *
psg_web_url_make(const char *url)
{
    g_autofree char *encoded = encode(url);
    g_autofree char *scheme = NULL, *host = NULL;
    int port = -1;
    if (!g_uri_split_network(encoded, G_URI_FLAGS_ENCODED, &scheme, &host, &port, NULL) &&
            !(scheme = g_uri_parse_scheme(encoded)))
        return NULL;
    if (!g_ascii_strcasecmp(scheme, "mailto") || !g_ascii_strcasecmp(scheme, "tel"))
        return encoded[strlen(scheme) + 1] ? g_steal_pointer(&encoded) : NULL;
    return is_host(host) ? g_steal_pointer(&encoded) : NULL;
}

const char *
psg_web_url_find(const char *text, gsize *length)
{
    for (text += strspn(text, " \t\n"); *text; text += strspn(text, " \t\n")) {
        gsize word = strcspn(text, " \t\n"), end = word, start = strspn(text, "(<\"'");
        while (end && strchr(".,;:)>\"'", text[end - 1]))
            end--;
        if (end > start && (g_str_has_prefix(text + start, "https://") ||
                                   g_str_has_prefix(text + start, "http://"))) {
            *length = end - start;
            return text + start;
        }
        text += word;
    }
    return NULL;
}
