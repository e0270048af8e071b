/* The ways in which a letter's text may be sent, made plain text: UTF-8 with LF, quoted lines
 * beginning with ">". */
#pragma once
#include <glib.h>

/* Bytes in a character set that mail names; NULL as that is missing. What is no text in it is
 * replaced. NULL when nobody knows the set and the bytes are not UTF-8. The caller owns it. */
char *psg_mail_decode(const char *bytes, gsize length, const char *charset);

/* Joins the lines that were broken for the way (RFC 3676). `deletes_space` is its DelSp. */
char *psg_mail_unflow(const char *text, gboolean deletes_space);

/* HTML as text: paragraphs, lists and quotations stay, everything else goes. */
char *psg_mail_flatten_html(const char *html, gsize length);
