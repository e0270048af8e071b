/* Pictures as XObjects: images with their soft masks and colour profiles, and drawings. ISO
 * 32000-1, sections 8.9, 8.10 and 11.6.5. */
#include "publish/print/pdf/picture.h"

typedef struct {
    guint width, height, bits, profile_components;
    char *colour_space, *filter, *parameters, *decode;
    GBytes *data, *profile;
} Image;

struct PsgPdfPicture {
    gint refs;
    gboolean is_drawing;
    Image image, mask; /* of an image; a mask without data is none */
    double width, height;
    GBytes *operators; /* of a drawing, packed */
    char *graphics_states, *shadings, *patterns;
    GPtrArray *pictures, *masks; /* PsgPdfPicture, of a drawing */
    gboolean uses_fonts, is_transparent;
};

static void
copy_image(Image *image, const PsgPdfSamples *samples)
{
    image->width = samples->width;
    image->height = samples->height;
    image->bits = samples->bits;
    image->colour_space = g_strdup(samples->colour_space);
    image->filter = g_strdup(samples->filter);
    image->parameters = g_strdup(samples->parameters);
    image->decode = g_strdup(samples->decode);
    image->data = g_bytes_ref(samples->data);
    image->profile = samples->profile != NULL ? g_bytes_ref(samples->profile) : NULL;
    image->profile_components = samples->profile_components;
}

static void
clear_image(Image *image)
{
    g_free(image->colour_space);
    g_free(image->filter);
    g_free(image->parameters);
    g_free(image->decode);
    g_clear_pointer(&image->data, g_bytes_unref);
    g_clear_pointer(&image->profile, g_bytes_unref);
}

/* Exif's orientations from 2 on: where the unit square of the samples goes to in a unit square, as
 * six numbers of a transformation. From 5 on width and height change places. */
static const gint8 turns[][6] = {
        [2] = {-1, 0, 0, 1, 1, 0},
        [3] = {-1, 0, 0, -1, 1, 1},
        [4] = {1, 0, 0, -1, 0, 1},
        [5] = {0, -1, -1, 0, 1, 1},
        [6] = {0, -1, 1, 0, 0, 1},
        [7] = {0, 1, 1, 0, 0, 0},
        [8] = {0, 1, -1, 0, 1, 0},
};

/* A drawing that shows the image turned. Takes the image. */
static PsgPdfPicture *
turn_image(PsgPdfPicture *image, guint orientation)
{
    g_autoptr(PsgPdfPicture) taken = image;
    gboolean is_lying = orientation >= 5;
    g_autoptr(GString) operators = g_string_new(NULL);
    PsgPdfDrawing drawing = {
            .width = is_lying ? image->height : image->width,
            .height = is_lying ? image->width : image->height,
            .operators = operators,
            .pictures = &taken,
            .picture_count = 1,
    };
    for (guint i = 0; i < 6; i++) {
        double side = i % 2 == 0 ? drawing.width : drawing.height;
        psg_pdf_append_number(operators, turns[orientation][i] * side, 0);
        g_string_append_c(operators, ' ');
    }
    g_string_append(operators, "cm /X0 Do\n");
    return psg_pdf_picture_new_drawing(&drawing);
}

PsgPdfPicture *
psg_pdf_picture_new_image(const PsgPdfSamples *samples, const PsgPdfSamples *mask)
{
    PsgPdfPicture *picture = g_new0(PsgPdfPicture, 1);
    picture->refs = 1;
    picture->width = MAX(samples->width, 1);
    picture->height = MAX(samples->height, 1);
    copy_image(&picture->image, samples);
    if (mask != NULL) {
        copy_image(&picture->mask, mask);
    }
    if (samples->orientation > 1 && samples->orientation < G_N_ELEMENTS(turns)) {
        return turn_image(picture, samples->orientation);
    }
    return picture;
}

static GPtrArray *
copy_pictures(PsgPdfPicture *const *pictures, guint count)
{
    GPtrArray *copies = g_ptr_array_new_with_free_func((GDestroyNotify)psg_pdf_picture_unref);
    for (guint i = 0; i < count; i++) {
        g_ptr_array_add(copies, psg_pdf_picture_ref(pictures[i]));
    }
    return copies;
}

PsgPdfPicture *
psg_pdf_picture_new_drawing(const PsgPdfDrawing *drawing)
{
    PsgPdfPicture *picture = g_new0(PsgPdfPicture, 1);
    picture->refs = 1;
    picture->is_drawing = TRUE;
    picture->width = drawing->width > 0 ? drawing->width : 1; /* it is divided by */
    picture->height = drawing->height > 0 ? drawing->height : 1;
    picture->operators = psg_pdf_deflate(drawing->operators->str, drawing->operators->len);
    picture->graphics_states = g_strdup(drawing->graphics_states);
    picture->shadings = g_strdup(drawing->shadings);
    picture->patterns = g_strdup(drawing->patterns);
    picture->pictures = copy_pictures(drawing->pictures, drawing->picture_count);
    picture->masks = copy_pictures(drawing->masks, drawing->mask_count);
    picture->uses_fonts = drawing->uses_fonts;
    picture->is_transparent = drawing->is_transparent;
    return picture;
}

PsgPdfPicture *
psg_pdf_picture_ref(PsgPdfPicture *picture)
{
    g_atomic_int_inc(&picture->refs);
    return picture;
}

void
psg_pdf_picture_unref(PsgPdfPicture *picture)
{
    if (picture == NULL || !g_atomic_int_dec_and_test(&picture->refs)) {
        return;
    }
    clear_image(&picture->image);
    clear_image(&picture->mask);
    g_clear_pointer(&picture->operators, g_bytes_unref);
    g_free(picture->graphics_states);
    g_free(picture->shadings);
    g_free(picture->patterns);
    g_clear_pointer(&picture->pictures, g_ptr_array_unref);
    g_clear_pointer(&picture->masks, g_ptr_array_unref);
    g_free(picture);
}

gboolean
psg_pdf_picture_is_drawing(const PsgPdfPicture *picture)
{
    return picture->is_drawing;
}

void
psg_pdf_picture_get_size(const PsgPdfPicture *picture, double *width, double *height)
{
    *width = picture->width;
    *height = picture->height;
}

static void
append_profile(GString *dictionary, const Image *image, PsgPdfFile *file)
{
    static const char *const alternates[] = {
            [1] = "/DeviceGray", [3] = "/DeviceRGB", [4] = "/DeviceCMYK"};
    guint count = image->profile_components;
    g_autofree char *inside = g_strdup_printf("/N %u/Alternate%s/Filter/FlateDecode", count,
            count < G_N_ELEMENTS(alternates) && alternates[count] != NULL ? alternates[count]
                                                                          : "/DeviceRGB");
    g_autoptr(GBytes) packed = psg_pdf_deflate(
            g_bytes_get_data(image->profile, NULL), g_bytes_get_size(image->profile));
    PsgPdfReference reference = psg_pdf_file_reserve(file);
    psg_pdf_file_put_stream(file, reference, inside, packed);
    g_string_append(dictionary, "/ColorSpace[/ICCBased ");
    psg_pdf_append_reference(dictionary, reference);
    g_string_append_c(dictionary, ']');
}

static void
append_entry(GString *dictionary, const char *key, const char *value)
{
    if (value != NULL) {
        g_string_append(dictionary, key);
        g_string_append(dictionary, value);
    }
}

/* `mask` 0: without. */
static PsgPdfReference
write_image(const Image *image, PsgPdfFile *file, PsgPdfReference mask)
{
    g_autoptr(GString) dictionary = g_string_new(NULL);
    g_string_append_printf(dictionary,
            "/Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent %u", image->width,
            image->height, image->bits);
    if (image->profile != NULL) {
        append_profile(dictionary, image, file);
    } else {
        append_entry(dictionary, "/ColorSpace", image->colour_space);
    }
    append_entry(dictionary, "/Filter", image->filter);
    append_entry(dictionary, "/DecodeParms", image->parameters);
    append_entry(dictionary, "/Decode", image->decode);
    if (mask != 0) {
        g_string_append(dictionary, "/SMask ");
        psg_pdf_append_reference(dictionary, mask);
    }
    PsgPdfReference reference = psg_pdf_file_reserve(file);
    psg_pdf_file_put_stream(file, reference, dictionary->str, image->data);
    return reference;
}

/* Its graphics states, and those that mask; the masks are written. */
static void
append_states(
        GString *dictionary, const PsgPdfPicture *picture, PsgPdfFile *file, PsgPdfReference fonts)
{
    if (picture->graphics_states == NULL && picture->masks->len == 0) {
        return;
    }
    g_string_append_printf(dictionary, "/ExtGState<<%s",
            picture->graphics_states != NULL ? picture->graphics_states : "");
    for (guint i = 0; i < picture->masks->len; i++) {
        const PsgPdfPicture *mask = g_ptr_array_index(picture->masks, i);
        g_string_append_printf(dictionary, "/M%u<</SMask<</S/Luminosity/G ", i);
        psg_pdf_append_reference(dictionary, psg_pdf_picture_write(mask, file, fonts));
        g_string_append(dictionary, ">>>>");
    }
    g_string_append(dictionary, ">>");
}

/* Writes the pictures in a drawing, and names them among its resources. */
static void
append_pictures(
        GString *dictionary, const GPtrArray *pictures, PsgPdfFile *file, PsgPdfReference fonts)
{
    if (pictures->len == 0) {
        return;
    }
    g_string_append(dictionary, "/XObject<<");
    for (guint i = 0; i < pictures->len; i++) {
        const PsgPdfPicture *picture = g_ptr_array_index(pictures, i);
        g_string_append_printf(dictionary, "/X%u ", i);
        psg_pdf_append_reference(dictionary, psg_pdf_picture_write(picture, file, fonts));
    }
    g_string_append(dictionary, ">>");
}

static PsgPdfReference
write_drawing(const PsgPdfPicture *picture, PsgPdfFile *file, PsgPdfReference fonts)
{
    g_autoptr(GString) dictionary = g_string_new("/Type/XObject/Subtype/Form/BBox[0 0 ");
    psg_pdf_append_number(dictionary, picture->width, 4);
    g_string_append_c(dictionary, ' ');
    psg_pdf_append_number(dictionary, picture->height, 4);
    g_string_append(dictionary, "]/Resources<<");
    if (picture->uses_fonts && fonts != 0) {
        g_string_append(dictionary, "/Font ");
        psg_pdf_append_reference(dictionary, fonts);
    }
    append_states(dictionary, picture, file, fonts);
    if (picture->shadings != NULL) {
        g_string_append_printf(dictionary, "/Shading<<%s>>", picture->shadings);
    }
    if (picture->patterns != NULL) {
        g_string_append_printf(dictionary, "/Pattern<<%s>>", picture->patterns);
    }
    append_pictures(dictionary, picture->pictures, file, fonts);
    g_string_append(dictionary, ">>");
    if (picture->is_transparent) {
        g_string_append(dictionary, "/Group<</S/Transparency/CS/DeviceRGB>>");
    }
    g_string_append(dictionary, "/Filter/FlateDecode");
    PsgPdfReference reference = psg_pdf_file_reserve(file);
    psg_pdf_file_put_stream(file, reference, dictionary->str, picture->operators);
    return reference;
}

PsgPdfReference
psg_pdf_picture_write(const PsgPdfPicture *picture, PsgPdfFile *file, PsgPdfReference fonts)
{
    if (picture->is_drawing) {
        return write_drawing(picture, file, fonts);
    }
    PsgPdfReference mask = picture->mask.data != NULL ? write_image(&picture->mask, file, 0) : 0;
    return write_image(&picture->image, file, mask);
}
