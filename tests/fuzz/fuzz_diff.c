/* Two texts compared, both ways round. A line of `%%%%` parts the old text from the new one, and
 * more such lines further chapters. Beyond faults, it holds what lib/text/diff promises. */
#include <glib.h>
#include <string.h>

#include "../unit/diff_check.h"
#include "fuzz.h"

#define TEXT_LIMIT 8

static PsgText *
parse(const char *bytes, gsize length)
{
    PsgTextOptions options = {.path = "chapter.md", .language = "en"};
    return psg_text_parse(bytes, length, &options, NULL, NULL);
}

static void
check(const PsgDiffInput *inputs, const PsgDiffInput *swapped, guint count)
{
    g_autoptr(PsgDiff) diff = psg_diff_new(inputs, count), mirror = psg_diff_new(swapped, count);
    g_autofree char *fault = diff_check(diff), *mirror_fault = diff_check(mirror);
    g_autofree char *asymmetry = diff_check_mirror(diff, mirror);
    if (fault || mirror_fault || asymmetry)
        psg_fuzz_fail("%s", fault ? fault : mirror_fault ? mirror_fault : asymmetry);
    g_free(diff_print(diff));
}

static void
check_same(const PsgText *text)
{
    PsgDiffInput input = {text, text};
    g_autoptr(PsgDiff) diff = psg_diff_new(&input, 1);
    if (psg_diff_get_pair(diff, 0)->is_changed)
        psg_fuzz_fail("a text differs from itself");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *source = g_strndup((const char *)data, size);
    PsgText *texts[TEXT_LIMIT] = {NULL};
    PsgDiffInput inputs[TEXT_LIMIT / 2] = {{NULL, NULL}}, swapped[TEXT_LIMIT / 2] = {{NULL, NULL}};
    guint count = 0;
    for (const char *at = source; at && count < TEXT_LIMIT; count++) {
        const char *end = strstr(at, "%%%%\n");
        texts[count] = parse(at, end ? (gsize)(end - at) : strlen(at));
        at = end ? end + strlen("%%%%\n") : NULL;
    }
    guint pairs = (count + 1) / 2;
    for (guint i = 0; i < pairs; i++) {
        inputs[i] = (PsgDiffInput){texts[2 * i], texts[2 * i + 1]};
        swapped[i] = (PsgDiffInput){texts[2 * i + 1], texts[2 * i]};
    }
    check(inputs, swapped, pairs);
    for (guint i = 0; i < count; i++) {
        if (texts[i])
            check_same(texts[i]);
        psg_text_free(texts[i]);
    }
    return 0;
}
