/* The error domain of lib/base. Every folder of lib/ has one of its own; messages are sentences
 * that say what went wrong, where, and what to do about it. */
#pragma once
#include <glib.h>

#define PSG_BASE_ERROR (psg_base_error_quark())

typedef enum {
    PSG_BASE_ERROR_FILE,    /* a file could not be read or written */
    PSG_BASE_ERROR_PATH,    /* a path leaves the folder it must stay in */
    PSG_BASE_ERROR_INVALID, /* a value that has not the form it must have */
    PSG_BASE_ERROR_SYNTAX,  /* a YAML file is not what it should be */
} PsgBaseError;

GQuark psg_base_error_quark(void);
