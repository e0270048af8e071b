/* print.yaml, key by key. See draft.h; every key is explained in the default theme's file. */
#include <string.h>

#include "publish/print/style/draft.h"
#include "text/language.h"

typedef gboolean (*Take)(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error);

/* A key of a mapping, and where in the struct of the mapping its value goes. */
typedef struct {
    const char *key;
    Take take;
    gsize offset;
} Key;

#define KEY_LIMIT 32
#define FAMILY_LIMIT 64
#define FAMILY_NAME_LIMIT 100
#define LANGUAGE_LIMIT 200

static gboolean
take_keys(PsgStyleDraft *draft, const PsgYaml *mapping, const Key *keys, guint count,
        gpointer target, const char *path, GError **error)
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

/* --- single values --- */

static PsgStylePlace
make_place(const PsgYaml *value, const char *path)
{
    return (PsgStylePlace){.at = value, .path = path};
}

static gboolean
read_measure(const PsgYaml *value, PsgStyleMeasure *measure, gboolean may_be_relative,
        const char *path, GError **error)
{
    PsgMeasureKind kind = PSG_MEASURE_BARE;
    double number = 0;
    const char *example = may_be_relative ? "\"4pt\", \"2mm\" or \"120%\"" : "\"12pt\" or \"20mm\"";
    if (value->kind != PSG_YAML_SCALAR || !psg_measure_parse(value->value, &number, &kind))
        return psg_yaml_fail(value, path, error, "\"%s\" must be a length, for instance %s",
                value->key, example);
    if (kind == PSG_MEASURE_BARE && number > 0)
        return psg_yaml_fail(value, path, error,
                "the length of \"%s\" has no unit; write for instance %s", value->key, example);
    if (kind == PSG_MEASURE_PERCENT && !may_be_relative)
        return psg_yaml_fail(value, path, error,
                "\"%s\" cannot be in %%, because there is nothing it is a part of; write for "
                "instance %s",
                value->key, example);
    measure->is_relative = kind == PSG_MEASURE_PERCENT;
    measure->value = measure->is_relative ? number / 100 : number;
    measure->place = make_place(value, path);
    return TRUE;
}

static gboolean
take_length(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    return read_measure(value, target, FALSE, path, error);
}

static gboolean
take_measure(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    return read_measure(value, target, TRUE, path, error);
}

static gboolean
take_switch(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    PsgStyleChoice *choice = target;
    gboolean is_on = FALSE;
    if (!psg_yaml_get_switch(value, value->key, path, &is_on, error))
        return FALSE;
    choice->value = (guint)is_on;
    choice->place = make_place(value, path);
    return TRUE;
}

static gboolean
take_depth(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    PsgStyleChoice *choice = target;
    guint64 depth = 0;
    if (value->kind != PSG_YAML_SCALAR ||
            !g_ascii_string_to_unsigned(value->value, 10, 1, 6, &depth, NULL))
        return psg_yaml_fail(
                value, path, error, "\"%s\" must be a whole number from 1 to 6", value->key);
    choice->value = (guint)depth;
    choice->place = make_place(value, path);
    return TRUE;
}

/* The index of a word in a list; -1. */
static gint
find_word(const char *word, const char *const *words)
{
    for (gint i = 0; words[i]; i++)
        if (strcmp(word, words[i]) == 0)
            return i;
    return -1;
}

static gboolean
take_family(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    static const char *const names[] = {"text", "display", "code", NULL};
    PsgStyleChoice *choice = target;
    gint name = value->kind == PSG_YAML_SCALAR ? find_word(value->value, names) : -1;
    if (name < 0)
        return psg_yaml_fail(
                value, path, error, "\"%s\" must be text, display or code", value->key);
    choice->value = (guint)name;
    choice->place = make_place(value, path);
    return TRUE;
}

/* In the order of PsgStyleColourName. */
static const char *const colour_names[] = {
        "text", "muted", "link", "accent", "rule", "panel", "code-background", NULL};

static gboolean
parse_colour(const char *text, PsgColour *colour)
{
    gsize digits = text[0] == '#' ? strspn(text + 1, "0123456789abcdefABCDEF") : 0;
    if (digits != 6 || text[7] != '\0')
        return FALSE;
    *colour = (PsgColour)g_ascii_strtoull(text + 1, NULL, 16);
    return TRUE;
}

static gboolean
take_colour(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    PsgStyleColour *colour = target;
    const char *text = value->kind == PSG_YAML_SCALAR ? value->value : "";
    if (*text == '\0' && value->kind == PSG_YAML_SCALAR && value->is_plain)
        return psg_yaml_fail(value, path, error,
                "\"%s\" has no value; a colour stands in quotes, because # begins a comment: "
                "\"#1b4196\"",
                value->key);
    colour->name = find_word(text, colour_names);
    if (colour->name < 0 && !parse_colour(text, &colour->value))
        return psg_yaml_fail(value, path, error,
                "\"%s\" must be a colour as \"#1b4196\", or the name of one of \"colours\"",
                value->key);
    colour->place = make_place(value, path);
    return TRUE;
}

/* The colours that have the names: no names of others, which could go round in circles. */
static gboolean
take_plain_colour(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    PsgStyleColour *colour = target;
    if (!take_colour(draft, value, target, path, error))
        return FALSE;
    return colour->name < 0 ||
           psg_yaml_fail(value, path, error, "\"%s\" must be a colour as \"#1b4196\"", value->key);
}

/* --- paper and margins --- */

static gboolean
take_paper(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    static const Key keys[] = {
            {"width", take_length, G_STRUCT_OFFSET(PsgStyleDraft, paper_width)},
            {"height", take_length, G_STRUCT_OFFSET(PsgStyleDraft, paper_height)},
    };
    if (value->kind == PSG_YAML_MAPPING)
        return take_keys(draft, value, keys, G_N_ELEMENTS(keys), draft, path, error);
    if (value->kind != PSG_YAML_SCALAR ||
            !psg_measure_find_paper(
                    value->value, &draft->paper_width.value, &draft->paper_height.value))
        return psg_yaml_fail(value, path, error,
                "\"paper\" must be A4, A5, letter or {width: 210mm, height: 297mm}");
    draft->paper_width.place = draft->paper_height.place = make_place(value, path);
    return TRUE;
}

static gboolean
take_margins(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    static const Key keys[] = {
            {"top", take_length, G_STRUCT_OFFSET(PsgStyleDraft, margin_top)},
            {"bottom", take_length, G_STRUCT_OFFSET(PsgStyleDraft, margin_bottom)},
            {"inner", take_length, G_STRUCT_OFFSET(PsgStyleDraft, margin_inner)},
            {"outer", take_length, G_STRUCT_OFFSET(PsgStyleDraft, margin_outer)},
    };
    return take_keys(draft, value, keys, G_N_ELEMENTS(keys), draft, path, error);
}

/* --- families --- */

static gboolean
add_family(GPtrArray *names, const PsgYaml *item, const char *path, GError **error)
{
    g_autofree char *name = item->kind == PSG_YAML_SCALAR ? g_strdup(item->value) : g_strdup("");
    g_strstrip(name);
    if (*name == '\0' || strlen(name) > FAMILY_NAME_LIMIT || strpbrk(name, ",;:/\\\"\n"))
        return psg_yaml_fail(item, path, error,
                "the name of a family of fonts is expected here, for instance Noto Sans");
    g_ptr_array_add(names, g_steal_pointer(&name));
    return TRUE;
}

/* One name, or a list of them (which may be empty only for "others"). NULL on error. */
static GPtrArray *
read_families(const PsgYaml *value, gboolean may_be_empty, const char *path, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    if (value->kind == PSG_YAML_SCALAR)
        return add_family(names, value, path, error) ? g_steal_pointer(&names) : NULL;
    if (value->kind != PSG_YAML_LIST || value->children->len > FAMILY_LIMIT ||
            (value->children->len == 0 && !may_be_empty)) {
        psg_yaml_fail(value, path, error, "\"%s\" must be a list of 1 to %d families of fonts",
                value->key, FAMILY_LIMIT);
        return NULL;
    }
    for (guint i = 0; i < value->children->len; i++)
        if (!add_family(names, value->children->pdata[i], path, error))
            return NULL;
    return g_steal_pointer(&names);
}

static gboolean
replace_families(const PsgYaml *value, gpointer target, gboolean may_be_empty, const char *path,
        GError **error)
{
    GPtrArray **list = target;
    GPtrArray *names = read_families(value, may_be_empty, path, error);
    if (!names)
        return FALSE;
    g_clear_pointer(list, g_ptr_array_unref);
    *list = names;
    return TRUE;
}

static gboolean
take_family_list(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    return replace_families(value, target, FALSE, path, error);
}

static gboolean
take_other_families(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    return replace_families(value, target, TRUE, path, error);
}

static gboolean
take_families(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    static const Key keys[] = {
            {"text", take_family_list, PSG_FAMILIES_TEXT * sizeof(GPtrArray *)},
            {"display", take_family_list, PSG_FAMILIES_DISPLAY * sizeof(GPtrArray *)},
            {"code", take_family_list, PSG_FAMILIES_CODE * sizeof(GPtrArray *)},
            {"others", take_other_families, PSG_FAMILIES_OTHERS * sizeof(GPtrArray *)},
    };
    return take_keys(draft, value, keys, G_N_ELEMENTS(keys), draft->families, path, error);
}

static gboolean
take_languages(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    if (value->kind != PSG_YAML_MAPPING || value->children->len > LANGUAGE_LIMIT)
        return psg_yaml_fail(value, path, error,
                "\"languages\" must be language tags with families of fonts (\"ur: [Noto Nastaliq "
                "Urdu]\"), %d at most",
                LANGUAGE_LIMIT);
    for (guint i = 0; i < value->children->len; i++) {
        const PsgYaml *item = value->children->pdata[i];
        g_autofree char *tag = g_ascii_strdown(item->key, -1);
        if (!psg_language_is_valid(item->key))
            return psg_yaml_fail(item, path, error,
                    "\"%s\" is not a language tag; write for instance en-GB, pl or ur", item->key);
        GPtrArray *names = read_families(item, FALSE, path, error);
        if (!names)
            return FALSE;
        if (!g_hash_table_contains(draft->language_families, tag))
            g_ptr_array_add(draft->language_tags, g_strdup(tag));
        g_hash_table_replace(draft->language_families, g_steal_pointer(&tag), names);
    }
    return TRUE;
}

static gboolean
take_font_files(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    GPtrArray *files = psg_style_read_font_files(value, path, error);
    if (!files)
        return FALSE;
    g_clear_pointer(&draft->font_files, g_ptr_array_unref);
    draft->font_files = files;
    return TRUE;
}

/* --- colours, texts, call-outs --- */

static gboolean
take_colours(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    Key keys[PSG_COLOUR_COUNT];
    for (guint i = 0; i < PSG_COLOUR_COUNT; i++)
        keys[i] = (Key){colour_names[i], take_plain_colour, i * sizeof(PsgStyleColour)};
    return take_keys(draft, value, keys, PSG_COLOUR_COUNT, draft->colours, path, error);
}

static gboolean
take_text(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    static const Key keys[] = {
            {"family", take_family, G_STRUCT_OFFSET(PsgStyleText, family)},
            {"size", take_measure, G_STRUCT_OFFSET(PsgStyleText, size)},
            {"leading", take_measure, G_STRUCT_OFFSET(PsgStyleText, leading)},
            {"bold", take_switch, G_STRUCT_OFFSET(PsgStyleText, is_bold)},
            {"italic", take_switch, G_STRUCT_OFFSET(PsgStyleText, is_italic)},
            {"colour", take_colour, G_STRUCT_OFFSET(PsgStyleText, colour)},
            {"space-before", take_measure, G_STRUCT_OFFSET(PsgStyleText, space_before)},
            {"space-after", take_measure, G_STRUCT_OFFSET(PsgStyleText, space_after)},
            {"keep-with-next", take_switch, G_STRUCT_OFFSET(PsgStyleText, keeps_with_next)},
    };
    return take_keys(draft, value, keys, G_N_ELEMENTS(keys), target, path, error);
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
    Key keys[PSG_ROLE_COUNT];
    for (guint i = 0; i < PSG_ROLE_COUNT; i++)
        keys[i] = (Key){names[i], take_text, i * sizeof(PsgStyleText)};
    return take_keys(draft, value, keys, PSG_ROLE_COUNT, draft->texts, path, error);
}

static gboolean
take_callout(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    static const Key keys[] = {
            {"bar", take_colour, G_STRUCT_OFFSET(PsgStyleCallout, bar)},
            {"background", take_colour, G_STRUCT_OFFSET(PsgStyleCallout, background)},
            {"title", take_colour, G_STRUCT_OFFSET(PsgStyleCallout, title)},
            {"bar-width", take_measure, G_STRUCT_OFFSET(PsgStyleCallout, bar_width)},
    };
    return take_keys(draft, value, keys, G_N_ELEMENTS(keys), target, path, error);
}

static gboolean
take_callouts(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    /* In the order of PsgPrintCalloutKind. */
    static const char *const names[] = {"note", "tip", "important", "warning", "caution", "plain"};
    G_STATIC_ASSERT(G_N_ELEMENTS(names) == PSG_CALLOUT_COUNT);
    Key keys[PSG_CALLOUT_COUNT];
    for (guint i = 0; i < PSG_CALLOUT_COUNT; i++)
        keys[i] = (Key){names[i], take_callout, i * sizeof(PsgStyleCallout)};
    return take_keys(draft, value, keys, PSG_CALLOUT_COUNT, draft->callouts, path, error);
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
static const Key draft_keys[] = {
        {"paper", take_paper, 0},
        {"two-sided", take_switch, AT(is_two_sided)},
        {"margins", take_margins, 0},
        {"size", take_length, AT(size)},
        {"hyphenation", take_switch, AT(is_hyphenated)},
        {"italics", take_switch, AT(with_italics)},
        {"underlined-links", take_switch, AT(with_underlines)},
        {"page-references", take_switch, AT(with_page_references)},
        {"addresses", take_switch, AT(with_addresses)},
        {"contents-depth", take_depth, AT(contents_depth)},
        {"families", take_families, 0},
        {"languages", take_languages, 0},
        {"colours", take_colours, 0},
        {"rule-thickness", take_measure, AT(rule_thickness)},
        {"list-indent", take_measure, AT(list_indent)},
        {"quote-indent", take_measure, AT(quote_indent)},
        {"panel-padding", take_measure, AT(panel_padding)},
        {"table-padding", take_measure, AT(table_padding)},
        {"texts", take_texts, 0},
        {"call-outs", take_callouts, 0},
        {"font-files", take_font_files, 0},
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
        return take_keys(draft, root, draft_keys, G_N_ELEMENTS(draft_keys), draft, path, error);
    const PsgYaml *mapping = psg_yaml_find(root, form);
    return !mapping || take_keys(draft, mapping, draft_keys, FORM_KEYS, draft, path, error);
}
