/* Showing text of others. See display.h. */
#include "base/display.h"

#include <string.h>

#define REPLACEMENT 0xfffd

gunichar
psg_display_character(gunichar character)
{
    gboolean is_embedding = character >= 0x202a && character <= 0x202e;
    gboolean is_isolate = character >= 0x2066 && character <= 0x2069;
    if (is_embedding || is_isolate)
        return 0;
    if (character == '\n' || character == '\t')
        return character;
    gboolean is_separator = character == 0x2028 || character == 0x2029;
    return is_separator || g_unichar_iscntrl(character) ? REPLACEMENT : character;
}

char *
psg_display_make(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *shown = g_string_sized_new(strlen(valid) + 1);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar character = psg_display_character(g_utf8_get_char(at));
        if (character != 0)
            g_string_append_unichar(shown, character);
    }
    return g_string_free(shown, FALSE);
}

guint
psg_display_measure(gunichar character)
{
    return g_unichar_iszerowidth(character) ? 0 : g_unichar_iswide(character) ? 2 : 1;
}
