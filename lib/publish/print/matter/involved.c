/* How to get involved: the last page, in the package's words, with where to write to. */
#include "publish/print/matter/internal.h"

#include "publish/web_url.h"

static void
add_address(PsgMatter *matter, const char *before, const char *shown, const char *url)
{
    g_autofree char *valid = psg_web_url_make(url);
    const PsgFlowPiece pieces[] = {{.words = before}, {.words = shown, .uri = valid}};
    psg_matter_add_pieces(
            matter, PSG_ROLE_BODY, matter->tag, pieces, G_N_ELEMENTS(pieces), matter->phrase);
}

PsgGalley *
psg_matter_make_involved(const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings)
{
    const PsgPackage *package = book->document->model->package;
    PsgMatter matter;
    if (!package->involved_text && !package->involved_email && !package->involved_url)
        return NULL;
    psg_matter_begin(&matter, book, context, findings, PSG_GALLEY_BACK);
    psg_matter_add_title(&matter, "How to get involved", "involved");
    if (package->involved_text)
        psg_matter_add_linked(&matter, PSG_ROLE_BODY, matter.tag, package->involved_text,
                psg_matter_get_package_language(&matter));
    if (package->involved_email) {
        g_autofree char *url = g_strconcat("mailto:", package->involved_email, NULL);
        add_address(&matter, "Write to ", package->involved_email, url);
    }
    if (package->involved_url)
        add_address(&matter, "On the web: ", package->involved_url, package->involved_url);
    return psg_matter_end(&matter);
}
