/* SVG for print, as it comes and after cleaning: what is hostile must do no harm even where the
 * cleaner would have stopped it. See print_picture.h. */
#include <string.h>

#include "print_picture.h"
#include "publish/picture/image.h"

static PsgTypeContext *context;

static PsgPdfPicture *
read_svg(GBytes *bytes, const char **reason)
{
    g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
    return psg_picture_draw_svg(bytes, context, "Noto Sans", left_out, reason);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const families[] = {"Noto Sans", NULL};
    static PsgTypeFonts *fonts;
    if (!fonts) {
        fonts = psg_type_fonts_load(families, NULL, NULL, NULL);
        context = fonts ? psg_type_context_new(fonts) : NULL; /* without fonts words are left out */
    }
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    PsgImageFacts facts;
    const char *reason;
    g_autoptr(GBytes) clean = psg_svg_clean(bytes, NULL, &facts, &reason);
    if (clean) {
        gsize length;
        const uint8_t *text = g_bytes_get_data(clean, &length);
        psg_fuzz_read_picture(text, length, read_svg);
    }
    return psg_fuzz_read_picture(data, size, read_svg);
}
