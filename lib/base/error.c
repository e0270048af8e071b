/* The error domain of lib/base. */
#include "base/error.h"

GQuark
psg_base_error_quark(void)
{
    return g_quark_from_static_string("psg-base-error-quark");
}
