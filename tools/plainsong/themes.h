/* Where the themes that come with Plainsong are. */
#pragma once
#include <glib.h>

/* The folder: what PLAINSONG_THEMES says; the source tree's for a program run from its build
 * folder; beside the installed program; where it was installed to. Sets G_FILE_ERROR_NOENT when
 * there is none. The caller owns it. */
char *themes_find(GError **error);
