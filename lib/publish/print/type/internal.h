/* What the parts of setting text share: faces and fonts, the pieces a paragraph falls into, its
 * glyphs before there are lines, and the places where lines may break. Builds on type.h. */
#pragma once
#include <hb.h>
#include <pango/pango.h>

#include "publish/print/type/type.h"

/* --- faces (fonts.c) --- */

/* Whether features of a font look at spaces. */
typedef enum { PSG_SPACE_USE_UNKNOWN, PSG_SPACE_USE_NEUTRAL, PSG_SPACE_USE_SHAPED } PsgTypeSpaceUse;

typedef struct {
    char *file;                      /* NULL: of the theme */
    const PsgTypeFontFile *of_theme; /* NULL: installed */
    char *key;                       /* "file#index" */
    char *family;                    /* its first name as it is written; NULL: installed */
    char **families;                 /* its names, casefolded */
    gint weight;                     /* as fontconfig counts: 80 is regular, 200 bold */
    gboolean is_italic;
    hb_face_t *face; /* shared by all threads; never changed */
    gint space_use;  /* a PsgTypeSpaceUse, found out at need by any thread (atomic) */
} PsgTypeFace;

struct PsgTypeFonts {
    GPtrArray *faces;         /* PsgTypeFace, in the order of wish */
    GMutex lock;              /* of what follows */
    GHashTable *dictionaries; /* language -> PsgTypeHyphenation (hyphen.c) */
};

/* The face of a family that is nearest to what is wanted: slant before weight. NULL: no such
 * family. `family` is casefolded. */
const PsgTypeFace *psg_type_fonts_find(
        const PsgTypeFonts *fonts, const char *family, gboolean is_bold, gboolean is_italic);

/* Adds every face of a font file of the theme that can be used; findings (font_file.c). */
void psg_type_fonts_add_file(
        PsgTypeFonts *fonts, const PsgTypeFontFile *file, PsgFindings *findings);

#define PSG_TYPE_LATIN_END 0x280 /* behind the Latin letters of the first blocks */

/* --- fonts and sets of them, one a context (context.c) --- */

typedef struct {
    PsgTypeFont public; /* first */
    const PsgTypeFace *face;
    hb_set_t *characters;                   /* that it has glyphs for */
    guint64 latin[PSG_TYPE_LATIN_END / 64]; /* the first of them, a bit each */
    guint glyph_stand_in;      /* for what no font has: U+FFFD, a frame, a question mark */
    gboolean is_space_neutral; /* no feature looks at spaces, so words can be shaped one by one;
                                 known as soon as the font has a size */
} PsgTypeOwnFont;

/* A font at a size. */
typedef struct {
    PsgTypeOwnFont *font;
    PsgLength size;
    hb_font_t *hb;
    PsgLength space; /* width */
} PsgTypeSized;

/* The fonts of a look, in the order of wish: what it asks for, then every other family. */
typedef struct {
    const char *families;
    gboolean is_bold, is_italic;
    GPtrArray *fonts; /* PsgTypeOwnFont */
} PsgTypeSet;

/* What shaping depends on besides the characters. */
typedef struct {
    PsgTypeSized *sized;
    hb_script_t script;
    hb_language_t language;
    hb_direction_t direction;
    guint number; /* of all that the context knows */
} PsgTypeManner;

/* A glyph before its line is known. */
typedef struct {
    guint glyph;
    gint32 advance, x_offset, y_offset; /* y up, as HarfBuzz has it */
    guint32 start;                      /* byte of the text where its cluster begins */
} PsgTypeShaped;

typedef struct PsgTypeWords PsgTypeWords; /* words.c */

struct PsgTypeContext {
    const PsgTypeFonts *fonts;
    GPtrArray *own;      /* PsgTypeOwnFont */
    GHashTable *by_face; /* PsgTypeFace -> PsgTypeOwnFont */
    GPtrArray *sets;     /* PsgTypeSet */
    GHashTable *sized;   /* PsgTypeSized of itself */
    GHashTable *manners; /* PsgTypeManner of itself */
    const PsgTypeManner *last_manner;
    hb_buffer_t *buffer;
    PsgTypeWords *words;
    PangoFontMap *font_map; /* for psg_type_measure_greedy() only */
    /* Working memory of a paragraph, kept for the next. */
    GArray *pieces;     /* PsgTypePiece */
    GArray *shaped;     /* PsgTypeShaped */
    GArray *breaks;     /* PsgTypeBreak */
    GArray *lines;      /* PsgTypeCut */
    GByteArray *marks;  /* a PsgTypeMark a byte of the text, and one for its end */
    GArray *reach;      /* gint64: the width of everything before a byte */
    GArray *attributes; /* PangoLogAttr */
    GByteArray *levels;
};

const PsgTypeSet *psg_type_context_get_set(PsgTypeContext *context, const PsgTypeLook *look);
PsgTypeSized *psg_type_context_get_sized(
        PsgTypeContext *context, PsgTypeOwnFont *font, PsgLength size);
const PsgTypeManner *psg_type_context_get_manner(PsgTypeContext *context, PsgTypeSized *sized,
        hb_script_t script, hb_language_t language, hb_direction_t direction);
gboolean psg_type_font_has(const PsgTypeOwnFont *font, gunichar character);

/* --- a paragraph at work --- */

/* A stretch of one font, size, direction and span; or one object. */
typedef struct {
    guint start, end; /* bytes of the text */
    guint span;
    guint8 level;
    gint object; /* -1: none */
    PsgTypeOwnFont *font;
    hb_script_t script;
    guint shaped_start, shaped_end; /* its glyphs, in visual order */
} PsgTypePiece;

typedef enum {
    PSG_MARK_CLUSTER = 1, /* a cluster begins here, so that a line may be cut */
    PSG_MARK_BREAK = 2,   /* a line may end here, as Unicode says */
    PSG_MARK_FORCED = 4,  /* a line must end here */
} PsgTypeMark;

/* A place where a line can end. */
typedef struct {
    guint at;         /* byte where the next line begins */
    guint ink;        /* byte where the white space before it begins */
    gint64 reach;     /* width of everything before `at` */
    gint64 ink_reach; /* width of everything before `ink`, with a hyphen where one is shown */
    float penalty;
    gboolean is_forced, is_hyphen;
    guint best;  /* the break where the best line that ends here begins */
    double cost; /* of the paragraph up to here */
} PsgTypeBreak;

/* A line as it was decided. */
typedef struct {
    guint start, ink, end;
    gboolean is_forced;
} PsgTypeCut;

typedef struct {
    PsgTypeContext *context;
    const PsgTypeParagraph *paragraph;
    PsgFindings *findings;
    PsgTypeText *text; /* the result */
    PangoLanguage *language;
    gint64 pen; /* width of the line's glyphs before glyph `pen_at`, for tabs */
    guint pen_at;
    gboolean is_simple; /* Latin letters and what goes with them, from left to right */
} PsgTypeJob;

/* Whether a line ends at this character whatever its length (LF, VT, FF, CR, NEL, LS, PS). */
gboolean psg_type_is_forced_break(gunichar character);
/* Whether it hangs at a line's end. */
gboolean psg_type_is_hanging(gunichar character);

/* Where the white space that ends at byte `at` begins, not before `from`. */
guint psg_type_find_ink_end(const char *text, guint from, guint at);
/* Whether the text up to byte `end` ends with U+00AD. */
gboolean psg_type_is_soft_hyphen(const char *text, guint end);

/* The text's copy: valid UTF-8 of the same length, spans without gaps, soft hyphens put in
 * (copy.c). */
void psg_type_copy(PsgTypeJob *job);
/* Pieces of one font and direction (itemise.c). */
void psg_type_itemise(PsgTypeJob *job);
/* Glyphs of all pieces (shape.c). */
void psg_type_shape(PsgTypeJob *job);
/* Where lines may break: marks, then widths up to every byte, then breaks (chance.c). */
void psg_type_find_chances(PsgTypeJob *job);
/* What opportunities to end a line are found in (opportunity.c). */
typedef struct {
    const char *text;
    gsize length;
    PangoLanguage *language;
    GArray *attributes; /* PangoLogAttr: working memory */
} PsgTypeOpportunities;
/* Adds PSG_MARK_BREAK to the marks of bytes where a line may begin. */
void psg_type_mark_opportunities(const PsgTypeOpportunities *in, guint8 *marks);
/* The same for a text of simple characters only (itemise.c), faster. */
void psg_type_mark_simple_opportunities(const PsgTypeOpportunities *in, guint8 *marks);
/* Decides lines: context->lines (break.c). */
void psg_type_break(PsgTypeJob *job);
/* Makes runs and lines (line.c). */
void psg_type_cut_lines(PsgTypeJob *job);

/* Glyphs of words that were shaped before (words.c). */
PsgTypeWords *psg_type_words_new(void);
void psg_type_words_free(PsgTypeWords *words);
/* Appends the glyphs of the word at byte `start` of the text, whose `length` bytes have no
 * neighbour that changes their shape. FALSE when it is not known. */
gboolean psg_type_words_append(PsgTypeWords *words, const PsgTypeManner *manner, const char *text,
        guint start, guint length, GArray *shaped);
/* Remembers the glyphs from `first` on as those of the word. */
void psg_type_words_add(PsgTypeWords *words, const PsgTypeManner *manner, const char *text,
        guint start, guint length, const GArray *shaped, guint first);

/* Where words of a language can be parted (hyphen.c). */
typedef struct PsgTypeHyphenation PsgTypeHyphenation;
void psg_type_hyphenation_free(PsgTypeHyphenation *hyphenation);
/* Appends the word with U+00AD where it may be parted. */
void psg_type_hyphenation_append(
        const PsgTypeHyphenation *hyphenation, const char *word, gsize length, GString *out);
/* That of a language, read once; NULL with a finding when there is none. */
const PsgTypeHyphenation *psg_type_fonts_get_hyphenation(
        const PsgTypeFonts *fonts, const char *language, PsgFindings *findings);
