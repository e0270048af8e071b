/* A reader of path data that knows its grammar and keeps nothing. See svg_path.h. */
#include "publish/picture/svg_path.h"

#include <string.h>

#define BLANKS " \t\n\r\f"

/* How many numbers a command takes; -1 for what is no command. */
static int
count_arguments(char command)
{
    switch (g_ascii_tolower(command)) {
    case 'z':
        return 0;
    case 'h':
    case 'v':
        return 1;
    case 'm':
    case 'l':
    case 't':
        return 2;
    case 's':
    case 'q':
        return 4;
    case 'c':
        return 6;
    case 'a':
        return 7;
    default:
        return -1;
    }
}

/* Past a number, or NULL. */
static const char *
skip_number(const char *at)
{
    at += *at == '+' || *at == '-';
    const char *start = at;
    while (g_ascii_isdigit(*at))
        at++;
    gboolean has_digits = at > start;
    if (*at == '.' && (has_digits || g_ascii_isdigit(at[1]))) {
        at++;
        while (g_ascii_isdigit(*at))
            at++;
    } else if (!has_digits) {
        return NULL;
    }
    if (*at == 'e' || *at == 'E') {
        const char *exponent = at + 1 + (at[1] == '+' || at[1] == '-');
        if (!g_ascii_isdigit(*exponent))
            return NULL;
        for (at = exponent; g_ascii_isdigit(*at);)
            at++;
    }
    return at;
}

/* Past one set of a command's arguments, or NULL. An arc's fourth and fifth are flags of one digit.
 */
static const char *
skip_arguments(const char *at, char command, int count)
{
    for (int i = 0; at && i < count; i++) {
        at += strspn(at, BLANKS);
        if (i > 0 && *at == ',')
            at += 1 + strspn(at + 1, BLANKS);
        gboolean is_arc = g_ascii_tolower(command) == 'a';
        if (is_arc && i < 2 && *at == '-') /* a radius */
            return NULL;
        if (is_arc && (i == 3 || i == 4))
            at = *at == '0' || *at == '1' ? at + 1 : NULL;
        else
            at = skip_number(at);
    }
    return at;
}

gsize
psg_svg_path_measure(const char *data)
{
    const char *at = data + strspn(data, BLANKS), *whole = data;
    if (g_ascii_tolower(*at) != 'm')
        return 0;
    while (*at) {
        char command = *at++;
        int count = count_arguments(command);
        if (count < 0)
            break;
        const char *next = skip_arguments(at, command, count);
        for (gboolean is_more = TRUE; next && is_more;) {
            whole = at = next;
            at += strspn(at, BLANKS);
            gboolean has_comma = count > 0 && *at == ',';
            is_more = count > 0 && (has_comma || count_arguments(*at) < 0) && *at;
            if (is_more)
                next = skip_arguments(at + has_comma, command, count);
        }
        if (!next)
            break;
    }
    return (gsize)(whole - data);
}
