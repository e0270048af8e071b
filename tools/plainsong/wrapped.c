/* Wrapping. See wrapped.h. */
#include "wrapped.h"

#include "base/display.h"

static guint
measure(const char *word)
{
    guint columns = 0;
    for (const char *at = word; *at; at = g_utf8_next_char(at))
        columns += psg_display_measure(g_utf8_get_char(at));
    return columns;
}

void
wrapped_append(GString *out, const char *text, guint first, guint rest, guint width)
{
    g_autofree char *shown = psg_display_make(text);
    g_auto(GStrv) words = g_strsplit_set(shown, " \n\t", -1);
    guint column = 0;
    for (char **word = words; *word; word++) {
        guint length = measure(*word);
        if (**word == '\0')
            continue;
        gboolean is_full = column > 0 && width > 0 && column + 1 + length > width;
        guint indent = column == 0 ? first : is_full ? rest : 1;
        if (is_full)
            g_string_append_c(out, '\n');
        g_string_append_printf(out, "%*s%s", (int)indent, "", *word);
        column = (is_full ? 0 : column) + indent + length;
    }
    if (column > 0)
        g_string_append_c(out, '\n');
}

/* Columns that what is said of an entry needs beside its name. */
#define BESIDE 30u

void
wrapped_append_entry(GString *out, const char *name, const char *text, guint column, guint width)
{
    guint end = 2 + measure(name);
    gboolean is_below = end + 2 > column || (width > 0 && column + BESIDE > width);
    g_string_append_printf(out, "  %s", name);
    if (is_below) {
        g_string_append_c(out, '\n');
        guint indent = width > 0 && column + BESIDE > width ? 6 : column;
        wrapped_append(out, text, indent, indent, width);
        return;
    }
    g_autoptr(GString) said = g_string_new(NULL);
    wrapped_append(said, text, column, column, width);
    g_string_append_printf(out, "%*s%s", (int)(column - end), "", said->str + column);
}
