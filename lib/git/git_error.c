/* The error domain of lib/git, and libgit2's own complaints turned into it. */
#include "git/git_error.h"

#include <git2.h>

#include "git/internal.h"

GQuark
psg_git_error_quark(void)
{
    return g_quark_from_static_string("psg-git-error-quark");
}

gboolean
psg_git_fail(GError **error, PsgGitError code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, PSG_GIT_ERROR, code, message);
    return FALSE;
}

gboolean
psg_git_fail_with_cause(GError **error, const char *format, ...)
{
    const git_error *cause = git_error_last();
    g_autofree char *reason =
            g_strdup(cause && cause->message ? cause->message : "git gave no reason");
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, PSG_GIT_ERROR, PSG_GIT_ERROR_FAILED, "%s: %s", message, reason);
    return FALSE;
}
