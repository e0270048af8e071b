/* Chapters as they were committed, each read once for a review. Private to lib/review. */
#pragma once
#include "review/comment/reading.h"
#include "review/review.h"

typedef struct {
    char *id, *title;
    guint level, line;
    gsize start, end; /* bytes of its line */
} PsgChapterHeading;

typedef struct {
    char *path;            /* in the package */
    char *repository_path; /* of the file with the text, where `path` is a link */
    char blob[41];
    GBytes *bytes;
    const char *source;
    gsize length;
    PsgReading *reading;
    char *title;
    GArray *headings; /* PsgChapterHeading, in order */
    GArray *lines;    /* gsize: where lines begin */
} PsgChapterText;

/* The chapter at the commit of the review's snapshot; the review owns it. Sets
 * PSG_REVIEW_ERROR_TARGET. */
const PsgChapterText *psg_chapter_text_get(
        const PsgReview *review, const char *path, GError **error);
void psg_chapter_text_free(PsgChapterText *chapter);

/* The line (from 1) of a byte, and the last heading at or before it; NULL. */
guint psg_chapter_text_find_line(const PsgChapterText *chapter, gsize at);
const PsgChapterHeading *psg_chapter_text_find_heading(const PsgChapterText *chapter, gsize at);
