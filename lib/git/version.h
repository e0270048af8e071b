/* Versions: annotated tags `DOCUMENT/vX.Y`, listed and made. */
#pragma once
#include <glib.h>

#include "git/message.h"
#include "git/repository.h"

typedef struct {
    char *document;
    guint major, minor;
    char *number; /* "1.2" */
    char *tag;    /* "early-years/v1.2" */
    char *oid;    /* of the commit, 40 hex digits */
    gint64 time;  /* the tagger's; the commit's when the tag names no tagger */
    int offset_minutes;
    PsgMessage *message;
    gboolean is_signed; /* the message ends with a signature; whether it is good only `git tag
                           --verify` can say */
} PsgVersion;

void psg_version_free(PsgVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgVersion, psg_version_free)

/* Reads "1.2" (also "v1.2"): two numbers of at most nine digits without leading zeros. */
gboolean psg_version_parse(const char *text, guint *major, guint *minor);

/* Less than, equal to or greater than 0 as a is older than, the same as or newer than b. */
int psg_version_compare(guint a_major, guint a_minor, guint b_major, guint b_minor);

/* Every version of a document, or of all (`document` NULL): by document, the oldest number first.
 * Lightweight tags and tags of what is no commit are no versions. The caller owns the array
 * (PsgVersion). */
GPtrArray *psg_repository_list_versions(
        PsgRepository *repository, const char *document, GError **error);

/* The version of that number. NULL without error when there is none. */
PsgVersion *psg_repository_find_version_tag(
        PsgRepository *repository, const char *document, const char *number, GError **error);

typedef struct {
    const char *tag;     /* name without refs/tags/ */
    const char *oid;     /* the commit */
    const char *message; /* whole, as it is to be kept; nothing is stripped */
    gint64 time;         /* of the tagger, who is the repository's user (user.name, user.email) */
    int offset_minutes;
} PsgTagOptions;

/* Makes an annotated tag; signed by the user's own git where tag.gpgSign asks for it. Never
 * replaces one. Sets PSG_GIT_ERROR_EXISTS, PSG_GIT_ERROR_IDENTITY (git does not know who the user
 * is: the message says how to tell it) or _FAILED. */
gboolean psg_repository_create_tag(
        PsgRepository *repository, const PsgTagOptions *options, GError **error);

/* Takes a tag away that psg_repository_create_tag() made and that turned out wrong. */
gboolean psg_repository_delete_tag(PsgRepository *repository, const char *tag, GError **error);
