/* Fonts that are put into a PDF. Beyond faults: a glyph that is shown keeps its code and its text,
 * and what was not refused can be written or is an error with a message. */
#include "fuzz.h"
#include "publish/print/pdf/font.h"

/* More glyphs would only cost time. */
#define GLYPHS 64

static void
check_glyphs(PsgPdfFont *font)
{
    for (guint glyph = 0; glyph < GLYPHS; glyph++) {
        const char *text = psg_pdf_font_get_text(font, glyph);
        if (!g_utf8_validate(text, -1, NULL))
            psg_fuzz_fail("glyph %u stands for what is no text", glyph);
        if (psg_pdf_font_get_code(font, glyph) > 0xffff)
            psg_fuzz_fail("glyph %u has a code of more than two bytes", glyph);
        if (psg_pdf_font_get_width(font, glyph) < 0)
            psg_fuzz_fail("glyph %u has a width below nothing", glyph);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hb_blob_t *blob =
            hb_blob_create((const char *)data, (guint)size, HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    if (!psg_pdf_font_find_fault(face)) {
        g_autoptr(PsgPdfFonts) fonts = psg_pdf_fonts_new();
        g_autoptr(PsgPdfFile) file = psg_pdf_file_new();
        g_autoptr(GError) error = NULL;
        PsgPdfFont *font = psg_pdf_fonts_get(fonts, "font", face);
        for (guint glyph = 0; glyph < GLYPHS; glyph++)
            psg_pdf_font_use(font, glyph, "ab", glyph % 3);
        check_glyphs(font);
        if (!psg_pdf_fonts_write(fonts, file, 1, &error) && !error)
            psg_fuzz_fail("not written without a reason");
    }
    hb_face_destroy(face);
    return 0;
}
