/* What the files that build the model share: model.c reads and parses, chapter_names.c names,
 * links.c, images.c and files.c resolve; revisions.c adds what the history says, and
 * version_summary.c reads what a version's message tells readers. */
#pragma once
#include "publish/model/model.h"

typedef struct {
    PsgModel *model;
    PsgSnapshot *snapshot;
    PsgFindings *findings;
    GHashTable *chapters; /* path of a file -> GPtrArray of PsgModelChapter, one a document that has
                             it */
    GHashTable *folded;   /* the same path in lower case -> path, where that is the only one */
    GHashTable
            *images; /* path -> PsgModelImage; NULL value: cannot be shown, and it was said why */
    GHashTable *contents;    /* checksum of bytes -> PsgModelImage */
    GHashTable *attachments; /* path -> PsgModelAttachment; NULL value: cannot be linked to */
    GHashTable *folders;     /* folder -> GPtrArray of the names in it, for suggestions */
    guint suggestions;       /* how many were made */
    GHashTable *names;       /* names of pictures and attachments that are taken */
    GHashTable *anchors;     /* PsgText * -> (letters and digits of an id -> id), made at need */
} PsgModelBuilder;

/* Where a reference stands. */
typedef struct {
    const char *path;               /* of the file */
    const PsgModelChapter *chapter; /* NULL for the glossary */
    const PsgText *text;
} PsgModelPlace;

/* The links kept alive as long as the model; a node's _private points to one. */
void psg_model_keep_link(PsgModel *model, xmlNode *node, PsgModelLink link);

/* Resolves all links (pictures) of a text. Targets that are missing become words. */
void psg_model_resolve_links(PsgModelBuilder *builder, const PsgModelPlace *place);
void psg_model_resolve_images(PsgModelBuilder *builder, const PsgModelPlace *place);

/* Turns an element of the tree into words that lead nowhere. `text` (nullable) replaces what is in
 * it. */
void psg_model_make_plain(xmlNode *node, const char *class, const char *text);

/* Reads a file that the text refers to. NULL, with a finding that names the nearest file, when it
 * cannot be had. */
GBytes *psg_model_read_file(PsgModelBuilder *builder, const PsgModelPlace *place, guint line,
        const char *what, const char *url, const char *path, gsize limit);

/* The nearest name in the folder where a file was looked for, as " (did you mean ...?)", or "". The
 * caller owns it. */
char *psg_model_suggest_file(PsgModelBuilder *builder, const char *path);

/* "sand tray.PNG" and its bytes give "sand-tray-1f2e3d4c.png": a name that is unique and safe
 * everywhere. */
char *psg_model_make_file_name(
        PsgModelBuilder *builder, const char *path, GBytes *bytes, const char *extension);

/* The path in a URL, decoded, without fragment and query; `fragment` (nullable result) is decoded
 * too. */
char *psg_model_split_url(const char *url, char **fragment);

/* Gives every chapter of a document its name. */
void psg_model_name_chapters(PsgModelDocument *document, PsgFindings *findings);

/* Says that the model is a draft's, and what follows from it. */
void psg_model_identify_draft(PsgModel *model);

/* Says that the document is of this version (NULL: a working draft), and what follows from it. */
void psg_model_set_version(PsgModelDocument *document, const PsgVersion *version);

/* Markdown that somebody wrote about a document, as a text that can stand anywhere: it has no ids
 * and no pictures, and its links lead out, or to chapters that are there, seen from the file `from`
 * (NULL: from the package's folder). Pictures become their descriptions or, where `links_pictures`,
 * links to those on the web. Its headings are as they were written, the first one of level 2 or
 * below. NULL when it says nothing. The caller owns it. */
PsgText *psg_model_read_loose(PsgModel *model, const PsgModelDocument *document, const char *from,
        const char *markdown, gboolean links_pictures);

/* The Markdown that a version's message tells readers, as a text that can stand anywhere: it has no
 * ids and no pictures, its headings begin at level 3 and skip none, and its links lead out, or to
 * chapters that are there. NULL when it says nothing. The caller owns it. */
PsgText *psg_model_read_summary(
        PsgModel *model, const PsgModelDocument *document, const char *markdown);

/* Who signed a version off by its tag's message, in words (see PsgModelVersion.agreed); NULL when
 * nobody did. The caller owns it. */
char *psg_model_tell_agreement(const PsgPackage *package, const PsgMessage *message);

/* Why it went out without the agreement of every group; NULL when it did not. The caller owns it.
 */
char *psg_model_tell_exception(const PsgMessage *message);

/* All wording of a document's versions together, in bytes: a page of several megabytes is of no use
 * on a phone. */
#define PSG_MODEL_WORDING_LIMIT (1024 * 1024)

/* Gives a version what changed in it. Takes `changes`. `*room` is how much wording may still be
 * kept, and becomes less by what is. */
void psg_model_set_changes(PsgModelVersion *version, PsgDocumentChanges *changes, gsize *room);

/* changed_blocks.c: marks what `changes` (with its texts) says to be new in the chapters. */
void psg_model_mark_changes(const PsgModelDocument *document, const PsgDocumentChanges *changes);

/* Frees a PsgModelVersion. */
void psg_model_version_free(gpointer version);
