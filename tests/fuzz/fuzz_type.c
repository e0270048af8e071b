/* Setting text: any bytes in any spans become lines, of which every byte is in one run. */
#include <string.h>

#include "fuzz.h"
#include "publish/print/type/type.h"

static const char *const families[] = {
        "Noto Sans", "Noto Naskh Arabic", "Noto Nastaliq Urdu", "Noto Sans Bengali", NULL};

static const PsgTypeLook looks[] = {
        {.families = "Noto Sans,Noto Naskh Arabic",
                .size = PSG_POINTS(12),
                .leading = PSG_POINTS(18),
                .is_hyphenated = TRUE,
                .background = -1},
        {.families = "Noto Sans",
                .size = PSG_POINTS(8),
                .leading = PSG_POINTS(18),
                .rise = PSG_POINTS(4),
                .is_bold = TRUE,
                .background = -1},
        {.families = "Noto Nastaliq Urdu", .size = PSG_POINTS(14), .leading = 0},
        {.families = "Nothing", .size = 1, .leading = PSG_POINTS(-3), .is_italic = TRUE},
};

static PsgTypeContext *
get_context(void)
{
    static PsgTypeContext *context;
    if (!context)
        context = psg_type_context_new(psg_type_fonts_load(families, NULL, NULL, NULL));
    return context;
}

#define SPANS 6

typedef struct {
    PsgTypeParagraph paragraph;
    PsgTypeSpan spans[SPANS];
    PsgBounds objects[2];
} Input;

/* The first bytes say how the rest is set. */
static gboolean
read_input(Input *input, const uint8_t *data, size_t size)
{
    static const char *const languages[] = {"en", "ur", NULL, "x-none"};
    if (size < 4 + SPANS)
        return FALSE;
    guint flags = data[0];
    size_t length = size - 4 - SPANS;
    for (guint i = 0; i < SPANS; i++) {
        guint start = i > 0 ? input->spans[i - 1].end : 0;
        input->spans[i] = (PsgTypeSpan){.start = start,
                .end = i + 1 < SPANS ? start + (data[4 + i] >> 2) : (guint)length,
                .look = &looks[data[4 + i] & 3],
                .language = languages[data[4 + i] >> 1 & 3]};
    }
    input->objects[0] = (PsgBounds){.width = PSG_POINTS(30), .height = PSG_POINTS(20)};
    input->objects[1] = (PsgBounds){.width = PSG_LENGTH_MAX, .height = PSG_LENGTH_MAX};
    input->paragraph = (PsgTypeParagraph){.text = (const char *)data + 4 + SPANS,
            .length = length,
            .spans = input->spans,
            .span_count = data[3] % (SPANS + 1),
            .language = languages[flags >> 6],
            .width = PSG_POINTS(data[1] * 2),
            .first_indent = PSG_POINTS((int8_t)data[2]),
            .is_direction_known = flags & 1,
            .is_right_to_left = flags & 2,
            .is_centred = flags & 4,
            .is_preformatted = flags & 8,
            .is_hyphenated = flags & 16,
            .objects = input->objects,
            .object_count = flags & 32 ? 2 : 0};
    return TRUE;
}

static void
check_glyphs(const PsgTypeText *text, const PsgTypeRun *run)
{
    guint bytes = 0;
    if (run->glyph_start > run->glyph_end || run->glyph_end > text->glyphs->len)
        psg_fuzz_fail("a run has glyphs that are not there");
    for (guint i = run->glyph_start; i < run->glyph_end; i++) {
        const PsgGlyph *glyph = &g_array_index(text->glyphs, PsgGlyph, i);
        if (glyph->start < run->start || glyph->start + glyph->length > run->end)
            psg_fuzz_fail("a glyph stands for bytes outside its run");
        bytes += glyph->length;
    }
    if (run->glyph_start < run->glyph_end && bytes != run->end - run->start)
        psg_fuzz_fail("the glyphs of a run do not stand for all of it");
}

static void
check_line(const PsgTypeText *text, const PsgTypeLine *line)
{
    guint bytes = 0;
    for (guint i = line->run_start; i < line->run_end; i++) {
        const PsgTypeRun *run = &g_array_index(text->runs, PsgTypeRun, i);
        if (run->start < line->start || run->end > line->end || run->start >= run->end)
            psg_fuzz_fail("a run is outside its line");
        if (run->start < run->span->start || run->end > run->span->end)
            psg_fuzz_fail("a run is outside its span");
        bytes += run->end - run->start;
        check_glyphs(text, run);
    }
    if (bytes != line->end - line->start)
        psg_fuzz_fail("a line's runs are not all of it");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Input input = {0};
    if (!read_input(&input, data, size))
        return 0;
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgTypeText) text = psg_type_set(get_context(), &input.paragraph, findings);
    guint at = 0;
    for (guint i = 0; i < text->lines->len; i++) {
        const PsgTypeLine *line = &g_array_index(text->lines, PsgTypeLine, i);
        if (line->start != at || line->end < at)
            psg_fuzz_fail("lines do not follow one another");
        at = line->end;
        check_line(text, line);
    }
    if (at != text->length)
        psg_fuzz_fail("bytes are lost");
    PsgLength narrowest, widest;
    psg_type_measure(get_context(), &input.paragraph, &narrowest, &widest);
    if (narrowest < 0 || widest < narrowest)
        psg_fuzz_fail("the widest line is narrower than its words");
    return 0;
}
