/* Files' contents with their parts and words, read when they are asked for. See worker.h.
 */
#include <string.h>

#include "git/history/worker.h"

void
psg_file_text_release(PsgFileText *text)
{
    if (!text || --text->references > 0)
        return;
    psg_object_clear(&text->object);
    for (guint i = 0; text->found && i <= text->parts->len; i++)
        g_free(text->found[i].sorted);
    g_free(text->found);
    g_array_unref(text->parts);
    g_clear_pointer(&text->words, g_array_unref);
    g_free(text->owned);
    g_free(text);
}

static PsgFileText *
new_text(PsgWorker *worker, const char *bytes, gsize length)
{
    PsgFileText *text = g_new0(PsgFileText, 1);
    text->references = 1;
    text->bytes = bytes;
    text->length = length;
    text->is_opaque = length > PSG_LARGE_FILE;
    text->parts = g_array_new(FALSE, FALSE, sizeof(PsgHistoryPart));
    const PsgHistoryReader *reader = worker->work->reader;
    if (!text->is_opaque && reader && reader->split)
        reader->split(bytes, length, text->parts);
    return text;
}

PsgFileText *
psg_worker_make_text(PsgWorker *worker, char *bytes, gsize length)
{
    PsgFileText *text = new_text(worker, bytes, length);
    text->owned = bytes;
    return text;
}

PsgFileText *
psg_worker_read_text(PsgWorker *worker, const git_oid *oid)
{
    PsgFileText *text = psg_recent_find(&worker->texts, oid);
    if (text) {
        text->references++;
        return text;
    }
    PsgObject object;
    if (!psg_worker_read_object(worker, oid, GIT_OBJECT_BLOB, &object)) {
        g_atomic_int_set(&worker->work->has_unread, 1);
        return NULL;
    }
    text = new_text(worker, object.bytes, object.length);
    git_oid_cpy(&text->oid, oid);
    text->object = object;
    if (!text->is_opaque) {
        text->references++;
        psg_recent_add(&worker->texts, text, text->length + 500);
    }
    return text;
}

gboolean
psg_file_text_has_equal_bytes(
        const PsgFileText *a, guint a_part, const PsgFileText *b, guint b_part)
{
    const PsgHistoryPart *x = &g_array_index(a->parts, PsgHistoryPart, a_part);
    const PsgHistoryPart *y = &g_array_index(b->parts, PsgHistoryPart, b_part);
    return x->end - x->start == y->end - y->start &&
           memcmp(a->bytes + x->start, b->bytes + y->start, x->end - x->start) == 0;
}

/* Without a reader a line is a word. */
static void
read_lines(const char *bytes, gsize length, GArray *words)
{
    const char *end = bytes + length;
    while (bytes < end) {
        const char *stop = memchr(bytes, '\n', (gsize)(end - bytes));
        if (!stop)
            stop = end;
        guint64 hash = 14695981039346656037u;
        for (; bytes < stop; bytes++)
            hash = (hash ^ (guchar)*bytes) * 1099511628211u;
        g_array_append_val(words, hash);
        bytes = stop + (stop < end);
    }
}

static guint64
mix(guint64 hash, guint64 word)
{
    hash = (hash ^ word) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return hash ^ hash >> 31;
}

static PsgPartWords *
get_found(PsgFileText *text, guint part)
{
    if (!text->found) {
        text->found = g_new0(PsgPartWords, (gsize)text->parts->len + 1);
        text->words = g_array_new(FALSE, FALSE, sizeof(guint64));
    }
    return &text->found[part];
}

static void
find_range(const PsgFileText *text, guint part, gsize *start, gsize *length)
{
    *start = 0;
    *length = text->length;
    if (part == text->parts->len)
        return;
    const PsgHistoryPart *item = &g_array_index(text->parts, PsgHistoryPart, part);
    *start = item->start;
    *length = item->end - item->start;
}

/* Returns one number for all words that were appended. */
static guint64
append_words(const PsgWorker *worker, const char *bytes, gsize length, GArray *words)
{
    const PsgHistoryReader *reader = worker->work->reader;
    guint first = words->len;
    if (reader && reader->read_words)
        reader->read_words(bytes, length, words);
    else
        read_lines(bytes, length, words);
    guint64 hash = 0;
    for (guint i = first; i < words->len; i++)
        hash = mix(hash, g_array_index(words, guint64, i));
    return hash;
}

const PsgPartWords *
psg_worker_read_words(PsgWorker *worker, PsgFileText *text, guint part)
{
    PsgPartWords *found = get_found(text, part);
    if (found->is_read)
        return found;
    gsize start, length;
    find_range(text, part, &start, &length);
    found->is_read = TRUE;
    found->first = text->words->len;
    found->hash = append_words(worker, text->bytes + start, length, text->words);
    found->count = text->words->len - found->first;
    return found;
}

const guint64 *
psg_worker_read_beginning(PsgWorker *worker, PsgFileText *text, guint part)
{
    PsgPartWords *found = get_found(text, part);
    if (found->has_beginning)
        return &found->beginning;
    gsize start, length;
    find_range(text, part, &start, &length);
    const char *from = text->bytes + start, *end = from + length, *stop = from;
    guint first = text->words->len;
    /* Twice as much each time, so that nothing is read often. */
    for (gsize tried = 1; text->words->len == first && stop < end; tried *= 2) {
        stop = tried < length ? memchr(from + tried, '\n', length - tried) : NULL;
        stop = stop ? stop + 1 : end;
        append_words(worker, from, (gsize)(stop - from), text->words);
    }
    found->beginning = text->words->len > first ? g_array_index(text->words, guint64, first) : 0;
    g_array_set_size(text->words, first);
    found->has_beginning = TRUE;
    return &found->beginning;
}

gboolean
psg_worker_has_equal_words(
        PsgWorker *worker, PsgFileText *a, guint a_part, PsgFileText *b, guint b_part)
{
    if (psg_file_text_has_equal_bytes(a, a_part, b, b_part))
        return TRUE;
    const PsgHistoryReader *reader = worker->work->reader;
    if (reader && reader->has_equal_words &&
            !(get_found(a, a_part)->is_read && get_found(b, b_part)->is_read)) {
        gsize a_start, a_length, b_start, b_length;
        find_range(a, a_part, &a_start, &a_length);
        find_range(b, b_part, &b_start, &b_length);
        return *psg_worker_read_beginning(worker, a, a_part) ==
                       *psg_worker_read_beginning(worker, b, b_part) &&
               reader->has_equal_words(a->bytes + a_start, a_length, b->bytes + b_start, b_length);
    }
    const PsgPartWords *x = psg_worker_read_words(worker, a, a_part);
    const PsgPartWords *y = psg_worker_read_words(worker, b, b_part);
    return x->hash == y->hash && x->count == y->count;
}

static int
compare_words(const void *a, const void *b)
{
    guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;
    return (x > y) - (x < y);
}

/* Many words are equal, and most buckets hold one word only. */
static void
sort_bucket(guint64 *words, guint count)
{
    guint at = 1;
    while (at < count && words[at - 1] <= words[at])
        at++;
    if (at >= count)
        return;
    if (count > 24) {
        qsort(words, count, sizeof(guint64), compare_words);
        return;
    }
    for (; at < count; at++) {
        guint64 word = words[at];
        guint place = at;
        for (; place > 0 && words[place - 1] > word; place--)
            words[place] = words[place - 1];
        words[place] = word;
    }
}

/* Sorted in any order that is the same for all texts: the words are hashes, so that their upper
 * bits say nearly where each belongs; what is no hash is made one first. */
static void
fill_sorted(guint64 *sorted, const guint64 *words, guint count)
{
    enum { BITS = 10, BUCKETS = 1 << BITS };
    guint ends[BUCKETS] = {0};
    const guint64 factor = G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    for (guint i = 0; i < count; i++)
        ends[(words[i] * factor) >> (64 - BITS)]++;
    guint used[BUCKETS];
    for (guint b = 0, sum = 0; b < BUCKETS; b++) {
        used[b] = sum;
        sum += ends[b];
        ends[b] = sum;
    }
    for (guint i = 0; i < count; i++) {
        guint64 word = words[i] * factor;
        sorted[used[word >> (64 - BITS)]++] = word;
    }
    for (guint b = 0, start = 0; b < BUCKETS; start = ends[b++])
        if (ends[b] - start > 1)
            sort_bucket(sorted + start, ends[b] - start);
}

static const guint64 *
sort_words(PsgFileText *text, guint part)
{
    PsgPartWords *found = &text->found[part];
    if (found->sorted)
        return found->sorted;
    const guint64 *words = (guint64 *)(void *)text->words->data + found->first;
    found->sorted = g_new(guint64, (gsize)found->count + 1);
    if (found->count >= 256) {
        fill_sorted(found->sorted, words, found->count);
    } else {
        const guint64 factor = G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
        for (guint i = 0; i < found->count; i++)
            found->sorted[i] = words[i] * factor;
        qsort(found->sorted, found->count, sizeof(guint64), compare_words);
    }
    return found->sorted;
}

guint
psg_worker_measure_likeness(PsgWorker *worker, PsgFileText *old_text, guint old_part,
        PsgFileText *new_text, guint new_part)
{
    guint old_count = psg_worker_read_words(worker, old_text, old_part)->count;
    guint new_count = psg_worker_read_words(worker, new_text, new_part)->count;
    /* Half of the words can only be the same where neither has three times the other's. */
    if (old_count == 0 || new_count == 0 || old_count / 3 > new_count || new_count / 3 > old_count)
        return 0;
    const guint64 *a = sort_words(old_text, old_part), *b = sort_words(new_text, new_part);
    guint64 common = 0;
    for (guint i = 0, j = 0; i < old_count && j < new_count;) {
        if (a[i] == b[j])
            common++;
        guint64 word = a[i];
        i += word <= b[j];
        j += b[j] <= word;
    }
    return (guint)(common * 200 / ((guint64)old_count + new_count));
}
