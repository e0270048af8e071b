/* Front matter at the top of a chapter. */
#include "fuzz.h"
#include "text/front_matter.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autofree char *source = g_strndup((const char *)data, size);
    PsgFrontMatter front = {0};
    psg_front_matter_read(&front, source, size, "chapter.md", findings);
    if (front.title && !g_utf8_validate(front.title, -1, NULL))
        psg_fuzz_fail("a title that is not UTF-8");
    psg_front_matter_clear(&front);
    return 0;
}
