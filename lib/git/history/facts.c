/* Facts in memory: texts by number, commits by object number, and the one order in which commits
 * are told. See facts.h. */
#include "git/history/facts.h"

#include <string.h>

PsgFacts *
psg_facts_new(void)
{
    PsgFacts *facts = g_new0(PsgFacts, 1);
    facts->commits = g_array_new(FALSE, FALSE, sizeof(PsgFactsCommit));
    facts->parents = g_array_new(FALSE, FALSE, sizeof(guint32));
    facts->people = g_array_new(FALSE, FALSE, sizeof(guint32));
    facts->files = g_array_new(FALSE, FALSE, sizeof(PsgFactsFile));
    facts->parts = g_array_new(FALSE, FALSE, sizeof(PsgFactsPart));
    facts->offsets = g_array_new(FALSE, FALSE, sizeof(guint32));
    facts->bytes = g_array_new(FALSE, FALSE, 1);
    return facts;
}

void
psg_facts_free(PsgFacts *facts)
{
    if (!facts)
        return;
    g_array_unref(facts->commits);
    g_array_unref(facts->parents);
    g_array_unref(facts->people);
    g_array_unref(facts->files);
    g_array_unref(facts->parts);
    g_array_unref(facts->offsets);
    g_array_unref(facts->bytes);
    g_clear_pointer(&facts->texts, g_hash_table_unref);
    g_free(facts);
}

const char *
psg_facts_get_text(const PsgFacts *facts, guint32 number)
{
    return facts->bytes->data + g_array_index(facts->offsets, guint32, number);
}

PsgFactsCommit *
psg_facts_get_commit(const PsgFacts *facts, guint32 index)
{
    return &g_array_index(facts->commits, PsgFactsCommit, index);
}

guint32
psg_facts_add_text(PsgFacts *facts, const char *text)
{
    if (!facts->texts) {
        facts->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        for (guint32 i = 0; i < facts->offsets->len; i++)
            g_hash_table_insert(
                    facts->texts, g_strdup(psg_facts_get_text(facts, i)), GUINT_TO_POINTER(i + 1));
    }
    guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(facts->texts, text));
    if (number > 0)
        return number - 1;
    guint32 offset = facts->bytes->len;
    g_array_append_val(facts->offsets, offset);
    g_array_append_vals(facts->bytes, text, (guint)strlen(text) + 1);
    g_hash_table_insert(facts->texts, g_strdup(text), GUINT_TO_POINTER(facts->offsets->len));
    return facts->offsets->len - 1;
}

/* --- Object numbers --- */

void
psg_oid_map_clear(PsgOidMap *map)
{
    g_clear_pointer(&map->slots, g_free);
    map->size = map->count = 0;
}

/* The numbers are hashes already. */
static gsize
get_slot(const PsgOidMap *map, const void *oid)
{
    guint64 start;
    memcpy(&start, oid, sizeof start);
    return (gsize)start & (map->size - 1);
}

static const void *
get_item(const void *base, gsize stride, guint32 slot)
{
    return (const char *)base + stride * (slot - 1);
}

gboolean
psg_oid_map_find(
        const PsgOidMap *map, const void *base, gsize stride, const void *oid, guint32 *index)
{
    if (map->size == 0)
        return FALSE;
    gsize at = get_slot(map, oid);
    for (; map->slots[at]; at = (at + 1) & (map->size - 1)) {
        if (memcmp(get_item(base, stride, map->slots[at]), oid, GIT_OID_RAWSZ) == 0) {
            *index = map->slots[at] - 1;
            return TRUE;
        }
    }
    return FALSE;
}

static void
enter(PsgOidMap *map, const void *base, gsize stride, guint32 slot)
{
    gsize at = get_slot(map, get_item(base, stride, slot));
    while (map->slots[at])
        at = (at + 1) & (map->size - 1);
    map->slots[at] = slot;
}

void
psg_oid_map_add(PsgOidMap *map, const void *base, gsize stride, guint32 index)
{
    if (map->count * 2 >= map->size) {
        guint32 *old = map->slots;
        gsize old_size = map->size;
        map->size = MAX(1024, old_size * 4);
        map->slots = g_new0(guint32, map->size);
        for (gsize i = 0; i < old_size; i++)
            if (old[i])
                enter(map, base, stride, old[i]);
        g_free(old);
    }
    enter(map, base, stride, index + 1);
    map->count++;
}

/* --- Order --- */

static gboolean
is_before(const PsgFactsCommit *items, guint32 a, guint32 b)
{
    if (items[a].time != items[b].time)
        return items[a].time < items[b].time;
    return memcmp(items[a].oid, items[b].oid, GIT_OID_RAWSZ) < 0;
}

static void
push(guint32 *heap, guint *length, const PsgFactsCommit *items, guint32 item)
{
    guint at = (*length)++;
    while (at > 0 && is_before(items, item, heap[(at - 1) / 2])) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = item;
}

static guint32
pop(guint32 *heap, guint *length, const PsgFactsCommit *items)
{
    guint32 top = heap[0];
    guint32 last = heap[--(*length)];
    guint at = 0;
    for (guint child; (child = at * 2 + 1) < *length; at = child) {
        if (child + 1 < *length && is_before(items, heap[child + 1], heap[child]))
            child++;
        if (!is_before(items, heap[child], last))
            break;
        heap[at] = heap[child];
    }
    heap[at] = last;
    return top;
}

guint32 *
psg_facts_sort(const PsgFactsCommit *items, guint count, const guint32 *parents)
{
    /* The children of each: `first[i]` to `first[i + 1]` of `children`. */
    g_autofree guint32 *first = g_new0(guint32, (gsize)count + 2);
    g_autofree guint32 *waiting = g_new0(guint32, (gsize)count + 1);
    for (guint i = 0; i < count; i++)
        for (guint p = 0; p < items[i].parents; p++)
            first[parents[items[i].first_parent + p] + 2]++;
    for (guint i = 2; i < count + 2; i++)
        first[i] += first[i - 1];
    g_autofree guint32 *children = g_new(guint32, (gsize)first[count + 1] + 1);
    for (guint i = 0; i < count; i++)
        for (guint p = 0; p < items[i].parents; p++)
            children[first[parents[items[i].first_parent + p] + 1]++] = i;
    g_autofree guint32 *heap = g_new(guint32, (gsize)count + 1);
    guint32 *order = g_new(guint32, (gsize)count + 1);
    guint length = 0, done = 0;
    for (guint i = 0; i < count; i++) {
        waiting[i] = items[i].parents;
        if (waiting[i] == 0)
            push(heap, &length, items, i);
    }
    while (length > 0) {
        guint32 item = order[done++] = pop(heap, &length, items);
        for (guint32 c = first[item]; c < first[item + 1]; c++)
            if (--waiting[children[c]] == 0)
                push(heap, &length, items, children[c]);
    }
    return order;
}
