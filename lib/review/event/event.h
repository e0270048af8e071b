/* An event: one immutable step of a thread, kept as a file of YAML front matter and a Markdown
 * body. The reader is strict, since anybody who can push can write such a file; the writer has one
 * form for each event, so that equal events are equal bytes in every clone. */
#pragma once
#include <glib.h>

typedef enum {
    PSG_EVENT_COMMENT, /* begins a thread */
    PSG_EVENT_SUGGEST, /* begins a thread, with a proposed wording */
    PSG_EVENT_SIGNOFF, /* begins a thread: a group's approval of a document at a commit */
    PSG_EVENT_REPLY,
    PSG_EVENT_ANSWER, /* an outcome, and in the body its reason */
    PSG_EVENT_AGREE,  /* "me too" */
    PSG_EVENT_RESOLVE,
    PSG_EVENT_REOPEN,
    PSG_EVENT_EDIT,   /* a new text for an event of one's own */
    PSG_EVENT_REDACT, /* an event's words are taken away; the body says why */
} PsgEventKind;
#define PSG_EVENT_KINDS 10

/* What a comment is, as its author sees it. */
typedef enum {
    PSG_REMARK_NONE,
    PSG_REMARK_QUESTION,
    PSG_REMARK_ISSUE,
    PSG_REMARK_SUGGESTION,
    PSG_REMARK_PRAISE,
} PsgRemark;
#define PSG_REMARKS 5

typedef enum {
    PSG_OUTCOME_NONE,
    PSG_OUTCOME_ACCEPTED,
    PSG_OUTCOME_PARTLY,
    PSG_OUTCOME_DECLINED,
    PSG_OUTCOME_NOTED,
} PsgOutcome;
#define PSG_OUTCOMES 5

/* What a thread is on: a passage (path, commit, range and exact words), a section (path, commit and
 * heading), a chapter (path and commit) or a document. */
typedef struct {
    const char *document; /* its id; NULL */
    const char *path;     /* from the root of the repository; NULL: the document as a whole */
    const char *commit;   /* 40 hex digits; NULL only without a path */
    const char *blob;     /* of the file there; 40 hex digits; NULL */
    gboolean has_range;
    guint64 start, end;          /* bytes of the file at the commit, half-open */
    const char *exact;           /* the words; NULL without a range */
    const char *prefix, *suffix; /* what stands around them; NULL */
    const char *heading;         /* the id of the heading it is under; NULL */
} PsgEventTarget;

/* All texts are UTF-8 without control characters other than tab and line ends. An event from
 * psg_event_read() owns what it points to; one that a caller fills for psg_event_write() borrows.
 */
typedef struct {
    PsgEventKind kind;
    const char *id;     /* see psg_event_id_new() */
    const char *thread; /* the id of the event that began the thread: its own, when it begins one */
    const char *by;     /* a contributor's id */
    const char *group;  /* theirs then; NULL */
    gint64 at;          /* seconds since 1970; the id's time */
    const char *const *after; /* ids of the thread's heads its writer had seen, in order of id */
    guint after_count;
    PsgRemark remark;   /* of a comment */
    PsgOutcome outcome; /* of an answer */
    const char *to; /* the event of the thread this is about: of an edit or a redaction always, of
                       a reply or an agreement sometimes; NULL */
    const char *session;     /* the id of the meeting it was said at; NULL */
    const char *const *tags; /* in order of bytes, each once */
    guint tag_count;
    const char *commit;   /* of an answer or a resolution: the commit that did it, 40 hex digits */
    const char *replace;  /* of a suggestion, or an edit of one: the proposed wording; NULL */
    const char *source;   /* where an import found it, so that it is not imported twice; NULL */
    const char *redacted; /* the redaction that took this event's words away; NULL */
    gboolean has_target;
    PsgEventTarget on; /* of an event that begins a thread */
    const char *body;  /* never NULL */
    gsize body_length;
} PsgEvent;

#define PSG_EVENT_BODY_LIMIT (1024 * 1024)
#define PSG_EVENT_HEAD_LIMIT (64 * 1024) /* bytes of front matter with its two lines of hyphens */
#define PSG_EVENT_LIST_LIMIT 1000
#define PSG_EVENT_SIZE_LIMIT (PSG_EVENT_BODY_LIMIT + PSG_EVENT_HEAD_LIMIT)

/* Reads the file of an event. `path` is where it is on the branch, which its id and its thread must
 * fit. The event is the caller's. Sets PSG_REVIEW_ERROR_EVENT with `path:line: ` in front. */
PsgEvent *psg_event_read(const char *bytes, gsize length, const char *path, GError **error);
/* The same without its body, which is checked and left out ("", of length 0): for lists. */
PsgEvent *psg_event_read_head(const char *bytes, gsize length, const char *path, GError **error);
void psg_event_free(PsgEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgEvent, psg_event_free)

/* The file of an event: reading it gives an equal event. Sets PSG_REVIEW_ERROR_EVENT when the event
 * is not one that psg_event_read() takes. The caller owns the result. */
GBytes *psg_event_write(const PsgEvent *event, GError **error);

/* Where an event's file is on the branch: threads/XX/THREAD/EVENT.md, XX being the first two
 * characters of the random part of the thread's id. The caller owns it. */
char *psg_event_format_path(const PsgEvent *event);

/* The event as it is after a redaction took its words away: who, when, what kind and where on, but
 * neither body, quotation, proposed wording nor tags; and of its source what an import can know it
 * by. The caller owns it. */
PsgEvent *psg_event_redact(const PsgEvent *event, const char *redaction, GError **error);

/* What is left of the source of a redacted event: a digest, so that the same words are not imported
 * again. The caller owns it. */
char *psg_event_hide_source(const char *source);

/* Orders the forms in which one event may be met (same id, other bytes): negative when `a` wins. A
 * redacted one wins over one that is not; else the least bytes do, so that every clone chooses
 * alike. 0 for equal events. */
int psg_event_compare_forms(const PsgEvent *a, const PsgEvent *b);

/* TRUE for the kinds that begin a thread. */
gboolean psg_event_kind_begins(PsgEventKind kind);

/* "comment", "question" and so on, as in the file; NULL for the _NONE of remarks and outcomes. */
const char *psg_event_kind_get_name(PsgEventKind kind);
const char *psg_remark_get_name(PsgRemark remark);
const char *psg_outcome_get_name(PsgOutcome outcome);

/* The other way round: the number of a name; -1 for one that is none. */
int psg_event_kind_find(const char *name);
int psg_remark_find(const char *name);
int psg_outcome_find(const char *name);

/* Ids: "20261123T141503Z-7fk2m9qx0c", a time in UTC and ten characters of Crockford's base 32
 * (digits and small letters but for i, l, o and u), 50 bits. */
#define PSG_EVENT_ID_LENGTH 27
#define PSG_EVENT_ID_RANDOM 17 /* where the random part begins */

/* A new id for an event at this time (seconds since 1970), random as the system's source for
 * cryptography is. The caller owns it. Sets PSG_REVIEW_ERROR_EVENT for a time outside the years
 * 1970 to 9999. */
char *psg_event_id_new(gint64 at, GError **error);

/* The id of an event that is derived from something else, the same for the same `seed` wherever it
 * is made. The caller owns it. Sets PSG_REVIEW_ERROR_EVENT as psg_event_id_new() does. */
char *psg_event_id_derive(gint64 at, const char *seed, GError **error);

/* TRUE for an id; `at` (nullable) receives its time. */
gboolean psg_event_id_parse(const char *id, gint64 *at);

/* TRUE when the random part of the id begins so: what people are shown of an id, and give; or when
 * the whole id does, given up to its 'T' at least, since all begin with a digit of the year. */
gboolean psg_event_id_begins(const char *id, const char *beginning);

/* The first byte of a text that is no UTF-8 or begins a control character other than tab and line
 * ends; NULL when there is none. A NUL is one. */
const char *psg_event_find_bad_character(const char *text, gsize length);

/* TRUE for what may be the id of a contributor, a group, a document or a session: small letters a
 * to z, digits and hyphens, at most 100. */
gboolean psg_event_is_name(const char *text);
