/* What the files of the site's writer share. The site is prepared in one thread (addresses, titles,
 * order); afterwards all of this is only read, and the pages are made by several threads. */
#pragma once
#include "base/date.h"
#include "publish/site/site.h"

typedef struct PsgSiteDocument PsgSiteDocument;
typedef struct PsgSiteChapter PsgSiteChapter;

/* The contents that readers see are at most this deep; what an author nests deeper is shown on the
 * last level. */
#define PSG_SITE_CONTENTS_DEPTH 12

struct PsgSiteChapter {
    const PsgModelChapter *chapter;
    PsgSiteDocument *document;
    char *path; /* below the site's root; NULL for a heading of the contents that has no text yet */
    char *address;                   /* the path, percent-encoded; NULL as it is */
    char *page_title;                /* unique in the site */
    const char *part;                /* the part of the document it stands in; NULL */
    PsgSiteChapter *parent;          /* in the contents as they are shown; NULL at the top */
    GPtrArray *children;             /* PsgSiteChapter */
    guint depth;                     /* from 0 */
    guint position;                  /* among its parent's children, or the document's top */
    PsgSiteChapter *previous, *next; /* in reading order, those with a page; NULL */
};

struct PsgSiteDocument {
    const PsgSite *site;
    const PsgModelDocument *document;
    char *path, *address;                   /* of its front page */
    char *title;                            /* unique among the documents */
    char *page_title;                       /* unique in the site */
    GPtrArray *chapters;                    /* PsgSiteChapter, owned, as in the model's document */
    GPtrArray *top;                         /* those at the top of the contents */
    PsgSiteChapter *first;                  /* the first with a page; NULL */
    guint page_count;                       /* chapters with a page */
    char *changes_path, *changes_address;   /* of the page "What has changed" */
    char *changes_title;                    /* unique in the site; NULL: there is no such page */
    char *comments_path, *comments_address; /* of the page of all comments */
    char *comments_title;                   /* as changes_title */
};

struct PsgSite {
    const PsgSiteOptions *options;
    const PsgModel *model;
    PsgOutput *output;
    const PsgSite *newest;         /* of an older version: the site it stands beside; else NULL */
    const PsgSiteVersion *version; /* the older version that this is, of one document; else NULL */
    GHashTable *files;             /* PsgModelImage or PsgModelAttachment -> char *address */
    GPtrArray *older;              /* PsgSiteOlder: what was written of older versions */
    GPtrArray *redlines;           /* const PsgSiteRedline: what was written of them */
    GHashTable *by_path;           /* "document\npath" -> PsgSiteChapter, made when it is asked for
                                      the first time: see psg_site_index_paths(); NULL */
    GHashTable *successors;        /* of an older version: "document\npath" then -> char *path now,
                                      for what was renamed since; else NULL */
    GPtrArray *documents;          /* PsgSiteDocument */
    GPtrArray *pages;     /* PsgSiteChapter with a page, of all documents in order; not owned */
    GHashTable *terms;    /* const PsgTerm -> const PsgModelTerm */
    GHashTable *titles;   /* set of the page titles that are given out */
    const char *language; /* of the theme's own words on this site */
    gboolean has_glossary, has_contributors, has_involved, has_index, has_not_found, has_changes,
            has_comments;
    PsgScope *scope;            /* what every page may ask for */
    GPtrArray *document_scopes; /* PsgScope inside `scope`, by document: marks the current one */
};

/* An older version whose pages are there. */
typedef struct {
    char *document; /* id */
    char *number;
    gint64 time;
    char *address; /* of its front page */
} PsgSiteOlder;

/* The fixed pages' paths. */
#define PSG_SITE_HOME "index.html"
#define PSG_SITE_GLOSSARY "glossary.html"
#define PSG_SITE_CONTRIBUTORS "contributors.html"
#define PSG_SITE_INVOLVED "get-involved.html"
#define PSG_SITE_INDEX "contents.html"
#define PSG_SITE_NOT_FOUND "404.html"
#define PSG_SITE_FEED "feed.xml"
#define PSG_SITE_MAP "sitemap.xml"

/* files.c: pictures and attachments, which pages of several versions share. */
gboolean psg_site_share_image(PsgSite *site, const PsgModelImage *image, GError **error);
gboolean psg_site_share_attachment(
        PsgSite *site, const PsgModelAttachment *attachment, GError **error);
/* Shares all that a text shows or links to. */
gboolean psg_site_share_text(PsgSite *site, const PsgText *text, GError **error);
/* The address of an image or attachment that was shared. */
const char *psg_site_get_file_address(const PsgSite *site, gconstpointer file);

/* newest.c: from another state of the package to the newest pages. */
/* Must have been called before the others, in one thread. */
void psg_site_index_paths(PsgSite *newest);
/* What chapters of a state at that time are called now. The caller owns the table. */
GHashTable *psg_site_find_successors(const PsgSite *newest, gint64 time);
const PsgSiteDocument *psg_site_find_newest_document(const PsgSite *newest, const char *id);
/* The page of the chapter that had this path; NULL when there is none. `successors` may be NULL. */
const PsgSiteChapter *psg_site_find_newest_chapter(
        const PsgSite *newest, GHashTable *successors, const char *document, const char *path);
/* Where a link of another state of the package leads to now, as a reference from the page at
 * `address`: the same chapter, else its document's front page, else home. NULL for what is not
 * there, as all pages are beside a redline alone on a site whose URL is not known. */
char *psg_site_make_newest_reference(const PsgSite *newest, GHashTable *successors,
        const PsgModelLink *link, const char *address);

/* older.c: what older versions and the newest tell each other. */
/* Where the pages of an older version begin; NULL when there are none of it. */
const char *psg_site_find_older_address(
        const PsgSite *site, const PsgModelDocument *document, const char *number);
/* The list `older` for a document's front page. */
void psg_site_add_older(PsgScope *scope, const PsgSite *site, const PsgModelDocument *document,
        const char *address);
/* The names of the banner on a page of an older version; nothing on others. `chapter` NULL: the
 * document's front page. */
void psg_site_add_banner(
        PsgScope *scope, const PsgSite *site, const PsgSiteChapter *chapter, const char *address);

/* redline_page.c: the link to a document's redline, on its front page. */
void psg_site_add_redline(PsgScope *scope, const PsgSite *site, const PsgModelDocument *document,
        const char *address);

/* redline_pictures.c: pictures whose file was replaced under the same name. */
gboolean psg_site_has_new_pictures(const PsgText *old_text, const PsgText *new_text);
/* Shows the old picture beside the new one, as removed and added, and returns how many there are.
 */
guint psg_site_mark_pictures(xmlDoc *document, const PsgText *old_text);

/* redline_tree.c: a chapter's tree made ready to stand with others on one page. */
/* A copy whose elements have the links and pictures of those they were copied from. The caller owns
 * it. */
xmlDoc *psg_site_copy_tree(const PsgText *text);
/* Makes ids unique with `prefix` ("c2."), numbers regions on from `regions`, lowers headings by a
 * level, and gives every block in which something changed the class "changed". Returns the id of
 * the first change; NULL when there is none. The caller owns it. */
char *psg_site_prepare_tree(xmlDoc *document, const char *prefix, guint *regions);
/* Takes a first heading out, where the tree begins with one. */
void psg_site_remove_title(xmlDoc *document);

/* structure.c: where everything is. */
void psg_site_prepare(PsgSite *site);
void psg_site_clear(PsgSite *site);
const PsgSiteDocument *psg_site_get_document(const PsgSite *site, const PsgModelDocument *document);
const PsgSiteChapter *psg_site_get_chapter(const PsgSite *site, const PsgModelChapter *chapter);

/* address.c: RFC 3986. Results are owned by the caller. */
char *psg_site_encode_path(const char *path);
void psg_site_append_fragment(GString *out, const char *fragment);
/* The reference from the page at one address to another address, with the fragment when it is not
 * NULL. */
char *psg_site_make_reference(const char *from, const char *address, const char *fragment);
/* "" or as many "../" as lead from the page to the site's root. */
char *psg_site_make_root(const char *address);
/* The address below the site's URL, or (where that is not known) as it is. */
char *psg_site_make_absolute(const PsgSite *site, const char *address);

/* titles.c */
void psg_site_make_titles(PsgSite *site);
/* "TITLE – PACKAGE", made unique. The caller owns it. */
char *psg_site_make_page_title(PsgSite *site, const char *title);

/* wording.c: English for people, whatever the locale (dates: base/date.h). Results are owned by the
 * caller. */
char *psg_site_format_review(const char *date);  /* "2027-09" as "September 2027" */
char *psg_site_format_number(guint number);      /* "1,630" */
char *psg_site_format_size(gsize bytes);         /* "142 KB" */
char *psg_site_format_reading_time(gsize words); /* "21 minutes" */
char *psg_site_format_minutes(gsize words);      /* whole minutes at 200 words each, at least 1 */
char *psg_site_shorten(const char *text);        /* at most 160 characters, cut between words */
char *psg_site_describe_text(
        const PsgText *text); /* summary, else the first paragraph; NULL when there is none */
char *psg_site_describe_document(const PsgSiteDocument *document);

/* The address of the document's page "What has changed"; NULL when it has none. */
const char *psg_site_get_changes_address(const PsgSiteDocument *document);

/* content.c: markup with this site's links and pictures. Results are owned by the caller. */
GString *psg_site_write_chapter(const PsgSite *site, const PsgSiteChapter *chapter);
/* A glossary term's meaning for the page at `address`: without ids, which could be the page's own.
 */
GString *psg_site_write_meaning(const PsgSite *site, const PsgModelTerm *term, const char *address);
/* The address of a glossary term as a reference; NULL when it is not in the glossary that is
 * there. */
char *psg_site_make_term_reference(const PsgSite *site, const PsgTerm *term, const char *address);
/* Appends src, and what else a picture needs so that the text does not jump when it arrives. */
void psg_site_write_image_source(
        const PsgSite *site, const PsgModelImage *image, const char *address, GString *out);
void psg_site_write_image_size(const xmlNode *element, GString *out);
/* Comments on a document as a whole, for the page at `address`. */
GString *psg_site_write_comments(const PsgSite *site, const PsgText *comments, const char *address);
/* A version's summary for the page at `address`. */
GString *psg_site_write_summary(const PsgSite *site, const PsgText *summary, const char *address);
/* The same as XHTML for a feed: with absolute addresses. */
GString *psg_site_write_feed_summary(const PsgSite *site, const PsgText *summary);

/* contents.c: lists of chapters and headings for a template. */
void psg_site_add_contents(PsgScope *scope, const PsgSiteDocument *document, const char *address);
void psg_site_add_contents_near(PsgScope *scope, const PsgSiteChapter *chapter);
void psg_site_add_headings(PsgScope *scope, const PsgSiteChapter *chapter, const char *address);

/* shared.c: the names every page may ask for. */
/* Sets two names to the language and direction of a title, absent when they are the page's own
 * (WCAG 2.2, 3.1.2). */
void psg_site_set_language(PsgScope *scope, const char *language_name, const char *direction_name,
        const PsgSite *site, const char *language);
void psg_site_make_scopes(PsgSite *site);
/* For an older version: what is said everywhere of the newest, but dated with the version. */
void psg_site_make_older_scope(PsgSite *site);
void psg_site_add_groups(PsgScope *scope, const char *list, GPtrArray *groups);
void psg_site_add_downloads(PsgScope *scope, const PsgSite *site, const PsgModelDocument *document,
        const char *address);
PsgScope *psg_site_new_page(const PsgSite *site, const PsgSiteDocument *document,
        const char *address, const char *page_title, const char *description);

/* pages.c, package_pages.c: pages. */
/* The front pages and all chapters, by several threads. */
gboolean psg_site_write_pages(const PsgSite *site, GError **error);
gboolean psg_site_write_page(const PsgSite *site, const char *template, const PsgScope *scope,
        const char *path, GError **error);
gboolean psg_site_write_document_page(
        const PsgSite *site, const PsgSiteDocument *document, GError **error);
gboolean psg_site_write_chapter_page(
        const PsgSite *site, const PsgSiteChapter *chapter, GError **error);
gboolean psg_site_write_package_pages(PsgSite *site, GError **error);
/* changes_page.c: "What has changed", for a document that has such a page. */
gboolean psg_site_write_changes_page(
        const PsgSite *site, const PsgSiteDocument *document, GError **error);
/* The id of a version on that page: "version-1.1" or "unreleased". The caller owns it. */
char *psg_site_make_version_id(const char *number);
/* TRUE when there is a group or person to be named on the contributors' page. */
gboolean psg_site_has_credits(const PsgSite *site);

/* comments_page.c: what a draft has besides. */
/* The names of a document's front page: comment-count, comments-url, comments. */
void psg_site_add_comments(PsgScope *scope, const PsgSiteDocument *document, const char *address);
/* All threads of a document that has such a page. */
gboolean psg_site_write_comments_page(
        const PsgSite *site, const PsgSiteDocument *document, GError **error);

/* feed.c */
gboolean psg_site_write_feed(const PsgSite *site, GError **error);
gboolean psg_site_write_map(const PsgSite *site, GError **error);
