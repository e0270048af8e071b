/* Threads as a table for a spreadsheet. See csv_threads.h. */
#include "review/exchange/csv_threads.h"

#include <string.h>

#include "base/date.h"
#include "review/exchange/csv.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static const char *const headers[] = {"Thread id", "Event id", "What", "State", "Document",
        "Chapter", "Section", "Words", "Comment", "Proposed wording", "Type", "Outcome", "By",
        "Group", "Date", "Theme", "Agree", "Session", NULL};

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

/* As a spreadsheet reads a time. */
static char *
format_time(gint64 at)
{
    char *text = psg_date_format_iso_time(at);
    if (!text)
        return g_strdup("");
    if (strlen(text) == 20) { /* "2026-11-23T14:15:03Z" */
        text[10] = ' ';
        text[19] = '\0';
    }
    return text;
}

static char *
join_tags(const PsgEvent *event)
{
    GString *tags = g_string_new(NULL);
    for (guint i = 0; i < event->tag_count; i++)
        g_string_append_printf(tags, "%s%s", i > 0 ? "; " : "", event->tags[i]);
    return g_string_free(tags, FALSE);
}

static gboolean
is_said(const PsgEvent *event)
{
    return psg_event_kind_begins(event->kind) || event->kind == PSG_EVENT_REPLY ||
           event->kind == PSG_EVENT_ANSWER;
}

static gboolean
append_step(GString *out, const PsgReview *review, const PsgThread *thread, const PsgStep *step,
        GError **error)
{
    const PsgEvent *event = step->event;
    const PsgEventTarget *on = &event->on;
    g_autofree char *name = psg_review_name_person(review, event->by, event->group);
    g_autofree char *at = format_time(event->at);
    g_autofree char *tags = step->is_redacted ? g_strdup("") : join_tags(event);
    g_autofree char *agree = g_strdup_printf("%u", thread->agreement_count);
    g_autoptr(GError) problem = NULL;
    g_autofree char *text = psg_review_read_text(review, step, &problem);
    if (problem) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    gboolean is_first = step == thread->first;
    const char *cells[] = {thread->id, event->id, psg_event_kind_get_name(event->kind),
            is_first ? psg_thread_state_get_name(thread->state) : "", or_empty(on->document),
            or_empty(on->path), or_empty(on->heading), step->is_redacted ? "" : or_empty(on->exact),
            or_empty(text), step->is_redacted ? "" : or_empty(step->text->replace),
            or_empty(psg_remark_get_name(event->remark)),
            or_empty(psg_outcome_get_name(event->outcome)), name, or_empty(event->group), at, tags,
            is_first ? agree : "", or_empty(event->session), NULL};
    psg_csv_append_row(out, cells);
    return TRUE;
}

char *
psg_csv_write_threads(
        const PsgReview *review, const PsgThread *const *threads, guint count, GError **error)
{
    g_autoptr(GString) out = g_string_new(BYTE_ORDER_MARK);
    psg_csv_append_row(out, headers);
    for (guint i = 0; i < count; i++)
        for (guint j = 0; j < threads[i]->step_count; j++) {
            const PsgStep *step = &threads[i]->steps[j];
            if (is_said(step->event) && !append_step(out, review, threads[i], step, error))
                return NULL;
        }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
