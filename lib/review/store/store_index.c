/* The index: all events of the branch at one commit without their bodies, as arrays in one file, so
 * that a list of all comments need not open a hundred thousand objects. The file may be cut off,
 * damaged, or made by somebody who means ill, so nothing in it is believed before it was checked.
 * See store_internal.h. */
#include <string.h>

#include "base/kept.h"
#include "review/store/store_internal.h"

/* A new number whenever events are read another way or kept in another form. */
#define FORMAT 0x01020001

typedef struct {
    PsgKeptHead kept;
    char tip[44]; /* 40 digits, the rest 0 */
    guint32 events, targets, items, problems, problem_count, texts, unused;
} Head;

/* Texts are given by where they begin; 0 for none (the first text is ""). */
typedef struct {
    guint32 id, thread, by, group, to, commit, session, replace, source, redacted;
    guint32 after, after_count, tags, tag_count; /* among the items */
    guint32 target;                              /* its number from 1; 0 for none */
    guint8 kind, remark, outcome, unused;
    gint64 at;
    git_oid blob;
    guint32 unused_end;
} Record;

typedef struct {
    guint32 document, path, commit, blob, exact, prefix, suffix, heading;
    guint64 start, end;
    guint32 has_range, unused;
} Target;

typedef struct {
    guint32 folder, path, message, is_event;
} Problem;

G_STATIC_ASSERT(sizeof(Head) % 8 == 0 && sizeof(Record) % 8 == 0 && sizeof(Target) % 8 == 0);
G_STATIC_ASSERT(sizeof(Problem) % 8 == 0 && sizeof(git_oid) == GIT_OID_RAWSZ);

static const char magic[8] = "psgcomm";

/* Lists of ids from this length on share their texts. */
#define COMMON_FROM 8

/* --- Writing --- */

struct PsgIndexWriter {
    GArray *records, *targets, *items, *problems;
    GByteArray *texts;
    GHashTable *known;   /* texts that come often -> where they begin */
    guint32 last_thread; /* the thread's text of the last event */
};

PsgIndexWriter *
psg_index_writer_new(void)
{
    PsgIndexWriter *writer = g_new0(PsgIndexWriter, 1);
    writer->records = g_array_new(FALSE, TRUE, sizeof(Record));
    writer->targets = g_array_new(FALSE, TRUE, sizeof(Target));
    writer->items = g_array_new(FALSE, FALSE, sizeof(guint32));
    writer->problems = g_array_new(FALSE, TRUE, sizeof(Problem));
    writer->texts = g_byte_array_new();
    g_byte_array_append(writer->texts, (const guint8 *)"", 1);
    writer->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return writer;
}

void
psg_index_writer_free(PsgIndexWriter *writer)
{
    if (!writer)
        return;
    g_array_unref(writer->records);
    g_array_unref(writer->targets);
    g_array_unref(writer->items);
    g_array_unref(writer->problems);
    g_byte_array_unref(writer->texts);
    g_hash_table_unref(writer->known);
    g_free(writer);
}

static guint32
add_text(PsgIndexWriter *writer, const char *text)
{
    guint32 start = writer->texts->len;
    if (!text)
        return 0;
    g_byte_array_append(writer->texts, (const guint8 *)text, (guint)strlen(text) + 1);
    return start;
}

/* For texts that many events share. */
static guint32
add_common(PsgIndexWriter *writer, const char *text)
{
    gpointer start;
    if (!text)
        return 0;
    if (g_hash_table_lookup_extended(writer->known, text, NULL, &start))
        return GPOINTER_TO_UINT(start);
    start = GUINT_TO_POINTER(add_text(writer, text));
    g_hash_table_insert(writer->known, g_strdup(text), start);
    return GPOINTER_TO_UINT(start);
}

static guint32
add_items(PsgIndexWriter *writer, const char *const *texts, guint count,
        guint32 (*add)(PsgIndexWriter *, const char *))
{
    guint32 first = writer->items->len;
    for (guint i = 0; i < count; i++) {
        guint32 start = add(writer, texts[i]);
        g_array_append_val(writer->items, start);
    }
    return first;
}

static guint32
add_target(PsgIndexWriter *writer, const PsgEventTarget *on)
{
    Target target = {.document = add_common(writer, on->document),
            .path = add_common(writer, on->path),
            .commit = add_common(writer, on->commit),
            .blob = add_common(writer, on->blob),
            .exact = add_text(writer, on->exact),
            .prefix = add_text(writer, on->prefix),
            .suffix = add_text(writer, on->suffix),
            .heading = add_common(writer, on->heading),
            .start = on->start,
            .end = on->end,
            .has_range = on->has_range};
    g_array_append_val(writer->targets, target);
    return writer->targets->len;
}

static guint32
add_thread(PsgIndexWriter *writer, const char *thread)
{
    const char *last = (const char *)writer->texts->data + writer->last_thread;
    if (strcmp(last, thread) != 0)
        writer->last_thread = add_text(writer, thread);
    return writer->last_thread;
}

void
psg_index_writer_add(PsgIndexWriter *writer, const PsgEvent *event, const git_oid *blob)
{
    Record record = {.thread = add_thread(writer, event->thread),
            .by = add_common(writer, event->by),
            .group = add_common(writer, event->group),
            .to = add_text(writer, event->to),
            .commit = add_common(writer, event->commit),
            .session = add_common(writer, event->session),
            .replace = add_text(writer, event->replace),
            .source = add_text(writer, event->source),
            .redacted = add_text(writer, event->redacted),
            .after_count = event->after_count,
            .tag_count = event->tag_count,
            .kind = (guint8)event->kind,
            .remark = (guint8)event->remark,
            .outcome = (guint8)event->outcome,
            .at = event->at};
    gboolean is_first = strcmp(event->id, event->thread) == 0;
    record.id = is_first ? record.thread : add_text(writer, event->id);
    /* A few, as a rule, and of no other event; of many each may be named by many. */
    record.after = add_items(writer, event->after, event->after_count,
            event->after_count > COMMON_FROM ? add_common : add_text);
    record.tags = add_items(writer, event->tags, event->tag_count, add_common);
    record.target = event->has_target ? add_target(writer, &event->on) : 0;
    git_oid_cpy(&record.blob, blob);
    g_array_append_val(writer->records, record);
}

static void
add_problems(PsgIndexWriter *writer, const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const PsgStoreProblem *known = g_ptr_array_index(problems, i);
        Problem problem = {.folder = add_common(writer, known->folder),
                .path = add_text(writer, known->path),
                .message = add_text(writer, known->message),
                .is_event = (guint32)known->is_event};
        g_array_append_val(writer->problems, problem);
    }
}

GBytes *
psg_index_writer_finish(
        PsgIndexWriter *writer, const git_oid *tip, const GPtrArray *problems, guint problem_count)
{
    add_problems(writer, problems);
    Head head = {.kept.format = FORMAT,
            .events = writer->records->len,
            .targets = writer->targets->len,
            .items = writer->items->len,
            .problems = writer->problems->len,
            .problem_count = problem_count,
            .texts = writer->texts->len};
    memcpy(head.kept.magic, magic, sizeof magic);
    git_oid_fmt(head.tip, tip);
    gsize size = sizeof head + writer->records->len * sizeof(Record) +
                 writer->targets->len * sizeof(Target) + writer->texts->len;
    GByteArray *out = g_byte_array_sized_new((guint)size + 1024);
    psg_kept_append(out, &head, sizeof head);
    psg_kept_append_array(out, writer->records);
    psg_kept_append_array(out, writer->targets);
    psg_kept_append_array(out, writer->items);
    psg_kept_append_array(out, writer->problems);
    psg_kept_append(out, writer->texts->data, writer->texts->len);
    psg_kept_finish(out);
    return g_byte_array_free_to_bytes(out);
}

/* --- Reading --- */

typedef struct {
    Head head;
    const Record *records;
    const Target *targets;
    const guint32 *items;
    const Problem *problems;
    const char *texts;
} Input;

static gboolean
take_all(Input *input, GBytes *bytes)
{
    PsgKeptInput kept;
    Head *head = &input->head;
    kept.at = g_bytes_get_data(bytes, &kept.left);
    if (!psg_kept_take_head(&kept, magic, FORMAT, head, sizeof *head) || head->tip[40] != '\0' ||
            strspn(head->tip, "0123456789abcdef") != 40)
        return FALSE;
    return (input->records = psg_kept_take(&kept, sizeof(Record), head->events)) &&
           (input->targets = psg_kept_take(&kept, sizeof(Target), head->targets)) &&
           (input->items = psg_kept_take(&kept, sizeof(guint32), head->items)) &&
           (input->problems = psg_kept_take(&kept, sizeof(Problem), head->problems)) &&
           (input->texts = psg_kept_take(&kept, 1, head->texts)) && kept.left == 0 &&
           head->texts > 0 && input->texts[0] == '\0' && input->texts[head->texts - 1] == '\0';
}

/* The text that begins there; NULL for none. All end, since the last does. */
static gboolean
get_text(const Input *input, guint32 start, const char **text)
{
    *text = start == 0 ? NULL : input->texts + start;
    return start < input->head.texts;
}

/* An id has its length, whatever else it is. */
static gboolean
get_id(const Input *input, guint32 start, gboolean is_needed, const char **id)
{
    if (!get_text(input, start, id))
        return FALSE;
    if (!*id)
        return !is_needed;
    return input->head.texts - start > PSG_EVENT_ID_LENGTH &&
           strnlen(*id, PSG_EVENT_ID_LENGTH + 1) == PSG_EVENT_ID_LENGTH;
}

static gboolean
get_target(const Input *input, guint32 number, PsgEventTarget *on)
{
    if (number > input->head.targets)
        return FALSE;
    const Target *target = &input->targets[number - 1];
    on->has_range = target->has_range != 0;
    on->start = target->start;
    on->end = target->end;
    return get_text(input, target->document, &on->document) &&
           get_text(input, target->path, &on->path) &&
           get_text(input, target->commit, &on->commit) &&
           get_text(input, target->blob, &on->blob) && get_text(input, target->exact, &on->exact) &&
           get_text(input, target->prefix, &on->prefix) &&
           get_text(input, target->suffix, &on->suffix) &&
           get_text(input, target->heading, &on->heading);
}

static gboolean
get_lists(const Input *input, const Record *record, const char *const *items, PsgEvent *event)
{
    guint32 all = input->head.items;
    if (record->after > all || record->after_count > all - record->after || record->tags > all ||
            record->tag_count > all - record->tags)
        return FALSE;
    event->after_count = record->after_count;
    event->after = record->after_count ? items + record->after : NULL;
    event->tag_count = record->tag_count;
    event->tags = record->tag_count ? items + record->tags : NULL;
    return TRUE;
}

static gboolean
get_event(const Input *input, const Record *record, const char *const *items, PsgEvent *event)
{
    event->kind = record->kind;
    event->remark = record->remark;
    event->outcome = record->outcome;
    event->at = record->at;
    event->has_target = record->target != 0;
    event->body = "";
    return record->kind < PSG_EVENT_KINDS && record->remark < PSG_REMARKS &&
           record->outcome < PSG_OUTCOMES && record->by != 0 &&
           get_id(input, record->id, TRUE, &event->id) &&
           get_id(input, record->thread, TRUE, &event->thread) &&
           get_text(input, record->by, &event->by) &&
           get_text(input, record->group, &event->group) &&
           get_id(input, record->to, FALSE, &event->to) &&
           get_text(input, record->commit, &event->commit) &&
           get_text(input, record->session, &event->session) &&
           get_text(input, record->replace, &event->replace) &&
           get_text(input, record->source, &event->source) &&
           get_id(input, record->redacted, FALSE, &event->redacted) &&
           get_lists(input, record, items, event) &&
           (!event->has_target || get_target(input, record->target, &event->on));
}

static gboolean
get_problems(const Input *input, PsgEventList *list)
{
    list->problem_count = input->head.problem_count;
    list->problems = g_ptr_array_new_with_free_func((GDestroyNotify)psg_store_problem_free);
    for (guint32 i = 0; i < input->head.problems; i++) {
        const Problem *known = &input->problems[i];
        const char *folder, *path, *message;
        if (!get_text(input, known->folder, &folder) || !get_text(input, known->path, &path) ||
                !get_text(input, known->message, &message) || !folder || !path || !message)
            return FALSE;
        PsgStoreProblem *problem = g_new(PsgStoreProblem, 1);
        *problem = (PsgStoreProblem){
                g_strdup(folder), g_strdup(path), g_strdup(message), known->is_event != 0};
        g_ptr_array_add(list->problems, problem);
    }
    return TRUE;
}

static gboolean
get_all(const Input *input, PsgEventList *list)
{
    const PsgEvent *last = NULL;
    memcpy(list->tip, input->head.tip, sizeof list->tip);
    list->items = g_new(const char *, input->head.items + 1);
    for (guint32 i = 0; i < input->head.items; i++)
        if (!get_text(input, input->items[i], &list->items[i]) || !list->items[i])
            return FALSE;
    list->count = input->head.events;
    list->events = g_new0(PsgEvent, list->count);
    list->blobs = g_new(git_oid, list->count);
    for (guint i = 0; i < list->count; i++) {
        PsgEvent *event = &list->events[i];
        if (!get_event(input, &input->records[i], list->items, event) ||
                (last && psg_store_compare_place(
                                 last->thread, last->id, event->thread, event->id) >= 0))
            return FALSE;
        git_oid_cpy(&list->blobs[i], &input->records[i].blob);
        last = event;
    }
    return get_problems(input, list);
}

PsgEventList *
psg_index_read(GBytes *bytes)
{
    Input input;
    if (!take_all(&input, bytes))
        return NULL;
    g_autoptr(PsgEventList) list = g_new0(PsgEventList, 1);
    list->bytes = g_bytes_ref(bytes);
    return get_all(&input, list) ? g_steal_pointer(&list) : NULL;
}
