/* Reads back what the PDF writer wrote, for tests: every object's text by its number, and streams
 * unpacked. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>
#include <zlib.h>

#include "publish/print/pdf/object.h"

typedef struct {
    GPtrArray *bodies;  /* char *: of an object; of a stream its dictionary; NULL: there is none */
    GPtrArray *streams; /* GBytes *: of a stream, unpacked */
} PdfObjects;

static inline void
pdf_objects_put(GPtrArray *array, guint number, gpointer value)
{
    if (array->len <= number)
        g_ptr_array_set_size(array, (gint)number + 1);
    assert_null(g_ptr_array_index(array, number));
    g_ptr_array_index(array, number) = value;
}

static inline GBytes *
pdf_unpack(const void *data, gsize length)
{
    GByteArray *out = g_byte_array_new();
    z_stream stream = {.next_in = (Bytef *)data, .avail_in = (uInt)length};
    guint8 piece[65536];
    int result;
    assert_int_equal(inflateInit(&stream), Z_OK);
    do {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        result = inflate(&stream, Z_NO_FLUSH);
        assert_true(result == Z_OK || result == Z_STREAM_END);
        g_byte_array_append(out, piece, sizeof piece - stream.avail_out);
    } while (result != Z_STREAM_END);
    inflateEnd(&stream);
    return g_byte_array_free_to_bytes(out);
}

/* The number behind `key` in a dictionary; fails where there is none. */
static inline gsize
pdf_get_number(const char *dictionary, const char *key)
{
    const char *found = strstr(dictionary, key);
    assert_non_null(found);
    return g_ascii_strtoull(found + strlen(key), NULL, 10);
}

/* The objects of an object stream (ISO 32000-1, 7.5.7). */
static inline void
pdf_objects_split(PdfObjects *objects, const char *dictionary, GBytes *data)
{
    gsize length, count = pdf_get_number(dictionary, "/N "),
                  first = pdf_get_number(dictionary, "/First ");
    const char *text = g_bytes_get_data(data, &length);
    g_autofree char *head = g_strndup(text, first);
    g_auto(GStrv) numbers = g_strsplit_set(g_strstrip(head), " \n", -1);
    assert_int_equal(g_strv_length(numbers), 2 * count);
    for (gsize i = 0; i < count; i++) {
        gsize start = first + g_ascii_strtoull(numbers[2 * i + 1], NULL, 10);
        gsize end = i + 1 < count ? first + g_ascii_strtoull(numbers[2 * i + 3], NULL, 10) : length;
        pdf_objects_put(objects->bodies, (guint)g_ascii_strtoull(numbers[2 * i], NULL, 10),
                g_strndup(text + start, end - start));
    }
}

static inline PdfObjects
pdf_objects_read(GBytes *file)
{
    PdfObjects objects = {g_ptr_array_new_with_free_func(g_free),
            g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref)};
    g_autoptr(GByteArray) bytes = g_bytes_unref_to_array(g_bytes_ref(file));
    g_byte_array_append(bytes, (const guint8 *)"", 1); /* so that it ends for strstr() too */
    const char *data = (const char *)bytes->data;
    const char *at = strchr(strchr(data, '\n') + 1, '\n') + 1;
    while (g_ascii_isdigit(*at)) {
        guint number = (guint)strtoul(at, NULL, 10);
        const char *start = strstr(at, "obj\n") + 4, *stream = strstr(start, "\nstream\n");
        char *dictionary = g_strndup(start, (gsize)(stream - start));
        gsize size = pdf_get_number(strstr(dictionary, "/Length "), "/Length ");
        pdf_objects_put(objects.bodies, number, dictionary);
        if (strstr(dictionary, "/FlateDecode") && !strstr(dictionary, "/XRef")) {
            GBytes *unpacked = pdf_unpack(stream + 8, size);
            pdf_objects_put(objects.streams, number, unpacked);
            if (strstr(dictionary, "/ObjStm"))
                pdf_objects_split(&objects, dictionary, unpacked);
        }
        at = strstr(stream + 8 + size, "endobj\n") + 7;
    }
    return objects;
}

static inline void
pdf_objects_clear(PdfObjects *objects)
{
    g_ptr_array_unref(objects->bodies);
    g_ptr_array_unref(objects->streams);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PdfObjects, pdf_objects_clear)

static inline const char *
pdf_objects_get(const PdfObjects *objects, guint number)
{
    assert_true(number < objects->bodies->len);
    assert_non_null(g_ptr_array_index(objects->bodies, number));
    return g_ptr_array_index(objects->bodies, number);
}

/* The object that `key` of a dictionary leads to. */
static inline guint
pdf_get_reference(const char *dictionary, const char *key)
{
    return (guint)pdf_get_number(dictionary, key);
}

/* The length of the value that begins at `at` (of a list or a dictionary to its end). */
static inline gsize
pdf_value_length(const char *at)
{
    gsize depth = 0, i = 0;
    do {
        depth += at[i] == '[' || at[i] == '<' || at[i] == '(';
        depth -= at[i] == ']' || at[i] == '>' || at[i] == ')';
        i++;
    } while (depth && at[i]);
    return i;
}

/* The list behind `key`, without its brackets; NULL where there is none. The caller owns it. */
static inline char *
pdf_get_list(const char *dictionary, const char *key)
{
    const char *found = strstr(dictionary, key);
    if (!found)
        return NULL;
    found += strlen(key);
    assert_int_equal(*found, '[');
    return g_strndup(found + 1, pdf_value_length(found) - 2);
}
