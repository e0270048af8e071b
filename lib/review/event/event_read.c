/* Reading an event's file. What the writer wrote is read by a small reader of its own, since a list
 * of all comments reads a hundred thousand of them; whatever has another form goes through the
 * general reader of YAML, with the same result. See event.h. */
#include <string.h>

#include "base/error.h"
#include "base/yaml.h"
#include "review/event/event_internal.h"
#include "review/review_error.h"

/* The event, its lists and its texts share one piece of memory, which begins with the event. */
typedef struct {
    PsgEvent *event;
    const char **items; /* room for the entries of all lists */
    gsize item_count;
    char *pool; /* room for the texts */
    const char *path;
    const char *text;   /* the file */
    gsize length, head; /* bytes of the file, and of its front matter with the lines of hyphens */
    gsize body_room;    /* for the body in the pool */
    guint32 seen, is_quoted; /* bits by key */
    const char *scalars[PSG_KEYS];
    const char *const *lists[PSG_KEYS];
    guint list_counts[PSG_KEYS];
    guint lines[PSG_KEYS + 1];
} Reader;

G_STATIC_ASSERT(PSG_KEYS <= 32);

#define FIRST_LINE "---\n"
#define LAST_LINE "\n---\n"

static gboolean fail_at(const Reader *reader, guint line, GError **error, const char *format, ...)
        G_GNUC_PRINTF(4, 5);

static gboolean
fail_at(const Reader *reader, guint line, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_EVENT, "%s:%u: %s", reader->path, line,
            message);
    return FALSE;
}

static gboolean
is_list(PsgEventKey key)
{
    return key == PSG_KEY_AFTER || key == PSG_KEY_TAGS;
}

/* The key of this name among those of the event or of its target; PSG_KEYS when there is none. */
static PsgEventKey
find_key(const char *name, gsize length, gboolean is_in_target)
{
    PsgEventKey key = is_in_target ? PSG_KEY_ON_DOCUMENT : PSG_KEY_EVENT;
    PsgEventKey end = is_in_target ? PSG_KEY_REPLACE : PSG_KEYS;
    for (; key < end; key++) {
        if (!is_in_target && key == PSG_KEY_ON_DOCUMENT)
            key = PSG_KEY_REPLACE;
        const char *known = psg_event_key_get_name(key);
        if (strncmp(known, name, length) == 0 && known[length] == '\0')
            return key;
    }
    return PSG_KEYS;
}

static void
prepare(Reader *reader, gsize items, gsize pool)
{
    gsize lists = items * sizeof(char *);
    g_free(reader->event);
    reader->event = g_malloc(sizeof(PsgEvent) + lists + pool);
    memset(reader->event, 0, sizeof(PsgEvent));
    reader->items = (const char **)(reader->event + 1);
    reader->item_count = 0;
    reader->pool = (char *)(reader->event + 1) + lists;
    reader->seen = reader->is_quoted = 0;
    memset(reader->scalars, 0, sizeof reader->scalars);
    memset(reader->list_counts, 0, sizeof reader->list_counts);
}

/* --- The writer's own form --- */

/* Copies a text in double quotes from after the first of them, up to the second one, into the pool.
 * NULL for what the writer does not write. */
static const char *
scan_quoted(Reader *reader, const char *at)
{
    char *out = reader->pool;
    for (; *at != '"'; at++) {
        guchar byte = (guchar)*at;
        if (byte < 0x20 || byte == 0x7f)
            return NULL;
        if (byte == '\\') {
            static const char escaped[] = "\"\\nrt", meant[] = "\"\\\n\r\t";
            const char *found = at[1] ? strchr(escaped, at[1]) : NULL;
            if (!found)
                return NULL;
            *out++ = meant[found - escaped];
            at++;
            continue;
        }
        /* May be one of those that YAML takes for the end of a line, or U+FEFF. */
        if ((byte == 0xc2 && (guchar)at[1] == 0x85) || (byte == 0xe2 && (guchar)at[1] == 0x80) ||
                byte == 0xef)
            return NULL;
        *out++ = *at;
    }
    *out = '\0';
    reader->pool = out + 1;
    return at + 1;
}

/* Copies a text without quotes. */
static const char *
scan_plain(Reader *reader, const char *at, gboolean is_time)
{
    char *out = reader->pool;
    if (!g_ascii_isalnum(*at))
        return NULL;
    for (; g_ascii_isalnum(*at) || *at == '-' || *at == '_' || *at == '.' || *at == '/' ||
            (is_time && *at == ':' && g_ascii_isdigit(at[1]));
            at++)
        *out++ = *at;
    *out = '\0';
    reader->pool = out + 1;
    return at;
}

static const char *
scan_text(Reader *reader, const char *at, PsgEventKey key)
{
    if (*at != '"')
        return scan_plain(reader, at, key == PSG_KEY_AT);
    reader->is_quoted |= 1u << key;
    return scan_quoted(reader, at + 1);
}

static const char *
scan_list(Reader *reader, const char *at, PsgEventKey key)
{
    const char **first = reader->items + reader->item_count;
    if (*at != '[')
        return NULL;
    do {
        at += *at == '[' ? 1 : 2;
        reader->items[reader->item_count++] = reader->pool;
        at = scan_text(reader, at, key);
    } while (at && at[0] == ',' && at[1] == ' ');
    reader->lists[key] = first;
    reader->list_counts[key] = (guint)(reader->items + reader->item_count - first);
    return at && *at == ']' ? at + 1 : NULL;
}

/* One line without its indentation; gives the beginning of the next, or NULL. */
static const char *
scan_line(Reader *reader, const char *at, gboolean is_in_target, guint line)
{
    gsize length = 0;
    while (g_ascii_islower(at[length]))
        length++;
    PsgEventKey key = find_key(at, length, is_in_target);
    if (key == PSG_KEYS || reader->seen & (1u << key) || at[length] != ':')
        return NULL;
    reader->seen |= 1u << key;
    reader->lines[key] = line;
    at += length + 1;
    if (key == PSG_KEY_ON)
        return at[0] == '\n' && at[1] == ' ' ? at + 1 : NULL;
    if (*at++ != ' ')
        return NULL;
    if (is_list(key)) {
        at = scan_list(reader, at, key);
    } else {
        reader->scalars[key] = reader->pool;
        at = scan_text(reader, at, key);
    }
    return at && *at == '\n' ? at + 1 : NULL;
}

/* FALSE for what may be right but is not as the writer writes it. The end of a line stops every
 * scan, and one stands before the last line of hyphens. */
static gboolean
scan(Reader *reader)
{
    gsize commas = 0;
    const char *at = reader->text + strlen(FIRST_LINE);
    const char *end = reader->text + reader->head - strlen(LAST_LINE) + 1;
    for (const char *comma = at; (comma = memchr(comma, ',', end - comma)); comma++)
        commas++;
    prepare(reader, commas + 2, reader->head + reader->body_room + 1);
    if (psg_event_find_bad_character(reader->text, reader->head))
        return FALSE;
    gboolean is_in_target = FALSE;
    for (guint line = 2; at && at < end; line++) {
        if (at[0] == ' ') {
            if (!is_in_target || at[1] != ' ')
                return FALSE;
            at += 2;
        } else {
            is_in_target = g_str_has_prefix(at, "on:\n");
        }
        at = scan_line(reader, at, is_in_target && at[-1] == ' ', line);
    }
    return at == end;
}

/* --- Any other YAML --- */

static const char *
keep_text(Reader *reader, const char *text)
{
    const char *kept = reader->pool;
    reader->pool = stpcpy(reader->pool, text) + 1;
    return kept;
}

static gboolean
take_list(Reader *reader, const PsgYaml *value, PsgEventKey key, GError **error)
{
    const char **first = reader->items + reader->item_count;
    if (value->kind != PSG_YAML_LIST)
        return psg_yaml_fail(
                value, reader->path, error, "a list in square brackets is expected here");
    if (value->children->len > PSG_EVENT_LIST_LIMIT)
        return psg_yaml_fail(value, reader->path, error,
                "this list has %u entries; at most %d are read", value->children->len,
                PSG_EVENT_LIST_LIMIT);
    for (guint i = 0; i < value->children->len; i++) {
        const PsgYaml *child = g_ptr_array_index(value->children, i);
        if (child->kind != PSG_YAML_SCALAR)
            return psg_yaml_fail(child, reader->path, error, "a text is expected here");
        reader->items[reader->item_count++] = keep_text(reader, child->value);
    }
    reader->lists[key] = first;
    reader->list_counts[key] = value->children->len;
    return TRUE;
}

static gboolean
take_value(Reader *reader, const PsgYaml *value, PsgEventKey key, GError **error)
{
    reader->seen |= 1u << key;
    reader->lines[key] = value->key_line;
    if (is_list(key))
        return take_list(reader, value, key, error);
    if (value->kind != PSG_YAML_SCALAR)
        return psg_yaml_fail(value, reader->path, error, "\"%s\" is one text", value->key);
    if (value->is_plain && *value->value == '\0')
        return psg_yaml_fail(value, reader->path, error,
                "\"%s\" has no value; give it one, or leave it out", value->key);
    if (!value->is_plain)
        reader->is_quoted |= 1u << key;
    reader->scalars[key] = keep_text(reader, value->value);
    return TRUE;
}

/* The keys of the event, or of its target. */
static gboolean
take_mapping(Reader *reader, const PsgYaml *mapping, gboolean is_in_target, GError **error)
{
    const char *known[PSG_KEYS + 1] = {NULL};
    guint count = 0;
    for (PsgEventKey key = 0; key < PSG_KEYS; key++)
        if (is_in_target == (key >= PSG_KEY_ON_DOCUMENT && key <= PSG_KEY_ON_SUFFIX))
            known[count++] = psg_event_key_get_name(key);
    if (!psg_yaml_check_keys(mapping, known, reader->path, error))
        return FALSE;
    for (guint i = 0; i < mapping->children->len; i++) {
        const PsgYaml *child = g_ptr_array_index(mapping->children, i);
        PsgEventKey key = find_key(child->key, strlen(child->key), is_in_target);
        if (key == PSG_KEY_ON) {
            reader->seen |= 1u << key;
            reader->lines[key] = child->key_line;
            if (!take_mapping(reader, child, TRUE, error))
                return FALSE;
        } else if (!take_value(reader, child, key, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
parse(Reader *reader, GError **error)
{
    g_autoptr(GError) problem = NULL;
    gsize length = reader->head - strlen(LAST_LINE) + 1;
    g_autoptr(PsgYaml) yaml = psg_yaml_parse(reader->text, length, reader->path, &problem);
    /* An entry of a list is two bytes at least. An escape makes three bytes of two at most; a text
     * and its NUL are never more than what they are written with, but for that. */
    prepare(reader, reader->head / 2 + 2, 2 * reader->head + reader->body_room + 1);
    if (yaml && take_mapping(reader, yaml, FALSE, &problem))
        return TRUE;
    g_set_error_literal(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_EVENT, problem->message);
    return FALSE;
}

/* --- What the values mean --- */

static gboolean
take_choice(const Reader *reader, PsgEventKey key, int number, GError **error)
{
    return number >= 0 ||
           fail_at(reader, reader->lines[key], error, "this is none of the values of \"%s\"",
                   psg_event_key_get_name(key));
}

static gboolean
take_choices(const Reader *reader, GError **error)
{
    PsgEvent *event = reader->event;
    const char *remark = reader->scalars[PSG_KEY_KIND];
    const char *outcome = reader->scalars[PSG_KEY_OUTCOME];
    int kind_number = psg_event_kind_find(reader->scalars[PSG_KEY_EVENT]);
    int remark_number = remark ? psg_remark_find(remark) : 0;
    int outcome_number = outcome ? psg_outcome_find(outcome) : 0;
    if (!take_choice(reader, PSG_KEY_EVENT, kind_number, error) ||
            !take_choice(reader, PSG_KEY_KIND, remark_number, error) ||
            !take_choice(reader, PSG_KEY_OUTCOME, outcome_number, error))
        return FALSE;
    event->kind = (PsgEventKind)kind_number;
    event->remark = (PsgRemark)remark_number;
    event->outcome = (PsgOutcome)outcome_number;
    return TRUE;
}

/* "2026-11-23T14:15:03Z". */
static gboolean
take_time(const Reader *reader, GError **error)
{
    const char *text = reader->scalars[PSG_KEY_AT];
    char id[PSG_EVENT_ID_LENGTH + 1] = "00000000T000000Z-0000000000";
    static const guint8 places[] = {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18};
    gboolean is_good = strlen(text) == 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' &&
                       text[13] == ':' && text[16] == ':' && text[19] == 'Z';
    for (guint i = 0; is_good && i < G_N_ELEMENTS(places); i++)
        id[i + (i >= 8)] = text[places[i]];
    return (is_good && psg_event_id_parse(id, &reader->event->at)) ||
           fail_at(reader, reader->lines[PSG_KEY_AT], error,
                   "this must be a time in UTC, as 2026-11-23T14:15:03Z is one");
}

static gboolean
take_number(const Reader *reader, PsgEventKey key, guint64 *number, GError **error)
{
    const char *text = reader->scalars[key];
    gsize length = strspn(text, "0123456789");
    if (length == 0 || text[length] != '\0' || length > 18 || (text[0] == '0' && length > 1) ||
            reader->is_quoted & (1u << key))
        return fail_at(reader, reader->lines[key], error, "this must be a whole number");
    *number = g_ascii_strtoull(text, NULL, 10);
    return TRUE;
}

static gboolean
take_target(const Reader *reader, GError **error)
{
    PsgEventTarget *on = &reader->event->on;
    gboolean has_start = reader->scalars[PSG_KEY_ON_START] != NULL;
    gboolean has_end = reader->scalars[PSG_KEY_ON_END] != NULL;
    reader->event->has_target = (reader->seen & (1u << PSG_KEY_ON)) != 0;
    on->document = reader->scalars[PSG_KEY_ON_DOCUMENT];
    on->path = reader->scalars[PSG_KEY_ON_PATH];
    on->commit = reader->scalars[PSG_KEY_ON_COMMIT];
    on->blob = reader->scalars[PSG_KEY_ON_BLOB];
    on->heading = reader->scalars[PSG_KEY_ON_HEADING];
    on->exact = reader->scalars[PSG_KEY_ON_EXACT];
    on->prefix = reader->scalars[PSG_KEY_ON_PREFIX];
    on->suffix = reader->scalars[PSG_KEY_ON_SUFFIX];
    on->has_range = has_start && has_end;
    if (has_start != has_end)
        return fail_at(reader, reader->lines[PSG_KEY_ON], error,
                "a range has both a \"start\" and an \"end\"");
    return !has_start || (take_number(reader, PSG_KEY_ON_START, &on->start, error) &&
                                 take_number(reader, PSG_KEY_ON_END, &on->end, error));
}

static gboolean
take_values(const Reader *reader, GError **error)
{
    static const PsgEventKey needed[] = {
            PSG_KEY_EVENT, PSG_KEY_ID, PSG_KEY_THREAD, PSG_KEY_BY, PSG_KEY_AT};
    PsgEvent *event = reader->event;
    for (guint i = 0; i < G_N_ELEMENTS(needed); i++)
        if (!reader->scalars[needed[i]])
            return fail_at(reader, 1, error, "the key \"%s\" is missing",
                    psg_event_key_get_name(needed[i]));
    event->id = reader->scalars[PSG_KEY_ID];
    event->thread = reader->scalars[PSG_KEY_THREAD];
    event->by = reader->scalars[PSG_KEY_BY];
    event->group = reader->scalars[PSG_KEY_GROUP];
    event->after_count = reader->list_counts[PSG_KEY_AFTER];
    event->after = event->after_count ? reader->lists[PSG_KEY_AFTER] : NULL;
    event->to = reader->scalars[PSG_KEY_TO];
    event->session = reader->scalars[PSG_KEY_SESSION];
    event->tag_count = reader->list_counts[PSG_KEY_TAGS];
    event->tags = event->tag_count ? reader->lists[PSG_KEY_TAGS] : NULL;
    event->commit = reader->scalars[PSG_KEY_COMMIT];
    event->replace = reader->scalars[PSG_KEY_REPLACE];
    event->source = reader->scalars[PSG_KEY_SOURCE];
    event->redacted = reader->scalars[PSG_KEY_REDACTED];
    return take_choices(reader, error) && take_time(reader, error) && take_target(reader, error);
}

/* --- The file as a whole --- */

static guint
count_lines(const char *text, const char *to)
{
    guint lines = 1;
    for (; text < to; text++)
        lines += *text == '\n';
    return lines;
}

static gboolean
find_head(Reader *reader, GError **error)
{
    if (reader->length > PSG_EVENT_SIZE_LIMIT)
        return fail_at(reader, 1, error,
                "this event has %" G_GSIZE_FORMAT " bytes; at most %d are read", reader->length,
                PSG_EVENT_SIZE_LIMIT);
    if (reader->length < strlen(FIRST_LINE) ||
            memcmp(reader->text, FIRST_LINE, strlen(FIRST_LINE)) != 0)
        return fail_at(reader, 1, error, "an event begins with a line of three hyphens");
    const char *last = memmem(
            reader->text, MIN(reader->length, PSG_EVENT_HEAD_LIMIT), LAST_LINE, strlen(LAST_LINE));
    if (!last)
        return fail_at(reader, 1, error,
                "no second line of three hyphens ends the front matter within %d bytes",
                PSG_EVENT_HEAD_LIMIT);
    reader->head = (gsize)(last - reader->text) + strlen(LAST_LINE);
    return TRUE;
}

static gboolean
take_body(Reader *reader, GError **error)
{
    const char *body = reader->text + reader->head;
    gsize length = reader->length - reader->head;
    const char *bad = psg_event_find_bad_character(body, length);
    if (bad)
        return fail_at(reader, count_lines(reader->text, bad), error,
                "there is a control character here, or a byte that is not UTF-8 (0x%02x)",
                (guchar)*bad);
    reader->event->body = body;
    reader->event->body_length = length;
    return TRUE;
}

static gboolean
check(const Reader *reader, GError **error)
{
    PsgComplaint complaint = {.message = NULL};
    if (!psg_event_check(reader->event, &complaint)) {
        guint line = complaint.key == PSG_KEY_BODY
                             ? count_lines(reader->text, reader->text + reader->head)
                             : reader->lines[complaint.key];
        fail_at(reader, MAX(line, 1), error, "%s%s%s",
                complaint.key == PSG_KEY_BODY ? "" : psg_event_key_get_name(complaint.key),
                complaint.key == PSG_KEY_BODY ? "" : ": ", complaint.message);
        g_free(complaint.message);
        return FALSE;
    }
    g_autofree char *path = psg_event_format_path(reader->event);
    return strcmp(path, reader->path) == 0 ||
           fail_at(reader, reader->lines[PSG_KEY_ID], error,
                   "by its id and thread this event belongs at %s", path);
}

/* The body was checked where it stands in the file; now the event gets its own, or none. */
static void
keep_body(Reader *reader, gboolean is_kept)
{
    PsgEvent *event = reader->event;
    event->body_length = is_kept ? event->body_length : 0;
    memcpy(reader->pool, event->body, event->body_length);
    reader->pool[event->body_length] = '\0';
    event->body = reader->pool;
}

static PsgEvent *
read_event(const char *bytes, gsize length, const char *path, gboolean with_body, GError **error)
{
    Reader reader = {.path = path, .text = bytes, .length = length};
    reader.body_room = with_body ? length : 0;
    if (find_head(&reader, error) && (scan(&reader) || parse(&reader, error)) &&
            take_body(&reader, error) && take_values(&reader, error) && check(&reader, error)) {
        keep_body(&reader, with_body);
        return reader.event;
    }
    g_free(reader.event);
    return NULL;
}

PsgEvent *
psg_event_read(const char *bytes, gsize length, const char *path, GError **error)
{
    return read_event(bytes, length, path, TRUE, error);
}

PsgEvent *
psg_event_read_head(const char *bytes, gsize length, const char *path, GError **error)
{
    return read_event(bytes, length, path, FALSE, error);
}

void
psg_event_free(PsgEvent *event)
{
    g_free(event);
}
