/* Reading letters: an .eml with one message, or an mbox with many, become items of an import: the
 * sender's own words, without what mail programs put around them. RFC 5322, 2045 to 2049 and 3676
 * (format=flowed); RFC 4155 (mbox). */
#pragma once
#include "review/exchange/import.h"

/* The messages in order. Quoted history, signatures, and a sender's name at the end of a letter are
 * left out; the quoted words directly above an answer become its quote, and a letter with several
 * such answers becomes as many items. A letter that names a thread ("[7fk2m9qx]" in the subject,
 * "Plainsong thread 7fk2m9qx" anywhere) has `thread`; one that replies to a message has `parent`.
 * `notes` (char *, nullable) gets what was left out and why:
 * attachments, automatic answers, messages without words. The caller owns the array
 * (PsgImportItem). Sets PSG_REVIEW_ERROR_FORMAT. */
GPtrArray *psg_mail_read(GBytes *bytes, GPtrArray *notes, GError **error);
