/* The error domain of lib/project. */
#pragma once
#include <glib.h>

#define PSG_PROJECT_ERROR (psg_project_error_quark())

typedef enum {
    PSG_PROJECT_ERROR_SYNTAX,  /* a file is not the YAML it should be, or holds an unknown key or a
                                  wrong value */
    PSG_PROJECT_ERROR_MISSING, /* something the package names is not there */
    PSG_PROJECT_ERROR_EMPTY,   /* there is nothing to publish */
    PSG_PROJECT_ERROR_PLACE,   /* there is no such folder, or no history in it */
} PsgProjectError;

GQuark psg_project_error_quark(void);
