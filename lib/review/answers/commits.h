/* What the files of answers share: the commits of a repository as a graph, with what some of their
 * messages say about threads. A commit never changes, so that whatever is known of it stays true
 * for every tip; facts are only ever added. */
#pragma once
#include <git2.h>
#include <glib.h>

#include "base/cleanup.h"
#include "git/repository.h"

/* Parents come before their children. */
typedef struct {
    git_oid oid;
    guint32 parents;
    gint64 time; /* the committer's, seconds since 1970 */
    guint32 first_parent, unused;
} PsgAnswerCommit;

/* A message that answers a thread or reverts a commit. Texts are given by where they begin. */
typedef struct {
    guint32 commit;
    guint32 author_name, author_mail, committer_name, committer_mail;
    guint32 body;    /* subject and body, without trailers */
    guint32 names;   /* of threads, parted by spaces */
    guint32 reverts; /* numbers of commits, each with a space behind it; of a merge that of the
                        parent that stays follows behind "^" */
    gint64 author_time;
} PsgAnswerMessage;

typedef struct {
    GArray *commits;   /* PsgAnswerCommit */
    GArray *parents;   /* guint32: places among the commits */
    GArray *messages;  /* PsgAnswerMessage, in order of their commits */
    GByteArray *texts; /* the first one is "" */
    gboolean is_whole; /* git could read every commit */
} PsgAnswerCommits;

PsgAnswerCommits *psg_answer_commits_new(void);
void psg_answer_commits_free(PsgAnswerCommits *commits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgAnswerCommits, psg_answer_commits_free)

const PsgAnswerCommit *psg_answer_commits_get(const PsgAnswerCommits *commits, guint32 index);
const char *psg_answer_commits_get_text(const PsgAnswerCommits *commits, guint32 start);

/* The commit's place; FALSE when it is not known. */
gboolean psg_answer_commits_find(
        const PsgAnswerCommits *commits, const git_oid *oid, guint32 *index);

/* Reads the commits up to `tip` that are not known yet. Sets PSG_REVIEW_ERROR_HISTORY when there is
 * no such commit. */
gboolean psg_answer_commits_add(
        PsgAnswerCommits *commits, PsgRepository *repository, const git_oid *tip, GError **error);

/* A byte for each commit: 1 for those that are `tip` or its ancestors. The caller frees it. */
guint8 *psg_answer_commits_mark(const PsgAnswerCommits *commits, guint32 tip);

/* The file that keeps them (cache.c). The reader gives NULL for anything that the writer did not
 * write. */
GBytes *psg_answer_commits_write(const PsgAnswerCommits *commits);
PsgAnswerCommits *psg_answer_commits_read(const char *bytes, gsize length);

/* The commits of the repository with all that lead to `tip`, from what was kept; keeps what is new.
 */
PsgAnswerCommits *psg_answer_commits_load(
        PsgRepository *repository, const git_oid *tip, GError **error);
