/* A chronicle: the history of a package's chapters and sections, with its people as they chose to
 * be named. */
#pragma once
#include "changes/changes.h"
#include "git/history.h"
#include "project/package.h"
#include "project/place.h"

/* Reads Markdown for lib/git's history. */
extern const PsgHistoryReader psg_chronicle_reader;

/* Not thread-safe: it reads the snapshot. */
typedef struct PsgChronicle PsgChronicle;

/* The history up to the snapshot's commit. Keeps `place`, `snapshot` and `package`. `threads`: 0 as
 * many as the machine has. NULL without error when there is no history: not in git, or before the
 * first commit. The caller owns it. */
PsgChronicle *psg_chronicle_new(const PsgPlace *place, PsgSnapshot *snapshot,
        const PsgPackage *package, guint threads, GError **error);
void psg_chronicle_free(PsgChronicle *chronicle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgChronicle, psg_chronicle_free)

/* Shows people as another state of the package says: what they agree to now holds for what is told
 * now, however old the snapshot is. Keeps `package`. */
void psg_chronicle_set_people(PsgChronicle *chronicle, const PsgPackage *package);

/* FALSE in a shallow clone. */
gboolean psg_chronicle_is_complete(const PsgChronicle *chronicle);

/* FALSE when git could not read a file of some revision, so that changes may be missing. */
gboolean psg_chronicle_is_whole(const PsgChronicle *chronicle);

/* TRUE when the commit (40 hex digits) is the snapshot's, or one that it descends from. */
gboolean psg_chronicle_holds(PsgChronicle *chronicle, const char *oid);

/* When a chapter last changed in substance. */
typedef struct {
    gboolean is_known; /* FALSE: never committed, or in a commit that a shallow clone does not have
                        */
    gboolean is_changed; /* the working tree's text differs in substance from its commit's: not yet
                            committed */
    gint64 time;         /* committer's, seconds since 1970 */
    int offset_minutes;
    guint commit;
} PsgLastChange;

/* `path` is in the package, as in PsgChapterEntry. */
void psg_chronicle_get_last_change(
        PsgChronicle *chronicle, const char *path, PsgLastChange *change);

/* The first of a document's versions (PsgVersion, oldest first) that holds the chapter's last
 * change: the text is the same since. NULL when none does. Points into `versions`. */
const char *psg_chronicle_find_since(
        PsgChronicle *chronicle, const PsgLastChange *change, const GPtrArray *versions);

/* Who took part in a commit, as they agreed to be shown. */
typedef struct {
    const PsgContributor *contributor; /* NULL: not in people.yaml */
    char *name; /* by consent: the chosen name; the group's ("Parents and carers"); "a contributor".
                   In a package without people.yaml what git says */
} PsgVoice;

/* One commit that changed a chapter or section, told to a reader. */
typedef struct {
    char *oid, *abbreviation;
    gint64 time;
    int offset_minutes;
    GPtrArray *voices;           /* PsgVoice, each shown name once */
    char *reason;                /* the message's subject */
    char *details;               /* its body; "" */
    GPtrArray *threads;          /* char *: ids from "Answers:" trailers */
    char *path, *old_path;       /* from the root of the repository; old NULL: it came to be */
    PsgDocumentChanges *changes; /* of this one file; NULL when its text could not be read */
    char *section_id, *old_section_id; /* when a section was asked for */
    gboolean is_new;
    gboolean is_part; /* it came out of `old_path`, which is still there: what the one has no more
                         the other may have */
    guint earlier;    /* how many older commits changed it; a reader may see nothing of some */
} PsgChronicleEntry;

void psg_chronicle_entry_free(PsgChronicleEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgChronicleEntry, psg_chronicle_entry_free)

/* The entries for a chapter (path in the package, or the end of one that is unique), or a section
 * of it (`fragment`, a heading's id; with everything below its sub-headings), newest first, at most
 * `limit` (0: all). Sets PSG_CHANGES_ERROR_PATH with the nearest name. The caller owns the array.
 */
GPtrArray *psg_chronicle_list_entries(PsgChronicle *chronicle, const char *path,
        const char *fragment, guint limit, GError **error);

/* What the working tree has that is not committed yet, as an entry without commit, date and people.
 * NULL when there is nothing. The caller owns it. */
PsgChronicleEntry *psg_chronicle_read_pending(
        PsgChronicle *chronicle, const char *path, const char *fragment);

/* The path in the package of the chapter that `path` means (see psg_chronicle_list_entries()).
 * Owned by the package. */
const char *psg_chronicle_find_path(const PsgPackage *package, const char *path, GError **error);

/* Contributors to a chapter: each shown name once, in order of first contribution. The caller owns
 * the array (PsgVoice). */
GPtrArray *psg_chronicle_list_voices(
        PsgChronicle *chronicle, const char *path, const char *fragment);

void psg_voice_free(PsgVoice *voice);

/* A commit's message as readers may see it: without e-mail addresses and without lines that name a
 * person ("Signed-off-by: ..."): where commits were squashed into one, they stand in the middle of
 * its message. The caller owns it. */
char *psg_chronicle_hide_people(const char *text);
