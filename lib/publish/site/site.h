/* The site: a folder of HTML pages from the model, through a theme's templates. */
#pragma once
#include <glib.h>

#include "changes/range.h"
#include "publish/model/model.h"
#include "publish/output.h"
#include "publish/theme/template.h"

typedef struct {
    const PsgModel *model;
    PsgTheme *theme;
    GPtrArray
            *theme_assets; /* names (char *) of the theme's files that go to assets/ as they are */
    PsgThemeRead read_asset;
    gpointer read_asset_data;
    const char *url;      /* where it will be published, ending in '/'; NULL */
    GPtrArray *downloads; /* PsgSiteDownload */
    guint threads;
    gboolean is_redline_only; /* nothing but redlines is written: there are no other pages to lead
                                 to */
} PsgSiteOptions;

typedef struct {
    const PsgModelDocument *document;
    char *label; /* "EPUB" */
    char *path;  /* "downloads/early-years.epub" */
    char *media_type;
    gsize size;
} PsgSiteDownload;

typedef struct PsgSite PsgSite;

/* A site made ready: templates read, every page with its address and title, pictures written. Keeps
 * both arguments. */
PsgSite *psg_site_new(const PsgSiteOptions *options, PsgOutput *output, GError **error);
void psg_site_free(PsgSite *site);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgSite, psg_site_free)

/* An older version of a document. */
typedef struct {
    const PsgModelDocument *document; /* of the model of the package as it was then */
    const char *number;               /* "1.0" */
    gint64 time;                      /* of its release */
    gboolean is_newest_release;       /* what follows it is a working draft */
    const GPtrArray *downloads;       /* PsgSiteDownload, whose `document` does not count; NULL */
} PsgSiteVersion;

/* Writes the pages of an older version beside the newest, below DOCUMENT/vX.Y/: the text and
 * pictures of then, in the theme of now, each page with a banner that leads to the newest. They are
 * in no list of pages, index or feed, and ask search engines not to list them. Before
 * psg_site_write_newest(), whose pages link to those that were written. The version's model is not
 * needed afterwards. */
gboolean psg_site_write_version(PsgSite *site, const PsgSiteVersion *version, GError **error);

/* A document at two ends of a range. All of it lives until the site is written. */
typedef struct {
    const PsgModelDocument *old_document; /* NULL: all is new */
    const PsgModelDocument *new_document; /* of the site's model, or of another */
    const PsgDocumentChanges *changes;    /* which chapters changed, and the summary's ground */
    const PsgRange *range;
} PsgSiteRedline;

/* Writes DOCUMENT/redline.html: the whole document on one page with the changes marked in it, for
 * people who are to agree to them. */
gboolean psg_site_write_redline(PsgSite *site, const PsgSiteRedline *redline, GError **error);

/* Writes every page, picture and asset, the feed, the sitemap and the search index. Once, and last.
 */
gboolean psg_site_write_newest(PsgSite *site, GError **error);

/* The theme's own files, for a site of redlines only; psg_site_write_newest() writes them too. */
gboolean psg_site_write_assets(PsgSite *site, GError **error);

/* A site without older versions and redlines, from its options to its files. */
gboolean psg_site_write(const PsgSiteOptions *options, PsgOutput *output, GError **error);

/* Paths below the site's root. The caller owns them. */
char *psg_site_make_chapter_path(const PsgModelChapter *chapter);
char *psg_site_make_document_path(const PsgModelDocument *document);
char *psg_site_make_redline_path(const PsgModelDocument *document);
