/* The file that keeps what commits say about threads: a head, and the arrays as they are in memory.
 * It may be cut off, damaged, or made by somebody who means ill, so nothing in it is believed
 * before it was checked; a file that is not as it should be is written anew. See commits.h. */
#include <string.h>

#include "base/kept.h"
#include "git/git_folder.h"
#include "review/answers/commits.h"

/* A new number whenever messages are read another way or kept in another form. */
#define FORMAT 0x01020001

#define KEPT_LIMIT ((goffset)1 << 30)

typedef struct {
    PsgKeptHead kept;
    guint32 commits, parents, messages, texts;
} Head;

G_STATIC_ASSERT(sizeof(Head) % 8 == 0 && sizeof(PsgAnswerCommit) % 8 == 0);
G_STATIC_ASSERT(sizeof(PsgAnswerMessage) % 8 == 0);

static const char magic[8] = "psgansw";

/* --- Writing --- */

GBytes *
psg_answer_commits_write(const PsgAnswerCommits *commits)
{
    Head head = {.kept.format = FORMAT,
            .commits = commits->commits->len,
            .parents = commits->parents->len,
            .messages = commits->messages->len,
            .texts = commits->texts->len};
    memcpy(head.kept.magic, magic, sizeof magic);
    GByteArray *out = g_byte_array_new();
    psg_kept_append(out, &head, sizeof head);
    psg_kept_append_array(out, commits->commits);
    psg_kept_append_array(out, commits->parents);
    psg_kept_append_array(out, commits->messages);
    psg_kept_append(out, commits->texts->data, commits->texts->len);
    psg_kept_finish(out);
    return g_byte_array_free_to_bytes(out);
}

/* --- Reading --- */

static gboolean
take_texts(PsgKeptInput *input, GByteArray *texts, guint32 length)
{
    const void *bytes = psg_kept_take(input, 1, length);
    if (!bytes || length == 0)
        return FALSE;
    g_byte_array_set_size(texts, 0);
    g_byte_array_append(texts, bytes, length);
    if (texts->data[0] != '\0' || texts->data[length - 1] != '\0')
        return FALSE;
    for (const char *at = (const char *)texts->data, *end = at + length; at < end;) {
        gsize size = strlen(at);
        if (!g_utf8_validate(at, (gssize)size, NULL))
            return FALSE;
        at += size + 1;
    }
    return TRUE;
}

/* Parents come before their children, and each commit's follow those of the one before. */
static gboolean
check_commits(const PsgAnswerCommits *commits)
{
    guint32 next = 0;
    for (guint32 i = 0; i < commits->commits->len; i++) {
        const PsgAnswerCommit *commit = psg_answer_commits_get(commits, i);
        if (commit->first_parent != next || commit->parents > commits->parents->len - next)
            return FALSE;
        for (guint32 p = 0; p < commit->parents; p++)
            if (g_array_index(commits->parents, guint32, next + p) >= i)
                return FALSE;
        next += commit->parents;
    }
    return next == commits->parents->len;
}

/* A text begins where the one before it ends. */
static gboolean
check_text(const PsgAnswerCommits *commits, guint32 start)
{
    return start == 0 || (start < commits->texts->len && commits->texts->data[start - 1] == '\0');
}

static gboolean
check_messages(const PsgAnswerCommits *commits)
{
    guint32 next = 0; /* the least commit that may come */
    for (guint32 i = 0; i < commits->messages->len; i++) {
        const PsgAnswerMessage *message = &g_array_index(commits->messages, PsgAnswerMessage, i);
        if (message->commit < next || message->commit >= commits->commits->len ||
                !check_text(commits, message->author_name) ||
                !check_text(commits, message->author_mail) ||
                !check_text(commits, message->committer_name) ||
                !check_text(commits, message->committer_mail) ||
                !check_text(commits, message->body) || !check_text(commits, message->names) ||
                !check_text(commits, message->reverts))
            return FALSE;
        next = message->commit + 1;
    }
    return TRUE;
}

PsgAnswerCommits *
psg_answer_commits_read(const char *bytes, gsize length)
{
    PsgKeptInput input = {.at = (const guint8 *)bytes, .left = length};
    Head head;
    g_autoptr(PsgAnswerCommits) commits = psg_answer_commits_new();
    if (!psg_kept_take_head(&input, magic, FORMAT, &head, sizeof head) ||
            !psg_kept_take_array(&input, commits->commits, head.commits) ||
            !psg_kept_take_array(&input, commits->parents, head.parents) ||
            !psg_kept_take_array(&input, commits->messages, head.messages) ||
            !take_texts(&input, commits->texts, head.texts) || input.left != 0 ||
            !check_commits(commits) || !check_messages(commits))
        return NULL;
    return g_steal_pointer(&commits);
}

/* --- Keeping --- */

static PsgAnswerCommits *
read_kept(const char *path)
{
    gsize length;
    g_autofree char *bytes = psg_kept_load(path, KEPT_LIMIT, &length);
    return bytes ? psg_answer_commits_read(bytes, length) : NULL;
}

static void
keep(const PsgAnswerCommits *commits, const char *path)
{
    gsize size = commits->commits->len * sizeof(PsgAnswerCommit) +
                 commits->messages->len * sizeof(PsgAnswerMessage) + commits->texts->len;
    if (size > KEPT_LIMIT / 2)
        return;
    g_autoptr(GBytes) bytes = psg_answer_commits_write(commits);
    psg_kept_save(path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

/* TRUE when most of what is known belongs to no commit that is asked for any more, as branches that
 * are often rebased leave it. */
static gboolean
is_mostly_waste(const PsgAnswerCommits *commits, const git_oid *tip)
{
    guint32 index, count = 0;
    if (commits->commits->len < 20000 || !psg_answer_commits_find(commits, tip, &index))
        return FALSE;
    g_autofree guint8 *marks = psg_answer_commits_mark(commits, index);
    for (guint32 i = 0; i < commits->commits->len; i++)
        count += marks[i];
    return count < commits->commits->len / 8;
}

PsgAnswerCommits *
psg_answer_commits_load(PsgRepository *repository, const git_oid *tip, GError **error)
{
    git_repository *git = psg_repository_get_git(repository);
    g_autofree char *path = psg_git_folder_build_own_path(git, "answers");
    g_autoptr(PsgAnswerCommits) commits = read_kept(path);
    guint32 index;
    if (commits && psg_answer_commits_find(commits, tip, &index))
        return g_steal_pointer(&commits);
    if (!commits)
        commits = psg_answer_commits_new();
    if (!psg_answer_commits_add(commits, repository, tip, error))
        return NULL;
    if (is_mostly_waste(commits, tip)) {
        psg_answer_commits_free(commits);
        commits = psg_answer_commits_new();
        if (!psg_answer_commits_add(commits, repository, tip, error))
            return NULL;
    }
    if (commits->is_whole)
        keep(commits, path);
    return g_steal_pointer(&commits);
}
