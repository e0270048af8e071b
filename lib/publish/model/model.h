/* The document model: a package at a revision, built once and then only read, by every edition's
 * writer at the same time. Chapters are trees (lib/text) whose links and images are resolved: a
 * writer asks psg_model_get_link() and psg_model_get_image() and never looks at a path. No writer
 * parses Markdown. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

#include "base/finding.h"
#include "changes/changes.h"
#include "git/snapshot.h"
#include "git/version.h"
#include "project/package.h"
#include "project/place.h"
#include "review/thread/thread.h"
#include "text/text.h"

typedef struct PsgModel PsgModel;
typedef struct PsgModelDocument PsgModelDocument;
typedef struct PsgModelChapter PsgModelChapter;

/* A picture, kept once however many chapters show it. */
typedef struct {
    char *name; /* unique, made from the file's own name and its content: "sand-tray-1f2e3d4c.png"
                 */
    char *path; /* the first path it was found under */
    const char
            *media_type; /* "image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml" */
    GBytes *bytes;       /* as they are to be published (SVG cleaned) */
    guint width, height; /* CSS pixels; 0 when an SVG does not say */
    gboolean is_animated; /* it moves, which some readers must be warned of */
} PsgModelImage;

/* A file that the text links to and that is neither a chapter nor a picture in the text
 * ("forms/plan.docx"). */
typedef struct {
    char *name; /* unique, as an image's */
    char *path;
    GBytes *bytes;
} PsgModelAttachment;

typedef enum {
    PSG_LINK_EXTERNAL,   /* url: http, https, mailto or tel */
    PSG_LINK_CHAPTER,    /* chapter, and fragment when not NULL (an id that is there); may be the
                            chapter itself */
    PSG_LINK_DOCUMENT,   /* document: its front page */
    PSG_LINK_HOME,       /* the package's front page */
    PSG_LINK_ATTACHMENT, /* attachment */
} PsgLinkKind;

typedef struct {
    PsgLinkKind kind;
    const char *url;
    const PsgModelChapter *chapter;
    const char *fragment;
    const PsgModelDocument *document;
    const PsgModelAttachment *attachment;
} PsgModelLink;

/* When a chapter's text last changed in substance. */
typedef struct {
    gboolean is_known;   /* FALSE: nothing says when */
    gboolean is_changed; /* changed since its last commit */
    gint64 time;         /* committer's, seconds since 1970 */
    char *since; /* the number of the version that the text is unchanged since: "1.1"; NULL */
} PsgModelLastChange;

/* A version of a document, as readers are told of it. */
typedef struct {
    char *number;     /* "1.1"; NULL: what is not released yet, after the newest version */
    gint64 time;      /* of its release; of the tree where it is not released */
    PsgText *summary; /* NULL where its message says nothing */
    char *agreed;     /* who signed it off, each as they chose to be named: "Amina K. (Parents and
                         carers); Health services"; NULL: nobody is known to have */
    char *exception;  /* why it went out without the agreement of every group; NULL: it did not */
    PsgDocumentChanges *changes; /* since the version before, without diff and texts: a model would
                                    hold every version's. NULL for the first, and when not known */
    char *wording; /* the changes as psg_changes_format_html() writes them below a heading of level
                      2; NULL when none is worth showing, or too much is for a page */
    gboolean is_borrowed; /* `changes` belong to another model, and there is no wording */
} PsgModelVersion;

/* A thread of comments on the draft, as lists show it. The thread itself stands in the chapter's
 * tree, or in the document's `comments`. All words are for people; strings are the thread's own. */
typedef struct {
    char *id;                       /* of its element: "comment-7fk2m9qx0c" */
    guint number;                   /* on its page, from 1 */
    const PsgModelChapter *chapter; /* whose page it is on; NULL: the document's own */
    char *who;                      /* "Robin (Parents and carers)", by consent */
    char *group;                    /* the name of their group; NULL */
    const char *kind;               /* "Question" */
    char *status;                   /* "Open", "Accepted" */
    char *words; /* how it begins, on one line; NULL: its words were taken away */
    PsgThreadState state;
    gboolean is_lost; /* what it was on is gone, or nobody knows where it is */
    gint64 time;      /* of its beginning, seconds since 1970 */
} PsgModelThread;

struct PsgModelChapter {
    const PsgModelDocument *document;
    const PsgChapterEntry *entry;
    guint index;   /* in document->chapters */
    PsgText *text; /* never NULL: a contents heading without a file has an empty text */
    char *title;   /* plain text, never empty */
    char *name;   /* stable path below the document without extension, unique in it also when letter
                     case   is ignored, never "index": "play", "part-one/play" */
    char *number; /* "2.1", or NULL when it has none */
    const PsgModelChapter *parent; /* in the contents; NULL at the top */
    GPtrArray *children;           /* const PsgModelChapter */
    PsgModelLastChange last_change;
    GHashTable *changed_blocks; /* of a draft: the elements (xmlNode) of its tree whose words are
                                   not those of the newest version; NULL when there are none, or it
                                   is not known */
};

struct PsgModelDocument {
    const PsgModel *model;
    const PsgDocumentEntry *entry;
    guint index;         /* in model->documents */
    GPtrArray *chapters; /* PsgModelChapter, in reading order, every level */
    char *version;       /* "1.2"; NULL for a working draft */
    gint64 version_time; /* of its release, seconds since 1970; 0 for a working draft */
    GPtrArray
            *versions; /* PsgModelVersion, newest first; empty without psg_model_add_revisions() */
    char *identifier;  /* urn:uuid, stable for a major version */
    gsize words;
    GPtrArray *images;  /* const PsgModelImage used in it, in order of use, each once */
    GPtrArray *threads; /* PsgModelThread, those of the document first, then by chapter; NULL when
                           the model is not a draft's */
    PsgText *comments; /* threads on the document as a whole, and what has no other place; NULL when
                          there are none */
};

struct PsgModel {
    PsgPackage *package;
    PsgRevision revision; /* copies; oid NULL when there is none */
    gboolean is_changed;  /* the work tree differs from the revision */
    gboolean is_draft;    /* comments stand in the texts: see psg_model_add_comments() */
    gint64 time; /* what the output is dated with, seconds since 1970 UTC: the revision's, or the
                    newest file's where the tree is changed or has no revision */
    GPtrArray *documents;   /* PsgModelDocument */
    GPtrArray *images;      /* PsgModelImage */
    GPtrArray *attachments; /* PsgModelAttachment */
    GPtrArray *glossary;    /* PsgModelTerm, alphabetical */
};

typedef struct {
    const PsgTerm *term;
    PsgText *meaning; /* the meaning as a tree */
} PsgModelTerm;

/* Reads the package and every chapter, and resolves links, images and ids. Takes `package`.
 * Chapters are parsed by up to `threads` threads (0: as many as the machine has). What is wrong in
 * a text becomes a finding. Fails when a file cannot be read at all. */
PsgModel *psg_model_new(PsgPackage *package, PsgSnapshot *snapshot, guint threads,
        PsgFindings *findings, GError **error);

/* The same with marks that contributors wrote into the text (text/marks.h) shown, for a draft. */
PsgModel *psg_model_new_draft(PsgPackage *package, PsgSnapshot *snapshot, guint threads,
        PsgFindings *findings, GError **error);

typedef struct {
    const PsgPlace *place;     /* its repository may be NULL: nothing is known then */
    PsgSnapshot *snapshot;     /* the model's */
    const PsgVersion *pending; /* about to be tagged at the snapshot's commit; NULL */
    const PsgVersion *as_of;   /* the version that is being built: later ones do not exist yet, so
                                  that it builds the same   for ever; NULL */
    const char *document;      /* id of the only document that is wanted; NULL: all */
    const PsgModel *newest;    /* whose comparisons of the same versions are borrowed, so that the
                                  work does not grow with the square of their number; outlives the
                                  model; NULL */
    guint threads;
} PsgModelRevisionOptions;

/* Adds what the repository's history says: when each chapter last changed, and each document's
 * versions with what changed in them. A version counts when its commit is the snapshot's or one
 * before it. Call once, before the model is shared between writers. What cannot be read (a shallow
 * clone, a version whose package is broken) becomes a finding. */
gboolean psg_model_add_revisions(PsgModel *model, const PsgModelRevisionOptions *options,
        PsgFindings *findings, GError **error);

/* Puts the comments of the package into the texts: every passage that one is on is marked, and its
 * thread stands behind its block. Call once, last, before the model is shared between writers; what
 * is made of it then is a draft, not for publication. People are named as they agreed to be.
 * Outside git there are no comments. Sets PSG_REVIEW_ERROR when they cannot be read or located. */
gboolean psg_model_add_comments(PsgModel *model, const PsgPlace *place, PsgSnapshot *snapshot,
        PsgFindings *findings, GError **error);
void psg_model_free(PsgModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgModel, psg_model_free)

/* The document with this id; NULL when the package does not have it. */
const PsgModelDocument *psg_model_find_document(const PsgModel *model, const char *id);

/* What an <a> or <img> of a chapter's tree leads to. NULL for an <a> that has no href of the
 * author's (an anchor, a glossary term). A link whose target is missing is no <a> any more: the
 * model made it a <span class="broken-link">. */
const PsgModelLink *psg_model_get_link(const xmlNode *anchor);
const PsgModelImage *psg_model_get_image(const xmlNode *image);

/* Contributors of a document who are named by consent: those with PSG_CREDIT_NAME and a role in it
 * or no roles at all, in order of group and name. The caller owns the array, not its items (const
 * PsgContributor). */
GPtrArray *psg_model_list_credits(const PsgModelDocument *document);

/* Groups that took part in a document: of every contributor whose credit is a name or a group; in
 * the package's order. The caller owns the array, not its items (const PsgGroup). */
GPtrArray *psg_model_list_groups(const PsgModelDocument *document);

/* Groups whose sign-off a version of the document needs; in the package's order. That a group is
 * asked does not say that it took part. The caller owns the array, not its items (const PsgGroup).
 */
GPtrArray *psg_model_list_quorum(const PsgModelDocument *document);

/* "Version 1.2", "Working draft", "Working draft after version 1.2" or "Working draft, unchanged
 * since version 1.2". The caller owns the string. */
char *psg_model_make_version_label(const PsgModelDocument *document);

/* "Version 1.1" or "Not yet in a version". The caller owns the string. */
char *psg_model_make_step_label(const PsgModelVersion *version);

/* What changed in numbers: "2 chapters edited and 1 added. 120 words added and 45 removed." NULL
 * when it is not known what changed. The caller owns the string. */
char *psg_model_count_changes(const PsgModelVersion *version);

/* Where a reader can comment: the package's mailto or page, NULL when it names none. The caller
 * owns the string. */
char *psg_model_make_comment_url(const PsgModel *model, const PsgModelChapter *chapter);
