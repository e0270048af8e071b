/* A folder on disk with a package in it, of which one file is what the fuzzer gives. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Loads a package of two chapters (a.md, part/b.md) in which `name` holds the given bytes, and frees it again. Whatever
 * the bytes are, it must end in a package or an error. */
void psg_fuzz_load_package(const char *name, const uint8_t *data, size_t size);
