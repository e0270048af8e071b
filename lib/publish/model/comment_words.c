/* Looking the words of a tree up in its source. See comment_words.h. A word is a run of letters and
 * digits: the only thing that is the same on both sides whatever signs stand around it. What is
 * looked up and not found (an entity, words of the engine's own) is left out, and the words after
 * it are found all the same. Each step costs what it passes, so that the whole is linear. */
#include "publish/model/comment_words_internal.h"

#include <string.h>

#include "text/content_model.h"
#include "text/tree.h"

/* How many words of the source may be passed for one of the tree: a long address, an attribute. */
#define SEARCH_LIMIT 400
#define TAG_LIMIT 2000 /* bytes of a raw HTML tag */

/* --- the source --- */

/* The length of the letter or digit at `at`, 0 for anything else. */
static gsize
measure_letter(const char *at, const char *end)
{
    if ((guchar)*at < 0x80)
        return g_ascii_isalnum(*at) ? 1 : 0;
    gunichar c = g_utf8_get_char_validated(at, end - at);
    return c < (gunichar)-2 && g_unichar_isalnum(c) ? (gsize)(g_utf8_next_char(at) - at) : 0;
}

/* The end of a link's address that begins here: the first blank, or the bracket that closes. */
static const char *
find_address_end(const char *at, const char *end)
{
    guint depth = 0;
    for (; at < end && !g_ascii_isspace(*at); at++) {
        if (*at == '(')
            depth++;
        else if (*at == ')' && depth-- == 0)
            break;
    }
    return at;
}

/* The end of the tag that begins with this "<"; NULL when none does. "<https://...>" is read. */
static const char *
find_tag_end(const char *at, const char *end)
{
    const char *name = at + 1 < end && at[1] == '/' ? at + 2 : at + 1, *next = name;
    while (next < end && (g_ascii_isalnum(*next) || *next == '-'))
        next++;
    if (next == name || next == end || !g_ascii_isalpha(*name) || !strchr(" \t\r\n/>", *next))
        return NULL;
    return memchr(next, '>', (gsize)MIN(end - next, TAG_LIMIT));
}

/* Where what readers do not see ends, if it begins at `at`; NULL. */
static const char *
find_markup_end(const char *source, const char *at, const char *end)
{
    if (*at == '(' && at > source && at[-1] == ']')
        return find_address_end(at + 1, end);
    return *at == '<' ? find_tag_end(at, end) : NULL;
}

static void
read_source(PsgCommentWords *words)
{
    const char *source = words->source, *end = source + words->length, *markup_end = source;
    gsize first = 0;
    g_array_append_val(words->lines, first);
    for (const char *at = source; at < end;) {
        const char *start = at;
        for (gsize length; at < end && (length = measure_letter(at, end)) > 0;)
            at += length;
        if (at > start) {
            PsgCommentToken token = {
                    (gsize)(start - source), (gsize)(at - source), start < markup_end};
            g_array_append_val(words->tokens, token);
            continue;
        }
        const char *closing = at >= markup_end ? find_markup_end(source, at, end) : NULL;
        markup_end = closing ? closing : markup_end;
        if (*at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n'))) {
            gsize line = (gsize)(at + 1 - source);
            g_array_append_val(words->lines, line);
        }
        at++;
    }
}

/* --- the tree --- */

static gboolean
is_block(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE &&
           psg_element_get_kind((const char *)node->name) >= PSG_ELEMENT_LINES;
}

static void
read_words(PsgCommentWords *words, guint number, PsgCommentLeaf *leaf)
{
    const char *text = (const char *)leaf->node->content, *end = text + strlen(text);
    /* Two texts that touch may hold one word: "SENCO" marked as a term, and its "s". */
    if (leaf->word_start > 0 && text < end && measure_letter(text, end) > 0) {
        PsgCommentWord *last = &g_array_index(words->words, PsgCommentWord, leaf->word_start - 1);
        const PsgCommentLeaf *before = &g_array_index(words->leaves, PsgCommentLeaf, last->leaf);
        last->is_joined = last->leaf + 1 == number && before->block == leaf->block &&
                          !before->node->content[last->end];
    }
    for (const char *at = text; at < end;) {
        const char *start = at;
        for (gsize length; at < end && (length = measure_letter(at, end)) > 0;)
            at += length;
        if (at > start) {
            PsgCommentWord word = {number, (gsize)(start - text), (gsize)(at - text),
                    PSG_COMMENT_NOT_FOUND, FALSE};
            g_array_append_val(words->words, word);
        } else {
            at++;
        }
    }
    leaf->word_end = words->words->len;
}

/* Words of the engine's own, which are not in the source: looked up they would be found where they
 * do not belong. */
static gboolean
is_own(const xmlNode *node)
{
    static const char *const classes[] = {
            "callout-title", "footnote-back", "footnote-number", "footnote-ref", "mark-word"};
    const char *class = psg_tree_get_attribute(node, "class");
    for (gsize i = 0; class && i < G_N_ELEMENTS(classes); i++)
        if (strcmp(class, classes[i]) == 0)
            return TRUE;
    return FALSE;
}

static void
add_leaf(PsgCommentWords *words, xmlNode *node, const xmlNode *root)
{
    PsgCommentLeaf leaf = {.node = node, .block = (xmlNode *)root};
    gboolean is_of_source = TRUE;
    for (xmlNode *at = node->parent; at != root; at = at->parent) {
        if (leaf.block == root && is_block(at))
            leaf.block = at;
        if (leaf.line == 0 && leaf.block != root)
            leaf.line = at->line;
        leaf.is_code |= psg_tree_is(at, "code");
        is_of_source = is_of_source && !is_own(at);
    }
    leaf.word_start = leaf.word_end = words->words->len;
    if (is_of_source)
        read_words(words, words->leaves->len, &leaf);
    g_array_append_val(words->leaves, leaf);
}

static void
read_tree(PsgCommentWords *words, const xmlNode *root)
{
    for (xmlNode *node = root->children; node; node = psg_tree_get_next(node, root)) {
        if (node->type == XML_TEXT_NODE && node->content)
            add_leaf(words, node, root);
        else if (is_block(node))
            g_ptr_array_add(words->blocks, node);
    }
}

/* --- finding each in the other --- */

/* Where the next word is looked for: in this token, after its first `used` bytes. */
typedef struct {
    guint token;
    gsize used;
} Cursor;

static const PsgCommentToken *
get_token(const PsgCommentWords *words, guint index)
{
    return &g_array_index(words->tokens, PsgCommentToken, index);
}

static gboolean
begins_with(const PsgCommentWords *words, gsize start, gsize end, const char *word, gsize length)
{
    return end - start >= length && memcmp(words->source + start, word, length) == 0;
}

/* Looks the word up before the byte `bound`. */
static void
find_word(
        PsgCommentWords *words, PsgCommentWord *word, gboolean is_code, Cursor *cursor, gsize bound)
{
    const PsgCommentLeaf *leaf = &g_array_index(words->leaves, PsgCommentLeaf, word->leaf);
    const char *text = (const char *)leaf->node->content + word->start;
    gsize length = word->end - word->start;
    guint limit = MIN(words->tokens->len, cursor->token + SEARCH_LIMIT);
    for (guint i = cursor->token; i < limit; i++) {
        const PsgCommentToken *token = get_token(words, i);
        gsize start = token->start + (i == cursor->token ? cursor->used : 0);
        if (start >= bound)
            return;
        if (start == token->end || (token->is_markup && !is_code) ||
                !begins_with(words, start, token->end, text, length))
            continue;
        gboolean is_whole = token->end - start == length;
        if (!is_whole && !word->is_joined)
            continue;
        word->source = start;
        *cursor = is_whole ? (Cursor){i + 1, 0} : (Cursor){i, start + length - token->start};
        return;
    }
}

/* The first token at the byte or after it. */
static guint
find_token(const PsgCommentWords *words, gsize at)
{
    guint low = 0, high = words->tokens->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (get_token(words, middle)->start < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static gsize
get_line_start(const PsgCommentWords *words, guint line)
{
    if (line == 0)
        return 0;
    return line <= words->lines->len ? g_array_index(words->lines, gsize, line - 1) : words->length;
}

/* For every line where a block begins, where the next such line begins: a block's words end there.
 * The array is by line. */
static gsize *
list_bounds(const PsgCommentWords *words)
{
    guint count = words->lines->len + 1;
    gsize *bounds = g_new(gsize, count + 1);
    g_autofree gboolean *begins = g_new0(gboolean, count + 1);
    for (guint i = 0; i < words->leaves->len; i++)
        begins[MIN(g_array_index(words->leaves, PsgCommentLeaf, i).line, count)] = TRUE;
    gsize bound = words->length;
    for (guint line = count + 1; line-- > 0;) {
        bounds[line] = bound;
        if (begins[line])
            bound = get_line_start(words, line);
    }
    return bounds;
}

static void
find_words(PsgCommentWords *words)
{
    g_autofree gsize *bounds = list_bounds(words);
    g_autoptr(GHashTable) begun = g_hash_table_new(NULL, NULL);
    guint line = 0;
    Cursor cursor = {0, 0};
    for (guint i = 0; i < words->leaves->len; i++) {
        const PsgCommentLeaf *leaf = &g_array_index(words->leaves, PsgCommentLeaf, i);
        /* A list item that goes on after a list inside it goes on in the source, too. */
        if (g_hash_table_add(begun, leaf->block) && leaf->line != line) {
            cursor = (Cursor){find_token(words, get_line_start(words, leaf->line)), 0};
            line = leaf->line;
        }
        gsize bound = bounds[MIN(leaf->line, words->lines->len + 1)];
        if (cursor.token < words->tokens->len && get_token(words, cursor.token)->start >= bound)
            bound = words->length;
        for (guint j = leaf->word_start; j < leaf->word_end; j++) {
            PsgCommentWord *word = &g_array_index(words->words, PsgCommentWord, j);
            find_word(words, word, leaf->is_code, &cursor, bound);
            if (word->source != PSG_COMMENT_NOT_FOUND)
                g_array_append_val(words->found, j);
        }
    }
}

static int
compare_found(gconstpointer a, gconstpointer b, gpointer data)
{
    const GArray *all = data;
    gsize left = g_array_index(all, PsgCommentWord, *(const guint *)a).source,
          right = g_array_index(all, PsgCommentWord, *(const guint *)b).source;
    return left < right ? -1 : left > right;
}

PsgCommentWords *
psg_comment_words_new(const PsgText *text, const char *source, gsize length)
{
    PsgCommentWords *words = g_new0(PsgCommentWords, 1);
    words->source = source;
    words->length = length;
    words->lines = g_array_new(FALSE, FALSE, sizeof(gsize));
    words->tokens = g_array_new(FALSE, FALSE, sizeof(PsgCommentToken));
    words->blocks = g_ptr_array_new();
    words->leaves = g_array_new(FALSE, FALSE, sizeof(PsgCommentLeaf));
    words->words = g_array_new(FALSE, FALSE, sizeof(PsgCommentWord));
    words->found = g_array_new(FALSE, FALSE, sizeof(guint));
    read_source(words);
    read_tree(words, text->root);
    find_words(words);
    g_array_sort_with_data(words->found, compare_found, words->words);
    return words;
}

void
psg_comment_words_free(PsgCommentWords *words)
{
    if (!words)
        return;
    g_array_unref(words->lines);
    g_array_unref(words->tokens);
    g_ptr_array_unref(words->blocks);
    g_array_unref(words->leaves);
    g_array_unref(words->words);
    g_array_unref(words->found);
    g_free(words);
}

xmlNode *
psg_comment_words_get_leaf(const PsgCommentWords *words, guint leaf)
{
    return g_array_index(words->leaves, PsgCommentLeaf, leaf).node;
}

xmlNode *
psg_comment_words_get_block(const PsgCommentWords *words, guint leaf)
{
    return g_array_index(words->leaves, PsgCommentLeaf, leaf).block;
}
