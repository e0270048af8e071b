/* What the files of flow share. A column is where boxes go (the galley, a cell, a note), a place is
 * where in it and under which tag, words are a paragraph on its way to its lines. */
#pragma once
#include "publish/print/flow/flow.h"
#include "publish/print/picture/pictures.h"

/* --- look.c: how words look --- */

enum {
    PSG_FLOW_BOLD = 1 << 0,
    PSG_FLOW_EMPHASIS = 1 << 1,
    PSG_FLOW_CODE = 1 << 2,
    PSG_FLOW_RAISED = 1 << 3,
    PSG_FLOW_LOWERED = 1 << 4,
    PSG_FLOW_SMALL = 1 << 5,
    PSG_FLOW_LINK = 1 << 6,
    PSG_FLOW_MARKED = 1 << 7,
    PSG_FLOW_UNDERLINED = 1 << 8,
    PSG_FLOW_STRUCK = 1 << 9,
    PSG_FLOW_ACCENT = 1 << 11,
    PSG_FLOW_NARROW = 1 << 10, /* of a table with too many columns */
};
/* The colour of a call-out's name. */
#define PSG_FLOW_CALLOUT_SHIFT 16
#define PSG_FLOW_OF_CALLOUT(kind) (((PsgFlowStyle)(kind) + 1) << PSG_FLOW_CALLOUT_SHIFT)
typedef guint PsgFlowStyle;

/* The look of words of a role with these changes; owned by the galley. `language` is interned. */
const PsgTypeLook *psg_flow_get_look(
        PsgFlow *flow, PsgPrintRole role, PsgFlowStyle changes, const char *language);

/* --- columns and places --- */

/* Words are never squeezed into less than so many times their size. */
#define PSG_FLOW_NARROWEST 9

/* The width of a place that is measured: more than any words need. */
#define PSG_FLOW_MEASURE (1 << 29)

typedef struct {
    GArray *boxes;               /* PsgBox */
    PsgLength space;             /* wanted below the last one */
    gboolean is_at_top;          /* of a panel or a cell: the next box has no space before it */
    PsgTypeText *label;          /* hangs on the next line; NULL */
    PsgLength label_x;           /* of `label` */
    gboolean is_changed;         /* what is added is marked by a change bar */
    gboolean is_measured;        /* nothing is set: what it would need is asked */
    PsgLength narrowest, widest; /* of what was measured */
} PsgFlowColumn;

typedef enum {
    PSG_FLOW_START, /* where lines begin */
    PSG_FLOW_LEFT,
    PSG_FLOW_CENTRE,
    PSG_FLOW_RIGHT
} PsgFlowAlignment;

typedef struct {
    PsgFlowColumn *column;
    PsgTag *tag; /* that blocks become children of; NULL while measuring */
    PsgLength x, width;
    gint panel;
    PsgPrintRole role; /* of paragraphs */
    PsgFlowStyle style;
    const char *language; /* interned */
    gboolean is_right_to_left;
    PsgFlowAlignment alignment;
    PsgLength gutter;   /* room beside the words, for a label */
    gboolean is_loose;  /* direction is found in the words: dir="auto" */
    gboolean is_direct; /* words between blocks belong to `tag` itself: in items and cells */
} PsgFlowPlace;

/* --- words.c: a paragraph's words --- */

typedef struct {
    guint at; /* byte of the words */
    const xmlNode *node;
    guint offset;
    guint end; /* of what comes from there without a gap */
} PsgFlowSource;

typedef struct {
    guint at;
    const xmlNode *node; /* with an id */
} PsgFlowAnchor;

typedef struct {
    guint at, note;
} PsgFlowCall;

typedef struct {
    guint start, end;
} PsgFlowRange;

/* How words are set and whose they are. */
typedef struct {
    const PsgTypeLook *look;
    const char *language; /* interned */
    PsgPrintOwner *owner; /* NULL while measuring */
} PsgFlowManner;

typedef enum { PSG_FLOW_NO_SPACE, PSG_FLOW_BLANK, PSG_FLOW_LINE_END } PsgFlowSpace;

typedef struct {
    GString *text;
    GArray *spans;      /* PsgTypeSpan */
    GArray *sources;    /* PsgFlowSource */
    GArray *objects;    /* PsgBounds */
    GArray *anchors;    /* PsgFlowAnchor */
    GArray *calls;      /* PsgFlowCall */
    GArray *changes;    /* PsgFlowRange: words that are marked as changed */
    PsgFlowSpace space; /* white space that waits for more words */
    PsgFlowManner space_manner;
    gboolean is_preformatted;
    guint column; /* in a line of code, for tabs */
} PsgFlowWords;

void psg_flow_words_init(PsgFlowWords *words);
void psg_flow_words_clear(PsgFlowWords *words);
void psg_flow_words_reset(PsgFlowWords *words);
/* Appends text of the tree, its white space folded as HTML does. */
void psg_flow_words_add(
        PsgFlowWords *words, const char *text, const xmlNode *node, const PsgFlowManner *manner);
/* Appends words of the engine's own, as they are. */
void psg_flow_words_add_own(PsgFlowWords *words, const char *text, const PsgFlowManner *manner);
/* A picture of this size. */
void psg_flow_words_add_object(
        PsgFlowWords *words, PsgLength width, PsgLength height, const PsgFlowManner *manner);
/* Ends the line (<br>). */
void psg_flow_words_break(PsgFlowWords *words, const PsgFlowManner *manner);
/* TRUE at the beginning, and of a line: white space is not kept there. */
gboolean psg_flow_words_are_blank(const PsgFlowWords *words);

/* --- the walk --- */

/* A note that was called. */
typedef struct {
    guint number;
    const xmlNode *node;
} PsgFlowCalled;

typedef struct {
    PsgFlow *flow;
    PsgGalley *galley;
    const PsgPrintStyle *style;
    const PsgModelChapter *chapter; /* whose ids become anchors; NULL: none */
    PsgFlowWords words;
    GHashTable *notes;           /* id -> xmlNode of the note; NULL when there are none */
    GHashTable *note_numbers;    /* xmlNode -> number in the galley + 1 */
    const xmlNode *note_section; /* NULL when there is none */
    GArray *called;              /* PsgFlowCalled: that are not set yet */
    gint note_box;               /* inside a note: the box of the galley that calls it; -1 */
    GPtrArray *addresses;        /* PsgFlowAddress, for the chapter's end */
    GHashTable *printed;         /* addresses and expansions that were printed */
    GHashTable *terms;           /* xmlNode of a term's use -> const PsgTerm */
    guint next_heading;          /* of the text, that is looked at first */
    guint list_depth;
    PsgPdfPicture *boxes[2]; /* of tasks: to do, done; made at need */
} PsgFlowWalk;

void psg_flow_walk_init(PsgFlowWalk *walk, PsgFlow *flow);
void psg_flow_walk_clear(PsgFlowWalk *walk);
/* A place at the end of the galley. */
PsgFlowPlace psg_flow_begin(
        PsgFlowWalk *walk, PsgFlowColumn *column, PsgTag *tag, PsgLength x, PsgLength width);
/* Remembers the column's space in the galley. */
void psg_flow_end(PsgFlowWalk *walk, PsgFlowColumn *column);

/* --- blocks.c --- */

/* All blocks inside `parent`; runs of words between them are paragraphs. */
void psg_flow_blocks(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *parent);
/* TRUE for a block of a draft whose words are not those of the newest version. */
gboolean psg_flow_is_changed(const PsgFlowWalk *walk, const xmlNode *element);
/* From `first` to before `end` (NULL: to the last), siblings. */
void psg_flow_block_range(
        PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *first, const xmlNode *end);
/* Words as a paragraph of its own: children of `parent` from `first` to before `end`. Returns its
 * tag. */
typedef struct {
    PsgPrintRole role;
    PsgTagType type;
    guint level; /* of a heading */
    gboolean keeps_with_next;
    gboolean is_whole;  /* never cut */
    gboolean is_direct; /* words belong to place->tag itself */
} PsgFlowParagraph;
PsgTag *psg_flow_paragraph(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *element,
        const xmlNode *first, const xmlNode *end, const PsgFlowParagraph *how);

/* The id of an element becomes an anchor before the next box. */
void psg_flow_anchor(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *element);
void psg_flow_anchor_at(PsgFlowWalk *walk, const xmlNode *element, guint box);

/* The place inside an element: its language and direction. */
PsgFlowPlace psg_flow_enter(const PsgFlowPlace *place, const xmlNode *element);
/* A tag below the place's with the source and, where it differs, the language of an element
 * (nullable); NULL while measuring. */
PsgTag *psg_flow_tag(PsgFlowWalk *walk, const PsgFlowPlace *outer, const PsgFlowPlace *inner,
        PsgTagType type, const xmlNode *element);

/* --- boxes.c --- */

/* A box at the end of the column, with the space that is due. `before` is wanted above it. */
PsgBox *psg_flow_add_box(
        PsgFlowWalk *walk, const PsgFlowPlace *place, PsgBoxKind kind, PsgLength before);
/* Wants space below. */
void psg_flow_leave_space(const PsgFlowPlace *place, PsgLength space);
/* Lets no page end behind the last box. */
void psg_flow_keep(const PsgFlowPlace *place);
/* What hangs on the next line gets one of its own when what comes is no line. */
void psg_flow_flush_label(PsgFlowWalk *walk, const PsgFlowPlace *place);

typedef struct {
    PsgPrintRole role; /* space around it */
    const char *language;
    guint line;
    gboolean keeps_with_next, is_whole, is_hyphenated;
    guint whole_lines;      /* up to so many lines are never cut; 0: three */
    PsgTag *notes;          /* receives the notes that the words call */
    gboolean is_note_apart; /* `notes` is no paragraph's: they need one of their own */
} PsgFlowSetting;
/* Sets walk->words: lines at the end of the column. Then the notes that they call. */
void psg_flow_set(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowSetting *setting);
/* Sets walk->words on one line that stands nowhere yet, for a label. The caller owns it. */
PsgTypeText *psg_flow_set_label(PsgFlowWalk *walk, const PsgFlowPlace *place);
PsgLength psg_flow_get_width(const PsgTypeText *text);
/* The width of walk->words on one line. */
PsgLength psg_flow_measure_words(PsgFlowWalk *walk, const PsgFlowPlace *place);

/* A panel around what follows, up to psg_flow_close_panel(). `inner` becomes the place in it. */
typedef struct {
    gint background, frame;
    PsgColour bar;
    PsgLength bar_width, indent; /* from the bar's edge to the words */
    PsgLength padding;           /* above and below; at both sides where there is a ground */
    PsgLength space_before, space_after;
} PsgFlowPanel;
void psg_flow_open_panel(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowPanel *panel,
        PsgFlowPlace *inner);
void psg_flow_close_panel(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowPanel *panel,
        const PsgFlowPlace *inner);

/* --- inline.c --- */

/* What words belong to. */
typedef struct {
    PsgTag *tag; /* NULL while measuring */
    PsgPrintLink *link;
    PsgPrintOwner *owner; /* of the next words; NULL: made at need, since a child came between */
} PsgFlowBelonging;

typedef struct {
    PsgFlowWalk *walk;
    PsgFlowBelonging *belonging;
    PsgPrintRole role;
    PsgFlowStyle style;
    const char *language; /* interned */
    gboolean is_right_to_left, is_heading;
    PsgLength width; /* of the paragraph, for pictures */
} PsgFlowInline;

/* Appends the words of siblings from `first` to before `end` to walk->words. */
void psg_flow_inline(const PsgFlowInline *state, const xmlNode *first, const xmlNode *end);
/* The id of an element in the words. */
void psg_flow_inline_anchor(const PsgFlowInline *state, const xmlNode *element);
/* Appends words of the engine's own. */
void psg_flow_inline_words(const PsgFlowInline *state, const char *words);
/* How words are set here, and whose they are: an owner is made for them. */
PsgFlowManner psg_flow_get_manner(const PsgFlowInline *state);
/* Begins a child of the tag that words belong to; those after it are a content of their own. */
PsgFlowBelonging psg_flow_open_child(
        const PsgFlowInline *state, PsgTagType type, const xmlNode *element);

/* --- one construct each --- */

void psg_flow_link(const PsgFlowInline *state, const xmlNode *anchor);
void psg_flow_addresses(PsgFlowWalk *walk, const PsgFlowPlace *place);
void psg_flow_address_free(gpointer address);
/* " (page 000)": of the place of this name, when it is known. */
void psg_flow_page_reference(const PsgFlowInline *state, const char *destination);
/* A link for what an <a> leads to, below `tag`; NULL when it leads nowhere in print. */
PsgPrintLink *psg_flow_make_link(PsgFlowWalk *walk, PsgTag *tag, const xmlNode *anchor);

/* Moves the place in by `indent`, or less where there is no room; by nothing where a label of
 * `least` fits into the room that a list around this one left. FALSE: there is no room beside. */
gboolean psg_flow_move_in(
        const PsgFlowWalk *walk, PsgFlowPlace *place, PsgLength indent, PsgLength least);
void psg_flow_list(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *list);
/* Hangs these nodes, as a label, beside the next line of `place`, which moves in by `indent` or as
 * much as they need. */
void psg_flow_hang(PsgFlowWalk *walk, PsgFlowPlace *place, const xmlNode *first, PsgLength indent);
void psg_flow_definitions(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *list);
void psg_flow_quote(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *quote);
void psg_flow_callout(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *callout);
void psg_flow_comments(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *list);
void psg_flow_code(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *pre);
void psg_flow_details(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *details);
void psg_flow_figure(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *figure);
void psg_flow_table(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *table);
void psg_flow_heading(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *heading);
void psg_flow_title(PsgFlowWalk *walk, const PsgFlowPlace *place);

/* TRUE for a run of siblings that shows pictures and nothing else. */
gboolean psg_flow_is_picture_run(const xmlNode *first, const xmlNode *end);
void psg_flow_picture_run(
        PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *first, const xmlNode *end);
void psg_flow_inline_picture(const PsgFlowInline *state, const xmlNode *image);

void psg_flow_find_notes(PsgFlowWalk *walk, const xmlNode *root);
/* TRUE for the section of notes at the end, whose notes stand at the foot of their pages. */
gboolean psg_flow_is_notes(const PsgFlowWalk *walk, const xmlNode *element);
void psg_flow_call(const PsgFlowInline *state, const xmlNode *sup);
/* Sets the notes that were called since; `tag` receives them. */
void psg_flow_set_notes(PsgFlowWalk *walk, PsgTag *tag);
/* Notes that nothing calls, at the end of the text. */
void psg_flow_left_notes(PsgFlowWalk *walk, const PsgFlowPlace *place);

/* A paragraph (or a heading) of plain words; `language` NULL: the place's. Returns its tag. */
PsgTag *psg_flow_add_line(PsgFlowWalk *walk, const PsgFlowPlace *place, PsgPrintRole role,
        PsgTagType type, const char *words, const char *language);

/* --- wording.c: the few words that print adds --- */

typedef enum {
    PSG_FLOW_WORD_PAGE,      /* "page %s" */
    PSG_FLOW_WORD_CHAPTER,   /* "Chapter %s" */
    PSG_FLOW_WORD_ADDRESSES, /* title of the list */
    PSG_FLOW_WORD_TO_DO,
    PSG_FLOW_WORD_DONE,
    PSG_FLOW_WORD_PICTURE, /* a picture that nobody described */
    PSG_FLOW_WORD_COUNT
} PsgFlowWord;
/* In the language, or in English; `language` (nullable) receives which. Static. */
const char *psg_flow_get_word(const char *tag, PsgFlowWord word, const char **language);
/* Quotation marks of a language, a pair. */
void psg_flow_get_quotes(const char *tag, const char **open, const char **close);

/* --- tree.c --- */

/* TRUE when the element has this class among others. */
gboolean psg_flow_has_class(const xmlNode *element, const char *class);
gboolean psg_flow_is_block(const xmlNode *node);
gboolean psg_flow_is_blank(const xmlNode *node);
const xmlNode *psg_flow_find_child(const xmlNode *parent, const char *name);
/* The next sibling when only blanks stand between; NULL. */
const xmlNode *psg_flow_next_element(const xmlNode *node);
guint psg_flow_get_number(const xmlNode *element, const char *attribute, guint otherwise);
