/* What a build made and found, as one JSON object: the keys are an interface that scripts rely on.
 */
#include "json_text.h"
#include "report.h"

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
        json_object_set_new(item, "edition", json_text(edition->edition));
        json_object_set_new(item, "document", json_text(edition->document));
        json_object_set_new(item, "path", json_text(edition->path));
        json_object_set_new(item, "size",
                edition->size ? json_integer((json_int_t)edition->size) : json_null());
        json_array_append_new(list, item);
    }
    return list;
}

json_t *
report_list_findings(const PsgFindings *findings)
{
    json_t *list = json_array();
    for (guint i = 0; i < psg_findings_get_length(findings); i++) {
        const PsgFinding *finding = psg_findings_get(findings, i);
        json_t *item = json_object();
        json_object_set_new(item, "severity", json_text(psg_severity_get_name(finding->severity)));
        json_object_set_new(item, "rule", json_text(finding->rule));
        json_object_set_new(item, "path", *finding->path ? json_text(finding->path) : json_null());
        json_object_set_new(item, "line", make_place(finding->line));
        json_object_set_new(item, "column", make_place(finding->column));
        json_object_set_new(item, "message", json_text(finding->message));
        json_array_append_new(list, item);
    }
    return list;
}

void
report_json(const PsgBuildResult *result)
{
    json_t *report = json_object();
    json_object_set_new(report, "output", json_text(result->output));
    json_object_set_new(report, "revision", json_text(result->revision));
    json_object_set_new(report, "changed", json_boolean(result->is_changed));
    json_object_set_new(report, "refused", json_boolean(result->is_refused));
    json_object_set_new(report, "chapters", json_integer(result->chapter_count));
    json_object_set_new(report, "words", json_integer((json_int_t)result->words));
    json_object_set_new(report, "files", json_integer(result->file_count));
    json_object_set_new(report, "bytes", json_integer((json_int_t)result->bytes));
    json_object_set_new(report, "editions", list_editions(result));
    json_object_set_new(report, "findings", report_list_findings(result->findings));
    json_print(report);
}
