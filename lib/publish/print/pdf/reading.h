/* What readers make of glyphs: every reader strings their texts (ToUnicode) together, from left to
 * right, and turns what runs from right to left around. */
#pragma once
#include "publish/print/pdf/page.h"

/* Glyphs that stand for some characters together. */
typedef struct {
    guint start, end; /* glyphs of the run, half-open */
    const char *text;
    guint length;
} PsgPdfCluster;

/* The cluster that begins at glyph `start`; FALSE at the run's end. */
gboolean psg_pdf_cluster_get(const PsgPdfRun *run, guint start, PsgPdfCluster *cluster);

/* The end of the glyphs from `start` on that are a character each and have its very text: nearly
 * all of Latin writing, which needs no more thought. */
guint psg_pdf_run_skip_plain(const PsgPdfRun *run, guint start);

gboolean psg_pdf_cluster_is_space(const PsgPdfCluster *cluster);
/* Whether it is explained alone, not with the word around it: a soft hyphen, which is shown at a
 * line's end, and a character of scripts that have no spaces. */
gboolean psg_pdf_cluster_stands_alone(const PsgPdfCluster *cluster);

/* Whether readers get the cluster's text from its glyphs with the texts of their own. */
gboolean psg_pdf_cluster_reads_well(const PsgPdfRun *run, const PsgPdfCluster *cluster);

/* Sets the codes of a cluster that does not: those that were added for its glyphs as they stand
 * here. `codes` are those of the whole run. Returns whether readers get the cluster's very text by
 * them. */
gboolean psg_pdf_cluster_find_codes(
        const PsgPdfRun *run, const PsgPdfCluster *cluster, guint16 *codes);

/* A cluster that runs from right to left and whose letters do not stand one behind another on the
 * line (Nastaliq, marks, ligatures): readers would take it to pieces. It is drawn, and read from
 * blank glyphs that stand for its characters, one behind another, in its place. */
typedef struct {
    guint16 codes[8]; /* of blanks, from left to right */
    guint count;
    PsgLength left, right;
} PsgPdfApart;

/* FALSE for a cluster that is shown as it is: because it can be, or because psg_pdf_run_collect()
 * could not have what it needs. */
gboolean psg_pdf_cluster_get_apart(
        const PsgPdfRun *run, const PsgPdfCluster *cluster, PsgPdfApart *apart);
/* Tells the font what a cluster needs that is shown so; FALSE when it is not, or cannot be. */
gboolean psg_pdf_cluster_collect_apart(const PsgPdfRun *run, const PsgPdfCluster *cluster);
