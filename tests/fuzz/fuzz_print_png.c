/* PNG for print, and with the same bytes GIF and WebP. See print_picture.h. */
#include "print_picture.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    psg_fuzz_read_picture(data, size, psg_picture_read_png);
    return psg_fuzz_read_picture(data, size, psg_picture_read_other);
}
