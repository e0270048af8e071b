/* "What has changed": the document's versions, the newest first, each with what its editors say of
 * it. The wording itself is left to the site. */
#include "publish/print/matter/internal.h"

#include "base/date.h"

static gboolean
has_changes(const PsgModelDocument *document)
{
    for (guint i = 0; i < document->versions->len; i++)
        if (((const PsgModelVersion *)document->versions->pdata[i])->number)
            return TRUE;
    return FALSE;
}

static void
add_heading(PsgMatter *matter, const PsgModelVersion *version, guint index)
{
    g_autofree char *label = psg_model_make_step_label(version);
    g_autofree char *date = version->number ? psg_date_format(version->time) : NULL;
    g_autofree char *words = g_strconcat(label, date ? ", " : NULL, date, NULL);
    g_autofree char *id = g_strdup_printf("version-%u", index);
    g_autofree char *place = psg_print_make_destination(NULL, "changes", id);
    psg_flow_add_heading(&matter->flow, 2, matter->tag, words, matter->phrase, place);
}

/* What a person wrote among the engine's words. */
static void
add_said(PsgMatter *matter, const char *before, const char *words, const char *behind)
{
    const PsgFlowPiece pieces[] = {{.words = before},
            {.words = words, .language = matter->phrase ? matter->document->entry->language : NULL},
            {.words = behind}};
    psg_matter_add_pieces(
            matter, PSG_ROLE_BODY, matter->tag, pieces, *behind ? 3 : 2, matter->phrase);
}

static void
add_version(PsgMatter *matter, const PsgModelVersion *version, guint index, gboolean is_first)
{
    g_autofree char *counts = psg_model_count_changes(version);
    add_heading(matter, version, index);
    if (version->summary)
        psg_flow_add_blocks(&matter->flow, version->summary->root, matter->tag, 0, matter->measure);
    if (version->agreed)
        add_said(matter, "Agreed by: ", version->agreed, ".");
    if (version->exception)
        add_said(matter,
                "It went out before every group had agreed. The reason: ", version->exception, "");
    if (counts)
        psg_matter_add_line(matter, PSG_ROLE_SMALL, matter->tag, counts, matter->phrase);
    else if (is_first && !version->summary)
        psg_matter_add_line(
                matter, PSG_ROLE_SMALL, matter->tag, "This is the first version.", matter->phrase);
}

PsgGalley *
psg_matter_make_changes(const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings)
{
    const GPtrArray *versions = book->document->versions;
    PsgMatter matter;
    if (!has_changes(book->document))
        return NULL;
    psg_matter_begin(&matter, book, context, findings, PSG_GALLEY_BACK);
    psg_matter_add_title(&matter, "What has changed", "changes");
    for (guint i = 0; i < versions->len; i++)
        add_version(&matter, versions->pdata[i], versions->len - i, i + 1 == versions->len);
    return psg_matter_end(&matter);
}
