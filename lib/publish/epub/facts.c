/* What is in the book, as accessibility metadata needs to know it: languages, pictures with and
 * without a description, tables, and pictures that move. Specifications: PNG (third edition)
 * section 11.3.4; GIF89a; WebP container. */
#include <string.h>

#include "publish/epub/internal.h"
#include "text/tree.h"

void
psg_epub_facts_init(PsgEpubFacts *facts)
{
    *facts = (PsgEpubFacts){.languages = g_ptr_array_new_with_free_func(g_free)};
}

void
psg_epub_facts_clear(PsgEpubFacts *facts)
{
    g_clear_pointer(&facts->languages, g_ptr_array_unref);
}

void
psg_epub_facts_add_language(PsgEpubFacts *facts, const char *language)
{
    if (!*language)
        return;
    for (guint i = 0; i < facts->languages->len; i++)
        if (!g_ascii_strcasecmp(facts->languages->pdata[i], language))
            return;
    g_ptr_array_add(facts->languages, g_strdup(language));
}

/* An empty alternative text marks a picture as decorative. */
void
psg_epub_facts_add_image(PsgEpubFacts *facts, const xmlNode *image)
{
    const char *alternative = psg_tree_get_attribute(image, "alt");
    if (!alternative)
        facts->undescribed_images++;
    else if (*alternative)
        facts->described_images++;
    else
        facts->decorative_images++;
}

void
psg_epub_facts_add_table(PsgEpubFacts *facts, const xmlNode *table)
{
    for (const xmlNode *node = table; node; node = psg_tree_get_next(node, table)) {
        if (node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, BAD_CAST "th")) {
            facts->headed_tables++;
            return;
        }
    }
    facts->plain_tables++;
}

void
psg_epub_facts_merge(PsgEpubFacts *facts, const PsgEpubFacts *more)
{
    facts->described_images += more->described_images;
    facts->decorative_images += more->decorative_images;
    facts->undescribed_images += more->undescribed_images;
    facts->headed_tables += more->headed_tables;
    facts->plain_tables += more->plain_tables;
    facts->has_moving_image |= more->has_moving_image;
    for (guint i = 0; i < more->languages->len; i++)
        psg_epub_facts_add_language(facts, more->languages->pdata[i]);
}

/* The end of a chain of sub-blocks of a GIF, each opened by its length and the last one empty;
 * `length` when it is cut. */
static gsize
skip_sub_blocks(const guint8 *data, gsize length, gsize at)
{
    while (at < length && data[at])
        at += 1 + (gsize)data[at];
    return at < length ? at + 1 : length;
}

static gsize
get_color_table_size(guint8 flags)
{
    return flags & 0x80 ? (gsize)3 << ((flags & 7) + 1) : 0;
}

/* TRUE for a GIF of two frames or more. */
static gboolean
gif_moves(const guint8 *data, gsize length)
{
    if (length < 13)
        return FALSE;
    gsize at = 13 + get_color_table_size(data[10]);
    for (guint frames = 0; at + 10 <= length;) {
        if (data[at] == 0x21) {
            at = skip_sub_blocks(data, length, at + 2);
        } else if (data[at] == 0x2c) {
            if (++frames == 2)
                return TRUE;
            at = skip_sub_blocks(data, length, at + 11 + get_color_table_size(data[at + 9]));
        } else {
            return FALSE;
        }
    }
    return FALSE;
}

/* TRUE for a PNG with the animation chunk, which stands before the first chunk of the picture. */
static gboolean
png_moves(const guint8 *data, gsize length)
{
    for (gsize at = 8; at + 12 <= length;) {
        gsize size = (gsize)data[at] << 24 | (gsize)data[at + 1] << 16 | (gsize)data[at + 2] << 8 |
                     data[at + 3];
        if (!memcmp(data + at + 4, "acTL", 4))
            return TRUE;
        if (!memcmp(data + at + 4, "IDAT", 4) || size > length - at)
            return FALSE;
        at += 12 + size;
    }
    return FALSE;
}

static gboolean
webp_moves(const guint8 *data, gsize length)
{
    return length > 20 && !memcmp(data + 12, "VP8X", 4) && (data[20] & 0x02);
}

static gboolean
svg_moves(const guint8 *data, gsize length)
{
    static const char *const elements[] = {"<animate", "<set", "<discard", "@keyframes"};
    for (guint i = 0; i < G_N_ELEMENTS(elements); i++)
        if (memmem(data, length, elements[i], strlen(elements[i])))
            return TRUE;
    return FALSE;
}

gboolean
psg_epub_image_moves(const PsgModelImage *image)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(image->bytes, &length);
    if (!data)
        return FALSE;
    if (g_str_equal(image->media_type, "image/gif"))
        return gif_moves(data, length);
    if (g_str_equal(image->media_type, "image/png"))
        return png_moves(data, length);
    if (g_str_equal(image->media_type, "image/webp"))
        return webp_moves(data, length);
    return g_str_equal(image->media_type, "image/svg+xml") && svg_moves(data, length);
}
