/* How a printed edition looks: what the theme's print.yaml says, with what the package asks for
 * (plainsong.yaml: print, large-print). Made once and then only read. */
#pragma once
#include "base/finding.h"
#include "project/package.h"
#include "publish/print/type/type.h"
#include "publish/theme/theme_files.h"

typedef enum { PSG_PRINT_NORMAL, PSG_PRINT_LARGE, PSG_PRINT_BOOKLET } PsgPrintForm;

typedef enum {
    PSG_ROLE_BODY,
    PSG_ROLE_SMALL,
    PSG_ROLE_HEADING_1,
    PSG_ROLE_HEADING_2,
    PSG_ROLE_HEADING_3,
    PSG_ROLE_HEADING_4,
    PSG_ROLE_HEADING_5,
    PSG_ROLE_HEADING_6,
    PSG_ROLE_CODE,
    PSG_ROLE_CAPTION,
    PSG_ROLE_NOTE,
    PSG_ROLE_TABLE,
    PSG_ROLE_TABLE_HEAD,
    PSG_ROLE_CALLOUT_TITLE,
    PSG_ROLE_COMMENT,
    PSG_ROLE_CONTENTS,
    PSG_ROLE_CONTENTS_TOP,
    PSG_ROLE_RUNNING_HEAD,
    PSG_ROLE_PAGE_NUMBER,
    PSG_ROLE_COVER_TITLE,
    PSG_ROLE_COVER_SUBTITLE,
    PSG_ROLE_COVER_TEXT,
    PSG_ROLE_TITLE,
    PSG_ROLE_SUBTITLE,
    PSG_ROLE_COUNT
} PsgPrintRole;

/* A kind of text: its look, and the space around its blocks (of two neighbours the larger one
 * counts). */
typedef struct {
    PsgTypeLook look;
    PsgLength space_before, space_after;
    gboolean keeps_with_next;
} PsgPrintText;

/* "note", "tip", "important", "warning", "caution", and "plain" for other panels. The bar's pattern
 * tells them apart without colour. */
typedef struct {
    PsgColour bar, background, title;
    PsgLength bar_width;
} PsgPrintCallout;
typedef enum {
    PSG_CALLOUT_NOTE,
    PSG_CALLOUT_TIP,
    PSG_CALLOUT_IMPORTANT,
    PSG_CALLOUT_WARNING,
    PSG_CALLOUT_CAUTION,
    PSG_CALLOUT_PLAIN,
    PSG_CALLOUT_COUNT
} PsgPrintCalloutKind;

typedef struct {
    PsgPrintForm form;
    PsgLength paper_width, paper_height; /* of a page of the book; a booklet's sheet has two */
    PsgLength margin_top, margin_bottom, margin_inner, margin_outer; /* of the text */
    gboolean is_two_sided; /* inner and outer change sides; else inner is left */
    PsgPrintText texts[PSG_ROLE_COUNT];
    PsgPrintCallout callouts[PSG_CALLOUT_COUNT];
    PsgColour text_colour, muted_colour, link_colour, accent_colour, rule_colour, panel_colour,
            code_background;
    PsgLength rule_thickness;
    PsgLength list_indent, quote_indent, panel_padding, table_padding;
    guint contents_depth;          /* levels of the contents, from 1 */
    gboolean is_hyphenated;        /* FALSE unless asked for */
    gboolean with_italics;         /* FALSE: emphasis is bold (large print) */
    gboolean with_underlines;      /* links are underlined */
    gboolean with_page_references; /* "(page 12)" behind links inside the book */
    gboolean with_addresses;       /* addresses of links outside are printed, each once a chapter */
    GPtrArray *families;   /* char *: every family that is named, for psg_type_fonts_load() */
    GPtrArray *font_files; /* PsgTypeFontFile: of the theme */
    struct PsgPrintFamilies *own_families; /* by language; for psg_print_style_get_families() */
    guint8 own_kinds[PSG_ROLE_COUNT];
} PsgPrintStyle;

/* Reads print.yaml of the theme, over the default theme's. Sets PSG_PUBLISH_ERROR_THEME with
 * "print.yaml:line:column" when it cannot be used; what the package asks for and cannot be had (a
 * size below 6 or above 72 pt, margins that leave no room) is such an error too, naming
 * plainsong.yaml. The caller owns the result. */
PsgPrintStyle *psg_print_style_new(
        PsgThemeFiles *theme, const PsgPackage *package, PsgPrintForm form, GError **error);
void psg_print_style_free(PsgPrintStyle *style);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPrintStyle, psg_print_style_free)

/* The width of the text. */
PsgLength psg_print_style_get_measure(const PsgPrintStyle *style);
PsgLength psg_print_style_get_text_height(const PsgPrintStyle *style);

/* The families of a role for a language ("ur": Nastaliq first). Interned. */
const char *psg_print_style_get_families(
        const PsgPrintStyle *style, PsgPrintRole role, const char *language);
