/* The fonts that may be used: those that the theme brings (font_file.c), then the installed files
 * of the families that were named, found with a fontconfig configuration of its own. Which face
 * stands for bold or italic is decided here; nothing is ever made bold or slanted. */
#include "publish/print/type/internal.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

#include "publish/print/pdf/font.h"
#include "publish/publish_error.h"

static void
face_free(gpointer data)
{
    PsgTypeFace *face = data;
    hb_face_destroy(face->face);
    g_strfreev(face->families);
    g_free(face->key);
    g_free(face->file);
    g_free(face->family);
    g_free(face);
}

/* Debian's packages, by the beginning of the family; longer names first. */
static const struct {
    const char *family, *package;
} debian_packages[] = {
        {"noto color emoji", "fonts-noto-color-emoji"},
        {"noto sans cjk", "fonts-noto-cjk"},
        {"noto serif cjk", "fonts-noto-cjk"},
        {"noto sans mono", "fonts-noto-mono"},
        {"noto mono", "fonts-noto-mono"},
        {"noto", "fonts-noto-core"},
        {"dejavu", "fonts-dejavu-core"},
        {"droid sans fallback", "fonts-droid-fallback"},
        {"liberation", "fonts-liberation"},
        {"opendyslexic", "fonts-opendyslexic"},
        {"open sans", "fonts-open-sans"},
        {"lato", "fonts-lato"},
        {"roboto", "fonts-roboto-unhinted"},
        {"gentium", "fonts-sil-gentiumplus"},
        {"andika", "fonts-sil-andika"},
        {"scheherazade", "fonts-sil-scheherazade"},
        {"wenquanyi", "fonts-wqy-zenhei"},
};

/* The families that the theme's own files hold, for a name that was not spelt like any of them. The
 * caller owns it; NULL: there are none. */
static char *
list_own_families(const PsgTypeFonts *fonts)
{
    g_autoptr(GString) list = g_string_new(NULL);
    const char *last = NULL;
    for (guint i = 0; i < fonts->faces->len; i++) {
        const PsgTypeFace *face = fonts->faces->pdata[i];
        if (!face->of_theme || g_strcmp0(face->family, last) == 0)
            continue;
        last = face->family;
        g_string_append_printf(list, "%s“%s”", list->len ? ", " : "", last);
    }
    return list->len ? g_string_free(g_steal_pointer(&list), FALSE) : NULL;
}

static void
report_missing(
        const PsgTypeFonts *fonts, const char *family, gboolean is_variable, PsgFindings *findings)
{
    g_autofree char *own = list_own_families(fonts);
    g_autofree char *folded = g_utf8_casefold(family, -1);
    const char *package = NULL;
    for (gsize i = 0; !package && i < G_N_ELEMENTS(debian_packages); i++)
        if (g_str_has_prefix(folded, debian_packages[i].family))
            package = debian_packages[i].package;
    if (is_variable)
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "print-font-missing", "", 0, 0,
                "the font “%s” is installed only as a variable font or as a bitmap, which print "
                "cannot use; install its files for single weights",
                family);
    else if (package)
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "print-font-missing", "", 0, 0,
                "the font “%s” is not installed; on Debian it is in the package %s", family,
                package);
    else if (own)
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "print-font-missing", "", 0, 0,
                "the font “%s” is not installed, and the theme's font files hold only %s", family,
                own);
    else
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "print-font-missing", "", 0, 0,
                "the font “%s” is not installed", family);
}

static char **
list_families(const FcPattern *pattern)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    FcChar8 *name;
    for (int i = 0; FcPatternGetString(pattern, FC_FAMILY, i, &name) == FcResultMatch; i++)
        g_ptr_array_add(names, g_utf8_casefold((const char *)name, -1));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

/* Whether it is one face with outlines, not a range of them. */
static gboolean
is_usable(const FcPattern *pattern)
{
    FcBool is_variable = FcFalse, is_outline = FcFalse;
    int weight, index = 0;
    FcPatternGetBool(pattern, FC_VARIABLE, 0, &is_variable);
    FcPatternGetBool(pattern, FC_OUTLINE, 0, &is_outline);
    FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
    return !is_variable && is_outline && index >> 16 == 0 &&
           FcPatternGetInteger(pattern, FC_WEIGHT, 0, &weight) == FcResultMatch;
}

/* Opens a face and puts it in the list, unless it stands there. */
static void
add_face(PsgTypeFonts *fonts, const FcPattern *pattern, PsgFindings *findings)
{
    FcChar8 *file;
    int index = 0, weight = FC_WEIGHT_REGULAR, slant = FC_SLANT_ROMAN;
    if (FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch)
        return;
    FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
    FcPatternGetInteger(pattern, FC_WEIGHT, 0, &weight);
    FcPatternGetInteger(pattern, FC_SLANT, 0, &slant);
    g_autofree char *key = g_strdup_printf("%s#%d", (const char *)file, index);
    for (guint i = 0; i < fonts->faces->len; i++)
        if (strcmp(((PsgTypeFace *)fonts->faces->pdata[i])->key, key) == 0)
            return;
    hb_blob_t *blob = hb_blob_create_from_file((const char *)file);
    hb_face_t *face = hb_face_create(blob, (guint)index);
    hb_blob_destroy(blob);
    const char *fault = psg_pdf_font_find_fault(face);
    if (fault) {
        hb_face_destroy(face);
        g_autofree char *name = g_path_get_basename((const char *)file);
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "print-font-fault", "", 0, 0,
                "the font file %s is not used, another stands for it: %s", name, fault);
        return;
    }
    hb_face_make_immutable(face);
    PsgTypeFace *own = g_new0(PsgTypeFace, 1);
    own->file = g_strdup((const char *)file);
    own->key = g_steal_pointer(&key);
    own->families = list_families(pattern);
    own->weight = weight;
    own->is_italic = slant != FC_SLANT_ROMAN;
    own->face = face;
    g_ptr_array_add(fonts->faces, own);
}

/* How far a face is from what is wanted; ties go to the first by file name. */
static gint
measure_distance(gint weight, gboolean is_italic, gboolean wants_bold, gboolean wants_italic)
{
    gint wanted = wants_bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR;
    return (is_italic != wants_italic ? 1000 : 0) + ABS(weight - wanted);
}

/* The installed face of a family for a style; NULL when there is none that can be used. */
static FcPattern *
find_installed(const GPtrArray *candidates, gboolean is_bold, gboolean is_italic)
{
    FcPattern *best = NULL;
    gint best_distance = 0;
    const char *best_file = NULL;
    for (guint i = 0; i < candidates->len; i++) {
        FcPattern *pattern = candidates->pdata[i];
        int weight = 0, slant = 0, width = FC_WIDTH_NORMAL;
        FcChar8 *file = NULL;
        FcPatternGetInteger(pattern, FC_WEIGHT, 0, &weight);
        FcPatternGetInteger(pattern, FC_SLANT, 0, &slant);
        FcPatternGetInteger(pattern, FC_WIDTH, 0, &width);
        if (FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch)
            continue;
        gint distance = measure_distance(weight, slant != FC_SLANT_ROMAN, is_bold, is_italic) +
                        2000 * (width != FC_WIDTH_NORMAL);
        if (!best || distance < best_distance ||
                (distance == best_distance && strcmp((const char *)file, best_file) < 0)) {
            best = pattern;
            best_distance = distance;
            best_file = (const char *)file;
        }
    }
    return best;
}

static gboolean
has_family(char *const *families, const char *folded)
{
    for (guint i = 0; families && families[i]; i++)
        if (strcmp(families[i], folded) == 0)
            return TRUE;
    return FALSE;
}

/* Whether the pattern is of this family, without making strings for the many that are not. */
static gboolean
is_of_family(const FcPattern *pattern, const char *family)
{
    FcChar8 *name;
    for (int i = 0; FcPatternGetString(pattern, FC_FAMILY, i, &name) == FcResultMatch; i++)
        if (FcStrCmpIgnoreCase(name, (const FcChar8 *)family) == 0)
            return TRUE;
    return FALSE;
}

/* Says when bold words of a family that the theme brings would look like all others. */
static void
check_own_family(const PsgTypeFonts *fonts, const char *folded, const PsgTypeFace *own,
        PsgFindings *findings)
{
    if (psg_type_fonts_find(fonts, folded, TRUE, FALSE)->weight < FC_WEIGHT_DEMIBOLD)
        psg_findings_add(findings, PSG_SEVERITY_NOTE, "print-font-bold", own->of_theme->path,
                own->of_theme->line, 0,
                "the theme brings no bold face of “%s”, so strong words look like all others; add "
                "its file",
                own->family);
}

static void
add_family(
        PsgTypeFonts *fonts, const FcFontSet *installed, const char *family, PsgFindings *findings)
{
    g_autofree char *folded = g_utf8_casefold(family, -1);
    const PsgTypeFace *own = psg_type_fonts_find(fonts, folded, FALSE, FALSE);
    if (own && own->of_theme) {
        check_own_family(fonts, folded, own, findings);
        return;
    }
    g_autoptr(GPtrArray) candidates = g_ptr_array_new();
    gboolean is_there = FALSE;
    for (int i = 0; installed && i < installed->nfont; i++)
        if (is_of_family(installed->fonts[i], family)) {
            is_there = TRUE;
            if (is_usable(installed->fonts[i]))
                g_ptr_array_add(candidates, installed->fonts[i]);
        }
    for (guint style = 0; style < 4; style++) {
        FcPattern *pattern = find_installed(candidates, (style & 1) != 0, (style & 2) != 0);
        if (pattern)
            add_face(fonts, pattern, findings);
    }
    if (!psg_type_fonts_find(fonts, folded, FALSE, FALSE))
        report_missing(fonts, family, is_there, findings);
}

/* Whether any face can show words at all. */
static gboolean
has_letters(const PsgTypeFonts *fonts)
{
    gboolean result = FALSE;
    for (guint i = 0; i < fonts->faces->len && !result; i++) {
        hb_font_t *font = hb_font_create(((const PsgTypeFace *)fonts->faces->pdata[i])->face);
        hb_codepoint_t glyph;
        result = hb_font_get_nominal_glyph(font, 'a', &glyph);
        hb_font_destroy(font);
    }
    return result;
}

/* The family of the first installed file that can show words; NULL. */
static const char *
find_any_family(const FcFontSet *installed)
{
    g_autoptr(GPtrArray) candidates = g_ptr_array_new();
    for (int i = 0; installed && i < installed->nfont; i++) {
        FcCharSet *characters;
        if (is_usable(installed->fonts[i]) &&
                FcPatternGetCharSet(installed->fonts[i], FC_CHARSET, 0, &characters) ==
                        FcResultMatch &&
                FcCharSetHasChar(characters, 'a'))
            g_ptr_array_add(candidates, installed->fonts[i]);
    }
    FcPattern *pattern = find_installed(candidates, FALSE, FALSE);
    FcChar8 *family = NULL;
    if (pattern)
        FcPatternGetString(pattern, FC_FAMILY, 0, &family);
    return (const char *)family;
}

/* So that the words can be read on a machine that has none of the theme's fonts. */
static void
add_stand_in(PsgTypeFonts *fonts, const FcFontSet *installed, PsgFindings *findings)
{
    const char *const wishes[] = {
            "Noto Sans", "DejaVu Sans", "Liberation Sans", find_any_family(installed)};
    for (gsize i = 0; i < G_N_ELEMENTS(wishes) && wishes[i]; i++) {
        add_family(fonts, installed, wishes[i], NULL);
        if (!has_letters(fonts))
            continue;
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "print-font-missing", "", 0, 0,
                "none of the theme's fonts for words is installed; “%s” stands for them, and pages "
                "are not what they will be elsewhere",
                wishes[i]);
        return;
    }
}

PsgTypeFonts *
psg_type_fonts_load(
        const char *const *families, const GPtrArray *files, PsgFindings *findings, GError **error)
{
    g_autoptr(PsgTypeFonts) fonts = g_new0(PsgTypeFonts, 1);
    g_mutex_init(&fonts->lock);
    fonts->faces = g_ptr_array_new_with_free_func(face_free);
    fonts->dictionaries = g_hash_table_new_full(
            g_str_hash, g_str_equal, g_free, (GDestroyNotify)psg_type_hyphenation_free);
    for (guint i = 0; files && i < files->len; i++)
        psg_type_fonts_add_file(fonts, files->pdata[i], findings);
    FcConfig *config = families && families[0] ? FcInitLoadConfigAndFonts() : NULL;
    const FcFontSet *installed = config ? FcConfigGetFonts(config, FcSetSystem) : NULL;
    for (guint i = 0; families && families[i]; i++)
        add_family(fonts, installed, families[i], findings);
    if (!has_letters(fonts))
        add_stand_in(fonts, installed, findings);
    if (config)
        FcConfigDestroy(config);
    if (fonts->faces->len == 0) {
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_THEME,
                "print.yaml: no font is installed that print can use; install at least “%s”",
                families && families[0] ? families[0] : "Noto Sans");
        return NULL;
    }
    return g_steal_pointer(&fonts);
}

void
psg_type_fonts_free(PsgTypeFonts *fonts)
{
    if (!fonts)
        return;
    g_ptr_array_unref(fonts->faces);
    g_hash_table_unref(fonts->dictionaries);
    g_mutex_clear(&fonts->lock);
    g_free(fonts);
}

const PsgTypeFace *
psg_type_fonts_find(
        const PsgTypeFonts *fonts, const char *family, gboolean is_bold, gboolean is_italic)
{
    const PsgTypeFace *best = NULL;
    gint best_distance = 0;
    for (guint i = 0; i < fonts->faces->len; i++) {
        const PsgTypeFace *face = fonts->faces->pdata[i];
        gint distance = measure_distance(face->weight, face->is_italic, is_bold, is_italic);
        if (has_family(face->families, family) && (!best || distance < best_distance)) {
            best = face;
            best_distance = distance;
        }
    }
    return best;
}
