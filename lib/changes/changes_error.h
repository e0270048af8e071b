/* The error domain of lib/changes. */
#pragma once
#include <glib.h>

#define PSG_CHANGES_ERROR (psg_changes_error_quark())

typedef enum {
    PSG_CHANGES_ERROR_FORM,     /* FROM..TO has not the form it must have */
    PSG_CHANGES_ERROR_RANGE,    /* an end of FROM..TO is not there */
    PSG_CHANGES_ERROR_DOCUMENT, /* the package has no such document */
    PSG_CHANGES_ERROR_PATH,     /* the package has no such chapter or heading */
    PSG_CHANGES_ERROR_HISTORY,  /* there is no history to read: not in git, or no commit yet */
} PsgChangesError;

GQuark psg_changes_error_quark(void);
