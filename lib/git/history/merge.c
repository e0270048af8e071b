/* What a merge itself changed: only what differs from all its parents, and from what git makes of
 * them alone, is its author's. See worker.h. */
#include <string.h>

#include "git/history/worker.h"

#define LIKE_ENOUGH 50
/* Files that one that is not in a parent is compared with, to find its older name there. */
#define COUNTERPART_LIMIT 50

gboolean
psg_worker_compare_merge(PsgWorker *worker, const git_oid *tree, const git_oid *parents,
        guint count, GPtrArray *sides, GArray *changes, GError **error)
{
    for (guint i = 0; i < count; i++)
        if (git_oid_equal(tree, &parents[i]))
            return TRUE;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < count; i++) {
        GArray *side = g_array_new(FALSE, FALSE, sizeof(PsgFileChange));
        g_ptr_array_add(sides, side);
        if (!psg_worker_compare_trees(worker, &parents[i], tree, side, error))
            return FALSE;
        for (guint c = 0; c < side->len; c++) {
            const PsgFileChange *change = &g_array_index(side, PsgFileChange, c);
            guint before = GPOINTER_TO_UINT(g_hash_table_lookup(seen, change->path));
            if (!change->has_new || before != i)
                continue;
            g_hash_table_insert(seen, (gpointer)change->path, GUINT_TO_POINTER(i + 1));
            if (i + 1 == count)
                g_array_append_val(changes, *change);
        }
    }
    return TRUE;
}

/* One file of a merge, and the same file in its parents. */
typedef struct {
    PsgWorker *worker;
    PsgFileText *text;
    GPtrArray *old_texts; /* PsgFileText; one for each parent, NULL where it is not there */
    GPtrArray *old_paths; /* const char *; the same */
    const git_oid *const *bases;
    const char *path;
    PsgFileText *automatic; /* what git alone would have made; NULL when it would not */
    gboolean is_merged;     /* `automatic` was asked for */
    gboolean is_clean;      /* without a conflict */
    PsgFoundFile found;
    GArray *parts; /* PsgFoundPart */
} Merge;

static const PsgFileChange *
find_change(const GArray *side, const char *path)
{
    for (guint i = 0; i < side->len; i++) {
        const PsgFileChange *change = &g_array_index(side, PsgFileChange, i);
        if (!strcmp(change->path, path))
            return change;
    }
    return NULL;
}

/* A file that the merge no longer has and that is much like this one. */
static const PsgFileChange *
find_counterpart(PsgWorker *worker, const GArray *side, PsgFileText *text)
{
    const PsgFileChange *best = NULL;
    guint best_likeness = LIKE_ENOUGH - 1;
    for (guint i = 0, tried = 0; i < side->len && tried < COUNTERPART_LIMIT; i++) {
        const PsgFileChange *change = &g_array_index(side, PsgFileChange, i);
        if (change->has_new)
            continue;
        tried++;
        g_autoptr(PsgFileText) old = psg_worker_read_text(worker, &change->old_oid);
        if (!old || old->is_opaque)
            continue;
        guint likeness =
                psg_worker_measure_likeness(worker, old, old->parts->len, text, text->parts->len);
        if (likeness > best_likeness) {
            best = change;
            best_likeness = likeness;
        }
    }
    return best;
}

static void
release_text(gpointer text)
{
    psg_file_text_release(text);
}

/* Reads the file in the parents. */
static void
find_old_texts(Merge *merge, const GPtrArray *sides, const char *path)
{
    for (guint i = 0; i < sides->len; i++) {
        const GArray *side = g_ptr_array_index(sides, i);
        const PsgFileChange *change = find_change(side, path);
        if (!change->has_old)
            change = find_counterpart(merge->worker, side, merge->text);
        g_ptr_array_add(merge->old_texts,
                change ? psg_worker_read_text(merge->worker, &change->old_oid) : NULL);
        g_ptr_array_add(merge->old_paths, change ? (gpointer)change->path : NULL);
    }
}

static PsgFileText *
read_base(Merge *merge, const git_oid *base, const char *const *paths)
{
    git_oid oid;
    for (guint i = 0; base && i < 3; i++)
        if (paths[i] && psg_worker_find_file(merge->worker, base, paths[i], &oid))
            return psg_worker_read_text(merge->worker, &oid);
    return NULL;
}

static void
fill_input(git_merge_file_input *input, const PsgFileText *text)
{
    input->ptr = text ? text->bytes : "";
    input->size = text ? text->length : 0;
    input->path = "file";
    input->mode = GIT_FILEMODE_BLOB;
}

/* Merges another parent's text into what there is so far. */
static gboolean
merge_text(Merge *merge, PsgFileText **sum, const PsgFileText *base, const PsgFileText *other)
{
    git_merge_file_input inputs[3] = {{.version = GIT_MERGE_FILE_INPUT_VERSION},
            {.version = GIT_MERGE_FILE_INPUT_VERSION}, {.version = GIT_MERGE_FILE_INPUT_VERSION}};
    fill_input(&inputs[0], base);
    fill_input(&inputs[1], *sum);
    fill_input(&inputs[2], other);
    git_merge_file_result result = {0};
    if (git_merge_file(&result, base ? &inputs[0] : NULL, &inputs[1], &inputs[2], NULL) != 0)
        return FALSE;
    merge->is_clean = merge->is_clean && result.automergeable;
    psg_file_text_release(*sum);
    *sum = psg_worker_make_text(
            merge->worker, g_memdup2(result.ptr ? result.ptr : "", result.len), result.len);
    git_merge_file_result_free(&result);
    return TRUE;
}

/* All that one side changed lies between these whole lines. */
typedef struct {
    gsize start;            /* the same in both */
    gsize base_end, length; /* in the base; of what stands there instead */
} Hull;

static Hull
find_hull(const PsgFileText *base, const PsgFileText *side)
{
    gsize shorter = MIN(base->length, side->length);
    gsize start = psg_measure_common_start(base->bytes, side->bytes, shorter);
    while (start > 0 && base->bytes[start - 1] != '\n')
        start--;
    gsize end = psg_measure_common_end(
            base->bytes + base->length, side->bytes + side->length, shorter - start);
    while (end > 0 && base->bytes[base->length - end - 1] != '\n')
        end--;
    return (Hull){
            .start = start, .base_end = base->length - end, .length = side->length - end - start};
}

static gboolean
take_bytes(const char **at, gsize *left, const char *bytes, gsize length)
{
    if (length > *left || memcmp(*at, bytes, length) != 0)
        return FALSE;
    *at += length;
    *left -= length;
    return TRUE;
}

/* TRUE when the text is what both sides changed, each at its own place with a line between them
 * that neither did: git alone makes no other of it, and need not be asked. */
static gboolean
is_sum(const PsgFileText *text, const PsgFileText *base, const PsgFileText *a, const PsgFileText *b)
{
    Hull x = find_hull(base, a), y = find_hull(base, b);
    if (x.start > y.start)
        return is_sum(text, base, b, a);
    if (x.base_end >= y.start)
        return FALSE;
    const char *at = text->bytes;
    gsize left = text->length;
    return take_bytes(&at, &left, base->bytes, x.start) &&
           take_bytes(&at, &left, a->bytes + x.start, x.length) &&
           take_bytes(&at, &left, base->bytes + x.base_end, y.start - x.base_end) &&
           take_bytes(&at, &left, b->bytes + y.start, y.length) &&
           take_bytes(&at, &left, base->bytes + y.base_end, base->length - y.base_end) && left == 0;
}

/* What git makes of the parents' texts, with marks where it needs an author. */
static void
merge_texts(Merge *merge)
{
    PsgFileText *first = g_ptr_array_index(merge->old_texts, 0);
    if (!first || first->is_opaque)
        return;
    first->references++;
    g_autoptr(PsgFileText) sum = first;
    merge->is_clean = TRUE;
    for (guint i = 1; i < merge->old_texts->len; i++) {
        const PsgFileText *other = g_ptr_array_index(merge->old_texts, i);
        const char *const paths[] = {merge->path, g_ptr_array_index(merge->old_paths, 0),
                g_ptr_array_index(merge->old_paths, i)};
        g_autoptr(PsgFileText) base = read_base(merge, merge->bases[i], paths);
        if (base && other && merge->old_texts->len == 2 && !base->is_opaque && !other->is_opaque &&
                is_sum(merge->text, base, first, other)) {
            merge->text->references++;
            merge->automatic = merge->text;
            return;
        }
        if (!other || other->is_opaque || (base && base->is_opaque) ||
                !merge_text(merge, &sum, base, other))
            return;
    }
    merge->automatic = g_steal_pointer(&sum);
}

static PsgFileText *
get_automatic(Merge *merge)
{
    if (!merge->is_merged)
        merge_texts(merge);
    merge->is_merged = TRUE;
    return merge->automatic;
}

static const PsgHistoryPart *
get_part(const PsgFileText *text, guint part)
{
    return &g_array_index(text->parts, PsgHistoryPart, part);
}

static guint
find_key(const PsgFileText *text, guint64 key)
{
    for (guint i = 0; text && i < text->parts->len; i++)
        if (get_part(text, i)->key == key)
            return i;
    return G_MAXUINT;
}

/* The part of `text` with the same words, best with the same key; G_MAXUINT for none. */
static guint
find_equal(Merge *merge, PsgFileText *text, guint part)
{
    guint same = find_key(text, get_part(merge->text, part)->key);
    if (same != G_MAXUINT &&
            psg_worker_has_equal_words(merge->worker, text, same, merge->text, part))
        return same;
    for (guint i = 0; text && i < text->parts->len; i++)
        if (psg_worker_has_equal_words(merge->worker, text, i, merge->text, part))
            return i;
    return G_MAXUINT;
}

/* TRUE when a parent has the part byte for byte under the same key. */
static gboolean
is_as_in_a_parent(const Merge *merge, guint part)
{
    for (guint side = 0; side < merge->old_texts->len; side++) {
        const PsgFileText *old = g_ptr_array_index(merge->old_texts, side);
        guint same = find_key(old, get_part(merge->text, part)->key);
        if (same != G_MAXUINT && psg_file_text_has_equal_bytes(old, same, merge->text, part))
            return TRUE;
    }
    return FALSE;
}

static void
add_part(Merge *merge, guint part, guint64 old_key, guint side, guint32 flags)
{
    const char *old_path = side == G_MAXUINT ? NULL : g_ptr_array_index(merge->old_paths, side);
    if (old_path && merge->found.old_path && !strcmp(old_path, merge->found.old_path))
        old_path = NULL;
    PsgFoundPart found = {.key = get_part(merge->text, part)->key,
            .old_key = old_key,
            .old_path = old_path,
            .flags = flags};
    g_array_append_val(merge->parts, found);
    merge->found.parts++;
    if (flags)
        merge->found.flags |= PSG_FACTS_SUBSTANCE;
}

/* A part that is in no parent as it is here, nor would be by itself. */
static void
add_own_part(Merge *merge, guint part)
{
    guint64 key = get_part(merge->text, part)->key;
    for (guint side = 0; side < merge->old_texts->len; side++) {
        if (find_key(g_ptr_array_index(merge->old_texts, side), key) == G_MAXUINT)
            continue;
        add_part(merge, part, key, side, PSG_FACTS_TOUCHED);
        return;
    }
    add_part(merge, part, 0, G_MAXUINT, PSG_FACTS_NEW);
}

static void
compare_part(Merge *merge, guint part)
{
    guint alias_side = G_MAXUINT, alias = 0;
    if (is_as_in_a_parent(merge, part))
        return;
    guint64 key = get_part(merge->text, part)->key;
    for (guint side = 0; side < merge->old_texts->len; side++) {
        PsgFileText *old = g_ptr_array_index(merge->old_texts, side);
        guint equal = find_equal(merge, old, part);
        if (equal == G_MAXUINT)
            continue;
        if (get_part(old, equal)->key == key)
            return;
        alias_side = side;
        alias = equal;
    }
    if (alias_side != G_MAXUINT) {
        add_part(merge, part, get_part(g_ptr_array_index(merge->old_texts, alias_side), alias)->key,
                alias_side, 0);
        return;
    }
    PsgFileText *automatic = get_automatic(merge);
    if (automatic && find_equal(merge, automatic, part) != G_MAXUINT)
        return;
    add_own_part(merge, part);
}

/* TRUE when a part that git alone would have kept is not there. */
static gboolean
lacks_part(Merge *merge)
{
    for (guint i = 0; get_automatic(merge) && merge->is_clean && i < merge->automatic->parts->len;
            i++)
        if (find_key(merge->text, get_part(merge->automatic, i)->key) == G_MAXUINT)
            return TRUE;
    return FALSE;
}

static gboolean
is_automatic(Merge *merge)
{
    const PsgFileText *automatic = get_automatic(merge);
    return automatic && merge->is_clean && automatic->length == merge->text->length &&
           memcmp(automatic->bytes, merge->text->bytes, automatic->length) == 0;
}

/* TRUE when every part is as a parent has it, and no parent has another: nothing is the merge's
 * own. */
static gboolean
is_all_of_parents(const Merge *merge)
{
    for (guint part = 0; part < merge->text->parts->len; part++)
        if (!is_as_in_a_parent(merge, part))
            return FALSE;
    for (guint side = 0; side < merge->old_texts->len; side++) {
        const PsgFileText *old = g_ptr_array_index(merge->old_texts, side);
        for (guint part = 0; old && part < old->parts->len; part++)
            if (find_key(merge->text, get_part(old, part)->key) == G_MAXUINT)
                return FALSE;
    }
    return merge->text->parts->len > 0;
}

static void
compare_file(Merge *merge)
{
    if ((merge->worker->work->reader && is_all_of_parents(merge)) || is_automatic(merge))
        return;
    if (merge->text->parts->len == 0 || !merge->worker->work->reader) {
        merge->found.flags |= PSG_FACTS_SUBSTANCE;
        return;
    }
    for (guint part = 0; part < merge->text->parts->len; part++)
        compare_part(merge, part);
    if (lacks_part(merge))
        merge->found.flags |= PSG_FACTS_SUBSTANCE;
}

static void
find_merged(PsgWorker *worker, const PsgFileChange *change, const GPtrArray *sides,
        const git_oid *const *bases, GArray *files, GArray *parts)
{
    g_autoptr(PsgFileText) text = psg_worker_read_text(worker, &change->new_oid);
    if (!text)
        return;
    Merge merge = {.worker = worker,
            .text = text,
            .old_texts = g_ptr_array_new_with_free_func(release_text),
            .old_paths = g_ptr_array_new(),
            .parts = parts,
            .bases = bases,
            .path = change->path,
            .found = {.path = change->path}};
    if (!text->is_opaque)
        find_old_texts(&merge, sides, change->path);
    for (guint i = 0; i < merge.old_paths->len; i++) {
        const char *old_path = g_ptr_array_index(merge.old_paths, i);
        if (old_path && (!merge.found.old_path || !strcmp(old_path, change->path)))
            merge.found.old_path = old_path;
    }
    if (text->is_opaque) {
        merge.found.old_path = change->old_path;
        merge.found.flags |= PSG_FACTS_SUBSTANCE;
    } else if (merge.found.old_path) {
        compare_file(&merge);
    } else {
        merge.found.flags |= PSG_FACTS_SUBSTANCE;
        for (guint part = 0; part < text->parts->len; part++)
            add_part(&merge, part, 0, G_MAXUINT, PSG_FACTS_NEW);
    }
    g_array_append_val(files, merge.found);
    psg_file_text_release(merge.automatic);
    g_ptr_array_unref(merge.old_texts);
    g_ptr_array_unref(merge.old_paths);
}

void
psg_worker_find_merged(PsgWorker *worker, const GPtrArray *sides, const GArray *changes,
        const git_oid *const *bases, GArray *files, GArray *parts)
{
    for (guint i = 0; i < changes->len; i++)
        find_merged(worker, &g_array_index(changes, PsgFileChange, i), sides, bases, files, parts);
}
