/* Ids of texts as XML names. A text's ids are slugs of headings ("2-play", "what?") or whatever an
 * author wrote; in XML an id is an NCName. Specification: Namespaces in XML 1.0, production NCName;
 * XML 1.0 (fifth edition), section 2.3. */
#include "publish/epub/internal.h"

#define ESCAPED_PREFIX "_-"

static gboolean
is_name_start(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isalpha((char)c) || c == '_';
    return (c >= 0xc0 && c <= 0x2ff && c != 0xd7 && c != 0xf7) ||
           (c >= 0x370 && c <= 0x1fff && c != 0x37e) || c == 0x200c || c == 0x200d ||
           (c >= 0x2070 && c <= 0x218f) || (c >= 0x2c00 && c <= 0x2fef) ||
           (c >= 0x3001 && c <= 0xd7ff) || (c >= 0xf900 && c <= 0xfdcf) ||
           (c >= 0xfdf0 && c <= 0xfffd) || (c >= 0x10000 && c <= 0xeffff);
}

static gboolean
is_name_character(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isalnum((char)c) || c == '_' || c == '-' || c == '.';
    return is_name_start(c) || c == 0xb7 || (c >= 0x300 && c <= 0x36f) || c == 0x203f ||
           c == 0x2040;
}

/* TRUE for an id that stays as it is: a name that does not begin as the names made here do. */
static gboolean
is_kept(const char *id)
{
    if (*id == '_' || !is_name_start(g_utf8_get_char(id)))
        return FALSE;
    for (const char *at = id; *at; at = g_utf8_next_char(at))
        if (!is_name_character(g_utf8_get_char(at)))
            return FALSE;
    return TRUE;
}

/* Every other id is written after a prefix, with each character that a name may not hold, and '.',
 * as ".HEX.": so the id can be read back, and two ids never share a name. */
void
psg_epub_write_xml_name(GString *out, const char *id)
{
    if (is_kept(id)) {
        g_string_append(out, id);
        return;
    }
    g_string_append(out, ESCAPED_PREFIX);
    for (const char *at = id; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c != '.' && is_name_character(c))
            g_string_append_len(out, at, g_utf8_next_char(at) - at);
        else
            g_string_append_printf(out, ".%x.", c);
    }
}

char *
psg_epub_make_xml_name(const char *id)
{
    GString *name = g_string_new(NULL);
    psg_epub_write_xml_name(name, id);
    return g_string_free(name, FALSE);
}
