/* Whether a passage of Markdown can be replaced without harm to what stands around it. The text is
 * parsed with a word of no meaning in the passage's place; all that is not in the passage must then
 * read as before. See suggestion.h. */
#include <libxml/tree.h>
#include <string.h>

#include "base/cleanup.h"
#include "review/comment/chapter_text.h"
#include "review/review_error.h"
#include "review/suggest/suggestion.h"
#include "text/text.h"

/* --- Texts as what they come to --- */

/* What changes the reading of a text: its elements, where links lead, and what pictures are.
 * Numbers and ids that follow from other parts of the text are not among them. */
static void
append_start(GString *flat, const xmlNode *node)
{
    static const char *const names[] = {"href", "src", "alt", "lang"};
    g_string_append_printf(flat, "\001%s", (const char *)node->name);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        psg_autoxml *value = xmlGetNoNsProp((xmlNode *)node, BAD_CAST names[i]);
        if (value && *value != '#')
            g_string_append_printf(flat, "\002%s", (const char *)value);
    }
    g_string_append_c(flat, '\003');
}

static gboolean
is_numbered(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, "sup") == 0;
}

/* The footnotes at the end: one goes with the last reference to it. */
static gboolean
is_notes(const xmlNode *node)
{
    psg_autoxml *class = strcmp((const char *)node->name, "section") == 0
                                 ? xmlGetNoNsProp((xmlNode *)node, BAD_CAST "class")
                                 : NULL;
    return class && strcmp((const char *)class, "footnotes") == 0;
}

/* Text with single spaces, so that lines may be wrapped otherwise. */
static void
append_words(GString *flat, const char *text)
{
    for (const char *at = text; *at; at++) {
        gboolean is_space = strchr(" \n\t\r", *at) != NULL;
        if (!is_space)
            g_string_append_c(flat, *at);
        else if (flat->len > 0 && flat->str[flat->len - 1] != ' ')
            g_string_append_c(flat, ' ');
    }
}

/* Whether the items of a list are paragraphs follows from blank lines anywhere in it. */
static gboolean
is_paragraph(const xmlNode *node)
{
    return strcmp((const char *)node->name, "p") == 0;
}

static const xmlNode *
leave(GString *flat, const xmlNode *node, const xmlNode *root)
{
    while (node != root && !node->next) {
        node = node->parent;
        if (!is_paragraph(node))
            g_string_append_c(flat, '\004');
    }
    return node == root ? NULL : node->next;
}

/* The text as one string; NULL when it is too large to be parsed. The caller owns it. */
static char *
flatten(const char *source, gsize length, gboolean with_notes)
{
    const PsgTextOptions options = {.path = ""};
    g_autoptr(PsgText) text = psg_text_parse(source, length, &options, NULL, NULL);
    if (!text)
        return NULL;
    GString *flat = g_string_sized_new(length);
    for (const xmlNode *node = text->root; node;) {
        gboolean is_element = node->type == XML_ELEMENT_NODE;
        gboolean is_left_out = is_element && !with_notes && is_notes(node);
        if (node->type == XML_TEXT_NODE)
            append_words(flat, (const char *)node->content);
        if (is_element && !is_left_out && !is_paragraph(node))
            append_start(flat, node);
        if (is_element && !is_left_out && !is_numbered(node) && node->children)
            node = node->children;
        else
            node = node == text->root ? NULL : leave(flat, node, text->root);
    }
    return g_string_free(flat, FALSE);
}

/* --- Replacing --- */

typedef struct {
    const char *source;
    gsize length;
    gboolean with_notes; /* what is replaced refers to no footnote */
    char *flat;
} Whole;

static char *
splice(const Whole *whole, PsgByteRange range, const char *words)
{
    g_autoptr(GString) text = g_string_sized_new(whole->length + strlen(words) + 1);
    g_string_append_len(text, whole->source, (gssize)range.start);
    g_string_append(text, words);
    g_string_append_len(text, whole->source + range.end, (gssize)(whole->length - range.end));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static gsize
count_same_start(const char *a, const char *b)
{
    gsize count = 0;
    while (a[count] && a[count] == b[count])
        count++;
    return count;
}

static gsize
count_same_end(const char *a, gsize a_length, const char *b, gsize b_length)
{
    gsize count = 0;
    while (count < a_length && count < b_length &&
            a[a_length - count - 1] == b[b_length - count - 1])
        count++;
    return count;
}

/* A word that the text does not have. */
static char *
make_word(const Whole *whole)
{
    for (guint i = 0;; i++) {
        char *word = g_strdup_printf("psgword%uz", i);
        if (!strstr(whole->flat, word))
            return word;
        g_free(word);
    }
}

/* TRUE when all but the passage reads as before with a word in its place. `before` and `after`
 * receive how many bytes of the flat text stand around it. */
static gboolean
is_replaceable(const Whole *whole, PsgByteRange range, gsize *before, gsize *after)
{
    g_autofree char *word = make_word(whole);
    g_autofree char *text = splice(whole, range, word);
    g_autofree char *flat = flatten(text, strlen(text), whole->with_notes);
    const char *found = flat ? strstr(flat, word) : NULL;
    if (!found)
        return FALSE;
    *before = (gsize)(found - flat);
    *after = strlen(found) - strlen(word);
    gsize length = strlen(whole->flat);
    return *before + *after <= length && strncmp(flat, whole->flat, *before) == 0 &&
           strcmp(found + strlen(word), whole->flat + length - *after) == 0;
}

/* TRUE when the text around the passage reads as before with these words in its place. */
static gboolean
is_harmless(const Whole *whole, PsgByteRange range, const char *wording, gsize before, gsize after)
{
    g_autofree char *text = splice(whole, range, wording);
    g_autofree char *flat = flatten(text, strlen(text), whole->with_notes);
    gsize length = flat ? strlen(flat) : 0, old_length = strlen(whole->flat);
    /* A blank beside the passage may go with it. */
    return flat && count_same_start(flat, whole->flat) + 1 >= before &&
           count_same_end(flat, length, whole->flat, old_length) + 1 >= after;
}

/* --- Widening --- */

#define SIGNS "*_~`"

/* The signs before the passage, with the bracket that begins a link or a picture. */
static gsize
widen_start(const Whole *whole, gsize start)
{
    gsize at = start;
    while (at > 0 && strchr(SIGNS, whole->source[at - 1]))
        at--;
    if (at == start && at > 0 && whole->source[at - 1] == '[')
        at -= at > 1 && whole->source[at - 2] == '!' ? 2 : 1;
    return at;
}

static gsize
widen_end(const Whole *whole, gsize end)
{
    const char *at = whole->source + end, *last = whole->source + whole->length;
    while (at < last && strchr(SIGNS, *at))
        at++;
    if (at == whole->source + end && last - at > 1 && at[0] == ']' &&
            (at[1] == '(' || at[1] == '[')) {
        const char *close = memchr(at + 1, at[1] == '(' ? ')' : ']', (gsize)(last - at - 1));
        if (close && !memchr(at, '\n', (gsize)(close - at)))
            at = close + 1;
    }
    return (gsize)(at - whole->source);
}

/* The least of the wider passages that can be replaced. */
static gboolean
find_replaceable(const Whole *whole, PsgByteRange *range, gsize *before, gsize *after)
{
    gsize starts[] = {range->start, widen_start(whole, range->start)};
    gsize ends[] = {range->end, widen_end(whole, range->end)};
    for (guint i = 0; i < 4; i++) {
        PsgByteRange wider = {starts[i & 1], ends[i >> 1]};
        if (((i & 1) && starts[1] == starts[0]) || ((i >> 1) && ends[1] == ends[0]))
            continue;
        if (is_replaceable(whole, wider, before, after)) {
            *range = wider;
            return TRUE;
        }
    }
    return FALSE;
}

/* --- The face --- */

static void
take_range(PsgTarget *target, const PsgChapterText *chapter, PsgByteRange range)
{
    g_autoptr(PsgQuote) quote =
            psg_quote_new(chapter->source, chapter->length, range.start, range.end);
    target->on.start = range.start;
    target->on.end = range.end;
    target->on.exact = g_string_chunk_insert(target->strings, quote->exact);
    target->on.prefix = g_string_chunk_insert(target->strings, quote->prefix);
    target->on.suffix = g_string_chunk_insert(target->strings, quote->suffix);
    target->line = psg_chapter_text_find_line(chapter, range.start);
}

gboolean
psg_suggestion_fit(const PsgReview *review, PsgTarget *target, const char *wording,
        gboolean *is_widened, GError **error)
{
    gsize before, after;
    *is_widened = FALSE;
    if (!target->on.has_range)
        return psg_review_fail(
                error, PSG_REVIEW_ERROR_TARGET, "a wording is proposed for words: quote them");
    const PsgChapterText *chapter = psg_chapter_text_get(review, target->path, error);
    if (!chapter)
        return FALSE;
    PsgByteRange range = {(gsize)target->on.start, (gsize)target->on.end};
    Whole whole = {.source = chapter->source,
            .length = chapter->length,
            .with_notes = !strstr(target->on.exact, "[^")};
    g_autofree char *flat = whole.flat = flatten(whole.source, whole.length, whole.with_notes);
    if (!flat)
        return psg_review_fail(
                error, PSG_REVIEW_ERROR_TARGET, "%s is too large to be read", target->path);
    if (!find_replaceable(&whole, &range, &before, &after))
        return psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
                "“%s” cannot be replaced by itself: it begins or ends in the midst of a link, of "
                "emphasis, of a table's row or the like, and the rest would be read otherwise; "
                "quote all of it, or less",
                target->on.exact);
    *is_widened = range.start != target->on.start || range.end != target->on.end;
    if (*is_widened)
        take_range(target, chapter, range);
    if (strcmp(wording, target->on.exact) == 0)
        return psg_review_fail(
                error, PSG_REVIEW_ERROR_TARGET, "“%s” is what stands there already", wording);
    return is_harmless(&whole, range, wording, before, after) ||
           psg_review_fail(error, PSG_REVIEW_ERROR_TARGET,
                   "with this wording the text around it would be read otherwise: it has a mark "
                   "of Markdown (such as *, `, [ or a line of hyphens) that does not end where it "
                   "should; put a \\ before a mark that is meant as it is");
}
