/* Which parts of changed files changed in words, which only moved, and which are new. See
 * worker.h. */
#include <string.h>

#include "git/history/worker.h"

/* Hundredths of psg_worker_measure_likeness(): of neighbours in a file, and between files. */
#define LIKE_NEIGHBOURS 50
#define LIKE_MOVED 60
/* A part of fewer words may be like another by chance. */
#define MOVED_WORDS 8
#define NEIGHBOUR_LIMIT 16
#define EFFORT_LIMIT 20000

/* A file before and after. */
typedef struct {
    const PsgFileChange *change;
    PsgFileText *old_text, *new_text;
    gboolean has_substance;
    GArray *found; /* PsgFoundPart */
} Pair;

/* A part without a counterpart in its own file. */
typedef struct {
    guint pair, part;
    gboolean is_taken;
} Loose;

typedef struct {
    PsgWorker *worker;
    GArray *pairs;     /* Pair */
    GArray *old_loose; /* Loose */
    GArray *new_loose;
} Matching;

static const PsgHistoryPart *
get_part(const PsgFileText *text, guint part)
{
    return &g_array_index(text->parts, PsgHistoryPart, part);
}

static Pair *
get_pair(const Matching *matching, guint index)
{
    return &g_array_index(matching->pairs, Pair, index);
}

static void
add_found(Pair *pair, guint64 key, guint64 old_key, const char *old_path, guint32 flags)
{
    PsgFoundPart found = {.key = key, .old_key = old_key, .old_path = old_path, .flags = flags};
    g_array_append_val(pair->found, found);
}

gsize
psg_measure_common_start(const char *a, const char *b, gsize length)
{
    gsize at = 0;
    for (; at + 64 <= length && memcmp(a + at, b + at, 64) == 0; at += 64)
        ;
    while (at < length && a[at] == b[at])
        at++;
    return at;
}

gsize
psg_measure_common_end(const char *a_end, const char *b_end, gsize length)
{
    gsize at = 0;
    for (; at + 64 <= length && memcmp(a_end - at - 64, b_end - at - 64, 64) == 0; at += 64)
        ;
    while (at < length && a_end[-(gssize)at - 1] == b_end[-(gssize)at - 1])
        at++;
    return at;
}

/* The parts between what is equal at both ends. */
typedef struct {
    guint old_start, old_end, new_start, new_end; /* indices of parts */
    guint *sources; /* for each new one: index of the old part + 1; 0 none */
    gboolean *are_old_taken;
} Middle;

static void
find_middle(Pair *pair, Middle *middle)
{
    const PsgFileText *old_text = pair->old_text, *new_text = pair->new_text;
    gsize shorter = MIN(old_text->length, new_text->length);
    gsize start = psg_measure_common_start(old_text->bytes, new_text->bytes, shorter);
    guint i = 0;
    for (; i < MIN(old_text->parts->len, new_text->parts->len); i++) {
        const PsgHistoryPart *a = get_part(old_text, i), *b = get_part(new_text, i);
        if (a->start != b->start || a->end != b->end || a->end > start || a->key != b->key)
            break;
    }
    gsize end = psg_measure_common_end(
            old_text->bytes + old_text->length, new_text->bytes + new_text->length, shorter);
    guint old_end = old_text->parts->len, new_end = new_text->parts->len;
    for (; old_end > i && new_end > i; old_end--, new_end--) {
        const PsgHistoryPart *a = get_part(old_text, old_end - 1);
        const PsgHistoryPart *b = get_part(new_text, new_end - 1);
        if (old_text->length - a->start != new_text->length - b->start ||
                old_text->length - a->start > end)
            break;
        if (a->key != b->key)
            add_found(pair, b->key, a->key, NULL, 0);
    }
    *middle = (Middle){.old_start = i, .old_end = old_end, .new_start = i, .new_end = new_end};
}

static void
match(Middle *middle, guint old_part, guint new_part)
{
    middle->sources[new_part - middle->new_start] = old_part + 1;
    middle->are_old_taken[old_part - middle->old_start] = TRUE;
}

static gboolean
is_matched(const Middle *middle, guint new_part)
{
    return middle->sources[new_part - middle->new_start] > 0;
}

static gboolean
has_equal_words(PsgWorker *worker, const Pair *pair, guint old_part, guint new_part)
{
    return psg_worker_has_equal_words(worker, pair->old_text, old_part, pair->new_text, new_part);
}

static gboolean
is_old_taken(const Middle *middle, guint old_part)
{
    return middle->are_old_taken[old_part - middle->old_start];
}

/* Beginnings (guint64) of a text's parts that have no counterpart yet -> index + 1; G_MAXUINT where
 * several begin so. */
#define SEVERAL G_MAXUINT

static void
note_beginning(GHashTable *beginnings, const guint64 *beginning, guint part)
{
    guint before = GPOINTER_TO_UINT(g_hash_table_lookup(beginnings, beginning));
    g_hash_table_insert(
            beginnings, (gpointer)beginning, GUINT_TO_POINTER(before ? SEVERAL : part + 1));
}

/* FALSE when no part of the other text can have the same words: none begins so, or only the one
 * under the same key, which was compared. */
static gboolean
may_have_equal(PsgWorker *worker, PsgFileText *text, guint part, GHashTable *own,
        const PsgFileText *other_text, GHashTable *others)
{
    const guint64 *beginning = psg_worker_read_beginning(worker, text, part);
    guint other = GPOINTER_TO_UINT(g_hash_table_lookup(others, beginning));
    if (other == 0)
        return FALSE;
    return other == SEVERAL || GPOINTER_TO_UINT(g_hash_table_lookup(own, beginning)) == SEVERAL ||
           get_part(text, part)->key != get_part(other_text, other - 1)->key;
}

/* Equal words under another key. */
static void
match_renamed(PsgWorker *worker, Pair *pair, Middle *middle)
{
    PsgFileText *old_text = pair->old_text, *new_text = pair->new_text;
    g_autoptr(GHashTable) olds = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GHashTable) news = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GHashTable) by_words = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = middle->old_start; i < middle->old_end; i++)
        if (!is_old_taken(middle, i))
            note_beginning(olds, psg_worker_read_beginning(worker, old_text, i), i);
    for (guint j = middle->new_start; j < middle->new_end; j++)
        if (!is_matched(middle, j))
            note_beginning(news, psg_worker_read_beginning(worker, new_text, j), j);
    for (guint i = middle->old_end; i-- > middle->old_start;) {
        if (is_old_taken(middle, i) || !may_have_equal(worker, old_text, i, olds, new_text, news))
            continue;
        const PsgPartWords *words = psg_worker_read_words(worker, old_text, i);
        g_hash_table_insert(by_words, (gpointer)&words->hash, GUINT_TO_POINTER(i + 1));
    }
    for (guint j = middle->new_start; j < middle->new_end && g_hash_table_size(by_words); j++) {
        if (is_matched(middle, j) || !may_have_equal(worker, new_text, j, news, old_text, olds))
            continue;
        const PsgPartWords *words = psg_worker_read_words(worker, new_text, j);
        guint i = GPOINTER_TO_UINT(g_hash_table_lookup(by_words, &words->hash));
        if (i == 0 || is_old_taken(middle, i - 1) || !has_equal_words(worker, pair, i - 1, j))
            continue;
        match(middle, i - 1, j);
        add_found(pair, get_part(new_text, j)->key, get_part(old_text, i - 1)->key, NULL, 0);
    }
}

/* Equal key and equal words; then, where only the words are equal, another key. */
static void
match_equal(PsgWorker *worker, Pair *pair, Middle *middle, GHashTable *by_key)
{
    guint left = 0;
    for (guint j = middle->new_start; j < middle->new_end; j++) {
        guint i = GPOINTER_TO_UINT(g_hash_table_lookup(by_key, &get_part(pair->new_text, j)->key));
        if (i > 0 && has_equal_words(worker, pair, i - 1, j))
            match(middle, i - 1, j);
        else
            left++;
    }
    if (left > 0)
        match_renamed(worker, pair, middle);
}

static void
match_touched(Pair *pair, Middle *middle, guint old_part, guint new_part)
{
    match(middle, old_part, new_part);
    add_found(pair, get_part(pair->new_text, new_part)->key,
            get_part(pair->old_text, old_part)->key, NULL, PSG_FACTS_TOUCHED);
    pair->has_substance = TRUE;
}

static void
match_keys(Pair *pair, Middle *middle, GHashTable *by_key)
{
    for (guint j = middle->new_start; j < middle->new_end; j++) {
        guint i = GPOINTER_TO_UINT(g_hash_table_lookup(by_key, &get_part(pair->new_text, j)->key));
        if (i > 0 && !is_matched(middle, j) && !middle->are_old_taken[i - 1 - middle->old_start])
            match_touched(pair, middle, i - 1, j);
    }
}

/* Parts that stand between the same neighbours: a new heading over much the same text. */
static void
match_neighbours(PsgWorker *worker, Pair *pair, Middle *middle)
{
    guint after = middle->old_start; /* the old parts before this one are behind us */
    for (guint j = middle->new_start; j < middle->new_end; j++) {
        guint source = middle->sources[j - middle->new_start];
        if (source > 0) {
            after = MAX(after, source);
            continue;
        }
        guint best = 0, best_likeness = LIKE_NEIGHBOURS - 1;
        for (guint i = after, tried = 0; i < middle->old_end && tried < NEIGHBOUR_LIMIT; i++) {
            if (middle->are_old_taken[i - middle->old_start])
                break;
            tried++;
            guint likeness =
                    psg_worker_measure_likeness(worker, pair->old_text, i, pair->new_text, j);
            if (likeness > best_likeness) {
                best = i + 1;
                best_likeness = likeness;
            }
        }
        if (best == 0)
            continue;
        match_touched(pair, middle, best - 1, j);
        after = best;
    }
}

static void
note_loose(GArray *list, guint pair, guint part)
{
    Loose loose = {.pair = pair, .part = part};
    g_array_append_val(list, loose);
}

/* What has no counterpart, and whether the order changed. */
static void
finish_pair(Matching *matching, guint index, const Middle *middle)
{
    Pair *pair = get_pair(matching, index);
    gboolean is_copy = pair->change->flags & PSG_FACTS_COPIED;
    guint last = 0;
    for (guint j = middle->new_start; j < middle->new_end; j++) {
        guint source = middle->sources[j - middle->new_start];
        if (source == 0)
            note_loose(matching->new_loose, index, j);
        if (source == 0 || source < last)
            pair->has_substance = TRUE;
        last = MAX(last, source);
    }
    for (guint i = middle->old_start; i < middle->old_end; i++) {
        if (middle->are_old_taken[i - middle->old_start])
            continue;
        pair->has_substance = TRUE;
        if (!is_copy)
            note_loose(matching->old_loose, index, i);
    }
}

static void
match_pair(Matching *matching, guint index)
{
    Pair *pair = get_pair(matching, index);
    Middle middle;
    find_middle(pair, &middle);
    guint old_count = middle.old_end - middle.old_start;
    guint new_count = middle.new_end - middle.new_start;
    g_autofree guint *sources = g_new0(guint, (gsize)new_count + 1);
    g_autofree gboolean *are_old_taken = g_new0(gboolean, (gsize)old_count + 1);
    middle.sources = sources;
    middle.are_old_taken = are_old_taken;
    if (old_count > 0 && new_count > 0) {
        g_autoptr(GHashTable) by_key = g_hash_table_new(g_int64_hash, g_int64_equal);
        for (guint i = middle.old_start; i < middle.old_end; i++)
            g_hash_table_insert(
                    by_key, (gpointer)&get_part(pair->old_text, i)->key, GUINT_TO_POINTER(i + 1));
        match_equal(matching->worker, pair, &middle, by_key);
        match_keys(pair, &middle, by_key);
        match_neighbours(matching->worker, pair, &middle);
    }
    finish_pair(matching, index, &middle);
}

/* --- Between files --- */

static void
match_moved(Matching *matching, Loose *old_loose, Loose *new_loose, guint32 flags)
{
    const Pair *from = get_pair(matching, old_loose->pair);
    Pair *to = get_pair(matching, new_loose->pair);
    old_loose->is_taken = new_loose->is_taken = TRUE;
    add_found(to, get_part(to->new_text, new_loose->part)->key,
            get_part(from->old_text, old_loose->part)->key, from->change->old_path, flags);
}

static guint
count_loose_words(Matching *matching, const Loose *loose, gboolean is_new)
{
    const Pair *pair = get_pair(matching, loose->pair);
    PsgFileText *text = is_new ? pair->new_text : pair->old_text;
    return psg_worker_read_words(matching->worker, text, loose->part)->count;
}

static void
match_equal_loose(Matching *matching)
{
    g_autoptr(GHashTable) by_words = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = matching->old_loose->len; i-- > 0;) {
        Loose *loose = &g_array_index(matching->old_loose, Loose, i);
        PsgFileText *text = get_pair(matching, loose->pair)->old_text;
        const PsgPartWords *words = psg_worker_read_words(matching->worker, text, loose->part);
        if (words->count >= MOVED_WORDS)
            g_hash_table_insert(by_words, (gpointer)&words->hash, loose);
    }
    for (guint j = 0; j < matching->new_loose->len; j++) {
        Loose *loose = &g_array_index(matching->new_loose, Loose, j);
        PsgFileText *text = get_pair(matching, loose->pair)->new_text;
        const PsgPartWords *words = psg_worker_read_words(matching->worker, text, loose->part);
        Loose *old = g_hash_table_lookup(by_words, &words->hash);
        if (old && !old->is_taken)
            match_moved(matching, old, loose, 0);
    }
}

static void
match_similar_loose(Matching *matching)
{
    guint effort = 0;
    for (guint j = 0; j < matching->new_loose->len; j++) {
        Loose *loose = &g_array_index(matching->new_loose, Loose, j);
        if (loose->is_taken || count_loose_words(matching, loose, TRUE) < MOVED_WORDS)
            continue;
        Loose *best = NULL;
        guint best_likeness = LIKE_MOVED - 1;
        for (guint i = 0; i < matching->old_loose->len && effort < EFFORT_LIMIT; i++, effort++) {
            Loose *old = &g_array_index(matching->old_loose, Loose, i);
            if (old->is_taken || count_loose_words(matching, old, FALSE) < MOVED_WORDS)
                continue;
            guint likeness = psg_worker_measure_likeness(matching->worker,
                    get_pair(matching, old->pair)->old_text, old->part,
                    get_pair(matching, loose->pair)->new_text, loose->part);
            if (likeness > best_likeness) {
                best = old;
                best_likeness = likeness;
            }
        }
        if (best)
            match_moved(matching, best, loose, PSG_FACTS_TOUCHED);
    }
}

/* The parts of files that were deleted and live on nowhere may be in other files now. */
static void
add_deleted(Matching *matching, const GArray *changes)
{
    g_autoptr(GHashTable) moved = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < changes->len; i++) {
        const PsgFileChange *change = &g_array_index(changes, PsgFileChange, i);
        if (change->has_new && change->has_old)
            g_hash_table_add(moved, (gpointer)change->old_path);
    }
    for (guint i = 0; i < changes->len; i++) {
        const PsgFileChange *change = &g_array_index(changes, PsgFileChange, i);
        if (change->has_new || g_hash_table_contains(moved, change->path))
            continue;
        Pair *pair = get_pair(matching, i);
        pair->old_text = psg_worker_read_text(matching->worker, &change->old_oid);
        for (guint part = 0; pair->old_text && part < pair->old_text->parts->len; part++)
            note_loose(matching->old_loose, i, part);
    }
}

static void
match_loose(Matching *matching, const GArray *changes)
{
    if (matching->new_loose->len > 0)
        add_deleted(matching, changes);
    if (matching->old_loose->len > 0 && matching->new_loose->len > 0) {
        match_equal_loose(matching);
        match_similar_loose(matching);
    }
    for (guint j = 0; j < matching->new_loose->len; j++) {
        const Loose *loose = &g_array_index(matching->new_loose, Loose, j);
        Pair *pair = get_pair(matching, loose->pair);
        if (!loose->is_taken)
            add_found(pair, get_part(pair->new_text, loose->part)->key, 0, NULL, PSG_FACTS_NEW);
    }
}

/* --- A commit --- */

static gboolean
has_parts(const PsgWorker *worker)
{
    return worker->work->reader && worker->work->reader->split;
}

static void
compare_file(Matching *matching, guint index)
{
    Pair *pair = get_pair(matching, index);
    const PsgFileChange *change = pair->change;
    if (!change->has_new)
        return;
    gboolean is_same = change->has_old && git_oid_equal(&change->old_oid, &change->new_oid);
    if (!has_parts(matching->worker) || is_same) {
        pair->has_substance = !is_same;
        return;
    }
    pair->new_text = psg_worker_read_text(matching->worker, &change->new_oid);
    if (change->has_old)
        pair->old_text = psg_worker_read_text(matching->worker, &change->old_oid);
    if (!pair->new_text || (change->has_old && !pair->old_text))
        return;
    if (pair->new_text->is_opaque || (pair->old_text && pair->old_text->is_opaque)) {
        pair->has_substance = TRUE;
    } else if (pair->old_text) {
        match_pair(matching, index);
    } else {
        pair->has_substance = TRUE;
        for (guint part = 0; part < pair->new_text->parts->len; part++)
            note_loose(matching->new_loose, index, part);
    }
}

static void
take_pair(const Pair *pair, GArray *files, GArray *parts)
{
    const PsgFileChange *change = pair->change;
    PsgFoundFile file = {.path = change->path,
            .old_path = change->has_old ? change->old_path : NULL,
            .flags = change->flags,
            .parts = pair->found->len};
    if (!change->has_new)
        file.flags |= PSG_FACTS_DELETED;
    if (pair->has_substance)
        file.flags |= PSG_FACTS_SUBSTANCE;
    g_array_append_val(files, file);
    g_array_append_vals(parts, pair->found->data, pair->found->len);
}

static void
clear_pair(gpointer data)
{
    Pair *pair = data;
    psg_file_text_release(pair->old_text);
    psg_file_text_release(pair->new_text);
    g_array_unref(pair->found);
}

void
psg_worker_find_parts(PsgWorker *worker, GArray *changes, GArray *files, GArray *parts)
{
    g_autoptr(GArray) pairs = g_array_sized_new(FALSE, FALSE, sizeof(Pair), changes->len);
    g_array_set_clear_func(pairs, clear_pair);
    g_autoptr(GArray) old_loose = g_array_new(FALSE, FALSE, sizeof(Loose));
    g_autoptr(GArray) new_loose = g_array_new(FALSE, FALSE, sizeof(Loose));
    Matching matching = {
            .worker = worker, .pairs = pairs, .old_loose = old_loose, .new_loose = new_loose};
    for (guint i = 0; i < changes->len; i++) {
        Pair pair = {.change = &g_array_index(changes, PsgFileChange, i),
                .found = g_array_new(FALSE, FALSE, sizeof(PsgFoundPart))};
        g_array_append_val(pairs, pair);
    }
    for (guint i = 0; i < changes->len; i++)
        compare_file(&matching, i);
    match_loose(&matching, changes);
    for (guint i = 0; i < pairs->len; i++)
        take_pair(get_pair(&matching, i), files, parts);
}
