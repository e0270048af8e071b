/* The error domain of lib/review. See review_error.h. */
#include "review/review_error.h"

/* clang-format off */
G_DEFINE_QUARK(psg-review-error-quark, psg_review_error)
/* clang-format on */
