/* URL schemes by allow-list. See url.h. */
#include "text/url.h"

#include <string.h>

/* Copies what browsers keep: no control characters or blanks at the ends, no tabs and line breaks
 * anywhere. */
static char *
strip_as_browsers_do(const char *url)
{
    while (*url && (guchar)*url <= 0x20)
        url++;
    GString *out = g_string_new(NULL);
    for (; *url; url++)
        if (!strchr("\t\n\r", *url))
            g_string_append_c(out, *url);
    return g_string_free(out, FALSE);
}

PsgUrlKind
psg_url_get_kind(const char *url)
{
    g_autofree char *plain = strip_as_browsers_do(url);
    gsize length =
            strspn(plain, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
    if (plain[length] != ':' || !g_ascii_isalpha(plain[0])) {
        if (plain[0] == '/' && plain[1] == '/')
            return PSG_URL_WEB;
        /* A colon in the first part of a path, after anything odd, is no path that an author means.
         */
        gsize first_part = strcspn(plain, "/?#");
        return memchr(plain, ':', first_part) ? PSG_URL_FORBIDDEN : PSG_URL_RELATIVE;
    }
    g_autofree char *scheme = g_ascii_strdown(plain, (gssize)length);
    if (!strcmp(scheme, "http") || !strcmp(scheme, "https"))
        return PSG_URL_WEB;
    if (!strcmp(scheme, "mailto") || !strcmp(scheme, "tel"))
        return PSG_URL_CONTACT;
    return PSG_URL_FORBIDDEN;
}
