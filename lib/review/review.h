/* A review: the comments of a package, with the people who made them and their places in the text
 * as it is at one snapshot. Every command and every edition that shows comments starts here. Not
 * thread-safe while it is loaded and located; afterwards any thread may read it. */
#pragma once
#include "project/identities.h"
#include "project/package.h"
#include "project/place.h"
#include "review/store/store.h"
#include "review/thread/thread.h"

typedef struct PsgReview PsgReview;

/* Loads the threads of the branch plainsong/comments, with what commits answered ("Answers:"
 * trailers up to the snapshot's commit; see answers/answers.h). Those on other packages of the
 * repository are left out. Keeps `place`, `snapshot` and `package`. `findings` (nullable) gets what
 * is odd in the store. The caller owns it. Sets PSG_REVIEW_ERROR_BRANCH or _STORE; outside git
 * PSG_REVIEW_ERROR_NOT_FOUND. */
PsgReview *psg_review_load(const PsgPlace *place, PsgSnapshot *snapshot, const PsgPackage *package,
        PsgFindings *findings, GError **error);
void psg_review_free(PsgReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgReview, psg_review_free)

/* All owned by the review, or by who loaded it. */
PsgStore *psg_review_get_store(const PsgReview *review);
const PsgThreads *psg_review_get_threads(const PsgReview *review);
const PsgPlace *psg_review_get_package_place(const PsgReview *review);
PsgSnapshot *psg_review_get_snapshot(const PsgReview *review);
const PsgPackage *psg_review_get_package(const PsgReview *review);
const PsgIdentities *psg_review_get_identities(const PsgReview *review);

/* A path of the package as it is from the root of the repository, and the other way round: NULL
 * for one that is outside the package. The caller owns both. */
char *psg_review_make_repository_path(const PsgReview *review, const char *path);
char *psg_review_make_package_path(const PsgReview *review, const char *path);

/* The thread whose id, or the random part of it, begins so. Sets PSG_REVIEW_ERROR_NOT_FOUND when
 * there is none or there are several: the message shows them with their first words. */
const PsgThread *psg_review_find_thread(
        const PsgReview *review, const char *beginning, GError **error);

/* The shortest beginning of the random part of a thread's id (at least 4 characters) that no other
 * thread of the review has: what people are shown. The caller owns it. */
char *psg_review_abbreviate(const PsgReview *review, const PsgThread *thread);

/* The text of a step where it now is (Markdown), after edits; NULL for one whose words were taken
 * away. The caller owns it. Sets PSG_REVIEW_ERROR_STORE. */
char *psg_review_read_text(const PsgReview *review, const PsgStep *step, GError **error);

/* FALSE for an event that was derived from a commit, and is on no branch of comments. */
gboolean psg_review_is_stored(const PsgReview *review, const PsgEvent *event);

/* The same event with its body; the caller owns it. Sets PSG_REVIEW_ERROR_STORE. */
PsgEvent *psg_review_read_event(const PsgReview *review, const PsgEvent *event, GError **error);

/* How a person is shown to readers, by the consent in people.yaml: the chosen name with the group
 * ("Robin (Parents and carers)"), the group, or "a contributor". The caller owns it. */
char *psg_review_name_person(const PsgReview *review, const char *by, const char *group);

/* --- Places (review_places.c) --- */

typedef enum {
    PSG_PLACED,        /* it stands there */
    PSG_PLACE_GONE,    /* its words were removed; `path`, `words`: the last ones */
    PSG_PLACE_UNKNOWN, /* it cannot be said: the commit is not here or later than the snapshot's, or
                          the words went to where the package does not reach */
} PsgThreadPlaceStatus;

typedef enum {
    PSG_ON_PASSAGE,
    PSG_ON_SECTION,
    PSG_ON_CHAPTER,
    PSG_ON_DOCUMENT,
} PsgThreadPlaceKind;

/* Where a thread is in the snapshot's text. */
typedef struct {
    PsgThreadPlaceKind kind;
    PsgThreadPlaceStatus status;
    const char *document; /* id of the document that it is in; NULL: in none, or of the package */
    char *path;           /* in the package; NULL of a document, or when unknown */
    gsize start, end;     /* bytes of the file, half-open: of a section its heading; of a chapter
                             its title, or 0, 0 */
    guint line;           /* of `start`, from 1; 0 when not placed */
    char *heading;        /* the id of the heading it stands under now, or is on; NULL */
    char *words; /* the passage as it stands in the source, or last stood; NULL for others */
    gboolean is_changed; /* its words are not those that were commented on, but for white space */
    char *removed_by;    /* gone: the commit that took the words away, 40 hex digits; NULL: a change
                            that is not committed did, or the document is no more */
} PsgThreadPlace;

/* Finds the place of every thread, in one walk over the history from what was found last time (kept
 * in `plainsong/` of the git directory); changes of the working tree that are not committed count.
 * Call once, before places are asked for. Sets PSG_REVIEW_ERROR_HISTORY. */
gboolean psg_review_locate(PsgReview *review, GError **error);

/* Never NULL after psg_review_locate(), for a thread of the review. */
const PsgThreadPlace *psg_review_get_place(const PsgReview *review, const PsgThread *thread);
