/* What readers make of the glyphs of a run, and how codes help them: the characters of a cluster
 * are dealt out to its glyphs in the order in which they stand, so that whoever strings them
 * together has the text. */
#include "publish/print/pdf/reading.h"

#include <string.h>

#define GLYPHS_MAX 16 /* of a cluster whose characters are dealt out */

static gboolean
get_cluster(const PsgPdfRun *run, guint start, PsgPdfCluster *cluster)
{
    if (start >= run->count) {
        return FALSE;
    }
    guint first = start; /* of a run that begins with a glyph of no cluster, the next one's */
    while (first + 1 < run->count && run->glyphs[first].length == 0) {
        first++;
    }
    guint end = first + 1;
    while (end < run->count && run->glyphs[end].length == 0) {
        end++;
    }
    *cluster = (PsgPdfCluster){
            start, end, run->text + run->glyphs[first].start, run->glyphs[first].length};
    return TRUE;
}

/* Whether a glyph has the text it stands for: ASCII, or the dashes and quotation marks of U+2000 to
 * U+203F. None of them is a soft hyphen or wide, so none is explained alone. */
static gboolean
has_plain_text(const PsgPdfRun *run, const PsgGlyph *glyph)
{
    const char *own = psg_pdf_font_get_text(run->font, glyph->glyph);
    const char *text = run->text + glyph->start;
    if (glyph->length == 1) {
        return own[0] != '\0' && own[0] == text[0] && own[1] == '\0';
    }
    return glyph->length == 3 && memcmp(text, "\342\200", 2) == 0 && strncmp(own, text, 3) == 0 &&
           own[3] == '\0';
}

guint
psg_pdf_run_skip_plain(const PsgPdfRun *run, guint start)
{
    guint at = start;
    while (!run->is_right_to_left && at < run->count && has_plain_text(run, &run->glyphs[at]) &&
            !(at + 1 < run->count && run->glyphs[at + 1].length == 0)) {
        at++;
    }
    return at;
}

/* A letter of no width that stands on the one before it in the text: the second of a ligature. */
static gboolean
is_on_next(const PsgPdfRun *run, const PsgPdfCluster *cluster, const PsgPdfCluster *next)
{
    for (guint i = cluster->start; i < cluster->end; i++) {
        if (psg_pdf_font_get_width(run->font, run->glyphs[i].glyph) > 0) {
            return FALSE;
        }
    }
    return cluster->length > 0 && next->length > 0 && next->text + next->length == cluster->text;
}

gboolean
psg_pdf_cluster_get(const PsgPdfRun *run, guint start, PsgPdfCluster *cluster)
{
    if (!get_cluster(run, start, cluster)) {
        return FALSE;
    }
    PsgPdfCluster next;
    /* Poppler would take a letter that stands where another begins for a word of its own. Two plain
     * glyphs are read well. */
    if (run->is_right_to_left && get_cluster(run, cluster->end, &next) && next.end - start > 2 &&
            is_on_next(run, cluster, &next)) {
        *cluster =
                (PsgPdfCluster){start, next.end, next.text, (guint)(next.length + cluster->length)};
    }
    return TRUE;
}

static gboolean
is_space(gunichar character)
{
    return character == ' ' || character == 0xA0 || (character >= 0x2000 && character <= 0x200A) ||
           character == 0x2028 || character == 0x2029 || character == 0x202F || character == '\t' ||
           character == '\n' || character == 0x3000;
}

gboolean
psg_pdf_cluster_is_space(const PsgPdfCluster *cluster)
{
    if (cluster->length == 1) {
        return *cluster->text == ' ' || *cluster->text == '\t' || *cluster->text == '\n';
    }
    return cluster->length > 1 && cluster->length <= 3 && (guchar)*cluster->text >= 0xC2 &&
           is_space(g_utf8_get_char(cluster->text));
}

gboolean
psg_pdf_cluster_stands_alone(const PsgPdfCluster *cluster)
{
    if (cluster->length == 2) {
        return memcmp(cluster->text, "\302\255", 2) == 0;
    }
    return cluster->length > 2 && (guchar)*cluster->text >= 0xE2 &&
           g_unichar_iswide(g_utf8_get_char(cluster->text));
}

/* The glyph of a cluster that is read as the `place`th: readers turn around what runs from right to
 * left. */
static const PsgGlyph *
get_glyph(const PsgPdfRun *run, const PsgPdfCluster *cluster, guint place)
{
    return &run->glyphs[run->is_right_to_left ? cluster->end - 1 - place : cluster->start + place];
}

gboolean
psg_pdf_cluster_reads_well(const PsgPdfRun *run, const PsgPdfCluster *cluster)
{
    const char *rest = cluster->text;
    gsize length = cluster->length;
    if (length == 0) { /* nothing is known of it */
        return TRUE;
    }
    for (guint place = 0; place < cluster->end - cluster->start; place++) {
        const PsgGlyph *glyph = get_glyph(run, cluster, place);
        const char *text = psg_pdf_font_get_text(run->font, glyph->glyph);
        if (length > 0 && text[0] == rest[0] && text[1] == '\0') {
            rest++;
            length--;
            continue;
        }
        gsize text_length = strlen(text);
        if (text_length > length || memcmp(text, rest, text_length) != 0) {
            /* a space is a space, however wide */
            return psg_pdf_cluster_is_space(cluster) && text_length > 0 &&
                   is_space(g_utf8_get_char(text));
        }
        rest += text_length;
        length -= text_length;
    }
    return length == 0;
}

/* The characters of a cluster, dealt out to its glyphs as they are read. */
typedef struct {
    char *decomposed; /* the text that pieces are of, when it is not the cluster's own */
    const char *texts[GLYPHS_MAX];
    gsize lengths[GLYPHS_MAX];
    guint count;
} Pieces;

static void
pieces_clear(Pieces *pieces)
{
    g_free(pieces->decomposed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pieces, pieces_clear)

/* A character to each glyph, and what is left to the last. FALSE when there are too few. */
static gboolean
deal_characters(Pieces *pieces, const char *text, gsize length)
{
    const char *end = text + length;
    for (guint i = 0; i < pieces->count; i++) {
        if (text >= end) {
            return FALSE;
        }
        const char *next = i + 1 < pieces->count ? g_utf8_next_char(text) : end;
        pieces->texts[i] = text;
        pieces->lengths[i] = (gsize)(next - text);
        text = next;
    }
    return TRUE;
}

/* FALSE when the cluster cannot be dealt out. A vowel that is drawn on both sides of a letter is
 * one character, and two that mean the same. */
static gboolean
deal(Pieces *pieces, const PsgPdfCluster *cluster)
{
    pieces->count = cluster->end - cluster->start;
    if (pieces->count > GLYPHS_MAX || cluster->length == 0) {
        return FALSE;
    }
    if (deal_characters(pieces, cluster->text, cluster->length)) {
        return TRUE;
    }
    pieces->decomposed = g_utf8_normalize(cluster->text, cluster->length, G_NORMALIZE_NFD);
    return pieces->decomposed != NULL &&
           deal_characters(pieces, pieces->decomposed, strlen(pieces->decomposed));
}

static gboolean
has_text(const PsgPdfRun *run, guint glyph, const char *text, gsize length)
{
    const char *own = psg_pdf_font_get_text(run->font, glyph);
    return strlen(own) == length && memcmp(own, text, length) == 0;
}

gboolean
psg_pdf_cluster_find_codes(const PsgPdfRun *run, const PsgPdfCluster *cluster, guint16 *codes)
{
    g_auto(Pieces) pieces = {NULL};
    if (!deal(&pieces, cluster)) {
        return FALSE;
    }
    guint16 found[GLYPHS_MAX];
    for (guint place = 0; place < pieces.count; place++) {
        guint glyph = get_glyph(run, cluster, place)->glyph;
        guint code = has_text(run, glyph, pieces.texts[place], pieces.lengths[place])
                             ? psg_pdf_font_get_code(run->font, glyph)
                             : psg_pdf_font_find_code(run->font, glyph, pieces.texts[place],
                                       pieces.lengths[place]);
        if (code == 0) {
            return FALSE;
        }
        found[place] = (guint16)code;
    }
    for (guint place = 0; place < pieces.count; place++) {
        codes[get_glyph(run, cluster, place) - run->glyphs] = found[place];
    }
    return pieces.decomposed == NULL;
}

/* Says the cluster's glyphs to the font, and the codes that they need. */
static void
collect_cluster(const PsgPdfRun *run, const PsgPdfCluster *cluster)
{
    if (psg_pdf_cluster_collect_apart(run, cluster)) {
        return;
    }
    if (cluster->length > 0 && psg_pdf_cluster_reads_well(run, cluster)) {
        return; /* its glyphs were collected before */
    }
    g_auto(Pieces) pieces = {NULL};
    gboolean is_dealt = deal(&pieces, cluster);
    for (guint place = 0; place < cluster->end - cluster->start; place++) {
        guint glyph = get_glyph(run, cluster, place)->glyph;
        if (is_dealt) {
            psg_pdf_font_use(run->font, glyph, pieces.texts[place], pieces.lengths[place]);
        } else {
            psg_pdf_font_use(run->font, glyph, cluster->text, place == 0 ? cluster->length : 0);
        }
    }
    if (!is_dealt || psg_pdf_cluster_reads_well(run, cluster)) {
        return;
    }
    for (guint place = 0; place < pieces.count; place++) {
        guint glyph = get_glyph(run, cluster, place)->glyph;
        if (!has_text(run, glyph, pieces.texts[place], pieces.lengths[place])) {
            psg_pdf_font_add_code(run->font, glyph, pieces.texts[place], pieces.lengths[place]);
        }
    }
}

void
psg_pdf_run_collect(const PsgPdfRun *run)
{
    PsgPdfCluster cluster;
    for (guint at = psg_pdf_run_skip_plain(run, 0); psg_pdf_cluster_get(run, at, &cluster);
            at = psg_pdf_run_skip_plain(run, cluster.end)) {
        collect_cluster(run, &cluster);
    }
}
