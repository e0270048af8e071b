/* JPEG for print. See print_picture.h. */
#include "print_picture.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return psg_fuzz_read_picture(data, size, psg_picture_read_jpeg);
}
