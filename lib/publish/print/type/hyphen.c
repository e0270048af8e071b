/* Where words may be parted: the patterns of libhyphen's dictionaries, one a language, shared by
 * all threads. */
#include <hyphen.h>
#include <string.h>

#include "publish/print/type/internal.h"

#define FOLDER "/usr/share/hyphen"
#define LONGEST_WORD 100 /* bytes; longer words are not parted */
#define LEFT_MINIMUM 2
#define RIGHT_MINIMUM 3

struct PsgTypeHyphenation {
    HyphenDict *dictionary; /* NULL: there is none */
};

void
psg_type_hyphenation_free(PsgTypeHyphenation *hyphenation)
{
    if (!hyphenation)
        return;
    if (hyphenation->dictionary)
        hnj_hyphen_free(hyphenation->dictionary);
    g_free(hyphenation);
}

/* Opens a dictionary by its language as it is written in file names ("en_GB"). */
static HyphenDict *
open_dictionary(const char *folder, const char *name)
{
    g_autofree char *path = g_strdup_printf("%s/hyph_%s.dic", folder, name);
    return g_file_test(path, G_FILE_TEST_IS_REGULAR) ? hnj_hyphen_load(path) : NULL;
}

/* Reads the dictionary of the language with its region, or of it alone, or with the region that its
 * dictionary is usually of; NULL when there is none. */
static PsgTypeHyphenation *
load_dictionary(const char *folder, const char *language)
{
    for (const char *p = language; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '-')
            return NULL;
    g_auto(GStrv) parts = g_strsplit(language, "-", -1);
    g_autofree char *primary = g_ascii_strdown(parts[0] ? parts[0] : "", -1);
    HyphenDict *dictionary = NULL;
    for (guint i = 1; !dictionary && parts[0] && parts[i]; i++) {
        if (strlen(parts[i]) != 2)
            continue;
        g_autofree char *region = g_ascii_strup(parts[i], -1);
        g_autofree char *name = g_strdup_printf("%s_%s", primary, region);
        dictionary = open_dictionary(folder, name);
    }
    if (!dictionary)
        dictionary = open_dictionary(folder, primary);
    if (!dictionary) {
        g_autofree char *region = g_ascii_strup(primary, -1);
        g_autofree char *name = g_strdup_printf("%s_%s", primary, region);
        dictionary = open_dictionary(folder, name);
    }
    if (!dictionary)
        return NULL;
    PsgTypeHyphenation *hyphenation = g_new0(PsgTypeHyphenation, 1);
    hyphenation->dictionary = dictionary;
    return hyphenation;
}

/* The word in lower case and in the dictionary's encoding; NULL when it cannot be written so, or
 * when its letters would not be as many. */
static char *
encode(const HyphenDict *dictionary, const char *word, gsize length, gsize *encoded_length)
{
    g_autofree char *lower = g_utf8_strdown(word, (gssize)length);
    if (g_utf8_strlen(lower, -1) != g_utf8_strlen(word, (gssize)length))
        return NULL;
    if (dictionary->utf8) {
        *encoded_length = strlen(lower);
        return g_steal_pointer(&lower);
    }
    return g_convert(lower, -1, dictionary->cset, "UTF-8", NULL, encoded_length, NULL);
}

void
psg_type_hyphenation_append(
        const PsgTypeHyphenation *hyphenation, const char *word, gsize length, GString *out)
{
    HyphenDict *dictionary = hyphenation->dictionary;
    char hyphens[LONGEST_WORD + 5] = "";
    char **replacements = NULL;
    int *positions = NULL, *cuts = NULL;
    gsize encoded_length = 0;
    g_autofree char *encoded =
            length > LONGEST_WORD ? NULL : encode(dictionary, word, length, &encoded_length);
    if (!encoded || encoded_length > LONGEST_WORD ||
            hnj_hyphen_hyphenate3(dictionary, encoded, (int)encoded_length, hyphens, NULL,
                    &replacements, &positions, &cuts, LEFT_MINIMUM, RIGHT_MINIMUM, 0, 0)) {
        g_string_append_len(out, word, (gssize)length);
        return;
    }
    const char *end = word + length;
    for (guint i = 0; word < end; i++) {
        const char *next = g_utf8_next_char(word);
        g_string_append_len(out, word, next - word);
        gboolean is_changed = replacements && replacements[i];
        if (next < end && hyphens[i] & 1 && !is_changed)
            g_string_append(out, "\u00ad");
        word = next;
    }
    for (gsize i = 0; replacements && i < encoded_length; i++)
        free(replacements[i]);
    free(replacements);
    free(positions);
    free(cuts);
}

const PsgTypeHyphenation *
psg_type_fonts_get_hyphenation(
        const PsgTypeFonts *fonts, const char *language, PsgFindings *findings)
{
    GMutex *lock = (GMutex *)&fonts->lock; /* the fonts themselves stay as they are */
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(lock);
    PsgTypeHyphenation *hyphenation = g_hash_table_lookup(fonts->dictionaries, language);
    if (!hyphenation) {
        hyphenation = load_dictionary(FOLDER, language);
        if (!hyphenation) {
            hyphenation = g_new0(PsgTypeHyphenation, 1);
            psg_findings_add(findings, PSG_SEVERITY_NOTE, "print-hyphenation-missing", "", 0, 0,
                    "words in the language “%s” are not hyphenated: its dictionary is not "
                    "installed (on Debian, see the packages whose names begin with hyphen-)",
                    language);
        }
        g_hash_table_insert(fonts->dictionaries, g_strdup(language), hyphenation);
    }
    return hyphenation->dictionary ? hyphenation : NULL;
}
