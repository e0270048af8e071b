/* The EPUB of a document: EPUB 3.3 with EPUB Accessibility 1.1 metadata that is true of this very
 * text. */
#pragma once
#include <glib.h>

#include "publish/model/model.h"

typedef struct {
    const char *url;         /* where the site is published, ending in '/'; NULL */
    const char *style_sheet; /* the CSS of every page; NULL for none */
    guint threads;           /* 0: as many as the machine has */
    const GPtrArray *pages;  /* PsgPrintStart: where the pages of the printed edition begin; NULL:
                                nothing is known of them */
} PsgEpubOptions;

/* Makes the whole EPUB in memory. The same model gives the same bytes. Thread-safe. Sets
 * PSG_PUBLISH_ERROR_OUTPUT when the archive cannot be made. The caller owns the result. */
GBytes *psg_epub_make(
        const PsgModelDocument *document, const PsgEpubOptions *options, GError **error);
