/* Comments in a draft's site: the threads on a document as a whole, on its front page, and the list
 * of all its threads by chapter, DOCUMENT/comments.html. What stands beside the text is in the
 * chapters' trees already. */
#include <string.h>

#include "publish/site/internal.h"

/* How many threads there are in which state. */
typedef struct {
    guint open, answered, closed, lost;
} Count;

static void
count_thread(Count *count, const PsgModelThread *thread)
{
    count->lost += thread->is_lost ? 1 : 0;
    if (thread->state == PSG_THREAD_RESOLVED)
        count->closed++;
    else if (thread->state == PSG_THREAD_ANSWERED)
        count->answered++;
    else
        count->open++;
}

static void
add_number(GString *out, guint number, const char *words)
{
    g_autofree char *text = psg_site_format_number(number);
    if (number > 0)
        g_string_append_printf(out, "%s%s %s", out->len > 0 ? ", " : "", text, words);
}

/* "3 open, 1 answered, 2 closed". */
static char *
describe_states(const Count *count)
{
    GString *out = g_string_new(NULL);
    add_number(out, count->open, "open");
    add_number(out, count->answered, "answered");
    add_number(out, count->closed, "closed");
    return g_string_free(out, FALSE);
}

/* "6 comments: 3 open, 1 answered, 2 closed". */
static char *
describe_count(const GPtrArray *threads)
{
    Count count = {0};
    for (guint i = 0; i < threads->len; i++)
        count_thread(&count, threads->pdata[i]);
    if (threads->len == 0)
        return g_strdup("No comments yet");
    g_autofree char *number = psg_site_format_number(threads->len);
    g_autofree char *states = describe_states(&count);
    return g_strdup_printf("%s %s: %s", number, threads->len == 1 ? "comment" : "comments", states);
}

static void
add_group(PsgScope *scope, const PsgModelDocument *document, const char *name)
{
    Count count = {0};
    guint total = 0;
    for (guint i = 0; i < document->threads->len; i++) {
        const PsgModelThread *thread = document->threads->pdata[i];
        if (g_strcmp0(thread->group, name) != 0)
            continue;
        count_thread(&count, thread);
        total++;
    }
    if (total == 0)
        return;
    PsgScope *item = psg_scope_add_item(scope, "comment-groups");
    psg_scope_set_text(item, "name", name ? name : "Others");
    psg_scope_take_text(item, "total", psg_site_format_number(total));
    psg_scope_take_text(item, "states", describe_states(&count));
}

static void
add_groups(PsgScope *scope, const PsgModelDocument *document)
{
    const GPtrArray *groups = document->model->package->groups;
    psg_scope_add_list(scope, "comment-groups");
    for (guint i = 0; i < groups->len; i++)
        add_group(scope, document, ((const PsgGroup *)groups->pdata[i])->name);
    add_group(scope, document, NULL);
}

static void
add_thread(PsgScope *scope, const PsgSiteDocument *document, const PsgModelThread *thread,
        const char *page)
{
    PsgScope *item = psg_scope_add_item(scope, "threads");
    g_autofree char *number = g_strdup_printf("%u", thread->number);
    g_autofree char *state =
            g_strconcat("comment-status comment-", psg_thread_state_get_name(thread->state), NULL);
    psg_scope_take_text(
            item, "url", psg_site_make_reference(document->comments_address, page, thread->id));
    psg_scope_set_text(item, "number", number);
    psg_scope_set_text(item, "who", thread->who);
    psg_scope_set_text(item, "kind", strcmp(thread->kind, "Comment") ? thread->kind : NULL);
    psg_scope_set_text(item, "status", thread->status);
    psg_scope_set_text(item, "state", state);
    psg_scope_set_text(item, "words", thread->words);
    psg_scope_set_flag(item, "is-lost", thread->is_lost);
    psg_scope_take_text(item, "date", psg_date_format(thread->time));
    psg_scope_take_text(item, "date-iso", psg_date_format_iso(thread->time));
}

/* The threads from `from` on that are on one page; returns the first of the next. */
static guint
add_page(PsgScope *scope, const PsgSiteDocument *document, guint from)
{
    const GPtrArray *threads = document->document->threads;
    const PsgModelChapter *chapter = ((const PsgModelThread *)threads->pdata[from])->chapter;
    const PsgSiteChapter *page = chapter ? psg_site_get_chapter(document->site, chapter) : NULL;
    const char *address = page ? page->address : document->address;
    PsgScope *item = psg_scope_add_item(scope, "chapters");
    psg_scope_set_text(item, "title", chapter ? chapter->title : NULL);
    psg_scope_set_text(item, "number", chapter ? chapter->number : NULL);
    psg_site_set_language(item, "title-lang", "title-dir", document->site,
            chapter ? chapter->text->language : NULL);
    psg_scope_take_text(
            item, "url", psg_site_make_reference(document->comments_address, address, NULL));
    psg_scope_add_list(item, "threads");
    guint i = from;
    for (; i < threads->len && ((const PsgModelThread *)threads->pdata[i])->chapter == chapter; i++)
        add_thread(item, document, threads->pdata[i], address);
    return i;
}

void
psg_site_add_comments(PsgScope *scope, const PsgSiteDocument *document, const char *address)
{
    const PsgModelDocument *model = document->document;
    if (!model->threads)
        return;
    psg_scope_take_text(scope, "comment-count", describe_count(model->threads));
    psg_scope_take_text(scope, "comments-url",
            document->comments_title
                    ? psg_site_make_reference(address, document->comments_address, NULL)
                    : NULL);
    if (model->comments)
        psg_scope_take_markup(scope, "comments",
                psg_site_write_comments(document->site, model->comments, address));
}

gboolean
psg_site_write_comments_page(const PsgSite *site, const PsgSiteDocument *document, GError **error)
{
    const PsgModelDocument *model = document->document;
    const char *address = document->comments_address;
    g_autofree char *whole =
            g_strdup_printf("All comments on the draft of %s.", model->entry->title);
    g_autofree char *description = psg_site_shorten(whole);
    g_autoptr(PsgScope) scope =
            psg_site_new_page(site, document, address, document->comments_title, description);
    psg_scope_set_text(scope, "document-title", model->entry->title);
    psg_site_set_language(scope, "document-lang", "document-dir", site, model->entry->language);
    psg_scope_take_text(
            scope, "document-url", psg_site_make_reference(address, document->address, NULL));
    psg_scope_take_text(scope, "comment-count", describe_count(model->threads));
    add_groups(scope, model);
    psg_scope_add_list(scope, "chapters");
    for (guint i = 0; i < model->threads->len;)
        i = add_page(scope, document, i);
    return psg_site_write_page(site, "comments.xhtml", scope, document->comments_path, error);
}
