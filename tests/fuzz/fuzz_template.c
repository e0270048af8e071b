/* A theme's template: compiled, and filled with texts, markup, flags and nested lists under the
 * names that the default theme uses. A template may include others; every name but the first leads
 * to one that includes itself. */
#include <string.h>

#include "fuzz.h"
#include "publish/theme/template.h"

typedef struct {
    const uint8_t *data;
    size_t size;
} Source;

static GBytes *
read_template(const char *name, gpointer data, GError **error)
{
    const Source *source = data;
    static const char nested[] =
            "<ul xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:psg=\"urn:plainsong:template\">"
            "<li psg:each=\"contents\"><a href=\"{url}\">{title}</a>"
            "<psg:block psg:include=\"contents.xhtml\"></psg:block></li></ul>";
    if (strcmp(name, "fuzz.xhtml") == 0)
        return g_bytes_new(source->data, source->size);
    if (strcmp(name, "contents.xhtml") == 0)
        return g_bytes_new_static(nested, sizeof nested - 1);
    return NULL;
}

static PsgScope *
make_scope(void)
{
    PsgScope *scope = psg_scope_new(NULL);
    psg_scope_set_text(scope, "title", "Play & <talk>");
    psg_scope_set_text(scope, "lang", "ur");
    psg_scope_set_text(scope, "url", "play.html?a=\"b\"");
    psg_scope_set_flag(scope, "is-draft", TRUE);
    psg_scope_take_markup(scope, "content", g_string_new("<p>Words</p>"));
    psg_scope_add_list(scope, "contents");
    for (int i = 0; i < 2; i++) {
        PsgScope *item = psg_scope_add_item(scope, "contents");
        psg_scope_set_text(item, "title", "Chapter");
        psg_scope_add_list(item, "contents");
    }
    return scope;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Source source = {data, size};
    g_autoptr(PsgTheme) theme = psg_theme_new(read_template, &source);
    g_autoptr(PsgScope) scope = make_scope();
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    if (psg_theme_render(theme, "fuzz.xhtml", scope, out, &error) == (error != NULL))
        psg_fuzz_fail("a page or an error, and never both");
    return 0;
}
