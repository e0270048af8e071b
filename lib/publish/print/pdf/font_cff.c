/* CFF outlines as far as PDF's codes need them: whether they are CID-keyed, and then the CID of
 * every glyph. Adobe Technical Note 5176, sections 4 to 6, 13 and 18; ISO 32000-1, section 9.7.4.2.
 * A table is somebody's bytes: every offset is held against its length. */
#include "publish/print/pdf/font_internal.h"

enum { OPERATOR_CHARSET = 15, OPERATOR_CHAR_STRINGS = 17, OPERATOR_ROS = 0x0c00 | 30 };

typedef struct {
    const guint8 *data;
    gsize length;
} Bytes;

/* The number of `size` bytes at `at`; FALSE past the end. */
static gboolean
read_number(const Bytes *bytes, gsize at, guint size, guint32 *number)
{
    if (at > bytes->length || size > bytes->length - at)
        return FALSE;
    *number = 0;
    for (guint i = 0; i < size; i++)
        *number = *number << 8 | bytes->data[at + i];
    return TRUE;
}

/* An INDEX: its objects lie behind one another in [data, end). */
typedef struct {
    guint32 count;
    gsize offsets; /* where the list of offsets is */
    guint32 size;  /* of an offset */
    gsize data;    /* what offsets count from */
    gsize end;
} Index;

static gboolean
find_object(const Bytes *bytes, const Index *index, guint32 number, gsize *start, gsize *end)
{
    guint32 from, to;
    gsize at = index->offsets + (gsize)number * index->size;
    if (number >= index->count || !read_number(bytes, at, index->size, &from) ||
            !read_number(bytes, at + index->size, index->size, &to))
        return FALSE;
    *start = index->data + from;
    *end = index->data + to;
    return from >= 1 && from <= to && *end <= bytes->length;
}

static gboolean
read_index(const Bytes *bytes, gsize at, Index *index)
{
    *index = (Index){.end = at + 2};
    if (!read_number(bytes, at, 2, &index->count))
        return FALSE;
    if (!index->count)
        return TRUE;
    if (!read_number(bytes, at + 2, 1, &index->size) || index->size < 1 || index->size > 4)
        return FALSE;
    index->offsets = at + 3;
    index->data = index->offsets + ((gsize)index->count + 1) * index->size - 1;
    gsize start;
    return find_object(bytes, index, index->count - 1, &start, &index->end);
}

/* What codes need of the Top DICT. */
typedef struct {
    guint32 charset, char_strings;
    gboolean is_cid_keyed;
} TopDict;

/* Reads an operand at `at` and gives where it ends; 0 where it is none. Reals are passed over: no
 * operator that is read here has one. */
static gsize
read_operand(const Bytes *bytes, gsize at, guint32 *number)
{
    guint8 first = bytes->data[at];
    guint32 more = 0;
    *number = 0;
    if (first == 30) {
        for (at++; at < bytes->length; at++)
            if ((bytes->data[at] & 0x0f) == 0x0f || bytes->data[at] >> 4 == 0x0f)
                return at + 1;
        return 0;
    }
    if (first == 28 || first == 29) {
        guint size = first == 28 ? 2 : 4;
        return read_number(bytes, at + 1, size, number) ? at + 1 + size : 0;
    }
    if (first >= 32 && first <= 246) {
        *number = first >= 139 ? first - 139U : 0;
        return at + 1;
    }
    if (first < 247 || first == 255 || !read_number(bytes, at + 1, 1, &more))
        return 0;
    *number = first < 251 ? (first - 247U) * 256 + more + 108 : 0;
    return at + 2;
}

static gboolean
read_top_dict(const Bytes *bytes, gsize at, gsize end, TopDict *top)
{
    const Bytes dict = {bytes->data, end};
    guint32 last = 0;
    *top = (TopDict){0};
    while (at < end) {
        guint32 code = dict.data[at];
        if (code > 21) {
            at = read_operand(&dict, at, &last);
            if (!at)
                return FALSE;
            continue;
        }
        at++;
        if (code == 12) {
            if (at == end)
                return FALSE;
            code = 0x0c00 | dict.data[at++];
        }
        if (code == OPERATOR_CHARSET)
            top->charset = last;
        else if (code == OPERATOR_CHAR_STRINGS)
            top->char_strings = last;
        else if (code == OPERATOR_ROS)
            top->is_cid_keyed = TRUE;
    }
    return top->char_strings > 0;
}

/* Reads the charset at `at` into the CIDs of `count` glyphs (section 13). */
static gboolean
read_charset(const Bytes *bytes, gsize at, guint count, guint16 *cids)
{
    guint32 format, first, left = 0;
    cids[0] = 0;
    if (!read_number(bytes, at++, 1, &format) || format > 2)
        return FALSE;
    for (guint glyph = 1; glyph < count;) {
        if (!read_number(bytes, at, 2, &first) ||
                (format && !read_number(bytes, at + 2, format, &left)))
            return FALSE;
        at += 2 + format;
        for (guint32 i = 0; i <= left && glyph < count; i++)
            cids[glyph++] = (guint16)(first + i);
    }
    return TRUE;
}

PsgCffKind
psg_cff_read(hb_blob_t *table, guint count, guint16 **cids)
{
    guint length = 0;
    const char *data = hb_blob_get_data(table, &length);
    const Bytes bytes = {(const guint8 *)data, length};
    guint32 header;
    Index names, tops, outlines;
    TopDict top;
    gsize start, end;
    if (!read_number(&bytes, 2, 1, &header) || !read_index(&bytes, header, &names) ||
            !read_index(&bytes, names.end, &tops) || tops.count != 1 ||
            !find_object(&bytes, &tops, 0, &start, &end) ||
            !read_top_dict(&bytes, start, end, &top) ||
            !read_index(&bytes, top.char_strings, &outlines) || outlines.count < count)
        return PSG_CFF_BROKEN;
    if (!top.is_cid_keyed)
        return PSG_CFF_NAMED;

    /* CIDs are their glyphs' numbers where a predefined charset is named (0 to 2): there is none
     * for CIDs */
    g_autofree guint16 *read = g_new(guint16, MAX(count, 1));
    if (top.charset <= 2)
        for (guint glyph = 0; glyph < count; glyph++)
            read[glyph] = (guint16)glyph;
    else if (!read_charset(&bytes, top.charset, count, read))
        return PSG_CFF_BROKEN;
    if (cids)
        *cids = g_steal_pointer(&read);
    return PSG_CFF_CID_KEYED;
}
