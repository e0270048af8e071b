/* Ranges of a source in its tree: the words that touch a range, the pieces of texts that hold them,
 * and the block that a byte belongs to. See comment_words.h. */
#include <string.h>

#include "base/lines.h"
#include "publish/model/comment_words_internal.h"

static const PsgCommentWord *
get_word(const PsgCommentWords *words, guint index)
{
    return &g_array_index(words->words, PsgCommentWord, index);
}

static const char *
get_content(const PsgCommentWords *words, guint leaf)
{
    return (const char *)g_array_index(words->leaves, PsgCommentLeaf, leaf).node->content;
}

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
    guint left = *(const guint *)a, right = *(const guint *)b;
    return left < right ? -1 : left > right;
}

/* The words that touch the range, in the order of the tree. */
static GArray *
list_words(const PsgCommentWords *words, gsize start, gsize end)
{
    guint low = 0, high = words->found->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const PsgCommentWord *word = get_word(words, g_array_index(words->found, guint, middle));
        if (word->source + (word->end - word->start) <= start)
            low = middle + 1;
        else
            high = middle;
    }
    GArray *list = g_array_new(FALSE, FALSE, sizeof(guint));
    for (; low < words->found->len; low++) {
        guint index = g_array_index(words->found, guint, low);
        if (get_word(words, index)->source >= end)
            break;
        g_array_append_val(list, index);
    }
    g_array_sort(list, compare_numbers);
    return list;
}

/* TRUE for what belongs to the word beside it: signs, and no blanks or letters. */
static gboolean
is_sign(guchar byte)
{
    return byte >= 0x80 || g_ascii_ispunct((char)byte);
}

/* Where in its text the range begins: at the word, in the midst of it, or with signs before it. */
static gsize
find_piece_start(const PsgCommentWords *words, const PsgCommentWord *word, gsize start)
{
    const char *text = get_content(words, word->leaf);
    gsize at = word->start, source = word->source;
    if (start > source)
        return word->start + (start - source);
    while (at > 0 && source > start && text[at - 1] == words->source[source - 1] &&
            is_sign((guchar)text[at - 1])) {
        at--;
        source--;
    }
    while (((guchar)text[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static gsize
find_piece_end(const PsgCommentWords *words, const PsgCommentWord *word, gsize end)
{
    const char *text = get_content(words, word->leaf);
    gsize at = word->end, source = word->source + (word->end - word->start);
    if (end < source)
        return word->end - (source - end);
    while (text[at] && source < end && text[at] == words->source[source] &&
            is_sign((guchar)text[at])) {
        at++;
        source++;
    }
    while (at > word->end && ((guchar)text[at] & 0xc0) == 0x80)
        at--;
    return at;
}

/* Adds what stands between two words of one block, text by text. */
static void
add_pieces(const PsgCommentWords *words, GArray *pieces, guint first, guint last, gsize start,
        gsize end)
{
    const PsgCommentWord *from = get_word(words, first), *to = get_word(words, last);
    const xmlNode *block = g_array_index(words->leaves, PsgCommentLeaf, from->leaf).block;
    gsize piece_start = find_piece_start(words, from, start),
          piece_end = find_piece_end(words, to, end);
    for (guint leaf = from->leaf; leaf <= to->leaf && pieces->len < PSG_COMMENT_PIECES; leaf++) {
        if (g_array_index(words->leaves, PsgCommentLeaf, leaf).block != block)
            continue;
        PsgCommentPiece piece = {leaf, leaf == from->leaf ? piece_start : 0,
                leaf == to->leaf ? piece_end : strlen(get_content(words, leaf))};
        if (piece.end > piece.start)
            g_array_append_val(pieces, piece);
    }
}

GArray *
psg_comment_words_find(const PsgCommentWords *words, gsize start, gsize end)
{
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(PsgCommentPiece));
    g_autoptr(GArray) list = list_words(words, start, end);
    for (guint i = 0, next; i < list->len && pieces->len < PSG_COMMENT_PIECES; i = next) {
        guint first = g_array_index(list, guint, i), last = first;
        const xmlNode *block = psg_comment_words_get_block(words, get_word(words, first)->leaf);
        for (next = i + 1; next < list->len; next++) {
            guint word = g_array_index(list, guint, next);
            if (psg_comment_words_get_block(words, get_word(words, word)->leaf) != block)
                break;
            last = word;
        }
        add_pieces(words, pieces, first, last, start, end);
    }
    return pieces;
}

xmlNode *
psg_comment_words_find_block(const PsgCommentWords *words, gsize at)
{
    guint line = psg_lines_find(words->lines, at), best_line = 0;
    xmlNode *best = NULL;
    for (guint i = 0; i < words->blocks->len; i++) {
        xmlNode *block = words->blocks->pdata[i];
        if (block->line == 0 || block->line > line || block->line < best_line)
            continue;
        best = block;
        best_line = block->line;
    }
    return best;
}

char *
psg_comment_words_quote(const PsgCommentWords *words, const GArray *pieces)
{
    GString *quote = g_string_new(NULL);
    const xmlNode *block = NULL;
    for (guint i = 0; i < pieces->len; i++) {
        const PsgCommentPiece *piece = &g_array_index(pieces, PsgCommentPiece, i);
        const xmlNode *own = psg_comment_words_get_block(words, piece->leaf);
        if (block && own != block)
            g_string_append_c(quote, ' ');
        block = own;
        const char *text = get_content(words, piece->leaf);
        for (gsize at = piece->start; at < piece->end; at++) {
            gboolean is_blank = g_ascii_isspace(text[at]);
            if (!is_blank)
                g_string_append_c(quote, text[at]);
            else if (quote->len > 0 && quote->str[quote->len - 1] != ' ')
                g_string_append_c(quote, ' ');
        }
    }
    g_strchomp(quote->str);
    return g_string_free(quote, FALSE);
}
