/* What holds for the items of every reader of files, whatever the bytes. */
#pragma once
#include <string.h>

#include "fuzz.h"
#include "review/exchange/import.h"

static inline void
check_string(const char *what, const char *text)
{
    if (text && !g_utf8_validate(text, -1, NULL))
        psg_fuzz_fail("%s is not UTF-8", what);
}

static inline void
check_items(const GPtrArray *items, const char *kind)
{
    for (guint i = 0; i < items->len; i++) {
        const PsgImportItem *item = items->pdata[i];
        if (!item->label || !item->source || !g_str_has_prefix(item->source, kind))
            psg_fuzz_fail("item %u has no label, or not a source of its kind", i);
        if (strlen(item->source) != strlen(kind) + 32)
            psg_fuzz_fail("the source \"%s\" holds more than a digest", item->source);
        if (!item->replace && (!item->text || !*item->text))
            psg_fuzz_fail("%s says nothing", item->label);
        if (item->quote && !*item->quote)
            psg_fuzz_fail("%s quotes nothing", item->label);
        if (item->parent && strcmp(item->parent, item->source) == 0)
            psg_fuzz_fail("%s replies to itself", item->label);
        if (item->at < 0)
            psg_fuzz_fail("%s was said before 1970", item->label);
        const char *strings[] = {item->name, item->mail, item->where, item->quote, item->prefix,
                item->suffix, item->text, item->replace, item->thread};
        for (guint j = 0; j < G_N_ELEMENTS(strings); j++)
            check_string(item->label, strings[j]);
    }
}
