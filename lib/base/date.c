/* Dates for people and for files. See date.h. */
#include "base/date.h"

#include <string.h>

#define DAY_SECONDS ((gint64)24 * 60 * 60)

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
        "August", "September", "October", "November", "December"};

char *
psg_date_format(gint64 time)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(time);
    return date ? g_strdup_printf("%d %s %d", g_date_time_get_day_of_month(date),
                          months[g_date_time_get_month(date) - 1], g_date_time_get_year(date))
                : NULL;
}

char *
psg_date_format_local(gint64 time, int offset_minutes)
{
    gint64 local;
    if (__builtin_add_overflow(time, (gint64)offset_minutes * 60, &local))
        return NULL;
    return psg_date_format(local);
}

char *
psg_date_format_iso(gint64 time)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(time);
    return date ? g_strdup_printf("%04d-%02d-%02d", g_date_time_get_year(date),
                          g_date_time_get_month(date), g_date_time_get_day_of_month(date))
                : NULL;
}

char *
psg_date_format_iso_time(gint64 time)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(time);
    return date ? g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02dZ", g_date_time_get_year(date),
                          g_date_time_get_month(date), g_date_time_get_day_of_month(date),
                          g_date_time_get_hour(date), g_date_time_get_minute(date),
                          g_date_time_get_second(date))
                : NULL;
}

/* The number that `count` digits at `text` make; -1 where there is something else. */
static int
read_digits(const char *text, gsize count)
{
    int number = 0;
    for (gsize i = 0; i < count; i++) {
        if (!g_ascii_isdigit(text[i]))
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

char *
psg_date_spell(const char *date)
{
    gsize length = strlen(date);
    if ((length != 7 && length != 10) || date[4] != '-' || (length == 10 && date[7] != '-'))
        return g_strdup(date);
    int year = read_digits(date, 4), month = read_digits(date + 5, 2),
        day = length == 10 ? read_digits(date + 8, 2) : 0;
    if (year < 0 || month < 1 || month > 12 || day < 0)
        return g_strdup(date);
    return day ? g_strdup_printf("%d %s %d", day, months[month - 1], year)
               : g_strdup_printf("%s %d", months[month - 1], year);
}

gboolean
psg_date_parse_day_end(const char *text, gint64 *time)
{
    if (strlen(text) != strlen("2026-11-23") || text[4] != '-' || text[7] != '-')
        return FALSE;
    int year = read_digits(text, 4), month = read_digits(text + 5, 2),
        day = read_digits(text + 8, 2);
    if (year < 1 || month < 1 || day < 1)
        return FALSE;
    g_autoptr(GDateTime) date = g_date_time_new_utc(year, month, day, 0, 0, 0);
    if (!date)
        return FALSE;
    *time = g_date_time_to_unix(date) + DAY_SECONDS - 1;
    return TRUE;
}
