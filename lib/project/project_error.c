/* The error domain of lib/project. */
#include "project/project_error.h"

GQuark
psg_project_error_quark(void)
{
    return g_quark_from_static_string("psg-project-error-quark");
}
