/* The error domain of lib/review. */
#pragma once
#include <glib.h>

#define PSG_REVIEW_ERROR (psg_review_error_quark())

typedef enum {
    PSG_REVIEW_ERROR_EVENT,     /* an event has not the form it must have */
    PSG_REVIEW_ERROR_EXISTS,    /* another event with this id is stored already */
    PSG_REVIEW_ERROR_BRANCH,    /* the branch of the comments is not what it must be */
    PSG_REVIEW_ERROR_LOCKED,    /* somebody else keeps the branch locked, or is always quicker */
    PSG_REVIEW_ERROR_STORE,     /* git could not read or write: no permission, full disk, damage */
    PSG_REVIEW_ERROR_NOT_FOUND, /* no such event */
    PSG_REVIEW_ERROR_HISTORY,   /* a commit, or the commits before it, cannot be read */
} PsgReviewError;

GQuark psg_review_error_quark(void);
