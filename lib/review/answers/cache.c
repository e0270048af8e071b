/* The file that keeps what commits say about threads: a head, and the arrays as they are in memory.
 * It may be cut off, damaged, or made by somebody who means ill, so nothing in it is believed
 * before it was checked; a file that is not as it should be is written anew. See commits.h. */
#include <glib/gstdio.h>
#include <string.h>
#include <zlib.h>

#include "review/answers/commits.h"

/* A new number whenever messages are read another way or kept in another form. As a number of four
 * bytes it also tells the order of bytes. */
#define FORMAT 0x01020001

#define KEPT_LIMIT ((goffset)1 << 30)

typedef struct {
    char magic[8];
    guint32 format;
    guint32 checksum; /* of all that follows it */
    guint32 commits, parents, messages, texts;
} Head;

G_STATIC_ASSERT(sizeof(Head) % 8 == 0 && sizeof(PsgAnswerCommit) % 8 == 0);
G_STATIC_ASSERT(sizeof(PsgAnswerMessage) % 8 == 0);

static const char magic[8] = "psgansw";

static gsize
fill_up(gsize length)
{
    return (length + 7) / 8 * 8;
}

static guint32
get_checksum(const void *bytes, gsize length)
{
    gsize from = G_STRUCT_OFFSET(Head, commits);
    return (guint32)crc32_z(crc32(0, NULL, 0), (const Bytef *)bytes + from, length - from);
}

/* --- Writing --- */

static void
append(GByteArray *out, const void *bytes, gsize length)
{
    static const guint8 zeros[8];
    g_byte_array_append(out, bytes, (guint)length);
    g_byte_array_append(out, zeros, (guint)(fill_up(length) - length));
}

GBytes *
psg_answer_commits_write(const PsgAnswerCommits *commits)
{
    Head head = {.format = FORMAT,
            .commits = commits->commits->len,
            .parents = commits->parents->len,
            .messages = commits->messages->len,
            .texts = commits->texts->len};
    memcpy(head.magic, magic, sizeof magic);
    GByteArray *out = g_byte_array_new();
    append(out, &head, sizeof head);
    append(out, commits->commits->data, commits->commits->len * sizeof(PsgAnswerCommit));
    append(out, commits->parents->data, commits->parents->len * sizeof(guint32));
    append(out, commits->messages->data, commits->messages->len * sizeof(PsgAnswerMessage));
    append(out, commits->texts->data, commits->texts->len);
    guint32 checksum = get_checksum(out->data, out->len);
    memcpy(out->data + G_STRUCT_OFFSET(Head, checksum), &checksum, sizeof checksum);
    return g_byte_array_free_to_bytes(out);
}

/* --- Reading --- */

typedef struct {
    const guint8 *at;
    gsize left;
} Input;

static gboolean
take(Input *input, gsize length, const void **bytes)
{
    if (length > input->left || fill_up(length) > input->left)
        return FALSE;
    *bytes = input->at;
    input->at += fill_up(length);
    input->left -= fill_up(length);
    return TRUE;
}

static gboolean
take_array(Input *input, GArray *array, guint32 count)
{
    const void *bytes;
    if (!take(input, (gsize)count * g_array_get_element_size(array), &bytes))
        return FALSE;
    g_array_append_vals(array, bytes, count);
    return TRUE;
}

static gboolean
take_texts(Input *input, GByteArray *texts, guint32 length)
{
    const void *bytes;
    if (length == 0 || !take(input, length, &bytes))
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

static gboolean
take_head(Input *input, Head *head)
{
    const guint8 *start = input->at;
    gsize length = input->left;
    const void *bytes;
    if (!take(input, sizeof *head, &bytes))
        return FALSE;
    memcpy(head, bytes, sizeof *head);
    return memcmp(head->magic, magic, sizeof magic) == 0 && head->format == FORMAT &&
           head->checksum == get_checksum(start, length);
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
    Input input = {.at = (const guint8 *)bytes, .left = length};
    Head head;
    g_autoptr(PsgAnswerCommits) commits = psg_answer_commits_new();
    if (!take_head(&input, &head) || !take_array(&input, commits->commits, head.commits) ||
            !take_array(&input, commits->parents, head.parents) ||
            !take_array(&input, commits->messages, head.messages) ||
            !take_texts(&input, commits->texts, head.texts) || input.left != 0 ||
            !check_commits(commits) || !check_messages(commits))
        return NULL;
    return g_steal_pointer(&commits);
}

/* --- Keeping --- */

static PsgAnswerCommits *
read_kept(const char *path)
{
    GStatBuf status;
    g_autofree char *bytes = NULL;
    gsize length;
    if (g_stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > KEPT_LIMIT ||
            !g_file_get_contents(path, &bytes, &length, NULL))
        return NULL;
    return psg_answer_commits_read(bytes, length);
}

/* Written beside its place and renamed; nothing waits for the disk, since what a power cut leaves
 * is known by its checksum. Where nothing can be written nothing is kept. */
static void
keep(const PsgAnswerCommits *commits, const char *path)
{
    gsize size = commits->commits->len * sizeof(PsgAnswerCommit) +
                 commits->messages->len * sizeof(PsgAnswerMessage) + commits->texts->len;
    if (size > KEPT_LIMIT / 2)
        return;
    g_autoptr(GBytes) bytes = psg_answer_commits_write(commits);
    g_autofree char *folder = g_path_get_dirname(path);
    g_mkdir_with_parents(folder, 0777);
    g_file_set_contents_full(path, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes),
            G_FILE_SET_CONTENTS_CONSISTENT, 0666, NULL);
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
    g_autofree char *path =
            g_build_filename(git_repository_commondir(git), "plainsong", "answers", NULL);
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
