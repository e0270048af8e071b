/* The error domain of lib/publish. */
#pragma once
#include <glib.h>

#define PSG_PUBLISH_ERROR (psg_publish_error_quark())

typedef enum {
    PSG_PUBLISH_ERROR_TEMPLATE, /* a theme's template is not well formed or names what there is not
                                 */
    PSG_PUBLISH_ERROR_TEMPLATE_MISSING, /* a theme has no template of this name */
    PSG_PUBLISH_ERROR_OUTPUT,           /* the output could not be written */
    PSG_PUBLISH_ERROR_THEME,  /* there is no theme of this name, or one of its files cannot be used
                               */
    PSG_PUBLISH_ERROR_OPTION, /* the caller asked for what cannot be: no such folder, no address, no
                                 history */
    PSG_PUBLISH_ERROR_VALUE,  /* what the caller gave has not the form it must have */
    PSG_PUBLISH_ERROR_RELEASE, /* a version cannot be released as things are */
} PsgPublishError;

GQuark psg_publish_error_quark(void);
