/* Between format_html.c and format_page.c. */
#pragma once
#include "changes/format.h"

/* As psg_changes_format_html(); the chapters' titles have ids, `prefix` and their number from 1,
 * when it is not NULL. */
void psg_format_html_chapters(
        const PsgDocumentChanges *changes, guint level, const char *prefix, GString *out);
