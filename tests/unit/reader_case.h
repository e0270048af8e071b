/* What the tests of readers of files share: reading bytes that must be read or must be refused, and
 * getting at the items. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "review/exchange/import.h"
#include "review/review_error.h"

/* psg_docx_read() or psg_mail_read() */
typedef GPtrArray *Reader(GBytes *bytes, GPtrArray *notes, GError **error);

static inline GPtrArray *
reader_read(Reader *reader, GBytes *bytes, GPtrArray *notes)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *items = reader(bytes, notes, &error);
    if (!items)
        fail_msg("%s", error->message);
    return items;
}

static inline void
reader_check_refused(Reader *reader, GBytes *bytes, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) items = reader(bytes, NULL, &error);
    assert_null(items);
    assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT));
    if (!strstr(error->message, words))
        fail_msg("no \"%s\" in \"%s\"", words, error->message);
}

static inline const PsgImportItem *
get(const GPtrArray *items, guint index)
{
    if (index >= items->len)
        fail_msg("there are only %u items", items->len);
    return items->pdata[index];
}

/* What everything of one sender has. */
static inline void
check_item(const PsgImportItem *item, const char *name, gint64 at, const char *text,
        const char *quote, const char *label)
{
    assert_string_equal(item->name, name);
    assert_int_equal(item->at, at);
    assert_string_equal(item->text, text);
    assert_string_equal(item->label, label);
    if (g_strcmp0(item->quote, quote) != 0)
        fail_msg("\"%s\" is quoted, not \"%s\"", item->quote ? item->quote : "",
                quote ? quote : "nothing");
}
