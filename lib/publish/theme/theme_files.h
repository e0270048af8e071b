/* The files of a theme, from the themes that come with Plainsong or from a folder of the package,
 * over those of the default theme: a theme need only hold what it does differently. All are read at
 * once, so that any thread may ask for them. */
#pragma once
#include <glib.h>

#include "git/snapshot.h"

typedef struct PsgThemeFiles PsgThemeFiles;

#define PSG_THEME_FILE_LIMIT (8 * 1024 * 1024)
#define PSG_THEME_FILES_LIMIT 1000

/* `themes` is the folder of the themes that come with Plainsong; `theme` the name of one of them,
 * or a path in the package that begins with "./". Sets PSG_PUBLISH_ERROR_THEME. */
PsgThemeFiles *psg_theme_files_load(
        const char *themes, const char *theme, PsgSnapshot *snapshot, GError **error);
void psg_theme_files_free(PsgThemeFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgThemeFiles, psg_theme_files_free)

/* The bytes of a file by its name ("chapter.xhtml", "fonts/a.woff2"), or NULL when there is none.
 * Has the form of PsgThemeRead; `files` is a PsgThemeFiles. Never sets an error. */
GBytes *psg_theme_files_read(const char *name, gpointer files, GError **error);

/* The same of the default theme, whatever the theme has of that name. */
GBytes *psg_theme_files_read_default(const char *name, const PsgThemeFiles *files);

/* The names of what goes to the site as it is: everything but templates, the EPUB's style sheets,
 * the look of print, notes in Markdown and, but for a draft, the style sheet of comments. Sorted.
 * The caller owns the array and its items. */
GPtrArray *psg_theme_files_list_assets(const PsgThemeFiles *files, gboolean is_draft);

#define PSG_THEME_EPUB_STYLE "epub.css"
/* A theme's own holds only what differs from the default theme's: publish/print/style/style.h. */
#define PSG_THEME_PRINT_STYLE "print.yaml"
/* For drafts, whose ordinary editions are the same byte for byte without them. */
#define PSG_THEME_COMMENTS_STYLE "comments.css"
#define PSG_THEME_EPUB_COMMENTS_STYLE "epub-comments.css"
