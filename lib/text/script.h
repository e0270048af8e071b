/* Scripts, as far as it matters where words begin and end. */
#pragma once
#include <glib.h>

/* TRUE for letters of scripts that put no blanks between words, such as Chinese and Thai. */
gboolean psg_script_is_unspaced(gunichar character);
