/* The error domain of lib/changes. See changes_error.h. */
#include "changes/changes_error.h"

GQuark
psg_changes_error_quark(void)
{
    return g_quark_from_static_string("psg-changes-error-quark");
}
