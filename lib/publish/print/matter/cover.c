/* The cover: the sibling of the EPUB's, on white paper and without any ground, so that every
 * printer does it justice. Title and groups are at the margins of the text, between them the voices
 * that become one. It is one page, however long the title and however many the groups. */
#include <string.h>

#include "publish/print/matter/internal.h"
#include "text/language.h"

/* In parts of the height of the text. */
#define TITLE_SHARE 0.42
#define SUBTITLE_SHARE 0.15
#define GROUPS_SHARE 0.14
#define PICTURE_SHARE_MAX 0.5
#define PICTURE_SHARE_MIN 0.12
#define AIR_SHARE 0.045

static PsgLength
get_share(const PsgMatter *matter, double share)
{
    return (PsgLength)(psg_print_style_get_text_height(matter->style) * share);
}

/* --- measuring --- */

/* The height of words in a role; G_MAXINT32 where a word is wider than a line. */
static PsgLength
measure_words(PsgMatter *matter, PsgPrintRole role, const char *words, const char *language)
{
    PsgTypeLook look = matter->style->texts[role].look;
    const char *tag = language ? language : matter->document->entry->language;
    look.families = psg_print_style_get_families(matter->style, role, tag);
    gsize length = strlen(words);
    PsgTypeSpan span = {.end = (guint)length, .look = &look};
    PsgTypeParagraph paragraph = {.text = words,
            .length = length,
            .spans = &span,
            .span_count = 1,
            .language = tag,
            .is_right_to_left = psg_language_is_right_to_left(tag),
            .is_direction_known = TRUE,
            .width = matter->measure,
            .path = ""};
    PsgLength narrowest, widest;
    psg_type_measure(matter->flow.context, &paragraph, &narrowest, &widest);
    if (narrowest > matter->measure)
        return G_MAXINT32;
    g_autoptr(PsgFindings) unheard = psg_findings_new();
    g_autoptr(PsgTypeText) text = psg_type_set(matter->flow.context, &paragraph, unheard);
    gint64 height = 0;
    for (guint i = 0; i < text->lines->len; i++)
        height += g_array_index(text->lines, PsgTypeLine, i).height;
    return (PsgLength)MIN(height, G_MAXINT32);
}

/* The largest of the roles in which words take no more than a share of the page. */
static PsgPrintRole
choose_role(PsgMatter *matter, const PsgPrintRole *roles, guint count, double share,
        const char *words, const char *language)
{
    for (guint i = 0; i + 1 < count; i++)
        if (measure_words(matter, roles[i], words, language) <= get_share(matter, share))
            return roles[i];
    return roles[count - 1];
}

/* Words that no role has room for, cut behind a word, with an ellipsis: the title page has all of
 * them. The caller owns the result. */
static char *
shorten(PsgMatter *matter, PsgPrintRole role, double share, const char *words)
{
    g_autofree char *cut = g_strdup(words);
    while (measure_words(matter, role, cut, NULL) > get_share(matter, share)) {
        glong length = g_utf8_strlen(cut, -1);
        length = MIN(length * 4 / 5, length - 2); /* shorter with the ellipsis, too */
        if (length < 1)
            break;
        *g_utf8_offset_to_pointer(cut, length) = '\0';
        char *space = strrchr(cut, ' ');
        if (space && space > cut)
            *space = '\0';
        char *with_ellipsis = g_strconcat(cut, "…", NULL);
        g_free(cut);
        cut = with_ellipsis;
    }
    return g_steal_pointer(&cut);
}

/* --- the words --- */

static void
add_words(
        PsgMatter *matter, const PsgPrintRole *roles, guint count, double share, const char *words)
{
    PsgPrintRole role = choose_role(matter, roles, count, share, words, NULL);
    g_autofree char *shown = shorten(matter, role, share, words);
    psg_matter_add_line(matter, role, matter->tag, shown, NULL);
}

static void
add_heading(PsgMatter *matter)
{
    static const PsgPrintRole roles[] = {PSG_ROLE_COVER_TITLE, PSG_ROLE_TITLE, PSG_ROLE_HEADING_1,
            PSG_ROLE_HEADING_2, PSG_ROLE_HEADING_3, PSG_ROLE_BODY};
    static const PsgPrintRole below[] = {PSG_ROLE_COVER_SUBTITLE, PSG_ROLE_SUBTITLE, PSG_ROLE_BODY};
    const PsgDocumentEntry *entry = matter->document->entry;
    const char *series = psg_matter_get_series(matter->document);
    if (series)
        psg_matter_add_line(matter, PSG_ROLE_COVER_TEXT, matter->tag, series,
                psg_matter_get_package_language(matter));
    psg_flow_add_space(&matter->flow, get_share(matter, AIR_SHARE));
    add_words(matter, roles, G_N_ELEMENTS(roles), TITLE_SHARE, entry->title);
    if (entry->subtitle)
        add_words(matter, below, G_N_ELEMENTS(below), SUBTITLE_SHARE, entry->subtitle);
}

/* The longest name, in bytes, that is not broken between lines. */
#define UNBROKEN_NAME 32

/* The groups' names in a row. The caller owns the result. */
static char *
join_groups(const GPtrArray *groups)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < groups->len; i++) {
        const PsgGroup *group = groups->pdata[i];
        g_auto(GStrv) words = g_strsplit(group->name, " ", -1);
        gboolean is_short = strlen(group->name) <= UNBROKEN_NAME;
        g_autofree char *name = g_strjoinv(is_short ? "\302\240" : " ", words);
        g_string_append_printf(names, "%s%s", i ? "\302\240· " : "", name);
    }
    return g_string_free(names, FALSE);
}

/* Every group that took part is on the cover, in small print when they are many; when they are too
 * many even so, the title page has their names. */
static void
add_groups(PsgMatter *matter, const GPtrArray *groups)
{
    static const PsgPrintRole roles[] = {
            PSG_ROLE_COVER_TEXT, PSG_ROLE_BODY, PSG_ROLE_SMALL, PSG_ROLE_COUNT};
    const char *language = psg_matter_get_package_language(matter);
    g_autofree char *names = join_groups(groups);
    if (groups->len == 0)
        return;
    PsgPrintRole role =
            choose_role(matter, roles, G_N_ELEMENTS(roles), GROUPS_SHARE, names, language);
    if (role == PSG_ROLE_COUNT) {
        g_autofree char *count = g_strdup_printf("Written together by %u groups", groups->len);
        psg_matter_add_line(matter, PSG_ROLE_COVER_TEXT, matter->tag, count, matter->phrase);
    } else {
        psg_matter_add_line(matter, role, matter->tag, names, language);
    }
}

static void
add_foot(PsgMatter *matter, const GPtrArray *groups)
{
    g_autofree char *version = psg_matter_make_version(matter->document);
    PsgFlowPiece piece = {.words = version, .is_bold = TRUE};
    add_groups(matter, groups);
    psg_matter_add_pieces(matter, PSG_ROLE_COVER_TEXT, matter->tag, &piece, 1, matter->phrase);
    if (matter->flow.book->is_draft)
        psg_matter_add_line(
                matter, PSG_ROLE_COVER_TEXT, matter->tag, PSG_DRAFT_WORDS, matter->phrase);
    if (matter->package->publisher)
        psg_matter_add_line(matter, PSG_ROLE_COVER_TEXT, matter->tag, matter->package->publisher,
                psg_matter_get_package_language(matter));
}

/* --- the picture --- */

static gint64
measure_boxes(const PsgGalley *galley)
{
    gint64 height = 0;
    for (guint i = 0; i < galley->boxes->len; i++) {
        const PsgBox *box = &g_array_index(galley->boxes, PsgBox, i);
        height += box->height + (i ? box->space : 0);
    }
    return height;
}

/* Takes the picture: an owner keeps it for as long as the galley lives. */
static void
fill_picture(PsgMatter *matter, guint index, PsgPdfPicture *picture, PsgLength height)
{
    PsgPrintOwner *owner = psg_galley_add_owner(matter->galley, NULL);
    PsgBox *box = &g_array_index(matter->galley->boxes, PsgBox, index);
    owner->picture = picture;
    owner->is_artifact = TRUE;
    box->picture = picture;
    box->height = height;
}

/* Gives what is left of the page to the picture and the air around it, or to air alone. */
static void
share_rest(PsgMatter *matter, const GPtrArray *groups, guint above, guint picture, guint below)
{
    GArray *boxes = matter->galley->boxes;
    gint64 rest = psg_print_style_get_text_height(matter->style) - measure_boxes(matter->galley);
    gint64 air = 2 * (gint64)get_share(matter, AIR_SHARE);
    gint64 height = MIN(rest - air, get_share(matter, PICTURE_SHARE_MAX));
    if (height >= get_share(matter, PICTURE_SHARE_MIN)) {
        fill_picture(matter, picture,
                psg_matter_draw_voices(matter, groups->len, matter->measure, (PsgLength)height),
                (PsgLength)height);
        rest -= height;
    }
    /* Lengths are rounded where a page is cut: a little is left over. */
    rest = MAX(rest - PSG_LENGTH_PER_POINT, 0);
    g_array_index(boxes, PsgBox, above).height = (PsgLength)(rest / 2);
    g_array_index(boxes, PsgBox, below).height = (PsgLength)(rest / 2);
}

static guint
add_empty(PsgMatter *matter, PsgBoxKind kind)
{
    PsgBox *box = psg_galley_add_box(matter->galley, kind);
    box->width = matter->measure;
    return matter->galley->boxes->len - 1;
}

PsgGalley *
psg_matter_make_cover(const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings)
{
    PsgMatter matter;
    psg_matter_begin(&matter, book, context, findings, PSG_GALLEY_COVER);
    g_autoptr(GPtrArray) groups = psg_model_list_groups(book->document);
    PsgLength band = matter.style->texts[PSG_ROLE_BODY].look.size / 2;
    fill_picture(&matter, add_empty(&matter, PSG_BOX_PICTURE),
            psg_matter_draw_band(&matter, matter.measure, band), band);
    psg_flow_add_space(&matter.flow, get_share(&matter, AIR_SHARE) / 2);
    add_heading(&matter);
    guint above = add_empty(&matter, PSG_BOX_SPACE), picture = add_empty(&matter, PSG_BOX_PICTURE),
          below = add_empty(&matter, PSG_BOX_SPACE);
    matter.galley->space = 0;
    add_foot(&matter, groups);
    share_rest(&matter, groups, above, picture, below);
    psg_matter_align(&matter);
    return psg_matter_end(&matter);
}
