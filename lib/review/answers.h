/* Answers in commits: a commit whose message has the trailer "Answers: THREAD" answers that thread,
 * whoever made it and with whatever program. Such an answer is derived from the history wherever
 * it is read, so that nothing needs to be recorded and every clone sees the same. */
#pragma once
#include "project/identities.h"
#include "review/event/event.h"

/* The answers among the commits up to `tip` (40 hex digits), oldest first, as events (PsgEvent) of
 * kind answer, with the outcome accepted, the commit, its author's id ("someone" when people.yaml
 * does not know them), and the message without trailers as the body. Ids are made of the commit,
 * the same in every clone. `threads` are the ids that there are (char *, a set); a trailer may name
 * one by its first letters. What was read is kept in `plainsong/` of the git directory. The caller
 * owns the array. Sets PSG_REVIEW_ERROR_HISTORY. */
GPtrArray *psg_answers_list(PsgRepository *repository, const PsgIdentities *identities,
        const char *tip, GHashTable *threads, GError **error);
