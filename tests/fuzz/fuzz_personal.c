/* Any bytes may hold personal data: what is found lies in them, in order, and ends. */
#include "text/personal.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    GArray *found = psg_personal_find((const char *)data, size);
    gsize last = 0;
    for (guint i = 0; i < found->len; i++) {
        const PsgPersonalDatum *datum = &g_array_index(found, PsgPersonalDatum, i);
        if (datum->start < last || datum->end <= datum->start || datum->end > size)
            psg_fuzz_fail("datum %u has the range %zu to %zu", i, datum->start, datum->end);
        last = datum->end;
    }
    g_array_unref(found);
    return 0;
}
