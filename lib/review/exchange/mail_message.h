/* One message: who sent it when, in reply to what, and its text. Built on GMime. */
#pragma once
#include <glib.h>

typedef struct {
    char *id;               /* without its brackets; NULL */
    GPtrArray *replies;     /* char *: ids of what it replies to, the nearest first */
    char *name, *mail;      /* of the sender; NULL */
    gint64 at;              /* seconds since 1970; 0: unknown */
    char *date;             /* as it stands there; NULL */
    char *subject;          /* NULL */
    GString *text;          /* UTF-8 with LF; quoted lines begin with ">" */
    GPtrArray *attachments; /* char *: what was not read, by its name or kind */
    gboolean is_automatic;  /* nobody wrote it: a notice of absence, a report of delivery */
    char *problem;          /* why its text, or a part of it, could not be read; NULL */
} PsgMailMessage;

#define PSG_MAIL_TEXT_LIMIT (2 * 1024 * 1024) /* bytes of a message's text */

/* The caller owns it. NULL when the bytes are no message at all. */
PsgMailMessage *psg_mail_message_read(GBytes *bytes);
void psg_mail_message_free(PsgMailMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgMailMessage, psg_mail_message_free)
