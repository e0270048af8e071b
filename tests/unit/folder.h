/* A temporary folder for a test, made of names and texts. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

#include "base/file.h"

static inline int
folder_set_up(void **state)
{
    *state = g_dir_make_tmp("plainsong-test-XXXXXX", NULL);
    return *state ? 0 : -1;
}

static inline int
folder_tear_down(void **state)
{
    psg_folder_remove(*state, NULL);
    g_free(*state);
    return 0;
}

/* Writes files, given as name, text, name, text, ..., NULL. */
static inline void G_GNUC_NULL_TERMINATED
folder_fill(const char *folder, ...)
{
    va_list arguments;
    va_start(arguments, folder);
    for (const char *name; (name = va_arg(arguments, const char *));) {
        const char *text = va_arg(arguments, const char *);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        assert_true(psg_file_write(path, text, strlen(text), NULL));
    }
    va_end(arguments);
}
