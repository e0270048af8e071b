/* A font file that the theme brings: its bytes become faces, or a finding that says why not. Names,
 * weight and slant are read from the file by HarfBuzz, so nothing is installed and no file is
 * written. The file comes from whoever wrote the package. OpenType: otff, name, OS/2. */
#include <fontconfig/fontconfig.h>
#include <hb-ot.h>
#include <string.h>

#include "publish/print/pdf/font.h"
#include "publish/print/type/internal.h"

#define FACE_LIMIT 16 /* of a collection */
#define NAME_LIMIT 32 /* of a face, in all languages */
#define NAME_SIZE 200

#define RULE_MISSING "print-font-missing"
#define RULE_FAULT "print-font-fault"

/* --- the directory of tables --- */

static guint32
read_number(const guint8 *at, guint size)
{
    guint32 number = 0;
    while (size--)
        number = number << 8 | *at++;
    return number;
}

static gboolean
is_web_font(const guint8 *data, gsize length)
{
    return length >= 4 && (memcmp(data, "wOFF", 4) == 0 || memcmp(data, "wOF2", 4) == 0);
}

/* Tables whose loss would be seen as wrong or missing letters. Others (head, name, OS/2) are
 * patched by tools that leave the sum as it was. */
static gboolean
is_summed(const guint8 *tag)
{
    static const char tags[][5] = {"glyf", "loca", "CFF ", "cmap", "hmtx", "GSUB", "GPOS"};
    for (gsize i = 0; i < G_N_ELEMENTS(tags); i++)
        if (memcmp(tag, tags[i], 4) == 0)
            return TRUE;
    return FALSE;
}

static guint32
sum_table(const guint8 *data, gsize length)
{
    guint32 sum = 0;
    gsize whole = length / 4 * 4;
    for (gsize i = 0; i < whole; i += 4)
        sum += read_number(data + i, 4);
    return length > whole ? sum + (read_number(data + whole, (guint)(length - whole))
                                          << 8 * (4 - (length - whole)))
                          : sum;
}

/* Whether every table lies in the file and is as it was written: HarfBuzz would go on with what is
 * left of a file that was cut, and print with letters missing. Collections are not asked. */
static gboolean
is_whole(const guint8 *data, gsize length)
{
    if (length < 12)
        return FALSE;
    if (memcmp(data, "ttcf", 4) == 0)
        return TRUE;
    guint count = read_number(data + 4, 2);
    if (length < 12 + (gsize)count * 16)
        return FALSE;
    for (const guint8 *record = data + 12; count > 0; count--, record += 16) {
        gsize start = read_number(record + 8, 4), size = read_number(record + 12, 4);
        if (start > length || size > length - start)
            return FALSE;
        if (is_summed(record) && sum_table(data + start, size) != read_number(record + 4, 4))
            return FALSE;
    }
    return TRUE;
}

/* --- a face --- */

static gboolean
has_name(const GPtrArray *names, const char *name)
{
    for (guint i = 0; i < names->len; i++)
        if (strcmp(names->pdata[i], name) == 0)
            return TRUE;
    return FALSE;
}

/* Adds the names with this number, casefolded; `first` is the first of all as it is written. */
static void
add_names(GPtrArray *names, hb_face_t *face, hb_ot_name_id_t id, char **first)
{
    guint count;
    const hb_ot_name_entry_t *entries = hb_ot_name_list_names(face, &count);
    for (guint i = 0; i < count && names->len < NAME_LIMIT; i++) {
        char name[NAME_SIZE];
        guint size = sizeof name;
        if (entries[i].name_id != id ||
                hb_ot_name_get_utf8(face, id, entries[i].language, &size, name) == 0 ||
                size >= sizeof name - 1 || !g_utf8_validate(name, size, NULL))
            continue;
        g_strstrip(name);
        g_autofree char *folded = g_utf8_casefold(name, -1);
        if (*folded && !*first)
            *first = g_strdup(name);
        if (*folded && !has_name(names, folded))
            g_ptr_array_add(names, g_steal_pointer(&folded));
    }
}

/* The names of its family, casefolded: the one that joins all its weights first. */
static char **
list_families(hb_face_t *face, char **first)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    add_names(names, face, HB_OT_NAME_ID_TYPOGRAPHIC_FAMILY, first);
    add_names(names, face, HB_OT_NAME_ID_FONT_FAMILY, first);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

static void
read_look(PsgTypeFace *face)
{
    hb_font_t *font = hb_font_create(face->face);
    double weight = hb_style_get_value(font, HB_STYLE_TAG_WEIGHT);
    face->weight = FcWeightFromOpenType(CLAMP((int)weight, 1, 1000));
    face->is_italic = hb_style_get_value(font, HB_STYLE_TAG_ITALIC) > 0 ||
                      hb_style_get_value(font, HB_STYLE_TAG_SLANT_ANGLE) != 0;
    hb_font_destroy(font);
}

/* Adds a face of the file. Returns why it cannot be used, or NULL. */
static const char *
add_face(PsgTypeFonts *fonts, const PsgTypeFontFile *file, hb_blob_t *blob, guint index)
{
    hb_face_t *face = hb_face_create(blob, index);
    const char *fault = psg_pdf_font_find_fault_in_glyphs(face);
    g_autofree char *family = NULL;
    g_auto(GStrv) families = fault ? NULL : list_families(face, &family);
    if (!fault && !families[0])
        fault = "it does not say which family it belongs to";
    if (fault) {
        hb_face_destroy(face);
        return fault;
    }
    hb_face_make_immutable(face);
    PsgTypeFace *own = g_new0(PsgTypeFace, 1);
    own->key = g_strdup_printf("theme:%s#%u", file->name, index);
    own->family = g_steal_pointer(&family);
    own->families = g_steal_pointer(&families);
    own->face = face;
    own->of_theme = file;
    read_look(own);
    g_ptr_array_add(fonts->faces, own);
    return NULL;
}

/* --- a file --- */

static hb_blob_t *
make_blob(GBytes *bytes)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    return hb_blob_create(data, (guint)length, HB_MEMORY_MODE_READONLY, g_bytes_ref(bytes),
            (hb_destroy_func_t)g_bytes_unref);
}

static const char *
add_faces(PsgTypeFonts *fonts, const PsgTypeFontFile *file)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(file->bytes, &length);
    if (is_web_font(data, length))
        return "it is a web font (WOFF); bring the TrueType or OpenType file that it was made from";
    if (!is_whole(data, length))
        return "its file is damaged";
    hb_blob_t *blob = make_blob(file->bytes);
    guint count = MIN(hb_face_count(blob), FACE_LIMIT);
    const char *fault = count == 0 ? "it is no TrueType or OpenType font" : NULL;
    for (guint i = 0; i < count; i++) {
        const char *fault_here = add_face(fonts, file, blob, i);
        fault = fault ? fault : fault_here;
    }
    hb_blob_destroy(blob);
    return fault;
}

void
psg_type_fonts_add_file(PsgTypeFonts *fonts, const PsgTypeFontFile *file, PsgFindings *findings)
{
    if (!file->bytes) {
        psg_findings_add(findings, PSG_SEVERITY_WARNING, RULE_MISSING, file->path, file->line, 0,
                "the theme has no file “%s”; another font stands for it", file->name);
        return;
    }
    const char *fault = add_faces(fonts, file);
    if (fault)
        psg_findings_add(findings, PSG_SEVERITY_WARNING, RULE_FAULT, file->path, file->line, 0,
                "the font file %s is not used, another stands for it: %s", file->name, fault);
}
