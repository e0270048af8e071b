/* Answers in commits: a commit whose message has the trailer "Answers: THREAD" answers that thread,
 * whoever made it and with whatever program. Such an answer is derived from the history wherever
 * it is read, so that nothing needs to be recorded and every clone sees the same. */
#pragma once
#include "base/finding.h"
#include "project/identities.h"
#include "review/event/event.h"

/* Who answers when people.yaml knows nobody of the commit. */
#define PSG_ANSWERS_SOMEONE "someone"

/* The answers among the commits up to `tip` (40 hex digits), oldest first, as events (PsgEvent) of
 * kind answer, with the outcome accepted, the commit, the id of its committer, or else of its
 * author (PSG_ANSWERS_SOMEONE when people.yaml knows neither), and the message without trailers as
 * the body. Ids are made of the commit, the same in every clone; times are the committer's, but
 * never before the thread's own. `threads` are the ids that there are (char *, a set); a trailer
 * may have several, parted by commas or white space, and name one by at least 4 characters of the
 * random part of its id.
 *
 * A commit that reverts one of these ("This reverts commit ...", as git writes it) gives an event
 * of kind reopen: the words that answered are no longer there. A commit that reverts that one
 * answers again. A commit that was picked to another branch (same author and author's time) and
 * came back with a merge says nothing new while the first one stands.
 *
 * What was read is kept in `plainsong/` of the git directory. The caller owns the array. Sets
 * PSG_REVIEW_ERROR_HISTORY. */
GPtrArray *psg_answers_list(PsgRepository *repository, const PsgIdentities *identities,
        const char *tip, GHashTable *threads, GError **error);

/* Takes those out that an answer among `events` (the store's) already tells: of the same thread and
 * commit; or of the same thread and a commit that is not among those up to `tip`, since a commit
 * gets another number when it is rebased. */
void psg_answers_leave_out(GPtrArray *answers, PsgRepository *repository, const char *tip,
        const PsgEvent *events, guint count);

/* Adds a finding ("answers-thread") for every trailer up to `tip` that names no thread, or several.
 * Sets PSG_REVIEW_ERROR_HISTORY. */
gboolean psg_answers_report(PsgRepository *repository, const char *tip, GHashTable *threads,
        PsgFindings *findings, GError **error);
