/* The error domain of lib/publish. */
#pragma once
#include <glib.h>

#define PSG_PUBLISH_ERROR (psg_publish_error_quark())

typedef enum {
    PSG_PUBLISH_ERROR_TEMPLATE, /* a theme's template is not well formed or names what there is not */
    PSG_PUBLISH_ERROR_TEMPLATE_MISSING, /* a theme has no template of this name */
    PSG_PUBLISH_ERROR_OUTPUT,   /* the output could not be written */
} PsgPublishError;

GQuark psg_publish_error_quark(void);
