/* From characters to words, as readers of many scripts see them: letters and digits together with
 * the apostrophes, hyphens and points inside them; every punctuation mark alone; every character
 * alone in scripts that put no spaces between words. */
#include "text/diff/internal.h"
#include "text/script.h"

typedef enum {
    CHARACTER_SPACE,
    CHARACTER_LETTER,
    CHARACTER_SIGN, /* a word of its own, as in Chinese, Japanese or Thai */
    CHARACTER_MARK, /* belongs to the character before it */
    CHARACTER_OTHER,
} CharacterKind;

/* Also of scripts that set a mark after each syllable rather than each word. */
static gboolean
is_of_spaceless_script(gunichar c)
{
    if (c < 0x0e00)
        return FALSE;
    switch (g_unichar_get_script(c)) {
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_YI:
    case G_UNICODE_SCRIPT_TIBETAN:
        return TRUE;
    default:
        return psg_script_is_unspaced(c);
    }
}

static gboolean
is_ascii_letter(guchar c)
{
    return g_ascii_isalnum((gchar)c) || c == '_';
}

static CharacterKind
get_kind(gunichar c)
{
    if (c < 0x80)
        return is_ascii_letter((guchar)c) ? CHARACTER_LETTER
               : c <= ' ' || c == 0x7f    ? CHARACTER_SPACE
                                          : CHARACTER_OTHER;
    if (c >= 0x2010 && c <= 0x2027) /* dashes and quotation marks, which are frequent */
        return CHARACTER_OTHER;
    if (g_unichar_isspace(c))
        return CHARACTER_SPACE;
    if (g_unichar_ismark(c) || g_unichar_type(c) == G_UNICODE_FORMAT ||
            (c >= 0x1f3fb && c <= 0x1f3ff)) /* the tones of skin */
        return CHARACTER_MARK;
    if (g_unichar_isalnum(c))
        return is_of_spaceless_script(c) ? CHARACTER_SIGN : CHARACTER_LETTER;
    return CHARACTER_OTHER;
}

/* TRUE for what may stand inside a word, between letters ("don't", "turn-taking") or between digits
 * ("1,000.50"). */
static gboolean
is_joint(gunichar c, const char *before, const char *after, gboolean is_code)
{
    if (c == '.' || c == ',')
        return g_ascii_isdigit(*before) && g_ascii_isdigit(*after);
    return !is_code && (c == '\'' || c == 0x2019 || c == '-' || c == 0x2010 || c == 0x2011);
}

static const char *
skip_marks(const char *at, const char *end)
{
    while (at < end && (guchar)*at >= 0x80 && get_kind(g_utf8_get_char(at)) == CHARACTER_MARK)
        at = g_utf8_next_char(at);
    return at;
}

#define ZERO_WIDTH_JOINER 0x200d

/* The end of a sign with all that is joined to it, as families among the emoji are. */
static const char *
skip_sign(const char *at, const char *end)
{
    for (;;) {
        const char *next = skip_marks(g_utf8_next_char(at), end);
        gboolean is_joined = next < end && next - at > 3 &&
                             g_utf8_get_char(g_utf8_prev_char(next)) == ZERO_WIDTH_JOINER;
        if (!is_joined || get_kind(g_utf8_get_char(next)) != CHARACTER_OTHER)
            return next;
        at = next;
    }
}

static const char *
skip_letters(const char *at, const char *end, gboolean is_code)
{
    for (const char *last = at; at < end;) {
        if (is_ascii_letter((guchar)*at)) {
            last = at++;
            continue;
        }
        gunichar c = g_utf8_get_char(at);
        CharacterKind kind = get_kind(c);
        if (kind == CHARACTER_OTHER) {
            const char *next = g_utf8_next_char(at);
            if (next == end || !is_joint(c, last, next, is_code) ||
                    get_kind(g_utf8_get_char(next)) != CHARACTER_LETTER)
                return at;
        } else if (kind == CHARACTER_SPACE || kind == CHARACTER_SIGN) {
            return at;
        }
        last = at;
        at = g_utf8_next_char(at);
    }
    return end;
}

void
psg_diff_split_words(GArray *words, const PsgDiffWord *model, const char *bytes, gsize length,
        gboolean is_code, gboolean *has_space)
{
    const char *end = bytes + length;
    PsgDiffWord word = *model;
    guint count = words->len;
    g_array_set_size(words, count + (guint)length); /* a word has a byte at least */
    for (const char *at = bytes; at < end;) {
        if (*at == ' ') {
            *has_space = TRUE;
            at++;
            continue;
        }
        CharacterKind kind = get_kind(g_utf8_get_char(at));
        if (kind == CHARACTER_SPACE) {
            *has_space = TRUE;
            at = g_utf8_next_char(at);
            continue;
        }
        const char *next = kind == CHARACTER_LETTER  ? skip_letters(at, end, is_code)
                           : kind == CHARACTER_OTHER ? skip_sign(at, end)
                                                     : skip_marks(g_utf8_next_char(at), end);
        word.text = at;
        word.length = (guint)(next - at);
        word.offset = model->offset + (guint)(at - bytes);
        word.has_space = *has_space;
        g_array_index(words, PsgDiffWord, count++) = word;
        *has_space = FALSE;
        at = next;
    }
    g_array_set_size(words, count);
}
