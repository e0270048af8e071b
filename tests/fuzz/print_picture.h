/* What the fuzz targets of printed pictures promise: a picture or a reason, and a picture that can
 * be written, the same twice. */
#pragma once
#include "fuzz.h"
#include "publish/print/picture/pictures.h"

static inline GBytes *
psg_fuzz_write_picture(const PsgPdfPicture *picture)
{
    g_autoptr(PsgPdfFile) file = psg_pdf_file_new();
    psg_pdf_picture_write(picture, file, 0);
    PsgPdfReference catalog = psg_pdf_file_add(file, "<</Type/Catalog>>", 17);
    return psg_pdf_file_finish(file, catalog, psg_pdf_file_add(file, "<<>>", 4));
}

typedef PsgPdfPicture *(*PsgFuzzReader)(GBytes *bytes, const char **reason);

static inline int
psg_fuzz_read_picture(const uint8_t *data, size_t size, PsgFuzzReader read)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size), first = NULL;
    for (int turn = 0; turn < 2; turn++) {
        const char *reason = NULL;
        g_autoptr(PsgPdfPicture) picture = read(bytes, &reason);
        if ((picture != NULL) == (reason != NULL))
            psg_fuzz_fail("neither a picture nor a reason, or both");
        if (!picture)
            return 0;
        double width, height;
        psg_pdf_picture_get_size(picture, &width, &height);
        if (!(width > 0 && height > 0))
            psg_fuzz_fail("a picture without a size");
        g_autoptr(GBytes) file = psg_fuzz_write_picture(picture);
        if (first && !g_bytes_equal(first, file))
            psg_fuzz_fail("the same picture became another one");
        if (!first)
            first = g_steal_pointer(&file);
    }
    return 0;
}
