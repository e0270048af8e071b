/* What cyan, magenta, yellow and black look like when a picture does not say: PDF/A wants to know,
 * for the file is one of RGB. */
#pragma once
#include <glib.h>

/* A profile of common offset print on coated paper. The caller owns it; the same bytes each time.
 */
GBytes *psg_cmyk_profile_make(void);
