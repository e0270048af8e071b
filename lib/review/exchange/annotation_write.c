/* Threads as Web Annotations. See annotation.h; Web Annotation Data Model, W3C Recommendation of 23
 * February 2017, whose sections are named below. */
#include <jansson.h>
#include <string.h>

#include "base/date.h"
#include "base/uuid.h"
#include "review/exchange/annotation_internal.h"
#include "review/review_error.h"

/* Texts at their commits that are kept for the next annotation. */
#define TEXTS_LIMIT (64 * 1024 * 1024)
#define TEXT_LIMIT (16 * 1024 * 1024)

typedef struct {
    const PsgReview *review;
    GHashTable *stored; /* ids of the events that are on the branch (a set); others are derived */
    GHashTable *texts;  /* "commit:path" -> GBytes; NULL where it cannot be read */
    gsize texts_size;
} Writer;

static void
writer_clear(Writer *writer)
{
    g_hash_table_unref(writer->stored);
    g_hash_table_unref(writer->texts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Writer, writer_clear)

static void
bytes_free(gpointer bytes)
{
    g_bytes_unref(bytes);
}

/* JSON */

static void
set_text(json_t *object, const char *key, const char *text)
{
    if (text)
        json_object_set_new(object, key, json_string(text));
}

static void
set_iri(json_t *object, const char *key, const char *space, const char *name)
{
    g_autofree char *iri = name ? g_strconcat(space, name, NULL) : NULL;
    set_text(object, key, iri);
}

static json_t *
make_object(const char *type)
{
    json_t *object = json_object();
    set_text(object, "type", type);
    return object;
}

/* Selectors (4.2) */

/* The file at its commit; NULL when it is not here or no UTF-8. */
static GBytes *
read_text(Writer *writer, const PsgEventTarget *on)
{
    g_autofree char *key = g_strconcat(on->commit, ":", on->path, NULL);
    gpointer known;
    if (g_hash_table_lookup_extended(writer->texts, key, NULL, &known))
        return known;
    PsgRepository *repository = psg_review_get_package_place(writer->review)->repository;
    GBytes *bytes = psg_repository_read_file(repository, on->commit, on->path, TEXT_LIMIT, NULL);
    gsize length = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    if (bytes && !g_utf8_validate(text ? text : "", (gssize)length, NULL))
        g_clear_pointer(&bytes, g_bytes_unref);
    if (writer->texts_size + length > TEXTS_LIMIT) {
        g_hash_table_remove_all(writer->texts);
        writer->texts_size = 0;
    }
    writer->texts_size += length;
    g_hash_table_insert(writer->texts, g_steal_pointer(&key), bytes);
    return bytes;
}

/* TextPositionSelector (4.2.5): code points, as the recommendation has it. */
static void
add_text_position(Writer *writer, json_t *selectors, const PsgEventTarget *on)
{
    gsize length = 0;
    GBytes *bytes = read_text(writer, on);
    const char *text = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    if (!text || on->start > on->end || on->end > length)
        return;
    glong start = g_utf8_strlen(text, (gssize)on->start);
    glong middle = g_utf8_strlen(text + on->start, (gssize)(on->end - on->start));
    json_t *selector = make_object("TextPositionSelector");
    json_object_set_new(selector, "start", json_integer(start));
    json_object_set_new(selector, "end", json_integer(start + middle));
    json_array_append_new(selectors, selector);
}

static json_t *
list_selectors(Writer *writer, const PsgEventTarget *on)
{
    json_t *selectors = json_array();
    if (!on->has_range && on->heading) {
        json_t *selector = make_object("FragmentSelector");
        set_text(selector, "conformsTo", PSG_FRAGMENT_RULES);
        set_text(selector, "value", on->heading);
        json_array_append_new(selectors, selector);
    }
    if (!on->has_range)
        return selectors;
    if (on->exact) {
        json_t *quote = make_object("TextQuoteSelector");
        set_text(quote, "exact", on->exact);
        set_text(quote, "prefix", on->prefix);
        set_text(quote, "suffix", on->suffix);
        json_array_append_new(selectors, quote);
    }
    add_text_position(writer, selectors, on);
    json_t *position = make_object("DataPositionSelector");
    json_object_set_new(position, "start", json_integer((json_int_t)on->start));
    json_object_set_new(position, "end", json_integer((json_int_t)on->end));
    json_array_append_new(selectors, position);
    return selectors;
}

/* Targets (4.1) */

/* The state (4.3.1): the very file at the very commit. */
static json_t *
make_state(const PsgEventTarget *on)
{
    g_autofree char *path =
            on->path ? g_uri_escape_string(on->path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE)
                     : NULL;
    g_autofree char *swhid = on->blob ? g_strconcat(PSG_CONTENT_SWHID, on->blob,
                                                ";anchor=" PSG_REVISION_SWHID, on->commit, NULL)
                                      : g_strconcat(PSG_REVISION_SWHID, on->commit, NULL);
    json_t *state = make_object("TimeState");
    set_text(state, "cached", swhid);
    return state;
}

static json_t *
make_target(Writer *writer, const PsgEventTarget *on)
{
    if (!on->path && !on->commit) {
        g_autofree char *iri = g_strconcat(PSG_DOCUMENT_IRI, on->document, NULL);
        return json_string(iri);
    }
    json_t *target = make_object("SpecificResource");
    if (on->path) {
        g_autofree char *path = g_uri_escape_string(on->path, "/", FALSE);
        set_iri(target, "source", PSG_SOURCE_IRI, path);
        set_iri(target, "scope", PSG_DOCUMENT_IRI, on->document);
    } else {
        set_iri(target, "source", PSG_DOCUMENT_IRI, on->document);
    }
    if (on->commit)
        json_object_set_new(target, "state", make_state(on));
    json_t *selectors = list_selectors(writer, on);
    if (json_array_size(selectors) > 0)
        json_object_set(target, "selector", selectors);
    json_decref(selectors);
    set_text(target, "psg:heading", on->heading);
    return target;
}

/* Bodies (3.2) */

static void
add_body(json_t *bodies, const char *value, const char *format, const char *purpose)
{
    json_t *body = make_object("TextualBody");
    set_text(body, "value", value);
    set_text(body, "format", format);
    set_text(body, "purpose", purpose);
    json_array_append_new(bodies, body);
}

static json_t *
list_bodies(const PsgEvent *event)
{
    json_t *bodies = json_array();
    if (event->body_length > 0)
        add_body(bodies, event->body, PSG_MARKDOWN_TYPE, NULL);
    if (event->replace)
        add_body(bodies, event->replace, PSG_MARKDOWN_TYPE, "editing");
    for (guint i = 0; i < event->tag_count; i++)
        add_body(bodies, event->tags[i], NULL, "tagging");
    return bodies;
}

/* Annotations (3.1) */

/* Why (3.3.5): the nearest of the W3C's motivations. */
static const char *
get_motivation(const PsgEvent *event)
{
    static const char *const motivations[PSG_EVENT_KINDS] = {
            [PSG_EVENT_COMMENT] = "commenting",
            [PSG_EVENT_SUGGEST] = "editing",
            [PSG_EVENT_SIGNOFF] = "assessing",
            [PSG_EVENT_REPLY] = "replying",
            [PSG_EVENT_ANSWER] = "replying",
            [PSG_EVENT_AGREE] = "assessing",
            [PSG_EVENT_RESOLVE] = "moderating",
            [PSG_EVENT_REOPEN] = "moderating",
            [PSG_EVENT_EDIT] = "editing",
            [PSG_EVENT_REDACT] = "moderating",
    };
    if (event->kind == PSG_EVENT_COMMENT && event->remark == PSG_REMARK_QUESTION)
        return "questioning";
    if (event->kind == PSG_EVENT_COMMENT && event->remark == PSG_REMARK_PRAISE)
        return "assessing";
    return motivations[event->kind];
}

/* A person by id, and by name where they agreed to that (3.3.2). */
static json_t *
make_creator(const PsgPackage *package, const char *by)
{
    const PsgContributor *contributor = psg_package_find_contributor(package, by);
    json_t *creator = json_object();
    set_iri(creator, "id", PSG_PERSON_IRI, by);
    set_text(creator, "type", "Person");
    if (contributor && contributor->credit == PSG_CREDIT_NAME)
        set_text(creator, "name", contributor->name);
    return creator;
}

static void
add_own_terms(const Writer *writer, json_t *annotation, const PsgEvent *event)
{
    set_text(annotation, "psg:event", psg_event_kind_get_name(event->kind));
    set_iri(annotation, "psg:thread", PSG_EVENT_IRI, event->thread);
    set_text(annotation, "psg:group", event->group);
    if (event->after_count > 0) {
        json_t *after = json_array();
        for (guint i = 0; i < event->after_count; i++) {
            g_autofree char *iri = g_strconcat(PSG_EVENT_IRI, event->after[i], NULL);
            json_array_append_new(after, json_string(iri));
        }
        json_object_set_new(annotation, "psg:after", after);
    }
    set_iri(annotation, "psg:to", PSG_EVENT_IRI, event->to);
    set_text(annotation, "psg:kind", psg_remark_get_name(event->remark));
    set_text(annotation, "psg:outcome", psg_outcome_get_name(event->outcome));
    set_iri(annotation, "psg:commit", PSG_REVISION_SWHID, event->commit);
    set_text(annotation, "psg:session", event->session);
    set_text(annotation, "psg:source", event->source);
    set_iri(annotation, "psg:redacted", PSG_EVENT_IRI, event->redacted);
    if (!g_hash_table_contains(writer->stored, event->id))
        json_object_set_new(annotation, "psg:derived", json_true());
}

static json_t *
make_annotation(Writer *writer, const PsgEvent *event)
{
    g_autofree char *created = psg_date_format_iso_time(event->at);
    json_t *annotation = json_object();
    set_iri(annotation, "id", PSG_EVENT_IRI, event->id);
    set_text(annotation, "type", "Annotation");
    set_text(annotation, "motivation", get_motivation(event));
    set_text(annotation, "created", created);
    json_object_set_new(
            annotation, "creator", make_creator(psg_review_get_package(writer->review), event->by));
    add_own_terms(writer, annotation, event);
    json_t *bodies = list_bodies(event);
    if (json_array_size(bodies) > 0)
        json_object_set(annotation, "body", bodies);
    json_decref(bodies);
    if (event->has_target)
        json_object_set_new(annotation, "target", make_target(writer, &event->on));
    else
        set_iri(annotation, "target", PSG_EVENT_IRI, event->to ? event->to : event->thread);
    return annotation;
}

/* Words that were taken away */

/* The redaction that took an event's words, or those it is an edit of; NULL: none. */
static const char *
find_redaction(const PsgThread *thread, const PsgStep *step)
{
    const PsgStep *about = step;
    for (guint i = 0; step->event->kind == PSG_EVENT_EDIT && i < thread->step_count; i++)
        if (strcmp(thread->steps[i].event->id, step->event->to) == 0 &&
                thread->steps[i].is_redacted)
            about = &thread->steps[i];
    if (!about->is_redacted)
        return NULL;
    return about->redaction ? about->redaction->id : about->event->redacted;
}

/* The event with its words, unless they were taken away. The caller's. */
static PsgEvent *
read_event(const Writer *writer, const PsgThread *thread, const PsgStep *step, GError **error)
{
    const char *redaction = find_redaction(thread, step);
    if (redaction && step->event->kind != PSG_EVENT_REDACT)
        return psg_event_redact(step->event, redaction, error);
    return psg_review_read_event(writer->review, step->event, error);
}

/* Collections (5.1) */

/* How far an annotation is indented in its page in its collection. */
#define ITEM_INDENT "      "

/* Appends the annotation, which is freed: a tree of all annotations would be many times as large as
 * their text. */
static void
append_item(GString *out, json_t *annotation)
{
    char *json = json_dumps(annotation, JSON_INDENT(2));
    json_decref(annotation);
    for (const char *line = json; line;) {
        const char *end = strchr(line, '\n');
        g_string_append(out, ITEM_INDENT);
        g_string_append_len(out, line, end ? end + 1 - line : (gssize)strlen(line));
        line = end ? end + 1 : NULL;
    }
    free(json);
}

static gboolean
append_thread(Writer *writer, GString *out, const PsgThread *thread, GError **error)
{
    for (guint i = 0; i < thread->step_count; i++) {
        g_autoptr(PsgEvent) event = read_event(writer, thread, &thread->steps[i], error);
        if (!event)
            return FALSE;
        g_string_append(out, out->len > 0 ? ",\n" : "\n");
        append_item(out, make_annotation(writer, event));
    }
    return TRUE;
}

static json_t *
make_context(void)
{
    json_t *context = json_array(), *own = json_object();
    json_array_append_new(context, json_string(PSG_W3C_CONTEXT));
    set_text(own, "psg", PSG_TERMS);
    json_array_append_new(context, own);
    return context;
}

/* A collection with `total` annotations, whose list is still empty. */
static json_t *
make_collection(const PsgPackage *package, guint total)
{
    g_autofree char *collection_id = psg_uuid_new_v5(package->id, "comments", NULL);
    g_autofree char *page_id = psg_uuid_new_v5(package->id, "comments, page 1", NULL);
    json_t *collection = json_object(), *page = json_object();
    json_object_set_new(collection, "@context", make_context());
    set_iri(collection, "id", "urn:uuid:", collection_id);
    set_text(collection, "type", "AnnotationCollection");
    set_text(collection, "label", package->title);
    json_object_set_new(collection, "total", json_integer((json_int_t)total));
    set_iri(page, "id", "urn:uuid:", page_id);
    set_text(page, "type", "AnnotationPage");
    json_object_set_new(page, "startIndex", json_integer(0));
    json_object_set_new(page, "items", json_array());
    json_object_set_new(collection, "first", page);
    return collection;
}

/* Makes the items the text of the collection with them in its list. No string of JSON holds a
 * quotation mark as it is, so that the empty list is found. What was said may be long, so that no
 * copy of it is made. */
static void
put_in_collection(const PsgPackage *package, GString *items, guint total)
{
    static const char list[] = "\"items\": []";
    json_t *collection = make_collection(package, total);
    char *json = json_dumps(collection, JSON_INDENT(2));
    const char *end = strstr(json, list) + strlen(list) - 1;
    g_string_append_printf(items, "%s%s\n", items->len > 0 ? "\n    " : "", end);
    g_string_prepend_len(items, json, end - json);
    free(json);
    json_decref(collection);
}

static gboolean
list_stored(Writer *writer, PsgEventList **list, GError **error)
{
    guint count;
    *list = psg_store_list(psg_review_get_store(writer->review), error);
    const PsgEvent *events = *list ? psg_event_list_get_events(*list, &count) : NULL;
    for (guint i = 0; *list && i < count; i++)
        g_hash_table_add(writer->stored, (char *)events[i].id);
    return *list != NULL;
}

char *
psg_annotations_write(
        const PsgReview *review, const PsgThread *const *threads, guint count, GError **error)
{
    g_auto(Writer) writer = {.review = review,
            .stored = g_hash_table_new(g_str_hash, g_str_equal),
            .texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, bytes_free)};
    g_autoptr(PsgEventList) list = NULL;
    if (!list_stored(&writer, &list, error))
        return NULL;
    g_autoptr(GString) items = g_string_new(NULL);
    guint total = 0;
    for (guint i = 0; i < count; i++) {
        if (!append_thread(&writer, items, threads[i], error))
            return NULL;
        total += threads[i]->step_count;
    }
    put_in_collection(psg_review_get_package(review), items, total);
    return g_string_free(g_steal_pointer(&items), FALSE);
}
