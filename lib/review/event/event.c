/* What an event may be: its kinds, and the rules that reader and writer both keep. See event.h. */
#include "review/event/event.h"

#include <string.h>

#include "review/event/event_internal.h"
#include "review/review_error.h"

/* Names */

static const char *const kind_names[] = {"comment", "suggest", "signoff", "reply", "answer",
        "agree", "resolve", "reopen", "edit", "redact"};
static const char *const remark_names[] = {NULL, "question", "issue", "suggestion", "praise"};
static const char *const outcome_names[] = {NULL, "accepted", "partly", "declined", "noted"};
static const char *const key_names[] = {"event", "id", "thread", "by", "group", "at", "after", "to",
        "kind", "outcome", "commit", "session", "tags", "source", "redacted", "on", "document",
        "path", "commit", "blob", "start", "end", "heading", "exact", "prefix", "suffix",
        "replace"};

G_STATIC_ASSERT(G_N_ELEMENTS(kind_names) == PSG_EVENT_KINDS);
G_STATIC_ASSERT(G_N_ELEMENTS(remark_names) == PSG_REMARKS);
G_STATIC_ASSERT(G_N_ELEMENTS(outcome_names) == PSG_OUTCOMES);
G_STATIC_ASSERT(G_N_ELEMENTS(key_names) == PSG_KEYS);

static int
find_name(const char *const *names, guint count, const char *name)
{
    for (guint i = 0; i < count; i++)
        if (names[i] && strcmp(names[i], name) == 0)
            return (int)i;
    return -1;
}

const char *
psg_event_key_get_name(PsgEventKey key)
{
    return key_names[key];
}

const char *
psg_event_kind_get_name(PsgEventKind kind)
{
    return kind_names[kind];
}

const char *
psg_remark_get_name(PsgRemark remark)
{
    return remark_names[remark];
}

const char *
psg_outcome_get_name(PsgOutcome outcome)
{
    return outcome_names[outcome];
}

int
psg_event_kind_find(const char *name)
{
    return find_name(kind_names, G_N_ELEMENTS(kind_names), name);
}

int
psg_remark_find(const char *name)
{
    return find_name(remark_names, G_N_ELEMENTS(remark_names), name);
}

int
psg_outcome_find(const char *name)
{
    return find_name(outcome_names, G_N_ELEMENTS(outcome_names), name);
}

gboolean
psg_event_kind_begins(PsgEventKind kind)
{
    return kind == PSG_EVENT_COMMENT || kind == PSG_EVENT_SUGGEST || kind == PSG_EVENT_SIGNOFF;
}

/* Forms of texts */

gboolean
psg_event_is_name(const char *text)
{
    gsize length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length > 0 && length <= 100 && text[length] == '\0' && text[0] != '-';
}

static gboolean
is_oid(const char *text)
{
    return strlen(text) == 40 && strspn(text, "0123456789abcdef") == 40;
}

const char *
psg_event_find_bad_character(const char *text, gsize length)
{
    const char *end = text + length;
    for (const char *at = text; at < end;) {
        guchar byte = (guchar)*at;
        if (byte < 0x80) {
            if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f)
                return at;
            at++;
            continue;
        }
        gunichar character = g_utf8_get_char_validated(at, end - at);
        if (character >= (gunichar)-2 || (character < 0xa0 && character != 0x85) ||
                (character & 0xfffe) == 0xfffe)
            return at;
        at = g_utf8_next_char(at);
    }
    return NULL;
}

gboolean
psg_event_is_plain(const char *text)
{
    /* What YAML 1.1 takes for a truth value or for nothing. */
    static const char *const reserved[] = {
            "y", "n", "yes", "no", "true", "false", "on", "off", "null", NULL};
    gsize length =
            strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-");
    if (!g_ascii_isalpha(text[0]) || text[length] != '\0' || length > 200)
        return FALSE;
    for (guint i = 0; length <= 5 && reserved[i]; i++)
        if (g_ascii_strcasecmp(text, reserved[i]) == 0)
            return FALSE;
    return TRUE;
}

static gboolean
is_blank(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (!strchr(" \t\r\n", text[i]))
            return FALSE;
    return TRUE;
}

/* A path from the root of a repository that leads nowhere else. */
static gboolean
is_path(const char *path)
{
    if (*path == '\0' || strlen(path) > 4096 || strpbrk(path, "\\\n\r\t"))
        return FALSE;
    for (const char *part = path;; part++) {
        gsize length = strcspn(part, "/");
        if (length == 0 || (length == 1 && part[0] == '.') ||
                (length == 2 && part[0] == '.' && part[1] == '.') ||
                (length == 4 && g_ascii_strncasecmp(part, ".git", 4) == 0))
            return FALSE;
        part += length;
        if (*part == '\0')
            return TRUE;
    }
}

/* Rules */

static gboolean complain(PsgComplaint *complaint, PsgEventKey key, const char *format, ...)
        G_GNUC_PRINTF(3, 4);

static gboolean
complain(PsgComplaint *complaint, PsgEventKey key, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complaint->key = key;
    complaint->message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return FALSE;
}

/* A text of the front matter, within its limit. */
static gboolean
check_text(PsgComplaint *complaint, PsgEventKey key, const char *text, gsize limit)
{
    if (!text)
        return TRUE;
    gsize length = strlen(text);
    if (length > limit)
        return complain(complaint, key,
                "this text has %" G_GSIZE_FORMAT " bytes; at most %" G_GSIZE_FORMAT " are read",
                length, limit);
    if (psg_event_find_bad_character(text, length))
        return complain(
                complaint, key, "this text holds a control character or is not UTF-8; mend it");
    return TRUE;
}

static gboolean
check_name(PsgComplaint *complaint, PsgEventKey key, const char *text)
{
    return !text || psg_event_is_name(text) ||
           complain(complaint, key,
                   "this must be an id: small letters a to z, digits and hyphens, at most 100");
}

static gboolean
check_oid(PsgComplaint *complaint, PsgEventKey key, const char *text)
{
    return !text || is_oid(text) ||
           complain(complaint, key, "this must be the 40 hexadecimal digits of an object of git");
}

static gboolean
check_id(PsgComplaint *complaint, PsgEventKey key, const char *text)
{
    return !text || psg_event_id_parse(text, NULL) ||
           complain(complaint, key,
                   "this must be the id of an event, as 20261123T141503Z-7fk2m9qx0c is one");
}

/* Texts of a list, in order of bytes, each once. */
static gboolean
check_list(PsgComplaint *complaint, PsgEventKey key, const char *const *texts, guint count,
        gboolean (*check)(PsgComplaint *, PsgEventKey, const char *))
{
    if (count > PSG_EVENT_LIST_LIMIT)
        return complain(complaint, key, "this list has %u entries; at most %d are read", count,
                PSG_EVENT_LIST_LIMIT);
    for (guint i = 0; i < count; i++) {
        if (!check(complaint, key, texts[i]))
            return FALSE;
        if (i > 0 && strcmp(texts[i - 1], texts[i]) >= 0)
            return complain(complaint, key,
                    "the entries must be in order and each once; \"%s\" follows \"%s\"", texts[i],
                    texts[i - 1]);
    }
    return TRUE;
}

static gboolean
check_tag(PsgComplaint *complaint, PsgEventKey key, const char *text)
{
    if (is_blank(text, strlen(text)) || strpbrk(text, "\r\n"))
        return complain(complaint, key, "a tag is some words in one line");
    return check_text(complaint, key, text, 100);
}

static gboolean
check_identity(const PsgEvent *event, PsgComplaint *complaint)
{
    gint64 at;
    if (!event->id || !psg_event_id_parse(event->id, &at))
        return check_id(complaint, PSG_KEY_ID, event->id ? event->id : "");
    if (at != event->at)
        return complain(complaint, PSG_KEY_AT, "the time is not that of the id, %.16s", event->id);
    if (!event->thread || !check_id(complaint, PSG_KEY_THREAD, event->thread))
        return event->thread ? FALSE : complain(complaint, PSG_KEY_THREAD, "the thread is missing");
    gboolean is_first = strcmp(event->id, event->thread) == 0;
    const char *name = psg_event_kind_get_name(event->kind);
    if (is_first && !psg_event_kind_begins(event->kind))
        return complain(complaint, PSG_KEY_THREAD,
                "an event \"%s\" begins no thread, so that its id cannot be the thread's", name);
    if (!is_first && psg_event_kind_begins(event->kind))
        return complain(complaint, PSG_KEY_THREAD,
                "an event \"%s\" begins a thread, which bears its id", name);
    if (is_first && event->after_count > 0)
        return complain(complaint, PSG_KEY_AFTER, "the first event of a thread is after no other");
    return TRUE;
}

static gboolean
check_links(const PsgEvent *event, PsgComplaint *complaint)
{
    if (!event->by || !check_name(complaint, PSG_KEY_BY, event->by))
        return event->by ? FALSE : complain(complaint, PSG_KEY_BY, "nobody is named");
    if (!check_name(complaint, PSG_KEY_GROUP, event->group) ||
            !check_list(complaint, PSG_KEY_AFTER, event->after, event->after_count, check_id) ||
            !check_id(complaint, PSG_KEY_TO, event->to) ||
            !check_oid(complaint, PSG_KEY_COMMIT, event->commit) ||
            !check_name(complaint, PSG_KEY_SESSION, event->session) ||
            !check_list(complaint, PSG_KEY_TAGS, event->tags, event->tag_count, check_tag) ||
            !check_text(complaint, PSG_KEY_SOURCE, event->source, 1000) ||
            !check_id(complaint, PSG_KEY_REDACTED, event->redacted) ||
            !check_text(complaint, PSG_KEY_REPLACE, event->replace, PSG_EVENT_HEAD_LIMIT))
        return FALSE;
    if (event->source && is_blank(event->source, strlen(event->source)))
        return complain(complaint, PSG_KEY_SOURCE, "this text is empty");
    for (guint i = 0; i < event->after_count; i++)
        if (strcmp(event->after[i], event->id) == 0)
            return complain(complaint, PSG_KEY_AFTER, "an event cannot be after itself");
    if (event->to && strcmp(event->to, event->id) == 0)
        return complain(complaint, PSG_KEY_TO, "an event cannot be about itself");
    return TRUE;
}

/* Keys that only some kinds have. */
static gboolean
check_use(const PsgEvent *event, PsgComplaint *complaint)
{
    guint kind = 1u << event->kind;
#define KIND(name) (1u << PSG_EVENT_##name)
    const struct {
        PsgEventKey key;
        gboolean is_there;
        guint allowed, required;
    } uses[] = {
            {PSG_KEY_TO, event->to != NULL, KIND(REPLY) | KIND(AGREE) | KIND(EDIT) | KIND(REDACT),
                    KIND(EDIT) | KIND(REDACT)},
            {PSG_KEY_KIND, event->remark != PSG_REMARK_NONE, KIND(COMMENT), 0},
            {PSG_KEY_OUTCOME, event->outcome != PSG_OUTCOME_NONE, KIND(ANSWER), KIND(ANSWER)},
            {PSG_KEY_COMMIT, event->commit != NULL, KIND(ANSWER) | KIND(RESOLVE), 0},
            {PSG_KEY_TAGS, event->tag_count > 0, KIND(COMMENT) | KIND(SUGGEST), 0},
            {PSG_KEY_ON, event->has_target, KIND(COMMENT) | KIND(SUGGEST) | KIND(SIGNOFF),
                    KIND(COMMENT) | KIND(SUGGEST) | KIND(SIGNOFF)},
            {PSG_KEY_REPLACE, event->replace != NULL, KIND(SUGGEST) | KIND(EDIT),
                    event->redacted ? 0 : KIND(SUGGEST)},
            {PSG_KEY_REDACTED, event->redacted != NULL, ~KIND(REDACT), 0},
    };
#undef KIND
    for (guint i = 0; i < G_N_ELEMENTS(uses); i++) {
        const char *key = psg_event_key_get_name(uses[i].key);
        const char *name = psg_event_kind_get_name(event->kind);
        if (uses[i].is_there && !(uses[i].allowed & kind))
            return complain(complaint, uses[i].key, "an event \"%s\" has no key \"%s\"", name, key);
        if (!uses[i].is_there && (uses[i].required & kind))
            return complain(complaint, PSG_KEY_EVENT, "an event \"%s\" must have the key \"%s\"",
                    name, key);
    }
    return TRUE;
}

/* Which parts of a target go together. */
static gboolean
check_target_parts(const PsgEvent *event, PsgComplaint *complaint)
{
    const PsgEventTarget *on = &event->on;
    if (!on->document && !on->path)
        return complain(complaint, PSG_KEY_ON, "this names neither a path nor a document");
    if (on->path && !on->commit)
        return complain(complaint, PSG_KEY_ON, "a path needs the commit at which it is meant");
    if (!on->path && (on->blob || on->has_range || on->heading))
        return complain(complaint, PSG_KEY_ON, "the path is missing that these are parts of");
    if (on->has_range && on->start > on->end)
        return complain(complaint, PSG_KEY_ON_END, "the range ends before it starts");
    if (on->end > G_MAXINT64)
        return complain(complaint, PSG_KEY_ON_END, "the range is longer than any file");
    if (!on->has_range && (on->exact || on->prefix || on->suffix))
        return complain(complaint, PSG_KEY_ON, "words are quoted without the range they stand in");
    if (on->has_range && !on->exact && !event->redacted)
        return complain(complaint, PSG_KEY_ON, "the words of the range (\"exact\") are missing");
    if (event->kind == PSG_EVENT_SUGGEST && !on->has_range)
        return complain(complaint, PSG_KEY_ON, "a suggestion is on a passage, with its range");
    if (event->kind == PSG_EVENT_SIGNOFF && (!on->document || !on->commit || on->path))
        return complain(complaint, PSG_KEY_ON, "a sign-off is of a document at a commit");
    return TRUE;
}

static gboolean
check_target(const PsgEvent *event, PsgComplaint *complaint)
{
    const PsgEventTarget *on = &event->on;
    const gsize limit = PSG_EVENT_HEAD_LIMIT;
    if (!event->has_target)
        return TRUE;
    if (on->path && !is_path(on->path))
        return complain(complaint, PSG_KEY_ON_PATH,
                "this must be a path from the root of the repository, with \"/\" and without "
                "\".\" and \"..\"");
    return check_name(complaint, PSG_KEY_ON_DOCUMENT, on->document) &&
           check_text(complaint, PSG_KEY_ON_PATH, on->path, limit) &&
           check_oid(complaint, PSG_KEY_ON_COMMIT, on->commit) &&
           check_oid(complaint, PSG_KEY_ON_BLOB, on->blob) &&
           check_text(complaint, PSG_KEY_ON_HEADING, on->heading, 1000) &&
           check_text(complaint, PSG_KEY_ON_EXACT, on->exact, limit) &&
           check_text(complaint, PSG_KEY_ON_PREFIX, on->prefix, limit) &&
           check_text(complaint, PSG_KEY_ON_SUFFIX, on->suffix, limit) &&
           check_target_parts(event, complaint);
}

static gboolean
check_body(const PsgEvent *event, PsgComplaint *complaint)
{
    gboolean needs_body = event->kind == PSG_EVENT_COMMENT || event->kind == PSG_EVENT_REPLY ||
                          event->kind == PSG_EVENT_ANSWER || event->kind == PSG_EVENT_REDACT ||
                          (event->kind == PSG_EVENT_EDIT && !event->replace);
    if (event->body_length > PSG_EVENT_BODY_LIMIT)
        return complain(complaint, PSG_KEY_BODY,
                "the text has %" G_GSIZE_FORMAT " bytes; at most %d are read", event->body_length,
                PSG_EVENT_BODY_LIMIT);
    if (psg_event_find_bad_character(event->body, event->body_length))
        return complain(complaint, PSG_KEY_BODY,
                "the text holds a control character or is not UTF-8; mend it");
    if (event->redacted && event->body_length > 0)
        return complain(complaint, PSG_KEY_BODY, "a redacted event has no text");
    if (needs_body && !event->redacted && is_blank(event->body, event->body_length))
        return complain(complaint, PSG_KEY_BODY, "%s",
                event->kind == PSG_EVENT_ANSWER   ? "an answer gives its reason; the text is empty"
                : event->kind == PSG_EVENT_REDACT ? "a redaction says why; the text is empty"
                                                  : "the text is empty");
    if (event->kind == PSG_EVENT_AGREE && event->body_length > 0)
        return complain(complaint, PSG_KEY_BODY, "an agreement has no text; a reply has");
    return TRUE;
}

gboolean
psg_event_check(const PsgEvent *event, PsgComplaint *complaint)
{
    return check_identity(event, complaint) && check_links(event, complaint) &&
           check_use(event, complaint) && check_target(event, complaint) &&
           check_body(event, complaint);
}

/* Forms of one event */

char *
psg_event_format_path(const PsgEvent *event)
{
    return g_strdup_printf(
            "threads/%.2s/%s/%s.md", event->thread + PSG_EVENT_ID_RANDOM, event->thread, event->id);
}

#define HIDDEN "redacted:"

char *
psg_event_hide_source(const char *source)
{
    if (g_str_has_prefix(source, HIDDEN))
        return g_strdup(source);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, source, -1);
    return g_strconcat(HIDDEN, digest, NULL);
}

PsgEvent *
psg_event_redact(const PsgEvent *event, const char *redaction, GError **error)
{
    PsgEvent bare = *event;
    g_autofree char *source = event->source ? psg_event_hide_source(event->source) : NULL;
    bare.redacted = redaction;
    bare.tag_count = 0;
    bare.replace = NULL;
    bare.source = source;
    bare.on.exact = bare.on.prefix = bare.on.suffix = NULL;
    bare.body = "";
    bare.body_length = 0;
    g_autoptr(GBytes) bytes = psg_event_write(&bare, error);
    g_autofree char *path = bytes ? psg_event_format_path(&bare) : NULL;
    return bytes ? psg_event_read(
                           g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), path, error)
                 : NULL;
}

int
psg_event_compare_forms(const PsgEvent *a, const PsgEvent *b)
{
    if ((a->redacted != NULL) != (b->redacted != NULL))
        return a->redacted ? -1 : 1;
    g_autoptr(GBytes) left = psg_event_write(a, NULL);
    g_autoptr(GBytes) right = psg_event_write(b, NULL);
    if (!left || !right)
        return (left == NULL) - (right == NULL);
    return g_bytes_compare(left, right);
}
