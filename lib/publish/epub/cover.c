/* The cover, drawn: many voices that become one text. Every line on it begins at a point of its own
 * and ends in the common strand. It is an SVG, which every EPUB 3 reading system must show, because
 * an SVG is the same bytes on every machine, where a picture made of pixels depends on the fonts
 * that are there. Text is wrapped by estimated widths on the generous side. Specifications:
 * EPUB 3.3, section 6.2; SVG 1.1. */
#include <string.h>

#include "base/date.h"
#include "publish/epub/internal.h"
#include "text/language.h"
#include "text/markup.h"

#define WIDTH 1600
#define HEIGHT 2560
#define MARGIN 150
#define TEXT_WIDTH (WIDTH - 2 * MARGIN)
#define SERIF "Georgia, 'Noto Serif', 'Times New Roman', serif"
#define SANS "'Noto Sans', Helvetica, Arial, sans-serif"

/* Documents of a package differ in colour, so that they are told apart on a shelf. Each is at least
 * 9:1 on its paper. */
static const struct {
    const char *ink, *paper;
} palettes[] = {
        {"#123f48", "#f6f2e8"},
        {"#47204f", "#f6f1f0"},
        {"#1d3c63", "#f2f3f0"},
        {"#1f452f", "#f4f3e6"},
        {"#6a2619", "#f8f1e9"},
        {"#3d3a12", "#f6f4e9"},
};

static const char *const voices[] = {
        "#d08a2e", "#2a8c82", "#8c5a9e", "#c8553d", "#4f7cac", "#7a9340"};

/* --- measuring and wrapping --- */

/* How wide a character is in a bold face, in parts of the size; rather too much than too little. */
static double
estimate_width(gunichar c)
{
    if (g_unichar_iszerowidth(c) || g_unichar_ismark(c))
        return 0;
    if (g_unichar_iswide(c))
        return 1.05;
    if (c < 0x80 && c && strchr("iljI.,:;'!|()[] ", (int)c))
        return 0.38;
    if (c < 0x80 && c && strchr("mwMW@%&", (int)c))
        return 1.0;
    return g_unichar_isupper(c) ? 0.78 : 0.64;
}

static double
measure(const char *text, const char *end)
{
    double width = 0;
    for (; text < end; text = g_utf8_next_char(text))
        width += estimate_width(g_utf8_get_char(text));
    return width;
}

/* Space that a line may end at: a no-break space is none. */
static gboolean
is_break_space(gunichar c)
{
    return c != 0xa0 && c != 0x202f && g_unichar_isspace(c);
}

/* Where the next line may end at the latest: behind the last word that fits, or inside a word that
 * is wider than a line. */
static const char *
find_line_end(const char *text, double width)
{
    const char *end = NULL, *at = text;
    for (double used = 0; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (is_break_space(c) || (at > text && g_unichar_iswide(c)))
            end = at;
        used += estimate_width(c);
        if (used > width && !is_break_space(c))
            return end ? end : at > text ? at : g_utf8_next_char(at);
    }
    return at;
}

static const char *
skip_space(const char *text)
{
    while (*text && g_unichar_isspace(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

/* Breaks text into lines (char *) of `width` times the size. What does not fit into `limit` lines
 * is left out, and an ellipsis says so. */
static GPtrArray *
wrap(const char *text, double width, guint limit)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    for (text = skip_space(text); *text && lines->len < limit;) {
        const char *end = find_line_end(text, width), *rest = skip_space(end);
        gboolean is_cut = *rest && lines->len + 1 == limit;
        g_autofree char *line = g_strchomp(g_strndup(text, (gsize)(end - text)));
        g_ptr_array_add(lines, g_strconcat(line, is_cut ? "…" : NULL, NULL));
        text = rest;
    }
    return lines;
}

/* TRUE when no word is wider than a line. */
static gboolean
words_fit(const char *text, double width)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t\n", -1);
    for (guint i = 0; words[i]; i++)
        if (measure(words[i], words[i] + strlen(words[i])) > width &&
                !g_unichar_iswide(g_utf8_get_char(words[i])))
            return FALSE;
    return TRUE;
}

/* The same number of lines, but as even as they can be: no last line of one short word. */
static GPtrArray *
wrap_evenly(const char *text, double width, guint limit)
{
    GPtrArray *lines = wrap(text, width, limit);
    for (double narrow = width * 0.96; narrow > width * 0.5; narrow -= width * 0.04) {
        if (!words_fit(text, narrow))
            break;
        GPtrArray *even = wrap(text, narrow, limit + 1);
        gboolean is_kept = even->len == lines->len && even->len < limit;
        g_ptr_array_unref(is_kept ? lines : even);
        if (!is_kept)
            break;
        lines = even;
    }
    return lines;
}

/* --- drawing --- */

typedef struct {
    const char *family, *weight, *color, *language;
    guint size;
    double leading;
    gboolean is_right_to_left;
    gboolean is_at_right; /* stands at the right margin, whatever its direction */
} Style;

/* Draws lines downwards from a top edge; returns the bottom edge. */
static double
draw_lines(GString *out, const GPtrArray *lines, const Style *style, double top)
{
    double step = style->size * style->leading;
    gboolean is_start = style->is_right_to_left == style->is_at_right;
    for (guint i = 0; i < lines->len; i++) {
        double base = top + style->size * 0.9 + step * i;
        g_string_append_printf(out,
                "<text x=\"%d\" y=\"%d\" font-family=\"%s\" font-size=\"%u\" font-weight=\"%s\" "
                "fill=\"%s\"",
                style->is_at_right ? WIDTH - MARGIN : MARGIN, (int)base, style->family, style->size,
                style->weight, style->color);
        g_string_append_printf(out, " text-anchor=\"%s\" direction=\"%s\"",
                is_start ? "start" : "end", style->is_right_to_left ? "rtl" : "ltr");
        psg_markup_write_attribute(out, "xml:lang", style->language);
        g_string_append_c(out, '>');
        psg_markup_write_text(out, lines->pdata[i], -1, FALSE);
        g_string_append(out, "</text>\n");
    }
    return top + step * lines->len;
}

static double
draw_text(GString *out, const char *text, const Style *style, guint limit, double top)
{
    g_autoptr(GPtrArray) lines = wrap_evenly(text, (double)TEXT_WIDTH / style->size, limit);
    return draw_lines(out, lines, style, top);
}

/* Small print is of normal weight, which is narrower than what estimate_width() is made for. */
#define NORMAL_WEIGHT 0.92

/* Every group that took part is on the cover: the more there are, the smaller their names. */
static double
draw_groups(GString *out, const char *names, const Style *base, double top)
{
    static const guint sizes[] = {44, 40, 36, 32}, limits[] = {3, 4, 5, 6};
    for (guint i = 0;; i++) {
        double width = TEXT_WIDTH / (sizes[i] * NORMAL_WEIGHT);
        gboolean is_last = i + 1 == G_N_ELEMENTS(sizes);
        g_autoptr(GPtrArray) lines = wrap(names, width, is_last ? limits[i] : 100);
        if (lines->len > limits[i])
            continue;
        Style style = *base;
        style.size = sizes[i];
        return draw_lines(out, lines, &style, top);
    }
}

/* The largest size at which the title is not broken inside a word and leaves room for the rest. */
static guint
choose_title_size(const char *title)
{
    static const guint sizes[] = {184, 160, 140, 122, 106, 92, 80};
    static const guint limits[] = {3, 4, 4, 5, 6, 7, 8};
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        double width = (double)TEXT_WIDTH / sizes[i];
        g_autoptr(GPtrArray) lines = wrap(title, width, 100);
        if (lines->len <= limits[i] && words_fit(title, width))
            return sizes[i];
    }
    return sizes[G_N_ELEMENTS(sizes) - 1];
}

static double
draw_title(GString *out, const PsgEpubBook *book, const Style *base, double top)
{
    const PsgDocumentEntry *entry = book->document->entry;
    Style style = *base;
    style.family = SERIF;
    style.weight = "bold";
    style.size = choose_title_size(entry->title);
    style.leading = 1.16;
    double bottom = draw_text(out, entry->title, &style, 8, top);
    if (!entry->subtitle)
        return bottom;
    style.weight = "normal";
    style.size = 64;
    style.leading = 1.3;
    return draw_text(out, entry->subtitle, &style, 4, bottom + 44);
}

/* One strand a group that took part, and never so few that there is no choir. */
static void
draw_voices(GString *out, const PsgEpubBook *book, double top, double bottom)
{
    guint count = CLAMP(book->groups->len, 5, 12);
    double middle = top + (bottom - top) * 0.62;
    g_string_append_printf(out, "<g fill=\"none\" stroke-width=\"9\" stroke-linecap=\"round\"%s>\n",
            book->is_right_to_left ? " transform=\"translate(1600 0) scale(-1 1)\"" : "");
    for (guint i = 0; i < count; i++) {
        const char *color = voices[(i + book->document->index) % G_N_ELEMENTS(voices)];
        int start = (int)(top + (bottom - top) * i / (count - 1)),
            end = (int)(middle + 26.0 * (i - (count - 1) / 2.0));
        int left = MARGIN + 16 + (i % 2 ? 120 : 0);
        g_string_append_printf(out,
                "<path stroke=\"%s\" d=\"M%d %dC%d %d %d %d 1180 %dH%d\" />\n"
                "<circle fill=\"%s\" stroke=\"none\" cx=\"%d\" cy=\"%d\" r=\"24\" />\n",
                color, left, start, left + 420, start, 760, end, end, WIDTH, color, left, start);
    }
    g_string_append(out, "</g>\n");
}

/* The longest name, in bytes, that is not broken between lines. */
#define UNBROKEN_NAME 32

/* The groups' names in a row. The caller owns the result. */
static char *
join_groups(const PsgEpubBook *book)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < book->groups->len; i++) {
        const PsgGroup *group = book->groups->pdata[i];
        g_auto(GStrv) words = g_strsplit(group->name, " ", -1);
        gboolean is_short = strlen(group->name) <= UNBROKEN_NAME;
        g_autofree char *name = g_strjoinv(is_short ? "\302\240" : " ", words);
        g_string_append_printf(names, "%s%s", i ? "\302\240· " : "", name);
    }
    return g_string_free(names, FALSE);
}

/* The lines at the foot: who wrote it, which version it is, who publishes it. */
static void
draw_foot(GString *out, const PsgEpubBook *book, const Style *base)
{
    const PsgPackage *package = book->document->model->package;
    g_autofree char *groups = join_groups(book);
    g_autofree char *date = psg_date_spell(book->date);
    g_autofree char *version = g_strconcat(book->version_label, ", ", date, NULL);
    Style style = *base;
    style.size = 44;
    style.leading = 1.4;
    style.language = package->language;
    style.is_right_to_left = psg_language_is_right_to_left(package->language);
    double top = draw_groups(out, groups, &style, 2100);
    Style plain = style;
    plain.language = "en";
    plain.is_right_to_left = FALSE;
    plain.weight = "bold";
    top = draw_text(out, version, &plain, 2, MAX(top + 24, 2230));
    if (package->publisher)
        draw_text(out, package->publisher, &style, 1, top + 4);
}

static void
begin_picture(GString *out, const PsgEpubBook *book, const char *paper)
{
    g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "
                         "xmlns=\"http://www.w3.org/2000/svg\"");
    g_string_append_printf(out, " version=\"1.1\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\"",
            WIDTH, HEIGHT, WIDTH, HEIGHT);
    psg_markup_write_attribute(out, "xml:lang", book->language);
    g_string_append(out, ">\n<title>");
    psg_markup_write_text(out, book->document->entry->title, -1, FALSE);
    g_string_append_printf(out, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"%s\" />\n",
            WIDTH, HEIGHT, paper);
}

GBytes *
psg_epub_make_cover(const PsgEpubBook *book)
{
    const PsgPackage *package = book->document->model->package;
    guint palette = book->document->index % G_N_ELEMENTS(palettes);
    const char *ink = palettes[palette].ink;
    GString *out = g_string_sized_new(4096);
    begin_picture(out, book, palettes[palette].paper);
    g_string_append_printf(out, "<rect width=\"%d\" height=\"40\" fill=\"%s\" />\n", WIDTH, ink);
    Style style = {.family = SANS,
            .weight = "normal",
            .color = ink,
            .language = book->language,
            .size = 46,
            .leading = 1.3,
            .is_right_to_left = book->is_right_to_left,
            .is_at_right = book->is_right_to_left};
    if (!package->is_bare && g_strcmp0(package->title, book->document->entry->title)) {
        Style series = style;
        series.language = package->language;
        series.is_right_to_left = psg_language_is_right_to_left(package->language);
        draw_text(out, package->title, &series, 2, 170);
    }
    double bottom = draw_title(out, book, &style, 340);
    draw_voices(out, book, MAX(bottom + 130, 1250), 1980);
    draw_foot(out, book, &style);
    g_string_append(out, "</svg>\n");
    return g_string_free_to_bytes(out);
}
