/* The error domain of lib/git. */
#pragma once
#include <glib.h>

#define PSG_GIT_ERROR (psg_git_error_quark())

typedef enum {
    PSG_GIT_ERROR_NOT_A_REPOSITORY, /* the folder is in no git repository */
    PSG_GIT_ERROR_REVISION,         /* a revision is not known or names no commit */
    PSG_GIT_ERROR_NOT_FOUND,        /* no such file in the snapshot */
    PSG_GIT_ERROR_UNSAFE,    /* a path or a symbolic link that leaves the package, or loops */
    PSG_GIT_ERROR_TOO_LARGE, /* a file greater than the caller's limit */
    PSG_GIT_ERROR_EXISTS,    /* a tag of this name is there already */
    PSG_GIT_ERROR_IDENTITY,  /* git does not know the user's name or e-mail address */
    PSG_GIT_ERROR_BUSY,      /* something else is unfinished in the repository */
    PSG_GIT_ERROR_CONFLICT,  /* changes that are not committed are in the way */
    PSG_GIT_ERROR_FAILED,    /* git itself failed: damaged objects, no permission, ... */
} PsgGitError;

GQuark psg_git_error_quark(void);
