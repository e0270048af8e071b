/* Random bytes for what nobody may guess. */
#pragma once
#include <glib.h>

/* Fills `length` bytes from the system's source for cryptography. FALSE with errno set when it
 * gives none. */
gboolean psg_random_fill(guint8 *bytes, gsize length);
