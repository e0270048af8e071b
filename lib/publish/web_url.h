/* Addresses outside a package, as authors write them, made valid: a validator refuses a page with
 * one that is not, and a reading system may refuse the book. Specification: URL Standard (WHATWG),
 * section 4.3. */
#pragma once
#include <glib.h>

/* The URL with everything percent-encoded that a URL may not hold as it is, or NULL when nothing
 * could follow it. The caller owns the result. */
char *psg_web_url_make(const char *url);

/* The next web address that stands in a text, without the brackets, quotation marks and full stops
 * around it; NULL when there is none. `length` receives its bytes. It need not be one that
 * psg_web_url_make() takes. */
const char *psg_web_url_find(const char *text, gsize *length);
