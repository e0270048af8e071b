/* Text for JSON. See json_text.h; RFC 8259, section 8.1. */
#include "json_text.h"

#include <glib.h>
#include <stdio.h>

json_t *
json_text(const char *text)
{
    if (!text)
        return json_null();
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return json_string(valid);
}

void
json_print(json_t *value)
{
    json_dumpf(value, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(value);
}
