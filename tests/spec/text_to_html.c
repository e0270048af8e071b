/* Drives lib/text for the comparisons in this folder: reads one JSON object a line, writes one a
 * line, so that thousands of documents need one process. Builds on jansson, text/text.h,
 * text/markup.h and text/slug.h.
 *   --specification, --guidance   {"markdown": "..."} -> {"html": "..."}
 *   --slugs                       {"texts": ["...", ...]} -> {"slugs": ["...", ...]}, unique within
 * the line */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "text/markup.h"
#include "text/slug.h"
#include "text/text.h"

#include "base/cleanup.h"

static json_t *
render(const json_t *question, PsgTextMode mode)
{
    const json_t *markdown = json_object_get(question, "markdown");
    if (!json_is_string(markdown))
        g_error("a line has no \"markdown\"");
    PsgTextOptions options = {.mode = mode, .path = "document.md", .language = "en"};
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgText) text = psg_text_parse(
            json_string_value(markdown), json_string_length(markdown), &options, NULL, &error);
    if (!text)
        g_error("%s", error->message);
    g_autoptr(GString) html = g_string_new(NULL);
    PsgMarkupSyntax syntax =
            mode == PSG_TEXT_SPECIFICATION ? PSG_MARKUP_SPECIFICATION : PSG_MARKUP_HTML;
    psg_markup_write_children(text->root, syntax, NULL, html);
    return json_pack("{s:s%}", "html", html->str, html->len);
}

static json_t *
make_slugs(const json_t *question)
{
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_t *slugs = json_array();
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(question, "texts"), index, item)
    {
        g_autofree char *slug = psg_slug_new(json_string_value(item));
        json_array_append_new(slugs, json_string(psg_slug_make_unique(taken, slug)));
    }
    return json_pack("{s:o}", "slugs", slugs);
}

int
main(int argc, char **argv)
{
    const char *mode = argc == 2 ? argv[1] : "";
    gboolean is_slugs = strcmp(mode, "--slugs") == 0;
    gboolean is_specification = strcmp(mode, "--specification") == 0;
    if (!is_slugs && !is_specification && strcmp(mode, "--guidance") != 0) {
        fprintf(stderr, "usage: text_to_html --specification | --guidance | --slugs\n");
        return 2;
    }
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, stdin)) >= 0) {
        json_error_t problem;
        g_autoptr(json_t) question = json_loadb(line, (size_t)length, JSON_ALLOW_NUL, &problem);
        if (!question)
            g_error("a line is not JSON: %s", problem.text);
        g_autoptr(json_t) answer =
                is_slugs ? make_slugs(question)
                         : render(question,
                                   is_specification ? PSG_TEXT_SPECIFICATION : PSG_TEXT_GUIDANCE);
        if (!answer || json_dumpf(answer, stdout, JSON_COMPACT) != 0)
            g_error("an answer is not UTF-8");
        putchar('\n');
    }
    free(line);
    return 0;
}
