/* Reading old encodings. See svg_encoding.h. */
#include "publish/picture/svg_encoding.h"

#include <string.h>

/* The name in encoding="..." of the XML declaration when it is one of the old single-byte
 * encodings; NULL. */
static char *
find_declared_encoding(const char *data, gsize size)
{
    static const char *const families[] = {"iso-8859-", "windows-125", "us-ascii"};
    g_autofree char *head = g_strndup(data, MIN(size, 200));
    char *at = strstr(head, "encoding=");
    if (!at || !at[9])
        return NULL;
    char quote[2] = {at[9], '\0'};
    at += 10;
    at[strcspn(at, quote)] = '\0';
    g_autofree char *name = g_ascii_strdown(at, -1);
    for (guint i = 0; i < G_N_ELEMENTS(families); i++)
        if (g_str_has_prefix(name, families[i]))
            return g_steal_pointer(&name);
    return NULL;
}

/* The text in UTF-8. libxml2 would convert too, but prints what goes wrong with it. NULL when it
 * cannot be read. */
GBytes *
psg_svg_make_utf8(GBytes *bytes)
{
    gsize size, length;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *encoding = NULL;
    if (size >= 2 && memcmp(data, "\xff\xfe", 2) == 0)
        encoding = g_strdup("UTF-16LE");
    else if (size >= 2 && memcmp(data, "\xfe\xff", 2) == 0)
        encoding = g_strdup("UTF-16BE");
    else if (g_utf8_validate_len(data, size, NULL))
        return g_bytes_ref(bytes);
    else
        encoding = find_declared_encoding(data, size);
    char *text =
            encoding ? g_convert(data, (gssize)size, "UTF-8", encoding, NULL, &length, NULL) : NULL;
    return text ? g_bytes_new_take(text, length) : NULL;
}
