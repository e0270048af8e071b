/* History: which commits changed a file, or a part of one, in substance, and who made them. One
 * walk over the commits finds all, following renames, copies, parts that moved to another file, and
 * merges; what it found is kept by commit id under the git directory and only ever extended.
 *
 * Nothing here knows what the files hold: a reader says where their parts begin and which words
 * they have. Without a reader a file has no parts and every change of its bytes counts. Read-only
 * once loaded: any thread may ask. */
#pragma once
#include <glib.h>

#include "git/repository.h"

typedef struct {
    guint64 key;      /* equal for equal headings; 0 for what stands before the first one */
    gsize start, end; /* bytes, half-open; parts follow one another and cover the file */
    guint line;       /* where it starts, from 1 */
    guint level;      /* 1 to 6; 0 before the first heading */
} PsgHistoryPart;

/* How files are read. All functions may be called from several threads at once. Without `split` and
 * `read_words` (NULL) the wanted files have no parts and every change of their bytes counts. */
typedef struct {
    const char *name; /* of this way of reading, with its version: "markdown-1". What was kept under
                         another name is not used */
    gboolean (*wants)(const char *path); /* TRUE for files whose history is wanted */
    /* Appends the parts (PsgHistoryPart) of a file in order. Equal headings of one file get keys of
     * their own. */
    void (*split)(const char *text, gsize length, GArray *parts);
    /* Appends a hash (guint64) of each word, in order: equal lists, equal substance. The words of a
     * text's first lines are the first words of the text. */
    void (*read_words)(const char *text, gsize length, GArray *words);
    /* TRUE when the words of two texts are the same; it may know without reading all of them. NULL:
     * they are read and compared. */
    gboolean (*has_equal_words)(const char *a, gsize a_length, const char *b, gsize b_length);
} PsgHistoryReader;

/* One person as git knows them, after the .mailmap of the revision that was asked about. */
typedef struct {
    char *name; /* may be empty */
    char *mail; /* never to be published */
} PsgHistoryPerson;

typedef struct {
    char *oid;   /* 40 hex digits */
    gint64 time; /* committer's time, seconds since 1970 */
    int offset_minutes;
    GArray *people; /* guint, see psg_history_get_person(): the author first, then Co-authored-by,
                       each once */
} PsgHistoryCommit;

/* One change of a file or part, by one commit. */
typedef struct {
    guint commit;         /* see psg_history_get_commit() */
    const char *path;     /* the file after the commit, from the root of the repository */
    const char *old_path; /* the file before it; NULL: it was not there */
    guint64 key, old_key; /* of a part: after and before; 0 for a file as a whole */
    gboolean is_new;      /* the file or part came to be in this commit */
} PsgHistoryTouch;

typedef struct PsgHistory PsgHistory;

/* The history of everything that is there at a commit (`oid`, 40 hex digits). `reader` may be NULL,
 * and outlives the result. `threads`: 0 as many as the machine has. Files above 16 MB count by
 * their bytes, and a file that git cannot read is left out of what changed. What is kept lies in
 * `plainsong/` in the git directory that all worktrees share; kept facts that are broken or of
 * another making are found again, and where nothing can be written nothing is kept. Peak memory
 * follows the size of the tree, and some dozens of bytes for each commit. The caller owns the
 * result. Sets PSG_GIT_ERROR_REVISION when there is no such commit, _FAILED when git cannot read
 * one. */
PsgHistory *psg_history_load(PsgRepository *repository, const char *oid,
        const PsgHistoryReader *reader, guint threads, GError **error);
void psg_history_free(PsgHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgHistory, psg_history_free)

/* FALSE when the repository is a shallow clone, so that the oldest commits here are not the first:
 * what they hold has no touch for its beginning. */
gboolean psg_history_is_complete(const PsgHistory *history);

/* FALSE when git could not read a file of some revision (a damaged object, a partial clone):
 * changes of it are left out, and nothing of this is kept. */
gboolean psg_history_is_whole(const PsgHistory *history);

/* Every change of a file in substance (PsgHistoryTouch, oldest first); the last is its last change.
 * `path` is from the root of the repository, as it is at the commit. NULL when it is not there or
 * the reader does not want it; empty when a shallow clone does not say. Owned by the history. */
const GArray *psg_history_find_file(const PsgHistory *history, const char *path);

/* The same for one part: its heading and what stands below it up to the next heading of any level.
 * A key that the file no longer has may still lead to the part that had it. */
const GArray *psg_history_find_part(const PsgHistory *history, const char *path, guint64 key);

const PsgHistoryCommit *psg_history_get_commit(const PsgHistory *history, guint commit);
const PsgHistoryPerson *psg_history_get_person(const PsgHistory *history, guint person);

/* The commit's number; FALSE when the history holds no such commit. */
gboolean psg_history_find_commit(const PsgHistory *history, const char *oid, guint *commit);

/* For every commit the smallest i such that oids[i] (NULL-terminated, 40 hex digits; unknown ones
 * contain nothing) is it or descends from it; G_MAXUINT for none. Index with
 * PsgHistoryTouch.commit. The caller frees the array. */
guint *psg_history_find_reach(const PsgHistory *history, const char *const *oids);
