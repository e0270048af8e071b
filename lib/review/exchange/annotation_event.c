/* Reads an annotation of ours back as the very event that it was. It is written as the event's file
 * and read again, so that it keeps every rule of event.h. See annotation_write.c for the form. */
#include "review/exchange/annotation_event.h"

#include <string.h>

#include "review/event/event.h"
#include "review/exchange/annotation_internal.h"

/* What is read, and what it points to. */
typedef struct {
    PsgEvent event;
    GStringChunk *strings;
    const char **after, **tags;
    char *problem;
} Work;

static void
work_clear(Work *work)
{
    g_string_chunk_free(work->strings);
    g_free(work->after);
    g_free(work->tags);
    g_free(work->problem);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static gboolean G_GNUC_PRINTF(2, 3) complain(Work *work, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!work->problem)
        work->problem = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return FALSE;
}

/* Values */

/* A string; NULL where there is none. FALSE for another kind of value. */
static gboolean
take_text(Work *work, json_t *object, const char *key, const char **text)
{
    json_t *value = json_object_get(object, key);
    *text = json_string_value(value);
    return !value || *text || complain(work, "\"%s\" must be a text", key);
}

/* What stands behind `space` in an IRI. */
static gboolean
take_name(Work *work, json_t *object, const char *key, const char *space, const char **name)
{
    if (!take_text(work, object, key, name))
        return FALSE;
    if (*name && !g_str_has_prefix(*name, space))
        return complain(work, "\"%s\" must begin with %s", key, space);
    if (*name)
        *name += strlen(space);
    return TRUE;
}

static gboolean
take_number(Work *work, json_t *object, const char *key, guint64 *number)
{
    json_t *value = json_object_get(object, key);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return complain(work, "\"%s\" must be a number of bytes", key);
    *number = (guint64)json_integer_value(value);
    return TRUE;
}

/* The number of a name that one of the lists of event.h knows; 0 where there is none. */
static gboolean
take_choice(Work *work, json_t *object, const char *key, int (*find)(const char *), int *choice)
{
    const char *name;
    *choice = 0;
    if (!take_text(work, object, key, &name))
        return FALSE;
    if (name)
        *choice = find(name);
    return *choice >= 0 || complain(work, "\"%s\": there is no \"%s\"", key, name);
}

/* Targets */

static json_t *
find_selector(json_t *target, const char *type)
{
    json_t *selectors = json_object_get(target, "selector");
    for (gsize i = 0; i < json_array_size(selectors) && i < 20; i++) {
        json_t *selector = json_array_get(selectors, i);
        const char *its = json_string_value(json_object_get(selector, "type"));
        if (its && strcmp(its, type) == 0)
            return selector;
    }
    return NULL;
}

static gboolean
read_selectors(Work *work, json_t *target)
{
    PsgEventTarget *on = &work->event.on;
    json_t *position = find_selector(target, "DataPositionSelector");
    json_t *quote = find_selector(target, "TextQuoteSelector");
    on->has_range = position != NULL;
    if (position && (!take_number(work, position, "start", &on->start) ||
                            !take_number(work, position, "end", &on->end)))
        return FALSE;
    return !quote || (take_text(work, quote, "exact", &on->exact) &&
                             take_text(work, quote, "prefix", &on->prefix) &&
                             take_text(work, quote, "suffix", &on->suffix));
}

/* The commit, and of a file its blob: "swh:1:cnt:BLOB;anchor=swh:1:rev:COMMIT". */
static gboolean
read_state(Work *work, json_t *target)
{
    static const char anchor[] = ";anchor=" PSG_REVISION_SWHID;
    PsgEventTarget *on = &work->event.on;
    json_t *state = json_object_get(target, "state");
    const char *cached;
    if (!state)
        return TRUE;
    if (!take_text(work, state, "cached", &cached))
        return FALSE;
    const char *mark = cached ? strstr(cached, anchor) : NULL;
    if (cached && g_str_has_prefix(cached, PSG_REVISION_SWHID)) {
        on->commit = cached + strlen(PSG_REVISION_SWHID);
    } else if (mark && g_str_has_prefix(cached, PSG_CONTENT_SWHID)) {
        const char *blob = cached + strlen(PSG_CONTENT_SWHID);
        on->commit = mark + strlen(anchor);
        on->blob = g_string_chunk_insert_len(work->strings, blob, mark - blob);
    } else {
        return complain(work, "\"cached\" names neither a file nor a revision (SWHID)");
    }
    return TRUE;
}

static gboolean
read_source(Work *work, json_t *target)
{
    PsgEventTarget *on = &work->event.on;
    const char *source;
    if (!take_text(work, target, "source", &source) || !source)
        return complain(work, "the target has no \"source\"");
    if (g_str_has_prefix(source, PSG_DOCUMENT_IRI)) {
        on->document = source + strlen(PSG_DOCUMENT_IRI);
        return TRUE;
    }
    g_autofree char *path = g_str_has_prefix(source, PSG_SOURCE_IRI)
                                    ? g_uri_unescape_string(source + strlen(PSG_SOURCE_IRI), NULL)
                                    : NULL;
    if (!path)
        return complain(work, "\"source\" names no file or document of a package");
    on->path = g_string_chunk_insert(work->strings, path);
    return take_name(work, target, "scope", PSG_DOCUMENT_IRI, &on->document);
}

static gboolean
read_target(Work *work, json_t *annotation)
{
    json_t *target = json_object_get(annotation, "target");
    PsgEventTarget *on = &work->event.on;
    if (!psg_event_kind_begins(work->event.kind))
        return TRUE;
    work->event.has_target = TRUE;
    if (json_is_string(target))
        return take_name(work, annotation, "target", PSG_DOCUMENT_IRI, &on->document);
    return read_source(work, target) && read_state(work, target) && read_selectors(work, target) &&
           take_text(work, target, "psg:heading", &on->heading);
}

/* Bodies */

static gboolean
read_body(Work *work, json_t *body)
{
    PsgEvent *event = &work->event;
    const char *value, *purpose;
    if (!take_text(work, body, "value", &value) || !take_text(work, body, "purpose", &purpose))
        return FALSE;
    if (!value)
        return complain(work, "a body has no \"value\"");
    if (!purpose && event->body_length == 0) {
        event->body = value;
        event->body_length = strlen(value);
    } else if (purpose && strcmp(purpose, "editing") == 0 && !event->replace) {
        event->replace = value;
    } else if (purpose && strcmp(purpose, "tagging") == 0) {
        work->tags[event->tag_count++] = value;
    } else {
        return complain(work, "there is a body too many");
    }
    return TRUE;
}

static gboolean
read_bodies(Work *work, json_t *annotation)
{
    json_t *bodies = json_object_get(annotation, "body");
    gsize count = json_array_size(bodies);
    work->event.body = "";
    if (bodies && (!json_is_array(bodies) || count > PSG_EVENT_LIST_LIMIT + 2))
        return complain(work, "\"body\" must be a list, and not a long one");
    work->tags = g_new0(const char *, count + 1);
    work->event.tags = work->tags;
    for (gsize i = 0; i < count; i++)
        if (!read_body(work, json_array_get(bodies, i)))
            return FALSE;
    return TRUE;
}

/* The rest */

static gboolean
read_after(Work *work, json_t *annotation)
{
    json_t *after = json_object_get(annotation, "psg:after");
    gsize count = json_array_size(after);
    if (count > PSG_EVENT_LIST_LIMIT)
        return complain(work, "\"psg:after\" is too long");
    work->after = g_new0(const char *, count + 1);
    work->event.after = work->after;
    work->event.after_count = (guint)count;
    for (gsize i = 0; i < count; i++) {
        const char *iri = json_string_value(json_array_get(after, i));
        if (!iri || !g_str_has_prefix(iri, PSG_EVENT_IRI))
            return complain(work, "\"psg:after\" names what is no event");
        work->after[i] = iri + strlen(PSG_EVENT_IRI);
    }
    return TRUE;
}

/* What a newer version may have written is not dropped in silence. */
static gboolean
check_terms(Work *work, json_t *annotation)
{
    static const char *const known[] = {"event", "thread", "group", "after", "to", "kind",
            "outcome", "commit", "session", "source", "redacted", "derived"};
    const char *key;
    json_t *value;
    json_object_foreach(annotation, key, value)
    {
        gboolean is_known = !g_str_has_prefix(key, "psg:");
        for (guint i = 0; !is_known && i < G_N_ELEMENTS(known); i++)
            is_known = strcmp(key + strlen("psg:"), known[i]) == 0;
        if (!is_known)
            return complain(
                    work, "\"%s\" is not known; did a newer version of Plainsong write it?", key);
    }
    return TRUE;
}

static gboolean
read_terms(Work *work, json_t *annotation)
{
    PsgEvent *event = &work->event;
    int kind, remark, outcome;
    if (!json_object_get(annotation, "psg:event"))
        return complain(work, "this was a comment of Plainsong's, but what Plainsong says of it "
                              "(\"psg:event\" and so on) was lost");
    if (!take_choice(work, annotation, "psg:event", psg_event_kind_find, &kind) ||
            !take_choice(work, annotation, "psg:kind", psg_remark_find, &remark) ||
            !take_choice(work, annotation, "psg:outcome", psg_outcome_find, &outcome))
        return FALSE;
    event->kind = (PsgEventKind)kind;
    event->remark = (PsgRemark)remark;
    event->outcome = (PsgOutcome)outcome;
    return take_name(work, annotation, "psg:thread", PSG_EVENT_IRI, &event->thread) &&
           take_name(work, annotation, "psg:to", PSG_EVENT_IRI, &event->to) &&
           take_name(work, annotation, "psg:commit", PSG_REVISION_SWHID, &event->commit) &&
           take_name(work, annotation, "psg:redacted", PSG_EVENT_IRI, &event->redacted) &&
           take_text(work, annotation, "psg:group", &event->group) &&
           take_text(work, annotation, "psg:session", &event->session) &&
           take_text(work, annotation, "psg:source", &event->source);
}

static gboolean
read_event(Work *work, json_t *annotation)
{
    PsgEvent *event = &work->event;
    if (!take_name(work, annotation, "id", PSG_EVENT_IRI, &event->id) ||
            !take_name(
                    work, json_object_get(annotation, "creator"), "id", PSG_PERSON_IRI, &event->by))
        return FALSE;
    if (!event->id || !psg_event_id_parse(event->id, &event->at))
        return complain(work, "its id is none of an event");
    return read_terms(work, annotation) && check_terms(work, annotation) &&
           read_after(work, annotation) && read_bodies(work, annotation) &&
           read_target(work, annotation);
}

void
psg_annotation_read_event(json_t *annotation, PsgAnnotatedEvent *read)
{
    g_auto(Work) work = {.strings = g_string_chunk_new(256)};
    g_autoptr(GError) error = NULL;
    read->is_derived = json_is_true(json_object_get(annotation, "psg:derived"));
    g_autoptr(GBytes) bytes =
            read_event(&work, annotation) ? psg_event_write(&work.event, &error) : NULL;
    g_autofree char *path = bytes ? psg_event_format_path(&work.event) : NULL;
    if (bytes)
        read->event = psg_event_read(
                g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), path, &error);
    if (!read->event)
        read->problem = error ? g_strdup(error->message) : g_steal_pointer(&work.problem);
}
