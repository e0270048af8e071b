/* What the parts of the word diff know of each other. The two sides of all pairs are laid end to
 * end as two streams, in an order that depends on their words alone, so that the same is computed
 * whichever is the old one; psg_diff_new() turns the result the way it was asked for.
 *
 * diff_flatten: trees to blocks; diff_split: their text to words. diff_identity: both to numbers,
 * in streams. diff_align: units that kept their order; diff_move: those that left it; diff_left:
 * those that only their place tells (all by diff_unit: how like each other units are). diff_words:
 * the words of what is matched; diff_readable: so that it reads well. diff_sequence: steps on
 * numbers. */
#pragma once
#include "text/diff/diff.h"

#define PSG_NOWHERE G_MAXUINT32

/* --- flatten --- */

/* Fills `side` (whose text is set) with its blocks and words. */
void psg_diff_flatten(PsgDiffSide *side);

/* Appends the words of `length` bytes of UTF-8 that stand at `offset` of `node`. `has_space` says
 * whether white space stands before, and afterwards whether it does at the end. `is_code`: names
 * keep no apostrophes and hyphens. */
void psg_diff_split_words(GArray *words, const PsgDiffWord *model, const char *bytes, gsize length,
        gboolean is_code, gboolean *has_space);

/* --- identity --- */

/* What a word is for comparing. */
typedef struct {
    guint32 id;   /* the same for the same word that means the same */
    guint32 base; /* the same for the same word */
} PsgToken;

typedef enum {
    PSG_TOKEN_PUNCTUATION,
    PSG_TOKEN_SHORT,  /* "of", "the" */
    PSG_TOKEN_COMMON, /* stands everywhere in these texts */
    PSG_TOKEN_SIGN,   /* a word of one character in a script that has no spaces */
    PSG_TOKEN_WORD,
} PsgTokenClass;

typedef struct {
    guint pair, index;          /* where it comes from */
    guint word_start, word_end; /* in the stream */
    guint32 id;                 /* the same for blocks that are the same */
    guint level;                /* of a heading */
    const xmlNode *table;       /* of a cell */
    const PsgDiffBlock *block;
} PsgStreamBlock;

/* What is matched as one: a block, or a row of a table. */
typedef struct {
    guint block_start, block_end; /* in the stream */
    PsgBlockKind kind;
    guint level;
    guint32 id;
    guint words;  /* without punctuation */
    guint weight; /* of all words, at least 1 */
    guint header; /* of a row: the unit that is its table's first row */
} PsgUnit;

typedef struct {
    guint pair_count;
    const PsgDiffSide **sides;
    GArray *blocks;                            /* PsgStreamBlock */
    GArray *units;                             /* PsgUnit */
    PsgToken *tokens;                          /* of all words of all sides */
    const PsgDiffWord **words;                 /* by pair: the words of the side */
    guint *word_base, *block_base, *unit_base; /* by pair, and one more for the end */
    guint32 **bags;     /* by unit: sorted bases, made when they are asked for */
    guint32 *matches;   /* by block: index of its match or PSG_NOWHERE */
    gboolean *is_taken; /* by unit: it is matched */
} PsgStream;

/* Blocks that became others, on the two streams; half-open. One of the two is a single block. */
typedef struct {
    guint a_start, a_end, b_start, b_end;
    gboolean is_move;
} PsgMatch;

typedef struct {
    PsgStream a, b;
    guint pair_count;
    gboolean is_a_old;
    guint base_count;
    guint8 *classes; /* PsgTokenClass by base */
    GArray *matches; /* PsgMatch */
    gint64 effort;   /* what may still be spent, in steps of about a nanosecond or two */
} PsgComparison;

void psg_comparison_init(PsgComparison *comparison, PsgDiff *diff);
void psg_comparison_clear(PsgComparison *comparison);

static inline const PsgStreamBlock *
psg_stream_get_block(const PsgStream *stream, guint index)
{
    return &g_array_index(stream->blocks, PsgStreamBlock, index);
}

static inline const PsgUnit *
psg_stream_get_unit(const PsgStream *stream, guint index)
{
    return &g_array_index(stream->units, PsgUnit, index);
}

/* The word of a stream, for what stands around it. */
static inline const PsgDiffWord *
psg_stream_get_word(const PsgStream *stream, guint pair, guint index)
{
    return &stream->words[pair][index - stream->word_base[pair]];
}

guint psg_token_weigh(const PsgComparison *comparison, guint32 base);

/* The weight of the words that two units share. */
guint psg_unit_share(PsgComparison *comparison, guint a, guint b);

const guint32 *psg_unit_get_bag(PsgComparison *comparison, gboolean is_a, guint unit);

/* What it costs to compare two units. */
gint64 psg_unit_get_cost(PsgComparison *comparison, guint a, guint b);

gboolean psg_unit_may_match(const PsgUnit *a, const PsgUnit *b);
gboolean psg_unit_is_same_picture(PsgComparison *comparison, const PsgUnit *a, const PsgUnit *b);

/* TRUE when `cost` may be spent, which it then is. */
gboolean psg_comparison_spend(PsgComparison *comparison, gint64 cost);

/* --- align --- */

/* Matches the units of each pair that stand in the same order. */
void psg_diff_align(PsgComparison *comparison);

/* Records that two units are one and the same text: block by block, cell by cell. */
void psg_comparison_match(PsgComparison *comparison, guint a, guint b, gboolean is_move);

/* Records that one unit became several, or several one. */
void psg_comparison_join(
        PsgComparison *comparison, guint a_start, guint a_end, guint b_start, guint b_end);

/* How like each other two units of any place are, in hundredths; 0 when they may not be matched. */
guint psg_unit_compare(PsgComparison *comparison, guint a, guint b);

/* --- sequences of numbers --- */

typedef struct {
    guint32 a, b, weight;
} PsgAnchor;

void psg_sort_keys(guint64 *keys, guint count); /* in ascending order */

/* The numbers of a range, in the upper half of each result, with their places, in the lower; in
 * ascending order. The caller owns the array. */
guint64 *psg_sort_range(const guint32 *numbers, guint start, guint end);

/* Keeps of `anchors`, which are in the order of `a`, those of the heaviest chain that is in order
 * of `b` too. */
void psg_anchors_keep_chain(GArray *anchors);

void psg_anchors_sort(GArray *anchors); /* in the order of `a` */

/* The numbers that stand exactly once in both ranges, as anchors of weight 1 in the order of `a`
 * (places relative to the whole arrays). */
GArray *psg_anchors_find_unique(
        const guint32 *a, guint a_start, guint a_end, const guint32 *b, guint b_start, guint b_end);

/* The longest common subsequence (Myers, An O(ND) Difference Algorithm, 1986) as pairs of places,
 * or NULL when more than `limit` differ. */
GArray *psg_sequence_match(const guint32 *a, guint a_start, guint a_end, const guint32 *b,
        guint b_start, guint b_end, guint limit);

/* --- move --- */

/* Of two lists of units those that are each other's best likeness, in the order of `a`; none when
 * that would be too much work. */
GArray *psg_find_alike(PsgComparison *comparison, const guint32 *a_units, guint a_count,
        const guint32 *b_units, guint b_count, guint threshold);

/* Matches what is left on both sides, wherever it stands. */
void psg_diff_find_moves(PsgComparison *comparison);

/* --- left --- */

/* Matches what neither stayed nor moved, where its place says what it is. */
void psg_diff_match_left(PsgComparison *comparison);

/* --- words --- */

/* Equal words that stand next to each other on both sides. */
typedef struct {
    guint a, b, length;
} PsgSegment;

/* The segments that the words of a match share, in order, fit for reading. */
void psg_diff_pair_words(PsgComparison *comparison, const PsgMatch *match, GArray *segments);

/* What pairs words: places on both sides, PSG_NOWHERE for a word without a partner. */
typedef struct {
    const PsgComparison *comparison;
    guint a_pair, b_pair, a_start, b_start; /* where the two ranges begin in their streams */
    guint a_count, b_count;
    gboolean is_code;
    const guint32 *a, *b;           /* ids */
    guint32 *a_partner, *b_partner; /* relative to the ranges */
    guint8 *a_begins, *b_begins;    /* 1 for words that begin a sentence */
} PsgPairing;

/* Leaves fewer and more readable changes. */
void psg_pairing_make_readable(PsgPairing *pairing);
