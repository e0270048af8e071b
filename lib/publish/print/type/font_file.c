/* A font file that a theme brings with it. It is somebody's, so that it is trusted with nothing:
 * its own tables say what it is, and a fault of it is a finding. OpenType, "name" and "OS/2". */
#include "publish/print/type/internal.h"

#include <fontconfig/fontconfig.h>
#include <hb-ot.h>

#include "publish/print/pdf/font.h"

#define FACE_LIMIT 16 /* of a collection */

static void
report(PsgFindings *findings, const PsgTypeFile *file, const char *fault)
{
    psg_findings_add(findings, PSG_SEVERITY_WARNING, "print-font-fault", file->path, file->line, 0,
            "the theme's font file %s is not used, another stands for it: %s", file->name, fault);
}

static void
add_family_name(GPtrArray *names, hb_face_t *face, hb_ot_name_id_t id)
{
    char name[200] = "";
    guint length = sizeof name;
    hb_ot_name_get_utf8(face, id, hb_language_from_string("en", -1), &length, name);
    if (*name && g_utf8_validate(name, -1, NULL))
        g_ptr_array_add(names, g_utf8_casefold(name, -1));
}

static void
add_face(PsgTypeFonts *fonts, const PsgTypeFile *file, guint index, hb_face_t *face)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    add_family_name(names, face, HB_OT_NAME_ID_TYPOGRAPHIC_FAMILY);
    add_family_name(names, face, HB_OT_NAME_ID_FONT_FAMILY);
    g_ptr_array_add(names, NULL);
    hb_font_t *font = hb_font_create(face);
    PsgTypeFace *own = g_new0(PsgTypeFace, 1);
    own->index = index;
    own->key = g_strdup_printf("%s#%u", file->name, index);
    own->families = (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
    own->weight =
            FcWeightFromOpenType((int)CLAMP(hb_style_get_value(font, HB_STYLE_TAG_WEIGHT), 1, 999));
    own->is_italic = hb_style_get_value(font, HB_STYLE_TAG_ITALIC) > 0 ||
                     hb_style_get_value(font, HB_STYLE_TAG_SLANT_ANGLE) != 0;
    own->face = hb_face_reference(face);
    hb_face_make_immutable(face);
    hb_font_destroy(font);
    g_ptr_array_add(fonts->faces, own);
}

void
psg_type_fonts_add_file(PsgTypeFonts *fonts, const PsgTypeFile *file, PsgFindings *findings)
{
    gsize length = 0;
    const char *data = file->bytes ? g_bytes_get_data(file->bytes, &length) : NULL;
    if (!file->bytes) {
        report(findings, file, "the theme has no such file");
        return;
    }
    hb_blob_t *blob = hb_blob_create(data, (guint)MIN(length, G_MAXUINT), HB_MEMORY_MODE_READONLY,
            g_bytes_ref(file->bytes), (hb_destroy_func_t)g_bytes_unref);
    guint count = MIN(hb_face_count(blob), FACE_LIMIT);
    if (count == 0)
        report(findings, file, "it is no TrueType or OpenType font");
    for (guint i = 0; i < count; i++) {
        hb_face_t *face = hb_face_create(blob, i);
        const char *fault = psg_pdf_font_find_fault(face);
        if (fault)
            report(findings, file, fault);
        else
            add_face(fonts, file, i, face);
        hb_face_destroy(face);
    }
    hb_blob_destroy(blob);
}
