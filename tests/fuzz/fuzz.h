/* What every fuzz target gives: one function that takes any bytes and must come back, without a
 * fault a sanitizer sees. Each target is built twice: with clang's libFuzzer to search
 * (tools/fuzz), and with replay.c to go through the kept corpus as an ordinary test. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise was broken: says which and aborts. GLib's g_error() stops with a signal that libFuzzer
 * does not know, so that the input would be lost. */
#define psg_fuzz_fail(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), abort())
