/* Reading letters, single ones and boxes of them. */
#include "check_items.h"
#include "review/exchange/mail.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) items = psg_mail_read(bytes, notes, &error);
    if (!items && (!error || !*error->message))
        psg_fuzz_fail("refused without a reason");
    if (items)
        check_items(items, "mail:");
    for (guint i = 0; i < notes->len; i++)
        check_string("a note", notes->pdata[i]);
    return 0;
}
