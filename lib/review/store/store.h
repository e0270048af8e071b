/* The store of the events: the branch plainsong/comments of the repository, an ordinary branch with
 * its own root that is written without touching the index, HEAD or the working tree. What was
 * appended is on the disk before the branch names it, and the branch moves by compare-and-swap, so
 * that an event is either there as a whole or not at all, whatever happens meanwhile. */
#pragma once
#include <glib.h>

#include "base/finding.h"
#include "git/repository.h"
#include "review/event/event.h"

#define PSG_STORE_BRANCH "refs/heads/plainsong/comments"

typedef struct PsgStore PsgStore;

/* The store of a repository, which must outlive it. Nothing is read or made yet. From here on
 * everything that this program writes to git directories is flushed to the disk. Any thread may use
 * it. */
PsgStore *psg_store_new(PsgRepository *repository);
void psg_store_free(PsgStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgStore, psg_store_free)

/* How long to try when others are writing or left the branch locked; 10,000 at first. */
void psg_store_set_patience(PsgStore *store, guint milliseconds);

/* Adds events in one commit, and makes the branch when it is not there. When it returns TRUE all of
 * them are on the disk; else none is stored. Events that are stored already, byte for byte, are
 * fine. The commit bears the ids of contributors and the events' times, and no e-mail address. Sets
 * PSG_REVIEW_ERROR_EVENT, _EXISTS (an event of this id with other bytes: events never change),
 * _BRANCH, _LOCKED or _STORE. */
gboolean psg_store_append(
        PsgStore *store, const PsgEvent *const *events, guint count, GError **error);

/* What joining the branch with other events came to. */
typedef struct {
    guint came_in, went_out; /* events that only the other side, and only this one had */
    guint redacted_here, redacted_there; /* events whose words this side, and the other still had */
    char tip[41];                        /* the commit that the branch is now at */
    gboolean is_rewrite; /* the commit does not come after the other side's: its history held words
                            that were taken away */
} PsgStoreMerged;

/* Joins the branch with another clone's (`commit`, 40 hex digits, whose objects are here). Nothing
 * of either is left out but words that a redaction on one side takes away; those are then to be
 * expired. The same two states give the same commit in every clone. Sets PSG_REVIEW_ERROR_BRANCH,
 * _LOCKED or _STORE. */
gboolean psg_store_merge(
        PsgStore *store, const char *commit, PsgStoreMerged *merged, GError **error);

/* Adds redactions, and takes away the words of the events they are about and of their edits, from
 * the whole history of the branch, which is written anew. They are then to be expired. All or none.
 * Sets the same errors as psg_store_append(), and PSG_REVIEW_ERROR_NOT_FOUND without a branch. */
gboolean psg_store_redact(PsgStore *store, const PsgEvent *const *redactions, guint count,
        PsgStoreMerged *merged, GError **error);

/* What became of the files whose words were taken away. */
typedef struct {
    guint expired;      /* now off the disk */
    guint left;         /* still there */
    GPtrArray *holders; /* char *: branches, tags and remotes' branches that still lead to some */
    char *obstacle;     /* what git said when it could not; NULL */
} PsgStoreExpiry;

/* Takes such files off the disk: all that was not yet, here or by a program that was ended in the
 * midst of it. They stay where a reference other than the branch still leads to them, as a remote's
 * branch does until it is written anew too; what git keeps otherwise is left as it was. Quick when
 * there is nothing to do. Clear `expiry` in any case. Sets PSG_REVIEW_ERROR_STORE. */
gboolean psg_store_expire(PsgStore *store, PsgStoreExpiry *expiry, GError **error);
void psg_store_expiry_clear(PsgStoreExpiry *expiry);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgStoreExpiry, psg_store_expiry_clear)

/* All events of the branch as it was when it was asked for. */
typedef struct PsgEventList PsgEventList;

/* Reads the branch; of what lies in `plainsong/` in the git directory it reads only what is new. A
 * branch that is not there is an empty list. Files that are no events are left out and told by
 * psg_event_list_report(), and so are events that git cannot read. The caller owns the list. Sets
 * PSG_REVIEW_ERROR_BRANCH or _STORE. */
PsgEventList *psg_store_list(PsgStore *store, GError **error);
void psg_event_list_free(PsgEventList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgEventList, psg_event_list_free)

/* The commit that was read (40 hex digits); NULL when there is no branch. */
const char *psg_event_list_get_tip(const PsgEventList *list);

/* The events in order of thread and id, as one array that the list owns. Their bodies are left out:
 * see psg_store_read(). */
const PsgEvent *psg_event_list_get_events(const PsgEventList *list, guint *count);

/* Adds a finding for each file of the branch that is no event ("comments-file"), and for events
 * that have not the form they must have ("comments-event"). */
void psg_event_list_report(const PsgEventList *list, PsgFindings *findings);

/* One event of the list with its body. The caller owns it. Sets PSG_REVIEW_ERROR_STORE. */
PsgEvent *psg_store_read(
        PsgStore *store, const PsgEventList *list, const PsgEvent *event, GError **error);
