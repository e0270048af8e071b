/* A folder on disk with a package in it, of which one file is what the fuzzer gives. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* The folder's path: empty at the first call, and removed as the program ends. It belongs to this
 * file. A fault of the disk ends the program. */
const char *psg_fuzz_folder(void);

/* Writes a file of the folder; a folder that its name needs is made. */
void psg_fuzz_write_file(const char *name, const void *bytes, size_t length);

/* Loads a package of two chapters (a.md, part/b.md) in which `name` holds the given bytes, and
 * frees it again. Whatever the bytes are, it must end in a package or an error. */
void psg_fuzz_load_package(const char *name, const uint8_t *data, size_t size);
