/* Reading commits for what they say about threads. Every commit is read once and most say nothing,
 * so that the raw bytes are looked at first. See commits.h. */
#include "review/answers/commits.h"

#include <string.h>

#include "git/git_folder.h"
#include "git/message.h"
#include "git/oid.h"
#include "review/review_error.h"
#include "review/store/store_pack.h"

/* A message is kept up to here; nobody gives longer reasons. */
#define BODY_LIMIT (64 * 1024)

/* Threads and reverted commits that one message may name. */
#define NAME_LIMIT 1000
#define NAME_LENGTH_LIMIT 64

/* Longer commits are read by libgit2. */
#define RAW_LIMIT (1024 * 1024)

PsgAnswerCommits *
psg_answer_commits_new(void)
{
    PsgAnswerCommits *commits = g_new0(PsgAnswerCommits, 1);
    commits->commits = g_array_new(FALSE, TRUE, sizeof(PsgAnswerCommit));
    commits->parents = g_array_new(FALSE, FALSE, sizeof(guint32));
    commits->messages = g_array_new(FALSE, TRUE, sizeof(PsgAnswerMessage));
    commits->texts = g_byte_array_new();
    g_byte_array_append(commits->texts, (const guint8 *)"", 1);
    commits->is_whole = TRUE;
    return commits;
}

void
psg_answer_commits_free(PsgAnswerCommits *commits)
{
    if (!commits)
        return;
    g_array_unref(commits->commits);
    g_array_unref(commits->parents);
    g_array_unref(commits->messages);
    g_byte_array_unref(commits->texts);
    g_free(commits);
}

const PsgAnswerCommit *
psg_answer_commits_get(const PsgAnswerCommits *commits, guint32 index)
{
    return &g_array_index(commits->commits, PsgAnswerCommit, index);
}

const char *
psg_answer_commits_get_text(const PsgAnswerCommits *commits, guint32 start)
{
    return (const char *)commits->texts->data + start;
}

/* From the end, where the tip of a branch most often is. */
gboolean
psg_answer_commits_find(const PsgAnswerCommits *commits, const git_oid *oid, guint32 *index)
{
    for (guint32 i = commits->commits->len; i-- > 0;)
        if (memcmp(&psg_answer_commits_get(commits, i)->oid, oid, sizeof *oid) == 0) {
            *index = i;
            return TRUE;
        }
    return FALSE;
}

guint8 *
psg_answer_commits_mark(const PsgAnswerCommits *commits, guint32 tip)
{
    guint8 *marks = g_new0(guint8, commits->commits->len);
    marks[tip] = 1;
    for (guint32 i = tip + 1; i-- > 0;) {
        const PsgAnswerCommit *commit = psg_answer_commits_get(commits, i);
        for (guint32 p = 0; marks[i] && p < commit->parents; p++)
            marks[g_array_index(commits->parents, guint32, commit->first_parent + p)] = 1;
    }
    return marks;
}

/* --- Messages --- */

static guint32
add_text(PsgAnswerCommits *commits, const char *text)
{
    guint32 start = commits->texts->len;
    if (!text || !*text)
        return 0;
    g_byte_array_append(commits->texts, (const guint8 *)text, (guint)strlen(text) + 1);
    return start;
}

/* Names and addresses come from many programs, in whatever bytes. */
static guint32
add_person_text(PsgAnswerCommits *commits, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_strdelimit(valid, "\n\t", ' ');
    return add_text(commits, g_strstrip(valid));
}

static guint32
add_body(PsgAnswerCommits *commits, const PsgMessage *message)
{
    g_autofree char *body = *message->body
                                    ? g_strconcat(message->subject, "\n\n", message->body, NULL)
                                    : g_strdup(message->subject);
    if (strlen(body) > BODY_LIMIT)
        *g_utf8_find_prev_char(body, body + BODY_LIMIT + 1) = '\0';
    return add_text(commits, g_strchomp(body));
}

/* "7fk2m9qx0c, 3hd8" as they are written, parted by spaces. */
static char *
join_names(const PsgMessage *message)
{
    g_autoptr(GPtrArray) values = psg_message_list_trailers(message, "Answers");
    g_autoptr(GString) names = g_string_new(NULL);
    guint count = 0;
    for (guint i = 0; i < values->len; i++) {
        g_auto(GStrv) words = g_strsplit_set(values->pdata[i], ",; \t", -1);
        for (char **word = words; *word && count < NAME_LIMIT; word++) {
            if (!**word || strlen(*word) > NAME_LENGTH_LIMIT)
                continue;
            g_string_append_printf(names, "%s%s", names->len > 0 ? " " : "", *word);
            count++;
        }
    }
    return g_string_free(g_steal_pointer(&names), FALSE);
}

#define REVERTS "This reverts commit "
#define REVERSES "reversing changes made to "

/* A commit's number there; NULL when there is none. */
static const char *
find_number(const char *at)
{
    return strspn(at, "0123456789abcdef") == GIT_OID_HEXSZ ? at : NULL;
}

/* What git-revert(1) says of the commits that are taken back. Of a merge it says which side stays,
 * and breaks the line within that sentence. */
static char *
join_reverts(const PsgMessage *message)
{
    g_autofree char *text = g_strdelimit(g_strdup(message->body), "\n", ' ');
    g_autoptr(GString) numbers = g_string_new(NULL);
    guint count = 0;
    for (const char *at = text; count < NAME_LIMIT && (at = strstr(at, REVERTS));) {
        at += strlen(REVERTS);
        if (!find_number(at))
            continue;
        g_string_append_len(numbers, at, GIT_OID_HEXSZ);
        at += GIT_OID_HEXSZ;
        if (g_str_has_prefix(at, ", " REVERSES) && find_number(at + strlen(", " REVERSES)))
            g_string_append_printf(numbers, "^%.*s", GIT_OID_HEXSZ, at + strlen(", " REVERSES));
        g_string_append_c(numbers, ' ');
        count++;
    }
    return g_string_free(g_steal_pointer(&numbers), FALSE);
}

/* Keeps what the message of a commit says, if it says something. */
static void
add_message(PsgAnswerCommits *commits, PsgRepository *repository, const git_oid *oid, guint32 index)
{
    g_autoptr(git_commit) commit = NULL;
    g_autoptr(PsgMessage) message =
            psg_repository_read_message(repository, git_oid_tostr_s(oid), NULL);
    if (!message || git_commit_lookup(&commit, psg_repository_get_git(repository), oid) != 0)
        return;
    g_autofree char *names = join_names(message);
    g_autofree char *reverts = join_reverts(message);
    if (!*names && !*reverts)
        return;
    const git_signature *author = git_commit_author(commit);
    const git_signature *committer = git_commit_committer(commit);
    PsgAnswerMessage found = {.commit = index,
            .author_name = add_person_text(commits, author->name),
            .author_mail = add_person_text(commits, author->email),
            .committer_name = add_person_text(commits, committer->name),
            .committer_mail = add_person_text(commits, committer->email),
            .body = add_body(commits, message),
            .names = add_text(commits, names),
            .reverts = add_text(commits, reverts),
            .author_time = author->when.time};
    g_array_append_val(commits->messages, found);
}

/* --- Commits --- */

/* One that is not known yet. */
typedef struct {
    git_oid oid;
    gint64 time;
    guint32 first_parent, parents; /* among the numbers that were read */
    guint32 next;                  /* the parents before it have a place */
    gboolean may_say;              /* its message may say something */
    guint32 index;                 /* its place, once it has one; NONE */
} Found;

#define NONE G_MAXUINT32

typedef struct {
    PsgAnswerCommits *commits;
    git_odb *odb;
    PsgPackReader *reader;
    GArray *found;      /* Found */
    GArray *numbers;    /* git_oid: of parents */
    GHashTable *places; /* git_oid -> index + 1 of a known commit */
    GHashTable *seen;   /* git_oid -> index + 1 in `found` */
    GPtrArray *oids;    /* owns the keys of `seen` */
} Walk;

static void
walk_clear(Walk *walk)
{
    psg_pack_reader_free(walk->reader);
    g_hash_table_unref(walk->places);
    g_hash_table_unref(walk->seen);
    g_ptr_array_unref(walk->oids);
    g_array_unref(walk->found);
    g_array_unref(walk->numbers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Walk, walk_clear)

/* TRUE when a line begins with something that is worth a closer look. */
static gboolean
may_say_something(const char *message, const char *end)
{
    const char *at = message;
    while (at < end) {
        gsize left = (gsize)(end - at);
        if (left > 8 && g_ascii_strncasecmp(at, "answers", 7) == 0)
            return TRUE;
        if (left > GIT_OID_HEXSZ && g_strstr_len(at, (gssize)MIN(left, 200), "reverts commit"))
            return TRUE;
        const char *line_end = memchr(at, '\n', left);
        at = line_end ? line_end + 1 : end;
    }
    return FALSE;
}

/* The seconds behind "name <mail>". */
static gint64
read_time(const char *line, gsize length)
{
    const char *close = memrchr(line, '>', length);
    if (!close)
        return 0;
    g_autofree char *text = g_strndup(close + 1, MIN((gsize)(line + length - close - 1), 32));
    return g_ascii_strtoll(text, NULL, 10);
}

static void
parse(Walk *walk, Found *found, const char *at, gsize size)
{
    const char *end = at + size;
    while (at < end && *at != '\n') {
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        gsize length = (gsize)((stop ? stop : end) - at);
        git_oid oid;
        if (length == 7 + GIT_OID_HEXSZ && memcmp(at, "parent ", 7) == 0 &&
                git_oid_fromstrn(&oid, at + 7, GIT_OID_HEXSZ) == 0) {
            g_array_append_val(walk->numbers, oid);
            found->parents++;
        } else if (length > 10 && memcmp(at, "committer ", 10) == 0) {
            found->time = read_time(at, length);
        }
        at += length + (stop != NULL);
    }
    found->may_say = may_say_something(at, end);
}

/* FALSE when git has no such commit. */
static gboolean
read_commit(Walk *walk, const git_oid *oid, Found *found)
{
    const char *data;
    gsize length;
    git_object_t type;
    *found = (Found){.oid = *oid, .first_parent = walk->numbers->len, .index = NONE};
    if (!psg_pack_reader_read(walk->reader, oid, RAW_LIMIT, &data, &length, &type) ||
            type != GIT_OBJECT_COMMIT)
        return FALSE;
    g_autoptr(git_odb_object) object = NULL;
    if (!data && git_odb_read(&object, walk->odb, oid) != 0)
        return FALSE;
    parse(walk, found, data ? data : git_odb_object_data(object), length);
    return TRUE;
}

/* Reads a commit, unless it is known or was read. */
static gboolean
discover(Walk *walk, const git_oid *oid)
{
    Found found;
    if (g_hash_table_contains(walk->places, oid) || g_hash_table_contains(walk->seen, oid))
        return TRUE;
    if (!read_commit(walk, oid, &found))
        return FALSE;
    g_array_append_val(walk->found, found);
    git_oid *key = g_memdup2(oid, sizeof *oid);
    g_ptr_array_add(walk->oids, key);
    g_hash_table_insert(walk->seen, key, GUINT_TO_POINTER(walk->found->len));
    return TRUE;
}

static void
discover_parents(Walk *walk, guint32 index)
{
    const Found *found = &g_array_index(walk->found, Found, index);
    guint32 first = found->first_parent, end = first + found->parents;
    for (guint32 p = first; p < end; p++) {
        git_oid oid = g_array_index(walk->numbers, git_oid, p);
        if (!discover(walk, &oid))
            walk->commits->is_whole = FALSE;
    }
}

/* The place of a commit; NONE when it has none yet, and then `waiting` is the one to be placed; of
 * one that is not here, both are NONE. */
static guint32
find_place(const Walk *walk, const git_oid *oid, guint32 *waiting)
{
    guint32 place = GPOINTER_TO_UINT(g_hash_table_lookup(walk->places, oid));
    guint32 seen = GPOINTER_TO_UINT(g_hash_table_lookup(walk->seen, oid));
    *waiting = NONE;
    if (place != 0)
        return place - 1;
    if (seen == 0)
        return NONE;
    *waiting = seen - 1;
    return g_array_index(walk->found, Found, seen - 1).index;
}

/* A parent that has no place yet; NONE. */
static guint32
find_waiting_parent(const Walk *walk, Found *found)
{
    for (; found->next < found->parents; found->next++) {
        guint32 waiting, number = found->first_parent + found->next;
        const git_oid *oid = &g_array_index(walk->numbers, git_oid, number);
        if (find_place(walk, oid, &waiting) == NONE && waiting != NONE)
            return waiting;
    }
    return NONE;
}

static void
place(Walk *walk, PsgRepository *repository, Found *found)
{
    PsgAnswerCommits *commits = walk->commits;
    PsgAnswerCommit commit = {
            .oid = found->oid, .time = found->time, .first_parent = commits->parents->len};
    for (guint32 p = 0; p < found->parents; p++) {
        guint32 waiting;
        const git_oid *oid = &g_array_index(walk->numbers, git_oid, found->first_parent + p);
        guint32 parent = find_place(walk, oid, &waiting);
        if (parent == NONE)
            continue;
        g_array_append_val(commits->parents, parent);
        commit.parents++;
    }
    found->index = commits->commits->len;
    g_array_append_val(commits->commits, commit);
    if (found->may_say)
        add_message(commits, repository, &found->oid, found->index);
}

/* Gives every commit that was read a place, parents first. */
static void
place_all(Walk *walk, PsgRepository *repository)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint32 first = 0; /* the tip was read first, and all others on the way from it */
    g_array_append_val(stack, first);
    while (stack->len > 0) {
        guint32 index = g_array_index(stack, guint32, stack->len - 1);
        Found *found = &g_array_index(walk->found, Found, index);
        guint32 waiting = found->index == NONE ? find_waiting_parent(walk, found) : NONE;
        if (waiting != NONE) {
            g_array_append_val(stack, waiting);
            continue;
        }
        if (found->index == NONE)
            place(walk, repository, found);
        g_array_set_size(stack, stack->len - 1);
    }
}

static gboolean
fail_history(const git_oid *tip, GError **error)
{
    const git_error *cause = git_error_last();
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_HISTORY,
            "%s: git could not read this commit: %s", git_oid_tostr_s(tip),
            cause && cause->message ? cause->message : "it gave no reason");
    return FALSE;
}

gboolean
psg_answer_commits_add(
        PsgAnswerCommits *commits, PsgRepository *repository, const git_oid *tip, GError **error)
{
    git_repository *git = psg_repository_get_git(repository);
    g_autoptr(git_odb) odb = NULL;
    g_autofree char *folder = psg_git_folder_build_objects_path(git);
    if (git_repository_odb(&odb, git) != 0)
        return fail_history(tip, error);
    g_autoptr(PsgPacks) packs = psg_packs_open(folder);
    /* `places` points into an array that grows, so that it is asked before anything is added. */
    g_autoptr(GArray) known = commits->commits;
    commits->commits = g_array_copy(known);
    g_auto(Walk) walk = {.commits = commits,
            .odb = odb,
            .reader = psg_pack_reader_new(packs, odb),
            .found = g_array_new(FALSE, FALSE, sizeof(Found)),
            .numbers = g_array_new(FALSE, FALSE, sizeof(git_oid)),
            .places = g_hash_table_new(psg_oid_hash, psg_oid_is_equal),
            .seen = g_hash_table_new(psg_oid_hash, psg_oid_is_equal),
            .oids = g_ptr_array_new_with_free_func(g_free)};
    for (guint32 i = 0; i < known->len; i++)
        g_hash_table_insert(walk.places, &g_array_index(known, PsgAnswerCommit, i).oid,
                GUINT_TO_POINTER(i + 1));
    if (!discover(&walk, tip))
        return fail_history(tip, error);
    for (guint32 i = 0; i < walk.found->len; i++)
        discover_parents(&walk, i);
    if (walk.found->len > 0)
        place_all(&walk, repository);
    return TRUE;
}
