/* The error domain of lib/base. */
#include "base/error.h"

G_DEFINE_QUARK(psg-base-error-quark, psg_base_error)
