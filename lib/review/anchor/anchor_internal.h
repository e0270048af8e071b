/* What the parts of following share. anchor_text: a file as words. anchor_match: which words of two
 * texts are the same. anchor_carry: one passage over such a match. anchor_moved: a passage that is
 * looked for. anchor_step: one passage over one commit. anchor_reading: what is read from git.
 * anchor_begin: where an anchor is at its own commit. anchor_commits: the commits on the way.
 * anchor_walk: many passages over them. anchor_kept: what is kept of that. anchor_follow: the face
 * of all. Private to lib/review/anchor. */
#pragma once
#include <git2.h>

#include "base/cleanup.h"
#include "review/anchor/anchor.h"
#include "review/store/store_pack.h"

#define PSG_NO_WORD G_MAXUINT32

/* The weight of a word that stands once in its text; every other weighs less. */
#define PSG_FULL_WEIGHT 64

/* A word of a text: letters or digits, without case. Marks, white space and signs between words do
 * not count, so that neither wrapping nor emphasis changes a text. */
typedef struct {
    guint32 start, end; /* bytes, half-open */
    guint32 id;         /* the same for the same word */
    guint32 stem;       /* the same for words that begin alike */
    guint8 weight;      /* 1 to PSG_FULL_WEIGHT: words that are rare in the text weigh most */
    guint8 heading;     /* level of the heading it stands in; 0 in other text */
} PsgAnchorWord;

/* Numbers for words. */
typedef struct {
    guint64 *hashes;
    guint32 *ids;
    guint32 size, count;
    guint32 *counts; /* see psg_vocabulary_get_counts() */
    guint32 counts_size;
} PsgVocabulary;

void psg_vocabulary_init(PsgVocabulary *vocabulary);
void psg_vocabulary_clear(PsgVocabulary *vocabulary);
guint32 psg_vocabulary_number(PsgVocabulary *vocabulary, guint64 hash);

/* A table by number for whoever needs one for a while: all are 0, and must be again afterwards. */
guint32 *psg_vocabulary_get_counts(PsgVocabulary *vocabulary);

/* A word of a text, however often it is there. */
typedef struct {
    guint32 id;
    guint32 count;
    guint32 weight;
} PsgBagWord;

/* A file as words. Counted references; for one thread. */
typedef struct {
    git_oid oid;
    guint references;
    PsgVocabulary *vocabulary;
    char *bytes;
    gsize length;
    gboolean has_words; /* they were asked for */
    PsgAnchorWord *words;
    guint32 count;
    PsgBagWord *bag; /* in order of their ids; NULL until asked for */
    guint32 bag_count;
    guint64 bag_weight;
} PsgAnchorText;

/* Takes the bytes. The words are not read yet. */
PsgAnchorText *psg_anchor_text_new(PsgVocabulary *vocabulary, char *bytes, gsize length);

/* Needed before anything that goes by words. */
void psg_anchor_text_read_words(PsgAnchorText *text);

/* Appends the stems (guint32) of the words of some bytes of a text. */
void psg_anchor_text_read_stems(const PsgAnchorText *text, gsize start, gsize end, GArray *stems);
PsgAnchorText *psg_anchor_text_ref(PsgAnchorText *text);
void psg_anchor_text_unref(PsgAnchorText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgAnchorText, psg_anchor_text_unref)

/* Twice the weight of the words that two texts share, in whatever order, in a hundred of the weight
 * of both; 0 when it is less than `least`. */
guint psg_anchor_text_compare(PsgAnchorText *a, PsgAnchorText *b, guint least);

/* How often words stand in a row in a text. */
guint psg_anchor_text_count_words(const PsgAnchorText *text, const guint32 *ids, guint32 count);

/* How many bytes are the same, in whole lines, at the beginning and at the end of two texts; what
 * lies between does not overlap. */
void psg_anchor_text_compare_ends(const PsgAnchorText *old_text, const PsgAnchorText *new_text,
        gsize *same_start, gsize *same_end);

/* The words that a range of bytes touches, half-open; for a range without any, both are the word
 * after it. */
void psg_anchor_text_find_words(
        const PsgAnchorText *text, gsize start, gsize end, guint32 *first, guint32 *end_word);

/* Which words of two texts are the same, in order. */
typedef struct {
    PsgAnchorText *old_text, *new_text; /* held */
    guint32 *to_new, *to_old;           /* PSG_NO_WORD for a word without a partner */
} PsgWordMatch;

PsgWordMatch *psg_word_match_new(PsgAnchorText *old_text, PsgAnchorText *new_text);
void psg_word_match_free(PsgWordMatch *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgWordMatch, psg_word_match_free)

/* Where a passage went. */
typedef struct {
    gsize start, end;    /* bytes of the new text */
    guint share;         /* of the passage's weight that is still there, in hundredths */
    guint context;       /* the same of the words around it */
    guint weight;        /* of the passage's words that are still there */
    guint run;           /* of words that are still there in their order, the most in a row */
    gboolean is_heading; /* nothing is left of a heading, but another stands in its place */
} PsgCarried;

/* Words around a passage that tell it from others, on each side. */
#define PSG_CONTEXT_WORDS 24

/* Words are aligned one against one up to this many pairs. */
#define PSG_LARGE_AREA (1 << 20)

/* All in hundredths. A passage is known again by the share of its own words that is left and by
 * the share of the words around it. Where most of those around are left, the passage itself may be
 * rewritten but for a rest; where fewer are, half of it must be left; where none are, the words
 * left must be many, or a row of words that stands nowhere else. */
#define PSG_CONTEXT_STAYS 50
#define PSG_REST_STAYS 10
#define PSG_CONTEXT_KNOWN 25
#define PSG_SHARE_KNOWN 50
#define PSG_MANY_WORDS (5 * PSG_FULL_WEIGHT)
#define PSG_LONG_RUN 5

/* Finds the range that a passage has where some of its words have places in a new text (`to_new`,
 * by words of the old one; `to_old` the other way round). FALSE when none has. */
gboolean psg_passage_place(const PsgAnchorText *old_text, gsize start, gsize end,
        const guint32 *to_new, const PsgAnchorText *new_text, const guint32 *to_old,
        PsgCarried *carried);

/* Carries a range of bytes over a match. FALSE when nothing of it is left there. */
gboolean psg_passage_carry(const PsgWordMatch *match, gsize start, gsize end, PsgCarried *carried);

/* The words of a new text that came in with a commit, in order. */
typedef struct {
    guint32 *words; /* places in the new text */
    guint32 *ids, *stems;
    guint32 count;
} PsgAddedWords;

/* Those that have no partner in `match` (the text beside the one it was made of), or all (NULL). */
PsgAddedWords *psg_added_words_new(const PsgAnchorText *text, const PsgWordMatch *match);
void psg_added_words_free(PsgAddedWords *added);

/* A file with lines that came in. */
typedef struct {
    guint32 change;       /* index of its change */
    guint32 first;        /* where its words begin among all of the pool */
    PsgAddedWords *added; /* its words that came in: NULL until somebody needs to know */
} PsgPoolFile;

/* The words of all lines that came in with a commit, and where each stands among them: they say at
 * little cost where a passage cannot have gone. */
typedef struct {
    GArray *files;   /* PsgPoolFile */
    GArray *stems;   /* guint32: of all words */
    guint32 *heads;  /* by stem: index of its last word + 1, or 0 */
    guint32 *counts; /* by stem */
    guint32 size;    /* of both */
    guint32 *before; /* by index: that of the word before it with the same stem + 1, or 0 */
} PsgAddedPool;

void psg_added_pool_init(PsgAddedPool *pool);
void psg_added_pool_clear(PsgAddedPool *pool);

/* Takes all words out. */
void psg_added_pool_empty(PsgAddedPool *pool);

/* Adds the words of those lines of `text` that are not among the lines of `old_text` (nullable). */
void psg_added_pool_add(PsgAddedPool *pool, guint32 change, const PsgAnchorText *text,
        const PsgAnchorText *old_text);

/* To be called when all are added. */
void psg_added_pool_finish(PsgAddedPool *pool, const PsgVocabulary *vocabulary);

/* Tables by word for one search after another. */
typedef struct {
    guint16 *slots;   /* of words and stems: index of the passage's own word + 1, or 0 */
    guint8 *contexts; /* what a word around the passage weighs */
    guint32 size;
} PsgSearchTables;

/* A passage that is looked for. */
typedef struct {
    const PsgAnchorText *text;
    gsize start, end;
    guint32 first, end_word; /* words */
    guint32 count;           /* of words that are looked for */
    guint weight;
    guint around;     /* what the words around it weigh */
    guint16 *slots;   /* see PsgSearchTables */
    guint8 *contexts; /* see there */
    guint32 id_count; /* ids from here on are not in the tables */
    guint16 *allowed; /* by slot: how often the passage has the word */
    guint8 *weights;  /* by slot */
    guint16 *seen;    /* by slot: how often it is in the window that is looked at */
    guint slot_count;
} PsgPassageSearch;

void psg_passage_search_init(PsgPassageSearch *search, PsgSearchTables *tables,
        const PsgVocabulary *vocabulary, const PsgAnchorText *text, gsize start, gsize end);
void psg_passage_search_clear(PsgPassageSearch *search);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgPassageSearch, psg_passage_search_clear)

/* By file of the pool: whether half of what the passage weighs is in its lines. The caller owns the
 * list. */
gboolean *psg_passage_search_list_files(const PsgPassageSearch *search, const PsgAddedPool *pool);

/* Finds where a passage went among the words that came in with a file. `match` (nullable) is that
 * of the passage's own text and the new one. FALSE when it did not. */
gboolean psg_passage_find_moved(const PsgPassageSearch *search, const PsgAddedWords *added,
        const PsgAnchorText *new_text, const PsgWordMatch *match, PsgCarried *carried);

/* --- what is read from git --- */

/* A path, the same object wherever it is met. */
typedef struct {
    guint32 number;
    char text[];
} PsgAnchorPath;

/* What all threads read from. */
typedef struct {
    git_repository *git;
    git_odb *odb;
    PsgPacks *packs;
    GMutex lock;
    GHashTable *paths; /* text -> PsgAnchorPath */
    gint has_unread;   /* atomic: something could not be read, so nothing is to be kept */
} PsgAnchorSource;

gboolean psg_anchor_source_init(PsgAnchorSource *source, git_repository *git);
void psg_anchor_source_clear(PsgAnchorSource *source);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgAnchorSource, psg_anchor_source_clear)

const PsgAnchorPath *psg_anchor_source_get_path(PsgAnchorSource *source, const char *path);

/* Where a passage is at some commit. */
typedef struct {
    PsgAnchorStatus status;
    gboolean is_file; /* as a whole: it has no range */
    const PsgAnchorPath *path;
    git_oid blob;
    gsize start, end;
    git_oid removed_by;
    guint64 begun; /* a hash of its bytes but white space, as they were in the beginning */
} PsgAnchorState;

/* One file that differs between a commit and its parent. */
typedef struct {
    const PsgAnchorPath *path;
    gboolean has_old, has_new;
    git_oid old_oid, new_oid;
    guint32 source;      /* of a new file: the change whose old file it was; PSG_NO_WORD */
    guint32 target;      /* of a file that is no more: the change whose new file it is */
    gboolean is_settled; /* source or target was looked for */
    gboolean has_same;   /* the next three are known */
    git_oid same_as;     /* the text that the new one is compared with: */
    gsize same_start;    /* so many bytes at its beginning, whole lines, */
    gsize same_end;      /* and at its end, are the same */
} PsgAnchorChange;

/* A folder (anchor_tree.c). Counted references; for one thread. */
typedef struct PsgAnchorTree PsgAnchorTree;
void psg_anchor_tree_unref(PsgAnchorTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgAnchorTree, psg_anchor_tree_unref)

/* One thread's following: what it needs to remember on its way. */
typedef struct {
    PsgAnchorSource *source;
    PsgPackReader *reader;
    PsgVocabulary vocabulary;
    GHashTable *texts, *old_texts; /* git_oid -> PsgAnchorText: those used last, and before */
    gsize texts_size;
    GHashTable *drafts;                /* the same of texts that git does not have; NULL */
    GHashTable *trees, *old_trees;     /* git_oid -> PsgAnchorTree: as texts */
    GHashTable *matches, *old_matches; /* two git_oid -> PsgWordMatch */
    GArray *changed_at;                /* by path's number: guint32, index of its change */
    GArray *changes;                   /* PsgAnchorChange: of the step */
    git_oid commit;                    /* of the step */
    gboolean has_unread;               /* some text of the step could not be read */
    gboolean has_pool;
    PsgAddedPool pool; /* of the step, made when the first passage is looked for */
    PsgSearchTables tables;
} PsgFollower;

void psg_follower_init(PsgFollower *follower, PsgAnchorSource *source);
void psg_follower_clear(PsgFollower *follower);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgFollower, psg_follower_clear)

/* An object's bytes, which last until the next one is read. FALSE when it is not there, not of this
 * type or greater than the limit. */
gboolean psg_follower_read_object(PsgFollower *follower, const git_oid *oid, git_object_t type,
        gsize limit, const char **bytes, gsize *length);

/* A file's text, with a reference for the caller; NULL when git cannot read it. Those that are too
 * large, or no text, are empty. */
PsgAnchorText *psg_follower_read_text(PsgFollower *follower, const git_oid *oid);

/* The same, with its words. */
PsgAnchorText *psg_follower_read_words(PsgFollower *follower, const git_oid *oid);

/* Gives a text that git does not have the number that it would have there, and keeps it. */
void psg_follower_add_draft(PsgFollower *follower, GBytes *bytes, git_oid *oid);

/* The match of two texts; kept by the follower until others push it out. NULL when git cannot read
 * them. */
PsgWordMatch *psg_follower_match(
        PsgFollower *follower, const git_oid *old_oid, const git_oid *new_oid);

/* The file at a path of a tree. FALSE when there is none. */
gboolean psg_follower_find_file(
        PsgFollower *follower, const git_oid *tree, const char *path, git_oid *oid);

/* --- one step --- */

/* Empties the step; changes may be added then. `commit`: what passages that are lost were removed
 * by. */
void psg_follower_reset_step(PsgFollower *follower, const git_oid *commit);
void psg_follower_add_change(PsgFollower *follower, const PsgAnchorPath *path,
        const git_oid *old_oid, const git_oid *new_oid);

/* Lists what differs between two trees as the follower's current step. FALSE when git cannot read
 * one of them, or what is below. */
gboolean psg_follower_begin_step(PsgFollower *follower, const git_oid *commit,
        const git_oid *old_tree, const git_oid *new_tree);

/* TRUE when the step touches the file at the path. */
gboolean psg_follower_touches(const PsgFollower *follower, const PsgAnchorPath *path);

/* Carries a passage over the current step. FALSE when the step does not touch it. With
 * `stays_in_file` it is not looked for elsewhere, and does not come back once it is gone. */
gboolean psg_follower_carry(PsgFollower *follower, const PsgAnchorState *old_state,
        gboolean stays_in_file, PsgAnchorState *new_state);

/* Where an anchor is in the tree of its own commit; unknown for one that is not there. */
void psg_follower_begin_anchor(
        PsgFollower *follower, const git_oid *tree, const PsgAnchor *anchor, PsgAnchorState *state);

/* TRUE for a range that is not empty and lies in the text at borders of characters. */
gboolean psg_range_is_good(const char *bytes, gsize length, gsize start, gsize end);

/* A hash of bytes, but for white space. */
guint64 psg_passage_hash(const char *bytes, gsize length);

/* --- the commits --- */

typedef struct {
    git_oid oid;
    guint32 index; /* of the commit among those listed; PSG_NO_WORD: it is not among them */
} PsgAnchorParent;

typedef struct {
    git_oid oid, tree;
    gint64 time;
    guint32 first_parent, parent_count;
    guint32 generation; /* commits on the longest way from the beginning */
} PsgAnchorCommit;

typedef struct {
    GArray *commits;     /* PsgAnchorCommit: parents before children, the newest last */
    GArray *parents;     /* PsgAnchorParent */
    GHashTable *numbers; /* git_oid -> index + 1 */
} PsgAnchorCommits;

void psg_anchor_commits_clear(PsgAnchorCommits *commits);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgAnchorCommits, psg_anchor_commits_clear)

/* Lists a commit with its ancestors, those that are here. FALSE when there is no commit `to`. */
gboolean psg_anchor_commits_list(
        PsgAnchorCommits *commits, PsgFollower *follower, const git_oid *to);

/* Lists those of the commits `from` that are here, with their ancestors, but for what is in
 * `known`. */
void psg_anchor_commits_list_others(PsgAnchorCommits *commits, PsgFollower *follower,
        const git_oid *from, guint count, const PsgAnchorCommits *known);

/* Reads one commit: its tree, and its parents (git_oid, nullable). FALSE when it is not here. */
gboolean psg_anchor_commit_read(
        PsgFollower *follower, const git_oid *oid, PsgAnchorCommit *commit, GArray *parents);

static inline PsgAnchorCommit *
psg_anchor_commits_get(const PsgAnchorCommits *commits, guint32 index)
{
    return &g_array_index(commits->commits, PsgAnchorCommit, index);
}

/* FALSE when the commit is not among them. */
static inline gboolean
psg_anchor_commits_find(const PsgAnchorCommits *commits, const git_oid *oid, guint32 *index)
{
    guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(commits->numbers, oid));
    *index = number - 1;
    return number > 0;
}

/* --- many passages --- */

/* Where an anchor is at a commit, as an index of states; or one of these. */
#define PSG_PLACE_NONE G_MAXUINT32            /* the anchor's commit is not an ancestor */
#define PSG_PLACE_NOT_KNOWN (G_MAXUINT32 - 1) /* it was not followed to there */

/* The places of anchors at some commits. */
typedef struct {
    guint count;           /* of anchors */
    GArray *states;        /* PsgAnchorState */
    GArray *commits;       /* git_oid */
    GHashTable *numbers;   /* git_oid -> index + 1 */
    guint32 *places;       /* by commit and anchor */
    gboolean *are_foreign; /* by anchor: its place at the last commit is for that commit alone,
                              since its own is not an ancestor */
} PsgAnchorTable;

/* A table without states, all of whose places are `place`. Takes the commits (git_oid). */
PsgAnchorTable *psg_anchor_table_new(guint count, GArray *commits, guint32 place);
void psg_anchor_table_free(PsgAnchorTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgAnchorTable, psg_anchor_table_free)

/* The places at a commit; NULL when the table has none. */
guint32 *psg_anchor_table_get_row(const PsgAnchorTable *table, const git_oid *commit);

static inline PsgAnchorState *
psg_anchor_table_get_state(const PsgAnchorTable *table, guint32 place)
{
    return &g_array_index(table->states, PsgAnchorState, place);
}

/* Where an anchor begins. */
typedef struct {
    guint32 anchor;
    guint32 commit; /* among those listed */
    gboolean has_state;
    PsgAnchorState state; /* there; else that at its own commit is read */
} PsgAnchorBegin;

/* Follows the anchors that begin (PsgAnchorBegin) at some of the commits to all commits of `table`,
 * and those of `going_on` (guint32) from the places that `before` (nullable) has for commits up to
 * its last one, which is listed. What `table` has for other anchors stays. */
void psg_anchor_walk(PsgAnchorSource *source, const PsgAnchorCommits *commits,
        const PsgAnchor *anchors, const GArray *begins, const GArray *going_on,
        const PsgAnchorTable *before, PsgAnchorTable *table, guint threads);

/* Says where anchors begin among the commits (PsgAnchorBegin), of which the last one is asked
 * about. One that is on none of them is carried to where its branch parts from them, if it can be
 * known again there, or at once to the last one: `table` gets it as foreign then, and the place at
 * its last row. */
void psg_anchors_begin(PsgFollower *follower, const PsgAnchor *anchors, const GArray *wanted,
        const PsgAnchorCommits *commits, PsgAnchorTable *table, GArray *begins);

/* --- what is kept --- */

/* The table of these anchors as bytes, and back: NULL for anything that this very code did not
 * write. Anchors that are not in the bytes have no known place. The paths are the source's. */
GBytes *psg_anchor_table_write(const PsgAnchorTable *table, const PsgAnchor *anchors);
PsgAnchorTable *psg_anchor_table_read(const void *bytes, gsize length, const PsgAnchor *anchors,
        guint count, PsgAnchorSource *source);

/* The table that serves best for the commit `to`: one that has it; else one whose last commit is an
 * ancestor of it. NULL when there is none. `name`: see PsgAnchorOptions. */
PsgAnchorTable *psg_anchor_table_load(PsgAnchorSource *source, const char *name,
        const PsgAnchor *anchors, guint count, const git_oid *to);

/* Keeps a table by its last commit, in the place of the one for `before` (nullable). Where nothing
 * can be written nothing is kept. */
void psg_anchor_table_save(const PsgAnchorTable *table, PsgAnchorSource *source, const char *name,
        const PsgAnchor *anchors, const git_oid *before);

static inline const git_oid *
psg_anchor_table_get_last(const PsgAnchorTable *table)
{
    return &g_array_index(table->commits, git_oid, table->commits->len - 1);
}
