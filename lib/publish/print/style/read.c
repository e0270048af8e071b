/* print.yaml, key by key. See draft.h; every key is explained in the default theme's file. */
#include "publish/print/style/read.h"

#define KEY_LIMIT 32

gboolean
psg_style_take_keys(PsgStyleDraft *draft, const PsgYaml *mapping, const PsgStyleKey *keys,
        guint count, gpointer target, const char *path, GError **error)
{
    const char *known[KEY_LIMIT + 1];
    g_assert(count <= KEY_LIMIT);
    for (guint i = 0; i < count; i++)
        known[i] = keys[i].key;
    known[count] = NULL;
    if (!psg_yaml_check_keys(mapping, known, path, error))
        return FALSE;
    for (guint i = 0; i < count; i++) {
        const PsgYaml *value = psg_yaml_find(mapping, keys[i].key);
        if (value && !keys[i].take(draft, value, (char *)target + keys[i].offset, path, error))
            return FALSE;
    }
    return TRUE;
}

/* --- paper and margins --- */

static gboolean
take_paper(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    static const PsgStyleKey keys[] = {
            {"width", psg_style_take_length, G_STRUCT_OFFSET(PsgStyleDraft, paper_width)},
            {"height", psg_style_take_length, G_STRUCT_OFFSET(PsgStyleDraft, paper_height)},
    };
    if (value->kind == PSG_YAML_MAPPING)
        return psg_style_take_keys(draft, value, keys, G_N_ELEMENTS(keys), draft, path, error);
    if (value->kind != PSG_YAML_SCALAR ||
            !psg_measure_find_paper(
                    value->value, &draft->paper_width.value, &draft->paper_height.value))
        return psg_yaml_fail(value, path, error,
                "\"paper\" must be A4, A5, letter or {width: 210mm, height: 297mm}");
    draft->paper_width.place = draft->paper_height.place = psg_style_make_place(value, path);
    return TRUE;
}

static gboolean
take_margins(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    static const PsgStyleKey keys[] = {
            {"top", psg_style_take_length, G_STRUCT_OFFSET(PsgStyleDraft, margin_top)},
            {"bottom", psg_style_take_length, G_STRUCT_OFFSET(PsgStyleDraft, margin_bottom)},
            {"inner", psg_style_take_length, G_STRUCT_OFFSET(PsgStyleDraft, margin_inner)},
            {"outer", psg_style_take_length, G_STRUCT_OFFSET(PsgStyleDraft, margin_outer)},
    };
    return psg_style_take_keys(draft, value, keys, G_N_ELEMENTS(keys), draft, path, error);
}

/* --- colours, texts, call-outs --- */

static gboolean
take_colours(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    PsgStyleKey keys[PSG_COLOUR_COUNT];
    for (guint i = 0; i < PSG_COLOUR_COUNT; i++)
        keys[i] = (PsgStyleKey){
                psg_style_colour_names[i], psg_style_take_plain_colour, i * sizeof(PsgStyleColour)};
    return psg_style_take_keys(draft, value, keys, PSG_COLOUR_COUNT, draft->colours, path, error);
}

static gboolean
take_text(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    static const PsgStyleKey keys[] = {
            {"family", psg_style_take_family, G_STRUCT_OFFSET(PsgStyleText, family)},
            {"size", psg_style_take_measure, G_STRUCT_OFFSET(PsgStyleText, size)},
            {"leading", psg_style_take_measure, G_STRUCT_OFFSET(PsgStyleText, leading)},
            {"bold", psg_style_take_switch, G_STRUCT_OFFSET(PsgStyleText, is_bold)},
            {"italic", psg_style_take_switch, G_STRUCT_OFFSET(PsgStyleText, is_italic)},
            {"colour", psg_style_take_colour, G_STRUCT_OFFSET(PsgStyleText, colour)},
            {"space-before", psg_style_take_measure, G_STRUCT_OFFSET(PsgStyleText, space_before)},
            {"space-after", psg_style_take_measure, G_STRUCT_OFFSET(PsgStyleText, space_after)},
            {"keep-with-next", psg_style_take_switch,
                    G_STRUCT_OFFSET(PsgStyleText, keeps_with_next)},
    };
    return psg_style_take_keys(draft, value, keys, G_N_ELEMENTS(keys), target, path, error);
}

static gboolean
take_texts(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    /* In the order of PsgPrintRole. */
    static const char *const names[] = {"body", "small", "heading-1", "heading-2", "heading-3",
            "heading-4", "heading-5", "heading-6", "code", "caption", "note", "table", "table-head",
            "callout-title", "comment", "contents", "contents-top", "running-head", "page-number",
            "cover-title", "cover-subtitle", "cover-text", "title", "subtitle"};
    G_STATIC_ASSERT(G_N_ELEMENTS(names) == PSG_ROLE_COUNT);
    PsgStyleKey keys[PSG_ROLE_COUNT];
    for (guint i = 0; i < PSG_ROLE_COUNT; i++)
        keys[i] = (PsgStyleKey){names[i], take_text, i * sizeof(PsgStyleText)};
    return psg_style_take_keys(draft, value, keys, PSG_ROLE_COUNT, draft->texts, path, error);
}

static gboolean
take_callout(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    static const PsgStyleKey keys[] = {
            {"bar", psg_style_take_colour, G_STRUCT_OFFSET(PsgStyleCallout, bar)},
            {"background", psg_style_take_colour, G_STRUCT_OFFSET(PsgStyleCallout, background)},
            {"title", psg_style_take_colour, G_STRUCT_OFFSET(PsgStyleCallout, title)},
            {"bar-width", psg_style_take_measure, G_STRUCT_OFFSET(PsgStyleCallout, bar_width)},
    };
    return psg_style_take_keys(draft, value, keys, G_N_ELEMENTS(keys), target, path, error);
}

static gboolean
take_callouts(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    /* In the order of PsgPrintCalloutKind. */
    static const char *const names[] = {"note", "tip", "important", "warning", "caution", "plain"};
    G_STATIC_ASSERT(G_N_ELEMENTS(names) == PSG_CALLOUT_COUNT);
    PsgStyleKey keys[PSG_CALLOUT_COUNT];
    for (guint i = 0; i < PSG_CALLOUT_COUNT; i++)
        keys[i] = (PsgStyleKey){names[i], take_callout, i * sizeof(PsgStyleCallout)};
    return psg_style_take_keys(draft, value, keys, PSG_CALLOUT_COUNT, draft->callouts, path, error);
}

/* --- the file --- */

/* A form's own values, which wait until all files have given those for every form. */
static gboolean
leave(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path, GError **error)
{
    return TRUE;
}

#define AT(member) G_STRUCT_OFFSET(PsgStyleDraft, member)

/* What may stand in a form is all but the last three. */
static const PsgStyleKey draft_keys[] = {
        {"paper", take_paper, 0},
        {"two-sided", psg_style_take_switch, AT(is_two_sided)},
        {"margins", take_margins, 0},
        {"size", psg_style_take_length, AT(size)},
        {"hyphenation", psg_style_take_switch, AT(is_hyphenated)},
        {"italics", psg_style_take_switch, AT(with_italics)},
        {"underlined-links", psg_style_take_switch, AT(with_underlines)},
        {"page-references", psg_style_take_switch, AT(with_page_references)},
        {"addresses", psg_style_take_switch, AT(with_addresses)},
        {"contents-depth", psg_style_take_depth, AT(contents_depth)},
        {"families", psg_style_take_families, 0},
        {"languages", psg_style_take_languages, 0},
        {"colours", take_colours, 0},
        {"rule-thickness", psg_style_take_measure, AT(rule_thickness)},
        {"list-indent", psg_style_take_measure, AT(list_indent)},
        {"quote-indent", psg_style_take_measure, AT(quote_indent)},
        {"panel-padding", psg_style_take_measure, AT(panel_padding)},
        {"table-padding", psg_style_take_measure, AT(table_padding)},
        {"texts", take_texts, 0},
        {"call-outs", take_callouts, 0},
        {"font-files", psg_style_take_font_files, 0},
        {"large-print", leave, 0},
        {"booklet", leave, 0},
};
#define FORM_KEYS (G_N_ELEMENTS(draft_keys) - 3)

PsgStyleDraft *
psg_style_draft_new(void)
{
    PsgStyleDraft *draft = g_new0(PsgStyleDraft, 1);
    draft->language_tags = g_ptr_array_new_with_free_func(g_free);
    draft->language_families = g_hash_table_new_full(
            g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    draft->trees = g_ptr_array_new_with_free_func((GDestroyNotify)psg_yaml_free);
    return draft;
}

void
psg_style_draft_free(PsgStyleDraft *draft)
{
    if (!draft)
        return;
    for (guint i = 0; i < PSG_FAMILIES_LISTS; i++)
        g_clear_pointer(&draft->families[i], g_ptr_array_unref);
    g_ptr_array_unref(draft->language_tags);
    g_hash_table_unref(draft->language_families);
    g_clear_pointer(&draft->font_files, g_ptr_array_unref);
    g_ptr_array_unref(draft->trees);
    g_free(draft);
}

const PsgYaml *
psg_style_draft_parse(PsgStyleDraft *draft, GBytes *bytes, const char *path, GError **error)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(bytes, &length);
    PsgYaml *root = psg_yaml_parse(text ? text : "", length, path, error);
    if (root)
        g_ptr_array_add(draft->trees, root);
    return root;
}

gboolean
psg_style_draft_read(PsgStyleDraft *draft, const PsgYaml *root, const char *form, const char *path,
        GError **error)
{
    if (!form)
        return psg_style_take_keys(
                draft, root, draft_keys, G_N_ELEMENTS(draft_keys), draft, path, error);
    const PsgYaml *mapping = psg_yaml_find(root, form);
    return !mapping ||
           psg_style_take_keys(draft, mapping, draft_keys, FORM_KEYS, draft, path, error);
}
