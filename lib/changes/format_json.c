/* Changes as JSON (RFC 8259), for programs. Keys stand in the order in which they are set here. */
#include "base/date.h"
#include "changes/format_internal.h"

static json_t *
make_string(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *
make_run(const PsgPassageRun *run)
{
    static const char *const kinds[] = {[PSG_RUN_SAME] = "same",
            [PSG_RUN_DELETED] = "deleted",
            [PSG_RUN_INSERTED] = "inserted"};
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_string(kinds[run->kind]));
    json_object_set_new(object, "text", json_string(run->text));
    return object;
}

json_t *
psg_passage_format_json(const PsgPassage *passage)
{
    static const char *const blocks[] = {[PSG_BLOCK_HEADING] = "heading",
            [PSG_BLOCK_PARAGRAPH] = "paragraph",
            [PSG_BLOCK_CELL] = "cell",
            [PSG_BLOCK_CODE] = "code",
            [PSG_BLOCK_PICTURE] = "picture",
            [PSG_BLOCK_RULE] = "rule"};
    json_t *object = json_object(), *section = json_null(), *runs = json_array();
    if (passage->section_id) {
        section = json_object();
        json_object_set_new(section, "id", make_string(passage->section_id));
        json_object_set_new(section, "title", make_string(passage->section_title));
    }
    for (guint i = 0; i < passage->runs->len; i++)
        json_array_append_new(runs, make_run(&g_array_index(passage->runs, PsgPassageRun, i)));
    json_object_set_new(object, "change", json_string(psg_format_get_change_name(passage->change)));
    json_object_set_new(object, "block", json_string(blocks[passage->block]));
    json_object_set_new(object, "section", section);
    json_object_set_new(object, "runs", runs);
    json_object_set_new(object, "note", make_string(passage->note));
    return object;
}

static json_t *
make_point(const PsgPoint *point)
{
    g_autofree char *time = point->time != 0 ? psg_date_format_iso_time(point->time) : NULL;
    json_t *object = json_object();
    json_object_set_new(object, "name", make_string(point->name));
    json_object_set_new(object, "label", make_string(point->label));
    json_object_set_new(object, "commit", make_string(point->oid));
    json_object_set_new(object, "time", make_string(time));
    return object;
}

static json_t *
make_chapter(const PsgDocumentChanges *changes, guint index)
{
    const PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, index);
    g_autoptr(GPtrArray) passages = psg_passages_new(changes, index, PSG_FORMAT_CONTEXT);
    json_t *object = json_object(), *list = json_array();
    for (guint i = 0; i < passages->len; i++)
        json_array_append_new(list, psg_passage_format_json(g_ptr_array_index(passages, i)));
    json_object_set_new(
            object, "change", json_string(psg_format_get_chapter_name(chapter->change)));
    json_object_set_new(object, "path", make_string(chapter->path));
    json_object_set_new(object, "old-path", make_string(chapter->old_path));
    json_object_set_new(object, "title", make_string(chapter->title));
    json_object_set_new(object, "old-title", make_string(chapter->old_title));
    json_object_set_new(object, "passages", list);
    return object;
}

json_t *
psg_changes_format_json(const PsgDocumentChanges *changes, const PsgRange *range)
{
    json_t *object = json_object(), *chapters = json_array();
    for (guint i = 0; i < changes->chapters->len; i++)
        json_array_append_new(chapters, make_chapter(changes, i));
    json_object_set_new(object, "document", make_string(changes->document));
    json_object_set_new(object, "title", make_string(changes->title));
    json_object_set_new(object, "language", make_string(changes->language));
    json_object_set_new(object, "from", range ? make_point(&range->from) : json_null());
    json_object_set_new(object, "to", range ? make_point(&range->to) : json_null());
    json_object_set_new(object, "words-added", json_integer((json_int_t)changes->inserted_words));
    json_object_set_new(object, "words-removed", json_integer((json_int_t)changes->deleted_words));
    json_object_set_new(object, "passages-moved", json_integer((json_int_t)changes->moved_blocks));
    json_object_set_new(object, "chapters", chapters);
    return object;
}
