/* Quotes: the words of a passage with their surroundings, and the places in a text where such words
 * stand. W3C Web Annotation Data Model, 4.2.4. See anchor.h. */
#include "review/anchor/anchor.h"

#include <string.h>

/* --- making --- */

/* The place some characters before or after another. */
static gsize
step_back(const char *text, gsize from, guint count)
{
    const char *at = text + from;
    while (count-- > 0 && at > text)
        at = g_utf8_find_prev_char(text, at) ? g_utf8_find_prev_char(text, at) : text;
    return (gsize)(at - text);
}

static gsize
step_on(const char *text, gsize length, gsize from, guint count)
{
    const char *at = text + from, *end = text + length;
    while (count-- > 0 && at < end) {
        const char *next = g_utf8_find_next_char(at, end);
        at = next ? next : end;
    }
    return (gsize)(at - text);
}

PsgQuote *
psg_quote_new(const char *text, gsize length, gsize start, gsize end)
{
    PsgQuote *quote = g_new0(PsgQuote, 1);
    gsize before = step_back(text, start, PSG_QUOTE_CONTEXT),
          after = step_on(text, length, end, PSG_QUOTE_CONTEXT);
    quote->exact = g_strndup(text + start, end - start);
    quote->prefix = g_strndup(text + before, start - before);
    quote->suffix = g_strndup(text + end, after - end);
    return quote;
}

void
psg_quote_free(PsgQuote *quote)
{
    if (!quote)
        return;
    g_free(quote->exact);
    g_free(quote->prefix);
    g_free(quote->suffix);
    g_free(quote);
}

/* --- finding --- */

/* How much of `words` stands at `at`, white space of any kind and length being equal; the place
 * behind it, or NULL when it does not stand there. */
static const char *
match_words(const char *at, const char *end, const char *words)
{
    while (*words) {
        if (g_ascii_isspace(*words)) {
            if (at >= end || !g_ascii_isspace(*at))
                return NULL;
            while (g_ascii_isspace(*words))
                words++;
            while (at < end && g_ascii_isspace(*at))
                at++;
        } else if (at < end && *at == *words)
            at++, words++;
        else
            return NULL;
    }
    return at;
}

/* How many bytes of the surroundings agree, without white space, going away from the passage. */
static guint
count_before(const char *text, const char *at, const char *prefix)
{
    guint count = 0;
    for (const char *wanted = prefix + strlen(prefix); wanted > prefix && at > text;) {
        if (g_ascii_isspace(wanted[-1]))
            wanted--;
        else if (g_ascii_isspace(at[-1]))
            at--;
        else if (wanted[-1] == at[-1])
            wanted--, at--, count++;
        else
            break;
    }
    return count;
}

static guint
count_after(const char *at, const char *end, const char *suffix)
{
    guint count = 0;
    while (*suffix && at < end) {
        if (g_ascii_isspace(*suffix))
            suffix++;
        else if (g_ascii_isspace(*at))
            at++;
        else if (*suffix == *at)
            suffix++, at++, count++;
        else
            break;
    }
    return count;
}

GArray *
psg_quote_find(
        const char *text, gsize length, const char *exact, const char *prefix, const char *suffix)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(PsgByteRange));
    const char *end = text + length;
    guint best = 0;
    while (g_ascii_isspace(*exact))
        exact++;
    g_autofree char *words = g_strchomp(g_strdup(exact));
    if (!*words)
        return places;
    for (const char *at = text; (at = memchr(at, *words, (gsize)(end - at))); at++) {
        const char *behind = match_words(at, end, words);
        if (!behind)
            continue;
        guint agreement = (prefix ? count_before(text, at, prefix) : 0) +
                          (suffix ? count_after(behind, end, suffix) : 0);
        if (agreement < best)
            continue;
        if (agreement > best)
            g_array_set_size(places, 0);
        best = agreement;
        PsgByteRange range = {(gsize)(at - text), (gsize)(behind - text)};
        g_array_append_val(places, range);
    }
    return places;
}
