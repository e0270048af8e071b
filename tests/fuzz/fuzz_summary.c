/* SUMMARY.md of a bare folder, in mdBook's form. */
#include "fuzz.h"
#include "package_folder.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    psg_fuzz_load_package("SUMMARY.md", data, size);
    return 0;
}
