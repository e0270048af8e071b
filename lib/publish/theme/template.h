/* A theme's templates: plain XHTML with marked places (name space urn:plainsong:template), compiled
 * once and filled per page. The language is described in the handbook, chapter "Themes". */
#pragma once
#include <glib.h>

/* A scope holds what a template may ask for, by name: texts, markup, flags and lists of scopes. A
 * name not found is looked up in the scope outside it; for the item of a list that is whatever the
 * template was in when it came to the list. A name must be a static string, or live as long as its
 * scope. */
typedef struct PsgScope PsgScope;

PsgScope *psg_scope_new(PsgScope *outer);
void psg_scope_free(PsgScope *scope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgScope, psg_scope_free)

void psg_scope_set_text(
        PsgScope *scope, const char *name, const char *text); /* copied; NULL: absent */
void psg_scope_take_text(PsgScope *scope, const char *name, char *text);
void psg_scope_set_flag(PsgScope *scope, const char *name, gboolean is_set);
void psg_scope_take_markup(
        PsgScope *scope, const char *name, GString *markup); /* well formed, written as it is */
/* Adds a list (empty at first), and an item to a list; the item is owned by the list. */
void psg_scope_add_list(PsgScope *scope, const char *name);
PsgScope *psg_scope_add_item(PsgScope *scope, const char *name);

typedef struct PsgTheme PsgTheme;

/* Reads one file of a theme by name; NULL without an error when it is not there. */
typedef GBytes *(*PsgThemeRead)(const char *name, gpointer data, GError **error);

PsgTheme *psg_theme_new(PsgThemeRead read, gpointer data);
void psg_theme_free(PsgTheme *theme);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgTheme, psg_theme_free)

/* Fills the template `name` ("chapter.xhtml") and appends the page to `out` as HTML, the document
 * type first. Compiles it at the first call. Sets PSG_PUBLISH_ERROR_TEMPLATE with `name:line: ...`,
 * or PSG_PUBLISH_ERROR_TEMPLATE_MISSING when the theme has no such file. Thread-safe once
 * psg_theme_compile() was called for all templates that are used. */
gboolean psg_theme_render(
        PsgTheme *theme, const char *name, const PsgScope *scope, GString *out, GError **error);
gboolean psg_theme_compile(PsgTheme *theme, const char *name, GError **error);
