/* What the files of the site's writer share. The site is prepared in one thread (addresses, titles,
 * order); afterwards all of this is only read, and the pages are made by several threads. */
#pragma once
#include "base/date.h"
#include "publish/site/site.h"

typedef struct PsgSite PsgSite;
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
    char *path, *address;                 /* of its front page */
    char *title;                          /* unique among the documents */
    char *page_title;                     /* unique in the site */
    GPtrArray *chapters;                  /* PsgSiteChapter, owned, as in the model's document */
    GPtrArray *top;                       /* those at the top of the contents */
    PsgSiteChapter *first;                /* the first with a page; NULL */
    guint page_count;                     /* chapters with a page */
    char *changes_path, *changes_address; /* of the page "What has changed" */
    char *changes_title;                  /* unique in the site; NULL: there is no such page */
};

struct PsgSite {
    const PsgSiteOptions *options;
    const PsgModel *model;
    PsgOutput *output;
    GPtrArray *documents; /* PsgSiteDocument */
    GPtrArray *pages;     /* PsgSiteChapter with a page, of all documents in order; not owned */
    GHashTable *terms;    /* const PsgTerm -> const PsgModelTerm */
    GHashTable *titles;   /* set of the page titles that are given out */
    const char *language; /* of the theme's own words on this site */
    gboolean has_glossary, has_contributors, has_involved, has_index, has_not_found, has_changes;
    PsgScope *scope;            /* what every page may ask for */
    GPtrArray *document_scopes; /* PsgScope inside `scope`, by document: marks the current one */
};

/* The fixed pages' paths. */
#define PSG_SITE_HOME "index.html"
#define PSG_SITE_GLOSSARY "glossary.html"
#define PSG_SITE_CONTRIBUTORS "contributors.html"
#define PSG_SITE_INVOLVED "get-involved.html"
#define PSG_SITE_INDEX "contents.html"
#define PSG_SITE_NOT_FOUND "404.html"
#define PSG_SITE_FEED "feed.xml"
#define PSG_SITE_MAP "sitemap.xml"

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
void psg_site_add_groups(PsgScope *scope, const char *list, GPtrArray *groups);
void psg_site_add_downloads(PsgScope *scope, const PsgSite *site, const PsgModelDocument *document,
        const char *address);
PsgScope *psg_site_new_page(const PsgSite *site, const PsgSiteDocument *document,
        const char *address, const char *page_title, const char *description);

/* pages.c, package_pages.c: pages. */
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

/* feed.c */
gboolean psg_site_write_feed(const PsgSite *site, GError **error);
gboolean psg_site_write_map(const PsgSite *site, GError **error);
