/* Days as spreadsheets and forms write them. See csv.h. */
#include <string.h>

#include "review/exchange/csv.h"

/* Days between 1899-12-30, from which spreadsheets count, and 1970. */
#define SPREADSHEET_EPOCH 25569
#define DAY_SECONDS 86400

typedef struct {
    const char *at;
} Scan;

static void
skip(Scan *scan, const char *characters)
{
    scan->at += strspn(scan->at, characters);
}

/* A number of at most `limit` digits; -1 when there is none. */
static int
read_number(Scan *scan, guint limit, guint *digits)
{
    int number = 0;
    guint count = 0;
    while (count < limit && g_ascii_isdigit(scan->at[count]))
        number = number * 10 + (scan->at[count++] - '0');
    scan->at += count;
    if (digits)
        *digits = count;
    return count > 0 && !g_ascii_isdigit(*scan->at) ? number : -1;
}

/* The number of a month by its English name or the first three letters; 0 when it is none. */
static int
read_month(Scan *scan)
{
    static const char *const months[] = {"january", "february", "march", "april", "may", "june",
            "july", "august", "september", "october", "november", "december"};
    gsize length = 0;
    while (g_ascii_isalpha(scan->at[length]))
        length++;
    for (guint i = 0; i < 12 && length >= 3; i++)
        if (length <= strlen(months[i]) + (i == 8 && length == 4) &&
                g_ascii_strncasecmp(scan->at, months[i], length) == 0) {
            scan->at += length;
            return (int)i + 1;
        }
    return 0;
}

static int
complete_year(int year, guint digits)
{
    return digits == 2 ? year + (year < 70 ? 2000 : 1900) : digits == 4 ? year : -1;
}

/* A time of the day, if there is one; FALSE for something else. */
static gboolean
read_time(Scan *scan, int *seconds)
{
    *seconds = 0;
    if (g_str_has_prefix(scan->at, "T") || g_str_has_prefix(scan->at, "t"))
        scan->at++;
    skip(scan, " ,");
    if (g_ascii_strncasecmp(scan->at, "at ", 3) == 0)
        scan->at += 3;
    if (!g_ascii_isdigit(*scan->at))
        return TRUE;
    int hour = read_number(scan, 2, NULL), minute = 0, second = 0;
    if (*scan->at != ':' && *scan->at != '.')
        return FALSE;
    scan->at++;
    minute = read_number(scan, 2, NULL);
    if (*scan->at == ':' || *scan->at == '.') {
        scan->at++;
        second = read_number(scan, 2, NULL);
    }
    if (*scan->at == '.' || *scan->at == ',') {
        scan->at++;
        skip(scan, "0123456789");
    }
    skip(scan, " ");
    gboolean is_am = g_ascii_strncasecmp(scan->at, "am", 2) == 0;
    gboolean is_pm = g_ascii_strncasecmp(scan->at, "pm", 2) == 0;
    if (is_am || is_pm) {
        if (hour < 1 || hour > 12)
            return FALSE;
        hour = hour % 12 + (is_pm ? 12 : 0);
        scan->at += 2;
    }
    *seconds = hour * 3600 + minute * 60 + second;
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 61;
}

/* "Z", "+01:00", "GMT", "UTC", "GMT+1", or nothing. */
static gboolean
read_offset(Scan *scan, int *seconds)
{
    *seconds = 0;
    skip(scan, " ");
    if (g_ascii_strncasecmp(scan->at, "gmt", 3) == 0 ||
            g_ascii_strncasecmp(scan->at, "utc", 3) == 0)
        scan->at += 3;
    else if (*scan->at == 'Z' || *scan->at == 'z')
        scan->at++;
    if (*scan->at == '+' || *scan->at == '-') {
        int sign = *scan->at++ == '-' ? -1 : 1;
        guint digits;
        int number = read_number(scan, 4, &digits), minutes = 0;
        if (number < 0)
            return FALSE;
        if (digits > 2) {
            minutes = number % 100;
            number /= 100;
        } else if (*scan->at == ':') {
            scan->at++;
            minutes = read_number(scan, 2, NULL);
        }
        if (number > 14 || minutes < 0 || minutes > 59)
            return FALSE;
        *seconds = sign * (number * 3600 + minutes * 60);
    }
    skip(scan, " ");
    return *scan->at == '\0';
}

/* A day as it is written. */
typedef struct {
    int year, month, day;
    gboolean is_swappable; /* day and month are numbers whose order is not said */
} Day;

/* "2026-11-23", "23/11/2026". */
static gboolean
read_numeric_day(Scan *scan, Day *day)
{
    guint digits[3];
    int numbers[3];
    char separator = '\0';
    for (guint i = 0; i < 3; i++) {
        numbers[i] = read_number(scan, 4, &digits[i]);
        if (numbers[i] < 0 || digits[i] == 3)
            return FALSE;
        if (i == 2)
            break;
        if (*scan->at == '\0' || !strchr("-/.", *scan->at) || (separator && *scan->at != separator))
            return FALSE;
        separator = *scan->at++;
    }
    if (digits[0] == 4) {
        *day = (Day){numbers[0], numbers[1], numbers[2], FALSE};
        return digits[1] <= 2 && digits[2] <= 2;
    }
    *day = (Day){complete_year(numbers[2], digits[2]), numbers[1], numbers[0], TRUE};
    return digits[1] <= 2;
}

/* "23 November 2026", "Mon, 23rd Nov 2026", "November 23, 2026". */
static gboolean
read_named_day(Scan *scan, Day *day)
{
    guint digits;
    *day = (Day){0};
    Scan ahead = *scan;
    if (read_month(&ahead) == 0 && g_ascii_isalpha(*scan->at)) { /* the name of a day */
        skip(scan, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        skip(scan, " ,.");
    }
    day->month = read_month(scan);
    skip(scan, " .-");
    day->day = read_number(scan, 2, NULL);
    if (strlen(scan->at) >= 2 && g_ascii_isalpha(scan->at[0]) && !g_ascii_isalpha(scan->at[2]))
        scan->at += 2; /* "rd" */
    skip(scan, " ,.-");
    if (day->month == 0) {
        if (g_ascii_strncasecmp(scan->at, "of ", 3) == 0)
            scan->at += 3;
        day->month = read_month(scan);
        skip(scan, " ,.-");
    }
    int year = read_number(scan, 4, &digits);
    day->year = complete_year(year, digits);
    return day->month > 0 && year >= 0;
}

/* "46349.59": days since 1899-12-30, for the years 1990 to 2099. */
static gboolean
read_spreadsheet_number(const char *text, gint64 *seconds)
{
    char *end;
    double days = g_ascii_strtod(text, &end);
    if (text[strspn(text, "0123456789.")] != '\0' || *end != '\0' || !(days >= 32874) ||
            !(days < 73051))
        return FALSE;
    *seconds = (gint64)((days - SPREADSHEET_EPOCH) * DAY_SECONDS + 0.5);
    return TRUE;
}

static gboolean
is_day(int year, int month, int day)
{
    return year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

gboolean
psg_csv_parse_date(const char *text, PsgCsvDayOrder order, gint64 *seconds, gboolean *is_ambiguous,
        PsgCsvDayOrder *needs)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(text));
    int time, offset;
    Day day;
    if (is_ambiguous)
        *is_ambiguous = FALSE;
    if (needs)
        *needs = order;
    if (read_spreadsheet_number(trimmed, seconds))
        return TRUE;
    Scan scan = {trimmed}, named = {trimmed};
    if (!read_numeric_day(&scan, &day)) {
        if (!read_named_day(&named, &day))
            return FALSE;
        scan = named;
    }
    gboolean is_first = is_day(day.year, day.month, day.day);
    gboolean is_second = day.is_swappable && is_day(day.year, day.day, day.month);
    if ((!is_first && !is_second) || !read_time(&scan, &time) || !read_offset(&scan, &offset))
        return FALSE;
    gboolean is_both = is_first && is_second && day.day != day.month;
    if (is_ambiguous)
        *is_ambiguous = is_both;
    gboolean is_swapped = is_both ? order == PSG_CSV_MONTH_FIRST : !is_first;
    if (needs && day.is_swappable && !(is_first && is_second))
        *needs = is_swapped ? PSG_CSV_MONTH_FIRST : PSG_CSV_DAY_FIRST;
    g_autoptr(GDateTime) date = g_date_time_new_utc(
            day.year, is_swapped ? day.day : day.month, is_swapped ? day.month : day.day, 0, 0, 0);
    if (!date)
        return FALSE;
    *seconds = g_date_time_to_unix(date) + time - offset;
    return *seconds > 0;
}
