/* A thread as readers of a draft see it: who said what on which words, who answered what and why.
 * It folds, by keyboard and without scripts; it brings no heading into the chapter's outline. What
 * people wrote is shown within lib/text's allow-list, and nothing of it is fetched from anywhere.
 */
#include <string.h>

#include "base/date.h"
#include "base/display.h"
#include "publish/model/comments_internal.h"
#include "text/markup.h"
#include "text/tree.h"

#define TEXT_LIMIT (20 * 1024) /* bytes of one contribution; the rest is for `comment show` */
#define WORDS_LIMIT 120        /* characters of a comment in lists */

/* --- words --- */

static const char *
get_kind(const PsgThread *thread)
{
    static const char *const remarks[] = {[PSG_REMARK_NONE] = "Comment",
            [PSG_REMARK_QUESTION] = "Question",
            [PSG_REMARK_ISSUE] = "Issue",
            [PSG_REMARK_SUGGESTION] = "Suggestion",
            [PSG_REMARK_PRAISE] = "Praise"};
    if (!thread->first)
        return "Comment";
    const PsgEvent *event = thread->first->event;
    if (event->kind == PSG_EVENT_SUGGEST)
        return "Suggested wording";
    return event->kind == PSG_EVENT_SIGNOFF ? "Sign-off" : remarks[event->remark];
}

static const char *
get_outcome(const PsgStep *answer)
{
    static const char *const outcomes[] = {[PSG_OUTCOME_NONE] = "Answered",
            [PSG_OUTCOME_ACCEPTED] = "Accepted",
            [PSG_OUTCOME_PARTLY] = "Accepted in part",
            [PSG_OUTCOME_DECLINED] = "Declined",
            [PSG_OUTCOME_NOTED] = "Noted"};
    return outcomes[answer->event->outcome];
}

static char *
make_status(const PsgThread *thread)
{
    switch (thread->state) {
    case PSG_THREAD_OPEN:
        return g_strdup("Open");
    case PSG_THREAD_REOPENED:
        return g_strdup("Open again");
    case PSG_THREAD_ANSWERED:
        return g_strdup(thread->answer ? get_outcome(thread->answer) : "Answered");
    case PSG_THREAD_RESOLVED:
        return thread->answer ? g_strconcat("Closed: ", get_outcome(thread->answer), NULL)
                              : g_strdup("Closed");
    }
    return g_strdup("Open");
}

static const char *
find_group(const PsgComments *comments, const char *id)
{
    const GPtrArray *groups = comments->model->package->groups;
    for (guint i = 0; id && i < groups->len; i++) {
        const PsgGroup *group = groups->pdata[i];
        if (strcmp(group->id, id) == 0)
            return group->name;
    }
    return NULL;
}

/* The name by consent; it begins a line. */
static char *
name_author(const PsgComments *comments, const PsgStep *step)
{
    if (!step)
        return g_strdup("Somebody");
    g_autofree char *name =
            psg_review_name_person(comments->review, step->event->by, step->event->group);
    return strcmp(name, "a contributor") == 0 ? g_strdup("A contributor") : g_steal_pointer(&name);
}

/* What somebody wrote; NULL when it was taken away or, with a finding, cannot be read. */
static char *
read_text(const PsgComments *comments, const PsgStep *step)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = psg_review_read_text(comments->review, step, &error);
    if (error)
        psg_findings_add(comments->findings, PSG_SEVERITY_WARNING, "comment-unreadable", "", 0, 0,
                "the words of the comment %s cannot be read: %s", step->event->id, error->message);
    return text ? psg_display_make(text) : NULL;
}

PsgModelThread *
psg_comment_describe(const PsgComments *comments, const PsgThread *thread)
{
    PsgModelThread *entry = g_new0(PsgModelThread, 1);
    const PsgStep *first = thread->first;
    entry->id = g_strconcat("comment-", thread->id + PSG_EVENT_ID_RANDOM, NULL);
    entry->who = name_author(comments, first);
    entry->group = first ? g_strdup(find_group(comments, first->event->group)) : NULL;
    entry->kind = get_kind(thread);
    entry->status = make_status(thread);
    entry->state = thread->state;
    entry->time = thread->begun;
    return entry;
}

void
psg_comment_entry_free(gpointer data)
{
    PsgModelThread *entry = data;
    if (!entry)
        return;
    g_free(entry->id);
    g_free(entry->who);
    g_free(entry->group);
    g_free(entry->status);
    g_free(entry->words);
    g_free(entry);
}

/* --- what people wrote --- */

static void
demote_heading(xmlNode *heading)
{
    xmlNode *strong = psg_comment_new(heading->doc, "strong", NULL);
    while (heading->children) {
        xmlNode *child = heading->children;
        xmlUnlinkNode(child);
        psg_tree_append(strong, child);
    }
    xmlNodeSetName(heading, BAD_CAST "p");
    psg_tree_append(heading, strong);
}

/* Makes what somebody wrote fit to stand beside a text: no headings, no names of regions that the
 * text has too, and links that lend nobody the weight of this site. */
static void
tame(xmlNode *top, const char *id)
{
    guint regions = 0;
    for (xmlNode *node = top->children; node; node = psg_tree_get_next(node, top)) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        const char *name = (const char *)node->name;
        if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && !name[2])
            demote_heading(node);
        /* The section of the footnotes has lost its heading. */
        if (strcmp(name, "section") == 0)
            xmlNodeSetName(node, BAD_CAST "div");
        const PsgModelLink *link = psg_tree_is(node, "a") ? psg_model_get_link(node) : NULL;
        if (link && link->kind == PSG_LINK_EXTERNAL)
            psg_comment_set(node, "rel", "nofollow");
        if (g_strcmp0(psg_tree_get_attribute(node, "role"), "region") == 0) {
            g_autofree char *label = g_strdup_printf("Table %u in %s", ++regions, id);
            psg_comment_set(node, "aria-label", label);
        }
    }
}

/* The text cut at a line, where it is longer than is shown. TRUE when it was cut. */
static gboolean
cut(char *text)
{
    if (strlen(text) <= TEXT_LIMIT)
        return FALSE;
    char *end = text + TEXT_LIMIT;
    while (end > text && ((guchar)*end & 0xc0) == 0x80)
        end--;
    *end = '\0';
    char *line = strrchr(text, '\n');
    if (line && line > text + TEXT_LIMIT / 2)
        *line = '\0';
    return TRUE;
}

/* `where` says of which thread it is, for names. */
static void
append_text(PsgComments *comments, const PsgCommentItem *item, xmlNode *parent, char *text,
        const char *where, gboolean is_first)
{
    gboolean is_cut = cut(text);
    const char *from = item->chapter ? item->chapter->entry->path : NULL;
    g_autoptr(PsgText) parsed =
            psg_model_read_loose(comments->model, item->document, from, text, TRUE);
    if (!parsed)
        return;
    xmlNode *box = psg_comment_append(parent, "div", "comment-text");
    if (item->language)
        psg_comment_set(box, "lang", item->language);
    psg_comment_set(box, "dir", "auto");
    if (is_first && !item->entry->words) {
        g_autofree char *plain = psg_markup_get_text(parsed->root);
        item->entry->words = psg_comment_shorten(plain, WORDS_LIMIT);
    }
    psg_comment_append_copies(box, parsed->root);
    tame(box, where);
    if (is_cut)
        psg_comment_append_text(psg_comment_append(parent, "p", "comment-note"),
                "This is only the beginning: the rest is too long to be shown here.");
}

/* --- the steps --- */

static const char *
describe_commit(PsgComments *comments, const char *oid)
{
    char *known = g_hash_table_lookup(comments->commits, oid);
    if (known)
        return known;
    PsgRepository *repository = psg_review_get_package_place(comments->review)->repository;
    gint64 time;
    int offset;
    g_autofree char *abbreviation = psg_repository_abbreviate(repository, oid);
    g_autofree char *date = psg_repository_read_time(repository, oid, &time, &offset, NULL)
                                    ? psg_date_format_local(time, offset)
                                    : NULL;
    known = date ? g_strdup_printf("%s on %s", abbreviation, date) : g_strndup(oid, 7);
    g_hash_table_insert(comments->commits, g_strdup(oid), known);
    return known;
}

static void
append_commit(PsgComments *comments, xmlNode *parent, const char *before, const char *oid)
{
    const char *words = describe_commit(comments, oid);
    gsize length = strcspn(words, " ");
    g_autofree char *number = g_strndup(words, length);
    psg_comment_append_text(parent, before);
    psg_comment_append_text(psg_comment_append(parent, "code", NULL), number);
    psg_comment_append_text(parent, words + length);
}

/* Says that words were taken away, when and why. */
static void
append_redaction(PsgComments *comments, const PsgStep *step, xmlNode *parent)
{
    xmlNode *note = psg_comment_append(parent, "p", "comment-note");
    psg_comment_append_text(note, "The words of this were taken away");
    if (!step->redaction) {
        psg_comment_append_text(note, ".");
        return;
    }
    psg_comment_append_text(note, " on ");
    psg_comment_append_date(note, step->redaction->at);
    g_autoptr(PsgEvent) event = psg_review_read_event(comments->review, step->redaction, NULL);
    g_autofree char *reason = event ? psg_comment_shorten(event->body, WORDS_LIMIT * 4) : NULL;
    psg_comment_append_text(note, reason && *reason ? ". The reason: " : ".");
    if (reason && *reason)
        psg_comment_append_text(psg_comment_append(note, "span", NULL), reason);
}

static void
append_words(PsgComments *comments, const PsgCommentItem *item, const PsgStep *step,
        xmlNode *parent, const char *where)
{
    if (step->is_unknown)
        psg_comment_append_text(psg_comment_append(parent, "p", "comment-note"),
                "Who wrote this is not among the people of this package.");
    if (step->is_redacted) {
        append_redaction(comments, step, parent);
        return;
    }
    g_autofree char *text = read_text(comments, step);
    if (text)
        append_text(comments, item, parent, text, where, step == item->thread->first);
    if (step->text == step->event)
        return;
    xmlNode *note = psg_comment_append(parent, "p", "comment-note");
    psg_comment_append_text(note, "Edited on ");
    psg_comment_append_date(note, step->text->at);
    psg_comment_append_text(note, ".");
}

/* What a step is, as in "Robin replied"; NULL for what is shown elsewhere or not at all. */
static const char *
get_verb(PsgEventKind kind)
{
    switch (kind) {
    case PSG_EVENT_REPLY:
        return "replied";
    case PSG_EVENT_ANSWER:
        return "answered";
    case PSG_EVENT_RESOLVE:
        return "closed this";
    case PSG_EVENT_REOPEN:
        return "opened this again";
    default:
        return NULL;
    }
}

static void
append_step(PsgComments *comments, const PsgCommentItem *item, const PsgStep *step, xmlNode *list,
        guint number)
{
    const PsgEvent *event = step->event;
    gboolean is_answer = event->kind == PSG_EVENT_ANSWER;
    xmlNode *entry = psg_comment_append(
            list, "li", is_answer ? "comment-step comment-outcome" : "comment-step");
    xmlNode *by = psg_comment_append(entry, "p", "comment-by");
    g_autofree char *who = name_author(comments, step);
    psg_comment_append_text(psg_comment_append(by, "span", "comment-who"), who);
    g_autofree char *verb = g_strdup_printf(" %s, ", get_verb(event->kind));
    psg_comment_append_text(by, verb);
    psg_comment_append_date(by, event->at);
    if (is_answer) {
        psg_comment_append_text(by, ": ");
        psg_comment_append_text(psg_comment_append(by, "strong", NULL), get_outcome(step));
    }
    g_autofree char *where = g_strdup_printf("%s, step %u", item->entry->id, number);
    append_words(comments, item, step, entry, where);
    if (event->commit)
        append_commit(comments, psg_comment_append(entry, "p", "comment-note"),
                "What changed is in revision ", event->commit);
}

static void
append_steps(PsgComments *comments, const PsgCommentItem *item, xmlNode *parent)
{
    xmlNode *list = NULL;
    for (guint i = 0; i < item->thread->step_count; i++) {
        const PsgStep *step = &item->thread->steps[i];
        if (step == item->thread->first || !get_verb(step->event->kind))
            continue;
        list = list ? list : psg_comment_append(parent, "ol", "comment-steps");
        append_step(comments, item, step, list, i);
    }
}

/* "Others agree: 2 from Parents and carers, 1 from Health services." */
static void
append_agreements(PsgComments *comments, const PsgThread *thread, xmlNode *parent)
{
    if (thread->agreement_count == 0)
        return;
    g_autoptr(GString) words = g_string_new(NULL);
    const GPtrArray *groups = comments->model->package->groups;
    guint counted = 0;
    for (guint i = 0; i < groups->len; i++) {
        const PsgGroup *group = groups->pdata[i];
        guint count = psg_thread_count_agreement(thread, group->id);
        counted += count;
        if (count > 0)
            g_string_append_printf(
                    words, "%s%u from %s", words->len > 0 ? ", " : "", count, group->name);
    }
    guint rest = thread->agreement_count - MIN(counted, thread->agreement_count);
    if (rest > 0)
        g_string_append_printf(words, "%s%u%s", words->len > 0 ? ", " : "", rest,
                words->len > 0 ? " of no group" : "");
    g_autofree char *line = g_strdup_printf("%s: %s.",
            thread->agreement_count == 1 ? "One more agrees" : "Others agree", words->str);
    psg_comment_append_text(psg_comment_append(parent, "p", "comment-agreed"), line);
}

/* --- what it is on --- */

/* Words of a source as readers saw them. */
static char *
make_plain(PsgComments *comments, const PsgCommentItem *item, const char *markdown)
{
    g_autoptr(PsgText) text =
            psg_model_read_loose(comments->model, item->document, NULL, markdown, FALSE);
    return text ? psg_markup_get_text(text->root) : g_strdup(markdown);
}

static const char *
get_first_words(const PsgCommentItem *item)
{
    const PsgStep *first = item->thread->first;
    return first && !first->is_redacted && first->event->has_target ? first->event->on.exact : NULL;
}

static void
append_lost_words(PsgComments *comments, const PsgCommentItem *item, xmlNode *about)
{
    const PsgThreadPlace *place = item->place;
    const char *source = place->words ? place->words : get_first_words(item);
    if (source) {
        g_autofree char *words = make_plain(comments, item, source);
        psg_comment_append_text(about, " on ");
        psg_comment_append_quote(about, words);
    }
    if (place->status == PSG_PLACE_GONE && place->removed_by)
        append_commit(comments, about,
                source ? ", which were taken out by revision "
                       : ". What it was on was taken out by revision ",
                place->removed_by);
    else
        psg_comment_append_text(about, source ? ". Where these words are now is not known"
                                              : ". What it was on is not known here");
}

static void
append_place(PsgComments *comments, const PsgCommentItem *item, xmlNode *about)
{
    static const char *const places[] = {[PSG_ON_PASSAGE] = " on the text above",
            [PSG_ON_SECTION] = " on this section",
            [PSG_ON_CHAPTER] = " on the whole chapter",
            [PSG_ON_DOCUMENT] = " on the whole document"};
    if (item->entry->is_lost) {
        append_lost_words(comments, item, about);
    } else if (item->quote) {
        psg_comment_append_text(about, " on ");
        xmlNode *parent = about;
        if (item->has_reference) {
            parent = psg_comment_append(about, "a", "comment-back");
            g_autofree char *target = g_strdup_printf("#%s-words", item->entry->id);
            psg_comment_set(parent, "href", target);
        }
        psg_comment_append_quote(parent, item->quote);
    } else {
        psg_comment_append_text(about, places[item->place->kind]);
    }
    psg_comment_append_text(about, ".");
}

/* Words that were others when they were commented on. */
static void
append_change(PsgComments *comments, const PsgCommentItem *item, xmlNode *parent)
{
    const char *source = get_first_words(item);
    if (!item->place->is_changed || item->entry->is_lost || !source)
        return;
    g_autofree char *words = make_plain(comments, item, source);
    if (g_strcmp0(words, item->quote) == 0) /* only emphasis or the like is another */
        return;
    xmlNode *note = psg_comment_append(parent, "p", "comment-note");
    psg_comment_append_text(note, "The words were then ");
    psg_comment_append_quote(note, words);
    psg_comment_append_text(note, ".");
}

static void
append_proposal(PsgComments *comments, const PsgCommentItem *item, xmlNode *parent)
{
    const char *proposal = psg_comment_get_proposal(item->thread);
    const char *old = get_first_words(item);
    if (!proposal)
        return;
    g_autofree char *plain = make_plain(comments, item, *proposal || !old ? proposal : old);
    g_autofree char *words = *proposal ? g_strdup(plain) : g_strdup_printf("Leave out: %s", plain);
    item->entry->words = psg_comment_shorten(words, WORDS_LIMIT);
    psg_comment_append_wording(parent, old ? old : "", proposal);
}

/* --- the thread --- */

static void
append_summary(const PsgCommentItem *item, xmlNode *thread)
{
    const PsgModelThread *entry = item->entry;
    xmlNode *summary = psg_comment_append(thread, "summary", NULL);
    g_autofree char *number = g_strdup_printf("Comment %u", entry->number);
    g_autofree char *status =
            g_strconcat("comment-status comment-", psg_thread_state_get_name(entry->state), NULL);
    psg_comment_append_text(psg_comment_append(summary, "span", "comment-number"), number);
    psg_comment_append_text(summary, ": ");
    psg_comment_append_text(psg_comment_append(summary, "span", "comment-who"), entry->who);
    if (strcmp(entry->kind, "Comment") != 0) {
        g_autofree char *kind = g_ascii_strdown(entry->kind, -1);
        psg_comment_append_text(summary, ", ");
        psg_comment_append_text(psg_comment_append(summary, "span", "comment-kind"), kind);
    }
    psg_comment_append_text(summary, " ");
    psg_comment_append_text(psg_comment_append(summary, "span", status), entry->status);
}

void
psg_comment_append_thread(PsgComments *comments, const PsgCommentItem *item, xmlNode *list)
{
    const PsgModelThread *entry = item->entry;
    xmlNode *thread = psg_comment_append(list, "details", "comment-thread");
    psg_comment_set(thread, "id", entry->id);
    if (entry->state != PSG_THREAD_RESOLVED)
        psg_comment_set(thread, "open", "open");
    append_summary(item, thread);
    xmlNode *inside = psg_comment_append(thread, "div", "comment-inside");
    xmlNode *about = psg_comment_append(inside, "p", "comment-about");
    psg_comment_append_date(about, entry->time);
    append_place(comments, item, about);
    append_change(comments, item, inside);
    append_proposal(comments, item, inside);
    if (item->thread->first)
        append_words(comments, item, item->thread->first, inside, entry->id);
    else
        psg_comment_append_text(psg_comment_append(inside, "p", "comment-note"),
                "The comment that began this is not here.");
    append_agreements(comments, item->thread, inside);
    append_steps(comments, item, inside);
}
