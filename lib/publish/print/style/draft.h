/* A style while print.yaml is read: values as they were written, so that a later file may replace
 * any one of them before they are worked out. Shared by style.c and its readers only. */
#pragma once
#include "base/measure.h"
#include "base/yaml.h"
#include "publish/print/style/style.h"

typedef enum {
    PSG_FAMILIES_TEXT,
    PSG_FAMILIES_DISPLAY,
    PSG_FAMILIES_CODE,
    PSG_FAMILIES_COUNT,
    PSG_FAMILIES_OTHERS = PSG_FAMILIES_COUNT, /* behind all of them */
    PSG_FAMILIES_LISTS,
} PsgStyleFamilies;

/* Where a value was written; the trees live as long as the draft. */
typedef struct {
    const PsgYaml *at;
    const char *path;
} PsgStylePlace;

typedef struct {
    PsgStylePlace place;
    double value; /* points, or a factor */
    gboolean is_relative;
} PsgStyleMeasure;

typedef struct {
    PsgStylePlace place;
    gint name; /* index of PsgStyleDraft.colours; -1: `value` */
    PsgColour value;
} PsgStyleColour;

typedef struct {
    PsgStylePlace place;
    guint value;
} PsgStyleChoice; /* a switch, a number or one of PsgStyleFamilies */

typedef struct {
    PsgStyleMeasure size, leading, space_before, space_after;
    PsgStyleChoice family, is_bold, is_italic, keeps_with_next;
    PsgStyleColour colour;
} PsgStyleText;

typedef struct {
    PsgStyleColour bar, background, title;
    PsgStyleMeasure bar_width;
} PsgStyleCallout;

/* A font file of the theme. */
typedef struct {
    PsgStylePlace place;
    char *name;
} PsgStyleFontFile;

typedef enum {
    PSG_COLOUR_TEXT,
    PSG_COLOUR_MUTED,
    PSG_COLOUR_LINK,
    PSG_COLOUR_ACCENT,
    PSG_COLOUR_RULE,
    PSG_COLOUR_PANEL,
    PSG_COLOUR_CODE_BACKGROUND,
    PSG_COLOUR_COUNT
} PsgStyleColourName;

typedef struct {
    PsgStyleMeasure paper_width, paper_height;
    PsgStyleMeasure margin_top, margin_bottom, margin_inner, margin_outer;
    PsgStyleMeasure size;
    PsgStyleMeasure rule_thickness, list_indent, quote_indent, panel_padding, table_padding;
    PsgStyleChoice is_two_sided, is_hyphenated, with_italics, with_underlines, with_page_references,
            with_addresses, contents_depth;
    PsgStyleColour colours[PSG_COLOUR_COUNT];
    PsgStyleText texts[PSG_ROLE_COUNT];
    PsgStyleCallout callouts[PSG_CALLOUT_COUNT];
    GPtrArray *families[PSG_FAMILIES_LISTS]; /* char *; NULL until they are read */
    GPtrArray *language_tags;                /* char *, lower case, in order */
    GHashTable *language_families;           /* char * -> GPtrArray of char * */
    GPtrArray *font_files;                   /* PsgStyleFontFile; NULL until they are read */
    GPtrArray *trees;                        /* PsgYaml */
} PsgStyleDraft;

PsgStyleDraft *psg_style_draft_new(void);
void psg_style_draft_free(PsgStyleDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgStyleDraft, psg_style_draft_free)

/* A print.yaml as it is parsed; the draft owns the tree. `path` outlives the draft. NULL on error.
 */
const PsgYaml *psg_style_draft_parse(
        PsgStyleDraft *draft, GBytes *bytes, const char *path, GError **error);
/* Takes the keys of a file that are for all forms, or those of the mapping `form` ("large-print",
 * "booklet"; it may be missing). Checks all keys. */
gboolean psg_style_draft_read(PsgStyleDraft *draft, const PsgYaml *root, const char *form,
        const char *path, GError **error);

/* --- families (families.c) --- */

typedef struct PsgPrintFamilies PsgPrintFamilies;

/* `first` (nullable) is tried before all others but for code. */
PsgPrintFamilies *psg_print_families_new(const PsgStyleDraft *draft, const char *first);
void psg_print_families_free(PsgPrintFamilies *families);
/* Interned. `language` NULL: no language's own. */
const char *psg_print_families_find(
        const PsgPrintFamilies *families, PsgStyleFamilies kind, const char *language);
/* Every family that is named, each once, those of the text first (char *). */
GPtrArray *psg_print_families_list(const PsgStyleDraft *draft, const char *first);

/* --- font files (font_files.c) --- */

/* The value of "font-files": PsgStyleFontFile, which the caller owns. NULL on error. */
GPtrArray *psg_style_read_font_files(const PsgYaml *value, const char *path, GError **error);
/* With the bytes that the theme has of them: PsgTypeFontFile, which the caller owns. */
GPtrArray *psg_style_open_font_files(const PsgStyleDraft *draft, PsgThemeFiles *theme);

/* --- colours (colour.c) --- */

/* How much two colours differ in lightness, from 1 to 21. WCAG 2.2, "contrast ratio". */
double psg_colour_measure_contrast(PsgColour a, PsgColour b);
/* Errors for words that cannot be read on their ground. */
gboolean psg_style_check_colours(
        const PsgStyleDraft *draft, const PsgPrintStyle *style, GError **error);
