/* The search index that the reader's browser loads: search/index.js and a few search/textN.js with
 * the texts. The format is described at the top of the theme's plainsong.js, which reads it. */
#pragma once
#include <glib.h>

#include "publish/model/model.h"
#include "publish/output.h"

/* Writes the index over every chapter of the model. */
gboolean psg_search_write(const PsgModel *model, guint threads, PsgOutput *output, GError **error);
