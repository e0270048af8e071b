/* Addresses of pages: percent-encoded paths and the references between them (RFC 3986,
 * sections 2.1, 3.5 and 4.2). */
#include <string.h>

#include "base/path.h"
#include "publish/site/internal.h"

char *
psg_site_encode_path(const char *path)
{
    return g_uri_escape_string(path, "/", FALSE);
}

void
psg_site_append_fragment(GString *out, const char *fragment)
{
    g_string_append_c(out, '#');
    g_string_append_uri_escaped(out, fragment, "!$&'()*+,;=:@/?", FALSE);
}

char *
psg_site_make_reference(const char *from, const char *address, const char *fragment)
{
    gboolean is_same = strcmp(from, address) == 0;
    GString *result = g_string_new(NULL);
    if (!is_same || !fragment) {
        g_autofree char *path = psg_path_make_relative(from, address);
        g_string_append(result, path);
    }
    if (fragment)
        psg_site_append_fragment(result, fragment);
    return g_string_free(result, FALSE);
}

char *
psg_site_make_root(const char *address)
{
    GString *root = g_string_new(NULL);
    for (const char *at = address; *at; at++)
        if (*at == '/')
            g_string_append(root, "../");
    return g_string_free(root, FALSE);
}

char *
psg_site_make_absolute(const PsgSite *site, const char *address)
{
    return g_strconcat(site->options->url ? site->options->url : "", address, NULL);
}
