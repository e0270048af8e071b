/* Any bytes may hold inline marks. What is found lies in the source, in order; without its marks a
 * source is shorter; and a text with them can be built, for readers and for a draft. */
#include "text/marks.h"

#include <string.h>

#include "fuzz.h"
#include "text/text.h"

static void
check_range(const PsgMark *mark, gsize start, gsize end, const char *what)
{
    if (start == 0 && end == 0)
        return;
    if (start > end || start < mark->start || end > mark->end)
        psg_fuzz_fail("the %s of a mark stand outside of it: %zu to %zu", what, start, end);
}

static void
check_marks(const GArray *marks, gsize size)
{
    gsize last = 0;
    for (guint i = 0; i < marks->len; i++) {
        const PsgMark *mark = &g_array_index(marks, PsgMark, i);
        if (mark->start < last || mark->end <= mark->start || mark->end > size)
            psg_fuzz_fail("mark %u has the range %zu to %zu", i, mark->start, mark->end);
        if (mark->line == 0 || mark->column == 0)
            psg_fuzz_fail("mark %u has no place", i);
        check_range(mark, mark->old_start, mark->old_end, "old words");
        check_range(mark, mark->new_start, mark->new_end, "new words");
        check_range(mark, mark->note_start, mark->note_end, "words of the comment");
        last = mark->end;
    }
}

static void
parse(const char *source, gsize size, gboolean show_marks)
{
    const PsgTextOptions options = {
            .mode = PSG_TEXT_GUIDANCE, .path = "a.md", .show_marks = show_marks};
    PsgFindings *findings = psg_findings_new();
    psg_text_free(psg_text_parse(source, size, &options, findings, NULL));
    psg_findings_free(findings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *source = (const char *)data;
    GArray *marks = psg_marks_find(source, size);
    check_marks(marks, size);
    gsize length;
    char *without = psg_marks_remove(source, size, marks, &length);
    if (length > size || (marks->len > 0 && length == size))
        psg_fuzz_fail("without its marks the source grows from %zu to %zu bytes", size, length);
    if (marks->len == 0 && memcmp(without, source, size) != 0)
        psg_fuzz_fail("a source without marks changes");
    g_free(without);
    g_array_unref(marks);
    parse(source, size, FALSE);
    parse(source, size, TRUE);
    return 0;
}
