/* A commit's or tag's message, taken apart: the subject, the body, and the trailers at its end as
 * git-interpret-trailers(1) reads them. */
#pragma once
#include <glib.h>

#include "git/repository.h"

typedef struct {
    char *name;  /* as it is written: "Co-authored-by" */
    char *value; /* continued lines joined */
} PsgTrailer;

typedef struct {
    char *subject;       /* the first paragraph on one line; "" */
    char *body;          /* without trailers and white space at the ends; "" */
    GPtrArray *trailers; /* PsgTrailer, in order */
} PsgMessage;

/* Takes a message apart; a signature at its end is dropped. Bytes that are no UTF-8 become
 * U+FFFD, and so do control characters; of more than 4 MiB the rest is not read. The caller owns
 * the result. */
PsgMessage *psg_message_parse(const char *message);
void psg_message_free(PsgMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgMessage, psg_message_free)

/* The values of the trailers of that name, whatever the case. The caller owns the array, not its
 * items (char *). */
GPtrArray *psg_message_list_trailers(const PsgMessage *message, const char *name);

/* The message of a commit (40 hex digits). Sets PSG_GIT_ERROR_REVISION or _FAILED. */
PsgMessage *psg_repository_read_message(PsgRepository *repository, const char *oid, GError **error);
