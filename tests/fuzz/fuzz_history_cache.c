/* The file that keeps a history's facts, with a checksum that fits whatever bytes there are: what
 * is taken must be whole, and be written as it was read. */
#include <string.h>

#include "fuzz.h"
#include "git/history/facts.h"
#include "kept_file.h"

/* Every number must lead somewhere. */
static void
visit(const PsgFacts *facts)
{
    gsize letters = 0;
    for (guint i = 0; i < facts->files->len; i++) {
        const PsgFactsFile *file = &g_array_index(facts->files, PsgFactsFile, i);
        letters += strlen(psg_facts_get_text(facts, file->path));
        if (file->old_path != PSG_FACTS_NONE)
            letters += strlen(psg_facts_get_text(facts, file->old_path));
        for (guint p = 0; p < file->parts; p++) {
            const PsgFactsPart *part =
                    &g_array_index(facts->parts, PsgFactsPart, file->first_part + p);
            if (part->old_path != PSG_FACTS_NONE)
                letters += strlen(psg_facts_get_text(facts, part->old_path));
        }
    }
    for (guint i = 0; i < facts->people->len; i++)
        letters += strlen(psg_facts_get_text(facts, g_array_index(facts->people, guint32, i)));
    if (letters > G_MAXSIZE / 2)
        psg_fuzz_fail("the texts are longer than memory");
    g_autofree guint32 *order = psg_facts_sort((const PsgFactsCommit *)(void *)facts->commits->data,
            facts->commits->len, (const guint32 *)(void *)facts->parents->data);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree guint8 *bytes = kept_file_copy(data, size);
    g_autoptr(PsgFacts) facts = psg_facts_read(bytes, size, "markdown-1");
    if (!facts)
        return 0;
    visit(facts);
    g_autoptr(GByteArray) written = psg_facts_write(facts, "markdown-1");
    g_autoptr(PsgFacts) again = psg_facts_read(written->data, written->len, "markdown-1");
    if (!again || written->len != size)
        psg_fuzz_fail("what was read is written otherwise");
    return 0;
}
