/* Telling pictures by their bytes. */
#include "fuzz.h"
#include "publish/picture/image.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    PsgImageFacts facts = {0};
    const char *reason = NULL;
    if (psg_image_inspect(bytes, &facts, &reason)) {
        if (!facts.media_type || facts.width > PSG_IMAGE_DIMENSION_LIMIT ||
                facts.height > PSG_IMAGE_DIMENSION_LIMIT)
            psg_fuzz_fail("taken for a picture, with facts that cannot be");
    } else if (!reason) {
        psg_fuzz_fail("refused without a reason");
    }
    return 0;
}
