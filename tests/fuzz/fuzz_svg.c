/* Cleaning SVG. Beyond faults: what comes out is well formed, cannot run, refers to nothing outside
 * itself, and is left as it is when cleaned again. */
#include <libxml/parser.h>
#include <string.h>

#include "fuzz.h"
#include "publish/picture/image.h"

#include "base/cleanup.h"

static void
check_clean(GBytes *clean)
{
    gsize length;
    const char *text = g_bytes_get_data(clean, &length);
    g_autoptr(xmlDoc) document = xmlReadMemory(text, (int)length, NULL, NULL,
            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!document)
        psg_fuzz_fail("the clean picture is not well formed");
    if (document->intSubset)
        psg_fuzz_fail("the clean picture has a document type");
    xmlNode *node = xmlDocGetRootElement(document);
    while (node) {
        if (node->type == XML_ELEMENT_NODE) {
            if (strcmp((const char *)node->name, "script") == 0 ||
                    strcmp((const char *)node->name, "foreignObject") == 0)
                psg_fuzz_fail("<%s> came through", node->name);
            for (const xmlAttr *attribute = node->properties; attribute;
                    attribute = attribute->next) {
                const char *value =
                        attribute->children ? (const char *)attribute->children->content : "";
                if (g_ascii_strncasecmp((const char *)attribute->name, "on", 2) == 0)
                    psg_fuzz_fail("the attribute %s came through", attribute->name);
                if (strcmp((const char *)attribute->name, "href") == 0 && *value != '#' &&
                        g_ascii_strncasecmp(value, "data:image/", 11) != 0)
                    psg_fuzz_fail("a reference to %s came through", value);
            }
        }
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        while (node && !node->next)
            node = node->parent && node->parent->type == XML_ELEMENT_NODE ? node->parent : NULL;
        if (node)
            node = node->next;
    }
    const char *reason = NULL;
    PsgImageFacts facts;
    g_autoptr(GBytes) again = psg_svg_clean(clean, NULL, &facts, &reason);
    if (!again || !g_bytes_equal(again, clean))
        psg_fuzz_fail("cleaning a clean picture changed it: %s", reason ? reason : "other bytes");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(GPtrArray) removed = g_ptr_array_new_with_free_func(g_free);
    PsgImageFacts facts;
    const char *reason = NULL;
    g_autoptr(GBytes) clean = psg_svg_clean(bytes, removed, &facts, &reason);
    if (clean)
        check_clean(clean);
    else if (!reason)
        psg_fuzz_fail("refused without a reason");
    return 0;
}
