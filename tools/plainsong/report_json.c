/* What a build made and found, as one JSON object: the keys are an interface that scripts rely on.
 */
#include <jansson.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "report.h"

/* A string, or null; bytes that are not UTF-8 (a folder's name may hold any) are replaced. */
static json_t *
make_string(const char *text)
{
    if (!text)
        return json_null();
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return json_string(valid);
}

/* A number that may not be known. */
static json_t *
make_place(guint number)
{
    return number ? json_integer(number) : json_null();
}

static json_t *
list_editions(const PsgBuildResult *result)
{
    json_t *list = json_array();
    for (guint i = 0; i < result->editions->len; i++) {
        const PsgBuiltEdition *edition = g_ptr_array_index(result->editions, i);
        json_t *item = json_object();
        json_object_set_new(item, "edition", make_string(edition->edition));
        json_object_set_new(item, "document", make_string(edition->document));
        json_object_set_new(item, "path", make_string(edition->path));
        json_object_set_new(item, "size",
                edition->size ? json_integer((json_int_t)edition->size) : json_null());
        json_array_append_new(list, item);
    }
    return list;
}

static json_t *
list_findings(const PsgFindings *findings)
{
    json_t *list = json_array();
    for (guint i = 0; i < psg_findings_get_length(findings); i++) {
        const PsgFinding *finding = psg_findings_get(findings, i);
        json_t *item = json_object();
        json_object_set_new(
                item, "severity", make_string(psg_severity_get_name(finding->severity)));
        json_object_set_new(item, "rule", make_string(finding->rule));
        json_object_set_new(
                item, "path", *finding->path ? make_string(finding->path) : json_null());
        json_object_set_new(item, "line", make_place(finding->line));
        json_object_set_new(item, "column", make_place(finding->column));
        json_object_set_new(item, "message", make_string(finding->message));
        json_array_append_new(list, item);
    }
    return list;
}

void
report_json(const PsgBuildResult *result)
{
    g_autoptr(json_t) report = json_object();
    json_object_set_new(report, "output", make_string(result->output));
    json_object_set_new(report, "revision", make_string(result->revision));
    json_object_set_new(report, "changed", json_boolean(result->is_changed));
    json_object_set_new(report, "refused", json_boolean(result->is_refused));
    json_object_set_new(report, "chapters", json_integer(result->chapter_count));
    json_object_set_new(report, "words", json_integer((json_int_t)result->words));
    json_object_set_new(report, "files", json_integer(result->file_count));
    json_object_set_new(report, "bytes", json_integer((json_int_t)result->bytes));
    json_object_set_new(report, "editions", list_editions(result));
    json_object_set_new(report, "findings", list_findings(result->findings));
    json_dumpf(report, stdout, JSON_INDENT(2));
    putchar('\n');
}
