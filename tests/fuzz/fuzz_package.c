/* plainsong.yaml, with all that the package does with it. */
#include "fuzz.h"
#include "package_folder.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    psg_fuzz_load_package("plainsong.yaml", data, size);
    return 0;
}
