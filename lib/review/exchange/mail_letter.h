/* The text of a letter without what mail programs put around it. */
#pragma once
#include <glib.h>

/* What its sender says on something. */
typedef struct {
    GString *quote; /* the quoted words directly above; "" when there are none */
    GString *text;  /* plain */
} PsgMailAnswer;

/* The answers in order (PsgMailAnswer), none of them empty. Left out are quotations that nobody
 * answers, the history below a letter, and the signature. The caller owns the array. */
GPtrArray *psg_mail_letter_read(const char *text);

/* Takes the sender's name below the letter away: a line that is nothing but the name or a part of
 * it and either the last one, or below a closing ("Kind regards,"); in that case with the few short
 * lines of post and place that follow it, if no postscript is among them. Returns how many lines
 * went; never all. */
guint psg_mail_letter_unsign(GString *text, const char *name);

/* TRUE when the text has the sender's whole name in it, in the order of "Jane Smith" whether the
 * name was given so or as "Smith, Jane". */
gboolean psg_mail_letter_names(const GString *text, const char *name);
