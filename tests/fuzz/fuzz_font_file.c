/* A font file that a theme brings: it is refused with one finding, or text can be set with it. */
#include <string.h>

#include "fuzz.h"
#include "publish/print/type/type.h"

static const char words[] = "Affinity \u2014 \u0645\u0631\u062d\u0628\u0627 \u4e00 1/2";

static void
set_words(const PsgTypeFonts *fonts, gboolean is_bold)
{
    PsgTypeContext *context = psg_type_context_new(fonts);
    PsgTypeLook look = {.families = "Any",
            .size = PSG_POINTS(12),
            .leading = PSG_POINTS(18),
            .is_bold = is_bold,
            .background = -1};
    PsgTypeSpan span = {.end = sizeof words - 1, .look = &look};
    PsgTypeParagraph paragraph = {.text = words,
            .length = sizeof words - 1,
            .spans = &span,
            .span_count = 1,
            .width = PSG_POINTS(100)};
    g_autoptr(PsgTypeText) text = psg_type_set(context, &paragraph, NULL);
    if (text->runs->len == 0)
        psg_fuzz_fail("words are lost");
    psg_type_context_free(context);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    PsgTypeFontFile file = {
            .name = (char *)"a.ttf", .bytes = bytes, .path = (char *)"print.yaml", .line = 1};
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    g_ptr_array_add(files, &file);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgTypeFonts) fonts = psg_type_fonts_load(NULL, files, findings, &error);
    if (!fonts && (!error || psg_findings_get_length(findings) != 1))
        psg_fuzz_fail("not used without a reason");
    for (guint is_bold = 0; fonts && is_bold < 2; is_bold++)
        set_words(fonts, (gboolean)is_bold);
    return 0;
}
