/* URLs as authors write them. */
#pragma once
#include <glib.h>

typedef enum {
    PSG_URL_RELATIVE,  /* a path, a fragment, or nothing */
    PSG_URL_WEB,       /* http or https, or the "//host" form */
    PSG_URL_CONTACT,   /* mailto or tel */
    PSG_URL_FORBIDDEN, /* any other scheme: javascript, data, file, ... */
} PsgUrlKind;

/* What kind of URL this is, as a browser would read it: control characters and blanks that browsers
 * drop are dropped first, so that "java\tscript:" is seen for what it is (WHATWG URL, section 4.4).
 */
PsgUrlKind psg_url_get_kind(const char *url);
