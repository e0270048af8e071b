/* The file: objects by number, small ones packed together in object streams, and the table that
 * says where each of them is. ISO 32000-1, sections 7.5.7 and 7.5.8. */
#include "publish/print/pdf/object.h"

#include <string.h>
#include <zlib.h>

#include "base/parallel.h"

#define OBJECTS_PER_STREAM 400u /* more pack better, and fewer can be packed at the same time */
#define INDEX_BYTES 2u          /* of a place in an object stream, in the table */
#define IDENTIFIER_BYTES 16u
/* zlib's own choice (6) takes half as long again, and makes a book three hundredths smaller. */
#define PACKING_LEVEL 4

typedef enum {
    PLACE_MISSING,
    PLACE_IN_FILE,
    PLACE_IN_STREAM
} PlaceKind; /* as the table has them */

typedef struct {
    PlaceKind kind;
    guint64 where; /* offset in the file, or number of the object stream */
    guint index;   /* in the object stream */
} Place;

/* A stream of the file; its offset is not known before all in front of it are packed. */
typedef struct {
    PsgPdfReference reference;
    char *dictionary;
    GBytes *data;
    gboolean is_to_be_packed;
} Stream;

struct PsgPdfFile {
    GArray *places;  /* Place, by number; that of 0 is never used */
    GArray *streams; /* Stream, in the order of the file */
    guint threads;
    /* The object stream that is being filled: */
    PsgPdfReference packing;
    GString *numbers, *bodies;
    guint count;
};

static void
clear_stream(gpointer data)
{
    Stream *stream = data;
    g_clear_pointer(&stream->dictionary, g_free);
    g_clear_pointer(&stream->data, g_bytes_unref);
}

PsgPdfFile *
psg_pdf_file_new(void)
{
    PsgPdfFile *file = g_new0(PsgPdfFile, 1);
    file->places = g_array_new(FALSE, TRUE, sizeof(Place));
    g_array_set_size(file->places, 1);
    file->streams = g_array_new(FALSE, FALSE, sizeof(Stream));
    g_array_set_clear_func(file->streams, clear_stream);
    file->threads = 1;
    file->numbers = g_string_new(NULL);
    file->bodies = g_string_new(NULL);
    return file;
}

void
psg_pdf_file_free(PsgPdfFile *file)
{
    if (file == NULL) {
        return;
    }
    g_array_unref(file->places);
    g_array_unref(file->streams);
    g_string_free(file->numbers, TRUE);
    g_string_free(file->bodies, TRUE);
    g_free(file);
}

void
psg_pdf_file_set_threads(PsgPdfFile *file, guint threads)
{
    file->threads = threads;
}

PsgPdfReference
psg_pdf_file_reserve(PsgPdfFile *file)
{
    g_array_set_size(file->places, file->places->len + 1);
    return file->places->len - 1;
}

/* The place of a number that is to be put now; NULL, which is the caller's mistake, for one that is
 * not reserved or was put. */
static Place *
find_place(PsgPdfFile *file, PsgPdfReference reference)
{
    g_return_val_if_fail(reference > 0 && reference < file->places->len, NULL);
    Place *place = &g_array_index(file->places, Place, reference);
    g_return_val_if_fail(place->kind == PLACE_MISSING, NULL);
    return place;
}

static void
add_stream(PsgPdfFile *file, PsgPdfReference reference, char *dictionary, GBytes *data,
        gboolean is_to_be_packed)
{
    Place *place = find_place(file, reference);
    if (place == NULL) {
        g_free(dictionary);
        return;
    }
    place->kind = PLACE_IN_FILE;
    Stream stream = {reference, dictionary, g_bytes_ref(data), is_to_be_packed};
    g_array_append_val(file->streams, stream);
}

void
psg_pdf_file_put_stream(
        PsgPdfFile *file, PsgPdfReference reference, const char *dictionary, GBytes *data)
{
    add_stream(file, reference, g_strdup(dictionary), data, FALSE);
}

static void
end_object_stream(PsgPdfFile *file)
{
    if (file->count == 0) {
        return;
    }
    char *dictionary =
            g_strdup_printf("/Type/ObjStm/N %u/First %" G_GSIZE_FORMAT "/Filter/FlateDecode",
                    file->count, file->numbers->len);
    g_string_append_len(file->numbers, file->bodies->str, (gssize)file->bodies->len);
    g_autoptr(GBytes) data = g_bytes_new(file->numbers->str, file->numbers->len);
    add_stream(file, file->packing, dictionary, data, TRUE);
    g_string_truncate(file->numbers, 0);
    g_string_truncate(file->bodies, 0);
    file->count = 0;
}

void
psg_pdf_file_put(PsgPdfFile *file, PsgPdfReference reference, const char *body, gsize length)
{
    if (file->count == 0) {
        file->packing = psg_pdf_file_reserve(file);
    }
    Place *place = find_place(file, reference);
    if (place == NULL) {
        return;
    }
    *place = (Place){PLACE_IN_STREAM, file->packing, file->count++};
    g_string_append_printf(file->numbers, "%u %" G_GSIZE_FORMAT " ", reference, file->bodies->len);
    g_string_append_len(file->bodies, body, (gssize)length);
    g_string_append_c(file->bodies, '\n');
    if (file->count == OBJECTS_PER_STREAM) {
        end_object_stream(file);
    }
}

PsgPdfReference
psg_pdf_file_add(PsgPdfFile *file, const char *body, gsize length)
{
    PsgPdfReference reference = psg_pdf_file_reserve(file);
    psg_pdf_file_put(file, reference, body, length);
    return reference;
}

GBytes *
psg_pdf_deflate(const void *data, gsize length)
{
    uLongf packed_length = compressBound(length);
    guint8 *packed = g_malloc(packed_length);
    if (compress2(packed, &packed_length, data, length, PACKING_LEVEL) != Z_OK) {
        g_error("zlib has no memory for %" G_GSIZE_FORMAT " bytes", length); /* as g_malloc() */
    }
    return g_bytes_new_take(g_realloc(packed, packed_length), packed_length);
}

static gboolean
pack_stream(guint index, gpointer data, GError **error)
{
    PsgPdfFile *file = data;
    Stream *stream = &g_array_index(file->streams, Stream, index);
    if (stream->is_to_be_packed) {
        g_autoptr(GBytes) raw = g_steal_pointer(&stream->data);
        stream->data = psg_pdf_deflate(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw));
    }
    return TRUE;
}

/* Appends the streams, and says in the table where each begins. */
static void
write_streams(PsgPdfFile *file, GByteArray *out)
{
    for (guint i = 0; i < file->streams->len; i++) {
        Stream *stream = &g_array_index(file->streams, Stream, i);
        gsize length = 0;
        const guint8 *data = g_bytes_get_data(stream->data, &length);
        g_array_index(file->places, Place, stream->reference).where = out->len;
        g_autofree char *head =
                g_strdup_printf("%u 0 obj\n<<%s/Length %" G_GSIZE_FORMAT ">>\nstream\n",
                        stream->reference, stream->dictionary, length);
        static const char end[] = "\nendstream\nendobj\n";
        g_byte_array_append(out, (const guint8 *)head, (guint)strlen(head));
        if (length > 0) {
            g_byte_array_append(out, data, (guint)length);
        }
        g_byte_array_append(out, (const guint8 *)end, sizeof end - 1);
        g_clear_pointer(&stream->data, g_bytes_unref);
    }
}

static gsize
count_bytes(const PsgPdfFile *file)
{
    gsize sum = 0;
    for (guint i = 0; i < file->streams->len; i++) {
        const Stream *stream = &g_array_index(file->streams, Stream, i);
        sum += strlen(stream->dictionary) + g_bytes_get_size(stream->data) + 64;
    }
    return sum;
}

static void
append_big_endian(GByteArray *out, guint64 number, guint bytes)
{
    for (guint i = bytes; i-- > 0;) {
        guint8 byte = (guint8)(number >> 8 * i);
        g_byte_array_append(out, &byte, 1);
    }
}

/* The rows of the table, each as its difference from the row above (PNG's "Up"): most are one
 * more than that, and so pack to nothing. */
static GBytes *
make_table(const PsgPdfFile *file, guint where_bytes)
{
    guint row_bytes = 1 + where_bytes + INDEX_BYTES;
    g_autoptr(GByteArray) rows = g_byte_array_new();
    for (guint i = 0; i < file->places->len; i++) {
        const Place *place = &g_array_index(file->places, Place, i);
        append_big_endian(rows, place->kind, 1);
        append_big_endian(rows, place->where, where_bytes);
        append_big_endian(rows, i == 0 ? 0xFFFF : place->index, INDEX_BYTES);
    }
    g_autoptr(GByteArray) differences = g_byte_array_new();
    for (guint row = 0; row < file->places->len; row++) {
        append_big_endian(differences, 2, 1);
        for (guint i = 0; i < row_bytes; i++) {
            const guint8 *at = rows->data + (gsize)row * row_bytes + i;
            append_big_endian(differences, (guint8)(*at - (row > 0 ? *(at - row_bytes) : 0)), 1);
        }
    }
    return psg_pdf_deflate(differences->data, differences->len);
}

/* The file's identifier is a digest of all that is in it. */
static void
append_identifier(GString *dictionary, const GByteArray *content)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_MD5);
    guint8 digest[IDENTIFIER_BYTES];
    gsize length = sizeof digest;
    g_checksum_update(checksum, content->data, content->len);
    g_checksum_get_digest(checksum, digest, &length);
    g_string_append(dictionary, "/ID[");
    psg_pdf_append_hex(dictionary, digest, length);
    psg_pdf_append_hex(dictionary, digest, length);
    g_string_append(dictionary, "]");
}

GBytes *
psg_pdf_file_finish(PsgPdfFile *file, PsgPdfReference catalog, PsgPdfReference information)
{
    static const guint8 header[] = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
    end_object_stream(file);
    psg_parallel_run(file->threads, file->streams->len, pack_stream, file, NULL);
    GByteArray *out = g_byte_array_sized_new((guint)count_bytes(file) + file->places->len * 8);
    g_byte_array_append(out, header, sizeof header - 1);
    write_streams(file, out);

    PsgPdfReference table = psg_pdf_file_reserve(file);
    guint64 offset = out->len;
    g_array_index(file->places, Place, table) = (Place){PLACE_IN_FILE, offset, 0};
    guint where_bytes = 1;
    while (where_bytes < 8 && MAX(offset, file->places->len) >> 8 * where_bytes != 0) {
        where_bytes++;
    }
    g_autoptr(GString) dictionary = g_string_new(NULL);
    g_string_append_printf(dictionary, "/Type/XRef/Size %u/W[1 %u %u]/Root ", file->places->len,
            where_bytes, INDEX_BYTES);
    psg_pdf_append_reference(dictionary, catalog);
    g_string_append(dictionary, "/Info ");
    psg_pdf_append_reference(dictionary, information);
    append_identifier(dictionary, out);
    g_string_append_printf(dictionary,
            "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns %u>>",
            1 + where_bytes + INDEX_BYTES);
    g_autoptr(GBytes) rows = make_table(file, where_bytes);
    g_array_set_size(file->streams, 0);
    Stream stream = {table, g_strdup(dictionary->str), g_bytes_ref(rows), FALSE};
    g_array_append_val(file->streams, stream);
    write_streams(file, out);
    g_autofree char *end = g_strdup_printf("startxref\n%" G_GUINT64_FORMAT "\n%%%%EOF\n", offset);
    g_byte_array_append(out, (const guint8 *)end, (guint)strlen(end));
    return g_byte_array_free_to_bytes(out);
}
