/* Suggestions: a wording that somebody proposes for a passage, and taking it into the text as a
 * commit in their name. */
#pragma once
#include "review/comment/target.h"
#include "review/review.h"

/* How a proposed wording stands to the text. */
typedef enum {
    PSG_SUGGESTION_READY,   /* the passage is as it was when the wording was proposed */
    PSG_SUGGESTION_DONE,    /* the text has the proposed wording already */
    PSG_SUGGESTION_CHANGED, /* the passage has other words now */
    PSG_SUGGESTION_GONE,    /* the passage was removed */
    PSG_SUGGESTION_UNKNOWN, /* it cannot be said; see PSG_PLACE_UNKNOWN */
} PsgSuggestionState;

typedef struct {
    const PsgThread *thread;
    PsgSuggestionState state;
    char *seen;       /* the words it was made on, as they stood in the source; NULL */
    char *proposed;   /* as the source is to have it; "" leaves the passage out */
    char *path;       /* of the chapter in the package; gone: the last one; NULL when unknown */
    gsize start, end; /* bytes of the file at the review's snapshot, half-open */
    guint line;       /* from 1; 0 when it has no place */
    char *present;    /* what stands there; gone: what stood there last; NULL when unknown */
    char *removed_by; /* gone: the commit, 40 hex digits; NULL */
} PsgSuggestion;

/* TRUE for a thread that proposes a wording. */
gboolean psg_thread_is_suggestion(const PsgThread *thread);

/* What a thread proposes, after edits, and how that stands to the text of the review's snapshot;
 * psg_review_locate() comes before. The caller owns it. Sets PSG_REVIEW_ERROR_TARGET when the
 * thread proposes nothing, or its words were taken away; _STORE. */
PsgSuggestion *psg_suggestion_new(const PsgReview *review, const PsgThread *thread, GError **error);
void psg_suggestion_free(PsgSuggestion *suggestion);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgSuggestion, psg_suggestion_free)

/* "ready", "done", "changed", "gone", "unknown". */
const char *psg_suggestion_state_get_name(PsgSuggestionState state);

/* --- Making one (structure.c) --- */

/* Makes the passage that a wording is proposed for one that can be replaced: where it begins or
 * ends in the midst of marks of Markdown (emphasis, a link, code) it is widened to hold all of
 * them. `is_widened` says so. Sets PSG_REVIEW_ERROR_TARGET when the target is no passage, when no
 * passage near it can be replaced without harm to the text around it, when the wording is what
 * stands there, or when it would change how the text around it is read. */
gboolean psg_suggestion_fit(const PsgReview *review, PsgTarget *target, const char *wording,
        gboolean *is_widened, GError **error);

/* --- Taking it in (accept.c) --- */

typedef struct {
    const char *text;             /* the wording to take in; NULL: the proposed one */
    const char *reason;           /* the editor's, Markdown; NULL */
    const PsgContributor *editor; /* who accepts it */
    const PsgPackage *people;     /* whose people.yaml says how the contributor is named */
    gboolean is_dry;              /* check, and make nothing */
} PsgAcceptance;

typedef struct {
    char *commit;  /* 40 hex digits; NULL when the text had the wording already, or dry */
    char *message; /* of the commit; NULL when there is none */
    char *author;  /* its author's name */
    char *diff;    /* what it changes, as "git diff" writes it; "" */
    char *event;   /* id of the answer; NULL when dry, or it could not be stored */
    PsgOutcome outcome;
    GError *problem; /* the commit is made, and answers the thread by its trailer; but the answer
                        itself could not be stored; NULL */
} PsgAccepted;

/* Takes a suggestion into the text: a commit on HEAD's branch by the contributor, as they agreed to
 * be named, at the time of their suggestion; committed by the user of git, now, with the trailers
 * "Answers: THREAD" and, where another wording is taken, "Co-authored-by" the editor. Then stores
 * the answer: accepted, or partly for another wording. The review's snapshot must be of HEAD's
 * commit. A text that has the wording already is answered without a commit. In the file of the
 * working tree and in the index other changes stay as they are; see psg_repository_commit_file(),
 * whose errors this sets too. Sets PSG_REVIEW_ERROR_CONFLICT when the passage has other words than
 * the suggestion saw (with `text`: only when it is gone); _TARGET when the text would be as it is.
 * The caller owns the result. */
PsgAccepted *psg_suggestion_accept(const PsgReview *review, const PsgSuggestion *suggestion,
        const PsgAcceptance *acceptance, GError **error);
void psg_accepted_free(PsgAccepted *accepted);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgAccepted, psg_accepted_free)
