/* The messages of an mbox. RFC 4155, and the "mboxrd" way to quote lines that begin with "From ".
 */
#pragma once
#include <glib.h>

/* TRUE when the bytes begin as an mbox does. */
gboolean psg_mail_is_box(GBytes *bytes);

/* Each message (GBytes), without the line before it, and with its quoted "From " lines as they
 * were. The caller owns the array. */
GPtrArray *psg_mail_split(GBytes *bytes);
