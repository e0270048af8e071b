/* The file that keeps facts: a head, the reader's name, and the arrays as they are in memory. It
 * may be cut off, damaged, or made by somebody who means ill, so nothing in it is believed before
 * it was checked: not a length, not an index, not that a text ends. See facts.h. */
#include <string.h>

#include "base/kept.h"
#include "git/history/facts.h"

/* A new number whenever other facts may be found, or be written another way. */
#define FORMAT 0x01020001

typedef struct {
    PsgKeptHead kept;
    guint32 name; /* bytes of the reader's name; it is filled up to 8 */
    guint32 commits, parents, people, files, parts, texts, bytes;
} Head;

G_STATIC_ASSERT(sizeof(Head) % 8 == 0 && sizeof(PsgFactsCommit) % 8 == 0);
G_STATIC_ASSERT(sizeof(PsgFactsPart) % 8 == 0);

static const char magic[8] = "psghist";

GByteArray *
psg_facts_write(const PsgFacts *facts, const char *reader_name)
{
    Head head = {.kept.format = FORMAT,
            .name = (guint32)strlen(reader_name),
            .commits = facts->commits->len,
            .parents = facts->parents->len,
            .people = facts->people->len,
            .files = facts->files->len,
            .parts = facts->parts->len,
            .texts = facts->offsets->len,
            .bytes = facts->bytes->len};
    memcpy(head.kept.magic, magic, sizeof magic);
    const GArray *const arrays[] = {facts->commits, facts->parts, facts->files, facts->parents,
            facts->people, facts->offsets, facts->bytes};
    GByteArray *out = g_byte_array_new();
    psg_kept_append(out, &head, sizeof head);
    psg_kept_append(out, reader_name, head.name);
    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
        psg_kept_append_array(out, arrays[i]);
    psg_kept_finish(out);
    return out;
}

/* TRUE when [first, first + count) is what comes next, and is there. */
static gboolean
check_run(guint32 first, guint32 count, guint32 *next, guint32 all)
{
    if (first != *next || count > all - *next)
        return FALSE;
    *next += count;
    return TRUE;
}

static gboolean
check_indices(const GArray *indices, guint32 all)
{
    for (guint i = 0; i < indices->len; i++)
        if (g_array_index(indices, guint32, i) >= all)
            return FALSE;
    return TRUE;
}

static gboolean
check_texts(const PsgFacts *facts)
{
    guint32 next = 0;
    for (guint i = 0; i < facts->offsets->len; i++) {
        if (g_array_index(facts->offsets, guint32, i) != next || next >= facts->bytes->len)
            return FALSE;
        const char *from = facts->bytes->data + next;
        const char *end = memchr(from, '\0', facts->bytes->len - next);
        if (!end)
            return FALSE;
        next += (guint32)(end - from) + 1;
    }
    return next == facts->bytes->len && check_indices(facts->people, facts->offsets->len);
}

static gboolean
check_commits(const PsgFacts *facts)
{
    guint32 parent = 0, person = 0, file = 0;
    for (guint32 i = 0; i < facts->commits->len; i++) {
        const PsgFactsCommit *commit = psg_facts_get_commit(facts, i);
        if (!check_run(commit->first_parent, commit->parents, &parent, facts->parents->len) ||
                !check_run(commit->first_person, commit->people, &person, facts->people->len) ||
                !check_run(commit->first_file, commit->files, &file, facts->files->len) ||
                commit->people == 0)
            return FALSE;
        for (guint32 p = commit->first_parent; p < parent; p++)
            if (g_array_index(facts->parents, guint32, p) >= i)
                return FALSE;
    }
    return parent == facts->parents->len && person == facts->people->len &&
           file == facts->files->len;
}

static gboolean
check_path(const PsgFacts *facts, guint32 path, gboolean may_be_none)
{
    return path < facts->offsets->len || (may_be_none && path == PSG_FACTS_NONE);
}

static gboolean
check_files(const PsgFacts *facts)
{
    guint32 part = 0;
    for (guint i = 0; i < facts->files->len; i++) {
        const PsgFactsFile *file = &g_array_index(facts->files, PsgFactsFile, i);
        if (!check_run(file->first_part, file->parts, &part, facts->parts->len) ||
                !check_path(facts, file->path, FALSE) || !check_path(facts, file->old_path, TRUE))
            return FALSE;
    }
    for (guint i = 0; i < facts->parts->len; i++)
        if (!check_path(facts, g_array_index(facts->parts, PsgFactsPart, i).old_path, TRUE))
            return FALSE;
    return part == facts->parts->len;
}

/* Nobody's commit may be there twice. */
static gboolean
check_numbers(const PsgFacts *facts)
{
    PsgOidMap map = {0};
    gboolean is_good = TRUE;
    for (guint32 i = 0; i < facts->commits->len && is_good; i++) {
        guint32 other;
        is_good = !psg_oid_map_find(&map, facts->commits->data, sizeof(PsgFactsCommit),
                psg_facts_get_commit(facts, i)->oid, &other);
        psg_oid_map_add(&map, facts->commits->data, sizeof(PsgFactsCommit), i);
    }
    psg_oid_map_clear(&map);
    return is_good;
}

static gboolean
read_head(PsgKeptInput *input, Head *head, const char *reader_name)
{
    if (!psg_kept_take_head(input, magic, FORMAT, head, sizeof *head) ||
            head->name != strlen(reader_name))
        return FALSE;
    const void *name = psg_kept_take(input, 1, head->name);
    return name && memcmp(name, reader_name, head->name) == 0;
}

PsgFacts *
psg_facts_read(const void *bytes, gsize length, const char *reader_name)
{
    PsgKeptInput input = {.at = bytes, .left = length};
    Head head;
    if (!read_head(&input, &head, reader_name))
        return NULL;
    g_autoptr(PsgFacts) facts = psg_facts_new();
    if (!psg_kept_take_array(&input, facts->commits, head.commits) ||
            !psg_kept_take_array(&input, facts->parts, head.parts) ||
            !psg_kept_take_array(&input, facts->files, head.files) ||
            !psg_kept_take_array(&input, facts->parents, head.parents) ||
            !psg_kept_take_array(&input, facts->people, head.people) ||
            !psg_kept_take_array(&input, facts->offsets, head.texts) ||
            !psg_kept_take_array(&input, facts->bytes, head.bytes) || input.left != 0)
        return NULL;
    if (!check_texts(facts) || !check_commits(facts) || !check_files(facts) ||
            !check_numbers(facts))
        return NULL;
    return g_steal_pointer(&facts);
}
