/* Writing values by hand: printf() asks the locale, and takes far longer than a page may. */
#include "publish/print/pdf/syntax.h"

#include <string.h>

#include "base/date.h"

#define DECIMALS_MAX 6
#define SCALED_MAX 1e15 /* far beyond every number that a reader takes */

static const char digits_of_hex[] = "0123456789ABCDEF";

/* `scaled` counts in units of 10^-decimals. */
static void
append_scaled(GString *out, gint64 scaled, guint decimals)
{
    char digits[32];
    char *end = digits + sizeof digits, *at = end;
    guint64 rest = scaled < 0 ? 0 - (guint64)scaled : (guint64)scaled;
    for (; decimals > 0 && rest % 10 == 0; decimals--) {
        rest /= 10;
    }
    for (guint place = 0; rest > 0; place++) {
        if (place == decimals && place > 0) {
            *--at = '.';
        }
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    }
    guint written = (guint)(end - at);
    if (written == 0) {
        *--at = '0';
    } else if (written <= decimals) { /* below one: ".05" */
        for (; written < decimals; written++) {
            *--at = '0';
        }
        *--at = '.';
    }
    if (scaled < 0 && *at != '0') {
        *--at = '-';
    }
    g_string_append_len(out, at, end - at);
}

void
psg_pdf_append_number(GString *out, double number, guint decimals)
{
    static const double scales[DECIMALS_MAX + 1] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
    guint places = MIN(decimals, DECIMALS_MAX);
    double scaled = number * scales[places];
    if (!(scaled > -SCALED_MAX && scaled < SCALED_MAX)) { /* nor is it a number */
        scaled = scaled >= SCALED_MAX ? SCALED_MAX : scaled <= -SCALED_MAX ? -SCALED_MAX : 0;
    }
    append_scaled(out, (gint64)(scaled < 0 ? scaled - 0.5 : scaled + 0.5), places);
}

void
psg_pdf_append_length(GString *out, PsgLength length)
{
    gint64 thousandths = (gint64)length * 1000;
    gint64 half = length < 0 ? -PSG_LENGTH_PER_POINT / 2 : PSG_LENGTH_PER_POINT / 2;
    append_scaled(out, (thousandths + half) / PSG_LENGTH_PER_POINT, 3);
}

void
psg_pdf_append_colour(GString *out, PsgColour colour)
{
    for (gint shift = 16; shift >= 0; shift -= 8) {
        psg_pdf_append_number(out, (colour >> shift & 255) / 255.0, 3);
        g_string_append_c(out, ' ');
    }
}

void
psg_pdf_append_reference(GString *out, PsgPdfReference reference)
{
    append_scaled(out, reference, 0);
    g_string_append_len(out, " 0 R", 4);
}

static gboolean
is_plain_text(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at < ' ' || *at > '~') {
            return FALSE;
        }
    }
    return TRUE;
}

void
psg_pdf_append_text(GString *out, const char *text)
{
    if (!is_plain_text(text)) {
        psg_pdf_append_utf16(out, text, -1, TRUE);
        return;
    }
    g_string_append_c(out, '(');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '(' || *at == ')' || *at == '\\') {
            g_string_append_c(out, '\\');
        }
        g_string_append_c(out, *at);
    }
    g_string_append_c(out, ')');
}

static void
append_unit(GString *out, gunichar unit)
{
    char digits[4] = {digits_of_hex[unit >> 12 & 15], digits_of_hex[unit >> 8 & 15],
            digits_of_hex[unit >> 4 & 15], digits_of_hex[unit & 15]};
    g_string_append_len(out, digits, 4);
}

void
psg_pdf_append_utf16(GString *out, const char *text, gssize length, gboolean with_mark)
{
    const char *end = text + (length < 0 ? (gssize)strlen(text) : length);
    g_string_append(out, with_mark ? "<FEFF" : "<");
    for (const char *at = text; at < end;) {
        gunichar character = g_utf8_get_char_validated(at, end - at);
        if (character >= 0x110000) { /* not UTF-8: a byte is a character that is not known */
            append_unit(out, 0xFFFD);
            at++;
            continue;
        }
        if (character >= 0x10000) {
            append_unit(out, 0xD800 + ((character - 0x10000) >> 10));
            append_unit(out, 0xDC00 + ((character - 0x10000) & 0x3FF));
        } else {
            append_unit(out, character);
        }
        at = g_utf8_next_char(at);
    }
    g_string_append_c(out, '>');
}

void
psg_pdf_append_name(GString *out, const char *name)
{
    g_string_append_c(out, '/');
    for (const char *at = name; *at != '\0'; at++) {
        if (*at <= ' ' || *at > '~' || strchr("()<>[]{}/%#", *at) != NULL) {
            char escape[3] = {'#', digits_of_hex[(guchar)*at >> 4], digits_of_hex[*at & 15]};
            g_string_append_len(out, escape, 3);
        } else {
            g_string_append_c(out, *at);
        }
    }
}

void
psg_pdf_append_hex(GString *out, const void *data, gsize length)
{
    const guint8 *bytes = data;
    g_string_append_c(out, '<');
    for (gsize i = 0; i < length; i++) {
        g_string_append_c(out, digits_of_hex[bytes[i] >> 4]);
        g_string_append_c(out, digits_of_hex[bytes[i] & 15]);
    }
    g_string_append_c(out, '>');
}

void
psg_pdf_append_date(GString *out, gint64 time)
{
    g_autofree char *iso = psg_date_format_iso_time(time);
    g_string_append(out, "(D:");
    for (const char *at = iso != NULL ? iso : "1970-01-01T00:00:00Z"; *at != '\0'; at++) {
        if (g_ascii_isdigit(*at)) {
            g_string_append_c(out, *at);
        }
    }
    g_string_append(out, "Z)");
}
