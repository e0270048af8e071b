/* Cleaning the CSS inside an SVG: known properties only, and no way out of the picture. CSS Syntax
 * Module Level 3; what it can write in two ways (escapes, comments) is refused or taken out before
 * anything is read. */
#pragma once
#include <glib.h>

/* Appends one value of a property. FALSE, with nothing appended, when it could lead out of the
 * picture or is no value. `targets` receives the ids (owned, made safe) of every url(#id). */
gboolean psg_svg_value_clean(const char *value, GString *out, GPtrArray *targets);

/* Appends the declarations of a style attribute ("fill:red;...") that pass. Returns FALSE when one
 * that could have led out of the picture was left out; unknown properties go without a word. */
gboolean psg_svg_declarations_clean(const char *text, GString *out, GPtrArray *targets);

/* Called for each thing that a rule paints with: `name` is ".class" or "#id" of what the rule is
 * for. */
typedef void (*PsgSvgRule)(const char *name, const char *target, gpointer data);

/* Appends the rules of a <style> that pass; FALSE as above. */
gboolean psg_svg_sheet_clean(const char *text, GString *out, PsgSvgRule rule, gpointer data);
