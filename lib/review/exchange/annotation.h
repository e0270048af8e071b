/* Threads as W3C Web Annotations in JSON-LD (https://www.w3.org/TR/annotation-model/), both ways:
 * ours come back as the very events that they were; others' become items of an import. What the W3C
 * has no word for stands under "psg:", which the second context names. */
#pragma once
#include "review/exchange/import.h"

#define PSG_ANNOTATION_SIZE_LIMIT (50 * 1024 * 1024)
#define PSG_ANNOTATION_COUNT_LIMIT 200000

/* Threads, in their order, as one AnnotationCollection with an annotation for each event. People
 * are named as they agreed to in people.yaml; what was redacted has no words. Positions are given
 * both in characters (Unicode code points) and in bytes of the Markdown file at its commit, which
 * `state` names (SWHID, ISO/IEC 18670); the former only where that file can be read. The same
 * threads give the same text in every clone. Sets PSG_REVIEW_ERROR_STORE. The caller owns it. */
char *psg_annotations_write(
        const PsgReview *review, const PsgThread *const *threads, guint count, GError **error);

/* An annotation that is one of our events. */
typedef struct {
    PsgImportItem *item; /* its label alone */
    PsgEvent *event;     /* NULL: `problem` says why it cannot be read */
    char *problem;
    gboolean is_derived; /* made of a commit of the text, and never stored */
} PsgAnnotatedEvent;

typedef struct {
    GPtrArray *items;  /* PsgImportItem: annotations of others, one for each target */
    GPtrArray *events; /* PsgAnnotatedEvent */
    GPtrArray *notes;  /* char *: what is not in the file, as sentences */
} PsgAnnotations;

/* Reads a collection, a page, an annotation or an array of them; and what Hypothesis exports. Sets
 * PSG_REVIEW_ERROR_FORMAT with "line N, column M" where the file is no JSON. The caller owns it. */
PsgAnnotations *psg_annotations_read(const char *bytes, gsize length, GError **error);
void psg_annotations_free(PsgAnnotations *annotations);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgAnnotations, psg_annotations_free)

/* Stores the events as they were, in one commit; those that are there are known, and one that was
 * redacted stays so. Returns one PsgImportRow for each, in order; the caller owns the array, and
 * the annotations must outlive it. Sets PSG_REVIEW_ERROR_... when nothing was stored. */
GPtrArray *psg_annotations_restore(const PsgReview *review, const PsgAnnotations *annotations,
        gboolean is_dry_run, GError **error);
