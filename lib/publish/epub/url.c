/* Addresses outside the book: made valid, for a reading system may refuse a book with one that is
 * not, and those of the published site. Specification: URL Standard (WHATWG), section 4.3;
 * EPUB 3.3, section 3.7. */
#include <string.h>

#include "publish/epub/internal.h"
#include "publish/site/site.h"

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
psg_epub_make_url(const char *url)
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

char *
psg_epub_make_site_url(const PsgEpubBook *book, const PsgModelLink *link)
{
    if (!book->options->url)
        return NULL;
    g_autofree char *path = NULL;
    switch (link->kind) {
    case PSG_LINK_CHAPTER:
        path = psg_site_make_chapter_path(link->chapter);
        break;
    case PSG_LINK_DOCUMENT:
        path = psg_site_make_document_path(link->document);
        break;
    case PSG_LINK_ATTACHMENT:
        path = g_strconcat("files/", link->attachment->name, NULL);
        break;
    case PSG_LINK_HOME:
        path = g_strdup("");
        break;
    case PSG_LINK_EXTERNAL:
        return psg_epub_make_url(link->url);
    }
    g_autofree char *place = g_uri_escape_string(path, "/", TRUE);
    g_autofree char *fragment =
            link->fragment ? g_uri_escape_string(link->fragment, NULL, TRUE) : NULL;
    g_autofree char *url =
            g_strconcat(book->options->url, place, fragment ? "#" : NULL, fragment, NULL);
    return psg_epub_make_url(url);
}
