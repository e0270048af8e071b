/* Folding and splitting in one pass. Nearly all text is ASCII, which a table of 128 bytes settles;
 * anything else goes through GLib's Unicode data. See fold.h. */
#include "publish/search/fold.h"

#include <string.h>

typedef struct {
    char word[PSG_FOLD_WORD_LIMIT];
    gsize length;
    guint32 seed, hash;
    PsgFoldFound found;
    gpointer data;
} Folder;

/* The folded form of an ASCII character; 0 for one that parts words. */
static const char ascii_forms[128] = {
        ['0'] = '0',
        ['1'] = '1',
        ['2'] = '2',
        ['3'] = '3',
        ['4'] = '4',
        ['5'] = '5',
        ['6'] = '6',
        ['7'] = '7',
        ['8'] = '8',
        ['9'] = '9',
        ['A'] = 'a',
        ['B'] = 'b',
        ['C'] = 'c',
        ['D'] = 'd',
        ['E'] = 'e',
        ['F'] = 'f',
        ['G'] = 'g',
        ['H'] = 'h',
        ['I'] = 'i',
        ['J'] = 'j',
        ['K'] = 'k',
        ['L'] = 'l',
        ['M'] = 'm',
        ['N'] = 'n',
        ['O'] = 'o',
        ['P'] = 'p',
        ['Q'] = 'q',
        ['R'] = 'r',
        ['S'] = 's',
        ['T'] = 't',
        ['U'] = 'u',
        ['V'] = 'v',
        ['W'] = 'w',
        ['X'] = 'x',
        ['Y'] = 'y',
        ['Z'] = 'z',
        ['a'] = 'a',
        ['b'] = 'b',
        ['c'] = 'c',
        ['d'] = 'd',
        ['e'] = 'e',
        ['f'] = 'f',
        ['g'] = 'g',
        ['h'] = 'h',
        ['i'] = 'i',
        ['j'] = 'j',
        ['k'] = 'k',
        ['l'] = 'l',
        ['m'] = 'm',
        ['n'] = 'n',
        ['o'] = 'o',
        ['p'] = 'p',
        ['q'] = 'q',
        ['r'] = 'r',
        ['s'] = 's',
        ['t'] = 't',
        ['u'] = 'u',
        ['v'] = 'v',
        ['w'] = 'w',
        ['x'] = 'x',
        ['y'] = 'y',
        ['z'] = 'z',
};

/* FNV-1a, a byte at a time while the word is read anyway. */
static inline guint32
add_to_hash(guint32 hash, char byte)
{
    return (hash ^ (guint8)byte) * 16777619u;
}

static inline void
end_word(Folder *folder)
{
    if (folder->length == 0)
        return;
    folder->found(folder->word, folder->length, folder->hash, folder->data);
    folder->length = 0;
    folder->hash = folder->seed;
}

static void
append(Folder *folder, const char *bytes, gsize length)
{
    if (folder->length + length > PSG_FOLD_WORD_LIMIT)
        return;
    for (gsize i = 0; i < length; i++) {
        folder->word[folder->length++] = bytes[i];
        folder->hash = add_to_hash(folder->hash, bytes[i]);
    }
}

/* Letters that NFKD leaves whole although readers without them on the keyboard type others. */
static const char *
find_spelling(gunichar character)
{
    switch (character) {
    case 0xDF:
        return "ss";
    case 0x142:
        return "l";
    case 0xF8:
        return "o";
    case 0x111:
        return "d";
    case 0x131:
        return "i";
    case 0xE6:
        return "ae";
    case 0x153:
        return "oe";
    case 0x3C2:
        return "\xcf\x83";
    default:
        return NULL;
    }
}

static gboolean
is_mark(GUnicodeType type)
{
    return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_SPACING_MARK ||
           type == G_UNICODE_ENCLOSING_MARK;
}

static gboolean
is_letter_or_number(GUnicodeType type)
{
    switch (type) {
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
        return TRUE;
    default:
        return FALSE;
    }
}

/* Scripts written without spaces: each character is a word. */
static gboolean
is_word_alone(gunichar character)
{
    if (character < 0x2E80)
        return FALSE;
    GUnicodeScript script = g_unichar_get_script(character);
    return script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA ||
           script == G_UNICODE_SCRIPT_KATAKANA;
}

/* One character of the decomposed text. */
static void
add_decomposed(Folder *folder, gunichar character)
{
    GUnicodeType type = g_unichar_type(character);
    if (is_mark(type))
        return;
    if (!is_letter_or_number(type)) {
        end_word(folder);
        return;
    }
    gunichar lower = g_unichar_tolower(character);
    const char *spelling = find_spelling(lower);
    char bytes[6];
    gsize length = spelling ? strlen(spelling) : (gsize)g_unichar_to_utf8(lower, bytes);
    gboolean is_alone = is_word_alone(lower);
    if (is_alone)
        end_word(folder);
    append(folder, spelling ? spelling : bytes, length);
    if (is_alone)
        end_word(folder);
}

static void
add_character(Folder *folder, gunichar character)
{
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    gsize count = g_unichar_fully_decompose(character, TRUE, parts, G_N_ELEMENTS(parts));
    for (gsize i = 0; i < MIN(count, G_N_ELEMENTS(parts)); i++)
        add_decomposed(folder, parts[i]);
}

void
psg_fold_words(const char *text, gsize length, guint32 seed, PsgFoldFound found, gpointer data)
{
    Folder folder = {.seed = seed ^ 2166136261u, .found = found, .data = data};
    folder.hash = folder.seed;
    const char *end = text + length;
    for (const char *at = text; at < end;) {
        guchar byte = (guchar)*at;
        if (byte < 128) {
            char form = ascii_forms[byte];
            if (!form) {
                end_word(&folder);
            } else if (folder.length < PSG_FOLD_WORD_LIMIT) {
                folder.word[folder.length++] = form;
                folder.hash = add_to_hash(folder.hash, form);
            }
            at++;
        } else {
            add_character(&folder, g_utf8_get_char(at));
            at = g_utf8_next_char(at);
        }
    }
    end_word(&folder);
}
