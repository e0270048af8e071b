/* JPEG. PDF shows it as it is, so that nothing is lost and little is done: its segments are read
 * for what the file must say beside it, and those that say nothing about how it looks (places and
 * dates of a camera, thumbnails, a film behind the picture) stay out. ITU T.81; Exif 2.32; ICC.1
 * annex B.4; Adobe Technical Note 5116; ISO 32000-1, section 7.4.8. */
#include <string.h>

#include "publish/picture/bytes.h"
#include "publish/picture/exif.h"
#include "publish/print/picture/cmyk_profile.h"
#include "publish/print/picture/internal.h"
#include "publish/print/picture/profile.h"

#define PARTS_LIMIT 255 /* of a profile */

typedef struct {
    const guint8 *data;
    gsize size;
    GByteArray *kept; /* what goes into the file */
    guint width, height, components;
    guint8 names[4];
    gboolean is_adobe, is_jfif, has_scan;
    guint transform;                  /* Adobe's */
    guint orientation;                /* Exif's */
    const guint8 *parts[PARTS_LIMIT]; /* of the profile, by number */
    guint16 part_lengths[PARTS_LIMIT];
    guint part_count; /* that there should be */
} Jpeg;

typedef struct {
    const guint8 *data;
    gsize size;
} Segment;

static void
read_profile_part(Jpeg *jpeg, Segment segment)
{
    enum { NAME = 12, BEFORE = 14 };
    if (segment.size <= BEFORE || memcmp(segment.data, "ICC_PROFILE", NAME) != 0)
        return;
    guint number = segment.data[NAME], count = segment.data[NAME + 1];
    if (number == 0 || number > count || (jpeg->part_count && jpeg->part_count != count))
        return;
    jpeg->part_count = count;
    jpeg->parts[number - 1] = segment.data + BEFORE;
    jpeg->part_lengths[number - 1] = (guint16)(segment.size - BEFORE);
}

/* The whole profile, when every part is there and it is of use. */
static GBytes *
join_profile(const Jpeg *jpeg)
{
    g_autoptr(GByteArray) profile = g_byte_array_new();
    for (guint i = 0; i < jpeg->part_count; i++) {
        if (!jpeg->parts[i])
            return NULL;
        g_byte_array_append(profile, jpeg->parts[i], jpeg->part_lengths[i]);
    }
    if (!psg_profile_fits(profile->data, profile->len, jpeg->components))
        return NULL;
    return g_byte_array_free_to_bytes(g_steal_pointer(&profile));
}

/* SOF. Returns why the picture cannot be had, or NULL. */
static const char *
read_frame(Jpeg *jpeg, guint marker, Segment segment)
{
    if (marker == 0xc3 || marker > 0xc4)
        return "it is a kind of JPEG (lossless or arithmetic) that PDF cannot show";
    if (segment.size < 6 || jpeg->components)
        return "its header is damaged";
    if (segment.data[0] != 8)
        return "it has 12 bits a colour, which PDF cannot show";
    jpeg->height = psg_bytes_read_be16(segment.data + 1);
    jpeg->width = psg_bytes_read_be16(segment.data + 3);
    jpeg->components = segment.data[5];
    if ((jpeg->components != 1 && jpeg->components != 3 && jpeg->components != 4) ||
            segment.size < 6 + 3 * jpeg->components)
        return "its header is damaged";
    for (guint i = 0; i < jpeg->components; i++) {
        jpeg->names[i] = segment.data[6 + 3 * i];
        guint sampling = segment.data[7 + 3 * i];
        if (sampling >> 4 < 1 || sampling >> 4 > 4 || (sampling & 15) < 1 || (sampling & 15) > 4)
            return "its header is damaged";
    }
    if (jpeg->width == 0 || jpeg->height == 0)
        return "its header does not say how large it is";
    if (psg_picture_is_too_large(jpeg->width, jpeg->height))
        return PSG_PICTURE_TOO_LARGE;
    return NULL;
}

/* Takes what a segment says. TRUE in `is_kept` when the picture looks otherwise without it. */
static const char *
read_segment(Jpeg *jpeg, guint marker, Segment segment, gboolean *is_kept)
{
    *is_kept = TRUE;
    if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
        return read_frame(jpeg, marker, segment);
    if (marker == 0xda && !jpeg->components)
        return "its header is damaged";
    if ((marker & 0xf0) != 0xe0 && marker != 0xfe)
        return NULL;
    *is_kept = FALSE;
    if (marker == 0xe0 && segment.size >= 5 && memcmp(segment.data, "JFIF", 5) == 0)
        *is_kept = jpeg->is_jfif = TRUE;
    if (marker == 0xee && segment.size >= 12 && memcmp(segment.data, "Adobe", 5) == 0) {
        *is_kept = jpeg->is_adobe = TRUE;
        jpeg->transform = segment.data[11];
    }
    if (marker == 0xe1)
        jpeg->orientation =
                MAX(jpeg->orientation, psg_exif_get_orientation(segment.data, segment.size));
    if (marker == 0xe2)
        read_profile_part(jpeg, segment);
    return NULL;
}

/* The end of a scan's coded data that begins at `at`: the next marker, or the end of the bytes. */
static gsize
skip_scan(const Jpeg *jpeg, gsize at)
{
    while (at < jpeg->size) {
        const guint8 *found = memchr(jpeg->data + at, 0xff, jpeg->size - at);
        if (!found || found + 1 == jpeg->data + jpeg->size)
            return jpeg->size;
        at = (gsize)(found - jpeg->data);
        guint next = found[1];
        if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7))
            return at;
        at += next == 0xff ? 1 : 2;
    }
    return jpeg->size;
}

/* Goes through the segments and copies what is kept. Stops at the end of the picture or of the
 * bytes. Returns why the picture cannot be had, or NULL. */
static const char *
read_segments(Jpeg *jpeg)
{
    g_byte_array_append(jpeg->kept, jpeg->data, 2);
    for (gsize at = 2; jpeg->size - at >= 4;) {
        guint marker = jpeg->data[at + 1];
        if (jpeg->data[at] != 0xff)
            return jpeg->has_scan ? NULL : "its segments are damaged";
        if (marker == 0xff || marker == 0x01) { /* fill byte; temporary marker */
            at += marker == 0xff ? 1 : 2;
            continue;
        }
        guint length = psg_bytes_read_be16(jpeg->data + at + 2);
        if (marker == 0xd9 || length < 2 || length > jpeg->size - at - 2)
            break;
        Segment segment = {jpeg->data + at + 4, length - 2u};
        gboolean is_kept;
        const char *why = read_segment(jpeg, marker, segment, &is_kept);
        if (why)
            return why;
        gsize end = at + 2 + length;
        if (marker == 0xda) {
            gsize begin = end;
            end = skip_scan(jpeg, end);
            jpeg->has_scan |= end > begin;
        }
        if (is_kept)
            g_byte_array_append(jpeg->kept, jpeg->data + at, (guint)(end - at));
        at = end;
    }
    return jpeg->has_scan ? NULL : PSG_PICTURE_CUT_SHORT;
}

/* What a reader must know where it would guess wrong: three colours that are RGB. */
static const char *
find_parameters(const Jpeg *jpeg)
{
    gboolean is_rgb = jpeg->components == 3 && !jpeg->is_jfif && !jpeg->is_adobe &&
                      memcmp(jpeg->names, "RGB", 3) == 0;
    return is_rgb ? "<</ColorTransform 0>>" : NULL;
}

PsgPdfPicture *
psg_picture_read_jpeg(GBytes *bytes, const char **reason)
{
    static const guint8 end[] = {0xff, 0xd9};
    g_autoptr(GByteArray) kept = g_byte_array_new();
    Jpeg jpeg = {.kept = kept, .orientation = 1};
    jpeg.data = g_bytes_get_data(bytes, &jpeg.size);
    if (jpeg.size < 4 || jpeg.data[0] != 0xff || jpeg.data[1] != 0xd8)
        return psg_picture_refuse(reason, "it is no JPEG");
    const char *why = read_segments(&jpeg);
    if (why)
        return psg_picture_refuse(reason, why);
    g_byte_array_append(kept, end, sizeof end);
    g_autoptr(GBytes) profile = join_profile(&jpeg);
    if (!profile && jpeg.components == 4)
        profile = psg_cmyk_profile_make();
    static const char *const spaces[] = {NULL, "/DeviceGray", NULL, "/DeviceRGB", "/DeviceCMYK"};
    g_autoptr(GBytes) data = g_byte_array_free_to_bytes(g_steal_pointer(&kept));
    PsgPdfSamples samples = {.width = jpeg.width,
            .height = jpeg.height,
            .bits = 8,
            .colour_space = spaces[jpeg.components],
            .filter = "/DCTDecode",
            .parameters = find_parameters(&jpeg),
            .decode = jpeg.components == 4 && jpeg.is_adobe ? "[1 0 1 0 1 0 1 0]" : NULL,
            .data = data,
            .profile = profile,
            .profile_components = jpeg.components,
            .orientation = jpeg.orientation};
    return psg_pdf_picture_new_image(&samples, NULL);
}
