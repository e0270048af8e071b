/* Suggestions as people see them on a terminal. */
#pragma once
#include <glib.h>

#include "review/suggest/suggestion.h"

/* Appends what would change from one wording to the other, word by word, wrapped at `width` columns
 * (0: not at all). A change that is only of Markdown's marks is shown as both wordings. */
void suggestion_append_change(GString *out, const char *old_words, const char *new_words,
        guint width, gboolean has_colour);

/* "play.md:14", "play.md (its words were removed)". The caller owns it. */
char *suggestion_tell_place(const PsgSuggestion *suggestion);

/* One sentence about how it stands to the text; NULL when all is well. Static. */
const char *suggestion_tell_state(const PsgSuggestion *suggestion);
