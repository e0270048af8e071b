/* The error domain of lib/changes. See changes_error.h. */
#include "changes/changes_error.h"

G_DEFINE_QUARK(psg-changes-error-quark, psg_changes_error)
