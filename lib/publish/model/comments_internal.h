/* What the files that put comments into the model share: comments.c leads, comment_words.c finds
 * their words in a tree and comment_marks.c marks them, comment_thread.c writes a thread,
 * comment_wording.c what is proposed, comment_pieces.c small pieces of trees. */
#pragma once
#include "publish/model/internal.h"
#include "review/review.h"

typedef struct {
    PsgModel *model;
    const PsgReview *review;
    PsgSnapshot *snapshot;
    PsgFindings *findings;
    GHashTable *commits; /* 40 hex digits -> char *"3 May 2026 (1f2e3d4)" */
} PsgComments;

/* A thread on its way to its page. */
typedef struct {
    const PsgThread *thread;
    const PsgThreadPlace *place;
    PsgModelThread *entry;
    const PsgModelDocument *document;
    const PsgModelChapter *chapter; /* NULL: on the document's page */
    char *quote;                    /* the words it is on as readers see them; NULL */
    gboolean has_reference;         /* its number stands behind those words */
    gboolean is_english;            /* the text around it is */
} PsgCommentItem;

/* --- comment_thread.c --- */

/* The entry for lists. */
PsgModelThread *psg_comment_describe(const PsgComments *comments, const PsgThread *thread);
void psg_comment_entry_free(gpointer entry);

/* The element of a thread, for the end of `list`. */
void psg_comment_append_thread(PsgComments *comments, const PsgCommentItem *item, xmlNode *list);

/* --- comment_wording.c --- */

/* What a suggestion changes: parts of the old wording and of the new one, half-open; what stands
 * before and after is the same in both. */
typedef struct {
    gsize old_start, old_end, new_start, new_end;
} PsgCommentWording;

PsgCommentWording psg_comment_compare(const char *old_words, const char *new_words);

/* The wording that a thread proposes (Markdown); NULL when it proposes none, or its words were
 * taken away. Owned by the review. */
const char *psg_comment_get_proposal(const PsgThread *thread);

/* "Proposed: ..." with what it changes marked. */
void psg_comment_append_wording(xmlNode *parent, const char *old_words, const char *new_words);

/* The new words as <ins>, to stand in the text; NULL when nothing is to be put in. */
xmlNode *psg_comment_make_insertion(PsgComments *comments, const PsgModelDocument *document,
        xmlDoc *tree, const char *words, gsize length, gboolean is_code, const char *language);

/* --- comment_margin.c --- */

/* Gives the lists of comments that have room in the margin the class "comments-aside". */
void psg_comment_use_margin(xmlNode *root);

/* --- comment_pieces.c --- */

/* A new element that stands nowhere; NULL for no class. */
xmlNode *psg_comment_new(xmlDoc *tree, const char *name, const char *class);
/* The same at the end of `parent`. */
xmlNode *psg_comment_append(xmlNode *parent, const char *name, const char *class);
void psg_comment_append_text(xmlNode *parent, const char *text);
void psg_comment_set(xmlNode *element, const char *name, const char *value);
/* Copies what is inside `from`, of any document, with its links, to the end of `parent`. */
void psg_comment_append_copies(xmlNode *parent, const xmlNode *from);
/* Says that the words of the engine's own in an element are English, where those around it (in
 * `language`) are not. */
void psg_comment_set_english(xmlNode *element, const char *language);
gboolean psg_comment_is_english(const char *language);
/* A quotation of words of others, cut when it is long. */
void psg_comment_append_quote(xmlNode *parent, const char *words);
/* "12 May 2026". */
void psg_comment_append_date(xmlNode *parent, gint64 time);
/* At most `limit` characters on one line. The caller owns it. */
char *psg_comment_shorten(const char *text, guint limit);
