/* How a printed edition looks: the default theme's print.yaml, the theme's own over it, what both
 * say of the form, and what the package asks for. See style.h. */
#include "publish/print/style/style.h"

#include <math.h>
#include <string.h>

#include "publish/print/style/draft.h"
#include "publish/publish_error.h"

#define DEFAULT_PATH PSG_THEME_PRINT_STYLE " of the default theme"

#define BODY_SIZE_MIN 6
#define BODY_SIZE_MAX 72
/* Of any text: what can just be read, and what fits on a page. */
#define TEXT_SIZE_MIN 4
#define TEXT_SIZE_MAX 200
#define LEADING_MIN 1.0
#define LEADING_MAX 3.0
#define SPACE_MAX 400
/* What a page must have room for: a few words in a line, and a few lines. In sizes of the text. */
#define MEASURE_MIN 10
#define TEXT_HEIGHT_MIN 15
#define PAPER_MIN 100
#define PAPER_MAX 5000

static PsgLength
make_length(double points)
{
    return (PsgLength)lround(points * PSG_LENGTH_PER_POINT);
}

/* --- reading the files --- */

/* What a person calls the theme's file. The caller owns it. */
static char *
make_theme_path(const PsgPackage *package)
{
    const char *theme = package->theme;
    return g_strconcat(
            g_str_has_prefix(theme, "./") ? theme + 2 : theme, "/", PSG_THEME_PRINT_STYLE, NULL);
}

/* A slip is found whichever form is made: the forms are read here for that alone. */
static gboolean
check_forms(const PsgYaml *root, const char *path, GError **error)
{
    g_autoptr(PsgStyleDraft) scratch = psg_style_draft_new();
    return psg_style_draft_read(scratch, root, "large-print", path, error) &&
           psg_style_draft_read(scratch, root, "booklet", path, error);
}

static gboolean
read_files(PsgStyleDraft *draft, PsgThemeFiles *theme, const char *theme_path, const char *form,
        GError **error)
{
    g_autoptr(GBytes) basis = psg_theme_files_read_default(PSG_THEME_PRINT_STYLE, theme);
    g_autoptr(GBytes) own = psg_theme_files_read(PSG_THEME_PRINT_STYLE, theme, NULL);
    if (!basis) {
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_THEME,
                "%s: this file is not here; Plainsong is not installed as a whole", DEFAULT_PATH);
        return FALSE;
    }
    const PsgYaml *first = psg_style_draft_parse(draft, basis, DEFAULT_PATH, error);
    if (!first)
        return FALSE;
    const PsgYaml *second = NULL;
    if (own && own != basis && !(second = psg_style_draft_parse(draft, own, theme_path, error)))
        return FALSE;
    return psg_style_draft_read(draft, first, NULL, DEFAULT_PATH, error) &&
           (!second || (check_forms(second, theme_path, error) &&
                               psg_style_draft_read(draft, second, NULL, theme_path, error))) &&
           (!form || psg_style_draft_read(draft, first, form, DEFAULT_PATH, error)) &&
           (!form || !second || psg_style_draft_read(draft, second, form, theme_path, error));
}

/* --- what the package asks for --- */

static void
ask_measure(PsgStyleMeasure *measure, double points)
{
    if (points > 0)
        *measure = (PsgStyleMeasure){.value = points};
}

static void
ask_switch(PsgStyleChoice *choice, PsgAsked asked)
{
    if (asked != PSG_ASKED_NOTHING)
        choice->value = asked == PSG_ASKED_YES;
}

/* How large the page and its text are is said for a form of its own; a booklet's is the theme's. */
static void
ask_for_room(PsgStyleDraft *draft, const PsgPrintSettings *settings)
{
    if (settings->paper)
        psg_measure_find_paper(
                settings->paper, &draft->paper_width.value, &draft->paper_height.value);
    ask_measure(&draft->size, settings->size);
    ask_measure(&draft->margin_top, settings->margin_top);
    ask_measure(&draft->margin_bottom, settings->margin_bottom);
    ask_measure(&draft->margin_inner, settings->margin_inner);
    ask_measure(&draft->margin_outer, settings->margin_outer);
    ask_switch(&draft->is_two_sided, settings->two_sided);
}

static void
ask_for_rest(PsgStyleDraft *draft, const PsgPrintSettings *settings)
{
    ask_switch(&draft->is_hyphenated, settings->hyphenation);
    ask_switch(&draft->with_page_references, settings->page_references);
    ask_switch(&draft->with_addresses, settings->addresses);
}

/* --- working it out --- */

static PsgLength
resolve(const PsgStyleMeasure *measure, double whole)
{
    return make_length(measure->is_relative ? measure->value * whole : measure->value);
}

static PsgColour
resolve_colour(const PsgStyleDraft *draft, const PsgStyleColour *colour)
{
    return colour->name < 0 ? colour->value : draft->colours[colour->name].value;
}

static gboolean
check_range(const PsgStylePlace *place, PsgLength value, double least, double most,
        const char *what, GError **error)
{
    double points = (double)value / PSG_LENGTH_PER_POINT;
    if (points > least - 0.001 && points < most + 0.001)
        return TRUE;
    if (!place->at) {
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_THEME,
                "%s: a value for %s is missing or is not from %g to %g points", DEFAULT_PATH, what,
                least, most);
        return FALSE;
    }
    char shown[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(shown, sizeof shown, "%.4g", points);
    return psg_yaml_fail(place->at, place->path, error,
            "%s comes to %s points; it must be from %g to %g", what, shown, least, most);
}

/* What may be hyphenated where hyphenation is asked for: running text. */
static gboolean
may_hyphenate(PsgPrintRole role)
{
    return role == PSG_ROLE_BODY || role == PSG_ROLE_SMALL || role == PSG_ROLE_NOTE ||
           role == PSG_ROLE_COMMENT || role == PSG_ROLE_CAPTION || role == PSG_ROLE_TABLE;
}

static gboolean
resolve_text(PsgPrintStyle *style, const PsgStyleDraft *draft, PsgPrintRole role, GError **error)
{
    const PsgStyleText *from = &draft->texts[role];
    PsgPrintText *text = &style->texts[role];
    PsgTypeLook *look = &text->look;
    look->size = resolve(&from->size, draft->size.value);
    double size = (double)look->size / PSG_LENGTH_PER_POINT;
    look->leading = resolve(&from->leading, size);
    look->families = psg_print_families_find(style->own_families, from->family.value, NULL);
    look->colour = resolve_colour(draft, &from->colour);
    look->is_bold = (gboolean)from->is_bold.value;
    look->is_italic = from->is_italic.value && style->with_italics;
    look->is_hyphenated = style->is_hyphenated && may_hyphenate(role);
    look->background = -1;
    text->space_before = resolve(&from->space_before, draft->size.value);
    text->space_after = resolve(&from->space_after, draft->size.value);
    text->keeps_with_next = (gboolean)from->keeps_with_next.value;
    style->own_kinds[role] = (guint8)from->family.value;
    return check_range(&from->size.place, look->size, TEXT_SIZE_MIN, TEXT_SIZE_MAX,
                   "the size of this text", error) &&
           check_range(&from->leading.place, look->leading, size * LEADING_MIN, size * LEADING_MAX,
                   "the leading of this text", error) &&
           check_range(&from->space_before.place, text->space_before, 0, SPACE_MAX,
                   "the space before this text", error) &&
           check_range(&from->space_after.place, text->space_after, 0, SPACE_MAX,
                   "the space behind this text", error);
}

static gboolean
resolve_callout(
        PsgPrintStyle *style, const PsgStyleDraft *draft, PsgPrintCalloutKind kind, GError **error)
{
    const PsgStyleCallout *from = &draft->callouts[kind];
    PsgPrintCallout *callout = &style->callouts[kind];
    callout->bar = resolve_colour(draft, &from->bar);
    callout->background = resolve_colour(draft, &from->background);
    callout->title = resolve_colour(draft, &from->title);
    callout->bar_width = resolve(&from->bar_width, draft->size.value);
    return check_range(
            &from->bar_width.place, callout->bar_width, 0, 72, "the width of the bar", error);
}

static void
resolve_page(PsgPrintStyle *style, const PsgStyleDraft *draft)
{
    style->paper_width = resolve(&draft->paper_width, 0);
    style->paper_height = resolve(&draft->paper_height, 0);
    style->margin_top = resolve(&draft->margin_top, 0);
    style->margin_bottom = resolve(&draft->margin_bottom, 0);
    style->margin_inner = resolve(&draft->margin_inner, 0);
    style->margin_outer = resolve(&draft->margin_outer, 0);
    style->is_two_sided = (gboolean)draft->is_two_sided.value;
}

static gboolean
resolve_lengths(PsgPrintStyle *style, const PsgStyleDraft *draft, GError **error)
{
    const struct {
        const PsgStyleMeasure *from;
        PsgLength *to;
        const char *what;
    } lengths[] = {
            {&draft->rule_thickness, &style->rule_thickness, "the thickness of rules"},
            {&draft->list_indent, &style->list_indent, "the indent of lists"},
            {&draft->quote_indent, &style->quote_indent, "the indent of quotations"},
            {&draft->panel_padding, &style->panel_padding, "the padding of panels"},
            {&draft->table_padding, &style->table_padding, "the padding of tables"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
        *lengths[i].to = resolve(lengths[i].from, draft->size.value);
        if (!check_range(&lengths[i].from->place, *lengths[i].to, 0, 144, lengths[i].what, error))
            return FALSE;
    }
    return TRUE;
}

static void
resolve_choices(PsgPrintStyle *style, const PsgStyleDraft *draft)
{
    style->text_colour = draft->colours[PSG_COLOUR_TEXT].value;
    style->muted_colour = draft->colours[PSG_COLOUR_MUTED].value;
    style->link_colour = draft->colours[PSG_COLOUR_LINK].value;
    style->accent_colour = draft->colours[PSG_COLOUR_ACCENT].value;
    style->rule_colour = draft->colours[PSG_COLOUR_RULE].value;
    style->panel_colour = draft->colours[PSG_COLOUR_PANEL].value;
    style->code_background = draft->colours[PSG_COLOUR_CODE_BACKGROUND].value;
    style->contents_depth = draft->contents_depth.value;
    style->is_hyphenated = (gboolean)draft->is_hyphenated.value;
    style->with_italics = (gboolean)draft->with_italics.value;
    style->with_underlines = (gboolean)draft->with_underlines.value;
    style->with_page_references = (gboolean)draft->with_page_references.value;
    style->with_addresses = (gboolean)draft->with_addresses.value;
}

/* --- room --- */

PsgLength
psg_print_style_get_measure(const PsgPrintStyle *style)
{
    return style->paper_width - style->margin_inner - style->margin_outer;
}

PsgLength
psg_print_style_get_text_height(const PsgPrintStyle *style)
{
    return style->paper_height - style->margin_top - style->margin_bottom;
}

/* Names the first value that leaves no room and is not the default theme's; the package's, when it
 * asked for any. */
static gboolean
fail_room(const PsgStyleDraft *draft, const PsgPrintSettings *settings,
        const PsgStylePlace *const *places, const char *what, GError **error)
{
    static const char advice[] =
            "make the margins or the size of the text smaller, or the paper larger";
    if (settings && settings->line > 0) {
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_THEME,
                "plainsong.yaml:%u: the margins leave no room for %s; %s", settings->line, what,
                advice);
        return FALSE;
    }
    const PsgStylePlace *place = &draft->size.place;
    for (guint i = 0; places[i]; i++)
        if (places[i]->at && strcmp(places[i]->path, DEFAULT_PATH) != 0) {
            place = places[i];
            break;
        }
    return psg_yaml_fail(
            place->at, place->path, error, "the margins leave no room for %s; %s", what, advice);
}

static gboolean
check_room(const PsgPrintStyle *style, const PsgStyleDraft *draft, const PsgPrintSettings *settings,
        GError **error)
{
    const PsgStylePlace *const sides[] = {&draft->margin_inner.place, &draft->margin_outer.place,
            &draft->paper_width.place, NULL};
    const PsgStylePlace *const ends[] = {&draft->margin_top.place, &draft->margin_bottom.place,
            &draft->paper_height.place, NULL};
    PsgLength size = make_length(draft->size.value);
    if (psg_print_style_get_measure(style) < MEASURE_MIN * size)
        return fail_room(draft, settings, sides, "lines of words", error);
    return psg_print_style_get_text_height(style) >= TEXT_HEIGHT_MIN * size ||
           fail_room(draft, settings, ends, "ten lines of text", error);
}

static gboolean
resolve_all(PsgPrintStyle *style, const PsgStyleDraft *draft, const PsgPrintSettings *settings,
        GError **error)
{
    resolve_choices(style, draft);
    resolve_page(style, draft);
    if (!check_range(&draft->size.place, make_length(draft->size.value), BODY_SIZE_MIN,
                BODY_SIZE_MAX, "the size of the text", error) ||
            !check_range(&draft->paper_width.place, style->paper_width, PAPER_MIN, PAPER_MAX,
                    "the width of the paper", error) ||
            !check_range(&draft->paper_height.place, style->paper_height, PAPER_MIN, PAPER_MAX,
                    "the height of the paper", error) ||
            !check_room(style, draft, settings, error) || !resolve_lengths(style, draft, error))
        return FALSE;
    for (guint i = 0; i < PSG_ROLE_COUNT; i++)
        if (!resolve_text(style, draft, i, error))
            return FALSE;
    for (guint i = 0; i < PSG_CALLOUT_COUNT; i++)
        if (!resolve_callout(style, draft, i, error))
            return FALSE;
    return psg_style_check_colours(draft, style, error);
}

static gboolean
make_style(PsgPrintStyle *style, PsgThemeFiles *theme, const char *theme_path,
        const PsgPackage *package, GError **error)
{
    static const char *const forms[] = {NULL, "large-print", "booklet"};
    const PsgPrintSettings *room = style->form == PSG_PRINT_NORMAL  ? &package->print
                                   : style->form == PSG_PRINT_LARGE ? &package->large_print
                                                                    : NULL;
    g_autoptr(PsgStyleDraft) draft = psg_style_draft_new();
    if (!read_files(draft, theme, theme_path, forms[style->form], error))
        return FALSE;
    const char *font = package->print.font;
    ask_for_rest(draft, &package->print);
    if (room) {
        ask_for_room(draft, room);
        ask_for_rest(draft, room);
        font = room->font ? room->font : font;
    }
    style->own_families = psg_print_families_new(draft, font);
    style->families = psg_print_families_list(draft, font);
    style->font_files = psg_style_open_font_files(draft, theme);
    return resolve_all(style, draft, room, error);
}

PsgPrintStyle *
psg_print_style_new(
        PsgThemeFiles *theme, const PsgPackage *package, PsgPrintForm form, GError **error)
{
    g_autoptr(PsgPrintStyle) style = g_new0(PsgPrintStyle, 1);
    g_autofree char *theme_path = make_theme_path(package);
    g_autoptr(GError) problem = NULL;
    style->form = form;
    if (make_style(style, theme, theme_path, package, &problem))
        return g_steal_pointer(&style);
    /* Slips in YAML come with a code of their own, and callers look for this one. */
    g_set_error_literal(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_THEME, problem->message);
    return NULL;
}

void
psg_print_style_free(PsgPrintStyle *style)
{
    if (!style)
        return;
    g_clear_pointer(&style->families, g_ptr_array_unref);
    g_clear_pointer(&style->font_files, g_ptr_array_unref);
    psg_print_families_free(style->own_families);
    g_free(style);
}

const char *
psg_print_style_get_families(const PsgPrintStyle *style, PsgPrintRole role, const char *language)
{
    return psg_print_families_find(style->own_families, style->own_kinds[role], language);
}
