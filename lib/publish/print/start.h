/* Where the pages of the printed book begin in the text, so that other editions can tell of them.
 */
#pragma once
#include <libxml/tree.h>

#include "publish/model/model.h"

typedef struct {
    char *label;                    /* "12" */
    const PsgModelChapter *chapter; /* NULL on pages that are no chapter's */
    const xmlNode *node;            /* text node or element of the chapter's tree; NULL: none */
    guint offset;                   /* byte of a text node's content */
} PsgPrintStart;
