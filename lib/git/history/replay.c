/* Facts played through in their one order: which file and which part is the same as which before,
 * and so whose history each change belongs to. It says nothing of where the facts came from, so the
 * answers are the same whether they were kept or found just now. See facts.h. */
#include <string.h>

#include "git/history/worker.h"

typedef struct {
    guint64 key;
    GArray *touches;
    gboolean is_alias; /* the part goes on under another key or in another file; a branch that does
                          not know yet may still name it so */
} PartEntry;

/* What a path means by now. */
typedef struct {
    PsgLineage *lineage;
    gboolean is_alias; /* the file was moved away */
} PathEntry;

typedef struct {
    const PsgFacts *facts;
    PsgHistory *history;
    guint32 *numbers; /* index of a commit in the facts -> its number + 1; 0: not reachable */
    PathEntry *paths; /* by number of text */
    guint32 commit;   /* the number of the one that is played */

    /* For the commit that is played: what its files and parts belong to. */
    GPtrArray *targets; /* PsgLineage; NULL for a deleted file */
    GPtrArray *sources; /* GArray: the touches of each part; NULL: a new one */
} Replay;

const GArray *
psg_lineage_find_part(const PsgLineage *lineage, guint64 key)
{
    const PartEntry *entry = g_hash_table_lookup(lineage->parts, &key);
    return entry ? entry->touches : NULL;
}

void
psg_lineage_free(PsgLineage *lineage)
{
    g_hash_table_unref(lineage->parts);
    g_free(lineage);
}

/* --- Lineages --- */

static GArray *
add_list(PsgHistory *history, const GArray *copied)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(PsgHistoryTouch));
    if (copied)
        g_array_append_vals(list, copied->data, copied->len);
    g_ptr_array_add(history->lists, list);
    return list;
}

static PsgLineage *
add_lineage(PsgHistory *history, const PsgLineage *copied)
{
    PsgLineage *lineage = g_new0(PsgLineage, 1);
    lineage->touches = add_list(history, copied ? copied->touches : NULL);
    lineage->parts = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    g_ptr_array_add(history->lineages, lineage);
    return lineage;
}

static PartEntry *
set_part(PsgLineage *lineage, guint64 key, GArray *touches)
{
    PartEntry *entry = g_hash_table_lookup(lineage->parts, &key);
    if (!entry) {
        entry = g_new0(PartEntry, 1);
        entry->key = key;
        g_hash_table_add(lineage->parts, entry);
    }
    entry->touches = touches;
    entry->is_alias = FALSE;
    return entry;
}

/* A copy goes its own way from here on. */
static PsgLineage *
copy_lineage(PsgHistory *history, const PsgLineage *original)
{
    PsgLineage *lineage = add_lineage(history, original);
    g_autoptr(GHashTable) copies = g_hash_table_new(NULL, NULL);
    GHashTableIter iterator;
    gpointer item;
    g_hash_table_iter_init(&iterator, original->parts);
    while (g_hash_table_iter_next(&iterator, &item, NULL)) {
        const PartEntry *entry = item;
        GArray *copy = g_hash_table_lookup(copies, entry->touches);
        if (!copy) {
            copy = add_list(history, entry->touches);
            g_hash_table_insert(copies, entry->touches, copy);
        }
        set_part(lineage, entry->key, copy)->is_alias = entry->is_alias;
    }
    return lineage;
}

static PsgLineage *
find_lineage(const Replay *replay, guint32 path)
{
    return path == PSG_FACTS_NONE ? NULL : replay->paths[path].lineage;
}

/* What a changed file belongs to, as things stood before the commit. */
static PsgLineage *
choose_lineage(Replay *replay, const PsgFactsFile *file, gboolean is_merge)
{
    const PathEntry *here = &replay->paths[file->path];
    if (file->old_path == PSG_FACTS_NONE)
        return here->lineage && !here->is_alias ? here->lineage
                                                : add_lineage(replay->history, NULL);
    PsgLineage *source = find_lineage(replay, file->old_path);
    if (is_merge && here->lineage)
        return here->lineage;
    if (!source)
        return add_lineage(replay->history, NULL);
    return file->flags & PSG_FACTS_COPIED ? copy_lineage(replay->history, source) : source;
}

/* --- One commit --- */

static const PsgFactsFile *
get_file(const Replay *replay, const PsgFactsCommit *commit, guint32 index)
{
    return &g_array_index(replay->facts->files, PsgFactsFile, commit->first_file + index);
}

static const PsgFactsPart *
get_part(const Replay *replay, const PsgFactsFile *file, guint32 index)
{
    return &g_array_index(replay->facts->parts, PsgFactsPart, file->first_part + index);
}

static const char *
get_path(const Replay *replay, guint32 path)
{
    return path == PSG_FACTS_NONE ? NULL : psg_facts_get_text(replay->facts, path);
}

/* Where a part comes from: a list of touches, found before anything is set. */
static GArray *
choose_source(Replay *replay, PsgLineage *target, const PsgFactsPart *part)
{
    PsgLineage *lineage =
            part->old_path == PSG_FACTS_NONE ? target : find_lineage(replay, part->old_path);
    guint64 key = part->flags & PSG_FACTS_NEW ? part->key : part->old_key;
    const PartEntry *entry = lineage ? g_hash_table_lookup(lineage->parts, &key) : NULL;
    if (entry && (!(part->flags & PSG_FACTS_NEW) || !entry->is_alias))
        return entry->touches;
    return add_list(replay->history, NULL);
}

static void
choose(Replay *replay, const PsgFactsCommit *commit)
{
    g_ptr_array_set_size(replay->targets, 0);
    g_ptr_array_set_size(replay->sources, 0);
    for (guint32 f = 0; f < commit->files; f++) {
        const PsgFactsFile *file = get_file(replay, commit, f);
        PsgLineage *target = file->flags & PSG_FACTS_DELETED
                                     ? NULL
                                     : choose_lineage(replay, file, commit->parents > 1);
        g_ptr_array_add(replay->targets, target);
        for (guint32 p = 0; target && p < file->parts; p++)
            g_ptr_array_add(
                    replay->sources, choose_source(replay, target, get_part(replay, file, p)));
    }
}

/* Old names become aliases first, since the same commit may give them to something else. */
static void
set_aliases(Replay *replay, const PsgFactsCommit *commit)
{
    for (guint32 f = 0; f < commit->files; f++) {
        const PsgFactsFile *file = get_file(replay, commit, f);
        PsgLineage *target = g_ptr_array_index(replay->targets, f);
        if (!target)
            continue;
        gboolean is_moved = file->old_path != PSG_FACTS_NONE && file->old_path != file->path &&
                            !(file->flags & PSG_FACTS_COPIED) && commit->parents == 1;
        for (guint32 p = 0; p < file->parts; p++) {
            const PsgFactsPart *part = get_part(replay, file, p);
            PsgLineage *from = part->old_path == PSG_FACTS_NONE
                                       ? target
                                       : find_lineage(replay, part->old_path);
            PartEntry *entry = from && !(part->flags & PSG_FACTS_NEW)
                                       ? g_hash_table_lookup(from->parts, &part->old_key)
                                       : NULL;
            if (entry && (from != target || part->old_key != part->key))
                entry->is_alias = TRUE;
        }
        if (is_moved)
            replay->paths[file->old_path].is_alias = TRUE;
    }
}

static void
add_touch(const Replay *replay, GArray *touches, const PsgFactsFile *file, const PsgFactsPart *part)
{
    PsgHistoryTouch touch = {.commit = replay->commit,
            .path = get_path(replay, file->path),
            .old_path = get_path(replay, file->old_path)};
    touch.is_new = !touch.old_path;
    if (part) {
        touch.key = part->key;
        touch.old_key = part->old_key;
        touch.is_new = (part->flags & PSG_FACTS_NEW) != 0;
        if (part->old_path != PSG_FACTS_NONE)
            touch.old_path = get_path(replay, part->old_path);
    }
    g_array_append_val(touches, touch);
}

static void
set_all(Replay *replay, const PsgFactsCommit *commit)
{
    guint source = 0;
    for (guint32 f = 0; f < commit->files; f++) {
        const PsgFactsFile *file = get_file(replay, commit, f);
        PsgLineage *target = g_ptr_array_index(replay->targets, f);
        if (!target)
            continue;
        replay->paths[file->path] = (PathEntry){.lineage = target};
        if (file->flags & PSG_FACTS_SUBSTANCE)
            add_touch(replay, target->touches, file, NULL);
        for (guint32 p = 0; p < file->parts; p++) {
            const PsgFactsPart *part = get_part(replay, file, p);
            GArray *touches = g_ptr_array_index(replay->sources, source++);
            set_part(target, part->key, touches);
            if (part->flags & (PSG_FACTS_NEW | PSG_FACTS_TOUCHED))
                add_touch(replay, touches, file, part);
        }
    }
}

/* --- People --- */

typedef struct {
    PsgHistory *history;
    const PsgFacts *facts;
    git_mailmap *mailmap;
    guint *by_text;      /* number of a text -> person + 1 */
    char **names;        /* the name that the text means */
    GHashTable *by_mail; /* folded; a person without one by the name */
    GPtrArray *alone;    /* GArray: for each person the list of nobody else */
} People;

static guint
find_person(People *people, guint32 text)
{
    if (people->by_text[text])
        return people->by_text[text] - 1;
    const char *identity = psg_facts_get_text(people->facts, text);
    const char *line_end = strchr(identity, '\n');
    g_autofree char *name =
            g_strndup(identity, line_end ? (gsize)(line_end - identity) : strlen(identity));
    const char *mail = line_end ? line_end + 1 : "";
    const char *real_name = name, *real_mail = mail;
    if (people->mailmap)
        git_mailmap_resolve(&real_name, &real_mail, people->mailmap, name, mail);
    people->names[text] = g_strdup(real_name);
    char *key = *real_mail ? g_utf8_casefold(real_mail, -1) : g_strconcat("\n", real_name, NULL);
    guint person = GPOINTER_TO_UINT(g_hash_table_lookup(people->by_mail, key));
    if (person == 0) {
        PsgHistoryPerson added = {.name = NULL, .mail = g_strdup(real_mail)};
        g_array_append_val(people->history->people, added);
        person = people->history->people->len;
        g_hash_table_insert(people->by_mail, key, GUINT_TO_POINTER(person));
        g_ptr_array_add(people->alone, NULL);
    } else {
        g_free(key);
    }
    people->by_text[text] = person;
    return person - 1;
}

/* The newest spelling of a name is the one that counts. */
static void
take_name(People *people, guint32 text, guint person)
{
    PsgHistoryPerson *known = &g_array_index(people->history->people, PsgHistoryPerson, person);
    const char *name = people->names[text];
    if (!known->name || (*name && strcmp(known->name, name) != 0)) {
        g_free(known->name);
        known->name = g_strdup(name);
    }
}

static gboolean
contains(const GArray *list, guint person)
{
    for (guint i = 0; i < list->len; i++)
        if (g_array_index(list, guint, i) == person)
            return TRUE;
    return FALSE;
}

static GArray *
list_people(People *people, const PsgFactsCommit *commit)
{
    const guint32 *texts = (guint32 *)(void *)people->facts->people->data + commit->first_person;
    guint author = find_person(people, texts[0]);
    for (guint i = commit->people; i-- > 0;) /* the author's own spelling comes last */
        take_name(people, texts[i], find_person(people, texts[i]));
    if (commit->people == 1 && g_ptr_array_index(people->alone, author))
        return g_ptr_array_index(people->alone, author);
    GArray *list = g_array_sized_new(FALSE, FALSE, sizeof(guint), commit->people);
    g_ptr_array_add(people->history->lists, list);
    g_array_append_val(list, author);
    for (guint i = 1; i < commit->people; i++) {
        guint person = find_person(people, texts[i]);
        if (!contains(list, person))
            g_array_append_val(list, person);
    }
    if (commit->people == 1)
        g_ptr_array_index(people->alone, author) = list;
    return list;
}

static git_mailmap *
read_mailmap(PsgWorker *worker, const git_oid *tree)
{
    git_oid oid;
    git_odb_object *object = NULL;
    git_mailmap *mailmap = NULL;
    if (!psg_worker_find_file(worker, tree, ".mailmap", &oid) ||
            git_odb_read(&object, worker->work->odb, &oid) != 0)
        return NULL;
    if (git_odb_object_size(object) <= PSG_LARGE_FILE)
        git_mailmap_from_buffer(&mailmap, git_odb_object_data(object), git_odb_object_size(object));
    git_odb_object_free(object);
    return mailmap;
}

/* --- All commits --- */

/* The commits that `tip` leads to, in the one order, with their parents by number. Returns their
 * indices in the facts. */
static guint32 *
sort_commits(Replay *replay, guint32 tip, guint *count)
{
    const PsgFacts *facts = replay->facts;
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(PsgFactsCommit));
    g_autoptr(GArray) parents = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autofree guint32 *indices = g_new(guint32, (gsize)tip + 1);
    replay->numbers[tip] = 1;
    for (guint32 i = tip + 1; i-- > 0;) {
        const PsgFactsCommit *commit = psg_facts_get_commit(facts, i);
        for (guint32 p = 0; replay->numbers[i] && p < commit->parents; p++)
            replay->numbers[g_array_index(facts->parents, guint32, commit->first_parent + p)] = 1;
    }
    for (guint32 i = 0; i <= tip; i++) {
        if (!replay->numbers[i])
            continue;
        PsgFactsCommit item = *psg_facts_get_commit(facts, i);
        guint32 first = item.first_parent;
        item.first_parent = parents->len;
        for (guint32 p = 0; p < item.parents; p++) {
            guint32 parent = replay->numbers[g_array_index(facts->parents, guint32, first + p)] - 1;
            g_array_append_val(parents, parent);
        }
        indices[items->len] = i;
        g_array_append_val(items, item);
        replay->numbers[i] = items->len;
    }
    *count = items->len;
    guint32 *order = psg_facts_sort(
            (PsgFactsCommit *)(void *)items->data, items->len, (guint32 *)(void *)parents->data);
    for (guint32 i = 0; i < items->len; i++) {
        order[i] = indices[order[i]];
        replay->numbers[order[i]] = i + 1;
    }
    return order;
}

static void
play(Replay *replay, People *people, guint32 index)
{
    PsgHistory *history = replay->history;
    const PsgFactsCommit *commit = psg_facts_get_commit(replay->facts, index);
    git_oid oid;
    memcpy(oid.id, commit->oid, GIT_OID_RAWSZ);
    g_array_append_val(history->oids, oid);
    psg_oid_map_add(&history->by_oid, history->oids->data, sizeof(git_oid), replay->commit);
    char *digits = history->digits + (gsize)replay->commit * (GIT_OID_HEXSZ + 1);
    git_oid_tostr(digits, GIT_OID_HEXSZ + 1, &oid);
    PsgHistoryCommit told = {.oid = digits,
            .time = commit->time,
            .offset_minutes = commit->offset_minutes,
            .people = list_people(people, commit)};
    g_array_append_val(history->commits, told);
    g_array_append_val(history->first_parents, history->parents->len);
    for (guint32 p = 0; p < commit->parents; p++) {
        guint32 parent = replay->numbers[g_array_index(
                                 replay->facts->parents, guint32, commit->first_parent + p)] -
                         1;
        g_array_append_val(history->parents, parent);
    }
    choose(replay, commit);
    set_aliases(replay, commit);
    set_all(replay, commit);
}

/* Keeps the paths that are there. Only the folders of known files are looked into, unless there may
 * be files of which a shallow clone does not say where they come from. */
static gboolean
keep_files(Replay *replay, PsgWorker *worker, const git_oid *tree, GError **error)
{
    PsgHistory *history = replay->history;
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint32 i = 0; i < replay->facts->offsets->len; i++) {
        const char *path = psg_facts_get_text(replay->facts, i);
        if (!replay->paths[i].lineage)
            continue;
        g_hash_table_insert(known, (gpointer)path, replay->paths[i].lineage);
        const char *slash = strrchr(path, '/');
        while (slash) {
            char *folder = g_strndup(path, (gsize)(slash - path) + 1);
            if (!g_hash_table_add(folders, folder))
                break;
            slash = memrchr(path, '/', (gsize)(slash - path));
        }
    }
    if (history->is_complete)
        worker->folders = folders;
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(PsgFileChange));
    gboolean is_good = psg_worker_compare_trees(worker, NULL, tree, changes, error);
    worker->folders = NULL;
    for (guint i = 0; i < changes->len; i++) {
        const char *path = g_array_index(changes, PsgFileChange, i).path;
        PsgLineage *lineage = g_hash_table_lookup(known, path);
        if (!lineage)
            lineage = add_lineage(history, NULL);
        g_hash_table_insert(history->files, g_string_chunk_insert(history->names, path), lineage);
    }
    return is_good;
}

static void
free_list(gpointer list)
{
    g_array_unref(list);
}

static void
free_lineage(gpointer lineage)
{
    psg_lineage_free(lineage);
}

static void
clear_person(gpointer data)
{
    PsgHistoryPerson *person = data;
    g_free(person->name);
    g_free(person->mail);
}

static PsgHistory *
history_new(const PsgFacts *facts, guint count, gboolean is_complete)
{
    PsgHistory *history = g_new0(PsgHistory, 1);
    history->is_complete = is_complete;
    history->commits = g_array_sized_new(FALSE, FALSE, sizeof(PsgHistoryCommit), count);
    history->oids = g_array_sized_new(FALSE, FALSE, sizeof(git_oid), count);
    history->digits = g_malloc((gsize)count * (GIT_OID_HEXSZ + 1) + 1);
    history->first_parents = g_array_sized_new(FALSE, FALSE, sizeof(guint32), count + 1);
    history->parents = g_array_new(FALSE, FALSE, sizeof(guint32));
    history->people = g_array_new(FALSE, FALSE, sizeof(PsgHistoryPerson));
    g_array_set_clear_func(history->people, clear_person);
    history->lists = g_ptr_array_new_with_free_func(free_list);
    history->lineages = g_ptr_array_new_with_free_func(free_lineage);
    history->files = g_hash_table_new(g_str_hash, g_str_equal);
    history->texts = g_array_ref(facts->bytes);
    history->names = g_string_chunk_new(4096);
    history->nothing = g_array_new(FALSE, FALSE, sizeof(PsgHistoryTouch));
    return history;
}

static void
play_all(Replay *replay, PsgWorker *worker, const git_oid *tree, const guint32 *order, guint count)
{
    gsize texts = (gsize)replay->facts->offsets->len + 1;
    g_autofree guint *by_text = g_new0(guint, texts);
    g_auto(GStrv) names = g_new0(char *, texts + 1);
    g_autoptr(GHashTable) by_mail = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) alone = g_ptr_array_new();
    People people = {.history = replay->history,
            .facts = replay->facts,
            .mailmap = read_mailmap(worker, tree),
            .by_text = by_text,
            .names = names,
            .by_mail = by_mail,
            .alone = alone};
    for (guint32 i = 0; i < count; i++) {
        replay->commit = i;
        play(replay, &people, order[i]);
    }
    g_array_append_val(replay->history->first_parents, replay->history->parents->len);
    for (gsize i = 0; i < texts; i++)
        g_clear_pointer(&names[i], g_free);
    git_mailmap_free(people.mailmap);
}

PsgHistory *
psg_history_replay(
        PsgFactsWork *work, guint32 tip, const git_oid *tree, gboolean is_complete, GError **error)
{
    const PsgFacts *facts = work->facts;
    g_autofree guint32 *numbers = g_new0(guint32, (gsize)facts->commits->len + 1);
    g_autofree PathEntry *paths = g_new0(PathEntry, (gsize)facts->offsets->len + 1);
    g_autoptr(GPtrArray) targets = g_ptr_array_new();
    g_autoptr(GPtrArray) sources = g_ptr_array_new();
    Replay replay = {.facts = facts,
            .numbers = numbers,
            .paths = paths,
            .targets = targets,
            .sources = sources};
    guint count;
    g_autofree guint32 *order = sort_commits(&replay, tip, &count);
    g_autoptr(PsgHistory) history = history_new(facts, count, is_complete);
    replay.history = history;
    g_autoptr(PsgWorker) worker = psg_worker_new(work);
    play_all(&replay, worker, tree, order, count);
    if (!keep_files(&replay, worker, tree, error))
        return NULL;
    return g_steal_pointer(&history);
}
