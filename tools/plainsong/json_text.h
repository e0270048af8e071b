/* Text for JSON that the program prints. */
#pragma once
#include <jansson.h>

/* A string, or null for NULL; bytes that are not UTF-8 (a folder's name may hold any) are replaced.
 * The caller owns the reference. */
json_t *json_text(const char *text);

/* Prints the value to standard output, with a new line, and drops the reference. */
void json_print(json_t *value);
