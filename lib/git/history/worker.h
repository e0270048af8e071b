/* What one thread needs to find facts: trees and files it has read, kept for the next commit.
 * Private to lib/git/history/. */
#pragma once
#include "git/history/facts.h"

#define PSG_LARGE_FILE (16 * 1024 * 1024)

/* Objects by number, the most recent ones: when `young` is full it becomes `old`. */
typedef struct {
    GHashTable *young, *old; /* git_oid -> item, whose first field is its git_oid */
    gsize size, limit;       /* bytes of `young` */
} PsgRecent;

void psg_recent_init(PsgRecent *recent, gsize limit, GDestroyNotify free_item);
void psg_recent_clear(PsgRecent *recent);
gpointer psg_recent_find(PsgRecent *recent, const git_oid *oid);
void psg_recent_add(PsgRecent *recent, gpointer item, gsize size);

/* Items are counted, so that one in use outlives its place among the recent ones. */
typedef struct {
    git_oid oid;
    guint references;
    PsgObject object;
} PsgTreeBytes;

typedef struct {
    guint64 hash; /* of the words in their order */
    guint first, count;
    guint64 *sorted; /* made at need */
    gboolean is_read;
    guint64 beginning; /* the first word; 0: none */
    gboolean has_beginning;
} PsgPartWords;

/* A file's contents. */
typedef struct {
    git_oid oid;
    guint references;
    PsgObject object; /* of a text that was made here: nothing */
    const char *bytes;
    gsize length;
    gboolean is_opaque;  /* too large to be read */
    GArray *parts;       /* PsgHistoryPart; empty without a reader */
    GArray *words;       /* guint64 */
    PsgPartWords *found; /* one for each part, and one for the whole */
    char *owned;
} PsgFileText;

/* One file that differs between two trees. */
typedef struct {
    const char *path;     /* owned by the worker's `names` */
    const char *old_path; /* where it comes from; NULL: it is new */
    git_oid old_oid, new_oid;
    gboolean has_old, has_new;
    guint32 flags;
} PsgFileChange;

typedef struct PsgListing PsgListing; /* the wanted files of one tree; see sources.c */
void psg_listing_free(PsgListing *listing);

typedef struct {
    PsgFactsWork *work;
    git_odb *odb;        /* its own, so that threads do not wait for one another */
    PsgListing *listing; /* of the tree that was asked for last; NULL */
    PsgRecent trees, texts;
    GStringChunk *names;
    GString *path;
    GHashTable *folders; /* char *, each with '/' at its end: no other is looked into; NULL: all */
    guint visits;        /* entries seen for the current commit */
} PsgWorker;

PsgWorker *psg_worker_new(PsgFactsWork *work);
void psg_worker_free(PsgWorker *worker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgWorker, psg_worker_free)

/* Reads an object of that kind; FALSE where git cannot. Its bytes are not compared with its number
 * once more, as git itself does not when it tells a history: they were when git took the object in,
 * and are again wherever the text is read to be published. Clear it after use. */
gboolean psg_worker_read_object(
        PsgWorker *worker, const git_oid *oid, git_object_t kind, PsgObject *object);

/* Appends the wanted files (PsgFileChange) that differ between two trees, in the order of their
 * paths; NULL for no tree. FALSE sets an error. */
gboolean psg_worker_compare_trees(PsgWorker *worker, const git_oid *old_tree,
        const git_oid *new_tree, GArray *changes, GError **error);

/* The number of the file at `path`; FALSE when there is none. */
gboolean psg_worker_find_file(
        PsgWorker *worker, const git_oid *tree, const char *path, git_oid *oid);

/* A file's contents; NULL when git cannot read it. Release it after use. */
PsgFileText *psg_worker_read_text(PsgWorker *worker, const git_oid *oid);
PsgFileText *psg_worker_make_text(PsgWorker *worker, char *bytes, gsize length);
void psg_file_text_release(PsgFileText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgFileText, psg_file_text_release)

gboolean psg_file_text_has_equal_bytes(
        const PsgFileText *a, guint a_part, const PsgFileText *b, guint b_part);

/* The first word of a part: where it differs, so do the words. It belongs to the text. */
const guint64 *psg_worker_read_beginning(PsgWorker *worker, PsgFileText *text, guint part);

gboolean psg_worker_has_equal_words(
        PsgWorker *worker, PsgFileText *a, guint a_part, PsgFileText *b, guint b_part);

/* How many bytes are the same from the start on, or before the end, of two texts that are at least
 * `length` long. */
gsize psg_measure_common_start(const char *a, const char *b, gsize length);
gsize psg_measure_common_end(const char *a_end, const char *b_end, gsize length);

/* The words of a part, or of the whole (part = parts->len). */
const PsgPartWords *psg_worker_read_words(PsgWorker *worker, PsgFileText *text, guint part);

/* Twice the words in common in a hundred of all words of both. */
guint psg_worker_measure_likeness(PsgWorker *worker, PsgFileText *old_text, guint old_part,
        PsgFileText *new_text, guint new_part);

/* Says where the new files among the changes come from: sets old_path, old_oid, has_old and flags.
 */
gboolean psg_worker_find_sources(
        PsgWorker *worker, const git_oid *old_tree, GArray *changes, GError **error);

/* What one commit changed. */
typedef struct {
    const char *path, *old_path;
    guint32 flags;
    guint parts; /* how many follow in the list of parts */
} PsgFoundFile;

typedef struct {
    guint64 key, old_key;
    const char *old_path;
    guint32 flags;
} PsgFoundPart;

/* Appends files (PsgFoundFile) with their parts (PsgFoundPart) for the changes of a commit with one
 * parent. */
void psg_worker_find_parts(PsgWorker *worker, GArray *changes, GArray *files, GArray *parts);

/* What merges need: the files (PsgFileChange, those that are there after it) that differ from all
 * parents. `sides` gets one list of changes for each parent. */
gboolean psg_worker_compare_merge(PsgWorker *worker, const git_oid *tree, const git_oid *parents,
        guint count, GPtrArray *sides, GArray *changes, GError **error);

/* The same as psg_worker_find_parts() for those files: what a merge by git alone would have made of
 * them is nobody's change. `bases` are the trees of the best common ancestors of the first parent
 * and each other one (the first item means nothing); NULL where there is none. */
void psg_worker_find_merged(PsgWorker *worker, const GPtrArray *sides, const GArray *changes,
        const git_oid *const *bases, GArray *files, GArray *parts);
