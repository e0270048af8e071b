/* Which clusters are drawn and read apart, and where their characters then stand. */
#include "publish/print/pdf/reading.h"

/* Of the size: where characters are nearer to each other, Poppler takes one for the other's
 * shadow. */
#define NEAREST 0.11

/* How far back of the size a glyph may stand for Poppler to take it for the same word's. */
#define FARTHEST_BACK 0.09

/* Whether a cluster that runs from left to right has glyphs off the line, or behind those before
 * them. */
static gboolean
is_scattered(const PsgPdfRun *run, const PsgPdfCluster *cluster)
{
    PsgLength pen = run->glyphs[cluster->start].x;
    for (guint i = cluster->start; i < cluster->end; i++) {
        const PsgGlyph *glyph = &run->glyphs[i];
        if (glyph->y != 0 || glyph->x < pen - FARTHEST_BACK * run->size) {
            return TRUE;
        }
        double width = psg_pdf_font_get_width(run->font, glyph->glyph);
        pen = glyph->x + (PsgLength)(width * run->size / 1000);
    }
    return FALSE;
}

static gboolean
is_apart(const PsgPdfRun *run, const PsgPdfCluster *cluster)
{
    if (!run->is_right_to_left) {
        return cluster->end - cluster->start > 1 && cluster->length > 0 &&
               is_scattered(run, cluster);
    }
    if (cluster->length == 0 || psg_pdf_cluster_is_space(cluster)) {
        return FALSE;
    }
    return cluster->end - cluster->start > 1 || run->glyphs[cluster->start].y != 0 ||
           g_utf8_strlen(cluster->text, cluster->length) > 1;
}

/* The edges of the glyphs that move the pen; of the others when there are none. */
static void
measure(const PsgPdfRun *run, const PsgPdfCluster *cluster, PsgLength *left, PsgLength *right)
{
    *left = PSG_LENGTH_MAX;
    *right = -PSG_LENGTH_MAX;
    for (guint i = cluster->start; i < cluster->end; i++) {
        const PsgGlyph *glyph = &run->glyphs[i];
        double width = psg_pdf_font_get_width(run->font, glyph->glyph) * run->size / 1000;
        if (width > 0) {
            *left = MIN(*left, glyph->x);
            *right = MAX(*right, glyph->x + (PsgLength)width);
        }
    }
    if (*left == PSG_LENGTH_MAX) {
        *left = *right = run->glyphs[cluster->start].x;
    }
}

/* Where the cluster is: up to the one behind it. */
static void
place(const PsgPdfRun *run, const PsgPdfCluster *cluster, PsgPdfApart *apart)
{
    PsgPdfCluster next;
    PsgLength right;
    measure(run, cluster, &apart->left, &apart->right);
    if (psg_pdf_cluster_get(run, cluster->end, &next)) {
        measure(run, &next, &apart->right, &right);
    }
    apart->right = MAX(apart->right, apart->left + run->size / 10);
}

typedef guint (*GetCode)(const PsgPdfRun *run, const char *text, gsize length);

static guint
find_code(const PsgPdfRun *run, const char *text, gsize length)
{
    return psg_pdf_font_find_code(run->font, psg_pdf_font_get_blank(run->font), text, length);
}

static guint
add_code(const PsgPdfRun *run, const char *text, gsize length)
{
    return psg_pdf_font_add_code(run->font, psg_pdf_font_get_blank(run->font), text, length);
}

/* How many blanks there is room for. */
static guint
count_blanks(const PsgPdfRun *run, const PsgPdfApart *apart, glong characters)
{
    glong room = (glong)((apart->right - apart->left) / (NEAREST * run->size));
    return (guint)CLAMP(room, 1, MIN(characters, (glong)G_N_ELEMENTS(apart->codes)));
}

/* Gets codes for the characters from left to right, that is, where they run the other way, from the
 * last one on. Where there is no room for all, the last code stands for the rest: marks, whose
 * order, which Poppler turns around, means nothing. FALSE where one cannot be had. */
static gboolean
get_codes(const PsgPdfRun *run, const PsgPdfCluster *cluster, GetCode get, PsgPdfApart *apart)
{
    const char *at = cluster->text, *end = at + cluster->length;
    apart->count = count_blanks(run, apart, g_utf8_strlen(cluster->text, cluster->length));
    for (guint i = 0; i < apart->count; i++) {
        const char *next = i + 1 == apart->count ? end : g_utf8_next_char(at);
        guint code = get(run, at, (gsize)(next - at));
        if (code == 0) {
            return FALSE;
        }
        apart->codes[run->is_right_to_left ? apart->count - 1 - i : i] = (guint16)code;
        at = next;
    }
    return TRUE;
}

gboolean
psg_pdf_cluster_get_apart(const PsgPdfRun *run, const PsgPdfCluster *cluster, PsgPdfApart *apart)
{
    if (!is_apart(run, cluster)) {
        return FALSE;
    }
    for (guint i = cluster->start; i < cluster->end; i++) {
        if (psg_pdf_font_find_shape(run->font, run->glyphs[i].glyph) == NULL) {
            return FALSE;
        }
    }
    place(run, cluster, apart);
    return get_codes(run, cluster, find_code, apart);
}

gboolean
psg_pdf_cluster_collect_apart(const PsgPdfRun *run, const PsgPdfCluster *cluster)
{
    PsgPdfApart apart;
    if (!is_apart(run, cluster)) {
        return FALSE;
    }
    guint blank = psg_pdf_font_get_blank(run->font);
    if (blank == 0) {
        return FALSE;
    }
    place(run, cluster, &apart);
    if (!get_codes(run, cluster, add_code, &apart)) {
        return FALSE;
    }
    psg_pdf_font_use(run->font, blank, " ", 1);
    for (guint i = cluster->start; i < cluster->end; i++) {
        psg_pdf_font_add_shape(run->font, run->glyphs[i].glyph);
    }
    return TRUE;
}
