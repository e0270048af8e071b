/* The error domain of lib/publish. */
#include "publish/publish_error.h"

G_DEFINE_QUARK(psg - publish - error - quark, psg_publish_error)
