/* The EPUB of a document: EPUB 3.3 with EPUB Accessibility 1.1 metadata that is true of this very text. */
#pragma once
#include <glib.h>

#include "publish/model.h"

typedef struct {
    const char *url;     /* where the site is published, ending in '/'; NULL */
    guint threads;
} PsgEpubOptions;

/* Makes the whole EPUB in memory. The same model gives the same bytes. The caller owns the result. */
GBytes *psg_epub_make(const PsgModelDocument *document, const PsgEpubOptions *options, GError **error);
