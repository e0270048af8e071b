/* Autolinks in text. See autolink.h. */
#include "text/autolink.h"

#include <string.h>

static gboolean
may_precede(const char *text, gsize start, gboolean is_edge)
{
    return start == 0 ? is_edge : strchr(" \t\n*_~(", text[start - 1]) != NULL;
}

/* The length of a valid domain at `text`: letters, digits, '-' and '_' in parts between full stops;
 * at least one full stop when `needs_dot`; no '_' in the last two parts. 0 when there is none. */
static gsize
measure_domain(const char *text, gboolean needs_dot)
{
    gsize length = 0, dots = 0;
    gboolean has_underscore_last = FALSE, has_underscore_before = FALSE;
    for (; text[length]; length++) {
        if (text[length] == '_') {
            has_underscore_last = TRUE;
        } else if (text[length] == '.') {
            if (!g_ascii_isalnum(text[length + 1]) && text[length + 1] != '-' &&
                    text[length + 1] != '_' && (guchar)text[length + 1] < 0x80)
                break;
            dots++;
            has_underscore_before = has_underscore_last;
            has_underscore_last = FALSE;
        } else if (!g_ascii_isalnum(text[length]) && text[length] != '-' &&
                   (guchar)text[length] < 0x80) {
            break;
        }
    }
    if (length == 0 || has_underscore_last || has_underscore_before || (needs_dot && dots == 0))
        return 0;
    return length;
}

/* A semicolon at the end belongs to the text when it ends what looks like an entity, which then
 * goes as a whole. */
static gsize
trim_entity(const char *text, gsize length)
{
    gsize at = length - 1;
    while (at > 0 && g_ascii_isalnum(text[at - 1]))
        at--;
    return at > 0 && at < length - 1 && text[at - 1] == '&' ? at - 1 : length - 1;
}

/* Takes trailing punctuation off an address, and a closing bracket that has no opening one in it.
 */
static gsize
trim_end(const char *text, gsize length)
{
    gsize opening = 0, closing = 0;
    for (gsize i = 0; i < length; i++) {
        opening += text[i] == '(';
        closing += text[i] == ')';
    }
    while (length > 0) {
        char last = text[length - 1];
        if (strchr("?!.,:*_~'\"", last)) {
            length--;
        } else if (last == ')' && closing > opening) {
            closing--;
            length--;
        } else if (last == ';') {
            length = trim_entity(text, length);
        } else {
            break;
        }
    }
    return length;
}

static gsize
measure_address(const char *text)
{
    return trim_end(text, strcspn(text, " \t\n<"));
}

static gboolean
find_web(const char *text, gsize at, gsize from, gboolean is_edge, PsgAutolink *link)
{
    gsize scheme = 0;
    if (at >= from + 5 && !g_ascii_strncasecmp(text + at - 5, "https", 5))
        scheme = 5;
    else if (at >= from + 4 && !g_ascii_strncasecmp(text + at - 4, "http", 4))
        scheme = 4;
    if (!scheme || strncmp(text + at, "://", 3) != 0)
        return FALSE;
    gsize start = at - scheme;
    if (start > 0 ? g_ascii_isalpha(text[start - 1]) : !is_edge)
        return FALSE;
    if (!measure_domain(text + at + 3, FALSE))
        return FALSE;
    gsize length = measure_address(text + start);
    if (length <= scheme + 3)
        return FALSE;
    *link = (PsgAutolink){start, start + length, ""};
    return TRUE;
}

static gboolean
find_www(const char *text, gsize at, gboolean is_edge, PsgAutolink *link)
{
    if (g_ascii_strncasecmp(text + at, "www.", 4) != 0 || !may_precede(text, at, is_edge) ||
            !measure_domain(text + at, TRUE))
        return FALSE;
    gsize length = measure_address(text + at);
    if (length <= 4)
        return FALSE;
    *link = (PsgAutolink){at, at + length, "http://"};
    return TRUE;
}

static gboolean
find_mail(const char *text, gsize at, gsize from, PsgAutolink *link)
{
    gsize start = at, end = at + 1, dots = 0;
    while (start > from && (g_ascii_isalnum(text[start - 1]) || strchr(".-_+", text[start - 1])))
        start--;
    while (g_ascii_isalnum(text[end]) || (text[end] && strchr("-_.", text[end]))) {
        if (text[end] == '.' && !g_ascii_isalnum(text[end + 1]))
            break;
        dots += text[end] == '.';
        end++;
    }
    if (start == at || dots == 0 || strchr("-_", text[end - 1]) ||
            (start > 0 && text[start - 1] == '/'))
        return FALSE;
    *link = (PsgAutolink){start, end, "mailto:"};
    return TRUE;
}

gboolean
psg_autolink_find(const char *text, gsize at, gsize from, gboolean is_edge, PsgAutolink *link)
{
    if (text[at] == ':')
        return find_web(text, at, from, is_edge, link);
    if (text[at] == '@')
        return find_mail(text, at, from, link);
    return find_www(text, at, is_edge, link);
}
