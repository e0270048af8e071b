/* The error domain of lib/project. */
#include "project/project_error.h"

G_DEFINE_QUARK(psg - project - error - quark, psg_project_error)
