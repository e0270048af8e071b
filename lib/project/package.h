/* A package at a revision: what plainsong.yaml, people.yaml, the glossary and the list of chapters
 * say. Nothing of the Markdown is parsed here. Without plainsong.yaml a bare folder of Markdown
 * makes a package of one document. */
#pragma once
#include <glib.h>

#include "base/finding.h"
#include "git/snapshot.h"
#include "text/term.h"

typedef struct {
    char *id;
    char *name; /* as readers see it */
} PsgGroup;

typedef enum { PSG_CREDIT_NAME, PSG_CREDIT_GROUP, PSG_CREDIT_NONE } PsgCredit;

typedef struct {
    char *id;
    char *name; /* the shown name; may be a pseudonym */
    const PsgGroup *group;
    PsgCredit credit;  /* what the person agreed to; PSG_CREDIT_NONE unless people.yaml says
                          otherwise */
    GHashTable *roles; /* document id -> role ("author", ...); empty when none is named */
    char **identities; /* git identities, "Name <mail>"; NULL-terminated; never published */
} PsgContributor;

/* One place in a document's order. */
typedef struct {
    char *path;  /* of the Markdown file in the package; NULL for a draft heading of SUMMARY.md,
                    which has no file */
    char *title; /* the contents' own title (SUMMARY.md); NULL: the chapter's */
    char *part;  /* title of the part that starts here; NULL */
    guint depth; /* nesting in the contents, from 0 */
    gboolean is_numbered; /* SUMMARY.md leaves prefix and suffix chapters without a number */
    guint line;           /* where it is named, for findings; 0 when found by itself */
} PsgChapterEntry;

typedef struct {
    char *id;
    char *title;
    char *subtitle;      /* NULL */
    char *summary;       /* NULL */
    char *language;      /* never NULL */
    char *review_by;     /* "2027-09" or "2027-09-30"; NULL */
    char *folder;        /* the folder that all chapters share, "" for the package's root */
    GPtrArray *chapters; /* PsgChapterEntry */
    GHashTable *quorum;  /* group id -> guint in a pointer; empty when none is set */
} PsgDocumentEntry;

/* What a package asks of a printed edition; what it leaves to the theme is 0 or NULL. */
typedef enum { PSG_ASKED_NOTHING, PSG_ASKED_NO, PSG_ASKED_YES } PsgAsked;
typedef struct {
    const char *paper; /* a name that psg_measure_find_paper() knows */
    double size;       /* of the text, points */
    double margin_top, margin_bottom, margin_inner, margin_outer; /* points */
    char *font; /* the family that is tried first */
    PsgAsked hyphenation, page_references, addresses, two_sided;
    guint line; /* of plainsong.yaml where it says how large the page is, for messages */
} PsgPrintSettings;

typedef struct {
    char *title;
    char *id; /* "urn:uuid:..."; for a bare folder, one derived from its title */
    char *language;
    char *publisher; /* NULL */
    char *rights;    /* NULL */
    char *theme;     /* "default", or a path in the package that starts with "./" */
    char *url;       /* where it is published, ending in '/'; NULL */
    char *involved_email, *involved_url, *involved_text; /* NULL */
    GPtrArray *groups;                                   /* PsgGroup, in order */
    GPtrArray *documents;                                /* PsgDocumentEntry */
    GPtrArray *contributors;                             /* PsgContributor */
    PsgTermSet *terms;                                   /* never NULL; may be empty */
    char *people_path;                                   /* NULL when there is none */
    char *glossary_path;                                 /* NULL when there is none */
    PsgPrintSettings print, large_print;
    gboolean is_bare; /* there is no plainsong.yaml */
} PsgPackage;

/* Loads the package at the root of the snapshot. Wrong package files are errors with
 * `file:line:column`; chapters that are named and not there are errors too (SUMMARY.md's of a bare
 * folder: findings, and left out). */
PsgPackage *psg_package_load(PsgSnapshot *snapshot, PsgFindings *findings, GError **error);
void psg_package_free(PsgPackage *package);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPackage, psg_package_free)

/* The group with this id; NULL when there is none. */
const PsgGroup *psg_package_find_group(const PsgPackage *package, const char *id);

/* The document with this id; NULL when there is none (or no package). */
const PsgDocumentEntry *psg_package_find_document(const PsgPackage *package, const char *id);

/* TRUE when the document has this chapter (a path in the package). */
gboolean psg_document_has_chapter(const PsgDocumentEntry *document, const char *path);

/* How a person (NULL: somebody who is not in people.yaml) is shown to readers, by their consent
 * alone: the chosen name, the group's name, or PSG_UNNAMED. The caller owns it. */
#define PSG_UNNAMED "a contributor"
char *psg_contributor_format_name(const PsgContributor *person);

/* The same with the group (NULL: none) in brackets behind a name: the one that the person spoke for
 * then, which also stands for them where they agreed to a group only. */
char *psg_contributor_format_voice(const PsgContributor *person, const PsgGroup *group);

/* Writes the first files of a new package into `folder`: plainsong.yaml with comments, people.yaml,
 * glossary.yaml and a first chapter, and a .gitignore for the output where there is none. Never
 * overwrites: a file that is there already is PSG_PROJECT_ERROR_SYNTAX's message and nothing is
 * written. `title` and `language` may be NULL. `created` (nullable) receives the relative names,
 * owned by the caller. */
gboolean psg_package_create(const char *folder, const char *title, const char *language,
        GPtrArray **created, GError **error);
