/* The glossary's terms and the search for them: a tree of the bytes of all spellings, walked from
 * the start of each word, so that a text is read once however many terms there are. Word boundaries
 * follow UAX 29 in what matters here: a term is never found inside a word, and scripts without
 * blanks between words have a boundary at every letter. */
#include "text/term.h"

#include <string.h>

#include "base/natural_order.h"
#include "text/script.h"
#include "text/slug.h"

/* Longer spellings stand in the glossary but are not searched for, so that no text can make the
 * search slow. */
#define SPELLING_LIMIT 120
/* Spellings that differ in capital letters alone. */
#define VARIANT_LIMIT 8

/* One spelling of a term, at the end of its path in the tree. */
typedef struct {
    const PsgTerm *term;
    char *text;            /* from its first letter on */
    gboolean has_case;     /* capital letters are told apart */
    gboolean ends_in_word; /* its last character is a letter or digit */
} Spelling;

/* A node of the tree; 0 stands for none, since the root is nobody's child. */
typedef struct {
    guint child, sibling;
    GPtrArray *spellings; /* Spelling, of those that end here; NULL */
    guchar byte;
} Node;

struct PsgTermSet {
    GPtrArray *terms;     /* PsgTerm, owned, in alphabetical order */
    GPtrArray *sort_keys; /* char *, of the terms */
    GHashTable *
            names; /* char * -> PsgTerm: spellings with case as they are, others in small letters */
    GHashTable *ids;   /* char * */
    GArray *nodes;     /* Node; the first is the root */
    guint starts[256]; /* the root's children by byte */
};

void
psg_term_free(PsgTerm *term)
{
    if (!term)
        return;
    g_free(term->id);
    g_free(term->name);
    g_free(term->short_for);
    g_free(term->meaning);
    g_strfreev(term->also);
    g_strfreev(term->see);
    g_free(term);
}

static void
spelling_free(gpointer data)
{
    Spelling *spelling = data;
    g_free(spelling->text);
    g_free(spelling);
}

static void
node_clear(gpointer data)
{
    Node *node = data;
    g_clear_pointer(&node->spellings, g_ptr_array_unref);
}

PsgTermSet *
psg_term_set_new(void)
{
    PsgTermSet *set = g_new0(PsgTermSet, 1);
    set->terms = g_ptr_array_new_with_free_func((GDestroyNotify)psg_term_free);
    set->sort_keys = g_ptr_array_new_with_free_func(g_free);
    set->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    set->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    set->nodes = g_array_new(FALSE, TRUE, sizeof(Node));
    g_array_set_clear_func(set->nodes, node_clear);
    g_array_set_size(set->nodes, 1);
    return set;
}

void
psg_term_set_free(PsgTermSet *set)
{
    if (!set)
        return;
    g_hash_table_unref(set->names);
    g_hash_table_unref(set->ids);
    g_array_unref(set->nodes);
    g_ptr_array_unref(set->sort_keys);
    g_ptr_array_unref(set->terms);
    g_free(set);
}

/* TRUE for what words are made of. */
static gboolean
is_word(gunichar character)
{
    if (character < 0x80)
        return g_ascii_isalnum((char)character) || character == '_';
    return g_unichar_isalnum(character) || g_unichar_ismark(character) ||
           g_unichar_type(character) == G_UNICODE_CONNECT_PUNCTUATION;
}

static gboolean
is_apostrophe(gunichar character)
{
    return character == '\'' || character == 0x2019;
}

/* Takes the next character: white space of any length is one blank, and apostrophes and hyphens
 * have one form each, so that a spelling and a text that differ in these alone are the same. */
static gunichar
next_character(const char **at)
{
    gunichar character = g_utf8_get_char(*at);
    *at = g_utf8_next_char(*at);
    if (character < 0x80 ? g_ascii_isspace((char)character) : g_unichar_isspace(character)) {
        while (**at && g_unichar_isspace(g_utf8_get_char(*at)))
            *at = g_utf8_next_char(*at);
        return ' ';
    }
    if (character == 0x2019)
        return '\'';
    return character == 0x2010 || character == 0x2011 ? '-' : character;
}

/* The text with next_character() applied, blanks at its ends removed, and in small letters if
 * `is_folded`. */
static char *
normalize(const char *text, gboolean is_folded)
{
    GString *result = g_string_sized_new(strlen(text) + 1);
    while (*text) {
        gunichar character = next_character(&text);
        if (character != ' ' || (result->len > 0 && *text))
            g_string_append_unichar(result, is_folded ? g_unichar_tolower(character) : character);
    }
    return g_string_free(result, FALSE);
}

/* TRUE when a capital letter stands anywhere but at the start. */
static gboolean
has_inner_capital(const char *text)
{
    for (const char *at = *text ? g_utf8_next_char(text) : text; *at; at = g_utf8_next_char(at))
        if (g_unichar_isupper(g_utf8_get_char(at)))
            return TRUE;
    return FALSE;
}

/* What a spelling is known by: two spellings with the same one cannot be told apart in a text. */
static char *
make_name_key(const char *spelling)
{
    return normalize(spelling, !has_inner_capital(spelling));
}

/* Alphabetical order that is the same everywhere: letters without their accents, in small letters,
 * digits as numbers. */
static char *
make_sort_key(const char *name)
{
    g_autofree char *split = g_utf8_normalize(name, -1, G_NORMALIZE_ALL);
    GString *key = g_string_new(NULL);
    for (const char *at = split ? split : ""; *at; at = g_utf8_next_char(at))
        if (!g_unichar_ismark(g_utf8_get_char(at)))
            g_string_append_unichar(key, g_unichar_tolower(g_utf8_get_char(at)));
    return g_string_free(key, FALSE);
}

/* The node below `parent` for a byte, made when it is not there. */
static guint
add_node(PsgTermSet *set, guint parent, guchar byte)
{
    guint first = g_array_index(set->nodes, Node, parent).child;
    for (guint at = first; at; at = g_array_index(set->nodes, Node, at).sibling)
        if (g_array_index(set->nodes, Node, at).byte == byte)
            return at;
    Node node = {.byte = byte, .sibling = first};
    guint index = set->nodes->len;
    g_array_append_val(set->nodes, node);
    g_array_index(set->nodes, Node, parent).child = index;
    if (parent == 0)
        set->starts[byte] = index;
    return index;
}

static void
add_spelling(PsgTermSet *set, const PsgTerm *term, const char *text)
{
    g_autofree char *name = normalize(text, FALSE);
    const char *start = name;
    while (*start && !is_word(g_utf8_get_char(start)))
        start = g_utf8_next_char(start);
    g_autofree char *folded = normalize(start, TRUE);
    if (*start == '\0' || strlen(folded) > SPELLING_LIMIT)
        return;
    guint at = 0;
    for (const char *byte = folded; *byte; byte++)
        at = add_node(set, at, (guchar)*byte);
    Node *node = &g_array_index(set->nodes, Node, at);
    if (!node->spellings)
        node->spellings = g_ptr_array_new_with_free_func(spelling_free);
    if (node->spellings->len >= VARIANT_LIMIT)
        return;
    Spelling *spelling = g_new0(Spelling, 1);
    spelling->term = term;
    spelling->text = g_strdup(start);
    spelling->has_case = has_inner_capital(name);
    spelling->ends_in_word = is_word(g_utf8_get_char(g_utf8_prev_char(start + strlen(start))));
    g_ptr_array_add(node->spellings, spelling);
}

/* TRUE when another term is known by this spelling. */
static gboolean
is_taken(const PsgTermSet *set, const char *spelling)
{
    g_autofree char *key = make_name_key(spelling);
    return g_hash_table_contains(set->names, key);
}

static void
insert_sorted(PsgTermSet *set, PsgTerm *term)
{
    char *key = make_sort_key(term->name);
    guint low = 0, high = set->terms->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        int order = psg_natural_compare(key, g_ptr_array_index(set->sort_keys, middle));
        if (order == 0)
            order = strcmp(term->name, ((PsgTerm *)g_ptr_array_index(set->terms, middle))->name);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    g_ptr_array_insert(set->terms, (int)low, term);
    g_ptr_array_insert(set->sort_keys, (int)low, key);
}

gboolean
psg_term_set_add(PsgTermSet *set, PsgTerm *term)
{
    gboolean has_conflict = is_taken(set, term->name);
    for (char **also = term->also; also && *also; also++)
        has_conflict = has_conflict || is_taken(set, *also);
    if (has_conflict) {
        psg_term_free(term);
        return FALSE;
    }
    if (!term->id) {
        g_autofree char *slug = psg_slug_new(term->name);
        term->id = g_strdup(psg_slug_make_unique(set->ids, *slug ? slug : "term"));
    } else {
        g_hash_table_add(set->ids, g_strdup(term->id));
    }
    insert_sorted(set, term);
    /* A spelling that the term itself has twice is entered once. */
    if (g_hash_table_insert(set->names, make_name_key(term->name), term))
        add_spelling(set, term, term->name);
    for (char **also = term->also; also && *also; also++)
        if (g_hash_table_insert(set->names, make_name_key(*also), term))
            add_spelling(set, term, *also);
    return TRUE;
}

const GPtrArray *
psg_term_set_get_all(const PsgTermSet *set)
{
    return set->terms;
}

const PsgTerm *
psg_term_set_find(const PsgTermSet *set, const char *name)
{
    g_autofree char *key = normalize(name, FALSE);
    const PsgTerm *term = g_hash_table_lookup(set->names, key);
    if (term)
        return term;
    g_autofree char *folded = normalize(name, TRUE);
    return g_hash_table_lookup(set->names, folded);
}

/* TRUE when a word may begin at `at`. */
static gboolean
is_word_start(const char *text, const char *at, gunichar character)
{
    if (!is_word(character))
        return FALSE;
    if (at == text || psg_script_is_unspaced(character))
        return TRUE;
    const char *before = g_utf8_prev_char(at);
    gunichar previous = g_utf8_get_char(before);
    if (is_word(previous))
        return psg_script_is_unspaced(previous);
    /* "o'clock", "3.5": one word. */
    gboolean joins = is_apostrophe(previous)
                             ? g_unichar_isalpha(character)
                             : (previous == '.' || previous == ',') && g_unichar_isdigit(character);
    if (!joins || before == text)
        return TRUE;
    gunichar first = g_utf8_get_char(g_utf8_prev_char(before));
    return is_apostrophe(previous) ? !g_unichar_isalpha(first) : !g_unichar_isdigit(first);
}

/* TRUE when a word that ends in `last` may end at `at`. */
static gboolean
is_word_end(gunichar last, const char *at)
{
    gunichar next = g_utf8_get_char(at);
    if (next == 0 || psg_script_is_unspaced(next))
        return TRUE;
    if (is_word(next))
        return psg_script_is_unspaced(last) && !g_unichar_ismark(next);
    const char *after = g_utf8_next_char(at);
    gunichar second = next ? g_utf8_get_char(after) : 0;
    if ((next == '.' || next == ',') && g_unichar_isdigit(last))
        return !g_unichar_isdigit(second);
    if (!is_apostrophe(next) || !g_unichar_isalpha(second))
        return TRUE;
    /* The possessive is no part of the word; "don't" is one word. */
    return (second == 's' || second == 'S') && !is_word(g_utf8_get_char(g_utf8_next_char(after)));
}

/* Where a match of the spelling that comes to `at` ends, an English plural included; NULL when the
 * word goes on. */
static const char *
find_end(const Spelling *spelling, const char *at)
{
    if (!spelling->ends_in_word)
        return at;
    gunichar last = g_utf8_get_char(g_utf8_prev_char(at));
    if (is_word_end(last, at))
        return at;
    if (last >= 0x80 || !g_ascii_isalpha((char)last))
        return NULL;
    if (*at == 's' && is_word_end('s', at + 1))
        return at + 1;
    /* "boxes", "lunches"; but "planes" are no plans. */
    return strchr("sxzhSXZH", (int)last) && at[0] == 'e' && at[1] == 's' && is_word_end('s', at + 2)
                   ? at + 2
                   : NULL;
}

static gboolean
has_same_case(const Spelling *spelling, const char *at)
{
    for (const char *expected = spelling->text; *expected;)
        if (next_character(&expected) != next_character(&at))
            return FALSE;
    return TRUE;
}

/* Walks the tree along the text from the start of a word. Returns the term with the longest match.
 */
static const PsgTerm *
match(const PsgTermSet *set, const char *start, const char **end)
{
    const PsgTerm *best = NULL;
    guint at = 0;
    for (const char *next = start; *next;) {
        char bytes[6];
        int length = g_unichar_to_utf8(g_unichar_tolower(next_character(&next)), bytes);
        for (int i = 0; i < length; i++) {
            guint child = at == 0 ? set->starts[(guchar)bytes[i]]
                                  : g_array_index(set->nodes, Node, at).child;
            while (child && g_array_index(set->nodes, Node, child).byte != (guchar)bytes[i])
                child = g_array_index(set->nodes, Node, child).sibling;
            if (!child)
                return best;
            at = child;
        }
        const GPtrArray *spellings = g_array_index(set->nodes, Node, at).spellings;
        for (guint i = 0; spellings && i < spellings->len; i++) {
            const Spelling *spelling = g_ptr_array_index(spellings, i);
            const char *found = find_end(spelling, next);
            /* Of two spellings that both fit, the one in the same capital letters. */
            if (found && (!spelling->has_case || has_same_case(spelling, start)) &&
                    (!best || found > *end || spelling->has_case)) {
                best = spelling->term;
                *end = found;
            }
        }
    }
    return best;
}

const PsgTerm *
psg_term_set_search(const PsgTermSet *set, const char *text, gsize from, gsize *start, gsize *end)
{
    if (set->terms->len == 0)
        return NULL;
    for (const char *at = text + from; *at; at = g_utf8_next_char(at)) {
        /* Most letters are inside a word, and most words begin no term. */
        if ((guchar)*at < 0x80 && (!set->starts[(guchar)g_ascii_tolower(*at)] ||
                                          (at > text && g_ascii_isalnum(at[-1]))))
            continue;
        const char *last = NULL;
        const PsgTerm *term =
                is_word_start(text, at, g_utf8_get_char(at)) ? match(set, at, &last) : NULL;
        if (term) {
            *start = (gsize)(at - text);
            *end = (gsize)(last - text);
            return term;
        }
    }
    return NULL;
}
