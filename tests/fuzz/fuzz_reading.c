/* Sources as readers see them, and quotes that are looked for in them: the first line is the quote,
 * the rest the source. Nothing leaves the source, and what is found stands there. */
#include <string.h>

#include "fuzz.h"
#include "review/anchor/anchor.h"
#include "review/comment/reading.h"

static void
check_range(const PsgReading *reading, gsize start, gsize end)
{
    const char *source = reading->source;
    if (start >= end || end > reading->length)
        psg_fuzz_fail("a place is not in the source");
    if (!g_utf8_validate(source + start, (gssize)(end - start), NULL))
        psg_fuzz_fail("a place cuts a character");
    g_autofree char *shown = psg_reading_show(reading, start, end, 20, FALSE);
    if (!g_utf8_validate(shown, -1, NULL))
        psg_fuzz_fail("what is shown is not UTF-8");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* What lies behind the end is read as an error. */
    g_autofree char *text = g_strndup((const char *)data, size);
    gsize length = strlen(text);
    if (!g_utf8_validate(text, (gssize)length, NULL))
        return 0;
    char *feed = strchr(text, '\n');
    if (!feed)
        return 0;
    *feed = '\0';
    const char *quote = text, *source = feed + 1;
    gsize source_length = length - (gsize)(source - text), start, end;
    guint likeness = 0;
    g_autoptr(PsgReading) reading = psg_reading_new(source, source_length);
    g_autoptr(GArray) found = psg_reading_find(reading, 0, source_length, quote, quote, quote);
    for (guint i = 0; i < found->len; i++) {
        const PsgByteRange *range = &g_array_index(found, PsgByteRange, i);
        check_range(reading, range->start, range->end);
    }
    if (psg_reading_find_nearest(reading, quote, &likeness, &start, &end))
        check_range(reading, start, end);
    /* Nothing that a reader sees is not found. */
    g_autofree char *seen = psg_reading_show(reading, 0, source_length, 0, FALSE);
    g_autoptr(PsgReading) again = psg_reading_new_plain(seen, strlen(seen));
    if (again->letters->len > 0) {
        g_autoptr(GArray) all = psg_reading_find(reading, 0, source_length, seen, NULL, NULL);
        if (all->len == 0 && reading->letters->len == again->letters->len)
            psg_fuzz_fail("what is seen is not found");
    }
    return 0;
}
