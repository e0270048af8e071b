/* The error domain of lib/review. See review_error.h. */
#include "review/review_error.h"

/* clang-format off */
G_DEFINE_QUARK(psg-review-error-quark, psg_review_error)
/* clang-format on */

gboolean
psg_review_fail(GError **error, PsgReviewError code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, PSG_REVIEW_ERROR, code, message);
    return FALSE;
}
