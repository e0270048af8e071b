/* The error domain of lib/publish. */
#include "publish/publish_error.h"

GQuark
psg_publish_error_quark(void)
{
    return g_quark_from_static_string("psg-publish-error-quark");
}
