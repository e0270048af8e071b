/* Addresses outside a package, as authors write them, made valid: a validator refuses a page with one that is not, and a
 * reading system may refuse the book. Specification: URL Standard (WHATWG), section 4.3. */
#pragma once

/* The URL with everything percent-encoded that a URL may not hold as it is, or NULL when nothing could follow it. The
 * caller owns the result. */
char *psg_web_url_make(const char *url);
