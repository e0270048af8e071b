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

/* Takes a last line away that is nothing but the sender's name, or a part of it. TRUE when there
 * was one. */
gboolean psg_mail_letter_unsign(GString *text, const char *name);
