/* What a reader of a file has to say beside its items: for people, one sentence each. */
#pragma once
#include <glib.h>

/* Adds a sentence (without a full stop) to `notes` (char *), unless that is NULL. */
void psg_note_add(GPtrArray *notes, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Up to 80 letters of a text for a sentence; the caller owns it. */
char *psg_note_shorten(const char *text);
