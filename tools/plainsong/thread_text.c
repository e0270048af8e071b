/* Threads for people and for programs. See thread_text.h. */
#include "thread_text.h"

#include <jansson.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/date.h"
#include "json_text.h"
#include "review/comment/reading.h"

#define SHOWN_LENGTH 4

char *
thread_text_describe_state(const PsgThread *thread)
{
    const char *state = psg_thread_state_get_name(thread->state);
    return thread->answer ? g_strdup_printf("%s: %s", state,
                                    psg_outcome_get_name(thread->answer->event->outcome))
                          : g_strdup(state);
}

const char *
thread_text_describe_kind(const PsgThread *thread)
{
    if (!thread->first)
        return "";
    const PsgEvent *event = thread->first->event;
    if (event->kind == PSG_EVENT_SUGGEST)
        return "suggested wording";
    if (event->kind == PSG_EVENT_SIGNOFF)
        return "sign-off";
    return event->remark == PSG_REMARK_NONE ? "" : psg_remark_get_name(event->remark);
}

char *
thread_text_describe_place(const PsgThreadPlace *place)
{
    if (place->status == PSG_PLACE_UNKNOWN)
        return g_strdup("place not known");
    if (place->status == PSG_PLACE_GONE)
        return g_strdup(place->kind == PSG_ON_PASSAGE ? "passage gone" : "gone");
    switch (place->kind) {
    case PSG_ON_PASSAGE:
        return g_strdup_printf("line %u", place->line);
    case PSG_ON_SECTION:
        return g_strdup_printf("section #%s, line %u", place->heading, place->line);
    case PSG_ON_CHAPTER:
        return g_strdup("the whole chapter");
    default:
        return g_strdup("the whole document");
    }
}

static const char *
get_group_name(const PsgPackage *package, const char *id)
{
    const PsgGroup *group = id ? psg_package_find_group(package, id) : NULL;
    return group ? group->name : id ? id : "no group";
}

char *
thread_text_describe_agreement(const PsgReview *review, const PsgThread *thread)
{
    if (thread->agreement_count == 0)
        return NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) seen = g_ptr_array_new();
    g_string_printf(
            text, "%u agree%s (", thread->agreement_count, thread->agreement_count == 1 ? "s" : "");
    for (guint i = 0; i < thread->agreement_count; i++) {
        const char *group = thread->agreements[i].group;
        gboolean is_known = FALSE;
        for (guint k = 0; k < seen->len; k++)
            is_known |= g_strcmp0(seen->pdata[k], group) == 0;
        if (is_known)
            continue;
        g_string_append_printf(text, "%s%s %u", seen->len > 0 ? ", " : "",
                get_group_name(psg_review_get_package(review), group),
                psg_thread_count_agreement(thread, group));
        g_ptr_array_add(seen, (gpointer)group);
    }
    g_string_append_c(text, ')');
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *
thread_text_shorten(const char *text, guint characters)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n", -1);
    g_autoptr(GString) line = g_string_new(NULL);
    for (char **word = words; *word; word++)
        if (**word)
            g_string_append_printf(line, "%s%s", line->len > 0 ? " " : "", *word);
    if (characters == 0 || g_utf8_strlen(line->str, -1) <= (glong)characters)
        return g_string_free(g_steal_pointer(&line), FALSE);
    g_autofree char *cut = g_utf8_substring(line->str, 0, (glong)characters - 1);
    /* At the end of a word, unless the words are very long. */
    char *blank = strrchr(cut, ' ');
    if (blank && blank > cut + strlen(cut) / 2)
        *blank = '\0';
    return g_strconcat(cut, " …", NULL);
}

char *
thread_text_read_words(const char *source)
{
    gsize length = strlen(source);
    g_autoptr(PsgReading) reading = psg_reading_new(source, length);
    char *words = psg_reading_show(reading, 0, length, 0, FALSE);
    if (*g_strstrip(words))
        return words;
    g_free(words);
    return g_strdup(source); /* nothing but signs */
}

char *
thread_text_abbreviate_step(const PsgThread *thread, const PsgStep *step)
{
    const char *random = step->event->id + PSG_EVENT_ID_RANDOM;
    for (gsize length = SHOWN_LENGTH; random[length]; length++) {
        guint count = 0;
        for (guint i = 0; i < thread->step_count; i++)
            count += strncmp(thread->steps[i].event->id + PSG_EVENT_ID_RANDOM, random, length) == 0;
        if (count == 1)
            return g_strndup(random, length);
    }
    return g_strdup(step->event->id);
}

/* --- JSON --- */

static void
set_text(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, json_text(text));
}

static void
set_time(json_t *object, const char *key, gint64 time)
{
    g_autofree char *text = psg_date_format_iso_time(time);
    set_text(object, key, text);
}

static json_t *
make_target(const PsgEventTarget *on)
{
    json_t *object = json_object();
    set_text(object, "document", on->document);
    set_text(object, "path", on->path);
    set_text(object, "commit", on->commit);
    set_text(object, "heading", on->heading);
    if (on->has_range) {
        json_object_set_new(object, "start", json_integer((json_int_t)on->start));
        json_object_set_new(object, "end", json_integer((json_int_t)on->end));
        set_text(object, "exact", on->exact);
        set_text(object, "prefix", on->prefix);
        set_text(object, "suffix", on->suffix);
    }
    return object;
}

static json_t *
make_place(const PsgThreadPlace *place)
{
    static const char *const statuses[] = {
            [PSG_PLACED] = "placed", [PSG_PLACE_GONE] = "gone", [PSG_PLACE_UNKNOWN] = "unknown"};
    static const char *const kinds[] = {[PSG_ON_PASSAGE] = "passage",
            [PSG_ON_SECTION] = "section",
            [PSG_ON_CHAPTER] = "chapter",
            [PSG_ON_DOCUMENT] = "document"};
    json_t *object = json_object();
    set_text(object, "status", statuses[place->status]);
    set_text(object, "kind", kinds[place->kind]);
    set_text(object, "document", place->document);
    set_text(object, "path", place->path);
    set_text(object, "heading", place->heading);
    if (place->status == PSG_PLACED && place->path) {
        json_object_set_new(object, "line", json_integer(place->line));
        json_object_set_new(object, "start", json_integer((json_int_t)place->start));
        json_object_set_new(object, "end", json_integer((json_int_t)place->end));
    }
    set_text(object, "words", place->words);
    json_object_set_new(object, "changed", json_boolean(place->is_changed));
    set_text(object, "removed-by", place->removed_by);
    return object;
}

static json_t *
list_tags(const PsgEvent *event)
{
    json_t *tags = json_array();
    for (guint i = 0; i < event->tag_count; i++)
        json_array_append_new(tags, json_text(event->tags[i]));
    return tags;
}

static json_t *
make_step(const PsgReview *review, const PsgStep *step, GError **error)
{
    const PsgEvent *event = step->event;
    g_autofree char *name = psg_review_name_person(review, event->by, event->group);
    GError *problem = NULL;
    g_autofree char *text = psg_review_read_text(review, step, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    json_t *object = json_object();
    set_text(object, "id", event->id);
    set_text(object, "event", psg_event_kind_get_name(event->kind));
    set_text(object, "by", event->by);
    set_text(object, "name", name);
    set_text(object, "group", event->group);
    json_object_set_new(object, "known", json_boolean(!step->is_unknown));
    set_time(object, "at", event->at);
    set_text(object, "to", event->to);
    set_text(object, "outcome", psg_outcome_get_name(event->outcome));
    set_text(object, "commit", event->commit);
    set_text(object, "text", text);
    set_text(object, "replace", step->is_redacted ? NULL : step->text->replace);
    if (step->text != event && !step->is_redacted)
        set_time(object, "edited", step->text->at);
    json_object_set_new(object, "redacted", json_boolean(step->is_redacted));
    return object;
}

static json_t *
list_agreements(const PsgThread *thread)
{
    json_t *groups = json_object();
    for (guint i = 0; i < thread->agreement_count; i++) {
        const char *group = thread->agreements[i].group;
        json_object_set_new(groups, group ? group : "",
                json_integer(psg_thread_count_agreement(thread, group)));
    }
    return groups;
}

json_t *
thread_text_make_json(const PsgReview *review, const PsgThread *thread, GError **error)
{
    g_autoptr(json_t) object = json_object();
    const PsgEvent *first = thread->first ? thread->first->event : NULL;
    g_autofree char *abbreviation = psg_review_abbreviate(review, thread);
    set_text(object, "thread", thread->id);
    set_text(object, "short", abbreviation);
    set_text(object, "state", psg_thread_state_get_name(thread->state));
    set_text(object, "outcome",
            thread->answer ? psg_outcome_get_name(thread->answer->event->outcome) : NULL);
    set_text(object, "kind", first ? psg_remark_get_name(first->remark) : NULL);
    set_text(object, "session", first ? first->session : NULL);
    json_object_set_new(object, "tags", first ? list_tags(first) : json_array());
    set_time(object, "begun", thread->begun);
    set_time(object, "last", thread->last);
    json_object_set_new(
            object, "on", first && first->has_target ? make_target(&first->on) : json_null());
    json_object_set_new(object, "place", make_place(psg_review_get_place(review, thread)));
    json_object_set_new(object, "agree", list_agreements(thread));
    json_t *steps = json_array();
    json_object_set_new(object, "steps", steps);
    for (guint i = 0; i < thread->step_count; i++) {
        json_t *step = make_step(review, &thread->steps[i], error);
        if (!step)
            return NULL;
        json_array_append_new(steps, step);
    }
    return g_steal_pointer(&object);
}
