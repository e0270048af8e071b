/* What the parts of following share. anchor_text: a file as words. anchor_match: which words of two
 * texts are the same. anchor_carry: one passage over such a match. anchor_step: all passages over
 * one commit. anchor_follow: over the history. Private to lib/review/anchor*.c. */
#pragma once
#include <git2.h>

#include "base/cleanup.h"
#include "review/anchor/anchor.h"

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
    guint32 *counts; /* by id, all 0 between uses */
    guint32 counts_size;
} PsgVocabulary;

void psg_vocabulary_init(PsgVocabulary *vocabulary);
void psg_vocabulary_clear(PsgVocabulary *vocabulary);
guint32 psg_vocabulary_number(PsgVocabulary *vocabulary, guint64 hash);

/* A file as words. Counted references. */
typedef struct {
    git_oid oid;
    guint references;
    char *bytes;
    gsize length;
    PsgAnchorWord *words;
    guint32 count;
    guint64 *bag; /* words in order of their ids, with their weights; NULL until asked for */
} PsgAnchorText;

/* Takes the bytes. */
PsgAnchorText *psg_anchor_text_new(PsgVocabulary *vocabulary, char *bytes, gsize length);
PsgAnchorText *psg_anchor_text_ref(PsgAnchorText *text);
void psg_anchor_text_unref(PsgAnchorText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgAnchorText, psg_anchor_text_unref)

/* Twice the weight of the words that two texts share, in whatever order, in a hundred of the weight
 * of both. */
guint psg_anchor_text_compare(PsgAnchorText *a, PsgAnchorText *b);

/* How often words stand in a row in a text. */
guint psg_anchor_text_count_words(const PsgAnchorText *text, const guint32 *ids, guint32 count);

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
    guint32 change; /* index of its change */
    guint32 *words; /* places in the new text */
    guint32 *ids, *stems;
    guint32 count;
} PsgAddedWords;

/* Lists the words of `text` that have no partner in `match` (the text beside the one it was made
 * of), or all of them (NULL). */
void psg_added_words_init(
        PsgAddedWords *added, const PsgAnchorText *text, const PsgWordMatch *match);
void psg_added_words_clear(PsgAddedWords *added);

/* A passage that is looked for. */
typedef struct {
    const PsgAnchorText *text;
    gsize start, end;
    guint32 first, end_word;
    guint weight;
    guint around;     /* what the words around it weigh */
    guint32 id_count; /* ids from here on are not in the passage */
    guint16 *slots;   /* by id of words and stems: index of the passage's own word + 1, or 0 */
    guint8 *contexts; /* by id: what a word around the passage weighs */
    guint16 *allowed; /* by slot: how often the passage has the word */
    guint8 *weights;  /* by slot */
    guint16 *seen;    /* by slot: how often it is in the window that is looked at */
    guint slot_count;
} PsgPassageSearch;

void psg_passage_search_init(PsgPassageSearch *search, const PsgVocabulary *vocabulary,
        const PsgAnchorText *text, gsize start, gsize end);
void psg_passage_search_clear(PsgPassageSearch *search);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgPassageSearch, psg_passage_search_clear)

/* TRUE when the passage may be known again somewhere among the words: said at little cost.
 * `is_same_file`: they came in beside words that may have stayed around it. */
gboolean psg_passage_search_may_find(
        const PsgPassageSearch *search, const PsgAddedWords *added, gboolean is_same_file);

/* Finds where a passage went among words that came in. `match` (nullable) is that of the passage's
 * own text and the new one. FALSE when it did not. */
gboolean psg_passage_find_moved(const PsgPassageSearch *search, const PsgAddedWords *added,
        const PsgAnchorText *new_text, const PsgWordMatch *match, PsgCarried *carried);

/* --- a commit --- */

/* Where a passage is at some commit. */
typedef struct {
    PsgAnchorStatus status;
    guint32 path; /* see PsgFollower.paths */
    git_oid blob;
    gsize start, end;
    git_oid removed_by;
    guint32 lost;     /* when gone: see PsgFollower.lost */
    gboolean is_file; /* as a whole: it has no range */
    guint64 begun;    /* a hash of its bytes but white space, as they were in the beginning */
} PsgAnchorState;

/* The words of a passage that is gone. */
typedef struct {
    guint32 *ids;
    guint32 count;
} PsgLostWords;

/* One file that differs between a commit and its parent. */
typedef struct {
    guint32 path;
    gboolean has_old, has_new;
    git_oid old_oid, new_oid;
    guint32 source;      /* of a new file: the change whose old file it was; PSG_NO_WORD */
    guint32 target;      /* of a file that is no more: the change whose new file it is */
    gboolean is_settled; /* source or target was looked for */
} PsgAnchorChange;

/* All that following needs to remember on its way. */
typedef struct {
    git_repository *git;
    git_odb *odb;
    PsgVocabulary vocabulary;
    GHashTable *path_numbers;      /* char * -> number + 1 */
    GPtrArray *paths;              /* char *, by number */
    GHashTable *texts, *old_texts; /* git_oid -> PsgAnchorText: those used last, and before */
    gsize texts_size;
    GHashTable *matches, *old_matches; /* two git_oid -> PsgWordMatch */
    GArray *changed_at;                /* by path: guint32, index of its change */
    GArray *changes;                   /* PsgAnchorChange: of the step */
    git_oid commit;                    /* of the step */
    gboolean has_pool;
    GArray *pool; /* PsgAddedWords: of the step, made when the first passage is looked for */
    GArray *lost; /* PsgLostWords: of all passages that went */
} PsgFollower;

guint32 psg_follower_number_path(PsgFollower *follower, const char *path);

/* A file's text, with a reference for the caller; NULL when git cannot read it. */
PsgAnchorText *psg_follower_read_text(PsgFollower *follower, const git_oid *oid);

/* The match of two texts; kept by the follower until others push it out. NULL when git cannot read
 * them. */
PsgWordMatch *psg_follower_match(
        PsgFollower *follower, const git_oid *old_oid, const git_oid *new_oid);

/* Lists what differs between two trees as the follower's current step; `old_tree` may be NULL. */
gboolean psg_follower_begin_step(PsgFollower *follower, const git_oid *commit,
        const git_oid *old_tree, const git_oid *new_tree, GError **error);

/* Carries a passage over the current step. FALSE when the step does not touch it. */
gboolean psg_follower_carry(
        PsgFollower *follower, const PsgAnchorState *old_state, PsgAnchorState *new_state);
