/* Dates for people and for files: English whatever the locale, UTC unless an offset is given. Every
 * time is in seconds since 1970, which may be negative or beyond 2038. Results are owned by the
 * caller; NULL for a time that has no date in the Gregorian calendar (before the year 1, beyond
 * 9999). */
#pragma once
#include <glib.h>

char *psg_date_format(gint64 time); /* "23 November 2026" */
char *psg_date_format_local(
        gint64 time, int offset_minutes);    /* the same where the clock stood so */
char *psg_date_format_iso(gint64 time);      /* "2026-11-23" */
char *psg_date_format_iso_time(gint64 time); /* "2026-11-23T14:15:03Z" (RFC 3339) */

/* "30 September 2027" or "September 2027" for "2027-09-30" or "2027-09"; a copy of anything else.
 */
char *psg_date_spell(const char *date);

/* Reads "2026-11-23" as that day's last second in UTC, so that what happened on the day is before
 * it; FALSE for anything else, and for days that there are not. */
gboolean psg_date_parse_day_end(const char *text, gint64 *time);
