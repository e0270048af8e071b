/* Finding personal data. See personal.h. One walk over the bytes; where a word or a number begins,
 * each reader below looks a bounded way ahead, so that no text takes more than linear time. Letters
 * and digits are those of ASCII: Chinese and others write numbers without a blank before them. */
#include "text/personal.h"

#include <string.h>

/* How far from a word of birth a date is still one of birth, in bytes. */
#define BIRTH_BEFORE 48
#define BIRTH_AFTER 32

typedef struct {
    const char *text, *end;
    const char *free;  /* from here on nothing has been found yet */
    const char *birth; /* the end of the last word of birth; NULL */
    GArray *found;
} Search;

/* --- Bytes --- */

static char
get(const Search *search, const char *at)
{
    return at >= search->text && at < search->end ? *at : 0;
}

static gboolean
is_ending(const Search *search, const char *at)
{
    return !g_ascii_isalnum(get(search, at));
}

/* A number inside of something longer that is no text: an address, a reference. */
static gboolean
is_joined(const Search *search, const char *at)
{
    char before = get(search, at - 1), further = get(search, at - 2);
    if (before == '.')
        return g_ascii_isdigit(further);
    if (before == '-' || before == '/' || before == '_')
        return g_ascii_isalnum(further) || further == '/';
    return before && strchr("=&#%@$\\", before);
}

static gboolean
is_continued(const Search *search, const char *at)
{
    char next = get(search, at), further = get(search, at + 1);
    if (g_ascii_isalnum(next) || next == '@' || next == '%')
        return TRUE;
    if (next == '-' || next == '_')
        return g_ascii_isalnum(further);
    return (next == '.' || next == ',') && g_ascii_isdigit(further);
}

/* The length of one blank: a space, a tab, a line end, or one of the two that do not break. */
static gsize
measure_blank(const Search *search, const char *at)
{
    char c = get(search, at);
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
        return 1;
    if (c == '\xc2' && get(search, at + 1) == '\xa0')
        return 2;
    return c == '\xe2' && get(search, at + 1) == '\x80' && get(search, at + 2) == '\xaf' ? 3 : 0;
}

/* A few blanks, with one line end at most. */
static const char *
skip_blanks(const Search *search, const char *at)
{
    gboolean has_line_end = FALSE;
    for (guint i = 0; i < 8; i++) {
        gsize length = measure_blank(search, at);
        if (!length || (*at == '\n' && has_line_end))
            break;
        has_line_end |= *at == '\n';
        at += length;
    }
    return at;
}

/* The length of a hyphen, of one that does not break, or of a short dash. */
static gsize
measure_hyphen(const Search *search, const char *at)
{
    char c = get(search, at);
    if (c == '-')
        return 1;
    if (c != '\xe2' || get(search, at + 1) != '\x80')
        return 0;
    guchar last = (guchar)get(search, at + 2);
    return last >= 0x90 && last <= 0x93 ? 3 : 0;
}

/* Blanks or a hyphen between the groups of a number, or nothing. */
static const char *
skip_separator(const Search *search, const char *at)
{
    gsize hyphen = measure_hyphen(search, at);
    return hyphen ? at + hyphen : skip_blanks(search, at);
}

static guint
count_digits(const Search *search, const char *at, guint limit)
{
    guint count = 0;
    while (count < limit && g_ascii_isdigit(get(search, at + count)))
        count++;
    return count;
}

static gboolean
has_prefix(const Search *search, const char *at, const char *word)
{
    gsize length = strlen(word);
    return (gsize)(search->end - at) >= length && !g_ascii_strncasecmp(at, word, length);
}

/* Whether one of these words stands in the `reach` bytes before `at`. */
static gboolean
is_after_word(const Search *search, const char *at, gsize reach, const char *word)
{
    const char *from = at - MIN(reach, (gsize)(at - search->text));
    for (; from < at; from++)
        if (has_prefix(search, from, word) && is_ending(search, from - 1))
            return TRUE;
    return FALSE;
}

/* --- NHS numbers --- */

/* The last of ten digits is what the others make, weighed 10 to 2, modulus 11. Nobody has a number
 * of one digit repeated. */
static gboolean
checks_as_nhs(const char *digits)
{
    guint sum = 0;
    gboolean is_one_digit = TRUE;
    for (guint i = 0; i < 9; i++) {
        sum += (guint)(digits[i] - '0') * (10 - i);
        is_one_digit &= digits[i + 1] == digits[0];
    }
    return !is_one_digit && (11 - sum % 11) % 11 == (guint)(digits[9] - '0');
}

static const char *
read_nhs_number(const Search *search, const char *at)
{
    char digits[10];
    const char *end = at;
    if (count_digits(search, at, 11) == 10) {
        memcpy(digits, at, 10);
        end = at + 10;
    } else {
        static const guint groups[] = {3, 3, 4};
        guint count = 0;
        for (guint i = 0; i < 3; i++) {
            if (i > 0)
                end = skip_separator(search, end);
            if (count_digits(search, end, groups[i] + 1) != groups[i])
                return NULL;
            memcpy(digits + count, end, groups[i]);
            count += groups[i];
            end += groups[i];
        }
    }
    if (!checks_as_nhs(digits) || is_continued(search, end))
        return NULL;
    if (is_after_word(search, at, 24, "NHS"))
        return end;
    /* The old numbers of books are checked in the same way. */
    return is_joined(search, at) || is_after_word(search, at, 16, "ISBN") ? NULL : end;
}

/* --- Telephone numbers --- */

/* The digits of a telephone number, and how they stand in groups. */
typedef struct {
    char digits[16];
    guint count, first_group;
    const char *end;
} Phone;

/* What may stand between two groups: blanks, a hyphen, a full stop, brackets. NULL for anything
 * else. */
static const char *
skip_phone_separator(const Search *search, const char *at)
{
    const char *from = at;
    if (get(search, at) == ')')
        at++;
    if (get(search, at) == '.')
        at++;
    else
        at = skip_separator(search, at);
    if (get(search, at) == '(')
        at++;
    return at > from && g_ascii_isdigit(get(search, at)) ? at : NULL;
}

/* Adds one group; FALSE when it does not fit. */
static gboolean
take_group(const Search *search, const char *at, Phone *phone)
{
    guint room = (guint)sizeof phone->digits - 1 - phone->count;
    guint length = count_digits(search, at, room + 1);
    if (!length || length > room)
        return FALSE;
    memcpy(phone->digits + phone->count, at, length);
    phone->count += length;
    phone->digits[phone->count] = 0;
    phone->end = at + length;
    return TRUE;
}

/* A number as one dials it in the United Kingdom, from its 0. */
static gboolean
is_national(const char *digits, guint count)
{
    if (digits[0] != '0' || !digits[1] || !strchr("1237", digits[1]))
        return FALSE;
    return count == 11 || (count == 10 && digits[1] == '1');
}

/* Whether the groups read so far are a whole number. `has_code`: they began with + or 00. */
static gboolean
is_whole_phone(const Phone *phone, gboolean has_code)
{
    const char *digits = phone->digits;
    if (!has_code) {
        /* Ten digits in one piece are rather a reference, and two before others a date. */
        if (phone->count == 10 && phone->first_group != 5 && phone->first_group != 6)
            return FALSE;
        if (phone->first_group == 2 && digits[1] != '7')
            return FALSE;
        return is_national(digits, phone->count);
    }
    if (!g_str_has_prefix(digits, "44"))
        return phone->count >= 10 && phone->count <= 14 && digits[0] != '0';
    char national[16];
    const char *rest = digits + 2;
    g_snprintf(national, sizeof national, "%s%s", *rest == '0' ? "" : "0", rest);
    return is_national(national, (guint)strlen(national));
}

static const char *
read_phone(const Search *search, const char *at)
{
    Phone phone = {0};
    gboolean has_code = *at == '+';
    const char *digits = at;
    if (*at == '+' || *at == '(')
        digits++;
    else if (has_prefix(search, at, "0044")) {
        has_code = TRUE;
        digits += 2;
    }
    if (is_joined(search, at) || !take_group(search, digits, &phone))
        return NULL;
    phone.first_group = phone.count;
    if (*at == '(' && get(search, phone.end) != ')')
        return NULL;
    const char *end = NULL;
    for (guint groups = 1;; groups++) {
        if (is_whole_phone(&phone, has_code) && !is_continued(search, phone.end))
            end = phone.end;
        const char *next = groups < 6 ? skip_phone_separator(search, phone.end) : NULL;
        guint before = phone.count;
        if (!next || !take_group(search, next, &phone))
            break;
        /* A digit alone is only the 0 that one leaves out after the country's code. */
        if (phone.count == before + 1 && !(has_code && phone.digits[before] == '0'))
            break;
        if (groups == 1 && phone.first_group == 2 && !has_code && phone.count < 5)
            break;
    }
    return end;
}

/* --- Pupil and insurance numbers --- */

/* The letters that check, in the order of the rest that each stands for. */
static const char upn_letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";

static const char *
read_pupil_number(const Search *search, const char *at)
{
    guint digits = count_digits(search, at + 1, 13);
    const char *letter = strchr(upn_letters, g_ascii_toupper(*at));
    if (!letter || is_joined(search, at))
        return NULL;
    if (digits == 11) {
        char last = g_ascii_toupper(get(search, at + 12));
        gboolean is_temporary = last && strchr(upn_letters, last) && !is_continued(search, at + 13);
        return is_temporary ? at + 13 : NULL;
    }
    if (digits != 12 || is_continued(search, at + 13))
        return NULL;
    guint sum = 0;
    for (guint i = 0; i < 12; i++)
        sum += (guint)(at[1 + i] - '0') * (i + 2);
    return upn_letters[sum % 23] == *letter ? at + 13 : NULL;
}

/* HMRC, National Insurance Manual NIM39110: which letters are used. */
static gboolean
is_insurance_prefix(char first, char second)
{
    static const char unused[][3] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
    if (!g_ascii_isupper(first) || !g_ascii_isupper(second) || strchr("DFIQUV", first) ||
            strchr("DFIOQUV", second))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(unused); i++)
        if (unused[i][0] == first && unused[i][1] == second)
            return FALSE;
    return TRUE;
}

static const char *
read_insurance_number(const Search *search, const char *at)
{
    if (!is_insurance_prefix(g_ascii_toupper(*at), g_ascii_toupper(get(search, at + 1))) ||
            is_joined(search, at))
        return NULL;
    const char *end = at + 2;
    for (guint i = 0; i < 3; i++) {
        end = skip_separator(search, end);
        if (count_digits(search, end, 2) != 2)
            return NULL;
        end += 2;
    }
    end = skip_separator(search, end);
    char suffix = g_ascii_toupper(get(search, end));
    return suffix >= 'A' && suffix <= 'D' && !is_continued(search, end + 1) ? end + 1 : NULL;
}

/* --- Postcodes --- */

static const char postcode_areas[] =
        " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT "
        "DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA "
        "LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE "
        "SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV "
        "YO ZE ";

/* The length of a district as M, M1, M60, SW1A have it: area, digit, and a digit or letter; 0. With
 * `is_short`, without that last one. */
static guint
measure_district(const Search *search, const char *at, gboolean is_short)
{
    char area[5] = " ";
    guint letters = 0;
    while (letters < 2 && g_ascii_isalpha(get(search, at + letters))) {
        area[letters + 1] = g_ascii_toupper(at[letters]);
        letters++;
    }
    area[letters + 1] = ' ';
    if (!letters || !g_ascii_isdigit(get(search, at + letters)) || !strstr(postcode_areas, area))
        return 0;
    char last = get(search, at + letters + 1);
    if (is_short)
        return letters + 1;
    return g_ascii_isdigit(last) || (last && strchr("ABCDEFGHJKMNPRSTUVWXY", g_ascii_toupper(last)))
                   ? letters + 2
                   : 0;
}

/* The three characters of a delivery point, as 1AA. */
static gboolean
is_delivery_point(const Search *search, const char *at)
{
    static const char letters[] = "ABDEFGHJLNPQRSTUWXYZ";
    char first = g_ascii_toupper(get(search, at + 1)),
         second = g_ascii_toupper(get(search, at + 2));
    return g_ascii_isdigit(get(search, at)) && first && second && strchr(letters, first) &&
           strchr(letters, second) && is_ending(search, at + 3);
}

/* "a1 2nd" is not one: small letters could be an ordinary number's. */
static gboolean
is_ordinal(const char *point)
{
    static const char endings[][3] = {"st", "nd", "rd", "th"};
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
        if (!strncmp(point + 1, endings[i], 2))
            return TRUE;
    return FALSE;
}

static const char *
read_postcode(const Search *search, const char *at)
{
    for (guint is_short = 0; is_short < 2; is_short++) {
        guint district = measure_district(search, at, is_short);
        if (!district)
            continue;
        const char *point = skip_blanks(search, at + district);
        if (!is_delivery_point(search, point) || is_ordinal(point))
            continue;
        /* In one piece it might be a part of an address or a reference. */
        if (point == at + district &&
                (!g_ascii_isupper(*at) || !g_ascii_isupper(point[2]) || is_joined(search, at) ||
                        is_continued(search, point + 3)))
            continue;
        return point + 3;
    }
    return NULL;
}

/* --- E-mail addresses --- */

static gboolean
is_local_byte(char c)
{
    return g_ascii_isalnum(c) || (c && strchr("._%+'-", c));
}

/* Names that belong to nobody (RFC 2606, RFC 6761). */
static gboolean
is_reserved_domain(const char *domain, gsize length)
{
    static const char *const names[] = {
            "example.org", "example.com", "example.net", "example", "invalid", "test", "localhost"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        gsize size = strlen(names[i]);
        if (length >= size && !g_ascii_strncasecmp(domain + length - size, names[i], size) &&
                (length == size || domain[length - size - 1] == '.'))
            return TRUE;
    }
    return FALSE;
}

/* The end of a host's name of two parts or more, the last of them letters; NULL. */
static const char *
read_domain(const Search *search, const char *at)
{
    const char *end = at, *last = at, *good = NULL;
    for (; end < search->end && end - at < 254; end++) {
        if (*end == '.') {
            if (end == last)
                break;
            last = end + 1;
        } else if (!g_ascii_isalnum(*end) && *end != '-') {
            break;
        }
        if (last > at && end - last >= 1 && g_ascii_isalpha(*end) && g_ascii_isalpha(*last) &&
                is_ending(search, end + 1))
            good = end + 1;
    }
    return good;
}

/* `at` is the sign between the two parts. */
static const char *
read_mail(const Search *search, const char *at, const char **start)
{
    const char *from = at;
    while (from > search->free && at - from < 64 && is_local_byte(from[-1]))
        from--;
    while (from < at && !g_ascii_isalnum(*from))
        from++;
    const char *end = from < at && at[-1] != '.' ? read_domain(search, at + 1) : NULL;
    if (!end || is_reserved_domain(at + 1, (gsize)(end - at) - 1))
        return NULL;
    /* Addresses of pages, and of repositories (git@host:path). */
    if (get(search, from - 1) == '/' && get(search, from - 2) == '/')
        return NULL;
    if (get(search, end) == ':' && g_ascii_isalnum(get(search, end + 1)))
        return NULL;
    *start = from;
    return end;
}

/* --- Dates of birth --- */

/* The end of a word of birth that begins here; NULL. */
static const char *
read_birth_word(const Search *search, const char *at)
{
    static const char *const words[] = {"date of birth", "dates of birth", "birth date",
            "birthdate", "birthday", "d.o.b.", "d.o.b", "dob", "born"};
    if (!strchr("bBdD", *at))
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        const char *end = at + strlen(words[i]);
        if (has_prefix(search, at, words[i]) && is_ending(search, end))
            return end;
    }
    return NULL;
}

/* The end of the name of a month, short or in full; NULL. */
static const char *
read_month(const Search *search, const char *at)
{
    static const char *const months[] = {"january", "february", "march", "april", "may", "june",
            "july", "august", "september", "october", "november", "december", "sept"};
    if (!g_ascii_isalpha(get(search, at)))
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(months); i++) {
        gsize length = strlen(months[i]);
        if (has_prefix(search, at, months[i]) && is_ending(search, at + length))
            return at + length;
        if (search->end - at >= 3 && !g_ascii_strncasecmp(at, months[i], 3) &&
                is_ending(search, at + 3))
            return at + 3 + (get(search, at + 3) == '.');
    }
    return NULL;
}

/* One or two digits with a value up to `most`; 0 when there are others. */
static guint
read_small(const Search *search, const char *at, guint most)
{
    guint length = count_digits(search, at, 3), value = 0;
    for (guint i = 0; i < length; i++)
        value = value * 10 + (guint)(at[i] - '0');
    return length <= 2 && value >= 1 && value <= most ? length : 0;
}

/* The end of a year of four digits, or of two with or without an apostrophe; NULL. */
static const char *
read_year(const Search *search, const char *at)
{
    if (get(search, at) == '\'')
        at++;
    guint length = count_digits(search, at, 5);
    if (length == 4)
        return (at[0] == '1' && at[1] == '9') || (at[0] == '2' && at[1] == '0') ? at + 4 : NULL;
    return length == 2 ? at + 2 : NULL;
}

/* A day's number, with or without "st", "nd", "rd" or "th". */
static const char *
read_day(const Search *search, const char *at)
{
    guint length = read_small(search, at, 31);
    const char *end = at + length;
    if (length && (has_prefix(search, end, "st") || has_prefix(search, end, "nd") ||
                          has_prefix(search, end, "rd") || has_prefix(search, end, "th")))
        end += 2;
    return length && is_ending(search, end) ? end : NULL;
}

/* What stands before a year: blanks, a comma, "of". */
static const char *
skip_before_year(const Search *search, const char *at)
{
    if (get(search, at) == ',')
        at++;
    return skip_blanks(search, at);
}

/* 12/05/2019, 12.5.19, 12-05-2019, 2019-05-12 and the same with blanks around the signs. */
static const char *
read_date_of_numbers(const Search *search, const char *at)
{
    gboolean is_year_first = count_digits(search, at, 5) == 4;
    guint first = is_year_first ? (read_year(search, at) ? 4 : 0) : read_small(search, at, 31);
    const char *sign = at + first;
    if (get(search, sign) == ' ')
        sign++;
    char separator = get(search, sign);
    if (!first || (separator != '/' && separator != '-' && separator != '.'))
        return NULL;
    const char *second = sign + 1 + (get(search, sign + 1) == ' ');
    guint length = read_small(search, second, 31);
    const char *again = second + length + (get(search, second + length) == ' ');
    if (!length || get(search, again) != separator)
        return NULL;
    const char *last = again + 1 + (get(search, again + 1) == ' ');
    if (!is_year_first)
        return read_year(search, last);
    guint day = read_small(search, last, 31);
    return day ? last + day : NULL;
}

/* 12 May 2019, 12th of May, 2019, May 12, 2019; the year may be left out. */
static const char *
read_date_of_words(const Search *search, const char *at)
{
    const char *end, *year;
    if (g_ascii_isdigit(*at)) {
        if (!(end = read_day(search, at)))
            return NULL;
        end = skip_blanks(search, end + (get(search, end) == '-'));
        if (has_prefix(search, end, "of "))
            end += 3;
        end = read_month(search, end);
    } else {
        if (!(end = read_month(search, at)))
            return NULL;
        end = read_day(search, skip_blanks(search, end));
    }
    if (!end)
        return NULL;
    year = read_year(search, skip_before_year(search, end + (get(search, end) == '-')));
    return year && is_ending(search, year) ? year : end;
}

/* "born between", "born on or after": a rule for many children, not the day of one. */
static gboolean
is_rule_for_many(const Search *search, const char *from, const char *to)
{
    static const char *const words[] = {"between", "before", "after", "since", "until", "from"};
    for (; from < to; from++)
        for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
            if (g_ascii_isalpha(*from) && !g_ascii_isalpha(get(search, from - 1)) &&
                    has_prefix(search, from, words[i]))
                return TRUE;
    return FALSE;
}

/* Whether text of one paragraph is between. */
static gboolean
is_near(const Search *search, const char *from, const char *to, gsize reach)
{
    return from <= to && (gsize)(to - from) <= reach &&
           !g_strstr_len(from, (gssize)(to - from), "\n\n") && !is_rule_for_many(search, from, to);
}

static gboolean
is_before_birth_word(const Search *search, const char *end)
{
    for (const char *at = end; at < search->end && at - end <= BIRTH_AFTER; at++) {
        if (*at == '.' && measure_blank(search, at + 1))
            return FALSE;
        if (g_ascii_isalpha(*at) && is_ending(search, at - 1) && read_birth_word(search, at))
            return is_near(search, end, at, BIRTH_AFTER);
    }
    return FALSE;
}

static const char *
read_birth(const Search *search, const char *at)
{
    const char *end = g_ascii_isdigit(*at) ? read_date_of_numbers(search, at) : NULL;
    if (!end)
        end = read_date_of_words(search, at);
    if (!end || !is_ending(search, end))
        return NULL;
    gboolean is_birth = (search->birth && is_near(search, search->birth, at, BIRTH_BEFORE)) ||
                        is_before_birth_word(search, end);
    return is_birth ? end : NULL;
}

/* --- The walk --- */

static void
add(Search *search, PsgPersonalKind kind, const char *start, const char *end)
{
    PsgPersonalDatum datum = {kind, (gsize)(start - search->text), (gsize)(end - search->text)};
    g_array_append_val(search->found, datum);
    search->free = end;
}

typedef const char *(*Reader)(const Search *search, const char *at);

static gboolean
try(Search *search, PsgPersonalKind kind, Reader read, const char *at)
{
    const char *end = read(search, at);
    if (end)
        add(search, kind, at, end);
    return end != NULL;
}

static void
look_at_word(Search *search, const char *at)
{
    if (g_ascii_isdigit(*at)) {
        if (!try(search, PSG_PERSONAL_BIRTH, read_birth, at) &&
                !try(search, PSG_PERSONAL_NHS_NUMBER, read_nhs_number, at))
            try(search, PSG_PERSONAL_PHONE, read_phone, at);
        return;
    }
    const char *birth = read_birth_word(search, at);
    if (birth)
        search->birth = birth;
    char second = get(search, at + 1), third = get(search, at + 2);
    if (g_ascii_isdigit(second) && try(search, PSG_PERSONAL_PUPIL_NUMBER, read_pupil_number, at))
        return;
    if (g_ascii_isdigit(second) || g_ascii_isdigit(third)) {
        if (try(search, PSG_PERSONAL_POSTCODE, read_postcode, at))
            return;
    }
    if (g_ascii_isalpha(second) && !g_ascii_isalpha(third) &&
            try(search, PSG_PERSONAL_INSURANCE_NUMBER, read_insurance_number, at))
        return;
    if (strchr("jfmasondJFMASOND", *at))
        try(search, PSG_PERSONAL_BIRTH, read_birth, at);
}

GArray *
psg_personal_find(const char *text, gsize length)
{
    Search search = {
            text, text + length, text, NULL, g_array_new(FALSE, FALSE, sizeof(PsgPersonalDatum))};
    gboolean is_in_word = FALSE;
    for (const char *at = text; at < search.end;) {
        gboolean is_word_byte = g_ascii_isalnum(*at);
        const char *free = search.free;
        if (is_word_byte && !is_in_word) {
            look_at_word(&search, at);
        } else if (*at == '+' || *at == '(') {
            if (g_ascii_isdigit(get(&search, at + 1)))
                try(&search, PSG_PERSONAL_PHONE, read_phone, at);
        } else if (*at == '@') {
            const char *start, *end = read_mail(&search, at, &start);
            if (end)
                add(&search, PSG_PERSONAL_MAIL, start, end);
        }
        gboolean is_found = search.free > free;
        at = is_found ? search.free : at + 1;
        is_in_word = is_found ? TRUE : is_word_byte;
    }
    return search.found;
}

const char *
psg_personal_kind_get_name(PsgPersonalKind kind)
{
    static const char *const names[PSG_PERSONAL_KINDS] = {"an NHS number", "a unique pupil number",
            "a National Insurance number", "a telephone number", "an e-mail address",
            "a full postcode", "a date of birth"};
    return names[kind];
}
