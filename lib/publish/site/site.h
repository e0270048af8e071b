/* The site: a folder of HTML pages from the model, through a theme's templates. */
#pragma once
#include <glib.h>

#include "publish/model/model.h"
#include "publish/output.h"
#include "publish/theme/template.h"

typedef struct {
    const PsgModel *model;
    PsgTheme *theme;
    GPtrArray *theme_assets;  /* names (char *) of the theme's files that go to assets/ as they are */
    PsgThemeRead read_asset;
    gpointer read_asset_data;
    const char *url;          /* where it will be published, ending in '/'; NULL */
    GPtrArray *downloads;     /* PsgSiteDownload */
    guint threads;
} PsgSiteOptions;

typedef struct {
    const PsgModelDocument *document;
    char *label;              /* "EPUB" */
    char *path;               /* "downloads/early-years.epub" */
    char *media_type;
    gsize size;
} PsgSiteDownload;

/* Writes every page, picture and asset, the feed, the sitemap and the search index. */
gboolean psg_site_write(const PsgSiteOptions *options, PsgOutput *output, GError **error);

/* The page of a chapter, of a document, and of the glossary, as paths below the site's root. The caller owns them. */
char *psg_site_make_chapter_path(const PsgModelChapter *chapter);
char *psg_site_make_document_path(const PsgModelDocument *document);
