/* The one form of an event's file: keys in a fixed order, one a line, texts in double quotes unless
 * no reader of YAML could take them for anything else. See event.h; YAML 1.1, 7.3 (double quotes
 * and their escapes). */
#include <string.h>
#include <time.h>

#include "review/event/event_internal.h"
#include "review/review_error.h"

/* Letters that YAML takes for the end of a line or for a mark at the beginning of a file. */
static gboolean
must_escape(gunichar character)
{
    return character == 0x85 || character == 0x2028 || character == 0x2029 || character == 0xfeff;
}

static void
append_quoted(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = (guchar)*at < 0x80 ? (guchar)*at : g_utf8_get_char(at);
        if (character == '"' || character == '\\')
            g_string_append_c(g_string_append_c(out, '\\'), *at);
        else if (character == '\n')
            g_string_append(out, "\\n");
        else if (character == '\r')
            g_string_append(out, "\\r");
        else if (character == '\t')
            g_string_append(out, "\\t");
        else if (must_escape(character))
            g_string_append_printf(out, "\\u%04X", character);
        else
            g_string_append_len(out, at, g_utf8_next_char(at) - at);
    }
    g_string_append_c(out, '"');
}

static void
append_text(GString *out, const char *text)
{
    if (psg_event_is_plain(text))
        g_string_append(out, text);
    else
        append_quoted(out, text);
}

static void
append_key(GString *out, PsgEventKey key)
{
    if (key >= PSG_KEY_ON_DOCUMENT && key <= PSG_KEY_ON_SUFFIX)
        g_string_append(out, "  ");
    g_string_append(out, psg_event_key_get_name(key));
    g_string_append(out, ": ");
}

/* A line with a text; none for NULL. */
static void
append_line(GString *out, PsgEventKey key, const char *text)
{
    if (!text)
        return;
    append_key(out, key);
    append_text(out, text);
    g_string_append_c(out, '\n');
}

/* A line with a value of a fixed form: an id, an object's number. */
static void
append_fixed(GString *out, PsgEventKey key, const char *text)
{
    if (!text)
        return;
    append_key(out, key);
    g_string_append(out, text);
    g_string_append_c(out, '\n');
}

static void
append_list(GString *out, PsgEventKey key, const char *const *texts, guint count,
        void (*append)(GString *, const char *))
{
    if (count == 0)
        return;
    append_key(out, key);
    for (guint i = 0; i < count; i++) {
        g_string_append(out, i == 0 ? "[" : ", ");
        append(out, texts[i]);
    }
    g_string_append(out, "]\n");
}

static void
append_id(GString *out, const char *id)
{
    g_string_append(out, id);
}

static void
append_time(GString *out, gint64 at)
{
    time_t seconds = (time_t)at;
    struct tm parts;
    gmtime_r(&seconds, &parts);
    append_key(out, PSG_KEY_AT);
    g_string_append_printf(out, "%04d-%02d-%02dT%02d:%02d:%02dZ\n", parts.tm_year + 1900,
            parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

static void
append_number(GString *out, PsgEventKey key, guint64 number)
{
    append_key(out, key);
    g_string_append_printf(out, "%" G_GUINT64_FORMAT "\n", number);
}

static void
append_target(GString *out, const PsgEventTarget *on)
{
    g_string_append(out, "on:\n");
    append_line(out, PSG_KEY_ON_DOCUMENT, on->document);
    append_line(out, PSG_KEY_ON_PATH, on->path);
    append_fixed(out, PSG_KEY_ON_COMMIT, on->commit);
    append_fixed(out, PSG_KEY_ON_BLOB, on->blob);
    if (on->has_range) {
        append_number(out, PSG_KEY_ON_START, on->start);
        append_number(out, PSG_KEY_ON_END, on->end);
    }
    append_line(out, PSG_KEY_ON_HEADING, on->heading);
    append_line(out, PSG_KEY_ON_EXACT, on->exact);
    append_line(out, PSG_KEY_ON_PREFIX, on->prefix);
    append_line(out, PSG_KEY_ON_SUFFIX, on->suffix);
}

static void
append_head(GString *out, const PsgEvent *event)
{
    g_string_append(out, "---\n");
    append_fixed(out, PSG_KEY_EVENT, psg_event_kind_get_name(event->kind));
    append_fixed(out, PSG_KEY_ID, event->id);
    append_fixed(out, PSG_KEY_THREAD, event->thread);
    append_line(out, PSG_KEY_BY, event->by);
    append_line(out, PSG_KEY_GROUP, event->group);
    append_time(out, event->at);
    append_list(out, PSG_KEY_AFTER, event->after, event->after_count, append_id);
    append_fixed(out, PSG_KEY_TO, event->to);
    append_fixed(out, PSG_KEY_KIND, psg_remark_get_name(event->remark));
    append_fixed(out, PSG_KEY_OUTCOME, psg_outcome_get_name(event->outcome));
    append_fixed(out, PSG_KEY_COMMIT, event->commit);
    append_line(out, PSG_KEY_SESSION, event->session);
    append_list(out, PSG_KEY_TAGS, event->tags, event->tag_count, append_text);
    append_line(out, PSG_KEY_SOURCE, event->source);
    append_fixed(out, PSG_KEY_REDACTED, event->redacted);
    if (event->has_target)
        append_target(out, &event->on);
    append_line(out, PSG_KEY_REPLACE, event->replace);
    g_string_append(out, "---\n");
}

static gboolean
fail(const PsgEvent *event, const PsgComplaint *complaint, GError **error)
{
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_EVENT, "the event %s%s%s: %s",
            event->id ? event->id : "without an id", complaint->key == PSG_KEY_BODY ? "" : ", ",
            complaint->key == PSG_KEY_BODY ? "" : psg_event_key_get_name(complaint->key),
            complaint->message);
    return FALSE;
}

GBytes *
psg_event_write(const PsgEvent *event, GError **error)
{
    PsgComplaint complaint = {.message = NULL};
    if (!psg_event_check(event, &complaint)) {
        fail(event, &complaint, error);
        g_free(complaint.message);
        return NULL;
    }
    GString *out = g_string_sized_new(512 + event->body_length);
    append_head(out, event);
    if (out->len > PSG_EVENT_HEAD_LIMIT) {
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_EVENT,
                "the event %s: what is said beside its text has %" G_GSIZE_FORMAT
                " bytes; at most %d are kept, so quote fewer words",
                event->id, out->len, PSG_EVENT_HEAD_LIMIT);
        g_string_free(out, TRUE);
        return NULL;
    }
    g_string_append_len(out, event->body, (gssize)event->body_length);
    return g_string_free_to_bytes(out);
}
