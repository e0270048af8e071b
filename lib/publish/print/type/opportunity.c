/* Where lines may end, as Unicode says (UAX #14). Pango knows the rules; but it needs a third of
 * all the time of setting text, and nearly every word of a Latin text is a plain one, with letters
 * inside and signs only at its edges, where a line can end only behind its spaces. So of simple
 * paragraphs, Pango is asked only about what is not plain. */
#include "publish/print/type/internal.h"

/* Marks from `start` on where Pango finds opportunities in a part of the text. */
static void
ask_pango(const PsgTypeOpportunities *in, guint start, guint end, guint8 *marks)
{
    const char *text = in->text + start;
    glong count = g_utf8_strlen(text, end - start);
    g_array_set_size(in->attributes, (guint)count + 1);
    const PangoLogAttr *attribute = &g_array_index(in->attributes, PangoLogAttr, 0);
    pango_get_log_attrs(text, (int)(end - start), -1, in->language,
            (PangoLogAttr *)(gpointer)in->attributes->data, (int)count + 1);
    for (const char *p = text; p < in->text + end; attribute++) {
        if (attribute->is_line_break && p > text)
            marks[p - text] |= PSG_MARK_BREAK;
        p = g_utf8_next_char(p);
    }
}

void
psg_type_mark_opportunities(const PsgTypeOpportunities *in, guint8 *marks)
{
    ask_pango(in, 0, (guint)in->length, marks);
}

/* --- plain words --- */

enum {
    LETTER = 1,     /* and digits */
    OPENING = 2,    /* stands before a word */
    CLOSING = 4,    /* stands behind a word */
    QUOTE = 8,      /* no break between it and a bracket, even over spaces */
    APOSTROPHE = 16 /* may stand inside a word */
};

static guint
find_kind(gunichar character)
{
    if (g_ascii_isalnum((char)character) && character < 0x80)
        return LETTER;
    switch (character) {
    case '(':
    case '[':
    case '{':
        return OPENING;
    case ')':
    case ']':
    case '}':
        return CLOSING | QUOTE;
    case '.':
    case ',':
    case ';':
    case ':':
    case '!':
    case '?':
        return CLOSING;
    case '"':
        return OPENING | CLOSING | QUOTE;
    case '\'':
        return OPENING | CLOSING | QUOTE | APOSTROPHE;
    case 0x2018:
    case 0x201c:
        return OPENING | QUOTE;
    case 0x2019:
        return CLOSING | QUOTE | APOSTROPHE;
    case 0x201d:
        return CLOSING | QUOTE;
    default:
        return character >= 0xc0 && character < 0x250 && character != 0xd7 && character != 0xf7
                       ? LETTER
                       : 0;
    }
}

/* A stretch without spaces, as far as is known without looking at its rules. */
typedef struct {
    guint start, end;
    guint first, last; /* kinds of its first and last characters; 0: some other */
    guint last_start;  /* byte of the last character */
    gboolean is_plain;
} Word;

/* Reads the word that begins at `start`: signs that open, letters with apostrophes, signs that
 * close. Whatever is not of this form is not plain. */
static Word
read_word(const char *text, guint start, guint end)
{
    Word word = {.start = start, .end = start, .is_plain = TRUE};
    guint wanted = OPENING | LETTER;
    gboolean has_letter = FALSE;
    while (word.end < end && text[word.end] != ' ') {
        guchar byte = (guchar)text[word.end];
        gunichar character = byte < 0x80 ? byte : g_utf8_get_char(text + word.end);
        guint kind = find_kind(character);
        word.last_start = word.end;
        word.last = kind;
        if (word.end == start)
            word.first = kind;
        word.end += byte < 0x80 ? 1 : (guint)g_utf8_skip[byte];
        if (!(kind & wanted)) {
            word.is_plain = FALSE;
        } else if (kind & LETTER) {
            wanted = LETTER | CLOSING;
            has_letter = TRUE;
        } else if (has_letter) {
            wanted = kind & APOSTROPHE && wanted & LETTER ? LETTER | CLOSING : CLOSING;
        }
    }
    word.is_plain = word.is_plain && has_letter;
    return word;
}

/* Whether a line can end between two words: all rules that reach over spaces are about brackets,
 * quotation marks and signs that are none of these. */
static gboolean
is_free_between(const Word *before, const Word *after)
{
    if (!(before->last & (LETTER | CLOSING)))
        return FALSE;
    return after->first & LETTER || (after->first & OPENING && !(before->last & QUOTE));
}

void
psg_type_mark_simple_opportunities(const PsgTypeOpportunities *in, guint8 *marks)
{
    guint at = 0, length = (guint)in->length;
    Word before = {0};
    while (TRUE) {
        while (at < length && in->text[at] == ' ')
            at++;
        if (at == length)
            return;
        Word word = read_word(in->text, at, length);
        if (before.end > 0 && is_free_between(&before, &word))
            marks[at] |= PSG_MARK_BREAK;
        else if (before.end > 0)
            ask_pango(in, before.last_start, (guint)(g_utf8_next_char(in->text + at) - in->text),
                    marks + before.last_start);
        if (!word.is_plain) {
            guint from = at > 0 ? at - 1 : at, to = MIN(word.end + 1, length);
            guint8 known = marks[at];
            ask_pango(in, from, to, marks + from);
            marks[at] = known;
            if (to > word.end)
                marks[to] &= (guint8)~PSG_MARK_BREAK;
        }
        before = word;
        at = word.end;
    }
}
