/* A history: facts that were kept, those that are missing added to them, and all played through.
 * See history.h. */
#include "git/history.h"
#include "git/git_folder.h"

#include <string.h>

#include "base/kept.h"
#include "git/history/facts.h"

/* What is larger is not kept: lengths in the file have four bytes. */
#define KEPT_LIMIT (1 << 30)

/* --- What is kept --- */

static const char *
get_reader_name(const PsgHistoryReader *reader)
{
    return reader ? reader->name : "files";
}

static char *
make_kept_path(PsgRepository *repository, const PsgHistoryReader *reader)
{
    g_autofree char *name = g_strconcat("history-", get_reader_name(reader), NULL);
    for (char *at = name; *at; at++)
        if (!g_ascii_isalnum(*at) && !strchr("-._", *at))
            *at = '_';
    return psg_git_folder_build_own_path(repository->git, name);
}

static PsgFacts *
read_kept(const char *path, const PsgHistoryReader *reader)
{
    gsize length;
    g_autofree char *bytes = psg_kept_load(path, KEPT_LIMIT, &length);
    PsgFacts *facts = bytes ? psg_facts_read(bytes, length, get_reader_name(reader)) : NULL;
    return facts ? facts : psg_facts_new();
}

static void
keep(const PsgFacts *facts, const char *path, const PsgHistoryReader *reader)
{
    gsize size = (gsize)facts->commits->len * sizeof(PsgFactsCommit) +
                 (gsize)facts->files->len * sizeof(PsgFactsFile) +
                 (gsize)facts->parts->len * sizeof(PsgFactsPart) + facts->bytes->len;
    if (size > KEPT_LIMIT / 2)
        return;
    g_autoptr(GByteArray) bytes = psg_facts_write(facts, get_reader_name(reader));
    psg_kept_save(path, bytes->data, bytes->len);
}

/* --- What is missing --- */

#define KNOWN 0x80000000u /* marks a parent that the facts have already */

/* Commits that the facts do not have, as they were come upon. */
typedef struct {
    git_odb *odb;
    PsgFacts *facts;
    PsgOidMap *known;    /* the facts' commits */
    GHashTable *shallow; /* git_oid: commits whose parents are not here */
    GArray *items;       /* PsgFactsCommit: parents and people are places in the lists below */
    PsgOidMap found;     /* the items */
    GArray *trees;       /* git_oid, one each */
    GArray *are_cut;     /* gboolean */
    GArray *inner;       /* guint32: parents among the items */
    GArray *parents;     /* guint32: all parents; KNOWN for those in the facts */
    GArray *first;       /* guint32: where each item's begin */
    GArray *people;      /* guint32: texts */
} Missing;

static guint32
note_commit(Missing *missing, const git_oid *oid)
{
    guint32 index;
    if (psg_oid_map_find(missing->known, missing->facts->commits->data, sizeof(PsgFactsCommit),
                oid->id, &index))
        return index | KNOWN;
    if (psg_oid_map_find(
                &missing->found, missing->items->data, sizeof(PsgFactsCommit), oid->id, &index))
        return index;
    PsgFactsCommit item = {0};
    memcpy(item.oid, oid->id, GIT_OID_RAWSZ);
    g_array_append_val(missing->items, item);
    index = missing->items->len - 1;
    psg_oid_map_add(&missing->found, missing->items->data, sizeof(PsgFactsCommit), index);
    return index;
}

static gboolean
read_commit(Missing *missing, guint32 index, GError **error)
{
    git_oid oid;
    memcpy(oid.id, g_array_index(missing->items, PsgFactsCommit, index).oid, GIT_OID_RAWSZ);
    g_auto(PsgRawCommit) raw = {0};
    g_autoptr(GError) cause = NULL;
    if (!psg_raw_commit_read_quickly(&raw, missing->odb, &oid, &cause))
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "the history is not whole: %s; \"git fsck\" says more", cause->message);
    gboolean is_cut = raw.parents->len > 0 && missing->shallow &&
                      g_hash_table_contains(missing->shallow, &oid);
    if (is_cut)
        g_array_set_size(raw.parents, 0);
    guint32 first = missing->parents->len, first_inner = missing->inner->len;
    g_array_append_val(missing->first, first);
    for (guint i = 0; i < raw.parents->len; i++) {
        guint32 parent = note_commit(missing, &g_array_index(raw.parents, git_oid, i));
        g_array_append_val(missing->parents, parent);
        if (!(parent & KNOWN))
            g_array_append_val(missing->inner, parent);
    }
    PsgFactsCommit *item = &g_array_index(missing->items, PsgFactsCommit, index);
    item->time = raw.time;
    item->offset_minutes = raw.offset_minutes;
    item->first_parent = first_inner;
    item->parents = missing->inner->len - first_inner;
    item->first_person = missing->people->len;
    item->people = raw.people->len;
    for (guint i = 0; i < raw.people->len; i++) {
        guint32 text = psg_facts_add_text(missing->facts, g_ptr_array_index(raw.people, i));
        g_array_append_val(missing->people, text);
    }
    g_array_append_val(missing->trees, raw.tree);
    g_array_append_val(missing->are_cut, is_cut);
    return TRUE;
}

/* Puts one of them behind the facts. `places`: where each item is in the facts. */
static void
take_commit(Missing *missing, guint32 index, const guint32 *places)
{
    PsgFacts *facts = missing->facts;
    PsgFactsCommit item = g_array_index(missing->items, PsgFactsCommit, index);
    guint32 from = g_array_index(missing->first, guint32, index);
    guint32 to = index + 1 < missing->first->len ? g_array_index(missing->first, guint32, index + 1)
                                                 : missing->parents->len;
    const guint32 *people = &g_array_index(missing->people, guint32, item.first_person);
    item.first_parent = facts->parents->len;
    item.parents = to - from;
    for (guint32 p = from; p < to; p++) {
        guint32 parent = g_array_index(missing->parents, guint32, p);
        parent = parent & KNOWN ? parent & ~KNOWN : places[parent];
        g_array_append_val(facts->parents, parent);
    }
    item.first_person = facts->people->len;
    g_array_append_vals(facts->people, people, item.people);
    item.first_file = facts->files->len;
    g_array_append_val(facts->commits, item);
    psg_oid_map_add(
            missing->known, facts->commits->data, sizeof(PsgFactsCommit), facts->commits->len - 1);
}

static gboolean
find_missing(Missing *missing, PsgFactsWork *work, GError **error)
{
    for (guint32 i = 0; i < missing->items->len; i++)
        if (!read_commit(missing, i, error))
            return FALSE;
    guint count = missing->items->len;
    g_autofree guint32 *order = psg_facts_sort((PsgFactsCommit *)(void *)missing->items->data,
            count, (guint32 *)(void *)missing->inner->data);
    g_autofree guint32 *places = g_new(guint32, (gsize)count + 1);
    g_autofree git_oid *trees = g_new(git_oid, (gsize)count + 1);
    g_autofree gboolean *are_cut = g_new(gboolean, (gsize)count + 1);
    work->first = missing->facts->commits->len;
    for (guint32 i = 0; i < count; i++) {
        places[order[i]] = work->first + i;
        trees[i] = g_array_index(missing->trees, git_oid, order[i]);
        are_cut[i] = g_array_index(missing->are_cut, gboolean, order[i]);
    }
    for (guint32 i = 0; i < count; i++)
        take_commit(missing, order[i], places);
    work->trees = trees;
    work->are_cut = are_cut;
    return psg_facts_find_changes(work, error);
}

static gboolean
add_missing(PsgFactsWork *work, PsgOidMap *known, GHashTable *shallow, const git_oid *tip,
        GError **error)
{
    Missing missing = {.odb = work->odb,
            .facts = work->facts,
            .known = known,
            .shallow = shallow,
            .items = g_array_new(FALSE, FALSE, sizeof(PsgFactsCommit)),
            .trees = g_array_new(FALSE, FALSE, sizeof(git_oid)),
            .are_cut = g_array_new(FALSE, FALSE, sizeof(gboolean)),
            .inner = g_array_new(FALSE, FALSE, sizeof(guint32)),
            .parents = g_array_new(FALSE, FALSE, sizeof(guint32)),
            .first = g_array_new(FALSE, FALSE, sizeof(guint32)),
            .people = g_array_new(FALSE, FALSE, sizeof(guint32))};
    note_commit(&missing, tip);
    gboolean is_good = find_missing(&missing, work, error);
    GArray *const arrays[] = {missing.items, missing.trees, missing.are_cut, missing.inner,
            missing.parents, missing.first, missing.people};
    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(arrays[i]);
    psg_oid_map_clear(&missing.found);
    return is_good;
}

/* --- Loading --- */

/* The commits at which a shallow clone ends; NULL for a clone that is whole. */
static GHashTable *
read_shallow(PsgRepository *repository)
{
    if (git_repository_is_shallow(repository->git) != 1)
        return NULL;
    g_autofree char *path =
            g_build_filename(git_repository_commondir(repository->git), "shallow", NULL);
    GHashTable *shallow = g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, g_free, NULL);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return shallow;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        git_oid oid;
        if (git_oid_fromstr(&oid, g_strstrip(lines[i])) == 0)
            g_hash_table_add(shallow, g_memdup2(&oid, sizeof oid));
    }
    return shallow;
}

/* Reads the facts, adds what the tip needs, and keeps them. In a shallow clone nothing is kept:
 * what the oldest commits changed will be known when it is deepened. */
static PsgFacts *
find_facts(PsgRepository *repository, PsgFactsWork *work, GHashTable *shallow, const git_oid *tip,
        guint32 *index, GError **error)
{
    g_autofree char *path = make_kept_path(repository, work->reader);
    g_autoptr(PsgFacts) facts = shallow ? psg_facts_new() : read_kept(path, work->reader);
    work->facts = facts;
    PsgOidMap known = {0};
    for (guint32 i = 0; i < facts->commits->len; i++)
        psg_oid_map_add(&known, facts->commits->data, sizeof(PsgFactsCommit), i);
    gboolean is_known =
            psg_oid_map_find(&known, facts->commits->data, sizeof(PsgFactsCommit), tip->id, index);
    gboolean is_good = is_known || add_missing(work, &known, shallow, tip, error);
    if (is_good && !is_known) {
        psg_oid_map_find(&known, facts->commits->data, sizeof(PsgFactsCommit), tip->id, index);
        if (!shallow && !g_atomic_int_get(&work->has_unread))
            keep(facts, path, work->reader);
    }
    psg_oid_map_clear(&known);
    return is_good ? g_steal_pointer(&facts) : NULL;
}

PsgHistory *
psg_history_load(PsgRepository *repository, const char *oid, const PsgHistoryReader *reader,
        guint threads, GError **error)
{
    git_oid tip;
    if (strlen(oid) != GIT_OID_HEXSZ || git_oid_fromstr(&tip, oid) != 0) {
        psg_git_fail(error, PSG_GIT_ERROR_REVISION, "\"%s\" is not the number of a commit", oid);
        return NULL;
    }
    g_autoptr(git_odb) odb = NULL;
    g_auto(PsgRawCommit) raw = {0};
    if (git_repository_odb(&odb, repository->git) != 0) {
        psg_git_fail_with_cause(error, "git could not open the repository's objects");
        return NULL;
    }
    if (!psg_raw_commit_read(&raw, odb, &tip, error))
        return NULL;
    g_autoptr(GHashTable) shallow = read_shallow(repository);
    g_autofree char *objects = psg_git_folder_build_objects_path(repository->git);
    PsgFactsWork work = {.odb = odb, .objects = objects, .reader = reader, .threads = threads};
    guint32 index;
    g_autoptr(PsgFacts) facts = find_facts(repository, &work, shallow, &tip, &index, error);
    if (!facts)
        return NULL;
    PsgHistory *history = psg_history_replay(&work, index, &raw.tree, !shallow, error);
    if (history)
        history->is_whole = !g_atomic_int_get(&work.has_unread);
    return history;
}

void
psg_history_free(PsgHistory *history)
{
    if (!history)
        return;
    g_hash_table_unref(history->files);
    g_ptr_array_unref(history->lineages);
    g_ptr_array_unref(history->lists);
    g_array_unref(history->commits);
    g_array_unref(history->oids);
    psg_oid_map_clear(&history->by_oid);
    g_free(history->digits);
    g_array_unref(history->first_parents);
    g_array_unref(history->parents);
    g_array_unref(history->people);
    g_array_unref(history->texts);
    g_array_unref(history->nothing);
    g_string_chunk_free(history->names);
    g_free(history);
}

/* --- Asking --- */

gboolean
psg_history_is_complete(const PsgHistory *history)
{
    return history->is_complete;
}

gboolean
psg_history_is_whole(const PsgHistory *history)
{
    return history->is_whole;
}

const GArray *
psg_history_find_file(const PsgHistory *history, const char *path)
{
    const PsgLineage *lineage = g_hash_table_lookup(history->files, path);
    return lineage ? lineage->touches : NULL;
}

const GArray *
psg_history_find_part(const PsgHistory *history, const char *path, guint64 key)
{
    const PsgLineage *lineage = g_hash_table_lookup(history->files, path);
    if (!lineage)
        return NULL;
    const GArray *touches = psg_lineage_find_part(lineage, key);
    return touches || history->is_complete ? touches : history->nothing;
}

const PsgHistoryCommit *
psg_history_get_commit(const PsgHistory *history, guint commit)
{
    return &g_array_index(history->commits, PsgHistoryCommit, commit);
}

const PsgHistoryPerson *
psg_history_get_person(const PsgHistory *history, guint person)
{
    return &g_array_index(history->people, PsgHistoryPerson, person);
}

gboolean
psg_history_find_commit(const PsgHistory *history, const char *oid, guint *commit)
{
    git_oid id;
    return strlen(oid) == GIT_OID_HEXSZ && git_oid_fromstr(&id, oid) == 0 &&
           psg_oid_map_find(&history->by_oid, history->oids->data, sizeof(git_oid), id.id, commit);
}

/* Marks the commit and all that it descends from, down to those that are marked. */
static void
mark_reach(const PsgHistory *history, guint *reach, guint32 commit, guint mark)
{
    g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_array_append_val(waiting, commit);
    while (waiting->len > 0) {
        commit = g_array_index(waiting, guint32, waiting->len - 1);
        g_array_set_size(waiting, waiting->len - 1);
        if (reach[commit] != G_MAXUINT)
            continue;
        reach[commit] = mark;
        for (guint32 p = g_array_index(history->first_parents, guint32, commit);
                p < g_array_index(history->first_parents, guint32, commit + 1); p++)
            g_array_append_val(waiting, g_array_index(history->parents, guint32, p));
    }
}

guint *
psg_history_find_reach(const PsgHistory *history, const char *const *oids)
{
    guint *reach = g_new(guint, (gsize)history->commits->len + 1);
    for (guint i = 0; i <= history->commits->len; i++)
        reach[i] = G_MAXUINT;
    for (guint i = 0; oids[i]; i++) {
        guint commit;
        if (psg_history_find_commit(history, oids[i], &commit))
            mark_reach(history, reach, commit, i);
    }
    return reach;
}
