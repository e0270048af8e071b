/* What the files of lib/project share: a package while it is being loaded, and values of its YAML
 * files. */
#pragma once
#include <glib.h>

#include "base/finding.h"
#include "base/yaml.h"
#include "git/snapshot.h"
#include "project/package.h"
#include "project/project_error.h"

#define PSG_PACKAGE_FILE "plainsong.yaml"

typedef struct {
    PsgSnapshot *snapshot;
    PsgFindings *findings; /* nullable */
    PsgPackage *package;
} PsgLoading;

/* values.c: values of a YAML mapping. `path` is the YAML file's, for messages. All set errors with
 * the place. */

/* Sets `code` with `path:line:column: ` in front; FALSE. */
gboolean psg_value_fail(const PsgYaml *at, const char *path, PsgProjectError code, GError **error,
        const char *format, ...) G_GNUC_PRINTF(5, 6);
/* " (did you mean "x"?)" for the nearest candidate, or "". The caller owns it. */
char *psg_value_suggest(const char *name, const char *const *candidates);
/* Reads the YAML file that `at` (nullable) of plainsong.yaml names. */
PsgYaml *psg_value_load_file(
        const PsgLoading *loading, const char *path, const PsgYaml *at, GError **error);
/* The scalar's text, trimmed. An empty one is an error; `key` is for the message. */
gboolean psg_value_get_text(
        const PsgYaml *value, const char *key, const char *path, char **text, GError **error);
/* The same, of a mapping's key that may be absent; *text is left alone then. White space becomes
 * single blanks. */
gboolean psg_value_take_text(
        const PsgYaml *mapping, const char *key, const char *path, char **text, GError **error);
/* The same, with line breaks kept. */
gboolean psg_value_take_block(
        const PsgYaml *mapping, const char *key, const char *path, char **text, GError **error);
/* Errors when the mapping lacks the key. */
gboolean psg_value_require(const PsgYaml *mapping, const char *key, const char *path,
        const char *what, GError **error);
/* A list of texts, or one text; NULL-terminated and never NULL when TRUE is returned. */
gboolean psg_value_take_list(
        const PsgYaml *mapping, const char *key, const char *path, char ***texts, GError **error);
/* Errors unless the value is of this kind; `what` says in words what it should be. */
gboolean psg_value_check_kind(const PsgYaml *value, PsgYamlKind kind, const char *key,
        const char *path, const char *what, GError **error);
/* TRUE for [a-z0-9][a-z0-9-]*. */
gboolean psg_value_is_id(const char *text);
/* The nearest of the package's groups to `id`, as psg_value_suggest() gives it. */
char *psg_value_suggest_group(const PsgPackage *package, const char *id);

/* manifest.c, people.c, glossary.c: one file each. */
gboolean psg_manifest_load(PsgLoading *loading, GError **error);
gboolean psg_people_load(PsgLoading *loading, const char *path, const PsgYaml *at, GError **error);
gboolean psg_glossary_load(
        PsgLoading *loading, const char *path, const PsgYaml *at, GError **error);

/* print_settings.c: `print` and `large-print` of plainsong.yaml. */
gboolean psg_print_settings_load(PsgPackage *package, const PsgYaml *root, GError **error);

/* chapters.c: the order of a document. */
PsgDocumentEntry *psg_document_entry_new(void);
void psg_document_entry_free(PsgDocumentEntry *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgDocumentEntry, psg_document_entry_free)
PsgChapterEntry *psg_chapter_entry_new(const char *path, guint depth, guint line);
/* The value of `chapters` in plainsong.yaml. */
gboolean psg_chapters_load(
        PsgLoading *loading, PsgDocumentEntry *document, const PsgYaml *value, GError **error);
/* All Markdown files of a folder and the folders below it that are not in `lines` yet (path ->
 * line; they are added). `part` is the first one's, `line` where the folder is named. */
gboolean psg_chapters_add_folder(PsgLoading *loading, PsgDocumentEntry *document,
        const char *folder, const char *part, guint line, GHashTable *lines, GError **error);
/* Sets the folder that all chapters share. To be called once when they are all there. */
void psg_chapters_set_folder(PsgDocumentEntry *document);
/* Paths of Markdown files of the package, for suggestions and to see what is not published; not
 * more than a few thousand. NULL-terminated. */
char **psg_chapters_list_all(PsgSnapshot *snapshot);
/* "early-years_2" as a person would write it. */
char *psg_chapters_make_readable(const char *name);

/* summary.c: mdBook's list of chapters. */

/* Reads SUMMARY.md at `path`; `title` is set to its title heading, or stays NULL. Fails only when
 * it cannot be read. */
gboolean psg_summary_load(PsgLoading *loading, PsgDocumentEntry *document, const char *path,
        char **title, GError **error);
/* The text of a line of Markdown without its markup, as far as titles have any. */
char *psg_summary_make_plain(const char *markdown, gsize length);

/* bare.c: a folder without plainsong.yaml. */
gboolean psg_bare_load(PsgLoading *loading, GError **error);
