/* The ids of events: a time, so that ids sort as the events happened, and random characters, so
 * that no two people who write at the same second meet. See event.h; the alphabet is Douglas
 * Crockford's base 32, without letters that look like digits. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "review/event/event.h"
#include "review/review_error.h"

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

#define RANDOM_CHARACTERS 10
#define TIME_LENGTH 16 /* "20261123T141503Z" */
#define DAY_LENGTH 8   /* "20261123" */

/* 253402300799 is the last second of the year 9999. */
#define LAST_TIME G_GINT64_CONSTANT(253402300799)

/* The id of this time with random characters made of these bytes, as many as there are to be. */
static char *
format_id(gint64 at, const guint8 *bytes, GError **error)
{
    time_t seconds = (time_t)at;
    struct tm parts;
    if (at < 0 || at > LAST_TIME || !gmtime_r(&seconds, &parts)) {
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_EVENT,
                "%" G_GINT64_FORMAT " seconds since 1970 is no time in the years 1970 to 9999", at);
        return NULL;
    }
    GString *id = g_string_sized_new(PSG_EVENT_ID_LENGTH + 1);
    g_string_printf(id, "%04d%02d%02dT%02d%02d%02dZ-", parts.tm_year + 1900, parts.tm_mon + 1,
            parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    for (guint i = 0; i < RANDOM_CHARACTERS; i++)
        g_string_append_c(id, alphabet[bytes[i] % 32]);
    return g_string_free(id, FALSE);
}

char *
psg_event_id_new(gint64 at, GError **error)
{
    guint8 bytes[RANDOM_CHARACTERS];
    if (!psg_random_fill(bytes, sizeof bytes)) {
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_STORE,
                "the system gave no random numbers for the id of an event: %s", g_strerror(errno));
        return NULL;
    }
    return format_id(at, bytes, error);
}

char *
psg_event_id_derive(gint64 at, const char *seed, GError **error)
{
    guint8 bytes[32];
    gsize length = sizeof bytes;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)seed, -1);
    g_checksum_get_digest(checksum, bytes, &length);
    return format_id(at, bytes, error);
}

/* A number of `count` digits, or -1. */
static int
read_digits(const char *text, guint count)
{
    int number = 0;
    for (guint i = 0; i < count; i++) {
        if (!g_ascii_isdigit(text[i]))
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

/* Days since 1970 of a day of the Gregorian calendar, counted in years that begin in March so that
 * the day that comes and goes is the last. */
static gint64
count_days(int year, int month, int day)
{
    gint64 y = month > 2 ? year : year - 1;
    gint64 of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + of_year - 719468;
}

gboolean
psg_event_id_parse(const char *id, gint64 *at)
{
    if (strlen(id) != PSG_EVENT_ID_LENGTH || id[8] != 'T' || id[15] != 'Z' || id[16] != '-' ||
            strspn(id + TIME_LENGTH + 1, alphabet) != RANDOM_CHARACTERS)
        return FALSE;
    int year = read_digits(id, 4), month = read_digits(id + 4, 2), day = read_digits(id + 6, 2);
    int hour = read_digits(id + 9, 2), minute = read_digits(id + 11, 2),
        second = read_digits(id + 13, 2);
    if (year < 1970 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 ||
            minute > 59 || second < 0 || second > 59 ||
            day > g_date_get_days_in_month((GDateMonth)month, (GDateYear)year))
        return FALSE;
    if (at)
        *at = ((count_days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    return TRUE;
}

gboolean
psg_event_id_begins(const char *id, const char *beginning)
{
    return g_str_has_prefix(id + PSG_EVENT_ID_RANDOM, beginning) ||
           (strlen(beginning) > DAY_LENGTH && g_str_has_prefix(id, beginning));
}
