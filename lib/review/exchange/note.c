/* Notes of readers: see note.h. */
#include "review/exchange/note.h"

void
psg_note_add(GPtrArray *notes, const char *format, ...)
{
    if (!notes)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(notes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

char *
psg_note_shorten(const char *text)
{
    return g_utf8_strlen(text, -1) > 80 ? g_utf8_substring(text, 0, 80) : g_strdup(text);
}
