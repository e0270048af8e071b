/* Web Annotations as items of an import, and ours as the events they were. See annotation.h; Web
 * Annotation Data Model, W3C Recommendation of 23 February 2017. Whoever made the file may have
 * made it to do harm: nothing is fetched, and nothing here follows what it nests. */
#include <jansson.h>
#include <string.h>

#include "review/exchange/annotation_event.h"
#include "review/exchange/annotation_internal.h"
#include "review/exchange/import_internal.h"
#include "review/exchange/note.h"
#include "review/review_error.h"

/* How many parts of one annotation are looked at. */
#define PART_LIMIT 100

typedef struct {
    PsgAnnotations *out;
    GHashTable *ids; /* of the file's annotations (a set) */
} Reader;

/* JSON */

static gboolean
fail(GError **error, const char *problem)
{
    g_set_error_literal(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT, problem);
    return FALSE;
}

/* The parts of a value that may be one or an array of them; NULL behind the last. */
static json_t *
get_nth(json_t *value, guint index)
{
    if (index >= PART_LIMIT)
        return NULL;
    if (json_is_array(value))
        return json_array_get(value, index);
    return index == 0 && !json_is_null(value) ? value : NULL;
}

/* A string, or the first one of an array. */
static const char *
get_text(json_t *object, const char *key)
{
    return json_string_value(get_nth(json_object_get(object, key), 0));
}

static const char *
get_id(json_t *object)
{
    const char *id = get_text(object, "id");
    return id ? id : get_text(object, "@id");
}

/* TRUE for an object of this type, whatever prefix it is written with. */
static gboolean
has_type(json_t *object, const char *type)
{
    json_t *types = json_object_get(object, "type");
    if (!types)
        types = json_object_get(object, "@type");
    for (guint i = 0; get_nth(types, i); i++) {
        const char *text = json_string_value(get_nth(types, i));
        gsize length = text ? strlen(text) : 0, wanted = strlen(type);
        if (length >= wanted && strcmp(text + length - wanted, type) == 0 &&
                (length == wanted || strchr(":#", text[length - wanted - 1])))
            return TRUE;
    }
    return FALSE;
}

/* --- Finding the annotations --- */

/* The arrays that may hold annotations: of pages, and of what Hypothesis writes. */
static json_t *
find_list(json_t *object)
{
    static const char *const keys[] = {"items", "@graph", "annotations", "rows"};
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        json_t *list = json_object_get(object, keys[i]);
        if (json_is_array(list))
            return list;
    }
    return NULL;
}

static gboolean
is_annotation(json_t *object)
{
    return has_type(object, "Annotation") || json_object_get(object, "target") ||
           json_object_get(object, "body");
}

static void
note_next(Reader *reader, json_t *page)
{
    const char *next = get_text(page, "next");
    if (!next && json_is_object(json_object_get(page, "next")))
        next = get_id(json_object_get(page, "next"));
    if (next)
        psg_note_add(reader->out->notes,
                "the collection goes on at %s, which is not fetched; import that file too", next);
}

/* The list of an array, a page, or a collection with its first page; NULL where there is none. */
static json_t *
find_items(Reader *reader, json_t *value)
{
    json_t *first = json_object_get(value, "first");
    if (json_is_array(value))
        return value;
    if (json_is_string(first))
        psg_note_add(reader->out->notes,
                "the collection begins at %s, which is not fetched; import that file too",
                json_string_value(first));
    json_t *page = json_is_object(first) ? first : value;
    note_next(reader, page);
    return find_list(page);
}

/* The annotations of the file. What is in a list and no annotation is told later, and not left out
 * here. FALSE when there are too many. */
static gboolean
collect(Reader *reader, json_t *root, GPtrArray *annotations, GError **error)
{
    json_t *items = find_items(reader, root);
    if (!items && is_annotation(root))
        g_ptr_array_add(annotations, root);
    for (gsize i = 0; i < json_array_size(items); i++) {
        json_t *value = json_array_get(items, i);
        json_t *inner =
                json_is_object(value) && !is_annotation(value) ? find_items(reader, value) : NULL;
        for (gsize k = 0; k < json_array_size(inner); k++)
            g_ptr_array_add(annotations, json_array_get(inner, k));
        if (!inner)
            g_ptr_array_add(annotations, value);
        if (annotations->len > PSG_ANNOTATION_COUNT_LIMIT)
            return fail(error, "the file has more than 200,000 annotations; split it");
    }
    return TRUE;
}

/* --- Others' annotations --- */

/* Where the text is, of an address on the web or of a file: the path, with the ending that our
 * chapters have, and the part of it. The caller's. */
static char *
make_where(const char *iri, const char *fragment)
{
    gsize end = strcspn(iri, "?#");
    const char *hash = strchr(iri, '#');
    if (!fragment && hash && hash[1] != '\0')
        fragment = hash + 1;
    g_autofree char *address = g_strndup(iri, end);
    const char *path = address, *host = strstr(address, "://");
    if (g_str_has_prefix(address, PSG_DOCUMENT_IRI))
        return g_strdup(address + strlen(PSG_DOCUMENT_IRI));
    if (g_str_has_prefix(address, PSG_SOURCE_IRI))
        path = address + strlen(PSG_SOURCE_IRI);
    else if (host)
        path = strchr(host + 3, '/') ? strchr(host + 3, '/') : "";
    g_autofree char *decoded = g_uri_unescape_string(path, NULL);
    g_autoptr(GString) where = g_string_new(decoded ? decoded : path);
    static const char *const endings[] = {"/index.html", "/", ".xhtml", ".html", ".htm"};
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(where->str, endings[i])) {
            g_string_truncate(where, where->len - strlen(endings[i]));
            g_string_append(where, i > 1 ? ".md" : "");
            break;
        }
    while (where->str[0] == '/')
        g_string_erase(where, 0, 1);
    if (where->len > 0 && fragment)
        g_string_append_printf(where, "#%s", fragment);
    gboolean is_empty = where->len == 0;
    return g_string_free(g_steal_pointer(&where), is_empty);
}

/* Takes the words that a selector quotes, also from the one that refines it (4.2.9). Returns the
 * value of a fragment, or `fragment`. */
static const char *
read_selector(PsgImportItem *item, json_t *selector, const char *fragment)
{
    for (guint depth = 0; json_is_object(selector) && depth < 8; depth++) {
        const char *exact = get_text(selector, "exact");
        if (has_type(selector, "FragmentSelector") && get_text(selector, "value"))
            fragment = get_text(selector, "value");
        if (has_type(selector, "TextQuoteSelector") && exact) {
            g_free(item->quote);
            g_free(item->prefix);
            g_free(item->suffix);
            item->quote = g_strdup(exact);
            item->prefix = g_strdup(get_text(selector, "prefix"));
            item->suffix = g_strdup(get_text(selector, "suffix"));
        }
        selector = json_object_get(selector, "refinedBy");
    }
    return fragment;
}

/* TRUE when the annotation is on another one, whose id `iri` is. */
static gboolean
replies_to(const Reader *reader, json_t *annotation, const char *iri)
{
    const char *motivation = get_text(annotation, "motivation");
    return g_hash_table_contains(reader->ids, iri) ||
           (motivation && strcmp(motivation, "replying") == 0);
}

static char *
make_source(const char *id, guint target)
{
    g_autofree char *number = g_strdup_printf("%u", target);
    const char *parts[] = {id, number, NULL};
    return psg_import_make_source("annotation", parts);
}

static void
read_target(const Reader *reader, PsgImportItem *item, json_t *annotation, json_t *target)
{
    const char *iri = json_is_string(target) ? json_string_value(target) : NULL;
    const char *fragment = NULL;
    json_t *source = json_object_get(target, "source");
    if (!iri)
        iri = json_is_object(source) ? get_id(source) : json_string_value(get_nth(source, 0));
    if (!iri)
        iri = get_id(target);
    json_t *selectors = json_object_get(target, "selector");
    for (guint i = 0; get_nth(selectors, i); i++)
        fragment = read_selector(item, get_nth(selectors, i), fragment);
    if (iri && replies_to(reader, annotation, iri))
        item->parent = make_source(iri, 0);
    else if (iri)
        item->where = make_where(iri, fragment);
}

static void
append_paragraph(GString *text, const char *paragraph)
{
    g_string_append_printf(text, "%s%s", text->len ? "\n\n" : "", paragraph);
}

/* Text, proposed wordings and tags (3.2.4, 3.3.5); a body elsewhere is linked to. */
static void
read_body(PsgImportItem *item, json_t *body, GString *text, GPtrArray *tags)
{
    json_t *choice = json_object_get(body, "items"); /* the first of a Choice, 3.2.7 */
    if (json_is_array(choice))
        body = json_array_get(choice, 0);
    const char *purpose = get_text(body, "purpose"), *value = get_text(body, "value");
    const char *format = get_text(body, "format");
    const char *iri = json_is_string(body) ? json_string_value(body) : get_id(body);
    if (!value)
        value = get_text(body, "chars"); /* of the drafts of the W3C's group */
    if (value && purpose && strcmp(purpose, "tagging") == 0) {
        g_ptr_array_add(tags, g_strdup(value));
    } else if (value && purpose && strcmp(purpose, "editing") == 0) {
        g_free(item->replace);
        item->replace = g_strdup(value);
    } else if (value && format && strcmp(format, "text/plain") == 0) {
        g_autofree char *markdown = psg_import_make_markdown(value);
        append_paragraph(text, markdown);
    } else if (value) {
        append_paragraph(text, value);
    } else if (iri) {
        g_autofree char *link = g_strdup_printf("<%s>", iri);
        append_paragraph(text, link);
    }
}

static void
read_bodies(PsgImportItem *item, json_t *annotation)
{
    g_autoptr(GString) text = g_string_new(NULL);
    GPtrArray *tags = g_ptr_array_new();
    const char *plain = get_text(annotation, "bodyValue"); /* 3.2.5 */
    json_t *bodies = json_object_get(annotation, "body");
    json_t *words = json_object_get(annotation, "tags");
    if (plain) {
        g_autofree char *markdown = psg_import_make_markdown(plain);
        append_paragraph(text, markdown);
    }
    if (get_text(annotation, "text")) /* Hypothesis */
        append_paragraph(text, get_text(annotation, "text"));
    for (guint i = 0; get_nth(bodies, i); i++)
        read_body(item, get_nth(bodies, i), text, tags);
    for (guint i = 0; get_nth(words, i); i++)
        if (json_is_string(get_nth(words, i)))
            g_ptr_array_add(tags, g_strdup(json_string_value(get_nth(words, i))));
    g_ptr_array_add(tags, NULL);
    item->tags = (char **)g_ptr_array_free(tags, FALSE);
    item->text = g_strdup(text->str);
}

/* Who (3.3.2). What is known only by an address of their own is told apart by that. */
static void
read_creator(PsgImportItem *item, json_t *annotation)
{
    json_t *creator = get_nth(json_object_get(annotation, "creator"), 0);
    const char *iri = json_is_string(creator) ? json_string_value(creator) : get_id(creator);
    const char *name = get_text(creator, "name"), *mail = get_text(creator, "email");
    if (!creator)
        iri = get_text(annotation, "user"); /* Hypothesis */
    if (!name)
        name = get_text(creator, "nickname");
    if (!mail && iri && g_str_has_prefix(iri, "mailto:"))
        mail = iri;
    if (mail && g_str_has_prefix(mail, "mailto:"))
        mail += strlen("mailto:");
    if (iri && g_str_has_prefix(iri, PSG_PERSON_IRI) && !name)
        name = iri + strlen(PSG_PERSON_IRI);
    item->mail = g_strdup(mail);
    item->name = g_strdup(name ? name : mail ? NULL : iri);
}

static gint64
read_time(json_t *annotation)
{
    const char *text = get_text(annotation, "created");
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) time = text ? g_date_time_new_from_iso8601(text, utc) : NULL;
    gint64 seconds = time ? g_date_time_to_unix(time) : 0;
    return MAX(seconds, 0);
}

/* Hypothesis names all that a reply is below, the nearest last. */
static void
read_references(PsgImportItem *item, json_t *annotation)
{
    json_t *references = json_object_get(annotation, "references");
    gsize count = json_array_size(references);
    const char *last = count > 0 ? json_string_value(json_array_get(references, count - 1)) : NULL;
    if (last && !item->parent)
        item->parent = make_source(last, 0);
}

/* An item for a target. */
static void
add_item(Reader *reader, json_t *annotation, json_t *target, guint number, guint index)
{
    PsgImportItem *item = psg_import_item_new();
    const char *motivation = get_text(annotation, "motivation");
    const char *id = get_id(annotation);
    g_ptr_array_add(reader->out->items, item);
    item->label = index == 0 ? g_strdup_printf("annotation %u", number)
                             : g_strdup_printf("annotation %u, target %u", number, index + 1);
    item->at = read_time(annotation);
    item->remark = motivation && strcmp(motivation, "questioning") == 0 ? PSG_REMARK_QUESTION
                                                                        : PSG_REMARK_NONE;
    read_bodies(item, annotation);
    read_creator(item, annotation);
    read_target(reader, item, annotation, target);
    read_references(item, annotation);
    g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, item->at);
    const char *parts[] = {
            item->text, item->quote ? item->quote : "", item->where ? item->where : "", at, NULL};
    item->source = id ? make_source(id, index) : psg_import_make_source("annotation", parts);
}

static void
add_foreign(Reader *reader, json_t *annotation, guint number)
{
    json_t *targets = json_object_get(annotation, "target");
    guint count = 0;
    while (get_nth(targets, count)) {
        add_item(reader, annotation, get_nth(targets, count), number, count);
        count++;
    }
    if (count == 0)
        add_item(reader, annotation, NULL, number, 0);
}

/* --- All --- */

static void
add_annotation(Reader *reader, json_t *annotation, guint number)
{
    const char *id = json_is_object(annotation) ? get_id(annotation) : NULL;
    gboolean is_ours = id && g_str_has_prefix(id, PSG_EVENT_IRI);
    if (json_is_object(annotation) && !is_ours) {
        add_foreign(reader, annotation, number);
        return;
    }
    PsgAnnotatedEvent *read = g_new0(PsgAnnotatedEvent, 1);
    read->item = psg_import_item_new();
    read->item->label = g_strdup_printf("annotation %u", number);
    if (is_ours)
        psg_annotation_read_event(annotation, read);
    else
        read->problem = g_strdup(json_is_string(annotation)
                                         ? "this is only an annotation's address, which is not "
                                           "fetched; import the annotation itself"
                                         : "this is no annotation");
    g_ptr_array_add(reader->out->events, read);
}

static void
item_free(gpointer item)
{
    psg_import_item_free(item);
}

static void
annotated_event_free(gpointer data)
{
    PsgAnnotatedEvent *read = data;
    psg_import_item_free(read->item);
    psg_event_free(read->event);
    g_free(read->problem);
    g_free(read);
}

static json_t *
load(const char *bytes, gsize length, GError **error)
{
    json_error_t problem;
    gsize mark = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    if (length > PSG_ANNOTATION_SIZE_LIMIT) {
        fail(error, "the file is greater than 50 MB; split it");
        return NULL;
    }
    json_t *root = json_loadb(bytes + mark, length - mark, JSON_REJECT_DUPLICATES, &problem);
    if (!root)
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT,
                "line %d, column %d: this is no JSON: %s", problem.line, problem.column,
                problem.text);
    return root;
}

static gboolean
read_all(Reader *reader, json_t *root, GError **error)
{
    g_autoptr(GPtrArray) annotations = g_ptr_array_new();
    if (!collect(reader, root, annotations, error))
        return FALSE;
    if (annotations->len == 0 && reader->out->notes->len == 0 && !json_is_array(root) &&
            !find_list(root))
        return fail(error, "line 1: this is neither an annotation nor a list of annotations "
                           "(W3C Web Annotation Data Model)");
    for (guint i = 0; i < annotations->len; i++) {
        const char *id = get_id(annotations->pdata[i]);
        if (id)
            g_hash_table_add(reader->ids, (char *)id);
    }
    for (guint i = 0; i < annotations->len; i++)
        add_annotation(reader, annotations->pdata[i], i + 1);
    return TRUE;
}

PsgAnnotations *
psg_annotations_read(const char *bytes, gsize length, GError **error)
{
    json_t *root = load(bytes, length, error);
    if (!root)
        return NULL;
    g_autoptr(PsgAnnotations) out = g_new0(PsgAnnotations, 1);
    out->items = g_ptr_array_new_with_free_func(item_free);
    out->events = g_ptr_array_new_with_free_func(annotated_event_free);
    out->notes = g_ptr_array_new_with_free_func(g_free);
    Reader reader = {.out = out, .ids = g_hash_table_new(g_str_hash, g_str_equal)};
    gboolean is_read = read_all(&reader, root, error);
    g_hash_table_unref(reader.ids);
    json_decref(root);
    return is_read ? g_steal_pointer(&out) : NULL;
}

void
psg_annotations_free(PsgAnnotations *annotations)
{
    if (!annotations)
        return;
    g_ptr_array_unref(annotations->items);
    g_ptr_array_unref(annotations->events);
    g_ptr_array_unref(annotations->notes);
    g_free(annotations);
}
