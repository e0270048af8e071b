/* A theme's print.yaml: read over nothing and resolved, or refused with a place. */
#include "fuzz.h"

#include "publish/print/style/draft.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const forms[] = {NULL, "large-print", "booklet"};
    g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
    g_autoptr(PsgStyleDraft) draft = psg_style_draft_new();
    g_autoptr(GError) error = NULL;
    const PsgYaml *root = psg_style_draft_parse(draft, bytes, "print.yaml", &error);
    for (guint i = 0; root && !error && i < G_N_ELEMENTS(forms); i++)
        psg_style_draft_read(draft, root, forms[i], "print.yaml", &error);
    if (error) {
        if (!g_str_has_prefix(error->message, "print.yaml"))
            psg_fuzz_fail("an error says where it is");
        return 0;
    }
    PsgPrintFamilies *families = psg_print_families_new(draft, NULL);
    if (!psg_print_families_find(families, PSG_FAMILIES_TEXT, "ur-PK"))
        psg_fuzz_fail("there are families for every language");
    psg_print_families_free(families);
    g_autoptr(GPtrArray) list = psg_print_families_list(draft, NULL);
    return 0;
}
