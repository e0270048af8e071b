/* Suggestions: what of a wording is to be another, shown as tracked changes. */
#include <string.h>

#include "base/display.h"
#include "publish/model/comments_internal.h"
#include "text/markup.h"
#include "text/tree.h"

/* Signs of Markdown: a wording that has them is shown as a whole, since half of a pair of signs
 * means nothing. */
#define SIGNS "*_`[]<>~\\&|#"

static gboolean
is_blank(char c)
{
    return c == '\0' || g_ascii_isspace(c);
}

/* How much both begin with, up to a blank in each. */
static gsize
measure_beginning(const char *a, const char *b)
{
    gsize shared = 0, at = 0;
    for (; a[at] && a[at] == b[at]; at++)
        if (g_ascii_isspace(a[at]))
            shared = at + 1;
    return is_blank(a[at]) && is_blank(b[at]) ? at : shared;
}

static gboolean
begins_word(const char *text, gsize at)
{
    return at == 0 || g_ascii_isspace(text[at - 1]);
}

/* How much both end with, from the beginning of a word in each, leaving `start` bytes alone. */
static gsize
measure_end(const char *a, gsize a_length, const char *b, gsize b_length, gsize start)
{
    gsize shared = 0, most = MIN(a_length, b_length) - start;
    for (gsize at = 1; at <= most && a[a_length - at] == b[b_length - at]; at++)
        if (g_ascii_isspace(a[a_length - at]) ||
                (begins_word(a, a_length - at) && begins_word(b, b_length - at)))
            shared = at;
    return shared;
}

/* The last word before a byte begins here. */
static gsize
find_word_before(const char *text, gsize at)
{
    while (at > 0 && g_ascii_isspace(text[at - 1]))
        at--;
    while (at > 0 && !g_ascii_isspace(text[at - 1]))
        at--;
    return at;
}

PsgCommentWording
psg_comment_compare(const char *old_words, const char *new_words)
{
    gsize old_length = strlen(old_words), new_length = strlen(new_words);
    PsgCommentWording whole = {0, old_length, 0, new_length};
    if (old_words[strcspn(old_words, SIGNS)] || new_words[strcspn(new_words, SIGNS)])
        return whole;
    gsize start = measure_beginning(old_words, new_words);
    gsize end = measure_end(old_words, old_length, new_words, new_length, start);
    PsgCommentWording part = {start, old_length - end, start, new_length - end};
    /* Where nothing goes, the word before is shown as well: something must say where. */
    if (part.old_end == part.old_start && start > 0)
        part.old_start = part.new_start = find_word_before(old_words, start);
    while (part.old_end > part.old_start && part.new_end > part.new_start &&
            g_ascii_isspace(old_words[part.old_end - 1]) &&
            g_ascii_isspace(new_words[part.new_end - 1])) {
        part.old_end--;
        part.new_end--;
    }
    return part.old_end > part.old_start ? part : whole;
}

const char *
psg_comment_get_proposal(const PsgThread *thread)
{
    const PsgStep *first = thread->first;
    if (!first || first->is_redacted || first->event->kind != PSG_EVENT_SUGGEST)
        return NULL;
    return first->text->replace ? first->text->replace : first->event->replace;
}

/* --- in the thread --- */

static void
append_part(xmlNode *parent, const char *text, gsize start, gsize end)
{
    g_autofree char *part = g_strndup(text + start, end - start);
    g_autofree char *shown = psg_display_make(part);
    psg_comment_append_text(parent, shown);
}

static void
append_change(xmlNode *parent, const char *name, const char *note, const char *text, gsize start,
        gsize end)
{
    if (end <= start)
        return;
    xmlNode *element = psg_comment_append(parent, name, NULL);
    psg_comment_append_text(psg_comment_append(element, "span", "change-note"), note);
    append_part(element, text, start, end);
}

void
psg_comment_append_wording(xmlNode *parent, const char *old_words, const char *new_words)
{
    PsgCommentWording part = psg_comment_compare(old_words, new_words);
    xmlNode *paragraph = psg_comment_append(parent, "p", "comment-wording");
    psg_comment_append_text(psg_comment_append(paragraph, "span", "comment-label"), "Proposed:");
    psg_comment_append_text(paragraph, " ");
    xmlNode *words = psg_comment_append(paragraph, "span", "comment-words");
    psg_comment_set(words, "dir", "auto");
    append_part(words, old_words, 0, part.old_start);
    append_change(words, "del", "Take out: ", old_words, part.old_start, part.old_end);
    append_change(words, "ins", "Put in: ", new_words, part.new_start, part.new_end);
    append_part(words, old_words, part.old_end, strlen(old_words));
}

/* --- in the text --- */

/* The one paragraph or heading that the wording is; NULL when it is something else. */
static const xmlNode *
find_line(const PsgText *text)
{
    const xmlNode *only = NULL;
    for (const xmlNode *child = text->root->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE)
            continue;
        gboolean is_line = psg_tree_is(child, "p") ||
                           (child->name[0] == 'h' && g_ascii_isdigit((char)child->name[1]));
        if (only || !is_line)
            return NULL;
        only = child;
    }
    return only;
}

/* The wording where it has signs of Markdown: as a line of text, or without its signs. */
static void
append_markdown(
        PsgComments *comments, const PsgModelDocument *document, xmlNode *parent, const char *words)
{
    g_autoptr(PsgText) text = psg_model_read_loose(comments->model, document, NULL, words, TRUE);
    const xmlNode *line = text ? find_line(text) : NULL;
    if (line) {
        psg_comment_append_copies(parent, line);
        return;
    }
    g_autofree char *plain = text ? psg_markup_get_text(text->root) : g_strdup(words);
    psg_comment_append_text(parent, plain);
}

xmlNode *
psg_comment_make_insertion(PsgComments *comments, const PsgModelDocument *document, xmlDoc *tree,
        const char *words, gsize length, gboolean is_code, const char *language)
{
    g_autofree char *part = g_strndup(words, length), *shown = psg_display_make(part);
    if (!*g_strstrip(shown))
        return NULL;
    xmlNode *insertion = psg_comment_new(tree, "ins", "comment-proposal");
    xmlNode *note = psg_comment_append(insertion, "span", "change-note");
    psg_comment_set_english(note, language);
    psg_comment_append_text(note, "Proposed in their place: ");
    if (is_code || !shown[strcspn(shown, SIGNS)])
        psg_comment_append_text(insertion, shown);
    else
        append_markdown(comments, document, insertion, shown);
    return insertion;
}
