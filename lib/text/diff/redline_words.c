/* Marks around words: <ins> around those of the copy, <del> with those of the old text between
 * them. A block's runs are dealt with from its end to its beginning, so that places in its texts
 * stay what the diff says they are: a text that is cut keeps its beginning. */
#include <string.h>

#include "text/content_model.h"
#include "text/diff/redline_internal.h"
#include "text/tree.h"

static gboolean
is_blank(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (!strchr(" \t\n\r", text[i]))
            return FALSE;
    return TRUE;
}

/* TRUE for what nobody sees at the edge of an element. */
static gboolean
is_nothing(const xmlNode *node)
{
    const char *text =
            node->type == XML_TEXT_NODE && node->content ? (const char *)node->content : "";
    return (node->type == XML_TEXT_NODE && !text[strspn(text, " \t\n\r")]) ||
           (psg_tree_is(node, "span") &&
                   !g_strcmp0(psg_tree_get_attribute(node, "class"), "change-note"));
}

static xmlNode *
get_copy(const PsgRedline *redline, const xmlNode *node)
{
    return g_hash_table_lookup(redline->copies, node);
}

static void
insert_after(xmlNode *node, xmlNode *child)
{
    if (node->next)
        psg_tree_insert_before(node->next, child);
    else
        psg_tree_append(node->parent, child);
}

/* Puts `wrapper`, which stands nowhere, around `node`. */
static void
wrap(xmlNode *node, xmlNode *wrapper)
{
    psg_tree_insert_before(node, wrapper);
    xmlUnlinkNode(node);
    node->next = node->prev = NULL;
    psg_tree_append(wrapper, node);
}

/* Cuts a text of the copy in two: the node keeps the first `offset` bytes, and the rest, which may
 * be nothing, follows as a node of its own. What is kept is not copied, so that many cuts in a long
 * text, from its end on, take no longer than reading it. */
static xmlNode *
cut(PsgRedline *redline, xmlNode *text, gsize offset)
{
    xmlNode *rest = xmlNewDocText(redline->document, text->content + offset);
    rest->line = text->line;
    text->content[offset] = '\0';
    insert_after(text, rest);
    return rest;
}

static gboolean
is_text(const PsgDiffWord *word)
{
    return word->node->type != XML_ELEMENT_NODE;
}

xmlNode *
psg_redline_find_element(PsgRedline *redline, const PsgDiffBlock *block)
{
    const xmlNode *parent = block->parent;
    if (psg_tree_is(parent, "code") && psg_tree_is(parent->parent, "pre"))
        parent = parent->parent;
    return get_copy(redline, parent);
}

xmlNode *
psg_redline_insert_block(PsgRedline *redline, const PsgDiffBlock *block)
{
    if (!block->first && block->kind != PSG_BLOCK_RULE)
        return NULL;
    xmlNode *ins = psg_redline_new_element(redline, "ins", NULL);
    xmlNode *first = get_copy(redline, block->first ? block->first : block->parent);
    xmlNode *last = get_copy(redline, block->last ? block->last : block->parent);
    psg_tree_insert_before(first, ins);
    for (xmlNode *node = first, *next; node; node = next) {
        next = node == last ? NULL : node->next;
        xmlUnlinkNode(node);
        node->next = node->prev = NULL;
        psg_tree_append(ins, node);
    }
    return ins;
}

void
psg_redline_note_block(PsgRedline *redline, const PsgDiffBlock *block, const char *words)
{
    if (!block->first)
        return;
    /* The block's first node may stand in a mark by now. */
    xmlNode *node = get_copy(redline, block->first), *parent = get_copy(redline, block->parent);
    while (node->parent != parent)
        node = node->parent;
    while (node->prev && psg_tree_is(node->prev, "del"))
        node = node->prev;
    psg_tree_insert_before(node, psg_redline_new_note(redline, parent, words));
}

/* --- words of the old text --- */

/* Old elements that are open in what is being written, with their copies. */
typedef struct {
    const xmlNode *node;
    xmlNode *copy;
} Open;

/* A link of the old text may lead nowhere now, and a term is marked where it stands first: both
 * are shown as their words. */
static xmlNode *
copy_formatting(PsgRedline *redline, const xmlNode *element)
{
    gboolean is_link = psg_tree_is(element, "a");
    xmlNode *copy =
            psg_redline_new_element(redline, is_link ? "span" : (const char *)element->name, NULL);
    copy->line = element->line;
    if (!is_link)
        copy->_private = element->_private;
    for (const xmlAttr *at = element->properties; at; at = at->next) {
        const char *name = (const char *)at->name;
        gboolean is_kept = !strcmp(name, "lang") || !strcmp(name, "dir") ||
                           (!is_link && (!strcmp(name, "title") || !strcmp(name, "class")));
        if (is_kept && at->children && at->children->content)
            xmlNewProp(copy, at->name, at->children->content);
    }
    return copy;
}

/* Opens and closes elements until those around `node` are open, below `top`; gives the innermost.
 * `is_closing_only` closes what does not go on, so that a space can be put between. */
static xmlNode *
settle_open(PsgRedline *redline, GArray *open, const xmlNode *node, const xmlNode *top,
        xmlNode *parent, gboolean is_closing_only)
{
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    for (const xmlNode *at = node->parent; at && at != top; at = at->parent)
        g_ptr_array_add(chain, (gpointer)at);
    guint shared = 0;
    while (shared < open->len && shared < chain->len &&
            g_array_index(open, Open, shared).node == chain->pdata[chain->len - 1 - shared])
        shared++;
    g_array_set_size(open, shared);
    for (guint i = shared; i < chain->len && !is_closing_only; i++) {
        Open opened = {chain->pdata[chain->len - 1 - i], NULL};
        opened.copy = copy_formatting(redline, opened.node);
        psg_tree_append(i == 0 ? parent : g_array_index(open, Open, i - 1).copy, opened.copy);
        g_array_append_val(open, opened);
    }
    return open->len > 0 ? g_array_index(open, Open, open->len - 1).copy : parent;
}

static void
append_old_element(PsgRedline *redline, xmlNode *parent, const PsgDiffWord *word)
{
    if (psg_tree_is(word->node, "img")) {
        const char *alternative = psg_tree_get_attribute(word->node, "alt");
        g_autofree char *words = alternative && *alternative
                                         ? g_strdup_printf("[Picture: %s]", alternative)
                                         : g_strdup("[Picture]");
        psg_redline_append_text(redline, parent, words, -1);
    } else if (psg_tree_is(word->node, "sup")) {
        xmlNode *sup = psg_redline_new_element(redline, "sup", NULL);
        psg_tree_append(parent, sup);
        psg_redline_append_text(redline, sup, word->text, word->length);
    } else {
        psg_redline_append_text(redline, parent, word->text, word->length);
    }
}

/* The end, in words, of those from `word` on that one piece of text or one element holds. */
static guint
find_piece_end(const PsgDiffSide *side, guint word, guint end)
{
    const xmlNode *node = psg_diff_get_word(side, word)->node;
    while (word < end && psg_diff_get_word(side, word)->node == node)
        word++;
    return word;
}

/* Appends words of one old block. In code, space is kept as it was. */
static void
append_block_words(PsgRedline *redline, xmlNode *parent, const PsgDiffSide *side,
        const PsgDiffBlock *block, guint start, guint end)
{
    gboolean is_code = block->kind == PSG_BLOCK_CODE;
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(Open));
    for (guint word = start, next; word < end; word = next) {
        next = find_piece_end(side, word, end);
        const PsgDiffWord *first = psg_diff_get_word(side, word);
        const PsgDiffWord *last = psg_diff_get_word(side, next - 1);
        gsize from = first->offset, to = last->offset + last->length;
        if (is_code && is_text(first)) {
            const char *content = (const char *)first->node->content;
            while (from > 0 && is_blank(content + from - 1, 1))
                from--;
        } else if (first->has_space && word > start) {
            psg_redline_append_text(redline,
                    settle_open(redline, open, first->node, block->parent, parent, TRUE), " ", 1);
        }
        xmlNode *inner = settle_open(redline, open, first->node, block->parent, parent, FALSE);
        if (is_text(first))
            psg_redline_append_text(
                    redline, inner, (const char *)first->node->content + from, (gssize)(to - from));
        else
            append_old_element(redline, inner, first);
    }
}

/* The block of a side that holds a word. */
static const PsgDiffBlock *
find_block(const PsgDiffSide *side, guint block, guint word)
{
    while (block + 1 < side->blocks->len && word >= psg_diff_get_block(side, block)->word_end)
        block++;
    return psg_diff_get_block(side, block);
}

void
psg_redline_append_old_words(PsgRedline *redline, xmlNode *parent, const PsgDiffSide *side,
        const PsgDiffBlock *block, guint word_start, guint word_end)
{
    guint index = (guint)(block - psg_diff_get_block(side, 0));
    for (guint word = word_start; word < word_end;) {
        block = find_block(side, index, word);
        index = (guint)(block - psg_diff_get_block(side, 0));
        guint end = MIN(word_end, block->word_end);
        if (word > word_start)
            psg_redline_append_text(redline, parent, " ", 1);
        append_block_words(redline, parent, side, block, word, end);
        word = end;
    }
}

/* --- marks inside a block --- */

typedef struct {
    PsgRedline *redline;
    const PsgDiffStep *step;
    const PsgDiffSide *old_side, *new_side;
    const PsgDiffBlock *block; /* of the new side */
} Marking;

/* The note that begins a change of this kind. */
static const char *
get_note(PsgShownKind kind)
{
    static const char *const notes[] = {[PSG_SHOWN_SAME] = "",
            [PSG_SHOWN_DELETED] = "Removed: ",
            [PSG_SHOWN_INSERTED] = "Added: ",
            [PSG_SHOWN_LINK_CHANGED] = "Link changed: ",
            [PSG_SHOWN_LINK_ADDED] = "Link added: ",
            [PSG_SHOWN_LINK_REMOVED] = "Link removed: ",
            [PSG_SHOWN_PICTURE_CHANGED] = "Picture changed: ",
            [PSG_SHOWN_MARK_CHANGED] = "Form changed: "};
    return notes[kind];
}

/* Wraps the words [start, end) of the copy piece by piece, since no mark may cross an element's
 * border; the last piece first. */
static void
wrap_words(const Marking *marking, PsgShownKind kind, guint start, guint end)
{
    PsgRedline *redline = marking->redline;
    const char *name = kind == PSG_SHOWN_INSERTED ? "ins" : "mark";
    const char *class = kind == PSG_SHOWN_INSERTED ? NULL : "change-mark";
    gboolean is_long =
            kind == PSG_SHOWN_INSERTED && psg_diff_is_long(marking->new_side, start, end);
    xmlNode *wrapper = NULL;
    for (guint word = end; word > start;) {
        const PsgDiffWord *last = psg_diff_get_word(marking->new_side, word - 1);
        guint first = word - 1;
        while (first > start && psg_diff_get_word(marking->new_side, first - 1)->node == last->node)
            first--;
        xmlNode *node = get_copy(redline, last->node);
        if (is_text(last)) {
            cut(redline, node, last->offset + last->length);
            node = cut(redline, node, psg_diff_get_word(marking->new_side, first)->offset);
        }
        gboolean is_last = !wrapper;
        wrapper = psg_redline_new_element(redline, name, class);
        wrap(node, wrapper);
        if (is_last && is_long)
            psg_redline_append_note(redline, wrapper, PSG_REDLINE_END);
        word = first;
    }
    if (wrapper)
        psg_redline_prepend_note(redline, wrapper, get_note(kind));
}

/* A place in the copy: before `node`, or, when that is NULL, at the end of `parent`. */
typedef struct {
    xmlNode *parent, *node;
} Spot;

static Spot
before(xmlNode *node)
{
    Spot spot = {node->parent, node};
    return spot;
}

static Spot
after(xmlNode *node)
{
    Spot spot = {node->parent, node->next};
    return spot;
}

/* Leaves elements whose first (or last) words these are, as far as the block's own element. */
static xmlNode *
climb(const Marking *marking, xmlNode *node, gboolean is_start)
{
    xmlNode *top = get_copy(marking->redline, marking->block->parent);
    while (node->parent != top) {
        const xmlNode *beside = is_start ? node->prev : node->next;
        while (beside && is_nothing(beside))
            beside = is_start ? beside->prev : beside->next;
        if (beside)
            break;
        node = node->parent;
    }
    return node;
}

static Spot
find_spot_before(const Marking *marking, guint at)
{
    PsgRedline *redline = marking->redline;
    const PsgDiffWord *word = psg_diff_get_word(marking->new_side, at);
    xmlNode *node = get_copy(redline, word->node);
    if (!is_text(word))
        return before(climb(marking, node, TRUE));
    const PsgDiffWord *previous =
            at > marking->block->word_start ? psg_diff_get_word(marking->new_side, at - 1) : NULL;
    if (previous && previous->node == word->node)
        return before(cut(redline, node, previous->offset + previous->length));
    const char *content = (const char *)word->node->content;
    if (!is_blank(content, word->offset))
        return before(cut(redline, node, word->offset));
    return before(climb(marking, node, TRUE));
}

/* Behind the space before a word. */
static Spot
find_spot_behind_space(const Marking *marking, guint at)
{
    const PsgDiffWord *word = psg_diff_get_word(marking->new_side, at);
    xmlNode *node = get_copy(marking->redline, word->node);
    return before(is_text(word) && word->offset > 0 ? cut(marking->redline, node, word->offset)
                                                    : climb(marking, node, TRUE));
}

static Spot
find_spot_at_end(const Marking *marking)
{
    PsgRedline *redline = marking->redline;
    const PsgDiffBlock *block = marking->block;
    if (block->word_end == block->word_start) {
        Spot spot = {get_copy(redline, block->parent), NULL};
        return block->last ? after(get_copy(redline, block->last)) : spot;
    }
    const PsgDiffWord *word = psg_diff_get_word(marking->new_side, block->word_end - 1);
    xmlNode *node = get_copy(redline, word->node);
    if (is_text(word)) {
        xmlNode *rest = cut(redline, node, word->offset + word->length);
        if (!is_nothing(rest))
            return before(rest);
    }
    return after(climb(marking, node, FALSE));
}

static void
put(Spot spot, xmlNode *node)
{
    if (spot.node)
        psg_tree_insert_before(spot.node, node);
    else
        psg_tree_append(spot.parent, node);
}

/* Puts a space, unless one stands there. Only before an element is that to be asked: elsewhere the
 * text was cut at a word. */
static void
put_space(const Marking *marking, Spot spot)
{
    gboolean is_before_element = spot.node && spot.node->type == XML_ELEMENT_NODE;
    const xmlNode *previous = is_before_element ? spot.node->prev : NULL;
    gsize length = previous && previous->type == XML_TEXT_NODE && previous->content
                           ? strlen((const char *)previous->content)
                           : 0;
    if (length > 0 && is_blank((const char *)previous->content + length - 1, 1))
        return;
    put(spot, xmlNewDocText(marking->redline->document, (const xmlChar *)" "));
}

/* Puts the old words of a run, as <del>, before the new word `at`. `is_replaced`: new words stand
 * there for them. */
static void
put_deleted(const Marking *marking, const PsgShownRun *run, guint at, gboolean is_replaced)
{
    PsgRedline *redline = marking->redline;
    const PsgDiffBlock *block = marking->block;
    const PsgDiffBlock *old_block =
            find_block(marking->old_side, marking->step->old_start, run->old_start);
    gboolean is_code = block->kind == PSG_BLOCK_CODE;
    const PsgDiffWord *first = psg_diff_get_word(marking->old_side, run->old_start);
    const PsgDiffWord *last = psg_diff_get_word(marking->old_side, run->old_end - 1);
    const PsgDiffWord *next =
            at < block->word_end ? psg_diff_get_word(marking->new_side, at) : NULL;
    const PsgDiffWord *previous =
            at > block->word_start ? psg_diff_get_word(marking->new_side, at - 1) : NULL;
    const PsgDiffWord *old_next =
            run->old_end < find_block(marking->old_side, marking->step->old_start, run->old_end - 1)
                                    ->word_end
                    ? psg_diff_get_word(marking->old_side, run->old_end)
                    : NULL;
    /* A quotation mark that went stood between the space and the word: so it does now. */
    gboolean keeps_space = previous && next && old_next && !is_code && !is_replaced &&
                           first->has_space && next->has_space && !old_next->has_space;
    Spot spot = keeps_space ? find_spot_behind_space(marking, at)
                : next      ? find_spot_before(marking, at)
                            : find_spot_at_end(marking);
    if (previous && !is_code && !keeps_space &&
            (first->has_space || psg_diff_words_glue(previous, first)))
        put_space(marking, spot);
    xmlNode *del = psg_redline_new_element(redline, "del", NULL);
    put(spot, del);
    psg_redline_append_note(redline, del, get_note(PSG_SHOWN_DELETED));
    psg_redline_append_old_words(
            redline, del, marking->old_side, old_block, run->old_start, run->old_end);
    if (psg_diff_is_long(marking->old_side, run->old_start, run->old_end))
        psg_redline_append_note(redline, del, PSG_REDLINE_END);
    gboolean has_blank = spot.node && spot.node->type == XML_TEXT_NODE && spot.node->content[0] &&
                         is_blank((const char *)spot.node->content, 1);
    gboolean is_parted = next && (next->has_space || !previous || psg_diff_words_glue(last, next) ||
                                         (!is_replaced && old_next && old_next->has_space));
    if (is_parted && !has_blank && !keeps_space) {
        if (is_code && !next->has_space)
            psg_redline_append_text(redline, del, "\n", 1);
        else if (!is_code)
            put_space(marking, spot);
    }
}

/* TRUE when what is gone before the new word `at` belongs to the marking's block: between two
 * blocks, to the first. */
static gboolean
is_in_block(const Marking *marking, guint at, gboolean is_first)
{
    return (at > marking->block->word_start || is_first) && at <= marking->block->word_end;
}

static void
mark_block(const Marking *marking, const GArray *runs, gboolean is_first)
{
    for (guint i = runs->len; i-- > 0;) {
        const PsgShownRun *run = &g_array_index(runs, PsgShownRun, i);
        guint start = MAX(run->new_start, marking->block->word_start);
        guint end = MIN(run->new_end, marking->block->word_end);
        if (run->kind == PSG_SHOWN_DELETED && is_in_block(marking, run->new_start, is_first))
            put_deleted(marking, run, run->new_start,
                    i + 1 < runs->len &&
                            g_array_index(runs, PsgShownRun, i + 1).kind == PSG_SHOWN_INSERTED);
        else if (run->kind >= PSG_SHOWN_INSERTED && start < end)
            wrap_words(marking, run->kind, start, end);
    }
}

void
psg_redline_mark_words(PsgRedline *redline, const PsgDiffStep *step)
{
    g_autoptr(GArray) runs = psg_shown_runs_new(redline->diff, redline->index, step);
    for (guint i = 0; i < runs->len; i++) {
        PsgShownKind kind = g_array_index(runs, PsgShownRun, i).kind;
        redline->count.deletions += kind == PSG_SHOWN_DELETED;
        redline->count.insertions += kind >= PSG_SHOWN_INSERTED;
    }
    for (guint i = step->new_end; i-- > step->new_start;) {
        Marking marking = {.redline = redline,
                .step = step,
                .old_side = psg_diff_get_old_side(redline->diff, redline->index, step),
                .new_side = &redline->pair->new_side,
                .block = psg_diff_get_block(&redline->pair->new_side, i)};
        mark_block(&marking, runs, i == step->new_start);
    }
}
