/* Addresses in running text (GitHub Flavored Markdown 0.29, section 6.9, "Autolinks (extension)").
 */
#pragma once
#include <glib.h>

typedef struct {
    gsize start, end;   /* half-open byte range of the text that becomes a link */
    const char *scheme; /* to put before it in the URL: "", "http://" or "mailto:" */
} PsgAutolink;

/* Looks whether an address is at `at`, which holds ':' (after http or https), 'w' or 'W' (of
 * "www.") or '@'. `from` is the first byte that is free: an address never begins before it.
 * `is_edge` says whether what stands before byte 0 of the text may precede a link. */
gboolean psg_autolink_find(
        const char *text, gsize at, gsize from, gboolean is_edge, PsgAutolink *link);
