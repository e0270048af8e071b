/* Changes of a document between two states of its package: chapter by chapter, word by word. */
#pragma once
#include <glib.h>

#include "base/finding.h"
#include "project/package.h"
#include "text/diff/diff.h"
#include "text/text.h"

typedef enum {
    PSG_CHAPTER_EDITED,
    PSG_CHAPTER_ADDED,
    PSG_CHAPTER_REMOVED,
    PSG_CHAPTER_RENAMED, /* its file's name changed; its text may have, too */
} PsgChapterChange;

typedef struct {
    PsgChapterChange change;
    char *path;      /* in the package; the old one when it was removed */
    char *old_path;  /* NULL when it was added */
    char *title;     /* the new one; the old one when it was removed */
    char *old_title; /* NULL when it was added */
    char *language;  /* that it is written in (BCP 47); the old one when it was removed */
    guint pair;      /* in PsgDocumentChanges.diff */
} PsgChapterChanges;

typedef struct {
    char *document; /* id */
    char *title;    /* the new one where there are two */
    char *language;
    GPtrArray *chapters; /* PsgChapterChanges: those that changed, in the order of the new text;
                            what was removed stands behind what it followed */
    PsgDiff *diff;
    GPtrArray *texts;                    /* PsgText: owns what the diff reads */
    gsize inserted_words, deleted_words; /* without punctuation */
    guint moved_blocks;
} PsgDocumentChanges;

/* Compares a document in two snapshots. `from` NULL: all is new; `to` NULL: all is gone; so it is
 * with a side whose package does not have the document. The one document of a bare folder is
 * the same whatever its id. Chapters are matched by path, then, where one is missing, by the words
 * they share. Those with equal bytes are not even parsed. What is wrong in the texts is
 * not told here (`findings` of a build does). `threads`: 0 as many as the machine has. The caller
 * owns the result. Sets PSG_CHANGES_ERROR_DOCUMENT when neither side has it. */
PsgDocumentChanges *psg_document_changes_new(
        PsgSnapshot *from, PsgSnapshot *to, const char *document, guint threads, GError **error);
void psg_document_changes_free(PsgDocumentChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgDocumentChanges, psg_document_changes_free)

/* Frees the diff and the texts, which are most of it and NULL from then on; chapters and numbers
 * stay. */
void psg_document_changes_forget_texts(PsgDocumentChanges *changes);

/* Compares two texts as a document of one chapter; either may be NULL. Takes both. */
PsgDocumentChanges *psg_document_changes_new_texts(
        const char *path, const char *old_path, PsgText *old_text, PsgText *new_text);
