/* Setting text: a paragraph of styled spans becomes glyphs, and the glyphs become lines. Pango
 * finds scripts, directions and chances to break, HarfBuzz shapes; which font and where lines break
 * is decided here, for the whole paragraph at once. Knows no document and no page. Unicode UAX #9
 * (bidi), #14 (line breaking). */
#pragma once
#include <glib.h>
#include <hb.h>

#include "base/finding.h"
#include "publish/print/glyph.h"

/* --- fonts --- */

typedef struct PsgTypeFonts PsgTypeFonts; /* the files that may be used; shared by all threads */
typedef struct PsgTypeContext PsgTypeContext; /* one a thread */

/* A font file that the theme brings. */
typedef struct {
    char *name;    /* in the theme: "fonts/own.ttf" */
    GBytes *bytes; /* NULL: the theme has no such file */
    char *path;    /* where it is named, for findings */
    guint line;
} PsgTypeFontFile;

/* A face as it was chosen for some text. Owned by the context, lives as long. Two contexts have
 * different objects of the same `key`. */
typedef struct {
    char *key; /* its file and index: "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf#0", or
                  "theme:fonts/own.ttf#0" */
    hb_face_t *face;
    gint ascent, descent; /* of its line, in 1/1000 of the size, both positive */
    gint x_height;
    gint underline_position, underline_thickness; /* 1/1000; position positive below the baseline */
    guint glyph_hyphen, glyph_space;              /* 0 when it has none */
    guint digits[10];                             /* glyphs of 0 to 9, 0 when it has none */
} PsgTypeFont;

/* The names of families that may be used, in the order of wish, with every face that is needed of
 * them (regular, bold; italic where asked). Looks them up with a fontconfig configuration of its
 * own, so that nothing but these families is ever chosen and the same fonts give the same pages on
 * every machine. A family that is not installed is a finding "print-font-missing" (path "", line 0)
 * that names the Debian package when it is known; where none of them has letters, another stands
 * for them, which is such a finding too. Sets PSG_PUBLISH_ERROR_THEME when there is no font at all.
 * `files` (PsgTypeFontFile, nullable; they outlive the fonts) are the theme's: they come first, and
 * what is installed of their families is not looked at. One that is not there is a finding
 * "print-font-missing", one that cannot be used "print-font-fault", and a family without a bold
 * face a note "print-font-bold", all at the place where the file is named. */
PsgTypeFonts *psg_type_fonts_load(
        const char *const *families, const GPtrArray *files, PsgFindings *findings, GError **error);
void psg_type_fonts_free(PsgTypeFonts *fonts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgTypeFonts, psg_type_fonts_free)

PsgTypeContext *psg_type_context_new(const PsgTypeFonts *fonts);
void psg_type_context_free(PsgTypeContext *context);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgTypeContext, psg_type_context_free)

/* --- what comes in --- */

/* How text looks. Strings are interned (g_intern_string) or outlive the paragraph. */
typedef struct {
    const char *families; /* "Noto Sans,Noto Naskh Arabic,...": as Pango has them */
    PsgLength size;
    PsgLength leading; /* from baseline to baseline; more where a line's fonts need it */
    PsgLength rise;    /* of the baseline: positive up (superscripts) */
    PsgColour colour;
    gboolean is_bold, is_italic, is_underlined, is_struck;
    gboolean is_hyphenated; /* words may be hyphenated, where the paragraph has it */
    gint background;        /* a PsgColour behind the words (inline code, marks); -1: none */
} PsgTypeLook;

/* A stretch of the paragraph's text that looks and means the same. */
typedef struct {
    guint start, end; /* bytes of the paragraph's text, half-open; spans follow one another without
                         gaps */
    const PsgTypeLook *look;
    const char *language; /* BCP 47; NULL: the paragraph's */
    gpointer owner; /* the setter's own: what the words belong to (tag, link); runs of different
                       owners are never joined */
    gconstpointer source; /* the setter's own: the text node the words come from; NULL */
    guint source_start;   /* byte of it where the span begins */
} PsgTypeSpan;

typedef struct {
    const char *text; /* UTF-8; U+2028 breaks a line; U+FFFC stands for `objects` in their order */
    gsize length;
    const PsgTypeSpan *spans;
    guint span_count;
    const char *language;
    gboolean is_right_to_left; /* direction of the paragraph; with `is_direction_known` FALSE it is
                                  found from the first strong character */
    gboolean is_direction_known;
    PsgLength width;        /* of the lines */
    PsgLength first_indent; /* of the first line; may be negative */
    gboolean is_centred;
    gboolean is_preformatted; /* spaces count, lines break only at U+2028 and, where they are too
                                 long, anywhere */
    gboolean is_hyphenated;
    const PsgBounds *objects; /* pictures in the line: width and height, standing on the baseline */
    guint object_count;
    const char *path; /* for findings */
    guint line;
} PsgTypeParagraph;

/* --- what comes out --- */

/* Glyphs of one font, size, direction and span on one line, in visual order from left to right. */
typedef struct {
    const PsgTypeFont *font;
    const PsgTypeSpan *span;      /* of the set text; a copy that the text owns */
    guint8 level;                 /* UAX #9 embedding level: odd is right to left */
    guint glyph_start, glyph_end; /* of the set text's glyphs, half-open */
    guint start, end;             /* bytes of the text */
    guint order;                  /* logical order in the line: 0 is read first */
    PsgLength x;                  /* from the line's left edge */
    PsgLength width;
    gint object; /* >= 0: no glyphs, but this object of the paragraph; else -1 */
} PsgTypeRun;

typedef struct {
    guint run_start, run_end;  /* of the set text's runs, in visual order */
    guint start, end;          /* bytes of the text, with the white space at its end */
    PsgLength x;               /* of its left edge: indent, alignment and direction are in it */
    PsgLength width;           /* of its ink, white space at its end not counted */
    PsgLength ascent, descent; /* of its fonts and objects */
    PsgLength height;          /* leading, or more */
    PsgLength baseline;        /* from its top */
    gboolean is_forced;        /* it ends with U+2028 or with the paragraph */
} PsgTypeLine;

typedef struct {
    char *text; /* copy, with U+00AD where words were hyphenated: offsets above count in it */
    gsize length;
    GArray *spans;  /* PsgTypeSpan */
    GArray *glyphs; /* PsgGlyph */
    GArray *runs;   /* PsgTypeRun */
    GArray *lines;  /* PsgTypeLine */
    gboolean is_right_to_left;
    gint refs;
} PsgTypeText;

/* Sets a paragraph. Lines break by optimum fit for ragged text: the paragraph whose lines differ
 * least; a word longer than the line breaks where it must. A character that no font has is a
 * finding "print-glyph-missing" with the code point and its place, and U+FFFD's glyph (or a frame)
 * stands for it, the text staying what it was. Never fails. The caller owns the result. */
PsgTypeText *psg_type_set(
        PsgTypeContext *context, const PsgTypeParagraph *paragraph, PsgFindings *findings);
PsgTypeText *psg_type_text_ref(PsgTypeText *text);
void psg_type_text_unref(PsgTypeText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgTypeText, psg_type_text_unref)

/* The widths of a paragraph: of its longest piece that cannot be broken, and on one line. For
 * tables.
 */
void psg_type_measure(PsgTypeContext *context, const PsgTypeParagraph *paragraph,
        PsgLength *narrowest, PsgLength *widest);

/* How ragged lines are, for tests and for tuning: of full lines (all but those that end by force),
 * how much shorter than the measure. */
typedef struct {
    guint lines;            /* full lines */
    double mean, deviation; /* points; deviation is the root of the mean square of the slack */
    guint short_lines;      /* more than 60 pt short */
    guint hyphens;
} PsgTypeRag;
void psg_type_text_measure_rag(const PsgTypeText *text, PsgLength width, PsgTypeRag *rag);

/* Pango's own greedy lines of the same paragraph, to compare with. */
void psg_type_measure_greedy(
        PsgTypeContext *context, const PsgTypeParagraph *paragraph, PsgTypeRag *rag);
