/* The file that keeps what commits say about threads, with a checksum that fits whatever bytes
 * there are: what is taken must be whole, and be written as it was read. */
#include <string.h>

#include "fuzz.h"
#include "kept_file.h"
#include "review/answers/commits.h"

/* Every number must lead somewhere. */
static void
visit(const PsgAnswerCommits *commits)
{
    gsize letters = 0;
    for (guint i = 0; i < commits->messages->len; i++) {
        const PsgAnswerMessage *message = &g_array_index(commits->messages, PsgAnswerMessage, i);
        const guint32 texts[] = {message->author_name, message->author_mail,
                message->committer_name, message->committer_mail, message->body, message->names,
                message->reverts};
        for (guint k = 0; k < G_N_ELEMENTS(texts); k++)
            letters += strlen(psg_answer_commits_get_text(commits, texts[k]));
        letters += (gsize)psg_answer_commits_get(commits, message->commit)->oid.id[0];
    }
    if (letters > G_MAXSIZE / 2)
        psg_fuzz_fail("the texts are longer than memory");
    if (commits->commits->len == 0)
        return;
    g_autofree guint8 *marks = psg_answer_commits_mark(commits, commits->commits->len - 1);
    if (marks[commits->commits->len - 1] != 1)
        psg_fuzz_fail("a commit is not marked itself");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree guint8 *bytes = kept_file_copy(data, size);
    g_autoptr(PsgAnswerCommits) commits = psg_answer_commits_read((const char *)bytes, size);
    if (!commits)
        return 0;
    visit(commits);
    g_autoptr(GBytes) written = psg_answer_commits_write(commits);
    g_autoptr(PsgAnswerCommits) again =
            psg_answer_commits_read(g_bytes_get_data(written, NULL), g_bytes_get_size(written));
    if (!again || g_bytes_get_size(written) != size)
        psg_fuzz_fail("what was read is written otherwise");
    return 0;
}
