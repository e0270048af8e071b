/* What commits say about threads, as events. See answers.h; for trailers git-interpret-trailers(1),
 * for reverts git-revert(1). */
#include "review/answers/answers.h"

#include <string.h>

#include "changes/chronicle.h"
#include "git/oid.h"
#include "review/answers/commits.h"

/* Far more than people make; what a program made to do harm is cut off. */
#define EVENT_LIMIT 200000
#define MERGE_LIMIT 256 /* reverted merges, each of which asks for all commits */

/* 253402300799 is the last second of the year 9999. */
#define LAST_TIME G_GINT64_CONSTANT(253402300799)

/* Characters of the random part by which a trailer may name a thread. */
#define SHORTEST_NAME 4

/* --- Names of threads --- */

/* By id, and by random part, so that a beginning is found by bisection. */
typedef struct {
    GPtrArray *by_id, *by_random; /* char *, of the set */
} Names;

static int
compare_ids(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
compare_randoms(gconstpointer a, gconstpointer b)
{
    int order = strcmp(*(const char *const *)a + PSG_EVENT_ID_RANDOM,
            *(const char *const *)b + PSG_EVENT_ID_RANDOM);
    return order != 0 ? order : compare_ids(a, b);
}

static void
names_init(Names *names, GHashTable *threads)
{
    GHashTableIter iter;
    gpointer id;
    names->by_id = g_ptr_array_new();
    names->by_random = g_ptr_array_new();
    g_hash_table_iter_init(&iter, threads);
    while (g_hash_table_iter_next(&iter, &id, NULL))
        if (psg_event_id_parse(id, NULL)) {
            g_ptr_array_add(names->by_id, id);
            g_ptr_array_add(names->by_random, id);
        }
    g_ptr_array_sort(names->by_id, compare_ids);
    g_ptr_array_sort(names->by_random, compare_randoms);
}

static void
names_clear(Names *names)
{
    g_clear_pointer(&names->by_id, g_ptr_array_unref);
    g_clear_pointer(&names->by_random, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Names, names_clear)

/* The one id that begins so, from this character on; `count` says how many do, at most 2. */
static const char *
find_beginning(const GPtrArray *ids, guint skip, const char *beginning, guint *count)
{
    guint from = 0, to = ids->len;
    while (from < to) {
        guint middle = from + (to - from) / 2;
        if (strcmp((const char *)ids->pdata[middle] + skip, beginning) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    *count = 0;
    for (guint i = from; i < ids->len && *count < 2; i++, (*count)++)
        if (!g_str_has_prefix((const char *)ids->pdata[i] + skip, beginning))
            break;
    return *count == 1 ? ids->pdata[from] : NULL;
}

/* The thread that a word of a trailer names. People copy ids from a page: capitals, a full stop at
 * the end and letters that base 32 has no use for are what they look like. */
static const char *
find_thread(const Names *names, const char *word, guint *count)
{
    g_autofree char *text = g_ascii_strdown(word + strspn(word, "#<(\"'"), -1);
    gsize length = strlen(text);
    while (length > 0 && strchr(".:>)\"'", text[length - 1]))
        text[--length] = '\0';
    *count = 0;
    if (length > PSG_EVENT_ID_RANDOM && text[8] == 't' && text[15] == 'z' && text[16] == '-') {
        text[8] = 'T';
        text[15] = 'Z';
        g_strdelimit(text + PSG_EVENT_ID_RANDOM, "o", '0');
        g_strdelimit(text + PSG_EVENT_ID_RANDOM, "il", '1');
        return length >= PSG_EVENT_ID_RANDOM + SHORTEST_NAME
                       ? find_beginning(names->by_id, 0, text, count)
                       : NULL;
    }
    g_strdelimit(text, "o", '0');
    g_strdelimit(text, "il", '1');
    return length >= SHORTEST_NAME
                   ? find_beginning(names->by_random, PSG_EVENT_ID_RANDOM, text, count)
                   : NULL;
}

/* --- Events --- */

/* The event in one piece of memory, as psg_event_free() frees it. */
static PsgEvent *
copy_event(const PsgEvent *event)
{
    const char *texts[] = {event->id, event->thread, event->by, event->group, event->commit,
            event->after[0], event->body};
    const char *copies[G_N_ELEMENTS(texts)];
    gsize size = sizeof(PsgEvent) + sizeof(char *);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        size += texts[i] ? strlen(texts[i]) + 1 : 0;
    PsgEvent *copy = g_malloc(size);
    const char **after = (const char **)(copy + 1);
    char *at = (char *)(after + 1);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        copies[i] = texts[i] ? at : NULL;
        at = texts[i] ? g_stpcpy(at, texts[i]) + 1 : at;
    }
    *copy = *event;
    copy->id = copies[0];
    copy->thread = copies[1];
    copy->by = copies[2];
    copy->group = copies[3];
    copy->commit = copies[4];
    *after = copies[5];
    copy->after = after;
    copy->body = copies[6];
    return copy;
}

/* An answer that stands, or stood until it was taken back. */
typedef struct {
    const PsgEvent *last; /* the answer, or what was last said of it */
    gboolean is_reverted;
} Answer;

/* What a commit did: `answer` was given, or given again, or taken back. */
typedef struct {
    const char *thread;
    Answer *answer;
    gboolean is_reopening;
} Effect;

typedef struct {
    const PsgAnswerCommits *commits;
    const PsgIdentities *identities;
    Names names;
    GPtrArray *events;
    GHashTable *answers; /* thread, author and author's time -> Answer */
    GHashTable *effects; /* git_oid -> GArray of Effect */
    guint8 *marks;       /* of the commits up to the tip */
    guint merges;
} Derivation;

static void
derivation_clear(Derivation *derivation)
{
    names_clear(&derivation->names);
    g_clear_pointer(&derivation->answers, g_hash_table_unref);
    g_clear_pointer(&derivation->effects, g_hash_table_unref);
    g_clear_pointer(&derivation->marks, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Derivation, derivation_clear)

static const char *
get_text(const Derivation *derivation, guint32 start)
{
    return psg_answer_commits_get_text(derivation->commits, start);
}

/* Who took the words in answers for them. */
static const PsgContributor *
find_person(const Derivation *derivation, const PsgAnswerMessage *message)
{
    const PsgContributor *found = psg_identities_find(derivation->identities,
            get_text(derivation, message->committer_name),
            get_text(derivation, message->committer_mail));
    return found ? found
                 : psg_identities_find(derivation->identities,
                           get_text(derivation, message->author_name),
                           get_text(derivation, message->author_mail));
}

/* Adds an event by this commit; `after` is what it follows. */
static const PsgEvent *
add_event(Derivation *derivation, const PsgAnswerMessage *message, PsgEventKind kind,
        const char *thread, const PsgEvent *after)
{
    const PsgAnswerCommit *commit = psg_answer_commits_get(derivation->commits, message->commit);
    const PsgContributor *person = find_person(derivation, message);
    char number[GIT_OID_HEXSZ + 1];
    git_oid_tostr(number, sizeof number, &commit->oid);
    gint64 earliest = 0;
    psg_event_id_parse(thread, &earliest);
    gint64 at = CLAMP(commit->time, after ? after->at : earliest, LAST_TIME);
    g_autofree char *seed = g_strjoin(" ", psg_event_kind_get_name(kind), number, thread, NULL);
    g_autofree char *id = psg_event_id_derive(at, seed, NULL);
    g_autofree char *body = psg_chronicle_hide_people(get_text(derivation, message->body));
    const char *const after_ids[] = {after ? after->id : thread};
    gboolean is_answer = kind == PSG_EVENT_ANSWER;
    PsgEvent event = {.kind = kind,
            .id = id,
            .thread = thread,
            .by = person ? person->id : PSG_ANSWERS_SOMEONE,
            .group = person && person->group ? person->group->id : NULL,
            .at = at,
            .after = after_ids,
            .after_count = 1,
            .outcome = is_answer ? PSG_OUTCOME_ACCEPTED : PSG_OUTCOME_NONE,
            .commit = is_answer ? number : NULL,
            .body = body,
            .body_length = strlen(body)};
    PsgEvent *copy = copy_event(&event);
    g_ptr_array_add(derivation->events, copy);
    return copy;
}

/* --- What commits say --- */

static GArray *
get_effects(Derivation *derivation, const PsgAnswerMessage *message)
{
    const git_oid *oid = &psg_answer_commits_get(derivation->commits, message->commit)->oid;
    GArray *effects = g_hash_table_lookup(derivation->effects, oid);
    if (!effects) {
        effects = g_array_new(FALSE, FALSE, sizeof(Effect));
        g_hash_table_insert(derivation->effects, (gpointer)oid, effects);
    }
    return effects;
}

static void
take_name(Derivation *derivation, const PsgAnswerMessage *message, const char *word)
{
    guint count;
    const char *thread = find_thread(&derivation->names, word, &count);
    if (!thread || derivation->events->len >= EVENT_LIMIT)
        return;
    g_autofree char *key = g_strdup_printf("%s %" G_GINT64_FORMAT " %s", thread,
            message->author_time, get_text(derivation, message->author_mail));
    Answer *answer = g_hash_table_lookup(derivation->answers, key);
    if (!answer) {
        answer = g_new0(Answer, 1);
        g_hash_table_insert(derivation->answers, g_steal_pointer(&key), answer);
    }
    if (!answer->last || answer->is_reverted) {
        answer->last = add_event(derivation, message, PSG_EVENT_ANSWER, thread, NULL);
        answer->is_reverted = FALSE;
    }
    Effect effect = {.thread = thread, .answer = answer};
    g_array_append_val(get_effects(derivation, message), effect);
}

/* Undoes what a commit did. */
static void
take_back(Derivation *derivation, const PsgAnswerMessage *message, const git_oid *oid)
{
    GArray *own = get_effects(derivation, message);
    GArray *undone = g_hash_table_lookup(derivation->effects, oid);
    for (guint i = 0; undone && undone != own && i < undone->len; i++) {
        Effect effect = g_array_index(undone, Effect, i);
        effect.is_reopening = !effect.is_reopening;
        if (effect.answer->is_reverted == effect.is_reopening ||
                derivation->events->len >= EVENT_LIMIT)
            continue;
        effect.answer->is_reverted = effect.is_reopening;
        effect.answer->last = add_event(derivation, message,
                effect.is_reopening ? PSG_EVENT_REOPEN : PSG_EVENT_ANSWER, effect.thread,
                effect.answer->last);
        g_array_append_val(own, effect);
    }
}

/* Undoes what came in with a merge: the commits up to it that the side that stays has not. */
static void
take_merge_back(Derivation *derivation, const PsgAnswerMessage *message, const git_oid *merge,
        const git_oid *side)
{
    guint32 end, start;
    if (++derivation->merges > MERGE_LIMIT ||
            !psg_answer_commits_find(derivation->commits, merge, &end) ||
            !psg_answer_commits_find(derivation->commits, side, &start))
        return;
    g_autofree guint8 *all = psg_answer_commits_mark(derivation->commits, end);
    g_autofree guint8 *stays = psg_answer_commits_mark(derivation->commits, start);
    const GArray *messages = derivation->commits->messages;
    for (guint i = 0; i < messages->len; i++) {
        guint32 commit = g_array_index(messages, PsgAnswerMessage, i).commit;
        if (all[commit] && !stays[commit])
            take_back(
                    derivation, message, &psg_answer_commits_get(derivation->commits, commit)->oid);
    }
}

static void
take_message(Derivation *derivation, const PsgAnswerMessage *message)
{
    g_auto(GStrv) names = g_strsplit(get_text(derivation, message->names), " ", -1);
    g_auto(GStrv) reverts = g_strsplit(get_text(derivation, message->reverts), " ", -1);
    for (char **name = names; *name; name++)
        take_name(derivation, message, *name);
    for (char **revert = reverts; *revert; revert++) {
        git_oid oid, side;
        gsize length = strlen(*revert);
        if (length < GIT_OID_HEXSZ || git_oid_fromstrn(&oid, *revert, GIT_OID_HEXSZ) != 0)
            continue;
        if (length == 2 * GIT_OID_HEXSZ + 1 &&
                git_oid_fromstr(&side, *revert + GIT_OID_HEXSZ + 1) == 0)
            take_merge_back(derivation, message, &oid, &side);
        else
            take_back(derivation, message, &oid);
    }
}

/* --- Order --- */

/* A message with what orders it: the greatest time of its commit and those before it, since clocks
 * go wrong, and the length of the longest way to it. */
typedef struct {
    const PsgAnswerMessage *message;
    const git_oid *oid;
    gint64 time;
    guint32 depth;
} Said;

static int
compare_said(gconstpointer a, gconstpointer b)
{
    const Said *left = a, *right = b;
    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    if (left->depth != right->depth)
        return left->depth < right->depth ? -1 : 1;
    return git_oid_cmp(left->oid, right->oid);
}

/* The messages of the marked commits (Said), oldest first, the same in every clone. */
static GArray *
list_said(const PsgAnswerCommits *commits, const guint8 *marks)
{
    GArray *said = g_array_new(FALSE, FALSE, sizeof(Said));
    g_autofree gint64 *times = g_new0(gint64, commits->commits->len);
    g_autofree guint32 *depths = g_new0(guint32, commits->commits->len);
    guint next = 0;
    for (guint32 i = 0; i < commits->commits->len && next < commits->messages->len; i++) {
        const PsgAnswerCommit *commit = psg_answer_commits_get(commits, i);
        times[i] = commit->time;
        for (guint32 p = 0; p < commit->parents; p++) {
            guint32 parent = g_array_index(commits->parents, guint32, commit->first_parent + p);
            times[i] = MAX(times[i], times[parent]);
            depths[i] = MAX(depths[i], depths[parent] + 1);
        }
        const PsgAnswerMessage *message = &g_array_index(commits->messages, PsgAnswerMessage, next);
        if (message->commit != i)
            continue;
        next++;
        Said one = {message, &commit->oid, times[i], depths[i]};
        if (marks[i])
            g_array_append_val(said, one);
    }
    g_array_sort(said, compare_said);
    return said;
}

/* --- The face --- */

/* The commits with the tip's place; NULL on errors. */
static PsgAnswerCommits *
load(PsgRepository *repository, const char *tip, guint8 **marks, GError **error)
{
    git_oid oid;
    guint32 index;
    git_oid_fromstr(&oid, tip);
    PsgAnswerCommits *commits = psg_answer_commits_load(repository, &oid, error);
    if (commits && psg_answer_commits_find(commits, &oid, &index))
        *marks = psg_answer_commits_mark(commits, index);
    return commits;
}

static void
free_effects(gpointer effects)
{
    g_array_unref(effects);
}

GPtrArray *
psg_answers_list(PsgRepository *repository, const PsgIdentities *identities, const char *tip,
        GHashTable *threads, GError **error)
{
    g_auto(Derivation) derivation = {.identities = identities,
            .answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
            .effects = g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, NULL, free_effects)};
    g_autoptr(PsgAnswerCommits) commits = load(repository, tip, &derivation.marks, error);
    if (!commits)
        return NULL;
    derivation.events = g_ptr_array_new_with_free_func((GDestroyNotify)psg_event_free);
    if (commits->messages->len == 0 || g_hash_table_size(threads) == 0)
        return derivation.events;
    derivation.commits = commits;
    names_init(&derivation.names, threads);
    g_autoptr(GArray) said = list_said(commits, derivation.marks);
    for (guint i = 0; i < said->len; i++)
        take_message(&derivation, g_array_index(said, Said, i).message);
    return derivation.events;
}

/* --- What the store tells already --- */

/* An answer of the store that names a commit. */
static gboolean
names_commit(const PsgEvent *event)
{
    return event->kind == PSG_EVENT_ANSWER && event->commit;
}

/* Takes an answer out. Events that came after it come after `recorded` from now on: ids are of one
 * length. */
static void
leave_out(GPtrArray *answers, guint index, const PsgEvent *recorded)
{
    g_autoptr(PsgEvent) old = g_ptr_array_steal_index(answers, index);
    for (guint i = 0; i < answers->len; i++) {
        const PsgEvent *answer = g_ptr_array_index(answers, i);
        if (strcmp(answer->after[0], old->id) == 0)
            memcpy((char *)answer->after[0], recorded->id, PSG_EVENT_ID_LENGTH);
    }
}

/* Leaves out the answers whose thread and commit an event names. */
static void
leave_out_same(GPtrArray *answers, const PsgEvent *events, guint count)
{
    g_autoptr(GHashTable) recorded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < count; i++)
        if (names_commit(&events[i]))
            g_hash_table_insert(recorded, g_strjoin(" ", events[i].thread, events[i].commit, NULL),
                    (gpointer)&events[i]);
    for (guint i = 0; g_hash_table_size(recorded) > 0 && i < answers->len;) {
        const PsgEvent *answer = g_ptr_array_index(answers, i);
        g_autofree char *key =
                g_strjoin(" ", answer->thread, answer->commit ? answer->commit : "", NULL);
        const PsgEvent *same = g_hash_table_lookup(recorded, key);
        if (same)
            leave_out(answers, i, same);
        else
            i++;
    }
}

/* TRUE when the commit is one of the marked ones. */
static gboolean
is_marked(const PsgAnswerCommits *commits, const guint8 *marks, const char *number)
{
    git_oid oid;
    guint32 index;
    return git_oid_fromstr(&oid, number) == 0 && psg_answer_commits_find(commits, &oid, &index) &&
           marks[index];
}

void
psg_answers_leave_out(GPtrArray *answers, PsgRepository *repository, const char *tip,
        const PsgEvent *events, guint count)
{
    leave_out_same(answers, events, count);
    g_autofree guint8 *marks = NULL;
    g_autoptr(PsgAnswerCommits) commits =
            answers->len > 0 ? load(repository, tip, &marks, NULL) : NULL;
    g_autoptr(GHashTable) lost = g_hash_table_new(g_str_hash, g_str_equal); /* thread -> event */
    for (guint i = 0; commits && i < count; i++)
        if (names_commit(&events[i]) && !is_marked(commits, marks, events[i].commit))
            g_hash_table_insert(lost, (gpointer)events[i].thread, (gpointer)&events[i]);
    for (guint i = 0; g_hash_table_size(lost) > 0 && i < answers->len;) {
        const PsgEvent *answer = g_ptr_array_index(answers, i);
        const PsgEvent *other = answer->commit ? g_hash_table_lookup(lost, answer->thread) : NULL;
        if (!other) {
            i++;
            continue;
        }
        g_hash_table_remove(lost, answer->thread); /* it stands for one */
        leave_out(answers, i, other);
    }
}

/* --- Trailers that name nothing --- */

static void
report_message(const PsgAnswerCommits *commits, const PsgAnswerMessage *message, const Names *names,
        PsgRepository *repository, PsgFindings *findings)
{
    const PsgAnswerCommit *commit = psg_answer_commits_get(commits, message->commit);
    g_auto(GStrv) words = g_strsplit(psg_answer_commits_get_text(commits, message->names), " ", -1);
    for (char **word = words; *word; word++) {
        guint count;
        if (find_thread(names, *word, &count))
            continue;
        g_autofree char *number =
                psg_repository_abbreviate(repository, git_oid_tostr_s(&commit->oid));
        g_autofree char *place = g_strconcat("commit ", number, NULL);
        if (count > 1)
            psg_findings_add(findings, PSG_SEVERITY_WARNING, "answers-thread", place, 0, 0,
                    "\"Answers: %s\" could be several threads; write more of the id", *word);
        else
            psg_findings_add(findings, PSG_SEVERITY_NOTE, "answers-thread", place, 0, 0,
                    "\"Answers: %s\" names no thread that is here; it may be one that was not "
                    "fetched yet",
                    *word);
    }
}

gboolean
psg_answers_report(PsgRepository *repository, const char *tip, GHashTable *threads,
        PsgFindings *findings, GError **error)
{
    g_autofree guint8 *marks = NULL;
    g_autoptr(PsgAnswerCommits) commits = load(repository, tip, &marks, error);
    if (!commits)
        return FALSE;
    g_auto(Names) names;
    names_init(&names, threads);
    g_autoptr(GArray) said = list_said(commits, marks);
    for (guint i = 0; i < said->len; i++)
        report_message(commits, g_array_index(said, Said, i).message, &names, repository, findings);
    return TRUE;
}
